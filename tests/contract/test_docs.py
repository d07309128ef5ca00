"""The documents are true: their commands run, and every key, command and message they promise exists."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import fields
from pathlib import Path
from typing import get_args, get_type_hints

import click
import pytest
from flask.testing import FlaskClient

from citewell.corpus.standing import Standing
from citewell.index.types import Status
from citewell.server.arrange import Disagreement, Group, Side
from citewell.server.cli import main
from citewell.server.messages import catalogue
from citewell.server.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
STANDINGS = get_args(get_type_hints(Standing)["kind"])
BLOCKS = re.findall(r"(?:<!-- run: ([^>]*) -->\n)?```bash\n(.*?)```", README, re.DOTALL)


def commands(group: click.Group, prefix: str = "citewell") -> dict[str, click.Command]:
    """List every command below a group by the words that call it."""
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        found[f"{prefix} {name}"] = command
        if isinstance(command, click.Group):
            found |= commands(command, f"{prefix} {name}")
    return found


def test_the_two_commands_of_the_readme_are_targets() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert [block.strip() for where, block in BLOCKS if not where] == ["make serve", "make test"]
    assert {"serve", "test", "setup", "check", "help"} <= set(targets)


@pytest.mark.parametrize("name", sorted(commands(main)))
def test_every_command_has_an_example_and_stands_in_the_readme(name: str) -> None:
    command = commands(main)[name]
    assert "Example:" in (command.help or "")
    assert all(option.help for option in command.params if isinstance(option, click.Option))
    assert name.removeprefix("citewell ").split()[-1] in README


def test_every_key_of_an_answer_stands_in_the_readme(client: FlaskClient) -> None:
    answer = client.get("/api/v1/ask?q=Is fever common?").get_json()
    (quote, *_) = answer["quotes"]
    of_groups, of_disagreements = (
        (field.name for field in fields(Group)),
        (field.name for field in fields(Disagreement)),
    )
    of_sides = (field.name for field in fields(Side))
    for key in {*answer, *quote, *quote["citation"], *of_groups, *of_disagreements, *of_sides}:
        assert f"`{key}`" in README, f"README does not name the key {key}"


def test_every_kind_of_notice_stands_in_the_readme() -> None:
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "server").rglob("*.py"))
    kinds = {*re.findall(r'Notice\(\s*"(\w+)"', sources), *get_args(Status), *STANDINGS} - {"answered"}
    assert len(kinds) >= 14
    for kind in kinds:
        assert f"`{kind}`" in README, f"README does not name the notice {kind}"


def test_the_settings_of_the_readme_can_be_read(tmp_path: Path) -> None:
    (example,) = (block for block in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL) if "emergency_number" in block)
    (tmp_path / "settings.yaml").write_text(example, "utf-8")
    settings = load_settings(tmp_path)
    assert all(getattr(settings, name) for name in Settings.model_fields)


@pytest.mark.parametrize(
    ("question", "history", "searched_for"),
    [
        ("What about side effects?", ["What is cilta-cel?"], "cilta-cel: What about side effects?"),
        ("Is feverr common? When can I drive?", [], "Is fever common? · When can I drive?"),
    ],
)
def test_what_is_searched_is_told_as_the_readme_has_it(
    client: FlaskClient, question: str, history: list[str], searched_for: str
) -> None:
    answer = client.post("/api/v1/ask", json={"question": question, "history": history}).get_json()
    assert (answer["question"], answer["searched_for"]) == (question, searched_for)
    assert searched_for in " ".join(README.split())


def test_every_message_is_used() -> None:
    sources = "".join(
        path.read_text("utf-8")
        for folder in ("server", "templates")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html"}
    )
    unused = [k for k in catalogue() if k not in sources and not _is_built(k, sources)]
    assert not unused


def _is_built(key: str, sources: str) -> bool:
    """Tell whether a key is put together from a prefix that the sources hold and a last part that is data."""
    parts = key.split(".")
    prefixes = [".".join(parts[:n]) + "." for n in range(1, len(parts))]
    return any(f'"{prefix}{quote}' in sources for prefix in prefixes for quote in ("{", '" ~'))


@pytest.mark.model
@pytest.mark.slow
def test_the_commands_of_the_readme_run(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "corpus" / "starter", tmp_path / "leaflets")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    runnable = [line.replace("8000", port) for where, block in BLOCKS if where for line in block.strip().splitlines()]
    assert len(runnable) == 7
    server = None
    try:
        for line in runnable:
            if line.startswith("citewell serve"):
                server = subprocess.Popen(["bash", "-c", f"exec {line}"], cwd=tmp_path, env=environment)
                _wait_until_ready(f"http://127.0.0.1:{port}/readyz")
            else:
                ended = subprocess.run(
                    ["bash", "-c", line], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
                )
                assert ended.returncode == 0, f"{line}: {ended.stderr}"
                if line.startswith("curl"):
                    assert '"status":"answered"' in ended.stdout.replace(" ", "")
    finally:
        if server:
            server.terminate()
            assert server.wait(timeout=20) == 0


def _wait_until_ready(address: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(address):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"{address} did not answer in a minute")
