"""What an utterance means in the conversation so far."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from assistant.choices import Pending
from assistant.dialogue_state import DialogueState
from assistant.interpretation import interpret
from assistant.messages import Clarification, Intent, LedgerEntry, Reference, StatedConstraint, Understanding
from assistant.resolution import facets_of
from retrieval.constraints import Constraint
from tests.fakes import SMALL_LEXICON, card, offer, product

pytestmark = pytest.mark.unit

FACETS = facets_of(SMALL_LEXICON)
PARKA = product("parka", "Parka", offer("parka-1", "red", "M", 90.0), rating=4.1)
ANORAK = product("anorak", "Anorak", offer("anorak-1", "blue", "L", 60.0), rating=4.8)
TABLE = (card(PARKA, 1), card(ANORAK, 2))
SHOES = LedgerEntry(Constraint("category", "in", ("shoe",)), "said", "shoes", 1)
STATE = DialogueState(n_turns=1, ledger=(SHOES,), table=TABLE)
RED = StatedConstraint(Constraint("color", "in", ("red",)), "red")
FIRST = Reference("ordinal", "the first", value=1)


def read(
    state: DialogueState, intent: Intent, *stated: StatedConstraint, text: str = " something cheaper ", **rest: object
) -> Understanding:
    understanding = Understanding("en", intent, constraints=stated, **rest)  # type: ignore[arg-type]
    return interpret(state, understanding, text=text, facets=FACETS, lexicon=SMALL_LEXICON, counts=count)


def count(constraints: Sequence[Constraint], slot: str) -> Mapping[str, int]:
    """Of all kinds of product only jackets are made for women or men."""
    return {"female": 3, "male": 2} if slot == "gender" and "jacket" in constraints[0].names else {}


def test_cheaper_is_less_than_the_cheapest_on_the_table() -> None:
    """60 is the least shown, so 59.99 at most, with the shopper's own words as its source."""
    bound = Constraint("price", "lte", 59.99, "USD")
    understanding = read(STATE, "refine", comparative=("price", "lower"))
    assert understanding.constraints == (StatedConstraint(bound, "something cheaper"),)


def test_cheaper_than_the_first_is_less_than_that() -> None:
    """The card referred to is the yardstick, as is the one in focus."""
    expected = Constraint("price", "lte", 89.99, "USD")
    by_reference = read(STATE, "refine", comparative=("price", "lower"), references=(FIRST,))
    by_focus = read(replace(STATE, focus=(("parka", "parka-1"),)), "refine", comparative=("price", "lower"))
    assert by_reference.constraints[0].constraint == by_focus.constraints[0].constraint == expected


def test_more_expensive_is_more_than_the_dearest_on_the_table() -> None:
    """Above 90: 90.01 at least."""
    understanding = read(STATE, "refine", comparative=("price", "higher"))
    assert understanding.constraints[0].constraint == Constraint("price", "gte", 90.01, "USD")


def test_comparative_with_a_bound_said_adds_none() -> None:
    """ "Cheaper, under 50" is under 50."""
    under = StatedConstraint(Constraint("price", "lte", 50.0, "USD"), "under 50")
    assert read(STATE, "refine", under, comparative=("price", "lower")).constraints == (under,)


def test_comparative_without_a_table_is_an_order() -> None:
    """ "Something cheap" with nothing to compare with: the cheapest first."""
    understanding = read(DialogueState(), "search", comparative=("price", "lower"))
    assert (understanding.sort, understanding.constraints) == ("price_asc", ())


def test_better_rated_than_one_is_a_bound_and_than_a_list_an_order() -> None:
    """Better than the parka's 4.1 is 4.2 at least; better than a list is best first."""
    of_one = read(STATE, "refine", comparative=("rating", "higher"), references=(FIRST,))
    assert of_one.constraints[0].constraint == Constraint("rating", "gte", 4.2, "stars")
    of_list = read(STATE, "refine", comparative=("rating", "higher"))
    assert (of_list.sort, of_list.constraints) == ("rating_desc", ())


def test_contradicting_bounds_are_both_taken_out() -> None:
    """Under 50 and over 80: neither is wanted until the shopper says which; the colour is."""
    under = StatedConstraint(Constraint("price", "lte", 50.0, "USD"), "under 50")
    understanding = read(STATE, "refine", under, RED, notes=(("contradiction", {"slot": "price"}),))
    assert understanding.constraints == (RED,)


def test_model_failure_is_news_once() -> None:
    """The note is dropped where it was announced before."""
    notes = (("model_failed", {}),)
    assert read(STATE, "greet", notes=notes).notes == notes
    assert read(replace(STATE, is_model_failure_announced=True), "greet", notes=notes).notes == ()


def test_question_about_a_pointed_card_is_about_that_card() -> None:
    """ "Do you have it in red?" is no search."""
    assert read(STATE, "search", RED, asks_availability=True, references=(FIRST,)).intent == "details"


def test_question_without_a_card_to_ask_about_is_a_search() -> None:
    """ "Is there a red one?" on an empty table searches; on a full one it narrows the list."""
    assert read(DialogueState(), "details", RED, asks_availability=True).intent == "search"
    assert read(STATE, "details", RED, asks_availability=True).intent == "refine"
    assert read(replace(STATE, focus=(("parka", ""),)), "details", RED).intent == "details"


def test_search_for_a_narrower_kind_is_a_refinement() -> None:
    """Boots are shoes, so boots after shoes keep the rest; jackets do not."""
    boots = StatedConstraint(Constraint("category", "in", ("boot",)), "boots")
    jackets = StatedConstraint(Constraint("category", "in", ("jacket",)), "jackets")
    assert read(STATE, "search", boots).intent == "refine"
    assert read(STATE, "search", jackets).intent == "search"


def test_answer_to_a_pending_purchase_is_left_as_it_is() -> None:
    """ "The first" settles nothing here, "red" chooses the variant: no rule may turn it into a search."""
    state = replace(STATE, pending=Pending("parka"), question=Clarification("color", ("red",)))
    assert read(state, "details", RED).intent == "details"


def test_person_is_taken_back_where_the_new_kind_knows_none() -> None:
    """For her: jackets yes; boots here are nobody's, so the wish would only hide them all."""
    her = LedgerEntry(Constraint("gender", "in", ("female", "unisex")), "said", "for her", 1)
    dress = LedgerEntry(Constraint("category", "in", ("dress",)), "said", "dress", 1)
    state = replace(STATE, ledger=(her, dress))
    boots = StatedConstraint(Constraint("category", "in", ("boot",)), "boots")
    jackets = StatedConstraint(Constraint("category", "in", ("jacket",)), "jackets")
    assert read(state, "search", boots).retracted == ("gender",)
    assert read(state, "search", jackets).retracted == ()


@pytest.mark.parametrize("text", ["Yes, please!", "ok", "好的。", "就这个"])
def test_yes_to_the_only_option_chooses_it(text: str) -> None:
    """ "Which size: M?" "Yes." is M; of two options it chooses none, and both are asked for again."""
    one = replace(STATE, pending=Pending("parka"), question=Clarification("size", ("M",)))
    understanding = read(one, "refine", text=text)
    assert understanding.intent == "add_to_cart"
    assert [stated.constraint for stated in understanding.constraints] == [Constraint("size", "in", ("M",))]
    two = replace(one, question=Clarification("size", ("M", "L")))
    assert (read(two, "refine", text=text).intent, read(two, "refine", text=text).constraints) == ("add_to_cart", ())
    assert read(STATE, "refine", text=text).intent == "refine"


def test_answer_to_which_one_completes_what_was_asked() -> None:
    """ "Add two in red to my cart." "Which one?" "The first." Two of the first, in red; a question is no answer."""
    asked = Understanding("en", "add_to_cart", constraints=(RED,), quantity=2)
    state = replace(STATE, request=asked, candidates=TABLE)
    answer = read(state, "details", references=(FIRST,))
    assert (answer.intent, answer.constraints, answer.quantity, answer.references) == (
        "add_to_cart", (RED,), 2, (FIRST,),
    )  # fmt: skip
    assert read(state, "details", references=(FIRST,), asks_availability=True).intent == "details"
    assert read(state, "thanks").intent == "thanks"


SIZE_M = StatedConstraint(Constraint("size", "in", ("M",)), "M")
ASKED = replace(STATE, last_kind="check_availability", focus=(("parka", "parka-1"),))


@pytest.mark.parametrize("text", ["and in M?", "那M码呢？", "M"])
def test_bare_value_goes_on_with_the_question_just_answered(text: str) -> None:
    """ "Is it available in L?" "No." "And in M?" asks of the same product; after a list it narrows that."""
    understanding = read(ASKED, "refine", SIZE_M, text=text)
    assert (understanding.intent, understanding.asks_availability) == ("details", True)
    assert read(STATE, "refine", SIZE_M, text=text).intent == "refine"


@pytest.mark.parametrize("text", ["show me all in M", "只看M码"])
def test_wish_after_a_question_is_still_a_wish(text: str) -> None:
    """More words than the value ask for another list."""
    assert read(ASKED, "refine", SIZE_M, text=text).intent == "refine"


@pytest.mark.parametrize("word", ["dress", "连衣裙"])
def test_free_words_that_name_a_kind_answer_what_kind(word: str) -> None:
    """ "Something for the kitchen" is about kitchen things; not where a kind was spoken of before."""

    def has(constraints: Sequence[Constraint], slot: str) -> Mapping[str, int]:
        return {"dress": 3} if slot == "category" else {}

    def answer(state: DialogueState) -> Understanding:
        understanding = Understanding("en", "search", query=word)
        return interpret(state, understanding, text=word, facets=FACETS, lexicon=SMALL_LEXICON, counts=has)

    asked = DialogueState(question=Clarification("category", ("dress", "jacket")))
    assert answer(asked).constraints == (StatedConstraint(Constraint("category", "in", ("dress",)), word),)
    assert answer(asked).query == ""
    assert answer(STATE).constraints == ()
