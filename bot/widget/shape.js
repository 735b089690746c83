// What comes from the server is only ever text: this takes a reply apart and keeps what has the
// right shape. A reply that a proxy has mangled, or a hostile one, becomes less, never markup.

const DIAL = /^[0-9+*#-]{2,20}$/;
const TOPIC = /^[a-z0-9_]{1,64}$/;
const PARTS = /^[a-z]{1,20}$/;

const string = (value) => (typeof value === "string" ? value : "");
const list = (value) => (Array.isArray(value) ? value : []);
const texts = (value) => list(value).map(string).filter(Boolean);

function calls(value) {
  return list(value)
    .filter((call) => call && string(call.number))
    .map((call) => ({
      number: call.number,
      name: string(call.name),
      dial: DIAL.test(string(call.dial)) ? call.dial : null,
    }));
}

function sections(value) {
  return list(value)
    .map((one) => ({
      part: PARTS.test(string(one && one.part)) ? one.part : "",
      label: string(one && one.label),
      ordered: Boolean(one && one.ordered),
      items: texts(one && one.items),
    }))
    .filter((one) => one.items.length);
}

function buttons(value) {
  return list(value)
    .filter((one) => one && string(one.title))
    .map((one) => ({ title: one.title, payload: string(one.payload) || one.title }));
}

function topics(value) {
  return list(value)
    .filter((one) => one && string(one.title))
    .map((one) => ({ title: one.title, topic: TOPIC.test(string(one.topic)) ? one.topic : null }));
}

function since(value) {
  const numbers = value && Number.isFinite(value.from) && Number.isFinite(value.to);
  return numbers ? { from: value.from, to: value.to, said: string(value.said) } : null;
}

// The list of somebody whose money is gone; null takes it away, undefined leaves it as it was.
function caseOf(value) {
  if (value === null) return null;
  if (typeof value !== "object" || Array.isArray(value)) return undefined;
  return {
    lead: string(value.lead),
    sections: sections(value.sections),
    calls: calls(value.calls),
    since: since(value.since),
    ...(list(value.keys).length && { keys: list(value.keys).map(string) }),
  };
}

// One reply: {lead, sections, calls, related, ask, urgent, text, message, case}.
export function asReply(value) {
  const raw = value && typeof value === "object" ? value : {};
  const ask = raw.ask && string(raw.ask.text) ? raw.ask : null;
  return {
    lead: string(raw.lead) || string(raw.text),
    text: string(raw.text) || string(raw.lead),
    sections: sections(raw.sections),
    calls: calls(raw.calls),
    related: topics(raw.related),
    ask: ask && { text: ask.text, options: buttons(ask.options) },
    urgent: raw.urgent === true,
    message: /^[0-9a-f]{32}$/.test(string(raw.message)) ? raw.message : null,
    case: caseOf(raw.case),
  };
}

// All replies to one message. Throws if there is nothing to show.
export function asReplies(body) {
  const replies = list(body && body.replies).map(asReply).filter((reply) => reply.text);
  if (!replies.length) throw new Error("no reply");
  return replies;
}
