"""Trains the model when what it learns from has changed, and only then."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

from bot.content.load import ROOT, Content
from bot.content.render import fill
from bot.studio.check import Commands, content_or_exit
from bot.studio.environment import quieted

MODELS = "models"
# Everything besides the questions that decides what the trained model is.
_DECIDING = (
    "config.yml",
    "domain.yml",
    "data/lexicon.txt",
    "bot/importer.py",
    "bot/content/text.py",
)
_DECIDING_FOLDERS = ("data/rules", "bot/nlu")
_KEEP = 3


def register(commands: Commands) -> None:
    """Adds `train`, and what it runs in a process of its own."""
    parser = commands.add_parser("train", help="内容变了就训练模型")
    parser.set_defaults(run=_command)
    now = commands.add_parser("train-now")
    now.add_argument("name")
    now.set_defaults(run=lambda args: train_now(args.name))


def _command(_: argparse.Namespace) -> int:
    ensure_model(content_or_exit())
    return 0


def fingerprint(content: Content, root: Path = ROOT) -> str:
    """Names what the model learns from: answers, tips and numbers are not part of it."""
    learned = [
        [t.intent, fill(content, t.title), t.action, t.questions, t.urgent_too]
        for t in content.topics.values()
    ]
    learned.append([[h.group, h.aliases] for h in content.hotlines.values()])
    examples = content.risk_examples
    learned.append([text for _, text in examples.all()] if examples else [])
    learned.append([[flag.examples, flag.counter_examples] for flag in content.red_flags])
    digest = hashlib.sha256(json.dumps(learned, ensure_ascii=False).encode())
    paths = [root / name for name in _DECIDING]
    for folder in _DECIDING_FOLDERS:
        paths += sorted(p for p in (root / folder).rglob("*") if p.suffix in (".py", ".yml"))
    for path in paths:
        digest.update(path.read_bytes())
    digest.update(version("rasa").encode())
    return digest.hexdigest()[:16]


def model_path(content: Content, root: Path = ROOT) -> Path:
    """Where the model for this content is, or will be."""
    return root / MODELS / f"{fingerprint(content, root)}.tar.gz"


def ensure_model(content: Content, root: Path = ROOT) -> Path:
    """The model for this content; trains it in a process of its own if there is none yet.

    Raises SystemExit with the end of the log if training fails.
    """
    path = model_path(content, root)
    if path.exists():
        print(f"模型是最新的：{path.relative_to(root)}")
        return path
    path.parent.mkdir(exist_ok=True)
    log = path.parent / "train.log"
    command = [sys.executable, "-m", "bot", "train-now", path.name.removesuffix(".tar.gz")]
    with log.open("w", encoding="utf-8") as out:
        child = subprocess.Popen(command, cwd=root, env=quieted(), stdout=out, stderr=out)
        try:
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
    """Trains into models/<name>.tar.gz: a partial file never carries the final name."""
    from rasa.model_training import train

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
    os.replace(result.model, f"{MODELS}/{name}.tar.gz")
    return 0


def _show_progress(child: subprocess.Popen) -> None:
    """Seconds so far: on a terminal in place, elsewhere a line now and then."""
    started, live = time.monotonic(), sys.stdout.isatty()
    print("训练模型（内容有变化，约一分半钟）……", end="" if live else "\n", flush=True)
    while child.poll() is None:
        time.sleep(0.2)
        if live:
            seconds = time.monotonic() - started
            print(f"\r训练模型（内容有变化，约一分半钟）…… {seconds:.0f} 秒", end="", flush=True)
    took = time.monotonic() - started
    print(f"{chr(10) if live else ''}训练用了 {took:.0f} 秒", flush=True)


def _forget_old(newest: Path) -> None:
    """Keeps the last few models; older ones cost only space."""
    models = sorted(newest.parent.glob("*.tar.gz"), key=lambda p: p.stat().st_mtime, reverse=True)
    for path in models[_KEEP:]:
        path.unlink()
