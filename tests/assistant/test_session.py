"""A conversation from the outside: events, order, failure, replay."""

import logging
from collections.abc import Mapping

import pytest

from assistant.dialogue_state import DialogueState
from assistant.ledger import Edit
from assistant.messages import Clarification, Language, Reference, StatedConstraint, Turn, Understanding
from assistant.session import APOLOGY, Assistant, CardsReady, ReplyDelta, TurnDone, TurnEvent, Understood
from retrieval.constraints import Constraint
from tests.fakes import BrokenExplainer, FakeShop, PlainExplainer, ScriptedParser, offer, product

pytestmark = pytest.mark.unit

PARKA = product("parka", "Parka", offer("parka-m", "red", "M", 90.0), offer("parka-l", "red", "L", 90.0))
ANORAK = product("anorak", "Anorak", offer("anorak-1", "blue", "L", 60.0))
JACKETS = Constraint("category", "in", ("jacket",))
SIZE_M = Constraint("size", "in", ("M",))


def understood(intent: str, *constraints: Constraint, language: Language = "en", **rest: object) -> Understanding:
    stated = tuple(StatedConstraint(constraint, "words") for constraint in constraints)
    return Understanding(language, intent, constraints=stated, **rest)  # type: ignore[arg-type]


SCRIPT = {
    "jackets": understood("search", JACKETS),
    "夹克": understood("search", JACKETS, language="zh"),
    "cheaper": understood("refine", comparative=("price", "lower")),
    "buy the first": understood("add_to_cart", references=(Reference("ordinal", "the first", value=1),)),
    "M": understood("refine", SIZE_M),
    "more": understood("more"),
    "secret nonsense": understood("nonsense"),
}


def assistant(script: Mapping[str, Understanding] = SCRIPT, explainer: object = None) -> Assistant:
    shop = FakeShop((PARKA, ANORAK))
    return Assistant(shop, ScriptedParser(script), explainer or PlainExplainer())  # type: ignore[arg-type]


def play(talk: Assistant, *texts: str) -> list[TurnEvent]:
    return [event for text in texts for event in talk.take_turn(text)]


def last_turn(events: list[TurnEvent]) -> Turn:
    done = events[-1]
    assert isinstance(done, TurnDone)
    return done.turn


def test_cards_leave_before_the_first_word() -> None:
    """Understood, cards, words, done; the reply is the words together."""
    talk = assistant()
    events = play(talk, "jackets")
    assert [type(event) for event in events] == [Understood, CardsReady, ReplyDelta, ReplyDelta, TurnDone]
    cards = events[1]
    assert isinstance(cards, CardsReady)
    assert [found.product.product_id for found in cards.outcome.cards] == ["parka", "anorak"]
    assert [entry.constraint for entry in cards.ledger] == [JACKETS]
    turn = last_turn(events)
    assert (turn.index, turn.text, turn.reply) == (1, "jackets", "search 2")
    assert talk.turns == (turn,)


def test_question_comes_after_the_cards() -> None:
    """Twenty jackets in two colours: the cards are out before the question is thought of."""
    many = [product(f"j{i}", f"Jacket {i}", offer(f"o{i}", "red" if i % 2 else "blue", "M")) for i in range(20)]
    talk = Assistant(FakeShop(many), ScriptedParser(SCRIPT), PlainExplainer())  # type: ignore[arg-type]
    events = play(talk, "jackets")
    assert isinstance(events[1], CardsReady)
    assert events[1].outcome.clarification is None
    assert last_turn(events).outcome.clarification == Clarification("color", ("blue", "red"))
    assert last_turn(play(talk, "more")).outcome.clarification is None
    assert talk.state.asked == ("color",)


def test_turn_tells_how_long_its_stages_took() -> None:
    """Cards come after understanding and acting, and before the end."""
    timings = last_turn(play(assistant(), "jackets")).timings_ms
    assert set(timings) == {"understand", "decide", "act", "cards", "ask", "explain", "total"}
    assert timings["understand"] + timings["decide"] + timings["act"] <= timings["cards"] <= timings["total"]


def test_parser_is_told_what_is_on_the_table() -> None:
    """The second utterance is parsed with the first one's category, language and number of cards."""
    parser = ScriptedParser(SCRIPT)
    talk = Assistant(FakeShop((PARKA, ANORAK)), parser, PlainExplainer())  # type: ignore[arg-type]
    play(talk, "夹克", "more")
    first, second = parser.contexts
    assert (first.categories, first.n_shown, first.language) == ((), 0, "en")
    assert (second.categories, second.n_shown, second.language) == (("jacket",), 2, "zh")


def test_cheaper_is_grounded_and_shown_in_the_ledger() -> None:
    """Cheaper than 60 is not to be had: the nearest are shown, and the ledger is as it was before."""
    talk = assistant()
    turn = last_turn(play(talk, "jackets", "cheaper"))
    assert turn.understanding.constraints[0].constraint == Constraint("price", "lte", 59.99, "USD")
    assert talk.state.constraints == (JACKETS,)


def test_purchase_over_two_turns_ends_in_the_chosen_variant() -> None:
    """Which size? M. The size is no wish for the next search."""
    talk = assistant()
    asked = last_turn(play(talk, "jackets", "buy the first"))
    assert asked.outcome.clarification == Clarification("size", ("M", "L"))
    assert asked.outcome.cart == ()
    bought = last_turn(play(talk, "M"))
    assert [(line.offer_id, line.quantity) for line in bought.outcome.cart] == [("parka-m", 1)]
    assert talk.state.constraints == (JACKETS,)
    assert talk.state.cart == bought.outcome.cart


def test_replayed_turns_restore_the_conversation() -> None:
    """State is a fold: another assistant with the same turns goes on from the same state."""
    talk, other = assistant(), assistant()
    play(talk, "jackets", "cheaper", "buy the first")
    talk.edit(Edit(remove=(JACKETS,)))
    other.restore(talk.events)
    assert (other.state, other.turns) == (talk.state, talk.turns)
    assert last_turn(play(other, "M")).outcome.cart == last_turn(play(talk, "M")).outcome.cart


@pytest.mark.parametrize("text", ["", "   \n\t ", "\u200b\u202e\x00\x07"])
def test_text_without_content_asks_again(text: str) -> None:
    """Nothing, whitespace, control characters: no parse, an "empty" outcome, the ledger as it was."""
    talk = assistant()
    play(talk, "jackets")
    turn = last_turn(play(talk, text))
    assert turn.outcome.kind == "empty"
    assert talk.state.constraints == (JACKETS,)


def test_text_of_a_hundred_kilobytes_is_cut_and_says_so() -> None:
    """20 kB are read; the reply may say that the rest was not."""
    huge = "夹克" * 20_000
    talk = assistant({huge.encode()[:20_000].decode("utf-8", "ignore"): SCRIPT["夹克"]})
    turn = last_turn(play(talk, huge))
    assert turn.outcome.kind == "search"
    assert ("truncated", {}) in turn.understanding.notes


@pytest.mark.parametrize(("text", "language"), [("jackets", "en"), ("夹克", "zh")])
def test_failed_turn_apologises_and_changes_nothing(
    text: str, language: Language, caplog: pytest.LogCaptureFixture
) -> None:
    """In the language of the conversation; the log has where it failed, and not a word of the shopper's."""
    talk = assistant()
    play(talk, text)
    before = talk.state
    with caplog.at_level(logging.ERROR):
        turn = last_turn(play(talk, "secret words that the parser does not know"))
    assert (turn.outcome.kind, turn.reply) == ("failed", APOLOGY[language])
    assert (talk.state, len(talk.turns)) == (before, 1)
    assert "KeyError" in caplog.text
    assert "secret" not in caplog.text


def test_failed_explanation_keeps_the_cards() -> None:
    """The cards are out already: the turn stands, and the words end in an apology."""
    talk = assistant(explainer=BrokenExplainer())
    turn = last_turn(play(talk, "jackets"))
    assert (turn.outcome.kind, turn.reply) == ("search", "Well, " + APOLOGY["en"])
    assert talk.state.table == turn.outcome.cards


def test_unread_turn_is_not_part_of_the_conversation() -> None:
    """Who leaves after the cards has not had the turn."""
    talk = assistant()
    events = talk.take_turn("jackets")
    assert isinstance(next(events), Understood)
    events.close()
    assert (talk.turns, talk.state) == ((), DialogueState())
