"""Prompts are files; their variables are checked both ways."""

import pytest

from assistant.errors import PromptError
from assistant.prompting import render_prompt

pytestmark = pytest.mark.unit


def test_prompt_with_all_variables_is_rendered() -> None:
    """Every variable is replaced by its value."""
    text = render_prompt("explain", language="English", sentiment="neutral")
    assert "in English" in text
    assert "{{" not in text


def test_prompt_without_a_variable_raises() -> None:
    """A blank in a prompt would go unnoticed for months."""
    with pytest.raises(PromptError, match="sentiment"):
        render_prompt("explain", language="English")


def test_prompt_with_an_unknown_variable_raises() -> None:
    """A variable that the file does not use is a misspelling."""
    with pytest.raises(PromptError, match="mood"):
        render_prompt("explain", language="English", sentiment="neutral", mood="sad")


def test_missing_prompt_raises() -> None:
    """A prompt that is not there says which."""
    with pytest.raises(PromptError, match="nothing"):
        render_prompt("nothing")
