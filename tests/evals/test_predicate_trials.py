"""The comparison of the predicate with brute force."""

import pytest
import typer
from typer.testing import CliRunner

from evals.predicate_trials import main, meets_all, run_trials
from retrieval.catalog import Offer, Product
from retrieval.constraints import Constraint

pytestmark = pytest.mark.unit

PRODUCT = Product("p", "P", (Offer("o", 50.0, "USD", sale_price=40.0, colors=("red",)),), rating=None)


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        (Constraint("color", "in", ("red", "blue")), True),
        (Constraint("color", "not_in", ("red",)), False),
        (Constraint("size", "not_in", ("M",)), True),
        (Constraint("price", "lte", 40.0), True),
        (Constraint("price", "gte", 41.0), False),
        (Constraint("rating", "lte", 5.0), False),
    ],
)
def test_plain_predicate_follows_the_rules(constraint: Constraint, *, expected: bool) -> None:
    """The reference itself is checked by hand."""
    assert meets_all(PRODUCT, PRODUCT.offers[0], [constraint]) is expected


def test_trials_of_one_seed_find_no_difference() -> None:
    """The index agrees with the plain predicate."""
    assert run_trials(500, seed=2) == 0


def test_command_says_how_many_differ() -> None:
    """One line, and success."""
    app = typer.Typer()
    app.command()(main)
    result = CliRunner().invoke(app, ["--n", "50"])
    assert (result.exit_code, result.output) == (0, "50 random queries, 0 differences\n")
