// What this browser can do. WeChat's and other built-in browsers lack printing, sharing and speech,
// or have buttons for them that do nothing: what does not work is not offered.

export function createDevice(window) {
  const { navigator, document } = window;
  const agent = navigator.userAgent || "";
  const isBuiltIn = /MicroMessenger|; wv\)|QQ\/|Weibo|AlipayClient|DingTalk/i.test(agent);

  return {
    canPrint: typeof window.print === "function" && !isBuiltIn,
    canShare: typeof navigator.share === "function",

    share: (title, text) => navigator.share({ title, text }),

    // Whether it is on the clipboard now.
    async copy(text, root) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch {
        return copyByHand(document, text, root);
      }
    },

    // Prints this text only, also from within a foreign page: a frame of its own is printed.
    print(title, text) {
      const frame = document.createElement("iframe");
      frame.title = title;
      Object.assign(frame.style, { position: "fixed", right: "0", bottom: "0", width: "0", height: "0", border: "0" });
      document.body.append(frame);
      const paper = frame.contentDocument;
      const pre = paper.createElement("pre");
      pre.textContent = text;
      Object.assign(pre.style, { font: "14pt/1.6 serif", whiteSpace: "pre-wrap", margin: "0" });
      paper.title = title;
      paper.body.append(pre);
      frame.contentWindow.focus();
      frame.contentWindow.print();
      window.setTimeout(() => frame.remove(), 60_000);
    },
  };
}

// Older browsers, and pages without https: select and copy.
function copyByHand(document, text, root) {
  const field = document.createElement("textarea");
  field.value = text;
  Object.assign(field.style, { position: "fixed", top: "0", opacity: "0" });
  root.append(field);
  field.select();
  field.setSelectionRange(0, text.length);
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    field.remove();
  }
}
