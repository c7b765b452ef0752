"""How a session is opened: who may, and all that a client draws it from."""

import re
import time
from pathlib import Path

import pytest

from assistant.errors import SessionNotFound, TokenRefused
from assistant.messages import Language
from assistant.security.tokens import TOKEN_LIFETIME_S
from assistant.server.counter import Counter
from assistant.server.events import SessionStart
from assistant.server.opening import open_session
from tests.server.caller import ORIGIN, Caller, play

pytestmark = pytest.mark.unit

HAN = re.compile("[\u4e00-\u9fff]")


def start(**fields: object) -> SessionStart:
    return SessionStart(type="session.start", protocol=1, **{"shop": "demo", **fields})  # type: ignore[arg-type]


def test_session_is_opened_with_a_token_of_its_shop_and_time_only(tmp_path: Path) -> None:
    """Whoever is refused leaves nothing in the store."""

    async def scenario(counter: Counter) -> None:
        now_s = time.time()
        token = counter.signer.issue("demo", ORIGIN, now_s)
        other = counter.signer.issue("other", ORIGIN, now_s)
        for message, at_s, error in (
            (start(shop="other", token=other), now_s, SessionNotFound),
            (start(), now_s, TokenRefused),
            (start(token=other), now_s, TokenRefused),
            (start(token=token), now_s + TOKEN_LIFETIME_S, TokenRefused),
            (
                start(token=counter.signer.issue("demo", ORIGIN, now_s), session_id="0", resume_token="0"),
                now_s,
                SessionNotFound,
            ),
        ):
            with pytest.raises(error):
                open_session(counter, message, ORIGIN, now_s=at_s)
        assert counter.store.list_sessions() == ()
        assert open_session(counter, start(token=token), ORIGIN, now_s=now_s).event.type == "session.created"
        with pytest.raises(TokenRefused):
            open_session(counter, start(token=token), ORIGIN, now_s=now_s)

    play(tmp_path, scenario)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_new_session_says_what_the_shop_can_do(tmp_path: Path, language: Language) -> None:
    """This one reads, and has a person; it neither looks nor listens. What may be said first is in the shopper's words."""

    async def scenario(counter: Counter) -> None:
        opened = await Caller(counter).open(language=language)
        assert opened["features"] == {"photos": False, "voice": False, "handoff": True}
        assert opened["shop"] == {"id": "demo", "name": "Demo", "currency": "USD"}
        assert opened["language"] == language
        assert (opened["history"], opened["pending"], opened["ledger"], opened["cart"]["lines"]) == ([], [], [], [])
        assert [bool(HAN.search(one["label"])) for one in opened["starters"]] == [language == "zh"] * 4

    play(tmp_path, scenario)


def test_resumed_session_is_drawn_from_its_turns_and_not_from_its_edits(tmp_path: Path) -> None:
    """A turn, a search that followed an edit, and a cart: ledger and cart stand as the edits left them, and in the
    language that is asked for now.
    """

    async def scenario(counter: Counter) -> None:
        caller = Caller(counter)
        await caller.open()
        came = await caller.ask("a dress under $300")
        shown = came["cards"]["cards"][0]
        price = next(item["id"] for item in came["ledger.updated"]["ledger"] if item["slot"] == "price")
        await caller.send(type="ledger.edit", edit_id="e1", replace=[{"entry_id": price, "value": 250}])
        await caller.follow("e1")
        await caller.send(type="cart.edit", edit_id="c1", offer_id=shown["offer_id"], quantity=2)
        await caller.until("cart.updated")
        opened = await Caller(counter).open(**caller.keys, language="zh")
        assert opened["type"] == "session.resumed"
        assert [(entry["turn_id"], entry["input"]) for entry in opened["history"]] == [
            ("t1", {"kind": "text", "text": "a dress under $300"}),
            ("e1", {"kind": "search", "text": ""}),
        ]
        assert all(entry["cards"]["cards"] and entry["reply"]["text"] for entry in opened["history"])
        assert [item["label"] for item in opened["ledger"]] == ["连衣裙", "250 美元以内"]
        (line,) = opened["cart"]["lines"]
        assert (line["offer_id"], line["quantity"]) == (shown["offer_id"], 2)
        assert opened["resume_token"] != caller.keys["resume_token"]

    play(tmp_path, scenario)
