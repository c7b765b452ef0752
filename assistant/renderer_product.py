"""The words for products already known: details, a comparison, a yes or no, which variant, which one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.facts import LOW_STOCK
from assistant.messages import Outcome, Understanding
from assistant.noun_phrase import feature_traits, fragment, occasion_phrase
from assistant.renderer_search import low_stock
from assistant.speaker import BREAK, Speaker
from retrieval.catalog import Offer, Product
from retrieval.constraints import Constraint

MAX_VALUES = 6
"""Values of one facet told in words: more is a list, and the card has it."""

_TOLD_APART = frozenset({
    "category", "brand", "gender", "age_group", "color", "size", "material", "pattern", "feature", "occasion", "style",
})  # fmt: skip


def subjects_of(outcome: Outcome) -> tuple[tuple[Product, Offer | None], ...]:
    """The products that the turn is about: its subjects, else its cards."""
    return outcome.subject_products or tuple((card.product, card.offer) for card in outcome.cards)


def details_words(speaker: Speaker, understanding: Understanding, outcome: Outcome) -> Iterator[str]:
    """What the catalogue knows of each product."""
    subjects = subjects_of(outcome)
    if not subjects:
        yield speaker.say("nothing_shown")
    for position, (product, offer) in enumerate(subjects):
        if position:
            yield BREAK
        yield from _detail_sentences(speaker, product, offer, is_brief=len(subjects) > 1)


def _detail_sentences(speaker: Speaker, product: Product, offer: Offer | None, *, is_brief: bool) -> Iterator[str]:
    labels, facts = speaker.labels, speaker.facts
    shown, number = offer or product.offers[0], speaker.number(product)
    yield speaker.say("details.lead", title=speaker.title(product), price=speaker.price(shown), **number)
    if shown.effective_price < shown.price:
        saving = labels.money(shown.price - shown.effective_price, shown.currency)
        yield speaker.say("details.sale", list_price=labels.money(shown.price, shown.currency), saving=saving, **number)
    if rating := speaker.rating(product):
        yield speaker.say("details.rating", rating=rating, **number)
    materials = [labels.value("material", v) for v in facts.stated(product, shown, "material")]
    if materials:
        yield speaker.say("details.material", values=labels.listed(materials[:MAX_VALUES]))
    yield from _trait_sentences(speaker, product, shown)
    if is_brief:
        return
    occasions = facts.stated(product, shown, "occasion")[:3]
    if occasions:
        yield speaker.say("details.good_for", values=occasion_phrase(occasions, labels))
    for slot in facts.slots(product, shown):
        values = [v for v in facts.stated(product, shown, slot) if labels.is_sayable(slot, v)][:MAX_VALUES]
        if slot not in _TOLD_APART and values:
            yield _attribute_sentence(speaker, slot, values)
    yield from _stock_sentences(speaker, product, shown)


def _attribute_sentence(speaker: Speaker, slot: str, values: Sequence[str]) -> str:
    name = speaker.labels.slot(slot)
    listed = speaker.labels.listed([speaker.labels.value(slot, value) for value in values])
    return speaker.say("details.attribute", slot=name[:1].upper() + name[1:], values=listed)


def _trait_sentences(speaker: Speaker, product: Product, offer: Offer) -> Iterator[str]:
    """ "It is waterproof and has pockets."."""
    is_, has = feature_traits(speaker.features(product, offer)[:MAX_VALUES], speaker.labels)
    number = speaker.number(product)
    listed_is, listed_has = speaker.labels.listed(is_), speaker.labels.listed(has, last="enum")
    if is_ and has:
        yield speaker.say("details.is_has", is_values=listed_is, values=listed_has, **number)
    elif is_:
        yield speaker.say("details.is", values=listed_is, **number)
    elif has:
        yield speaker.say("details.has", values=listed_has, **number)


def _stock_sentences(speaker: Speaker, product: Product, shown: Offer) -> Iterator[str]:
    labels = speaker.labels
    buyable = [offer for offer in product.offers if is_buyable(offer)]
    if not buyable:
        yield speaker.say("details.out", **speaker.number(product))
        return
    colors = values_of(speaker, product, buyable, "color")
    sizes = values_of(speaker, product, [o for o in buyable if o.colors == shown.colors] or buyable, "size")
    if len(colors) > 1:
        yield speaker.say(
            "details.colors", values=labels.listed([labels.value("color", c) for c in colors[:MAX_VALUES]])
        )
    if len(sizes) > 1:
        yield speaker.say("details.sizes", values=labels.listed(list(sizes)))
    variant = speaker.variant(product, shown)
    if variant and is_buyable(shown) and shown.quantity is not None and shown.quantity <= LOW_STOCK:
        yield low_stock(speaker, "details.low_stock", shown.quantity, variant=variant, unit=speaker.unit(product))


def is_buyable(offer: Offer) -> bool:
    """Whether it can be had now."""
    return offer.availability == "in_stock" and offer.quantity != 0


def values_of(speaker: Speaker, product: Product, offers: Sequence[Offer], slot: str) -> tuple[str, ...]:
    """The values of a slot over some offers, each once."""
    return tuple(dict.fromkeys(value for offer in offers for value in speaker.facts.stated(product, offer, slot)))


def availability_words(speaker: Speaker, understanding: Understanding, outcome: Outcome) -> Iterator[str]:
    """A yes with the price, or a true no with what there is instead."""
    subjects = subjects_of(outcome)
    if not subjects:
        yield speaker.say("nothing_shown")
        return
    product, offer = subjects[0]
    asked = outcome.constraints or tuple(stated.constraint for stated in understanding.constraints)
    title, number = speaker.title(product), speaker.number(product)
    of_variant = [c for slot in ("color", "size") for c in asked if c.slot == slot and c.op == "in"]
    of_price = [c for c in asked if c.slot == "price"]
    others = [
        c for c in asked if c not in of_variant and c not in of_price and c.slot not in ("availability", "category")
    ]
    answer = "yes" if outcome.answer else "no"
    if others:
        facts = [_as_it_is(c, speaker, product, offer) for c in others] if outcome.answer else others
        values = speaker.labels.listed([fragment(c, speaker.labels) for c in facts])
        yield speaker.say(f"availability.{answer}_fact", title=title, values=values, **number)
    elif of_price and offer:
        yield speaker.say(f"availability.{answer}_price", title=title, price=speaker.price(offer), **number)
    else:
        yield _stock_answer(speaker, product, offer, of_variant, answer=answer)
    if outcome.answer:
        yield from _few_left(speaker, product, offer)
    elif not others and not of_price:
        yield from _alternatives(speaker, product, of_variant, outcome)


def _as_it_is(asked: Constraint, speaker: Speaker, product: Product, offer: Offer | None) -> Constraint:
    """Of several values that would do ("women's or unisex"), those that the product has."""
    stated = values_of(speaker, product, [offer or product.offers[0]], asked.slot)
    met = tuple(name for name in asked.names if name in stated)
    return replace(asked, value=met) if met and asked.op == "in" else asked


def _stock_answer(
    speaker: Speaker, product: Product, offer: Offer | None, asked: Sequence[Constraint], *, answer: str
) -> str:
    variant = speaker.variant_of([speaker.names(c) for c in asked])
    named = {"title": speaker.title(product), **speaker.number(product)}
    if answer == "no":
        key = "no_variant" if variant else "no_plain"
        return speaker.say(f"availability.{key}", **named, **({"variant": variant} if variant else {}))
    shown = offer or product.offers[0]
    if not variant:
        return speaker.say("availability.yes_plain", price=speaker.price(shown), **named)
    colors = values_of(speaker, product, product.offers, "color")
    slots = [
        slot
        for slot in ("color", "size")
        if any(c.slot == slot for c in asked) or (slot == "color" and len(colors) > 1)
    ]
    variant = speaker.variant(product, shown, slots=slots) or variant
    return speaker.say("availability.yes_variant", variant=variant, price=speaker.price(shown), **named)


def _few_left(speaker: Speaker, product: Product, offer: Offer | None) -> Iterator[str]:
    if offer and is_buyable(offer) and offer.quantity is not None and offer.quantity <= LOW_STOCK:
        variant = speaker.variant(product, offer)
        if variant:
            yield low_stock(speaker, "details.low_stock", offer.quantity, variant=variant, unit=speaker.unit(product))


def _alternatives(speaker: Speaker, product: Product, asked: Sequence[Constraint], outcome: Outcome) -> Iterator[str]:
    if not any(is_buyable(offer) for offer in product.offers):
        if asked:
            yield speaker.say("availability.nothing")
        return
    told = False
    for constraint in asked or [Constraint(slot, "in", ()) for slot in ("size", "color")]:
        values = outcome.facts.get(constraint.slot, ())
        if not values and not asked:
            values = values_of(speaker, product, [o for o in product.offers if is_buyable(o)], constraint.slot)
        values = tuple(value for value in values if value not in constraint.names)[:MAX_VALUES]
        if values:
            told = True
            yield _there_is(speaker, constraint.slot, values, [c for c in asked if c.slot != constraint.slot])
    if not told:
        buyable = [offer for offer in product.offers if is_buyable(offer)]
        variants = dict.fromkeys(v for offer in buyable if (v := speaker.variant(product, offer)))
        if variants:
            yield speaker.say("availability.colors", values=speaker.labels.listed(list(variants)[:3], last="or"))


def _there_is(speaker: Speaker, slot: str, values: Sequence[str], fixed: Sequence[Constraint]) -> str:
    labels = speaker.labels
    names = [labels.value(slot, value) for value in values]
    listed = labels.sizes(values, last="enum") if slot == "size" else labels.listed(names, last="enum")
    if fixed:
        return speaker.say("availability.sizes_in", variant=speaker.names(fixed[0]), values=listed)
    return speaker.say("availability.sizes" if slot == "size" else "availability.colors", values=listed)


def variant_words(speaker: Speaker, understanding: Understanding, outcome: Outcome) -> Iterator[str]:
    """Which variant to buy; what was chosen and is not to be had is said first."""
    product, _ = subjects_of(outcome)[0]
    title, question = speaker.title(product), outcome.clarification
    missing = outcome.facts.get("missing", ())
    if question and missing:
        gone = speaker.names(Constraint(question.slot, "in", missing))
        yield speaker.say("availability.no_variant", title=title, variant=gone, **speaker.number(product))
    if question is None or not question.options:
        yield speaker.say("variant.open", title=title)
        return
    options = options_of(speaker, question.slot, question.options)
    if question.slot in ("size", "color"):
        yield speaker.say(f"variant.{question.slot}", title=title, options=options)
    else:
        yield speaker.say("variant.other", slot=speaker.labels.slot(question.slot), title=title, options=options)


def options_of(speaker: Speaker, slot: str, options: Sequence[str]) -> str:
    """Possible answers: "black, navy or red"."""
    labels = speaker.labels
    if slot == "category":
        words = [labels.plural(option) for option in options]
    elif slot == "size":
        words = [labels.size(o) if o == "one size" else o for o in options]
    elif slot == "price":
        words = [labels.money(float(o)) if o.replace(".", "", 1).isdigit() else o for o in options]
    else:
        words = [labels.book.word("people", option) or labels.value(slot, option) for option in options]
    return labels.listed(words, last="either")


def which_words(speaker: Speaker, understanding: Understanding, outcome: Outcome) -> Iterator[str]:
    """Which of the products is meant."""
    titles = list(dict.fromkeys(speaker.title(product) for product, _ in subjects_of(outcome)))
    if not titles:
        yield speaker.say("nothing_shown")
    elif len(titles) == 1 and understanding.intent == "compare":
        yield speaker.say("compare.need_two")
    elif len(titles) == 1:
        yield speaker.say("which_only", options=titles[0])
    elif len(titles) > 4:
        yield speaker.say("which")
    else:
        yield speaker.say("which_of", options=speaker.labels.listed(titles, last="either"))
