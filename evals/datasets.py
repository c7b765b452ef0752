"""Retrieval datasets: a folder with a gallery, queries and relevance, in one format.

    dataset.json      {"name": …, "about": …, "gallery": "../fashion", "has_text": true}
    gallery.jsonl     {"id": …, "text": …, "pictures": ["1.jpg", …], "labels": {"type": "Shirts", …}}
    queries.jsonl     {"id": …, "text": …, "picture": "a.jpg", "filter": {"color": "Blue"}, "exclude": […], "group": …}
    relevance.jsonl   {"query": …, "items": […]}  or  {"query": …, "labels": {"type": ["Shirts", "Tops"], …}}
    pictures.zip      the pictures, by the names that gallery and queries give them

`gallery` (".", where it is left out) is the folder whose `gallery.jsonl` and `pictures.zip` are searched, so that
datasets share one; a query's picture lies in the dataset's own `pictures.zip`, else in the gallery's. With `has_text`
false the gallery's text is hidden from the search. A query has words, a picture or both; `exclude` are gallery items
that count for nothing (the query's own picture); `filter` are labels that a shop would understand as hard constraints;
`group` names a part whose figures are told apart. Relevant are the items listed, or those that have, for every label
named, one of its values. Keys with nothing to say are left out.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import numpy.typing as npt

Labels = Mapping[str, str]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class GalleryItem:
    """Something to be found: its words, its pictures and what is known of it."""

    id: str
    text: str = ""
    pictures: tuple[str, ...] = ()
    labels: Labels = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RetrievalQuery:
    """Words, a picture or both; the relevant items are those of `items`, or those that `labels` describe."""

    id: str
    text: str = ""
    picture: str = ""
    filter: Labels = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    group: str = ""
    items: tuple[str, ...] = ()
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Gallery:
    """The items of a folder, and which of them have which labels."""

    def __init__(self, folder: Path, items: Sequence[GalleryItem]) -> None:
        self.folder = folder
        self.items = tuple(items)
        self.row_of = {item.id: row for row, item in enumerate(self.items)}

    @cached_property
    def _labels(self) -> dict[str, npt.NDArray[np.str_]]:
        names = {name for item in self.items for name in item.labels}
        return {name: np.array([item.labels.get(name, "") for item in self.items]) for name in names}

    def having(self, labels: Mapping[str, Sequence[str]]) -> Mask:
        """(n_items,) whose items have, for each label named, one of its values. Raises ValueError for unknown names."""
        mask = np.ones(len(self.items), np.bool_)
        for name, values in labels.items():
            if name not in self._labels:
                raise ValueError(f"no item of {self.folder} has the label {name!r}")
            mask &= np.isin(self._labels[name], list(values))
        return mask


@dataclass(frozen=True)
class RetrievalDataset:
    """A dataset as it is searched: `folder` holds the queries' pictures, `gallery.folder` the others."""

    name: str
    about: str
    folder: Path
    gallery: Gallery
    queries: tuple[RetrievalQuery, ...]
    has_text: bool = True

    def relevant(self, query: RetrievalQuery) -> Mask:
        """(n_items,) without what the query excludes."""
        if query.labels:
            mask = self.gallery.having(query.labels)
        else:
            mask = np.zeros(len(self.gallery.items), np.bool_)
            mask[[self.gallery.row_of[item] for item in query.items]] = True
        return mask & self.searchable(query)

    def searchable(self, query: RetrievalQuery) -> Mask:
        """(n_items,) all but what the query excludes."""
        mask = np.ones(len(self.gallery.items), np.bool_)
        mask[[self.gallery.row_of[item] for item in query.exclude]] = False
        return mask


def read_dataset(folder: Path) -> RetrievalDataset:
    """Raises ValueError, with file and line, for a folder that is not in the format; OSError for missing files."""
    header = json.loads((folder / "dataset.json").read_text(encoding="utf-8"))
    gallery_folder = (folder / header.get("gallery", ".")).resolve()
    gallery = Gallery(gallery_folder, [_item(row) for row in _rows(gallery_folder / "gallery.jsonl", GalleryItem)])
    relevance: dict[str, dict[str, Any]] = {}
    for row in _rows(folder / "relevance.jsonl"):
        relevance[row["query"]] = {
            "items": tuple(row.get("items", ())),
            "labels": {name: _values(value) for name, value in row.get("labels", {}).items()},
        }
    queries = []
    for row in _rows(folder / "queries.jsonl", RetrievalQuery):
        if row["id"] not in relevance:
            raise ValueError(f"{folder / 'relevance.jsonl'}: nothing about the query {row['id']!r}")
        row["exclude"] = tuple(row.get("exclude", ()))
        queries.append(RetrievalQuery(**row, **relevance[row["id"]]))
    _check_items(folder, gallery, queries)
    return RetrievalDataset(
        header["name"], header.get("about", ""), folder, gallery, tuple(queries), header.get("has_text", True)
    )


def _check_items(folder: Path, gallery: Gallery, queries: Iterable[RetrievalQuery]) -> None:
    for query in queries:
        unknown = [item for item in (*query.items, *query.exclude) if item not in gallery.row_of]
        if unknown:
            raise ValueError(f"{folder}: query {query.id!r} names items that the gallery lacks: {unknown[:3]}")


def _item(row: dict[str, Any]) -> GalleryItem:
    return GalleryItem(**{**row, "pictures": tuple(row.get("pictures", ()))})


def _values(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _rows(path: Path, kind: type | None = None) -> Iterable[dict[str, Any]]:
    known = {item.name for item in fields(kind)} if kind else {"query", "items", "labels"}
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise ValueError(f"{path}:{number}: {error}") from error
            if unknown := set(row) - known:
                raise ValueError(f"{path}:{number}: unknown keys {sorted(unknown)}")
            yield row


def write_gallery(folder: Path, items: Iterable[GalleryItem], pictures: Iterable[tuple[str, bytes]]) -> None:
    """Writes `gallery.jsonl` and `pictures.zip` (pictures by name; they are compressed already)."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_rows(folder / "gallery.jsonl", (_filled(item) for item in items))
    write_pictures(folder, pictures)


def write_pictures(folder: Path, pictures: Iterable[tuple[str, bytes]]) -> None:
    """Writes `pictures.zip`."""
    with ZipFile(folder / "pictures.zip", "w") as archive:
        for name, data in pictures:
            archive.writestr(name, data)


def write_queries(
    folder: Path, queries: Iterable[RetrievalQuery], *, about: str, gallery: str = ".", has_text: bool = True
) -> None:
    """Writes `dataset.json` (named like the folder), `queries.jsonl` and `relevance.jsonl`."""
    folder.mkdir(parents=True, exist_ok=True)
    header = {"name": folder.name, "about": about, "gallery": gallery, "has_text": has_text}
    (folder / "dataset.json").write_text(json.dumps(header, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    queries = list(queries)
    _write_rows(folder / "queries.jsonl", (_filled(query, leave_out=("items", "labels")) for query in queries))
    _write_rows(
        folder / "relevance.jsonl",
        ({"query": query.id, **_filled(query, leave_out=_NOT_RELEVANCE)} for query in queries),
    )


_NOT_RELEVANCE = ("id", "text", "picture", "filter", "exclude", "group")


def _filled(value: GalleryItem | RetrievalQuery, *, leave_out: Sequence[str] = ()) -> dict[str, Any]:
    row = {item.name: getattr(value, item.name) for item in fields(value) if item.name not in leave_out}
    return {name: content for name, content in row.items() if content}


def _write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
