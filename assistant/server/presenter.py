"""What a shopper sees of a turn: the values of the conversation as events, in the shopper's words."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from hashlib import sha256

from assistant.cart_edit import CartFacts
from assistant.facts import LOW_STOCK, facts_of
from assistant.labels import Labels
from assistant.ledger import Ledger
from assistant.messages import Card, CartLine, Clarification, Language, LedgerEntry, Outcome, Turn
from assistant.noun_phrase import fragment, noun_phrase
from assistant.policy import IN_STOCK
from assistant.security.image_hosts import ImageHosts
from assistant.server.events import (
    Attribute,
    CardItem,
    Cards,
    CartItem,
    CartView,
    Clarify,
    Comparison,
    ComparisonRow,
    LedgerChoice,
    LedgerItem,
    QuickReply,
    RelaxedItem,
    ReplyDone,
)
from assistant.server.open_shop import OpenShop
from assistant.server.pictures import picture_url
from assistant.speech.spoken import spoken_reply
from retrieval.catalog import Offer, Product
from retrieval.constraints import NUMERIC_SLOTS, Constraint

SENTENCE_GAP: dict[Language, str] = {"en": " ", "zh": ""}

MAX_CHOICES = 24
"""Other values that a chip offers; of more, a shopper reads none."""

MAX_REASONS = 4
MAX_QUICK_REPLIES = 6
MAX_VALUES = 4
"""Values of one fact on a card, of many features for example."""

N_STARTERS = 4

COMPARED_SLOTS = (
    "brand", "color", "size", "material", "pattern", "fit", "length", "sleeve", "neckline", "closure", "feature",
    "occasion", "style", "heel_height", "capacity", "thickness", "pieces", "age_range", "players",
)  # fmt: skip
"""Facts worth comparing, in the order of a table; whom a thing is for and what it is stand in its title."""


class Presenter:
    """Says what there is of one shop in events; pure but for the shop's own memory, and safe between threads."""

    def __init__(self, shop: OpenShop, hosts: ImageHosts) -> None:
        self._shop = shop
        self._hosts = hosts
        self._facts = facts_of(shop.shop.lexicon)
        self._choices: dict[tuple[str, Language], list[LedgerChoice]] = {}

    def ledger(self, ledger: Ledger, language: Language) -> list[LedgerItem]:
        """The wish as chips; the house default of stock is no wish of the shopper's."""
        return [self._ledger_item(entry, language) for entry in ledger]

    def cards(self, turn_id: str, outcome: Outcome, language: Language, *, elapsed_ms: float) -> Cards:
        """What was found, and the table where it was compared."""
        cards = [self._card(card, language) for card in outcome.cards]
        return Cards(
            turn_id=turn_id,
            action=outcome.kind,
            n_matching=outcome.n_matching,
            relaxed=[RelaxedItem(label=self._say(item.constraint, language)) for item in outcome.relaxed],
            cards=cards,
            comparison=self._comparison(cards, language) if outcome.kind == "compare" else None,
            elapsed_ms=round(elapsed_ms, 2),
        )

    def cart(self, lines: Sequence[CartLine], facts: CartFacts, language: Language) -> CartView:
        """The cart with its total."""
        labels = self._shop.labels[language]
        items = [
            CartItem(
                offer_id=line.offer_id,
                product_id=line.product_id,
                title=labels.title(product),
                variant=self._variant(product, offer, language),
                quantity=line.quantity,
                price=offer.effective_price,
                price_label=labels.money(offer.effective_price, offer.currency),
                total_label=labels.money(offer.effective_price * line.quantity, offer.currency),
                image=picture_url(self._shop.id, product, offer, self._hosts),
            )
            for line, (product, offer) in zip(lines, facts, strict=True)
        ]
        total = round(sum(item.price * item.quantity for item in items), 2)
        return CartView(lines=items, total=total, total_label=labels.money(total))

    def done(self, turn_id: str, turn: Turn) -> ReplyDone:
        """The end of a turn, and what might be said next."""
        language = turn.understanding.language
        question = turn.outcome.clarification
        return ReplyDone(
            turn_id=turn_id,
            text=turn.reply,
            language=language,
            spoken=SENTENCE_GAP[language].join(spoken_reply([turn.reply], language)) or None,
            quick_replies=self._quick_replies(turn.outcome, language),
            clarify=self._clarify(question, language) if question else None,
            n_ungrounded=turn.n_ungrounded,
            timings_ms={stage: round(ms, 2) for stage, ms in turn.timings_ms.items()},
        )

    def starters(self, language: Language) -> list[QuickReply]:
        """What a shopper may begin with: kinds of product in a colour that are here to be had."""
        labels = self._shop.labels[language]
        said = (noun_phrase(wish, labels) for wish in self._starting_points)
        return [QuickReply(label=text, text=labels.book.say("starter", {"kind": text}, turn_index=0)) for text in said]

    def card(self, product: Product, offer: Offer, language: Language) -> CardItem:
        """A product at one offer by itself, without a turn that gives reasons."""
        return self._card(Card(product, offer, 1), language)

    @cached_property
    def _starting_points(self) -> list[tuple[Constraint, ...]]:
        """The most frequent kinds that are no broader kind of others, each in its most frequent colour."""
        vocabulary, shop = self._shop.shop.vocabulary, self._shop.shop
        broader = {kind for product in shop.products() for kind in map(str.casefold, product.category[:-1])}
        broader |= {value for kind in vocabulary.values("category") for value in shop.lexicon.broader("category", kind)}
        found: list[tuple[Constraint, ...]] = []
        for kind in (kind for kind in vocabulary.values("category") if kind not in broader):
            is_kind = Constraint("category", "in", (kind,))
            color = next(iter(shop.facet_counts([is_kind, IN_STOCK], "color")), None)
            if color is not None and self._shop.labels["zh"].is_known("category", kind):
                found.append((is_kind, Constraint("color", "in", (color,))))
            if len(found) == N_STARTERS:
                break
        return found

    def _ledger_item(self, entry: LedgerEntry, language: Language) -> LedgerItem:
        constraint, labels = entry.constraint, self._shop.labels[language]
        return LedgerItem(
            id=entry_id(constraint),
            slot=constraint.slot,
            slot_label=labels.slot(constraint.slot),
            op=constraint.op,
            value=list(constraint.names) if constraint.op in ("in", "not_in") else constraint.number,
            label=self._say(constraint, language),
            is_hard=constraint.is_hard,
            provenance=entry.provenance,
            words=entry.words,
            turn=entry.turn,
            choices=None if constraint.slot in NUMERIC_SLOTS else self._choices_of(constraint.slot, language),
        )

    def _choices_of(self, slot: str, language: Language) -> list[LedgerChoice]:
        known = self._choices.get((slot, language))
        if known is None:
            labels = self._shop.labels[language]
            values = (value for value in self._shop.shop.vocabulary.values(slot) if labels.is_sayable(slot, value))
            choices = [LedgerChoice(value=value, label=labels.value(slot, value)) for value in values]
            known = self._choices[slot, language] = choices[:MAX_CHOICES]
        return known

    def _card(self, card: Card, language: Language) -> CardItem:
        labels, product, offer = self._shop.labels[language], card.product, card.offer
        is_on_sale = offer.sale_price is not None and offer.sale_price < offer.price
        reasons = (self._shop.renderer.say_reason(reason, card, language) for reason in card.reasons)
        return CardItem(
            rank=card.rank,
            product_id=product.product_id,
            offer_id=offer.offer_id,
            title=labels.title(product),
            variant=self._variant(product, offer, language),
            price=offer.effective_price,
            price_label=labels.money(offer.effective_price, offer.currency),
            list_price=offer.price if is_on_sale else None,
            list_price_label=labels.money(offer.price, offer.currency) if is_on_sale else None,
            rating=product.rating,
            rating_count=product.rating_count,
            availability=offer.availability,
            stock_label=self._stock(offer, labels),
            image=picture_url(self._shop.id, product, offer, self._hosts),
            reasons=[text for text in reasons if text][:MAX_REASONS],
            attributes=list(self._attributes(product, offer, labels)),
        )

    def _variant(self, product: Product, offer: Offer, language: Language) -> str:
        """What tells the offer from its product's other ones."""
        labels = self._shop.labels[language]
        values = [
            labels.value(slot, value)
            for slot in ("color", "size")
            for value in self._facts.stated(product, offer, slot)
        ]
        return " · ".join(values)

    def _stock(self, offer: Offer, labels: Labels) -> str:
        if offer.availability == "in_stock" and offer.quantity is not None and 0 < offer.quantity <= LOW_STOCK:
            return labels.book.say("reason.low_stock", {"value": str(offer.quantity)}, turn_index=0)
        return labels.value("availability", offer.availability)

    def _attributes(self, product: Product, offer: Offer, labels: Labels) -> Iterable[Attribute]:
        for slot in COMPARED_SLOTS:
            stated = self._facts.stated(product, offer, slot)
            values = [labels.value(slot, value) for value in stated if labels.is_sayable(slot, value)]
            if values:
                yield Attribute(
                    slot=slot, label=labels.slot(slot), text=labels.listed(values[:MAX_VALUES], last="enum")
                )

    def _comparison(self, cards: Sequence[CardItem], language: Language) -> Comparison:
        """A row for each fact that any of the cards has."""
        labels = self._shop.labels[language]
        rows = {
            "price": [card.price_label for card in cards],
            "rating": ["" if c.rating is None else labels.rating(c.rating, c.rating_count) for c in cards],
            "availability": [card.stock_label for card in cards],
        }
        for slot in COMPARED_SLOTS:
            texts = [next((fact.text for fact in card.attributes if fact.slot == slot), "") for card in cards]
            rows[slot] = texts
        return Comparison(
            rows=[
                ComparisonRow(slot=slot, label=labels.slot(slot), values=values)
                for slot, values in rows.items()
                if any(values)
            ]
        )

    def _quick_replies(self, outcome: Outcome, language: Language) -> list[QuickReply]:
        labels = self._shop.labels[language]
        replies = list(self._options(outcome.clarification, labels)) if outcome.clarification else []
        for key in _FOLLOW_UPS.get(outcome.kind, ()):
            if key != "compare" or len(outcome.cards) > 1:
                words = labels.book.say(f"quick.{key}", {}, turn_index=0)
                replies.append(QuickReply(label=words, text=words))
        return replies[:MAX_QUICK_REPLIES]

    def _clarify(self, question: Clarification, language: Language) -> Clarify:
        labels = self._shop.labels[language]
        options = list(self._options(question, labels))
        return Clarify(slot=question.slot, label=labels.slot(question.slot), options=options)

    def _options(self, question: Clarification, labels: Labels) -> Iterable[QuickReply]:
        for option in question.options[: MAX_QUICK_REPLIES - 1]:
            words = labels.value(question.slot, option)
            yield QuickReply(label=words, text=words)

    def _say(self, constraint: Constraint, language: Language) -> str:
        return fragment(constraint, self._shop.labels[language])


_FOLLOW_UPS = {
    "search": ("compare", "more"), "more": ("compare", "more"), "similar": ("compare", "more"), "complement": ("more",),
    "add_to_cart": ("cart",), "remove_from_cart": ("cart",), "compare": ("more",), "details": ("more",),
}  # fmt: skip
"""What often comes next, by what the turn did: phrases under `quick`."""


def entry_id(constraint: Constraint) -> str:
    """The id of a wish: the same for the same constraint, whoever says it and when."""
    return sha256(repr(constraint).encode("utf-8")).hexdigest()[:16]
