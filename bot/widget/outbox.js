// Messages on their way: one after the other, in the order in which they were written, each with an
// id of its own. What fails is sent again with the same id, so the server answers it only once.

const PAUSES = [1000, 3000]; // ms before the second and the third attempt
const SLOW = 3000; // ms, then the numbers show
const LONGEST_WAIT = 10_000; // ms, whatever a busy server asks for

// `send(message)` gives replies or throws a Failure; `told` hears of every change:
// {id, status: sending | slow | answered | failed | queued | refused, replies}; those of `slow` are
// what to do in the meantime. `send` is given a signal that says when nobody waits any more.
export function createOutbox({ send, told, setTimeout, clearTimeout }) {
  const queue = [];
  let running = false;
  let clearings = 0;
  let abort = null;
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  async function attempt(message, isCleared) {
    for (let tried = 0; ; tried += 1) {
      try {
        return await send(message, abort.signal);
      } catch (error) {
        const { kind, replies } = error;
        if ((kind === "busy" || replies) && !isCleared()) { // the numbers, at once
          told({ id: message.id, status: "slow", ...(replies && { replies }) });
        }
        if (!error.passes || tried >= PAUSES.length || isCleared()) throw error;
        const asked = error.retryAfter === null ? PAUSES[tried] : error.retryAfter;
        await pause(Math.min(asked, LONGEST_WAIT));
        if (isCleared()) throw error;
      }
    }
  }

  async function deliver(message) {
    const { id } = message;
    const begun = clearings;
    const isCleared = () => clearings !== begun; // nobody waits for it: no word of it, and on
    abort = new AbortController();
    told({ id, status: "sending" });
    const slow = setTimeout(() => isCleared() || told({ id, status: "slow" }), SLOW);
    try {
      const replies = await attempt(message, isCleared);
      if (isCleared()) return true;
      queue.shift();
      told({ id, status: "answered", replies });
      return true;
    } catch (error) {
      if (isCleared()) return true;
      const lost = error.passes === false;
      if (lost) queue.shift(); // the server will never take it
      told({ id, status: lost ? "refused" : "failed" });
      if (!lost) queue.slice(1).forEach((one) => told({ id: one.id, status: "queued" }));
      return lost;
    } finally {
      clearTimeout(slow);
    }
  }

  async function run() {
    if (running) return;
    running = true;
    const begun = clearings;
    try {
      while (begun === clearings && queue.length && (await deliver(queue[0])));
    } finally {
      if (begun === clearings) running = false;
    }
  }

  return {
    // Sends it after everything that still waits; what had failed before is tried again first.
    add(message) {
      if (!queue.some((one) => one.id === message.id)) queue.push(message);
      return run();
    },
    retry: run,
    clear() {
      queue.length = 0;
      clearings += 1;
      running = false;
      if (abort) abort.abort();
    },
    get waiting() {
      return queue.map((message) => message.id);
    },
  };
}
