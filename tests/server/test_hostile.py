"""Clients that misbehave: an error that says so, or the door; never a crash, never another shopper's data."""

import json
import os
import socket
import struct

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.server.live import STORE_ORIGIN, Json, Server, Shopper

pytestmark = pytest.mark.model


def refused(shopper: Shopper) -> tuple[str, int]:
    """The error that came, and the code with which the server hung up."""
    error = shopper.until("error")
    with pytest.raises(ConnectionClosed) as closed:
        shopper.until("nothing of this name")
    assert closed.value.rcvd is not None
    return error["code"], closed.value.rcvd.code


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("", "bad_message"),
        ("{", "bad_message"),
        ("[]", "bad_message"),
        ("null", "bad_message"),
        ('"' + "x" * 100 + '"', "bad_message"),
        ("[" * 20_000, "bad_message"),
        ("{}", "bad_message"),
        ('{"type": "session.stop"}', "unknown_type"),
        ('{"type": 3}', "unknown_type"),
        ('{"type": "input.text"}', "bad_message"),
        ('{"type": "input.text", "turn_id": "1", "text": 3}', "bad_message"),
        ('{"type": "input.text", "turn_id": "", "text": "a"}', "bad_message"),
        ('{"type": "input.text", "turn_id": "../../etc", "text": "a"}', "bad_message"),
        ('{"type": "input.text", "turn_id": "1", "text": "a", "admin": true}', "bad_message"),
        (json.dumps({"type": "input.text", "turn_id": "1", "text": "a" * 4_001}), "too_large"),
        (json.dumps({"type": "input.text", "turn_id": "1", "text": "a" * 30_000}), "too_large"),
        ('{"type": "session.start", "protocol": 1, "shop": "demo"}', "out_of_order"),
        ('{"type": "cart.edit", "edit_id": "1", "offer_id": "x", "quantity": -1}', "bad_message"),
        ('{"type": "cart.edit", "edit_id": "1", "offer_id": "x", "quantity": 1e9}', "bad_message"),
        ('{"type": "feedback", "turn_id": "1", "rating": "sideways"}', "bad_message"),
        (b"\x00\x01", "out_of_order"),
        (b"", "out_of_order"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_message_that_is_wrong_is_answered_and_the_talk_goes_on(
    shopper: Shopper, message: str | bytes, code: str
) -> None:
    """A clear error in the shopper's language, without a word of what was sent."""
    shopper.socket.send(message)
    error = shopper.until("error")
    assert error["code"] == code
    assert error["message"]
    assert error["remedy"]
    shopper.send("ping")
    assert shopper.until("pong")


@pytest.mark.parametrize(
    ("start", "code", "close"),
    [
        ({"type": "input.text", "turn_id": "1", "text": "hello"}, "out_of_order", 4400),
        ({"type": "session.start", "protocol": 2, "shop": "demo"}, "unsupported_protocol", 4400),
        ({"type": "session.start", "protocol": 1, "shop": "demo"}, "unauthorized", 4401),
        ({"type": "session.start", "protocol": 1, "shop": "demo", "token": "forged"}, "unauthorized", 4401),
        ({"type": "session.start", "protocol": 1, "shop": "nowhere", "token": "forged"}, "not_found", 4401),
        ({"type": "session.start", "protocol": 1, "shop": "demo", "session_id": "a"}, "bad_message", 4400),
    ],
)
def test_who_does_not_begin_properly_is_shown_the_door(server: Server, start: Json, code: str, close: int) -> None:
    """Nothing comes before a session that was opened with a token."""
    shopper = Shopper(server)
    shopper.socket.send(json.dumps(start))
    assert refused(shopper) == (code, close)


def test_token_opens_one_session_of_one_shop(server: Server) -> None:
    """Neither a second one, nor another shop's."""
    token = server.token()
    first, second, third = Shopper(server), Shopper(server), Shopper(server)
    first.open(token=token)
    second.send("session.start", protocol=1, shop="demo", token=token)
    assert refused(second) == ("unauthorized", 4401)
    third.send("session.start", protocol=1, shop="other", token=server.token("demo"))
    assert refused(third) == ("unauthorized", 4401)
    first.close()


def test_session_of_another_is_not_had(server: Server, shopper: Shopper) -> None:
    """Neither with a wrong secret, nor in another shop; and the owner is not disturbed."""
    shopper.ask("a red dress")
    guess = {"session_id": shopper.keys["session_id"], "resume_token": "x" * 43}
    for shop, keys in (("demo", guess), ("other", shopper.keys)):
        thief = Shopper(server)
        thief.send("session.start", protocol=1, shop=shop, token=server.token(shop), **keys)
        assert refused(thief) == ("not_found", 4401)
    assert shopper.ask("under $300")["cards"]


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://store.example", "https://store.example:444"]
)
def test_page_of_another_origin_may_not_connect(server: Server, origin: str) -> None:
    """Neither to the socket nor for a token."""
    with pytest.raises(InvalidStatus) as refusal:
        Shopper(server, origin=origin)
    assert refusal.value.response.status_code == 403
    assert server.post("/token", b'{"shop": "demo"}', Origin=origin)[0] == 403


def test_page_of_a_store_may_connect_and_read_its_token(server: Server) -> None:
    """Its token is readable for its origin alone."""
    status, headers, body = server.post("/token", b'{"shop": "demo"}', Origin=STORE_ORIGIN)
    assert (status, headers["access-control-allow-origin"]) == (200, STORE_ORIGIN)
    shopper = Shopper(server, origin=STORE_ORIGIN)
    assert shopper.open(token=json.loads(body)["token"])["shop"]["id"] == "demo"
    assert server.post("/token", b'{"shop": "other"}', Origin=STORE_ORIGIN)[0] == 403
    shopper.close()


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null", b'{"shop": []}', b'{"shop": "nowhere"}', b"[" * 900])
def test_token_request_that_is_wrong_is_refused(server: Server, body: bytes) -> None:
    """Not found, and no trace of why."""
    assert server.post("/token", body, Origin=server.origin)[0] == 404
    assert server.post("/token", body * 1000 if body else b"x" * 5000, Origin=server.origin)[0] in (404, 413)


def test_who_goes_on_misbehaving_is_hung_up_on(shopper: Shopper) -> None:
    """After twenty errors."""
    for _ in range(30):
        try:
            shopper.socket.send("{")
        except ConnectionClosed:
            break
    assert refused(shopper)[1] == 4400


def test_flood_of_turns_is_slowed_down(shopper: Shopper) -> None:
    """Some are taken, the rest are told when to come back."""
    codes = []
    for number in range(20):
        shopper.say("a dress", turn_id=f"t{number}")
    ends = 0
    while ends < 20:
        event = shopper.next()
        if event["type"] in ("reply.done", "reply.cancelled", "error"):
            ends += 1
            codes.append(event.get("code", event["type"]))
    assert codes.count("rate_limited") >= 3
    assert "reply.done" in codes


def test_frame_that_is_longer_than_any_message_ends_the_connection(server: Server, shopper: Shopper) -> None:
    """Before it is read to its end."""
    try:
        shopper.socket.send("x" * 60_000_000)
        shopper.until("nothing of this name")
    except (ConnectionClosed, ConnectionError):
        pass
    assert server.get("/healthz")[0] == 200


def test_half_open_and_broken_sockets_leave_nothing_behind(server: Server) -> None:
    """A handshake that never ends, bytes that are no frame, a line that breaks in the middle of a frame."""
    before = server.metric("shopkeeper_connections")
    with socket.create_connection(("127.0.0.1", server.port)) as half:
        half.sendall(b"GET /ws HTTP/1.1\r\nHost: x\r\n")
    for garbage in (os.urandom(4096), b"\x81\xff" + b"\xff" * 8, struct.pack("!BBQ", 0x81, 0xFF, 2**62)):
        shopper = Shopper(server)
        shopper.open()
        shopper.socket.socket.sendall(garbage)
        shopper.drop()
    shopper = Shopper(server)
    shopper.open()
    shopper.say("a dress")
    shopper.drop()
    deadline = [server.metric("shopkeeper_connections") for _ in range(200)]
    assert before in deadline
    assert server.get("/readyz")[0] == 200


def test_slow_reader_holds_nobody_up(server: Server, shopper: Shopper) -> None:
    """One who reads nothing of a long history is not waited for by others."""
    for _ in range(6):
        shopper.ask("a dress")
    slow = Shopper(server)
    slow.socket.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    slow.send("session.start", protocol=1, shop="demo", token=server.token(), **shopper.keys)
    other = Shopper(server)
    other.open()
    assert other.ask("a red dress")["reply.done"]
    slow.drop()
    other.close()


def test_addresses_and_files_that_are_not_there_are_not_found(server: Server) -> None:
    """No listing, no source, no way out of a folder, no picture by its path."""
    paths = (
        "/assets/", "/assets/../app.py", "/assets/%2e%2e/app.py", "/assets/..%2f..%2fpyproject.toml", "/assets/__init__.py",
        "/images/demo/images%2Fdress.png", "/images/demo/%2e%2e", "/images/nowhere/x", "/images/demo/%FF", "/panel",
        "/panel?shop=nowhere", "/demo/products/nowhere", "/nowhere", "/ws",
    )  # fmt: skip
    for path in paths:
        assert server.get(path)[0] == 404, path


def test_log_holds_no_word_of_a_shopper(server: Server, shopper: Shopper) -> None:
    """Neither what was said, nor the keys of the session."""
    shopper.ask("a dress for Wilhelmina Quackenbush")
    shopper.socket.send('{"type": "Quackenbush"}')
    shopper.until("error")
    log = server.log_path.read_text()
    for word in ("Quackenbush", shopper.keys["session_id"], shopper.keys["resume_token"]):
        assert word not in log
    for line in log.splitlines()[1:]:
        assert json.loads(line)["level"]


def test_metrics_and_health_are_told(server: Server, shopper: Shopper) -> None:
    """What was counted is there, under our own words."""
    shopper.ask("a red dress")
    assert json.loads(server.get("/readyz")[2])["checks"]["store"] == "ok"
    for name in ("turns_total", "first_card_seconds_count", "stage_seconds_count", "sessions_total"):
        assert server.metric(f"shopkeeper_{name}") >= 1, name
    assert server.metric("shopkeeper_connections") >= 1
