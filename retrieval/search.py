"""Search: filter, recall, fuse, prefer, show.

The filter is exact and at the level of the offer. Recall ranks the survivors by each kind of evidence; fusion makes one
order of them: what words find by the strategy that is chosen, and by ranks where pictures take part.

Soft constraints come before relevance, among the candidates: products whose best matching offer
meets more of them come first, and those that meet the most are recalled on their own account, so that a wish is not
lost because the words are better matched elsewhere. An order that is asked for (price, rating) sorts everything that
matches; where there are words as well, it sorts the products that match them best, since the cheapest of a thousand
remotely similar ones is no answer. Without words the best rated come first.

A photo leads: the other evidence moves products up and down among those that look like it, and of a product the offer
is shown whose picture does. After the first look-alikes come those of the kind that it shows.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.catalog import Product
from retrieval.facets import FacetIndex
from retrieval.filtering import Filter, Filtered
from retrieval.fusion import DEFAULT_FUSION, FusionName, StageScores, load_fusion
from retrieval.image_stage import ImageStage, PictureRecall
from retrieval.lexical import LexicalIndex, query_terms
from retrieval.lexicon import Lexicon
from retrieval.query import Query
from retrieval.results import Hit, Ranking, StageTrace
from retrieval.showing import OfferRows, best_offers
from retrieval.stages import PopularityStage, Recall, Recalled, Stage, Survivors, TextStage

N_CANDIDATES = 100
"""Products that each stage recalls at least."""
SORTED_SHARE = 5
"""One candidate in so many, the best matching ones, takes part in an order by price or rating when there are words."""
PHOTO_LEAD = 3
"""How often the ranks of the image stage count when there is a photo."""
N_LOOKALIKES = 2
"""Products that look most like a photo and come first whatever their kind: one of them may be the very thing, and the
kind misread. Of blurred, cropped, tilted, compressed and dim pictures of the demo shop the product is then in the first
three as often as by looks alone (97 %), and 92 % of the first five are of its kind, by looks alone 64 %."""
LIKE_LEAD = 5
"""How often the ranks of the text stage count when a product is liked whose pictures are compared as well. In the demo
and the Luma store the first five are then of the same kind as often as without pictures (71 and 75 %), and share a
colour more often (68 → 76 and 65 → 70 %); counted once, they are of the same kind in 58 and 61 %."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A product, the offer to show, and its fused score."""

    product_row: int
    offer_row: int
    score: float


class Stopwatch:
    """Milliseconds spent, by name; laps of one name add up."""

    def __init__(self) -> None:
        self.timings_ms: dict[str, float] = {}
        self._since = time.perf_counter()

    def lap(self, name: str) -> None:
        """The time since the last lap was spent on `name`."""
        now = time.perf_counter()
        self.timings_ms[name] = self.timings_ms.get(name, 0.0) + (now - self._since) * 1000
        self._since = now


class Searcher:
    """Runs queries over one snapshot; reads the facets anew each time, so that updated offers are seen."""

    def __init__(
        self,
        facets: FacetIndex,
        lexical: LexicalIndex,
        stages: Sequence[Stage],
        *,
        image: ImageStage | None = None,
        fusion: FusionName = DEFAULT_FUSION,
        lexicon: Lexicon,
        product_at: Callable[[int], Product],
        row_of: Callable[[str], int],
    ) -> None:
        self._fusion = load_fusion(fusion)
        self._ranks = load_fusion("reciprocal_rank")
        self._facets = facets
        self._lexical = lexical
        self._stages = stages
        self._image = image
        self._popularity = PopularityStage(facets)
        self._filter = Filter(facets, lexicon=lexicon, row_of=row_of, looks=image is not None)
        self._lexicon = lexicon
        self._product_at = product_at

    def search(self, query: Query) -> Ranking:
        """Raises QueryError for a constraint that cannot be evaluated, and for `like` of an unknown product."""
        clock = Stopwatch()
        filtered = self._filter.apply(query)
        clock.lap("filter")
        recalls = {stage.name: recall for stage in self._stages if (recall := stage.read(query)) is not None}
        looks = self._image.read(query) if self._image else None
        if looks is not None:
            recalls[ImageStage.name] = looks
        leads = looks if query.photo else None
        clock.lap("read")
        has_words = bool(recalls)
        sorts_all = query.sort != "relevance" and not has_words
        n = len(filtered.products) if sorts_all else max(N_CANDIDATES, 4 * query.k)
        while True:
            stages = {}
            for name, recall in (recalls or {self._popularity.name: self._popularity.read(query)}).items():
                stages[name] = self._recall(recall, filtered, n, wanted=query.k)
                clock.lap(name)
            fused = self._fuse(_weighed(_scores(stages, n), query), filtered, n)
            if query.sort != "relevance" and has_words and leads is None:
                fused = fused[: n // SORTED_SHARE]
            shown = self._show(query, filtered, fused, leads)
            clock.lap("fuse")
            if len(shown) >= query.k or n >= len(filtered.products):
                break
            n *= 8  # near-duplicates have used up the candidates
        hits = self._hits(query, shown, filtered, stages)
        clock.lap("show")
        return Ranking(
            hits=hits,
            n_matching=filtered.n_matching,
            route="ann" if any(recalled.route == "ann" for recalled in stages.values()) else "exact",
            timings_ms=clock.timings_ms,
            unmatched_terms=self._lexical.unmatched(query_terms(query.text, self._lexicon)),
        )

    def _recall(self, recall: Recall, filtered: Filtered, n: int, *, wanted: int) -> Recalled:
        """The n best of all survivors, and the n best of those that meet most soft constraints, in one order."""
        recalled = [recall(Survivors.of(filtered.products, offers=filtered.offers), n)]
        n_preferred = 0
        for level in range(int(filtered.n_preferred.max(initial=0)), 0, -1):
            offers = filtered.offers & (filtered.n_preferred >= level)
            survivors = Survivors.of(self._facets.products_in(offers) & filtered.products, offers=offers)
            if survivors.n > n_preferred and survivors.mask is not None:
                recalled.append(recall(survivors, n))
            n_preferred = survivors.n
            if n_preferred >= wanted:
                break
        return _merge(recalled) if len(recalled) > 1 else recalled[0]

    def _fuse(self, stages: Sequence[StageScores], filtered: Filtered, n: int) -> list[tuple[int, float]]:
        """Candidates in fused order; survivors that no stage has a word on follow, the best rated first.

        How much pictures lead was measured with ranks, which other strategies would weigh otherwise.
        """
        has_pictures = any(found.stage == ImageStage.name for found in stages)
        rows, scores = (self._ranks if has_pictures else self._fusion).fuse(stages)
        fused = list(zip(rows.tolist(), scores.tolist(), strict=True))
        if len(fused) < n:
            known = filtered.products.copy()
            known[rows] = False
            rest = self._popularity.read(Query())(Survivors.of(known), n - len(fused)) if known.any() else None
            least = min(0.0, fused[-1][1]) if fused else 0.0
            fused += [(row, least) for row in rest.rows.tolist()] if rest else []
        return fused

    def _show(
        self, query: Query, filtered: Filtered, fused: Sequence[tuple[int, float]], leads: PictureRecall | None
    ) -> list[Shown]:
        """The products to show in their order, near-duplicates collapsed."""
        rows = np.array([row for row, _ in fused], np.int64)
        scores = np.array([score for _, score in fused])
        by_row = np.argsort(rows)
        offers = self._facets.offer_rows(rows[by_row])
        offers = offers[filtered.offers[offers]]
        best = best_offers(
            self._facets,
            offers,
            n_preferred=filtered.n_preferred[offers],
            n_named=filtered.n_named[offers],
            likeness=leads.likeness(offers) if leads else None,
            dearest=query.sort == "price_desc",
        )
        order = self._order(query, best, by_row, filtered)
        shown: list[Shown] = []
        seen: set[int] = set()
        for at in order:
            row = int(rows[by_row[at]])
            identity = int(self._facets.identity[row])
            if identity not in seen:
                seen.add(identity)
                shown.append(Shown(row, int(best[at]), float(scores[by_row[at]])))
            if len(shown) == query.k:
                break
        return shown

    def _order(
        self, query: Query, best: OfferRows, fused_rank: npt.NDArray[np.int64], filtered: Filtered
    ) -> npt.NDArray[np.int64]:
        """The order of the offers to show; `fused_rank` is the place of each one's product among the candidates.

        An order by price or rating is one among what shares the kind that a photo shows: a cheaper tent is a tent.
        Where words narrow the search, what looks most like the photo is no longer in it as a rule, and kind leads alone.
        """
        facets = self._facets
        price = facets.price[best]
        wishes = -filtered.n_preferred[best]
        of_kind = wishes if query.photo else np.zeros_like(wishes)
        if query.sort == "price_asc":
            return np.lexsort((fused_rank, price, of_kind))
        if query.sort == "price_desc":
            return np.lexsort((fused_rank, -price, of_kind))
        if query.sort == "rating_desc":
            n_ratings = facets.rating_count[facets.product_of_offer[best]]
            return np.lexsort((fused_rank, -n_ratings, -facets.rating[best], of_kind))
        if query.photo and not any(c.is_hard and c.slot != "availability" for c in query.constraints):
            wishes[fused_rank < N_LOOKALIKES] = wishes.min(initial=0)
        return np.lexsort((fused_rank, wishes))

    def _hits(
        self, query: Query, shown: Sequence[Shown], filtered: Filtered, stages: Mapping[str, Recalled]
    ) -> tuple[Hit, ...]:
        terms = query_terms(query.text, self._lexicon)
        hits: list[Hit] = []
        for rank, one in enumerate(shown, start=1):
            product = self._product_at(one.product_row)
            trace = [t for name, recalled in stages.items() for t in _trace(name, recalled, one.product_row)]
            if filtered.soft:
                trace.append(StageTrace("preference", rank, float(filtered.n_preferred[one.offer_row])))
            hits.append(
                Hit(
                    product=product,
                    offer=product.offers[one.offer_row - int(self._facets.first_offer[one.product_row])],
                    rank=rank,
                    score=one.score,
                    trace=tuple(trace),
                    matched_terms=self._lexical.matched(terms, one.product_row),
                    preferences=tuple(constraint for constraint, mask in filtered.soft if mask[one.offer_row]),
                )
            )
        return tuple(hits)


def _scores(stages: Mapping[str, Recalled], n: int) -> dict[str, StageScores]:
    """What fusion reads of the stages, each of which was asked for `n` products."""
    return {name: StageScores.of(name, found.rows, found.scores, n_asked=n) for name, found in stages.items()}


def _weighed(stages: Mapping[str, StageScores], query: Query) -> list[StageScores]:
    """What the stages found; where there are pictures, the leading stage's as often as it counts."""
    times = {ImageStage.name: PHOTO_LEAD} if query.photo else {TextStage.name: LIKE_LEAD}
    if ImageStage.name not in stages:
        times = {}
    return [found for name, found in stages.items() for _ in range(times.get(name, 1))]


def _merge(recalled: Sequence[Recalled]) -> Recalled:
    """One order of what one stage recalled in several goes; its scores are of one scale."""
    rows = np.concatenate([one.rows for one in recalled])
    scores = np.concatenate([one.scores for one in recalled])
    rows, first = np.unique(rows, return_index=True)
    order = np.lexsort((rows, -scores[first]))
    return Recalled(rows[order], scores[first][order], recalled[0].route)


def _trace(name: str, recalled: Recalled, product_row: int) -> Iterator[StageTrace]:
    for at in np.flatnonzero(recalled.rows == product_row):
        yield StageTrace(name, int(at) + 1, float(recalled.scores[at]))
