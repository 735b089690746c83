// The first words: what this is for, four ways to begin, what is kept, and today's reminder.

const STARTERS = ["start_money", "start_96110", "start_check", "start_quiz"];

export function createGreeting({ el, t, core, greeting, preferences, isPage }) {
  const starters = STARTERS.map((key) =>
    el("button", { type: "button", text: t(key), onclick: () => core.ask(t(key)) }));
  const today = el("div", { class: "today" });
  const node = el("article", { class: "bot greeting" },
    el("p", { text: greeting || t("greeting") }),
    el("div", { class: "chips" }, starters),
    el("p", { class: "note", text: t("notice") }),
    today);

  // The page does without if it does not come.
  core.transport.today(preferences().script).then(({ tip, reminders }) => {
    const items = [...reminders.map(({ name, text }) => `${name}：${text}`), tip].filter((one) => typeof one === "string");
    if (!items.length) return;
    today.append(el(isPage ? "h2" : "h3", { class: "label", text: t("today") }),
      el("ul", {}, items.map((item) => el("li", { text: item }))));
  }).catch(() => {});
  return { node };
}
