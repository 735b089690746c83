"""The stock project: our content, as a project that Rasa's documentation would have one write.

A topic is a retrieval intent `faq/<topic>` with its answer among the domain's responses; a topic
that is answered by an action is an intent of its own with a rule; small talk likewise. Numbers are
filled in: Rasa would take `{110}` for a slot.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml

from benchmarks.nlu.data import Line, sample, training_questions
from bot.content.answer import answer
from bot.content.load import Content
from bot.content.model import OUT_OF_SCOPE, SMALLTALK, Topic

HERE = Path(__file__).parent
SEED = 1
_FALLBACK, _ACTION = "nlu_fallback", "action_hotlines"
_TALK = (("greet", "thanks", "goodbye"), ("greet", "help", "thanks"), ("bot_challenge", "human"))


def write(folder: Path, content: Content, questions: int, epochs: int | None = None) -> int:
    """Writes the project with so many questions a topic; returns how many rows there are.

    `epochs` is only for trying the benchmark out: stock's own number otherwise.
    """
    (folder / "data").mkdir(parents=True)
    (folder / "actions").mkdir()
    rows = _rows(content, questions)
    _yaml(folder / "config.yml", _config(epochs))
    _yaml(folder / "domain.yml", _domain(content))
    _yaml(folder / "data/nlu.yml", _nlu(content, rows))
    _yaml(folder / "data/rules.yml", {"version": "3.1", "rules": _rules(content)})
    _yaml(folder / "data/stories.yml", {"version": "3.1", "stories": _stories(content)})
    _yaml(folder / "credentials.yml", {"rest": None})
    (folder / "actions/__init__.py").touch()
    (folder / "actions/hotlines.txt").write_text(_text(content, "hotline_list"), "utf-8")
    shutil.copy(HERE / "stock_action.py", folder / "actions/actions.py")
    return len(rows)


def keep_only(root: Path, content: Content, questions: int) -> None:
    """Leaves a copy of our own project, at `root`, the questions that stock has, and no others."""
    kept = {row.text for row in _rows(content, questions)}
    for topic in content.topics:
        path = root / content.topic_source(topic).path
        data = yaml.safe_load(path.read_text("utf-8"))
        for field in {"questions", "urgent_questions"} & data.keys():
            data[field] = [question for question in data[field] if question in kept]
        _yaml(path, data)


def endpoints(folder: Path, actions: str, database: str, redis_port: int | None = None) -> Path:
    """Writes endpoints.yml: stock's stores, on SQLite (a file) or PostgreSQL (a URL) and Redis."""
    store: dict[str, Any] = {"type": "SQL", "dialect": "sqlite", "db": database}
    if redis_port is not None:
        where, name = database.removeprefix("postgresql://").split("/")
        user, host = where.split("@")
        address, port = host.split(":")
        store = {"type": "SQL", "dialect": "postgresql", "url": address, "port": int(port)}
        store.update(db=name, username=user, password="")
    known: dict[str, Any] = {"action_endpoint": {"url": actions}, "tracker_store": store}
    if redis_port is not None:
        known["lock_store"] = {"type": "redis", "url": "127.0.0.1", "port": redis_port, "db": 1}
    _yaml(folder / "endpoints.yml", known)
    return folder / "endpoints.yml"


def trained_to_act(content: Content, questions: int) -> list[str]:
    """What stock learns of the topics that its action answers."""
    acting = {t.intent for t in content.topics.values() if t.action == "hotlines"}
    return [row.text for row in _rows(content, questions) if row.label in acting]


def is_acted(content: Content, said: str) -> bool:
    """Whether stock's action said this."""
    return said.strip() == _text(content, "hotline_list").strip()


def _text(content: Content, topic: str) -> str:
    """The answer as a resident reads it."""
    return str(answer(content, topic, "", {"topic": topic, "confidence": 1.0})["text"])


def _intent(topic: Topic) -> str:
    return topic.id if topic.group == SMALLTALK or topic.action == "hotlines" else topic.intent


def _rows(content: Content, questions: int) -> list[Line]:
    """So many questions a topic, without the few that Rasa's notation for entities is seen in."""
    chosen = sample(training_questions(content), questions, SEED)
    return [line for line in chosen if not set("[]{}\n") & set(line.text)]


def _config(epochs: int | None) -> dict[str, Any]:
    config: dict[str, Any] = yaml.safe_load((HERE / "stock.yml").read_text("utf-8"))
    for part in (*config["pipeline"], *config["policies"]):
        if epochs and "epochs" in part:
            part["epochs"] = epochs
    return config


def _alone(content: Content) -> list[str]:
    """Intents that are no `faq/<topic>`."""
    return [_intent(t) for t in content.topics.values() if not _intent(t).startswith("faq/")]


def _domain(content: Content) -> dict[str, Any]:
    responses = {
        f"utter_{_intent(topic)}": [{"text": _text(content, topic.id)}]
        for topic in content.topics.values()
        if topic.action != "hotlines"
    }
    expiry = {"session_expiration_time": 60, "carry_over_slots_to_new_session": True}
    return {
        "version": "3.1",
        "intents": ["faq", *_alone(content)],
        "responses": responses,
        "actions": [_ACTION],
        "session_config": expiry,
    }


def _nlu(content: Content, rows: list[Line]) -> dict[str, Any]:
    own = {topic.intent: _intent(topic) for topic in content.topics.values()}
    by_intent: dict[str, list[str]] = {}
    for row in rows:
        by_intent.setdefault(own[row.label], []).append(f"- {row.text}\n")
    found = [{"intent": name, "examples": "".join(texts)} for name, texts in by_intent.items()]
    return {"version": "3.1", "nlu": found}


def _does(content: Content, intent: str) -> str:
    hotlines = intent in content.topics and content.topics[intent].action == "hotlines"
    return _ACTION if hotlines else f"utter_{intent}"


def _rules(content: Content) -> list[dict[str, Any]]:
    acts = {name: _does(content, name) for name in ("faq", *_alone(content))}
    acts[_FALLBACK] = f"utter_{OUT_OF_SCOPE}"
    return [
        {"rule": intent, "steps": [{"intent": intent}, {"action": action}]}
        for intent, action in acts.items()
    ]


def _stories(content: Content) -> list[dict[str, Any]]:
    """Some talk of several turns, as `rasa init` has: TED has nothing to learn without."""
    told = [("greet", "faq", "faq", "thanks"), ("faq", "goodbye"), *_TALK]
    return [
        {
            "story": " then ".join(intents),
            "steps": [
                step
                for intent in intents
                for step in ({"intent": intent}, {"action": _does(content, intent)})
            ],
        }
        for intents in told
    ]


def _yaml(path: Path, data: Any) -> None:
    text = yaml.dump(data, Dumper=_Blocks, allow_unicode=True, sort_keys=False, width=10000)
    path.write_text(text, "utf-8")


class _Blocks(yaml.SafeDumper):
    """Writes texts of several lines as blocks, the only form in which Rasa reads examples."""


def _block(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Blocks.add_representer(str, _block)
