"""The format of retrieval datasets: what is written is read again, what is not in it is refused."""

import json
from pathlib import Path

import pytest

from evals.datasets import RetrievalQuery, read_dataset, write_queries
from tests.evals.small_dataset import ITEMS, write_small_dataset

pytestmark = pytest.mark.unit

BY_LABEL = RetrievalQuery("a", "in red", "1.png", filter={"color": "red"}, exclude=("1",), labels={"type": ("shoe",)})
BY_ITEM = RetrievalQuery("b", "hut", group="typos", items=("3", "4"))


def test_dataset_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Items, queries and relevance survive; keys with nothing to say are left out of the files."""
    dataset = read_dataset(write_small_dataset(tmp_path / "small", BY_LABEL, BY_ITEM, has_text=False))
    assert (dataset.name, dataset.about, dataset.has_text) == ("small", "Small.", False)
    assert dataset.gallery.items == ITEMS
    assert dataset.queries == (BY_LABEL, BY_ITEM)
    second = (tmp_path / "small" / "queries.jsonl").read_text().splitlines()[1]
    assert json.loads(second) == {"id": "b", "text": "hut", "group": "typos"}


def test_relevant_are_the_items_listed_or_described_without_the_excluded(tmp_path: Path) -> None:
    """Shoes but for the first one; the two hats by their ids; two values of a label are either."""
    either = RetrievalQuery("c", "x", labels={"color": ("red", "blue")})
    dataset = read_dataset(write_small_dataset(tmp_path, BY_LABEL, BY_ITEM, either))
    relevant = [dataset.relevant(query).tolist() for query in dataset.queries]
    assert relevant == [[False, True, False, False], [False, False, True, True], [True, False, True, False]]


def test_datasets_share_a_gallery(tmp_path: Path) -> None:
    """`gallery` names the folder, relative to the dataset's."""
    write_small_dataset(tmp_path / "gallery")
    write_queries(tmp_path / "other", [BY_ITEM], about="", gallery="../gallery")
    assert read_dataset(tmp_path / "other").gallery.items == ITEMS


@pytest.mark.parametrize(
    ("file", "line", "problem"),
    [
        ("queries.jsonl", '{"id": "a", "txt": "red"}', r"queries.jsonl:1: unknown keys \['txt'\]"),
        ("gallery.jsonl", "{", "gallery.jsonl:1: "),
        ("relevance.jsonl", '{"query": "z", "items": ["1"]}', "nothing about the query 'a'"),
        ("relevance.jsonl", '{"query": "a", "items": ["9"]}', r"query 'a' names items that the gallery lacks: \['9'\]"),
    ],
)
def test_wrong_folder_is_refused_with_its_place(tmp_path: Path, file: str, line: str, problem: str) -> None:
    """File and line where there is one, else what does not fit."""
    write_small_dataset(tmp_path, BY_LABEL)
    (tmp_path / file).write_text(line + "\n")
    with pytest.raises(ValueError, match=problem):
        read_dataset(tmp_path)


def test_label_that_no_item_has_is_refused(tmp_path: Path) -> None:
    """Otherwise a misspelt label would make a query with nothing relevant."""
    dataset = read_dataset(write_small_dataset(tmp_path, RetrievalQuery("a", "x", labels={"colour": ("red",)})))
    with pytest.raises(ValueError, match="has the label 'colour'"):
        dataset.relevant(dataset.queries[0])
