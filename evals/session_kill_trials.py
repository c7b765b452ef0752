"""Kills processes that accept and finish turns, with SIGKILL at random moments, and looks for anything lost or doubled.

Several writers at once, each in a conversation of its own that it resumes after every kill. Afterwards each turn that
was acknowledged has to be there, as it was sent; each that was finished has to be finished once, with the event that it
was given; and what is pending can be finished, once.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field

from assistant.dialogue_state import Event
from assistant.errors import SessionNotFound
from assistant.ledger import Edit
from assistant.messages import Card, Outcome, Turn, Understanding
from assistant.sessions.records import SessionKeys, TurnInputRecord
from assistant.sessions.store import SessionStore
from evals.forked_child import Child, Tell, fork
from retrieval.constraints import Constraint
from retrieval.demo_shop.generator import generate_products

N_WRITERS = 3
TRIALS_A_SESSION = 8
"""Then a writer begins a new conversation, so that resuming stays quick."""

REACH_S = 0.3
"""A kill comes within so long after the writers have resumed, or in every fourth trial after they were started."""

SHOP = "demo"
PRODUCTS = generate_products(n_products=20)


@dataclass
class Ledger:
    """What the parent knows of a writer's conversation."""

    keys: SessionKeys | None = None
    accepted: set[str] = field(default_factory=set)
    finished: set[str] = field(default_factory=set)
    next_turn: int = 0


class Trials:
    """One database, killed over and over."""

    def __init__(self, url: str, seed: int) -> None:
        self._url = url
        self._random = random.Random(seed)
        self._ledgers = [Ledger() for _ in range(N_WRITERS)]
        self.problems: list[str] = []
        self.n_accepted = 0
        self.n_finished = 0
        self.n_pending = 0

    def run(self, n_trials: int) -> None:
        with closing(SessionStore(self._url)) as store:
            store.migrate()
        for number in range(n_trials):
            if number % TRIALS_A_SESSION == 0:
                self._ledgers = [Ledger() for _ in range(N_WRITERS)]
            self._run_trial(number)

    def _run_trial(self, number: int) -> None:
        seed = self._random.randrange(2**32)
        writers = [
            fork(lambda tell, own=ledger, n=n: write(self._url, own, random.Random(seed + n), tell))  # type: ignore[misc]
            for n, ledger in enumerate(self._ledgers)
        ]
        for child in writers if number % 4 else ():
            child.wait_for("resumed")
        time.sleep(self._random.uniform(0, REACH_S))
        for child in self._random.sample(writers, N_WRITERS):
            child.end(kill=True)
        for ledger, child in zip(self._ledgers, writers, strict=True):
            self._note(number, ledger, child)
        for ledger in self._ledgers:
            if ledger.keys:
                self._check(number, ledger)

    def _note(self, number: int, ledger: Ledger, child: Child) -> None:
        """Takes in what a writer was told before it was killed."""
        for line in child.lines:
            word, *rest = line.split()
            if word == "keys":
                ledger.keys = SessionKeys(rest[0], rest[1], int(rest[2]))
            elif word == "resumed":
                continue
            elif word == "try":
                ledger.next_turn = max(ledger.next_turn, int(rest[0].rpartition("-")[2]) + 1)
            elif word == "accepted":
                ledger.accepted.add(rest[0])
                self.n_accepted += 1
            elif word == "finished":
                ledger.finished.add(rest[0])
                self.n_finished += 1
            else:
                self.problems.append(f"trial {number}: {line}")

    def _check(self, number: int, ledger: Ledger) -> None:
        """In a process of its own, as a server that starts again."""
        checker = fork(lambda tell: check(self._url, ledger, tell))
        status = checker.end(kill=False)
        for line in checker.lines:
            word, *rest = line.split()
            if word == "keys":
                ledger.keys = SessionKeys(rest[0], rest[1], int(rest[2]))
            elif word == "answered":
                ledger.accepted.add(rest[0])
                ledger.finished.add(rest[0])
                self.n_pending += 1
            else:
                self.problems.append(f"trial {number}: {line}")
        if status:
            self.problems.append(f"trial {number}: the check crashed")


def write(url: str, ledger: Ledger, chance: random.Random, tell: Tell) -> None:
    """Accepts and finishes turns as fast as it can, telling of each what was acknowledged."""
    store = SessionStore(url)
    keys = take_up(store, ledger, tell)
    tell("resumed")
    waiting: list[str] = []
    for number in range(ledger.next_turn, ledger.next_turn + 100_000):
        turn_id = f"turn-{number}"
        tell(f"try {turn_id}")
        if number % 5 == 4:
            store.record(keys.session_id, turn_id, input_of(turn_id), event_of(turn_id), {}, epoch=keys.epoch)
            tell(f"accepted {turn_id}")
            tell(f"finished {turn_id}")
            continue
        if store.accept(keys.session_id, turn_id, input_of(turn_id), epoch=keys.epoch):
            tell(f"accepted {turn_id}")
            waiting.append(turn_id)
        if len(waiting) > chance.randrange(4):
            done = waiting.pop(chance.randrange(len(waiting)))
            if store.finish(keys.session_id, done, event_of(done), shown_of(done), epoch=keys.epoch):
                tell(f"finished {done}")


def take_up(store: SessionStore, ledger: Ledger, tell: Tell) -> SessionKeys:
    """The conversation's keys: resumed with those last known, whose successors may have been lost in a kill."""
    if ledger.keys is None:
        keys = store.create(SHOP, "en")
    else:
        keys = store.resume(ledger.keys.session_id, ledger.keys.resume_token, shop=SHOP).keys
    tell(f"keys {keys.session_id} {keys.resume_token} {keys.epoch}")
    return keys


def check(url: str, ledger: Ledger, tell: Tell) -> None:
    """Tells of whatever is not as it should be, and answers what is pending."""
    assert ledger.keys, "nothing to check before there are keys"
    store = SessionStore(url)
    try:
        stored = store.resume(ledger.keys.session_id, ledger.keys.resume_token, shop=SHOP)
    except SessionNotFound:
        tell("the conversation is lost")
        return
    tell(f"keys {stored.keys.session_id} {stored.keys.resume_token} {stored.keys.epoch}")
    over = [item.turn_id for item in stored.history]
    pending = [turn.turn_id for turn in stored.pending]
    if len(set(over) | set(pending)) != len(over) + len(pending):
        tell("a turn is there twice")
    if lost := ledger.accepted - {*over, *pending}:
        tell(f"{len(lost)} accepted turns are lost: {min(lost)}")
    if lost := ledger.finished - set(over):
        tell(f"{len(lost)} finished turns are not over: {min(lost)}")
    if stored.events != tuple(event_of(turn_id) for turn_id in over):
        tell("the events are not those of the turns that are over")
    if any(turn.input != input_of(turn.turn_id) for turn in stored.pending):
        tell("a pending turn is not what was sent")
    for turn_id in pending:
        event, shown, epoch = event_of(turn_id), shown_of(turn_id), stored.keys.epoch
        answers = [store.finish(stored.keys.session_id, turn_id, event, shown, epoch=epoch) for _ in range(2)]
        if answers == [True, False]:
            tell(f"answered {turn_id}")
        else:
            tell(f"a pending turn was finished {sum(answers)} times")


def input_of(turn_id: str) -> TurnInputRecord:
    """What is sent under an id; every third turn with a picture."""
    number = int(turn_id.rpartition("-")[2])
    return TurnInputRecord(
        "text", f"words of {turn_id} 第{number}句", image=turn_id.encode() * 500 if number % 3 == 0 else None
    )


def event_of(turn_id: str) -> Event:
    """What comes of it: a turn of a kilobyte or two with cards, or an edit."""
    number = int(turn_id.rpartition("-")[2])
    if number % 5 == 4:
        return Edit(add=(Constraint("price", "lte", float(number)),))
    shown = (PRODUCTS[number % len(PRODUCTS)], PRODUCTS[(number + 1) % len(PRODUCTS)])
    cards = tuple(Card(product, product.offers[-1], rank) for rank, product in enumerate(shown, 1))
    return Turn(
        number, f"words of {turn_id}", Understanding("en", "search"), Outcome("search", cards), f"reply {turn_id}"
    )


def shown_of(turn_id: str) -> dict[str, str]:
    """What the client was shown of it."""
    return {"reply": turn_id}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--url", help="an empty PostgreSQL database; SQLite in a temporary folder where nothing is said"
    )
    options = parser.parse_args(arguments)
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        trials = Trials(options.url or f"sqlite:///{folder}/sessions.db", options.seed)
        trials.run(options.trials)
    for problem in trials.problems:
        print(problem)
    print(f"{options.trials} trials, {N_WRITERS} writers killed in each, in {time.monotonic() - start:.0f} s")
    print(f"{trials.n_accepted} turns acknowledged, {trials.n_finished} finished before the kills,", end=" ")
    print(f"{trials.n_pending} finished after them")
    print(f"{len(trials.problems)} lost or doubled")
    return 1 if trials.problems else 0


if __name__ == "__main__":
    sys.exit(main())
