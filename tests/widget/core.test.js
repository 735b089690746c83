// The parts together, as one tab has them: what is sent, hidden, cleared, and gone on with.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createCore } from "../../bot/widget/core.js";
import { createAir, createClock, createStorage, settle } from "./fakes.js";

const BASE = "https://example.org/bot/";
const PHONE = "13800138000";
const MARK = "〔号码已隐去〕";

const json = (body, status = 200) => ({ ok: status < 400, status, headers: new Headers(), json: async () => body });
const replying = (text) => json({ replies: [{ text }] });

// A line on which nothing comes back until one hangs up.
const silent = ({ signal }) => new Promise((resolve, reject) => {
  signal.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
});
const dead = () => { throw new TypeError("Failed to fetch"); };
const friendly = ({ path, body }) => (path === "message" ? replying(`to ${body.text || body.id}`) : json({ forgotten: true }));

// One browser, one server. `server.answer` is what the server does from now on.
function createBrowser() {
  const clock = createClock();
  const air = createAir();
  const device = createStorage();
  const server = { answer: friendly, requests: [] };
  const all = []; // of what pages hear: the modules know only the window of the page opened last

  // A page opened in a tab; `storage` is the tab's, so that a reload finds what was there.
  function open({ storage = createStorage(), registered = ["110", "96110"], script = null, Channel = air.Channel } = {}) {
    const listeners = [];
    all.push(listeners);
    globalThis.window = {
      setTimeout: clock.setTimeout,
      clearTimeout: clock.clearTimeout,
      BroadcastChannel: Channel,
      fetch: async (url, { body, ...options }) => {
        const request = { path: url.replace(`${BASE}webhooks/chat/`, ""), body: body && JSON.parse(body), ...options };
        server.requests.push(request);
        return server.answer(request);
      },
      addEventListener: (kind, hear) => listeners.push({ kind, hear }),
      removeEventListener: (kind, hear) => all.forEach((heard) => {
        const at = heard.findIndex((one) => one.kind === kind && one.hear === hear);
        if (at >= 0) heard.splice(at, 1);
      }),
    };
    const preferences = () => ({ chosenScript: script });
    const core = createCore({ base: BASE, tab: storage, device, preferences, registered });
    return {
      core, storage, listeners,
      happen: (kind, event = {}) => listeners.filter((one) => one.kind === kind).forEach((one) => one.hear(event)),
      entries: () => core.conversation.entries,
      texts: () => core.conversation.entries.map((one) => one.text || one.replies?.[0].text || one.kind),
      statuses: () => core.conversation.entries.filter((one) => one.kind === "asked").map((one) => one.status),
    };
  }

  // Time passes, and what tabs tell each other arrives.
  async function pass(ms) {
    const end = clock.now + ms;
    do {
      air.deliver();
      await clock.pass(Math.min(end - clock.now, 250));
    } while (clock.now < end);
    air.deliver();
    await settle();
  }

  // Opened, and past the moment in which other tabs may answer.
  async function begin(options) {
    const page = open(options);
    page.core.begin();
    await pass(250);
    return page;
  }

  const sent = (path = "message") => server.requests.filter((one) => one.path === path).map((one) => one.body);
  return { clock, air, device, server, open, begin, pass, sent };
}

describe("asking", () => {
  test("sends the text with the conversation's id and one of its own, and shows the answer", async () => {
    const { begin, pass, sent } = createBrowser();
    const page = await begin();
    assert.equal(page.core.ask("你好"), false);
    await pass(0);
    const [{ id }] = page.entries();
    const { session } = page.core.conversation;
    assert.deepEqual(sent(), [{ session, opening: session, id, text: "你好" }]);
    assert.deepEqual(page.texts(), ["你好", "to 你好"]);
    assert.match(page.core.conversation.session, /^[0-9a-f]{32}$/);
    assert.match(id, /^[0-9a-f]{32}$/);
  });

  test("takes the topic of a button and the chosen script along", async () => {
    const { begin, pass, sent } = createBrowser();
    const page = await begin({ script: "hant" });
    page.core.ask("刷單", "shua_dan");
    await pass(0);
    assert.deepEqual([sent()[0].topic, sent()[0].script], ["shua_dan", "hant"]);
  });

  test("a double tap on a button sends once", async () => {
    const { begin, pass, sent } = createBrowser();
    const page = await begin();
    for (let tap = 0; tap < 3; tap += 1) page.core.ask("防骗小测验");
    await pass(0);
    assert.equal(sent().length, 1);
    assert.deepEqual(page.texts(), ["防骗小测验", "to 防骗小测验"]);
  });

  test("a double tap on a button with a number sends once too", async () => {
    const { begin, pass, sent } = createBrowser();
    const page = await begin();
    page.core.ask(`${PHONE}是骗子吗`);
    assert.equal(page.core.ask(`${PHONE}是骗子吗`), false);
    await pass(0);
    assert.equal(sent().length, 1);
  });

  test("the same once more after its answer is asked once more", async () => {
    const { begin, pass, sent } = createBrowser();
    const page = await begin();
    for (let time = 0; time < 2; time += 1) {
      page.core.ask("还有吗");
      await pass(0);
    }
    assert.equal(sent().length, 2);
    assert.notEqual(sent()[0].id, sent()[1].id);
  });

  test("two buttons are two questions, one after the other", async () => {
    const { begin, pass, sent } = createBrowser();
    const page = await begin();
    ["是", "不是"].forEach((text) => page.core.ask(text));
    await pass(0);
    assert.deepEqual(sent().map((one) => one.text), ["是", "不是"]);
    assert.deepEqual(page.texts(), ["是", "to 是", "不是", "to 不是"]);
  });

  test("two numbers are two questions, though neither is shown", async () => {
    const { begin, pass, sent } = createBrowser();
    const page = await begin();
    page.core.ask("13800138000是骗子吗");
    page.core.ask("13900139000是骗子吗");
    await pass(0);
    assert.deepEqual(sent().map((one) => one.text), ["13800138000是骗子吗", "13900139000是骗子吗"]);
  });
});

describe("the number of a person", () => {
  test("is sent as it was written, and neither shown nor kept", async () => {
    const { begin, pass, server, sent } = createBrowser();
    server.answer = silent;
    const page = await begin();
    assert.equal(page.core.ask(`${PHONE}打给我`), true);
    await pass(0);
    assert.equal(sent()[0].text, `${PHONE}打给我`);
    assert.deepEqual(page.texts(), [`${MARK}打给我`]);
    assert.ok(!JSON.stringify(page.storage.get("conversation")).includes(PHONE));
    assert.equal(page.storage.get("draft"), null);
  });

  test("is sent as it was written also when it is tried again", async () => {
    const { begin, pass, server, sent } = createBrowser();
    server.answer = dead;
    const page = await begin();
    page.core.ask(PHONE);
    await pass(4000);
    server.answer = friendly;
    page.core.retry();
    await pass(0);
    assert.deepEqual(sent().map((one) => one.text), Array(4).fill(PHONE));
    assert.deepEqual(page.statuses(), ["sent"]);
  });

  test("is not told to other tabs", async () => {
    const { begin, pass } = createBrowser();
    const [one, two] = [await begin(), await begin()];
    one.core.ask(`${PHONE}打给我`);
    await pass(0);
    assert.equal(two.entries()[0].text, `${MARK}打给我`);
  });

  test("that is registered is shown", async () => {
    const { begin, pass } = createBrowser();
    const page = await begin({ registered: ["110", "4008822528"] });
    assert.equal(page.core.ask("400-8822-528 是真的吗"), false);
    await pass(0);
    assert.equal(page.texts()[0], "400-8822-528 是真的吗");
  });
});

// The server issues a token with its first reply; from then on nothing else names the conversation.
describe("a session", () => {
  const tokenOf = (number) => `${number}`.repeat(22) + ".6919a1b2." + "s".repeat(43);

  // Answers, and issues the tokens that `issue` says, one a reply.
  const issuing = (issue) => (request) => (request.path === "message"
    ? json({ session: issue(request.body), new: false, replies: [{ text: `to ${request.body.text}` }] })
    : json({ forgotten: true, kept: true }));

  test("is opened with our own secret, and named by the token from then on", async () => {
    const { begin, pass, server, sent } = createBrowser();
    server.answer = issuing(() => tokenOf(1));
    const page = await begin();
    ["a", "b", "c"].forEach((text) => page.core.ask(text)); // the later ones wait while there is no token yet
    await pass(0);
    const { session } = page.core.conversation;
    assert.deepEqual(sent().map((one) => [one.session, one.opening]),
      [[session, session], [tokenOf(1), undefined], [tokenOf(1), undefined]]);
    await page.core.convert("hant");
    await page.core.clear();
    assert.deepEqual([...sent().slice(3), ...sent("forget")].map((one) => one.session), Array(4).fill(tokenOf(1)));
  });

  test("is the one of the last reply", async () => {
    const { begin, pass, server, sent } = createBrowser();
    let issued = 0;
    server.answer = issuing(() => tokenOf((issued += 1)));
    const page = await begin();
    for (const text of ["a", "b", "c"]) {
      page.core.ask(text);
      await pass(5);
    }
    assert.deepEqual(sent().slice(1).map((one) => one.session), [tokenOf(1), tokenOf(2)]);
  });

  test("outlives a reload", async () => {
    const { begin, pass, server, sent } = createBrowser();
    server.answer = issuing(() => tokenOf(1));
    const page = await begin();
    page.core.ask("a");
    await pass(0);
    page.core.destroy();
    const again = await begin({ storage: page.storage });
    again.core.ask("b");
    await pass(0);
    assert.equal(sent()[1].session, tokenOf(1));
  });

  test("is shared by all tabs", async () => {
    const { begin, pass, server, sent } = createBrowser();
    server.answer = issuing(() => tokenOf(1));
    const one = await begin();
    one.core.ask("a");
    await pass(0);
    const two = await begin();
    two.core.ask("b");
    await pass(0);
    assert.equal(sent()[1].session, tokenOf(1));
  });

  test("that two tabs open at once is one: both say the same secret", async () => {
    const { begin, pass, server, sent } = createBrowser();
    server.answer = silent;
    const one = await begin();
    one.core.ask("a");
    await pass(0);
    const two = await begin();
    two.core.ask("b");
    await pass(0);
    assert.equal(new Set(sent().map((request) => request.opening)).size, 1);
  });

  test("that came later is not replaced by an older tab's", async () => {
    const { air, begin, pass, server, sent } = createBrowser();
    server.answer = issuing(() => tokenOf(2));
    const page = await begin();
    page.core.ask("a");
    await pass(0);
    const state = { ...page.storage.get("conversation"), token: tokenOf(1), tokenAt: 5 };
    new air.Channel(`xiaogan-antifraud ${BASE}`).postMessage({ kind: "state", state });
    await pass(0);
    page.core.ask("b");
    await pass(0);
    assert.equal(sent()[1].session, tokenOf(2));
  });

  test("of a conversation that was cleared is not taken into the next one", async () => {
    const { begin, pass, server, sent } = createBrowser();
    let release;
    server.answer = (request) => new Promise((resolve) => (release = () => resolve(issuing(() => tokenOf(1))(request))));
    const page = await begin();
    page.core.ask("a");
    await pass(0);
    const late = release;
    server.answer = friendly;
    page.core.clear();
    late();
    await pass(0);
    page.core.ask("b");
    await pass(0);
    assert.equal(sent()[1].opening, page.core.conversation.session);
  });

  test("that a widget of former days has kept is opened anew, and what was said stays", async () => {
    const session = "f".repeat(32);
    const entries = [{ id: "a".repeat(32), kind: "asked", text: "a", topic: null, status: "sent" }];
    const { begin, pass, server, sent } = createBrowser();
    server.answer = issuing(() => tokenOf(1));
    const page = await begin({ storage: createStorage({ conversation: { session, entries, done: {} } }) });
    ["b", "c"].forEach((text) => page.core.ask(text));
    await pass(0);
    assert.deepEqual(sent().map((one) => [one.session, one.opening]), [[session, session], [tokenOf(1), undefined]]);
    assert.deepEqual(page.texts(), ["a", "b", "to b", "c", "to c"]);
  });

  test("that is no token is not kept", async () => {
    for (const odd of [5, null, ["x"], "short", "with blank".repeat(3), "x".repeat(300), "<b>".repeat(9)]) {
      const { begin, pass, server, sent } = createBrowser();
      server.answer = issuing(() => odd);
      const page = await begin();
      ["a", "b"].forEach((text) => page.core.ask(text));
      await pass(0);
      assert.equal(sent()[1].opening, page.core.conversation.session, String(odd));
    }
  });
});

describe("a crowd", () => {
  test("shows the numbers at once, and the message is tried again when the server said", async () => {
    const { begin, pass, server, sent } = createBrowser();
    server.answer = () => ({ ok: false, status: 429, headers: new Headers({ "Retry-After": "4" }), json: async () => ({}) });
    const page = await begin();
    page.core.ask("a");
    await pass(0);
    assert.deepEqual([page.statuses(), page.texts()], [["slow"], ["a", "numbers"]]);
    server.answer = friendly;
    await pass(3999);
    assert.equal(sent().length, 1);
    await pass(1);
    assert.deepEqual([page.statuses(), page.texts()], [["sent"], ["a", "numbers", "to a"]]);
  });
});

describe("somebody in need, in a crowd", () => {
  const replies = [{ text: "first aid", urgent: true }];
  const turnsAway = () => ({ ok: false, status: 429, headers: new Headers({ "Retry-After": "4" }), json: async () => ({ replies }) });

  test("sees at once what to do, and then the answer in its place", async () => {
    const { begin, pass, server, sent } = createBrowser();
    server.answer = turnsAway;
    const page = await begin();
    page.core.ask("a");
    await pass(0);
    assert.deepEqual([page.statuses(), page.texts()], [["slow"], ["a", "first aid"]]);
    server.answer = friendly;
    await pass(4000);
    assert.equal(new Set(sent().map((one) => one.id)).size, 1);
    assert.deepEqual([page.statuses(), page.texts()], [["sent"], ["a", "to a"]]);
  });

  test("still has it when nothing helped, and a reload sends again", async () => {
    const { begin, pass, server } = createBrowser();
    const storage = createStorage();
    server.answer = turnsAway;
    const page = await begin({ storage });
    page.core.ask("a");
    await pass(12_000);
    assert.deepEqual([page.statuses(), page.texts()], [["failed"], ["a", "first aid"]]);
    page.core.destroy();
    server.answer = friendly;
    const next = await begin({ storage });
    await pass(0);
    assert.deepEqual([next.statuses(), next.texts()], [["sent"], ["a", "to a"]]);
  });
});

describe("a bad line", () => {
  test("is told step by step, and the numbers show", async () => {
    const { begin, pass, server } = createBrowser();
    server.answer = dead;
    const page = await begin();
    page.core.ask("a");
    page.core.ask("b");
    await pass(2999);
    assert.deepEqual([page.statuses(), page.texts()], [["sending", "sending"], ["a", "b"]]);
    await pass(1);
    assert.deepEqual([page.statuses(), page.texts()], [["slow", "sending"], ["a", "numbers", "b"]]);
    await pass(1000);
    assert.deepEqual([page.statuses(), page.texts()], [["failed", "queued"], ["a", "numbers", "b"]]);
  });

  test("that comes back sends all of it", async () => {
    const { begin, pass, server } = createBrowser();
    server.answer = dead;
    const page = await begin();
    ["a", "b"].forEach((text) => page.core.ask(text));
    await pass(4000);
    server.answer = friendly;
    page.happen("online");
    await pass(0);
    assert.deepEqual(page.statuses(), ["sent", "sent"]);
    assert.deepEqual(page.texts(), ["a", "numbers", "to a", "b", "to b"]);
  });

  test("a message that is refused shows no numbers and stops nobody", async () => {
    const { begin, pass, server } = createBrowser();
    server.answer = (request) => (request.body.text === "a" ? json({}, 400) : friendly(request));
    const page = await begin();
    ["a", "b"].forEach((text) => page.core.ask(text));
    await pass(0);
    assert.deepEqual([page.statuses(), page.texts()], [["refused", "sent"], ["a", "b", "to b"]]);
  });
});

describe("beginning", () => {
  // What a tab keeps that was closed while `text` was on its way.
  async function createBroken(text, topic) {
    const { begin, pass, server, sent } = createBrowser();
    server.answer = silent;
    const page = await begin();
    page.core.ask(text, topic);
    await pass(0);
    return { state: page.storage.get("conversation"), message: sent()[0] };
  }

  // A tab of which nothing is known but that it tells its conversation to whoever asks.
  function createOther(air, state) {
    const other = new air.Channel(`xiaogan-antifraud ${BASE}`);
    other.onmessage = ({ data }) => data.kind === "hello" && other.postMessage({ kind: "state", state });
    return other;
  }

  test("goes on where a reload broke off, once, with the same id", async () => {
    const { state, message } = await createBroken("a", "topic");
    const { begin, pass, sent } = createBrowser();
    const page = await begin({ storage: createStorage({ conversation: state }) });
    await pass(60_000);
    assert.deepEqual(sent(), [message]);
    assert.deepEqual(page.texts(), ["a", "to a"]);
  });

  test("does not know a hidden number any more after a reload, and keeps it hidden", async () => {
    const { state } = await createBroken(`${PHONE}打给我`);
    const { begin, pass, sent } = createBrowser();
    await begin({ storage: createStorage({ conversation: state }) });
    await pass(0);
    assert.deepEqual(sent().map((one) => one.text), [`${MARK}打给我`]);
  });

  test("asks nothing that was answered or refused", async () => {
    const { begin, pass, server, sent } = createBrowser();
    const page = await begin();
    page.core.ask("a");
    await pass(0);
    server.answer = () => json({}, 413);
    page.core.ask("b");
    await pass(0);
    page.core.destroy();
    const before = sent().length;
    await begin({ storage: page.storage });
    await pass(60_000);
    assert.equal(sent().length, before);
  });

  test("takes up after twenty seconds what another tab left without an answer", async () => {
    const { state, message } = await createBroken("a", "topic");
    const { air, begin, pass, sent } = createBrowser();
    const other = createOther(air, state);
    const page = await begin();
    other.close();
    assert.deepEqual(page.texts(), ["a"]);
    await pass(19_999);
    assert.deepEqual(sent(), []);
    await pass(1);
    assert.deepEqual(sent(), [message]);
    assert.deepEqual([page.texts(), page.statuses()], [["a", "to a"], ["sent"]]);
  });

  test("leaves alone what the other tab has sent meanwhile", async () => {
    const { begin, pass, server, sent } = createBrowser();
    server.answer = silent;
    const one = await begin();
    one.core.ask("a");
    await pass(0);
    const two = await begin();
    assert.deepEqual(two.texts(), ["a"]);
    server.answer = friendly;
    await pass(60_000);
    assert.equal(sent().length, 2); // the one that hung, and its second attempt
    for (const page of [one, two]) assert.deepEqual(page.texts().filter((text) => text !== "numbers"), ["a", "to a"]);
  });

  test("who took it up says what becomes of it, whatever another tab still believes", async () => {
    const { state } = await createBroken("a");
    const { air, begin, pass, server } = createBrowser();
    server.answer = dead;
    const page = await begin({ storage: createStorage({ conversation: state }) });
    await pass(4000);
    assert.deepEqual(page.statuses(), ["failed"]);
    createOther(air, state).postMessage({ kind: "state", state });
    await pass(0);
    assert.deepEqual(page.statuses(), ["failed"]);
  });

  test("two tabs that both send it have one answer", async () => {
    const { state } = await createBroken("a");
    const { begin, pass, sent } = createBrowser();
    const pages = [];
    for (let tab = 0; tab < 2; tab += 1) pages.push(await begin({ storage: createStorage({ conversation: state }) }));
    await pass(60_000);
    assert.equal(new Set(sent().map((one) => one.id)).size, 1);
    for (const page of pages) assert.deepEqual(page.texts(), ["a", "to a"]);
  });

  test("does not send again what was cleared in another tab in that moment", async () => {
    const { state } = await createBroken("a");
    const { air, open, pass, sent } = createBrowser();
    const other = createOther(air, state);
    const page = open({ storage: createStorage({ conversation: state }) });
    page.core.begin();
    other.postMessage({ kind: "clear", session: state.session });
    await pass(60_000);
    assert.deepEqual(page.texts(), []);
    assert.deepEqual(sent(), []);
  });
});

describe("clearing", () => {
  test("forgets here and on the server, and remembers only that it is gone", async () => {
    const { begin, pass, device, server, sent } = createBrowser();
    const page = await begin();
    page.core.ask("a");
    await pass(0);
    const { session } = page.core.conversation;
    page.core.conversation.keepDraft("b");
    await page.core.clear();
    assert.deepEqual(page.texts(), []);
    assert.notEqual(page.core.conversation.session, session);
    assert.deepEqual(sent("forget"), [{ session, opening: session }]);
    assert.equal(server.requests.at(-1).keepalive, true);
    assert.deepEqual([page.storage.get("conversation"), page.storage.get("draft")], [null, null]);
    assert.deepEqual(device.get("gone"), [session]);
  });

  test("is told if the server cannot be reached; here it holds", async () => {
    const { begin, pass, device, server } = createBrowser();
    const page = await begin();
    page.core.ask("a");
    await pass(0);
    const { session } = page.core.conversation;
    server.answer = dead;
    await assert.rejects(page.core.clear(), { kind: "unreachable" });
    assert.deepEqual(page.texts(), []);
    assert.deepEqual(device.get("gone"), [session]);
  });

  test("breaks off what is under way, and nothing of it is shown or sent again", async () => {
    const { begin, pass, server, sent } = createBrowser();
    server.answer = silent;
    const page = await begin();
    page.core.ask("a");
    page.core.ask("b");
    await pass(100);
    server.answer = friendly;
    page.core.clear();
    assert.equal(server.requests[0].signal.aborted, true);
    await pass(60_000);
    assert.equal(sent().length, 1);
    assert.deepEqual(page.texts(), []);
  });

  test("clears the other tabs, and they ask nothing of the server", async () => {
    const { begin, pass, sent } = createBrowser();
    const [one, two] = [await begin(), await begin()];
    one.core.ask("a");
    await pass(0);
    two.core.conversation.keepDraft("b");
    one.core.clear();
    await pass(0);
    assert.deepEqual([two.texts(), two.core.conversation.draft], [[], ""]);
    assert.equal(two.storage.get("conversation"), null);
    assert.equal(sent("forget").length, 1);
  });

  test("holds for a tab that was asleep and is loaded again", async () => {
    const { begin, pass } = createBrowser();
    const one = await begin();
    one.core.ask("a");
    await pass(0);
    const asleep = createStorage({ conversation: one.storage.get("conversation") });
    one.core.clear();
    const two = await begin({ storage: asleep });
    assert.deepEqual(two.texts(), []);
    assert.deepEqual(one.texts(), []);
  });

  test("remembers the last twenty, and no text of them", async () => {
    const { begin, device } = createBrowser();
    const page = await begin();
    const sessions = [];
    for (let time = 0; time < 25; time += 1) {
      sessions.push(page.core.conversation.session);
      await page.core.clear();
    }
    assert.deepEqual(device.get("gone"), sessions.slice(-20));
  });

  test("what is asked afterwards belongs to another conversation", async () => {
    const { begin, pass, sent } = createBrowser();
    const page = await begin();
    page.core.ask("a");
    await pass(0);
    await page.core.clear();
    page.core.ask("a");
    await pass(0);
    assert.equal(new Set(sent().map((one) => one.session)).size, 2);
    assert.deepEqual(page.texts(), ["a", "to a"]);
  });

  test("what other scripts wrote in its place does no harm", async () => {
    for (const kept of [{}, 5, true]) {
      const { begin, device, pass } = createBrowser();
      const page = await begin();
      page.core.ask("a");
      await pass(0);
      device.set("gone", kept);
      assert.deepEqual((await begin({ storage: page.storage })).texts(), ["a", "to a"], JSON.stringify(kept));
    }
  });
});

// The browser keeps a page in memory while another is shown in the same tab, and brings it back.
describe("coming back", () => {
  const back = { persisted: true };

  async function createPage() {
    const browser = createBrowser();
    const page = await browser.begin();
    page.core.ask("a");
    await browser.pass(0);
    return { ...browser, page };
  }

  // What another page in the same tab did: it hears and tells nobody here.
  function elsewhere(page, change) {
    const state = structuredClone(page.storage.get("conversation"));
    change(state);
    page.storage.set("conversation", state);
  }

  test("shows what was said on the other page", async () => {
    const { page } = await createPage();
    elsewhere(page, (state) => state.entries.push({ id: "b".repeat(32), kind: "asked", text: "b", topic: null, status: "sent" }));
    page.happen("pageshow", back);
    assert.deepEqual(page.texts(), ["a", "to a", "b"]);
  });

  test("is none if the page was loaded anew", async () => {
    const { page } = await createPage();
    page.storage.remove("conversation");
    page.happen("pageshow", { persisted: false });
    assert.deepEqual(page.texts(), ["a", "to a"]);
  });

  test("shows nothing of what was left quickly on the other page", async () => {
    const { page } = await createPage();
    page.storage.remove("conversation");
    page.happen("pageshow", back);
    assert.deepEqual(page.texts(), []);
  });

  test("shows nothing of what was cleared in another tab", async () => {
    const { page, device } = await createPage();
    const { session } = page.core.conversation;
    device.set("gone", [session]);
    page.happen("pageshow", back);
    assert.deepEqual(page.texts(), []);
    assert.notEqual(page.core.conversation.session, session);
    assert.equal(page.storage.get("conversation"), null);
  });

  test("what was under way is not tried again if it was cleared", async () => {
    const { page, device, server, pass, sent } = await createPage();
    server.answer = silent;
    page.core.ask("b");
    await pass(0);
    device.set("gone", [page.core.conversation.session]);
    page.happen("pageshow", back);
    const before = sent().length;
    await pass(60_000);
    assert.equal(sent().length, before);
  });

  test("with nothing changed changes nothing", async () => {
    const { page } = await createPage();
    const before = page.entries();
    page.happen("pageshow", back);
    assert.deepEqual(page.entries(), before);
  });

  test("keeps the draft of somebody who has not asked anything yet", async () => {
    const page = await createBrowser().begin();
    page.core.conversation.keepDraft("钱没了");
    page.happen("pageshow", back);
    assert.equal(page.core.conversation.draft, "钱没了");
  });

  test("goes on with what was begun on the other page after clearing", async () => {
    const { page, device } = await createPage();
    device.set("gone", [page.core.conversation.session]);
    const session = "f".repeat(32);
    page.storage.set("conversation", { session, done: {}, entries: [{ id: "b".repeat(32), kind: "asked", text: "b", topic: null, status: "sent" }] });
    page.happen("pageshow", back);
    assert.deepEqual(page.texts(), ["b"]);
    assert.equal(page.core.conversation.session, session);
    assert.equal(page.storage.get("conversation").session, session);
  });
});

describe("another script", () => {
  async function createTalk(count) {
    const browser = createBrowser();
    const page = await browser.begin();
    for (let at = 0; at < count; at += 1) {
      page.core.ask(`${at}`);
      await browser.pass(0);
    }
    browser.server.requests.length = 0;
    return { ...browser, page };
  }

  test("is asked for by the ids of what was answered, without the texts", async () => {
    const { page, sent } = await createTalk(2);
    const { session } = page.core.conversation;
    await page.core.convert("hant");
    const ids = page.entries().filter((one) => one.kind === "asked").map((one) => one.id);
    assert.deepEqual(sent(), ids.map((id) => ({ session, opening: session, id, script: "hant", text: "", again: true })));
    assert.deepEqual(page.texts(), ["0", `to ${ids[0]}`, "1", `to ${ids[1]}`]);
  });

  test("what the server no longer keeps stays as it is, and the rest is converted", async () => {
    const { page, server } = await createTalk(3);
    const [first, , third] = page.entries().filter((one) => one.kind === "asked").map((one) => one.id);
    server.answer = (request) => (request.body.id === first ? json({ error: "none" }, 404) : friendly(request));
    await page.core.convert("hant");
    assert.equal(page.texts()[1], "to 0");
    assert.equal(page.texts()[5], `to ${third}`);
  });

  test("without a network everything stays, without an error", async () => {
    const { page, server } = await createTalk(2);
    const before = page.entries();
    server.answer = dead;
    await page.core.convert("hant");
    assert.deepEqual(page.entries(), before);
  });

  test("is for the last twenty answers, and for no question without one", async () => {
    const { page, server, pass, sent } = await createTalk(22);
    server.answer = ({ body }) => (body.again ? friendly({ path: "message", body }) : json({}, 413));
    page.core.ask("refused");
    await pass(0);
    server.requests.length = 0;
    await page.core.convert("hant");
    const ids = page.entries().filter((one) => one.kind === "asked" && one.status === "sent").map((one) => one.id);
    assert.deepEqual(sent().map((one) => one.id), ids.slice(-20));
  });

  test("keeps a verdict", async () => {
    const { page } = await createTalk(1);
    const { id } = page.entries()[1];
    page.core.conversation.judge(id, "thanks");
    await page.core.convert("hant");
    assert.equal(page.entries()[1].verdict, "thanks");
  });

  test("does not come back into a conversation that was cleared meanwhile", async () => {
    const { page, server, pass } = await createTalk(2);
    server.answer = silent;
    page.core.convert("hant");
    await settle();
    server.answer = friendly;
    page.core.clear();
    await pass(30_000);
    assert.deepEqual(page.texts(), []);
  });

  test("chosen and taken back at once leaves one script", async () => {
    const { page, server } = await createTalk(3);
    let release;
    const slow = new Promise((resolve) => (release = resolve));
    server.answer = async ({ body }) => {
      if (body.script === "hant") await slow;
      return replying(body.script);
    };
    const first = page.core.convert("hant");
    await settle();
    await page.core.convert("hans");
    release();
    await first;
    assert.deepEqual(page.entries().filter((one) => one.kind === "answered").map((one) => one.replies[0].text), ["hans", "hans", "hans"]);
  });
});

describe("the end", () => {
  test("hears and sends nothing any more", async () => {
    const { begin, pass, server, sent } = createBrowser();
    server.answer = silent;
    const [page, other] = [await begin(), await begin()];
    await pass(20_000);
    page.core.ask("a");
    await pass(0);
    page.core.destroy();
    assert.deepEqual(page.listeners, []);
    assert.equal(server.requests[0].signal.aborted, true);
    const before = sent().length;
    page.happen("online");
    await pass(60_000);
    assert.equal(sent().length, before);
    other.core.ask("b");
    await pass(0);
    assert.deepEqual(page.texts(), ["a"]);
  });

  test("leaves the conversation in the storage, for the next page", async () => {
    const { begin, pass, device, sent } = createBrowser();
    const page = await begin();
    page.core.ask("a");
    await pass(0);
    page.core.destroy();
    assert.deepEqual((await begin({ storage: page.storage })).texts(), ["a", "to a"]);
    assert.deepEqual([sent("forget"), device.get("gone")], [[], null]);
  });

  const moments = [["in the moment in which other tabs may answer", 0], ["in the first twenty seconds", 1000]];
  for (const [name, ms] of moments) {
    test(`holds also ${name}`, async () => {
      const { air, open, pass, server, sent } = createBrowser();
      server.answer = silent;
      const Channel = class extends air.Channel {
        postMessage() {} // one that does not mind being closed: tabs.test.js sees to that
      };
      const entries = [{ id: "a".repeat(32), kind: "asked", text: "a", topic: null, status: "sending" }];
      const page = open({ Channel, storage: createStorage({ conversation: { session: "f".repeat(32), entries, done: {} } }) });
      page.core.begin();
      await pass(ms);
      page.core.destroy();
      const before = sent().length;
      await pass(60_000);
      assert.equal(sent().length, before);
    });
  }
});
