// The conversation in the panel: puts state, transport and view together.

import { createComposer } from "./components/composer.js";
import { createEmergency } from "./components/emergency.js";
import { createLog } from "./components/log.js";
import { createMenu } from "./components/menu.js";
import { createCore } from "./core.js";
import { createDevice } from "./device.js";
import { createDictation, createReader } from "./speech.js";

// Puts the conversation into the panel (embed.js says what `context` has).
export function mount(context) {
  const core = createCore(context);
  const app = show(core, createReader(window), context);
  core.begin();
  registerWorker(context);
  return app;
}

// The part that one sees; made anew when the script changes.
function show(core, reader, context, openMenu = false) {
  const parts = { ...context, core, reader, clipboard: createDevice(window), dictation: createDictation(window) };
  const log = createLog(parts);
  parts.say = log.say;
  const emergency = createEmergency(parts);
  parts.openEmergency = emergency.open;
  const composer = createComposer(parts);
  const menu = createMenu(parts);
  context.body.replaceChildren(emergency.bar, log.node, composer.node);
  context.tools.replaceChildren(menu.button);

  const update = () => {
    emergency.update(core.conversation.entries);
    log.update(core.conversation.entries);
  };
  const stops = [core.conversation.subscribe(update), emergency.stop, composer.stop];
  update();
  if (openMenu) menu.open(true);

  const stop = () => stops.forEach((each) => each());
  return {
    forget: () => core.clear().catch(() => {}),
    remount(next) {
      stop();
      context.hush();
      const again = show(core, reader, next, true);
      core.convert(next.preferences().script);
      return again;
    },
    destroy() {
      stop();
      context.hush();
      core.destroy();
    },
  };
}

// Our own page opens without a network too; foreign pages are none of our business.
function registerWorker({ isPage }) {
  if (!isPage || !navigator.serviceWorker) return;
  const own = window.trustedTypes
    ? window.trustedTypes.createPolicy("xiaogan-antifraud", { createScriptURL: () => "/sw.js" })
    : { createScriptURL: () => "/sw.js" };
  navigator.serviceWorker.register(own.createScriptURL("")).catch(() => {});
}
