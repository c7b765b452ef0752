"""What carrying out an action on the shop comes to."""

from dataclasses import replace

import pytest

from assistant.actions import (
    AddToCartAction,
    AskBoundsAction,
    AskWhichAction,
    AvailabilityAction,
    ComplementAction,
    DescribeAction,
    RemoveFromCartAction,
    SayAction,
    SearchAction,
)
from assistant.dialogue_state import DialogueState
from assistant.messages import CartLine, Clarification, LedgerEntry, Outcome
from assistant.policy import IN_STOCK
from assistant.resolution import facets_of
from assistant.tools import Tools
from retrieval.catalog import Product
from retrieval.constraints import Constraint
from retrieval.query import Query
from retrieval.results import Relaxed
from tests.fakes import SMALL_LEXICON, FakeShop, card, offer, product

pytestmark = pytest.mark.unit

PARKA = product(
    "parka", "Parka",
    offer("red-m", "red", "M", 90.0, quantity=2), offer("red-l", "red", "L", 95.0, quantity=0),
    offer("blue-m", "blue", "M", 90.0), offer("blue-l", "blue", "L", 95.0),
)  # fmt: skip
ANORAK = product("anorak", "Anorak", offer("anorak-1", "blue", "L", 60.0))
DRESS = product("dress", "Dress", offer("dress-1", "black", "S", 40.0), kind="dress")
SOLD_OUT = product("gone", "Gone", offer("gone-1", "red", "M", quantity=0), kind="boot")

CLOTHING = Constraint("category", "in", ("clothing",))
JACKETS = Constraint("category", "in", ("jacket",))
RED, BLUE = Constraint("color", "in", ("red",)), Constraint("color", "in", ("blue",))
SIZE_M, SIZE_L = Constraint("size", "in", ("M",)), Constraint("size", "in", ("L",))
WATERPROOF = Constraint("feature", "in", ("waterproof",))


def wanting(*constraints: Constraint, **rest: object) -> DialogueState:
    ledger = tuple(LedgerEntry(constraint, "said", "", 1) for constraint in constraints)
    return DialogueState(ledger=ledger, **rest)  # type: ignore[arg-type]


def shop_of(*products: Product) -> tuple[FakeShop, Tools]:
    shop = FakeShop(products or (PARKA, ANORAK, DRESS, SOLD_OUT))
    return shop, Tools(shop, facets_of(SMALL_LEXICON))  # type: ignore[arg-type]


def search(*constraints: Constraint, **rest: object) -> SearchAction:
    return SearchAction("search", Query("", (*constraints, IN_STOCK)), **rest)  # type: ignore[arg-type]


def shown(outcome: Outcome) -> list[str]:
    return [found.offer.offer_id for found in outcome.cards]


def test_search_shows_cards_at_the_offer_that_matches() -> None:
    """Blue in L: each card is a blue L."""
    _, tools = shop_of()
    outcome = tools.run(search(JACKETS, BLUE, SIZE_L), wanting(JACKETS, BLUE, SIZE_L))
    assert (outcome.kind, shown(outcome), outcome.n_matching) == ("search", ["blue-l", "anorak-1"], 2)
    assert [found.rank for found in outcome.cards] == [1, 2]
    assert outcome.constraints == (JACKETS, BLUE, SIZE_L)


def test_search_that_finds_nothing_shows_the_nearest_and_names_what_was_given_up() -> None:
    """No red jacket in L is in stock; without the last wish there are some, and that wish is named."""
    _, tools = shop_of()
    red_l = Constraint("size", "in", ("XXL",))
    outcome = tools.run(SearchAction("search", Query("", (JACKETS, RED, red_l))), wanting(JACKETS, RED, red_l))
    assert outcome.relaxed == (Relaxed(red_l),)
    assert shown(outcome) == ["red-m"]


def test_search_never_gives_up_the_kind_of_product() -> None:
    """Only boots of that colour could be had, and boots are not nearly a jacket: nothing is shown."""
    _, tools = shop_of(replace(SOLD_OUT, offers=(offer("boot", "black"),)), DRESS)
    black = Constraint("color", "in", ("black",))
    boots = Constraint("category", "in", ("boot",))
    action = SearchAction("search", Query("", (Constraint("price", "lte", 41.0), black, boots)))
    assert tools.run(action, wanting()) == Outcome("search")


def test_search_for_a_kind_the_shop_lacks_is_a_plain_no() -> None:
    """ "Do you sell fridges?" No; and the shop is not even searched."""
    shop, tools = shop_of()
    fridges = Constraint("category", "in", ("fridge",))
    outcome = tools.run(search(fridges, is_question=True), wanting(fridges))
    assert (outcome.answer, outcome.cards, outcome.unmatched_terms) == (False, (), ("fridge",))
    assert shop.queries == []


def test_search_for_a_kind_of_a_kind_the_shop_has_shows_that() -> None:
    """No bomber jackets, but jackets; the wish is named as loosened, not met."""
    _, tools = shop_of()
    bombers = Constraint("category", "in", ("bomber jacket",))
    outcome = tools.run(search(bombers, is_question=True), wanting(bombers))
    assert outcome.relaxed == (Relaxed(bombers, replace(bombers, value=("jacket",))),) or outcome.relaxed == (
        Relaxed(bombers, replace(bombers, value=("jacket", "clothing"))),
    )
    assert outcome.answer is False
    assert "red-m" in shown(outcome)


def test_search_that_was_a_question_is_answered() -> None:
    """ "Do you have dresses?" Yes."""
    _, tools = shop_of()
    dresses = Constraint("category", "in", ("dress",))
    assert tools.run(search(dresses, is_question=True), wanting(dresses)).answer is True
    assert tools.run(search(dresses), wanting(dresses)).answer is None


def test_search_reports_the_shoppers_unheard_words_only() -> None:
    """Words that no product has are passed on; words that the policy added are not the shopper's."""
    _, tools = shop_of()
    action = SearchAction("search", Query("unheard-of unheard-kind", (IN_STOCK,)))
    assert tools.run(action, wanting(query="Unheard-of")).unmatched_terms == ("unheard-of",)


def test_more_at_the_end_of_a_list_shows_nothing_instead_of_near_misses() -> None:
    """All were seen: the end, unless the list was one of near misses already."""
    _, tools = shop_of()
    query = Query("", (JACKETS, BLUE), exclude=frozenset({"parka", "anorak"}))
    assert tools.run(SearchAction("more", query), wanting(JACKETS, BLUE)).cards == ()
    relaxing = replace(wanting(JACKETS, BLUE), relaxed=(RED,))
    assert tools.run(SearchAction("more", replace(query, constraints=(JACKETS, RED))), relaxing).cards == ()


def test_many_matches_bring_a_question_about_disjoint_kinds() -> None:
    """Ten jackets and six dresses, all clothing: "clothing" is no answer, jackets or dresses are."""
    jackets = [replace(PARKA, product_id=f"j{i}", title=f"Parka {i}") for i in range(10)]
    dresses = [replace(DRESS, product_id=f"d{i}", title=f"Frock {i}") for i in range(6)]
    _, tools = shop_of(*jackets, *dresses)
    action = search(ask_about=("category",))
    outcome = tools.run(action, wanting())
    assert len(outcome.cards) == 5
    assert tools.question(action, outcome) == Clarification("category", ("jacket", "dress"))
    assert tools.question(search(), outcome) is None
    assert tools.question(action, replace(outcome, relaxed=(Relaxed(RED),))) is None
    assert tools.question(SayAction("thanks"), outcome) is None


def test_similar_stays_with_the_kind_of_its_model() -> None:
    """Like the parka is a jacket, though nothing was said of kinds."""
    shop, tools = shop_of()
    action = SearchAction("similar", Query(constraints=(IN_STOCK,), like="parka", exclude=frozenset({"parka"})))
    outcome = tools.run(action, wanting())
    assert shop.queries[0].constraints == (IN_STOCK, JACKETS)
    assert (shown(outcome), outcome.subjects) == (["anorak-1"], (("parka", ""),))


def test_complement_leaves_out_what_was_shown() -> None:
    """What goes with the parka, beyond the parka."""
    _, tools = shop_of()
    outcome = tools.run(ComplementAction("parka", (IN_STOCK,), 5, frozenset({"parka"})), wanting())
    assert (outcome.kind, shown(outcome), outcome.subjects) == ("complement", ["dress-1"], (("parka", ""),))
    seen = ComplementAction("parka", (IN_STOCK,), 5, frozenset({"parka", "dress"}), "more")
    assert tools.run(seen, wanting()).cards == ()


def test_description_is_of_today() -> None:
    """The price on the card was changed since; what has left the catalogue is described as it was shown."""
    shop, tools = shop_of()
    shop.stock([replace(ANORAK, offers=(offer("anorak-1", "blue", "L", 55.0),))])
    outcome = tools.run(DescribeAction("compare", (card(ANORAK, 2), card(DRESS, 3))), wanting())
    assert [found.offer.effective_price for found in outcome.cards] == [55.0, 40.0]
    assert outcome.subjects == (("anorak", "anorak-1"), ("dress", "dress-1"))
    assert outcome.subject_products[0][0] == shop.product("anorak")


def test_question_of_availability_is_answered_at_an_offer() -> None:
    """Blue in L is in stock, so yes, and the offer spoken of is that one; red in L is a true no with what there is."""
    _, tools = shop_of()
    yes = tools.run(AvailabilityAction(card(PARKA, 1), (SIZE_L,), (BLUE,)), wanting())
    assert (yes.answer, yes.subjects, shown(yes)) == (True, (("parka", "blue-l"),), ["blue-l"])
    no = tools.run(AvailabilityAction(card(PARKA, 1), (SIZE_L,), (RED,)), wanting())
    assert (no.answer, no.facts) == (False, {"size": ("M",), "color": ("blue",)})
    assert no.constraints == (SIZE_L, RED)
    never = tools.run(AvailabilityAction(card(PARKA, 1), (Constraint("size", "in", ("XXL",)),), (RED,)), wanting())
    assert (never.answer, never.facts) == (False, {"size": ("M", "L")})


def test_question_of_availability_keeps_the_offer_shown_where_it_fits() -> None:
    """The card shows the blue M, which is an M: no other offer is put in its place."""
    _, tools = shop_of()
    assert tools.run(AvailabilityAction(card(PARKA, 1, "blue-m"), (SIZE_M,)), wanting()).subjects[0][1] == "blue-m"


def test_question_about_a_fact_does_not_depend_on_stock() -> None:
    """A sold-out boot is still red; it is not waterproof, and there is no stock to offer."""
    _, tools = shop_of()
    assert tools.run(AvailabilityAction(card(SOLD_OUT, 1), (RED,)), wanting()).answer is True
    no = tools.run(AvailabilityAction(card(SOLD_OUT, 1), (WATERPROOF,)), wanting())
    assert (no.answer, no.facts["availability"]) == (False, ("out_of_stock",))
    assert tools.run(AvailabilityAction(card(SOLD_OUT, 1), ()), wanting()).answer is False


def test_purchase_of_the_only_variant_that_the_words_allow_fills_the_cart() -> None:
    """Red in M, two of them: exactly that variant, and the cart says so."""
    _, tools = shop_of()
    outcome = tools.run(AddToCartAction("parka", (RED, SIZE_M), (), 2), wanting())
    assert (outcome.kind, outcome.answer, outcome.cart) == ("add_to_cart", True, (CartLine("parka", "red-m", 2),))
    assert outcome.subjects == (("parka", "red-m"),)
    assert outcome.cart_products == ((PARKA, PARKA.offers[0]),)


def test_purchase_with_an_open_choice_asks_and_adds_nothing() -> None:
    """M comes in two colours; the ledger's blue would have settled it."""
    _, tools = shop_of()
    asked = tools.run(AddToCartAction("parka", (SIZE_M,), ()), wanting())
    assert (asked.kind, asked.clarification) == ("choose_variant", Clarification("color", ("red", "blue")))
    assert (asked.cart, asked.subjects) == ((), (("parka", ""),))
    assert tools.run(AddToCartAction("parka", (SIZE_M,), (BLUE,)), wanting()).cart[0].offer_id == "blue-m"


def test_purchase_of_a_near_miss_is_not_blocked_by_the_ledger() -> None:
    """The anorak was shown though it is not red; it can still be bought."""
    _, tools = shop_of()
    assert tools.run(AddToCartAction("anorak", (), (RED,)), wanting()).cart[0].offer_id == "anorak-1"


def test_purchase_of_a_sold_out_variant_says_what_is_left() -> None:
    """Red in L is sold out: the size is asked again, of what there is in red."""
    _, tools = shop_of()
    outcome = tools.run(AddToCartAction("parka", (RED, SIZE_L), ()), wanting())
    assert (outcome.kind, outcome.answer, outcome.clarification) == (
        "choose_variant", False, Clarification("size", ("M",)),
    )  # fmt: skip
    assert outcome.facts["missing"] == ("L",)


def test_purchase_of_what_was_never_made_begins_the_choice_again() -> None:
    """There is neither black nor XXL, and changing one of them would not do: which colour, of those there are?"""
    _, tools = shop_of()
    impossible = (Constraint("color", "in", ("black",)), Constraint("size", "in", ("XXL",)))
    outcome = tools.run(AddToCartAction("parka", impossible, ()), wanting())
    assert (outcome.kind, outcome.answer) == ("choose_variant", False)
    assert outcome.clarification == Clarification("color", ("red", "blue"))
    assert set(outcome.facts) == {"color", "size"}


def test_purchase_of_a_sold_out_product_is_refused() -> None:
    """Nothing of it can be had."""
    _, tools = shop_of()
    outcome = tools.run(AddToCartAction("gone", (), ()), wanting())
    assert (outcome.kind, outcome.answer, outcome.cart) == ("add_to_cart", False, ())
    assert outcome.facts == {"availability": ("out_of_stock",)}


def test_purchase_beyond_the_stock_adds_what_there_is_and_says_so() -> None:
    """Five of two are two."""
    _, tools = shop_of()
    outcome = tools.run(AddToCartAction("parka", (RED, SIZE_M), (), 5), wanting())
    assert outcome.cart == (CartLine("parka", "red-m", 2),)
    assert outcome.facts == {"added": ("2",), "requested": ("5",), "in_stock": ("2",)}


def test_removal_and_other_turns_carry_the_cart_along() -> None:
    """A read leaves the cart as it is; a removal takes out the line and names it."""
    _, tools = shop_of()
    line, other = CartLine("parka", "red-m", 2), CartLine("dress", "dress-1", 1)
    state = wanting(cart=(line, other))
    for action in (
        search(JACKETS),
        SayAction("thanks"),
        AskWhichAction(()),
        DescribeAction("details", (card(DRESS, 1),)),
    ):
        assert tools.run(action, state).cart == (line, other)
    outcome = tools.run(RemoveFromCartAction((line,)), state)
    assert (outcome.cart, outcome.subjects, outcome.answer) == ((other,), (("parka", "red-m"),), True)


def test_shown_cart_has_its_lines_as_cards() -> None:
    """Each line at its variant, in order, at today's price."""
    _, tools = shop_of()
    outcome = tools.run(
        SayAction("show_cart"), wanting(cart=(CartLine("dress", "dress-1", 1), CartLine("parka", "blue-l", 1)))
    )
    assert shown(outcome) == ["dress-1", "blue-l"]


def test_question_which_offers_the_candidates() -> None:
    """What may be meant is named, and nothing is done."""
    _, tools = shop_of()
    outcome = tools.run(AskWhichAction((card(PARKA, 1), card(ANORAK, 2))), wanting())
    assert (outcome.kind, outcome.subjects) == ("clarify_reference", (("parka", "red-m"), ("anorak", "anorak-1")))


def test_contradiction_shows_nothing_and_asks() -> None:
    """Neither bound is applied."""
    _, tools = shop_of()
    outcome = tools.run(AskBoundsAction("price"), wanting(JACKETS))
    assert (outcome.cards, outcome.clarification) == ((), Clarification("price", ()))
    assert outcome.facts == {"contradiction": ("price",)}


def test_nothing_cheaper_names_the_cheapest_and_is_no_near_miss() -> None:
    """60 is the least for a jacket: under 59.99 there is none, and the table stays."""
    _, tools = shop_of()
    bound = Constraint("price", "lte", 59.99, "USD")
    outcome = tools.run(search(JACKETS, bound, comparison=bound), wanting(JACKETS, bound))
    assert (outcome.cards, outcome.relaxed) == ((), ())
    assert outcome.facts == {"already_extreme": ("price", "lower")}
    assert outcome.subjects == (("anorak", "anorak-1"),)


def test_nothing_cheaper_where_other_wishes_fail_too_is_relaxed() -> None:
    """No jacket in S at all: that the price is low is not the point."""
    _, tools = shop_of()
    bound, small = Constraint("price", "lte", 39.99, "USD"), Constraint("size", "in", ("XS",))
    outcome = tools.run(search(JACKETS, small, bound, comparison=bound), wanting(JACKETS, small, bound))
    assert "already_extreme" not in outcome.facts


def test_removal_of_some_tells_how_many_are_left() -> None:
    """Three in the cart, one taken: two are left; the last one taken leaves nothing to tell."""
    _, tools = shop_of()
    line = CartLine("anorak", "anorak-1", 3)
    outcome = tools.run(RemoveFromCartAction((line,), 1), DialogueState(cart=(line,)))
    assert outcome.cart == (CartLine("anorak", "anorak-1", 2),)
    assert outcome.facts == {"removed": ("1",), "left": ("2",)}
    assert tools.run(RemoveFromCartAction((line,), 3), DialogueState(cart=(line,))).facts == {}
