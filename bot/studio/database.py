"""`python -m bot database status` and `upgrade`: the tables, for operators.

Servers bring the tables up to date when they start; `upgrade` does it before, for whoever wants it
apart. Revisions only add, so the servers of before go on meanwhile.
"""

from __future__ import annotations

import argparse

import sqlalchemy as sa

from bot.store.database import engine, url
from bot.store.tables import head, ready, revision_of
from bot.studio.check import Commands


def register(commands: Commands) -> None:
    """Adds `database`."""
    parser = commands.add_parser("database", help="数据库：看状态，升级表结构")
    parser.add_argument("what", choices=["status", "upgrade"], help="status 查看，upgrade 升级")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    try:
        if args.what == "upgrade":
            ready(engine(url()))
        return status()
    except sa.exc.OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise SystemExit(f"{_shown()} 连不上（{reason}）→ 检查 DATABASE_URL 和数据库") from None


def status() -> int:
    """Prints which database, its revision and ours, how many rows; 1 if it is to be upgraded."""
    at = engine(url())
    with at.connect() as connection:
        found = revision_of(connection)
        tables = sorted(sa.inspect(connection).get_table_names())
        counts = {
            name: connection.execute(
                sa.select(sa.func.count()).select_from(sa.table(name))
            ).scalar()
            for name in tables
        }
    current = found >= head()
    print(f"{_shown()}\n表结构：{found or '还没有'}，程序需要：{head()}")
    for name, count in counts.items():
        print(f"  {name}：{count} 行")
    if not current:
        print("→ python -m bot database upgrade（启动服务时也会自动升级）")
    return 0 if current else 1


def _shown() -> str:
    """The address, without the password."""
    return f"数据库：{url()!r}"
