"""How heavy is the first page, and when can a reader on a slow phone use it? Writes page_weight.md.

    python benchmarks/page_weight.py --library DIR

Serves the library on a free port of this machine and opens its first page in Debian's chromium, with the cache empty,
on a network and a processor as slow as Lighthouse's "slow 4G" mobile profile has them (150 ms, 1.6 Mbit/s, a quarter of
the speed of this machine; https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md).
"""

import argparse
import shutil
import sys
from pathlib import Path
from statistics import median

from playwright.sync_api import BrowserContext, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "docs"))
from screenshots import PHONE, serving  # noqa: E402

LOADS = 5
_TIMES = """() => [performance.getEntriesByName("first-contentful-paint")[0].startTime,
    performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd]"""


def main() -> None:
    """Load the page a few times, and write down the middle figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", type=Path, required=True)
    arguments = parser.parse_args()
    with serving(arguments.library) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
        load(context, site)  # the first request of a server compiles its templates
        found = [load(context, site) for _ in range(LOADS)]
        browser.close()
    weight, painted, usable = (median(figures) for figures in zip(*found, strict=True))
    lines = [
        "# The first page",
        "",
        f"Written by `python benchmarks/page_weight.py`; the middle of {LOADS} loads with an empty cache, on a slow",
        "phone's network and processor.",
        "",
        "| | measured | target |",
        "|---|---|---|",
        f"| all that is sent, headers included | {weight / 1000:.1f} kB | 60 kB |",
        f"| first words seen | {painted / 1000:.2f} s | – |",
        f"| the box and the button work, scripts included | {usable / 1000:.2f} s | 1 s |",
    ]
    Path(__file__).with_suffix(".md").write_text("\n".join(lines) + "\n", "utf-8")


def load(context: BrowserContext, site: str) -> tuple[int, float, float]:
    """Open the page in a new tab: the bytes sent, the milliseconds until words are seen and until it can be used."""
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    network = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
    devtools.send("Network.emulateNetworkConditions", network)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    sent: list[int] = []
    devtools.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    page.goto(site, wait_until="networkidle")
    painted, usable = page.evaluate(_TIMES)
    page.close()
    return sum(sent), painted, usable


if __name__ == "__main__":
    main()
