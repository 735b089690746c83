"""`python -m bot publish`: check, train if needed, test, compare, the gate, then the switch.

Nothing is live before the last step, which is one row in the database. Whatever happens before it,
the version that was live goes on; a version that was stored but not switched to does no harm.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.content.bundle import content_hash, files, pack, pack_files, unpack
from bot.content.checks import check, errors
from bot.content.clock import here
from bot.content.load import HELD_OUT, ROOT, Content
from bot.content.problems import Problem, Severity
from bot.store.trail import TrailStore
from bot.store.versions import Bundle, Overtaken, Version, VersionStore
from bot.studio.check import Commands
from bot.studio.compare import brief
from bot.studio.compare.hearing import listener
from bot.studio.compare.kept import shortened
from bot.studio.differences import Difference, differences
from bot.studio.exam import examine
from bot.studio.exam_result import Result
from bot.studio.gate import MARGIN, reasons_against
from bot.studio.history import name_of, note_switch, told_of
from bot.studio.train import (
    ensure_model,
    ensure_understanding,
    learned_from,
    rasa_from,
    understanding_file,
)
from bot.understanding.samples import about_all

if TYPE_CHECKING:  # jieba and scipy take a second, which `check` need not wait for
    from bot.understanding.understanding import Understanding

_EXAMPLES = """\
例子：
  python -m bot publish --why "加了两条刷单的问法"
  python -m bot publish --why "更新号码" --who 李警官
  python -m bot publish --why "合并两个主题" --force "刷单和兼职合成一个主题，旧主题不要了"
"""
_CHANGED = "文件刚刚又有人改了，没有发布 → 看清新改的地方，再发布。"
_SHOWN = 8
_NICE = 10  # residents first: where the servers run on the same machine, they go before


def register(commands: Commands) -> None:
    """Adds `publish`."""
    parser = commands.add_parser(
        "publish",
        help="检查、测试、比较以后发布，居民马上看到",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--why", required=True, help="改了什么，会记在历史里")
    parser.add_argument("--who", help="谁发布的；不写就用登录名")
    parser.add_argument("--force", metavar="原因", help="没通过也要发布：写明原因，会记下来")
    parser.add_argument(
        "--margin", type=float, default=MARGIN, help="考题答对的比例最多可以掉几个百分点，默认 1"
    )
    parser.add_argument(
        "--expect",
        metavar="哈希",
        help="只发布内容的哈希是这个的文件；看过以后又有人改了，就不发布",
    )
    parser.set_defaults(run=_command)


def _command(args: argparse.Namespace) -> int:
    os.nice(_NICE)
    told = {"who": name_of(args.who), "why": args.why, "force": args.force}
    return publish(
        ROOT, VersionStore(), TrailStore(), **told, margin=args.margin, expect=args.expect
    )


def publish(
    root: Path,
    store: VersionStore,
    trail: TrailStore,
    *,
    who: str,
    why: str,
    force: str | None = None,
    margin: float = MARGIN,
    expect: str | None = None,
) -> int:
    """Publishes the working files; 0 if they are live, 1 with the reasons if not.

    `expect` names the files that somebody approved (bot.content.bundle.content_hash).
    """
    contents = files(root)
    content, problems = check(root)
    if files(root) != contents or not _is_expected(contents, expect):
        return _refused(_CHANGED, [])
    blocking = errors(problems) + [p for p in problems if p.severity is Severity.BLOCKER]
    if blocking:
        return _refused("内容还不能发布：", list(map(str, blocking)))
    seen, before = store.last_switch(), store.live()
    if before is not None and before.content_hash == content_hash(contents):
        print(f"和第 {before.id} 版一样，没有要发布的。")
        return 0
    changed = differences(unpack(store.blob(before.answers)), content) if before else []
    learned, figures = _learned(root, store, before, content, contents)
    reasons = reasons_against(before.figures if before else None, figures, changed, margin)
    _show(changed, before, figures)
    brief.show(content, before, figures)
    if reasons and not force:
        return _refused("没有发布：", [*reasons, "一定要发布，用 --force 写明原因。"])
    model = _model(root, store, before, content)
    answers = pack(content), pack_files(contents)
    bundle = Bundle(content_hash(contents), *answers, *learned, *model)
    if not _is_expected(files(root), expect):  # learning reads some of them from the disk
        return _refused(_CHANGED, [])
    forced = f"{force}（{'；'.join(reasons)}）" if reasons else None
    version = store.add(bundle, who=who, why=why, at=here(), figures=figures, forced=forced)
    try:
        store.switch(version.id, who=who, why=why, at=here(), seen=seen.id if seen else None)
    except Overtaken as overtaken:
        return _refused(told_of(overtaken), [])
    note_switch(trail, "发布", version.id, who, why, {"强行发布": forced} if forced else {})
    print(f"第 {version.id} 版已经发布，各台服务器两秒内换上。")
    return 0


def _is_expected(contents: dict[str, bytes], expect: str | None) -> bool:
    return expect is None or content_hash(contents) == expect


def _learned(
    root: Path,
    store: VersionStore,
    before: Version | None,
    content: Content,
    contents: dict[str, bytes],
) -> tuple[tuple[bytes, str], dict[str, Any]]:
    """What was learned (packed, and from what) and its figures.

    Where neither what is learned from nor the exam has changed, those of the version before.
    """
    name, exam = learned_from(content, root), exam_of(content, contents)
    if before is not None and before.understanding and before.learned_from == name:
        packed = store.blob(before.understanding)
        # A version of an older program has no misses: examined once more, for the report.
        if before.figures.get("exam") == exam and "misses" in before.figures:
            print("问法没有变，不用再学，也不用重考。")
            return (packed, name), before.figures
        understanding = understanding_of(store, before, content)
    else:
        packed = understanding_file(content, root).read_bytes()
        understanding = ensure_understanding(content, root)
    listening = listener(
        understanding.without_risk(), "考试中", sum(map(len, content.held_out.values()))
    )
    figures = {**figures_of(examine(listening, content)), "exam": exam}
    return (packed, name), {**figures, "answers": shortened(listening.heard)}


def understanding_of(store: VersionStore, version: Version, content: Content) -> Understanding:
    """What a version learned, for this content. Raises ValueError if the store has it no more."""
    from bot.understanding.understanding import Understanding

    if version.understanding is None:
        raise ValueError(f"version {version.id} has what it learned in its Rasa model alone")
    return Understanding.unpack(store.blob(version.understanding), about_all(content))


def _model(
    root: Path, store: VersionStore, before: Version | None, content: Content
) -> tuple[bytes, str]:
    """The Rasa model and from what it was made: it changes with the rules, not the questions."""
    name = rasa_from(content, root)
    if before is not None and before.model_name == name:
        return store.blob(before.model), name
    return ensure_model(content, root).read_bytes(), name


def figures_of(result: Result) -> dict[str, Any]:
    """What is kept of an exam with the version: counts, the urgent questions not found, and every
    miss (bot.studio.report shows which topic is taken for which)."""
    total = result.total
    return {
        "accuracy": 100 * total.right / max(1, total.asked),
        "asked": total.asked,
        "right": total.right,
        "false_alarms": total.false_alarms,
        "urgent_missed": [miss.text for miss in result.misses if "urgent" in miss.wrong],
        "misses": [
            {"topic": one.topic, "taken": one.taken, "text": one.text, "wrong": list(one.wrong)}
            for one in result.misses
        ],
    }


def exam_of(content: Content, contents: dict[str, bytes]) -> str:
    """Names the held-out questions, and what is known by heart: titles and names."""
    digest = hashlib.sha256(json.dumps(about_all(content), ensure_ascii=False).encode())
    for name, data in sorted(contents.items()):
        if name.startswith(HELD_OUT):
            digest.update(name.encode() + b"\0" + data)
    return digest.hexdigest()


def _show(changed: Sequence[Difference], before: Version | None, figures: dict[str, Any]) -> None:
    if before is None:
        print("第一次发布。")
    else:
        print(f"和第 {before.id} 版比，居民看到的有 {len(changed)} 处不同：")
        for one in changed[:_SHOWN]:
            kind = "新增" if one.before is None else "去掉" if one.after is None else "改动"
            print(f"  {kind}　{one.kind}：{one.what}")
        if len(changed) > _SHOWN:
            print(f"  还有 {len(changed) - _SHOWN} 处，用 python -m bot compare 看全部。")
    print(f"考题答对 {figures['accuracy']:.1f}%。")


def _refused(opening: str, reasons: Sequence[str | Problem]) -> int:
    print("\n".join([opening, *(f"  {reason}" for reason in reasons)]), file=sys.stderr)
    return 1
