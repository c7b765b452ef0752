"""The sentences that are trained on."""

from random import Random

import pytest

from assistant.messages import Language
from assistant.speech.training.heard_text import heard, is_held_out, language_of
from assistant.speech.training.sentences import (
    MAX_WORDS,
    PIECES_SHARE,
    Grammar,
    Sentence,
    Sentences,
    intent_examples,
    length,
)

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("language", ["en", "zh"])
def test_sentences_are_many_and_of_the_language(language: Language) -> None:
    """The grammar is no list of phrases: of 500 drawn, most differ; each is written as it is heard, and short."""
    grammar = Grammar(language, brands=("Maren Oake",))
    sentences = [grammar.draw(Random(seed)) for seed in range(500)]
    assert len({sentence.text for sentence in sentences}) > 400
    for sentence in sentences:
        assert sentence.text == heard(sentence.text)
        assert 0 < length(sentence.text) <= MAX_WORDS
        assert sentence.language == language
    assert sum(language_of(sentence.text) == language for sentence in sentences) >= 495


def test_sizes_are_written_in_figures_and_spoken_in_words() -> None:
    """The parser reads "size 42", the synthesiser is given "size forty two"; prices are words in both."""
    rng, grammar = Random(3), Grammar("en")
    sentences = [grammar.draw(rng) for _ in range(2000)]
    sized = [sentence for sentence in sentences if "size 42" in sentence.text]
    assert sized
    assert all("size forty two" in sentence.spoken for sentence in sized)
    assert any(sentence.text.endswith("dollars") for sentence in sentences)
    assert not any("$" in sentence.text for sentence in sentences)


def test_training_and_judging_share_no_sentence() -> None:
    """Held-out sentences are the held-out ones, and nothing else is drawn for judging."""
    texts = [f"the {word} was closed on monday" for word in ["bank", "shop", "zoo", "bar", "gym", "pub", "inn", "spa"]]
    trained, judged = Sentences(texts=texts), Sentences(texts=texts, held_out=True)
    rng = Random(1)
    for language in ("en", "zh"):
        assert not any(is_held_out(trained.draw(language, rng).text) for _ in range(200))
        assert all(is_held_out(judged.draw(language, rng).text) for _ in range(20))


@pytest.mark.parametrize(("language", "longest"), [("en", 4 * 3), ("zh", 4 * 6)])
def test_pieces_are_put_together_for_training_only(language: Language, longest: int) -> None:
    """Two to four pieces of three words or six characters at most; who judges hears whole sentences alone."""
    trained, rng = Sentences(), Random(5)
    for _ in range(300):
        text = trained.from_pieces(language, rng).text
        assert text == heard(text)
        assert not is_held_out(text)
        assert not any(character.isdigit() for character in text)
        assert 1 <= len(text.split() if language == "en" else text.replace(" ", "")) <= longest
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trained, "from_pieces", lambda *_: Sentence("pieces", "pieces", language))
        n_pieces = sum(trained.draw(language, rng).text == "pieces" for _ in range(2000))
        assert n_pieces == pytest.approx(2000 * PIECES_SHARE, abs=100)
        judged = Sentences(held_out=True)
        patch.setattr(judged, "from_pieces", lambda *_: pytest.fail("pieces are no whole sentences"))
        assert all(judged.draw(language, rng).text for _ in range(40))


def test_texts_with_figures_or_too_long_are_left_out() -> None:
    """How a figure is spoken is not known, and nobody says forty words in a breath."""
    sentences = Sentences(texts=["call 555 0199 now", " ".join(["word"] * 40), "an entirely unusual remark"])
    drawn = {sentences.draw("en", Random(seed)).text for seed in range(300)}
    assert "an entirely unusual remark" in drawn
    assert not any("555" in text or text.startswith("word word") for text in drawn)


def test_examples_of_all_intents_are_there_in_both_languages() -> None:
    """They are what shoppers say of orders, returns and thanks."""
    examples = intent_examples()
    assert {language_of(text) for text in examples} == {"en", "zh"}
    assert len(examples) > 1000
