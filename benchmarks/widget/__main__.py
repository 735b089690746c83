"""Measures the widget in Chromium on a throttled line and writes benchmarks/widget.{md,json}.

The line is 1.6 Mbit/s down, 0.75 up, 150 ms to the first byte of every request (Chromium's own
emulation); the processor is slowed four times, as on an old phone. Every visit has an empty cache.
"""

from __future__ import annotations

import json
import platform
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import sync_playwright

from bot.channel.page import Files
from bot.content.load import ROOT
from bot.studio.check import content_or_exit
from bot.studio.train import ensure_model
from tests.e2e.conftest import chromium_options, running
from tests.e2e.widget.site import Site
from tests.ports import free_port

ROUNDS = 9
LINE = {"latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
SLOWER = 4
QUESTION = "刷单返利可以相信吗"
OUT = ROOT / "benchmarks"
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


def main() -> None:
    content = content_or_exit()
    sizes = Files(content).sizes()
    port = free_port()
    more = {"WIDGET_ORIGINS": f"http://127.0.0.1:{port}"}
    with (
        TemporaryDirectory() as folder,
        running(ensure_model(content), Path(folder) / "log", more=more) as server,
        Site(server.url, port) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(**chromium_options())
        lean = site.with_page("lean")
        for own in ("jquery.js", "site.js"):  # what a foreign page brings along is not measured
            script = f'<script src="/{own}"></script>'
            site.pages["/lean"] = site.pages["/lean"].replace(script, "")
        page = [own_page(browser, server.url) for _ in range(ROUNDS)]
        foreign = [embedded(browser, lean) for _ in range(ROUNDS)]
        machine = f"{platform.machine()}, 2 cores, Chromium {browser.version}"
        browser.close()
    results = {"own page": summary(page), "embedded": summary(foreign)}
    kept = {"machine": machine, "rounds": ROUNDS, "sizes": sizes, "ms": results}
    (OUT / "widget.json").write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")
    (OUT / "widget.md").write_text(report(machine, sizes, results), "utf-8")
    print(report(machine, sizes, results))


def own_page(browser: Any, url: str) -> dict[str, float]:
    """One visit to our own page, and one question. Milliseconds from the start of the visit."""
    with slow(browser) as page:
        page.goto(url, wait_until="commit")
        page.wait_for_selector(".composer")
        ready = now(page)
        return {
            "first paint": float(page.evaluate(PAINTED)),
            "ready to type": ready,
            "answer": answered(page),
        }


def embedded(browser: Any, url: str) -> dict[str, float]:
    """One visit to a foreign page, the panel opened, and one question."""
    with slow(browser) as page:
        page.goto(url, wait_until="commit")
        page.wait_for_selector(".launcher")
        shown = now(page)
        page.click(".launcher")
        numbers = timed(page, lambda: page.wait_for_selector(".callbar a"))
        opened = numbers + timed(page, lambda: page.wait_for_selector(".composer"))
        return {
            "launcher": shown,
            "numbers after opening": numbers,
            "ready to type after opening": opened,
            "answer": answered(page),
        }


@contextmanager
def slow(browser: Any) -> Iterator[Any]:
    """A page of an old phone on a slow line."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", {"offline": False, **LINE})
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    yield page
    context.close()


def answered(page: Any) -> float:
    page.fill("#input", QUESTION)

    def ask() -> None:
        page.press("#input", "Enter")
        page.wait_for_selector(".answer .lead")

    return timed(page, ask)


def timed(page: Any, act: Callable[[], Any]) -> float:
    before = now(page)
    act()
    return now(page) - before


def now(page: Any) -> float:
    return float(page.evaluate("performance.now()"))


def summary(visits: list[dict[str, float]]) -> dict[str, dict[str, int]]:
    """Median and extremes of each moment, in ms."""
    found = {}
    for name in visits[0]:
        values = sorted(visit[name] for visit in visits)
        middle = statistics.median(values)
        found[name] = {k: round(v) for k, v in (("median", middle), ("worst", values[-1]))}
    return found


def report(machine: str, sizes: dict[str, tuple[int, int]], results: dict[str, Any]) -> str:
    lines = ["# The widget: size and speed", "", __doc__ or "", f"{machine}; {ROUNDS} visits each."]
    lines += ["", "| | median ms | worst ms |", "|---|---:|---:|"]
    for where, moments in results.items():
        for name, value in moments.items():
            lines.append(f"| {where}: {name} | {value['median']} | {value['worst']} |")
    lines += ["", "| file | bytes | gzipped |", "|---|---:|---:|"]
    for path, (plain, zipped) in sizes.items():
        name = path.split("/", 3)[-1] if path.startswith("/widget/") else path
        lines.append(f"| {name} | {plain:,} | {zipped:,} |")
    totals = [sum(size[at] for size in sizes.values()) for at in (0, 1)]
    lines.append(f"| **all** | {totals[0]:,} | **{totals[1]:,}** |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
