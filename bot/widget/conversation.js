// What was said: a list of entries, kept for the time of this browser tab. Plain data, no page.
//
// Entries: {id, kind: "asked", text, topic, status}, {id, kind: "answered", of, replies, verdict,
// meanwhile: true while it only says what to do until the answer comes}, {id, kind: "numbers", of}
// where the hotline card was shown because no answer came.
//
// `session` is our own secret for the conversation, known to this browser's tabs; `token` is what
// the server issued for it, `tokenAt` when it came.

import { asReply } from "./shape.js";

const KEY = "conversation";
const DRAFT = "draft";
const MOST = 200; // entries; older ones are dropped from the page

// `storage` has get, set, remove; `makeId` gives an unguessable id.
// `isGone(session)` says which conversations were cleared, in whatever tab.
export function createConversation({ storage, makeId, isGone = () => false }) {
  const kept = sound(storage.get(KEY));
  const isKept = kept && !isGone(kept.session);
  if (kept && !isKept) [KEY, DRAFT].forEach((key) => storage.remove(key));
  let state = isKept ? kept : fresh();
  let draft = storage.get(DRAFT) || "";
  const listeners = new Set();
  const own = new Set(); // ids of the questions that this tab sends
  const gone = new Set(); // sessions that were cleared; another tab may still speak of them

  function fresh() {
    return { session: makeId(), entries: [], done: {} };
  }

  function change(next) {
    state = { ...state, ...next };
    storage.set(KEY, state);
    for (const hear of listeners) hear(state);
  }

  const withEntry = (entry, after) => {
    const entries = state.entries.filter((one) => one.id !== entry.id);
    const at = after === undefined ? -1 : lastOf(entries, after);
    if (at < 0) entries.push(entry);
    else entries.splice(at + 1, 0, entry);
    return entries.slice(-MOST);
  };

  return {
    get session() { return state.session; },
    // How the server is told whose conversation this is. Before it has issued a token, our secret
    // opens one; under both names, for servers that know only the old one.
    get named() { return named(state); },
    // What the server issued, unless the conversation was cleared while it was on its way.
    keepToken(token, session) {
      if (session === state.session && isToken(token) && token !== state.token) change({ token, tokenAt: Date.now() });
    },
    get entries() { return state.entries; },
    get done() { return state.done; },
    get draft() { return String(draft); },
    snapshot: () => state,
    subscribe(hear) {
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
    // A question of the resident's; returns its entry.
    ask(text, topic) {
      const entry = { id: makeId(), kind: "asked", text, topic: topic || null, status: "sending" };
      own.add(entry.id);
      this.keepDraft("");
      // The card of an earlier question has done its work.
      state = { ...state, entries: state.entries.filter((one) => one.kind !== "numbers") };
      change({ entries: withEntry(entry) });
      return entry;
    },
    own: (id) => own.add(id),
    setStatus(id, status) {
      change({ entries: state.entries.map((one) => (one.id === id ? { ...one, status } : one)) });
    },
    // The replies stand right below their question, whatever was asked meanwhile.
    answer(id, replies) {
      if (!state.entries.some((one) => one.id === id)) return; // cleared meanwhile
      const entry = { id: `${id}-a`, kind: "answered", of: id, replies, verdict: null };
      const entries = withEntry(entry, id);
      change({ entries: entries.map((one) => (one.id === id ? { ...one, status: "sent" } : one)) });
    },
    // What to do until the answer comes, which then stands in its place. The question still waits.
    bridge(id, replies) {
      if (state.entries.some((one) => one.id === `${id}-a`)) return;
      if (!state.entries.some((one) => one.id === id)) return; // cleared meanwhile
      const entry = { id: `${id}-a`, kind: "answered", of: id, replies, verdict: null, meanwhile: true };
      change({ entries: withEntry(entry, id) });
    },
    // The numbers, once: an older card gives way to the new one.
    showNumbers(id) {
      if (state.entries.some((one) => one.id === `${id}-a`)) return; // it has the numbers
      if (state.entries.some((one) => one.id === `${id}-n`)) return; // a finger may be over it
      if (!state.entries.some((one) => one.id === id)) return; // cleared meanwhile
      const others = state.entries.filter((one) => one.kind !== "numbers");
      state = { ...state, entries: others };
      change({ entries: withEntry({ id: `${id}-n`, kind: "numbers", of: id }, id) });
    },
    replace(id, replies) {
      change({ entries: state.entries.map((one) => (one.id === id ? { ...one, replies } : one)) });
    },
    judge(id, verdict) {
      change({ entries: state.entries.map((one) => (one.id === id ? { ...one, verdict } : one)) });
    },
    // A step of a case (bot/widget/case.js: stepKey) is done.
    tick(step, isDone) {
      change({ done: { ...state.done, [step]: isDone } });
    },
    // What is being typed: kept by itself, since it changes with every key.
    keepDraft(text) {
      draft = text;
      if (text) storage.set(DRAFT, text);
      else storage.remove(DRAFT);
    },
    // What another tab of the same conversation knows. Another conversation is left alone.
    merge(theirs) {
      const other = sound(theirs);
      if (!other || gone.has(other.session) || isGone(other.session)) return false;
      if (!state.entries.length && other.session !== state.session) state = { ...fresh(), session: other.session };
      if (other.session !== state.session) return false;
      const done = { ...state.done, ...other.done };
      change({ entries: merged(state.entries, other.entries, own), done, ...later(state, other) });
      return true;
    },
    clear() {
      storage.remove(KEY);
      this.keepDraft("");
      gone.add(state.session);
      state = fresh();
      for (const hear of listeners) hear(state);
    },
  };
}

// Which questions still wait for an answer, the oldest first.
export function unanswered(entries) {
  return entries.filter((one) => one.kind === "asked" && !["sent", "refused"].includes(one.status));
}

// The case as the last reply that spoke of one left it; null if there is none.
export function currentCase(entries) {
  const replies = entries.filter((one) => one.kind === "answered").flatMap((one) => one.replies);
  for (const reply of replies.reverse()) {
    if (reply.case !== undefined) return reply.case;
    const steps = reply.sections.some((one) => one.part === "steps");
    if (reply.urgent && steps) return { ...reply, since: null };
  }
  return null;
}

function lastOf(entries, id) {
  for (let at = entries.length - 1; at >= 0; at -= 1) {
    if (entries[at].id === id || entries[at].of === id) return at;
  }
  return -1;
}

// Ours, with what they know more. An answer and the numbers stand below their question; a further
// question stands below the one that they have above it and all that belongs to that.
function merged(ours, theirs, sentHere) {
  const result = [...ours];
  let above = null; // the last question of theirs so far
  for (const one of theirs) {
    const at = result.findIndex((entry) => entry.id === one.id);
    if (at >= 0) result[at] = newer(result[at], one, sentHere);
    else result.splice(lastOf(result, one.of || above) + 1, 0, one);
    if (one.kind === "asked") above = one.id;
  }
  const cards = result.filter((one) => one.kind === "numbers");
  return result.filter((one) => one.kind !== "numbers" || one === cards[cards.length - 1]).slice(-MOST);
}

// Which of two copies of an entry is right; ours if both are the same, so that it is not drawn anew.
function newer(own, one, sentHere) {
  if (own.kind === "asked") {
    const further = own.status !== "sent" && (one.status === "sent" || !sentHere.has(one.id));
    return further && own.status !== one.status ? one : own;
  }
  if (own.meanwhile !== one.meanwhile) return own.meanwhile ? one : own; // the answer
  const both = own.kind === "answered" ? { ...one, verdict: one.verdict || own.verdict } : own;
  return JSON.stringify(both) === JSON.stringify(own) ? own : both;
}

// Other scripts of a foreign page may have written there: what has no right shape is dropped.
function soundEntry(one) {
  if (!one || typeof one.id !== "string") return null;
  if (one.kind === "asked" && typeof one.text === "string") return one;
  if (one.kind === "answered" && Array.isArray(one.replies)) {
    return { ...one, replies: one.replies.map(asReply).filter((reply) => reply.text) };
  }
  return one.kind === "numbers" ? one : null;
}

const isToken = (value) => typeof value === "string" && /^[\w.-]{16,256}$/.test(value);

// What names a conversation to the server, of a state as it is kept.
function named({ session, token }) {
  return token ? { session: token } : { session, opening: session };
}

// The token that came last, of two tabs' states.
function later(ours, theirs) {
  const { token, tokenAt } = theirs.token && !(ours.tokenAt >= theirs.tokenAt) ? theirs : ours;
  return token ? { token, tokenAt } : {};
}

function sound(kept) {
  const valid = kept && typeof kept.session === "string" && Array.isArray(kept.entries);
  if (!valid || !/^[\w-]{16,64}$/.test(kept.session)) return null;
  const entries = kept.entries.map(soundEntry).filter(Boolean);
  const issued = isToken(kept.token) && { token: kept.token, tokenAt: Number(kept.tokenAt) || 0 };
  return { session: kept.session, entries, done: { ...kept.done }, ...issued };
}
