"""Captions in other words."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.training.text_augmentation import (
    augment_text,
    delete_word,
    insert_filler,
    misspell,
    reorder,
    replace_synonym,
    swap_words,
)

pytestmark = pytest.mark.unit

WORDS = ["men", "navy", "shirt"]


def test_synonym_replaces_one_word() -> None:
    assert replace_synonym(["grey", "vase"], Random(1)) == ["gray", "vase"]
    assert replace_synonym(["vase"], Random(1)) == ["vase"]


def test_deletion_keeps_two_words() -> None:
    assert len(delete_word(WORDS, Random(1))) == 2
    assert delete_word(["navy", "shirt"], Random(1)) == ["navy", "shirt"]


def test_insertion_keeps_the_words_in_order() -> None:
    longer = insert_filler(WORDS, Random(3))
    assert len(longer) == 4
    assert [word for word in longer if word in WORDS] == WORDS


def test_swap_and_reorder_keep_the_words() -> None:
    for seed in range(10):
        assert sorted(swap_words(WORDS, Random(seed))) == sorted(WORDS)
        assert sorted(reorder(WORDS, Random(seed))) == sorted(WORDS)


def test_misspelling_changes_long_english_words_only() -> None:
    assert misspell(["navy", "蓝色的牛仔裤"], Random(1)) == ["navy", "蓝色的牛仔裤"]
    assert {misspell(["jackets"], Random(seed))[0] for seed in range(20)} != {"jackets"}


@given(st.text(max_size=40), st.integers(0, 999))
def test_augmented_text_is_reproducible_and_never_lost(text: str, seed: int) -> None:
    """The same chance gives the same words, and whoever says something still says something."""
    first = augment_text(text, Random(seed))
    assert first == augment_text(text, Random(seed))
    assert bool(first) == bool(text.split())


def test_text_without_spaces_stays() -> None:
    assert all(augment_text("蓝色牛仔裤", Random(seed)) == "蓝色牛仔裤" for seed in range(20))
