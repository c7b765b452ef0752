"""Constraints as they are typed on a command line: color=red,blue  color!=red  price<=50  rating>=4."""

import math
import re

from retrieval.constraints import NUMERIC_SLOTS, Constraint, Op
from retrieval.errors import QueryError
from retrieval.shop import Shop

_FORM = re.compile(r"\s*([\w ]+?)\s*(<=|>=|!=|=)\s*(.+?)\s*")


def read_constraint(form: str, shop: Shop, *, is_hard: bool) -> Constraint:
    """A constraint from the command line, its values canonical. Raises `QueryError`."""
    match = _FORM.fullmatch(form)
    remedy = "Write color=red,blue or color!=red or price<=50 or rating>=4."
    if match is None:
        raise QueryError(f"{form!r} is not a constraint.", remedy=remedy)
    slot, sign, text = match[1].lower(), match[2], match[3]
    if sign in ("<=", ">="):
        if slot not in NUMERIC_SLOTS:
            raise QueryError(f"{slot} is not a number.", remedy=remedy)
        try:
            bound = float(text)
        except ValueError as error:
            raise QueryError(f"{text!r} is not a number.", remedy=remedy) from error
        if not math.isfinite(bound):
            raise QueryError(f"{text!r} is no bound.", remedy=remedy)
        return Constraint(slot, "lte" if sign == "<=" else "gte", bound, is_hard=is_hard)
    if slot in NUMERIC_SLOTS:
        raise QueryError(f"{slot} is a number, which {sign} cannot compare.", remedy=remedy)
    if slot not in shop.vocabulary.slots:
        known = ", ".join(sorted(shop.vocabulary.slots))
        raise QueryError(f"This shop has no facet {slot!r}.", remedy=f"It has: {known}, price, rating.")
    op: Op = "in" if sign == "=" else "not_in"
    values = tuple(shop.lexicon.canonical(slot, value) or value.strip() for value in text.split(",") if value.strip())
    return Constraint(slot, op, values, is_hard=is_hard)
