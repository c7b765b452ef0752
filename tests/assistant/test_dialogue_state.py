"""The fold over turns."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.choices import Pending
from assistant.dialogue_state import Anchor, DialogueState, answers_pending, fold, hear
from assistant.ledger import Edit
from assistant.messages import (
    CartLine,
    Clarification,
    Intent,
    Outcome,
    Reference,
    StatedConstraint,
    Turn,
    Understanding,
)
from retrieval.constraints import Constraint
from retrieval.results import Relaxed
from tests.fakes import card, offer, product

pytestmark = pytest.mark.unit

JACKETS = Constraint("category", "in", ("jacket",))
DRESSES = Constraint("category", "in", ("dress",))
FOR_HER = Constraint("gender", "in", ("female", "unisex"))
RED = Constraint("color", "in", ("red",))
SIZE_M = Constraint("size", "in", ("M",))
UNDER_50 = Constraint("price", "lte", 50.0, "USD")

PARKA = product("parka", "Red parka", offer("parka-1", "red", "M"))
ANORAK = product("anorak", "Blue anorak", offer("anorak-1", "blue", "M"))
CARDS = (card(PARKA, 1), card(ANORAK, 2))


def understood(intent: Intent, *constraints: Constraint, **rest: object) -> Understanding:
    stated = tuple(StatedConstraint(constraint, "words") for constraint in constraints)
    return Understanding("en", intent, constraints=stated, **rest)  # type: ignore[arg-type]


def turn(understanding: Understanding, outcome: Outcome) -> Turn:
    return Turn(1, "text", understanding, outcome, "reply")


def after(*turns: tuple[Understanding, Outcome]) -> DialogueState:
    state = DialogueState()
    for understanding, outcome in turns:
        state = fold(state, turn(understanding, outcome))
    return state


LISTED = Outcome("search", cards=CARDS, n_matching=2)


def test_search_with_another_category_keeps_only_the_person() -> None:
    """A red jacket for her under 50, then dresses: still for her, but any colour and price."""
    state = after(
        (understood("search", JACKETS, FOR_HER, RED, UNDER_50, query="cosy"), LISTED),
        (understood("search", DRESSES), LISTED),
    )
    assert state.constraints == (FOR_HER, DRESSES)
    assert state.query == ""
    assert [entry.provenance for entry in state.printed_ledger] == ["carried", "said"]


def test_search_with_the_first_category_goes_on_with_the_same_need() -> None:
    """Under 50, then a category where there was none: both hold."""
    state = after((understood("search", UNDER_50), LISTED), (understood("search", JACKETS), LISTED))
    assert state.constraints == (UNDER_50, JACKETS)


def test_search_with_the_same_category_narrows() -> None:
    """Red jackets after jackets under 50 are red jackets under 50."""
    state = after((understood("search", JACKETS, UNDER_50), LISTED), (understood("search", JACKETS, RED), LISTED))
    assert state.constraints == (UNDER_50, JACKETS, RED)


def test_search_in_other_words_without_category_is_new() -> None:
    """ "A gift for a gardener" after jackets is not about jackets."""
    state = after((understood("search", JACKETS), LISTED), (understood("search", query="gift gardener"), LISTED))
    assert (state.constraints, state.query) == ((), "gift gardener")


def test_words_after_a_question_answer_it() -> None:
    """ "What is it for?", "something cosy": still about jackets."""
    asking = replace(LISTED, clarification=Clarification("occasion", ("hiking", "work")))
    state = after((understood("search", JACKETS), asking), (understood("search", query="cosy"), LISTED))
    assert (state.constraints, state.query) == ((JACKETS,), "cosy")


def test_refinement_keeps_everything_even_beside_a_new_category() -> None:
    """ "The same in dresses" keeps colour and price: a constraint is never dropped in silence."""
    state = after((understood("search", JACKETS, RED, UNDER_50), LISTED), (understood("refine", DRESSES), LISTED))
    assert state.constraints == (RED, UNDER_50, DRESSES)


def test_refinement_adds_words_once() -> None:
    """Free words accumulate over a search."""
    state = after((understood("search", query="cosy warm"), LISTED), (understood("refine", query="warm soft"), LISTED))
    assert state.query == "cosy warm soft"


def test_starting_over_clears_the_search() -> None:
    """The star retracts constraints, words, order and anchor."""
    state = after(
        (understood("search", JACKETS, query="warm", sort="price_asc"), LISTED),
        (understood("refine", retracted=("*",)), LISTED),
    )
    assert (state.constraints, state.query, state.sort, state.anchor) == ((), "", "relevance", None)


def test_starting_over_keeps_the_cart_only() -> None:
    """Nothing is on the table or in focus after it, and what was bought stays bought."""
    line = CartLine("parka", "parka-1", 1)
    state = after(
        (understood("search", JACKETS), replace(LISTED, cart=(line,))),
        (understood("refine", retracted=("*",)), Outcome("empty", cart=(line,))),
    )
    assert (state.table, state.earlier, state.focus, state.cart) == ((), (), (), (line,))


def test_kind_that_the_shop_lacks_is_not_kept() -> None:
    """ "Do you sell fridges?" No. "Something under 50 then": not a fridge under 50."""
    fridges = Constraint("category", "in", ("fridge",))
    plain_no = Outcome("search", answer=False, unmatched_terms=("fridge",))
    assert after((understood("search", fridges, FOR_HER), plain_no)).constraints == (FOR_HER,)


def test_yes_is_remembered_for_the_next_turn_only() -> None:
    """ "In M?" "Yes." is what "add it" then means, but no longer after another list."""
    yes = Outcome("check_availability", answer=True, constraints=(SIZE_M,), subjects=(("parka", "parka-1"),))
    state = after((understood("search", JACKETS), LISTED), (understood("details", SIZE_M), yes))
    assert state.inquired == (SIZE_M,)
    assert fold(state, turn(understood("more"), LISTED)).inquired == ()


def test_question_about_a_product_leaves_the_ledger_alone() -> None:
    """ "Is it available in M?" and "add it in red" say nothing of what else is wanted."""
    state = after(
        (understood("search", JACKETS), LISTED),
        (understood("details", SIZE_M, asks_availability=True), Outcome("check_availability")),
        (understood("add_to_cart", RED), Outcome("add_to_cart")),
    )
    assert state.constraints == (JACKETS,)


def test_list_lays_the_table_and_more_adds_to_what_was_seen() -> None:
    """The table is the last list; `seen` grows with "more" and starts anew with another search."""
    more = Outcome("more", cards=(card(ANORAK, 1),))
    state = after((understood("search"), Outcome("search", cards=(card(PARKA, 1),))), (understood("more"), more))
    assert (state.table, state.seen) == (more.cards, ("parka", "anorak"))
    assert [shown.product.product_id for shown in state.earlier] == ["parka"]
    state = fold(state, turn(understood("refine", RED), Outcome("search", cards=(card(PARKA, 1),))))
    assert state.seen == ("parka",)


def test_empty_list_leaves_the_table_in_place() -> None:
    """What is still before the shopper's eyes can still be pointed at."""
    state = after((understood("search"), LISTED), (understood("refine", RED), Outcome("search")))
    assert state.table == CARDS


def test_described_product_comes_into_focus_until_the_next_list() -> None:
    """ "It" is what was last described; a new list clears that."""
    details = Outcome("details", subjects=(("anorak", "anorak-1"),))
    state = after((understood("search"), LISTED), (understood("details"), details))
    assert state.focus == (("anorak", "anorak-1"),)
    assert fold(state, turn(understood("refine", RED), LISTED)).focus == ()


def test_relaxed_constraint_is_marked_and_stays_wanted() -> None:
    """What was given up for this list is still in the ledger for the next."""
    state = after((understood("search", JACKETS, RED), replace(LISTED, relaxed=(Relaxed(RED),))))
    assert [entry.provenance for entry in state.printed_ledger] == ["said", "relaxed"]
    state = fold(state, turn(understood("refine", SIZE_M), LISTED))
    assert [entry.provenance for entry in state.printed_ledger] == ["carried", "carried", "said"]


def test_comparative_that_finds_nothing_leaves_the_old_bound() -> None:
    """Where nothing is cheaper than what was shown, the wish is answered; the bound of before holds on."""
    cheaper = Constraint("price", "lte", 19.99, "USD")
    state = after(
        (understood("search", UNDER_50), LISTED),
        (understood("refine", cheaper, comparative=("price", "lower")), replace(LISTED, relaxed=(Relaxed(cheaper),))),
    )
    assert state.constraints == (UNDER_50,)


def test_similar_list_is_anchored_until_the_category_changes() -> None:
    """ "Like the first" holds for refinements of the list, not for another kind of product."""
    similar = Outcome("similar", cards=CARDS, subjects=(("parka", ""),))
    state = after((understood("search", JACKETS), LISTED), (understood("similar", RED), similar))
    assert state.anchor == Anchor("similar", "parka")
    assert fold(state, turn(understood("refine", SIZE_M), LISTED)).anchor == Anchor("similar", "parka")
    assert fold(state, turn(understood("search", DRESSES), LISTED)).anchor is None


def test_purchase_waits_for_its_variant_over_an_aside() -> None:
    """ "Which size?", "is it warm?", "M": the size still belongs to the purchase, and not to the ledger."""
    size = Clarification("size", ("M", "L"))
    asked = Outcome("choose_variant", clarification=size, subjects=(("parka", ""),), constraints=(RED,))
    state = after(
        (understood("search", JACKETS), LISTED),
        (understood("add_to_cart", RED, quantity=2), asked),
        (understood("details"), Outcome("details", subjects=(("parka", "parka-1"),))),
    )
    assert state.pending == Pending("parka", (RED,), 2)
    assert hear(state, understood("refine", SIZE_M)).constraints == (JACKETS,)
    state = fold(state, turn(understood("refine", SIZE_M), replace(asked, constraints=(RED, SIZE_M))))
    assert state.pending == Pending("parka", (RED, SIZE_M), 2)
    state = fold(state, turn(understood("search", DRESSES), LISTED))
    assert state.pending is None


def test_request_waits_one_turn_for_the_product_it_is_about() -> None:
    """ "Add it." "Which one?" holds until the next words; a comparison does not wait, nor does an empty question."""
    which = Outcome("clarify_reference", cards=CARDS, subjects=(("parka", ""), ("anorak", "")))
    add = understood("add_to_cart", RED)
    state = after((understood("search"), LISTED), (add, which))
    assert (state.request, state.candidates, state.focus) == (add, CARDS, ())
    assert fold(state, turn(understood("thanks"), Outcome("thanks"))).request is None
    assert after((understood("compare"), which)).request is None
    assert after((add, Outcome("clarify_reference"))).request is None


def test_choice_that_is_not_to_be_had_is_forgotten() -> None:
    """M is sold out; "blue" after that is blue, not blue in M."""
    sold_out = Outcome(
        "choose_variant", clarification=Clarification("size", ("L",)), subjects=(("parka", ""),), answer=False,
        facts={"size": ("L",), "missing": ("M",)}, constraints=(RED, SIZE_M),
    )  # fmt: skip
    assert after((understood("add_to_cart", RED, SIZE_M), sold_out)).pending == Pending("parka", (RED,), 1)


def test_attribute_reference_chooses_a_variant() -> None:
    """ "The red one" answers "which colour?" as "red" does."""
    asked = Outcome("choose_variant", clarification=Clarification("color", ("red",)), subjects=(("parka", ""),))
    state = after((understood("add_to_cart"), asked))
    red_one = understood("refine", references=(Reference("attribute", "the red one", "color", "red"),))
    assert answers_pending(state, red_one)


def test_question_is_remembered_within_a_search_only() -> None:
    """A slot asked for is not asked for again, until another search begins."""
    asking = replace(LISTED, clarification=Clarification("color", ("red", "blue")))
    state = after((understood("search", JACKETS), asking), (understood("refine", SIZE_M), LISTED))
    assert (state.asked, state.question) == (("color",), None)
    assert fold(state, turn(understood("search", DRESSES), LISTED)).asked == ()


def test_edit_by_hand_changes_the_ledger_and_nothing_else() -> None:
    """An edit is an event of the fold as a turn is."""
    state = after((understood("search", JACKETS, RED), LISTED))
    edited = fold(state, Edit(remove=(RED,)))
    assert edited.constraints == (JACKETS,)
    assert replace(edited, ledger=state.ledger) == state


def test_model_failure_is_remembered_as_announced() -> None:
    """The reply says it once a conversation."""
    state = after(
        (understood("greet", notes=(("model_failed", {}),)), Outcome("greet")), (understood("thanks"), LISTED)
    )
    assert state.is_model_failure_announced


constraints = st.sampled_from([JACKETS, DRESSES, FOR_HER, RED, SIZE_M, UNDER_50])
intents = st.sampled_from(["search", "refine", "more", "similar", "complement", "details", "add_to_cart", "thanks"])
kinds = st.sampled_from(
    ["search", "more", "similar", "complement", "details", "choose_variant", "add_to_cart", "empty"]
)


@st.composite
def turns(draw: st.DrawFn) -> Turn:
    stated = draw(st.lists(constraints, max_size=2, unique=True))
    retracted = draw(st.sampled_from([(), ("color",), ("*",)]))
    understanding = understood(draw(intents), *stated, query=draw(st.sampled_from(["", "warm"])), retracted=retracted)
    outcome = Outcome(
        draw(kinds),
        cards=draw(st.sampled_from([(), CARDS])),
        subjects=(("parka", "parka-1"),),
        clarification=draw(st.sampled_from([None, Clarification("size", ("M",))])),
        cart=draw(st.sampled_from([(), (CartLine("parka", "parka-1", 1),)])),
    )
    return turn(understanding, outcome)


@given(st.lists(turns(), max_size=6), st.integers(0, 6))
def test_replaying_turns_gives_the_same_state(story: list[Turn], at: int) -> None:
    """Folding all turns at once, or stopping anywhere and going on, ends in the same state; the fold has no memory."""
    whole = DialogueState()
    for event in story:
        whole = fold(whole, event)
    first = DialogueState()
    for event in story[:at]:
        first = fold(first, event)
    for event in story[at:]:
        first = fold(first, event)
    assert first == whole
    assert whole.n_turns == len(story)


def test_vain_comparative_leaves_table_and_ledger_as_they_were() -> None:
    """ "Nothing cheaper": the price meant is no wish for later, the cards still lie there, and so does what was seen."""
    before = after((understood("search", JACKETS, UNDER_50), LISTED))
    bound = Constraint("price", "lte", 1.0, "USD")
    vain = understood("refine", bound, comparative=("price", "lower"))
    state = fold(before, turn(vain, Outcome("search", facts={"already_extreme": ("price", "lower")})))
    assert (state.table, state.seen, state.ledger) == (before.table, before.seen, before.ledger)
