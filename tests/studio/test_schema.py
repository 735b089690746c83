"""`bot schema`: says yes to every real file, no to the slips that it can see, and is up to date."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from bot.content import model
from bot.content.checks import numbers
from bot.content.load import LISTS, MESSAGE_KEYS, ROOT, load
from bot.studio import schema
from bot.studio.schema import build, texts
from tests.content import test_broken_files as broken
from tests.studio.test_commands import bot


class Core(yaml.SafeLoader):
    """YAML 1.2's core schema, as editors read it: `yes` and dates are texts, 110 is a number."""

    yaml_implicit_resolvers: dict = {}


for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    (
        "float",
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf)|\.nan",
        list("-+.0123456789"),
    ),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)


def _mapping(loader: Core, node: yaml.MappingNode) -> dict[str, Any]:
    keys = [key.value for key, _ in node.value]
    if len(set(keys)) < len(keys):
        raise yaml.YAMLError("one key twice")  # editors say so themselves
    return {key.value: loader.construct_object(value, deep=True) for key, value in node.value}


Core.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value, 10))
Core.add_constructor("tag:yaml.org,2002:map", _mapping)


def core(text: str) -> Any:
    return yaml.load(text, Core)


def kind_of(name: str) -> str:
    (kind,) = (k for k, (_, pattern, _) in schema.FILES.items() if Path(name).match(pattern))
    return kind


def validators(root: Path) -> dict[str, Draft7Validator]:
    known = schema.words(root)
    made = {kind: json.loads(text) for kind, text in schema.rendered(known).items()}
    for one in made.values():
        Draft7Validator.check_schema(one)
    return {kind.removesuffix(".json"): Draft7Validator(one) for kind, one in made.items()}


def complaints(validator: Draft7Validator, text: str) -> list[str]:
    return [f"{list(e.absolute_path)}: {e.message}" for e in validator.iter_errors(core(text))]


@pytest.fixture(scope="module")
def real() -> dict[str, Draft7Validator]:
    return validators(ROOT)


REAL = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("data", "tests/questions")
    for path in (ROOT / folder).rglob("*.yml")
    if "rules" not in path.parts  # Rasa's own
)


@pytest.mark.parametrize("name", REAL)
def test_real_file_is_accepted(name: str, real: dict[str, Draft7Validator]) -> None:
    assert complaints(real[kind_of(name)], (ROOT / name).read_text("utf-8")) == []


# Slips that no schema of one file can see, and why.
OUT_OF_REACH = {
    "same question twice": "differs in punctuation",
    "same question in two topics": "another file",
    "related to itself": "the file's name",
    "expiry before check": "one field against another",
    "red flag with an open bracket": "brackets nest",
    "red flag that fires on everything": "a pattern's meaning",
    "red flag that misses its example": "a pattern's meaning",
    "red flag on a counter-example": "a pattern's meaning",
    "aside that misses its example": "a pattern's meaning",
    "aside on a counter-example": "a pattern's meaning",
    "lexicon with a full-width space": "no YAML",
    "held-out question that is trained": "another file",
}


@pytest.mark.parametrize("name", broken.SLIPS)
def test_slip_is_refused(name: str, project: Path, edit: Callable[[str, str, str], None]) -> None:
    file, old, new, *_ = broken.SLIPS[name]
    if file == broken.LEX:
        assert name in OUT_OF_REACH
        return
    validator = validators(project)[kind_of(file)]
    assert complaints(validator, (project / file).read_text("utf-8")) == []
    edit(file, old, new)
    try:
        found = complaints(validator, (project / file).read_text("utf-8"))
    except yaml.YAMLError:
        found = ["the editor cannot read it"]
    assert bool(found) != (name in OUT_OF_REACH), found


def test_list_of_what_is_out_of_reach_holds_slips_only() -> None:
    assert OUT_OF_REACH.keys() <= broken.SLIPS.keys()


# What a trainer may write in one field of the small project -> whether the loader takes it.
WAYS = [
    ("reviewed: 2026-11-22", "reviewed: '2026-11-22'", True),
    ("reviewed: 2026-11-22", 'reviewed: "2026-11-22"', True),
    ("reviewed: 2026-11-22", "reviewed: 2026-1-2", True),
    ("reviewed: 2026-11-22", "reviewed: 22.11.2026", False),
    ("reviewed: 2026-11-22", "reviewed: 2026-13-01", False),
    ("reviewed: 2026-11-22", "reviewed:", False),
    ("hotlines: [96110, 110]", "hotlines: ['96110', \"110\"]", True),
    ("hotlines: [96110, 110]", "hotlines: 96110", False),
    ("title: 刷单返利", "title: '刷单'", True),
    ("title: 刷单返利", f"title: {'长' * 30}", True),
    ("title: 刷单返利", f"title: {'长' * 31}", False),
    ("title: 刷单返利", "title: '  '", False),
    ("title: 刷单返利", "title: 12", True),
    ("title: 刷单返利", "title: yes", True),
    ("audience: [学生]", "audience: [学生, 从没写过的人]", True),
    ("audience: [学生]", "audience: []", True),
    ("audience: [学生]", "audience: ['']", False),
    ("urgent: false", "urgent: 'false'", False),
    ("urgent: false", "urgent: no", False),
    ("signs:\n", "points: []\nsigns:\n", True),
    ("signs:\n", "points:\nsigns:\n", False),
    ("signs:\n", "action: tips\nsigns:\n", True),
    ("signs:\n", "action:\nsigns:\n", True),
    ("signs:\n", "action: tip\nsigns:\n", False),
    ("  - 刷单要先垫钱能做吗", "  - 12381", True),
    ("  - 刷单要先垫钱能做吗", f"  - {'问' * 200}", True),
    ("  - 刷单要先垫钱能做吗", f"  - {'问' * 201}", False),
    ("  - 先返一点小钱，再让您垫钱", "  - 三个字", False),
    ("  - 先返一点小钱，再让您垫钱", f"  - |\n    {'字' * 80}", True),
    ("  - 先返一点小钱，再让您垫钱", f"  - |\n    {'字' * 81}", False),
    ("  是骗局，不要做。拿不准打 {96110}。", f"  {'字' * 120}", True),
    ("  是骗局，不要做。拿不准打 {96110}。", f"  {'字' * 121}", False),
    ("  是骗局，不要做。拿不准打 {96110}。", "", False),
]


@pytest.mark.parametrize(("old", "new", "fine"), WAYS)
def test_schema_and_loader_agree(
    project: Path, edit: Callable[[str, str, str], None], old: str, new: str, fine: bool
) -> None:
    validator = validators(project)["topic"]
    edit(broken.T, old, new)
    problems = [p for p in load(project)[1] if p.path == broken.T]
    assert (problems == []) == fine, problems
    found = complaints(validator, (project / broken.T).read_text("utf-8"))
    assert (found == []) == fine, found


@pytest.mark.parametrize("written", ["2", "'2'", '"2"'])
def test_numbers_may_be_quoted(
    project: Path, edit: Callable[[str, str, str], None], written: str
) -> None:
    edit(broken.QUIZ, "answer: 2", f"answer: {written}")
    edit(broken.FLAGS, "weight: 3", f"weight: {written}")
    assert load(project)[1] == []
    for file in (broken.QUIZ, broken.FLAGS):
        text = (project / file).read_text("utf-8")
        assert complaints(validators(project)[kind_of(file)], text) == []


SPOKEN = [
    "打 {96110} 问一问",
    "打 96110 问一问",
    "打110报警",
    "第 110 条，110 余人，110％",
    "2026-11-22 起，2026-11 月",
    "拨 0712-2345678",
    "花 12345678 元",
    "花了 30000",
    "分 1 步，共 99 步",
    "看 www.abc.com",
    "看 abc.cn",
    "{name}，{at}/{total}",
    "{96111} 没有",
    "{ 96110 } 有空格",
    "花括号 } 反了 {",
    "3.1415 和 1.110",
]


@pytest.mark.parametrize("text", SPOKEN)
def test_numbers_in_texts_are_judged_as_by_check(project: Path, text: str) -> None:
    content, _ = load(project)
    topic = content.topics["scam_brushing"].copy(update={"answer": text})
    content.topics = {"scam_brushing": topic}
    found = numbers.references(content, broken.TODAY) + numbers.bare_numbers(content, broken.TODAY)
    rules = build.spoken(schema.words(project))
    assert all(re.search(rule["pattern"], text) for rule in rules) == (found == [])


def described(one: Any) -> Iterator[tuple[str, Any]]:
    """Every property in a schema with its name."""
    if isinstance(one, dict):
        yield from one["properties"].items() if one.get("type") == "object" else ()
        for key, value in one.items():
            if key not in ("if", "then"):
                yield from described(value)
    elif isinstance(one, list):
        for value in one:
            yield from described(value)


def test_every_field_says_what_to_write() -> None:
    for kind, text in schema.rendered(schema.words(ROOT)).items():
        made = json.loads(text)
        assert made["title"]
        for name, prop in described(made):
            if (
                "const" in prop
                or set(prop) == {"enum"}
                or (kind == "hotlines.json" and name.isdigit())
            ):
                continue  # a rule upon a field that is described elsewhere
            assert re.search("[\u4e00-\u9fff]", prop["title"]), (kind, name)
            assert "。例：" in prop["description"], (kind, name)


def test_no_description_is_superfluous() -> None:
    models = {m.__name__: m for m, _ in LISTS.values()}
    more = (model.Topic, model.Hotline, model.Condition, model.RiskExamples, model.HeldOutQuestion)
    models.update({m.__name__: m for m in more})
    fields = {(name, f.alias) for name, m in models.items() for f in m.__fields__.values()}
    fields -= {("Topic", "id"), ("Topic", "group"), ("Hotline", "key")}
    fields |= {("Message", key) for key in MESSAGE_KEYS} | {("HeldOut", "questions")}
    for table in (texts.TEXTS, texts.ROLES):
        used = {f"{m}.{n}" if f"{m}.{n}" in table else n for m, n in fields}
        assert table.keys() - used == set()
    assert len(texts.TEXTS) == len(set(texts.TEXTS))
    schema_values = {
        v for text in schema.rendered(schema.words(ROOT)).values() for v in _enums(text)
    }
    assert texts.VALUES.keys() <= schema_values


def _enums(text: str) -> Iterator[Any]:
    found: list[Any] = []
    json.loads(text, object_hook=lambda one: found.extend(one.get("enum", [])) or one)
    return iter(found)


def test_completion_offers_what_there_is() -> None:
    known = schema.words(ROOT)
    content, _ = load(ROOT)
    assert known.topics == {t: content.topics[t].title for t in sorted(content.topics)}
    assert known.hotlines == {k: h.name for k, h in content.hotlines.items() if h.showable}
    assert set(known.groups) == {h.group for h in content.hotlines.values()}
    assert known.flags == {f.id: f.name for f in content.red_flags}
    assert {a for t in content.topics.values() for a in t.audience} <= set(known.audiences)


def test_names_are_known_before_the_topic_is_complete(project: Path) -> None:
    """`bot new` leaves a file that the models refuse; others may refer to it already."""
    (project / "data/faq/scam/scam_rent.yml").write_text("title:\n", "utf-8")
    assert schema.words(project).topics["scam_rent"] == ""


def test_committed_schemas_are_up_to_date() -> None:
    done = bot("schema", "--check")
    assert done.returncode == 0, done.stderr


def test_check_tells_in_one_line_what_is_old(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert schema.run(out=tmp_path / "made") == 0
    assert schema.run(checking=True, out=tmp_path / "made") == 0
    (tmp_path / "made/quiz.json").write_text("{}", "utf-8")
    (tmp_path / "made/tips.json").unlink()
    capsys.readouterr()
    assert schema.run(checking=True, out=tmp_path / "made") == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "不是最新的：tips.json、quiz.json → 运行 .venv/bin/python -m bot schema\n"
    assert (tmp_path / "made/quiz.json").read_text("utf-8") == "{}"  # --check changes nothing


def test_file_that_cannot_be_read_is_named(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "data/hotlines.yml").write_text("110: [", "utf-8")
    assert schema.run(root=project) == 1
    err = capsys.readouterr().err
    assert err.startswith("data/hotlines.yml 读不懂")
    assert len(err.splitlines()) == 1
    assert not (project / schema.OUT).exists()


@pytest.mark.parametrize("text", ["[]", "一句话", "- - a", "110: x"])
@pytest.mark.parametrize("file", ["data/hotlines.yml", "data/red_flags.yml", broken.T])
def test_strange_files_are_no_reason_to_fall_over(project: Path, file: str, text: str) -> None:
    (project / file).write_text(text + "\n", "utf-8")
    assert schema.run(root=project) in (0, 1)


def test_editor_knows_which_schema_is_for_which_file() -> None:
    settings = json.loads((ROOT / ".vscode/settings.json").read_text("utf-8"))
    wanted = {f"./{schema.OUT}/{kind}.json": files for kind, (_, files, _) in schema.FILES.items()}
    assert settings["yaml.schemas"] == wanted
    assert settings["files.encoding"] == "utf8"
    assert settings["[yaml]"]["editor.tabSize"] == 2
    extensions = json.loads((ROOT / ".vscode/extensions.json").read_text("utf-8"))
    assert "redhat.vscode-yaml" in extensions["recommendations"]


def test_patterns_are_patterns_of_javascript_too() -> None:
    """The editor compiles them with `u`, which forbids what Python lets pass."""
    node = shutil.which("node", path=str(ROOT / ".venv/bin")) or shutil.which("node")
    if node is None:
        pytest.skip("no node here")
    patterns: list[str] = []
    for text in schema.rendered(schema.words(ROOT)).values():
        json.loads(text, object_hook=lambda one: patterns.append(one.get("pattern", "")) or one)
    script = "for (const p of JSON.parse(require('fs').readFileSync(0))) new RegExp(p, 'u')"
    texts = json.dumps([p for p in set(patterns) if isinstance(p, str)])
    done = subprocess.run(
        [node, "-e", script], input=texts, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_help_has_examples() -> None:
    shown = bot("schema", "--help")
    assert shown.returncode == 0
    assert "举例" in shown.stdout
    assert "--check" in shown.stdout
