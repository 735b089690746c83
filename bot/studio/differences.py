"""What changes for residents between two contents: whose answer has another text, and how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.content.load import Content
from bot.content.render import fill, topic_reply


@dataclass(frozen=True)
class Difference:
    """`what` names a topic (id and title), a fixed sentence, a tip and the like; None is absent."""

    kind: str
    what: str
    before: str | None
    after: str | None

    @property
    def is_loss(self) -> bool:
        """Whether a topic that had an answer has none."""
        return self.kind == TOPIC and self.after is None


TOPIC, BUTTONS = "主题", "答案下面的按钮"


def differences(before: Content, after: Content) -> list[Difference]:
    """Everything that a resident would read differently, topics first."""
    found: list[Difference] = []
    titles = {**_titles(before), **_titles(after)}
    for kind, old, new in _pairs(before, after, titles):
        for name in [*old, *(n for n in new if n not in old)]:
            if old.get(name) != new.get(name):
                what = f"{name} {titles[name]}" if kind in (TOPIC, BUTTONS) else name
                found.append(Difference(kind, what, old.get(name), new.get(name)))
    return found


def _titles(content: Content) -> Texts:
    return {topic.id: fill(content, topic.title) for topic in content.topics.values()}


Texts = dict[str, str]


def _pairs(before: Content, after: Content, titles: Texts) -> Iterator[tuple[str, Texts, Texts]]:
    """`titles` are the present ones: another title of a topic is no change of others' buttons."""
    readers = (
        (TOPIC, _topics),
        (BUTTONS, lambda c: _buttons(c, titles)),
        ("号码", _hotlines),
        ("固定句子", _messages),
        ("提示", lambda c: {tip.id: fill(c, tip.text) for tip in c.tips}),
        ("时节提醒", lambda c: {one.id: fill(c, one.text) for one in c.seasons}),
        ("可疑话", lambda c: {f.id: fill(c, f"{f.reason}{f.advice}") for f in c.red_flags}),
        ("紧急清单", lambda c: {one.id: fill(c, one.text) for one in c.case_advice}),
        ("插话", lambda c: {one.id: fill(c, one.text) for one in c.asides}),
        ("测验", lambda c: {q.id: "\n".join([q.question, *q.options]) for q in c.quiz}),
    )
    for kind, read in readers:
        yield kind, read(before), read(after)


def _topics(content: Content) -> Texts:
    """The title, which is on buttons, and the whole answer of every topic."""
    return {
        topic.id: f"标题：{fill(content, topic.title)}\n\n{topic_reply(content, topic)['text']}"
        for topic in content.topics.values()
        if topic.answer
    }


def _buttons(content: Content, titles: Texts) -> Texts:
    """To which topics an answer leads."""
    return {
        topic.id: "｜".join(titles[b["topic"]] for b in topic_reply(content, topic)["buttons"])
        for topic in content.topics.values()
        if topic.answer
    }


def _hotlines(content: Content) -> Texts:
    lines = content.hotlines.values()
    return {h.key: f"{h.name}　{h.when}" for h in lines if h.showable}


def _messages(content: Content) -> Texts:
    return {key: fill(content, text) for key, text in content.messages.items()}
