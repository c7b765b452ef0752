"""Every claim of a reply ↔ a fact of the turn, else not said; cards are named in their order.

A sentence is cut into clauses; each claim of a clause belongs to the product that the clause names, or the sentence, or
the sentence before it. A sentence with one claim that has no evidence is replaced by what is known of its product, or
left out: half a sentence is no sentence.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from assistant import claim_patterns as patterns
from assistant.claims import extract
from assistant.evidence import Item, collect
from assistant.facts import facts_of
from assistant.judge import Context, find_problem
from assistant.labels import money
from assistant.mentions import NamedItems, find_mentions
from assistant.messages import Language, Outcome, Understanding
from assistant.phrases import load_phrases
from assistant.sentences import has_link, split_ready, without_markup
from retrieval.lexicon import Lexicon
from retrieval.vocabulary import Vocabulary

_CLAUSE = re.compile(
    r"[;；:：。!！?？()（）]|[,，](?!\d)|(?<!\d)\.(?!\d)"
    r"|\b(?:but|while|whereas|though|although)\b|但是|不过|而是|但(?!是)",
    re.IGNORECASE,
)
_COMMAND = re.compile(
    r"ignore (?:all |any |the )?(?:previous|prior|above|earlier)|system prompt|\bas an ai\b|<\|"
    r"|\b(?:assistant|system|user)\s*:|忽略(?:之前|以上|前面)|系统提示",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"「『]([^”\"」』]*)[”\"」』]")
_TALK = frozenset({"greet", "thanks", "goodbye", "help", "out_of_scope", "empty", "failed", "service"})
"""Turns without products, where a quotation is an example of what to say, not a claim."""


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence as it may be said (`text`, "" if left out), as it was written, and what was wrong with it."""

    text: str
    original: str
    problems: tuple[str, ...] = ()

    @property
    def grounded(self) -> bool:
        """Whether all of its claims have evidence."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class Grounding:
    """A whole reply, checked."""

    sentences: tuple[CheckedSentence, ...]

    @property
    def text(self) -> str:
        """The reply that may be said."""
        return "".join(sentence.text for sentence in self.sentences).strip()

    @property
    def n_ungrounded(self) -> int:
        """How many sentences were replaced or left out."""
        return sum(not sentence.grounded for sentence in self.sentences)


class GroundingStream:
    """Checks a reply while it is being written; remembers what was named, so that "it" is known and the order holds."""

    def __init__(
        self,
        outcome: Outcome,
        *,
        lexicon: Lexicon,
        vocabulary: Vocabulary,
        language: Language,
        understanding: Understanding | None = None,
    ) -> None:
        self._lexicon = lexicon
        self._language: Language = language
        self._evidence = collect(
            outcome, lexicon=lexicon, facts=facts_of(lexicon), language=language, understanding=understanding
        )
        self._context = Context(self._evidence, outcome, understanding, _brands(vocabulary))
        self._slot_names = tuple(load_phrases()[language].tables["slots"].values())
        self._titles = tuple(name for item in self._evidence.items for name in item.names)
        self._buffer = ""
        self._focus: tuple[Item, ...] = ()
        self._named: set[int] = set()

    def feed(self, delta: str) -> list[CheckedSentence]:
        """The sentences that are complete now, checked."""
        self._buffer += delta
        ready, self._buffer = split_ready(self._buffer, self._titles)
        return [self._check(sentence) for sentence in ready]

    def finish(self) -> list[CheckedSentence]:
        """What is left at the end of the reply, with or without an end mark."""
        rest, self._buffer = self._buffer, ""
        ready, last = split_ready(rest + "\n", self._titles)
        pieces = [*ready, last] if last.strip() else ready
        if pieces and not rest.endswith("\n"):
            pieces[-1] = pieces[-1].removesuffix("\n")
        return [self._check(piece) for piece in pieces if piece.strip()]

    def _check(self, original: str) -> CheckedSentence:
        text = without_markup(original)
        if not text.strip():
            return CheckedSentence("", original, ("link",)) if has_link(original) else CheckedSentence(text, original)
        mentions = find_mentions(text, self._evidence.items)
        problems: tuple[str, ...] = tuple(dict.fromkeys(self._problems(original, text, mentions)))
        if problems:
            return CheckedSentence(self._replacement(text, mentions), original, problems)
        self._remember(mentions)
        return CheckedSentence(text, original)

    def _problems(self, original: str, text: str, mentions: Sequence[NamedItems]) -> Iterator[str]:
        if has_link(original):
            yield "link"
        yield from self._out_of_order(mentions)
        masked = self._mask(text, mentions)
        if _COMMAND.search(masked):
            yield "command"
        is_denial = bool(patterns.NOT.search(masked) or patterns.NOT_AFTER.search(masked))
        # A brand that was asked for names no product: "15 jackets by Daywright, ideally for hiking".
        mentions = [m for m in mentions if m.by_title or not self._is_wanted_brand(text[m.start : m.end])]
        subject = mentions[0].items if mentions else self._focus
        for start, end in _clauses(masked):
            is_start = not masked[:start].strip()
            clause = masked[start:end]
            for claim in extract(clause, self._lexicon, shields=self._slot_names, is_start=is_start):
                problem = find_problem(
                    claim,
                    clause,
                    target=_target(masked, start + claim.start, (start, end), mentions),
                    subject=subject,
                    focus=self._focus,
                    is_denial=is_denial,
                    context=self._context,
                )
                if problem:
                    yield problem

    def _is_wanted_brand(self, name: str) -> bool:
        return ("brand", name.casefold()) in self._evidence.wanted | self._evidence.unwanted

    def _out_of_order(self, mentions: Sequence[NamedItems]) -> Iterator[str]:
        """A card named for the first time after a card that stands behind it."""
        named = set(self._named)
        for rank in _first_named(mentions, named):
            if named and rank < max(named):
                yield "order"
            named.add(rank)

    def _mask(self, text: str, mentions: Sequence[NamedItems]) -> str:
        """The text with names blanked out, and with what is only quoted."""
        spans = [(mention.start, mention.end) for mention in mentions]
        for match in _QUOTED.finditer(text):
            is_example = self._context.outcome.kind in _TALK
            if is_example or match[1].casefold() in self._evidence.quotes:
                spans.append(match.span())
        for start, end in spans:
            text = text[:start] + "\x00" * (end - start) + text[end:]
        return text

    def _remember(self, mentions: Sequence[NamedItems]) -> None:
        if mentions:
            self._focus = tuple(dict.fromkeys(item for mention in mentions for item in mention.items))
        self._named |= set(_first_named(mentions, self._named))

    def _replacement(self, text: str, mentions: Sequence[NamedItems]) -> str:
        """What is known of the first product of the sentence, if it was not named before and its turn has come."""
        items = next((mention.items for mention in mentions if mention.by_title), ())
        if len(items) != 1 or items[0].rank in self._named or items[0].rank < max(self._named, default=0):
            return ""
        item = items[0]
        self._named.add(item.rank)
        self._focus = (item,)
        title = item.names[-1] if self._language == "zh" else item.names[0]
        price = money(item.price, item.shown.currency, book=load_phrases()[self._language])
        gap = text[len(text.rstrip()) :]
        return f"{title}：{price}。{gap}" if self._language == "zh" else f"{title}: {price}.{gap}"


def check(
    text: str,
    outcome: Outcome,
    *,
    lexicon: Lexicon,
    vocabulary: Vocabulary,
    language: Language,
    understanding: Understanding | None = None,
) -> Grounding:
    """Checks a whole reply."""
    stream = GroundingStream(
        outcome, lexicon=lexicon, vocabulary=vocabulary, language=language, understanding=understanding
    )
    return Grounding((*stream.feed(text), *stream.finish()))


def _brands(vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(vocabulary.label("brand", value).casefold() for value in vocabulary.values("brand"))


def _first_named(mentions: Sequence[NamedItems], named: Collection[int]) -> list[int]:
    """The ranks of cards that the mentions name for the first time; of several with one title the next is meant."""
    new: list[int] = []
    for mention in mentions:
        ranks = {item.rank for item in mention.items if item.rank}
        if mention.by_title and ranks and not ranks & {*named, *new}:
            last = max((*named, *new), default=0)
            new.append(min((rank for rank in ranks if rank > last), default=min(ranks)))
    return new


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _CLAUSE.finditer(text):
        if text[start : match.start()].strip():
            yield start, match.start()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


def _target(text: str, position: int, clause: tuple[int, int], mentions: Sequence[NamedItems]) -> tuple[Item, ...]:
    """The items that a claim at `position` is about.

    Those named last before it in its clause (two neighbours are one subject), else first in it; else the nearest before
    it between semicolons, else after it there ("at $40, the Halden"; the next semicolon begins another subject); else
    the nearest before it at all, else the first.
    """
    inside = [mention for mention in mentions if clause[0] <= mention.start < clause[1]]
    before = [mention for mention in inside if mention.end <= position]
    if len(before) > 1 and before[-1].start - before[-2].end <= _NEAR:
        return (*before[-2].items, *before[-1].items)
    begin = max((match.end() for match in _SEMICOLON.finditer(text, 0, position)), default=0)
    following = _SEMICOLON.search(text, position)
    end = following.start() if following else len(text)
    part = [mention for mention in mentions if begin <= mention.start < end]
    earlier = [mention for mention in mentions if mention.end <= position]
    choices = (
        before[-1:],
        inside[:1],
        [mention for mention in part if mention.end <= position][-1:],
        part[:1],
        earlier[-1:],
        mentions[:1],
    )
    return next((chosen[0].items for chosen in choices if chosen), ())


_SEMICOLON = re.compile(r"[;；]")
_NEAR = 8
"""Characters between two names that stand for one subject: " and the ", "和"."""
