// Messages on their way: order, attempts, pauses, failures, and what clearing does to them.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createOutbox } from "../../bot/widget/outbox.js";
import { Failure } from "../../bot/widget/transport.js";
import { createClock, settle } from "./fakes.js";

const REPLIES = [{ text: "好" }];
const message = (id) => ({ id, text: `text of ${id}`, session: "s" });

// `script` says what becomes of each attempt: "ok", a Failure, or "hang" to be ended by `end`.
function createLine(...script) {
  const clock = createClock();
  const sent = []; // {id, at}
  const heard = []; // {id, status, at}
  const hanging = [];
  const send = (one, signal) => {
    sent.push({ id: one.id, at: clock.now, message: one, signal });
    const what = script.shift() || "ok";
    if (what === "hang") return new Promise((resolve, reject) => hanging.push({ resolve, reject }));
    return what === "ok" ? Promise.resolve(REPLIES) : Promise.reject(what);
  };
  const told = (change) => heard.push({ ...change, at: clock.now });
  const { setTimeout, clearTimeout } = clock;
  const outbox = createOutbox({ send, told, setTimeout, clearTimeout });
  return {
    outbox, clock, sent, heard,
    ids: () => sent.map((one) => one.id),
    times: () => sent.map((one) => one.at),
    statuses: (id) => heard.filter((one) => one.id === id).map((one) => one.status),
    async end(replies = REPLIES) {
      hanging.shift().resolve(replies);
      await settle();
    },
    async fail(error) {
      hanging.shift().reject(error);
      await settle();
    },
  };
}

const broken = () => new Failure("broken");
const down = () => [broken(), broken(), broken()];

describe("sending", () => {
  test("an answer is told with its replies", async () => {
    const line = createLine();
    await line.outbox.add(message("a"));
    assert.deepEqual(line.statuses("a"), ["sending", "answered"]);
    assert.equal(line.heard[1].replies, REPLIES);
    assert.deepEqual(line.outbox.waiting, []);
    assert.equal(line.clock.waiting, 0);
  });

  test("the second waits for the first, the third for the second", async () => {
    const line = createLine("hang", "hang");
    ["a", "b", "c"].forEach((id) => line.outbox.add(message(id)));
    await line.clock.pass(2000);
    assert.deepEqual(line.ids(), ["a"]);
    assert.deepEqual(line.statuses("b"), []);
    assert.deepEqual(line.outbox.waiting, ["a", "b", "c"]);
    await line.end();
    assert.deepEqual(line.ids(), ["a", "b"]);
    await line.end();
    assert.deepEqual(line.ids(), ["a", "b", "c"]);
    assert.deepEqual(line.heard.filter((one) => one.status === "answered").map((one) => one.id), ["a", "b", "c"]);
  });

  test("the second waits also while the first is tried again", async () => {
    const line = createLine(broken(), broken());
    line.outbox.add(message("a"));
    line.outbox.add(message("b"));
    await line.clock.pass(3999);
    assert.deepEqual(line.ids(), ["a", "a"]);
    await line.clock.pass(1);
    assert.deepEqual(line.ids(), ["a", "a", "a", "b"]);
  });

  test("later ones are sent without being asked again", async () => {
    const line = createLine();
    await line.outbox.add(message("a"));
    await line.outbox.add(message("b"));
    assert.deepEqual(line.ids(), ["a", "b"]);
  });

  test("what waits already is not taken twice", async () => {
    const line = createLine("hang");
    line.outbox.add(message("a"));
    line.outbox.add(message("a"));
    await line.clock.pass(0);
    await line.end();
    await line.clock.pass(60_000);
    assert.deepEqual(line.ids(), ["a"]);
    assert.deepEqual(line.statuses("a"), ["sending", "answered"]);
  });
});

describe("attempts", () => {
  test("three, after one second and three more, with the same id and text", async () => {
    const line = createLine(...down());
    line.outbox.add(message("a"));
    await line.clock.pass(60_000);
    assert.deepEqual(line.times(), [0, 1000, 4000]);
    for (const one of line.sent) assert.deepEqual(one.message, message("a"));
    assert.deepEqual(line.statuses("a").filter((one) => one !== "slow"), ["sending", "failed"]);
    assert.deepEqual(line.outbox.waiting, ["a"]);
  });

  test("the second may succeed, and nobody hears of the first", async () => {
    const line = createLine(broken());
    line.outbox.add(message("a"));
    await line.clock.pass(1000);
    assert.deepEqual(line.statuses("a"), ["sending", "answered"]);
  });

  for (const kind of ["unreachable", "late", "broken", "busy"]) {
    test(`${kind} is tried again`, async () => {
      const line = createLine(new Failure(kind));
      line.outbox.add(message("a"));
      await line.clock.pass(1000);
      // A busy server has said so: the numbers need not wait for it.
      const told = kind === "busy" ? ["sending", "slow", "answered"] : ["sending", "answered"];
      assert.deepEqual(line.statuses("a"), told);
    });
  }

  const busy = [[0, 0], [500, 500], [2500, 2500], [10_000, 10_000], [3_600_000, 10_000]];
  for (const [asked, waited] of busy) {
    test(`a busy server that asks for ${asked} ms gets ${waited}`, async () => {
      const line = createLine(new Failure("busy", asked));
      line.outbox.add(message("a"));
      await line.clock.pass(waited);
      assert.deepEqual(line.times(), [0, waited]);
    });
  }

  for (const kind of ["busy", "broken"]) {
    test(`what to do meanwhile is told at once, and a ${kind} server is asked again`, async () => {
      const line = createLine(new Failure(kind, 2000, REPLIES));
      line.outbox.add(message("a"));
      await settle();
      assert.deepEqual(line.heard.at(-1), { id: "a", status: "slow", replies: REPLIES, at: 0 });
      await line.clock.pass(2000);
      assert.deepEqual(line.statuses("a"), ["sending", "slow", "answered"]);
    });
  }

  test("a server that stays busy is asked three times", async () => {
    const line = createLine(new Failure("busy", 100), new Failure("busy", 100), new Failure("busy", 100));
    line.outbox.add(message("a"));
    await line.clock.pass(60_000);
    assert.deepEqual(line.times(), [0, 100, 200]);
    assert.equal(line.statuses("a").at(-1), "failed");
  });
});

describe("refused", () => {
  test("is dropped at once, and the next goes on", async () => {
    const line = createLine(new Failure("refused"));
    line.outbox.add(message("a"));
    line.outbox.add(message("b"));
    line.outbox.add(message("c"));
    await line.clock.pass(0);
    assert.deepEqual(line.statuses("a"), ["sending", "refused"]);
    for (const id of ["b", "c"]) assert.deepEqual(line.statuses(id), ["sending", "answered"]); // never queued
    await line.outbox.retry();
    assert.deepEqual(line.ids(), ["a", "b", "c"]);
  });

  test("may come after another failure", async () => {
    const line = createLine(broken(), new Failure("refused"));
    line.outbox.add(message("a"));
    await line.clock.pass(1000);
    assert.deepEqual(line.statuses("a"), ["sending", "refused"]);
    assert.deepEqual(line.outbox.waiting, []);
  });
});

describe("failed", () => {
  test("keeps those behind it waiting", async () => {
    const line = createLine(...down());
    line.outbox.add(message("a"));
    line.outbox.add(message("b"));
    await line.clock.pass(60_000);
    assert.deepEqual(line.ids(), ["a", "a", "a"]);
    assert.deepEqual(line.outbox.waiting, ["a", "b"]);
  });

  test("tells those behind it that they are queued, and not itself", async () => {
    const line = createLine(...down());
    ["a", "b", "c"].forEach((id) => line.outbox.add(message(id)));
    await line.clock.pass(3999);
    assert.deepEqual([line.statuses("b"), line.statuses("c")], [[], []]);
    await line.clock.pass(1);
    assert.deepEqual(line.statuses("a").at(-1), "failed");
    assert.deepEqual([line.statuses("b"), line.statuses("c")], [["queued"], ["queued"]]);
    assert.deepEqual(line.outbox.waiting, ["a", "b", "c"]);
  });

  test("those that were queued go when it is sent again, in their order", async () => {
    const line = createLine(...down());
    ["a", "b", "c"].forEach((id) => line.outbox.add(message(id)));
    await line.clock.pass(4000);
    await line.outbox.retry();
    for (const id of ["b", "c"]) assert.deepEqual(line.statuses(id), ["queued", "sending", "answered"]);
    assert.deepEqual(line.ids().slice(3), ["a", "b", "c"]);
  });

  test("alone queues nobody", async () => {
    const line = createLine(...down());
    line.outbox.add(message("a"));
    await line.clock.pass(60_000);
    assert.ok(!line.heard.some((one) => one.status === "queued"));
  });

  test("is sent first when a further message comes", async () => {
    const line = createLine(...down());
    line.outbox.add(message("a"));
    await line.clock.pass(60_000);
    line.outbox.add(message("b"));
    await line.clock.pass(0);
    assert.deepEqual(line.ids(), ["a", "a", "a", "a", "b"]);
    assert.equal(line.statuses("a").at(-1), "answered");
    assert.equal(line.statuses("b").at(-1), "answered");
  });

  test("is sent again by hand, with three attempts anew", async () => {
    const line = createLine(...down(), ...down());
    line.outbox.add(message("a"));
    await line.clock.pass(10_000);
    line.outbox.retry();
    await line.clock.pass(10_000);
    assert.equal(line.sent.length, 6);
    assert.deepEqual(line.statuses("a").filter((one) => one !== "slow"), ["sending", "failed", "sending", "failed"]);
  });

  test("retry while something is under way sends nothing twice", async () => {
    const line = createLine("hang");
    line.outbox.add(message("a"));
    line.outbox.retry();
    line.outbox.retry();
    await line.end();
    assert.deepEqual(line.ids(), ["a"]);
  });

  test("retry with nothing to do is quiet", async () => {
    const line = createLine();
    await line.outbox.retry();
    assert.deepEqual([line.sent, line.heard], [[], []]);
  });

  test("an error that is no Failure is not tried again, and not lost", async () => {
    const line = createLine(new TypeError("a slip"));
    line.outbox.add(message("a"));
    await line.clock.pass(60_000);
    assert.equal(line.sent.length, 1);
    assert.equal(line.statuses("a").at(-1), "failed");
    assert.deepEqual(line.outbox.waiting, ["a"]);
  });
});

describe("slow", () => {
  test("is told after three seconds, once", async () => {
    const line = createLine("hang");
    line.outbox.add(message("a"));
    await line.clock.pass(2999);
    assert.deepEqual(line.statuses("a"), ["sending"]);
    await line.clock.pass(1);
    assert.deepEqual(line.statuses("a"), ["sending", "slow"]);
    await line.clock.pass(60_000);
    assert.deepEqual(line.statuses("a"), ["sending", "slow"]);
    await line.end();
    assert.deepEqual(line.statuses("a"), ["sending", "slow", "answered"]);
  });

  test("is not told when the answer came before, or the refusal", async () => {
    const line = createLine("ok", new Failure("refused"));
    line.outbox.add(message("a"));
    line.outbox.add(message("b"));
    await line.clock.pass(60_000);
    assert.ok(!line.heard.some((one) => one.status === "slow"));
  });

  test("counts all attempts together", async () => {
    const line = createLine(...down());
    line.outbox.add(message("a"));
    await line.clock.pass(60_000);
    assert.deepEqual(line.heard.filter((one) => one.status === "slow").map((one) => one.at), [3000]);
  });

  test("counts from when a message is sent, not from when it is written", async () => {
    const line = createLine("hang", "hang");
    line.outbox.add(message("a"));
    line.outbox.add(message("b"));
    await line.clock.pass(2500);
    await line.end();
    await line.clock.pass(2999);
    assert.deepEqual(line.statuses("b"), ["sending"]);
    await line.clock.pass(1);
    assert.deepEqual(line.statuses("b"), ["sending", "slow"]);
  });
});

describe("clear", () => {
  test("forgets what waits", async () => {
    const line = createLine("hang");
    line.outbox.add(message("a"));
    line.outbox.add(message("b"));
    line.outbox.clear();
    await line.end();
    await line.clock.pass(60_000);
    assert.deepEqual(line.ids(), ["a"]);
    assert.deepEqual(line.outbox.waiting, []);
  });

  test("forgets what had failed", async () => {
    const line = createLine(...down());
    line.outbox.add(message("a"));
    await line.clock.pass(60_000);
    line.outbox.clear();
    await line.outbox.retry();
    assert.equal(line.sent.length, 3);
  });

  test("breaks off what is under way, and nothing that is sent later", async () => {
    const line = createLine("hang", "hang");
    line.outbox.add(message("a"));
    await line.clock.pass(100);
    assert.equal(line.sent[0].signal.aborted, false);
    line.outbox.clear();
    assert.equal(line.sent[0].signal.aborted, true);
    line.outbox.add(message("b"));
    await line.clock.pass(100);
    assert.equal(line.sent[1].signal.aborted, false);
    await line.fail(new Failure("late")); // «a», broken off
    assert.equal(line.sent[1].signal.aborted, false);
    await line.end();
    assert.equal(line.statuses("b").at(-1), "answered");
  });

  test("every attempt of a message can be broken off", async () => {
    const line = createLine(broken(), "hang");
    line.outbox.add(message("a"));
    await line.clock.pass(1000);
    line.outbox.clear();
    assert.equal(line.sent[1].signal.aborted, true);
  });

  test("with nothing under way does no harm", () => {
    assert.doesNotThrow(() => createLine().outbox.clear());
  });

  test("what it clears queues nobody", async () => {
    const line = createLine("hang");
    line.outbox.add(message("a"));
    line.outbox.add(message("b"));
    await line.clock.pass(0);
    line.outbox.clear();
    await line.fail(new TypeError("a slip"));
    await line.clock.pass(60_000);
    assert.deepEqual(line.statuses("b"), []);
  });

  // The server has been told to forget: sending it again would bring the conversation back.
  test("what it clears is not tried again", async () => {
    const line = createLine(broken());
    line.outbox.add(message("a"));
    await line.clock.pass(500);
    line.outbox.clear();
    await line.clock.pass(60_000);
    assert.deepEqual(line.ids(), ["a"]);
  });

  test("what it clears is not heard of again: not slow, not failed, not answered", async () => {
    for (const ending of ["end", "fail"]) {
      const line = createLine("hang");
      line.outbox.add(message("a"));
      await line.clock.pass(100);
      line.outbox.clear();
      await line.clock.pass(5000);
      await line[ending](new Failure("unreachable"));
      await line.clock.pass(60_000);
      assert.deepEqual(line.statuses("a"), ["sending"]);
    }
  });

  for (const ending of ["end", "fail"]) {
    test(`a message written after it is sent, however the cleared one comes to its ${ending}`, async () => {
      const line = createLine("hang", "ok");
      line.outbox.add(message("a"));
      await line.clock.pass(100);
      line.outbox.clear();
      line.outbox.add(message("b"));
      await line.clock.pass(0);
      await line[ending](ending === "fail" ? new Failure("refused") : undefined);
      await line.clock.pass(60_000);
      assert.equal(line.ids().filter((id) => id === "b").length, 1);
      assert.equal(line.statuses("b").at(-1), "answered");
      assert.deepEqual(line.outbox.waiting, []);
    });
  }

  test("a message written after it does not wait for the cleared one", async () => {
    for (const first of ["hang", new Failure("busy", 10_000)]) {
      const line = createLine(first, "ok");
      line.outbox.add(message("a"));
      await line.clock.pass(100);
      line.outbox.clear();
      line.outbox.add(message("b"));
      await line.clock.pass(0);
      assert.equal(line.statuses("b").at(-1), "answered");
      await line.clock.pass(60_000);
      assert.deepEqual(line.ids(), ["a", "b"]);
    }
  });
});
