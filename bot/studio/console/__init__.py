"""`python -m bot console`: the trainers' workbench as web pages, and the accounts for it."""

from __future__ import annotations

import argparse

from bot.studio.check import Commands

DEFAULT_PORT = 5015
_EXAMPLES = """\
例子：
  python -m bot console account add 王警官 --role publisher   先开一个账号（会问两遍密码）
  python -m bot console                                     打开 http://127.0.0.1:5015/
  python -m bot console --port 5020
"""


def register(commands: Commands) -> None:
    """Adds `console` and its accounts; what serves pages is imported when it is used."""
    parser = commands.add_parser(
        "console",
        help="在网页上编辑、试问、比较、发布（培训员用）",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="在哪个地址上开，默认只有本机")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="端口，默认 5015")
    parser.set_defaults(run=_serve)
    parts = parser.add_subparsers(dest="part", metavar="账号")
    _register_accounts(parts.add_parser("account", help="管理账号").add_subparsers(required=True))


def _register_accounts(actions: Commands) -> None:
    from bot.studio.console.roles import ROLES

    adding = actions.add_parser("add", help="开一个账号")
    listing = actions.add_parser("list", help="看有哪些账号")
    disabling = actions.add_parser("disable", help="停用一个账号，马上退出登录")
    enabling = actions.add_parser("enable", help="重新启用一个账号，解除锁定")
    renewing = actions.add_parser("password", help="给一个账号换密码，解除锁定")
    moving = actions.add_parser("role", help="改一个账号的权限")
    for parser in (adding, disabling, enabling, renewing, moving):
        parser.add_argument("name", help="姓名，如 王警官")
    for parser in (adding, moving):
        help_ = "editor 只改；publisher 还能审核、发布"
        parser.add_argument("--role", choices=sorted(ROLES), required=True, help=help_)
    for parser in (adding, renewing):
        parser.add_argument("--password-stdin", action="store_true", help="从标准输入读密码")
    for parser in (adding, listing, disabling, enabling, renewing, moving):
        parser.set_defaults(run=_account, action=parser.prog.split()[-1])


def _serve(args: argparse.Namespace) -> int:
    from bot.studio.console.serve import serve

    return serve(args.host, args.port)


def _account(args: argparse.Namespace) -> int:
    from bot.studio.console.accounts_command import run

    return run(args)
