"""Topics in a real browser: list, form, YAML, preview, two editors, a new topic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.console.conftest import (
    EDITORS_NAME,
    LOOKS,
    PUBLISHERS_NAME,
    Desk,
    Visit,
    in_every_look,
    no_violations,
)

T, AT = "data/faq/scam/scam_brushing.yml", "/topics/scam_brushing"
SAID = "#said"
expect.set_options(timeout=60_000)  # on a machine that is busy with other tests, too


@pytest.fixture(autouse=True)
def as_before(desk: Desk) -> Iterator[None]:
    """Every test finds the files as they are in the project, and nobody's draft."""
    faq = desk.house.root / "data/faq"
    before = {path: path.read_bytes() for path in faq.rglob("*.yml")}
    yield
    for path in faq.rglob("*.yml"):
        if path not in before:
            path.unlink()
    for path, raw in before.items():
        if not path.exists() or path.read_bytes() != raw:
            path.write_bytes(raw)
    for path in (desk.house.root / "var/console/drafts").glob("*"):
        path.unlink()


def text_of(desk: Desk, name: str = T) -> str:
    return (desk.house.root / name).read_text("utf-8")


def save(page: Any) -> None:
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_load_state()


def replaced(page: Any, old: str, new: str) -> None:
    """As if typed: in the YAML field, `old` becomes `new`."""
    value = page.input_value("#text")
    assert old in value
    page.fill("#text", value.replace(old, new, 1))


@pytest.mark.parametrize(
    "path",
    ["/topics", "/topics/new", AT, f"{AT}?tab=yaml", f"{AT}/changes", "/topics/lost_money"],
)
def test_every_page_in_every_look(visit: Visit, path: str) -> None:
    in_every_look(visit, path, EDITORS_NAME)


def test_list_is_searched_while_typing(visit: Visit) -> None:
    page = visit("/topics", EDITORS_NAME)
    expect(page.locator("#topics tbody tr")).to_have_count(94)
    page.fill("#q", "杀猪盘")
    expect(page.locator("#topics")).to_contain_text("94 个主题里有")
    expect(page.locator("#q")).to_be_focused()
    assert "q=" in page.url
    page.fill("#q", "")
    page.select_option("#group", "law")
    laws = page.locator("#topics tbody td:nth-child(3)", has_text="法律")
    expect(page.locator("#topics tbody tr")).to_have_count(7)
    expect(laws).to_have_count(7)
    page.select_option("#sort", "questions")
    expect(page).to_have_url(re.compile("sort=questions"))
    page.fill("#q", "没有这样的话")
    expect(page.locator("#topics .empty")).to_be_visible()
    no_violations(page)


def test_list_by_keyboard_alone(visit: Visit) -> None:
    page = visit("/topics", EDITORS_NAME)
    page.focus("#q")
    page.keyboard.type("scam_brushing")
    expect(page.locator("#topics tbody tr")).to_have_count(1)
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == AT:
            break
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("刷单返利")


def test_form_edit_with_preview_and_save(visit: Visit, desk: Desk) -> None:
    before = text_of(desk)
    page = visit(AT, EDITORS_NAME, expecting_errors=True)  # the browser names the 422
    page.fill("#field-title", "刷单做任务")
    page.fill("#field-steps", "停\n打 {110} 说清楚")
    expect(page.locator("#wrong-steps")).to_contain_text("第 1 条：太短")
    expect(page.locator("#field-steps")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(SAID)).to_contain_text("改好才能保存")
    expect(page.locator(".seen")).to_contain_text("把上面的错误改好")
    no_violations(page)
    page.locator(".problems a").first.click()
    expect(page.locator("#field-steps")).to_be_focused()
    save(page)
    expect(page.locator(SAID)).to_contain_text("改好才能保存")
    assert text_of(desk) == before
    page.fill("#field-steps", "马上停手\n打 {110} 说清楚")
    expect(page.locator(SAID)).not_to_contain_text("错误，改好")
    expect(page.locator("#wrong-steps")).to_be_empty()
    expect(page.locator(".seen")).to_contain_text("打 110 说清楚")
    page.fill("#why", "步骤短一些")
    save(page)
    expect(page.locator("#notices")).to_contain_text("保存好了")
    expect(page.locator("h1")).to_contain_text("刷单做任务")
    after = text_of(desk)
    assert "title: 刷单做任务\n" in after
    assert "  - 马上停手\n" in after
    assert len(before.splitlines()) - len(after.splitlines()) == 3  # five steps became two
    no_violations(page)


@pytest.mark.parametrize(("viewport", "scheme"), LOOKS)
def test_yaml_broken_and_mended(
    visit: Visit, desk: Desk, viewport: dict[str, int], scheme: str
) -> None:
    page = visit(f"{AT}?tab=yaml", EDITORS_NAME, viewport=viewport, color_scheme=scheme)
    expect(page.locator(SAID)).to_contain_text("没有发现问题")
    replaced(page, "urgent: false", "urgent false")
    expect(page.locator(SAID)).to_contain_text("有 1 个错误")
    expect(page.locator(".gutter b")).to_contain_text("4")
    expect(page.locator(".problems")).to_contain_text("缺少英文冒号")
    no_violations(page)
    page.locator(".problems a").click()
    expect(page.locator("#text")).to_be_focused()
    at = page.evaluate("document.getElementById('text').selectionStart")
    assert page.input_value("#text")[:at].count("\n") == 3
    replaced(page, "urgent false", "urgent: false  # 不急")
    expect(page.locator(SAID)).to_contain_text("没有发现问题")
    expect(page.locator(".gutter b")).to_have_count(0)
    save(page)
    expect(page.locator("#notices")).to_contain_text("保存好了")
    assert "urgent: false  # 不急\n" in text_of(desk)
    expect(page.locator("#text")).to_have_value(text_of(desk))


def test_problems_are_reached_by_keyboard_and_tab_leaves_the_field(visit: Visit) -> None:
    page = visit(f"{AT}?tab=yaml", EDITORS_NAME)
    replaced(page, "{96110}", "{96111}")
    expect(page.locator(".problems a")).to_be_visible()
    page.focus("#text")
    page.keyboard.press("Tab")
    expect(page.locator("#check")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".problems a")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_be_focused()
    chosen = page.evaluate("getSelection().toString()")
    assert chosen.startswith("{96111}")


def test_line_numbers_stay_beside_their_lines(visit: Visit) -> None:
    page = visit(f"{AT}?tab=yaml", EDITORS_NAME)
    script = """() => {
      const text = document.getElementById('text'), gutter = document.querySelector('.gutter');
      text.scrollTop = 900; text.dispatchEvent(new Event('scroll'));
      const height = (node) => parseFloat(getComputedStyle(node).lineHeight);
      const lines = text.value.split('\\n').length;
      return [text.scrollTop, gutter.scrollTop, height(text), height(gutter), lines,
              gutter.textContent.trim().split(/\\s+/).length];
    }"""
    at, beside, height, other, lines, numbers = page.evaluate(script)
    assert at == beside > 0
    assert height == other
    assert lines == numbers


def test_from_form_to_yaml_and_back(visit: Visit, desk: Desk) -> None:
    page = visit(AT, EDITORS_NAME)
    page.fill("#field-title", "刷单做任务")
    page.get_by_role("button", name="YAML").click()
    expect(page.locator("#text")).to_have_value(text_of(desk).replace("刷单返利", "刷单做任务", 1))
    replaced(page, "urgent: false", "urgent: true")
    page.get_by_role("button", name="表单").click()
    expect(page.locator("#field-title")).to_have_value("刷单做任务")
    expect(page.locator("#field-urgent")).to_have_value("true")
    assert "刷单做任务" not in text_of(desk)


def test_what_was_typed_is_there_after_the_browser_was_closed(visit: Visit) -> None:
    page = visit(AT, EDITORS_NAME)
    with page.expect_response(re.compile("/check")):
        page.fill("#field-title", "写到一半")
    page.context.close()
    page = visit("/topics", EDITORS_NAME)
    page.get_by_role("link", name="scam_brushing", exact=True).click()
    expect(page.locator("#field-title")).to_have_value("写到一半")
    no_violations(page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="丢掉没保存的内容").click()
    expect(page.locator("#field-title")).to_have_value("刷单返利")


@pytest.mark.parametrize(("viewport", "scheme"), LOOKS)
def test_two_browsers_on_one_topic(
    visit: Visit, desk: Desk, viewport: dict[str, int], scheme: str
) -> None:
    looks = {"viewport": viewport, "color_scheme": scheme}
    # The console log names the 409 that is meant to come.
    mine = visit(AT, EDITORS_NAME, expecting_errors=True, **looks)
    theirs = visit(AT, PUBLISHERS_NAME, **looks)
    theirs.fill("#field-title", "对方的标题")
    theirs.fill("#field-reviewed", "2026-11-20")
    save(theirs)
    expect(theirs.locator("#notices")).to_contain_text("保存好了")
    saved = text_of(desk)
    mine.fill("#field-title", "我的标题")
    expect(mine.locator("#check")).to_contain_text("有人保存过这个主题")
    save(mine)
    expect(mine.locator("h1")).to_have_text("有人先保存了")
    expect(mine.locator(".notice.bad")).to_contain_text("王警官")
    no_violations(mine)
    assert text_of(desk) == saved
    mine.get_by_label("用我的").check()
    mine.get_by_role("button", name="合在一起，再看一遍").click()
    expect(mine.locator("#text")).to_have_value(saved.replace("对方的标题", "我的标题"))
    assert text_of(desk) == saved
    save(mine)
    expect(mine.locator("#notices")).to_contain_text("保存好了")
    assert text_of(desk) == saved.replace("对方的标题", "我的标题")


def test_new_topic(visit: Visit, desk: Desk) -> None:
    page = visit("/topics", EDITORS_NAME, expecting_errors=True)  # the browser names the 422
    page.get_by_role("link", name="新建主题").click()
    page.fill("#topic", "Rent")
    page.select_option("#group", "scam")
    page.fill("#title", "租房诈骗")
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("#wrong")).to_contain_text("小写英文字母")
    no_violations(page)
    page.fill("#topic", "scam_rent")
    page.fill("#questions", "房东让我换个账户打租金\n中介催我今天交押金")
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("h1")).to_contain_text("scam_rent")
    no_violations(page)
    fields = {
        "audience": "租客",
        "answer": "先别转，当面找房东核实。拿不准打 {96110}。",
        "hotlines": "96110\n110",
        "sources": "S01",
        "reviewed": "2026-11-22",
    }
    for name, value in fields.items():
        page.fill(f"#field-{name}", value)
    page.select_option("#field-urgent", "false")
    expect(page.locator(SAID)).to_contain_text("没有错误")
    expect(page.locator(".seen")).to_contain_text("拿不准打 96110")
    save(page)
    expect(page.locator("#notices")).to_contain_text("保存好了")
    text = text_of(desk, "data/faq/scam/scam_rent.yml")
    assert text.startswith("title: 租房诈骗\n")
    assert "  - 中介催我今天交押金\n" in text
    expect(page.locator("h1")).to_contain_text("租房诈骗")


def test_neighbours_are_compared_with_what_is_there(visit: Visit, desk: Desk) -> None:
    page = visit(AT, EDITORS_NAME)
    near = page.locator("#near")
    expect(near).to_contain_text("离得最近的主题", timeout=60_000)
    no_violations(page)
    value = page.input_value("#field-questions")
    page.fill("#field-questions", f"{value}\n银行卡被冻结了怎么解冻")
    page.get_by_role("button", name="按现在写的再比一次").click()
    expect(near.locator(".astray")).to_contain_text("银行卡被冻结了怎么解冻")
    no_violations(page)


def test_without_a_script_the_form_saves(visit: Visit, desk: Desk) -> None:
    page = visit(AT, EDITORS_NAME, java_script_enabled=False)
    page.fill("#field-title", "不用脚本")
    save(page)
    assert "保存好了" in page.inner_text("#notices")
    assert "title: 不用脚本\n" in text_of(desk)


def test_pressed_things_are_large_enough(visit: Visit) -> None:
    for path in ("/topics", "/topics/new", AT, f"{AT}?tab=yaml"):
        page = visit(path, EDITORS_NAME)
        small = page.evaluate(
            """() => [...document.querySelectorAll('main :is(button, .button, input, select)')]
              .filter((n) => !n.classList.contains('hidden') && n.type !== 'hidden')
              .map((n) => [n.name || n.textContent, n.getBoundingClientRect()])
              .filter(([, r]) => r.width && (r.width < 43.9 || r.height < 43.9))
              .map(([name, r]) => [name, r.width, r.height])"""
        )
        assert small == [], path


def test_pictures(visit: Visit, tmp_path: Path) -> None:
    """That pictures can be taken at all; `make screenshots` puts them into the guide."""
    in_every_look(visit, AT, EDITORS_NAME, tmp_path)
    assert len(list(tmp_path.glob("*.png"))) == len(LOOKS)
