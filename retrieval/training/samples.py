"""Training samples: pictures with their captions and labels, read from a parquet file or drawn from a product feed.

The parquet's columns are `SAMPLE_SCHEMA`'s; only `image` and one of the caption columns need to be there. A plain
`text` column counts as `titles`, plain strings as lists of one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from retrieval.catalog import Offer, Product
from retrieval.errors import TrainingError
from retrieval.feeds import read_feed

_STRINGS = pa.list_(pa.string())
SAMPLE_SCHEMA = pa.schema(
    [
        ("image", pa.binary()),
        ("titles", _STRINGS),
        ("captions", _STRINGS),
        ("captions_zh", _STRINGS),
        ("categories", _STRINGS),
        ("colors", _STRINGS),
        ("group", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture file and what may be said of it.

    `titles` are names, `captions` descriptions, `captions_zh` the same in Chinese; one is drawn each time the sample
    is trained on. `categories` and `colors` are labels; several mean "one of these". Samples of one `group` show the
    same thing; "" stands alone.
    """

    image: bytes
    titles: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    captions_zh: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    colors: tuple[str, ...] = ()
    group: str = ""


def read_samples(path: Path) -> Iterator[Sample]:
    """The samples of a parquet file or of a product feed. Raises TrainingError, FeedError."""
    if path.suffix == ".parquet":
        yield from _from_parquet(path)
    else:
        yield from _from_feed(path)


def _from_parquet(path: Path) -> Iterator[Sample]:
    try:
        with pq.ParquetFile(path) as file:
            names = set(file.schema_arrow.names)
            if "image" not in names or not names & {"text", "titles", "captions", "captions_zh"}:
                raise TrainingError(
                    f"{path} has the columns {', '.join(sorted(names))}.",
                    remedy='Training needs "image" (the bytes of a picture file) and "text" or "captions".',
                )
            for batch in file.iter_batches(batch_size=256):
                yield from map(_sample, batch.to_pylist())
    except (OSError, pa.ArrowException) as error:
        raise TrainingError(f"{path} cannot be read ({error}).", remedy="Give a parquet file or a feed.") from error


def _sample(row: Mapping[str, Any]) -> Sample:
    return Sample(
        image=row["image"] or b"",
        titles=_strings(row.get("titles") or row.get("text")),
        captions=_strings(row.get("captions")),
        captions_zh=_strings(row.get("captions_zh")),
        categories=_strings(row.get("categories") or row.get("category")),
        colors=_strings(row.get("colors") or row.get("color")),
        group=row.get("group") or "",
    )


def _strings(value: str | Sequence[str] | None) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value or []
    return tuple(text.strip() for text in values if text and text.strip())


def _from_feed(path: Path) -> Iterator[Sample]:
    """One sample for each picture of the feed that lies beside it; pictures on the web are not fetched."""
    for product in read_feed(path).products:
        for offer in {one.images[0]: one for one in product.offers if one.images}.values():
            picture = path.parent / offer.images[0]
            if "://" not in offer.images[0] and picture.is_file():
                yield _sample_of(product, offer, picture.read_bytes())


def _sample_of(product: Product, offer: Offer, image: bytes) -> Sample:
    kind = product.category[-1] if product.category else ""
    color = " and ".join(offer.colors)
    said = (f"{color} {kind}", " ".join([color, *offer.patterns, *offer.materials, kind]), f"{kind} in {color}")
    local = product.local.get("zh")
    return Sample(
        image=image,
        titles=(product.title, f"{color} {product.title}".strip()),
        captions=tuple(dict.fromkeys(" ".join(caption.split()) for caption in said)) if kind and color else (),
        captions_zh=(local.title,) if local and local.title else (),
        categories=(kind,) if kind else (),
        colors=offer.colors,
        group=f"{product.product_id}/{offer.images[0]}",
    )
