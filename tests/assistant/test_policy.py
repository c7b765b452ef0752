"""What is decided about what was understood."""

from dataclasses import replace
from typing import get_args

import pytest

from assistant.actions import (
    Action,
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
from assistant.choices import Pending
from assistant.dialogue_state import Anchor, DialogueState, hear
from assistant.messages import (
    INTENTS,
    SERVICE_INTENTS,
    CartLine,
    Clarification,
    Intent,
    LedgerEntry,
    Reference,
    StatedConstraint,
    Understanding,
)
from assistant.policy import FOR_GROWN_UPS, IN_STOCK, decide, in_force
from assistant.resolution import facets_of
from retrieval.constraints import Constraint
from retrieval.query import Query
from tests.fakes import SMALL_LEXICON, card, offer, product

pytestmark = pytest.mark.unit

FACETS = facets_of(SMALL_LEXICON)
PARKA = product("parka", "Parka", offer("parka-1", "red", "M", 90.0), offer("parka-2", "red", "L", 90.0))
ANORAK = product("anorak", "Anorak", offer("anorak-1", "blue", "L", 60.0))
DRESS = product("dress", "Dress", offer("dress-1", "black", "S", 40.0), kind="dress")
TABLE = (card(PARKA, 1), card(ANORAK, 2), card(DRESS, 3))
JACKETS = Constraint("category", "in", ("jacket",))
RED = Constraint("color", "in", ("red",))
SIZE_M = Constraint("size", "in", ("M",))
WATERPROOF = Constraint("feature", "in", ("waterproof",))
FIRST, SECOND = (Reference("ordinal", str(n), value=n) for n in (1, 2))
IT, ALL = Reference("pronoun", "it"), Reference("all", "all")
STATE = DialogueState(table=TABLE, seen=("parka", "anorak", "dress"))


def understood(intent: Intent, *constraints: Constraint, **rest: object) -> Understanding:
    stated = tuple(StatedConstraint(constraint, "words") for constraint in constraints)
    return Understanding("en", intent, constraints=stated, **rest)  # type: ignore[arg-type]


def action(understanding: Understanding, state: DialogueState = STATE) -> Action:
    return decide(hear(state, understanding), understanding, FACETS)


def wanting(state: DialogueState, *constraints: Constraint) -> DialogueState:
    return replace(state, ledger=tuple(LedgerEntry(constraint, "said", "", 1) for constraint in constraints))


def test_search_looks_for_words_and_kind_in_stock() -> None:
    """The kind joins the free words, and stock is asked for where the shopper says nothing of it."""
    decided = action(understood("search", JACKETS, RED, query="warm"), DialogueState())
    assert isinstance(decided, SearchAction)
    assert decided.query == Query("warm jacket", (JACKETS, RED, IN_STOCK))
    assert decided.kind == "search"


def test_word_of_the_shopper_on_availability_replaces_the_house_default() -> None:
    """Who asks for preorders gets them."""
    preorder = Constraint("availability", "in", ("preorder",))
    assert in_force((preorder,)) == (preorder,)


def test_who_is_named_without_an_age_is_grown_up() -> None:
    """ "For her" lets unisex things in, but none in children's sizes; "for my daughter" says an age, and no gender no one."""
    hers, kids = Constraint("gender", "in", ("female", "unisex")), Constraint("age_group", "in", ("kids",))
    assert in_force((hers,)) == (hers, FOR_GROWN_UPS, IN_STOCK)
    assert in_force((hers, kids)) == (hers, kids, IN_STOCK)
    assert in_force(()) == (IN_STOCK,)


def test_order_without_words_sorts_all_that_match() -> None:
    """ "The cheapest jackets": no words, since words would sort only what they match best."""
    decided = action(understood("search", JACKETS, sort="price_asc"), DialogueState())
    assert isinstance(decided, SearchAction)
    assert (decided.query.text, decided.query.sort) == ("", "price_asc")


def test_more_goes_on_without_what_was_seen() -> None:
    """More of the same search leaves out the cards shown."""
    decided = action(understood("more"), wanting(STATE, JACKETS))
    assert decided == SearchAction("more", Query("jacket", (JACKETS, IN_STOCK), exclude=frozenset(STATE.seen)))


def test_more_with_a_wish_is_a_search() -> None:
    """ "More in red" changes the list, so nothing is left out."""
    decided = action(understood("more", RED), wanting(STATE, JACKETS))
    assert isinstance(decided, SearchAction)
    assert (decided.kind, decided.query.exclude, decided.query.constraints) == (
        "search", frozenset(), (JACKETS, RED, IN_STOCK),
    )  # fmt: skip


def test_more_of_nothing_asks_what() -> None:
    """Nothing was shown, so there is no more of it."""
    assert action(understood("more"), DialogueState()) == AskWhichAction(())


def test_similar_searches_around_the_product_and_without_it() -> None:
    """ "Something like the first but in wool": wool holds, the first itself is left out."""
    wool = Constraint("material", "in", ("wool",))
    decided = action(understood("similar", wool, references=(FIRST,)))
    assert decided == SearchAction("similar", Query("", (wool, IN_STOCK), like="parka", exclude=frozenset({"parka"})))


def test_complement_forgets_the_category_but_not_the_person() -> None:
    """What goes with a jacket is no jacket, and still for her."""
    her = Constraint("gender", "in", ("female",))
    decided = action(understood("complement", references=(FIRST,)), wanting(STATE, JACKETS, her))
    assert decided == ComplementAction("parka", (her, FOR_GROWN_UPS, IN_STOCK), 5, frozenset({"parka"}))


def test_list_around_a_product_goes_on_around_it() -> None:
    """More of, and a wish on top of, what goes with the parka are still about what goes with it."""
    state = replace(STATE, anchor=Anchor("complement", "parka"))
    more = action(understood("more"), state)
    assert isinstance(more, ComplementAction)
    assert (more.kind, more.exclude) == ("more", frozenset({"parka", "anorak", "dress"}))
    refined = action(understood("refine", RED), state)
    assert refined == ComplementAction("parka", (RED, IN_STOCK), 5, frozenset({"parka"}))


def test_details_describe_the_card_meant() -> None:
    """ "Tell me about the second"."""
    assert action(understood("details", references=(SECOND,))) == DescribeAction("details", (TABLE[1],))


def test_question_with_a_constraint_is_a_yes_or_no() -> None:
    """ "Is it waterproof?" and "is it available in M?" with the colour that the ledger wants."""
    state = wanting(replace(STATE, focus=(("parka", "parka-2"),)), RED, Constraint("price", "lte", 100.0))
    decided = action(understood("details", WATERPROOF, references=(IT,)), state)
    assert isinstance(decided, AvailabilityAction)
    assert (decided.card.offer.offer_id, decided.asked, decided.kept) == ("parka-2", (WATERPROOF,), (RED,))
    in_m = action(understood("details", SIZE_M, asks_availability=True, references=(FIRST,)), wanting(STATE, SIZE_M))
    assert in_m == AvailabilityAction(TABLE[0], (SIZE_M,), ())


def test_comparison_needs_two() -> None:
    """Two named are compared; without names the first three; one, or "the seventh", asks which."""
    assert action(understood("compare", references=(FIRST, SECOND))) == DescribeAction("compare", TABLE[:2])
    assert action(understood("compare")) == DescribeAction("compare", TABLE)
    assert action(understood("compare", references=(ALL,))) == DescribeAction("compare", TABLE)
    assert action(understood("compare", references=(FIRST,))) == AskWhichAction(TABLE)
    assert action(understood("compare"), DialogueState()) == AskWhichAction(())
    seventh = Reference("ordinal", "the seventh", value=7)
    assert action(understood("compare", references=(FIRST, seventh))) == AskWhichAction(TABLE)


def test_question_for_the_extreme_is_answered_with_it() -> None:
    """ "Which is the cheapest?" compares all, and the dress is the answer; so is the only card of a table."""
    cheapest = Reference("superlative", "the cheapest", "price", "min")
    assert action(understood("compare", references=(cheapest,))) == DescribeAction("details", TABLE[2:])
    alone = replace(STATE, table=TABLE[:1])
    assert action(understood("compare", references=(IT,)), alone) == DescribeAction("details", TABLE[:1])


def test_purchase_of_a_named_card_takes_the_words_and_the_ledger_along() -> None:
    """What was said of the variant, now or before, is passed on; whom it is for and the kind are not."""
    her = Constraint("gender", "in", ("female",))
    decided = action(
        understood("add_to_cart", RED, references=(FIRST,), quantity=2), wanting(STATE, JACKETS, her, SIZE_M)
    )
    assert decided == AddToCartAction("parka", (RED,), (SIZE_M,), 2)


def test_purchase_of_an_it_that_may_be_any_of_several_asks_which() -> None:
    """A write on a guess would be acting unasked; with one card on the table "it" is no guess."""
    assert action(understood("add_to_cart", references=(IT,))) == AskWhichAction(TABLE)
    alone = replace(STATE, table=TABLE[1:2])
    assert action(understood("add_to_cart"), alone) == AddToCartAction("anorak", (), (), 1)


def test_purchase_after_a_yes_is_of_what_was_asked() -> None:
    """ "In M?" "Yes." "Add it." M was chosen; of another product it was not."""
    state = replace(STATE, focus=(("parka", "parka-1"),), inquired=(SIZE_M,), last_kind="check_availability")
    assert action(understood("add_to_cart", references=(IT,)), state) == AddToCartAction("parka", (SIZE_M,), ())
    assert action(understood("add_to_cart", references=(SECOND,)), state) == AddToCartAction("anorak", (), ())


def test_words_without_a_wish_repeat_nothing() -> None:
    """ "Any" to a question goes on with the list; "hm" to nothing is asked about, not answered with the same list."""
    asked = replace(STATE, question=Clarification("color", ("red", "blue")))
    decided = action(understood("refine"), asked)
    assert isinstance(decided, SearchAction)
    assert decided.kind == "more"
    assert action(understood("refine")) == SayAction("empty")
    assert isinstance(action(understood("refine", retracted=("color",))), SearchAction)


def test_purchase_asked_again_keeps_what_was_chosen() -> None:
    """ "Yes" to "which colour?" asks again, of the size chosen before."""
    state = replace(STATE, pending=Pending("parka", (SIZE_M,)), focus=(("parka", ""),))
    assert action(understood("add_to_cart"), state) == AddToCartAction("parka", (SIZE_M,), ())


def test_starting_over_searches_for_nothing() -> None:
    """A clean table: what next? With a wish in the same breath, that is searched for."""
    assert action(understood("refine", retracted=("*",))) == SayAction("empty")
    assert isinstance(action(understood("refine", JACKETS, retracted=("*",))), SearchAction)


def test_bare_answer_completes_the_purchase() -> None:
    """ "M" after "which size?" adds to what was chosen."""
    state = replace(STATE, pending=Pending("parka", (RED,), 2), question=Clarification("size", ("M", "L")))
    assert action(understood("refine", SIZE_M), state) == AddToCartAction("parka", (RED, SIZE_M), (), 2)


def test_another_search_leaves_the_purchase_alone() -> None:
    """A category is no answer to "which size?"."""
    state = replace(STATE, pending=Pending("parka"), question=Clarification("size", ("M", "L")))
    assert isinstance(action(understood("search", JACKETS), state), SearchAction)


LINES = (CartLine("parka", "parka-1", 2), CartLine("dress", "dress-1", 1))
WITH_CART = replace(
    STATE, cart=LINES, cart_products=((PARKA, PARKA.offers[0]), (DRESS, DRESS.offers[0])), last_kind="search"
)


@pytest.mark.parametrize(
    ("references", "state", "expected"),
    [
        ((ALL,), WITH_CART, LINES),
        ((SECOND,), replace(WITH_CART, last_kind="show_cart"), LINES[1:]),
        ((FIRST,), WITH_CART, LINES[:1]),
        ((Reference("category", "the dress", "category", "dress"),), WITH_CART, LINES[1:]),
        ((IT,), replace(WITH_CART, focus=(("dress", "dress-1"),)), LINES[1:]),
        ((), replace(WITH_CART, cart=LINES[:1], cart_products=WITH_CART.cart_products[:1]), LINES[:1]),
    ],
)
def test_removal_means_lines_of_the_cart(
    references: tuple[Reference, ...], state: DialogueState, expected: tuple[CartLine, ...]
) -> None:
    """All, the second of the cart just shown, the first of the list, the dress, the one in focus, the only one."""
    assert action(understood("remove_from_cart", references=references), state) == RemoveFromCartAction(expected)


def test_removal_of_what_is_unclear_asks_and_of_nothing_shows_the_cart() -> None:
    """ "Remove it" with two lines and no focus asks which; an empty cart is shown as it is."""
    decided = action(understood("remove_from_cart", references=(IT,)), WITH_CART)
    assert isinstance(decided, AskWhichAction)
    assert [found.product.product_id for found in decided.candidates] == ["parka", "dress"]
    assert action(understood("remove_from_cart", references=(IT,))) == SayAction("show_cart")


def test_contradiction_asks_which_bound_stands() -> None:
    """Nothing is searched with wishes that exclude each other."""
    assert action(understood("search", notes=(("contradiction", {"slot": "price"}),))) == AskBoundsAction("price")


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize("state", [DialogueState(), STATE, WITH_CART])
def test_every_intent_has_an_action_in_every_situation(intent: Intent, state: DialogueState) -> None:
    """The policy is total, and intents of the service counter are told apart by their understanding."""
    decided = action(understood(intent), state)
    assert isinstance(decided, get_args(Action))
    assert (decided == SayAction("service")) == (intent in SERVICE_INTENTS)


def test_count_that_is_said_is_taken_out_of_a_line() -> None:
    """ "Remove one" is one piece, "remove it" the whole line."""
    said = action(understood("remove_from_cart", references=(FIRST,), is_quantity_said=True), WITH_CART)
    whole = action(understood("remove_from_cart", references=(FIRST,)), WITH_CART)
    assert said == RemoveFromCartAction(LINES[:1], 1)
    assert whole == RemoveFromCartAction(LINES[:1], None)


def test_comparative_hands_its_bound_to_the_search() -> None:
    """So that "nothing cheaper" can be told from "nothing at all"."""
    bound = Constraint("price", "lte", 39.99, "USD")
    decided = action(understood("refine", bound, comparative=("price", "lower")))
    assert isinstance(decided, SearchAction)
    assert decided.comparison == bound
    plain = action(understood("refine", bound))
    assert isinstance(plain, SearchAction)
    assert plain.comparison is None
