// The chat page: sends what a resident types, shows what comes back. Everything from the server is
// text and is put into the page as text.

const TIMEOUT = 10_000;
const log = document.querySelector("#log");
const form = document.querySelector("#form");
const input = document.querySelector("#text");
const session = crypto.randomUUID?.() ?? String(Math.random()).slice(2) + Date.now();

function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children.filter(Boolean));
  return node;
}

// Shows one or more cards and scrolls to the beginning of the first.
function show(...nodes) {
  log.append(...nodes);
  nodes[0].scrollIntoView({ block: "start", behavior: "smooth" });
}

function callCard(call) {
  const inside = [element("b", { textContent: call.number }), ` ${call.name}`];
  return call.dial
    ? element("a", { className: "call", href: `tel:${call.dial}` }, ...inside)
    : element("span", { className: "call" }, ...inside);
}

function section({ label, ordered, items }) {
  const list = element(ordered ? "ol" : "ul", {}, ...items.map((i) => element("li", { textContent: i })));
  return [element("h2", { textContent: label }), list];
}

function topicButton({ title, topic }) {
  const button = element("button", { type: "button", textContent: title });
  button.addEventListener("click", () => ask(title, topic));
  return button;
}

// A question of ours with quick answers; pressing one is the same as typing it.
function question({ text, options }) {
  const buttons = options.map(({ title, payload }) => {
    const button = element("button", { type: "button", textContent: title });
    button.addEventListener("click", () => ask(payload));
    return button;
  });
  return [
    element("p", { className: "ask", textContent: text }),
    element("div", { className: "chips" }, ...buttons),
  ];
}

// 有用 or 没用, once.
function verdict(message) {
  const box = element("div", { className: "verdict" });
  for (const [title, useful] of [["有用", true], ["没用", false]]) {
    const button = element("button", { type: "button", textContent: title });
    button.addEventListener("click", async () => {
      const kept = await post("feedback", { session, message, useful }).then((r) => r.ok, () => false);
      box.replaceChildren(kept ? "谢谢，您的意见会给维护人员看。" : "没有记下来，不要紧，请接着问。");
    });
    box.append(button);
  }
  return box;
}

function printButton(text) {
  const button = element("button", { type: "button", textContent: "打印这份清单" });
  button.addEventListener("click", () => {
    document.querySelector("#paper").textContent = text;
    window.print();
  });
  return element("div", { className: "chips" }, button);
}

function replyCard(reply) {
  const lead = reply.lead ?? reply.text;
  const calls = element("div", { className: "calls" }, ...(reply.calls ?? []).map(callCard));
  const chips = element("div", { className: "chips" }, ...(reply.related ?? []).map(topicButton));
  return element(
    "article",
    { className: reply.urgent ? "bot urgent" : "bot" },
    lead && element("p", { className: "lead", textContent: lead }),
    reply.urgent && calls,
    ...(reply.sections ?? []).flatMap(section),
    !reply.urgent && calls,
    reply.print && printButton(reply.print),
    ...(reply.ask ? question(reply.ask) : []),
    chips,
    reply.message && verdict(reply.message),
  );
}

function post(path, body) {
  return fetch(`/webhooks/chat/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout?.(TIMEOUT),
  });
}

async function send(body) {
  const response = await post("message", { session, ...body });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return (await response.json()).replies;
}

function unreachable() {
  const calls = document.querySelector("header .calls").cloneNode(true);
  const text = "现在连不上，没能回答您。急事请直接打电话，别等我。";
  return element("article", { className: "bot urgent" }, element("p", { className: "lead", textContent: text }), calls);
}

async function ask(text, topic) {
  show(element("article", { className: "me", textContent: text }));
  const waiting = element("article", { className: "bot note", textContent: "正在想……" });
  show(waiting);
  try {
    const replies = await send({ text, topic });
    waiting.remove();
    show(...replies.map(replyCard));
  } catch {
    waiting.remove();
    show(unreachable());
  }
}

function submit() {
  const text = input.value.trim();
  if (!text) return;
  input.value = "";
  ask(text);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit();
  }
});
for (const button of document.querySelectorAll("#starters button")) {
  button.addEventListener("click", () => ask(button.textContent));
}

// The tip of the day; the page does without if it does not come.
async function tellToday() {
  const response = await fetch("/webhooks/chat/today", { signal: AbortSignal.timeout?.(TIMEOUT) });
  const { tip, reminders } = await response.json();
  const items = [...reminders.map(({ name, text }) => `${name}：${text}`), tip].filter(Boolean);
  const list = element("ul", {}, ...items.map((i) => element("li", { textContent: i })));
  const title = element("h2", { textContent: "今天的防骗提醒" });
  if (items.length) document.querySelector("#today").append(title, list);
}
tellToday().catch(() => {});
