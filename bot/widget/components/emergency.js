// The list for somebody whose money is gone: whom to call, how long ago it was, the steps to be
// ticked off, the text for 110; to be printed, copied and shared. A bar leads to it.

import { asText, elapsed, stepKey, stepsOf } from "../case.js";
import { currentCase } from "../conversation.js";
import { createRead, createSection } from "./answered.js";

const EVERY = 15_000; // ms

export function createEmergency(parts) {
  const { el, t, overlay } = parts;
  const time = el("span", { class: "time" });
  const bar = el("button", { type: "button", class: "emergency-bar", hidden: true, onclick: open },
    el("b", { text: t("emergency") }), time);
  let found = null;
  let view = null;

  const tellTime = () => {
    const words = found ? elapsed(found.since, Date.now(), t) : "";
    time.textContent = words;
    if (view) view.time.textContent = words;
  };
  const clock = window.setInterval(tellTime, EVERY);

  function update(entries) {
    const next = currentCase(entries);
    const changed = JSON.stringify(next) !== JSON.stringify(found);
    found = next;
    bar.hidden = !found;
    tellTime();
    if (!view || !changed) return;
    if (!found) view.close(); // a life matters more than money: the list goes
    else view.content.replaceChildren(...content());
  }

  function open() {
    const box = el("div", { class: "emergency" });
    view = { content: box, time: el("p", { class: "time" }), close: null };
    box.append(...content());
    view.close = overlay(t("emergency"), box, { hasNumbers: true, onclose: () => (view = null) });
    tellTime();
  }

  function content() {
    const { callLink } = parts;
    const others = found.sections.filter((one) => one.part !== "steps" && one.part !== "script");
    const script = found.sections.find((one) => one.part === "script");
    tellTime();
    return [
      el("div", { class: "calls" }, found.calls.map((call) => callLink(call, "large"))),
      view.time,
      el("p", { class: "lead", text: found.lead }),
      createSteps(parts, found),
      script && createScript(parts, script),
      ...others.flatMap((one) => createSection(parts, one, 1)),
      createTools(parts, found),
    ].filter(Boolean);
  }

  return { bar, update, open, stop: () => window.clearInterval(clock) };
}

// The steps as a list that can be ticked off; what is done stays done after a reload.
function createSteps({ el, t, core, isPage }, found) {
  const steps = stepsOf(found);
  if (!steps.length) return null;
  const count = el("p", { class: "note", role: "status" });
  const tell = () => {
    const done = steps.filter((_, at) => core.conversation.done[stepKey(found, at)]).length;
    count.textContent = t("steps_done", { done, all: steps.length });
  };
  const rows = steps.map((step, at) => {
    const key = stepKey(found, at);
    const box = el("input", { type: "checkbox", checked: Boolean(core.conversation.done[key]) });
    box.addEventListener("change", () => {
      core.conversation.tick(key, box.checked);
      tell();
    });
    return el("li", {}, el("label", {}, box, el("span", { text: step })));
  });
  tell();
  return el("div", {}, el(isPage ? "h3" : "h4", { class: "label", text: t("steps") }), el("ol", { class: "checks" }, rows), count);
}

function createScript(parts, script) {
  const { el, t, isPage } = parts;
  const text = script.items.join("\n");
  return el("div", { class: "script" }, el(isPage ? "h3" : "h4", { class: "label", text: script.label }),
    el("ul", {}, script.items.map((item) => el("li", { text: item }))),
    el("div", { class: "chips" }, createRead(parts, "script", text),
      el("button", { type: "button", text: t("copy_script"), onclick: () => copy(parts, text, "copied_script") })));
}

function createTools(parts, found) {
  const { el, t, core, clipboard, toast } = parts;
  const text = () => asText(found, core.conversation.done, t);
  const share = () => clipboard.share(t("emergency"), text()).catch((error) => {
    if (error.name !== "AbortError") toast(t("not_shared"));
  });
  return el("div", { class: "chips tools-row" },
    clipboard.canPrint && el("button", { type: "button", text: t("print"), onclick: () => clipboard.print(t("emergency"), text()) }),
    el("button", { type: "button", text: t("copy_all"), onclick: () => copy(parts, text()) }),
    clipboard.canShare && el("button", { type: "button", text: t("share"), onclick: share }));
}

// Where nothing can be copied, the text is shown to be marked by hand.
async function copy({ el, t, clipboard, shell, toast, overlay }, text, told = "copied") {
  if (await clipboard.copy(text, shell)) {
    toast(t(told));
    return;
  }
  const field = el("textarea", { class: "by-hand", readonly: true, rows: "12", "aria-label": t("copy_by_hand") });
  field.value = text;
  overlay(t("copy_by_hand"), field);
  field.select();
}
