"""SECURITY.md is true: it covers the four chapters, and the tests that it names exist."""

import ast
import re
from functools import lru_cache
from pathlib import Path

import pytest

from assistant import security

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parents[2]
CHECKLIST = (Path(security.__file__).parent / "SECURITY.md").read_text(encoding="utf-8")
ROWS = [line for line in CHECKLIST.splitlines() if line.startswith("| ") and not line.startswith(("| line", "| what"))]
TESTS = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", CHECKLIST)
LINES_IN_SECTION = {
    "3.1": 1, "3.2": 3, "3.3": 5, "3.4": 8, "3.5": 8, "3.6": 1, "3.7": 5, "4.1": 5, "4.2": 5, "4.3": 2, "4.4": 4,
    "5.1": 1, "5.2": 6, "5.3": 3, "5.4": 3, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 3, "7.6": 2,
}  # fmt: skip
"""Requirements by section of ASVS 5.0."""


@lru_cache
def functions_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


@pytest.mark.parametrize(("path", "name"), sorted(set(TESTS)))
def test_named_test_exists(path: str, name: str) -> None:
    """And is one."""
    assert name.startswith("test_")
    assert name in functions_of(path)


def test_every_line_of_the_four_chapters_is_answered_once() -> None:
    """Ranges ("3.3.1 – 3.3.5") count as their lines."""
    answered = []
    for row in ROWS:
        if match := re.match(r"\| (\d\.\d)\.(\d)(?: – \d\.\d\.(\d))? \|", row):
            first, last = int(match[2]), int(match[3] or match[2])
            answered += [f"{match[1]}.{number}" for number in range(first, last + 1)]
    expected = [f"{section}.{number}" for section, n in LINES_IN_SECTION.items() for number in range(1, n + 1)]
    assert answered == expected


def test_every_line_names_its_test_or_says_why_none() -> None:
    whys = ("documented here", "for whoever runs the server", "does not apply")
    assert [row for row in ROWS if "`tests/" not in row and not any(why in row for why in whys)] == []
