"""The one port over HTTP, without a port: what is asked for is answered, and nothing else is."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette

from assistant.server.site import MAX_TOKEN_REQUEST_BYTES, make_site
from tests.server.caller import ORIGIN, small_counter, small_open_shop

pytestmark = pytest.mark.unit


async def ask(
    site: Starlette, path: str, *, method: str = "GET", body: bytes = b"", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """The status, headers and body of an answer."""
    path, _, query = path.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": unquote(path), "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000), "state": {},
    }  # fmt: skip
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await site(scope, receive, send)
    started = sent[0]
    told = {name.decode().lower(): value.decode() for name, value in started["headers"]}
    return started["status"], told, b"".join(message.get("body", b"") for message in sent[1:])


def visit(folder: Path, scenario: Callable[[Starlette], Awaitable[None]]) -> None:
    """Opens the site over a small counter as a server does, and closes all but the shop."""

    async def run() -> None:
        counter = small_counter(folder, shop=small_open_shop(origins=("https://store.example",)))
        site = make_site(lambda: counter)
        async with site.router.lifespan_context(site):
            try:
                await scenario(site)
            finally:
                counter.shops = {}  # whose shop other tests use as well

    asyncio.run(run())


@pytest.mark.parametrize(
    "path",
    [
        f"/assets/{'a' * 300}.js",
        "/assets/%00.js",
        "/assets/js/%00/../main.js",
        "/assets/",
        "/assets/js",
        "/assets/../site.py",
        "/assets/%2e%2e/server/site.py",
        "/assets/%2Fetc%2Fpasswd",
        "/assets/panel.css%00.js",
        f"/images/demo/{'A' * 5_000}",
        "/images/demo/%ff%fe",
        "/images/none/AAAA",
        "/demo/products/none",
        "/panel?shop=none",
        "/panel",
    ],
)
def test_what_is_not_there_is_not_found(tmp_path: Path, path: str) -> None:
    """However it is written, and without a word of why."""

    async def scenario(site: Starlette) -> None:
        status, headers, body = await ask(site, path)
        assert (status, headers["content-type"]) == (404, "application/json")
        assert set(json.loads(body)["error"]) == {"status", "message"}

    visit(tmp_path, scenario)


def test_token_is_given_to_the_shops_pages_only(tmp_path: Path) -> None:
    """And to this server's own; nobody can make it read a long request or a strange one."""

    async def scenario(site: Starlette) -> None:
        wanted = b'{"shop": "demo"}'
        for origin in (ORIGIN, "https://store.example"):
            status, headers, body = await ask(site, "/token", method="POST", body=wanted, origin=origin)
            assert (status, headers["access-control-allow-origin"]) == (200, origin)
            assert json.loads(body)["token"]
        for refused, status in (
            ({"body": wanted, "origin": "https://evil.example"}, 403),
            ({"body": wanted}, 403),
            ({"body": b'{"shop": "other"}', "origin": ORIGIN}, 404),
            ({"body": b'{"shop": ["demo"]}', "origin": ORIGIN}, 404),
            ({"body": b"[" * 900, "origin": ORIGIN}, 404),
            ({"body": b"\xff\xfe", "origin": ORIGIN}, 404),
            ({"body": wanted + b" " * MAX_TOKEN_REQUEST_BYTES, "origin": ORIGIN}, 413),
        ):
            found, headers, body = await ask(site, "/token", method="POST", **refused)  # type: ignore[arg-type]
            assert found == status
            assert "access-control-allow-origin" not in headers
            assert b"token" not in body.replace(b"entrance token", b"")

    visit(tmp_path, scenario)


@pytest.mark.parametrize(("lang", "word"), [("en", "Clothing"), ("zh-CN", "服装"), ("fr", "Clothing")])
def test_shelf_is_in_the_language_that_is_asked_for(tmp_path: Path, lang: str, word: str) -> None:
    """English for whoever reads neither; each product of it can be opened."""

    async def scenario(site: Starlette) -> None:
        status, _, body = await ask(site, f"/demo/products?lang={lang}")
        shelf = json.loads(body)
        assert status == 200
        assert word in [one["label"] for one in shelf["categories"]]
        assert len(shelf["products"]) == 70
        product_id = shelf["products"][0]["product_id"]
        status, _, body = await ask(site, f"/demo/products/{product_id}?lang={lang}")
        assert (status, json.loads(body)["product_id"]) == (200, product_id)

    visit(tmp_path, scenario)


def test_server_that_is_not_ready_says_so_by_its_status(tmp_path: Path) -> None:
    """It is alive all the same."""

    async def scenario(site: Starlette) -> None:
        assert (await ask(site, "/readyz"))[0] == 200
        site.state.counter.is_draining = True
        status, _, body = await ask(site, "/readyz")
        assert (status, json.loads(body)["ready"]) == (503, False)
        assert (await ask(site, "/healthz"))[0] == 200

    visit(tmp_path, scenario)


def test_failure_is_told_without_its_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither to the client nor in the log."""

    def fail(*arguments: object) -> None:
        raise RuntimeError("secret of the house")

    async def scenario(site: Starlette) -> None:
        monkeypatch.setattr("assistant.server.demo_page.shelf", fail)
        sent: list[bytes] = []
        with pytest.raises(RuntimeError):  # for the server, which logs its type
            await ask(_recording(site, sent), "/demo/products")  # type: ignore[arg-type]
        body = b"".join(sent)
        assert json.loads(body) == {"error": {"status": 500, "message": "Internal error."}}

    visit(tmp_path, scenario)


def _recording(site: Starlette, sent: list[bytes]) -> Any:
    """The site, whose answer's body is kept even where it raises after it."""

    async def recorded(scope: Any, receive: Any, send: Any) -> None:
        async def keep(message: Any) -> None:
            sent.append(message.get("body", b""))
            await send(message)

        await site(scope, receive, keep)

    return recorded
