"""The words for a list of products: what was understood, the first few one by one, what was given up."""

from collections.abc import Iterator, Sequence

from assistant.messages import Card, Outcome, Reason, Understanding
from assistant.noun_phrase import feature_traits, fragment, noun_phrase, occasion_phrase
from assistant.renderer_photo import likeness_intro, seen_words
from assistant.speaker import BREAK, Speaker
from retrieval.constraints import Constraint
from retrieval.results import Relaxed

MAX_PICKS = 3
"""Products told one by one; the cards show the rest."""

MAX_CLAUSES = 3
MIN_CLAUSES = 2
"""Clauses about one product: enough to choose by, few enough to be heard to the end."""

_NOT_LOOKS = frozenset({"price", "rating", "availability", "occasion"})

_ADVICE_ORDER = ("price", "rating", "brand", "color", "feature", "material", "pattern", "size", "occasion")
"""What a shopper gives up most easily, first."""


def search_words(speaker: Speaker, understanding: Understanding, outcome: Outcome) -> Iterator[str]:
    """A search or its refinement."""
    constraints = stated_constraints(understanding, outcome)
    if seen := seen_words(speaker, understanding):
        yield seen
    if not outcome.cards:
        yield from nothing_words(speaker, constraints)
        return
    if outcome.answer:
        yield speaker.say("availability.plain_yes")
    if outcome.relaxed:
        yield _relaxed_intro(speaker, constraints, outcome.relaxed)
    else:
        yield _intro(speaker, understanding, outcome, constraints)
    yield BREAK
    yield from pick_words(speaker, outcome.cards, constraints, outcome.relaxed)


def around_words(speaker: Speaker, understanding: Understanding, outcome: Outcome) -> Iterator[str]:
    """Products like one, or that go with one."""
    key = "similar" if outcome.kind == "similar" else "complement"
    if seen := seen_words(speaker, understanding):
        yield seen
    title = next((speaker.title(product) for product, _ in outcome.subject_products), "")
    if not outcome.cards:
        yield speaker.say(f"nothing.{key}", title=title) if title else speaker.say("nothing.plain")
        return
    constraints = stated_constraints(understanding, outcome)
    if outcome.relaxed:
        yield _relaxed_intro(speaker, constraints, outcome.relaxed)
    else:
        yield speaker.say(f"intro.{key}", title=title) if title else speaker.say(f"intro.{key}_plain")
    yield BREAK
    yield from pick_words(speaker, outcome.cards, constraints, outcome.relaxed)


def more_words(speaker: Speaker, understanding: Understanding, outcome: Outcome) -> Iterator[str]:
    """The next products of a list."""
    if not outcome.cards:
        yield speaker.say("no_more")
        return
    constraints = stated_constraints(understanding, outcome)
    if outcome.relaxed:
        yield speaker.say("no_more")
        yield _relaxed_intro(speaker, constraints, outcome.relaxed)
    else:
        yield speaker.say("intro.more")
    yield BREAK
    yield from pick_words(speaker, outcome.cards, constraints, outcome.relaxed)


def nothing_words(speaker: Speaker, constraints: Sequence[Constraint]) -> Iterator[str]:
    """A true "nothing", and what could be loosened."""
    hard = [c for c in constraints if c.is_hard and c.slot != "availability"]
    if not hard:
        yield speaker.say("nothing.plain")
        yield speaker.say("nothing.advice_plain")
        return
    yield speaker.say("nothing.kind", kind=noun_phrase(hard, speaker.labels))
    slots = {c.slot for c in hard}
    loose = [speaker.labels.slot(slot) for slot in _ADVICE_ORDER if slot in slots][:2]
    if loose:
        yield speaker.say("nothing.advice", slots=speaker.labels.listed(loose, last="or"))


def stated_constraints(understanding: Understanding, outcome: Outcome) -> tuple[Constraint, ...]:
    """What the shopper wants: the ledger's where the outcome has it, with what was given up."""
    known = outcome.constraints or tuple(stated.constraint for stated in understanding.constraints)
    given_up = tuple(item.constraint for item in outcome.relaxed if item.constraint not in known)
    return (*known, *given_up)


def pick_words(
    speaker: Speaker, cards: Sequence[Card], constraints: Sequence[Constraint], relaxed: Sequence[Relaxed] = ()
) -> Iterator[str]:
    """The first few cards in their order, and how many more there are."""
    told = cards[:MAX_PICKS]
    for position, card in enumerate(told):
        place = _place(position, len(told))
        clauses = _clauses(speaker, card, cards, constraints, relaxed)
        title, price = speaker.title(card.product), speaker.price(card.offer)
        if clauses:
            yield speaker.say(f"pick.{place}", title=title, price=price, why=speaker.clauses(clauses))
        else:
            yield speaker.say(f"pick.bare_{place}", title=title, price=price)
    n_rest = len(cards) - len(told)
    if n_rest:
        yield speaker.say("rest.one") if n_rest == 1 else speaker.say("rest.many", n=str(n_rest))


def _place(position: int, n: int) -> str:
    if n == 1:
        return "only"
    return "first" if position == 0 else "last" if position == n - 1 else "middle"


def _intro(speaker: Speaker, understanding: Understanding, outcome: Outcome, constraints: Sequence[Constraint]) -> str:
    if outcome.seen is not None and (intro := likeness_intro(speaker, understanding, outcome, constraints)):
        return intro
    constraints = [c for c in constraints if c not in (outcome.seen or ())]
    if not any(c.is_hard and c.slot != "availability" for c in constraints):
        return speaker.say("intro.plain")
    n = max(outcome.n_matching, len(outcome.cards))
    is_narrowed = understanding.intent == "refine" and bool(understanding.constraints)  # "I don't mind" narrows nothing
    if n == 1:
        key = "intro.narrowed_one" if is_narrowed else "intro.one"
        return speaker.say(key, kind=noun_phrase(constraints, speaker.labels))
    things = noun_phrase(constraints, speaker.labels, count=n)
    key = "narrowed" if is_narrowed else "all" if n == len(outcome.cards) else "many"
    return speaker.say(f"intro.{key}", things=things)


def _relaxed_intro(speaker: Speaker, constraints: Sequence[Constraint], relaxed: Sequence[Relaxed]) -> str:
    kind = noun_phrase([c for c in constraints if c.is_hard], speaker.labels)
    dropped = [item for item in relaxed if item.loosened is None or (item.loosened.names and not _is_broader(item))]
    slots = list(dict.fromkeys(speaker.labels.slot(item.constraint.slot) for item in dropped))
    parts = [speaker.say("relaxed.dropped", slot=speaker.labels.listed(slots))] if slots else []
    parts += dict.fromkeys(_loosened(speaker, item) for item in relaxed if item not in dropped)
    joined = "、" if speaker.is_chinese else " and "
    return speaker.say("relaxed.intro", kind=kind, given_up=joined.join(parts))


def _is_broader(item: Relaxed) -> bool:
    return item.constraint.slot == "category" and item.loosened is not None


def _loosened(speaker: Speaker, item: Relaxed) -> str:
    bound, labels = item.loosened, speaker.labels
    assert bound is not None, "what was dropped has no bound"
    if bound.names:
        kinds = labels.listed([labels.plural(name) for name in bound.names], last="or")
        return speaker.say("relaxed.broader", kind=kinds)
    direction = "up" if bound.op == "lte" else "down"
    if bound.slot == "price":
        return speaker.say(
            "relaxed.loosened", bound=labels.form(f"going_{direction}_to", value=labels.money(bound.number))
        )
    if bound.slot == "rating":
        number = f"{bound.number:g}"
        return speaker.say("relaxed.loosened", bound=labels.form(f"rating_{direction}_to", value=number))
    return speaker.say("relaxed.loosened", bound=fragment(bound, labels))


def _clauses(
    speaker: Speaker,
    card: Card,
    cards: Sequence[Card],
    constraints: Sequence[Constraint],
    relaxed: Sequence[Relaxed],
) -> list[str]:
    """What to say of a card: what sets it apart first, then facts that the shopper did not ask for."""
    by_kind: dict[str, list[Reason]] = {}
    for reason in card.reasons:
        by_kind.setdefault(reason.kind, []).append(reason)
    differing = [_difference(speaker, card, item) for item in relaxed if _differs(by_kind, item)]
    apart = [
        *_standing(speaker, card, by_kind),
        *_stock(speaker, card, by_kind),
        *_preferred(speaker, card, cards, by_kind),
    ]
    clauses = [clause for clause in differing if clause] + apart
    for fact in _further_facts(speaker, card, cards, constraints, by_kind):
        if len(clauses) >= MIN_CLAUSES:
            break
        clauses.append(fact)
    return clauses[: max(MAX_CLAUSES, len(differing))]


def _differs(by_kind: dict[str, list[Reason]], item: Relaxed) -> bool:
    return any(reason.slot == item.constraint.slot for reason in by_kind.get("differs", ()))


def _difference(speaker: Speaker, card: Card, item: Relaxed) -> str:
    constraint, labels = item.constraint, speaker.labels
    if speaker.facts.meets(constraint, card.product, card.offer):
        return ""
    if constraint.slot == "price":
        gap = card.offer.effective_price - constraint.number
        return speaker.say("differs.over" if gap > 0 else "differs.under", amount=labels.money(abs(gap)))
    if constraint.slot == "rating":
        if card.product.rating is None:
            return speaker.say("differs.unrated")
        return speaker.say("differs.rating", rating=f"{card.product.rating:.1f}")
    if constraint.slot == "availability":
        return speaker.say("differs.stock")
    wanted = speaker.names(constraint)
    stated = speaker.facts.stated(card.product, card.offer, constraint.slot)
    has = labels.listed([labels.value(constraint.slot, value) for value in stated[:3]])
    if constraint.op == "not_in":
        unwanted = [
            name
            for name in speaker.facts.implied(card.product, card.offer, constraint.slot)
            if name in constraint.names
        ]
        return speaker.say("differs.unwanted", has=labels.listed([labels.value(constraint.slot, v) for v in unwanted]))
    if not has or constraint.slot in ("feature", "occasion"):
        return speaker.say("differs.not_listed", wanted=wanted)
    return speaker.say("differs.other", has=has, wanted=wanted)


def _standing(speaker: Speaker, card: Card, by_kind: dict[str, list[Reason]]) -> list[str]:
    parts = []
    if "cheapest" in by_kind:
        parts.append(speaker.say("clause.cheapest"))
    if "best_rated" in by_kind:
        parts.append(speaker.say("clause.best_rated", rating=speaker.rating(card.product)))
    if "most_reviewed" in by_kind and not parts:
        parts.append(speaker.say("clause.most_reviewed", count=f"{card.product.rating_count:,}"))
    return parts


def _stock(speaker: Speaker, card: Card, by_kind: dict[str, list[Reason]]) -> list[str]:
    offer, parts = card.offer, []
    if "on_sale" in by_kind:
        saving = speaker.labels.money(offer.price - offer.effective_price, offer.currency)
        parts.append(
            speaker.say("clause.on_sale", list_price=speaker.labels.money(offer.price, offer.currency), saving=saving)
        )
    if "low_stock" in by_kind:
        assert offer.quantity is not None, "low stock is a counted stock"
        parts.append(low_stock(speaker, "clause.low_stock", offer.quantity, unit=speaker.unit(card.product)))
    elif "only_in_stock" in by_kind:
        size = by_kind["only_in_stock"][0].value
        key = "clause.only_in_stock"
        parts.append(speaker.say(f"{key}_size", size=speaker.labels.size(size)) if size else speaker.say(key))
    return parts


def low_stock(speaker: Speaker, key: str, quantity: int, **values: str) -> str:
    """ "only 2 left", with its own phrase for one."""
    return speaker.say(f"{key}_one", **values) if quantity == 1 else speaker.say(key, n=str(quantity), **values)


def _preferred(speaker: Speaker, card: Card, cards: Sequence[Card], by_kind: dict[str, list[Reason]]) -> list[str]:
    """The wishes that this card grants, unless all the cards do: then it is no reason to choose it."""
    common = [other.reasons for other in cards if other is not card]
    granted = [r for r in by_kind.get("prefers", ()) if r.value and not (common and all(r in one for one in common))]
    labels = speaker.labels
    seen = [r for r in by_kind.get("looks_like", ()) if r.slot not in ("", "category")]
    seen = [r for r in seen if not (common and all(r in one for one in common))]
    looks = [labels.value(r.slot, r.value) for r in granted if r.slot not in _NOT_LOOKS]
    uses = [r.value for r in granted if r.slot == "occasion"]
    clauses = [speaker.say("clause.prefers", values=labels.listed(looks))] if looks else []
    if uses:
        clauses.append(speaker.say("clause.prefers_use", values=occasion_phrase(uses, labels)))
    if seen:
        clauses.append(speaker.say("clause.seen", values=labels.listed([labels.value(r.slot, r.value) for r in seen])))
    return clauses


def _further_facts(
    speaker: Speaker,
    card: Card,
    cards: Sequence[Card],
    constraints: Sequence[Constraint],
    by_kind: dict[str, list[Reason]],
) -> Iterator[str]:
    traits = _traits(speaker, card, cards, constraints)
    if traits:
        yield traits
    if card.product.rating is not None and "best_rated" not in by_kind:
        yield speaker.say("clause.rated", rating=speaker.rating(card.product))
    pinned = {c.slot for c in constraints if c.op == "in" and len(c.names) == 1}
    variant = speaker.variant(card.product, card.offer, slots=[s for s in ("color", "material") if s not in pinned])
    if variant:
        yield speaker.say("clause.variant", values=variant)


def _traits(speaker: Speaker, card: Card, cards: Sequence[Card], constraints: Sequence[Constraint]) -> str:
    """Up to two features (else what it is good for) that were not asked for and that not all the cards share."""
    asked = {name for c in constraints for name in c.names}
    features = [speaker.features(one.product, one.offer) for one in cards]
    shared = set(features[0]).intersection(*features[1:]) if len(cards) > 1 else set()
    own = [f for f in speaker.features(card.product, card.offer) if f not in asked | shared][:2]
    if own:
        return trait_clause(speaker, own)
    occasions = [o for o in speaker.facts.stated(card.product, card.offer, "occasion") if o not in asked][:2]
    return speaker.say("clause.good_for", values=occasion_phrase(occasions, speaker.labels)) if occasions else ""


def trait_clause(speaker: Speaker, features: Sequence[str]) -> str:
    """ "waterproof and packable", "waterproof, with pockets"."""
    is_, has = feature_traits(features, speaker.labels)
    parts = [speaker.say("clause.is", values=speaker.labels.listed(is_))] if is_ else []
    if has:
        key = "clause.is" if speaker.is_chinese else "clause.has"
        parts.append(speaker.say(key, values=speaker.labels.listed(has, last="enum")))
    return speaker.clauses(parts)
