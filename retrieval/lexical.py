"""BM25 over titles, attributes and descriptions in both languages.

The variant is "simple BM25F": the frequencies of a term are normalised by field length and weighed by field, added up,
and saturated once. Source: Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond", §3.6.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.canonical import facet_reader
from retrieval.catalog import Product
from retrieval.documents import lexical_document
from retrieval.folding import fold
from retrieval.lexicon import Lexicon
from retrieval.tokens import is_content, is_han, spellings_of, terms_of, word_spans, words_of

K1 = 1.2
B = 0.75
FIELD_WEIGHTS = (3.0, 2.0, 1.0)
"""Title, attributes, description: a word of the title says what a thing is, one of the description may say anything."""

ProductRows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A content word as the shopper wrote it (lower case), and the groups of index terms each of which stands for it.

    A Chinese word is spelt by its bigrams, or by the words of its English meaning.
    """

    text: str
    spellings: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """The content words of a query, in order."""

    words: tuple[QueryWord, ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """All their index terms, each once."""
        return tuple(dict.fromkeys(t for word in self.words for spelling in word.spellings for t in spelling))


class LexicalIndex:
    """For each term the products that contain it (sorted rows) and what it adds to their score, in CSR form."""

    def __init__(
        self,
        terms: Sequence[str],
        indptr: npt.NDArray[np.int64],
        rows: npt.NDArray[np.int32],
        impacts: Scores,
        *,
        n_products: int,
        title_words: frozenset[str],
    ) -> None:
        self._number = {term: number for number, term in enumerate(terms)}
        self._indptr = indptr
        self._rows = rows
        self._impacts = impacts
        self.n_products = n_products
        self.title_words = title_words

    def scores(self, terms: Iterable[str]) -> Scores:
        """(n_products,) the BM25 score; 0 where no term occurs."""
        scores = np.zeros(self.n_products, np.float32)
        for term in terms:
            start, stop = self._range(term)
            scores[self._rows[start:stop]] += self._impacts[start:stop]
        return scores

    def best(
        self, scores: Scores, n: int, *, allowed: npt.NDArray[np.bool_] | None = None
    ) -> tuple[ProductRows, Scores]:
        """The n rows of the highest positive scores, best first, the lower row first where scores tie.

        `allowed` is (n_products,), None for all.
        """
        rows = np.flatnonzero(scores > 0 if allowed is None else (scores > 0) & allowed)
        if len(rows) > n:
            least = np.partition(scores[rows], len(rows) - n)[len(rows) - n]
            rows = rows[scores[rows] >= least]
        best = rows[np.lexsort((rows, -scores[rows]))][:n]
        return best, scores[best]

    def contains(self, term: str) -> bool:
        """Whether any product contains the term."""
        return term in self._number

    def has(self, row: int, term: str) -> bool:
        """Whether this product contains the term."""
        start, stop = self._range(term)
        at = int(np.searchsorted(self._rows[start:stop], row))
        return at < stop - start and int(self._rows[start + at]) == row

    def matched(self, query: QueryTerms, row: int) -> tuple[str, ...]:
        """The words of the query that the product's own text contains."""
        return tuple(
            word.text
            for word in query.words
            if any(all(self.has(row, term) for term in spelling) for spelling in word.spellings)
        )

    def unmatched(self, query: QueryTerms) -> tuple[str, ...]:
        """The words of the query that no product contains: of each spelling more than half the terms are unknown."""
        return tuple(
            word.text
            for word in query.words
            if all(2 * sum(map(self.contains, spelling)) < len(spelling) for spelling in word.spellings)
        )

    def _range(self, term: str) -> tuple[int, int]:
        number = self._number.get(term)
        return (0, 0) if number is None else (int(self._indptr[number]), int(self._indptr[number + 1]))

    def to_arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """Everything, as arrays that need no pickle; `from_arrays` is the way back."""
        header = {"terms": list(self._number), "titles": sorted(self.title_words), "n_products": self.n_products}
        return {
            "header": np.frombuffer(json.dumps(header).encode(), np.uint8),
            "indptr": self._indptr,
            "rows": self._rows,
            "impacts": self._impacts,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[np.generic]]) -> "LexicalIndex":
        """Takes read-only and memory-mapped arrays, and copies none of them."""
        header = json.loads(arrays["header"].tobytes())
        return cls(
            header["terms"],
            arrays["indptr"].astype(np.int64, copy=False),
            arrays["rows"].astype(np.int32, copy=False),
            arrays["impacts"].astype(np.float32, copy=False),
            n_products=header["n_products"],
            title_words=frozenset(header["titles"]),
        )


def build_lexical(products: Sequence[Product], lexicon: Lexicon) -> LexicalIndex:
    """Indexes a catalogue in the order of its products."""
    reader = facet_reader(lexicon)
    numbers: dict[str, int] = {}
    numbers_of_word: dict[str, list[int]] = {}
    title_words: set[str] = set()
    flat: list[int] = []
    lengths: list[int] = []
    for product in products:
        document = lexical_document(product, reader)
        title_words.update(word for word in words_of(product.title) if not is_han(word))
        for text in (document.title, document.attributes, document.description):
            before = len(flat)
            for word in words_of(text):
                known = numbers_of_word.get(word)
                if known is None:
                    known = [numbers.setdefault(term, len(numbers)) for term in terms_of(word)]
                    numbers_of_word[word] = known
                flat += known
            lengths.append(len(flat) - before)
    indptr, rows, impacts = _impacts(
        np.array(flat, np.int64), np.array(lengths, np.int64).reshape(-1, len(FIELD_WEIGHTS)), len(numbers)
    )
    return LexicalIndex(
        list(numbers), indptr, rows, impacts, n_products=len(products), title_words=frozenset(title_words)
    )


def _impacts(
    terms: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64], n_terms: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], Scores]:
    """CSR by term of the impacts; `terms` is the text of all fields in a row, `lengths` (n_products, n_fields)."""
    n_products, n_fields = lengths.shape
    cell = np.repeat(np.arange(n_products * n_fields), lengths.ravel())
    occurrence, frequency = np.unique(terms * (n_products * n_fields) + cell, return_counts=True)
    term, cell = np.divmod(occurrence, max(n_products * n_fields, 1))
    row, field = np.divmod(cell, n_fields)
    mean_length = np.maximum(lengths.mean(axis=0), 1.0) if n_products else np.ones(n_fields)
    norm = 1 - B + B * lengths / mean_length
    weighted = np.array(FIELD_WEIGHTS)[field] * frequency / norm[row, field]
    is_first = np.ones(len(term), np.bool_)
    is_first[1:] = (term[1:] != term[:-1]) | (row[1:] != row[:-1])
    starts = np.flatnonzero(is_first)
    total = np.add.reduceat(weighted, starts) if len(starts) else np.zeros(0)
    term, row = term[starts], row[starts]
    n_with = np.bincount(term, minlength=n_terms)
    idf = np.log1p((n_products - n_with + 0.5) / (n_with + 0.5))
    impacts = idf[term] * total * (K1 + 1) / (total + K1)
    indptr = np.concatenate(([0], np.cumsum(n_with)))
    return indptr.astype(np.int64), row.astype(np.int32), impacts.astype(np.float32)


def query_terms(text: str, lexicon: Lexicon) -> QueryTerms:
    """The words of a query; Chinese ones also by what they mean in English, so that they find products without Chinese.

    Words that the lexicon doesn't know stand for themselves; a run of unknown Chinese is one word.
    """
    found: dict[int, QueryWord] = {}
    rest = text
    for start, end, meaning in lexicon.meanings(text):
        rest = rest[:start] + " " * (end - start) + rest[end:]
        english = tuple(term for word in words_of(meaning) if is_content(word) for term in terms_of(word))
        if english:
            found[start] = QueryWord(text[start:end].casefold(), (*spellings_of(fold(text[start:end])), english))
    for start, end in word_spans(rest):
        word = fold(text[start:end])
        if is_content(word):
            found[start] = QueryWord(text[start:end].casefold(), spellings_of(word))
    return QueryTerms(tuple({word.spellings: word for _, word in sorted(found.items())}.values()))
