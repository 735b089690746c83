// The texts: the same in both scripts, all of them used, none missing, every {name} filled.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, test } from "node:test";
import { read, stringsOf } from "./fakes.js";

const FILES = readdirSync(new URL("../../bot/widget/i18n/", import.meta.url)).filter((name) => name.endsWith(".json"));
const [HANS, HANT] = ["zh-Hans", "zh-Hant"].map(stringsOf);
const folder = new URL("../../bot/widget/", import.meta.url);
const SOURCES = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".js"));
const CODE = new Map(SOURCES.map((name) => [name, read(`bot/widget/${name}`)]));
const ALL = [...CODE.values()].join("\n");

const all = (text, pattern) => [...text.matchAll(pattern)];
const placeholders = (text) => all(text, /\{(\w+)\}/g).map((found) => found[1]).sort();
const literals = (text) => all(text, /"([a-z0-9_]+)"/g).map((found) => found[1]);

// What stands in the parentheses of t(…) and text(…), with those of inner calls.
function calls() {
  return all(ALL, /(?<![\w$])(?:t|text)\(/g).map(({ index, 0: opening }) => {
    let depth = 1;
    let at = index + opening.length;
    for (; depth; at += 1) depth += { "(": 1, ")": -1 }[ALL[at]] || 0;
    return ALL.slice(index + opening.length, at - 1).trim();
  });
}

// Keys that are given by another name: where they are listed.
const INDIRECT = {
  key: () => literals(CODE.get("components/greeting.js").match(/STARTERS = \[(.*?)\]/s)[1]),
  told: () => [...statuses().map((one) => one.key), ...copied()],
  "entry.verdict": () => literals(CODE.get("components/answered.js").match(/\.judge\((.*?)\);/s)[1]),
  label: () => choices().map((one) => one.label),
  "`${name}_${value}`": () => choices().flatMap(({ name, options }) => options.map((value) => `${name}_${value}`)),
};

// What is told of a question, by its status.
function statuses() {
  const rows = CODE.get("components/asked.js").match(/TOLD = \{(.*?)\}/s)[1];
  return all(rows, /(\w+): "(\w+)"/g).map(([, status, key]) => ({ status, key }));
}

// What is told of a text on the clipboard: what is said unless another is named, and the others.
function copied() {
  const code = CODE.get("components/emergency.js");
  return [...all(code, /\btold = "(\w+)"/g), ...all(code, /\bcopy\(parts, [^,]+, "(\w+)"\)/g)].map((found) => found[1]);
}

function choices() {
  const rows = CODE.get("components/menu.js").match(/CHOICES = \[(.*?)\n\];/s)[1];
  return all(rows, /name: "(\w+)", label: "(\w+)", options: \[(.*?)\]/g)
    .map(([, name, label, options]) => ({ name, label, options: literals(options) }));
}

// Of a call: the keys it may name, and the names it fills in.
function readCall(inside) {
  const [first, ...rest] = inside.split(/,(?=\s*\{|\s*values)/);
  let flat = rest.join(",");
  while (/\([^()]*\)/.test(flat)) flat = flat.replace(/\([^()]*\)/g, "");
  const named = flat.match(/^\s*\{(.*)\}$/s);
  const values = named ? all(named[1], /(?:^|,)\s*(\w+)/g).map((found) => found[1]) : [];
  return { first: first.trim(), keys: literals(first), values };
}

const CALLS = calls().map(readCall).filter(({ first }) => first);
const DIRECT = CALLS.filter(({ keys }) => keys.length);
const OTHERS = [...new Set(CALLS.filter(({ keys }) => !keys.length).map((one) => one.first))];

function used() {
  return new Set([...DIRECT.flatMap((one) => one.keys), ...Object.values(INDIRECT).flatMap((list) => list())]);
}

// Names that the server fills in before the page has the texts: numbers, and those of page.py.
function filledByServer() {
  const code = read("bot/channel/page.py");
  const names = code.match(/keeping = \{(.*?)\}\n/);
  const isUsed = /sources\[f"i18n\/\{name\}\.json"\], \*\*keeping\)/.test(code);
  assert.ok(names && isUsed, "page.py fills the texts in another way now: tell this test");
  return all(names[1], /"(\w+)":/g).map((found) => found[1]);
}

describe("the texts", () => {
  test("there are two scripts", () => assert.deepEqual(FILES.sort(), ["zh-Hans.json", "zh-Hant.json"]));

  test("both have the same keys in the same order", () => assert.deepEqual(Object.keys(HANT), Object.keys(HANS)));

  test("all are texts, none is empty", () => {
    for (const strings of [HANS, HANT]) {
      for (const [key, text] of Object.entries(strings)) assert.ok(typeof text === "string" && text.trim(), key);
    }
  });

  test("both have the same {names}", () => {
    for (const key of Object.keys(HANS)) assert.deepEqual(placeholders(HANT[key]), placeholders(HANS[key]), key);
  });

  test("braces are for {names} only, and telephone numbers are never written out", () => {
    for (const strings of [HANS, HANT]) {
      for (const [key, text] of Object.entries(strings)) {
        const plain = text.replace(/\{\w+\}/g, "");
        assert.ok(!/[{}]/.test(plain), key);
        assert.ok(!/\d{3,}/.test(plain), key);
      }
    }
  });

  test("no key stands in a file twice", () => {
    for (const name of FILES) {
      const keys = all(read(`bot/widget/i18n/${name}`), /^\s*"(\w+)":/gm).map((found) => found[1]);
      assert.equal(new Set(keys).size, keys.length, name);
    }
  });
});

describe("the code", () => {
  test("names its texts where this test can see it", () => {
    assert.ok(DIRECT.length > 50, `${DIRECT.length} calls`);
    assert.deepEqual(OTHERS.sort(), Object.keys(INDIRECT).sort());
    for (const [name, list] of Object.entries(INDIRECT)) assert.ok(list().length >= 2, name);
  });

  test("says something of every question that has not arrived", () => {
    assert.deepEqual(statuses().map((one) => one.status).sort(), ["failed", "queued", "refused", "slow"]);
    const outbox = CODE.get("outbox.js");
    for (const { status } of statuses()) assert.ok(outbox.includes(`"${status}"`), status);
    assert.deepEqual(copied(), ["copied", "copied_script"]);
  });

  test("uses no text that is missing", () => {
    assert.deepEqual([...used()].filter((key) => !(key in HANS)), []);
  });

  test("uses all there are", () => {
    const keys = used();
    assert.deepEqual(Object.keys(HANS).filter((key) => !keys.has(key)), []);
  });

  test("fills every {name} that the server does not", () => {
    const ready = filledByServer();
    const isOpen = (name) => !/^\d+$/.test(name) && !ready.includes(name);
    for (const { keys, values } of DIRECT) {
      for (const key of keys) {
        assert.deepEqual(placeholders(HANS[key]).filter(isOpen).filter((name) => !values.includes(name)), [], key);
        assert.deepEqual(values.filter((name) => !placeholders(HANS[key]).includes(name)), [], key);
      }
    }
  });

  test("fills no {name} that the server has filled before", () => {
    const ready = filledByServer();
    for (const { keys, values } of DIRECT) {
      assert.deepEqual(values.filter((name) => ready.includes(name)), [], `${keys}: the page never sees this name`);
    }
  });

  test("the choices of the menu are those that the panel knows", () => {
    const embed = CODE.get("embed.js");
    for (const [name, constant] of [["size", "SIZES"], ["theme", "THEMES"], ["script", "SCRIPTS"]]) {
      const known = literals(embed.match(new RegExp(`${constant} = \\[(.*?)\\]`))[1]);
      assert.deepEqual(choices().find((one) => one.name === name).options, known);
    }
  });
});
