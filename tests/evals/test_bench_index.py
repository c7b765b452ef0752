"""What the index benchmark reports; how fast indexing is, is not a test's business."""

import pytest

from evals.bench_index import IndexBench, bench_json
from retrieval.ingest import IndexReport

pytestmark = pytest.mark.unit


def test_shares_are_of_the_encoder_s_own_rate() -> None:
    """100 products: 8 s embedding and 10 s in all, against 1 s for each 12.5 of the encoder alone."""
    report = IndexReport("s", 100, 700, n_embedded=100, unchanged=False, seconds={"read": 1.0, "embed": 8.0})
    bench = IndexBench(100, 700, 12.5, report, 10.0, again=report, again_s=0.5)
    line = bench_json(bench)
    assert (line["embed_per_s"], line["embed_share"]) == (12.5, 1.0)
    assert (line["whole_per_s"], line["whole_share"]) == (10.0, 0.8)
    assert line["again_s"] == 0.5
