from collections.abc import Sequence

import numpy as np
import pytest

from assistant.errors import PromptError
from assistant.messages import INTENTS
from assistant.understanding.examples import NearestExamples, NgramIndex, embed_cached, load_examples, ngrams
from retrieval.embedders import Embeddings

pytestmark = pytest.mark.unit


class LengthEmbedder:
    """Texts of the same length are the same; counts what it is asked for."""

    model_id = "length"
    dimension = 2

    def __init__(self) -> None:
        self.n_embedded = 0

    def embed(self, texts: Sequence[str]) -> Embeddings:
        self.n_embedded += len(texts)
        angles = np.array([len(text) for text in texts], np.float32)
        return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def test_every_intent_has_examples_in_both_languages():
    """At least 25 each, so that no intent is voted down for want of examples."""
    examples = load_examples()
    assert tuple(e.intent for e in examples) == INTENTS
    assert all(len(e.en) >= 25 and len(e.zh) >= 25 and e.meaning for e in examples)


def test_no_example_stands_under_two_intents():
    """The same words under two intents would vote against each other."""
    texts = [text for e in load_examples() for text in (*e.en, *e.zh)]
    assert len(texts) == len(set(texts))


def test_missing_field_is_reported_with_its_file(tmp_path):
    """A store that forgets a language learns where."""
    for intent in INTENTS:
        (tmp_path / f"{intent}.yaml").write_text("meaning: x\nen: [a]\n", encoding="utf-8")
    with pytest.raises(PromptError, match=r"search\.yaml needs meaning, en and zh"):
        load_examples(tmp_path)


def test_ngrams_of_english_are_words_and_their_parts():
    """ "Hat" is itself padded, its 3-grams and its 4-grams."""
    assert ngrams("Hat!") == ["<hat>", "<ha", "hat", "at>", "<hat", "hat>"]


def test_ngrams_of_chinese_are_runs_of_up_to_three():
    """Two characters give two unigrams and one bigram; punctuation parts words."""
    assert ngrams("帽子，") == ["帽", "子", "帽子"]


def test_similarity_is_one_for_the_same_text_and_zero_for_a_strange_one():
    """Cosine: 1 with itself, 0 where no n-gram is shared."""
    index = NgramIndex(["red hat", "blue shoe"])
    assert index.similarity("red hat") == pytest.approx([1.0, 0.0], abs=1e-6)
    assert index.similarity("qqq") == pytest.approx([0.0, 0.0])


def test_nearest_examples_vote_for_their_intent():
    """Two examples of one intent outvote one of another that is as near; shares sum to 1."""
    texts = ["add it", "add this", "remove it"]
    examples = NearestExamples(
        texts, ["add_to_cart", "add_to_cart", "remove_from_cart"], np.zeros((3, 2), np.float32), "zh"
    )
    votes = examples.vote("add it", np.zeros(2, np.float32))
    assert votes.best == "add_to_cart"
    assert sum(votes.shares.values()) == pytest.approx(1)
    assert votes.nearest == pytest.approx(0.8, abs=1e-5)  # w = 0.2 for the embedding, which is zero here
    assert votes.among(["remove_from_cart"], "help") == "remove_from_cart"
    assert votes.among(["greet"], "help") == "help"


def test_cached_embeddings_are_not_computed_again(tmp_path):
    """A second process with the same texts reads them; other texts are embedded."""
    embedder = LengthEmbedder()
    first = embed_cached(["a", "bb"], embedder, tmp_path)
    again = embed_cached(["a", "bb"], embedder, tmp_path)
    assert embedder.n_embedded == 2
    np.testing.assert_array_equal(first, again)
    embed_cached(["a", "ccc"], embedder, tmp_path)
    assert embedder.n_embedded == 4


def test_damaged_cache_is_computed_again(tmp_path):
    """A torn file, or one of the wrong shape, is replaced."""
    embedder = LengthEmbedder()
    embed_cached(["a"], embedder, tmp_path)
    (file,) = tmp_path.glob("*.npy")
    file.write_bytes(b"\x93NUMPY torn")
    embed_cached(["a"], embedder, tmp_path)
    np.save(file, np.zeros((7, 2), np.float32))
    embed_cached(["a"], embedder, tmp_path)
    assert embedder.n_embedded == 3
    assert np.load(file).shape == (1, 2)


def test_unwritable_cache_costs_no_answer(tmp_path):
    """A directory that cannot be made (a file is in its way) or none at all: the embeddings come anyway."""
    (tmp_path / "file").write_text("")
    embedder = LengthEmbedder()
    assert embed_cached(["a"], embedder, tmp_path / "file" / "cache").shape == (1, 2)
    assert embed_cached(["a"], embedder, None).shape == (1, 2)


def test_progress_ends_at_the_total():
    """`on_progress` is told (done, total) batch by batch."""
    seen: list[tuple[int, int]] = []
    embed_cached(["x"] * 100, LengthEmbedder(), None, lambda done, total: seen.append((done, total)))
    assert seen == [(64, 100), (100, 100)]
