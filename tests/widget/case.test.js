// How long ago it was, in words, and the list as text; with the real texts.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { asText, elapsed, stepKey, stepsOf } from "../../bot/widget/case.js";
import { createText, stringsOf } from "./fakes.js";

const t = createText(stringsOf("zh-Hans"));
const NOW = Date.UTC(2026, 10, 22, 8, 0, 0); // ms
const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;

// Between `least` and `most` seconds before now.
const span = (least, most, said = "") => ({ from: NOW / 1000 - most, to: NOW / 1000 - least, said });
const words = (least, most, said) => elapsed(span(least, most, said), NOW, t);

describe("elapsed", () => {
  test("says nothing if nobody told when", () => {
    assert.equal(elapsed(null, NOW, t), "");
    assert.equal(elapsed(undefined, NOW, t), "");
  });

  const cases = [
    ["just now", 0, 30 * MINUTE, "钱转走不到 30 分钟。"],
    ["just now, a quarter of an hour later", 15 * MINUTE, 45 * MINUTE, "钱转走已经 15 分钟 以上。"],
    ["this very second", 0, 0, "钱转走已经约 1 分钟。"],
    ["twenty minutes ago", 20 * MINUTE, 20 * MINUTE, "钱转走已经约 20 分钟。"],
    ["twenty minutes and a half ago", 20.5 * MINUTE, 20.5 * MINUTE, "钱转走已经约 21 分钟。"],
    ["between 10 and 20 minutes: as exact as people tell it", 10 * MINUTE, 20 * MINUTE, "钱转走已经约 15 分钟。"],
    ["between 10 and 21 minutes", 10 * MINUTE, 21 * MINUTE, "钱转走已经 10 分钟 以上。"],
    ["between 0 and 10 minutes", 0, 10 * MINUTE, "钱转走已经约 5 分钟。"],
    ["59 minutes ago", 59 * MINUTE, 59 * MINUTE, "钱转走已经约 59 分钟。"],
    ["an hour ago", HOUR, HOUR, "钱转走已经约 1 小时。"],
    ["an hour and a half ago", 1.5 * HOUR, 1.5 * HOUR, "钱转走已经约 1 小时 30 分钟。"],
    ["between two and three hours", 2 * HOUR, 3 * HOUR, "钱转走已经 2 小时 以上。"],
    ["some time these eight hours", 0, 8 * HOUR, "钱转走不到 8 小时。"],
    ["three days ago at a known hour", 3 * DAY, 3 * DAY, "钱转走已经约 72 小时。"],
  ];
  for (const [name, least, most, expected] of cases) {
    test(name, () => assert.equal(words(least, most), expected));
  }

  test("goes on by itself", () => {
    const since = span(0, 0);
    const after = (minutes) => elapsed(since, NOW + minutes * 60_000, t);
    assert.equal(after(5), "钱转走已经约 5 分钟。");
    assert.equal(after(65), "钱转走已经约 1 小时 5 分钟。");
    assert.notEqual(after(1), after(2));
  });

  test("where only the day is known the words of the resident say it", () => {
    assert.equal(words(DAY, 2 * DAY, "昨天"), "转账时间：昨天。");
    assert.equal(words(0, 8 * HOUR + MINUTE, "今天"), "转账时间：今天。");
    assert.equal(words(DAY, 2 * DAY, ""), "");
  });

  test("words of the resident stand back where minutes are known", () => {
    assert.equal(words(20 * MINUTE, 20 * MINUTE, "今天 15:40 左右"), "钱转走已经约 20 分钟。");
  });

  test("a clock that is slow gives no negative times", () => {
    assert.equal(words(-10 * MINUTE, -10 * MINUTE), "钱转走已经约 1 分钟。");
    assert.equal(words(-DAY, -DAY), "钱转走已经约 1 分钟。");
    assert.equal(words(-5 * MINUTE, 25 * MINUTE), "钱转走不到 25 分钟。");
  });

  test("a span the wrong way round gives no nonsense", () => {
    assert.equal(words(30 * MINUTE, 10 * MINUTE), "钱转走已经约 30 分钟。");
  });

  test("no placeholder is left over, in either script", () => {
    const minutes = [0, 1, 9, 10, 11, 30, 59, 60, 61, 90, 119, 120, 479, 480, 481, 1440, 2880, 4321];
    for (const name of ["zh-Hans", "zh-Hant"]) {
      const own = createText(stringsOf(name));
      for (const least of minutes) {
        for (const most of minutes.filter((one) => one >= least)) {
          const said = elapsed(span(least * MINUTE, most * MINUTE, "昨天"), NOW, own);
          assert.ok(said && !/[{}]|NaN|undefined| 0 |-/.test(said), said);
        }
      }
    }
  });
});

const FOUND = {
  lead: "先打 110，再打银行。",
  calls: [{ number: "110", name: "报警", dial: "110" }, { number: "95588", name: "工商银行", dial: "95588" }],
  sections: [
    { part: "steps", label: "现在做", ordered: true, items: ["报警", "挂失"] },
    { part: "evidence", label: "留好", ordered: false, items: ["聊天记录"] },
  ],
  since: null,
};

describe("stepsOf", () => {
  test("finds them wherever they stand", () => {
    assert.deepEqual(stepsOf(FOUND), ["报警", "挂失"]);
    assert.deepEqual(stepsOf({ ...FOUND, sections: [...FOUND.sections].reverse() }), ["报警", "挂失"]);
    assert.deepEqual(stepsOf({ ...FOUND, sections: [] }), []);
  });
});

describe("stepKey", () => {
  const at = (from) => ({ ...FOUND, since: { from, to: from + MINUTE, said: "" } });

  test("is each step's own", () => {
    assert.equal(new Set([0, 1, 2, 10, 11].map((step) => stepKey(FOUND, step))).size, 5);
    assert.equal(new Set([0, 1, 2, 10, 11].map((step) => stepKey(at(NOW / 1000), step))).size, 5);
  });

  test("stays with its step when further facts bring steps before it, or the moment is told", () => {
    const keys = ["stop", "call", "lock"];
    assert.equal(stepKey({ ...FOUND, keys }, 2), stepKey({ ...at(1), keys: ["bank", ...keys] }, 3));
  });

  test("is the same in either script", () => {
    const hant = { ...at(1), lead: "先打 110，再打銀行。", sections: [{ ...FOUND.sections[0], items: ["報警", "掛失"] }] };
    assert.equal(stepKey(hant, 1), stepKey(at(1), 1));
  });
});

describe("asText", () => {
  test("has all of it, with the steps that are ticked off", () => {
    assert.equal(asText(FOUND, { [stepKey(FOUND, 1)]: true }, t), [
      "先打 110，再打银行。", "",
      "现在打：", "110 报警", "95588 工商银行", "",
      "现在做", "☐ 1. 报警", "☑ 2. 挂失", "",
      "留好", "· 聊天记录",
    ].join("\n"));
  });

  test("a tick that was taken back is none, and only steps have ticks", () => {
    const text = asText({ ...FOUND, sections: [...FOUND.sections].reverse() }, { [stepKey(FOUND, 0)]: false }, t);
    assert.ok(!text.includes("☑"));
    assert.ok(text.includes("· 聊天记录"));
    const evidence = asText({ ...FOUND, sections: [FOUND.sections[1]] }, { [stepKey(FOUND, 0)]: true }, t);
    assert.ok(!evidence.includes("☑"));
  });

  test("what was kept under a step's text is no tick", () => {
    assert.ok(!asText(FOUND, { 报警: true }, t).includes("☑"));
  });

  test("has no heading without something below it", () => {
    const text = asText({ ...FOUND, calls: [] }, {}, t);
    assert.ok(!text.includes(t("call_now")), text);
  });

  test("has no empty lines where a lead or a label is missing", () => {
    const bare = { ...FOUND, lead: "", sections: [{ part: "steps", label: "", ordered: true, items: ["报警"] }] };
    const text = asText(bare, {}, t);
    assert.ok(!/^\n|\n\n\n|\n$/.test(text), JSON.stringify(text));
  });

  test("changes nothing in what it reads", () => {
    const before = structuredClone(FOUND);
    asText(FOUND, {}, t);
    assert.deepEqual(FOUND, before);
  });
});
