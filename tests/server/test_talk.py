"""A shopper's talk with the server over its socket, as a client sees it."""

import json
from base64 import b64encode
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.server.live import Server, Shopper

pytestmark = pytest.mark.model


def test_turn_is_accepted_then_shown_then_said(shopper: Shopper) -> None:
    """Cards leave before any word; every event is numbered in order; the pieces of the reply are the reply."""
    came = shopper.ask("a waterproof rain jacket under $100")
    types = [event["type"] for event in shopper.events]
    order = ["session.created", "turn.accepted", "ledger.updated", "cards", "reply.delta", "reply.done"]
    assert list(dict.fromkeys(types)) == order
    assert [event["seq"] for event in shopper.events] == list(range(1, len(types) + 1))
    assert came["deltas"] == came["reply.done"]["text"]
    assert came["cards"]["action"] == "search"
    assert all(card["price"] <= 100 for card in came["cards"]["cards"])
    assert {entry["slot"] for entry in came["ledger.updated"]["ledger"]} >= {"category", "feature", "price"}


def test_conversation_in_chinese_is_answered_in_chinese(shopper: Shopper) -> None:
    """Labels, reasons, replies and suggestions."""
    came = shopper.ask("我想要一条红色的连衣裙")
    assert came["reply.done"]["language"] == "zh"
    labels = [entry["label"] for entry in came["ledger.updated"]["ledger"]]
    assert "红色" in labels
    assert came["reply.done"]["quick_replies"]
    assert all("\u4e00" <= reply["label"][0] <= "\u9fff" for reply in came["reply.done"]["quick_replies"])


def test_refinement_builds_on_the_turn_before(shopper: Shopper) -> None:
    """The state is the session's, turn after turn."""
    shopper.ask("a dress under $200")
    came = shopper.ask("in red please")
    provenance = {entry["slot"]: entry["provenance"] for entry in came["ledger.updated"]["ledger"]}
    assert (provenance["price"], provenance["color"]) == ("carried", "said")


def test_photo_is_looked_at(shopper: Shopper, small_shop: Path) -> None:
    """What looks like it is shown, and the ledger says what was seen."""
    picture = next((small_shop / "images").glob("dress-*-red.png"))
    data = b64encode(picture.read_bytes()).decode()
    shopper.send("input.image", turn_id="photo-1", data=data, text="do you have something like this?")
    came = shopper.follow("photo-1")
    assert came["cards"]["cards"][0]["product_id"].startswith("dress-")
    assert "photo" in {entry["provenance"] for entry in came["ledger.updated"]["ledger"]}


@pytest.mark.parametrize("data", ["no base64!", b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'/>").decode()])
def test_photo_that_is_none_is_refused_and_the_talk_goes_on(shopper: Shopper, data: str) -> None:
    """A clear error; nothing was promised."""
    shopper.send("input.image", turn_id="bad", data=data)
    came = shopper.follow("bad")
    assert (came["error"]["code"], "turn.accepted" in came) == ("bad_image", False)
    assert shopper.ask("a dress")["cards"]["cards"]


def test_picture_bomb_is_refused_before_it_is_decoded(shopper: Shopper) -> None:
    """178 million pixels in 22 kB."""
    file = BytesIO()
    Image.new("1", (13_400, 13_300)).save(file, "PNG", optimize=True)
    shopper.send("input.image", turn_id="bomb", data=b64encode(file.getvalue()).decode())
    assert shopper.follow("bomb")["error"]["code"] == "bad_image"


def test_wish_edited_by_hand_is_searched_again(shopper: Shopper) -> None:
    """A chip is replaced, another one removed; the search goes by the id of the edit, and the state is kept."""
    came = shopper.ask("a red dress under $200")
    ids = {entry["slot"]: entry["id"] for entry in came["ledger.updated"]["ledger"]}
    replace = [{"entry_id": ids["color"], "value": "black"}]
    shopper.send("ledger.edit", edit_id="e1", remove=[ids["price"]], replace=replace)
    came = shopper.follow("e1")
    ledger = {entry["slot"]: entry for entry in came["ledger.updated"]["ledger"]}
    assert (ledger["color"]["value"], ledger["color"]["provenance"]) == (["black"], "edited")
    assert "price" not in ledger
    assert came["turn.accepted"]["turn_id"] == "e1"
    colors = [fact["text"] for card in came["cards"]["cards"] for fact in card["attributes"] if fact["slot"] == "color"]
    assert colors
    assert all("black" in color for color in colors)


@pytest.mark.parametrize(
    "edit",
    [
        {"remove": ["nothing"]},
        {},
        {"replace": [{"entry_id": "COLOR", "value": "a colour that nobody sells"}]},
        {"replace": [{"entry_id": "PRICE", "value": "cheap"}]},
    ],
)
def test_edit_of_what_is_not_there_is_refused(shopper: Shopper, edit: dict[str, list[object]]) -> None:
    """Unknown entries, empty edits, unknown values."""
    came = shopper.ask("a red dress under $200")
    ids = {entry["slot"].upper(): entry["id"] for entry in came["ledger.updated"]["ledger"]}
    text = json.dumps(edit)
    for slot, entry_id in ids.items():
        text = text.replace(f'"{slot}"', f'"{entry_id}"')
    shopper.send("ledger.edit", edit_id="e1", **json.loads(text))
    assert shopper.until("error")["code"] == "not_found"


def test_cart_holds_what_is_put_in_by_hand_and_by_words(shopper: Shopper) -> None:
    """The quantity is set, never more than are in stock, and 0 takes the line out; words see the same cart."""
    card = shopper.ask("a dress under $500")["cards"]["cards"][0]
    shopper.send("cart.edit", edit_id="c1", offer_id=card["offer_id"], quantity=2)
    cart = shopper.until("cart.updated", "error")
    assert (cart["edit_id"], [line["quantity"] for line in cart["lines"]]) == ("c1", [2])
    assert cart["total"] == pytest.approx(2 * card["price"])
    assert card["title"] in shopper.ask("what's in my cart?")["reply.done"]["text"]
    shopper.send("cart.edit", edit_id="c2", offer_id=card["offer_id"], quantity=999)
    assert 2 < shopper.until("cart.updated")["lines"][0]["quantity"] < 999
    shopper.send("cart.edit", edit_id="c3", offer_id=card["offer_id"], quantity=0)
    assert shopper.until("cart.updated")["lines"] == []
    shopper.send("cart.edit", edit_id="c3", offer_id=card["offer_id"], quantity=1)
    assert shopper.until("error", "cart.updated")["code"] == "duplicate"


def test_offer_that_was_never_shown_is_not_put_into_the_cart(shopper: Shopper) -> None:
    """Nor one that does not exist."""
    shopper.send("cart.edit", edit_id="c1", offer_id="of-another-shop", quantity=1)
    error = shopper.until("error")
    assert (error["code"], error["turn_id"]) == ("not_found", "c1")


def test_feedback_handoff_and_ping_are_answered(shopper: Shopper) -> None:
    """A thumb for a turn that was, none for one that was not; how a person is reached."""
    turn_id = shopper.say("a dress")
    shopper.follow(turn_id)
    shopper.send("feedback", turn_id=turn_id, rating="down", reason="not what I asked for")
    assert shopper.until("feedback.accepted")["turn_id"] == turn_id
    shopper.send("feedback", turn_id="never", rating="up")
    assert shopper.until("error")["code"] == "not_found"
    shopper.send("handoff.request")
    assert shopper.until("handoff")["contact"]["email"] == "help@store.example"
    shopper.send("ping")
    assert shopper.until("pong")


def test_session_is_resumed_as_it_was_left(server: Server, shopper: Shopper) -> None:
    """History, ledger and cart come back, the numbers go on, and the words mean what they meant."""
    card = shopper.ask("a red dress")["cards"]["cards"][0]
    shopper.send("cart.edit", edit_id="c1", offer_id=card["offer_id"], quantity=1)
    shopper.until("cart.updated")
    last = shopper.events[-1]["seq"]
    shopper.close()
    again = Shopper(server)
    opened = again.open(keys=shopper.keys, last_seq=last)
    assert (opened["type"], opened["seq"]) == ("session.resumed", last + 1)
    (entry,) = opened["history"]
    assert entry["input"] == {"kind": "text", "text": "a red dress"}
    assert entry["cards"]["cards"][0] == card
    assert [line["offer_id"] for line in opened["cart"]["lines"]] == [card["offer_id"]]
    assert {item["slot"]: item["label"] for item in opened["ledger"]}["color"] == "red"
    assert again.keys["resume_token"] != shopper.keys["resume_token"]
    assert again.ask("is the first one in stock?")["cards"]["action"] in ("details", "check_availability")
    again.close()


def test_newer_connection_takes_the_session_over(server: Server, shopper: Shopper) -> None:
    """The older one is told, and hung up on."""
    again = Shopper(server)
    again.open(keys=shopper.keys)
    assert shopper.until("session.closing")["reason"] == "superseded"
    assert again.ask("a dress")["cards"]
    again.close()


def test_same_turn_is_never_answered_twice(server: Server, shopper: Shopper) -> None:
    """Neither within a connection nor over two."""
    turn_id = shopper.say("a dress")
    shopper.follow(turn_id)
    shopper.say("a dress", turn_id=turn_id)
    assert shopper.until("error", "cards")["code"] == "duplicate"
    again = Shopper(server)
    assert len(again.open(keys=shopper.keys)["history"]) == 1
    again.say("a dress", turn_id=turn_id)
    assert again.until("error", "cards")["code"] == "duplicate"
    again.close()


def test_erased_session_is_gone(server: Server, shopper: Shopper) -> None:
    """It cannot be taken up again."""
    shopper.ask("a dress")
    shopper.send("session.erase")
    shopper.until("session.erased")
    again = Shopper(server)
    again.send("session.start", protocol=1, shop="demo", token=server.token(), **shopper.keys)
    assert again.until("error")["code"] == "not_found"


def test_language_of_a_session_can_be_changed_by_resuming(server: Server, shopper: Shopper) -> None:
    """Labels of ledger and cart are in the language that was asked for."""
    shopper.ask("a red dress")
    again = Shopper(server)
    opened = again.open(keys=shopper.keys, language="zh")
    assert "红色" in [entry["label"] for entry in opened["ledger"]]
    assert opened["starters"][0]["text"].startswith("看看")
    again.close()
