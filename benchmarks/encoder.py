"""What does bfloat16 cost and gain? Speed of the default encoder in both formats, and how far the embeddings differ.

    python benchmarks/encoder.py

Encodes the passages of the starter library, over and over, and single questions.
"""

import time
from pathlib import Path

import numpy as np
import torch

from citewell.corpus.ingest import find_files
from citewell.corpus.read import read_article
from citewell.corpus.split import split
from citewell.index.embedder import load_embedder

STARTER = Path(__file__).resolve().parents[1] / "corpus" / "starter"
QUESTION = "How long does it take until the cells are made and given back?"


def main() -> None:
    articles = [read_article(path) for path in find_files([STARTER]) if path.suffix == ".md"]
    texts = [a.text[p.start : p.end] for a in articles for p in split(a)]
    texts = (texts * (256 // len(texts) + 1))[:256]
    native = torch.cpu.get_capabilities
    encoded = {}
    print("| format | passages/s | question p50 ms |\n|---|---|---|")
    for name, capabilities in (("float32", dict), ("bfloat16", lambda: {"avx512_bf16": True})):
        torch.cpu.get_capabilities = capabilities
        encoder = load_embedder()
        torch.cpu.get_capabilities = native
        encoder.encode(texts[:64])
        began = time.perf_counter()
        encoded[name] = encoder.encode(texts)
        rate = len(texts) / (time.perf_counter() - began)
        took = []
        for _ in range(40):
            began = time.perf_counter()
            encoder.encode([QUESTION])
            took.append(1000 * (time.perf_counter() - began))
        print(f"| {name} | {rate:.1f} | {np.median(took):.1f} |")
    cosines = (encoded["float32"] * encoded["bfloat16"]).sum(axis=1)
    print(f"\nCosine of the two embeddings of one passage: least {cosines.min():.5f}, mean {cosines.mean():.5f}.")


if __name__ == "__main__":
    main()
