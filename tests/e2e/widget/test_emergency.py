"""The list for somebody whose money is gone."""

from __future__ import annotations

import pytest

from tests.e2e.widget.conftest import WECHAT, Chat, Opener

TOLD = "我十分钟前用建行给骗子转了三万"
SAVE_PRINT = """
window.printed = [];
window.print = function () { window.top.printed.push(document.body.innerText); };
"""


@pytest.fixture
def case(chat: Chat) -> Chat:
    chat.ask(TOLD)
    chat.page.click(".emergency-bar")
    chat.page.wait_for_selector(".emergency")
    return chat


def test_a_calm_question_has_no_list(chat: Chat) -> None:
    chat.ask("刷单返利可以相信吗")
    assert not chat.page.locator(".emergency-bar").is_visible()


def test_bar_and_list_say_how_long_ago_it_was(case: Chat) -> None:
    assert "10 分钟" in case.page.locator(".emergency > .time").inner_text()
    case.page.clock.install()
    case.page.clock.fast_forward("05:00")
    case.page.wait_for_function(
        "() => document.querySelector('xiaogan-antifraud').shadowRoot"
        ".querySelector('.emergency > .time').textContent.includes('15 分钟')"
    )


def test_call_buttons_are_large_and_come_first(case: Chat) -> None:
    assert case.numbers(".emergency")[:2] == ["tel:110", "tel:95533"]
    box = case.page.locator(".emergency a.call").first.bounding_box()
    assert box["height"] >= 48
    assert box["width"] >= 300


def test_steps_are_ticked_off_and_stay_so_after_a_reload(case: Chat) -> None:
    boxes = case.page.locator(".checks input")
    assert boxes.count() >= 4
    boxes.first.check()
    assert "做完 1 步" in case.page.locator(".emergency .note").inner_text()
    case.page.reload()
    case.wait(1)
    case.page.click(".emergency-bar")
    assert case.page.locator(".checks input").first.is_checked()
    assert not case.page.locator(".checks input").nth(1).is_checked()


def test_text_for_110_has_what_was_told(case: Chat) -> None:
    text = case.page.locator(".emergency .script").inner_text()
    assert "30000 元" in text
    assert "建设银行" in text


def test_list_follows_what_is_told_later(case: Chat) -> None:
    case.page.click(".overlay .back")
    case.ask("没联系了")
    case.ask("说错了，是农行，两万八")
    case.page.click(".emergency-bar")
    text = case.page.locator(".emergency .script").inner_text()
    assert "28000 元" in text
    assert "农业银行" in text


def test_copying_takes_the_whole_list_with_its_ticks(opened: Opener) -> None:
    chat = opened(permissions=["clipboard-read", "clipboard-write"])
    chat.ask(TOLD)
    chat.page.click(".emergency-bar")
    chat.page.locator(".checks input").first.check()
    chat.page.click("text=复制清单")
    chat.page.wait_for_function(
        "() => document.querySelector('xiaogan-antifraud').shadowRoot"
        ".querySelector('.toast').textContent.includes('复制好了')"
    )
    text = chat.page.evaluate("navigator.clipboard.readText()")
    assert "110" in text
    assert "☑ 1." in text
    assert "☐ 2." in text
    assert "30000 元" in text


def test_without_a_clipboard_the_text_is_shown_to_be_marked(opened: Opener) -> None:
    chat = opened(start="delete Navigator.prototype.clipboard; document.execCommand = () => false;")
    chat.ask(TOLD)
    chat.page.click(".emergency-bar")
    chat.page.click("text=复制清单")
    chat.page.wait_for_selector(".by-hand")
    assert "110" in chat.page.input_value(".by-hand")


def test_printing_prints_the_list_and_nothing_else(opened: Opener) -> None:
    chat = opened(start=SAVE_PRINT)
    chat.ask(TOLD)
    chat.page.click(".emergency-bar")
    chat.page.click("text=打印清单")
    chat.page.wait_for_function("() => window.printed.length === 1")
    printed = chat.page.evaluate("window.printed[0]")
    assert "110" in printed
    assert "30000 元" in printed
    assert "发送" not in printed


def test_sharing_where_the_browser_can(opened: Opener) -> None:
    chat = opened(
        start="navigator.share = (d) => { window.shared = d; return Promise.resolve(); };"
    )
    chat.ask(TOLD)
    chat.page.click(".emergency-bar")
    chat.page.click("text=发给家人")
    assert "110" in chat.page.evaluate("window.shared.text")


def test_in_wechat_nothing_is_offered_that_does_nothing(opened: Opener) -> None:
    chat = opened(
        user_agent=WECHAT,
        start="delete Navigator.prototype.share; delete window.webkitSpeechRecognition;",
    )
    chat.ask(TOLD)
    chat.page.click(".emergency-bar")
    assert chat.numbers(".emergency")[0] == "tel:110"
    buttons = [b for b in chat.page.locator(".emergency button").all() if b.is_visible()]
    names = [button.inner_text() for button in buttons]
    assert names == ["复制这段话", "复制清单"]
    chat.page.click(".overlay .back")
    assert not chat.page.locator(".speak").is_visible()
    assert not chat.page.locator(".read").first.is_visible()


def test_a_hint_at_self_harm_takes_the_list_away(chat: Chat) -> None:
    chat.ask(TOLD)
    assert chat.page.locator(".emergency-bar").is_visible()
    answer = chat.ask("我不想活了")
    assert "12356" in answer.inner_text()
    assert not chat.page.locator(".emergency-bar").is_visible()
