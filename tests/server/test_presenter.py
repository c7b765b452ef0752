"""What a shopper sees of a turn, in both languages: expected words are written out."""

import re
from dataclasses import replace

import pytest

from assistant.messages import (
    CartLine,
    Clarification,
    Language,
    LedgerEntry,
    Outcome,
    Reason,
    Turn,
    Understanding,
)
from assistant.security.image_hosts import ImageHosts
from assistant.server.presenter import MAX_CHOICES, MAX_QUICK_REPLIES, N_STARTERS, Presenter, entry_id
from retrieval.catalog import LocalText
from retrieval.constraints import Constraint
from retrieval.results import Relaxed
from tests.fakes import card, offer, product
from tests.server.caller import small_open_shop

pytestmark = pytest.mark.unit

LANGUAGES: tuple[Language, ...] = ("en", "zh")
CHEAP = Constraint("price", "lte", 100.0, "USD")
RED = Constraint("color", "in", ("red",))
NO_LEATHER = Constraint("material", "not_in", ("leather",), is_hard=False)

SALE = replace(offer("d-red", "red", "M", 80.0, quantity=2), sale_price=60.0, materials=("wool",))
FULL = offer("d-blue", "blue", "L", 80.0)
DRESS = replace(
    product("d", "Tea <i>Dress</i>", SALE, FULL, kind="dress", rating=4.6), local={"zh": LocalText(title="茶歇连衣裙")}
)


@pytest.fixture(scope="module")
def presenter() -> Presenter:
    return Presenter(small_open_shop(), ImageHosts(()))


@pytest.mark.parametrize(
    ("language", "labels", "slots"),
    [
        ("en", ["up to $100", "red", "without leather"], ["price", "colour", "material"]),
        ("zh", ["100 美元以内", "红色", "不含皮革"], ["价格", "颜色", "材质"]),
    ],
)
def test_wish_is_shown_in_words_with_where_it_comes_from(
    presenter: Presenter, language: Language, labels: list[str], slots: list[str]
) -> None:
    """Values are the same in both languages; amounts offer no choice, others only what can be said."""
    ledger = (
        LedgerEntry(CHEAP, "said", "under 100", 1),
        LedgerEntry(RED, "photo", "", 2),
        LedgerEntry(NO_LEATHER, "carried", "no leather", 1),
    )
    price, color, material = presenter.ledger(ledger, language)
    assert [item.slot_label for item in (price, color, material)] == slots
    assert [item.label for item in (price, color, material)] == labels
    assert (price.value, price.choices, price.provenance, price.words) == (100.0, None, "said", "under 100")
    assert (color.value, color.provenance, color.turn) == (["red"], "photo", 2)
    assert (material.op, material.is_hard) == ("not_in", False)
    assert color.choices is not None
    assert 1 < len(color.choices) <= MAX_CHOICES
    assert all(re.search("[\u4e00-\u9fff]", choice.label) for choice in color.choices) == (language == "zh")
    assert color.id == entry_id(RED) != entry_id(replace(RED, is_hard=False))


@pytest.mark.parametrize(
    ("language", "title", "variant", "prices", "stock"),
    [
        ("en", "Tea Dress", "red · size M", ("$60", "$80"), "only 2 left"),
        ("zh", "茶歇连衣裙", "红色 · M 码", ("60 美元", "80 美元"), "仅剩 2 件"),
    ],
)
def test_card_says_what_is_paid_and_what_was_before(
    presenter: Presenter, language: Language, title: str, variant: str, prices: tuple[str, str], stock: str
) -> None:
    """Two left is worth saying; marks in a seller's title are none of ours; an unlisted picture is not loaded."""
    item = presenter.card(DRESS, replace(SALE, images=("https://tracker.example/a.png",)), language)
    assert (item.title, item.variant, item.stock_label) == (title, variant, stock)
    assert (item.price, item.list_price) == (60.0, 80.0)
    assert (item.price_label, item.list_price_label) == prices
    assert (item.image, item.rating, item.rating_count) == (None, 4.6, 10)
    plain = presenter.card(DRESS, FULL, language)
    assert (plain.list_price, plain.list_price_label) == (None, None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_compared_cards_get_a_table_of_what_any_of_them_has(presenter: Presenter, language: Language) -> None:
    """A row has a value for each card, empty where it has none; facts that no card has get no row."""
    outcome = Outcome("compare", cards=(card(DRESS, 1, "d-red"), card(DRESS, 2, "d-blue")), n_matching=2)
    event = presenter.cards("t", outcome, language, elapsed_ms=12.3456)
    assert event.elapsed_ms == 12.35
    assert event.comparison is not None
    rows = {row.slot: row.values for row in event.comparison.rows}
    assert rows["price"] == {"en": ["$60", "$80"], "zh": ["60 美元", "80 美元"]}[language]
    assert rows["material"] == [{"en": "wool", "zh": "羊毛"}[language], ""]
    assert "heel_height" not in rows
    assert presenter.cards("t", replace(outcome, kind="search"), language, elapsed_ms=1).comparison is None


@pytest.mark.parametrize(("language", "label", "reason"), [("en", "red", "red"), ("zh", "红色", "红色")])
def test_near_miss_names_what_was_given_up(presenter: Presenter, language: Language, label: str, reason: str) -> None:
    near = replace(card(DRESS, 1, "d-red"), reasons=(Reason("meets", "color", "red"),))
    event = presenter.cards("t", Outcome("search", cards=(near,), relaxed=(Relaxed(RED),)), language, elapsed_ms=1)
    assert [item.label for item in event.relaxed] == [label]
    assert event.cards[0].reasons == [reason]


@pytest.mark.parametrize(("language", "total"), [("en", "$200"), ("zh", "200 美元")])
def test_cart_adds_up_what_is_paid(presenter: Presenter, language: Language, total: str) -> None:
    """Two at 60 and one at 80."""
    lines = (CartLine("d", "d-red", 2), CartLine("d", "d-blue", 1))
    view = presenter.cart(lines, ((DRESS, SALE), (DRESS, FULL)), language)
    assert (view.total, view.total_label) == (200.0, total)
    assert [line.quantity for line in view.lines] == [2, 1]
    assert presenter.cart((), (), language).total == 0.0


@pytest.mark.parametrize(
    ("language", "options", "follow_ups"),
    [
        ("en", ["size S", "size M"], ["Compare the first two", "Show me more"]),
        ("zh", ["S 码", "M 码"], ["比较前两个", "还有别的吗"]),
    ],
)
def test_end_of_a_turn_suggests_what_might_be_said_next(
    presenter: Presenter, language: Language, options: list[str], follow_ups: list[str]
) -> None:
    """The answers to its question first; two are compared, one is not."""
    outcome = Outcome("search", (card(DRESS, 1), card(DRESS, 2)), clarification=Clarification("size", ("S", "M")))
    turn = Turn(1, "x", Understanding(language, "search"), outcome, "Words.", {"act": 1.23456})
    done = presenter.done("t", turn)
    assert [reply.text for reply in done.quick_replies] == [*options, *follow_ups]
    assert done.clarify is not None
    assert [option.label for option in done.clarify.options] == options
    assert (done.language, done.timings_ms) == (language, {"act": 1.23})
    alone = presenter.done("t", replace(turn, outcome=Outcome("search", (card(DRESS, 1),))))
    assert [reply.text for reply in alone.quick_replies] == follow_ups[1:]
    many = Clarification("size", tuple(f"EU {number}" for number in range(36, 50)))
    crowded = presenter.done("t", replace(turn, outcome=replace(outcome, clarification=many)))
    assert len(crowded.quick_replies) == MAX_QUICK_REPLIES


@pytest.mark.parametrize(("language", "begins"), [("en", "Show me "), ("zh", "看看")])
def test_starters_are_said_in_the_shoppers_language(presenter: Presenter, language: Language, begins: str) -> None:
    """Different kinds; the button says what is wanted, and sends it as a wish."""
    starters = presenter.starters(language)
    assert len({starter.label for starter in starters}) == N_STARTERS
    assert all(starter.text == begins + starter.label for starter in starters)
    assert all(re.search("[A-Za-z]{3}", starter.label) for starter in starters) == (language == "en")
