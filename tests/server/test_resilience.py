"""What is promised is kept: turns that are stopped, servers that end or are killed, clients that come back."""

import json
import signal
import threading
from pathlib import Path

import pytest

from tests.server.conftest import new_home
from tests.server.live import WITHIN_S, Server, Shopper, WaitingModel

pytestmark = pytest.mark.model


@pytest.fixture
def writing(slow_server: Server, model: WaitingModel) -> tuple[Shopper, str]:
    """A shopper whose second turn has shown its cards, and whose reply the model is writing."""
    shopper = Shopper(slow_server)
    shopper.open()
    shopper.ask("a dress")  # the model understands nothing, which is said once: the renderer answers
    turn_id = shopper.say("a rain jacket")
    shopper.until("cards")
    assert model.writing.wait(WITHIN_S)
    return shopper, turn_id


def test_reply_is_cancelled_for_real(writing: tuple[Shopper, str], model: WaitingModel) -> None:
    """The model is hung up on, and the turn is kept as far as it was shown."""
    shopper, turn_id = writing
    shopper.send("reply.cancel")
    assert shopper.follow(turn_id)["reply.cancelled"]["reason"] == "cancelled"
    assert model.hung_up.wait(WITHIN_S)
    model.gate.set()
    came = shopper.ask("in black")
    assert {entry["slot"] for entry in came["ledger.updated"]["ledger"]} >= {"category", "color"}
    again = Shopper(shopper.server)
    first, cancelled, last = again.open(keys=shopper.keys)["history"]
    assert (cancelled["turn_id"], cancelled["cancelled"]) == (turn_id, "cancelled")
    assert cancelled["cards"]["cards"]
    assert first["reply"]
    assert last["reply"]
    again.close()


def test_new_turn_stops_the_one_before(writing: tuple[Shopper, str], model: WaitingModel) -> None:
    """And is answered itself."""
    shopper, turn_id = writing
    new = shopper.say("what is in my cart?")
    assert shopper.follow(turn_id)["reply.cancelled"]["reason"] == "new_turn"
    assert shopper.follow(new)["reply.done"]["text"]
    assert model.hung_up.wait(WITHIN_S)


def test_who_comes_when_all_threads_are_taken_is_told_so(writing: tuple[Shopper, str], model: WaitingModel) -> None:
    """Busy, with the time to come back; nothing is stored, and the same turn is taken later."""
    shopper, turn_id = writing
    other, third = Shopper(shopper.server), Shopper(shopper.server)
    for client in (other, third):
        client.open()
    model.writing.clear()
    other_id = other.say("a dress")
    other.follow(other_id)
    other_id = other.say("a scarf")
    other.until("cards")
    assert model.writing.wait(WITHIN_S)
    third_id = third.say("a dress")
    error = third.until("error", "turn.accepted")
    assert (error["code"], error["turn_id"], error["retryable"]) == ("busy", third_id, True)
    assert error["retry_after_ms"] > 0
    model.gate.set()
    assert shopper.follow(turn_id)["reply.done"]
    assert other.follow(other_id)["reply.done"]
    third.say("a dress", turn_id=third_id)
    assert third.follow(third_id)["cards"]["cards"]


def test_turn_goes_on_without_its_client(writing: tuple[Shopper, str], model: WaitingModel) -> None:
    """A lost connection loses nothing: the reply is finished, and is there when the client comes back."""
    shopper, turn_id = writing
    shopper.drop()
    again = Shopper(shopper.server)
    opened = again.open(keys=shopper.keys)
    assert opened["pending"] == [turn_id]
    model.gate.set()
    assert again.follow(turn_id)["reply.done"]["text"]
    once_more = Shopper(shopper.server)
    history = once_more.open(keys=again.keys)["history"]
    assert [entry["turn_id"] for entry in history].count(turn_id) == 1


def test_killed_server_answers_what_it_promised_when_it_is_back(
    writing: tuple[Shopper, str], model: WaitingModel
) -> None:
    """kill -9 in the middle of a reply: the turn is taken up again, and answered once."""
    shopper, turn_id = writing
    server = shopper.server
    server.stop(signal.SIGKILL)
    model.gate.set()
    server.start()
    again = Shopper(server)
    opened = again.open(keys=shopper.keys, last_seq=shopper.events[-1]["seq"])
    assert (len(opened["history"]), opened["pending"]) == (1, [turn_id])
    came = again.follow(turn_id)
    assert came["turn.accepted"]
    assert came["cards"]["cards"]
    assert came["reply.done"]["text"]
    again.say("a rain jacket", turn_id=turn_id)
    assert again.until("error", "cards")["code"] == "duplicate"


def test_server_that_ends_finishes_what_runs_and_sends_clients_away(
    writing: tuple[Shopper, str], model: WaitingModel
) -> None:
    """SIGTERM: the reply is written to its end, then everybody is told to come back; idle ones at once."""
    shopper, turn_id = writing
    server = shopper.server
    idle = Shopper(server)
    idle.open()
    assert server.process is not None
    server.process.send_signal(signal.SIGTERM)
    closing = idle.until("session.closing")
    assert (closing["reason"], closing["reconnect_after_ms"] > 0) == ("drain", True)
    model.gate.set()
    assert shopper.follow(turn_id)["reply.done"]["text"]
    assert shopper.until("session.closing")["reason"] == "drain"
    assert server.stop() in (0, -signal.SIGTERM)
    server.start()
    again = Shopper(server)
    opened = again.open(keys=shopper.keys)
    assert (len(opened["history"]), opened["pending"]) == (2, [])
    assert again.ask("a dress")["reply.done"]


def test_server_that_must_end_leaves_a_long_reply_to_the_next(
    writing: tuple[Shopper, str], model: WaitingModel
) -> None:
    """A reply that takes longer than the drain is taken up again after the restart."""
    shopper, turn_id = writing
    server = shopper.server
    assert server.process is not None
    server.process.send_signal(signal.SIGTERM)
    assert shopper.until("session.closing", "reply.done")["type"] == "session.closing"
    server.stop()
    model.gate.set()
    server.start()
    again = Shopper(server)
    assert again.open(keys=shopper.keys)["pending"] == [turn_id]
    assert again.follow(turn_id)["reply.done"]["text"]


def test_workers_share_sessions(small_shop: Path, tmp_path: Path) -> None:
    """Any worker takes any session up; the numbers of all are added up."""
    server = Server(new_home(small_shop, tmp_path), small_shop / "shop", server__workers="2")
    server.start()
    try:
        shoppers = [Shopper(server) for _ in range(8)]
        for shopper in shoppers:
            shopper.open()
            assert shopper.ask("a red dress")["cards"]["cards"]
        for shopper in shoppers:
            again = Shopper(server)
            assert len(again.open(keys=shopper.keys)["history"]) == 1
            assert again.ask("under $300")["ledger.updated"]["ledger"]
        assert server.metric("shopkeeper_turns_total") == 16
        processes = {json.loads(line)["process"] for line in server.log_path.read_text().splitlines() if line[0] == "{"}
        assert len(processes) >= 2
    finally:
        server.stop()


def test_many_shoppers_at_once_get_their_own_answers(server: Server) -> None:
    """Parser, shop and words are shared between threads; conversations are not."""
    wishes = {"red": "a red dress", "black": "a black dress", "blue": "a blue dress"}
    wrong: list[str] = []

    def shop_for(color: str, text: str) -> None:
        shopper = Shopper(server)
        shopper.open()
        for _ in range(5):
            cards = shopper.ask(text)["cards"]["cards"]
            colors = [fact["text"] for card in cards for fact in card["attributes"] if fact["slot"] == "color"]
            wrong.extend(found for found in colors if color not in found)
            shopper.ask("start over")
        shopper.close()

    threads = [threading.Thread(target=shop_for, args=wish) for wish in wishes.items() for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not wrong
