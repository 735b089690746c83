// Which numbers are hidden on the device, and which anybody may read.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { hidden } from "../../bot/widget/numbers.js";

const REGISTERED = ["110", "96110", "95588", "4008822528"];
const MARK = "〔号码已隐去〕";
const shown = (text) => hidden(text, REGISTERED);

describe("hidden are", () => {
  const cases = [
    ["a mobile number", "打给13800138000了", `打给${MARK}了`],
    ["in groups", "138 0013 8000", MARK],
    ["with dashes and dots", "138-0013-8000、138.0013.8000", `${MARK}、${MARK}`],
    ["of abroad", "+86 13800138000 来电", `${MARK} 来电`],
    ["an identity number", "身份证11010119900307123X。", `身份证${MARK}。`],
    ["a card number", "卡号 6222 0212 3456 7890 123", `卡号 ${MARK}`],
    ["a fixed line", "0712-2822110", MARK],
    ["nine digits", "QQ 123456789", `QQ ${MARK}`],
    ["two of them", "13800138000 和 13900139000", `${MARK} 和 ${MARK}`],
    ["at the end of a line", "他的\n13800138000\n打来", `他的\n${MARK}\n打来`],
    ["with 110 in front", "打110，他是13800138000", `打110，他是${MARK}`],
  ];
  for (const [name, text, expected] of cases) {
    test(name, () => assert.equal(shown(text), expected));
  }

  test("a number behind a full stop", () => {
    assert.equal(shown("手机.13800138000"), `手机.${MARK}`);
    assert.equal(shown(".13800138000"), `.${MARK}`);
  });
});

describe("shown are", () => {
  const innocent = [
    "", "没有数字", "110", "打 96110 问一问", "工行 95588", "12345678", "30000 元", "35000.50元", "1,234,567,890元",
    "2026-11-22", "2026.11.22", "2026 11 22", "1999-1-2", "2026年11月22日15点40分", "15:40", "0.5", "验证码 123456",
  ];
  for (const text of innocent) test(JSON.stringify(text), () => assert.equal(shown(text), text));

  test("registered numbers, however they are written", () => {
    for (const text of ["4008822528", "400-8822-528", "400 8822 528"]) assert.equal(shown(text), text);
    assert.equal(hidden("4008822528", []), MARK);
  });

  test("numbers that are registered with dashes", () => {
    for (const text of ["4008822528", "400-8822-528"]) assert.equal(hidden(text, ["400-8822-528"]), text);
  });

  test("dates with the hour behind them", () => {
    for (const text of ["2026-11-22 15:40", "2026-11-22 8点转的", "2026.11.22 20点", "2026 11 22 15点"]) assert.equal(shown(text), text);
  });

  test("but not what looks like a date and goes on", () => {
    for (const text of ["2026112213800", "19900307123X", "2026-11-22 13800138000"]) assert.ok(shown(text).includes(MARK), text);
  });
});

test("what is hidden stays so, and the rest is left as it is", () => {
  const once = shown("我 138 0013 8000，打了 110。");
  assert.equal(once, `我 ${MARK}，打了 110。`);
  assert.equal(shown(once), once);
});
