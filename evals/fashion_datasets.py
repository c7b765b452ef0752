"""Datasets of the fashion pictures: one gallery of `train` and `dev`, and five kinds of query about it.

Adapter of pyarrow. Queries about titles, photos and photos with words come from `dev`; attribute queries are pairs
of a colour and a type that at least `MIN_RELEVANT` items of the gallery have. The `fitting` datasets, which the weights
of fusion are learned on, know pictures of `train` only; their attribute queries are a fifth of the pairs, which are not
tested. (Pairs too rare to be tested teach the wrong thing: for them titles are a much worse witness.)
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq
import yaml

from evals.datasets import GalleryItem, RetrievalQuery, write_gallery, write_queries

SHEET = Path(__file__).parent / "sheets" / "fashion_zh.yaml"
GALLERY = "fashion"
TRAIN_GALLERY = "fashion-train"
MIN_RELEVANT = 10
"""As many as are looked at (P@10), so that every attribute query can be answered in full."""
FITTING_SHARE = 5
"""One pair in so many is learned from."""
FITTING_STEP = 75
"""Of the photos of `train` one in so many is taken to learn from, 494 in all."""
_FITTING = "For learning the weights of fusion."
Row = Mapping[str, Any]


def build(data: Path, out: Path) -> Iterator[str]:
    """Writes the galleries and datasets into `out`, naming each when it is there."""
    train, dev = (pq.read_table(data / "fashion" / f"{part}.parquet").to_pylist() for part in ("train", "dev"))
    rows = [*train, *dev]
    for name, items in ((GALLERY, rows), (TRAIN_GALLERY, train)):
        write_gallery(out / name, map(_item, items), ((_picture(row), row["image"]) for row in items))
        yield name
    chinese = yaml.safe_load(SHEET.read_text(encoding="utf-8"))
    about = "The title of a dev item → the items of that title, by their pictures."
    write_queries(out / "fashion-titles", titles(dev), about=about, gallery=f"../{GALLERY}", has_text=False)
    yield "fashion-titles"
    pairs, fitting = tested_pairs(rows), fitting_pairs(rows)
    for name, about, queries, gallery in (
        ("fashion-attributes-en", "A colour and a type → both.", attributes(pairs), GALLERY),
        ("fashion-attributes-zh", "A colour and a type, in Chinese → both.", attributes(pairs, chinese), GALLERY),
        ("fashion-images-type", "A dev photo → the same type.", photos(dev, "type"), GALLERY),
        ("fashion-images-color", "A dev photo → the same colour.", photos(dev, "color"), GALLERY),
        ("fashion-composed", "A dev photo and “in blue” → its type in blue.", composed(dev, rows), GALLERY),
        ("fitting-en", _FITTING, attributes(fitting), TRAIN_GALLERY),
        ("fitting-zh", _FITTING, attributes(fitting, chinese), TRAIN_GALLERY),
        ("fitting-composed", _FITTING, composed(train[::FITTING_STEP], train), TRAIN_GALLERY),
    ):
        write_queries(out / name, queries, about=about, gallery=f"../{gallery}")
        yield name


def _picture(row: Row) -> str:
    return f"{row['id']}.jpg"


def _item(row: Row) -> GalleryItem:
    labels = {"type": row["article_type"], "color": row["color"], "usage": row["usage"], "title": row["title"]}
    return GalleryItem(row["id"], row["title"], (_picture(row),), labels)


def titles(dev: Sequence[Row]) -> Iterator[RetrievalQuery]:
    """One query an item; relevant are all items of its title."""
    for row in dev:
        yield RetrievalQuery(row["id"], row["title"], labels={"title": (row["title"],)})


def common_pairs(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """(colour, type), sorted, of at least `MIN_RELEVANT` items."""
    counted = Counter((row["color"], row["article_type"]) for row in rows)
    return sorted(pair for pair, n in counted.items() if n >= MIN_RELEVANT)


def fitting_pairs(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """The common pairs that are learned from."""
    return common_pairs(rows)[::FITTING_SHARE]


def tested_pairs(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """The other common pairs."""
    fitted = set(fitting_pairs(rows))
    return [pair for pair in common_pairs(rows) if pair not in fitted]


def attributes(
    pairs: Sequence[tuple[str, str]], chinese: Mapping[str, Mapping[str, Sequence[str]]] | None = None
) -> Iterator[RetrievalQuery]:
    """“navy blue casual shoes”; in Chinese by the first word of the sheet, and without pairs that the sheet lacks."""
    for color, kind in pairs:
        if chinese is None:
            text = f"{color} {noun(kind)}".lower()
        elif color in chinese["color"] and kind in chinese["article_type"]:
            text = chinese["color"][color][0] + chinese["article_type"][kind][0]
        else:
            continue
        yield RetrievalQuery(f"{color}/{kind}", text, labels={"color": (color,), "type": (kind,)})


def noun(kind: str) -> str:
    """A type as it is said: the label "Tshirts" is no English word."""
    return kind.lower().replace("tshirts", "t-shirts")


def photos(dev: Sequence[Row], label: str) -> Iterator[RetrievalQuery]:
    """A photo of `dev`; the items of its own title are excluded, since many are the same thing once more."""
    column = {"type": "article_type", "color": "color"}[label]
    same = _same_title(dev)
    for row in dev:
        yield RetrievalQuery(
            row["id"], picture=_picture(row), exclude=same[row["title"]], labels={label: (row[column],)}
        )


def composed(shown: Sequence[Row], rows: Sequence[Row]) -> Iterator[RetrievalQuery]:
    """A photo of `shown`, which are some of `rows`, and "in" another colour, drawn by seed.

    At least `MIN_RELEVANT` of the rows have that colour and the photo's type.
    """
    colors: dict[str, list[str]] = {}
    for color, kind in common_pairs(rows):
        colors.setdefault(kind, []).append(color)
    same = _same_title(rows)
    for row in shown:
        kind = row["article_type"]
        others = [color for color in colors.get(kind, ()) if color != row["color"]]
        if others:
            color = Random(row["id"]).choice(others)
            yield RetrievalQuery(
                row["id"], f"in {color.lower()}", _picture(row), filter={"color": color},
                exclude=same[row["title"]], labels={"type": (kind,), "color": (color,)},
            )  # fmt: skip


def _same_title(rows: Sequence[Row]) -> dict[str, tuple[str, ...]]:
    ids: dict[str, tuple[str, ...]] = {}
    for row in rows:
        ids[row["title"]] = (*ids.get(row["title"], ()), row["id"])
    return ids
