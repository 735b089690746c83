// An answer: what to do first, whom to call, the steps, a question back, related topics.

export function createAnswered(parts, entry, isLast) {
  const { el, t } = parts;
  const all = entry.replies.map((reply, at) => createReply(parts, entry, reply, isLast, `${entry.id}-${at}`));
  return { node: el("div", { class: "answer", role: "group", "aria-label": t("answer") }, all) };
}

function createReply(parts, entry, reply, isLast, what) {
  const { el, callLink } = parts;
  const calls = reply.calls.length > 0
    && el("div", { class: "calls" }, reply.calls.map((call) => callLink(call, reply.urgent ? "large" : "")));
  return el("article", { class: reply.urgent ? "bot urgent" : "bot" },
    el("p", { class: "lead", text: reply.lead }),
    reply.urgent && calls,
    isWholeList(reply) ? createListLink(parts, reply) : reply.sections.map((one) => createSection(parts, one)),
    !reply.urgent && calls,
    isLast && reply.ask && createAsk(parts, reply.ask),
    reply.related.length > 0 && createRelated(parts, reply.related),
    createFoot(parts, entry, reply, what));
}

// The whole list for this case stands in a page of its own, where its steps can be ticked off.
function isWholeList({ sections, case: found }) {
  const names = (list) => list.map((one) => one.part).join();
  return Boolean(found) && sections.length > 3 && names(sections) === names(found.sections);
}

function createListLink(parts, reply) {
  const { el, t } = parts;
  return [
    el("button", { type: "button", class: "wide to-list", text: t("open_list"), onclick: () => parts.openEmergency() }),
    el("details", {}, el("summary", { text: t("list_here") }), reply.sections.map((one) => createSection(parts, one))),
  ];
}

export function createSection({ el, isPage }, { label, ordered, items, part }, deeper = 0) {
  const heading = el(`h${(isPage ? 2 : 3) + deeper}`, { class: "label", text: label });
  return [heading, el(ordered ? "ol" : "ul", { class: part }, items.map((item) => el("li", { text: item })))];
}

// A question of ours; pressing a quick answer is the same as typing it.
function createAsk({ el, core }, { text, options }) {
  const chips = options.map(({ title, payload }) =>
    el("button", { type: "button", text: title, onclick: () => core.ask(payload) }));
  return el("div", { class: "ask" }, el("p", { text }), el("div", { class: "chips" }, chips));
}

function createRelated({ el, t, core }, related) {
  const chips = related.map(({ title, topic }) =>
    el("button", { type: "button", text: title, onclick: () => core.ask(title, topic) }));
  return el("div", { class: "related", role: "group", "aria-label": t("related") }, el("div", { class: "chips" }, chips));
}

// Reading aloud, and whether it helped.
function createFoot(parts, entry, reply, what) {
  return parts.el("div", { class: "foot" }, createRead(parts, what, reply.text), createVerdict(parts, entry, reply));
}

// `what` names the text, so that the button knows after a redraw whether it is being read.
export function createRead({ el, t, reader }, what, text) {
  const button = el("button", { type: "button", class: "read", onclick: () => reader.toggle(what, text) });
  reader.watch(button, () => {
    button.hidden = !reader.canRead;
    button.textContent = t(reader.isReading(what) ? "stop_reading" : "read");
  });
  return button;
}

function createVerdict({ el, t, core, say }, entry, reply) {
  if (!reply.message) return null;
  if (entry.verdict) return el("p", { class: "note", tabindex: "-1", "data-focus": true, text: t(entry.verdict) });
  const { conversation, transport } = core;
  const judge = async (useful) => {
    const kept = await transport.feedback({ ...conversation.named, message: reply.message, useful })
      .catch(() => false);
    conversation.judge(entry.id, kept ? "thanks" : "not_kept");
    say(t(kept ? "thanks" : "not_kept"));
  };
  return el("span", { class: "verdict", role: "group", "aria-label": t("was_it_useful") },
    el("button", { type: "button", text: t("useful"), onclick: () => judge(true) }),
    el("button", { type: "button", text: t("useless"), onclick: () => judge(false) }));
}
