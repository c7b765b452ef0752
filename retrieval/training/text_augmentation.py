"""Captions said in other ways: synonyms, words left out, put in, swapped and misspelt. Pure, chance passed in."""

from collections.abc import Callable, Mapping
from random import Random

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "t-shirt": ("tee", "tshirt", "t shirt"), "tshirt": ("tee", "t-shirt"), "t-shirts": ("tees",), "grey": ("gray",),
    "shoes": ("footwear",), "sneakers": ("trainers",), "trousers": ("pants",), "jackets": ("coats",),
    "sweater": ("jumper", "pullover"), "handbags": ("purses", "bags"), "sunglasses": ("shades",),
    "men": ("man", "mens", "men's", "male"), "women": ("woman", "womens", "women's", "ladies", "female"),
    "boys": ("boy's", "boy"), "girls": ("girl's", "girl"), "kids": ("children's",), "watches": ("watch",),
    "checked": ("check", "plaid"), "check": ("checked", "plaid"), "striped": ("stripes", "stripe"),
    "printed": ("print",), "caps": ("cap",), "navy": ("dark blue", "navy blue"), "beige": ("cream",),
    "maroon": ("dark red",), "backpacks": ("rucksack", "backpack"), "perfume": ("fragrance",),
}  # fmt: skip
"""Words of shop captions and what else they are called."""

FILLERS = ("a", "the", "new", "nice", "for sale", "buy", "looking for", "a photo of", "great", "some")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def replace_synonym(words: list[str], rng: Random) -> list[str]:
    """One word that has a synonym becomes it."""
    places = [place for place, word in enumerate(words) if word.lower() in SYNONYMS]
    if not places:
        return words
    place = rng.choice(places)
    return [*words[:place], rng.choice(SYNONYMS[words[place].lower()]), *words[place + 1 :]]


def insert_filler(words: list[str], rng: Random) -> list[str]:
    """A word that says nothing is put in front or in between."""
    place = rng.choice((0, 0, rng.randrange(len(words) + 1)))
    return [*words[:place], rng.choice(FILLERS), *words[place:]]


def delete_word(words: list[str], rng: Random) -> list[str]:
    """One of three words or more is left out."""
    if len(words) < 3:
        return words
    place = rng.randrange(len(words))
    return words[:place] + words[place + 1 :]


def swap_words(words: list[str], rng: Random) -> list[str]:
    """Two neighbours change places."""
    if len(words) < 2:
        return words
    place = rng.randrange(len(words) - 1)
    return [*words[:place], words[place + 1], words[place], *words[place + 2 :]]


def misspell(words: list[str], rng: Random) -> list[str]:
    """One letter of a longer word is dropped, doubled, changed or swapped with the next."""
    places = [place for place, word in enumerate(words) if len(word) > 4 and word.isascii()]
    if not places:
        return words
    place = rng.choice(places)
    word = words[place]
    at = rng.randrange(1, len(word) - 1)
    misspelt = rng.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + rng.choice(LETTERS) + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
    return [*words[:place], misspelt, *words[place + 1 :]]


def reorder(words: list[str], rng: Random) -> list[str]:
    """The caption's two halves change places: "men navy shirt" and "navy shirt men" mean the same."""
    if len(words) < 3:
        return words
    cut = rng.randrange(1, len(words))
    return words[cut:] + words[:cut]


AUGMENTATIONS: tuple[Callable[[list[str], Random], list[str]], ...] = (
    replace_synonym, insert_filler, delete_word, swap_words, misspell, reorder,
)  # fmt: skip


def augment_text(text: str, rng: Random, *, p: float = 0.5) -> str:
    """`text` as somebody else might put it: each time with probability `p` one change, then perhaps one more.

    Text without spaces (Chinese) keeps its words and may gain nothing but a filler's absence: it is returned as it is.
    """
    words = text.split()
    while len(words) > 1 and rng.random() < p:
        words = rng.choice(AUGMENTATIONS)(words, rng)
        p /= 2
    return " ".join(words)
