"""Where has a text lost its exponents, so that a reader must be warned?

Copied from a web page, 10⁻⁵ becomes "10–5" and 0.75 × 10⁶ becomes "0.75 x 106".  The words are never repaired; the
span is marked.  Two rules, both of which leave ordinary numbers alone:

*product*: a times sign, then 10 and 1 to 20 run together ("x 106", "× 109/L", "x 1010") or 10, a dash and one or two
digits ("x 10-6").  It counts if a biological amount follows within the sentence (cells, copies, /kg, /L, units …) or
the factor before it has a decimal point or the exponent a dash.  It never counts if what follows at once is an
ordinary measure or people ("2 x 106 patients", "3 x 105 mg", "2.5 x 104 mm"), nor for multiples of 100 ("2 x 100 mg").

*power*: 10, a dash and one digit ("10–5", "10-6").  A range would run upward ("10–50%", "5-10", "10-12"), so only
the downward form is looked at, and it counts only near words of measurement (threshold, sensitivity, MRD, negativity,
limit, P =, …) and never before a measure of time, mass, length, share or people ("10-6 weeks", "10-5 mg"), nor inside
a longer number, date or page range.
"""

import re

from citewell.corpus.types import EditorNote

_ORDINARY = (
    r"(?:\s*[–-]?\s*(?:%|percent|per ?cent|patients?|people|persons?|participants?|women|men|children|adults|"
    r"tablets?|capsules?|doses?|pills?|cases|points?|times|weeks?|wks?|days?|months?|years?|yrs?|hours?|hrs?|min(?:ute)?s?|seconds?|a\.?m\.?|p\.?m\.?|"
    r"mg|mcg|µg|μg|ug|kg|g|mL|ml|dL|cL|mm|cm|m|km|inch(?:es)?|in|ft|feet|pixels?|px|dollars|euros|votes?|vote|pages?)\b|\s*%)"
)
_AMOUNT = re.compile(
    r"(?i)\bcells?\b|\bcopies\b|\bCFU\b|\bPFU\b|\bIU\b|\bunits?\b|\bgenomes?\b|\bvg\b|\bparticles?\b|\bplatelets?\b|\bleu[ck]ocytes?\b"
    r"|\blymphocytes?\b|\bneutrophils?\b|/\s?(?:k?g|m?L|[µμ]L|mm3|mm³|l)\b"
)
_PRODUCT = re.compile(
    r"(?P<factor>(?<![\w.,])\d{1,4}(?:[.,]\d+)?\s*)?(?:(?<=\d)|(?<=\d\s)|(?<![\w]))(?P<times>[x×✕✖·*])\s*"
    r"10(?P<power>(?:1\d|20|[1-9])|\s?[-–−]\s?\d{1,2})(?![\w^⁰¹²³⁴⁵⁶⁷⁸⁹⁻-]|[.,]\d|–\d)(?!" + _ORDINARY + ")"
)
_PER_LITRE = re.compile(r"(?<=\d )10(?:6|9|12)(?=\s?/\s?[Ll]\b)")
_POWER = re.compile(r"(?<![\w.,/–−-])10\s?[-–−]\s?[1-9](?![\w/^⁰¹²³⁴⁵⁶⁷⁸⁹]|[.,]\d|\s?[-–−]\s?\d)(?!" + _ORDINARY + ")")
_MEASURED = re.compile(
    r"(?i)\bthresholds?\b|\bsensitiv|\bMRD\b|\bresidual disease\b|\bnegativ|\bdetect|\blimit\b|\bcut-?offs?\b|\bdepth\b"
    r"|\bclonal\b|\bclones?\b|\bper cell\b|\bsequencing\b|\bNGS\b|\bNGF\b|\bflow cytometry\b|\border of\b"
    r"|\bpowers? of\b|\bP\s?[<=>≤]"
)


def lost_exponents(text: str) -> tuple[EditorNote, ...]:
    """Find the spans of `text` that look like powers of ten without their exponents.

    Args:
        text: canonical text of an article.

    Returns:
        Notes of kind `lost_exponent`, in order, without overlaps.
    """
    spans = {(found.start(), found.end()) for found in _PRODUCT.finditer(text) if _is_product(text, found)}
    spans |= {found.span() for found in _PER_LITRE.finditer(text)}
    spans |= {found.span() for found in _POWER.finditer(text) if _is_power(text, found)}
    notes: list[EditorNote] = []
    for start, end in sorted(spans):
        if not notes or start >= notes[-1].end:
            notes.append(EditorNote(start, end, "lost_exponent"))
    return tuple(notes)


def _is_product(text: str, found: re.Match[str]) -> bool:
    """Whether an amount follows, or the factor is decimal, or the exponent has a dash."""
    factor = found["factor"] or ""
    after = re.split(r"\n|[.;]\s", text[found.end() : found.end() + 80], maxsplit=1)[0]
    return bool(_AMOUNT.search(after)) or "." in factor or (bool(factor) and not found["power"].isdigit())


def _is_power(text: str, found: re.Match[str]) -> bool:
    """Whether words of measurement stand in the same line near a power, or its dash is a true minus sign."""
    line_start = text.rfind("\n", 0, found.start()) + 1
    line_end = text.find("\n", found.end())
    near = text[max(line_start, found.start() - 100) : min(line_end if line_end >= 0 else len(text), found.end() + 40)]
    return "−" in found.group() or bool(_MEASURED.search(near))
