"""Small recorded turns, as `ask --json` prints them."""

from typing import Any

from evals.scenario_checks import PlayedTurn

RED_DRESS = {
    "product_id": "dress-1",
    "offer_id": "dress-1-red-m",
    "title": "Petra Midi Dress",
    "price": 56.9,
    "currency": "USD",
    "attributes": {
        "category": ["dress", "clothing"],
        "color": ["red"],
        "size": ["M"],
        "availability": "in_stock",
        "rating": 4.5,
    },
    "rank": 1,
    "reasons": ["red"],
}
BLUE_DRESS = {
    "product_id": "dress-2",
    "offer_id": "dress-2-blue-m",
    "title": "Noor Shirt Dress",
    "price": 80.0,
    "currency": "USD",
    "attributes": {
        "category": ["dress", "clothing"],
        "color": ["blue"],
        "size": ["M"],
        "availability": "in_stock",
        "rating": None,
    },
    "rank": 2,
    "reasons": ["a dress"],
}


def wish(slot: str, value: list[str] | float, op: str = "in", *, is_hard: bool = True) -> dict[str, Any]:
    """A ledger entry."""
    return {
        "slot": slot,
        "op": op,
        "value": value,
        "unit": None,
        "is_hard": is_hard,
        "source": "",
        "provenance": "said",
        "turn": 1,
    }


def played(*cards: dict[str, Any], say: str = "dress", amounts: tuple[float, ...] = (), **changes: Any) -> PlayedTurn:
    """A turn in which nothing is wrong, but for the changes."""
    titles = tuple((str(card["title"]),) for card in cards)
    json = {
        "turn": 1,
        "language": "en",
        "intent": "search",
        "sentiment": "neutral",
        "photo": None,
        "notes": [],
        "action": "search",
        "ledger": [wish("category", ["dress"])],
        "cards": list(cards),
        "reply": " ".join(["I have these:", *(names[0] + "." for names in titles)]),
        "relaxed": [],
        "clarify": None,
        "answer": None,
        "cart": [],
        "timings_ms": {"cards": 5.0, "total": 9.0},
    }
    return PlayedTurn(say, json | changes, titles=titles, amounts=frozenset(amounts))
