"""A conversation as its edges see it: its turns, and every value of a turn in words, for a terminal or a machine."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from assistant import wire
from assistant.explainer import Explainer
from assistant.labels import Labels
from assistant.messages import Card, Language, LedgerEntry, ParseContext, Reason, Turn
from assistant.noun_phrase import fragment
from assistant.phrases import load_phrases
from assistant.renderer import Renderer
from assistant.resolution import facets_of
from assistant.session import Assistant, TurnDone, TurnEvent
from assistant.speech.transcriber import Hearing
from assistant.turn_input import TurnInput
from assistant.understanding.parser import Parser
from retrieval.catalog import Product
from retrieval.constraints import Constraint
from retrieval.query import Query
from retrieval.shop import Shop


class Conversation:
    """One shopper and the shop, with everything that a terminal or a machine needs to show of a turn."""

    def __init__(self, shop: Shop, parser: Parser, explainer: Explainer, *, renderer: Renderer) -> None:
        self.shop = shop
        self._parser = parser
        self.assistant = Assistant(shop, parser, explainer)
        self._renderer = renderer
        self.facets = facets_of(shop.lexicon)
        self._labels = labels_of(shop)

    def take_turn(
        self, text: str, photo: bytes | Path | None = None, hearing: Hearing | None = None
    ) -> Iterator[TurnEvent]:
        """The events of a turn, as they come."""
        return self.assistant.take_turn(text, photo=photo, hearing=hearing)

    def take_turns(self, inputs: Iterable[TurnInput]) -> Iterator[wire.Json]:
        """One object a turn, as `ask --json` prints it."""
        for given in inputs:
            for event in self.take_turn(given.text, given.photo, given.hearing):
                if isinstance(event, TurnDone):
                    yield self.turn_json(event.turn)

    def warm_up(self) -> None:
        """Loads what the first turn would otherwise wait for."""
        self._parser.parse("hello", ParseContext())
        self.shop.search(Query(text="hello"))

    def turn_json(self, turn: Turn) -> wire.Json:
        """The turn just taken, as JSON."""

        def say(reason: Reason, card: Card) -> str:
            return self._renderer.say_reason(reason, card, turn.understanding.language)

        return wire.turn_json(turn, self.ledger, facets=self.facets, say=say)

    @property
    def ledger(self) -> Sequence[LedgerEntry]:
        """What the shopper wants now, and since when."""
        return self.assistant.ledger

    def reasons(self, card: Card, language: Language) -> list[tuple[Reason, str]]:
        """Why the card is shown, each reason with its words."""
        said = ((reason, self._renderer.say_reason(reason, card, language)) for reason in card.reasons)
        return [(reason, text) for reason, text in said if text]

    def title(self, product: Product, language: Language) -> str:
        """The product's title, in the language where it has one."""
        return self._labels[language].title(product)

    def money(self, amount: float, language: Language) -> str:
        """An amount in the shop's currency."""
        return self._labels[language].money(amount)

    def variant(self, card: Card, language: Language) -> str:
        """What tells the offer from its product's other ones: colour and size, in words."""
        labels, offer = self._labels[language], card.offer
        values = self.facets(card.product, offer)
        parts = [labels.value("color", value) for value in values.get("color", ())]
        parts += [labels.size(value) for value in values.get("size", ())]
        return " · ".join(parts)

    def say_constraint(self, constraint: Constraint, language: Language) -> str:
        """A constraint in words, as a chip shows it."""
        return fragment(constraint, self._labels[language])


def labels_of(shop: Shop) -> dict[Language, Labels]:
    """The words for the shop's values, by language."""
    return {
        language: Labels(book, lexicon=shop.lexicon, vocabulary=shop.vocabulary, currency=shop.currency)
        for language, book in load_phrases().items()
    }
