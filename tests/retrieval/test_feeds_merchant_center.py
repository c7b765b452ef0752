"""Google Merchant Center feeds: grouping, columns, quotes where they should not be."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from retrieval.catalog import Feed, RejectedRow
from retrieval.errors import FeedError
from retrieval.feeds import read_feed

pytestmark = pytest.mark.unit

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
HEADER = "id,item_group_id,title,price,availability,color"


def read(folder: Path, *lines: str, name: str = "feed.csv") -> Feed:
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_feed(folder / name, now=NOON)


def test_rows_of_a_group_become_one_product(tmp_path: Path) -> None:
    """Also where another product stands between them."""
    feed = read(
        tmp_path,
        HEADER,
        "a1,a,Tee,10.00 USD,in_stock,Red",
        "b1,,Hat,5 USD,out of stock,Black/White",
        "a2,a,Tee,11 USD,in_stock,Blue",
    )
    tee, hat = feed.products
    assert (tee.product_id, [offer.offer_id for offer in tee.offers]) == ("a", ["a1", "a2"])
    assert (hat.product_id, hat.offers[0].colors, hat.offers[0].availability) == (
        "b1",
        ("Black", "White"),
        "out_of_stock",
    )


def test_columns_are_found_under_their_other_names(tmp_path: Path) -> None:
    """Capitals, spaces, the `g:` prefix, and the names that other exports use."""
    feed = read(
        tmp_path,
        "g:ID\tTitle\tPrice\tAvailability\tProduct Type\tproduct_rating\tReview Count\tgender\tGTIN\tc:Heel Height",
        "a\tHeels\t50 USD\tin stock\tShoes &gt; Heels\t4.5\t8\tWomen\t123\t5 cm",
        name="feed.tsv",
    )
    product = feed.products[0]
    assert product.category == ("Shoes", "Heels")
    assert (product.rating, product.rating_count, product.gender) == (4.5, 8, "female")
    assert product.attributes == (("heel_height", ("5 cm",)),)
    assert feed.warnings == ()


def test_product_details_become_attributes(tmp_path: Path) -> None:
    """ "section:name:value", with or without a section."""
    feed = read(
        tmp_path,
        "id\ttitle\tprice\tavailability\tproduct_detail\tproduct_highlight",
        'a\tPan\t20 USD\tin stock\tGeneral:Diameter:28 cm,:Coating:ceramic\t"Light, fast",Even heat',
        name="feed.tsv",
    )
    assert feed.products[0].attributes == (("Diameter", ("28 cm",)), ("Coating", ("ceramic",)))
    assert feed.products[0].highlights == ("Light, fast", "Even heat")


@pytest.mark.parametrize(
    ("titles", "title"),
    [
        (("Tee", "Tee"), "Tee"),
        (("Summer Tee - Black - S", "Summer Tee - Red - M"), "Summer Tee"),
        (("Tee red", "Shirt blue", "Tee red"), "Tee red"),
    ],
)
def test_product_title_is_what_its_offers_titles_share(tmp_path: Path, titles: tuple[str, ...], title: str) -> None:
    """Or the commonest one where they share too little."""
    rows = [f"{n},a,{text},10 USD,in_stock,Red" for n, text in enumerate(titles)]
    assert read(tmp_path, HEADER, *rows).products[0].title == title


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        ("x,,Tee,-5 USD,in_stock,", "price", "must be above 0 and at most 1,000,000,000, not -5"),
        ("x,,Tee,,in_stock,", "price", "is missing"),
        ("x,,Tee,5,in_stock,", "price", "'5' has no currency; write it like 52.00 USD"),
        ("x,,,5 USD,in_stock,", "title", "is missing"),
        (",,Tee,5 USD,in_stock,", "id", "is missing"),
        ("x,,Tee,5 USD,,", "availability", "is missing"),
        ("x,,Tee,5 USD,in_stock", "", "has 5 columns, the header 6"),
        ("a,,Tee,5 USD,in_stock,", "product_id", "'a' is already used in line 2"),
    ],
)
def test_row_that_cannot_be_sold_is_rejected(tmp_path: Path, row: str, field: str, reason: str) -> None:
    """Line, column and reason; the rows around it are read."""
    feed = read(tmp_path, HEADER, "a,,Hat,10 USD,in_stock,", row, "b,,Cap,10 USD,in_stock,")
    if field == "product_id":
        assert feed.rejected == (RejectedRow(3, "offer_id", "'a' is already used in line 2"),)
    else:
        assert feed.rejected == (RejectedRow(3, field, reason),)
    assert [product.title for product in feed.products] == ["Hat", "Cap"]


def test_missing_columns_are_named(tmp_path: Path) -> None:
    """With those that are there."""
    with pytest.raises(FeedError, match=r"no column id, price \(it has: sku, title\)"):
        read(tmp_path, "sku,title", "a,Tee")


def test_sale_counts_between_its_dates_only(tmp_path: Path) -> None:
    """An expired sale price would promise what the till does not keep."""
    header = "id,title,price,availability,sale_price,sale_price_effective_date"
    feed = read(
        tmp_path,
        header,
        "a,Tee,10 USD,in_stock,8 USD,2026-05-01T00:00Z/2026-07-01T00:00Z",
        "b,Tee,10 USD,in_stock,8 USD,2026-01-01T00:00Z/2026-02-01T00:00Z",
        "c,Tee,10 USD,in_stock,8 USD,",
        "d,Tee,10 USD,in_stock,8 EUR,",
    )
    assert [product.offers[0].sale_price for product in feed.products] == [8.0, None, 8.0]
    assert feed.rejected == (RejectedRow(5, "sale_price", "is in EUR, the price in USD"),)


def test_quoted_cell_may_span_lines(tmp_path: Path) -> None:
    """The following rows keep their line numbers."""
    feed = read(
        tmp_path,
        "id,title,price,availability,description",
        'a,Tee,10 USD,in_stock,"Soft,',
        'warm and ""light"""',
        "b,Hat,x,in_stock,Cool",
    )
    assert feed.products[0].description == 'Soft, warm and "light"'
    assert feed.rejected[0].line == 4


def test_lone_quote_does_not_swallow_the_rows_below(tmp_path: Path) -> None:
    """Rows that stand by themselves are never joined, though a later quote would close the cell."""
    feed = read(
        tmp_path,
        "id\ttitle\tprice\tavailability\tcolor",
        'a\t"Best tee\t10 USD\tin_stock\tRed',
        "b\tHat\t10 USD\tin_stock\tRed",
        'c\t24" case\t10 USD\tin_stock\tRed',
        'd\tGood"\t10 USD\tin_stock\tRed',
        name="feed.tsv",
    )
    assert [product.title for product in feed.products] == ['"Best tee', "Hat", '24" case', 'Good"']


def test_semicolons_separate_too(tmp_path: Path) -> None:
    """As European spreadsheets export."""
    feed = read(tmp_path, "id;title;price;availability", "a;Tee;49,90 EUR;in_stock")
    assert feed.products[0].offers[0].price == 49.9


def test_luma_feed_is_read_whole(luma_feed: Path) -> None:
    """All 1,891 variants of 183 products, entities unescaped, nothing rejected."""
    feed = read_feed(luma_feed)
    offers = [offer for product in feed.products for offer in product.offers]
    assert (len(feed.products), len(offers)) == (183, 1891)
    assert (feed.rejected, feed.warnings) == ((), ())
    assert sum(offer.availability == "out_of_stock" for offer in offers) == 157
    assert not any("&" in material and ";" in material for offer in offers for material in offer.materials)
