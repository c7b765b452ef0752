"""What each part of the CLIP training is worth: short trainings on the same data, each with one part left out.

`python -m evals.clip_ablation RUN --steps 150` takes the directory of a `shopkeeper train clip` run for its prepared
data, trains for each row from what that run began with (nothing after `--from-scratch`), and measures on the names that
were held out.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from retrieval.training.clip_trainer import ClipTrainer, Recipe, TaskWeights
from retrieval.training.clip_training import load_training_data

FULL = Recipe()
NO_LIMIT_HOURS = 100.0
FIGURES = {
    "held_out_recall_at_10": "recall@10 of names",
    "same_type_p_at_10": "P@10 same type",
    "same_color_p_at_10": "P@10 same colour",
}


def variants(steps: int) -> Mapping[str, Recipe]:
    """The whole recipe, and the recipe without each of its parts, for so many steps each."""
    full = replace(FULL, hours=NO_LIMIT_HOURS, steps=steps)
    tasks = {
        f"without {task}": replace(full, weights=replace(TaskWeights(), **{task: 0.0}))
        for task in ("captions", "teacher", "distillation", "category", "color", "kinds", "shades", "views")
    }
    return {
        "everything": full,
        **tasks,
        "without image augmentation": replace(full, augment_images=False),
        "without text augmentation": replace(full, augment_texts=False),
        "with small pictures throughout": replace(full, low_resolution_share=1.0),
    }


def main(run: Path, steps: Annotated[int, typer.Option(min=1)] = 150) -> None:
    """Prints the table, row by row as it is measured."""
    console, data = Console(), load_training_data(run)
    table = Table("recipe", "seconds", *FIGURES.values(), title=f"{steps} steps each")
    for name, recipe in variants(steps).items():
        with TemporaryDirectory() as work:
            trainer = ClipTrainer(run / "source", Path(work), data, recipe)
            progress = trainer.run(lambda progress: None)
            figures = trainer.evaluate()
        row = [name, f"{progress.elapsed_s:.0f}", *(f"{figures[key]:.3f}" for key in FIGURES)]
        console.print(" | ".join(row))
        table.add_row(*row)
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
