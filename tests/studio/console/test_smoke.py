"""Every page opens."""

from tests.studio.console.conftest import Console


def test_pages(console: Console) -> None:
    assert console.anybody.get("/").status_code == 303
    for visitor in (console.editor, console.publisher):
        for path in (
            "/account",
            "/audit",
            "/audit.csv",
            "/jobs",
            "/static/htmx.js",
            "/static/console.css",
        ):
            assert visitor.get(path).status_code == 200, path
