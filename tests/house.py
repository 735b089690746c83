"""A copy of the real project with a database of its own, in which commands are typed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa

from bot.content.load import ROOT
from bot.store.versions import VersionStore

ANSWER = "data/faq/scam/scam_brushing.yml"
WORDS = ("要", "叫", "让")


class House:
    """A copy of the project with a database of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.url = f"sqlite:///{root / 'versions.db'}"
        self.store = VersionStore(sa.create_engine(self.url))

    @classmethod
    def copied(cls, root: Path, model: Path) -> House:
        """As after the first start: all is learned, nothing is published yet."""
        for name in ("bot", "data", "actions", "tests/questions"):
            shutil.copytree(ROOT / name, root / name)
        for name in ("config.yml", "domain.yml", "endpoints.yml", "credentials.yml"):
            shutil.copy(ROOT / name, root / name)
        (root / "models").mkdir()
        for learned in (model, *model.parent.glob("*.zip")):
            shutil.copy(learned, root / "models")
        if (model.parent / "counts").exists():
            shutil.copytree(model.parent / "counts", root / "models" / "counts")
        return cls(root)

    def start(self, *arguments: str, before: str = "") -> subprocess.Popen[str]:
        """A command; `before` is run in its process first."""
        code = f"import sys\n{before}\nfrom bot.__main__ import main; sys.exit(main(sys.argv[1:]))"
        return subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            cwd=self.root,
            env={**os.environ, "DATABASE_URL": self.url, "BOT_USER": "王警官"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, before: str = "") -> tuple[int, str]:
        process = self.start(*arguments, before=before)
        out, err = process.communicate(timeout=300)
        assert "Traceback" not in err, err
        return process.returncode, out + err

    def edit(self, old: str, new: str) -> None:
        path = self.root / ANSWER
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    def touch(self) -> None:
        """Another word in an answer: nothing to be learned anew."""
        text = (self.root / ANSWER).read_text("utf-8")
        now = next(word for word in WORDS if f"凡是{word}您先垫钱的" in text)
        then = WORDS[(WORDS.index(now) + 1) % len(WORDS)]
        self.edit(f"凡是{now}您先垫钱的", f"凡是{then}您先垫钱的")

    def live(self) -> int:
        last = self.store.last_switch()
        assert last is not None
        return last.version
