// What was said, from top to bottom. Each entry is drawn once and drawn anew only when it changes.

import { createAnswered } from "./answered.js";
import { createAsked } from "./asked.js";
import { createGreeting } from "./greeting.js";

const HEARD = 8000; // ms, then the spoken copy goes: whoever reads on shall not meet it twice
const DEAF = 600; // ms in which the second of two taps does not answer the next question

export function createLog(parts) {
  const { el, t, card, panel, root, body } = parts;
  const list = el("div", { class: "entries" });
  // Screen readers hear what is put here, once; the log itself is not a live region.
  const spoken = el("p", { class: "hidden", role: "status", "aria-live": "polite" });
  const waiting = el("p", { class: "waiting", hidden: true }, el("span", { class: "dots", "aria-hidden": "true" },
    el("i"), el("i"), el("i")), t("thinking"));
  const node = el("div", { class: "scroll log", role: "region", tabindex: "0", "aria-label": t("conversation") },
    createGreeting(parts).node, list, waiting, spoken);
  const drawn = new Map(); // id -> {entry, isLast, node}
  let first = true;
  let unseen = null; // what arrived while a page lay over the conversation
  let silence = null;

  const numbers = () => ({ node: el("article", { class: "bot urgent" }, el("p", { class: "lead", text: t("no_answer") }), card()) });
  const makers = { asked: createAsked, answered: createAnswered, numbers };

  function say(words) {
    spoken.textContent = words;
    window.clearTimeout(silence);
    silence = window.setTimeout(() => (spoken.textContent = ""), HEARD);
  }

  function draw(entry, isLast) {
    const known = drawn.get(entry.id);
    if (known && known.entry === entry && known.isLast === isLast) return known.node;
    const made = makers[entry.kind](parts, entry, isLast);
    made.node.setAttribute("tabindex", "-1");
    if (known) {
      const held = known.node.contains(root.activeElement);
      known.node.replaceWith(made.node);
      // Never onto a number: the next Enter would dial it.
      if (held) (made.node.querySelector("[data-focus]") || made.node).focus({ preventScroll: true });
    }
    drawn.set(entry.id, { entry, isLast, node: made.node });
    return made.node;
  }

  function update(entries) {
    const shown = entries.filter((one) => makers[one.kind]);
    const lastAnswer = shown.filter((one) => one.kind === "answered").pop();
    const fresh = shown.filter((one) => !drawn.has(one.id));
    const failing = shown.filter((one) => one.status === "failed" && (drawn.get(one.id) || {}).entry?.status !== "failed");
    const come = shown.filter((one) => !one.meanwhile && (drawn.get(one.id) || {}).entry?.meanwhile);
    const inLog = node.contains(root.activeElement);
    for (const [id, one] of drawn) {
      if (!shown.some((entry) => entry.id === id)) {
        one.node.remove();
        drawn.delete(id);
      }
    }
    shown.forEach((entry, at) => {
      const made = draw(entry, entry === lastAnswer);
      if (list.children[at] !== made) list.insertBefore(made, list.children[at] || null);
    });
    waiting.hidden = !shown.some((one) => one.kind === "asked" && ["sending", "slow"].includes(one.status));
    if (!shown.length) say("");
    arrive(fresh, inLog);
    if (come.length && !fresh.length) say(come.map((one) => one.replies.map(aloud).join("\n")).join("\n"));
    if (failing.length && !first) say(`${t("not_sent")}${t("no_answer_spoken")}`);
    first = false;
  }

  // Goes to the beginning of what is new, so that the first sentence and 110 are on the screen.
  function arrive(fresh, inLog) {
    if (!fresh.length) return;
    const newest = fresh[0];
    const target = first ? list.lastElementChild : (drawn.get(newest.kind === "numbers" ? newest.of : "") || drawn.get(newest.id)).node;
    goTo(target);
    if (first) return;
    const news = fresh.filter((one) => one.kind !== "asked");
    if (!news.length) return;
    say(news.map((one) => (one.kind === "numbers" ? t("no_answer_spoken") : one.replies.map(aloud).join("\n"))).join("\n"));
    // Who pressed a button that is gone now stands at its answer.
    if (inLog && news[0].kind === "answered") drawn.get(news[0].id).node.focus({ preventScroll: true });
    list.setAttribute("data-deaf", "");
    window.setTimeout(() => list.removeAttribute("data-deaf"), DEAF);
  }

  function aloud(reply) {
    const options = reply.ask ? reply.ask.options.map((one) => one.title).join("、") : "";
    const more = [options && t("choose_from", { options }), reply.case && t("list_is_there")];
    return [reply.text, ...more].filter(Boolean).join("\n");
  }

  function goTo(target) {
    if (!node.getClientRects().length) {
      unseen = target;
      return;
    }
    panel.scrollTop = panel.scrollHeight; // where it scrolls at all
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const top = target.offsetTop - node.offsetTop - 8;
    if (calm || first || !node.scrollTo) node.scrollTop = top;
    else node.scrollTo({ top, behavior: "smooth" });
  }

  body.addEventListener("shown", () => {
    if (unseen && unseen.isConnected) goTo(unseen);
    unseen = null;
  });
  list.addEventListener("click", (event) => {
    if (list.hasAttribute("data-deaf") && event.target.closest(".ask button")) event.stopPropagation();
  }, true);

  return { node, update, say };
}
