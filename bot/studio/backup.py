"""`python -m bot backup` and `restore`: all that the database holds, as one file, and back."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from pathlib import Path

import sqlalchemy as sa

from bot.store import archive, backing_up, restoring
from bot.store.database import engine, url
from bot.studio.check import Commands

_SUM = ".sha256"
_NAMES = {
    "events": "对话记录",
    "conversations": "对话的进度",
    "replies": "已答的消息",
    "asked": "居民问过的话",
    "handled": "处理过的问话",
    "feedback": "有用/没用",
    "blobs": "内容和模型",
    "versions": "发布的版本",
    "switches": "上线记录",
    "accounts": "后台的账号",
    "audit": "后台的操作记录",
    "changes": "内容的改动",
    "approvals": "内容的审核",
    "jobs": "后台的任务",
}
_EXAMPLES = """\
例子：
  python -m bot backup /backup/2026-11-29.zip
  python -m bot backup /backup/content-2026-11-29.zip --without-conversations   可以长期保存
  sha256sum -c /backup/2026-11-29.zip.sha256                                    文件完好吗
  python -m bot restore /backup/2026-11-29.zip                                  放回空的数据库
  python -m bot restore /backup/2026-11-29.zip --replace                        换掉现有的全部内容

备份和恢复的是 DATABASE_URL 指的那个数据库。SQLite 和 PostgreSQL 的备份可以互换。
备份时服务不用停；恢复之前先停下所有服务，恢复后再启动。
"""


def register(commands: Commands) -> None:
    """Adds `backup` and `restore`."""
    layout = argparse.RawDescriptionHelpFormatter
    out = commands.add_parser(
        "backup",
        help="把数据库里的全部内容备份成一个文件",
        epilog=_EXAMPLES,
        formatter_class=layout,
    )
    out.add_argument("file", type=Path, help="备份文件，还不存在的")
    out.add_argument(
        "--without-conversations", action="store_true", help="不含对话记录（它们只该留一天）"
    )
    out.set_defaults(run=lambda args: backup(args.file, args.without_conversations))
    back = commands.add_parser(
        "restore", help="从备份文件恢复数据库", epilog=_EXAMPLES, formatter_class=layout
    )
    back.add_argument("file", type=Path, help="备份文件")
    back.add_argument("--replace", action="store_true", help="数据库里现有的内容全部换掉")
    back.set_defaults(run=lambda args: restore(args.file, args.replace))


def backup(file: Path, without_conversations: bool = False) -> int:
    """Writes the file and its checksum beside it; 1 and one clear line if that cannot be."""
    without = archive.CONVERSATIONS if without_conversations else frozenset()
    try:
        backing_up.write(engine(url()), file, without)
        manifest = archive.read(file)  # what is on the disk now, read again
        digest = sha256(file)
        _put_sum(file, digest)
    except (archive.Unusable, sa.exc.SQLAlchemyError, OSError) as error:
        return _refused("没有备份", error)
    _show(manifest)
    print(f"备份好了：{file}（{file.stat().st_size / 1e6:.1f} MB），重新读过，完好。")
    print(f"校验和 {digest[:16]}……，写在 {file.name}{_SUM} 里。")
    if not without_conversations:
        print("里面有居民的对话（号码已遮盖）：请加密存放，保存不要超过一星期。")
    return 0


def restore(file: Path, replace: bool = False) -> int:
    """Puts everything back, or nothing and says why; returns 1 then."""
    try:
        _require_sum(file)
        manifest = restoring.restore(engine(url()), file, replace)
    except (archive.Unusable, sa.exc.SQLAlchemyError, OSError) as error:
        return _refused("没有恢复，数据库没有改动", error)
    _show(manifest)
    print(f"恢复好了：{manifest.at} 的备份，共 {manifest.rows} 行。现在可以启动服务。")
    print("过期的对话会在服务启动后自动删除。")
    return 0


def sha256(file: Path) -> str:
    """The checksum of a file, read piece by piece."""
    digest = hashlib.sha256()
    with file.open("rb") as read:
        for chunk in iter(lambda: read.read(1 << 20), b""):
            digest.update(chunk)
    return digest.hexdigest()


def _put_sum(file: Path, digest: str) -> None:
    """As `sha256sum` writes and checks it."""
    path = file.with_name(file.name + _SUM)
    path.write_text(f"{digest}  {file.name}\n", "utf-8")
    os.chmod(path, 0o600)


def _require_sum(file: Path) -> None:
    """The file beside it, if there is one, must agree. Raises archive.Unusable."""
    path = file.with_name(file.name + _SUM)
    if file.exists() and path.exists() and path.read_text("utf-8").split()[:1] != [sha256(file)]:
        raise archive.Unusable(f"{file} 和 {path.name} 里的校验和不一致 → 换一份备份")


def _show(manifest: archive.Manifest) -> None:
    for name in sorted(manifest.tables, key=lambda one: [*_NAMES, one].index(one)):
        print(f"  {_NAMES.get(name, name)}　{manifest.tables[name].rows} 行")


def _refused(what: str, error: Exception) -> int:
    said = getattr(error, "orig", None) or error
    reason = str(said).strip().splitlines()[0] if str(said).strip() else type(error).__name__
    print(f"{what}：{reason}", file=sys.stderr)
    return 1
