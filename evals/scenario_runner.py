"""Plays scripted conversations in process: every layer is the real one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Literal, Protocol

from assistant import wire
from assistant.conversation import Conversation
from assistant.errors import AssistantError
from assistant.messages import Card, Turn
from assistant.session import TurnDone
from evals.odd_photos import odd_photo, offer_photo
from evals.scenario_checks import PlayedTurn, check_expectation
from evals.scenario_promises import check_promises, sayable_amounts
from evals.scenarios import PhotoShown, Scenario, ScenarioError
from retrieval.errors import RetrievalError

Status = Literal["passed", "failed", "skipped", "error"]


class ShopAbsentError(Exception):
    """The data of a shop is not on this machine: its scenarios are skipped, with this reason."""


class Player(Protocol):
    """Has a conversation with a shop."""

    def restart(self) -> None:
        """Forgets the conversation so far."""
        ...

    def play(self, text: str, photo: PhotoShown | None = None) -> PlayedTurn:
        """Says something, or shows a photo as well, and hears the answer out. Raises `ScenarioError`."""
        ...


OpenPlayer = Callable[[str], Player]
"""Opens the shop of this name. Raises `ShopAbsentError`."""


@dataclass(frozen=True, slots=True)
class TurnProblem:
    """What was wrong with a turn (from 1)."""

    turn: int
    say: str
    problem: str

    def __str__(self) -> str:
        return f"turn {self.turn} {self.say[:60]!r}: {self.problem}"


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """How a scenario went. `reason` says why it was skipped or could not be played to its end."""

    scenario: Scenario
    status: Status
    problems: tuple[TurnProblem, ...] = ()
    reason: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over scenarios; one that could not be played says nothing of the assistant and is not averaged over."""

    n_passed: int
    n_failed: int
    n_skipped: int
    n_errors: int

    @property
    def pass_rate(self) -> float:
        """Share of the scenarios played to their end in which everything held; 0 where none was."""
        n_judged = self.n_passed + self.n_failed
        return self.n_passed / n_judged if n_judged else 0.0

    @property
    def is_success(self) -> bool:
        """Whether all that could be played held, and something could."""
        return self.n_passed > 0 and not self.n_failed and not self.n_errors


def summarise(results: Iterable[ScenarioResult]) -> Summary:
    """The counts."""
    statuses = [result.status for result in results]
    return Summary(*(statuses.count(status) for status in ("passed", "failed", "skipped", "error")))


def play_scenarios(scenarios: Iterable[Scenario], open_player: OpenPlayer) -> Iterator[ScenarioResult]:
    """One result a scenario, as they come; each shop is opened once."""
    players: dict[str, Player | ScenarioFailure] = {}
    for scenario in scenarios:
        if scenario.shop not in players:
            players[scenario.shop] = _open(scenario.shop, open_player)
        player = players[scenario.shop]
        if isinstance(player, ScenarioFailure):
            yield ScenarioResult(scenario, player.status, reason=player.reason)
        else:
            yield play_scenario(scenario, player)


def play_scenario(scenario: Scenario, player: Player) -> ScenarioResult:
    """A conversation from its start; a turn that goes wrong does not end it."""
    started = perf_counter()
    history: list[PlayedTurn] = []
    problems: list[TurnProblem] = []
    reason = ""
    try:
        player.restart()
        for number, turn in enumerate(scenario.turns, 1):
            played = player.play(turn.text, turn.photo)
            found = check_expectation(turn.expect, played, history)
            found += check_promises(played, turn.language or scenario.language)
            problems += [TurnProblem(number, turn.say or "(a photo)", problem) for problem in found]
            history.append(played)
    except (RetrievalError, AssistantError, ScenarioError, OSError) as error:
        reason = f"{type(error).__name__}: {error}"
    status: Status = "error" if reason else "failed" if problems else "passed"
    return ScenarioResult(scenario, status, tuple(problems), reason, perf_counter() - started)


@dataclass(frozen=True, slots=True)
class ScenarioFailure:
    """Why no scenario of a shop can be played."""

    status: Status
    reason: str


def _open(shop: str, open_player: OpenPlayer) -> Player | ScenarioFailure:
    try:
        return open_player(shop)
    except ShopAbsentError as error:
        return ScenarioFailure("skipped", str(error))
    except (RetrievalError, AssistantError, OSError) as error:
        return ScenarioFailure("error", f"{type(error).__name__}: {error}")


class ConversationPlayer:
    """Talks to the assistant itself."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation

    def restart(self) -> None:
        """An empty conversation, with the same shop and the same models."""
        self._conversation.assistant.restore(())

    def play(self, text: str, photo: PhotoShown | None = None) -> PlayedTurn:
        """The turn, with the facts that its reply is to be held to."""
        data = self._photo_file(photo) if photo else None
        turns = [event.turn for event in self._conversation.take_turn(text, data) if isinstance(event, TurnDone)]
        assert len(turns) == 1, "a turn ends once"
        turn = turns[0]
        return PlayedTurn(
            say=text,
            json=self._conversation.turn_json(turn),
            titles=tuple(self._names(card) for card in turn.outcome.cards),
            cart=tuple(self._lines(turn)),
            amounts=sayable_amounts(turn.understanding, turn.outcome),
            n_ungrounded=turn.n_ungrounded,
        )

    def _photo_file(self, photo: PhotoShown) -> bytes:
        if photo.offer is None:
            return odd_photo(str(photo.odd))
        product_id, offer_id = photo.offer
        shop = self._conversation.shop
        try:
            picture = shop.image_path(shop.product(product_id).offer(offer_id))
        except KeyError:
            picture = None
        if picture is None:
            raise ScenarioError(f"the shop has no picture of {product_id}, {offer_id}")
        return offer_photo(picture, photo.odd)

    def _names(self, card: Card) -> tuple[str, ...]:
        said = {self._conversation.title(card.product, language) for language in ("en", "zh")}
        return (card.product.title, *sorted(said - {card.product.title}))

    def _lines(self, turn: Turn) -> Sequence[wire.Json]:
        cards = (Card(product, offer, rank) for rank, (product, offer) in enumerate(turn.outcome.cart_products, 1))
        return [wire.card_json(card, self._conversation.facets, lambda reason, card: "") for card in cards]
