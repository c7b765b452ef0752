"""The one port: the widget, the demo store, tokens, pictures, health, metrics, and the socket. Adapter: starlette."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from assistant.errors import OriginRefused
from assistant.messages import Language
from assistant.security import headers
from assistant.security.tokens import TOKEN_LIFETIME_S
from assistant.server import demo_page, metrics
from assistant.server.counter import Counter
from assistant.server.faults import fault
from assistant.server.health import is_ready, readiness
from assistant.server.open_shop import OpenShop
from assistant.server.pictures import picture_at
from assistant.server.socket import serve_socket, sweep

log = logging.getLogger(__name__)

WIDGET = Path(__file__).parent.parent / "widget"

MEDIA_TYPES = {
    ".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".json": "application/json",
    ".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp", ".woff2": "font/woff2", ".wav": "audio/wav",
}  # fmt: skip
"""What the widget is made of; nothing else in its folder is given out."""

MAX_TOKEN_REQUEST_BYTES = 1_000
EXPIRE_EVERY_S = 3600.0

Handler = Callable[[Request], Awaitable[Response]]


def make_site(
    open_counter: Callable[[], Counter], *, on_open: Callable[[Counter], None] = lambda counter: None
) -> Starlette:
    """The application; the counter is opened when the server starts, on the loop of the process that serves."""

    @asynccontextmanager
    async def lifespan(site: Starlette) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        counter = await loop.run_in_executor(None, _opened, open_counter)
        site.state.counter = counter
        on_open(counter)
        chores = [asyncio.create_task(sweep(counter)), asyncio.create_task(_expire(counter))]
        try:
            yield
        finally:
            for chore in chores:
                chore.cancel()
            await asyncio.gather(*chores, return_exceptions=True)
            await loop.run_in_executor(None, counter.close)

    routes = [
        Route("/", _store_page),
        Route("/widget.js", _loader),
        Route("/panel", _panel),
        Route("/assets/{path:path}", _asset),
        Route("/images/{shop}/{key}", _picture),
        Route("/demo/products", _shelf),
        Route("/demo/products/{product_id:path}", _product),
        Route("/token", _token, methods=["POST"]),
        Route("/healthz", _healthz),
        Route("/readyz", _readyz),
        Route("/metrics", _metrics),
        WebSocketRoute("/ws", _socket),
    ]
    site = Starlette(routes=routes, lifespan=lifespan, exception_handlers={HTTPException: _http_error, 500: _failure})
    site.router.redirect_slashes = False  # it would send clients to whatever the request's Host header names
    return site


def _opened(open_counter: Callable[[], Counter]) -> Counter:
    counter = open_counter()
    counter.warm_up()
    return counter


async def _socket(socket: WebSocket) -> None:
    await serve_socket(socket, socket.app.state.counter)


async def _store_page(request: Request) -> Response:
    counter = _counter(request)
    return _file("store.html", headers.page_headers(counter.hosts.sources, counter.own.origins))


async def _loader(request: Request) -> Response:
    return _file("loader.js", headers.loader_headers())


async def _panel(request: Request) -> Response:
    counter, shop = _counter(request), _shop(request, request.query_params.get("shop", ""))
    return _file("panel.html", headers.panel_headers(shop.origins, counter.hosts.sources, counter.own.origins))


async def _asset(request: Request) -> Response:
    return _file(request.path_params["path"], headers.asset_headers())


async def _picture(request: Request) -> Response:
    shop = _shop(request, request.path_params["shop"])
    path = await _counter(request).on_thread(partial(picture_at, shop.shop, request.path_params["key"]))
    if path is None:
        raise HTTPException(404)
    return FileResponse(path, headers={**headers.asset_headers(), "Cache-Control": "public, max-age=3600"})


async def _shelf(request: Request) -> Response:
    counter, shop = _counter(request), _demo_shop(request)
    found = await counter.on_thread(partial(demo_page.shelf, counter, shop, _language(request)))
    return JSONResponse(found, headers=headers.api_headers())


async def _product(request: Request) -> Response:
    counter, shop = _counter(request), _demo_shop(request)
    work = partial(demo_page.product_page, counter, shop, request.path_params["product_id"], _language(request))
    try:
        found = await counter.on_thread(work)
    except KeyError:
        raise HTTPException(404) from None
    return JSONResponse(found, headers=headers.api_headers())


async def _token(request: Request) -> Response:
    """A token for the page that asks, if it is one of the shop's; the browser vouches for its origin."""
    counter = _counter(request)
    body = await _small_body(request)
    try:
        wanted = json.loads(body)
        shop = counter.shops[wanted["shop"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise HTTPException(404, "No such shop.") from None
    try:
        origin = counter.origins_of(shop).check(request.headers.getlist("origin"))
    except OriginRefused as error:
        counter.metrics.refused.labels(f"origin_{error.reason}").inc()
        refusal = fault("origin_refused", "en", detail=error.reason)
        return JSONResponse({"error": refusal.model_dump(mode="json")}, 403, headers.api_headers())
    token = counter.signer.issue(shop.id, origin, time.time())
    return JSONResponse({"token": token, "expires_in_s": TOKEN_LIFETIME_S}, headers=headers.token_headers(origin))


async def _healthz(request: Request) -> Response:
    return JSONResponse({"status": "ok"}, headers=headers.api_headers())


async def _readyz(request: Request) -> Response:
    found = await _counter(request).on_thread(partial(readiness, _counter(request)))
    status = 200 if is_ready(found) else 503
    return JSONResponse({"ready": is_ready(found), "checks": found}, status, headers.api_headers())


async def _metrics(request: Request) -> Response:
    text = await _counter(request).on_thread(_counter(request).metrics.text)
    return Response(text, media_type=metrics.CONTENT_TYPE, headers=headers.api_headers())


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException), "registered for these"
    body = {"error": {"status": error.status_code, "message": error.detail}}
    return JSONResponse(body, error.status_code, {**headers.api_headers(), **(error.headers or {})})


async def _failure(request: Request, error: Exception) -> Response:
    log.error("a request failed: %s", type(error).__name__)
    return JSONResponse({"error": {"status": 500, "message": "Internal error."}}, 500, headers.api_headers())


async def _small_body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_TOKEN_REQUEST_BYTES:
            raise HTTPException(413)
    return body


async def _expire(counter: Counter) -> None:
    """Forgets the conversations that are over, and the tokens that nobody could use again."""
    while True:
        try:
            n_expired = await counter.on_thread(lambda: counter.store.expire(time.time()))
            log.info("expired %d sessions", n_expired)
        except Exception as error:  # a chore that fails is tried again
            log.warning("sessions could not be expired: %s", type(error).__name__)
        await asyncio.sleep(EXPIRE_EVERY_S)


def _file(name: str, extra: Mapping[str, str]) -> Response:
    media_type = MEDIA_TYPES.get(Path(name).suffix)
    try:
        path = (WIDGET / name).resolve()
        is_there = media_type is not None and path.is_relative_to(WIDGET) and path.is_file()
    except (OSError, ValueError):  # too long, or with a NUL in it
        is_there = False
    if not is_there:
        raise HTTPException(404)
    return FileResponse(path, media_type=media_type, headers=dict(extra))


def _counter(request: Request) -> Counter:
    counter = request.app.state.counter
    assert isinstance(counter, Counter), "set when the server started"
    return counter


def _shop(request: Request, name: str) -> OpenShop:
    try:
        return _counter(request).shops[name]
    except KeyError:
        raise HTTPException(404, "No such shop.") from None


def _demo_shop(request: Request) -> OpenShop:
    """The shop of the demo page: "demo" where there is one, else the first."""
    shops = _counter(request).shops
    return shops.get("demo") or next(iter(shops.values()))


def _language(request: Request) -> Language:
    return "zh" if request.query_params.get("lang", "").startswith("zh") else "en"
