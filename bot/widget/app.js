// The conversation in the panel: puts state, transport and view together.

import { createComposer } from "./components/composer.js";
import { createEmergency } from "./components/emergency.js";
import { createLog } from "./components/log.js";
import { createMenu } from "./components/menu.js";
import { createConversation, unanswered } from "./conversation.js";
import { createDevice } from "./device.js";
import { createOutbox } from "./outbox.js";
import { createDictation, createReader } from "./speech.js";
import { createTabs } from "./tabs.js";
import { createTransport } from "./transport.js";

const later = (run, ms) => window.setTimeout(run, ms);
const never = (timer) => window.clearTimeout(timer);

// Puts the conversation into the panel (embed.js says what `context` has).
export function mount(context) {
  const core = createCore(context);
  const app = show(core, context);
  core.begin();
  registerWorker(context);
  return app;
}

// The part that knows no page: one for the life of the tab.
function createCore({ base, tab, preferences }) {
  const conversation = createConversation({ storage: tab, makeId });
  const transport = createTransport({
    base, fetch: window.fetch.bind(window), setTimeout: later, clearTimeout: never,
  });
  const outbox = createOutbox({ send: (m) => transport.message(m), told, setTimeout: later, clearTimeout: never });
  const tabs = createTabs({
    Channel: window.BroadcastChannel, name: `xiaogan-antifraud ${base}`, conversation, setTimeout: later,
    cleared: reset,
  });

  function told({ id, status, replies }) {
    if (status === "answered") conversation.answer(id, replies);
    else if (status === "slow") conversation.showNumbers(id);
    else conversation.setStatus(id, status);
    if (status === "failed") conversation.showNumbers(id);
  }

  function post({ id, text, topic }) {
    const script = preferences().chosenScript;
    return outbox.add({ session: conversation.session, id, text, ...(topic && { topic }), ...(script && { script }) });
  }

  function reset() {
    outbox.clear();
    conversation.clear();
  }

  return {
    conversation, transport,
    ask: (text, topic) => post(conversation.ask(text, topic)),
    retry: () => outbox.retry(),
    // Goes on where a reload broke off: what had no answer is sent again, with the same id.
    async begin() {
      await tabs.join();
      unanswered(conversation.entries).forEach((entry) => {
        conversation.own(entry.id);
        post(entry);
      });
    },
    // Deletes the conversation here, in other tabs and on the server.
    clear() {
      const { session } = conversation;
      reset();
      tabs.clear(session);
      return transport.forget(session);
    },
    // The replies once more, in the script that was chosen since.
    async convert(script) {
      const answered = conversation.entries.filter((one) => one.kind === "answered");
      for (const { id, of } of answered.slice(-20)) {
        const question = conversation.entries.find((one) => one.id === of);
        if (!question) continue;
        const replies = await transport.message({
          session: conversation.session, id: of, text: question.text, script,
          ...(question.topic && { topic: question.topic }),
        });
        conversation.replace(id, replies);
      }
    },
  };
}

// The part that one sees; made anew when the script changes.
function show(core, context) {
  const device = createDevice(window);
  const reader = createReader(window);
  const parts = { ...context, core, device, reader, dictation: createDictation(window) };
  const emergency = createEmergency(parts);
  const log = createLog(parts);
  const composer = createComposer(parts);
  const menu = createMenu(parts);
  context.body.replaceChildren(emergency.bar, log.node, composer.node);
  context.tools.replaceChildren(menu.button);

  const update = () => {
    log.update(core.conversation.entries);
    emergency.update(core.conversation.entries);
  };
  const forgetView = core.conversation.subscribe(update);
  const online = () => core.retry();
  window.addEventListener("online", online);
  update();

  return {
    forget: () => core.clear().catch(() => {}),
    remount(next) {
      forgetView();
      window.removeEventListener("online", online);
      reader.stop();
      emergency.stop();
      const again = show(core, next);
      core.convert(next.preferences().script).catch(() => {});
      return again;
    },
  };
}

// 128 random bits; `crypto.randomUUID` is missing on pages without https.
function makeId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Our own page opens without a network too; foreign pages are none of our business.
function registerWorker({ isPage }) {
  if (!isPage || !navigator.serviceWorker) return;
  const own = window.trustedTypes
    ? window.trustedTypes.createPolicy("xiaogan-antifraud", { createScriptURL: () => "/sw.js" })
    : { createScriptURL: () => "/sw.js" };
  navigator.serviceWorker.register(own.createScriptURL("")).catch(() => {});
}
