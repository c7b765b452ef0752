"""The words for the cart, the service counter, small talk, questions and notes."""

from collections.abc import Callable, Iterator, Mapping

from assistant.messages import Outcome, Understanding
from assistant.noun_phrase import fragment
from assistant.renderer_photo import photo_note
from assistant.renderer_product import options_of, subjects_of
from assistant.sentences import plain
from assistant.speaker import Speaker
from retrieval.catalog import Offer, Product
from retrieval.constraints import Constraint

MAX_CART_LINES = 6
MAX_TERMS = 3
_ONWARD_TOLD = frozenset({"human", "exchange"})
"""Services whose answer itself says what can be done meanwhile."""

_ASKABLE = frozenset({
    "category", "color", "size", "gender", "age_group", "price", "occasion", "feature", "material", "brand",
})  # fmt: skip


def cart_added_words(speaker: Speaker, understanding: Understanding, outcome: Outcome) -> Iterator[str]:
    """What went into the cart, or why it did not; then the total."""
    product, offer = subjects_of(outcome)[0]
    title = speaker.title(product)
    in_stock = outcome.facts.get("in_stock", ())
    added = _number(outcome.facts, "added", default=understanding.quantity)
    requested = _number(outcome.facts, "requested", default=added)
    if outcome.answer is False and not in_stock:
        yield speaker.say("cart.not_added", title=title)
        return
    if in_stock and added < requested:
        yield speaker.say("cart.not_so_many", title=title, n=in_stock[0], unit=speaker.unit(product))
    if added and offer is not None:
        yield speaker.say("cart.added", item=_line(speaker, product, offer, quantity=added))
    yield from _total(speaker, outcome)


def cart_removed_words(speaker: Speaker, understanding: Understanding, outcome: Outcome) -> Iterator[str]:
    """What was taken out, and the total left."""
    subjects = subjects_of(outcome)
    if not subjects:
        yield speaker.say("cart.not_in")
        return
    items = [_item(speaker, product, offer, quantity=1) for product, offer in subjects]
    item, left = speaker.labels.listed(items), outcome.facts.get("left", ())
    if left:
        yield speaker.say("cart.reduced", item=item, n=outcome.facts["removed"][0], left=left[0])
    else:
        yield speaker.say("cart.removed", item=item)
    if outcome.cart:
        yield from _total(speaker, outcome)
    else:
        yield speaker.say("cart.now_empty")


def cart_words(speaker: Speaker, understanding: Understanding, outcome: Outcome) -> Iterator[str]:
    """The cart, line by line, with its total."""
    lines = list(zip(outcome.cart, outcome.cart_products, strict=False))
    if not lines:
        yield speaker.say("cart.empty")
        return
    told = [_line(speaker, product, offer, quantity=line.quantity) for line, (product, offer) in lines[:MAX_CART_LINES]]
    rest = len(lines) - len(told)
    yield speaker.say("cart.lines", list="；".join(told) if speaker.is_chinese else "; ".join(told))
    if rest:
        yield speaker.say("rest.one") if rest == 1 else speaker.say("rest.many", n=str(rest))
    yield from _total(speaker, outcome)


def _item(speaker: Speaker, product: Product, offer: Offer | None, *, quantity: int) -> str:
    title = speaker.labels.title(product)
    variant = speaker.variant(product, offer) if offer else ""
    if variant:
        title = f"{title}（{variant}）" if speaker.is_chinese else f"{title} ({variant})"
    return speaker.labels.form("quantity", n=str(quantity), title=title) if quantity > 1 else title


def _line(speaker: Speaker, product: Product, offer: Offer, *, quantity: int) -> str:
    item, price = _item(speaker, product, offer, quantity=quantity), speaker.price(offer)
    if quantity == 1:
        return speaker.say("cart.line", item=item, price=price)
    return speaker.say("cart.line_each", item=item, price=price, unit=speaker.unit(product))


def _total(speaker: Speaker, outcome: Outcome) -> Iterator[str]:
    lines = list(zip(outcome.cart, outcome.cart_products, strict=False))
    currencies = {offer.currency for _, (_, offer) in lines}
    if len(lines) != len(outcome.cart) or len(currencies) != 1:
        return
    total = sum(line.quantity * offer.effective_price for line, (_, offer) in lines)
    n = sum(line.quantity for line in outcome.cart)
    amount = speaker.labels.money(total, currencies.pop())
    yield speaker.say("cart.total_one", total=amount) if n == 1 else speaker.say("cart.total", n=str(n), total=amount)


def service_words(speaker: Speaker, understanding: Understanding, outcome: Outcome) -> Iterator[str]:
    """What the counter will do one day, and who does it now."""
    key = f"service.{understanding.intent}"
    yield speaker.say(key if key in speaker.labels.book.phrases else "service.policy")
    if understanding.intent not in _ONWARD_TOLD:
        yield speaker.say("service.onward")


def small_words(key: str) -> Callable[[Speaker, Understanding, Outcome], Iterator[str]]:
    """A turn that is answered with one phrase."""

    def words(speaker: Speaker, understanding: Understanding, outcome: Outcome) -> Iterator[str]:
        yield speaker.say(key)

    return words


def no_words(speaker: Speaker, understanding: Understanding, outcome: Outcome) -> Iterator[str]:
    """A turn that only asks: the question says it all."""
    return iter(())


def question_words(speaker: Speaker, outcome: Outcome) -> Iterator[str]:
    """The clarifying question with its answers."""
    question = outcome.clarification
    if question is None or outcome.kind == "choose_variant":
        return
    if "contradiction" in outcome.facts:
        yield speaker.say("clarify.either")
        return
    if question.heard is not None:
        wish = heard_words(speaker, question.heard)
        yield speaker.say("clarify.heard", wish=wish)
        return
    slot = speaker.labels.slot(question.slot)
    if not question.options:
        yield speaker.say("clarify.open", slot=slot)
        return
    options = options_of(speaker, question.slot, question.options)
    if question.slot in _ASKABLE:
        yield speaker.say(f"clarify.{question.slot}", options=options)
    else:
        yield speaker.say("clarify.other", slot=slot, options=options)


def heard_words(speaker: Speaker, heard: Constraint) -> str:
    """ "size M", "up to $50": as a shopper says it."""
    if heard.slot == "size" and heard.op == "in":
        return speaker.labels.sizes(heard.names, last="or")
    return fragment(heard, speaker.labels)


def note_words(speaker: Speaker, understanding: Understanding, outcome: Outcome) -> Iterator[str]:
    """What must be said once: conversions, contradictions, what failed, a bad photo, words that nothing mentions."""
    for kind, details in understanding.notes:
        sentence = _note(speaker, kind, details)
        if sentence:
            yield sentence
    new = [term for term in outcome.unmatched_terms if term.casefold() in understanding.query.casefold()]
    terms = [plain(term, max_chars=30) for term in new[:MAX_TERMS] if not _is_named(term, outcome)]
    quoted = [f"“{term}”" for term in terms if term]
    if quoted and outcome.kind in ("search", "more", "similar", "complement"):
        yield speaker.say("note.unmatched", words=speaker.labels.listed(quoted, last="or"))


def _is_named(term: str, outcome: Outcome) -> bool:
    """Whether the sentence that nothing was found names it anyway."""
    return any(term in constraint.names for constraint in outcome.constraints)


def _note(speaker: Speaker, kind: str, details: Mapping[str, str]) -> str:
    labels = speaker.labels
    if kind == "converted":
        currency, rate = details.get("currency", ""), float(details.get("rate", "0"))
        return speaker.say(
            "note.converted",
            from_amount=labels.money(float(details.get("amount", "0")), currency),
            to_amount=labels.money(float(details.get("converted", "0"))),
            rate=labels.exchange_rate(rate),
            one=labels.money(1, currency),
        )
    if kind == "no_rate":
        currency = details.get("currency", "")
        return speaker.say(
            "note.no_rate",
            currency=labels.book.word("currencies", currency, plain(currency, max_chars=20)),
            shop_currency=labels.book.word("currencies", labels.currency, labels.currency),
        )
    if kind == "contradiction":
        return speaker.say("note.contradiction", slot=labels.slot(details.get("slot", "price")))
    if kind == "photo":
        return photo_note(speaker, details)
    if kind in ("model_failed", "truncated"):
        return speaker.say(f"note.{kind}")
    return ""


def _number(facts: Mapping[str, tuple[str, ...]], name: str, *, default: int) -> int:
    return int(facts[name][0]) if facts.get(name) else default
