// <script src="https://HOST/widget.js" defer></script>: the launcher, the panel and the numbers.
//
// A classic script, so that one line embeds it in any page. The server writes the numbers (from
// data/hotlines.yml), the texts and the styles into it: they are shown even if nothing more can be
// loaded. The conversation itself is app.js, fetched when the panel is first opened.
(function (data) {
  "use strict";

  const TAG = "xiaogan-antifraud";
  if (!window.customElements || customElements.get(TAG)) return;
  const ownScript = document.currentScript;
  const PATIENCE = 3000; // ms without the conversation, then the numbers show by themselves
  const SIZES = ["normal", "large", "huge"];
  const THEMES = ["auto", "light", "dark", "contrast"];
  const SCRIPTS = ["hans", "hant"];

  // ---- small things that app.js uses as well ----

  // An element with attributes, listeners (`onclick`), text (`text`) and children. Never HTML.
  function el(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === undefined || value === null || value === false) continue;
      if (name === "text") node.textContent = value;
      else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.flat(Infinity).filter((child) => child || child === 0));
    return node;
  }

  // What a phone may dial; anything else is no link.
  function dialable(number) {
    return /^[0-9+*#-]{2,20}$/.test(number || "") ? number : null;
  }

  function callLink(call, extra) {
    const inside = [el("b", { text: call.number }), el("span", { text: call.name })];
    const dial = dialable(call.dial);
    const kind = `call ${extra || ""} ${call.number === "110" ? "alarm" : ""}`.trim();
    return dial
      ? el("a", { class: kind, href: `tel:${dial}` }, inside)
      : el("span", { class: `${kind} still` }, inside);
  }

  // http and https only, absolute or from the root of this host.
  function webAddress(given) {
    if (!/^(https?:\/)?\//i.test(given)) return null;
    try {
      const url = new URL(given, document.baseURI);
      return /^https?:$/.test(url.protocol) ? url.href : null;
    } catch {
      return null;
    }
  }

  // localStorage and sessionStorage may be forbidden; then things are remembered until the page goes.
  function storage(kind) {
    const memory = new Map();
    let real = null;
    try {
      real = window[kind];
      real.getItem(TAG);
    } catch {
      real = null;
    }
    return {
      get(key) {
        try {
          return JSON.parse(real ? real.getItem(`${TAG}:${key}`) : memory.get(key) || null);
        } catch {
          return null;
        }
      },
      set(key, value) {
        const text = JSON.stringify(value);
        memory.set(key, text);
        try {
          if (real) real.setItem(`${TAG}:${key}`, text);
        } catch {
          real = null; // full: what follows stays in memory
        }
      },
      remove(key) {
        memory.delete(key);
        try {
          if (real) real.removeItem(`${TAG}:${key}`);
        } catch {
          real = null;
        }
      },
    };
  }

  const device = storage("localStorage");
  const tab = storage("sessionStorage");

  // How this device likes to read.
  function preferences() {
    const kept = device.get("preferences") || {};
    const chosen = (name, allowed, otherwise) =>
      allowed.includes(kept[name]) ? kept[name] : otherwise;
    const native = /^zh-(hant|tw|hk|mo)/i.test(navigator.language || "") ? "hant" : "hans";
    return {
      size: chosen("size", SIZES, "normal"),
      theme: chosen("theme", THEMES, "auto"),
      script: chosen("script", SCRIPTS, native),
      chosenScript: SCRIPTS.includes(kept.script) ? kept.script : null,
      toldOfDictation: kept.toldOfDictation === true,
    };
  }

  function prefer(name, value) {
    device.set("preferences", { ...(device.get("preferences") || {}), [name]: value });
  }

  // Dark text on light colours, white on dark ones (WCAG relative luminance).
  function inkOn(colour) {
    const probe = document.createElement("canvas").getContext("2d");
    if (!probe) return "#fff";
    probe.fillStyle = colour;
    probe.fillRect(0, 0, 1, 1);
    const [r, g, b] = Array.from(probe.getImageData(0, 0, 1, 1).data, (byte) => {
      const share = byte / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000" : "#fff";
  }

  let sheet = null;
  // Style sheets made by script pass a strict Content-Security-Policy; old browsers get a link.
  function dress(root, base) {
    if ("adoptedStyleSheets" in Document.prototype && "replaceSync" in CSSStyleSheet.prototype) {
      if (!sheet) {
        sheet = new CSSStyleSheet();
        sheet.replaceSync(data.css);
      }
      root.adoptedStyleSheets = [sheet];
    } else {
      const href = `${base}widget/${data.version}/style.css`;
      root.append(el("link", { rel: "stylesheet", href }));
    }
  }

  // ---- the element ----

  class AntiFraud extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      this.base = this.serverAddress();
      this.isPage = this.hasAttribute("page");
      const root = this.attachShadow({ mode: "open" });
      dress(root, this.base);
      this.build();
      if (this.isPage || this.option("open") !== null || tab.get("open")) this.open(false);
    }

    // An attribute, with or without `data-`.
    option(name) {
      return this.getAttribute(`data-${name}`) ?? this.getAttribute(name);
    }

    serverAddress() {
      const from = ownScript && ownScript.src ? ownScript.src : document.baseURI;
      const named = this.option("server");
      const given = named && webAddress(named.endsWith("/") ? named : `${named}/`);
      return given || new URL(".", from).href;
    }

    get strings() {
      return data.strings[preferences().script === "hant" ? "zh-Hant" : "zh-Hans"];
    }

    // A text of ours, its {names} filled in.
    text(key, values) {
      const found = this.strings[key] || key;
      return found.replace(/\{(\w+)\}/g, (whole, name) => (values && name in values ? values[name] : whole));
    }

    named(call) {
      return preferences().script === "hant" ? { ...call, ...call.hant } : call;
    }

    build() {
      const t = (key, values) => this.text(key, values);
      const title = this.option("title") || t("title");
      const { size, theme, script } = preferences();
      if (this.shell) this.shell.remove();
      this.launcher = el("button", {
        type: "button", class: "launcher", "aria-expanded": "false", onclick: () => this.open(true),
      }, el("span", { class: "mark", "aria-hidden": "true", text: t("mark") }), el("span", { text: t("launcher") }));
      this.tools = el("span", { class: "tools" });
      this.body = el("div", { class: "body" });
      const heading = el(this.isPage ? "h1" : "h2", { class: "title", id: "title", text: title });
      this.calls = el("nav", { class: "callbar", "aria-label": t("help_numbers") },
        data.card.first.map((call) => callLink({ ...this.named(call), name: this.named(call).short })),
        el("button", { type: "button", class: "more", text: t("more_numbers"), onclick: () => this.showCard() }));
      this.panel = el(this.isPage ? "main" : "section", {
        class: "panel", role: this.isPage ? null : "dialog", "aria-labelledby": "title", hidden: true, tabindex: "-1",
      },
      el("div", { class: "top" }, heading, el("span", { class: "buttons" }, this.tools,
        el("button", { type: "button", class: "leave", "aria-label": t("leave_label"), text: t("leave"), onclick: () => this.leave() }),
        !this.isPage && el("button", { type: "button", class: "close", text: t("close"), onclick: () => this.close() }))),
      this.calls, this.body);
      this.shell = el("div", {
        class: "shell", lang: script === "hant" ? "zh-Hant" : "zh-Hans", "data-size": size, "data-theme": theme,
        "data-position": this.option("position") === "left" ? "left" : "right", "data-page": this.isPage,
      }, !this.isPage && this.launcher, this.panel, el("p", { class: "toast", role: "status" }));
      this.paint(this.option("colour") || this.option("color"));
      this.panel.addEventListener("keydown", (event) => this.onKey(event));
      this.shell.addEventListener("click", (event) => this.onCall(event));
      this.shadowRoot.append(this.shell);
    }

    paint(colour) {
      if (!colour || !window.CSS || !CSS.supports("color", colour)) return;
      this.shell.style.setProperty("--xg-own", colour);
      this.shell.style.setProperty("--xg-own-ink", inkOn(colour));
    }

    // ---- opening and closing ----

    open(byHand) {
      this.panel.hidden = false;
      this.launcher.hidden = true;
      this.launcher.setAttribute("aria-expanded", "true");
      if (!this.isPage) tab.set("open", true);
      this.followKeyboard();
      this.load();
      if (byHand) this.panel.focus();
      this.dispatchEvent(new CustomEvent("xiaogan-antifraud:open", { bubbles: true, composed: true }));
    }

    close() {
      if (this.isPage) return;
      this.panel.hidden = true;
      this.launcher.hidden = false;
      this.launcher.setAttribute("aria-expanded", "false");
      tab.remove("open");
      this.launcher.focus();
      this.dispatchEvent(new CustomEvent("xiaogan-antifraud:close", { bubbles: true, composed: true }));
    }

    // Away to a harmless page; nothing of the conversation stays behind.
    leave() {
      if (this.app) this.app.forget();
      tab.remove("open");
      tab.remove("conversation");
      const elsewhere = this.option("exit");
      location.replace((elsewhere && webAddress(elsewhere)) || data.exit);
    }

    // The conversation, once. What fails to load is told, with the numbers, and can be tried again.
    load() {
      if (this.app || this.loading) return;
      this.attempts = (this.attempts || 0) + 1;
      this.loading = true;
      this.body.replaceChildren(el("p", { class: "note", text: this.text("opening") }));
      const late = setTimeout(() => this.app || this.showFailure(), PATIENCE);
      const again = this.attempts > 1 ? `?again=${this.attempts}` : "";
      import(`${this.base}widget/${data.version}/app.js${again}`)
        .then((module) => {
          clearTimeout(late);
          this.app = module.mount(this.context());
        })
        .catch(() => {
          clearTimeout(late);
          this.loading = false;
          this.showFailure();
        });
    }

    showFailure() {
      const t = (key) => this.text(key);
      this.body.replaceChildren(
        el("div", { class: "scroll", tabindex: "0", "aria-label": t("all_numbers"), role: "region" },
          el("p", { class: "failed", role: "alert", text: t("not_loaded") }),
          this.card(),
          !this.loading && el("button", { type: "button", class: "wide", text: t("try_again"), onclick: () => this.load() })));
    }

    // ---- the numbers ----

    card() {
      const list = (calls, extra) => el("div", { class: "calls" },
        calls.map((call) => callLink(this.named(call), extra)));
      const { first, more, banks } = data.card;
      return el("div", { class: "card" },
        el("p", { text: this.text("card_first") }), list(first, "large"),
        el("p", { text: this.text("card_more") }), list(more),
        el("details", {}, el("summary", { text: this.text("card_banks", { count: banks.length }) }),
          el("p", { class: "note", text: this.text("card_banks_note") }), list(banks)));
    }

    showCard() {
      this.overlay(this.text("all_numbers"), this.card(), { hasNumbers: true });
    }

    // Computers rarely dial: say what to do with the number.
    onCall(event) {
      const link = event.target.closest && event.target.closest('a[href^="tel:"]');
      const canDial = /Mobi|Android|iPhone|iPad/i.test(navigator.userAgent) || navigator.maxTouchPoints > 0;
      if (link && !canDial) this.toast(this.text("dial_by_phone", { number: link.querySelector("b").textContent }));
    }

    toast(text) {
      const place = this.shell.querySelector(".toast");
      place.textContent = text;
      clearTimeout(this.toasting);
      this.toasting = setTimeout(() => (place.textContent = ""), 6000);
    }

    // A page over the panel: settings, numbers, the list for an emergency. Returns how to close it.
    // Where the content itself begins with the numbers, they need not stand above it as well.
    overlay(title, content, { onclose, hasNumbers } = {}) {
      if (this.shown) this.shown();
      const before = this.shadowRoot.activeElement;
      const level = this.isPage ? "h2" : "h3";
      const heading = el(level, { class: "title", tabindex: "-1", id: "overlay-title", text: title });
      const cover = el("section", { class: "overlay", role: "dialog", "aria-labelledby": "overlay-title" },
        el("div", { class: "top" }, heading,
          el("button", { type: "button", class: "back", text: this.text("back"), onclick: () => this.shown() })),
        el("div", { class: "scroll", tabindex: "0", role: "group", "aria-labelledby": "overlay-title" }, content));
      this.shown = () => {
        this.shown = null;
        cover.remove();
        this.body.hidden = false;
        this.calls.hidden = false;
        if (onclose) onclose();
        (before && before.isConnected ? before : this.panel).focus();
      };
      this.body.hidden = true;
      this.calls.hidden = Boolean(hasNumbers);
      this.panel.append(cover);
      heading.focus();
      return () => this.shown && cover.isConnected && this.shown();
    }

    // ---- keyboard and screen ----

    onKey(event) {
      if (event.key === "Escape") {
        event.stopPropagation();
        if (this.shown) this.shown();
        else this.close();
      }
      if (event.key === "Tab" && this.coversAll()) this.keepFocus(event);
    }

    coversAll() {
      return !this.isPage && getComputedStyle(this.panel).getPropertyValue("--xg-full").trim() === "1";
    }

    // On a phone the panel hides the page: the Tab key stays in it.
    keepFocus(event) {
      const stops = [...this.panel.querySelectorAll("button,a[href],textarea,input,summary,[tabindex='0']")]
        .filter((node) => node.getClientRects().length && !node.disabled);
      const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
      if (stops.length && this.shadowRoot.activeElement === edge) {
        event.preventDefault();
        (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
      }
    }

    // With the on-screen keyboard open the panel is as high as what is left to see.
    followKeyboard() {
      const seen = window.visualViewport;
      if (!seen || this.following) return;
      this.following = true;
      const follow = () => {
        this.shell.style.setProperty("--xg-height", `${seen.height}px`);
        this.shell.style.setProperty("--xg-top", `${seen.offsetTop}px`);
      };
      seen.addEventListener("resize", follow);
      seen.addEventListener("scroll", follow);
      follow();
    }

    // Everything anew, in another script; the conversation goes on.
    rebuild() {
      const { app } = this;
      this.shown = null;
      this.build();
      this.following = false;
      this.panel.hidden = false;
      this.launcher.hidden = true;
      this.followKeyboard();
      if (app) this.app = app.remount(this.context());
    }

    // What app.js works with.
    context() {
      return {
        el, callLink, t: (key, values) => this.text(key, values),
        overlay: (...all) => this.overlay(...all), card: () => this.card(), toast: (text) => this.toast(text),
        shell: this.shell, panel: this.panel, body: this.body, tools: this.tools, root: this.shadowRoot,
        base: this.base, greeting: this.option("greeting"), isPage: this.isPage, tab, preferences,
        prefer(name, value) { prefer(name, value); }, rebuild: () => this.rebuild(),
      };
    }
  }

  customElements.define(TAG, AntiFraud);

  // ---- one element for the whole page, and the one global name ----

  function start() {
    let element = document.querySelector(TAG);
    if (!element) {
      element = document.createElement(TAG);
      for (const { name, value } of ownScript ? ownScript.attributes : []) {
        if (!["src", "defer", "async", "type", "id", "class", "nonce", "integrity"].includes(name)) {
          element.setAttribute(name.startsWith("data-") ? name : `data-${name}`, value);
        }
      }
      // Beside the body, not in it: a page that empties or moves its body keeps the numbers.
      document.documentElement.append(element);
    }
    window.XiaoganAntiFraud = Object.freeze({
      open: () => element.open(true),
      close: () => element.close(),
    });
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})(/* data */ null);
