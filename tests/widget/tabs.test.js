// Tabs of one browser: what one knows the others know, and no message goes round for ever.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createConversation } from "../../bot/widget/conversation.js";
import { asReply } from "../../bot/widget/shape.js";
import { createTabs } from "../../bot/widget/tabs.js";
import { createAir, createClock, createIds, createStorage, settle } from "./fakes.js";

const REPLIES = [asReply({ text: "好" })];

function createBrowser() {
  const clock = createClock();
  const air = createAir();
  let made = 0;
  function open({ name = "site", Channel = air.Channel, storage = createStorage() } = {}) {
    made += 1;
    const conversation = createConversation({ storage, makeId: createIds(made * 1000) });
    const tab = { conversation, storage, cleared: 0, changes: 0 };
    tab.tabs = createTabs({
      Channel, name, conversation, setTimeout: clock.setTimeout,
      cleared() {
        tab.cleared += 1;
        conversation.clear();
      },
    });
    conversation.subscribe(() => (tab.changes += 1));
    tab.texts = () => conversation.entries.map((one) => one.text || one.kind);
    // As core.js does it.
    tab.clear = () => {
      const { session } = conversation;
      conversation.clear();
      tab.tabs.clear(session);
      air.deliver();
    };
    return tab;
  }
  async function join(options) {
    const tab = open(options);
    const joined = tab.tabs.join();
    air.deliver();
    await clock.pass(250);
    await joined;
    return tab;
  }
  return { air, clock, open, join };
}

// A tab with a conversation, and others that have joined it.
async function createTalk(count) {
  const browser = createBrowser();
  const all = [await browser.join()];
  const { id } = all[0].conversation.ask("a");
  all[0].conversation.answer(id, REPLIES);
  browser.air.deliver();
  while (all.length < count) all.push(await browser.join());
  return { ...browser, all };
}

describe("a new tab", () => {
  test("takes the conversation over", async () => {
    const { all: [one, two] } = await createTalk(2);
    assert.equal(two.conversation.session, one.conversation.session);
    assert.deepEqual(two.conversation.entries, one.conversation.entries);
    assert.equal(two.storage.get("conversation").session, one.conversation.session);
  });

  test("takes it over once, though two tabs tell of it", async () => {
    const { all: [one, , three] } = await createTalk(3);
    assert.deepEqual(three.texts(), ["a", "answered"]);
    assert.equal(three.conversation.session, one.conversation.session);
  });

  test("has one of its own if the others have said nothing", async () => {
    const browser = createBrowser();
    const [one, two] = [await browser.join(), await browser.join()];
    assert.notEqual(one.conversation.session, two.conversation.session);
    assert.deepEqual([one.texts(), two.texts()], [[], []]);
  });

  test("finds one that began after it", async () => {
    const browser = createBrowser();
    const [one, two] = [await browser.join(), await browser.join()];
    one.conversation.ask("a");
    browser.air.deliver();
    assert.deepEqual(two.texts(), ["a"]);
    assert.equal(two.conversation.session, one.conversation.session);
  });

  test("waits a quarter of a second at most", async () => {
    const { clock, open } = createBrowser();
    let joined = false;
    open().tabs.join().then(() => (joined = true));
    await clock.pass(250);
    assert.ok(joined);
  });

  test("does not hear a page of another address", async () => {
    const { air, join, all: [one] } = await createTalk(1);
    const other = await join({ name: "another site" });
    one.conversation.ask("b");
    air.deliver();
    assert.deepEqual(other.texts(), []);
  });
});

describe("changes", () => {
  test("are seen in all tabs", async () => {
    const { air, all } = await createTalk(3);
    const { id } = all[1].conversation.ask("b");
    air.deliver();
    for (const tab of all) assert.deepEqual(tab.texts(), ["a", "answered", "b"]);
    all[1].conversation.answer(id, REPLIES);
    air.deliver();
    for (const tab of all) assert.deepEqual(tab.texts(), ["a", "answered", "b", "answered"]);
    all[2].conversation.judge(`${id}-a`, "thanks");
    air.deliver();
    for (const tab of all) assert.equal(tab.conversation.entries.at(-1).verdict, "thanks");
  });

  test("are told once and not sent back", async () => {
    const { air, all } = await createTalk(3);
    const before = air.sent;
    all[0].conversation.ask("b");
    air.deliver();
    assert.equal(air.sent - before, 1);
  });

  test("are told again by the tab that heard, once it has something of its own to say", async () => {
    const { air, all: [one, two] } = await createTalk(2);
    one.conversation.ask("b");
    air.deliver();
    const before = air.sent;
    two.conversation.ask("c");
    air.deliver();
    assert.equal(air.sent - before, 1);
    assert.deepEqual(one.texts(), ["a", "answered", "b", "c"]);
  });

  test("that cross on the way reach both", async () => {
    const { air, all: [one, two] } = await createTalk(2);
    one.conversation.ask("b");
    two.conversation.ask("c");
    air.deliver();
    for (const tab of [one, two]) assert.deepEqual(tab.texts().sort(), ["a", "answered", "b", "c"]);
  });

  test("of a draft are nobody's business", async () => {
    const { air, all: [one, two] } = await createTalk(2);
    const before = air.sent;
    one.conversation.keepDraft("not yet");
    air.deliver();
    assert.equal(air.sent, before);
    assert.equal(two.conversation.draft, "");
  });

  test("of another conversation are left alone", async () => {
    const browser = createBrowser();
    const [one, two] = [browser.open(), browser.open()];
    one.conversation.ask("a");
    two.conversation.ask("b");
    browser.air.deliver();
    await browser.join();
    assert.deepEqual([one.texts(), two.texts()], [["a"], ["b"]]);
    assert.notEqual(one.conversation.session, two.conversation.session);
  });

  test("a new tab between two conversations takes over one of them, whole", async () => {
    const browser = createBrowser();
    const [one, two] = [browser.open(), browser.open()];
    one.conversation.ask("a");
    two.conversation.ask("b");
    browser.air.deliver();
    const three = await browser.join();
    const whose = [one, two].find((tab) => tab.conversation.session === three.conversation.session);
    assert.deepEqual(three.texts(), whose.texts());
  });

  test("nonsense on the channel does no harm", async () => {
    const { air, all: [one] } = await createTalk(1);
    const stranger = new air.Channel("site");
    const { session } = one.conversation;
    for (const data of [null, 5, "hello", [], {}, { kind: "state" }, { kind: "state", state: 5 }, { kind: "clear" },
      { kind: "state", state: { session, entries: [null, 7, { id: 1 }] } }, { kind: "clear", session: "other" }, { kind: 7 }]) {
      stranger.postMessage(data);
      assert.doesNotThrow(air.deliver, JSON.stringify(data));
    }
    assert.deepEqual(one.texts(), ["a", "answered"]);
    assert.equal(one.cleared, 0);
  });

  test("a tab that stumbles over a message still tells what it says itself", async () => {
    const { air, all: [one, two] } = await createTalk(2);
    const stop = two.conversation.subscribe(() => { throw new Error("a slip"); });
    one.conversation.ask("b");
    assert.throws(air.deliver, /a slip/);
    stop();
    two.conversation.ask("c");
    air.deliver();
    assert.ok(one.texts().includes("c"));
  });
});

describe("clearing", () => {
  test("in one tab clears all", async () => {
    const { all } = await createTalk(3);
    all[1].clear();
    for (const tab of all) {
      assert.deepEqual(tab.texts(), []);
      assert.equal(tab.storage.get("conversation"), null);
    }
    assert.deepEqual(all.map((tab) => tab.cleared), [1, 0, 1]);
  });

  test("is told once and not sent back", async () => {
    const { air, all } = await createTalk(3);
    const before = air.sent;
    all[0].clear();
    assert.equal(air.sent - before, 1);
  });

  test("leaves another conversation alone", async () => {
    const browser = createBrowser();
    const [one, two] = [browser.open(), browser.open()];
    one.conversation.ask("a");
    two.conversation.ask("b");
    browser.air.deliver();
    one.clear();
    assert.deepEqual(two.texts(), ["b"]);
    assert.equal(two.cleared, 0);
  });

  test("tabs share what is begun afterwards", async () => {
    const { air, all: [one, two] } = await createTalk(2);
    one.clear();
    two.conversation.ask("new");
    air.deliver();
    assert.deepEqual(one.texts(), ["new"]);
    assert.equal(one.conversation.session, two.conversation.session);
  });

  // A tab in the background may tell of its answer before it hears that all was cleared.
  test("holds, though another tab still speaks of the conversation", async () => {
    const { air, all: [one, two] } = await createTalk(2);
    const { session } = one.conversation;
    one.conversation.clear();
    one.tabs.clear(session);
    two.conversation.ask("b");
    air.deliver();
    assert.deepEqual([one.texts(), two.texts()], [[], []]);
  });
});

describe("leaving", () => {
  test("closes the channel: nothing is heard any more, and nothing asked of it", async () => {
    const { air, all: [one, two] } = await createTalk(2);
    two.tabs.leave();
    one.conversation.ask("b");
    air.deliver();
    assert.deepEqual(two.texts(), ["a", "answered"]);
    one.clear();
    assert.equal(two.cleared, 0);
  });

  test("twice does no harm", async () => {
    const { all: [one] } = await createTalk(1);
    one.tabs.leave();
    assert.doesNotThrow(() => one.tabs.leave());
  });

  test("the others go on with each other", async () => {
    const { air, all: [one, two, three] } = await createTalk(3);
    two.tabs.leave();
    one.conversation.ask("b");
    air.deliver();
    assert.deepEqual(three.texts(), ["a", "answered", "b"]);
  });

  // A verdict or an answer may still be on its way when the element is taken out of the page.
  test("what changes afterwards is told to nobody, without an error", async () => {
    const { air, all: [one, two] } = await createTalk(2);
    one.tabs.leave();
    assert.doesNotThrow(() => one.conversation.ask("b"));
    assert.doesNotThrow(() => one.tabs.clear(one.conversation.session));
    air.deliver();
    assert.deepEqual(two.texts(), ["a", "answered"]);
  });
});

describe("without a channel", () => {
  class Forbidden {
    constructor() {
      throw new DOMException("no", "SecurityError");
    }
  }

  for (const [why, Channel] of [["the browser has none", undefined], ["it is forbidden in this frame", Forbidden]]) {
    test(`each tab is alone: ${why}`, async () => {
      const { clock, open } = createBrowser();
      const one = open({ Channel: Channel || null });
      await one.tabs.join();
      one.conversation.ask("a");
      one.clear();
      one.conversation.ask("b");
      await settle();
      assert.doesNotThrow(() => one.tabs.leave());
      assert.deepEqual(one.texts(), ["b"]);
      assert.equal(clock.waiting, 0);
    });
  }
});
