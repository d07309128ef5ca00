"""docs/api.md is true: its commands run and answer what it says, its settings are read, its addresses exist."""

import os
import re
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from waitress import create_server

from citewell.index.build import build
from citewell.index.embedder import load_embedder
from citewell.index.library import create_library
from citewell.index.release import live_id
from citewell.server.access import Access
from citewell.server.api.endpoint import ENDPOINTS
from citewell.server.app import create_app
from citewell.server.archive import Archive
from citewell.server.live import open_release
from citewell.server.settings import load_settings

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "api.md").read_text("utf-8")
BLOCKS = re.findall(r"```bash\n(.*?)```", DOCUMENT, re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines() if line.startswith("curl")]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the starter library."""
    library = create_library(tmp_path_factory.mktemp("documented"))
    list(library.ingest(sorted((ROOT / "corpus" / "starter").glob("*"))))
    build(library, load_embedder("hashing"))
    snapshot = open_release(library, live_id(library.releases), load_embedder)
    server = create_server(create_app(lambda: snapshot, Archive(library.releases)), host="127.0.0.1", port=0, threads=2)
    serving = threading.Thread(target=server.run)
    serving.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.task_dispatcher.shutdown()
    server.trigger.pull_trigger(lambda: server.asyncore.close_all(server._map))
    serving.join(timeout=10)


@pytest.mark.slow
def test_the_commands_run_and_answer_as_the_document_says(address: str) -> None:
    assert len(COMMANDS) >= 20
    for command in COMMANDS:
        expected = found[1] if (found := re.search(r"# status: (\d+)$", command)) else "200"
        asked = command.partition(" # status")[0]
        ended = subprocess.run(
            ["bash", "-c", f"{asked} -w '\n%{{http_code}}'"], env={**os.environ, "CITEWELL": address},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ended.returncode == 0, command
        assert ended.stdout.rpartition("\n")[2] == expected, f"{command}: {ended.stdout[:300]}"


def test_every_endpoint_has_a_command() -> None:
    for one in ENDPOINTS:
        path = re.sub(r"<\w+>", '[^/?" ]+', one.rule)
        assert any(re.search(rf"{path}[?\" ]", command) for command in COMMANDS), one.rule


def test_its_settings_can_be_read(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)
    (tmp_path / "settings.yaml").write_text(example, "utf-8")
    access = load_settings(tmp_path).api
    assert access.model_fields_set == set(Access.model_fields)
    assert access.rates == Access().rates
