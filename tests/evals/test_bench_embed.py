"""The benchmark of the picture pipeline, on a handful of pictures."""

from pathlib import Path

import pytest
from PIL import Image

from assistant.config import Settings
from evals.bench_embed import ROUNDS, EmbedBench, bench_json, measure, run
from tests.retrieval.pictures import encoded

pytestmark = pytest.mark.model


def write_pictures(folder: Path) -> list[Path]:
    paths = [folder / f"{number}.png" for number in range(3)]
    for path in paths[:2]:
        path.write_bytes(encoded(Image.new("RGB", (32, 32)), "PNG"))
    paths[2].write_text("no picture")
    return paths


def test_files_and_model_are_timed_on_the_same_pictures(tmp_path: Path) -> None:
    """Those that cannot be used are left out of both."""
    bench = measure(Settings(home=tmp_path), write_pictures(tmp_path), model="pocket")
    assert bench.n_pictures == 2
    assert len(bench.pipeline_s) == len(bench.model_s) == ROUNDS
    assert min(*bench.pipeline_s, *bench.model_s) > 0


def test_rates_are_over_all_rounds() -> None:
    """100 pictures, twice: 200 in 8 s against 200 in 4 s."""
    bench = EmbedBench(
        "m", 100, 250_000, pipeline_s=(3.0, 5.0), model_s=(1.0, 3.0), pipeline_cpu_s=16.0, model_cpu_s=4.0
    )
    assert (bench.pipeline_per_s, bench.model_per_s) == (25, 50)
    assert bench_json(bench)["share"] == 0.5
    assert bench_json(bench)["cpu_share"] == 0.25
    assert bench_json(bench)["mean_kb"] == 2.5


def test_folder_of_pictures_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store's own pictures; nothing is written into their folder."""
    monkeypatch.setenv("SHOPKEEPER_HOME", str(tmp_path / "home"))
    (tmp_path / "pictures").mkdir()
    write_pictures(tmp_path / "pictures")
    run(tmp_path / "pictures", model="pocket", n_pictures=2, json_output=False)
    assert "files to vectors" in capsys.readouterr().out
    assert len(list((tmp_path / "pictures").iterdir())) == 3


def test_folder_without_pictures_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the words of the command line."""
    monkeypatch.setenv("SHOPKEEPER_HOME", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="no pictures"):
        run(tmp_path, model="pocket", n_pictures=None, json_output=True)
