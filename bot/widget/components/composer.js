// Where one types, or speaks.

const MOST = 1000; // characters; the server says so if there are more
const ROWS = 5;

export function createComposer(parts) {
  const { el, t, core, dictation, toast, prefer, preferences } = parts;
  const input = el("textarea", {
    id: "input", rows: "1", maxlength: MOST, placeholder: t("placeholder"), enterkeyhint: "send",
    autocomplete: "off", oninput: onType, onkeydown: onKey,
  });
  const speak = el("button", { type: "button", class: "speak", text: t("dictate"), "aria-pressed": "false", hidden: !dictation.canDictate, onclick: onSpeak });
  const node = el("form", { class: "composer", onsubmit: onSubmit },
    el("label", { class: "hidden", for: "input", text: t("your_question") }), input, speak,
    el("button", { type: "submit", class: "send", text: t("send") }));
  input.value = core.conversation.draft;

  function onSubmit(event) {
    event.preventDefault();
    const text = input.value.trim();
    input.focus();
    if (!text) return;
    input.value = "";
    fit();
    dictation.stop();
    core.ask(text);
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
        input.value = (before + heard).slice(0, MOST);
        onType();
      },
      (failure) => {
        speak.setAttribute("aria-pressed", "false");
        speak.textContent = t("dictate");
        if (!failure) return;
        toast(t("dictation_failed"));
        speak.hidden = true;
        input.focus();
      });
  }

  core.conversation.subscribe(({ entries, draft }) => {
    if (!entries.length && !draft) input.value = ""; // everything was cleared
  });
  fit();
  return { node };
}
