// The server, as the conversation sees it. Nothing here knows a page: `fetch` and the clock come
// from outside, so that it can be tested without one.

import { asReplies } from "./shape.js";

const DEADLINE = 10_000; // ms

// Why something did not arrive. `kind`: unreachable (no answer at all), late, busy (429, with
// `retryAfter` in ms where the server said it), broken (5xx or no sense), refused (4xx). `replies`
// are what somebody in need can do in the meantime, where the server said it.
export class Failure extends Error {
  constructor(kind, retryAfter = null, replies = null) {
    super(kind);
    this.kind = kind;
    this.retryAfter = retryAfter;
    this.replies = replies;
  }

  // Whether sending the same again may help.
  get passes() {
    return this.kind !== "refused";
  }
}

export function createTransport({ base, fetch, setTimeout, clearTimeout, deadline = DEADLINE }) {
  async function request(path, { signal, ...options }) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), deadline);
    if (signal) signal.addEventListener("abort", () => abort.abort());
    try {
      const response = await fetch(`${base}webhooks/chat/${path}`, {
        credentials: "omit",
        referrerPolicy: "no-referrer",
        ...options,
        signal: abort.signal,
      });
      if (!response.ok) throw await failed(response);
      return await response.json();
    } catch (error) {
      if (error instanceof Failure) throw error;
      if (abort.signal.aborted) throw new Failure("late");
      throw new Failure(error instanceof SyntaxError ? "broken" : "unreachable");
    } finally {
      clearTimeout(timer);
    }
  }

  function post(path, body, more) {
    const headers = { "Content-Type": "application/json" };
    return request(path, { method: "POST", headers, body: JSON.stringify(body), ...more });
  }

  return {
    // {replies, token} for {session, opening, id, text, topic, script}; the token is what names this
    // conversation from now on, null from a server that issues none. Throws a Failure.
    async message(message, signal) {
      const body = await post("message", message, signal && { signal });
      try {
        return { replies: asReplies(body), token: typeof body.session === "string" ? body.session : null };
      } catch {
        throw new Failure("broken");
      }
    },
    // What was answered to {session, id}, in `script`; nothing is asked anew. Throws a Failure.
    again(message) {
      return this.message({ ...message, text: "", again: true });
    },
    // 有用 or 没用; whether it was kept.
    async feedback(verdict) {
      const body = await post("feedback", verdict);
      return Boolean(body) && body.kept === true;
    },
    // Deletes the conversation named so on the server, also while the page goes away.
    forget(named) {
      return post("forget", named, { keepalive: true });
    },
    today(script) {
      return request(`today?script=${script}`, {});
    },
  };
}

async function failed(response) {
  const { status, headers } = response;
  // Other 4xx come from proxies while a server is exchanged: they pass.
  if ([400, 413, 422].includes(status)) return new Failure("refused");
  const replies = await meanwhile(response);
  if (status === 429) return new Failure("busy", seconds(headers.get("Retry-After")), replies);
  return new Failure("broken", null, replies);
}

// What to do now, for somebody in need; for all others the page has the numbers itself.
async function meanwhile(response) {
  try {
    const replies = asReplies(await response.json());
    return replies.some((one) => one.urgent) ? replies : null;
  } catch {
    return null; // a proxy's page, or a line that broke
  }
}

function seconds(header) {
  const given = Number(header);
  return header && Number.isFinite(given) && given >= 0 ? given * 1000 : null;
}
