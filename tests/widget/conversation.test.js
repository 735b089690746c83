// What was said: how entries stand, what a reload and another tab make of them.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createConversation, currentCase, unanswered } from "../../bot/widget/conversation.js";
import { asReply } from "../../bot/widget/shape.js";
import { createIds, createStorage } from "./fakes.js";

const reply = (text, more = {}) => asReply({ text, ...more });
const SHEET = { lead: "打 110", sections: [], calls: [], since: null };

function createTab(storage = createStorage(), first = 1, isGone = undefined) {
  const conversation = createConversation({ storage, makeId: createIds(first), isGone });
  return Object.assign(conversation, { storage });
}

// Another tab of the same conversation; its ids are its own.
function createTwin(tab, first) {
  const twin = createTab(createStorage(), first);
  assert.ok(twin.merge(structuredClone(tab.snapshot())));
  return twin;
}

// «hello» asked, «hello/a» answered, «hello/n» the numbers.
function shape({ entries }) {
  const texts = new Map(entries.map((one) => [one.id, one.text]));
  const marks = { asked: "", answered: "/a", numbers: "/n" };
  return entries.map((one) => `${one.kind === "asked" ? one.text : texts.get(one.of)}${marks[one.kind]}`);
}

const known = (tab, text) => tab.entries.find((one) => one.text === text);
const answerTo = (tab, question) => tab.entries.find((one) => one.kind === "answered" && one.of === question.id);

describe("a question and its answer", () => {
  test("a question is on its way", () => {
    const tab = createTab();
    const entry = tab.ask("你好", "hello");
    assert.deepEqual(tab.entries, [{ id: entry.id, kind: "asked", text: "你好", topic: "hello", status: "sending" }]);
    assert.equal(tab.ask("好").topic, null);
  });

  test("the answer stands below it and has no verdict", () => {
    const tab = createTab();
    const { id } = tab.ask("a");
    tab.answer(id, [reply("x")]);
    assert.deepEqual(shape(tab), ["a", "a/a"]);
    assert.equal(tab.entries[0].status, "sent");
    assert.deepEqual(tab.entries[1].replies, [reply("x")]);
    assert.equal(tab.entries[1].verdict, null);
  });

  test("answers stand below their own question though more was asked meanwhile", () => {
    const tab = createTab();
    const [a, b, c] = ["a", "b", "c"].map((text) => tab.ask(text));
    tab.answer(b.id, [reply("to b")]);
    tab.answer(a.id, [reply("to a")]);
    tab.answer(c.id, [reply("to c")]);
    assert.deepEqual(shape(tab), ["a", "a/a", "b", "b/a", "c", "c/a"]);
  });

  test("the same answer twice is one", () => {
    const tab = createTab();
    const { id } = tab.ask("a");
    tab.answer(id, [reply("x")]);
    tab.ask("b");
    tab.answer(id, [reply("y")]);
    assert.deepEqual(shape(tab), ["a", "a/a", "b"]);
    assert.equal(tab.entries[1].replies[0].text, "y");
  });

  test("an answer to nothing known is dropped", () => {
    const tab = createTab();
    tab.ask("a");
    tab.answer("unknown", [reply("x")]);
    assert.deepEqual(shape(tab), ["a"]);
  });

  test("status, replies and verdict change only their own entry", () => {
    const tab = createTab();
    const [a, b] = ["a", "b"].map((text) => tab.ask(text));
    tab.answer(a.id, [reply("x")]);
    tab.setStatus(b.id, "failed");
    tab.judge(`${a.id}-a`, "thanks");
    tab.replace(`${a.id}-a`, [reply("繁")]);
    const [first, answer, second] = tab.entries;
    assert.deepEqual([first.status, second.status, answer.verdict, answer.replies[0].text], ["sent", "failed", "thanks", "繁"]);
    assert.ok(!("replies" in second) && !("verdict" in first));
  });

  test("those still waiting are the oldest first; sent and refused are not among them", () => {
    const tab = createTab();
    const [a, b] = ["a", "b", "c", "d"].map((text) => tab.ask(text));
    tab.answer(a.id, [reply("x")]);
    tab.setStatus(b.id, "refused");
    tab.setStatus(known(tab, "c").id, "failed");
    assert.deepEqual(unanswered(tab.entries).map((one) => one.text), ["c", "d"]);
  });

  test("listeners hear every change until they leave", () => {
    const tab = createTab();
    const heard = [];
    const leave = tab.subscribe((state) => heard.push(state.entries.length));
    const { id } = tab.ask("a");
    tab.answer(id, [reply("x")]);
    tab.clear();
    leave();
    tab.ask("b");
    assert.deepEqual(heard, [1, 2, 0]);
  });
});

describe("the numbers", () => {
  test("stand below the question that waits, above the answer to it", () => {
    const tab = createTab();
    const [a] = ["a", "b"].map((text) => tab.ask(text));
    tab.showNumbers(a.id);
    assert.deepEqual(shape(tab), ["a", "a/n", "b"]);
    tab.answer(a.id, [reply("x")]);
    assert.deepEqual(shape(tab), ["a", "a/n", "a/a", "b"]);
  });

  test("are shown once: an older card gives way", () => {
    const tab = createTab();
    const [a, b] = ["a", "b"].map((text) => tab.ask(text));
    tab.showNumbers(a.id);
    tab.showNumbers(a.id);
    tab.showNumbers(b.id);
    assert.deepEqual(shape(tab), ["a", "b", "b/n"]);
  });

  test("are heard of once, with one card; a card that is there stays as it is", () => {
    const tab = createTab();
    const [a, b] = ["a", "b"].map((text) => tab.ask(text));
    const cards = [];
    tab.subscribe(({ entries }) => cards.push(entries.filter((one) => one.kind === "numbers")));
    tab.showNumbers(a.id);
    tab.showNumbers(a.id);
    tab.showNumbers(b.id);
    assert.deepEqual(cards.map((shown) => shown.map((one) => one.of)), [[a.id], [b.id]]);
  });

  test("of an earlier question go when another is asked, and its answer still finds its place", () => {
    const tab = createTab();
    const a = tab.ask("a");
    tab.showNumbers(a.id);
    const heard = [];
    tab.subscribe(() => heard.push(shape(tab)));
    const b = tab.ask("b");
    assert.deepEqual(heard, [["a", "b"]]);
    assert.deepEqual(shape(createTab(tab.storage, 100)), ["a", "b"]);
    tab.answer(a.id, [reply("x")]);
    tab.showNumbers(b.id);
    assert.deepEqual(shape(tab), ["a", "a/a", "b", "b/n"]);
  });

  test("may come back where a question still waits", () => {
    const tab = createTab();
    const a = tab.ask("a");
    tab.showNumbers(a.id);
    tab.ask("b");
    tab.showNumbers(a.id);
    assert.deepEqual(shape(tab), ["a", "a/n", "b"]);
  });

  test("are not shown for a question that was cleared meanwhile", () => {
    const tab = createTab();
    const { id } = tab.ask("a");
    tab.clear();
    tab.showNumbers(id);
    assert.deepEqual(tab.entries, []);
  });
});

describe("many entries", () => {
  test("two hundred are kept, the newest", () => {
    const tab = createTab();
    for (let at = 0; at < 250; at += 1) tab.ask(`${at}`);
    assert.equal(tab.entries.length, 200);
    assert.equal(tab.entries[0].text, "50");
    assert.equal(tab.entries.at(-1).text, "249");
    assert.equal(createTab(tab.storage).entries.length, 200);
  });

  test("an answer to what has been dropped is dropped too", () => {
    const tab = createTab();
    const { id } = tab.ask("old");
    for (let at = 0; at < 200; at += 1) tab.ask(`${at}`);
    tab.answer(id, [reply("x")]);
    assert.equal(tab.entries.length, 200);
    assert.ok(!tab.entries.some((one) => one.kind === "answered"));
  });

  test("what to do meanwhile never comes back over the answer", () => {
    const tab = createTab();
    const { id } = tab.ask("a");
    tab.bridge(id, [reply("first aid")]);
    const twin = createTwin(tab);
    tab.answer(id, [reply("answer")]);
    tab.merge(structuredClone(twin.snapshot()));
    twin.merge(structuredClone(tab.snapshot()));
    for (const one of [tab, twin]) {
      assert.deepEqual(one.entries.map((entry) => entry.replies?.[0].text), [undefined, "answer"]);
    }
  });

  test("two tabs together keep no more", () => {
    const one = createTab();
    for (let at = 0; at < 200; at += 1) one.ask(`${at}`);
    const other = createTwin(one, 1000);
    one.ask("new");
    other.merge(one.snapshot());
    assert.ok(other.entries.length <= 200, `${other.entries.length} entries`);
    assert.equal(other.entries.at(-1).text, "new");
  });

  test("what one tab has dropped does not come back as the newest", () => {
    const one = createTab();
    for (let at = 0; at < 200; at += 1) one.ask(`${at}`);
    const other = createTwin(one, 1000);
    one.ask("new");
    one.merge(other.snapshot());
    assert.equal(one.entries.at(-1).text, "new");
    assert.ok(one.entries.length <= 200, `${one.entries.length} entries`);
  });
});

describe("a reload", () => {
  test("brings back everything", () => {
    const tab = createTab();
    const [a, b] = [tab.ask("a", "topic"), tab.ask("b")];
    tab.answer(a.id, [reply("x", { case: SHEET }), reply("y", { case: null })]);
    tab.judge(`${a.id}-a`, "thanks");
    tab.showNumbers(b.id);
    tab.tick("报警", true);
    tab.keepDraft("还没写完");
    const again = createTab(tab.storage, 100);
    assert.equal(again.session, tab.session);
    assert.deepEqual(JSON.parse(JSON.stringify(again.entries)), JSON.parse(JSON.stringify(tab.entries)));
    assert.deepEqual(again.done, { 报警: true });
    assert.equal(again.draft, "还没写完");
    assert.deepEqual(unanswered(again.entries).map((one) => one.text), ["b"]);
  });

  test("an answer that comes after it still finds its question", () => {
    const tab = createTab();
    const { id } = tab.ask("a");
    tab.ask("b");
    const again = createTab(tab.storage, 100);
    again.answer(id, [reply("x")]);
    assert.deepEqual(shape(again), ["a", "a/a", "b"]);
  });

  test("keeps the difference between a case that is over and none", () => {
    const tab = createTab();
    tab.answer(tab.ask("a").id, [reply("x", { case: SHEET })]);
    tab.answer(tab.ask("b").id, [reply("y")]);
    assert.deepEqual(currentCase(createTab(tab.storage).entries), SHEET);
    tab.answer(tab.ask("c").id, [reply("z", { case: null })]);
    assert.equal(currentCase(createTab(tab.storage).entries), null);
  });

  test("of a tab that was never used begins a new conversation", () => {
    const [one, other] = [createTab(createStorage(), 1), createTab(createStorage(), 2)];
    assert.notEqual(one.session, other.session);
    assert.deepEqual([one.entries, one.done, one.draft], [[], {}, ""]);
  });
});

describe("corrupt storage", () => {
  const session = "s".repeat(32);

  test("is a new conversation if there is no sense in it", () => {
    const wrong = [null, 0, 5, true, "x", [], {}, { session }, { session, entries: null }, { session, entries: {} },
      { session: 5, entries: [] }, { session: "short", entries: [] }, { session: "x".repeat(65), entries: [] },
      { session: "a/b".repeat(8), entries: [] }, { entries: [] }];
    for (const kept of wrong) {
      const tab = createTab(createStorage({ conversation: kept }), 7);
      assert.equal(tab.session, createIds(7)(), JSON.stringify(kept));
      assert.deepEqual(tab.entries, []);
    }
  });

  test("loses only the entries that are none", () => {
    const good = { id: "a", kind: "asked", text: "a", topic: null, status: "failed" };
    const entries = [null, 5, "x", [], {}, { id: 5 }, { id: "b", kind: "answered" }, { id: "c", kind: "answered", of: "a", replies: "x" }, good];
    const tab = createTab(createStorage({ conversation: { session, entries } }));
    assert.equal(tab.session, session);
    assert.deepEqual(tab.entries, [good]);
    assert.deepEqual([tab.done, tab.draft], [{}, ""]);
  });

  // Also what an older version of this page has left.
  test("replies of another shape do no harm", () => {
    const answers = [[null], [5, "x", []], [{}], [{ text: "a", case: 7 }], [{ text: "a", urgent: true, sections: null }]];
    for (const replies of answers) {
      const entries = [{ id: "q", kind: "asked", text: "a", status: "sent" }, { id: "q-a", kind: "answered", of: "q", replies, verdict: null }];
      const tab = createTab(createStorage({ conversation: { session, entries } }));
      assert.doesNotThrow(() => currentCase(tab.entries), JSON.stringify(replies));
      for (const one of tab.entries.filter(({ kind }) => kind === "answered")) {
        for (const { text, calls, sections, related } of one.replies) {
          assert.equal(typeof text, "string");
          assert.ok([calls, sections, related].every(Array.isArray), JSON.stringify(replies));
        }
      }
    }
  });

  test("steps can be ticked off, whatever was kept of them", () => {
    for (const done of [5, "abc", true, null, ["a"]]) {
      const tab = createTab(createStorage({ conversation: { session, entries: [], done } }));
      tab.tick("报警", true);
      assert.equal(tab.done.报警, true, JSON.stringify(done));
    }
  });

  test("is put right by the next change", () => {
    const storage = createStorage({ conversation: { session, entries: [null] } });
    createTab(storage).ask("a");
    assert.deepEqual(shape(createTab(storage)), ["a"]);
  });
});

describe("clear", () => {
  test("forgets everything, also in the storage, and begins another conversation", () => {
    const tab = createTab();
    const { session } = tab;
    tab.answer(tab.ask("a").id, [reply("x")]);
    tab.tick("报警", true);
    tab.keepDraft("abc");
    tab.clear();
    assert.deepEqual([tab.entries, tab.done, tab.draft], [[], {}, ""]);
    assert.notEqual(tab.session, session);
    assert.equal(tab.storage.get("conversation"), null);
    assert.deepEqual(createTab(tab.storage, 50).entries, []);
  });

  test("an answer under way is not shown any more", () => {
    const tab = createTab();
    const { id } = tab.ask("a");
    tab.clear();
    tab.answer(id, [reply("x")]);
    tab.setStatus(id, "failed");
    tab.judge(`${id}-a`, "thanks");
    tab.replace(`${id}-a`, [reply("y")]);
    assert.deepEqual(tab.entries, []);
  });

  test("what another tab says of the cleared conversation does not bring it back", () => {
    const tab = createTab();
    tab.ask("a");
    const other = createTwin(tab, 1000);
    tab.clear();
    other.ask("b"); // it has not heard yet
    assert.equal(tab.merge(other.snapshot()), false);
    assert.deepEqual(tab.entries, []);
  });
});

describe("the current case", () => {
  const answered = (...replies) => ({ id: `${Math.random()}`, kind: "answered", of: "q", replies, verdict: null });
  const steps = { part: "steps", label: "现在做", ordered: true, items: ["报警"] };

  test("is null if nobody spoke of one", () => {
    assert.equal(currentCase([]), null);
    assert.equal(currentCase([answered(reply("a")), { id: "n", kind: "numbers", of: "q" }]), null);
  });

  test("is the last that was told; other answers leave it", () => {
    const later = { ...SHEET, lead: "later" };
    assert.deepEqual(currentCase([answered(reply("a", { case: SHEET }))]), SHEET);
    assert.deepEqual(currentCase([answered(reply("a", { case: SHEET })), answered(reply("b"))]), SHEET);
    assert.deepEqual(currentCase([answered(reply("a", { case: SHEET })), answered(reply("b", { case: later }))]), later);
    assert.deepEqual(currentCase([answered(reply("a", { case: SHEET }), reply("b", { case: later }), reply("c"))]), later);
  });

  test("is over once the server says so, and stays so in calm", () => {
    const over = [answered(reply("a", { case: SHEET })), answered(reply("b", { case: null }))];
    assert.equal(currentCase(over), null);
    assert.equal(currentCase([...over, answered(reply("c"))]), null);
    assert.deepEqual(currentCase([...over, answered(reply("d", { case: SHEET }))]), SHEET);
  });

  test("is the urgent answer with steps if there is no better", () => {
    const urgent = reply("快", { urgent: true, sections: [steps], calls: [{ number: "110", name: "报警" }] });
    const found = currentCase([answered(urgent), answered(reply("b"))]);
    assert.deepEqual([found.lead, found.since, found.sections, found.calls[0].number], ["快", null, [steps], "110"]);
    assert.equal(currentCase([answered(reply("a", { urgent: true }))]), null);
    assert.equal(currentCase([answered(reply("a", { sections: [steps] }))]), null);
    assert.equal(currentCase([answered(urgent), answered(reply("b", { case: null }))]), null);
    assert.equal(currentCase([answered(reply("b", { case: null })), answered(urgent)]).lead, "快");
  });

  test("asking does not change the entries", () => {
    const entries = [answered(reply("a", { case: SHEET }), reply("b"))];
    const before = structuredClone(entries);
    currentCase(entries);
    assert.deepEqual(entries, before);
  });
});

describe("a conversation that was cleared in whatever tab", () => {
  const goneAre = (...sessions) => (session) => sessions.includes(session);

  test("is not brought back by a reload", () => {
    const tab = createTab();
    tab.ask("a");
    tab.tick("0:0", true);
    const again = createTab(tab.storage, 100, goneAre(tab.session));
    assert.notEqual(again.session, tab.session);
    assert.deepEqual([again.entries, again.done], [[], {}]);
  });

  test("is brought back if it was another one", () => {
    const tab = createTab();
    tab.ask("a");
    assert.deepEqual(shape(createTab(tab.storage, 100, goneAre("another"))), ["a"]);
  });

  test("is not taken over from a tab that has not heard of it", () => {
    const tab = createTab();
    tab.ask("a");
    const gone = [];
    const other = createTab(createStorage(), 1000, (session) => gone.includes(session));
    gone.push(tab.session); // cleared only now
    other.subscribe(() => assert.fail("told"));
    assert.equal(other.merge(tab.snapshot()), false);
    assert.deepEqual(other.entries, []);
    assert.notEqual(other.session, tab.session);
  });

  test("leaves nothing in the storage of a tab that comes back", () => {
    const tab = createTab();
    tab.ask("a");
    tab.keepDraft("b");
    const again = createTab(tab.storage, 100, goneAre(tab.session));
    assert.equal(again.draft, "");
    assert.equal(tab.storage.get("conversation"), null);
    assert.equal(tab.storage.get("draft"), null);
  });
});

describe("the draft", () => {
  test("is kept by itself, not with the conversation", () => {
    const tab = createTab();
    tab.ask("a");
    const before = tab.storage.get("conversation");
    tab.keepDraft("钱没了");
    assert.equal(tab.storage.get("draft"), "钱没了");
    assert.deepEqual(tab.storage.get("conversation"), before);
    assert.ok(!("draft" in tab.snapshot()) && !("draft" in before));
  });

  test("that was emptied, sent or cleared leaves nothing behind", () => {
    for (const end of [(tab) => tab.keepDraft(""), (tab) => tab.ask("b"), (tab) => tab.clear()]) {
      const tab = createTab();
      tab.keepDraft("b");
      end(tab);
      assert.equal(tab.draft, "");
      assert.equal(tab.storage.get("draft"), null);
    }
  });

  test("is a text, whatever was kept", () => {
    for (const draft of [null, 0, 5, true, [], {}]) assert.equal(typeof createTab(createStorage({ draft })).draft, "string");
  });

  test("is kept without anybody being told", () => {
    const tab = createTab();
    tab.subscribe(() => assert.fail("told"));
    tab.keepDraft("钱没了");
    assert.equal(tab.draft, "钱没了");
    assert.equal(createTab(tab.storage).draft, "钱没了");
  });

  test("is gone when it is sent, and stays while others are answered", () => {
    const tab = createTab();
    const { id } = tab.ask("a");
    tab.keepDraft("b");
    tab.answer(id, [reply("x")]);
    assert.equal(tab.draft, "b");
    tab.ask("b");
    assert.equal(tab.draft, "");
  });

  test("is each tab's own", () => {
    const tab = createTab();
    tab.ask("a");
    tab.keepDraft("mine");
    const other = createTwin(tab, 1000);
    assert.equal(other.draft, "");
    other.keepDraft("theirs");
    tab.merge(other.snapshot());
    assert.equal(tab.draft, "mine");
  });
});

describe("ticks", () => {
  test("can be taken back", () => {
    const tab = createTab();
    tab.tick("a", true);
    tab.tick("b", true);
    tab.tick("a", false);
    assert.deepEqual(tab.done, { a: false, b: true });
  });

  test("reach another tab, and so does taking them back", () => {
    const tab = createTab();
    tab.ask("q");
    tab.tick("a", true);
    const other = createTwin(tab, 1000);
    assert.deepEqual(other.done, { a: true });
    other.tick("a", false);
    other.tick("b", true);
    tab.merge(other.snapshot());
    assert.deepEqual(tab.done, { a: false, b: true });
  });
});

describe("merging", () => {
  test("a new tab takes the conversation over", () => {
    const tab = createTab();
    tab.answer(tab.ask("a").id, [reply("x")]);
    const twin = createTwin(tab, 1000);
    assert.equal(twin.session, tab.session);
    assert.deepEqual(twin.entries, tab.entries);
    assert.equal(createTab(twin.storage).session, tab.session);
  });

  test("another conversation is left alone, and so is nonsense", () => {
    const [tab, stranger] = [createTab(), createTab(createStorage(), 1000)];
    tab.ask("a");
    stranger.ask("b");
    tab.subscribe(() => assert.fail("told"));
    for (const theirs of [stranger.snapshot(), null, undefined, 5, "x", {}, [], { session: tab.session }, { session: tab.session, entries: "x" }]) {
      assert.equal(tab.merge(theirs), false);
    }
    assert.deepEqual(shape(tab), ["a"]);
  });

  test("the same once more changes nothing, and draws nothing anew", () => {
    const tab = createTab();
    tab.answer(tab.ask("a").id, [reply("x")]);
    tab.showNumbers(tab.ask("b").id);
    const twin = createTwin(tab, 1000);
    const before = twin.entries;
    twin.merge(structuredClone(tab.snapshot()));
    assert.deepEqual(twin.entries, before);
    assert.ok(twin.entries.every((one, at) => one === before[at]), "entries were replaced by copies");
  });

  test("entries told twice at once are one", () => {
    const tab = createTab();
    tab.ask("a");
    const twin = createTwin(tab, 1000);
    twin.answer(twin.ask("b").id, [reply("x")]);
    const { entries, ...rest } = structuredClone(twin.snapshot());
    tab.merge({ ...rest, entries: [...entries, ...entries] });
    assert.deepEqual(shape(tab), ["a", "b", "b/a"]);
  });

  test("a question, its answer and the numbers arrive where they belong", () => {
    const tab = createTab();
    const a = tab.ask("a");
    const twin = createTwin(tab, 1000);
    tab.showNumbers(a.id);
    tab.answer(a.id, [reply("x")]);
    twin.ask("b");
    twin.merge(tab.snapshot());
    assert.deepEqual(shape(twin), ["a", "a/n", "a/a", "b"]);
  });

  test("a question does not come between another and its answer", () => {
    const tab = createTab();
    const a = tab.ask("a");
    const twin = createTwin(tab, 1000);
    twin.ask("b"); // the answer to «a» has not got here yet
    tab.answer(a.id, [reply("x")]);
    tab.merge(twin.snapshot());
    assert.deepEqual(shape(tab), ["a", "a/a", "b"]);
  });

  test("nor between another and the numbers", () => {
    const tab = createTab();
    const a = tab.ask("a");
    const twin = createTwin(tab, 1000);
    twin.ask("b");
    tab.showNumbers(a.id);
    tab.merge(twin.snapshot());
    assert.deepEqual(shape(tab), ["a", "a/n", "b"]);
  });

  for (const status of ["failed", "refused", "sent"]) {
    test(`the tab that sends says when a question is ${status}`, () => {
      const tab = createTab();
      const a = tab.ask("a");
      const twin = createTwin(tab, 1000);
      const before = structuredClone(twin.snapshot());
      if (status === "sent") tab.answer(a.id, [reply("x")]);
      else tab.setStatus(a.id, status);
      twin.merge(structuredClone(tab.snapshot()));
      assert.equal(known(twin, "a").status, status);
      tab.merge(before); // what the twin knew before comes late
      assert.equal(known(tab, "a").status, status);
    });
  }

  test("what is sent stays sent, whoever else still thinks it is under way", () => {
    const tab = createTab();
    const a = tab.ask("a");
    const twin = createTwin(tab, 1000);
    const third = createTwin(tab, 2000);
    tab.answer(a.id, [reply("x")]);
    twin.merge(tab.snapshot());
    twin.merge(structuredClone(third.snapshot()));
    assert.equal(known(twin, "a").status, "sent");
  });

  test("a verdict arrives", () => {
    const tab = createTab();
    const a = tab.ask("a");
    tab.answer(a.id, [reply("x")]);
    const twin = createTwin(tab, 1000);
    twin.judge(`${a.id}-a`, "thanks");
    tab.merge(twin.snapshot());
    assert.equal(answerTo(tab, a).verdict, "thanks");
  });

  test("a verdict is not lost to a tab that has not heard of it", () => {
    const tab = createTab();
    const a = tab.ask("a");
    tab.answer(a.id, [reply("x")]);
    const twin = createTwin(tab, 1000);
    tab.judge(`${a.id}-a`, "thanks");
    twin.ask("b");
    tab.merge(twin.snapshot());
    assert.equal(answerTo(tab, a).verdict, "thanks");
  });

  test("replies in another script arrive", () => {
    const tab = createTab();
    const a = tab.ask("a");
    tab.answer(a.id, [reply("骗")]);
    const twin = createTwin(tab, 1000);
    twin.replace(`${a.id}-a`, [reply("騙")]);
    tab.merge(twin.snapshot());
    assert.equal(answerTo(tab, a).replies[0].text, "騙");
  });

  test("the newer card stays, whichever tab shows it", () => {
    const tab = createTab();
    const [a, b] = ["a", "b"].map((text) => tab.ask(text));
    tab.showNumbers(a.id);
    const twin = createTwin(tab, 1000);
    tab.showNumbers(b.id);
    twin.merge(tab.snapshot());
    assert.deepEqual(shape(twin), ["a", "b", "b/n"]);
  });
});

// Two tabs that ask at the same time, with what they tell each other arriving at any moment.
describe("two tabs in all orders", () => {
  const STEPS = [
    ({ one, ids }) => (ids.a = one.ask("a").id),
    ({ two, ids }) => (ids.b = two.ask("b").id),
    ({ one, ids }) => one.showNumbers(ids.a),
    ({ one, ids }) => one.answer(ids.a, [reply("to a")]),
    ({ two, ids }) => two.showNumbers(ids.b),
    ({ two, ids }) => two.answer(ids.b, [reply("to b")]),
    ({ one, ids }) => one.judge(`${ids.a}-a`, "thanks"),
    ({ two, ids }) => two.judge(`${ids.b}-a`, "thanks"),
  ];

  // After each step a bit says whether what has been said so far arrives now. Each change is told
  // with the state as it was then, as tabs.js does.
  function play(schedule) {
    const one = createTab();
    const start = one.ask("start");
    one.answer(start.id, [reply("hello")]);
    const two = createTwin(one, 1000);
    const flying = [];
    let hearing = false;
    const tell = (to) => (state) => hearing || flying.push({ to, state: structuredClone(state) });
    one.subscribe(tell(two));
    two.subscribe(tell(one));
    const arrive = () => {
      hearing = true;
      while (flying.length) {
        const { to, state } = flying.shift();
        to.merge(state);
      }
      hearing = false;
    };
    const ids = {};
    STEPS.forEach((step, at) => {
      step({ one, two, ids });
      if (schedule & (1 << at)) arrive();
    });
    arrive();
    return { one, two };
  }

  function inAllOrders(check) {
    for (let schedule = 0; schedule < 1 << STEPS.length; schedule += 1) {
      const { one, two } = play(schedule);
      const name = `schedule ${schedule.toString(2).padStart(STEPS.length, "0")}`;
      for (const tab of [one, two]) check(tab, `${name}: ${shape(tab)}`);
    }
  }

  test("both have everything, once", () => {
    inAllOrders((tab, name) => {
      const all = shape(tab).filter((one) => !one.endsWith("/n"));
      assert.deepEqual(all.sort(), ["a", "a/a", "b", "b/a", "start", "start/a"], name);
    });
  });

  test("every answer stands below its own question, with at most the numbers between", () => {
    inAllOrders((tab, name) => {
      const all = shape(tab).filter((one) => !one.endsWith("/n"));
      for (const text of ["start", "a", "b"]) assert.equal(all[all.indexOf(text) + 1], `${text}/a`, name);
    });
  });

  test("there is at most one card with the numbers", () => {
    inAllOrders((tab, name) => assert.ok(shape(tab).filter((one) => one.endsWith("/n")).length <= 1, name));
  });

  test("every question is sent and every verdict known", () => {
    inAllOrders((tab, name) => {
      for (const one of tab.entries.filter(({ kind }) => kind === "asked")) assert.equal(one.status, "sent", name);
      for (const text of ["a", "b"]) assert.equal(answerTo(tab, known(tab, text)).verdict, "thanks", name);
    });
  });
});
