// The list for somebody whose money is gone, as data: how long ago it was, and all of it as text.

const HOUR = 60;
const NARROW = 10; // minutes: as exact as people tell it
const WIDE = 8 * HOUR; // from here on only the day was told

// How much time has passed, in words; empty if nobody told when it was. `now` in ms.
export function elapsed(since, now, t) {
  if (!since) return "";
  const least = Math.max(0, Math.floor((now / 1000 - since.to) / 60));
  const most = Math.max(least, Math.round((now / 1000 - since.from) / 60));
  if (most - least > WIDE) return since.said ? t("since_said", { said: since.said }) : "";
  if (most - least <= NARROW) return t("since_about", { time: duration((least + most) / 2, t) });
  if (least === 0) return t("since_within", { time: duration(most, t) });
  return t("since_over", { time: duration(least, t) });
}

function duration(minutes, t) {
  const all = Math.max(1, Math.round(minutes));
  const hours = Math.floor(all / HOUR);
  if (!hours) return t("minutes", { count: all });
  const rest = all % HOUR;
  return rest ? t("hours_minutes", { whole: hours, count: rest }) : t("hours", { whole: hours });
}

export function stepsOf(found) {
  const steps = found.sections.find((one) => one.part === "steps");
  return steps ? steps.items : [];
}

// What a tick is kept under: the name of the step, which neither another script nor further steps
// change; without one its place.
export function stepKey(found, at) {
  return (found.keys && found.keys[at]) || String(at);
}

// All of it, to be copied, shared and printed. `done` says which steps are ticked off.
export function asText(found, done, t) {
  const calls = found.calls.map((call) => `${call.number} ${call.name}`);
  const blocks = [found.lead, calls.length && [t("call_now"), ...calls].join("\n")];
  for (const { label, items, part } of found.sections) {
    const marked = items.map((item, at) => (part === "steps" ? `${done[stepKey(found, at)] ? "☑" : "☐"} ${at + 1}. ${item}` : `· ${item}`));
    blocks.push([label, ...marked].filter(Boolean).join("\n"));
  }
  return blocks.filter(Boolean).join("\n\n");
}
