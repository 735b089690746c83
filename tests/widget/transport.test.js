// Requests as they leave, and what becomes of every kind of answer.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createTransport, Failure } from "../../bot/widget/transport.js";
import { createClock, settle } from "./fakes.js";

const json = (body, status = 200, headers = {}) => new Response(JSON.stringify(body), { status, headers });
const REPLY = { replies: [{ text: "好" }] };
const MESSAGE = { session: "s".repeat(16), id: "i".repeat(16), text: "你好" };

// `answer(url, options)` is what the server does.
function createServer(answer = () => json(REPLY)) {
  const requests = [];
  const clock = createClock();
  const fetch = async (url, options) => {
    requests.push({ url, ...options });
    return answer(url, options);
  };
  const { setTimeout, clearTimeout } = clock;
  const transport = createTransport({ base: "https://example.org/bot/", fetch, setTimeout, clearTimeout });
  return { transport, requests, clock };
}

// A line on which nothing comes back until one hangs up.
const silent = (_, { signal }) => new Promise((resolve, reject) => {
  signal.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
});

const failure = (kind, retryAfter = null) => (error) => {
  assert.ok(error instanceof Failure, `${error}`);
  assert.deepEqual([error.kind, error.retryAfter], [kind, retryAfter]);
  return true;
};

describe("what is sent", () => {
  test("a message goes to its address as JSON", async () => {
    const { transport, requests } = createServer();
    await transport.message(MESSAGE);
    const [{ url, method, headers, body }] = requests;
    assert.equal(url, "https://example.org/bot/webhooks/chat/message");
    assert.equal(method, "POST");
    assert.equal(headers["Content-Type"], "application/json");
    assert.deepEqual(JSON.parse(body), MESSAGE);
  });

  test("what was answered is asked for without its text", async () => {
    const { transport, requests } = createServer();
    const { session, id } = MESSAGE;
    const { replies: [reply] } = await transport.again({ session, id, script: "hant" });
    assert.equal(reply.text, "好");
    assert.equal(requests[0].url, "https://example.org/bot/webhooks/chat/message");
    assert.deepEqual(JSON.parse(requests[0].body), { session, id, script: "hant", text: "", again: true });
    await transport.again(MESSAGE);
    assert.equal(JSON.parse(requests[1].body).text, "");
  });

  test("what is not kept any more, or makes no sense, is a failure", async () => {
    await assert.rejects(createServer(() => json({ error: "none" }, 404)).transport.again(MESSAGE), failure("broken"));
    await assert.rejects(createServer(() => json({ replies: [] })).transport.again(MESSAGE), failure("broken"));
  });

  test("no request takes cookies or the page's address along", async () => {
    const { transport, requests } = createServer(() => json({ ...REPLY, kept: true }));
    await transport.message(MESSAGE);
    await transport.feedback({ useful: true });
    await transport.forget({ session: "s" });
    await transport.today("hans");
    await transport.again(MESSAGE);
    assert.equal(requests.length, 5);
    for (const one of requests) {
      assert.equal(one.credentials, "omit");
      assert.equal(one.referrerPolicy, "no-referrer");
    }
  });

  test("forgetting goes on while the page goes away, the rest does not", async () => {
    const { transport, requests } = createServer();
    await transport.forget({ session: "session" });
    await transport.message(MESSAGE);
    assert.equal(requests[0].url, "https://example.org/bot/webhooks/chat/forget");
    assert.equal(requests[0].keepalive, true);
    assert.deepEqual(JSON.parse(requests[0].body), { session: "session" });
    assert.ok(!requests[1].keepalive);
  });

  test("today is asked for in the script", async () => {
    const { transport, requests } = createServer(() => json({ tip: "t", reminders: [] }));
    assert.deepEqual(await transport.today("hant"), { tip: "t", reminders: [] });
    assert.equal(requests[0].url, "https://example.org/bot/webhooks/chat/today?script=hant");
    assert.equal(requests[0].method || "GET", "GET");
  });
});

describe("what comes back", () => {
  test("replies, taken apart", async () => {
    const { transport } = createServer(() => json({ replies: [{ lead: "a", calls: [{ number: "110", dial: "x:y" }] }] }));
    const { replies: [reply] } = await transport.message(MESSAGE);
    assert.equal(reply.text, "a");
    assert.equal(reply.calls[0].dial, null);
  });

  test("the session that a server issues, and none from a server that issues none", async () => {
    for (const [session, token] of [["a.b.c", "a.b.c"], [undefined, null], [5, null], [null, null], [["x"], null]]) {
      const { transport } = createServer(() => json({ ...REPLY, session }));
      assert.equal((await transport.message(MESSAGE)).token, token);
    }
  });

  // Those below 500 come from proxies while a server is exchanged.
  for (const status of [500, 502, 503, 504, 401, 403, 404, 405, 407, 408, 409, 410, 421, 425, 451]) {
    test(`${status} is broken, and may pass`, async () => {
      const { transport } = createServer(() => json({}, status));
      await assert.rejects(transport.message(MESSAGE), failure("broken"));
      await assert.rejects(transport.message(MESSAGE), (error) => error.passes);
    });
  }

  for (const status of [400, 413, 422]) {
    test(`${status} is refused, for good`, async () => {
      const { transport } = createServer(() => json(REPLY, status));
      await assert.rejects(transport.message(MESSAGE), failure("refused"));
      await assert.rejects(transport.message(MESSAGE), (error) => error.passes === false);
    });
  }

  const waits = [["7", 7000], ["0", 0], ["1.5", 1500], [null, null], ["", null], ["soon", null], ["-5", null],
    ["Infinity", null], ["Wed, 21 Oct 2026 07:28:00 GMT", null]];
  for (const [header, expected] of waits) {
    test(`429 with Retry-After ${header} is busy, to wait ${expected}`, async () => {
      const { transport } = createServer(() => json({}, 429, header === null ? {} : { "Retry-After": header }));
      await assert.rejects(transport.message(MESSAGE), failure("busy", expected));
      await assert.rejects(transport.message(MESSAGE), (error) => error.passes);
    });
  }

  for (const status of [429, 503]) {
    test(`${status} may say what to do meanwhile, which is for the urgent`, async () => {
      const urgent = { replies: [{ text: "打 110", urgent: true }] };
      const bodies = [[urgent, ["打 110"]], [REPLY, null], [{ replies: 5 }, null], [null, null]];
      for (const [body, expected] of bodies) {
        const { transport } = createServer(() => json(body, status));
        await assert.rejects(transport.message(MESSAGE), ({ replies }) => {
          assert.deepEqual(replies && replies.map((one) => one.text), expected);
          return true;
        });
      }
      const page = createServer(() => new Response("<html>", { status }));
      await assert.rejects(page.transport.message(MESSAGE), ({ replies }) => replies === null);
    });
  }

  test("no sense is broken", async () => {
    const bodies = ["", "<html>", "{\"replies\": [{", "null", "[]", "{}", "5", "{\"replies\": []}", "{\"replies\": [{\"text\": 5}]}"];
    for (const body of bodies) {
      const { transport } = createServer(() => new Response(body));
      await assert.rejects(transport.message(MESSAGE), failure("broken"), body);
    }
  });

  test("no network is unreachable, and may pass", async () => {
    const { transport } = createServer(() => {
      throw new TypeError("Failed to fetch");
    });
    await assert.rejects(transport.message(MESSAGE), failure("unreachable"));
    await assert.rejects(transport.message(MESSAGE), (error) => error.passes);
  });

  test("a line that breaks in the middle is unreachable", async () => {
    const broken = { ok: true, json: () => Promise.reject(new TypeError("network error")) };
    await assert.rejects(createServer(() => broken).transport.message(MESSAGE), failure("unreachable"));
  });

  test("a verdict was kept only if the server says so", async () => {
    for (const [body, kept] of [[{ kept: true }, true], [{ kept: false }, false], [{ kept: "yes" }, false], [{}, false], [[], false]]) {
      assert.equal(await createServer(() => json(body)).transport.feedback({}), kept, JSON.stringify(body));
    }
    await assert.rejects(createServer(() => json({ kept: false }, 404)).transport.feedback({}), failure("broken"));
  });

  test("null as the answer to a verdict is: not kept", async () => {
    assert.equal(await createServer(() => json(null)).transport.feedback({}), false);
  });

  test("forgetting that fails is told", async () => {
    await assert.rejects(createServer(() => json({}, 500)).transport.forget("s"), failure("broken"));
  });
});

describe("the deadline", () => {
  test("a silent server is late after ten seconds, not before", async () => {
    const { transport, clock, requests } = createServer(silent);
    let late = null;
    transport.message(MESSAGE).catch((error) => (late = error));
    await clock.pass(9999);
    assert.equal(late, null);
    assert.equal(requests[0].signal.aborted, false);
    await clock.pass(1);
    failure("late")(late);
    assert.equal(late.passes, true);
    assert.equal(requests[0].signal.aborted, true);
  });

  test("holds for a body that never ends", async () => {
    const endless = (_, { signal }) => ({ ok: true, json: () => silent(_, { signal }) });
    const { transport, clock } = createServer(endless);
    const late = assert.rejects(transport.message(MESSAGE), failure("late"));
    await clock.pass(10_000);
    await late;
  });

  test("holds for every kind of request, each with its own", async () => {
    const { transport, clock } = createServer(silent);
    const all = [transport.today("hans"), transport.forget("s"), transport.feedback({})];
    const late = Promise.all(all.map((one) => assert.rejects(one, failure("late"))));
    await clock.pass(10_000);
    await late;
  });

  test("can be set", async () => {
    const clock = createClock();
    const { setTimeout, clearTimeout } = clock;
    const transport = createTransport({ base: "/", fetch: silent, setTimeout, clearTimeout, deadline: 5 });
    const late = assert.rejects(transport.today("hans"), failure("late"));
    await clock.pass(5);
    await late;
  });

  test("is over with the answer, whatever it was", async () => {
    for (const answer of [() => json(REPLY), () => json({}, 500), () => { throw new TypeError("x"); }]) {
      const { transport, clock, requests } = createServer(answer);
      await transport.message(MESSAGE).catch(() => {});
      assert.equal(clock.waiting, 0);
      await clock.pass(20_000);
      assert.equal(requests[0].signal.aborted, false);
    }
  });

  test("a late answer changes nothing any more", async () => {
    const deaf = () => new Promise((resolve) => { deaf.end = () => resolve(json(REPLY)); });
    const { transport, clock } = createServer(deaf);
    const sent = transport.message(MESSAGE).then(() => "answered", (error) => error.kind);
    await clock.pass(10_000);
    deaf.end();
    await settle();
    assert.match(await sent, /^(answered|late)$/);
  });
});

describe("a message that nobody waits for any more", () => {
  test("is broken off at once", async () => {
    const { transport, clock, requests } = createServer(silent);
    const nobody = new AbortController();
    const sent = assert.rejects(transport.message(MESSAGE, nobody.signal), failure("late"));
    await settle();
    assert.equal(requests[0].signal.aborted, false);
    nobody.abort();
    assert.equal(requests[0].signal.aborted, true);
    await sent;
    assert.equal(clock.waiting, 0);
  });

  test("the deadline holds beside it", async () => {
    const { transport, clock, requests } = createServer(silent);
    const late = assert.rejects(transport.message(MESSAGE, new AbortController().signal), failure("late"));
    await clock.pass(10_000);
    await late;
    assert.equal(requests[0].signal.aborted, true);
  });

  test("breaks nothing off that is over, and no other request", async () => {
    const { transport, requests } = createServer();
    const nobody = new AbortController();
    assert.equal((await transport.message(MESSAGE, nobody.signal)).replies[0].text, "好");
    await transport.message(MESSAGE);
    assert.doesNotThrow(() => nobody.abort());
    assert.equal(requests[1].signal.aborted, false);
  });
});
