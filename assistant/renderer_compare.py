"""The words for a comparison: the real differences, and what follows from them."""

from collections.abc import Iterator, Sequence

from assistant.messages import Outcome, Understanding
from assistant.noun_phrase import feature_traits
from assistant.renderer_product import MAX_VALUES, subjects_of
from assistant.speaker import BREAK, Speaker
from retrieval.catalog import Offer, Product

_COMPARED = ("material", "capacity", "color", "pattern", "length", "sleeve", "fit", "closure")
"""Facets worth comparing, the telling ones first."""

MAX_SLOTS = 3
MAX_TRAITS = 4
"""Differences told: what decides a purchase, not the whole data sheet."""

Pair = tuple[Product, Offer]


def compare_words(speaker: Speaker, understanding: Understanding, outcome: Outcome) -> Iterator[str]:
    """Price, rating, what they are made of, what only one has; in the order of the cards."""
    pairs = [(product, offer or product.offers[0]) for product, offer in subjects_of(outcome)]
    if len(pairs) < 2:
        yield speaker.say("compare.need_two")
        return
    names = [speaker.labels.book.word("ordinals", str(place), f"#{place}") for place in range(1, len(pairs) + 1)]
    yield _prices(speaker, pairs)
    if any(product.rating is not None for product, _ in pairs):
        yield _ratings(speaker, pairs, names)
    differences = [*_slots(speaker, pairs, names), *_features(speaker, pairs, names)]
    yield from differences or [speaker.say("compare.alike")]
    yield BREAK
    yield from _verdict(speaker, pairs, names)


def _prices(speaker: Speaker, pairs: Sequence[Pair]) -> str:
    titles = [speaker.title(product) for product, _ in pairs]
    prices = [speaker.price(offer) for _, offer in pairs]
    if len(pairs) == 2:
        (_, first), (_, second) = pairs
        gap = first.effective_price - second.effective_price
        if abs(gap) < 0.005:
            return speaker.say("compare.same_price", a=titles[0], b=titles[1], price_a=prices[0])
        key = "compare.cheaper" if gap < 0 else "compare.dearer"
        number = speaker.number(pairs[0][0])
        amount = speaker.labels.money(abs(gap), first.currency)
        return speaker.say(key, a=titles[0], price_a=prices[0], b=titles[1], price_b=prices[1], gap=amount, **number)
    items = [speaker.say("compare.price_item", title=t, price=p) for t, p in zip(titles, prices, strict=True)]
    return speaker.say("compare.prices", list=_joined(speaker, items))


def _ratings(speaker: Speaker, pairs: Sequence[Pair], names: Sequence[str]) -> str:
    items = [
        speaker.say("compare.item", name=name, values=speaker.rating(product))
        if product.rating is not None
        else speaker.say("compare.unrated", name=name)
        for (product, _), name in zip(pairs, names, strict=True)
    ]
    return _line(speaker, "rating", items)


def _slots(speaker: Speaker, pairs: Sequence[Pair], names: Sequence[str]) -> Iterator[str]:
    n_told = 0
    for slot in _COMPARED:
        values = [speaker.facts.stated(product, offer, slot)[:MAX_VALUES] for product, offer in pairs]
        is_sayable = all(speaker.labels.is_sayable(slot, value) for of_one in values for value in of_one)
        if not is_sayable or not all(values) or len({frozenset(of_one) for of_one in values}) == 1:
            continue
        listed = [speaker.labels.listed([speaker.labels.value(slot, value) for value in of_one]) for of_one in values]
        items = [speaker.say("compare.item", name=n, values=v) for n, v in zip(names, listed, strict=True)]
        yield _line(speaker, slot, items)
        n_told += 1
        if n_told == MAX_SLOTS:
            return


def _line(speaker: Speaker, slot: str, items: Sequence[str]) -> str:
    label = speaker.labels.slot(slot)
    return speaker.say("compare.line", slot=label[:1].upper() + label[1:], list=_joined(speaker, items))


def _features(speaker: Speaker, pairs: Sequence[Pair], names: Sequence[str]) -> Iterator[str]:
    features = [speaker.features(product, offer) for product, offer in pairs]
    implied = [set(speaker.facts.implied(product, offer, "feature")) for product, offer in pairs]
    for position, name in enumerate(names):
        others = set().union(*(of_one for i, of_one in enumerate(implied) if i != position))
        own = [value for value in features[position] if value not in others][:MAX_TRAITS]
        if own:
            yield speaker.say("compare.only", name=name, traits=_traits(speaker, own))


def _traits(speaker: Speaker, features: Sequence[str]) -> str:
    is_, has = feature_traits(features, speaker.labels)
    parts = [speaker.say("compare.traits_is", values=speaker.labels.listed(is_))] if is_ else []
    if has:
        parts.append(speaker.say("compare.traits_has", values=speaker.labels.listed(has, last="enum")))
    return speaker.labels.listed(parts)


def _verdict(speaker: Speaker, pairs: Sequence[Pair], names: Sequence[str]) -> Iterator[str]:
    """Only what the numbers say, and only where one product alone is cheapest or best rated."""
    cheap = _best([-offer.effective_price for _, offer in pairs])
    rated = _best([round(product.rating, 1) if product.rating is not None else 0.0 for product, _ in pairs])
    if cheap is None or rated is None:
        return
    if cheap == rated:
        yield speaker.say("compare.verdict_both", name=names[cheap])
    else:
        yield speaker.say("compare.verdict", cheap=names[cheap], rated=names[rated])


def _best(scores: Sequence[float]) -> int | None:
    top = max(scores)
    return scores.index(top) if list(scores).count(top) == 1 else None


def _joined(speaker: Speaker, items: Sequence[str]) -> str:
    return ("，" if speaker.is_chinese else "; ").join(items)


def extreme_words(speaker: Speaker, understanding: Understanding, outcome: Outcome) -> Iterator[str]:
    """That nothing is cheaper, dearer or better rated than this."""
    product, offer = outcome.subject_products[0]
    assert offer is not None, "the price is that of an offer"
    slot, direction = outcome.facts["already_extreme"]
    title = speaker.title(product)
    if slot == "rating":
        yield speaker.say("extreme.rating", title=title, rating=speaker.rating(product))
        return
    key = "extreme.lowest" if direction == "lower" else "extreme.highest"
    yield speaker.say(key, title=title, price=speaker.price(offer))
