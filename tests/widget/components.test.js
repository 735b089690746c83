// What the components decide, without a page: elements are plain objects here.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createAnswered } from "../../bot/widget/components/answered.js";
import { createAsked } from "../../bot/widget/components/asked.js";
import { shortened } from "../../bot/widget/components/composer.js";
import { asReply } from "../../bot/widget/shape.js";
import { createText, stringsOf } from "./fakes.js";

const t = createText(stringsOf("zh-Hans"));
const el = (tag, attributes, ...children) => ({ tag, ...attributes, children: children.flat(Infinity).filter(Boolean) });
const inside = (node) => [node, ...node.children.flatMap(inside)];
const texts = (node) => inside(node).map((one) => one.text).filter(Boolean);

describe("a long text", () => {
  test("is left alone up to a thousand characters", () => {
    for (const length of [0, 1, 480, 960, 999, 1000]) assert.equal(shortened("好".repeat(length)), "好".repeat(length));
  });

  test("keeps its beginning and its end", () => {
    for (const length of [1001, 1500, 50_000]) {
      const text = Array.from({ length }, (_, at) => String.fromCharCode(0x4e00 + (at % 5000))).join("");
      const short = shortened(text);
      assert.ok(short.startsWith(text.slice(0, 480)) && short.endsWith(text.slice(-480)));
      assert.ok(!short.startsWith(text.slice(0, 481)) && !short.endsWith(text.slice(-481)));
      assert.ok(short.length <= 1000, `${short.length}`);
      assert.equal(shortened(short), short);
    }
  });
});

describe("a question", () => {
  const asked = (status, core = {}) => createAsked({ el, t, core }, { id: "a", kind: "asked", text: "你好", status }).node;

  const told = [["sending", null], ["sent", null], ["slow", "still_trying"], ["queued", "queued"], ["refused", "refused"], ["failed", "not_sent"]];
  for (const [status, key] of told) {
    test(`that is ${status} says ${key || "nothing"}`, () => {
      const again = status === "failed" ? [t("send_again")] : [];
      assert.deepEqual(texts(asked(status)), ["你好", ...(key ? [t(key)] : []), ...again]);
    });
  }

  test("looks unsent where it is, and can be sent again only where that helps", () => {
    const looks = ["sending", "sent", "slow", "queued", "failed", "refused"].filter((one) => asked(one).class.includes("unsent"));
    assert.deepEqual(looks, ["failed", "refused"]);
    let retried = 0;
    const node = asked("failed", { retry: () => (retried += 1) });
    inside(node).find((one) => one.tag === "button").onclick();
    assert.equal(retried, 1);
  });
});

describe("an answer", () => {
  // What the reader is asked for by the buttons of an answer.
  function readings(replies) {
    const asked = [];
    const reader = { canRead: true, isReading: () => false, watch: (_, show) => show(), toggle: (what, text) => asked.push({ what, text }) };
    const entry = { id: "q-a", kind: "answered", of: "q", replies: replies.map(asReply), verdict: null };
    const { node } = createAnswered({ el, t, reader, callLink: () => el("a"), core: {} }, entry, true);
    inside(node).filter((one) => one.class === "read").forEach((one) => one.onclick());
    return asked;
  }

  test("is read as a whole", () => {
    assert.deepEqual(readings([{ lead: "别急。", text: "别急。\n先打 110。" }]).map((one) => one.text), ["别急。\n先打 110。"]);
  });

  test("of several replies has a button for each, that stops only its own", () => {
    const asked = readings([{ text: "一" }, { text: "二" }]);
    assert.deepEqual(asked.map((one) => one.text), ["一", "二"]);
    assert.equal(new Set(asked.map((one) => one.what)).size, 2);
  });
});
