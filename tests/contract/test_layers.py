"""The fences: which package only one module may import. (The order of the rooms is import-linter's task.)"""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("corpus", "index", "server")

FENCES = {
    "faiss": {"index/vectors.py"},
    "torch": {"index/encoder.py"},
    "sentence_transformers": {"index/encoder.py"},
    "transformers": {"index/encoder.py"},
    "huggingface_hub": {"index/encoder.py"},
    "bm25s": {"index/lexical.py"},
    "pickle": set(),
    "marshal": set(),
    "shelve": set(),
}

MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


@cache
def text_of(path: Path) -> str:
    return path.read_text("utf-8")


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(text_of(path))


@cache
def imported(path: Path) -> set[str]:
    """List the top-level packages that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


@pytest.mark.parametrize("package", FENCES)
def test_a_fenced_package_is_imported_only_in_its_module(package: str) -> None:
    importers = {
        str(path.relative_to(ROOT)) for path in MODULES if package in text_of(path) and package in imported(path)
    }
    assert importers == FENCES[package]


def test_no_test_module_imports_torch_at_its_top() -> None:
    heavy = {"torch", "sentence_transformers", "transformers"}
    for path in (ROOT / "tests").rglob("*.py"):
        if not any(name in text_of(path) for name in (*heavy, "encoder")):
            continue
        top = [node for node in parsed(path).body if isinstance(node, ast.Import | ast.ImportFrom)]
        names = {alias.name for node in top for alias in node.names}
        modules = {node.module for node in top if isinstance(node, ast.ImportFrom) and node.module}
        assert not {name.partition(".")[0] for name in names | modules} & heavy, path
        assert "citewell.index.encoder" not in names | modules, path
        assert "encoder" not in names, path


def test_nothing_reads_pickles_or_unsafe_yaml() -> None:
    for path in MODULES:
        text = path.read_text("utf-8")
        for banned in ("allow_pickle=True", "yaml.load(", "torch.load(", "eval(", "exec("):
            assert banned not in text, f"{path} has {banned}"


def test_every_module_says_which_question_it_answers() -> None:
    for path in MODULES:
        docstring = ast.get_docstring(parsed(path)) or ""
        assert "?" in docstring, f"{path} does not say which question it answers"


def test_modules_fit_on_two_screens() -> None:
    long = {str(p.relative_to(ROOT)): n for p in MODULES if (n := len(p.read_text("utf-8").splitlines())) > 300}
    assert not long
