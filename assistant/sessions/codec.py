"""Events of a conversation as JSON and back, exactly: what is decoded equals what was encoded.

The shape follows the dataclasses themselves: a field that has its default is left out, bytes are base64. The facts of a
product stand apart, named by their digest, since one product is shown many times; an offer that stands beside its
product is its place among the product's offers.
"""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from functools import cache
from hashlib import sha256
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from assistant.dialogue_state import Event
from assistant.errors import StoreCorrupt
from assistant.sessions.records import TurnInputRecord
from retrieval.catalog import Offer, Product

FORMAT = 1
"""Raised when a stored event can no longer be read by its dataclasses' defaults alone."""

DIGEST_CHARS = 32
"""Hexadecimal digits of the SHA-256 of a product's facts: 128 bits."""

_KINDS: Mapping[str, type] = {kind.__name__: kind for kind in get_args(Event)}
_INPUT_FIELDS = ("kind", "text", "language", "details")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class EncodedEvent:
    """An event's JSON, and that of the products it speaks of by their digests."""

    body: str
    facts: Mapping[str, str]


@dataclass(slots=True)
class _Shelf:
    """The products of an event while it is encoded."""

    facts: dict[str, str] = field(default_factory=dict)
    digests: dict[int, str] = field(default_factory=dict)
    last: Product | None = None

    def put(self, product: Product) -> str:
        self.last = product
        if id(product) not in self.digests:  # the event holds the object, so its id is nobody else's meanwhile
            facts = dump(_by_value(Product).encode(product, self))
            digest = sha256(facts.encode()).hexdigest()[:DIGEST_CHARS]
            self.digests[id(product)], self.facts[digest] = digest, facts
        return self.digests[id(product)]

    def place_of(self, offer: Offer) -> str | None:
        """Which offer of the product just encoded it is."""
        if self.last is None or offer not in self.last.offers:
            return None
        return f"{self.digests[id(self.last)]}/{self.last.offers.index(offer)}"


class _Catalogue:
    """The products that encoded events speak of, each decoded once."""

    def __init__(self, facts: Mapping[str, str]) -> None:
        self._facts = facts
        self._products: dict[str, Product] = {}

    def product(self, digest: str) -> Product:
        if digest not in self._products:
            self._products[digest] = _by_value(Product).decode(json.loads(self._facts[digest]), self)
        return self._products[digest]

    def offer(self, place: str) -> Offer:
        digest, _, position = place.partition("/")
        return self.product(digest).offers[int(position)]


@dataclass(frozen=True, slots=True)
class _Form:
    """How the values of one type become JSON and come back."""

    encode: Callable[[Any, _Shelf], Any]
    decode: Callable[[Any, _Catalogue], Any]


def encode_event(event: Event) -> EncodedEvent:
    """An event as it is stored."""
    shelf = _Shelf()
    kind: Any = type(event)
    value = _form_of(kind).encode(event, shelf)
    return EncodedEvent(dump({"format": FORMAT, "kind": kind.__name__, "value": value}), shelf.facts)


def decode_events(bodies: Iterable[str], facts: Mapping[str, str]) -> tuple[Event, ...]:
    """Stored events, equal to what they were made from. `facts` are products by digest. Raises `StoreCorrupt`."""
    catalogue = _Catalogue(facts)
    try:
        return tuple(_decode_event(json.loads(body), catalogue) for body in bodies)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise StoreCorrupt(
            f"A stored conversation cannot be read ({type(error).__name__}).",
            remedy="Erase it, or run the version of Shopkeeper that wrote it.",
        ) from error


def encode_input(record: TurnInputRecord) -> str:
    """What a client sent, without picture and sound."""
    return dump({name: value for name in _INPUT_FIELDS if (value := getattr(record, name))})


def decode_input(body: str, *, image: bytes | None = None, audio: bytes | None = None) -> TurnInputRecord:
    """What a client sent, with the picture and the sound that are still there."""
    return TurnInputRecord(**json.loads(body), image=image, audio=audio)


def dump(value: Any) -> str:
    """JSON as it is stored: readable, and valid UTF-8 even where a client sent half a surrogate pair."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _decode_event(stored: Mapping[str, Any], catalogue: _Catalogue) -> Event:
    if stored["format"] != FORMAT:
        raise ValueError(f"format {stored['format']}")
    event: Event = _form_of(_KINDS[stored["kind"]]).decode(stored["value"], catalogue)
    return event


@cache
def _form_of(hint: Any) -> _Form:
    """The form of a field's type."""
    if hint is Product:
        return _Form(lambda product, shelf: shelf.put(product), lambda digest, catalogue: catalogue.product(digest))
    if hint is Offer:
        return _offer_form()
    if is_dataclass(hint):
        return _dataclass_form(hint, _form_of)
    return _plain_form(hint, _form_of)


@cache
def _by_value(hint: Any) -> _Form:
    """The form of a type inside a product's facts, where products and offers are written out."""
    return _dataclass_form(hint, _by_value) if is_dataclass(hint) else _plain_form(hint, _by_value)


def _offer_form() -> _Form:
    whole = _by_value(Offer)

    def encode(offer: Offer, shelf: _Shelf) -> Any:
        return shelf.place_of(offer) or whole.encode(offer, shelf)

    def decode(stored: Any, catalogue: _Catalogue) -> Any:
        return catalogue.offer(stored) if isinstance(stored, str) else whole.decode(stored, catalogue)

    return _Form(encode, decode)


def _dataclass_form(kind: Any, form_of: Callable[[Any], _Form]) -> _Form:
    hints = get_type_hints(kind)
    parts = [(one.name, form_of(hints[one.name]), _default_of(one)) for one in fields(kind)]
    decoders = {name: form.decode for name, form, _ in parts}

    def encode(value: Any, shelf: _Shelf) -> Any:
        own = ((name, form, getattr(value, name), default) for name, form, default in parts)
        return {name: form.encode(one, shelf) for name, form, one, default in own if one != default}

    def decode(stored: Any, catalogue: _Catalogue) -> Any:
        return kind(**{name: decoders[name](one, catalogue) for name, one in stored.items()})

    return _Form(encode, decode)


def _default_of(one: Any) -> Any:
    """A field's default; MISSING, which equals nothing else, where it has none."""
    return one.default_factory() if one.default_factory is not MISSING else one.default


def _plain_form(hint: Any, form_of: Callable[[Any], _Form]) -> _Form:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is tuple:
        return _tuple_form(arguments, form_of)
    if origin in (Union, UnionType):
        return _union_form(arguments, form_of)
    if hint is bytes:
        return _Form(lambda value, _: b64encode(value).decode("ascii"), lambda stored, _: b64decode(stored))
    if origin is Mapping:
        inner = form_of(arguments[1])
        return _Form(
            lambda value, shelf: {key: inner.encode(one, shelf) for key, one in value.items()},
            lambda stored, catalogue: {key: inner.decode(one, catalogue) for key, one in stored.items()},
        )
    assert origin is Literal or hint in (str, int, float, bool), f"no form for {hint}"
    return _Form(lambda value, _: value, lambda stored, _: stored)


def _tuple_form(arguments: tuple[Any, ...], form_of: Callable[[Any], _Form]) -> _Form:
    if arguments[-1] is Ellipsis:
        inner = form_of(arguments[0])
        return _Form(
            lambda value, shelf: [inner.encode(one, shelf) for one in value],
            lambda stored, catalogue: tuple(inner.decode(one, catalogue) for one in stored),
        )
    forms = [form_of(argument) for argument in arguments]
    return _Form(
        lambda value, shelf: [form.encode(one, shelf) for form, one in zip(forms, value, strict=True)],
        lambda stored, catalogue: tuple(form.decode(one, catalogue) for form, one in zip(forms, stored, strict=True)),
    )


def _union_form(arguments: tuple[Any, ...], form_of: Callable[[Any], _Form]) -> _Form:
    """A union of None, at most one tuple or dataclass, and plain values: which it is shows in the value itself."""
    members = [argument for argument in arguments if argument is not type(None)]
    is_plain = all(get_origin(member) is Literal or member in (str, int, float, bool) for member in members)
    if is_plain:
        return _Form(lambda value, _: value, lambda stored, _: stored)
    (rich,) = (member for member in members if member not in (str, int, float, bool))
    form = form_of(rich)
    if len(members) == 1:
        return _Form(
            lambda value, shelf: None if value is None else form.encode(value, shelf),
            lambda stored, catalogue: None if stored is None else form.decode(stored, catalogue),
        )
    assert get_origin(rich) is tuple, f"{rich} and plain values cannot be told apart"
    return _Form(
        lambda value, shelf: form.encode(value, shelf) if isinstance(value, tuple) else value,
        lambda stored, catalogue: form.decode(stored, catalogue) if isinstance(stored, list) else stored,
    )
