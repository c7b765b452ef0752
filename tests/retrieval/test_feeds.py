"""Feeds as a whole: files that cannot be read, ids used twice, currencies mixed, pictures missing."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.catalog import Feed, RejectedRow
from retrieval.errors import FeedError
from retrieval.feeds import read_feed
from retrieval.feeds.assembly import ProductRow, assemble
from retrieval.feeds.money import holds_now, parse_price
from retrieval.feeds.pictures import PictureFolder
from retrieval.feeds.text_file import MAX_LINE_BYTES, read_lines
from retrieval.feeds.validation import Problems, RowRejected, clean_text

pytestmark = pytest.mark.unit

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def line(product_id: str = "p1", **facts: Any) -> str:
    offer = {"offer_id": f"{product_id}-1", "price": 10, "currency": "USD"}
    return json.dumps({"product_id": product_id, "title": "Tee", "offers": [offer], **facts}, ensure_ascii=False)


def read(folder: Path, *lines: str, encoding: str = "utf-8") -> Feed:
    path = folder / "feed.jsonl"
    path.write_bytes("\n".join(lines).encode(encoding))
    return read_feed(path)


def test_feed_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    """The path is named."""
    with pytest.raises(FeedError, match=r"no feed .*absent\.jsonl"):
        read_feed(tmp_path / "absent.jsonl")


def test_folder_given_as_a_feed_is_refused(tmp_path: Path) -> None:
    """A folder is not read."""
    with pytest.raises(FeedError, match="is a folder"):
        read_feed(tmp_path)


def test_empty_feed_is_refused(tmp_path: Path) -> None:
    """No bytes, no shop."""
    with pytest.raises(FeedError, match="is empty"):
        read(tmp_path, "")


def test_unknown_extension_is_refused(tmp_path: Path) -> None:
    """The remedy names the formats."""
    (tmp_path / "feed.xlsx").write_text("x")
    with pytest.raises(FeedError, match=r"\.jsonl feed"):
        read_feed(tmp_path / "feed.xlsx")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
def test_feed_with_a_byte_order_mark_is_read(tmp_path: Path, encoding: str) -> None:
    """UTF-8 with or without a mark, and UTF-16 with one."""
    feed = read(tmp_path, line(title="Café 连衣裙"), encoding=encoding)
    assert feed.products[0].title == "Café 连衣裙"


def test_feed_in_gb18030_is_refused_with_its_encoding(tmp_path: Path) -> None:
    """Line, byte offset and the command that helps: line 2 begins at byte 103, its title 30 bytes in."""
    first = line("p1")
    second = line("p2", title="连衣裙")
    offset = len(first) + 1 + second.index("连")
    with pytest.raises(FeedError, match=rf"line 2, byte {offset} .*GB18030.*iconv -f GB18030"):
        read(tmp_path, first, second, encoding="gb18030")


def test_feed_in_latin_1_is_refused_with_its_encoding(tmp_path: Path) -> None:
    """A lone accented letter is no Chinese."""
    with pytest.raises(FeedError, match="WINDOWS-1252"):
        read(tmp_path, line(title="Robe d'été"), encoding="latin-1")


def test_binary_file_is_refused(tmp_path: Path) -> None:
    """Zero bytes in the first line are no text."""
    (tmp_path / "feed.tsv").write_bytes(b"PK\x03\x04\0\0\0\0")
    with pytest.raises(FeedError, match="not a text file"):
        read_feed(tmp_path / "feed.tsv")


def test_line_without_end_is_rejected_and_the_rest_is_read(tmp_path: Path) -> None:
    """A line of more than 4 MB is skipped without being kept in memory."""
    feed = read(tmp_path, "x" * (MAX_LINE_BYTES + 10), line("p2"))
    assert feed.rejected == (RejectedRow(1, "", "the line is longer than 4 MB"),)
    assert [product.product_id for product in feed.products] == ["p2"]


def test_lines_are_numbered_from_one_and_lose_their_ends(tmp_path: Path) -> None:
    """Windows line ends too."""
    (tmp_path / "a.txt").write_bytes(b"a\r\nb\n\nc")
    assert list(read_lines(tmp_path / "a.txt")) == [(1, "a"), (2, "b"), (3, ""), (4, "c")]


def test_product_id_used_twice_is_rejected_the_second_time(tmp_path: Path) -> None:
    """The first one stands."""
    feed = read(tmp_path, line("p1", title="First"), line("p1", title="Second"))
    assert [product.title for product in feed.products] == ["First"]
    assert feed.rejected == (RejectedRow(2, "product_id", "'p1' is already used in line 1"),)


def test_offer_id_used_twice_is_rejected_the_second_time(tmp_path: Path) -> None:
    """Also in another product, which then has no offer left."""
    offer = {"offer_id": "p1-1", "price": 5, "currency": "USD"}
    feed = read(tmp_path, line("p1"), line("p2", offers=[offer]))
    assert feed.rejected == (
        RejectedRow(2, "offer_id", "'p1-1' is already used in line 1"),
        RejectedRow(2, "offers", "the product 'p2' has no valid offer"),
    )


def test_offers_in_the_rarer_currency_are_rejected(tmp_path: Path) -> None:
    """One shop, one currency: that of most offers."""
    euro = {"offer_id": "e", "price": 5, "currency": "EUR"}
    feed = read(tmp_path, line("p1"), line("p2"), line("p3", offers=[euro]))
    assert feed.rejected[0] == RejectedRow(3, "currency", "EUR, while the shop's currency is USD")
    assert len(feed.products) == 2


def test_feed_without_a_valid_product_is_refused_with_reasons(tmp_path: Path) -> None:
    """The first three reasons are shown, the others counted."""
    with pytest.raises(FeedError, match=r"line 1: .*valid JSON.*; line 2: .*; line 3: .*; and 1 more"):
        read(tmp_path, "{", "{", "{", "{")


def test_currency_of_no_offers_is_empty(tmp_path: Path) -> None:
    """Nothing to assemble is a feed error, not a crash."""
    with pytest.raises(FeedError, match="no rows"):
        assemble(tmp_path, [], Problems())


def test_picture_that_is_not_there_is_left_out(tmp_path: Path) -> None:
    """The offer stays, the warning names the picture."""
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.png").write_bytes(b"x")
    offer = {"offer_id": "o", "price": 1, "currency": "USD", "images": ["images/a.png", "images/b.png"]}
    feed = read(tmp_path, line(offers=[offer]))
    assert feed.products[0].offers[0].images == ("images/a.png",)
    assert feed.warnings == (RejectedRow(1, "offers[0].images", "left out: images/b.png does not exist"),)
    assert feed.rejected == ()


@pytest.mark.parametrize("image", ["../secret.png", "/etc/passwd", "file:///etc/passwd", "images/../../x.png"])
def test_picture_outside_the_feeds_folder_is_refused(tmp_path: Path, image: str) -> None:
    """A feed cannot make the shop show files of the machine."""
    assert PictureFolder(tmp_path).why_not(image) == "is not a path inside the feed's folder"


def test_picture_on_the_web_is_taken_on_trust(tmp_path: Path) -> None:
    """Nothing is downloaded while indexing."""
    assert PictureFolder(tmp_path).why_not("https://shop.example/a.jpg") is None


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("52.00 USD", (52.0, "USD")),
        ("EUR 49,90", (49.9, "EUR")),
        ("1,299.00 usd", (1299.0, "USD")),
        ("1.299,00 EUR", (1299.0, "EUR")),
        ("12,500 JPY", (12500.0, "JPY")),
        ("1.234.567 VND", (1234567.0, "VND")),
        ("-5.00 USD", (-5.0, "USD")),
        ("1 299,00 SEK", (1299.0, "SEK")),
    ],
)
def test_price_text_becomes_amount_and_currency(text: str, price: tuple[float, str]) -> None:
    """Points, commas and spaces as the countries write them."""
    assert parse_price("price", text) == price


@pytest.mark.parametrize("text", ["", "free", "12", "12.00 DOLLARS", "$", "1.2.3 USD", "NaN USD"])
def test_price_text_that_is_no_price_is_rejected(text: str) -> None:
    """Nothing is guessed, the currency least of all."""
    with pytest.raises(RowRejected):
        parse_price("price", text)


@pytest.mark.parametrize(
    ("interval", "holds"),
    [
        ("", True),
        ("2026-05-01T00:00Z/2026-07-01T00:00Z", True),
        ("2026-05-01/2026-06-01", False),
        ("2026-06-02T00:00-0800/2026-07-01T00:00-0800", False),
    ],
)
def test_sale_holds_between_its_dates(interval: str, holds: bool) -> None:
    """At noon of 1 June; a date means its first minute."""
    assert holds_now(interval, NOON) is holds


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  Fine\t cotton \n", "Fine cotton"),
        ("Cocona&reg; &amp; Wool", "Cocona® & Wool"),
        ("<p>Soft<br/>and &lt;b&gt;warm&lt;/b&gt;</p>", "Soft and warm"),
        ("3 < 5 cm", "3 < 5 cm"),
        ("\x1b[31mred\x07 \u202etxt.exe\ud800", "red txt.exe"),
        ("zero\u00a0width\ufeff", "zero width"),
    ],
)
def test_text_loses_markup_and_what_cannot_be_printed(raw: str, clean: str) -> None:
    """Terminal escapes, marks that reverse text, and broken surrogates never reach a shopper."""
    assert clean_text(raw) == clean


@given(st.text())
def test_cleaned_text_is_one_printable_line(text: str) -> None:
    """Whatever the seller wrote, it can be stored as UTF-8 and is one line."""
    clean = clean_text(text)
    clean.encode()
    assert "\n" not in clean
    assert clean == clean.strip()


def test_product_rows_keep_their_offers_lines(tmp_path: Path) -> None:
    """A rejected offer is reported at its own line, not at the product's."""
    feed = read(tmp_path, line("p1"), line("p2"))
    first, second = feed.products
    rows = [
        ProductRow(1, first, [(1, first.offers[0])]),
        ProductRow(2, second, [(2, second.offers[0]), (7, first.offers[0])]),
    ]
    problems = Problems()
    assemble(tmp_path, rows, problems)
    assert problems.rejected == [RejectedRow(7, "offer_id", "'p1-1' is already used in line 1")]
