"""What a product and its offers say, as canonical facet values: the one place where catalogue words become values.

A value is the lexicon's where one of its forms matches, else the catalogue's own text folded. A value brings the
broader ones along that it implies ("organic cotton" is also "cotton").
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from retrieval.catalog import Offer, Product
from retrieval.lexicon import Lexicon
from retrieval.sizes import canonical_size

Values = Mapping[str, Mapping[str, str]]
"""slot -> canonical value -> the catalogue's own words for it ("" where the value is only implied)."""

COLUMN_SLOTS = frozenset({"price", "rating", "availability"})
"""Slots that are columns of every offer; an attribute of such a name is not taken for one."""

Names = tuple[tuple[str, str], ...]
"""(value, label) pairs."""

_MARKS = re.compile(r"[™®©]")
_JOINTS = re.compile(r"\s*(?:[/,&|;、，；]|\band\b|\bund\b|和|与)\s*", re.IGNORECASE)
_PERCENT = re.compile(r"\d+(?:\.\d+)?\s*%")
_PHRASES = re.compile(r"\s+[-–—|]\s+|[,，:：()（）\[\]]")
_PHRASE_END = re.compile(r"\s(?:with|for|in|by|from)\s", re.IGNORECASE)
_MEASURE = re.compile(
    r"[\d.,x×/\"'″-]+|\d+\s?(?:cm|mm|m|ml|l|kg|g|in|inch|inches|oz|lb|lbs|ft|pcs)\.?|cm|mm|ml|kg|pack", re.IGNORECASE
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_OTHER_SLOTS = frozenset({"category", "color", "material", "pattern"})
"""A highlight that speaks of one of these ("Made of cotton") is not a feature of its own."""
_MAX_HEAD_WORDS = 4
_MAX_HIGHLIGHT_WORDS = 3
"""A longer highlight is a sentence, not a name: search reads it, the facets don't."""


def fold(text: str) -> str:
    """HTML-unescaped, width and whitespace folded, trade marks off, case folded."""
    return clean_label(text).casefold()


def clean_label(text: str) -> str:
    """As `fold`, with the catalogue's own capitals."""
    plain = unicodedata.normalize("NFKC", _MARKS.sub("", html.unescape(text)))
    return " ".join(plain.split())


class FacetReader:
    """Reads facet values off products; remembers the words it has met, since a catalogue repeats them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._named: dict[tuple[str, str], Names] = {}
        self._joined: dict[tuple[str, str], Names] = {}

    def product_values(self, product: Product) -> Values:
        """The values that all offers of the product share."""
        values: dict[str, dict[str, str]] = {}
        _add(values, "brand", self.names("brand", product.brand))
        _add(values, "category", self._categories(product))
        for slot, text in (("gender", product.gender), ("age_group", product.age_group)):
            texts = (text,) if text else tuple(s for s in product.category if self._lexicon.canonical(slot, s))
            self._add_names(values, slot, texts)
        self._add_names(values, "occasion", product.occasions)
        self._add_names(values, "feature", product.features)
        self._add_highlights(values, product.highlights)
        self._add_attributes(values, product.attributes)
        return values

    def offer_values(self, offer: Offer) -> Values:
        """The values of this offer alone; price, rating and availability are columns and not here."""
        values: dict[str, dict[str, str]] = {}
        for slot, texts in (("color", offer.colors), ("material", offer.materials), ("pattern", offer.patterns)):
            for text in texts:
                _add(values, slot, self._joined_names(slot, text))
        _add(values, "size", self.names("size", offer.size or ""))
        self._add_attributes(values, offer.attributes)
        return values

    def all_values(self, product: Product) -> Values:
        """The values of the product and of any of its offers."""
        values = {slot: dict(names) for slot, names in self.product_values(product).items()}
        for offer in product.offers:
            for slot, names in self.offer_values(offer).items():
                _add(values, slot, names.items())
        return values

    def names(self, slot: str, text: str) -> Names:
        """(value, label) of a text and of all that it implies; empty for empty text."""
        key = (slot, text)
        if key not in self._named:
            label = clean_label(text)
            value = self._value(slot, label)
            implied = ((broader, "") for broader in self._lexicon.broader(slot, value))
            self._named[key] = ((value, label), *implied) if label else ()
        return self._named[key]

    def _value(self, slot: str, label: str) -> str:
        if slot == "size":
            return canonical_size(label)
        if slot == "brand":  # a brand called "Coral" is not a colour's business, nor any concept's
            return label.casefold()
        return self._lexicon.canonical(slot, label) or label.casefold()

    def _add_names(self, values: dict[str, dict[str, str]], slot: str, texts: Iterable[str]) -> None:
        for text in texts:
            _add(values, slot, self.names(slot, text))

    def _add_highlights(self, values: dict[str, dict[str, str]], highlights: Iterable[str]) -> None:
        for part in (part for text in highlights for part in re.split(r"[,;|，；、]", text)):
            if len(part.split()) > _MAX_HIGHLIGHT_WORDS or len(_HAN.findall(part)) > 2 * _MAX_HIGHLIGHT_WORDS:
                continue
            slot = "occasion" if self._lexicon.canonical("occasion", part) else "feature"
            if self._lexicon.canonical(slot, part) or not self._lexicon.find(part, _OTHER_SLOTS):
                _add(values, slot, self.names(slot, part))

    def _add_attributes(
        self, values: dict[str, dict[str, str]], attributes: Iterable[tuple[str, tuple[str, ...]]]
    ) -> None:
        for name, texts in attributes:
            slot = fold(name).replace(" ", "_")
            if slot not in COLUMN_SLOTS:
                self._add_names(values, slot, texts)

    def _joined_names(self, slot: str, text: str) -> Names:
        """The names of the parts of a joined value ("Cotton/Polyester", "60% Wool, 40% Silk")."""
        key = (slot, text)
        if key not in self._joined:
            label = clean_label(_PERCENT.sub("", text))
            parts = [label] if self._lexicon.canonical(slot, label) else _JOINTS.split(label)
            self._joined[key] = tuple(name for part in parts for name in self.names(slot, part))
        return self._joined[key]

    def _categories(self, product: Product) -> Names:
        head = title_head(product.title, self._lexicon)
        named = [name for segment in product.category for name in self._segment(clean_label(segment), product, head)]
        if head is not None and not self._is_misread(head, product):
            named.append((head, ""))
            named += [(broader, "") for broader in self._lexicon.broader("category", head)]
        return tuple(named)

    def _segment(self, segment: str, product: Product, head: str | None) -> Names:
        """The values of one segment of a category path; who it is for ("Men") is a gender, not a category.

        Of a compound ("Hoodies & Sweatshirts") those parts count which the title names, or else the description.
        """
        lexicon = self._lexicon
        if lexicon.canonical("category", segment):
            return self.names("category", segment)
        if lexicon.canonical("gender", segment) or lexicon.canonical("age_group", segment):
            return ()
        names = self.names("category", segment)
        parts = {value: part for part in _JOINTS.split(segment) if (value := lexicon.canonical("category", part))}
        in_title = {mention.value for mention in lexicon.find(product.title, {"category"})} | {head}
        named = parts.keys() & in_title
        if parts and not named:
            named = parts.keys() & {mention.value for mention in lexicon.find(product.description, {"category"})}
        return names + tuple(name for value in parts if value in named for name in self.names("category", parts[value]))

    def _is_misread(self, head: str, product: Product) -> bool:
        """Whether the path ends in a kind of thing unrelated to the one that the title seems to name."""
        leaf = self._lexicon.canonical("category", product.category[-1]) if product.category else None
        if leaf is None or leaf == head:
            return False
        above_leaf, above_head = (set(self._lexicon.broader("category", value)) for value in (leaf, head))
        return bool(above_leaf) and (above_leaf | {leaf}).isdisjoint(above_head | {head})


@lru_cache(maxsize=2)
def facet_reader(lexicon: Lexicon) -> FacetReader:
    """The one reader of a lexicon, so that what it remembers is shared."""
    return FacetReader(lexicon)


def title_head(title: str, lexicon: Lexicon) -> str | None:
    """The kind of product that a title's noun phrase ends with: "Voyage Yoga Bag with Strap, 40 cm" is a bag."""
    for phrase in _PHRASES.split(clean_label(title)):
        words = _PHRASE_END.split(phrase)[0].split()
        while words and _MEASURE.fullmatch(words[-1]):
            words.pop()
        for start in range(max(0, len(words) - _MAX_HEAD_WORDS), len(words)):
            if value := lexicon.canonical("category", " ".join(words[start:])):
                return value
        if words and _HAN.search(words[-1]):
            for start in range(1, len(words[-1])):
                if value := lexicon.canonical("category", words[-1][start:]):
                    return value
    return None


def _add(values: dict[str, dict[str, str]], slot: str, names: Iterable[tuple[str, str]]) -> None:
    """The first label met stays, a label replaces none."""
    for value, label in names:
        labels = values.setdefault(slot, {})
        labels[value] = labels.get(value) or label
