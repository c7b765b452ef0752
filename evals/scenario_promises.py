"""What every turn must keep, whatever a scenario expects of it: the promises of the house, checked from outside."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise

from assistant.messages import Language, Outcome, Understanding
from evals.scenario_checks import Json, PlayedTurn, describe, meets, read_constraint, same_wish
from retrieval.catalog import Offer
from retrieval.constraints import Constraint

LIST_ACTIONS = frozenset({"search", "more", "similar", "complement"})
"""Actions whose cards answer the ledger; those of any other action are products that the shopper points at."""

IN_STOCK = Constraint("availability", "in", ("in_stock",))

EXAMPLE_ACTIONS = frozenset({"help", "greet"})
"""Actions whose words give examples of what may be asked, prices included."""

_AMOUNT = re.compile(r"(?:US)?\$\s?(\d[\d,]*(?:\.\d+)?)|(\d[\d,]*(?:\.\d+)?)\s?(?:美元|USD)")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]*[a-z]{2}[A-Za-z]*")
"""Not the likes of "EU", "XL" and "USD", which are written so in any language."""


def check_promises(played: PlayedTurn, language: Language) -> list[str]:
    """The promises that the turn breaks, in words; `language` is what the reply is to be in."""
    return [
        *_check_answered(played.json),
        *_check_language(played, language),
        *_check_exact(played.json),
        *_check_list(played),
        *_check_prose(played),
        *_check_amounts(played),
        *_check_question(played.json),
    ]


def sayable_amounts(understanding: Understanding, outcome: Outcome) -> frozenset[float]:
    """All the money that a reply may name: prices on the table, what follows from them, and the rate of exchange."""
    offers = [card.offer for card in outcome.cards]
    offers += [offer for _, offer in (*outcome.subject_products, *outcome.cart_products) if offer is not None]
    bounds = [wish.number for wish in _wishes(outcome) if wish.slot == "price"]
    prices = [offer.effective_price for offer in offers]
    amounts = {*prices, *bounds, *(offer.price for offer in offers), *map(_saving, offers)}
    amounts |= {abs(first - second) for first, second in combinations((*prices, *bounds), 2)}
    lines = [
        offer.effective_price * line.quantity
        for line, (_, offer) in zip(outcome.cart, outcome.cart_products, strict=True)
    ]
    amounts |= {*lines, sum(lines)}
    amounts |= {number for values in outcome.facts.values() for number in _numbers(values)}
    amounts |= {number for _, details in understanding.notes for number in _numbers(details.values())}
    return frozenset(round(amount, 2) for amount in amounts)


def _wishes(outcome: Outcome) -> Iterator[Constraint]:
    yield from outcome.constraints
    for item in outcome.relaxed:
        yield item.constraint
        if item.loosened is not None:
            yield item.loosened


def _saving(offer: Offer) -> float:
    return offer.price - offer.effective_price


def _numbers(texts: Iterable[str]) -> Iterator[float]:
    for text in texts:
        yield from (float(number.replace(",", "")) for number in _NUMBER.findall(text))


def _check_answered(json: Json) -> Iterator[str]:
    if json["action"] == "failed":
        yield "the turn failed"
    if not json["reply"].strip():
        yield "the reply is empty"
    timings = json["timings_ms"]
    if timings.get("cards", 0.0) > timings.get("total", float("inf")):
        yield "the cards came after the words"


def _check_language(played: PlayedTurn, language: Language) -> Iterator[str]:
    """Names of products and the shopper's own words may be in any language."""
    if played.json["language"] != language:
        yield f"understood as {played.json['language']}, not {language}"
    prose = played.json["reply"]
    names = [name for names in played.titles for name in names] + [line["title"] for line in played.cart]
    for text in sorted((*names, *played.say.split()), key=len, reverse=True):
        prose = prose.replace(text, " ")
    n_han, n_words = len(_HAN.findall(prose)), len(_LATIN_WORD.findall(prose))
    if language == "en" and n_han:
        yield "an English reply with Chinese in it"
    if language == "zh" and n_han <= n_words:
        yield "a Chinese reply in English"


def _check_exact(json: Json) -> Iterator[str]:
    """Every card meets every hard constraint that was not given up, and what a loosened one was loosened to."""
    if json["action"] not in LIST_ACTIONS:
        return
    given_up = [(read_constraint(item), item["loosened"]) for item in json["relaxed"]]
    wishes = [wish for wish in map(read_constraint, json["ledger"]) if wish.is_hard]
    if not any(wish.slot == "availability" for wish in wishes):
        wishes.append(IN_STOCK)
    kept = [wish for wish in wishes if not any(same_wish(wish, item) for item, _ in given_up)]
    kept += [read_constraint(loosened) for _, loosened in given_up if loosened is not None]
    for card in json["cards"]:
        for wish in kept:
            if not meets(card, wish):
                yield f"{card['title']} ({card['offer_id']}) is shown but does not meet {describe(wish)}"


def _check_list(played: PlayedTurn) -> Iterator[str]:
    cards = played.cards
    ranks = [card["rank"] for card in cards]
    if ranks != list(range(1, len(cards) + 1)):
        yield f"the cards are ranked {ranks}"
    if played.json["action"] not in LIST_ACTIONS:
        return
    products = [card["product_id"] for card in cards]
    if len(set(products)) < len(products):
        yield "a product is shown twice"
    yield from (f"{card['title']} is shown without a reason" for card in cards if not card["reasons"])


def _check_prose(played: PlayedTurn) -> Iterator[str]:
    if played.n_ungrounded:
        yield f"{played.n_ungrounded} ungrounded sentences"
    places = [_place(played.json["reply"], names) for names in played.titles]
    if played.json["action"] in LIST_ACTIONS and places and places[0] < 0:
        yield "the first card is not named in the reply"
    named = [place for place in places if place >= 0]
    if any(first > second for first, second in pairwise(named)):
        yield "the reply names the cards in another order"


def _place(reply: str, names: Sequence[str]) -> int:
    """Where a card is first named, -1 where it is not."""
    return min((place for name in names if name and (place := reply.find(name)) >= 0), default=-1)


def _check_amounts(played: PlayedTurn) -> Iterator[str]:
    if played.json["action"] in EXAMPLE_ACTIONS:
        return
    said = {number for match in _AMOUNT.findall(played.json["reply"]) for number in _numbers(match)}
    known = played.amounts | set(_numbers([played.say]))
    yield from (f"the reply names {amount:g}, which is no price here" for amount in sorted(said - known))


def _check_question(json: Json) -> Iterator[str]:
    """Nothing is asked that was said; which of two contradicting wishes stands has no options, and may be asked."""
    question = json["clarify"]
    if json["action"] not in LIST_ACTIONS or question is None or not question["options"]:
        return
    if any(entry["slot"] == question["slot"] for entry in json["ledger"]):
        yield f"a question about {question['slot']}, which was said"
