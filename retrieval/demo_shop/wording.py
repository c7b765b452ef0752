"""Puts a demo product's facts in words: title, description and highlights, in English and Chinese.

Nothing is said that is not a fact of every offer; colours are never named, because an offer may not have them.
"""

from collections.abc import Sequence
from random import Random

from retrieval.catalog import LocalText
from retrieval.demo_shop.facts import Facts
from retrieval.demo_shop.phrases import (
    FACETS_ZH,
    FEATURES,
    INSULATED,
    MATERIALS_ZH,
    OCCASIONS,
    OPENERS,
    OPENERS_ZH,
    PATTERNS_ZH,
    PLURAL_NOUNS,
    PLURALS,
)

TITLE_FEATURES = ("waterproof", "hooded", "packable", "noise-cancelling", "wireless", "insulated", "high-waisted",
                  "foldable", "dimmable", "polarized", "windproof")  # fmt: skip
"""Features worth a word of the title, most telling first."""

TITLE_CASE = {"t-shirt": "T-Shirt"}
AUDIENCE = {"female": "women", "male": "men", "unisex": "everyone"}


def title(facts: Facts, rng: Random) -> str:
    """Model name, at most two telling facts, and the noun: "Harbour Hooded Rain Jacket"."""
    noun = " ".join(TITLE_CASE.get(word, word[:1].upper() + word[1:]) for word in facts.noun.split())
    said = facts.noun.split()
    telling = [_capitals(word) for word in _telling(facts, rng) if not set(word.split()) & {*said, "plastic"}]
    return " ".join([facts.name, *(["Kids"] if facts.is_for_kids else []), *telling, noun])


def description(facts: Facts, rng: Random) -> str:
    """Three to six sentences."""
    noun = facts.noun
    a_noun = noun if is_plural(noun) else f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
    opener = rng.choice(OPENERS[facts.kind.path[0]])
    sentences = [
        _made_of(facts, rng),
        *(_said(facts, feature)[0] for feature in facts.features[:4]),
        _for_whom(facts, rng),
    ]
    body = " ".join(sentence for sentence in sentences if sentence)
    if is_plural(noun):
        opener = opener.replace("{name} is {a_noun}", "{name} are {a_noun}").replace(" that goes", " that go")
        for singular, plural in PLURALS:
            body = body.replace(singular, plural)
    return f"{opener.format(name=facts.name, a_noun=a_noun, A_noun=a_noun[:1].upper() + a_noun[1:])} {body}"


def highlights(facts: Facts) -> tuple[str, ...]:
    """Up to four short labels."""
    labels = [FEATURES[feature][0] for feature in facts.features[:3]]
    if facts.materials:
        labels.append(f"Made of {_join(facts.materials)}")
    return tuple(labels)


def chinese(facts: Facts, rng: Random) -> LocalText:
    """The same in Chinese."""
    audience = {"female": "女士", "male": "男士"}.get(facts.gender, "")
    who = "儿童" if facts.is_for_kids else "" if audience and audience in facts.noun_zh else audience
    pattern = PATTERNS_ZH.get(facts.pattern, "")
    telling = [_said(facts, feature)[1] for feature in TITLE_FEATURES if feature in facts.features][:2]
    marks = "".join(mark for mark in (*telling, pattern) if mark not in facts.noun_zh)
    name = f"{facts.name_zh}{who}{marks}{facts.noun_zh}"
    labels = [_said(facts, feature)[1] for feature in facts.features]
    occasions = "、".join(OCCASIONS[occasion][1] for occasion in facts.occasions)
    shape = [FACETS_ZH[value] for value in facts.attributes.values() if value in FACETS_ZH]
    sentences = [
        rng.choice(OPENERS_ZH[facts.kind.path[0]]),
        f"主要材质为{'和'.join(MATERIALS_ZH[material] for material in facts.materials)}。" if facts.materials else "",
        f"{'、'.join(shape)}设计。" if shape else "",
        f"特点：{'、'.join(labels)}。" if labels else "",
        f"适合{occasions}。",
    ]
    made_of = [f"{MATERIALS_ZH[material]}材质" for material in facts.materials[:1]]
    return LocalText(name, "".join(sentences), (*labels[:3], *made_of))


def is_plural(noun: str) -> bool:
    """Whether one buys a pair (or a box) of it."""
    return noun.split()[-1] in PLURAL_NOUNS


def _telling(facts: Facts, rng: Random) -> list[str]:
    words = [feature for feature in TITLE_FEATURES if feature in facts.features]
    if facts.pattern != "solid":
        words.append(facts.pattern)
    if facts.attributes.get("length") in ("mini", "midi", "maxi"):
        words.append(facts.attributes["length"])
    words += [
        m
        for m in facts.materials[:1]
        if m not in ("metal", "gold", "paper") and facts.kind.path[0] != "Jewellery & watches"
    ]
    if facts.attributes.get("sleeve") == "sleeveless":
        words.append("sleeveless")
    n_words = rng.choice((0, 1, 1, 2))
    return words[:1] + rng.sample(words[1:], min(len(words[1:]), n_words - 1)) if n_words and words else []


def _made_of(facts: Facts, rng: Random) -> str:
    if not facts.materials:
        return ""
    template = rng.choice(("Made of {0}.", "We chose {0} for it.", "The makers use {0}.", "It comes in {0}."))
    extra = []
    if facts.pattern != "solid":
        extra.append(
            f"The pattern is {facts.pattern}." if facts.pattern != "graphic" else "It carries a graphic print."
        )
    return " ".join([template.format(_join(facts.materials)), *extra])


def _said(facts: Facts, feature: str) -> tuple[str, str]:
    """An English sentence and a Chinese label."""
    department = facts.kind.path[0]
    if feature == "insulated" and department in INSULATED:
        return INSULATED[department]
    return FEATURES[feature][1:]


def _for_whom(facts: Facts, rng: Random) -> str:
    things = _join([OCCASIONS[occasion][0] for occasion in facts.occasions])
    if facts.is_for_kids:
        return f"Made for kids, and good for {things}."
    audience = AUDIENCE.get(facts.gender, "")
    if audience and rng.random() < 0.6:
        return f"Made for {audience}, and good for {things}."
    return rng.choice((f"Good for {things}.", f"A natural choice for {things}.", f"Think of it for {things}."))


def _join(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} and {values[-1]}"


def _capitals(text: str) -> str:
    return "-".join(" ".join(word[:1].upper() + word[1:] for word in part.split()) for part in text.split("-"))
