// What the resident wrote, and whether it arrived.

export function createAsked({ el, t, core }, entry) {
  const status = { failed: "not_sent", refused: "refused" }[entry.status];
  const node = el("article", { class: `me ${status ? "unsent" : ""}`, "aria-label": t("you_said") },
    el("p", { text: entry.text }),
    status && el("p", { class: "status" }, el("span", { role: "status", text: t(status) }),
      entry.status === "failed" && el("button", { type: "button", text: t("send_again"), onclick: () => core.retry() })));
  return { node };
}
