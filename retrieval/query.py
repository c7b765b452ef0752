"""What a search is asked for."""

from dataclasses import dataclass
from typing import Literal

from retrieval.constraints import Constraint
from retrieval.photos import SeenPhoto

Sort = Literal["relevance", "price_asc", "price_desc", "rating_desc"]


@dataclass(frozen=True, slots=True)
class Query:
    """`text` is free words in any supported language, may be empty; `k` products are wanted, best first.

    `exclude` are product ids already shown. `like` is a product id whose neighbourhood is searched ("something like
    the first"), in place of, or blended with, `text`. `photo` is a picture that the products should look like.
    """

    text: str = ""
    constraints: tuple[Constraint, ...] = ()
    k: int = 5
    sort: Sort = "relevance"
    exclude: frozenset[str] = frozenset()
    like: str | None = None
    photo: SeenPhoto | None = None
