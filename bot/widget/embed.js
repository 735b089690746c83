// <script src="https://HOST/widget.js" defer></script>: the launcher, the panel and the numbers.
//
// A classic script, so that one line embeds it in any page. The server writes the numbers (from
// data/hotlines.yml), the texts and the styles into it: they are shown even if nothing more can be
// loaded. The conversation itself is app.js, fetched when the panel is first opened.
(function (data) {
  "use strict";

  const TAG = "xiaogan-antifraud";
  if (!window.customElements) return;
  if (customElements.get(TAG)) {
    // The page was written anew and loads us again: only the element may be missing.
    document.dispatchEvent(new CustomEvent(`${TAG}:again`));
    return;
  }
  const ownScript = document.currentScript || document.querySelector('script[src*="/widget.js"]');
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

  // localStorage and sessionStorage may be forbidden or full: what does not fit is remembered until
  // the page goes, and no older copy of it stays behind.
  function storage(kind) {
    const memory = new Map();
    let real = null;
    try {
      real = window[kind];
      real.getItem(TAG);
    } catch {
      real = null;
    }
    const forget = (name) => {
      memory.delete(name);
      try {
        if (real) real.removeItem(name);
      } catch {
        // nothing can be written, so nothing was
      }
    };
    return {
      get(key) {
        const name = `${TAG}:${key}`;
        try {
          return JSON.parse(memory.get(name) || (real && real.getItem(name)) || null);
        } catch {
          return null;
        }
      },
      set(key, value) {
        const name = `${TAG}:${key}`;
        const text = JSON.stringify(value);
        try {
          real.setItem(name, text);
          memory.delete(name);
        } catch {
          forget(name);
          memory.set(name, text);
        }
      },
      remove: (key) => forget(`${TAG}:${key}`),
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

  // What bubbles out of us is none of the page's business: its handlers would block keys, steal the
  // focus, stop the scrolling, and could read along.
  const OURS = ["keydown", "keyup", "keypress", "beforeinput", "input", "focusin", "focusout", "copy", "cut",
    "paste", "selectstart", "contextmenu", "touchstart", "touchmove", "wheel"];

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
      const style = el("style", { text: data.css });
      root.append(style);
      // A strict policy leaves it empty; the file of our own host may be allowed.
      if (style.sheet && style.sheet.cssRules.length) return;
      style.replaceWith(el("link", { rel: "stylesheet", href: `${base}widget/${data.version}/style.css` }));
    }
  }

  // ---- the element ----

  class AntiFraud extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) {
        window.addEventListener("popstate", this.onBack); // the same one twice is one
        if (!this.panel.hidden) this.load();
        return;
      }
      this.base = this.serverAddress();
      this.isPage = this.hasAttribute("page");
      const root = this.attachShadow({ mode: "open" });
      dress(root, this.base);
      this.build();
      const asked = this.option("open");
      const wanted = asked !== null && asked !== "false";
      const chosen = tab.get("open"); // by hand, on this page or the one before
      if (this.isPage || (chosen === null ? wanted : chosen)) this.open(false);
      window.addEventListener("popstate", this.onBack = () => this.popLayer());
    }

    // Moved within the page, it is connected again at once; else everything stops.
    disconnectedCallback() {
      setTimeout(() => {
        if (this.isConnected) return;
        window.removeEventListener("popstate", this.onBack);
        if (this.app) this.app.destroy();
        this.app = null;
        this.loading = false;
      }, 0);
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
      for (const kind of OURS) this.shell.addEventListener(kind, (event) => event.stopPropagation());
      this.shadowRoot.append(this.shell);
      this.fit();
    }

    paint(colour) {
      if (!colour || !window.CSS || !CSS.supports("color", colour)) return;
      this.shell.style.setProperty("--xg-own", colour);
      this.shell.style.setProperty("--xg-own-ink", inkOn(colour));
    }

    // ---- opening and closing ----

    open(byHand) {
      if (!this.panel.hidden) return;
      this.panel.hidden = false;
      this.launcher.hidden = true;
      this.launcher.setAttribute("aria-expanded", "true");
      if (byHand) tab.set("open", true);
      this.followScreen();
      this.fit();
      this.load();
      if (byHand) this.panel.focus();
      if (byHand && this.coversAll()) this.pushPanel();
      this.dispatchEvent(new CustomEvent(`${TAG}:open`, { bubbles: true, composed: true }));
    }

    close() {
      if (this.isPage) return;
      tab.set("open", false);
      this.hush();
      if (this.layers.length) this.leaveLayers();
      else this.hide();
    }

    // On a phone «back» closes the panel.
    pushPanel() {
      this.pushLayer(() => this.hide());
      this.layers[this.layers.length - 1].panel = true;
    }

    hide() {
      tab.set("open", false);
      this.panel.hidden = true;
      this.launcher.hidden = false;
      this.launcher.setAttribute("aria-expanded", "false");
      this.launcher.focus();
      this.dispatchEvent(new CustomEvent(`${TAG}:close`, { bubbles: true, composed: true }));
    }

    // Away to a harmless page; nothing of the conversation stays behind.
    leave() {
      this.hush();
      const kept = tab.get("conversation");
      if (this.app) this.app.forget();
      else if (kept && navigator.sendBeacon) {
        const named = kept.token ? { session: kept.token } : { session: kept.session, opening: kept.session };
        navigator.sendBeacon(`${this.base}webhooks/chat/forget`, JSON.stringify(named));
      }
      tab.remove("open");
      tab.remove("conversation");
      tab.remove("draft");
      const elsewhere = this.option("exit");
      // Without a network even a harmless page would show an error.
      const url = navigator.onLine === false ? "about:blank" : (elsewhere && webAddress(elsewhere)) || data.exit;
      try {
        window.top.location.replace(url);
      } catch {
        location.replace(url);
      }
    }

    hush() {
      if (window.speechSynthesis) window.speechSynthesis.cancel();
    }

    // The conversation, once. What fails to load is told, with the numbers, and can be tried again.
    load() {
      if (this.app || this.loading) return;
      this.attempts = (this.attempts || 0) + 1;
      const attempt = this.attempts;
      this.loading = true;
      this.body.replaceChildren(el("p", { class: "note", text: this.text("opening") }));
      const late = setTimeout(() => this.app || this.showFailure(), PATIENCE);
      // Another folder, so that a browser that remembers a failed part asks for it again.
      const folder = data.version + (attempt > 1 ? `-${attempt}` : "");
      import(`${this.base}widget/${folder}/app.js`)
        .then((module) => {
          clearTimeout(late);
          if (this.app || attempt !== this.attempts || !this.isConnected) return;
          const begin = () => (this.app = module.mount(this.context()));
          if (this.body.querySelector(".card")) this.offer(begin); // somebody may be reading a number
          else begin();
        })
        .catch(() => {
          clearTimeout(late);
          if (attempt !== this.attempts) return;
          this.loading = false;
          this.showFailure();
        });
    }

    showFailure() {
      const t = (key) => this.text(key);
      const again = () => {
        this.loading = false;
        this.load();
      };
      this.retry = el("button", { type: "button", class: "wide", text: t("try_again"), onclick: again });
      this.body.replaceChildren(
        el("div", { class: "scroll", tabindex: "0", "aria-label": t("all_numbers"), role: "region" },
          el("p", { class: "failed", role: "alert", text: t("not_loaded") }), this.card(), this.retry));
    }

    offer(begin) {
      const button = el("button", { type: "button", class: "wide", text: this.text("loaded_now"), onclick: begin });
      this.retry.replaceWith(button);
      this.retry = button;
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
    overlay(title, content, { onclose, hasNumbers, instead } = {}) {
      const before = this.shadowRoot.activeElement;
      const id = `overlay-${this.layers.length}`;
      const heading = el(this.isPage ? "h2" : "h3", { class: "title", tabindex: "-1", id, text: title });
      const cover = el("section", { class: "overlay", role: "dialog", "aria-labelledby": id },
        el("div", { class: "top" }, heading,
          el("button", { type: "button", class: "back", text: this.text("back"), onclick: () => this.back() })),
        el("div", { class: "scroll", tabindex: "0", role: "group", "aria-labelledby": id }, content));
      const below = [...this.panel.children].filter((node) => node !== this.panel.firstChild && !node.hidden);
      if (!hasNumbers) below.splice(below.indexOf(this.calls), below.includes(this.calls) ? 1 : 0);
      below.forEach((node) => (node.hidden = true));
      const close = () => {
        cover.remove();
        below.forEach((node) => (node.hidden = false));
        if (onclose) onclose();
        (before && before.isConnected ? before : this.panel).focus();
        this.body.dispatchEvent(new Event("shown"));
      };
      this.panel.append(cover);
      heading.focus();
      const top = this.layers[this.layers.length - 1];
      if (!instead || !top) return this.pushLayer(close);
      top.close = close; // the same page, drawn anew
      return () => this.layers.includes(top) && this.back();
    }

    // ---- what «back» closes: the browser's button, the phone's, Escape and ours are one ----

    get layers() {
      return (this.layerList = this.layerList || []);
    }

    pushLayer(close) {
      const layer = { close, silent: this.leaving > 0 }; // the browser is still on its way back
      this.layers.push(layer);
      try {
        if (!layer.silent) history.pushState({ ...(history.state || {}), [TAG]: this.layers.length }, "");
      } catch {
        layer.silent = true; // a sandbox without history
      }
      return () => this.layers.includes(layer) && this.back();
    }

    // Closes what lies on top at once; the step in the history follows.
    back() {
      const top = this.layers.pop();
      if (!top) return;
      top.close();
      if (!top.silent) this.leaveHistory(1);
    }

    leaveHistory(steps) {
      this.leaving = (this.leaving || 0) + 1;
      history.go(-steps);
    }

    // The browser's own button: what lies above the step that it went to is closed.
    popLayer() {
      if (this.leaving > 0) {
        this.leaving -= 1;
        return;
      }
      const left = Number((history.state || {})[TAG] || 0);
      while (this.layers.length > left) this.layers.pop().close();
    }

    leaveLayers() {
      const deep = this.layers.filter((layer) => !layer.silent).length;
      while (this.layers.length) this.layers.pop().close();
      if (!this.panel.hidden) this.hide();
      if (deep) this.leaveHistory(deep);
    }

    // ---- keyboard and screen ----

    onKey(event) {
      if (event.isComposing || event.keyCode === 229) return; // Escape ends the input of a character
      if (event.key === "Escape") {
        if (this.panel.querySelector(".overlay")) this.back();
        else this.close();
      }
      if (event.key === "Tab" && this.coversAll()) this.keepFocus(event);
    }

    coversAll() {
      return this.shell.hasAttribute("data-full");
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

    followScreen() {
      if (this.following) return;
      this.following = true;
      const seen = window.visualViewport || window;
      seen.addEventListener("resize", () => this.fit());
      seen.addEventListener("scroll", () => this.fit());
      window.addEventListener("resize", () => this.fit());
    }

    // As large as what can be seen: beside the on-screen keyboard, on pages without a viewport (their
    // text would be tiny), on pages that zoom themselves. Who zooms with two fingers is left alone.
    fit() {
      const seen = window.visualViewport || { height: innerHeight, offsetTop: 0, scale: 1 };
      if (seen.scale > 1.05) return;
      const zoom = parseFloat(getComputedStyle(document.documentElement).zoom) || 1;
      const tiny = seen.scale < 0.9;
      const small = window.matchMedia("(max-width: 30em), (max-height: 30em)").matches;
      const { style } = this.shell;
      style.zoom = zoom === 1 ? "" : String(1 / zoom);
      style.setProperty("--xg-scale", String(tiny ? 1 / seen.scale : 1));
      style.setProperty("--xg-height", `${seen.height}px`);
      style.setProperty("--xg-top", `${seen.offsetTop}px`);
      this.shell.toggleAttribute("data-full", !this.isPage && (small || tiny));
    }

    // Everything anew, in another script; the conversation and the settings stay where they are.
    rebuild() {
      const { app } = this;
      for (const layer of this.layers) if (!layer.panel) layer.close = () => {};
      this.build();
      this.panel.hidden = false;
      this.launcher.hidden = true;
      this.panel.focus();
      if (app) this.app = app.remount(this.context());
    }

    // What app.js works with.
    context() {
      return {
        el, callLink, t: (key, values) => this.text(key, values),
        overlay: (...all) => this.overlay(...all), card: () => this.card(), toast: (text) => this.toast(text),
        shell: this.shell, panel: this.panel, body: this.body, tools: this.tools, root: this.shadowRoot,
        base: this.base, greeting: this.option("greeting"), isPage: this.isPage, tab, device, preferences,
        registered: Object.values(data.card).flat().map((call) => call.number),
        prefer, rebuild: () => this.rebuild(), hush: () => this.hush(),
      };
    }
  }

  customElements.define(TAG, AntiFraud);

  // ---- one element for the whole page, and the one global name ----

  const shown = () => document.querySelector(TAG) || start();

  function start() {
    const there = document.querySelector(TAG);
    if (there) return there;
    const element = document.createElement(TAG);
    for (const { name, value } of ownScript ? ownScript.attributes : []) {
      if (!["src", "defer", "async", "type", "id", "class", "nonce", "integrity"].includes(name)) {
        element.setAttribute(name.startsWith("data-") ? name : `data-${name}`, value);
      }
    }
    // Beside the body, not in it: a page that empties or moves its body keeps the numbers.
    document.documentElement.append(element);
    return element;
  }

  window.XiaoganAntiFraud = Object.freeze({ open: () => shown().open(true), close: () => shown().close() });
  document.addEventListener(`${TAG}:again`, start);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})(/* data */ null);
