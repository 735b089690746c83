"""python -m bot <command>."""

from __future__ import annotations

import argparse
import contextlib
import sys

from bot.studio.environment import quieten


def parser() -> argparse.ArgumentParser:
    """All commands; the help is for trainers."""
    top = argparse.ArgumentParser(prog="python -m bot", description="孝感反诈问答机器人")
    commands = top.add_subparsers(dest="command", required=True, metavar="命令")

    check = commands.add_parser("check", help="检查 data/ 下的全部内容")
    check.add_argument(
        "--publish", action="store_true", help="按发布的标准检查（号码过期也算不合格）"
    )

    ask = commands.add_parser("ask", help="问一句，看机器人怎么理解、怎么回答")
    ask.add_argument("text", nargs="?", help="要问的话，例如：刷单返利是真的吗")
    ask.add_argument("--why", action="store_true", help="说明是哪些字词起了作用，最像哪些训练问法")
    ask.add_argument("--jsonl", action="store_true", help="从标准输入逐行读，逐行输出 JSON")

    purge = commands.add_parser("purge", help="删除很久没有新消息的对话（服务运行时也会自动删）")
    purge.add_argument("--hours", type=float, help="几小时没有新消息就删，默认 24")
    feedback = commands.add_parser("feedback", help="看居民说哪些回答有用、没用")
    feedback.add_argument("--json", action="store_true", help="逐行输出 JSON")
    commands.add_parser("train", help="内容变了就训练模型")
    commands.add_parser("run", help="检查、训练并启动，打开聊天页面（PORT=端口）")

    for name, arguments in (
        ("train-now", ["name"]),
        ("serve", ["model", "host", "port"]),
        ("serve-actions", ["port"]),
    ):
        hidden = commands.add_parser(name)
        for argument in arguments:
            hidden.add_argument(argument)
    return top


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; returns the exit status."""
    quieten()
    args = parser().parse_args(arguments)
    if args.command == "check":
        from bot.studio import check

        return check.run(publishing=args.publish)
    if args.command == "ask":
        return _ask(args)
    if args.command == "train":
        from bot.studio import check, train

        train.ensure_model(check.content_or_exit())
        return 0
    if args.command == "train-now":
        from bot.studio import train

        return train.train_now(args.name)
    if args.command in ("purge", "feedback"):
        return _house(args)
    from bot.studio import run

    if args.command == "serve":
        return run.serve(args.model, args.host, args.port)
    if args.command == "serve-actions":
        return run.serve_actions(args.port)
    return run.run()


def _house(args: argparse.Namespace) -> int:
    from bot.studio import check, house

    if args.command == "feedback":
        return house.feedback(check.content_or_exit(), args.json)
    from bot.store.conversations import hours_to_keep

    return house.purge_now(hours_to_keep() if args.hours is None else args.hours)


def _ask(args: argparse.Namespace) -> int:
    from bot.studio import ask, check, train

    if not args.jsonl and not args.text:
        print('请写上要问的话，例如：python -m bot ask "刷单返利是真的吗"', file=sys.stderr)
        return 2
    with contextlib.redirect_stdout(sys.stderr):  # what is asked for is all that goes to stdout
        content = check.content_or_exit()
        model = train.ensure_model(content)
    if args.jsonl:
        return ask.run_jsonl(model, content, sys.stdin)
    return ask.run(model, content, args.text, args.why)


if __name__ == "__main__":
    raise SystemExit(main())
