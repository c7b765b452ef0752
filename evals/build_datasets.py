"""Makes the retrieval datasets from the data folder: `python -m evals.build_datasets --out DIR`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from evals import fashion_datasets, photo_datasets, shop_datasets

DEFAULT_DATA = Path(os.environ.get("SHOPKEEPER_DATA", "../shared/data"))
DEFAULT_OUT = Path(".cache/datasets")
BUILDERS = {
    "fashion": fashion_datasets.build,
    "clothing": photo_datasets.build_clothing,
    "grocery": photo_datasets.build_grocery,
    "demo": photo_datasets.build_demo,
    "shops": shop_datasets.build,
}


def main(
    data: Annotated[
        Path, typer.Option("--data", help="The folder with fashion, clothing, grocery and luma.")
    ] = DEFAULT_DATA,
    out: Annotated[Path, typer.Option("--out", help="Where the datasets go.")] = DEFAULT_OUT,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="fashion, clothing, grocery, demo or shops; all.")
    ] = None,
) -> None:
    """Writes the datasets, naming each when it is there."""
    for name in only or BUILDERS:
        for dataset in BUILDERS[name](data, out):
            typer.echo(f"{out / dataset}")


if __name__ == "__main__":
    typer.run(main)
