import pytest

from assistant.errors import PromptError
from assistant.understanding.cues import Patterns, expand, load_yaml

pytestmark = pytest.mark.unit


def test_english_pattern_matches_whole_words_even_beside_chinese():
    """ "cart" is a word in "加cart里", and is none in "cartoon"."""
    patterns = Patterns({"en": "cart"})
    assert patterns.search("加cart里")
    assert patterns.search("cartoon") is None


def test_shorthand_expands_nested_and_leaves_quantifiers_alone():
    """{name} is replaced, also inside a shorthand; {2,5} stays a quantifier."""
    assert expand(r"{pair}\d{2,5}", {"pair": "{one}{one}", "one": "x"}) == r"xx\d{2,5}"


def test_unknown_shorthand_is_reported_by_name():
    """A store that mistypes a shorthand learns which."""
    with pytest.raises(PromptError, match="thign"):
        expand("{thign}", {})


def test_broken_expression_is_reported():
    """A store that writes a broken expression learns which."""
    with pytest.raises(PromptError, match="not a regular expression"):
        Patterns({"en": "(oops"}).search("text")


def test_missing_file_is_reported(tmp_path):
    """A directory without the file raises the tree's own error."""
    with pytest.raises(PromptError, match="intents"):
        load_yaml("cues", "intents", tmp_path)


def test_store_edits_a_file_and_its_rule_counts(tmp_path):
    """A file of the store's own is read as it is."""
    (tmp_path / "greetings.yaml").write_text("hello:\n  en: |\n    ahoy\n    g'day\n", encoding="utf-8")
    patterns = Patterns(load_yaml("cues", "greetings", tmp_path)["hello"])
    assert [match[0] for match in patterns.finditer("ahoy and g'day")] == ["ahoy", "g'day"]
