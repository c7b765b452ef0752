"""The panel and the real server, as a shopper uses them: a real process, a real browser, real products."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.widget.conftest import NewPage, OpenPanel, Store

pytestmark = pytest.mark.model

RED_DRESS = {"en": "a red dress in size M under $100", "zh": "想要一条红色连衣裙，M码，100美元以内"}


@pytest.mark.parametrize(
    ("lang", "chips", "total"),
    [
        ("en", ["red", "dresses", "size M", "up to $100"], "$111.80"),
        ("zh", ["红色", "连衣裙", "M 码", "100 美元以内"], "111.80 美元"),
    ],
)
def test_typed_conversation_shows_cards_words_wishes_and_fills_the_cart(
    open_panel: OpenPanel, lang: str, chips: list[str], total: str
) -> None:
    """Both languages: what is asked for is what is shown, in the chips, on the cards, in the words and in the cart."""
    chat = open_panel(lang)
    expect(chat.panel.locator(".welcome")).to_be_visible()
    chat.say(RED_DRESS[lang])
    expect(chat.panel.locator(".welcome")).to_be_hidden()
    assert sorted(chat.chips.all_inner_texts()) == sorted(chips)
    expect(chat.cards).to_have_count(2)
    for card in chat.cards.all():
        expect(card.locator("img")).to_have_js_property("naturalWidth", 200)
        assert re.search("(?i)red|红色", card.locator(".variant").inner_text())
        assert card.locator(".reasons li").count() > 0
    for title in chat.panel.locator(".card-title").all_inner_texts():
        expect(chat.words.get_by_text(title, exact=True)).to_have_count(1)
    chat.cards.locator(".card-cart").first.click()
    chat.cards.locator(".card-cart").last.click()
    expect(chat.panel.locator(".badge")).to_have_text("2")
    chat.panel.locator(".head .icon-button").first.click()
    expect(chat.panel.locator(".cart-total b")).to_have_text(total)


def test_chip_changed_and_removed_searches_again(open_panel: OpenPanel) -> None:
    """The wish is the shopper's to change: another colour from the menu, another price as a number, one wish less."""
    chat = open_panel()
    chat.say("a red dress under $60")
    chat.chip("red").locator(".chip-open").click()
    chat.panel.locator(".editor .choice", has_text=re.compile("^green$")).click()
    chat.is_answered(2)
    assert {text.split(" · ")[0].lower() for text in chat.cards.locator(".variant").all_inner_texts()} == {"green"}
    expect(chat.chip("green").locator(".picture-edited")).to_have_count(1)

    chat.chip("up to $60").locator(".chip-open").click()
    chat.panel.locator(".editor input").fill("150")
    chat.panel.locator(".editor .button").click()
    chat.is_answered(3)
    expect(chat.chip("up to $150")).to_have_count(1)

    n_green = chat.cards.count()
    chat.chip("green").locator(".chip-remove").click()
    chat.is_answered(4)
    expect(chat.chip("green")).to_have_count(0)
    assert chat.cards.count() > n_green


def test_chip_says_where_it_comes_from(open_panel: OpenPanel) -> None:
    """Said, with the words, on hover and to a screen reader; carried in the turn after."""
    chat = open_panel()
    chat.say("a red dress")
    red = chat.chip("red").locator(".chip-open")
    red.hover()
    expect(chat.panel.locator(".tip")).to_have_text("You said · “red”")
    chat.say("in size M")
    expect(red).to_have_accessible_name("red. From earlier · “red”. Change")


def test_cards_of_two_turns_are_compared_side_by_side(open_panel: OpenPanel) -> None:
    """Two to four cards, of any turn; four at most; facts that are the same are muted."""
    chat = open_panel()
    chat.say("a red dress in size M")
    chat.cards.locator(".card-compare").first.click()
    expect(chat.panel.locator(".compare-bar .button")).to_be_disabled()
    chat.say("a green dress in size M")
    chat.cards.locator(".card-compare").first.click()
    chat.panel.locator(".compare-bar .button").click()
    table = chat.panel.locator("table.compare")
    expect(table.locator("thead th")).to_have_count(2)
    prices = table.locator("tbody tr").first.locator("td b").all_inner_texts()
    assert len(prices) == 2
    assert all(price.startswith("$") for price in prices)
    rows = dict(zip(table.locator("tbody th").all_inner_texts(), table.locator("tbody tr").all(), strict=True))
    assert rows["Colour"].locator("td").all_inner_texts() == ["red", "green"]
    assert "same" not in (rows["Colour"].get_attribute("class") or "")
    assert "same" in (rows["Size"].get_attribute("class") or "")


def test_photo_is_previewed_made_small_and_answered(open_panel: OpenPanel, shop_folder: Path) -> None:
    """The picture of a backpack, chosen from the disk, brings backpacks; what is no photo is refused before it travels."""
    chat = open_panel()
    chat.panel.locator("input[type=file]").set_input_files(
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"not a picture"}
    )
    expect(chat.panel.locator(".problem")).to_have_text(
        "That is not a photo I can read. Please choose a JPEG, PNG or WebP picture."
    )
    picture = next((shop_folder / "images").glob("backpack-00*-black.png"))
    chat.panel.locator("input[type=file]").set_input_files(picture)
    expect(chat.panel.locator(".preview img")).to_be_visible()
    chat.panel.locator(".preview .icon-button").click()
    expect(chat.panel.locator(".preview")).to_be_hidden()
    chat.panel.locator("input[type=file]").set_input_files(picture)
    expect(chat.panel.locator(".preview img")).to_be_visible()
    chat.panel.locator(".send").click()
    chat.is_answered(1)
    expect(chat.last.locator("img.asked-photo")).to_be_visible()
    expect(chat.chips.locator(".picture-photo").first).to_be_visible()
    assert "Backpack" in chat.cards.first.inner_text()


def test_reload_keeps_the_conversation_the_wishes_the_cart_and_the_draft(open_panel: OpenPanel) -> None:
    """A page that comes back, or the next page of the store, shows what was there, and goes on from it."""
    chat = open_panel()
    chat.say("a red dress in size M")
    chat.cards.locator(".card-cart").first.click()
    expect(chat.panel.locator(".badge")).to_have_text("1")
    chat.last.locator(".tool").first.click()
    chat.input.fill("and in gre")
    before = chat.last.locator(".words").inner_text(), chat.chips.all_inner_texts()
    chat.page.reload()
    chat.is_online()
    expect(chat.turns).to_have_count(1)
    assert (chat.last.locator(".words").inner_text(), chat.chips.all_inner_texts()) == before
    expect(chat.panel.locator(".badge")).to_have_text("1")
    expect(chat.last.locator(".tool").first).to_have_attribute("aria-pressed", "true")
    expect(chat.input).to_have_value("and in gre")
    chat.say("in green")
    expect(chat.chip("size M")).to_have_count(1)


def test_language_switch_keeps_the_conversation_and_changes_all_words(open_panel: OpenPanel) -> None:
    """The panel's words and the wishes change; what was said stays as it was said."""
    chat = open_panel()
    chat.say("a red dress in size M")
    words = chat.words.inner_text()
    chat.panel.get_by_role("button", name="中文").click()
    expect(chat.input).to_have_attribute("placeholder", "您想找什么？")
    expect(chat.chip("红色")).to_have_count(1)
    expect(chat.words).to_have_text(words)
    chat.page.reload()
    chat.is_online()
    expect(chat.panel.locator("html")).to_have_attribute("lang", "zh-CN")
    chat.say("要绿色的")
    assert re.search("[\u4e00-\u9fff]", chat.words.inner_text())


def test_turn_that_was_sent_when_the_server_died_is_answered_once_after_its_restart(
    open_panel: OpenPanel, store: Store
) -> None:
    """Frozen with the turn in its hands, killed, started again: the panel comes back by itself and the turn is answered."""
    chat = open_panel()
    chat.say("a red dress")
    store.freeze()
    chat.input.fill("in size M")
    chat.input.press("Enter")
    expect(chat.turns).to_have_count(2)
    store.kill()
    expect(chat.panel.locator(".line-status")).to_contain_text("Reconnecting")
    store.start()
    chat.is_online()
    chat.is_answered(2)
    expect(chat.chip("size M")).to_have_count(1)
    chat.page.reload()
    chat.is_online()
    expect(chat.turns).to_have_count(2)


def test_what_is_written_offline_is_sent_in_order_when_back(open_panel: OpenPanel) -> None:
    """Two turns written without a line: shown as unsent, then answered, each by itself and in their order."""
    chat = open_panel()
    chat.say("a red dress")
    chat.page.context.set_offline(True)
    expect(chat.panel.locator(".line-status")).to_contain_text("You are offline")
    for text in ("in size M", "under $60"):
        chat.input.fill(text)
        chat.input.press("Enter")
    expect(chat.last).to_have_attribute("data-state", "unsent")
    expect(chat.last).to_contain_text("Sent as soon as you are connected")
    chat.page.context.set_offline(False)
    chat.is_answered(3)
    assert {"size M", "up to $60"} <= set(chat.chips.all_inner_texts())
    states = [turn.get_attribute("data-state") for turn in chat.turns.all()]
    assert states == ["done"] * 3


def test_second_tab_takes_over_and_the_first_can_take_it_back(open_panel: OpenPanel, new_page: NewPage) -> None:
    """One conversation, one place: the older tab says so and offers to go on here."""
    first = open_panel()
    first.say("a red dress")
    second = new_page(first.page.context)
    second.goto(first.page.url)
    expect(second.locator(".turn")).to_have_count(1)
    expect(first.panel.locator(".line-status")).to_contain_text("went on in another tab")
    first.panel.get_by_role("button", name="Continue here").click()
    first.is_online()
    first.say("in size M")
    expect(second.locator(".line-status")).to_contain_text("went on in another tab")


def test_feedback_person_and_forget_me(open_panel: OpenPanel) -> None:
    """A thumb with its reason; the store's contact; and then nothing is left, here or with the server."""
    chat = open_panel()
    chat.say("a red dress")
    chat.last.locator(".tool").nth(1).click()
    chat.last.get_by_role("button", name="Something is not true").click()
    expect(chat.last.get_by_role("status")).to_have_text("Thank you, that helps.")
    chat.panel.get_by_role("button", name="More", exact=True).click()
    chat.panel.get_by_role("button", name="Talk to a person").click()
    expect(chat.panel.get_by_role("link", name="help@store.example")).to_have_attribute(
        "href", "mailto:help@store.example"
    )
    chat.panel.get_by_role("button", name="More", exact=True).click()
    chat.panel.get_by_role("button", name="Forget me").click()
    chat.panel.get_by_role("button", name="Erase everything").click()
    expect(chat.turns).to_have_count(0)
    expect(chat.chips).to_have_count(0)
    chat.is_online()
    chat.page.reload()
    chat.is_online()
    expect(chat.panel.locator(".welcome")).to_be_visible()
    expect(chat.turns).to_have_count(0)
