"""Asking and being answered, on the assistant's own page."""

from __future__ import annotations

import re
from typing import Any

from tests.e2e.widget.conftest import Chat, Opener


def test_type_send_read_call(chat: Chat) -> None:
    answer = chat.ask("我刚给骗子转了三万怎么办")
    first = answer.locator(".calls a").first
    assert first.get_attribute("href") == "tel:110"
    assert "urgent" in str(answer.locator("article").get_attribute("class"))
    places = answer.evaluate(
        "a => ['.lead', '.calls a', 'ol'].map(s => a.querySelector(s).getBoundingClientRect().top)"
    )
    assert places == sorted(places), "call buttons stand before the steps"


def test_first_sentence_and_first_number_are_on_the_screen(chat: Chat) -> None:
    answer = chat.ask("我刚给骗子转了三万怎么办")
    chat.still()
    log = chat.page.locator(".log").bounding_box()
    lead = answer.locator(".lead").bounding_box()
    call = answer.locator("a.call").first.bounding_box()
    assert log["y"] <= lead["y"]
    assert call["y"] + call["height"] <= log["y"] + log["height"]


def test_numbers_are_there_before_anything_is_asked(chat: Chat) -> None:
    assert chat.numbers(".callbar") == ["tel:110", "tel:96110"]


def test_related_topic_can_be_tapped(chat: Chat) -> None:
    answer = chat.ask("刷单返利可以相信吗")
    title = answer.locator(".related button").first.inner_text()
    answer.locator(".related button").first.click()
    assert chat.wait(2).locator(".lead").inner_text()
    assert chat.page.locator(".me").last.inner_text() == title


def test_did_you_mean_offers_topics(chat: Chat) -> None:
    answer = chat.ask("银行卡")
    assert "您是想问" in answer.inner_text()
    assert answer.locator(".related button").count() >= 1


def test_quick_replies_belong_to_the_last_answer_only(chat: Chat) -> None:
    answer = chat.ask("我刚被骗了三千块")
    assert "跳过" in answer.locator(".ask").inner_text()
    chat.listening()
    answer.locator(".ask button").first.click()
    chat.wait(2)
    assert chat.page.locator(".ask").count() == 1


def test_verdict_is_taken_once_and_stays_after_reload(chat: Chat) -> None:
    chat.ask("刷单返利可以相信吗").locator("text=有用").first.click()
    chat.page.wait_for_selector(".foot .note")
    assert "谢谢" in chat.page.locator(".foot .note").inner_text()
    chat.page.reload()
    chat.wait(1)
    assert "谢谢" in chat.page.locator(".foot .note").inner_text()
    assert chat.page.locator(".verdict").count() == 0


def test_what_is_kept_is_said_before_anything_is_written(chat: Chat) -> None:
    notice = chat.page.locator(".greeting .note").inner_text()
    assert re.search(r"24 小时", notice)
    assert "身份证" in notice


def test_a_question_in_traditional_characters_gets_such_an_answer(chat: Chat) -> None:
    assert "騙" in chat.ask("刷單返利可以相信嗎").inner_text()


def test_shift_enter_makes_a_line_and_enter_during_composition_sends_nothing(chat: Chat) -> None:
    chat.page.fill("#input", "第一行")
    chat.page.press("#input", "Shift+Enter")
    chat.page.type("#input", "第二行")
    assert chat.page.input_value("#input") == "第一行\n第二行"
    chat.page.locator("#input").evaluate(
        "n => n.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true}))"
    )
    assert chat.page.locator(".me").count() == 0


def test_an_empty_line_sends_nothing(chat: Chat) -> None:
    chat.send("   ")
    assert chat.page.locator(".me").count() == 0


def test_typing_indicator_while_the_answer_is_under_way(opened: Opener) -> None:
    chat = opened()
    held: list[Any] = []
    chat.page.route("**/chat/message", lambda route: held.append(route))
    chat.send("怎么防诈骗")
    chat.page.wait_for_selector(".waiting")
    while not held:
        chat.page.wait_for_timeout(50)
    held.pop().continue_()
    chat.wait(1)
    chat.page.wait_for_selector(".waiting", state="hidden")


def test_tip_of_the_day_is_shown(chat: Chat) -> None:
    chat.page.wait_for_selector(".today li")
    assert chat.page.locator(".today li").count() >= 1


def test_two_questions_at_once_keep_their_order(chat: Chat) -> None:
    chat.send("刷单返利可以相信吗")
    chat.send("96110是什么电话")
    chat.wait(2)
    kinds = chat.page.eval_on_selector_all(
        ".entries > *", "nodes => nodes.map(n => n.classList[0])"
    )
    assert kinds == ["me", "answer", "me", "answer"]
    assert "96110" in chat.answers().last.locator(".lead").inner_text()
