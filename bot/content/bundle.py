"""A version's content as one piece of data: what answers need, and the files as they were.

What answers need is JSON without the training questions: it is read back in a tenth of a second,
while servers go on answering; reading all YAML files takes two seconds.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.content.load import LISTS, Content
from bot.content.model import Hotline, Listed, Topic

FOLDERS = ("data", "tests/questions")
_FEW = 2  # the fewest that every list of examples must have


def files(root: Path) -> dict[str, bytes]:
    """Relative path -> bytes of everything that trainers edit."""
    paths = (p for folder in FOLDERS for p in sorted((root / folder).rglob("*")))
    wanted = (p for p in paths if p.is_file() and p.suffix in (".yml", ".txt"))
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in wanted}


def content_hash(contents: dict[str, bytes]) -> str:
    """Names these files: the same for the same bytes, whoever reads them where."""
    digest = hashlib.sha256()
    for name, data in sorted(contents.items()):
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def pack_files(contents: dict[str, bytes]) -> bytes:
    """All files as one archive; the same bytes for the same files."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in sorted(contents.items()):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return gzip.compress(out.getvalue(), 6, mtime=0)


def unpack_files(data: bytes) -> dict[str, bytes]:
    """The files of an archive, in memory: nothing in it can write anywhere."""
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(data))) as archive:
        members = (m for m in archive.getmembers() if m.isfile())
        return {m.name: archive.extractfile(m).read() for m in members}  # type: ignore[union-attr]


def pack(content: Content) -> bytes:
    """What answers need."""
    told: dict[str, Any] = {
        "topics": [_plain(_lean(topic)) for topic in content.topics.values()],
        "hotlines": [_plain(line) for line in content.hotlines.values()],
        "messages": content.messages,
    }
    for _, attribute in LISTS.values():
        told[attribute] = [_plain(_lean(one)) for one in getattr(content, attribute)]
    return gzip.compress(json.dumps(told, ensure_ascii=False).encode(), 6, mtime=0)


def unpack(data: bytes) -> Content:
    """The content that answers; it has no training questions and no places in files."""
    told = json.loads(gzip.decompress(data))
    content = Content(messages=told["messages"])
    for kind, attribute in LISTS.values():
        setattr(content, attribute, [kind.parse_obj(one) for one in told[attribute]])
    content.topics = {one["id"]: Topic.parse_obj(one) for one in told["topics"]}
    content.hotlines = {one["key"]: Hotline.parse_obj(one) for one in told["hotlines"]}
    return content


def _plain(one: Topic | Hotline | Listed) -> dict[str, Any]:
    return dict(json.loads(one.json(by_alias=True, exclude_none=True)))


def _lean(one: Any) -> Any:
    """Without what is only learned from or checked."""
    return one.copy(update=dict(_shortened(one)))


def _shortened(one: Any) -> Iterator[tuple[str, list[str]]]:
    for name in ("questions", "urgent_questions", "examples", "counter_examples"):
        if isinstance(getattr(one, name, None), list):
            yield name, getattr(one, name)[:_FEW]
