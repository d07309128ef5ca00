"""Is 8-bit search good enough above 50,000 passages? Time, size and recall@10 of both index types against NumPy.

    python benchmarks/vectors.py --passages 50000 100000

Synthetic unit vectors of 384 dimensions in clusters (intrinsic dimension 48), seeded; queries are noisy passages.
"""

import argparse
import time

import faiss
import numpy as np

from citewell.index.vectors import VectorIndex

DIM, INTRINSIC, CLUSTERS, QUERIES = 384, 48, 500, 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, nargs="+", default=[50_000, 100_000])
    faiss.omp_set_num_threads(1)
    print(
        "| passages | index | build s | MiB | query p50 ms | query p95 ms | recall@10 |\n|---|---|---|---|---|---|---|"
    )
    for n in parser.parse_args().passages:
        rng = np.random.default_rng(7)
        project = rng.normal(size=(INTRINSIC, DIM)).astype(np.float32)
        centres = rng.normal(size=(CLUSTERS, INTRINSIC))
        low = centres[rng.integers(CLUSTERS, size=n)] + 0.6 * rng.normal(size=(n, INTRINSIC))
        rows = unit(low.astype(np.float32) @ project)
        noise = 0.3 * rng.normal(size=(QUERIES, DIM)).astype(np.float32) / np.sqrt(DIM)
        queries = unit(rows[rng.integers(n, size=QUERIES)] + noise)
        truth = [set(np.argpartition(-(rows @ query), 10)[:10]) for query in queries]
        for name, index in (("flat", faiss.IndexFlatIP(DIM)), ("8-bit", quantised())):
            began = time.perf_counter()
            index.train(rows)
            index.add(rows)
            built = time.perf_counter() - began
            searcher = VectorIndex(index)
            took, found = [], 0
            for query, expected in zip(queries, truth, strict=True):
                began = time.perf_counter()
                best = searcher.search(query, 10)
                took.append(1000 * (time.perf_counter() - began))
                found += len(expected.intersection(best.tolist()))
            size = len(searcher.to_bytes()) / 2**20
            p50, p95 = np.percentile(took, [50, 95])
            recall = found / QUERIES / 10
            print(f"| {n:,} | {name} | {built:.2f} | {size:.0f} | {p50:.2f} | {p95:.2f} | {recall:.3f} |")


def quantised() -> faiss.Index:
    return faiss.IndexScalarQuantizer(DIM, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)


def unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


if __name__ == "__main__":
    main()
