// What is offered in which browser, copying with and without a clipboard, and printing.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createDevice } from "../../bot/widget/device.js";

const CHROME = "Mozilla/5.0 (Linux; Android 12) Chrome/120 Mobile";
const BUILT_IN = [
  "Mozilla/5.0 MicroMessenger/8.0.40", "Mozilla/5.0 (Linux; Android 12; wv) Chrome/91", "Mozilla/5.0 QQ/8.9.1",
  "Mozilla/5.0 Weibo (iPhone)", "Mozilla/5.0 AlipayClient/10.3", "Mozilla/5.0 DingTalk/6.5",
];

// Just as much of a document as is used.
function createNode(tag) {
  const node = {
    tag, style: {}, children: [], parent: null, selected: null,
    append(...all) {
      node.children.push(...all);
      all.forEach((one) => (one.parent = node));
    },
    remove() {
      node.parent.children = node.parent.children.filter((one) => one !== node);
      node.parent = null;
    },
    select() {},
    setSelectionRange: (from, to) => (node.selected = node.value.slice(from, to)),
  };
  return node;
}

function createWindow({ agent = CHROME, navigator = {}, execCommand = () => true, print = () => {} } = {}) {
  const window = { frames: [], timers: [], print };
  window.setTimeout = (run, ms) => window.timers.push({ run, ms });
  window.navigator = { userAgent: agent, ...navigator };
  window.document = {
    body: createNode("body"),
    execCommand,
    createElement(tag) {
      const node = createNode(tag);
      if (tag !== "iframe") return node;
      const calls = [];
      node.contentDocument = { title: "", body: createNode("body"), createElement: createNode };
      node.contentWindow = { calls, focus: () => calls.push("focus"), print: () => calls.push("print") };
      window.frames.push(node);
      return node;
    },
  };
  return window;
}

describe("what is offered", () => {
  test("printing in a browser, not in built-in ones or where it is missing", () => {
    assert.equal(createDevice(createWindow()).canPrint, true);
    assert.equal(createDevice(createWindow({ print: null })).canPrint, false);
    for (const agent of BUILT_IN) assert.equal(createDevice(createWindow({ agent })).canPrint, false, agent);
  });

  test("sharing where the browser can", async () => {
    assert.equal(createDevice(createWindow()).canShare, false);
    const shared = [];
    const device = createDevice(createWindow({ navigator: { share: async (what) => shared.push(what) } }));
    assert.equal(device.canShare, true);
    await device.share("清单", "先打 110");
    assert.deepEqual(shared, [{ title: "清单", text: "先打 110" }]);
  });

  test("sharing that was called off is the caller's to hear", async () => {
    const share = () => Promise.reject(new DOMException("no", "AbortError"));
    await assert.rejects(createDevice(createWindow({ navigator: { share } })).share("a", "b"), { name: "AbortError" });
  });
});

describe("copying", () => {
  const refusing = { writeText: () => Promise.reject(new DOMException("no", "NotAllowedError")) };

  test("goes to the clipboard", async () => {
    const copied = [];
    const root = createNode("root");
    const clipboard = { writeText: async (text) => copied.push(text) };
    const window = createWindow({ navigator: { clipboard }, execCommand: () => assert.fail("by hand") });
    assert.equal(await createDevice(window).copy("先打 110", root), true);
    assert.deepEqual(copied, ["先打 110"]);
  });

  for (const [why, clipboard] of [["there is none", undefined], ["it refuses", refusing]]) {
    test(`is done by selecting all of it where ${why}`, async () => {
      const root = createNode("root");
      const seen = [];
      const execCommand = (name) => {
        seen.push([name, root.children[0].selected]);
        return true;
      };
      const device = createDevice(createWindow({ navigator: { clipboard }, execCommand }));
      assert.equal(await device.copy("一\n二", root), true);
      assert.deepEqual(seen, [["copy", "一\n二"]]);
      assert.deepEqual(root.children, []);
    });
  }

  test("that fails altogether is told, and leaves nothing behind", async () => {
    for (const execCommand of [() => false, () => { throw new Error("no"); }]) {
      const root = createNode("root");
      const device = createDevice(createWindow({ navigator: { clipboard: refusing }, execCommand }));
      assert.equal(await device.copy("a", root), false);
      assert.deepEqual(root.children, []);
    }
  });
});

describe("printing", () => {
  test("prints the text and nothing of the page, as text", () => {
    const window = createWindow({ print: () => assert.fail("the page was printed") });
    createDevice(window).print("清单", "<b>先打 110</b>");
    const [frame] = window.frames;
    const paper = frame.contentDocument;
    assert.equal(paper.title, "清单");
    assert.deepEqual(paper.body.children.map((one) => one.textContent), ["<b>先打 110</b>"]);
    assert.equal(frame.contentWindow.calls.at(-1), "print");
  });

  test("takes its frame away, but not while somebody looks at the preview", () => {
    const window = createWindow();
    createDevice(window).print("a", "b");
    assert.equal(window.document.body.children.length, 1);
    const [{ run, ms }] = window.timers;
    assert.ok(ms >= 30_000);
    run();
    assert.equal(window.document.body.children.length, 0);
  });
});
