"""Reads all of the trainers' files into one `Content`, together with every problem found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.content import model
from bot.content.model import (
    CaseAdvice,
    CaseAside,
    CaseQuestion,
    DecidingQuestion,
    HeldOutQuestion,
    Hotline,
    Listed,
    QuizQuestion,
    RedFlag,
    RiskExamples,
    Season,
    Tip,
    Topic,
)
from bot.content.problems import Problem
from bot.content.shape import shape_problems
from bot.content.source import Source, parse, read

ROOT = Path(__file__).resolve().parents[2]
FAQ, HOTLINES, TIPS = "data/faq", "data/hotlines.yml", "data/tips.yml"
RED_FLAGS, ASIDES = "data/red_flags.yml", "data/case/asides.yml"
# Files that are one list of entries with an `id`, what they hold, and where it goes in `Content`.
LISTS: dict[str, tuple[type[Listed], str]] = {
    TIPS: (Tip, "tips"),
    "data/seasons.yml": (Season, "seasons"),
    RED_FLAGS: (RedFlag, "red_flags"),
    "data/deciding_questions.yml": (DecidingQuestion, "deciding"),
    "data/quiz.yml": (QuizQuestion, "quiz"),
    "data/case/questions.yml": (CaseQuestion, "case_questions"),
    "data/case/advice.yml": (CaseAdvice, "case_advice"),
    ASIDES: (CaseAside, "asides"),
}
RISK_EXAMPLES = "data/risk_examples.yml"
MESSAGES, LEXICON = "data/messages.yml", "data/lexicon.txt"
HELD_OUT = "tests/questions"

# The fixed sentences that the programs need; `data/messages.yml` must have exactly these.
MESSAGE_KEYS = frozenset(
    {
        "answer_failed",
        "begun_anew",
        "busy",
        "calm_1",
        "calm_2",
        "calm_3",
        "calm_better",
        "calm_edge",
        "case_account_blank",
        "case_bait",
        "case_corrected",
        "case_corrected_facts",
        "case_did",
        "case_foreign_sum",
        "case_gone_now",
        "case_hang_up",
        "case_heard",
        "case_heard_called",
        "case_hello",
        "case_hello_after",
        "case_hello_called",
        "case_later",
        "case_lead_blackmail",
        "case_lead_days",
        "case_lead_hours",
        "case_lead_minutes",
        "case_lead_not_gone",
        "case_lead_relative",
        "case_lead_reported",
        "case_lead_unknown",
        "case_list",
        "case_noted",
        "case_noted_facts",
        "case_open_line",
        "case_open_relative",
        "case_open_share",
        "case_plan_fee",
        "case_plan_stop",
        "case_recovery_stop",
        "case_repeat",
        "case_reported",
        "case_second_payment",
        "case_skip",
        "case_skipped",
        "case_still_there",
        "case_stop",
        "case_stopped",
        "case_stopped_called",
        "case_thanks",
        "case_thanks_after",
        "case_thanks_called",
        "case_unclear",
        "case_which_unit",
        "check_paste",
        "doubt_low",
        "doubt_no",
        "doubt_unknown",
        "doubt_unsure",
        "doubt_yes",
        "empty",
        "hotline_by_topic",
        "hotline_unverified",
        "hotlines_intro",
        "label_because",
        "label_calls",
        "label_case_after",
        "label_case_evidence",
        "label_case_never",
        "label_case_steps",
        "label_flags",
        "label_points",
        "label_script",
        "label_season",
        "label_signs",
        "label_steps",
        "offer",
        "offer_none",
        "quiz_again",
        "quiz_choose",
        "quiz_grade_full",
        "quiz_grade_good",
        "quiz_grade_low",
        "quiz_more",
        "quiz_none",
        "quiz_question",
        "quiz_right",
        "quiz_stopped",
        "quiz_wrong",
        "receiver_account",
        "receiver_code",
        "receiver_company",
        "receiver_courier",
        "receiver_platform",
        "risk_high",
        "risk_low",
        "risk_medium",
        "risk_sounds",
        "risk_still",
        "risk_sounds_advice",
        "script_amount",
        "script_blank",
        "script_opening_blackmail",
        "script_opening_blackmail_maybe",
        "script_opening_line",
        "script_opening_line_maybe",
        "script_opening_lost",
        "script_opening_lost_maybe",
        "script_opening_misused",
        "script_opening_misused_maybe",
        "script_opening_relative",
        "script_opening_relative_maybe",
        "script_paid",
        "script_receiver",
        "script_time",
        "tips_exhausted",
        "tips_intro",
        "too_long",
        "urgent_first",
        "way_alipay",
        "way_bank",
        "way_cash",
        "way_crypto",
        "way_gold",
        "way_wechat",
    }
)

M = TypeVar("M", bound=BaseModel)


@dataclass(eq=False)  # one content is not another, so that what is made of it can be kept with it
class Content:
    """Everything the trainers wrote that could be read; incomplete if there were problems.

    `sources` maps a file's path (relative to the project) to its text positions.
    """

    topics: dict[str, Topic] = field(default_factory=dict)
    hotlines: dict[str, Hotline] = field(default_factory=dict)
    tips: list[Tip] = field(default_factory=list)
    seasons: list[Season] = field(default_factory=list)
    red_flags: list[RedFlag] = field(default_factory=list)
    deciding: list[DecidingQuestion] = field(default_factory=list)
    quiz: list[QuizQuestion] = field(default_factory=list)
    case_questions: list[CaseQuestion] = field(default_factory=list)
    case_advice: list[CaseAdvice] = field(default_factory=list)
    asides: list[CaseAside] = field(default_factory=list)
    risk_examples: RiskExamples | None = None
    messages: dict[str, str] = field(default_factory=dict)
    lexicon: list[str] = field(default_factory=list)
    held_out: dict[str, list[HeldOutQuestion]] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)

    def topic_source(self, topic_id: str) -> Source:
        return self.sources[_path(self.topics[topic_id])]

    def lists(self) -> Iterator[tuple[Source, Sequence[Listed]]]:
        """Every file that is a list, with its entries."""
        for name, (_, attribute) in LISTS.items():
            yield self.sources[name], getattr(self, attribute)

    def knows_topic(self, topic_id: str) -> bool:
        """Whether there is such a topic, even if its file cannot be read at the moment."""
        return any(p.startswith(FAQ) and p.endswith(f"/{topic_id}.yml") for p in self.sources)

    def knows_hotline(self, key: str) -> bool:
        """Whether the registry has such a number, even if its entry needs mending."""
        registry = self.sources[HOTLINES].data
        return key in registry if isinstance(registry, dict) else True

    def held_out_source(self, topic_id: str) -> Source:
        return next(s for p, s in self.sources.items() if _is_held_out(p, topic_id))


def _is_held_out(path: str, topic_id: str) -> bool:
    return path.startswith(HELD_OUT) and path.endswith(f"/{topic_id}.yml")


class ContentError(Exception):
    """The content cannot be used; `problems` says why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def load(root: Path = ROOT, held_out: bool = True) -> tuple[Content, list[Problem]]:
    """All content below `root`, and all problems with the shape of single files."""
    content, problems = Content(), []
    problems += _load_topics(root, content)
    problems += _load_hotlines(root, content)
    for name, (kind, attribute) in LISTS.items():
        problems += _load_list(root, name, kind, content, getattr(content, attribute))
    problems += _load_risk_examples(root, content)
    problems += _load_messages(root, content)
    content.lexicon = _lines(root / LEXICON)
    if held_out:
        problems += _load_held_out(root, content)
    return content, problems


def load_or_fail(root: Path = ROOT) -> Content:
    """The content for a running program. Raises ContentError if a file cannot be used."""
    content, problems = load(root, held_out=False)
    if problems:
        raise ContentError(problems)
    return content


def with_topic(content: Content, path: str, raw: bytes | None) -> tuple[Content, list[Problem]]:
    """A content in which the topic's file `path` says `raw` (None: is not there), and the problems
    with the shape of that file. The rest is shared with `content`, and no file is read.
    """
    topics = {name: topic for name, topic in content.topics.items() if _path(topic) != path}
    sources = {name: source for name, source in content.sources.items() if name != path}
    edited = replace(content, topics=topics, sources=sources)
    problems = [] if raw is None else _load_topic(edited, *parse(path, raw, model.TOPIC_FIELDS))
    # As the files are sorted: where two topics have the same question, the later one is told.
    edited.topics = dict(sorted(topics.items(), key=lambda one: Path(_path(one[1]))))
    return edited, problems


def _path(topic: Topic) -> str:
    return f"{FAQ}/{topic.group}/{topic.id}.yml"


def _load_topics(root: Path, content: Content) -> list[Problem]:
    problems: list[Problem] = []
    for path in _files(root / FAQ):
        problems += _load_topic(content, *read(path, root, model.TOPIC_FIELDS))
    return problems


def _load_topic(content: Content, source: Source, problems: list[Problem]) -> list[Problem]:
    """Adds a topic that was read, with these problems; tells all problems with it."""
    content.sources[source.path] = source
    problems = _misplaced(source.path) + problems
    if problems:
        return problems
    group, name = source.path.split("/")[-2:]
    topic_id = name.removesuffix(".yml")
    topic, problems = _build(Topic, source, (), source.data, {"id": topic_id, "group": group})
    if topic is None:
        return problems
    if topic_id in content.topics:
        other = content.topic_source(topic_id).path
        fix = "主题名不能重复，改其中一个的文件名"
        return [*problems, Problem(source.path, 1, 1, "", f"与 {other} 同名", fix)]
    content.topics[topic_id] = topic
    return problems


def _load_hotlines(root: Path, content: Content) -> list[Problem]:
    source, problems = _read_one(root, HOTLINES, model.HOTLINE_FIELDS)
    content.sources[HOTLINES] = source
    entries = source.data
    if not problems and not isinstance(entries, dict):
        return [source.problem((), "应该是“号码: 内容”的列表", "对照原来的文件恢复格式")]
    for key, value in (entries or {}).items():
        hotline, found = _build(Hotline, source, (key,), value, {"key": key})
        problems += found
        if hotline is not None:
            content.hotlines[key] = hotline
    return problems


def _load_list(
    root: Path, name: str, kind: type[Listed], content: Content, into: list[Listed]
) -> list[Problem]:
    """A file that is one list of entries, each with an `id`."""
    source, problems = _read_one(root, name, [f.alias for f in kind.__fields__.values()])
    content.sources[name] = source
    if not problems and not isinstance(source.data, list):
        return [source.problem((), "应该是一条一条的列表", "每条以“- id: …”开头")]
    for index, value in enumerate(source.data or []):
        entry, found = _build(kind, source, (index,), value, {})
        problems += found
        if entry is not None:
            into.append(entry)
    return problems


def _load_risk_examples(root: Path, content: Content) -> list[Problem]:
    source, problems = _read_one(root, RISK_EXAMPLES, RiskExamples.__fields__)
    content.sources[RISK_EXAMPLES] = source
    if problems:
        return problems
    content.risk_examples, problems = _build(RiskExamples, source, (), source.data, {})
    return problems


def _load_messages(root: Path, content: Content) -> list[Problem]:
    source, problems = _read_one(root, MESSAGES, MESSAGE_KEYS)
    content.sources[MESSAGES] = source
    if problems:
        return problems
    if not isinstance(source.data, dict):
        return [source.problem((), "应该是“名称: 句子”的列表", "对照原来的文件恢复格式")]
    for key, value in source.data.items():
        if key not in MESSAGE_KEYS:
            line, column = source.key_position((key,))
            problems.append(Problem(MESSAGES, line, column, key, "不认识这个名称", "检查拼写"))
        elif not isinstance(value, str) or not value.strip():
            problems.append(source.problem((key,), "应该是一句话", "填上文字"))
        else:
            content.messages[key] = value.strip()
    for key in sorted(MESSAGE_KEYS - set(source.data)):
        problems.append(source.problem((), f"缺少 {key}", f"补上“{key}: …”"))
    return problems


def _load_held_out(root: Path, content: Content) -> list[Problem]:
    problems: list[Problem] = []
    for path in _files(root / HELD_OUT):
        source, found = read(path, root, model.HELD_OUT_FIELDS)
        content.sources[source.path] = source
        found += _misplaced(source.path)
        problems += found
        if found:
            continue
        entries = source.data.get("questions") if isinstance(source.data, dict) else None
        if not isinstance(entries, list):
            problems.append(
                source.problem((), "缺少 questions 列表", "以“questions:”开头，每条“- text: …”")
            )
            continue
        questions = content.held_out.setdefault(path.stem, [])
        for index, value in enumerate(entries):
            question, found = _build(HeldOutQuestion, source, ("questions", index), value, {})
            problems += found
            if question is not None:
                questions.append(question)
    return problems


def _build(
    kind: type[M], source: Source, loc: tuple, value: Any, known: dict[str, str]
) -> tuple[M | None, list[Problem]]:
    """One model from one piece of a file; `known` are the fields that the file does not say."""
    if not isinstance(value, dict):
        return None, [source.problem(loc, "这里应该是“字段: 内容”", "对照其他条目填写")]
    try:
        return kind(**{**value, **known}), _reserved(source, loc, value, known)
    except ValidationError as error:
        found = shape_problems(source, loc, error.errors())
        return None, found + _reserved(source, loc, value, known)


def _reserved(source: Source, loc: tuple, value: dict, known: dict[str, str]) -> list[Problem]:
    """`id` and `group` come from the file's place; writing them too invites contradictions."""
    problems = []
    for key in sorted(known.keys() & value.keys()):
        line, column = source.key_position((*loc, key))
        fix = "删掉这一行，名称由文件的位置决定"
        problems.append(Problem(source.path, line, column, key, "不认识这个字段", fix))
    return problems


def _read_one(root: Path, name: str, fields: Iterable[str]) -> tuple[Source, list[Problem]]:
    path = root / name
    if not path.exists():
        problem = Problem(name, 1, 1, "", "文件不见了", "从上一个版本恢复它")
        return Source(name, None, None), [problem]
    return read(path, root, frozenset(fields))


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix in (".yml", ".yaml"))


def _misplaced(name: str) -> list[Problem]:
    if name.count("/") == 3 and name.endswith(".yml"):
        return []
    folder = "/".join(name.split("/")[:2])
    fix = f"放到 {folder}/<分组>/<主题>.yml"
    return [Problem(name, 1, 1, "", "文件放错了地方，或扩展名不是 .yml", fix)]


def _lines(path: Path) -> list[str]:
    if not path.exists():
        return []
    return [line.strip() for line in path.read_text("utf-8").splitlines()]
