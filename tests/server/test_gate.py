"""The gate over the wire: every wrong origin and every wrong token is refused, and every answer has its headers."""

import json
import socket
import time
from collections.abc import Callable

import jwt
import pytest
from websockets.exceptions import ConnectionClosed

from assistant.security.tokens import KEY_FILE, TOKEN_LIFETIME_S
from tests.security.test_origins import REFUSED as REFUSED_ORIGINS
from tests.server.live import STORE_ORIGIN, WITHIN_S, Json, Server, Shopper

pytestmark = pytest.mark.model

ORIGINS = {
    name: [origin.replace("shop.example", "store.example") for origin in sent]
    for name, (sent, _) in REFUSED_ORIGINS.items()
    # No header can hold the others: line breaks, spaces around, kilobytes.
    if not any(set(origin) & {"\n", "\0"} or len(origin) > 1_000 or origin != origin.strip() for origin in sent)
}


def request(server: Server, head: str, origins: list[str], body: bytes = b"") -> tuple[int, str]:
    """The status and the head of the answer to a request written by hand, since clients refuse to send some of these."""
    lines = [head, f"Host: 127.0.0.1:{server.port}", *(f"Origin: {origin}" for origin in origins)]
    lines += [f"Content-Length: {len(body)}", "Connection: close"] if body else []
    with socket.create_connection(("127.0.0.1", server.port), timeout=WITHIN_S) as line:
        line.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        answer = b""
        while b"\r\n\r\n" not in answer and (more := line.recv(65_536)):
            answer += more
    return int(answer.split()[1]), answer.partition(b"\r\n\r\n")[0].decode("latin-1").lower()


def handshake(server: Server, origins: list[str]) -> tuple[int, str]:
    """The answer to a WebSocket's handshake (RFC 6455, 1.3)."""
    upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
    return request(server, f"GET /ws HTTP/1.1\r\n{upgrade}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", origins)


@pytest.mark.parametrize("sent", ORIGINS.values(), ids=ORIGINS.keys())
def test_wrong_origin_gets_neither_socket_nor_token(server: Server, sent: list[str]) -> None:
    """A refusal that no page can read: without any CORS header."""
    for status, head in (
        handshake(server, sent),
        request(server, "POST /token HTTP/1.1", sent, b'{"shop": "demo"}'),
    ):
        assert status in (400, 403)  # 400 where the server does not even take it for HTTP
        assert "access-control-allow-origin" not in head


@pytest.mark.parametrize("origin", ["own", STORE_ORIGIN])
def test_right_origin_gets_both(server: Server, origin: str) -> None:
    """So that the refusals above are for their origins and nothing else."""
    origins = [server.origin if origin == "own" else origin]
    assert handshake(server, origins)[0] == 101
    status, head = request(server, "POST /token HTTP/1.1", origins, b'{"shop": "demo"}')
    assert status == 200
    assert f"access-control-allow-origin: {origins[0]}\r\n" in head


def claims_of(server: Server) -> Json:
    """The claims of a genuine token that nobody has used."""
    claims: Json = jwt.decode(server.token(), options={"verify_signature": False})
    return claims


def signed(server: Server, algorithm: str = "HS256", **changed: object) -> str:
    """A token with the server's own signature and other claims."""
    key = (server.log_path.parent / KEY_FILE).read_text()
    kid = jwt.get_unverified_header(server.token())["kid"]
    claims = {name: value for name, value in {**claims_of(server), **changed}.items() if value is not None}
    return jwt.encode(claims, key if algorithm != "none" else None, algorithm=algorithm, headers={"kid": kid})


def used(server: Server) -> str:
    """A token that has opened a session."""
    token = server.token()
    shopper = Shopper(server)
    shopper.open(token=token)
    shopper.close()
    return token


TOKENS: dict[str, Callable[[Server], str]] = {
    "text": lambda server: "let me in",
    "cut off": lambda server: server.token()[:-10],
    "forged": lambda server: jwt.encode(claims_of(server), "x" * 64, algorithm="HS256", headers={"kid": "00000000"}),
    "alg none": lambda server: signed(server, "none"),
    "another hash": lambda server: signed(server, "HS512"),
    "expired": lambda server: signed(server, exp=time.time() - 1),
    "not yet valid": lambda server: signed(server, nbf=time.time() + 60),
    "valid for years": lambda server: signed(server, exp=time.time() + 1e8),
    "without an expiry": lambda server: signed(server, exp=None),
    "without an id": lambda server: signed(server, jti=None),
    "other shop": lambda server: server.token("other"),
    "any shop": lambda server: signed(server, aud=["demo", "other"]),
    "replayed": used,
}


@pytest.mark.parametrize("token", TOKENS.values(), ids=TOKENS.keys())
def test_wrong_token_opens_no_session(server: Server, token: Callable[[Server], str]) -> None:
    """The same answer for all, and the door."""
    assert opening(server, token=token(server)) == ("unauthorized", 4401)


def test_token_of_one_page_is_of_no_use_on_another(server: Server) -> None:
    """Here on the page of the store, with a token of the demo page."""
    assert opening(server, origin=STORE_ORIGIN, token=server.token()) == ("unauthorized", 4401)


def test_signature_as_such_is_right(server: Server) -> None:
    """So that the refusals above are for what they name."""
    shopper = Shopper(server)
    shopper.open(token=signed(server, exp=time.time() + TOKEN_LIFETIME_S))
    shopper.close()


@pytest.mark.parametrize("session_id", ["f" * 32, "0", "../../etc/passwd", "' OR '1'='1"])
def test_session_id_of_ones_own_choice_opens_nothing(server: Server, session_id: str) -> None:
    """And leaves no session behind that somebody could be lured into."""
    keys = {"session_id": session_id, "resume_token": "t" * 43}
    for _ in range(2):
        assert opening(server, token=server.token(), **keys)[0] in ("not_found", "bad_message")


def opening(server: Server, *, origin: str = "", **fields: object) -> tuple[str, int]:
    """The error that a session.start comes to, and the code with which the server hangs up."""
    shopper = Shopper(server, origin=origin)
    shopper.send("session.start", protocol=1, shop="demo", **fields)
    error = shopper.until("error")
    assert not any(event["type"] == "session.created" for event in shopper.events)
    with pytest.raises(ConnectionClosed) as closed:
        shopper.next()
    assert closed.value.rcvd is not None
    return error["code"], closed.value.rcvd.code


PATHS = (
    "/", "/panel?shop=demo", "/panel?shop=nowhere", "/widget.js", "/assets/panel.css", "/assets/store.js", "/assets/strings/en.json",
    "/assets/../app.py", "/assets/%2e%2e/config.py", "/demo/products", "/demo/products/nothing", "/images/demo/nothing", "/healthz",
    "/readyz", "/metrics", "/nowhere", "/token",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_its_headers(server: Server, path: str) -> None:
    """Refusals too. Nobody frames anything but the panel."""
    status, headers, _ = server.get(path)
    assert status in (200, 404, 405)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "'unsafe" not in headers["content-security-policy"]
    is_panel = path == "/panel?shop=demo"
    assert (STORE_ORIGIN in headers["content-security-policy"]) == is_panel
    assert is_panel or "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "microphone=" in headers["permissions-policy"]
    assert "set-cookie" not in headers


@pytest.mark.parametrize("path", ["/panel/", "//evil.example/panel", "/demo/products/", "/healthz/", "/assets"])
def test_nobody_is_sent_elsewhere(server: Server, path: str) -> None:
    """No answer redirects, least of all to a host that the request has named (ASVS 5.0, 3.7.2)."""
    status, head = request(server, f"GET {path} HTTP/1.1", [])
    assert status == 404
    assert "location:" not in head


@pytest.mark.parametrize("path", ["/", "/panel?shop=demo", "/assets/panel.css", "/demo/products", "/healthz"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "BREW"])
def test_other_methods_do_nothing(server: Server, path: str, method: str) -> None:
    assert request(server, f"{method} {path} HTTP/1.1", [server.origin], b"x")[0] in (400, 405)


def test_text_is_labelled_with_its_characters(server: Server) -> None:
    """ASVS 5.0, 4.1.1."""
    for path in ("/", "/panel?shop=demo", "/widget.js", "/assets/panel.css"):
        assert "charset=utf-8" in server.get(path)[1]["content-type"]
    assert server.get("/demo/products")[1]["content-type"] == "application/json"


def test_refused_handshake_has_the_headers_of_data(server: Server) -> None:
    status, head = handshake(server, ["https://evil.example"])
    assert status == 403
    assert "x-content-type-options: nosniff" in head


def test_token_answers_as_json_only_to_post(server: Server) -> None:
    """A link or a picture of it gets none (ASVS 5.0, 3.5.3)."""
    status, _, body = server.get("/token", Origin=server.origin)
    assert status == 405
    assert "token" not in json.loads(body)
