// Settings: how large, how dark, which script; what is kept; and clearing all of it.

const CHOICES = [
  { name: "size", label: "text_size", options: ["normal", "large", "huge"] },
  { name: "theme", label: "colours", options: ["auto", "light", "dark", "contrast"] },
  { name: "script", label: "script", options: ["hans", "hant"] },
];

export function createMenu(parts) {
  const { el, t, core, overlay, preferences, prefer, rebuild, shell, root } = parts;
  const button = el("button", { type: "button", class: "menu", text: t("settings"), onclick: () => open() });

  function choose(name, value) {
    prefer(name, value);
    if (name === "script") {
      rebuild();
      return;
    }
    shell.setAttribute(`data-${name}`, value);
  }

  function group({ name, label, options }) {
    const current = preferences()[name];
    const radios = options.map((value) => el("label", { class: "choice" },
      el("input", { type: "radio", name, value, checked: value === current, onchange: () => choose(name, value) }),
      el("span", { text: t(`${name}_${value}`) })));
    return el("fieldset", {}, el("legend", { text: t(label) }), el("div", { class: "choices" }, radios));
  }

  // `again`: drawn anew after the script was changed, with the focus on that choice.
  function open(again = false) {
    if (!again && root.querySelector(".settings")) return;
    const close = overlay(t("settings"), el("div", { class: "settings" },
      CHOICES.map(group),
      el(parts.isPage ? "h3" : "h4", { class: "label", text: t("kept_title") }),
      el("ul", {}, t("kept").split("\n").map((line) => el("li", { text: line }))),
      el("button", { type: "button", class: "wide clear", text: t("clear"), onclick: (event) => clear(event.target, close) })),
    { instead: again });
    if (again) root.querySelector("input[name=script]:checked").focus();
  }

  // The first tap asks, the second does it.
  function clear(asking, close) {
    if (!asking.hasAttribute("data-sure")) {
      asking.setAttribute("data-sure", "");
      asking.textContent = t("clear_sure");
      parts.say(t("clear_sure"));
      return;
    }
    parts.hush();
    core.clear().then(() => parts.toast(t("cleared")), () => parts.toast(t("cleared_here")));
    close();
  }

  return { button, open };
}
