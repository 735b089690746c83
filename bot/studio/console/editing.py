"""One topic being edited: from what a browser sends to a text, and what is to be said of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.content.load import FAQ
from bot.content.problems import Problem, Severity
from bot.studio.console.desk import drafts, look
from bot.studio.console.frame import now, settings, signed_in
from bot.studio.desk import Look
from bot.studio.drafts import Draft
from bot.studio.saving import mark, read
from bot.studio.sheets.nodes import TOPIC_KEYS
from bot.studio.topic_form import EditError, Fields, NoForm, fields_of, with_fields
from bot.studio.typed import plain, raw_of, typed

ID = re.compile(r"[a-z0-9_]{1,64}")
FORM, YAML = "form", "yaml"
LARGEST = 900_000  # bytes; the largest of our files has 570,000
_BLANK = "".join(f"{name}:\n" for name in TOPIC_KEYS)


@dataclass(frozen=True)
class Edit:
    """A topic's text on its way. `began` marks the bytes it began with ("": there is no file yet),
    `shown` the text of which the form showed the fields. `trouble`: why there can be no form.
    """

    file: str
    began: str
    text: str
    tab: str = FORM
    shown: str = ""
    fields: Fields = field(default_factory=dict)
    trouble: str = ""

    @property
    def topic(self) -> str:
        return PurePosixPath(self.file).stem

    @property
    def group(self) -> str:
        return PurePosixPath(self.file).parent.name

    @property
    def new(self) -> bool:
        """Whether there is no file yet."""
        return self.began == ""


def file_of(request: Request) -> str:
    """The file of the topic in the address: one that was read, or one's own draft of a new one.

    Raises HTTPException 404. Nothing of the address becomes part of a path.
    """
    topic = request.path_params["topic"]
    if not ID.fullmatch(topic):
        raise HTTPException(404)
    for name in look(request).content.sources:
        if _is_file_of(name, topic):
            return name
    for draft in drafts(request).of(signed_in(request).name):
        if _is_file_of(draft.file, topic):
            return draft.file
    raise HTTPException(404)


def _is_file_of(name: str, topic: str) -> bool:
    return name.startswith(f"{FAQ}/") and name.count("/") == 3 and name.endswith(f"/{topic}.yml")


def opened(request: Request, file: str, tab: str, own: bool) -> Edit:
    """The editor as it opens: on the file, or (`own`) on one's draft of it.

    Raises UnicodeDecodeError if the file is not UTF-8.
    """
    kept = drafts(request)
    raw = read(settings(request).root / file)
    draft = kept.get(signed_in(request).name, file)
    if draft is not None and (own or raw is None):
        return _shown(request, Edit(file, draft.began, typed(kept.raw(draft.text) or b""), tab))
    if raw is None:
        raise HTTPException(404)
    return _shown(request, Edit(file, kept.keep(raw), typed(raw), tab))


def sent(request: Request, file: str) -> Edit:
    """What a browser sent; nothing of it is lost, whatever is wrong with it."""
    form = request.state.form
    said = {name: form[name] for name in form if isinstance(form[name], str)}
    if sum(len(value.encode("utf-8", "replace")) for value in said.values()) > LARGEST:
        raise HTTPException(413)
    began = said.get("began", "")
    if said.get("tab") == YAML:
        return Edit(file, began, plain(said.get("text", "")), YAML)
    fields = {name: plain(said[name]) for name in TOPIC_KEYS if name in said}
    raw = drafts(request).raw(said.get("shown", ""))
    shown = _BLANK if raw is None else typed(raw)
    edit = Edit(file, began, shown, FORM, said.get("shown", ""), fields)
    try:
        return replace(edit, text=with_fields(shown, fields))
    except (NoForm, EditError) as error:
        return replace(edit, trouble=str(error))


def in_tab(request: Request, edit: Edit, tab: str) -> Edit:
    """The same text in the other tab."""
    return _shown(request, replace(edit, tab=tab, fields={}, trouble=""))


def _shown(request: Request, edit: Edit) -> Edit:
    if edit.tab != FORM:
        return replace(edit, tab=YAML)
    try:
        fields = fields_of(edit.text)
    except NoForm as error:
        return replace(edit, tab=YAML, trouble=str(error))
    return replace(edit, fields=fields, shown=drafts(request).keep(edit.text.encode()))


def raw_text(request: Request, edit: Edit) -> bytes:
    """The bytes that would be saved."""
    return raw_of(edit.text, drafts(request).raw(edit.began) or b"")


def keep(request: Request, edit: Edit) -> None:
    """Remembers what is not saved; what is as it began needs no remembering."""
    kept, who, raw = drafts(request), signed_in(request).name, raw_text(request, edit)
    if mark(raw) == edit.began:
        kept.drop(who, edit.file)
    elif not edit.trouble:
        kept.put(who, Draft(edit.file, edit.began, kept.keep(raw), now(request)))


@dataclass(frozen=True)
class Checked:
    """What `check` says of an edit: in this file, what it adds elsewhere, and what keeps it from
    being saved."""

    look: Look
    here: list[Problem]
    elsewhere: list[Problem]
    refused: list[Problem]

    @property
    def errors(self) -> int:
        return sum(p.severity is Severity.ERROR for p in self.here + self.elsewhere)

    @property
    def reminders(self) -> int:
        return len(self.here) + len(self.elsewhere) - self.errors

    def field(self, name: str) -> list[Problem]:
        """The problems with one field of the form."""
        return [p for p in self.here if re.match(rf"{name}(\[|$)", p.field)]


def checked(request: Request, edit: Edit) -> Checked:
    """Checks the whole content with this text in the place of the file; nothing is written."""
    before, raw = look(request), raw_text(request, edit)
    same = raw == read(settings(request).root / edit.file)
    after = before if same else before.with_topic(edit.file, raw)
    new = after.added(before)
    elsewhere = [problem for problem in new if problem.path != edit.file]
    refused = [problem for problem in new if problem.severity is Severity.ERROR]
    return Checked(after, after.of(edit.file), elsewhere, refused)
