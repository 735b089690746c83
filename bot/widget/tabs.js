// Two tabs, one conversation: a new tab asks the others, and each tells what changes. Nothing is
// kept anywhere for that; when the last tab closes, the conversation is gone from the device.

const WAIT = 250; // ms for another tab to answer

// `Channel` is BroadcastChannel; without it every tab has its own conversation.
export function createTabs({ Channel, name, conversation, setTimeout, cleared }) {
  let channel = null;
  try {
    channel = Channel ? new Channel(name) : null;
  } catch {
    channel = null; // forbidden in this frame
  }
  let hearing = false; // what came from another tab is not sent back

  function tell(kind, more) {
    if (channel) channel.postMessage({ kind, ...more });
  }

  function hear({ data }) {
    if (!data || typeof data !== "object") return;
    hearing = true;
    try {
      if (data.kind === "hello" && conversation.entries.length) tell("state", { state: conversation.snapshot() });
      if (data.kind === "state") conversation.merge(data.state);
      if (data.kind === "clear" && data.session === conversation.session) cleared();
    } finally {
      hearing = false;
    }
  }

  if (channel) channel.onmessage = hear;
  conversation.subscribe((state) => {
    if (!hearing && state.entries.length) tell("state", { state });
  });

  return {
    // Asks the other tabs, and gives them a moment to answer.
    async join() {
      if (!channel) return;
      tell("hello");
      await new Promise((resolve) => setTimeout(resolve, WAIT));
    },
    leave() {
      if (channel) channel.close();
      channel = null; // writing to a closed one throws
    },
    clear(session) {
      tell("clear", { session });
    },
  };
}
