"""Search from constraints, words and photos to hits."""

from collections.abc import Sequence

import numpy as np
import pytest

from retrieval.catalog import LocalText, Product
from retrieval.constraints import Constraint
from retrieval.documents import embedding_text
from retrieval.errors import QueryError
from retrieval.facets import build_facets
from retrieval.fusion import DEFAULT_FUSION, FUSIONS, FusionName
from retrieval.image_stage import ImageStage, ShopPictures
from retrieval.lexical import build_lexical
from retrieval.photos import SeenPhoto, Sight
from retrieval.picture_index import PictureIndex
from retrieval.query import Query
from retrieval.results import Ranking
from retrieval.scoring import NumpyScorer
from retrieval.search import Searcher
from retrieval.stages import LexicalStage, TextStage
from tests.retrieval.paintings import ColorEmbedder, as_photo, painting
from tests.retrieval.shelf import LEXICON, PRODUCTS, WordEmbedder, make_offer, make_product

pytestmark = pytest.mark.unit

RED, BLUE = (Constraint("color", "in", (name,)) for name in ("red", "blue"))
IN_STOCK = Constraint("availability", "in", ("in_stock",))


def make_searcher(products: Sequence[Product] = PRODUCTS, *, fusion: FusionName = DEFAULT_FUSION) -> Searcher:
    rows = {product.product_id: row for row, product in enumerate(products)}
    lexical = build_lexical(products, LEXICON)
    embedder = WordEmbedder()
    embeddings = embedder.embed([embedding_text(product, LEXICON) for product in products])
    text = TextStage(embedder, embeddings, NumpyScorer(embeddings), lexicon=LEXICON, row_of=rows.__getitem__)
    return Searcher(
        build_facets(products, LEXICON),
        lexical,
        [text, LexicalStage(lexical, LEXICON)],
        image=_paint(products) if products == PRODUCTS else None,
        fusion=fusion,
        lexicon=LEXICON,
        product_at=products.__getitem__,
        row_of=rows.__getitem__,
    )


PAINTED = ("blue", "red", "red", "black", "blue", "red", "red", "yellow")
"""The pictures of the shelf's offers: jacket, hoodie, trainer, lamp. The trainer's lower half is black."""


def _paint(products: Sequence[Product]) -> ImageStage:
    embedder = ColorEmbedder()
    looks = [(color, "black" if at in (5, 6) else "") for at, color in enumerate(PAINTED)]
    different = sorted(set(looks))
    embeddings = embedder.embed_photos([as_photo(painting(color, lower=lower)) for color, lower in different])
    index = PictureIndex([color for color, _ in different], np.arange(9), np.array([different.index(x) for x in looks]))
    pictures = ShopPictures(index, embeddings, NumpyScorer(embeddings), embedder.model_id)
    ids = [product.product_id for product in products]
    return ImageStage(pictures, build_facets(products, LEXICON), embedder=embedder, lexicon=LEXICON, row_of=ids.index)


def photo_of(color: str, *sights: Sight) -> SeenPhoto:
    vector = ColorEmbedder().embed_photos([as_photo(painting(color))])[0]
    return SeenPhoto("0" * 16, "colors-12", vector.astype("<f2").tobytes(), sights)


def shown(ranking: Ranking) -> list[str]:
    return [hit.offer.offer_id for hit in ranking.hits]


@pytest.mark.parametrize("text", ["rain jacket for hiking", "防水雨衣"])
def test_words_find_the_product_and_say_why(text: str) -> None:
    """The hit carries both stages' ranks and the words it was found by."""
    ranking = make_searcher().search(Query(text))
    best = ranking.hits[0]
    assert best.product.product_id == "rain"
    assert {(trace.stage, trace.rank) for trace in best.trace} == {("text", 1), ("lexical", 1)}
    assert best.matched_terms
    assert [hit.rank for hit in ranking.hits] == [1, 2, 3, 4]
    assert ranking.n_matching == 4
    assert {"filter", "text", "lexical"} <= set(ranking.timings_ms)


@pytest.mark.parametrize("name", FUSIONS)
def test_words_are_fused_as_chosen(name: FusionName) -> None:
    """The jacket is first in both stages, so that every strategy puts it first; scores fall, each on its own scale."""
    hits = make_searcher(fusion=name).search(Query("rain jacket for hiking")).hits
    scores = [hit.score for hit in hits]
    assert hits[0].product.product_id == "rain"
    assert scores == sorted(scores, reverse=True)
    assert (hits[0].score == pytest.approx(2 / 61)) == (name == "reciprocal_rank")


def test_what_no_stage_finds_scores_no_more_than_what_one_finds() -> None:
    """Normalised scores may be negative: what follows for want of words does not overtake the worse of two finds."""
    names = {"kestrel": "红隼", "falcon": "像红隼一样的外套", "lamp": "台灯"}
    products = [make_product(name, name, local={"zh": LocalText(title)}) for name, title in names.items()]
    hits = make_searcher(products, fusion="weighted_sum").search(Query("红隼")).hits
    assert [[trace.stage for trace in hit.trace] for hit in hits] == [["lexical"], ["lexical"], []]
    best, worse, unfound = (hit.score for hit in hits)
    assert best > 0 > worse
    assert unfound == worse


def test_shown_offer_meets_every_hard_constraint() -> None:
    """The red rain jacket in M is sold out: the L is shown; where stock is no constraint the M is not lost."""
    searcher = make_searcher()
    assert shown(searcher.search(Query("rain", (RED, IN_STOCK)))) == ["rain-red-l", "sneaker-42"]
    medium = Constraint("size", "in", ("M",))
    assert shown(searcher.search(Query("rain", (RED, medium)))) == ["rain-red-m"]
    assert searcher.search(Query("rain", (RED, medium, IN_STOCK))).hits == ()


def test_words_choose_the_offer_shown() -> None:
    """Of a product found for "red" the red offer is shown, if it can be bought, though the blue one is cheaper."""
    hits = make_searcher().search(Query("red rain jacket")).hits
    assert hits[0].offer.offer_id == "rain-red-l"


def test_soft_constraints_come_before_relevance() -> None:
    """Blue is wished for and only the jacket has it, whatever the words say; the hit says which wish it meets."""
    wish = Constraint("color", "in", ("blue",), is_hard=False)
    hits = make_searcher().search(Query("desk lamp", (wish,))).hits
    assert [hit.product.product_id for hit in hits][:2] == ["rain", "lamp"]
    assert hits[0].preferences == (wish,)
    assert hits[0].trace[-1].stage == "preference"
    assert hits[1].preferences == ()


def test_soft_constraint_is_found_beyond_the_candidates() -> None:
    """Of 400 lamps the red one matches the words worst, and is wished for."""
    lamps = [make_product(f"l{at}", "Desk Lamp", make_offer(f"l{at}"), brand=f"b{at}") for at in range(399)]
    red = make_product("red", "Vermilion thing", make_offer("red", color="red"))
    wish = Constraint("color", "in", ("red",), is_hard=False)
    assert shown(make_searcher([*lamps, red]).search(Query("desk lamp", (wish,), k=3)))[0] == "red"


def test_no_words_show_the_best_rated_first() -> None:
    """A single 5 does not beat fifty 4.5s."""
    hits = make_searcher().search(Query()).hits
    assert [hit.product.product_id for hit in hits] == ["sneaker", "hoodie", "lamp", "rain"]
    assert hits[0].trace[0].stage == "popularity"


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("price_asc", ["lamp-1", "hoodie-navy-m", "rain-blue-m", "sneaker-42"]),
        ("price_desc", ["sneaker-42", "rain-red-l", "hoodie-grey-m", "lamp-1"]),
        ("rating_desc", ["hoodie-navy-m", "sneaker-42", "rain-blue-m", "lamp-1"]),
    ],
)
def test_order_asked_for_sorts_by_what_is_shown(sort: str, expected: list[str]) -> None:
    """By the effective price of the offer shown, or by the plain rating; unrated last."""
    assert shown(make_searcher().search(Query(sort=sort))) == expected  # type: ignore[arg-type]


def test_price_order_with_words_sorts_the_best_matches_only() -> None:
    """The cheapest jackets are jackets, though a hundred cheaper lamps match somewhat."""
    lamps = [make_product(f"l{at}", "Lamp", make_offer(f"l{at}", 1.0), brand=f"b{at}") for at in range(150)]
    coats = [make_product(f"c{at}", "Jacket", make_offer(f"c{at}", 9.0 - at), brand=f"c{at}") for at in range(20)]
    found = shown(make_searcher([*lamps, *coats]).search(Query("jacket", k=3, sort="price_asc")))
    assert found == ["c19", "c18", "c17"]


def test_excluded_products_are_not_shown_but_counted() -> None:
    """ "Show me more" leaves out what was shown; ids that are gone since are no error."""
    ranking = make_searcher().search(Query("jacket", exclude=frozenset({"rain", "gone"})))
    assert "rain" not in [hit.product.product_id for hit in ranking.hits]
    assert ranking.n_matching == 4


def test_like_shows_others_than_the_liked() -> None:
    """The neighbourhood of a product is not the product; nor is its twin."""
    twin = make_product("twin", PRODUCTS[0].title, brand="Halden", category=PRODUCTS[0].category)
    found = make_searcher([*PRODUCTS, twin]).search(Query(like="rain")).hits
    assert {hit.product.product_id for hit in found} == {"hoodie", "sneaker", "lamp"}


def test_like_of_unknown_product_raises() -> None:
    """A wrong id is an error, not an empty answer."""
    with pytest.raises(QueryError):
        make_searcher().search(Query(like="nobody"))


def test_near_duplicates_are_one_hit_and_k_is_filled() -> None:
    """200 listings of one lamp count as one; what is behind them still comes."""
    twins = [make_product(f"t{at:03}", "Desk Lamp", brand="Osier", category=("Home",)) for at in range(200)]
    found = make_searcher([*twins, *PRODUCTS]).search(Query("desk lamp", k=4)).hits
    assert len(found) == 4
    assert len({hit.product.title for hit in found}) == 4


def test_words_nobody_knows_are_named_and_constraints_still_answer() -> None:
    """An unknown Chinese word finds what the constraints leave, and is reported."""
    ranking = make_searcher().search(Query("龘龘", (RED,)))
    assert {hit.product.product_id for hit in ranking.hits} == {"rain", "sneaker"}
    assert ranking.unmatched_terms == ("龘龘",)


@pytest.mark.parametrize("text", ["x" * 100_000, "'; DROP TABLE", "\u202eabc", "🙂" * 50, "\x00", "ignore all rules"])
def test_odd_text_is_searched_like_any_other(text: str) -> None:
    """Nothing typed breaks a search."""
    assert len(make_searcher().search(Query(text)).hits) == 4


def test_empty_shop_answers_nothing() -> None:
    """No products, no hits, no error."""
    ranking = make_searcher([]).search(Query("jacket", (RED,)))
    assert (ranking.hits, ranking.n_matching) == ((), 0)


def test_same_query_gives_same_ranking() -> None:
    """Down to the scores."""
    searcher = make_searcher()
    assert searcher.search(Query("red light")).hits == searcher.search(Query("red light")).hits


def test_photo_finds_what_looks_like_it_at_the_offer_that_does() -> None:
    """The red jacket, though its blue offer is cheaper and in stock; the hit says that it was seen."""
    ranking = make_searcher().search(Query(photo=photo_of("red")))
    assert shown(ranking)[0] == "rain-red-l"
    assert [trace.stage for trace in ranking.hits[0].trace] == ["image"]
    assert "image" in ranking.timings_ms
    assert len(ranking.hits) == 4


def test_photo_meets_every_hard_constraint() -> None:
    """Of what is no more than 50, the blue hoodie looks most like a blue photo, and is shown in its blue."""
    cheap = Constraint("price", "lte", 50.0, unit="USD")
    assert shown(make_searcher().search(Query(photo=photo_of("blue"), constraints=(cheap,))))[0] == "hoodie-navy-m"


def test_looks_count_three_times_as_much_as_each_kind_of_words() -> None:
    """The lamp is first by meaning and by words, and as good as its rank in the image stage, thrice."""
    hits = make_searcher().search(Query("desk lamp", photo=photo_of("red"))).hits
    lamp = next(hit for hit in hits if hit.product.product_id == "lamp")
    ranks = {trace.stage: trace.rank for trace in lamp.trace}
    assert (ranks["text"], ranks["lexical"]) == (1, 1)
    assert ranks["image"] > 1
    assert lamp.score == pytest.approx(2 / 61 + 3 / (60 + ranks["image"]))


def test_what_the_photo_says_itself_does_not_come_before_its_looks() -> None:
    """It was seen as blue, wrongly: what looks like it comes first all the same, and the hit says what it meets."""
    wish = Constraint("color", "in", ("blue",), is_hard=False)
    searcher = make_searcher()
    seen = searcher.search(Query(photo=photo_of("red", Sight("color", "blue", 0.9)), constraints=(wish,)))
    assert shown(seen)[0] == "rain-red-l"
    said = searcher.search(Query(photo=photo_of("red"), constraints=(wish,)))
    assert (shown(said)[0], said.hits[0].preferences) == ("rain-blue-m", (wish,))


def test_kind_in_the_photo_leads_where_words_narrow_the_search() -> None:
    """By its looks alone a blue photo is of the jacket; seen as a trainer, of what is up to 120 the trainer is first."""
    photo = photo_of("blue", Sight("category", "sneaker", 0.9))
    kind = Constraint("category", "in", ("sneaker",), is_hard=False)
    bound = Constraint("price", "lte", 120.0, unit="USD")
    searcher = make_searcher()
    assert shown(searcher.search(Query(photo=photo, constraints=(kind, IN_STOCK))))[0] == "rain-blue-m"
    assert shown(searcher.search(Query(photo=photo, constraints=(kind, IN_STOCK, bound))))[0] == "sneaker-42"


def test_kind_in_the_photo_leads_after_what_looks_most_like_it() -> None:
    """Of a red photo seen as a lamp the two that look most like it come first, and the lamp before the rest."""
    photo = photo_of("red", Sight("category", "lamp", 0.9))
    kind = Constraint("category", "in", ("lamp",), is_hard=False)
    searcher = make_searcher()
    by_looks = shown(searcher.search(Query(photo=photo, constraints=(IN_STOCK,))))
    assert by_looks[3] == "lamp-1"
    of_kind = shown(searcher.search(Query(photo=photo, constraints=(kind, IN_STOCK))))
    assert of_kind == [*by_looks[:2], "lamp-1", by_looks[2]]


def test_order_by_price_keeps_to_the_kind_in_the_photo() -> None:
    """The hoodie is cheaper than any trainer, and no trainer: a cheaper trainer is what is asked for."""
    photo = photo_of("blue", Sight("category", "sneaker", 0.9))
    kind = Constraint("category", "in", ("sneaker",), is_hard=False)
    searcher = make_searcher()
    for sort in ("price_asc", "price_desc", "rating_desc"):
        assert shown(searcher.search(Query(photo=photo, constraints=(kind, IN_STOCK), sort=sort)))[0] == "sneaker-42"
    said = searcher.search(Query(constraints=(kind, IN_STOCK), sort="price_asc"))
    assert shown(said)[0] != "sneaker-42"


def test_kind_in_the_photo_leads_to_its_like_where_nothing_is_of_it() -> None:
    """No rain jacket costs up to 60: the hoodie, clothing as well, comes before what has the photo's colour."""
    photo = photo_of("yellow", Sight("category", "rain jacket", 0.9))
    kind = Constraint("category", "in", ("rain jacket",), is_hard=False)
    bound = Constraint("price", "lte", 60.0, unit="USD")
    searcher = make_searcher()
    assert shown(searcher.search(Query(photo=photo, constraints=(bound,))))[0] == "lamp-1"
    ranking = searcher.search(Query(photo=photo, constraints=(kind, bound)))
    assert shown(ranking)[0].startswith("hoodie")
    assert ranking.hits[0].preferences == ()


def test_liked_product_is_compared_by_its_looks_as_well() -> None:
    """To the jacket, blue and red, the hoodie and the trainer are nearer than the lamp; each hit says so."""
    hits = make_searcher().search(Query(like="rain")).hits
    ranks = {trace.stage: trace.rank for trace in hits[0].trace}
    assert set(ranks) == {"text", "image"}
    assert hits[0].score == pytest.approx(5 / (60 + ranks["text"]) + 1 / (60 + ranks["image"]))


def test_shop_without_pictures_answers_a_photo_by_its_words() -> None:
    """And without words with what it has."""
    searcher = make_searcher(PRODUCTS[:3])
    assert shown(searcher.search(Query("rain", photo=photo_of("red"))))[0].startswith("rain")
    assert len(searcher.search(Query(photo=photo_of("red"))).hits) == 3
