"""What if a parser fails or talks? Its errors become one sentence, its log lines and warnings nothing."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from citewell.corpus.errors import Refused

_NOISY = ("pdfminer", "pdfplumber", "trafilatura", "htmldate", "charset_normalizer", "courlan", "justext")


@contextmanager
def guard(name: str, kind: str) -> Iterator[None]:
    """Turn whatever a third-party parser raises on a broken file into `Refused`, and keep it quiet.

    Args:
        name: the file's name.
        kind: the format, for the message.
    """
    with ExitStack() as stack:
        for logger in _NOISY:
            stack.enter_context(_silent(logging.getLogger(logger)))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        try:
            yield
        except Refused:
            raise
        except Exception as error:  # parsers of hostile files raise anything; the publisher needs a sentence
            kind = kind.lstrip(".")
            raise Refused(
                f"{name}: cannot be read as {kind} ({type(error).__name__}); open it in its program and save it again."
            ) from error


@contextmanager
def _silent(logger: logging.Logger) -> Iterator[None]:
    """Let a logger say nothing for a while."""
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)
