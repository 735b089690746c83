// The part of the conversation that knows no page: one for the life of the tab.

import { createConversation, unanswered } from "./conversation.js";
import { hidden } from "./numbers.js";
import { createOutbox } from "./outbox.js";
import { createTabs } from "./tabs.js";
import { createTransport } from "./transport.js";

const ABANDONED = 20_000; // ms after which another tab's message is sent by this one
const CONVERTED = 20; // answers

const later = (run, ms) => window.setTimeout(run, ms);
const never = (timer) => window.clearTimeout(timer);

export function createCore({ base, tab, device, preferences, registered }) {
  const gone = () => [device.get("gone")].flat().filter((one) => typeof one === "string");
  const conversation = createConversation({ storage: tab, makeId, isGone: (session) => gone().includes(session) });
  const transport = createTransport({
    base, fetch: window.fetch.bind(window), setTimeout: later, clearTimeout: never,
  });
  const outbox = createOutbox({ send, told, setTimeout: later, clearTimeout: never });
  const tabs = createTabs({
    Channel: window.BroadcastChannel, name: `xiaogan-antifraud ${base}`, conversation, setTimeout: later, cleared: reset,
  });
  let ended = false;
  let conversions = 0;
  let written = null; // the last question, as it was written
  const listeners = [["online", () => outbox.retry()], ["pageshow", (event) => event.persisted && resume()]];
  for (const [kind, hear] of listeners) window.addEventListener(kind, hear);

  function told({ id, status, replies }) {
    if (status === "answered") conversation.answer(id, replies);
    else conversation.setStatus(id, status);
    if (status === "slow" && replies) conversation.bridge(id, replies);
    if (status === "slow" || status === "failed") conversation.showNumbers(id);
  }

  function post({ id, text, topic }) {
    const script = preferences().chosenScript;
    return outbox.add({ id, text, ...(topic && { topic }), ...(script && { script }) });
  }

  // The conversation is named when the message leaves: what waited before it may have brought a token.
  async function send(message, signal) {
    const { session, named } = conversation;
    const { replies, token } = await transport.message({ ...named, ...message }, signal);
    conversation.keepToken(token, session);
    return replies;
  }

  function reset() {
    outbox.clear();
    conversation.clear();
  }

  // Back from the browser's memory: what other pages did meanwhile is in the storage, or cleared.
  function resume() {
    const kept = tab.get("conversation");
    if (gone().includes(conversation.session) || (!kept && conversation.entries.length)) reset();
    if (kept) conversation.merge(kept);
  }

  // Sends what has no answer yet; ids make it safe to send what another tab sends as well.
  function adopt(entries) {
    if (ended) return;
    for (const entry of entries) {
      conversation.own(entry.id);
      post(entry);
    }
  }

  return {
    conversation, transport,
    // Asks; a second tap on the same button is none. Whether numbers of a person were hidden.
    ask(text, topic) {
      const { entries } = conversation;
      const last = entries.filter((one) => one.kind === "asked").pop();
      const shown = hidden(text, registered);
      const isOther = written && last && written.id === last.id && written.text !== text; // both hidden alike
      if (last && last.text === shown && last.status === "sending" && !isOther) return false;
      const entry = conversation.ask(shown, topic);
      written = { id: entry.id, text };
      post({ ...entry, text });
      return shown !== text;
    },
    retry: () => outbox.retry(),
    // Goes on where a reload broke off, or where another tab was closed in the middle.
    async begin() {
      const own = unanswered(conversation.entries);
      await tabs.join();
      const ids = own.map((one) => one.id);
      adopt(unanswered(conversation.entries).filter((one) => ids.includes(one.id)));
      later(() => adopt(unanswered(conversation.entries)), ABANDONED);
    },
    // Deletes the conversation here, in other tabs and on the server.
    clear() {
      const { session, named } = conversation;
      device.set("gone", [...gone(), session].slice(-20));
      reset();
      tabs.clear(session);
      return transport.forget(named);
    },
    // The replies once more, in the script that was chosen since; what is no longer kept stays.
    async convert(script) {
      conversions += 1;
      const own = conversions;
      const answered = conversation.entries.filter((one) => one.kind === "answered");
      for (const { id, of } of answered.slice(-CONVERTED)) {
        const answer = await transport.again({ ...conversation.named, id: of, script }).catch(() => null);
        if (own !== conversions || ended) return; // another one was chosen since
        if (answer) conversation.replace(id, answer.replies);
      }
    },
    destroy() {
      ended = true;
      for (const [kind, hear] of listeners) window.removeEventListener(kind, hear);
      outbox.clear();
      tabs.leave();
    },
  };
}

// 128 random bits; `crypto.randomUUID` is missing on pages without https.
function makeId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
