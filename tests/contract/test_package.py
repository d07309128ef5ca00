"""The package: everything under one name, with its data, in wheel and sdist."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_the_wheel_holds_one_package_with_all_its_data(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("citewell-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"citewell"}
    data = [
        f"citewell/{path.relative_to(ROOT).as_posix()}"
        for room in ("corpus", "index", "server", "templates")
        for path in (ROOT / room).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    ]
    assert {"citewell/index/answerability.json", "citewell/server/danger.yaml", "citewell/server/contacts.yaml"} <= {
        *data
    }
    assert set(data) <= set(names)
    # It answers from site-packages too, away from the repository.
    target = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(target)
    shutil.copy(ROOT / "corpus" / "starter" / "when-to-call-for-help.md", tmp_path / "a.md")
    for arguments in (["ingest", "a.md"], ["build", "--encoder", "hashing"], ["ask", "When do I call?"]):
        program = f"import sys; sys.path.insert(0, {str(target)!r}); from citewell.server.cli import main; main()"
        ended = subprocess.run(
            [sys.executable, "-P", "-c", program, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, ended.stderr
        assert "Traceback" not in ended.stderr
