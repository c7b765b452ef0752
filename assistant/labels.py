"""How a language writes values: money, ratings, sizes, colours, kinds of product, lists."""

import re
from collections.abc import Sequence

from assistant.messages import Language
from assistant.phrases import PhraseBook
from assistant.sentences import plain
from retrieval.catalog import Product
from retrieval.lexicon import Lexicon
from retrieval.vocabulary import Vocabulary

SYMBOLS = {
    "USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "JPY": "JP¥", "HKD": "HK$", "CAD": "CA$", "AUD": "A$", "INR": "₹",
    "KRW": "₩",
}  # fmt: skip
_NO_CENTS = frozenset({"JPY", "KRW"})
_MEASURE = re.compile(r"\d.*[a-z]$|.*\s.*")


def money(amount: float, currency: str, *, book: PhraseBook) -> str:
    """ "$49.90" and "49.90 美元" ("¥49.90" for CNY in both); no cents where there are none."""
    is_whole = currency in _NO_CENTS or abs(amount - round(amount)) < 0.005
    return _with_currency(f"{amount:,.0f}" if is_whole else f"{amount:,.2f}", currency, book)


def _with_currency(digits: str, currency: str, book: PhraseBook) -> str:
    if book.language == "zh" and currency != "CNY":
        return f"{digits} {book.word('currencies', currency, currency)}"
    symbol = SYMBOLS.get(currency)
    return f"{symbol}{digits}" if symbol else f"{digits} {currency}"


class Labels:
    """The words of one language for values of one shop."""

    def __init__(self, book: PhraseBook, *, lexicon: Lexicon, vocabulary: Vocabulary, currency: str) -> None:
        self.book = book
        self.language: Language = book.language
        self.currency = currency
        self._lexicon = lexicon
        self._vocabulary = vocabulary

    def money(self, amount: float, currency: str = "") -> str:
        """An amount in the shop's currency, or in another one."""
        return money(amount, currency or self.currency, book=self.book)

    def exchange_rate(self, rate: float) -> str:
        """Units of the shop's currency, to four digits ("$0.006731")."""
        return _with_currency(f"{rate:.4g}", self.currency, self.book)

    def title(self, product: Product) -> str:
        """The product's title in this language where it has one, as plain text."""
        local = product.local.get(self.language)
        return plain(local.title if local and local.title else product.title)

    def value(self, slot: str, value: str) -> str:
        """A canonical value in words."""
        if slot == "size":
            return self.size(value)
        if slot in _TABLE_OF:
            return self.book.word(_TABLE_OF[slot], value, value)
        if slot == "brand":
            return plain(self._vocabulary.label(slot, value))
        return plain(self._known(slot, value) or _lowered(self._vocabulary.label(slot, value)))

    def is_sayable(self, slot: str, value: str) -> bool:
        """Whether the value has words in this language; a catalogue's English ones won't do in Chinese."""
        return self.language == "en" or bool(self._known(slot, value)) or not re.search(r"[A-Za-z]{2}", value)

    def is_known(self, slot: str, value: str) -> bool:
        """Whether the lexicon has a word for the value."""
        return bool(self._lexicon.label(slot, value, self.language))

    def _known(self, slot: str, value: str) -> str:
        known = self._lexicon.label(slot, value, self.language) or self.book.word("values", value)
        number, _, unit = value.partition(" ")
        if not known and number[:1].isdigit() and self.book.word("values", unit):
            return f"{number} {self.book.word('values', unit)}"
        return known

    def size(self, value: str) -> str:
        """ "size M" / "M 码"; a measure ("55 cm") or "one size" stands by itself."""
        if value.casefold() == "one size":
            return self.book.word("things", "one_size")
        bare = plain(value)
        return bare if _MEASURE.fullmatch(bare) and not bare[:2].isupper() else self.form("size", value=bare)

    def sizes(self, values: Sequence[str], *, last: str = "and") -> str:
        """ "sizes S, M and L"."""
        if len(values) == 1 or any(self.size(value) != self.form("size", value=plain(value)) for value in values):
            return self.listed([self.size(value) for value in values], last=last)
        return self.form("sizes", value=self.listed([plain(value) for value in values], last=last))

    def slot(self, slot: str) -> str:
        """What the slot is called."""
        return self.book.word("slots", slot, plain(slot.replace("_", " ")))

    def listed(self, parts: Sequence[str], *, last: str = "and") -> str:
        """ "a, b and c". `last`: "or", "either" (in a question), "enum" (an enumeration, which Chinese never joins)."""
        if len(parts) < 2:
            return "".join(parts)
        head = self.book.word("things", "comma").join(parts[:-1])
        return self.glued(head, self.book.word("things", last), parts[-1])

    def rating(self, rating: float, count: int) -> str:
        """ "4.6 from 120 reviews"; the rating alone where nobody is counted."""
        if count < 1:
            return f"{rating:.1f}"
        if count == 1:
            return self.form("rating_counted_one", rating=f"{rating:.1f}")
        return self.form("rating_counted", rating=f"{rating:.1f}", count=f"{count:,}")

    def plural(self, category: str) -> str:
        """A kind of product in the plural."""
        if known := self.book.word("plurals", category):
            return known
        label = self.value("category", category)
        return label if self.language == "zh" else _plural(label)

    def unit(self, categories: Sequence[str]) -> str:
        """The Chinese measure word for pieces of a product; "" in English."""
        if self.language != "zh":
            return ""
        return next((u for c in reversed(categories) if (u := self.book.word("counters", c))), "件")

    def form(self, key: str, **values: str) -> str:
        """One of the `form` phrases: how a value is written, which does not vary."""
        return self.book.say(f"form.{key}", values, turn_index=0)

    def glued(self, *parts: str) -> str:
        """The parts in a row, with a Chinese text's spaces around Latin letters."""
        text = ""
        for part in parts:
            text = self.book.glue(text, part)
        return text


_TABLE_OF = {"gender": "genders", "age_group": "ages", "availability": "availabilities"}


def _lowered(label: str) -> str:
    """ "Zip" in the middle of a sentence is "zip"; "USB-C" and "LumaTech" stay."""
    return label.lower() if label[1:].islower() or label.istitle() else label


def _plural(noun: str) -> str:
    if noun.endswith("s") and not noun.endswith(("ss", "us")):
        return noun
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return f"{noun}es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}s"
