"""The embedded parser understands the labelled utterances as well as was promised."""

import pytest

from assistant.app import open_configured_shop, open_parser
from assistant.config import Settings
from assistant.understanding.parser import Parser
from evals.utterance_eval import UTTERANCES, evaluate

pytestmark = pytest.mark.model

MIN_F1 = 0.95
MIN_ACCURACY = 0.95


@pytest.fixture(scope="module")
def parser(demo_settings: Settings) -> Parser:
    """With the demo shop's vocabulary."""
    return open_parser(demo_settings, open_configured_shop(demo_settings))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_labelled_utterances_are_understood(language: str, parser: Parser) -> None:
    """Constraints by micro F1, intents by accuracy, in each language."""
    report = evaluate(parser, UTTERANCES / f"{language}.jsonl")
    misses = "\n".join(map(str, report.misses))
    assert report.constraints.f1 >= MIN_F1, misses
    assert report.intent_accuracy >= MIN_ACCURACY, misses
