// What the resident wrote, and whether it arrived.

const TOLD = { failed: "not_sent", queued: "queued", slow: "still_trying", refused: "refused" };

export function createAsked({ el, t, core }, entry) {
  const told = TOLD[entry.status];
  const unsent = entry.status === "failed" || entry.status === "refused";
  const node = el("article", { class: `me ${unsent ? "unsent" : ""}`, "aria-label": t("you_said") },
    el("p", { text: entry.text }),
    told && el("p", { class: "status" }, el("span", { text: t(told) }),
      entry.status === "failed" && el("button", { type: "button", "data-focus": true, text: t("send_again"), onclick: () => core.retry() })));
  return { node };
}
