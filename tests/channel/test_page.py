"""The widget's files, as they are made from its sources and the registry."""

from __future__ import annotations

import base64
import dataclasses
import gzip
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot.channel import page
from bot.channel.page import Files
from bot.content.load import Content

MOST_BYTES = 40 * 1024
SPECIAL = ("/", "/widget.js", "/sw.js")
TYPES = {
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
}
# What the server fills in. `{count}` and the like are filled in the browser.
PLACEHOLDER = re.compile(r"(?<!\$)\{(?:\d{3,}|base|hours|version)\}|<!-- \w+ -->|/\* data \*/")


@pytest.fixture(scope="module")
def files(content: Content) -> Files:
    return Files(content)


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the widget's sources, which is served instead."""
    copy = tmp_path / "widget"
    shutil.copytree(page.FOLDER, copy)
    monkeypatch.setattr(page, "FOLDER", copy)
    return copy


def text(files: Files, path: str) -> str:
    found = files.find(path)
    assert found is not None, path
    return found.body.decode("utf-8")


def written_into(script: str) -> str:
    """What the server wrote into the script, which ends with it."""
    found = re.search(r"\n\}\)\((\{.*\})\);\s*\Z", script, re.DOTALL)
    assert found is not None
    return found.group(1)


def data_in(script: str) -> dict[str, Any]:
    return json.loads(written_into(script))


def worker_data(script: str) -> dict[str, Any]:
    found = re.search(r"^const \{ version, files \} = (\{.*\});$", script, re.MULTILINE)
    assert found is not None
    return json.loads(found.group(1))


def with_line(content: Content, key: str, **changed: object) -> Content:
    line = content.hotlines[key].copy(update=changed)
    return dataclasses.replace(content, hotlines={**content.hotlines, key: line})


# ---- what is sent ----


def test_every_source_has_an_address_and_nothing_else_has(files: Files) -> None:
    base = f"/widget/{files.version}/"
    suffixes = {path.rpartition(".")[2] for path in files.sizes() if path != "/"}
    assert set(SPECIAL) < set(files.sizes())
    assert suffixes == {"js", "css"}
    assert all(path.startswith(base) for path in files.sizes() if path not in SPECIAL)
    scripts = {p.relative_to(page.FOLDER).as_posix() for p in page.FOLDER.rglob("*.js")}
    sent = {path.removeprefix(base) for path in files.sizes() if path.endswith(".js")}
    assert sent == (scripts - {"embed.js", "sw.js"}) | {"/widget.js", "/sw.js"}


def test_every_file_says_what_it_is(files: Files) -> None:
    for path in files.sizes():
        found = files.find(path)
        assert found is not None
        kind = "html" if path == "/" else path.rpartition(".")[2]
        assert found.type == TYPES[kind], path


def test_versioned_files_never_change_and_load_anywhere(files: Files) -> None:
    for path in files.sizes():
        found = files.find(path)
        assert found is not None
        headers = found.headers()
        versioned = path.startswith("/widget/")
        caching = headers["Cache-Control"]
        if path == "/widget.js":  # foreign pages show the numbers while the server is dead
            assert "max-age=300, stale-while-revalidate" in caching
        else:
            assert caching == ("public, max-age=31536000, immutable" if versioned else "no-cache")
        anywhere = versioned or path == "/widget.js"
        assert (headers.get("Access-Control-Allow-Origin") == "*") is anywhere, path
        assert (headers.get("Cross-Origin-Resource-Policy") == "cross-origin") is anywhere, path


def test_every_file_has_the_security_headers(files: Files) -> None:
    for path in files.sizes():
        found = files.find(path)
        assert found is not None
        headers = found.headers()
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "require-trusted-types-for 'script'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Vary"] == "Accept-Encoding"


def test_compressed_is_the_same_and_all_of_it_is_small(files: Files) -> None:
    for path in files.sizes():
        found = files.find(path)
        assert found is not None
        assert gzip.decompress(found.zipped) == found.body
    assert sum(zipped for _, zipped in files.sizes().values()) <= MOST_BYTES, files.sizes()


def test_tags_tell_contents_apart_and_stay_the_same(content: Content, sources: Path) -> None:
    once, again = (
        {path: found.tag for path in made.sizes() if (found := made.find(path))}
        for made in (Files(content), Files(content))
    )
    assert all(re.fullmatch(r'"[0-9a-f]{16}"', tag) for tag in once.values())
    assert len(set(once.values())) == len(once)
    assert again == once


@pytest.mark.parametrize("name", ["app.js", "style.css", "components/log.js"])
def test_a_part_of_an_old_version_is_todays_and_not_for_ever(files: Files, name: str) -> None:
    now = files.find(f"/widget/{files.version}/{name}")
    old = files.find(f"/widget/0123456789ab/{name}")
    assert now is not None
    assert old is not None
    assert old.body == now.body
    assert old.type == now.type
    assert old.headers()["Cache-Control"] == "no-cache"
    assert old.headers()["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "//",
        "/index.html",
        "/embed.js",
        "/widget",
        "/widget/",
        "/widget/app.js",
        "/widget/{version}",
        "/widget/{version}/",
        "/widget/{version}/index.html",
        "/widget/{version}/embed.js",
        "/widget/{version}/sw.js",
        "/widget/{version}/i18n/zh-Hans.json",
        "/widget/{version}/../sw.js",
        "/widget/{version}/components/../app.js",
        "/widget/{version}//app.js",
        "/widget/{version}/../../../credentials.yml",
        "/widget/0123456789ab/../../page.py",
        "/widget/0123456789AB/app.js",
        "/widget/0123456789abc/app.js",
    ],
)
def test_nothing_else_is_found(files: Files, path: str) -> None:
    assert files.find(path.replace("{version}", files.version)) is None


# ---- what is written into them ----


def test_no_placeholder_is_left(files: Files) -> None:
    for path in SPECIAL:
        assert PLACEHOLDER.findall(text(files, path)) == [], path


def test_every_language_has_the_same_texts_with_the_same_places(files: Files) -> None:
    hans, hant = data_in(text(files, "/widget.js"))["strings"].values()
    assert list(hans) == list(hant)
    for key, said in hans.items():
        places = re.findall(r"\{\w+\}", said)
        assert sorted(re.findall(r"\{\w+\}", hant[key])) == sorted(places), key


def test_the_script_has_everything_that_it_shows(files: Files, content: Content) -> None:
    data = data_in(text(files, "/widget.js"))
    assert set(data) == {"card", "strings", "css", "exit", "version"}
    assert data["version"] == files.version
    assert [one["number"] for one in data["card"]["first"]] == ["110", "96110"]
    assert set(data["strings"]) == {"zh-Hans", "zh-Hant"}
    assert data["css"] == text(files, f"/widget/{files.version}/style.css")
    assert data["exit"].startswith("https://")


def test_the_operators_hours_are_told(content: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEEP_CONVERSATIONS_HOURS", "36")
    strings = data_in(text(Files(content), "/widget.js"))["strings"]
    assert "36 小时" in strings["zh-Hans"]["notice"]
    assert "36" in strings["zh-Hant"]["notice"]


def test_only_numbers_that_may_be_shown(files: Files, content: Content) -> None:
    doubtful = [k for k, h in content.hotlines.items() if h.confidence == "低" or h.verify_first]
    assert doubtful
    for path in SPECIAL:
        sent = text(files, path)
        for number in doubtful:
            pattern = rf"(?<![0-9a-z]){re.escape(number)}(?![0-9a-z])"
            assert not re.search(pattern, sent), f"{number} in {path}"


def test_the_page_has_the_first_numbers_without_a_script(files: Files) -> None:
    sent = text(files, "/")
    assert sent.index('href="tel:110"') < sent.index('href="tel:96110"')
    assert "<style>" in sent, "nothing more need be loaded to see them"


def test_the_style_of_the_page_is_the_only_inline_one_that_is_allowed(files: Files) -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", text(files, "/"), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    page = files.find("/")
    assert page is not None
    assert f"style-src 'self' 'sha256-{digest}'" in page.headers()["Content-Security-Policy"]


def test_everything_the_page_loads_is_there(files: Files) -> None:
    named = re.findall(r'(?:href|src)="(/[^"]+)"', text(files, "/"))
    assert f"/widget.js?v={files.version}" in named
    assert [path for path in named if files.find(path.split("?")[0]) is None] == []


def test_every_import_leads_somewhere(files: Files) -> None:
    for path in files.sizes():
        if not path.startswith("/widget/") or not path.endswith(".js"):
            continue
        folder = path.rpartition("/")[0]
        for imported in re.findall(r'(?:from|import) "\./([^"]+)"', text(files, path)):
            assert files.find(f"{folder}/{imported}"), f"{path} imports {imported}"


def test_the_service_worker_knows_every_file_of_this_version(files: Files) -> None:
    data = worker_data(text(files, "/sw.js"))
    assert data["version"] == files.version
    assert set(data["files"]) == set(files.sizes()) - {"/sw.js"}


@pytest.fixture
def node() -> str:
    found = shutil.which("node")
    if found is None:
        pytest.skip("no node")
    return found


def test_the_scripts_can_be_read(files: Files, node: str, tmp_path: Path) -> None:
    for path in ("/widget.js", "/sw.js"):
        written = tmp_path / path[1:].replace(".js", ".cjs")  # classic scripts, no modules
        written.write_text(text(files, path), "utf-8")
        checked = subprocess.run([node, "--check", written], capture_output=True, text=True)
        assert checked.returncode == 0, checked.stderr


ODD_NAMES = {
    "end of script": "</script><script>alert(1)</script>",
    "comment": "<!--<script>",
    "line separators": "甲\u2028乙\u2029丙",
    "quotes": "\"'`\\${x}",
    "end of the call": "x);alert(1)//",
    "a place for data": "/* data */ null",
}


@pytest.mark.parametrize("kind", ODD_NAMES)
def test_no_name_breaks_the_script(content: Content, kind: str) -> None:
    """Also if the script stands in a page, or is read by a browser from before 2019."""
    name = ODD_NAMES[kind]
    script = text(Files(with_line(content, "110", name=name)), "/widget.js")
    assert data_in(script)["card"]["first"][0]["name"] == name
    written = written_into(script)
    assert "</script" not in written
    assert "<!--" not in written
    assert not re.search("[\u2028\u2029]", written)


def test_no_name_breaks_the_page(content: Content) -> None:
    name = "<img src=x onerror=alert(1)>\"'&"
    sent = text(Files(with_line(content, "110", name=name)), "/")
    assert "<img" not in sent
    assert "&lt;img src=x onerror=alert(1)&gt;&quot;&#x27;&amp;" in sent


# ---- the version ----


def test_the_version_stays_while_nothing_changes(content: Content, sources: Path) -> None:
    version = Files(content).version
    assert re.fullmatch("[0-9a-f]{12}", version)
    assert Files(content).version == version


def test_the_version_changes_with_a_number(content: Content, sources: Path) -> None:
    before = Files(content).version
    for changed in ({"name": "报警台"}, {"verify_first": True}, {"aliases": ["别的名字"]}):
        assert Files(with_line(content, "96110", **changed)).version != before, changed


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("base.css", "{", "{ --x: 1;"),
        ("components/log.css", "{", "{ --x: 1;"),
        ("page.css", "{", "{ --x: 1;"),
        ("app.js", "\n", "\nvoid 0;\n"),
        ("embed.js", "\n", "\nvoid 0;\n"),
        ("sw.js", "\n", "\nvoid 0;\n"),
        ("index.html", "<body>", "<body lang=zh>"),
        ("i18n/zh-Hans.json", "孝感反诈问答", "孝感防骗问答"),
        ("i18n/zh-Hant.json", '"title": "', '"title": "新'),
    ],
)
def test_the_version_changes_with_every_source(
    content: Content, sources: Path, name: str, old: str, new: str
) -> None:
    before, path = Files(content).version, sources / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    assert Files(content).version != before


def test_the_version_changes_with_what_the_operator_sets(
    content: Content, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Files(content).version
    monkeypatch.setenv("KEEP_CONVERSATIONS_HOURS", "36")
    assert Files(content).version != before


def test_a_script_without_a_place_for_the_data_is_refused(content: Content, sources: Path) -> None:
    (sources / "embed.js").write_text("(function () {})();", "utf-8")
    with pytest.raises(ValueError, match="has no"):
        Files(content)
