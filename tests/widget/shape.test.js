// Replies as they should be, mangled and hostile ones: less comes out, never an error or markup.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { asReplies, asReply } from "../../bot/widget/shape.js";

const MESSAGE = "0123456789abcdef0123456789abcdef";
const WRONG = [null, undefined, 0, 1, NaN, true, "", "text", [], [[]], {}, [null], [1], ["", null], { length: 3 }];
const EMPTY = {
  lead: "", text: "", sections: [], calls: [], related: [], ask: null, urgent: false, message: null, case: undefined,
};
const GOOD = {
  lead: "先打 110。",
  text: "先打 110。\n\n1. 报警",
  sections: [{ part: "steps", label: "现在做", ordered: true, items: ["报警", "挂失"] }],
  calls: [{ number: "12321", name: "举报", dial: "010-12321" }],
  related: [{ title: "刷单返利", topic: "brushing" }],
  ask: { text: "钱转出去了吗？", options: [{ title: "转了", payload: "转了钱" }] },
  urgent: true,
  message: MESSAGE,
  case: {
    lead: "快打 110。",
    sections: [{ part: "script", label: "跟 110 说", ordered: false, items: ["我被骗了"] }],
    calls: [{ number: "110", name: "报警", dial: "110" }],
    since: { from: 100, to: 200, said: "今天" },
  },
};

describe("asReply", () => {
  test("keeps what is right", () => assert.deepEqual(asReply(GOOD), GOOD));

  test("changes nothing the second time", () => {
    const once = asReply({ ...GOOD, calls: [{ number: "12321", name: "举报", dial: "x" }] });
    assert.deepEqual(asReply(JSON.parse(JSON.stringify(once))), once);
  });

  test("is empty for anything but an object", () => {
    for (const wrong of [null, undefined, 0, 1, NaN, true, "", "text", [], [[]]]) {
      assert.deepEqual(asReply(wrong), EMPTY, String(wrong));
    }
  });

  test("drops what else there is", () => {
    assert.deepEqual(Object.keys(asReply({ ...GOOD, onclick: "x", html: "<b>" })).sort(), Object.keys(EMPTY).sort());
  });

  test("lead and text stand in for each other", () => {
    assert.equal(asReply({ lead: "a" }).text, "a");
    assert.equal(asReply({ text: "b" }).lead, "b");
    assert.equal(asReply({ lead: "a", text: "b" }).lead, "a");
    assert.equal(asReply({ lead: ["a"], text: { b: 1 } }).text, "");
  });

  for (const field of Object.keys(GOOD)) {
    test(`takes any value as ${field}`, () => {
      for (const wrong of WRONG) {
        const reply = asReply({ ...GOOD, [field]: wrong });
        for (const name of ["lead", "text"]) assert.equal(typeof reply[name], "string");
        for (const name of ["sections", "calls", "related"]) assert.ok(Array.isArray(reply[name]));
        assert.equal(typeof reply.urgent, "boolean");
      }
    });
  }

  test("only true is urgent", () => {
    for (const wrong of ["true", 1, {}, [], "false"]) assert.equal(asReply({ urgent: wrong }).urgent, false);
    assert.equal(asReply({ urgent: true }).urgent, true);
  });

  test("a message id is 32 hexadecimal digits", () => {
    for (const wrong of [MESSAGE.toUpperCase(), MESSAGE.slice(1), `${MESSAGE}\n`, `${MESSAGE}0`, [MESSAGE], 7]) {
      assert.equal(asReply({ message: wrong }).message, null, String(wrong));
    }
  });
});

describe("calls", () => {
  const dialOf = (dial) => asReply({ calls: [{ number: "110", name: "报警", dial }] }).calls[0].dial;

  test("dial what a phone may dial", () => {
    for (const good of ["110", "010-12321", "+8610", "*#06#"]) assert.equal(dialOf(good), good);
  });

  test("dial nothing else, but the number is still shown", () => {
    const hostile = [
      "javascript:alert(1)", "110;phone-context=x", "110\n", "110 ", "", "1", "1".repeat(21), "１１０", "//x",
      "110?x", null, undefined, 110, ["110"], { toString: () => "110" },
    ];
    for (const bad of hostile) assert.equal(dialOf(bad), null, String(bad));
    assert.equal(asReply({ calls: [{ number: "110", dial: "javascript:alert(1)" }] }).calls[0].number, "110");
  });

  test("need a number as a string, and no name", () => {
    const given = [null, 1, "110", {}, { number: 110 }, { number: "" }, { number: ["110"] }, { number: "120", name: 5 }];
    assert.deepEqual(asReply({ calls: given }).calls, [{ number: "120", name: "", dial: null }]);
  });
});

describe("sections", () => {
  test("keep only texts, and go when none is left", () => {
    const given = [
      null, 5, "x", [], { items: "abc" }, { items: [] }, { items: [1, null, {}, ["a"], ""] },
      { part: "steps", label: "l", ordered: 1, items: ["a", 2, "", "b"] },
    ];
    assert.deepEqual(asReply({ sections: given }).sections, [
      { part: "steps", label: "l", ordered: true, items: ["a", "b"] },
    ]);
  });

  test("a part becomes a class name: small letters only", () => {
    for (const bad of ["a b", "Steps", "a\" onclick=\"x", "", "a".repeat(21), "__proto__", 5, null, ["steps"], "steps\n"]) {
      assert.equal(asReply({ sections: [{ part: bad, items: ["a"] }] }).sections[0].part, "", String(bad));
    }
  });
});

describe("buttons", () => {
  test("need a title; the payload is the title if there is none", () => {
    const options = [null, 3, "x", {}, { title: 1 }, { title: "" }, { title: "好" }, { title: "是", payload: 7 }];
    const { ask } = asReply({ ask: { text: "？", options } });
    assert.deepEqual(ask.options, [{ title: "好", payload: "好" }, { title: "是", payload: "是" }]);
  });

  test("a question may have no quick answers, but needs a text", () => {
    assert.deepEqual(asReply({ ask: { text: "多少钱？" } }).ask, { text: "多少钱？", options: [] });
    assert.deepEqual(asReply({ ask: { text: "多少钱？", options: "abc" } }).ask.options, []);
    for (const bad of [null, "x", 1, [], {}, { text: "" }, { text: 1, options: [{ title: "a" }] }]) {
      assert.equal(asReply({ ask: bad }).ask, null);
    }
  });

  // The server refuses a topic that is none: such a button would never be answered.
  test("a related title without a topic's id is asked as text", () => {
    for (const bad of [undefined, null, 7, "", "../x", "刷单返利"]) {
      const [button] = asReply({ related: [{ title: "刷单返利", topic: bad }] }).related;
      assert.equal(button.title, "刷单返利");
      assert.ok(!button.topic, `topic ${bad} became ${button.topic}`);
    }
  });
});

describe("case", () => {
  test("null takes it away, undefined leaves it", () => {
    assert.equal(asReply({ case: null }).case, null);
    assert.equal(asReply({ case: undefined }).case, undefined);
    assert.equal(asReply({}).case, undefined);
  });

  test("what is no object leaves the list as it was", () => {
    for (const bad of [0, 1, true, false, "", "x", [], [[]]]) {
      assert.equal(asReply({ case: bad }).case, undefined, JSON.stringify(bad));
    }
  });

  test("its parts are taken apart like those of a reply", () => {
    const bad = { lead: 1, sections: [{ items: [1, "a"] }, null], calls: [{ number: "110", dial: "javascript:x" }], since: [], extra: 1 };
    assert.deepEqual(asReply({ case: bad }).case, {
      lead: "", sections: [{ part: "", label: "", ordered: false, items: ["a"] }],
      calls: [{ number: "110", name: "", dial: null }], since: null,
    });
  });

  test("times are finite numbers or none at all", () => {
    const sinceOf = (since) => asReply({ case: { since } }).case.since;
    assert.deepEqual(sinceOf({ from: 0, to: 5, said: 7, more: 1 }), { from: 0, to: 5, said: "" });
    const wrong = [null, "x", 5, [], {}, { from: 1 }, { from: "1", to: 2 }, { from: 1, to: null },
      { from: Infinity, to: 1 }, { from: NaN, to: 1 }, { from: [1], to: [2] }];
    for (const bad of wrong) assert.equal(sinceOf(bad), null, JSON.stringify(bad));
  });
});

describe("hostile bodies", () => {
  test("markup stays text", () => {
    const html = "<img src=x onerror=alert(1)>";
    const reply = asReply({ lead: html, sections: [{ label: html, items: [html] }], related: [{ title: html, topic: "a" }] });
    assert.equal(reply.lead, html);
    assert.equal(reply.sections[0].items[0], html);
    assert.equal(reply.related[0].title, html);
  });

  test("__proto__ changes no prototype", () => {
    const body = JSON.parse(`{"replies": [{"text": "a", "__proto__": {"urgent": true, "polluted": 1},
      "calls": [{"number": "110", "__proto__": {"dial": "1"}}], "constructor": {"prototype": {"polluted": 1}},
      "case": {"__proto__": {"lead": "x"}}}], "__proto__": {"polluted": 1}}`);
    const [reply] = asReplies(body);
    assert.equal({}.polluted, undefined);
    assert.equal(reply.polluted, undefined);
    assert.equal(reply.urgent, false);
    assert.equal(reply.calls[0].dial, null);
    assert.equal(reply.case.lead, "");
    assert.equal(Object.getPrototypeOf(reply), Object.prototype);
  });

  test("huge nesting is no matter", () => {
    let deep = "x";
    for (let level = 0; level < 100_000; level += 1) deep = level % 2 ? [deep] : { replies: deep, items: deep };
    const reply = asReply({
      text: "a", lead: deep, sections: [{ items: [deep] }, deep], calls: [deep], related: deep, ask: { text: "?", options: [deep] },
    });
    assert.deepEqual(reply.sections, []);
    assert.deepEqual(reply.calls, []);
    assert.deepEqual(reply.ask.options, []);
  });

  test("many parts come through", () => {
    const items = Array.from({ length: 50_000 }, (_, at) => `${at}`);
    assert.equal(asReply({ sections: [{ items }] }).sections[0].items.length, 50_000);
  });
});

describe("asReplies", () => {
  test("keeps the order and drops the empty ones", () => {
    const bodies = [{ text: "a" }, null, 5, {}, [], { lead: "" }, { lead: "b" }];
    assert.deepEqual(asReplies({ replies: bodies }).map((one) => one.text), ["a", "b"]);
  });

  test("throws if there is nothing to show", () => {
    const bodies = [null, undefined, 0, "x", [], {}, { replies: null }, { replies: "abc" }, { replies: [] },
      { replies: [{}] }, { replies: { 0: { text: "a" }, length: 1 } }, [{ text: "a" }]];
    for (const body of bodies) assert.throws(() => asReplies(body), /no reply/, JSON.stringify(body));
  });
});
