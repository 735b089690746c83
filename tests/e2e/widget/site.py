"""A foreign web site that embeds the widget: aggressive styles, an old jQuery, a strict policy."""

from __future__ import annotations

import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from bot.content.load import ROOT

JQUERY = ROOT / "node_modules" / "jquery" / "tmp" / "jquery.js"
CSS = """
html { font-size: 4px; letter-spacing: 1em; text-transform: uppercase; line-height: 0;
       color: red; cursor: none; }
body { transform: scale(.3); filter: blur(3px); overflow: hidden; direction: rtl; zoom: 40%; }
body *, xiaogan-antifraud { all: unset !important; display: none !important;
       visibility: hidden !important; opacity: .1 !important; font: 3px serif !important;
       transform: rotate(180deg) !important; pointer-events: none !important; }
button, a, section, main { background: lime !important; color: lime !important; width: 1px; }
.panel, .call, .title, .body { display: none !important; }
:root { --xg-ink: lime; --xg-card: lime; --xg-brand: lime; }
"""
# What sites of that age do: prototypes are extended, elements emptied, clicks caught.
SCRIPT = """
Array.prototype.contains = function (one) { return this.indexOf(one) >= 0; };
Array.prototype.remove = function () { return this; };
window.el = window.data = window.t = window.script = "taken";
jQuery(function ($) {
  $("button").click(function () { return false; });
  $("#content").html("<h1>社区网</h1><p>内容</p>");
  $(document).keydown(function () { window.keys = (window.keys || 0) + 1; });
  $("body").append($("<div>").attr("id", "panel"));
  document.body.className = "ready";
});
"""


def page(server: str, attributes: str = "", own: str = "") -> str:
    return f"""<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>社区网</title>
<link rel="stylesheet" href="/site.css"><script src="/jquery.js"></script>
<script src="/site.js"></script>
<script src="{server}/widget.js" defer {attributes}></script></head>
<body><div id="content"><button>旧按钮</button></div>{own}</body></html>"""


class Site:
    """Serves the pages on 127.0.0.1; use it as a context manager."""

    def __init__(self, server: str, port: int = 0) -> None:
        self.server = server
        self.pages: dict[str, str] = {"/": page(server)}
        self.policy = f"default-src 'none'; script-src 'self' {server}; connect-src {server}; "
        self.policy += "style-src 'self'; base-uri 'none'"
        self._http = ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, self))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def with_page(self, name: str, attributes: str = "", own: str = "") -> str:
        """Another page with these attributes on the script, and this markup; its address."""
        self.pages[f"/{name}"] = page(self.server, attributes, own)
        return f"{self.url}/{name}"

    def __enter__(self) -> Site:
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._http.shutdown()
        self._http.server_close()


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, site: Site, *arguments: Any) -> None:
        self.site = site
        super().__init__(*arguments)

    def do_GET(self) -> None:
        scripts = {"/site.js": SCRIPT, "/jquery.js": Path(JQUERY).read_text("utf-8")}
        if self.path in scripts:
            self._send(scripts[self.path], "text/javascript")
        elif self.path == "/site.css":
            self._send(CSS, "text/css")
        elif self.path == "/favicon.ico":
            self._send("", "image/x-icon")
        elif self.path in self.site.pages:
            self._send(self.site.pages[self.path], "text/html")
        else:
            self.send_error(404)

    def _send(self, text: str, kind: str) -> None:
        body = text.encode("utf-8")
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if kind == "text/html":
            self.send_header("Content-Security-Policy", self.site.policy)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing: the test's output stays readable."""
