"""What the words of a turn may say: the facts of its products, and the values and numbers of the turn itself."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from assistant.facts import FactReader
from assistant.ledger import seen_constraints
from assistant.messages import Language, Outcome, Understanding
from assistant.sentences import plain
from retrieval.catalog import Offer, Product
from retrieval.constraints import Constraint
from retrieval.lexicon import Lexicon

Value = tuple[str, str]
"""(slot, canonical value)"""

Amount = tuple[str, int]
"""(currency, hundredths)"""

_VARIANTS_OPEN = frozenset({"details", "check_availability", "choose_variant", "compare", "clarify_reference"})
"""Turns that speak of a product with all its variants; in the others a card stands for the variant that it shows."""

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def amount(currency: str, value: float) -> Amount:
    """Money as it is compared: to the cent."""
    return currency, round(value * 100)


@dataclass(frozen=True, eq=False)
class Item:
    """A product of the turn, equal to itself only.

    `rank` is its place in the prose, 0 if it has none; `offer` None stands for all of its offers, `shown` is one
    of them. `facets` are what the
    catalogue states of it, `values` that and what its own words say.
    """

    rank: int
    product: Product
    shown: Offer
    offer: Offer | None
    names: tuple[str, ...]
    facets: frozenset[Value]
    values: frozenset[Value]
    amounts: frozenset[Amount]
    numbers: frozenset[str]
    text: str

    @property
    def offers(self) -> tuple[Offer, ...]:
        """The offers that the words may speak of."""
        return self.product.offers if self.offer is None else (self.offer,)

    @property
    def price(self) -> float:
        """What it costs as shown."""
        return self.shown.effective_price


@dataclass(frozen=True)
class Evidence:
    """All facts of a turn.

    `wanted` are the values the shopper asked for, `met` those that every card has. `given_up` has, for each wish that
    was relaxed, what its words may mean and the values themselves. `seen` are the values seen in the shopper's photo.
    """

    items: tuple[Item, ...]
    wanted: frozenset[Value]
    given_up: tuple[tuple[frozenset[Value], frozenset[Value]], ...]
    unwanted: frozenset[Value]
    met: frozenset[Value]
    offered: frozenset[Value]
    amounts: frozenset[Amount]
    numbers: frozenset[str]
    quotes: frozenset[str]
    seen: frozenset[Value] = frozenset()

    @property
    def cards(self) -> tuple[Item, ...]:
        """The items that have a place in the prose."""
        return tuple(item for item in self.items if item.rank)


def collect(
    outcome: Outcome, *, lexicon: Lexicon, facts: FactReader, language: Language, understanding: Understanding | None
) -> Evidence:
    """The evidence of a turn."""
    items = tuple(_items(outcome, lexicon=lexicon, facts=facts))
    said = tuple(stated.constraint for stated in understanding.constraints) if understanding else ()
    given_up = tuple(item.constraint for item in outcome.relaxed)
    constraints = (*outcome.constraints, *said, *given_up)
    wanted = _with_broader(_named([c for c in constraints if c.op == "in"], lexicon), lexicon)
    loosened = _named([item.loosened for item in outcome.relaxed if item.loosened], lexicon)
    still = [c for c in constraints if c.is_hard and c.op == "in" and c not in given_up]
    met = _named(still, lexicon) if outcome.cards else set()
    return Evidence(
        items=items,
        wanted=frozenset(wanted | _fact_values(outcome)),
        given_up=tuple(
            (frozenset(_named([c], lexicon)), frozenset((c.slot, name) for name in c.names)) for c in given_up
        ),
        unwanted=frozenset(_named([c for c in constraints if c.op == "not_in"], lexicon)),
        met=frozenset(_with_broader(met | loosened, lexicon)),
        offered=frozenset(_fact_values(outcome)),
        amounts=frozenset(_amounts(outcome, constraints, items, understanding)),
        numbers=frozenset(_numbers(outcome, constraints, items, understanding)),
        quotes=frozenset(plain(term, max_chars=30).casefold() for term in outcome.unmatched_terms),
        seen=frozenset(_with_broader(_named(_seen(outcome, understanding), lexicon), lexicon)),
    )


def _seen(outcome: Outcome, understanding: Understanding | None) -> tuple[Constraint, ...]:
    photo = understanding.photo if understanding else None
    return (*(seen_constraints(photo.sights) if photo else ()), *(outcome.seen or ()))


def _items(outcome: Outcome, *, lexicon: Lexicon, facts: FactReader) -> Iterator[Item]:
    is_open = outcome.kind in _VARIANTS_OPEN
    seen = set()
    sources: list[tuple[int, Product, Offer | None]] = [(card.rank, card.product, card.offer) for card in outcome.cards]
    sources += [(0, product, offer) for product, offer in outcome.subject_products]
    sources += [(0, product, offer) for product, offer in outcome.cart_products]
    for rank, product, offer in sources:
        key = (product.product_id, offer.offer_id if offer else "")
        if key not in seen:
            seen.add(key)
            seen.add((product.product_id, ""))
            yield _item(rank, product, offer, is_open=is_open, lexicon=lexicon, facts=facts)


def _item(
    rank: int, product: Product, offer: Offer | None, *, is_open: bool, lexicon: Lexicon, facts: FactReader
) -> Item:
    local = product.local.values()
    titles = (product.title, *(text.title for text in local))
    highlights = (*product.highlights, *(line for text in local for line in text.highlights))
    texts = (*titles, *highlights, product.description, *(text.description for text in local))
    read_from = None if is_open else offer
    facets = frozenset(facts.pairs(product, read_from))
    values = set(facets)
    # "slim" as a fit is also what the lexicon calls the feature "slim fit", and a title may name what no facet holds.
    words = " \n ".join((*titles, *highlights, *(value for slot, value in values if slot not in ("brand", "size"))))
    values |= {(m.slot, m.value) for m in lexicon.find(words) if m.slot != "color"}
    values |= {(m.slot, m.value) for m in lexicon.find(" \n ".join(texts)) if m.slot in ("feature", "occasion")}
    offers = product.offers if read_from is None else (read_from,)
    pairs = (*product.attributes, *(pair for one in offers for pair in one.attributes))
    written = (*texts, *(value for _, listed in pairs for value in listed), *(one.size or "" for one in offers))
    numbers = {_bare(number) for text in written for number in _NUMBER.findall(text)}
    numbers |= {f"{product.rating:g}", f"{round(product.rating, 1):g}"} if product.rating is not None else set()
    return Item(
        rank=rank,
        product=product,
        shown=offer or product.offers[0],
        offer=read_from,
        names=tuple(dict.fromkeys(name for title in titles if (name := plain(title)))),
        facets=facets,
        values=frozenset(_with_broader(values, lexicon)),
        amounts=frozenset(a for one in offers for a in _offer_amounts(one)),
        numbers=frozenset(numbers | {str(product.rating_count)} | {str(o.quantity) for o in offers}),
        text="\n".join(texts).casefold(),
    )


def _offer_amounts(offer: Offer) -> Iterator[Amount]:
    yield amount(offer.currency, offer.price)
    yield amount(offer.currency, offer.effective_price)
    if offer.effective_price < offer.price:
        yield amount(offer.currency, offer.price - offer.effective_price)


def _with_broader(values: Iterable[Value], lexicon: Lexicon) -> set[Value]:
    named = set(values)
    return named | {(slot, broader) for slot, value in named for broader in lexicon.broader(slot, value)}


def _named(constraints: Iterable[Constraint], lexicon: Lexicon) -> set[Value]:
    """The values that constraints name, and what else their words may mean ("table lamp" as a style is a lamp too)."""
    named = {(c.slot, name) for c in constraints for name in c.names}
    words = " \n ".join(name for slot, name in named if slot not in ("brand", "size"))
    return named | {(mention.slot, mention.value) for mention in lexicon.find(words)}


def _fact_values(outcome: Outcome) -> set[Value]:
    values = {(slot, value) for slot, listed in outcome.facts.items() for value in listed}
    question = outcome.clarification
    if question:
        values |= {(question.slot, value) for value in question.options}
        values |= {(question.slot, value) for value in outcome.facts.get("missing", ())}
    return values


def _amounts(
    outcome: Outcome, constraints: Iterable[Constraint], items: tuple[Item, ...], understanding: Understanding | None
) -> Iterator[Amount]:
    """Amounts that no single product owns: bounds, distances to them, differences, the cart's sums, conversions."""
    currencies = {offer.currency for item in items for offer in item.product.offers} or {"USD"}
    loosened = [item.loosened for item in outcome.relaxed if item.loosened]
    bounds = [c for c in (*constraints, *loosened) if c.slot == "price"]
    for bound in bounds:
        for currency in currencies | ({bound.unit} if bound.unit else set()):
            yield amount(currency, bound.number)
        for item in items:
            yield amount(item.product.offers[0].currency, abs(item.price - bound.number))
    for first, second in combinations(items, 2):
        yield amount(first.product.offers[0].currency, abs(first.price - second.price))
    lines = list(zip(outcome.cart, outcome.cart_products, strict=False))
    for line, (_, offer) in lines:
        yield amount(offer.currency, line.quantity * offer.effective_price)
    for currency in {offer.currency for _, (_, offer) in lines}:
        yield amount(currency, sum(line.quantity * offer.effective_price for line, (_, offer) in lines))
    for number in (*_note_numbers(understanding), *(float(p) for p in outcome.facts.get("price", ()) if _is_number(p))):
        for currency in currencies | _note_currencies(understanding):
            yield amount(currency, number)


def _numbers(
    outcome: Outcome, constraints: Iterable[Constraint], items: tuple[Item, ...], understanding: Understanding | None
) -> Iterator[str]:
    n_pieces = sum(line.quantity for line in outcome.cart)
    n_most = max(len(outcome.cards), len(items), len(outcome.cart), 2)  # "the two wishes", "both"
    yield from (str(n) for n in range(n_most + 1))
    yield from (str(n) for n in (outcome.n_matching, n_pieces, *(line.quantity for line in outcome.cart)))
    if understanding:
        yield str(understanding.quantity)
    yield from (f"{number:g}" for number in _note_numbers(understanding))
    for constraint in (*constraints, *(item.loosened for item in outcome.relaxed if item.loosened)):
        if constraint.names:
            yield from (_bare(n) for name in constraint.names for n in _NUMBER.findall(name))
        else:
            yield f"{constraint.number:g}"
    for listed in outcome.facts.values():
        yield from (_bare(n) for value in listed for n in _NUMBER.findall(value))
    if outcome.clarification:
        yield from (_bare(n) for option in outcome.clarification.options for n in _NUMBER.findall(option))


def _note_numbers(understanding: Understanding | None) -> Iterator[float]:
    for _, details in understanding.notes if understanding else ():
        for value in details.values():
            if _is_number(value):
                yield float(value)
                yield float(f"{float(value):.4g}")
    if understanding and understanding.notes:
        yield 1.0


def _note_currencies(understanding: Understanding | None) -> set[str]:
    notes = understanding.notes if understanding else ()
    return {value for _, details in notes for value in details.values() if len(value) == 3 and value.isupper()}


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"\d+(?:\.\d+)?", text))


def _bare(number: str) -> str:
    return f"{float(number.replace(',', '')):g}" if number.replace(",", "").replace(".", "", 1).isdigit() else number
