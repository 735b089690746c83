"""Known advisories against the pinned dependencies: asked for online where that can be.

`make audit` asks the advisory service for one package first; only if that answers, for all. What
is found must be judged in deploy/advisories.yml. Offline that file is all there is, and the output
says so, with its date. `--write` writes docs/advisories.md from it. Exit status 1: something is
not judged.
"""

from __future__ import annotations

import datetime
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[1]
LIST, PAGE = ROOT / "deploy" / "advisories.yml", ROOT / "docs" / "advisories.md"
LOCK, PIP_AUDIT = ROOT / "requirements" / "base.txt", ROOT / ".checkers" / "bin" / "pip-audit"
OLD_AFTER = datetime.timedelta(days=90)
_PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+)", re.MULTILINE)


def main(arguments: list[str]) -> int:
    """Runs it; the exit status."""
    told, pins = yaml.safe_load(LIST.read_text("utf-8")), pinned(LOCK.read_text("utf-8"))
    if arguments == ["--write"]:
        PAGE.write_text(page(told, pins), "utf-8")
        print(f"写好了 {PAGE.relative_to(ROOT)}")
        return 0
    found = asked_online(pins) if arguments != ["--offline"] else None
    return report(told, pins, found)


def pinned(lock: str) -> dict[str, str]:
    """Package -> version of a lock file."""
    return dict(_PIN.findall(lock))


def touches(one: dict[str, Any], pins: dict[str, str]) -> bool:
    """Whether the pinned version is among those that the advisory names."""
    version = pins.get(one["package"])
    return version is not None and version in SpecifierSet(one["affected"], prereleases=True)


def unjudged(told: dict[str, Any], found: dict[str, set[str]]) -> list[str]:
    """What was found and is not in the list."""
    known = {name for one in told["advisories"] for name in one["ids"]}
    return sorted(what for what, names in found.items() if not names & known)


def asked_online(pins: dict[str, str]) -> dict[str, set[str]] | None:
    """ "package version id" -> all names of what is known against it; None: nobody answered."""
    one = ask({"rasa": pins["rasa"]})
    return None if one is None else ask(pins)


def ask(pins: dict[str, str]) -> dict[str, set[str]] | None:
    """pip-audit's answer. That a package «could not be audited» is no answer, though it exits 0."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as lock:
        lock.write("\n".join(f"{name}=={version}" for name, version in pins.items()))
        lock.flush()
        command = [PIP_AUDIT, "-r", lock.name, "--no-deps", "--disable-pip", "-f", "json"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=300)
            audited = json.loads(done.stdout)["dependencies"]
        except (OSError, ValueError, KeyError, subprocess.TimeoutExpired):
            return None
    if not audited or any("skip_reason" in one for one in audited):
        return None
    return {
        f"{one['name']} {one['version']} {vuln['id']}": {vuln["id"], *vuln.get("aliases", [])}
        for one in audited
        for vuln in one["vulns"]
    }


def report(told: dict[str, Any], pins: dict[str, str], found: dict[str, set[str]] | None) -> int:
    """Prints what is known, for operators; 1 if something is not judged."""
    hit = [one for one in told["advisories"] if touches(one, pins)]
    for one in hit:
        print(f"  {one['package']} {pins[one['package']]}　{'、'.join(one['ids'])}")
    ids = sum(len(one["ids"]) for one in hit)
    print(
        f"锁定的 {len(pins)} 个 Python 包里，清单上有 {ids} 条已知漏洞，每条都写了碰不碰得到我们。"
    )
    print(f"理由见 {PAGE.relative_to(ROOT)}。")
    age = datetime.date.today() - told["read"]
    if found is None:
        print(f"！没有在线核对：连不上漏洞库。只对照了 {told['read']} 的清单（{age.days} 天前）。")
        if age > OLD_AFTER:
            print("！清单太旧 → 在连得上漏洞库的机器上运行 make audit，把新的写进清单。")
        return 0
    new = unjudged(told, found)
    print(f"在线核对过：漏洞库里有 {len(found)} 个，其中 {len(new)} 个清单上没有。")
    for one in new:
        print(f"  {one} → 弄清碰不碰得到我们，写进 {LIST.relative_to(ROOT)}")
    return 1 if new else 0


def page(told: dict[str, Any], pins: dict[str, str]) -> str:
    """docs/advisories.md."""
    lines = [
        "# Known advisories in what is pinned",
        "",
        "Written by `make advisories` from `deploy/advisories.yml`. Rasa 3.6.21 pins",
        "old libraries; this says which advisories against them are known (read on",
        f"{told['read']}) and why each does or does not reach us. It is what the authors knew:",
        "where «seen» is a date, a public thread of that day names the advisory and its versions;",
        "«memory» was not looked up again. The advisory service could not be asked from where this",
        "was written; `make audit` asks it where it can, and fails on what is not judged here.",
        "",
        "What holds for all of them: residents reach Sanic through nginx and nothing else; models",
        "and content come from our own database by hash; no file that a resident sends is opened;",
        "the HTTP API, `rest`, Socket.IO, telemetry and Sentry are off in production.",
        "",
        "| package, pinned | advisories | affected | what it is | does it reach us? | seen |",
        "|---|---|---|---|---|---|",
    ]
    for one in sorted(told["advisories"], key=lambda one: (not touches(one, pins), one["package"])):
        version = pins.get(one["package"], "gone")
        mark = "" if touches(one, pins) else " (not affected)"
        cells = [f"{one['package']} {version}{mark}", ", ".join(one["ids"]), f"`{one['affected']}`"]
        lines.append(f"| {' | '.join([*cells, one['what'], one['why'], str(one['seen'])])} |")
    npm = told["npm"]
    lines += [
        "",
        "## npm",
        "",
        f"{npm['what'].capitalize()}.",
        "",
        "| package | advisories | why |",
    ]
    lines += ["|---|---|---|"]
    for one in npm["noted"]:
        lines.append(f"| {one['package']} | {', '.join(one['ids'])} | {one['why']} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
