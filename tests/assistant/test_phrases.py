"""`assistant.phrases`: strict files, deterministic variety."""

from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from assistant.errors import PromptError
from assistant.phrases import PhraseBook, load_phrases
from retrieval.lexicon import load_lexicon

pytestmark = pytest.mark.unit


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A copy of the installed phrase files, to spoil."""
    installed = Path(__file__).parents[2] / "prompts" / "phrases"
    for name in ("en.yaml", "zh.yaml"):
        (tmp_path / name).write_text((installed / name).read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def _spoil(directory: Path, group: str, key: str, variants: object) -> None:
    path = directory / "en.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["phrases"][group][key] = variants
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def test_installed_phrases_load_in_both_languages() -> None:
    """Both books have the same phrases."""
    books = load_phrases()
    assert set(books["en"].phrases) == set(books["zh"].phrases)


def test_every_feature_is_either_what_a_thing_is_or_what_it_has() -> None:
    """ "Durable suitcases", "suitcases with pockets": one that is neither becomes "suitcases with durable"."""
    tables = load_phrases()["en"].tables
    said = {*tables["adjectives"], *tables["features"]}
    assert [concept.value for concept in load_lexicon().concepts("feature") if concept.value not in said] == []


@pytest.mark.parametrize(
    ("variants", "complaint"),
    [
        (["I found them."], "misses {things}"),
        (["I found {things} and {more}."], "unknown {more}"),
        (["I found {things."], "intro.all"),
        ("I found {things}.", "list of texts"),
        ([], "list of texts"),
    ],
)
def test_phrase_with_wrong_names_raises_prompt_error(directory: Path, variants: object, complaint: str) -> None:
    """A missing or unknown name is found while loading, not while speaking."""
    _spoil(directory, "intro", "all", variants)
    with pytest.raises(PromptError) as caught:
        load_phrases(directory)
    assert complaint in str(caught.value)


def test_unknown_phrase_raises_prompt_error(directory: Path) -> None:
    """A phrase that the code never says is a typing mistake of one that it does."""
    _spoil(directory, "intro", "evrything", ["All."])
    with pytest.raises(PromptError, match=r"intro\.evrything"):
        load_phrases(directory)


@pytest.mark.parametrize("content", ["", "- a list", "phrases: {}", "phrases: [unclosed"])
def test_malformed_file_raises_prompt_error(directory: Path, content: str) -> None:
    """Whatever is wrong with a file, the error is ours and names it."""
    (directory / "zh.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(PromptError, match=r"zh\.yaml"):
        load_phrases(directory)


def test_missing_file_raises_prompt_error(tmp_path: Path) -> None:
    """A directory without phrases is no directory of phrases."""
    with pytest.raises(PromptError, match=r"en\.yaml cannot be read"):
        load_phrases(tmp_path)


def test_table_with_a_number_raises_prompt_error(directory: Path) -> None:
    """A word table maps words to words; an unquoted number is a mistake."""
    path = directory / "en.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("color: colour", "color: 5"), encoding="utf-8")
    with pytest.raises(PromptError, match="table slots"):
        load_phrases(directory)


def _book(*variants: str, language: str = "en") -> PhraseBook:
    return PhraseBook(language, {"hello": variants}, {})  # type: ignore[arg-type]


@pytest.mark.parametrize("n_variants", [2, 3, 4, 5])
def test_neighbouring_turns_never_say_the_same(n_variants: int) -> None:
    """Where there are two variants, consecutive turns differ, whatever they speak of."""
    book = _book(*(f"{letter} {{x}}" for letter in "abcde"[:n_variants]))
    said = [book.say("hello", {"x": str(turn * 7 % 5)}, turn_index=turn)[0] for turn in range(50)]
    assert all(first != second for first, second in pairwise(said))


def test_all_variants_are_said_some_time() -> None:
    """The content chooses among the variants of a turn, so that none is dead."""
    book = _book(*(f"{letter} {{x}}" for letter in "abcde"))
    assert {book.say("hello", {"x": str(turn)}, turn_index=turn)[0] for turn in range(100)} == set("abcde")


def test_same_turn_says_the_same_again() -> None:
    """Replaying a turn gives the same words."""
    book = _book("a {x}", "b {x}", "c {x}")
    assert len({book.say("hello", {"x": "1"}, turn_index=4) for _ in range(5)}) == 1


def test_values_with_braces_are_only_text() -> None:
    """A title cannot fill in another name."""
    assert _book("buy {x}").say("hello", {"x": "{y} {0}"}, turn_index=1) == "buy {y} {0}"


def test_chinese_puts_a_space_between_han_and_latin() -> None:
    """Both ways, but not at punctuation and not between Han characters."""
    book = _book("找到{x}款，{y}。", language="zh")
    assert book.say("hello", {"x": "12", "y": "Kestrel 夹克"}, turn_index=1) == "找到 12 款，Kestrel 夹克。"
    assert book.say("hello", {"x": "三", "y": "夹克"}, turn_index=1) == "找到三款，夹克。"
