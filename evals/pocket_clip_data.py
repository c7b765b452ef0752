"""The pocket CLIP's training set: one parquet of pictures, captions in two languages, and labels, from four sources.

`python -m evals.pocket_clip_data OUT.parquet` reads the folders `fashion`, `clothing` and `grocery` under
`SHOPKEEPER_DATA` (where they come from: the model card) and draws demo shops of other seeds than the demo shop's own,
which stays unseen. Held out are fashion's `dev`, clothing's `validation` and grocery's `val.txt`.
"""

import csv
import io
import os
import tarfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import typer
import yaml

from retrieval.catalog import Offer, Product
from retrieval.demo_shop.generator import generate_products
from retrieval.demo_shop.rasterise import rasterise
from retrieval.demo_shop.render import draw_offer
from retrieval.lexicon import Lexicon, load_lexicon
from retrieval.training.samples import SAMPLE_SCHEMA, Sample

DEMO_SEEDS = range(101, 109)
DEMO_PX = 128
CLOTHING_TIMES, GROCERY_TIMES = 3, 2
"""How often a photo as shoppers take them comes in a pass: they are few beside the catalogue's, and vary more."""
SHEET = Path(__file__).parent / "sheets" / "fashion_zh.yaml"

CLOTHING_TYPES = {
    "dress": ("Dresses",), "hat": ("Hat", "Caps"), "longsleeve": ("Tshirts", "Tops", "Sweatshirts", "Sweaters"),
    "outwear": ("Jackets", "Rain Jacket", "Blazers"), "pants": ("Trousers", "Jeans", "Track Pants"),
    "shirt": ("Shirts",), "shoes": ("Casual Shoes", "Sports Shoes", "Formal Shoes"), "shorts": ("Shorts",),
    "skirt": ("Skirts",), "t-shirt": ("Tshirts",),
}  # fmt: skip
"""Classes of the clothing photos -> the article types of the fashion set that show the same."""

CLOTHING_ZH = {
    "dress": "连衣裙", "hat": "帽子", "longsleeve": "长袖上衣", "outwear": "外套", "pants": "裤子", "shirt": "衬衫",
    "shoes": "鞋子", "shorts": "短裤", "skirt": "半身裙", "t-shirt": "T恤",
}  # fmt: skip

GROCERY_ZH = {
    "Apple": "苹果", "Avocado": "牛油果", "Banana": "香蕉", "Kiwi": "猕猴桃", "Lemon": "柠檬", "Lime": "青柠",
    "Mango": "芒果", "Melon": "甜瓜", "Nectarine": "油桃", "Orange": "橙子", "Papaya": "木瓜", "Passion-Fruit": "百香果",
    "Peach": "桃子", "Pear": "梨", "Pineapple": "菠萝", "Plum": "李子", "Pomegranate": "石榴", "Red-Grapefruit": "西柚",
    "Satsumas": "蜜橘", "Juice": "果汁", "Milk": "牛奶", "Oatghurt": "燕麦酸奶", "Oat-Milk": "燕麦奶",
    "Sour-Cream": "酸奶油", "Sour-Milk": "酸牛奶", "Soyghurt": "豆酸奶", "Soy-Milk": "豆奶", "Yoghurt": "酸奶",
    "Asparagus": "芦笋", "Aubergine": "茄子", "Cabbage": "卷心菜", "Carrots": "胡萝卜", "Cucumber": "黄瓜",
    "Garlic": "大蒜", "Ginger": "生姜", "Leek": "韭葱", "Mushroom": "蘑菇", "Onion": "洋葱", "Pepper": "甜椒",
    "Potato": "土豆", "Red-Beet": "甜菜根", "Tomato": "番茄", "Zucchini": "西葫芦",
}  # fmt: skip


def main(output: Path) -> None:
    """Writes the training set to OUTPUT."""
    data = Path(os.environ.get("SHOPKEEPER_DATA", "../shared/data"))
    sources = {"fashion": fashion(data), "clothing": clothing(data), "grocery": grocery(data), "demo shops": demo()}
    with pq.ParquetWriter(output, SAMPLE_SCHEMA) as writer:
        for name, samples in sources.items():
            n = 0
            for batch in _batches(samples, 1024):
                writer.write_table(pa.Table.from_pylist([_row(sample) for sample in batch], schema=SAMPLE_SCHEMA))
                n += len(batch)
            print(f"{name}: {n:,} samples", flush=True)


def fashion(data: Path) -> Iterator[Sample]:
    """Catalogue photos with their titles, and captions from their labels."""
    sheet = yaml.safe_load(SHEET.read_text(encoding="utf-8"))
    for row in pq.read_table(data / "fashion" / "train.parquet").to_pylist():
        rng = Random(row["id"])
        kind, color, usage = row["article_type"], row["color"], row["usage"]
        gender = next((name for name in sheet["gender"] if name in row["title"].split()), "")
        noun = kind.lower().replace("tshirts", "t-shirts")
        usage_en = "" if usage in ("Casual", "Home") and rng.random() < 0.5 else usage.lower()
        zh = {slot: sheet[slot].get(row.get(slot) or "", [""]) for slot in ("article_type", "color", "usage")}
        kind_zh, color_zh, usage_zh = (rng.choice(zh[slot]) for slot in ("article_type", "color", "usage"))
        gender_zh = rng.choice(sheet["gender"].get(gender, [""]))
        yield Sample(
            image=row["image"],
            titles=(row["title"],),
            captions=_said(
                f"{color} {noun}", f"{gender} {color} {usage_en} {noun}", f"{usage_en} {color} {noun}",
                f"{noun} in {color}", f"{color} {noun} for {gender}" if gender else f"a {color} {noun}",
            ),
            captions_zh=_said(
                f"{color_zh}{kind_zh}", f"{gender_zh}{color_zh}{usage_zh}{kind_zh}", f"{color_zh}的{kind_zh}",
                f"{gender_zh}{color_zh}{kind_zh}",
            ),
            categories=(kind,),
            colors=(color,),
        )  # fmt: skip


def clothing(data: Path) -> Iterator[Sample]:
    """Amateur photos; `longsleeve` and the like are several article types at once."""
    with tarfile.open(data / "clothing" / "train.tar") as tar:
        for member in tar:
            parts = Path(member.name).parts
            if member.isfile() and parts[0] == "train":
                kind = parts[1]
                noun = {"longsleeve": "long sleeve top", "outwear": "jacket"}.get(kind, kind)
                sample = Sample(
                    image=_bytes(tar, member),
                    captions=(noun, f"a photo of a {noun}", f"my {noun}", f"{noun} lying on the floor"),
                    captions_zh=(CLOTHING_ZH[kind], f"{CLOTHING_ZH[kind]}的照片"),
                    categories=CLOTHING_TYPES[kind],
                    group=member.name,
                )
                yield from (sample,) * CLOTHING_TIMES


def grocery(data: Path) -> Iterator[Sample]:
    """Shop-floor photos and the icons of the products they show."""
    with tarfile.open(data / "grocery" / "train.tar") as tar:
        text = {name: _bytes(tar, tar.getmember(name)).decode() for name in ("classes.csv", "train.txt")}
        classes = {row[0]: row for row in list(csv.reader(io.StringIO(text["classes.csv"])))[1:]}
        files = [line.split(",")[0].strip() for line in text["train.txt"].splitlines() if line.strip()]
        kinds = [(file, Path(file).parent.name) for file in files]
        kinds += [(row[4].lstrip("/"), row[0]) for row in classes.values()]
        for file, name in kinds:
            coarse, words = classes[name][2], name.replace("-", " ")
            zh = GROCERY_ZH[coarse]
            sample = Sample(
                image=_bytes(tar, tar.getmember(file)),
                titles=(words,),
                captions=_said(words, f"a photo of {words}", coarse.replace("-", " "), f"{coarse} {words}"),
                captions_zh=(zh, f"{zh}的照片"),
                categories=(coarse,),
                group=file,
            )
            yield from (sample,) * GROCERY_TIMES


def demo() -> Iterator[Sample]:
    """Drawings of demo shops that nobody has seen."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as workers:
        for samples in workers.map(_demo_shop, DEMO_SEEDS):
            yield from samples


def _demo_shop(seed: int) -> list[Sample]:
    lexicon = load_lexicon()
    samples = []
    for product in generate_products(seed):
        for offer in {offer.images[0]: offer for offer in product.offers}.values():
            samples.append(_demo_sample(seed, product, offer, lexicon))
    return samples


def _demo_sample(seed: int, product: Product, offer: Offer, lexicon: Lexicon) -> Sample:
    kind = product.category[-1]
    style = dict(product.attributes)["style"][0]
    color, pattern = " and ".join(offer.colors), offer.patterns[0] if offer.patterns else ""
    pattern = "" if pattern == "solid" else pattern
    material = offer.materials[0] if offer.materials else ""
    shape = " ".join(
        value[0] for name, value in (*product.attributes, *offer.attributes) if name not in ("style", "capacity")
    )
    zh = {
        word: _chinese(lexicon, slot, word)
        for slot, word in (("color", offer.colors[0]), ("category", kind), ("pattern", pattern), ("material", material))
    }
    who = {"male": "men's", "female": "women's"}.get(product.gender or "", "")
    return Sample(
        image=rasterise(draw_offer(product, offer), width_px=DEMO_PX),
        titles=(f"{color} {product.title}",),
        captions=_said(
            f"{color} {kind}", f"{color} {pattern} {style}", f"{color} {pattern} {material} {style}",
            f"{who} {color} {pattern} {material} {style} {shape}", f"{style} in {color}", f"{shape} {style} {color}",
        ),
        captions_zh=_said(
            f"{zh[offer.colors[0]]}{zh[kind]}", f"{zh[offer.colors[0]]}{zh[pattern]}{zh[kind]}",
            f"{zh[offer.colors[0]]}{zh[pattern]}{zh[material]}{zh[kind]}",
        ),
        categories=(kind,),
        colors=offer.colors,
        group=f"{seed}/{offer.images[0]}",
    )  # fmt: skip


def _chinese(lexicon: Lexicon, slot: str, value: str) -> str:
    canonical = lexicon.canonical(slot, value) if value else None
    return (lexicon.label(slot, canonical, "zh") if canonical else None) or ""


def _said(*captions: str) -> tuple[str, ...]:
    """The captions that say something, single-spaced, each once."""
    return tuple(dict.fromkeys(" ".join(caption.split()) for caption in captions if caption.strip()))


def _row(sample: Sample) -> dict[str, object]:
    return {name: getattr(sample, name) for name in SAMPLE_SCHEMA.names}


def _bytes(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member)
    assert file is not None, "only called for regular files"
    return file.read()


def _batches(samples: Iterable[Sample], size: int) -> Iterator[list[Sample]]:
    batch: list[Sample] = []
    for sample in samples:
        batch.append(sample)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


if __name__ == "__main__":
    typer.run(main)
