// What the modules get from a browser, without one: a clock, storage, channels between tabs, texts.

import { readFileSync } from "node:fs";

// Everything that can go on without time passing has gone on.
export async function settle() {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

// Time passes only in `pass`; timers run in order, and what they begin has its time too.
export function createClock() {
  const timers = new Map();
  let now = 0;
  let last = 0;
  return {
    get now() { return now; },
    get waiting() { return timers.size; },
    setTimeout(run, ms) {
      last += 1;
      timers.set(last, { run, at: now + ms });
      return last;
    },
    clearTimeout: (timer) => timers.delete(timer),
    async pass(ms) {
      const end = now + ms;
      await settle();
      for (;;) {
        const due = [...timers].filter(([, timer]) => timer.at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
        if (!due) break;
        timers.delete(due[0]);
        now = due[1].at;
        due[1].run();
        await settle();
      }
      now = end;
    },
  };
}

// Like the storage of embed.js: what is kept has been JSON.
export function createStorage(kept = {}) {
  const memory = new Map(Object.entries(kept).map(([key, value]) => [key, JSON.stringify(value)]));
  return {
    get: (key) => JSON.parse(memory.get(key) || null),
    set: (key, value) => memory.set(key, JSON.stringify(value)),
    remove: (key) => memory.delete(key),
  };
}

// Ids as the page makes them: 32 hexadecimal digits.
export function createIds(first = 1) {
  let next = first;
  return () => (next++).toString(16).padStart(32, "0");
}

// BroadcastChannel for tabs of one browser. Messages are on their way until `deliver` is called.
export function createAir() {
  const open = [];
  const flying = [];
  const air = { sent: 0 };
  air.Channel = class {
    constructor(name) {
      this.name = name;
      open.push(this);
    }
    postMessage(data) {
      if (!open.includes(this)) throw new DOMException("closed", "InvalidStateError");
      air.sent += 1;
      flying.push({ from: this, data: structuredClone(data) });
    }
    close() {
      if (open.includes(this)) open.splice(open.indexOf(this), 1);
    }
  };
  // Everything said so far, and what is said in answer to it. Throws if tabs do not stop talking.
  air.deliver = () => {
    for (let count = 0; flying.length; count += 1) {
      if (count > 1000) throw new Error("an echo without end");
      const { from, data } = flying.shift();
      open.filter((one) => one !== from && one.name === from.name && one.onmessage)
        .forEach((one) => one.onmessage({ data: structuredClone(data) }));
    }
  };
  return air;
}

export const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
export const stringsOf = (name) => JSON.parse(read(`bot/widget/i18n/${name}.json`));

// A text of ours with its {names} filled in, as embed.js does it.
export function createText(strings) {
  return (key, values = {}) =>
    strings[key].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}
