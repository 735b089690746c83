"""Learns when what it learns from has changed, and only then.

Two things are kept in `models/`, each named by what it was made from. The understanding
(bot.understanding) is learned from the questions in seconds, without Rasa: it is what asking,
testing and publishing need. The Rasa model holds the same, with the rules, for a server.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.content.live import Live, go_over
from bot.content.load import ROOT, Content, load_or_fail
from bot.studio.check import Commands, content_or_exit
from bot.studio.environment import quieted
from bot.understanding import samples

if TYPE_CHECKING:  # jieba and scipy take a second, which `check` need not wait for
    from bot.understanding.understanding import Understanding

MODELS, LEXICON = "models", "data/lexicon.txt"
_MODEL, _UNDERSTANDING = ".tar.gz", ".zip"
# Besides the questions, what decides how a message is understood …
_LEARNING = ("config.yml", LEXICON, "bot/content/text.py", "bot/understanding")
# … and what else is in a Rasa model.
_RASA = ("config.yml", "domain.yml", "data/rules", "bot/importer.py", "bot/nlu")
_KEEP = 3


def register(commands: Commands) -> None:
    """Adds `train`, and what it runs in a process of its own."""
    parser = commands.add_parser("train", help="内容变了就训练模型")
    parser.add_argument(
        "--questions", action="store_true", help="只学问法（十几秒），不训练 Rasa 模型"
    )
    parser.set_defaults(run=_command)
    now = commands.add_parser("train-now")
    now.add_argument("name")
    now.set_defaults(run=lambda args: train_now(args.name))


def _command(args: argparse.Namespace) -> int:
    content = content_or_exit()
    if args.questions:
        print(f"问法学好了：{understanding_file(content).relative_to(ROOT)}")
    else:
        ensure_model(content)
    return 0


def learned_from(content: Content, root: Path = ROOT) -> str:
    """Names what is learned from: answers, tips, titles and numbers are not part of it."""
    asked = [[one.text, one.intent, one.urgent] for one in samples.of_topics(content)]
    return _named([asked, samples.of_risk(content)], root, _LEARNING)


def rasa_from(content: Content, root: Path = ROOT) -> str:
    """Names what a Rasa model is made from, the understanding aside."""
    intents = sorted({topic.intent.split("/")[0] for topic in content.topics.values()})
    return _named([intents, version("rasa")], root, _RASA)


def fingerprint(content: Content, root: Path = ROOT) -> str:
    """Names what a Rasa model is made from, all in all."""
    parts = [learned_from(content, root), rasa_from(content, root), samples.about_all(content)]
    return _named(parts, root, ())


def _named(data: Any, root: Path, places: Iterable[str]) -> str:
    digest = hashlib.sha256(json.dumps(data, ensure_ascii=False).encode())
    for place in places:
        path = root / place
        inside = sorted(p for p in path.rglob("*") if p.suffix in (".py", ".yml"))
        for one in inside if path.is_dir() else [path]:
            digest.update(one.read_bytes())
    return digest.hexdigest()[:16]


def model_path(content: Content, root: Path = ROOT) -> Path:
    """Where the Rasa model for this content is, or will be."""
    return root / MODELS / f"{fingerprint(content, root)}{_MODEL}"


def ensure_understanding(content: Content, root: Path = ROOT) -> Understanding:
    """The understanding of this content; learned now if it is not kept yet."""
    from bot.understanding.understanding import Understanding

    # As it comes from the disk, where weights are rounded: what is tested is what is published.
    packed = understanding_file(content, root).read_bytes()
    return Understanding.unpack(packed, samples.about_all(content))


def understanding_file(content: Content, root: Path = ROOT) -> Path:
    """Where it is kept, packed; learned now if it is not."""
    path = root / MODELS / f"{learned_from(content, root)}{_UNDERSTANDING}"
    if path.exists():
        return path
    from bot.understanding.learn import learn
    from bot.understanding.understanding import Settings

    started = time.monotonic()
    print("学习问法（约十几秒）……", flush=True)
    lexicon = (root / LEXICON).read_text("utf-8").splitlines()
    lines = [line.strip() for line in lexicon]
    learned = learn(content, lines, Settings.read(root), root / MODELS / "counts")
    path.parent.mkdir(exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.part")
    partial.write_bytes(learned.pack())
    os.replace(partial, path)
    print(f"学习用了 {time.monotonic() - started:.0f} 秒", flush=True)
    _forget_old(path)
    return path


def ensure_model(content: Content, root: Path = ROOT) -> Path:
    """The Rasa model for this content; trains it in a process of its own if there is none yet.

    Raises SystemExit with the end of the log if training fails.
    """
    path = model_path(content, root)
    if path.exists():
        print(f"模型是最新的：{path.relative_to(root)}")
        return path
    path.parent.mkdir(exist_ok=True)
    log = path.parent / "train.log"
    command = [sys.executable, "-m", "bot", "train-now", path.name.removesuffix(_MODEL)]
    with log.open("w", encoding="utf-8") as out:
        child = subprocess.Popen(
            command, cwd=root, env=quieted(), stdin=subprocess.PIPE, stdout=out, stderr=out
        )
        try:
            understanding_file(content, root)  # the other process imports Rasa meanwhile
            _let_go(child)
            _show_progress(child)
        except BaseException:
            child.terminate()
            child.wait()
            raise
    if child.returncode != 0 or not path.exists():
        tail = "\n".join(log.read_text("utf-8", "replace").splitlines()[-15:])
        raise SystemExit(f"{tail}\n训练失败，完整记录在 {log.relative_to(root)}")
    _forget_old(path)
    return path


def train_now(name: str) -> int:
    """Trains into models/<name>.tar.gz: a partial file never carries the final name.

    Gets ready, then waits for a byte on standard input: from then on the understanding is there.
    """
    from rasa.model_training import train

    content = load_or_fail()
    if model_path(content).name != f"{name}{_MODEL}":
        print("训练刚开始，内容又改了。请再运行一次。")
        return 1
    if not sys.stdin.buffer.read(1):
        return 1  # who started this has ended
    go_over(Live(content, None, ensure_understanding(content)))  # it need not be learned again
    result = train(
        domain="domain.yml",
        config="config.yml",
        training_files=["data"],
        output=MODELS,
        fixed_model_name=f"{name}.part",
        force_training=True,
    )
    if result.code != 0 or result.model is None:
        return result.code or 1
    os.replace(result.model, f"{MODELS}/{name}{_MODEL}")
    return 0


def _let_go(child: subprocess.Popen) -> None:
    """Tells `train_now` that it may begin; if it has ended already, its log says why."""
    assert child.stdin
    with suppress(BrokenPipeError), child.stdin as go:
        go.write(b"\n")


def _show_progress(child: subprocess.Popen) -> None:
    """Seconds so far: on a terminal in place, elsewhere a line now and then."""
    started, live = time.monotonic(), sys.stdout.isatty()
    print("训练模型（约半分钟）……", end="" if live else "\n", flush=True)
    while child.poll() is None:
        time.sleep(0.2)
        if live:
            seconds = time.monotonic() - started
            print(f"\r训练模型（约半分钟）…… {seconds:.0f} 秒", end="", flush=True)
    took = time.monotonic() - started
    print(f"{chr(10) if live else ''}训练用了 {took:.0f} 秒", flush=True)


def _forget_old(newest: Path) -> None:
    """Keeps the last few of a kind; older ones cost only space."""
    kind = _MODEL if newest.name.endswith(_MODEL) else _UNDERSTANDING
    same = newest.parent.glob(f"*{kind}")
    for path in sorted(same, key=lambda p: p.stat().st_mtime, reverse=True)[_KEEP:]:
        path.unlink()
