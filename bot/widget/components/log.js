// What was said, from top to bottom. Each entry is drawn once and drawn anew only when it changes.

import { createAsked } from "./asked.js";
import { createAnswered } from "./answered.js";
import { createGreeting } from "./greeting.js";

export function createLog(parts) {
  const { el, t, card } = parts;
  const list = el("div", { class: "entries" });
  // Screen readers hear what is put here, once; the log itself is not a live region.
  const spoken = el("p", { class: "hidden", role: "status", "aria-live": "polite" });
  const waiting = el("p", { class: "waiting", hidden: true }, el("span", { class: "dots", "aria-hidden": "true" },
    el("i"), el("i"), el("i")), t("thinking"));
  const node = el("div", { class: "scroll log", role: "region", tabindex: "0", "aria-label": t("conversation") },
    createGreeting(parts).node, list, waiting, spoken);
  const drawn = new Map(); // id -> {entry, node}
  let first = true;

  const numbers = () => ({ node: el("article", { class: "bot urgent" }, el("p", { class: "lead", text: t("no_answer") }), card()) });
  const makers = { asked: createAsked, answered: createAnswered, numbers };

  function draw(entry, isLast) {
    const known = drawn.get(entry.id);
    if (known && known.entry === entry && known.isLast === isLast) return known.node;
    const made = makers[entry.kind](parts, entry, isLast);
    if (known) {
      const held = known.node.contains(parts.root.activeElement);
      known.node.replaceWith(made.node);
      if (held) refocus(made.node);
    }
    drawn.set(entry.id, { entry, isLast, node: made.node });
    return made.node;
  }

  function refocus(inside) {
    const next = inside.querySelector("button, a[href]");
    (next || node).focus();
  }

  function update(entries) {
    const shown = entries.filter((one) => makers[one.kind]);
    const lastAnswer = shown.filter((one) => one.kind === "answered").pop();
    const fresh = shown.filter((one) => !drawn.has(one.id));
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
    waiting.hidden = !shown.some((one) => one.kind === "asked" && one.status === "sending");
    arrive(fresh);
    first = false;
  }

  // Goes to the beginning of what is new, so that the first sentence and 110 are on the screen.
  function arrive(fresh) {
    if (!fresh.length) return;
    const target = first ? list.lastElementChild : (drawn.get(fresh[0].kind === "numbers" ? fresh[0].of : "") || drawn.get(fresh[0].id)).node;
    parts.panel.scrollTop = parts.panel.scrollHeight; // where it scrolls at all
    scrollTo(target);
    if (first) return;
    const news = fresh.filter((one) => one.kind !== "asked");
    const words = news.map((one) => (one.kind === "numbers" ? t("no_answer_spoken") : one.replies.map((r) => r.text).join("\n")));
    if (words.length) spoken.textContent = words.join("\n");
  }

  function scrollTo(target) {
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const top = target.offsetTop - node.offsetTop - 8;
    if (calm || first || !node.scrollTo) node.scrollTop = top;
    else node.scrollTo({ top, behavior: "smooth" });
  }

  return { node, update };
}
