"""Reload, two tabs, clearing, leaving, speech, settings, keyboard."""

from __future__ import annotations

from typing import Any

from tests.e2e.conftest import Server
from tests.e2e.widget.conftest import DESKTOP, Chat, Opener

VOICES = """
Object.defineProperty(window, "speechSynthesis", {value: {
  getVoices: () => [{lang: "zh-CN", name: "ting"}],
  addEventListener() {}, cancel() { window.stopped = true; },
  speak(u) { window.spoken = u.text; window.utterance = u; } }});
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""
RECOGNITION = """
window.SpeechRecognition = window.webkitSpeechRecognition = function () {
  window.recognition = this;
  this.start = () => { this.started = true; };
  this.stop = this.abort = () => this.onend();
};
"""


def test_conversation_goes_on_after_a_reload(chat: Chat) -> None:
    chat.ask("我刚被骗了三千块，微信转的")
    chat.page.fill("#input", "还没写完")
    chat.page.reload()
    chat.wait(1)
    assert chat.page.input_value("#input") == "还没写完"
    chat.ask("总结一下")
    assert "3000 元" in chat.answers().last.text_content()


def test_a_reload_before_the_answer_sends_no_second_message(opened: Opener, server: Server) -> None:
    chat = opened(expecting_errors=True)
    seen: list[Any] = []
    chat.page.on("request", lambda r: "chat/message" in r.url and seen.append(r.post_data_json))
    chat.page.route("**/chat/message", lambda route: None)  # never arrives
    chat.send("刷单返利可以相信吗")
    chat.page.wait_for_function("() => true")
    chat.page.unroute("**/chat/message")
    chat.page.reload()
    chat.wait(1)
    assert chat.page.locator(".me").count() == 1
    assert len({body["id"] for body in seen}) == 1


def test_two_tabs_have_one_conversation(chat: Chat, server: Server) -> None:
    chat.ask("我刚被骗了三千块")
    second = Chat(chat.page.context.new_page()).open(server.url)
    second.wait(1)
    second.ask("微信转的")
    chat.wait(2)
    assert (
        chat.page.locator(".me").all_inner_texts() == second.page.locator(".me").all_inner_texts()
    )
    chat.ask("总结一下")
    second.wait(3)
    assert "3000 元" in second.answers().last.text_content()


def test_a_third_tab_after_all_were_closed_knows_nothing(chat: Chat, server: Server) -> None:
    context = chat.page.context
    chat.ask("我刚被骗了三千块")
    keeper = context.new_page()
    chat.page.close()
    later = Chat(keeper).open(server.url)
    later.page.wait_for_timeout(600)
    assert later.page.locator(".me").count() == 0


def test_clearing_deletes_it_here_in_the_other_tab_and_on_the_server(
    chat: Chat, server: Server
) -> None:
    chat.ask("我刚被骗了三千块清掉测试")
    second = Chat(chat.page.context.new_page()).open(server.url)
    second.wait(1)
    chat.page.click(".menu")
    chat.page.click(".clear")
    assert chat.page.locator(".me").count() == 1, "one tap only asks"
    chat.page.click(".clear[data-sure]")
    chat.page.wait_for_selector("text=服务器上的也删除了")
    assert chat.page.locator(".log > [role=status]").inner_text() == "", "nothing stays to be heard"
    assert chat.page.locator(".me").count() == 0
    second.page.wait_for_function(
        "() => !document.querySelector('xiaogan-antifraud').shadowRoot.querySelector('.me')"
    )
    database = server.database
    assert database is not None
    import sqlite3

    with sqlite3.connect(database) as connection:
        for table, column in (("events", "data"), ("replies", "body")):
            rows = connection.execute(
                f"SELECT COUNT(*) FROM {table} WHERE {column} LIKE '%清掉测试%'"
            )
            assert rows.fetchone() == (0,)


def test_leaving_quickly_goes_elsewhere_and_leaves_nothing(opened: Opener) -> None:
    chat = opened(expecting_errors=True)
    chat.page.route(
        "https://www.weather.com.cn/**", lambda route: route.fulfill(body="<p>天气</p>")
    )
    chat.ask("我刚被骗了三千块")
    with chat.page.expect_request("**/chat/forget") as asked:
        chat.page.click(".leave")
    assert asked.value.post_data_json["session"]
    chat.page.wait_for_url("https://www.weather.com.cn/**")
    chat.page.go_back()
    if "weather" not in chat.page.url and chat.page.locator(".composer").count():
        chat.page.wait_for_timeout(500)
        assert chat.page.locator(".me").count() == 0


def test_settings_are_remembered_on_the_device(chat: Chat, server: Server) -> None:
    before = float(chat.style(".greeting p", "font-size").removesuffix("px"))
    chat.page.click(".menu")
    chat.page.click("text=特大")
    chat.page.click("text=黑白分明")
    chat.page.click(".overlay .back")
    other = Chat(chat.page.context.new_page()).open(server.url)
    assert float(other.style(".greeting p", "font-size").removesuffix("px")) >= 1.5 * before
    assert other.style(".bot", "background-color") == "rgb(0, 0, 0)"


def test_switching_the_script_converts_what_stands_there(chat: Chat) -> None:
    chat.ask("刷单返利可以相信吗")
    assert "骗" in chat.answers().last.inner_text()
    chat.page.click(".menu")
    chat.page.click("text=繁體")
    chat.page.wait_for_function(
        "() => document.querySelector('xiaogan-antifraud').shadowRoot"
        ".querySelector('.answer').textContent.includes('騙')"
    )
    assert chat.page.locator(".title").first.inner_text() == "孝感反詐問答"
    assert chat.page.locator(".shell").get_attribute("lang") == "zh-Hant"
    chat.page.click(".overlay .back")
    assert "騙" in chat.ask("刷单返利可以相信吗").inner_text()


def test_reading_aloud_where_there_is_a_voice(opened: Opener) -> None:
    chat = opened(start=VOICES)
    answer = chat.ask("96110打来的电话能接吗")
    answer.locator(".read").click()
    spoken = chat.page.evaluate("window.spoken")
    assert "九六幺幺零" in spoken
    assert answer.locator(".read").inner_text() == "停止朗读"
    chat.page.evaluate("window.utterance.onend()")
    assert answer.locator(".read").inner_text() == "朗读"


def test_no_voice_no_button(opened: Opener) -> None:
    chat = opened(start="Object.defineProperty(window, 'speechSynthesis', {value: undefined});")
    answer = chat.ask("96110打来的电话能接吗")
    assert not answer.locator(".read").is_visible()


def test_dictation_says_once_who_may_hear_it(opened: Opener) -> None:
    chat = opened(start=RECOGNITION)
    chat.page.click(".speak")
    assert "传给浏览器公司" in chat.page.locator(".toast").inner_text()
    chat.page.evaluate("window.recognition.onresult({results: [[{transcript: '我被骗了'}]]})")
    assert chat.page.input_value("#input") == "我被骗了"
    assert chat.page.locator(".speak").get_attribute("aria-pressed") == "true"
    chat.page.click(".speak")
    assert chat.page.locator(".speak").get_attribute("aria-pressed") == "false"
    chat.page.reload()
    chat.page.wait_for_selector(".composer")
    chat.page.click(".speak")
    assert chat.page.locator(".toast").inner_text() == ""


def test_dictation_that_fails_goes_away_and_says_so(opened: Opener) -> None:
    chat = opened(start=RECOGNITION)
    chat.page.click(".speak")
    chat.page.evaluate(
        "window.recognition.onerror({error: 'service-not-allowed'}); window.recognition.onend()"
    )
    assert "请打字" in chat.page.locator(".toast").inner_text()
    assert not chat.page.locator(".speak").is_visible()


def test_no_recognition_no_button(opened: Opener) -> None:
    chat = opened(start="delete window.webkitSpeechRecognition; delete window.SpeechRecognition;")
    assert not chat.page.locator(".speak").is_visible()


def test_on_a_computer_a_call_says_to_use_a_phone(opened: Opener) -> None:
    chat = opened(viewport=DESKTOP)
    link = chat.page.locator(".callbar a").first
    link.evaluate("n => n.addEventListener('click', (e) => e.preventDefault())")
    link.click()
    assert "请用手机或座机拨打 110" in chat.page.locator(".toast").inner_text()


def test_everything_by_keyboard(chat: Chat) -> None:
    page = chat.page
    page.focus("#input")
    page.keyboard.type("我刚被骗了三千块")
    page.keyboard.press("Enter")
    chat.wait(1)
    chat.listening()  # a second tap does not answer the question that has just come
    focused = "document.querySelector('xiaogan-antifraud').shadowRoot.activeElement"

    def tab_to(selector: str, key: str = "Tab") -> None:
        for _ in range(60):
            page.keyboard.press(key)
            if page.evaluate(f"{focused} && {focused}.matches({selector!r})"):
                return
        raise AssertionError(f"{selector} cannot be reached by {key}")

    tab_to(".emergency-bar", "Shift+Tab")
    page.keyboard.press("Enter")
    assert page.evaluate(f"{focused}.textContent") == "紧急清单"
    tab_to(".checks input")
    page.keyboard.press("Space")
    assert page.locator(".checks input").first.is_checked()
    page.keyboard.press("Escape")
    assert page.evaluate(f"{focused}.className") == "emergency-bar"
    tab_to(".menu", "Shift+Tab")
    page.keyboard.press("Enter")
    tab_to("input[name=size]")
    page.keyboard.press("ArrowRight")
    assert page.locator(".shell").get_attribute("data-size") == "large"
    page.keyboard.press("Escape")
    tab_to(".ask button")
    page.keyboard.press("Enter")
    chat.wait(2)


def test_a_screen_reader_hears_an_answer_once(chat: Chat) -> None:
    page = chat.page
    page.evaluate(
        """() => {
          window.heard = [];
          const root = document.querySelector('xiaogan-antifraud').shadowRoot;
          const roles = '[aria-live],[role=status],[role=alert],[role=log]';
          const live = (n) => n.closest && n.closest(roles);
          new MutationObserver((changes) => changes.forEach((c) => {
            const at = c.target.nodeType === 1 ? c.target : c.target.parentElement;
            if (at && live(at)) window.heard.push(at.textContent);
          })).observe(root, {subtree: true, childList: true, characterData: true});
        }"""
    )
    answer = chat.ask("96110打来的电话能接吗")
    lead = answer.locator(".lead").inner_text()
    page.wait_for_timeout(300)
    heard = [text for text in page.evaluate("window.heard") if text]
    assert len(heard) == 1
    assert heard[0].startswith(lead.split("\n")[0])
    page.reload()
    chat.wait(1)
    assert page.locator(".log > [role=status]").inner_text() == "", "nothing is read again"


def test_back_closes_the_list_and_not_the_page(chat: Chat) -> None:
    chat.ask("我十分钟前用建行给骗子转了三万")
    chat.page.click(".emergency-bar")
    chat.page.click(".menu")
    chat.page.go_back()
    assert chat.page.locator(".emergency").is_visible(), "from the settings to the list"
    chat.page.go_back()
    assert chat.page.locator(".log").is_visible()
    assert chat.answers().count() == 1


def test_settings_stay_open_when_the_script_changes(chat: Chat) -> None:
    chat.page.click(".menu")
    chat.page.click("text=繁體")
    checked = "document.querySelector('xiaogan-antifraud').shadowRoot.activeElement.value"
    assert chat.page.evaluate(checked) == "hant"
    assert chat.page.locator(".settings").is_visible()
    chat.page.click(".overlay .back")
    assert chat.page.locator(".log").is_visible()


def test_ticks_survive_a_change_of_script(chat: Chat) -> None:
    chat.ask("我十分钟前用建行给骗子转了三万")
    chat.page.click(".emergency-bar")
    chat.page.locator(".checks input").first.check()
    chat.page.click(".overlay .back")
    chat.page.click(".menu")
    chat.page.click("text=繁體")
    chat.page.click(".overlay .back")
    chat.page.wait_for_function(
        "() => document.querySelector('xiaogan-antifraud').shadowRoot"
        ".querySelector('.answer').textContent.includes('騙')"
    )
    chat.page.click(".emergency-bar")
    assert chat.page.locator(".checks input").first.is_checked()
    assert not chat.page.locator(".checks input").nth(1).is_checked()


def test_an_answer_that_came_under_the_settings_is_on_the_screen_afterwards(chat: Chat) -> None:
    chat.ask("96110打来的电话能接吗")
    chat.page.route("**/chat/message", lambda r: (chat.page.wait_for_timeout(800), r.continue_()))
    chat.send("刷单返利可以相信吗")
    chat.page.click(".menu")
    chat.wait(2)
    chat.page.click(".overlay .back")
    chat.still()
    log, lead = chat.page.locator(".log").bounding_box(), chat.answers().last.bounding_box()
    assert log["y"] - 40 <= lead["y"] < log["y"] + log["height"]


def test_a_double_tap_asks_once(chat: Chat) -> None:
    chat.page.locator(".greeting button").first.dblclick()
    chat.wait(1)
    chat.page.wait_for_timeout(500)
    assert chat.page.locator(".me").count() == 1


def test_personal_numbers_are_not_kept_on_the_device(chat: Chat) -> None:
    chat.ask("我的身份证420901199001011234，卡号6222021234567890123，电话13871234567，怎么办")
    assert "遮住" in chat.page.locator(".toast").inner_text()
    kept = chat.page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")
    for number in ("420901199001011234", "6222021234567890123", "13871234567"):
        assert number not in kept
        assert number not in chat.page.locator(".me").inner_text()


def test_a_long_paste_keeps_its_end(chat: Chat) -> None:
    sent: list[str] = []
    chat.page.on(
        "request", lambda r: "chat/message" in r.url and sent.append(r.post_data_json["text"])
    )
    answer = chat.ask("尊敬的客户您好，请尽快处理。" * 140 + "最后一句：我已经给骗子转了五万")
    assert sent[0].endswith("我已经给骗子转了五万")
    assert len(sent[0]) <= 1000
    assert "太长了" in chat.page.locator(".toast").inner_text()
    assert "110" in answer.locator(".lead").inner_text()


def test_focus_after_a_quick_reply_is_at_the_answer_and_not_on_a_number(chat: Chat) -> None:
    chat.ask("我刚被骗了三千块")
    chat.listening()
    chat.page.locator(".ask button").first.focus()
    chat.page.keyboard.press("Enter")
    chat.wait(2)
    focused = "document.querySelector('xiaogan-antifraud').shadowRoot.activeElement"
    assert chat.page.evaluate(f"{focused}.className") == "answer"
    assert chat.page.evaluate(f"{focused} === [...{focused}.parentElement.children].pop()")


def test_the_whole_list_is_one_tap_away_and_also_in_the_answer(chat: Chat) -> None:
    chat.ask("我十分钟前用建行给骗子转了三万")
    answer = chat.ask("直接看清单")
    answer.locator(".to-list").click()
    assert chat.page.locator(".checks input").count() >= 4
    chat.page.click(".overlay .back")
    answer.locator("summary").click()
    assert "48 小时" in answer.inner_text()


def test_what_cannot_be_stored_is_not_left_behind(opened: Opener) -> None:
    """The storage is full: after «clear» no older copy may come back."""
    chat = opened()
    chat.ask("我刚给骗子转了5万块")
    chat.page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('', 'Quota'); }; }"
    )
    chat.ask("没联系了")
    chat.page.click(".menu")
    chat.page.click(".clear")
    chat.page.click(".clear[data-sure]")
    chat.page.reload()
    chat.page.wait_for_selector(".composer")
    chat.page.wait_for_timeout(500)
    assert chat.page.locator(".me").count() == 0


def test_clearing_reaches_a_tab_that_could_not_hear_it(opened: Opener, server: Server) -> None:
    chat = opened(start="delete window.BroadcastChannel;")
    chat.ask("我刚给骗子转了5万块")
    kept = chat.page.evaluate("sessionStorage['xiaogan-antifraud:conversation']")
    chat.page.click(".menu")
    chat.page.click(".clear")
    chat.page.click(".clear[data-sure]")
    other = chat.page.context.new_page()
    other.add_init_script(f"sessionStorage['xiaogan-antifraud:conversation'] = {kept!r};")
    second = Chat(other).open(server.url)
    assert second.page.locator(".me").count() == 0


def test_clearing_while_an_answer_is_under_way_leaves_nothing_on_the_server(
    chat: Chat, server: Server
) -> None:
    import sqlite3

    chat.page.route("**/chat/message", lambda r: (chat.page.wait_for_timeout(600), r.continue_()))
    chat.send("我刚给骗子转了五万，半路清掉")
    chat.page.click(".menu")
    chat.page.click(".clear")
    chat.page.click(".clear[data-sure]")
    chat.page.wait_for_timeout(2500)
    database = server.database
    assert database is not None
    with sqlite3.connect(database) as connection:
        for table, column in (("events", "data"), ("replies", "body")):
            query = f"SELECT COUNT(*) FROM {table} WHERE {column} LIKE '%半路清掉%'"
            assert connection.execute(query).fetchone() == (0,)
