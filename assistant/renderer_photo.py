"""The words about a shopper's photo: what it seems to show, why it is of no use, and the list that looks like it."""

from collections.abc import Mapping, Sequence

from assistant.labels import Labels
from assistant.ledger import seen_constraints
from assistant.messages import Outcome, Understanding
from assistant.noun_phrase import noun_phrase
from assistant.speaker import Speaker
from retrieval.constraints import Constraint
from retrieval.photos import Sight

_LOOKS = ("color", "pattern", "material")
"""What is said of a thing in a photo in front of its name, in this order."""


def seen_words(speaker: Speaker, understanding: Understanding) -> str:
    """What the photo of this turn shows, as far as that is sure; "" in a turn without a photo."""
    if understanding.photo is None:
        return ""
    sights = sights_phrase(understanding.photo.sights, speaker.labels)
    return speaker.say("photo.seen", sights=sights) if sights else speaker.say("photo.unsure")


def sights_phrase(sights: Sequence[Sight], labels: Labels) -> str:
    """ "a blue floral dress", "blue jeans", "something blue"; "" where nothing is sure."""
    seen = {wish.slot: wish for wish in seen_constraints(sights)}
    looks = [_joined(seen[slot], labels) for slot in _LOOKS if slot in seen]
    kinds = seen["category"].names if "category" in seen else ()
    if not kinds and not looks:
        return ""
    if not kinds:
        return labels.form("something", value=labels.glued(*looks) if labels.language == "zh" else " ".join(looks))
    if labels.language == "zh":
        return labels.glued(*looks, labels.value("category", kinds[0]))
    return _with_article(" ".join([*looks, _named(kinds[0], labels)]), is_one=_is_countable(kinds[0], labels))


def likeness_intro(
    speaker: Speaker, understanding: Understanding, outcome: Outcome, constraints: Sequence[Constraint]
) -> str:
    """Before the cards of a list that was chosen for its looks; "" where there was nothing to choose from."""
    hard = [c for c in constraints if c.is_hard and c.slot != "availability"]
    again = "" if understanding.photo else "_again"
    if not hard:
        return speaker.say(f"photo.alike{again}")
    if outcome.n_matching <= len(outcome.cards):
        return ""
    things = noun_phrase(hard, speaker.labels, count=outcome.n_matching)
    return speaker.say(f"photo.alike_among{again}", things=things)


def photo_note(speaker: Speaker, details: Mapping[str, str]) -> str:
    """Why the photo is of no use, and what to do about it."""
    return speaker.say(f"photo.fault.{details['fault']}")


def _joined(wish: Constraint, labels: Labels) -> str:
    return labels.listed([labels.value(wish.slot, name) for name in wish.names])


def _named(kind: str, labels: Labels) -> str:
    return labels.value("category", kind) if _is_countable(kind, labels) else labels.plural(kind)


def _is_countable(kind: str, labels: Labels) -> bool:
    """Whether one speaks of one of them: a dress, but jeans, sneakers, outerwear, things for the home."""
    name, several = labels.value("category", kind), labels.plural(kind)
    return not (several == name or labels.book.word("counters", kind) or several.count(" ") > name.count(" "))


def _with_article(phrase: str, *, is_one: bool) -> str:
    if not is_one:
        return phrase
    return f"{'an' if phrase[:1].casefold() in 'aeiou' else 'a'} {phrase}"
