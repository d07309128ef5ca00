"""The live release: taken over while questions are answered, never served damaged."""

import hashlib
import logging
import shutil
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from citewell.corpus.errors import CitewellError
from citewell.corpus.store import StoredArticle
from citewell.corpus.types import Article
from citewell.index.build import build
from citewell.index.embedder import Embedder, load_embedder
from citewell.index.library import Library, create_library, open_library
from citewell.index.release import DamagedRelease, list_releases, live_id, publish, rollback
from citewell.server import live as live_module
from citewell.server.app import create_app
from citewell.server.live import LiveRelease, open_release


def publish_edition(library: Library, number: int) -> str:
    """Change both articles, build, and return the live release."""
    for name in ("fever", "driving"):
        text = f"Edition {number} says: {name} lasts for {number} days after the infusion."
        library.articles.put(StoredArticle(Article(name, f"About {name}", text), f"{name}.md", f"{name}{number}"))
    return build(library, load_embedder("hashing")).release_id


@pytest.fixture(autouse=True)
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Hear what the watcher says, good news too."""
    caplog.set_level(logging.INFO, logger="citewell")


@pytest.fixture(scope="module")
def edition_0(tmp_path_factory: pytest.TempPathFactory) -> Library:
    made = create_library(tmp_path_factory.mktemp("edition") / "library")
    publish_edition(made, 0)
    return made


@pytest.fixture
def own(edition_0: Library, tmp_path: Path) -> Library:
    """A copy of the first edition."""
    return open_library(shutil.copytree(edition_0.root, tmp_path / "library"))


def damage(library: Library, release_id: str, name: str = "articles.jsonl") -> Path:
    path = library.releases / release_id / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    return path


def test_a_new_release_is_taken_over_in_one_step(own: Library, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    live = LiveRelease(own, load_embedder)
    first = live.snapshot
    assert first.release_id == live_id(own.releases)
    assert live.refresh() is False
    assert live.snapshot is first
    second = publish_edition(own, 1)
    assert live.snapshot is first  # nothing happens until it looks
    assert live.refresh() is True
    assert live.snapshot.release_id == second
    assert live.snapshot.embedder is first.embedder  # a model is loaded once
    assert first.contents.articles["fever"].text.startswith("Edition 0")  # what a request began with stays whole
    assert live.refresh() is False
    assert [record.getMessage() for record in caplog.records] == [f"Release {second} answers from now on."]


def test_settings_count_from_the_next_release_on(own: Library) -> None:
    live = LiveRelease(own, load_embedder)
    assert live.snapshot.settings.emergency_number == ""
    (own.root / "settings.yaml").write_text("emergency_number: 0112\n")
    assert live.snapshot.settings.emergency_number == ""
    publish_edition(own, 1)
    assert live.refresh() is True
    assert live.snapshot.settings.emergency_number == "0112"


def test_settings_that_cannot_be_read_leave_the_old_release_answering(
    own: Library, caplog: pytest.LogCaptureFixture
) -> None:
    live = LiveRelease(own, load_embedder)
    first = live.snapshot
    (own.root / "settings.yaml").write_text("emergency_number: call the nurse\n")
    publish_edition(own, 1)
    for _ in range(5):
        assert live.refresh() is False
    assert live.snapshot is first
    (record,) = caplog.records
    assert "settings.yaml" in record.getMessage()
    assert "emergency_number" in record.getMessage()
    (own.root / "settings.yaml").write_text("emergency_number: 112\n")
    publish_edition(own, 2)
    assert live.refresh() is True


def test_a_rollback_is_taken_over_too(own: Library) -> None:
    first, second = live_id(own.releases), publish_edition(own, 1)
    live = LiveRelease(own, load_embedder)
    assert live.snapshot.release_id == second
    rollback(own.releases)
    assert live.refresh() is True
    assert live.snapshot.release_id == first
    publish(own.releases, second)
    assert live.refresh() is True
    assert live.snapshot.release_id == second


@pytest.mark.slow
def test_no_question_fails_while_releases_change(own: Library) -> None:
    """Threads ask without a break while three editions are published; every answer is whole and of one edition."""
    live = LiveRelease(own, load_embedder)
    client_of = create_app(lambda: live.snapshot).test_client
    editions = {live_id(own.releases): 0}
    answers: list[dict] = []
    failures: list[object] = []
    done = threading.Event()

    def ask() -> None:
        client = client_of()
        while not done.is_set():
            response = client.post("/api/v1/ask", json={"question": "How long does fever last after the infusion?"})
            if response.status_code == 200:
                answers.append(response.json)
            else:
                failures.append(response.text)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for number in range(1, 4):
            editions[publish_edition(own, number)] = number
            assert live.refresh() is True
            seen = len(answers)
            deadline = time.monotonic() + 10
            while len(answers) < seen + 3 and time.monotonic() < deadline:
                time.sleep(0.002)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert failures == []
    assert {answer["release"] for answer in answers} == set(editions)
    for answer in answers:
        number = editions[answer["release"]]
        assert answer["status"] == "answered"
        assert len(answer["quotes"]) == 2
        for quote in answer["quotes"]:
            assert quote["text"].startswith(f"Edition {number} says: {quote['citation']['article_id']}")
            assert quote["sha256"] == hashlib.sha256(quote["text"].encode()).hexdigest()


def test_the_watch_takes_over_by_itself_and_stops(own: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_module, "_LOOK_EVERY_S", 0.01)
    live = LiveRelease(own, load_embedder)
    live.watch()
    second = publish_edition(own, 1)
    deadline = time.monotonic() + 10
    while live.snapshot.release_id != second and time.monotonic() < deadline:
        time.sleep(0.005)
    assert live.snapshot.release_id == second
    live.stop()
    (watch,) = [thread for thread in threading.enumerate() if thread.name == "release-watch"]
    watch.join(timeout=10)
    assert not watch.is_alive()
    publish_edition(own, 2)
    assert live.snapshot.release_id == second


@pytest.mark.parametrize("name", ["articles.jsonl", "passages.faiss", "manifest.json"])
def test_a_damaged_new_release_is_reported_once_and_the_old_one_goes_on(
    own: Library, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    live = LiveRelease(own, load_embedder)
    first = live.snapshot
    bad = publish_edition(own, 1)
    damaged = damage(own, bad, name)
    for _ in range(20):
        assert live.refresh() is False
    assert live.snapshot is first
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    said = record.getMessage()
    assert str(damaged) in said
    assert "citewell rollback" in said
    assert f"Release {first.release_id} goes on answering." in said
    good = publish_edition(own, 2)
    assert live.refresh() is True
    assert live.snapshot.release_id == good


def test_damage_that_comes_again_is_reported_again(own: Library, caplog: pytest.LogCaptureFixture) -> None:
    live = LiveRelease(own, load_embedder)
    bad = publish_edition(own, 1)
    whole = (own.releases / bad / "articles.jsonl").read_bytes()
    damage(own, bad)
    assert live.refresh() is False
    publish(own.releases, live.snapshot.release_id)
    assert live.refresh() is False
    publish(own.releases, bad)
    assert live.refresh() is False
    assert len(caplog.records) == 2
    publish(own.releases, live.snapshot.release_id)
    assert live.refresh() is False
    (own.releases / bad / "articles.jsonl").write_bytes(whole)
    publish(own.releases, bad)
    assert live.refresh() is True


@pytest.mark.parametrize("pointer", ["", "nonsense", "20260101T000000000000Z-0123456789abcdef"])
def test_a_damaged_pointer_is_reported_once(own: Library, pointer: str, caplog: pytest.LogCaptureFixture) -> None:
    live = LiveRelease(own, load_embedder)
    (own.releases / "current").write_text(pointer)
    for _ in range(5):
        assert live.refresh() is False
    (record,) = caplog.records
    assert "current" in record.getMessage()
    assert "citewell rollback" in record.getMessage()
    second = publish_edition(own, 1)
    assert live.refresh() is True
    assert live.snapshot.release_id == second


def test_what_the_system_refuses_is_reported_once_and_tried_again(
    own: Library, caplog: pytest.LogCaptureFixture
) -> None:
    live = LiveRelease(own, load_embedder)
    first = live.snapshot
    second = publish_edition(own, 1)
    pointer = own.releases / "current"
    pointer.unlink()
    pointer.mkdir()  # reading it fails as a disk fails
    for _ in range(5):
        assert live.refresh() is False
    assert live.snapshot is first
    (record,) = caplog.records
    assert str(pointer) in record.getMessage()
    pointer.rmdir()
    publish(own.releases, second)
    assert live.refresh() is True


def test_a_file_that_cannot_be_opened_for_a_while_is_tried_again(
    own: Library, caplog: pytest.LogCaptureFixture
) -> None:
    live = LiveRelease(own, load_embedder)
    second = publish_edition(own, 1)
    path = own.releases / second / "articles.jsonl"
    path.rename(own.root / "away")
    path.symlink_to(own.root / "nowhere")
    for _ in range(3):
        assert live.refresh() is False
    assert len(caplog.records) == 1
    path.unlink()
    (own.root / "away").rename(path)
    assert live.refresh() is True


def test_a_library_that_vanishes_does_not_end_the_watch(own: Library, caplog: pytest.LogCaptureFixture) -> None:
    live = LiveRelease(own, load_embedder)
    own.releases.rename(own.root / "away")
    for _ in range(3):
        assert live.refresh() is False
    assert len(caplog.records) == 1
    (own.root / "away").rename(own.releases)
    publish_edition(own, 1)
    assert live.refresh() is True


@pytest.mark.parametrize("where", ["articles.jsonl", "manifest.json"])
def test_damage_at_the_start_refuses_with_the_file_and_the_command(own: Library, where: str) -> None:
    damaged = damage(own, live_id(own.releases), where)
    with pytest.raises(DamagedRelease) as caught:
        LiveRelease(own, load_embedder)
    assert str(damaged) in str(caught.value)
    assert f"citewell rollback --library {own.root}" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_without_a_release_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(CitewellError, match=r"No release has been built in .*library\. Run `citewell build --library"):
        LiveRelease(create_library(tmp_path / "library"), load_embedder)


def other_weights(name: str) -> Embedder:
    real = load_embedder(name)
    return SimpleNamespace(name=real.name, fingerprint="others", dim=real.dim, encode=real.encode)  # type: ignore[return-value]


def test_another_encoder_than_the_one_built_with_is_refused(own: Library) -> None:
    with pytest.raises(CitewellError, match=r"other weights of the encoder “hashing”.*`citewell build --library "):
        open_release(own, live_id(own.releases), other_weights)


def test_an_embedder_is_kept_only_if_it_is_the_one_wanted(own: Library) -> None:
    held = load_embedder("hashing")
    release_id = live_id(own.releases)

    def never(name: str) -> Embedder:
        raise AssertionError(name)

    assert open_release(own, release_id, never, held).embedder is held
    another = SimpleNamespace(name="another", fingerprint="x")
    assert open_release(own, release_id, load_embedder, another).embedder.name == "hashing"  # type: ignore[arg-type]


def test_looking_is_cheap_and_leaves_nothing_open(own: Library) -> None:
    live = LiveRelease(own, load_embedder)
    publish_edition(own, 1)
    live.refresh()
    before = len(list(Path("/proc/self/fd").iterdir()))
    began = time.perf_counter()
    for _ in range(200):
        live.refresh()
    assert time.perf_counter() - began < 1
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_pruning_never_takes_what_is_live(own: Library) -> None:
    live = LiveRelease(own, load_embedder)
    for number in range(1, 8):
        publish_edition(own, number)
    assert live.snapshot.release_id not in list_releases(own.releases)  # pruned, and still whole in memory
    assert live.snapshot.contents.articles["fever"].text.startswith("Edition 0")
    assert live.refresh() is True
    assert live.snapshot.contents.articles["fever"].text.startswith("Edition 7")


def test_a_damaged_release_is_looked_at_once(own: Library) -> None:
    """Hashing a large release every second would cost more than answering from it."""
    live = LiveRelease(own, load_embedder)
    first = live.snapshot
    bad = publish_edition(own, 1)
    path = own.releases / bad / "articles.jsonl"
    whole = path.read_bytes()
    damage(own, bad)
    assert live.refresh() is False
    path.write_bytes(whole)
    assert live.refresh() is False
    assert live.snapshot is first
    assert LiveRelease(own, load_embedder).snapshot.release_id == bad  # a restart tries it again
