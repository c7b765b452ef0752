"""Constraints as a noun phrase: "women's navy wool coats up to $200" / "200 美元以内的藏青色羊毛女士大衣"."""

from collections.abc import Iterable, Sequence

from assistant.facts import price_bounds
from assistant.labels import Labels
from retrieval.constraints import Constraint

_BEFORE_NOUN = ("fit", "length", "sleeve", "neckline", "color", "pattern", "material", "closure")
"""Facets said in front of the noun in both languages, in this order: "midi navy wool dresses"."""

_NAMED_APART = frozenset({
    "category", "gender", "age_group", "brand", "size", "feature", "occasion", "price", "rating", "availability",
})  # fmt: skip


def noun_phrase(constraints: Iterable[Constraint], labels: Labels, *, count: int | None = None) -> str:
    """What the hard constraints ask for, in the plural, with a count in front where one is given; soft ones follow."""
    wanted = tuple(c for c in constraints if c.slot != "availability" and (c.names or not c.op.endswith("in")))
    hard, soft = [c for c in wanted if c.is_hard], [c for c in wanted if not c.is_hard]
    text = _chinese(hard, labels, count) if labels.language == "zh" else _english(hard, labels, count)
    comma = "，" if labels.language == "zh" else ", "
    return comma.join([text, *_wishes(soft, labels)])


def _wishes(soft: Sequence[Constraint], labels: Labels) -> list[str]:
    """ "ideally navy and for hiking"; Chinese says what a thing is and what it can do differently."""
    traits = [c for c in soft if c.slot in ("feature", "occasion") or c.op != "in"]
    traits.sort(key=lambda c: c.op == "not_in")  # a "not" would seem to govern what follows it
    others = [fragment(c, labels) for c in soft if c not in traits]
    wishes = [labels.form("ideally", value=labels.listed(others))] if others else []
    if traits:
        wishes.append(labels.form("ideally_trait", value=labels.listed([fragment(c, labels) for c in traits])))
    return wishes


def fragment(constraint: Constraint, labels: Labels) -> str:
    """One constraint by itself: "navy", "up to $50", "without leather"."""
    slot = constraint.slot
    if slot == "price":
        amount = labels.money(constraint.number)
        return labels.form("up_to" if constraint.op == "lte" else "from", value=amount)
    if slot == "rating":
        key = "rating_at_least" if constraint.op == "gte" else "rating_at_most"
        return labels.form(key, value=f"{constraint.number:g}")
    if constraint.op in ("lte", "gte"):
        bound = labels.form("up_to" if constraint.op == "lte" else "from", value=f"{constraint.number:g}")
        return labels.form("attribute", slot=labels.slot(slot), value=bound)
    if slot == "occasion" and constraint.op == "in":
        return labels.listed([occasion_phrase([name], labels) for name in constraint.names], last="or")
    values = labels.listed([_name(slot, name, labels) for name in constraint.names], last="or")
    if constraint.op == "not_in":
        return _template(labels.book.word("excluded", slot, labels.book.word("excluded", "color")), values, labels)
    return values


def feature_traits(features: Sequence[str], labels: Labels) -> tuple[list[str], list[str]]:
    """What a thing is ("waterproof") and what it has ("pockets"), apart; Chinese makes no difference."""
    adjectives = labels.book.tables["adjectives"]
    is_ = [adjectives[name] for name in features if name in adjectives]
    has = [labels.book.word("features", f) or labels.value("feature", f) for f in features if f not in adjectives]
    return ([], has) if labels.language == "zh" else (is_, has)


def occasion_phrase(occasions: Sequence[str], labels: Labels) -> str:
    """ "for hiking and travel", "as a gift"."""
    table = labels.book.tables["occasions"]
    nouns = [table.get(name) or labels.value("occasion", name) for name in occasions]
    others = [noun for noun in nouns if noun.startswith("to ")]  # "to give as a gift"
    nouns = [noun.removeprefix("for ") for noun in nouns if noun not in others]
    parts = [labels.form("good_for", value=labels.listed(nouns, last="enum"))] if nouns else []
    return labels.listed([*parts, *others])


def _name(slot: str, name: str, labels: Labels) -> str:
    if slot == "category":
        return labels.plural(name)
    if slot == "feature":
        is_, has = feature_traits([name], labels)
        return (is_ or has)[0]
    return labels.value(slot, name)


def _template(template: str, value: str, labels: Labels) -> str:
    before, _, after = template.partition("{value}")
    return labels.glued(before, value, after)


def _english(constraints: Sequence[Constraint], labels: Labels, count: int | None) -> str:
    wanted = [c for c in constraints if c.op == "in"]
    kinds = [name for c in wanted if c.slot == "category" for name in c.names]
    adjectives = [name for c in wanted if c.slot in ("feature", "occasion") for name in _adjectives(c, labels)]
    middle = [fragment(c, labels) for slot in _BEFORE_NOUN for c in wanted if c.slot == slot]
    noun = labels.listed([labels.plural(kind) for kind in kinds], last="or") or labels.book.word("things", "any")
    counter = labels.book.word("counters", kinds[0]) if len(kinds) == 1 and count is not None else ""
    counted = [f"{count:,}", counter] if count is not None else []
    words = [*counted, *_person(wanted, labels), *adjectives, *middle, noun, *_after_noun(constraints, labels)]
    return " ".join(word for word in words if word).replace(" ,", ",")


def _adjectives(constraint: Constraint, labels: Labels) -> list[str]:
    table = labels.book.tables["adjectives"]
    return [table[name] for name in constraint.names if name in table] if len(constraint.names) == 1 else []


def _person(constraints: Sequence[Constraint], labels: Labels) -> list[str]:
    """ "men's" for (male, unisex): a shopper asks for the first, the second is let in besides; "girls'" for both."""
    gender = next((c.names[0] for c in constraints if c.slot == "gender"), "")
    age = next((c.names[0] for c in constraints if c.slot == "age_group"), "")
    both = labels.book.word("ages", f"{age} {gender}")
    if both:
        return [both]
    is_adult = age == "adult" and bool(gender)
    words = labels.book.word("genders", gender), "" if is_adult else labels.book.word("ages", age)
    return [word for word in words if word]


def _after_noun(constraints: Sequence[Constraint], labels: Labels) -> list[str]:
    parts = []
    for c in constraints:
        if c.op == "not_in":
            continue
        if c.slot == "rating":
            parts.append(fragment(c, labels))
        elif c.slot == "brand":
            parts.append(labels.form("by_brand", value=fragment(c, labels)))
        elif c.slot == "size":
            parts.append(labels.form("in_size", value=labels.sizes(c.names, last="or")))
        elif c.slot == "feature" and not _adjectives(c, labels):
            parts.append(labels.form("having", value=fragment(c, labels)))
        elif c.slot == "occasion" and not _adjectives(c, labels):
            parts.append(fragment(c, labels))
        elif c.slot not in _NAMED_APART | set(_BEFORE_NOUN):
            parts.append(_attribute(c, labels))
    unwanted = [f", {fragment(c, labels)}" for c in constraints if c.op == "not_in"]
    return [*parts, *_price(constraints, labels), *unwanted]


def _attribute(constraint: Constraint, labels: Labels) -> str:
    template = labels.book.word("attributes", constraint.slot)
    value = fragment(constraint, labels)
    if constraint.op != "in":
        return value
    if template:
        return _template(template, value, labels)
    return labels.form("attribute", slot=labels.slot(constraint.slot), value=value)


def _price(constraints: Sequence[Constraint], labels: Labels) -> list[str]:
    low, high = price_bounds(constraints)
    if low is not None and high is not None:
        amounts = labels.money(low), labels.money(high)
        if labels.language == "zh":  # "50 到 80 美元", the currency once
            number, _, unit = amounts[0].partition(" ")
            amounts = (number if unit and amounts[1].endswith(unit) else amounts[0], amounts[1])
        return [labels.form("between", low=amounts[0], high=amounts[1])]
    if high is not None:
        return [labels.form("up_to", value=labels.money(high))]
    return [labels.form("from", value=labels.money(low))] if low is not None else []


def _chinese(constraints: Sequence[Constraint], labels: Labels, count: int | None) -> str:
    wanted = [c for c in constraints if c.op == "in"]
    kinds = [name for c in wanted if c.slot == "category" for name in c.names]
    noun = labels.listed([labels.plural(kind) for kind in kinds], last="or") or labels.book.word("things", "any")
    middle = [fragment(c, labels) for slot in _BEFORE_NOUN for c in wanted if c.slot == slot]
    body = labels.glued(*middle, *_person(wanted, labels), noun)
    modifiers = _modifiers(constraints, labels)
    features = [fragment(c, labels) for c in wanted if c.slot == "feature"]
    joined = labels.book.word("things", "comma").join([*modifiers, *features])
    phrase = labels.glued(joined, "的", body) if joined else body
    unwanted = [fragment(c, labels) for c in constraints if c.op == "not_in"]
    phrase += f"（{'、'.join(unwanted)}）" if unwanted else ""
    return phrase if count is None else labels.glued(f"{count:,}", " 款", phrase)


def _modifiers(constraints: Sequence[Constraint], labels: Labels) -> list[str]:
    """What stands before 的: brand, price, size, rating, occasion, further facets, what is asked of it."""
    parts = [
        labels.form("by_brand", value=fragment(c, labels)) for c in constraints if c.slot == "brand" and c.op == "in"
    ]
    parts += _price(constraints, labels)
    for c in constraints:
        if c.op == "not_in":
            continue
        if c.slot == "rating":
            parts.append(fragment(c, labels))
        elif c.slot == "size":
            parts.append(labels.sizes(c.names, last="or"))
        elif c.slot == "occasion":
            parts.append(fragment(c, labels))
        elif c.slot not in _NAMED_APART | set(_BEFORE_NOUN):
            parts.append(_attribute(c, labels))
    return parts
