"""Words that look like a facet."""

import pytest

from assistant.understanding.lookalikes import only_meant
from tests.assistant.understanding.shop import lexicon

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("I want to watch it", []),
        ("a watch", ["watch"]),
        ("top choices", []),
        ("a top in red", ["top", "red"]),
        ("phone keyboard", ["keyboard"]),
        ("a bag for my laptop", ["bag"]),
        ("something to match this dress", []),
        ("a scent of lavender", []),
        ("a lavender vase", ["lavender", "vase"]),
        ("is it in stock?", []),
        ("in stock only", ["in_stock"]),
        ("有货吗", []),
        ("放手机的包", ["bag"]),
        ("a gift for him", ["gift", "male"]),
        ("ask him", []),
    ],
)
def test_mention_kept_is_one_that_is_meant(text: str, meant: list[str]) -> None:
    """Verbs, modifiers, what it should go with, smells and questions are no wishes."""
    assert [mention.value for mention in only_meant(lexicon().find(text), text)] == meant
