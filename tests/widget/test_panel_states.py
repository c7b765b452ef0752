"""The panel in states that a healthy server is seldom in, and what it sends, against a server that plays a script."""

import base64
import io
import json
import re
import threading
from collections.abc import Iterable, Iterator

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.widget.conftest import Chat, NewPage
from tests.widget.scripted_server import Json, Line, ScriptedServer, answer, card, cards, done, entry, opened

pytestmark = pytest.mark.model

HOSTILE = '<img src=x onerror="document.title=1"><b>bold</b>\u202e{{7*7}}'
"""What a seller might hope to smuggle into a page."""


def polite(message: Json, line: Line) -> Iterable[Json]:
    """Answers everything at once."""
    if message["type"] == "session.start":
        return [opened()]
    if message["type"] in ("input.text", "input.image"):
        return answer(message["turn_id"], card(1, "Red Dress", "red"), card(2, "Blue Dress", "blue"))
    return []


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """A server that answers politely until a test gives it another script."""
    with ScriptedServer(polite) as server:
        yield server


def open_chat(server: ScriptedServer, new_page: NewPage, **options: object) -> Chat:
    """The panel of that server."""
    page = new_page(**options)
    page.goto(f"{server.origin}/panel?shop=demo&lang=en")
    chat = Chat(page, page)
    chat.is_online()
    return chat


def send(chat: Chat, text: str) -> None:
    """Types and sends, without waiting for an answer."""
    chat.input.fill(text)
    chat.input.press("Enter")


def test_words_stream_in_after_the_cards_and_can_be_stopped(server: ScriptedServer, new_page: NewPage) -> None:
    """Cards stand before the first word; each piece is shown as it comes; the button stops the reply."""

    def script(message: Json, line: Line) -> Iterable[Json]:
        if message["type"] == "input.text":
            return [{"type": "turn.accepted", "turn_id": message["turn_id"]}]
        if message["type"] == "reply.cancel":
            return [{"type": "reply.cancelled", "turn_id": line.turn_id, "reason": "cancelled"}]
        return polite(message, line)

    server.script = script
    chat = open_chat(server, new_page)
    send(chat, "a dress")
    expect(chat.last.locator(".thinking")).to_be_visible()
    expect(chat.last).to_have_attribute("aria-busy", "true")
    turn_id = server.sent("input.text")[0]["turn_id"]
    server.say(cards(turn_id, card(1, "Red Dress", "red"), card(2, "Blue Dress", "blue")))
    expect(chat.cards).to_have_count(2)
    expect(chat.words).to_be_hidden()
    server.say({"type": "reply.delta", "turn_id": turn_id, "text": "The first "})
    expect(chat.words).to_have_text("The first")
    server.say({"type": "reply.delta", "turn_id": turn_id, "text": "is red"})
    expect(chat.words).to_have_text("The first is red")
    chat.panel.get_by_role("button", name="Stop").click()
    expect(chat.last).to_have_attribute("data-state", "cancelled")
    expect(chat.words).to_have_text("The first is red")
    expect(chat.panel.locator(".send")).to_be_disabled()


def test_busy_counter_is_tried_again_under_the_same_id(server: ScriptedServer, new_page: NewPage) -> None:
    """A busy answer counts down and tries again by itself, under the id that the turn has."""
    busy = {
        "type": "error",
        "code": "busy",
        "message": "The shop is busy.",
        "remedy": "",
        "retryable": True,
        "retry_after_ms": 300,
    }

    def script(message: Json, line: Line) -> Iterable[Json]:
        if message["type"] == "input.text" and len(server.sent("input.text")) < 3:
            return [{**busy, "turn_id": message["turn_id"]}]
        return polite(message, line)

    server.script = script
    chat = open_chat(server, new_page)
    send(chat, "a dress")
    expect(chat.last.locator(".notice")).to_contain_text("The shop is busy.")
    expect(chat.last.locator(".notice")).to_contain_text("Trying again in")
    chat.is_answered(1)
    assert len({message["turn_id"] for message in server.sent("input.text")}) == 1


def test_error_that_can_be_tried_again_offers_to(server: ScriptedServer, new_page: NewPage) -> None:
    """Message and remedy are shown; the button sends the turn again; an error for good has no button."""
    broken = {
        "type": "error",
        "code": "internal",
        "message": "Something broke.",
        "remedy": "Try once more.",
        "retryable": True,
    }

    def script(message: Json, line: Line) -> Iterable[Json]:
        n_sent = len(server.sent("input.text"))
        if message["type"] == "input.text" and n_sent != 2:
            return [{**broken, "retryable": n_sent == 1, "turn_id": message["turn_id"]}]
        return polite(message, line)

    server.script = script
    chat = open_chat(server, new_page)
    send(chat, "a dress")
    expect(chat.last.get_by_role("alert")).to_contain_text("Something broke.Try once more.")
    chat.last.get_by_role("button", name="Try again").click()
    chat.is_answered(1)
    send(chat, "a coat")
    expect(chat.last.get_by_role("alert")).to_be_visible()
    expect(chat.last.get_by_role("button", name="Try again")).to_have_count(0)


def test_line_that_is_cut_comes_back_with_the_sessions_keys(server: ScriptedServer, new_page: NewPage) -> None:
    """Cut in the middle of a turn: the panel comes back with its keys and the last it saw, sends only what is not safe."""

    def script(message: Json, line: Line) -> Iterable[Json]:
        if message["type"] == "session.start" and "session_id" in message:
            return [opened(type="session.resumed", resume_token="r2", pending=[line_ids[0]])]
        if message["type"] == "session.start":
            return [opened(seq=7)]
        if message["type"] == "input.text":
            line_ids.append(message["turn_id"])
            return [{"type": "turn.accepted", "turn_id": message["turn_id"], "seq": 8}]
        return []

    line_ids: list[str] = []
    server.script = script
    chat = open_chat(server, new_page)
    send(chat, "a dress")
    expect(chat.last).to_have_attribute("data-state", "accepted")
    server.hang_up()
    wait_for(lambda: len(server.sent("session.start")) == 2)
    chat.is_online()
    [_, again] = server.sent("session.start")
    assert (again["session_id"], again["resume_token"], again["last_seq"]) == ("s1", "r1", 8)
    assert again["token"] == "token-2"
    server.say(*answer(line_ids[0], card(1, "Red Dress", "red"))[1:])
    chat.is_answered(1)
    assert len(server.sent("input.text")) == 1


def wait_for(condition: object) -> None:
    """Until it is true; at most ten seconds."""
    settled = threading.Event()
    for _ in range(500):
        if condition():  # type: ignore[operator]
            return
        settled.wait(0.02)
    raise AssertionError("it never came true")


def test_turn_that_was_never_accepted_survives_a_reload(server: ScriptedServer, new_page: NewPage) -> None:
    """Written while the server gives no tokens, kept over a reload, sent once it does, under its first id."""
    server.is_refusing = False
    server.script = lambda message, line: [opened()] if message["type"] == "session.start" else []
    chat = open_chat(server, new_page)
    send(chat, "a dress")
    wait_for(lambda: server.sent("input.text"))
    chat.page.reload()
    chat.is_online()
    expect(chat.last.locator(".bubble")).to_have_text("a dress")
    wait_for(lambda: len(server.sent("input.text")) == 2)
    first, second = server.sent("input.text")
    assert first == second


def test_page_that_may_not_talk_to_the_shop_is_told_so(server: ScriptedServer, new_page: NewPage) -> None:
    """A refused token ends the tries, with a word and a way to try again."""
    server.is_refusing = True
    page = new_page()
    page.goto(f"{server.origin}/panel?shop=demo&lang=zh")
    expect(page.locator(".line-status")).to_contain_text("这个页面无法连接购物助手。")
    server.is_refusing = False
    page.get_by_role("button", name="再试一次").click()
    expect(page.locator("body")).to_have_attribute("data-status", "online")


def test_session_that_is_gone_is_begun_anew(server: ScriptedServer, new_page: NewPage) -> None:
    """The server knows the session no more: a fresh one begins, and nothing of the old is shown."""

    def script(message: Json, line: Line) -> Iterable[Json]:
        if message["type"] == "session.start" and "session_id" in message:
            return [{"type": "error", "code": "not_found", "message": "Gone.", "remedy": "", "retryable": False}]
        return polite(message, line)

    chat = open_chat(server, new_page)
    send(chat, "a dress")
    chat.is_answered(1)
    server.script = script
    chat.page.reload()
    chat.is_online()
    expect(chat.turns).to_have_count(0)
    expect(chat.panel.locator(".welcome")).to_be_visible()


def test_text_of_sellers_is_shown_as_text(server: ScriptedServer, new_page: NewPage) -> None:
    """Markup in titles, reasons, words, chips and labels is shown letter by letter and runs nothing."""

    def script(message: Json, line: Line) -> Iterable[Json]:
        if message["type"] == "input.text":
            ledger = {"type": "ledger.updated", "ledger": [entry(HOSTILE)]}
            item = card(1, HOSTILE, "red", reasons=[HOSTILE], variant=HOSTILE, stock_label=HOSTILE)
            replies = [{"label": HOSTILE, "text": HOSTILE}]
            return [ledger, *answer(message["turn_id"], item, text=HOSTILE, quick_replies=replies)]
        return polite(message, line)

    server.script = script
    chat = open_chat(server, new_page)
    send(chat, HOSTILE)
    chat.is_answered(1)
    assert chat.page.title() == "Demo Store"
    assert chat.panel.locator("img[src=x]").count() == 0
    for shown in (".bubble", ".card-title", ".variant", ".reasons li", ".stock", ".words", ".quick-reply"):
        assert chat.last.locator(shown).first.text_content() == HOSTILE
    assert chat.chips.first.text_content() == HOSTILE


def test_picture_that_is_missing_leaves_a_quiet_place(server: ScriptedServer, new_page: NewPage) -> None:
    """A card without a picture, and one whose picture cannot be loaded, are cards all the same."""
    items = card(1, "Red Dress", "red", image=None), card(2, "Blue Dress", "blue", image="/nowhere.png")
    server.script = lambda message, line: (
        answer(message["turn_id"], *items) if message["type"] == "input.text" else polite(message, line)
    )
    chat = open_chat(server, new_page)
    send(chat, "a dress")
    chat.is_answered(1)
    expect(chat.cards.locator(".product-image .picture-file")).to_have_count(2)


def test_relaxed_wishes_are_named_above_the_cards(server: ScriptedServer, new_page: NewPage) -> None:
    """Near misses are never passed off as matches."""

    def script(message: Json, line: Line) -> Iterable[Json]:
        if message["type"] == "input.text":
            turn_id = message["turn_id"]
            near = cards(turn_id, card(1, "Red Dress", "red"), relaxed=[{"label": "size M"}, {"label": "up to $20"}])
            return [{"type": "turn.accepted", "turn_id": turn_id}, near, done(turn_id, "None.")]
        return polite(message, line)

    server.script = script
    chat = open_chat(server, new_page)
    send(chat, "a dress")
    chat.is_answered(1)
    expect(chat.last.locator(".note-relaxed")).to_have_text(re.compile("size M, up to \\$20"))


@pytest.mark.parametrize("way", ["paste", "drop", "camera"])
def test_photo_comes_by_paste_drop_and_camera_and_travels_small(
    server: ScriptedServer, new_page: NewPage, way: str
) -> None:
    """A picture of 2,000 pixels becomes a JPEG of at most 768; the camera's picture travels too."""
    chat = open_chat(server, new_page)
    if way == "camera":
        chat.panel.locator(".composer .icon-button").first.click()
        chat.panel.get_by_role("button", name="Use the camera").click()
        chat.panel.get_by_role("button", name="Take the photo").click()
    else:
        file = io.BytesIO()
        Image.new("RGB", (2000, 1000), "teal").save(file, "PNG")
        chat.page.evaluate(DELIVER, [base64.b64encode(file.getvalue()).decode(), way])
    expect(chat.panel.locator(".preview img")).to_be_visible()
    send(chat, "like this")
    chat.is_answered(1)
    [message] = server.sent("input.image")
    assert message["text"] == "like this"
    sent = Image.open(io.BytesIO(base64.b64decode(message["data"])))
    assert sent.format == "JPEG"
    assert max(sent.size) <= 768
    if way != "camera":
        assert sent.size == (768, 384)
        pixel = sent.convert("RGB").getpixel((10, 10))
        assert isinstance(pixel, tuple)
        assert max(abs(a - b) for a, b in zip(pixel, (0, 128, 128), strict=True)) < 4


DELIVER = """async ([data, way]) => {
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], "photo.png", {type: "image/png"}));
  if (way === "paste") document.querySelector(".input").dispatchEvent(new ClipboardEvent("paste", {clipboardData: transfer, bubbles: true, cancelable: true}));
  else for (const type of ["dragover", "drop"]) document.dispatchEvent(new DragEvent(type, {dataTransfer: transfer, bubbles: true, cancelable: true}));
}"""


def test_cart_quantities_are_set_and_a_line_is_removed(server: ScriptedServer, new_page: NewPage) -> None:
    """Plus and minus set a quantity, the last minus removes; the empty cart says so, and the focus stays in the sheet."""

    def script(message: Json, line: Line) -> Iterable[Json]:
        if message["type"] == "cart.edit":
            n = message["quantity"]
            item = {
                "offer_id": message["offer_id"], "product_id": "p1", "title": "Red Dress", "variant": "red", "quantity": n,
                "price": 50.0, "price_label": "$50", "total_label": f"${50 * n}", "image": None,
            }  # fmt: skip
            lines = [item] if n else []
            return [
                {
                    "type": "cart.updated",
                    "lines": lines,
                    "total": 50.0 * n,
                    "total_label": f"${50 * n}",
                    "edit_id": message["edit_id"],
                }
            ]
        return polite(message, line)

    server.script = script
    chat = open_chat(server, new_page)
    send(chat, "a dress")
    chat.is_answered(1)
    chat.cards.first.locator(".card-cart").click()
    expect(chat.cards.first.locator(".card-cart")).to_have_text("1")
    chat.panel.get_by_role("button", name="Cart, 1 items").click()
    sheet = chat.panel.get_by_role("dialog", name="Your cart")
    sheet.get_by_role("button", name="One more of Red Dress").click()
    expect(sheet.locator(".cart-total b")).to_have_text("$100")
    expect(sheet.get_by_role("button", name="One more of Red Dress")).to_be_focused()
    sheet.get_by_role("button", name="One fewer of Red Dress").click()
    expect(sheet.locator("output")).to_have_text("1")
    sheet.get_by_role("button", name="Remove Red Dress").click()
    expect(sheet).to_contain_text("Your cart is empty")
    assert [message["quantity"] for message in server.sent("cart.edit")] == [1, 2, 1, 0]


def test_messages_are_what_the_protocol_allows(server: ScriptedServer, new_page: NewPage) -> None:
    """Whatever the panel sends is read by the server's own models, which refuse unknown fields."""
    from assistant.server.events import CLIENT_EVENTS

    server.script = lambda message, line: (
        [
            {
                "type": "ledger.updated",
                "ledger": [entry("red"), entry("up to $50", slot="price", op="lte", value=50.0)],
            },
            *polite(message, line),
        ]
        if message["type"] == "input.text"
        else polite(message, line)
    )
    chat = open_chat(server, new_page)
    send(chat, "a dress")
    chat.is_answered(1)
    chat.chip("up to $50").locator(".chip-open").click()
    chat.panel.locator(".editor input").fill("80.5")
    chat.panel.locator(".editor .button").click()
    chat.chip("red").locator(".chip-remove").click()
    chat.cards.first.locator(".card-cart").click()
    chat.last.locator(".tool").first.click()
    wait_for(lambda: server.sent("feedback"))
    for message in server.messages:
        assert CLIENT_EVENTS.validate_json(json.dumps(message)).type == message["type"]
    assert [message.get("replace") for message in server.sent("ledger.edit")] == [
        [{"entry_id": "price-in", "value": 80.5}],
        None,
    ]
    assert {message["type"] for message in server.messages} == {
        "session.start",
        "input.text",
        "ledger.edit",
        "cart.edit",
        "feedback",
    }
