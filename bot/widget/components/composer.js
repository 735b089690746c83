// Where one types, or speaks.

const MOST = 1000; // characters that the server reads
const ENDS = 480; // of a longer text, the first and the last so many are sent
const ROWS = 5;

// A long paste ends with what matters («…and then I sent them the money»): both ends are kept.
export function shortened(text) {
  return text.length <= MOST ? text : `${text.slice(0, ENDS)}……${text.slice(-ENDS)}`;
}

export function createComposer(parts) {
  const { el, t, core, dictation, toast, prefer, preferences, tab } = parts;
  const input = el("textarea", {
    id: "input", rows: "1", placeholder: t("placeholder"), enterkeyhint: "send",
    autocomplete: "off", oninput: onType, onkeydown: onKey,
  });
  const speak = el("button", { type: "button", class: "speak", text: t("dictate"), "aria-pressed": "false", hidden: !dictation.canDictate || tab.get("noDictation"), onclick: onSpeak });
  const node = el("form", { class: "composer", onsubmit: onSubmit },
    el("label", { class: "hidden", for: "input", text: t("your_question") }), input, speak,
    el("button", { type: "button", class: "send", text: t("send"), onclick: onSubmit }));
  input.value = core.conversation.draft;

  function onSubmit(event) {
    event.preventDefault();
    const text = input.value.trim();
    if (!text) {
      input.focus();
      return;
    }
    dictation.abort();
    input.value = "";
    core.conversation.keepDraft("");
    fit();
    if (text.length > MOST) toast(t("too_long_sent"));
    if (core.ask(shortened(text))) toast(t("number_hidden"));
    // The keyboard of a phone would leave no room for the answer.
    if (window.matchMedia("(pointer: coarse)").matches) input.blur();
    else input.focus();
  }

  function onKey(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) onSubmit(event);
  }

  function onType() {
    core.conversation.keepDraft(input.value);
    fit();
  }

  // As high as the text, up to some rows.
  function fit() {
    input.rows = Math.min(ROWS, Math.max(1, input.value.split("\n").length, Math.ceil(input.value.length / 18)));
  }

  function onSpeak() {
    if (dictation.isOn) {
      dictation.stop();
      return;
    }
    if (!preferences().toldOfDictation) {
      // Said once, before the first word leaves the device.
      prefer("toldOfDictation", true);
      toast(t("dictation_notice"));
    }
    const before = input.value;
    speak.setAttribute("aria-pressed", "true");
    speak.textContent = t("dictating");
    dictation.start(
      (heard) => {
        input.value = before + heard;
        onType();
      },
      (failure) => {
        speak.setAttribute("aria-pressed", "false");
        speak.textContent = t("dictate");
        if (!failure) return;
        toast(t("dictation_failed"));
        speak.hidden = true;
        tab.set("noDictation", true);
        input.focus();
      });
  }

  const stop = core.conversation.subscribe(({ entries }) => {
    if (!entries.length && !core.conversation.draft) input.value = ""; // everything was cleared
  });
  fit();
  return { node, stop };
}
