"""What each kind of evidence finds for the queries of a dataset, as the stages of a shop's search would.

"text" is nearness in meaning of words and titles, "lexical" BM25, "image" nearness of pictures to the query's picture,
its words, or a picture that words steer; "title TF-IDF" is the baseline. An item counts by its best picture.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evals.dataset_embedding import DatasetEmbedder, PictureFiles
from evals.datasets import Gallery, Labels, RetrievalDataset, RetrievalQuery
from evals.distances import Distance, similarities
from evals.title_tfidf import TitleTfidf
from retrieval.catalog import Offer, Product
from retrieval.embedders import Embeddings, ImageEmbedder, TextEmbedder
from retrieval.fusion import StageScores
from retrieval.image_stage import NEUTRAL, WORDS_WEIGHT
from retrieval.lexical import build_lexical, query_terms
from retrieval.lexicon import Lexicon
from retrieval.stages import english

CHUNK = 64
"""Queries scored at once: 64 x 41,000 float32 are 10 MB."""
TFIDF = "title TF-IDF"

Matrix = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Score = Callable[[slice], Matrix]
"""From a range of queries to (n, n_items) scores; -inf where an item has nothing of that kind."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """What one kind of evidence finds for each query, best first: rows `items[first[q] : first[q + 1]]`, with scores."""

    name: str
    first: npt.NDArray[np.int64]
    items: npt.NDArray[np.int64]
    scores: Matrix
    n_asked: int

    def of(self, query: int) -> StageScores:
        """Those of one query."""
        part = slice(self.first[query], self.first[query + 1])
        return StageScores.of(self.name, self.items[part], self.scores[part], n_asked=self.n_asked)


@dataclass(frozen=True)
class Models:
    """What reads words and pictures; without `image` pictures are not looked at."""

    text: TextEmbedder
    image: ImageEmbedder | None
    lexicon: Lexicon
    embedder: DatasetEmbedder
    distance: Distance = "cosine"
    words_weight: float = WORDS_WEIGHT


def gather_evidence(
    dataset: RetrievalDataset, models: Models, *, n_candidates: int, is_filtered: bool = False
) -> dict[str, Candidates]:
    """By the name of the evidence, the kinds that the dataset has something for. Raises ModelUnavailable, ValueError.

    `is_filtered` keeps to the items that have the labels of a query's `filter`, as a shop's facets would.
    """
    scores: dict[str, Score] = {}
    if dataset.has_text and any(query.text for query in dataset.queries):
        scores |= _scores_by_text(dataset, models)
    has_pictures = any(item.pictures for item in dataset.gallery.items)
    if models.image is not None and has_pictures:
        scores["image"] = _scores_by_image(dataset, models, models.image)
    masks = _Masks(dataset, is_filtered=is_filtered)
    return {name: _best(name, score, masks, len(dataset.queries), n_candidates) for name, score in scores.items()}


def _scores_by_text(dataset: RetrievalDataset, models: Models) -> dict[str, Score]:
    texts = [item.text for item in dataset.gallery.items]
    asked = [query.text for query in dataset.queries]
    english_of = {text: english(text, models.lexicon) for text in dict.fromkeys(asked)}
    terms_of = {text: query_terms(text, models.lexicon).terms for text in english_of}
    items = models.embedder.texts(models.text, texts)
    queries = models.embedder.texts(models.text, [english_of[text] for text in asked])
    lexical = build_lexical([_product(row, text) for row, text in enumerate(texts)], models.lexicon)
    tfidf = TitleTfidf(texts)
    return {
        "text": lambda part: similarities(queries[part], items, models.distance),
        "lexical": lambda part: _positive([lexical.scores(terms_of[text]) for text in asked[part]]),
        TFIDF: lambda part: _positive([tfidf.scores(english_of[text]) for text in asked[part]]),
    }


def _product(row: int, text: str) -> Product:
    return Product(str(row), text, (Offer(str(row), 1.0, "USD"),))


def _positive(rows: Sequence[Matrix]) -> Matrix:
    """An item that shares no word with the query is not found by its words."""
    scores = np.stack(rows)
    return np.where(scores > 0, scores, np.float32(-np.inf))


def _scores_by_image(dataset: RetrievalDataset, models: Models, image: ImageEmbedder) -> Score:
    queries = query_vectors(dataset.queries, dataset, models, image)
    names = [name for item in dataset.gallery.items for name in item.pictures]
    files = PictureFiles(dataset.gallery.folder)
    pictures = models.embedder.pictures(image, files, names)
    files.close()
    best_of = _by_item(dataset.gallery)
    return lambda part: best_of(similarities(queries[part], pictures, models.distance))


def query_vectors(
    queries: Sequence[RetrievalQuery], dataset: RetrievalDataset, models: Models, image: ImageEmbedder
) -> Embeddings:
    """(n, d) the queries in the space of pictures: the picture, the words, or the picture steered by the words."""
    files = PictureFiles(dataset.folder, dataset.gallery.folder)
    words = models.embedder.captions(image, [query.text for query in queries])
    vectors = words.copy()
    shown = [row for row, query in enumerate(queries) if query.picture]
    if shown:
        photos = models.embedder.pictures(image, files, [queries[row].picture for row in shown])
        neutral = models.embedder.captions(image, [NEUTRAL])[0]
        steering = np.where(words[shown].any(axis=1, keepdims=True), _unit(words[shown] - neutral), 0)
        vectors[shown] = photos + np.float32(models.words_weight) * steering
    files.close()
    return _unit(vectors)


def _unit(rows: Embeddings) -> Embeddings:
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(norms > 0, norms, 1), np.float32)


def _by_item(gallery: Gallery) -> Callable[[Matrix], Matrix]:
    """From (n, n_pictures) to (n, n_items): each item's best picture, -inf where it has none."""
    counts = np.array([len(item.pictures) for item in gallery.items])
    if np.all(counts == 1):
        return lambda scores: scores
    has_picture = counts > 0
    starts = (np.cumsum(counts) - counts)[has_picture]

    def best(scores: Matrix) -> Matrix:
        result = np.full((len(scores), len(counts)), -np.inf, np.float32)
        result[:, has_picture] = np.maximum.reduceat(scores, starts, axis=1)
        return result

    return best


class _Masks:
    """Which items each query may find."""

    def __init__(self, dataset: RetrievalDataset, *, is_filtered: bool) -> None:
        self._dataset = dataset
        self._is_filtered = is_filtered
        self._known: dict[tuple[tuple[str, str], ...], Mask] = {}

    def __getitem__(self, query: int) -> Mask:
        wanted = self._dataset.queries[query]
        mask = self._dataset.searchable(wanted)
        return mask & self._having(wanted.filter) if self._is_filtered else mask

    def _having(self, labels: Labels) -> Mask:
        key = tuple(sorted(labels.items()))
        if key not in self._known:
            self._known[key] = self._dataset.gallery.having({name: (value,) for name, value in labels.items()})
        return self._known[key]


def _best(name: str, score: Score, masks: _Masks, n_queries: int, n: int) -> Candidates:
    items, scores = [], []
    for rows, row_scores in _best_by_query(score, masks, n_queries, n):
        items.append(rows)
        scores.append(row_scores)
    first = np.concatenate([[0], np.cumsum([len(rows) for rows in items])]).astype(np.int64)
    return Candidates(name, first, np.concatenate(items), np.concatenate(scores), n_asked=n)


def _best_by_query(
    score: Score, masks: _Masks, n_queries: int, n: int
) -> Iterator[tuple[npt.NDArray[np.int64], Matrix]]:
    """The n best of each query, the lower row first where scores tie."""
    for start in range(0, n_queries, CHUNK):
        part = slice(start, min(start + CHUNK, n_queries))
        for query, scores in enumerate(score(part), start=start):
            scores = np.where(masks[query], scores, np.float32(-np.inf))
            if n < len(scores):
                least = np.partition(scores, len(scores) - n)[len(scores) - n]
                rows = np.flatnonzero((scores >= least) & (scores > -np.inf))
            else:
                rows = np.flatnonzero(scores > -np.inf)
            order = np.lexsort((rows, -scores[rows]))[:n]
            yield rows[order], scores[rows[order]]
