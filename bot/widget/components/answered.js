// An answer: what to do first, whom to call, the steps, a question back, related topics.

export function createAnswered(parts, entry, isLast) {
  const { el, t } = parts;
  const all = entry.replies.map((reply) => createReply(parts, entry, reply, isLast));
  return { node: el("div", { class: "answer", role: "group", "aria-label": t("answer") }, all) };
}

function createReply(parts, entry, reply, isLast) {
  const { el, callLink } = parts;
  const calls = reply.calls.length > 0
    && el("div", { class: "calls" }, reply.calls.map((call) => callLink(call, reply.urgent ? "large" : "")));
  return el("article", { class: reply.urgent ? "bot urgent" : "bot" },
    el("p", { class: "lead", text: reply.lead }),
    reply.urgent && calls,
    reply.sections.map((one) => createSection(parts, one)),
    !reply.urgent && calls,
    isLast && reply.ask && createAsk(parts, reply.ask),
    reply.related.length > 0 && createRelated(parts, reply.related),
    createFoot(parts, entry, reply));
}

export function createSection({ el, isPage }, { label, ordered, items, part }) {
  const heading = el(isPage ? "h2" : "h3", { class: "label", text: label });
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
function createFoot(parts, entry, reply) {
  return parts.el("div", { class: "foot" }, createRead(parts, reply.text), createVerdict(parts, entry, reply));
}

export function createRead({ el, t, reader }, text) {
  let reading = false;
  const button = el("button", { type: "button", class: "read", hidden: !reader.canRead, onclick: toggle });
  const name = () => (button.textContent = t(reading ? "stop_reading" : "read"));
  const ended = () => {
    reading = false;
    name();
  };
  function toggle() {
    reading = !reading;
    name();
    if (reading) reader.read(text, ended);
    else reader.stop();
  }
  reader.whenReady(() => (button.hidden = !reader.canRead));
  name();
  return button;
}

function createVerdict({ el, t, core }, entry, reply) {
  if (!reply.message) return null;
  if (entry.verdict) return el("p", { class: "note", role: "status", text: t(entry.verdict) });
  const { conversation, transport } = core;
  const judge = async (useful) => {
    const kept = await transport.feedback({ session: conversation.session, message: reply.message, useful })
      .catch(() => false);
    conversation.judge(entry.id, kept ? "thanks" : "not_kept");
  };
  return el("span", { class: "verdict", role: "group", "aria-label": t("was_it_useful") },
    el("button", { type: "button", text: t("useful"), onclick: () => judge(true) }),
    el("button", { type: "button", text: t("useless"), onclick: () => judge(false) }));
}
