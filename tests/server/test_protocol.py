"""The state machine, without a socket and without a clock: by table, and by whatever hypothesis thinks of."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.server.events import CLIENT_EVENTS, Cards, Error, Pong, SessionClosing
from assistant.server.limits import Rate, SocketLimits
from assistant.server.protocol import AudioFrame, Close, CounterProtocol, Effect, Send

pytestmark = pytest.mark.unit

START = {"type": "session.start", "protocol": 1, "shop": "demo"}
PING = {"type": "ping"}
SAY = {"type": "input.text", "turn_id": "t1", "text": "hello"}
LISTEN = {"type": "input_audio.start", "turn_id": "a1"}
ENOUGH = {"type": "input_audio.stop"}
FORGET = {"type": "input_audio.cancel"}
FRAME = b"\0\0" * 320
Message = dict[str, object] | bytes


def opened(*, has_voice: bool = True, limits: SocketLimits | None = None) -> CounterProtocol:
    protocol = CounterProtocol(limits or SocketLimits(), now_s=0.0)
    told(protocol, START)
    protocol.opened("en", has_voice=has_voice)
    return protocol


def told(protocol: CounterProtocol, message: Message, now_s: float = 0.0) -> list[Effect]:
    return protocol.receive(message if isinstance(message, bytes) else json.dumps(message), now_s)


def names(effects: Sequence[Effect]) -> list[str]:
    """Effects in short: error codes, close codes, types."""
    said = []
    for effect in effects:
        match effect:
            case Send(Error() as error):
                said.append(error.code)
            case Send(event):
                said.append(event.type)
            case Close(code):
                said.append(str(code))
            case AudioFrame():
                said.append("frame")
            case _:
                said.append(effect.type)
    return said


@pytest.mark.parametrize(
    ("messages", "last"),
    [
        ([PING], ["pong"]),
        ([SAY], ["input.text"]),
        ([START], ["out_of_order"]),
        ([FRAME], ["out_of_order"]),
        ([ENOUGH], ["out_of_order"]),
        ([LISTEN], ["input_audio.start"]),
        ([LISTEN, LISTEN], ["out_of_order"]),
        ([LISTEN, FRAME], ["frame"]),
        ([LISTEN, b"\0"], ["bad_message"]),
        ([LISTEN, b""], ["bad_message"]),
        ([LISTEN, b"\0" * 32_002], ["bad_message"]),
        ([LISTEN, ENOUGH, FRAME], ["out_of_order"]),
        ([LISTEN, FORGET, ENOUGH], ["out_of_order"]),
        ([LISTEN, SAY], ["input_audio.cancel", "input.text"]),
        ([LISTEN, SAY, FRAME], []),
        ([LISTEN, SAY, FORGET, LISTEN], ["input_audio.start"]),
        ([{"type": "reply.cancel"}], ["reply.cancel"]),
        ([{"type": "handoff.request"}], ["handoff.request"]),
        ([{"type": "session.erase"}], ["session.erase"]),
    ],
)
def test_open_session_lets_through_what_is_in_order(messages: list[Message], last: list[str]) -> None:
    """And complains of the rest."""
    protocol = opened()
    for message in messages[:-1]:
        told(protocol, message)
    assert names(told(protocol, messages[-1])) == last
    assert protocol.state == "open"


@pytest.mark.parametrize(
    ("message", "effects"),
    [
        (START, ["session.start"]),
        (PING, ["out_of_order", "4400"]),
        (FRAME, ["out_of_order", "4400"]),
        ({**START, "protocol": 7}, ["unsupported_protocol", "4400"]),
        ({**START, "resume_token": "a"}, ["bad_message", "4400"]),
        ({**START, "shop": ""}, ["bad_message", "4400"]),
    ],
)
def test_first_message_starts_a_session_or_ends_the_connection(message: Message, effects: list[str]) -> None:
    """There is no other way in."""
    protocol = CounterProtocol(SocketLimits(), now_s=0.0)
    assert names(told(protocol, message)) == effects
    assert protocol.state == ("starting" if effects == ["session.start"] else "closed")


def test_nothing_is_heard_while_a_session_is_opened_or_after_its_end() -> None:
    """What comes too early is told so; what comes after the end is nothing."""
    protocol = CounterProtocol(SocketLimits(), now_s=0.0)
    told(protocol, START)
    assert names(told(protocol, SAY)) == ["out_of_order"]
    protocol.closed()
    assert told(protocol, SAY) == []
    assert protocol.tick(1e6) == []


def test_shop_that_does_not_listen_says_so() -> None:
    """Audio is refused, and its frames."""
    protocol = opened(has_voice=False)
    assert names(told(protocol, LISTEN)) == ["unsupported"]
    assert names(told(protocol, FRAME)) == ["out_of_order"]


def test_audio_ends_by_itself_where_it_is_too_long() -> None:
    """The limit is of the utterance; what is still under way then is dropped, and a new one may begin."""
    protocol = opened(limits=SocketLimits(max_audio_s=0.05, audio=Rate(10, 10)))
    told(protocol, LISTEN)
    assert names(told(protocol, FRAME)) == ["frame"]
    assert names(told(protocol, FRAME)) == ["frame"]
    assert names(told(protocol, FRAME)) == ["frame", "input_audio.stop"]
    assert told(protocol, FRAME) == []
    assert told(protocol, ENOUGH) == []
    assert names(told(protocol, LISTEN)) == ["input_audio.start"]


def test_audio_that_the_server_ended_drops_what_is_under_way() -> None:
    """The client may not know yet."""
    protocol = opened()
    told(protocol, LISTEN)
    protocol.audio_over()
    assert told(protocol, FRAME) == told(protocol, ENOUGH) == []


@pytest.mark.parametrize(
    ("limits", "message", "n_allowed", "refill_s"),
    [
        (SocketLimits(turns=Rate(0.5, 2)), SAY, 2, 2.0),
        (SocketLimits(images=Rate(0.25, 1)), {"type": "input.image", "turn_id": "1", "data": "a"}, 1, 4.0),
        (SocketLimits(edits=Rate(1, 3)), {"type": "cart.edit", "edit_id": "1", "offer_id": "a", "quantity": 1}, 3, 1.0),
        (SocketLimits(messages=Rate(1, 4)), PING, 3, 1.0),
    ],
    ids=["turns", "images", "edits", "messages"],
)
def test_what_comes_too_fast_is_told_when_to_come_back(
    limits: SocketLimits, message: Message, n_allowed: int, refill_s: float
) -> None:
    """So many at once, then at the rate; the time that the error names is right."""
    protocol = opened(limits=limits)
    for _ in range(n_allowed):
        assert "rate_limited" not in names(told(protocol, message))
    (refusal,) = told(protocol, message)
    assert isinstance(refusal, Send)
    assert isinstance(refusal.event, Error)
    assert (refusal.event.code, refusal.event.retry_after_ms) == ("rate_limited", refill_s * 1000)
    assert "rate_limited" not in names(told(protocol, message, refill_s))


def test_time_ends_connections_that_do_not_start_or_fall_silent() -> None:
    """10 s for the start, 90 s without a message; a ping counts as one."""
    waiting = CounterProtocol(SocketLimits(), now_s=0.0)
    assert waiting.tick(10.0) == []
    assert names(waiting.tick(10.1)) == ["unauthorized", "4401"]
    talking = opened()
    told(talking, PING, 80.0)
    assert talking.tick(169.0) == []
    assert names(talking.tick(170.1)) == ["4408"]
    assert talking.state == "closed"


def test_who_errs_too_often_is_hung_up_on() -> None:
    """Twenty errors are forgiven."""
    protocol = opened()
    for number in range(20):
        assert names(told(protocol, {"type": "nonsense"}, number)) == ["unknown_type"]
    assert names(told(protocol, {"type": "nonsense"}, 20)) == ["unknown_type", "4400"]
    assert protocol.state == "closed"


def test_events_are_numbered_on_from_where_the_client_was() -> None:
    """Each one more than the one before, as valid JSON."""
    protocol = CounterProtocol(SocketLimits(), now_s=0.0)
    told(protocol, START)
    protocol.opened("zh", has_voice=False, last_seq=41)
    first, second = protocol.encode(Pong()), protocol.encode(SessionClosing(reason="drain", reconnect_after_ms=5))
    assert json.loads(first) == {"seq": 42, "type": "pong"}
    assert json.loads(second)["seq"] == 43


def test_errors_are_in_the_language_of_the_session_and_quote_nobody() -> None:
    """The detail names our fields, never a value."""
    protocol = CounterProtocol(SocketLimits(), now_s=0.0)
    told(protocol, {**START, "language": "zh"})
    protocol.opened("zh", has_voice=False)
    (sent,) = told(protocol, {**SAY, "text": ["my secret"], "my secret": 1})
    assert isinstance(sent, Send)
    assert isinstance(sent.event, Error)
    assert "\u4e00" <= sent.event.message[0] <= "\u9fff"
    assert "secret" not in sent.event.model_dump_json()


def test_long_message_is_refused_unread_unless_it_is_a_picture() -> None:
    """A picture may be long; an utterance may not, and nothing may be longer than a picture."""
    protocol = opened()
    assert names(told(protocol, {**SAY, "text": "a" * 24_000})) == ["too_large"]
    assert names(told(protocol, {"type": "input.image", "turn_id": "1", "data": "a" * 100_000})) == ["input.image"]
    assert names(told(protocol, {"type": "input.image", "turn_id": "1", "data": "a" * 10_700_000})) == ["too_large"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
TYPES = st.sampled_from(
    [
        str(choice["const"])
        for choice in (
            definition["properties"]["type"]
            for definition in CLIENT_EVENTS.json_schema()["$defs"].values()
            if "type" in definition["properties"]
        )
    ]
)
MESSAGES = st.one_of(
    st.text(max_size=200),
    st.binary(max_size=700),
    JSON.map(json.dumps),
    st.builds(
        lambda name, rest: json.dumps({**rest, "type": name}), TYPES, st.dictionaries(st.text(max_size=10), JSON)
    ),
    st.sampled_from([json.dumps(one) for one in (START, PING, SAY, LISTEN, ENOUGH, FORGET)] + [FRAME]),
)


@given(st.lists(st.tuples(MESSAGES, st.floats(0, 5)), max_size=30), st.booleans())
def test_whatever_comes_the_machine_stays_in_order(steps: list[tuple[str | bytes, float]], has_voice: bool) -> None:
    """Nothing is raised; nothing but errors comes before a start; after the end nothing comes at all; numbers rise."""
    protocol = CounterProtocol(SocketLimits(), now_s=0.0)
    now_s, last_seq, is_started = 0.0, 0, False
    for message, later_s in steps:
        now_s += later_s
        was_closed = protocol.state == "closed"
        effects = protocol.receive(message, now_s) + protocol.tick(now_s)
        assert not (was_closed and effects)
        for effect in effects:
            assert is_started or isinstance(effect, Send | Close) or effect.type == "session.start"  # type: ignore[union-attr]
            if isinstance(effect, Send):
                seq = json.loads(protocol.encode(effect.event))["seq"]
                assert seq == last_seq + 1
                last_seq = seq
        if any(isinstance(effect, Close) for effect in effects):
            assert protocol.state == "closed"
            assert isinstance(effects[-1], Close)
        if protocol.state == "starting" and not is_started:
            protocol.opened("en", has_voice=has_voice)
            is_started = True


def test_amounts_that_json_cannot_hold_never_go_out() -> None:
    """What is not a number is null, which every parser reads."""
    cards = Cards(turn_id="1", action="search", n_matching=0, relaxed=[], cards=[], elapsed_ms=float("nan"))
    assert json.loads(CounterProtocol(SocketLimits(), now_s=0.0).encode(cards))["elapsed_ms"] is None
