"""References to what was shown."""

from dataclasses import replace

import pytest

from assistant.dialogue_state import DialogueState
from assistant.messages import Intent, Reference, Understanding
from assistant.resolution import facets_of, resolve
from tests.fakes import SMALL_LEXICON, card, offer, product

pytestmark = pytest.mark.unit

PARKA = product(
    "parka", "Parka", offer("parka-red", "red", "M", 90.0), offer("parka-blue", "blue", "M", 90.0), rating=4.1
)
ANORAK = product("anorak", "Anorak", offer("anorak-blue", "blue", "L", 60.0), rating=4.8)
DRESS = product("dress", "Dress", offer("dress-black", "black", "S", 40.0), kind="dress", rating=4.5)
TABLE = (card(PARKA, 1), card(ANORAK, 2), card(DRESS, 3))
STATE = DialogueState(table=TABLE)
FACETS = facets_of(SMALL_LEXICON)

FIRST, SECOND, LAST = (Reference("ordinal", str(n), value=n) for n in (1, 2, -1))
IT = Reference("pronoun", "it")
BOTH = Reference("all", "both")
CHEAPEST = Reference("superlative", "the cheapest", "price", "min")
BEST_RATED = Reference("superlative", "the best rated", "rating", "max")


def blue(words: str = "the blue one") -> Reference:
    return Reference("attribute", words, "color", "blue")


def that(kind: str, words: str = "that one") -> Reference:
    return Reference("category", words, "category", kind)


def meant(
    *references: Reference, state: DialogueState = STATE, intent: Intent = "details"
) -> tuple[list[str], str, bool]:
    resolved = resolve(state, Understanding("en", intent, references=references), FACETS)
    return [found.product.product_id for found in resolved.cards], resolved.problem, resolved.is_guess


@pytest.mark.parametrize(
    ("references", "expected"),
    [
        ((SECOND,), ["anorak"]),
        ((LAST,), ["dress"]),
        ((FIRST, LAST), ["parka", "dress"]),
        ((CHEAPEST,), ["dress"]),
        ((BEST_RATED,), ["anorak"]),
        ((BOTH,), ["parka", "anorak", "dress"]),
        ((blue(),), ["anorak"]),
        ((that("dress"),), ["dress"]),
        ((blue("the blue jacket"), that("jacket", "the blue jacket")), ["anorak"]),
    ],
)
def test_reference_means_the_card_it_names(references: tuple[Reference, ...], expected: list[str]) -> None:
    """Positions, extremes and descriptions of the cards as they are shown; one noun phrase is one description."""
    assert meant(*references) == (expected, "", False)


def test_references_of_a_comparison_are_separate() -> None:
    """ "Compare the blue one and that dress" names two products."""
    assert meant(blue(), that("dress"), intent="compare")[0] == ["anorak", "dress"]


def test_description_of_an_offer_that_is_not_shown_is_found_where_it_is_the_only_one() -> None:
    """The parka is shown in red; it is still "the blue one" beside a dress that comes in black only."""
    state = replace(STATE, table=(card(PARKA, 1), card(DRESS, 2)))
    assert meant(blue(), state=state) == (["parka"], "", False)


def test_description_that_fits_several_is_ambiguous_unless_one_is_in_focus() -> None:
    """Two jackets of three cards: which one? The one just described, if one was."""
    assert meant(that("jacket")) == (["parka", "anorak"], "ambiguous", False)
    assert meant(that("jacket"), state=replace(STATE, focus=(("anorak", ""),))) == (["anorak"], "", False)


def test_description_reaches_back_to_earlier_lists() -> None:
    """ "That dress" is the one of the list before."""
    state = DialogueState(table=(card(ANORAK, 1),), earlier=(card(DRESS, 1),))
    assert meant(that("dress"), state=state) == (["dress"], "", False)


def test_pronoun_means_the_focus_then_the_only_card_then_the_first_as_a_guess() -> None:
    """ "It" is what was described or bought last; without that it is a guess unless there is one card."""
    assert meant(IT, state=replace(STATE, focus=(("anorak", "anorak-blue"),))) == (["anorak"], "", False)
    assert meant(IT, state=replace(STATE, table=TABLE[2:])) == (["dress"], "", False)
    assert meant(IT) == (["parka"], "", True)
    assert meant() == (["parka"], "", True)


def test_pronoun_after_a_comparison_is_ambiguous() -> None:
    """ "It" between two compared products is neither."""
    assert meant(IT, state=replace(STATE, focus=(("parka", ""), ("dress", ""))))[1] == "ambiguous"


def test_extreme_and_both_speak_of_what_was_compared() -> None:
    """After comparing parka and anorak, "the cheapest one" is the anorak, though the dress costs less."""
    compared = replace(STATE, focus=(("parka", ""), ("anorak", "")))
    assert meant(CHEAPEST, state=compared)[0] == ["anorak"]
    assert meant(BOTH, state=compared)[0] == ["parka", "anorak"]


def test_position_still_counts_on_the_list_after_details() -> None:
    """ "The second one" is the second of the list, whatever was described meanwhile."""
    assert meant(SECOND, state=replace(STATE, focus=(("dress", ""),)))[0] == ["anorak"]


def test_equal_extremes_are_ambiguous() -> None:
    """Two cheapest ones: ask."""
    twin = product("twin", "Twin", offer("twin-1", "red", "M", 40.0))
    assert meant(CHEAPEST, state=replace(STATE, table=(*TABLE, card(twin, 4)))) == (
        ["dress", "twin"],
        "ambiguous",
        False,
    )


@pytest.mark.parametrize(
    "reference", [Reference("ordinal", "seventh", value=7), that("boot"), Reference("ordinal", "zeroth", value=0)]
)
def test_reference_to_nothing_shown_is_unknown(reference: Reference) -> None:
    """The seventh of three, or boots among jackets: the whole table is up for choice."""
    assert meant(reference) == (["parka", "anorak", "dress"], "unknown", False)


def test_reference_before_anything_was_shown_says_so() -> None:
    """There is nothing to point at."""
    assert meant(FIRST, state=DialogueState()) == ([], "nothing_shown", False)


def test_position_counts_among_the_candidates_of_a_question() -> None:
    """ "The parka or the dress?" "The second one" is the dress, whatever the list was."""
    asked = replace(STATE, candidates=(TABLE[0], TABLE[2]))
    assert meant(SECOND, state=asked) == (["dress"], "", False)


def test_middle_and_other_depend_on_what_is_shown() -> None:
    """Of three the second is in the middle, of two none; the other is the one of two that was not spoken of."""
    middle, other = (
        Reference("ordinal", "the middle one", value="middle"),
        Reference("ordinal", "the other one", value="other"),
    )
    assert meant(middle) == (["anorak"], "", False)
    two = replace(STATE, table=TABLE[:2])
    assert meant(middle, state=two)[1] == "unknown"
    focused = replace(two, focus=(("parka", ""),))
    assert meant(other, state=focused) == (["anorak"], "", False)
    after_comparison = replace(STATE, compared=(TABLE[0], TABLE[2]), focus=(("parka", ""),))
    assert meant(other, state=after_comparison) == (["dress"], "", False)
    assert meant(other) == (["parka", "anorak", "dress"], "ambiguous", False)
    both_in_focus = replace(after_comparison, focus=(("parka", ""), ("dress", "")))
    assert meant(other, state=both_in_focus) == (["parka", "dress"], "ambiguous", False)
