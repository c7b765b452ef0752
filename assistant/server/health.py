"""Is the server alive, and can it serve? `/healthz` asks the first, `/readyz` the second. Blocking."""

from collections.abc import Callable

from assistant.errors import AssistantError
from assistant.server.counter import Counter
from retrieval.errors import RetrievalError
from retrieval.query import Query

PROBE = "a blue jacket"
"""An utterance that every shop answers, if only with nothing."""


def readiness(counter: Counter) -> dict[str, str]:
    """What serving needs, each "ok" or what is wrong with it: the store, the models, each shop's snapshot.

    A language model is not asked: it is not needed, and anybody could have its tokens spent by asking us.
    """
    checks: dict[str, Callable[[], object]] = {"store": counter.store.check}
    for name, shop in counter.shops.items():
        checks[f"models.{name}"] = lambda shop=shop: shop.shop.embedder.embed([PROBE])  # type: ignore[misc]
        checks[f"snapshot.{name}"] = lambda shop=shop: shop.shop.search(Query(text=PROBE, k=1))  # type: ignore[misc]
    found = {name: _outcome(check) for name, check in checks.items()}
    return {**found, "draining": "yes"} if counter.is_draining else found


def is_ready(found: dict[str, str]) -> bool:
    """Whether everything is well."""
    return all(outcome == "ok" for outcome in found.values())


def _outcome(check: Callable[[], object]) -> str:
    try:
        check()
    except (AssistantError, RetrievalError) as error:
        return type(error).__name__
    except Exception as error:  # a probe must tell of everything
        return type(error).__name__
    return "ok"
