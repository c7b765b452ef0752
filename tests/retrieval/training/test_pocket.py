"""The pocket model's tokenizer."""

import pytest

from retrieval.training.pocket import END, START, pocket_config, train_tokenizer

pytestmark = pytest.mark.unit


def test_tokenizer_reads_both_languages() -> None:
    tokenizer = train_tokenizer(["navy blue shoes", "navy shoes", "蓝色鞋子", "蓝色外套"])
    assert tokenizer.encode("Navy SHOES").tokens == [START, "navy", "shoes", END]
    assert tokenizer.encode("蓝色").tokens == [START, "蓝", "色", END]


def test_special_tokens_are_where_the_configuration_says() -> None:
    tokenizer, text = train_tokenizer(["a"]), pocket_config()["model_cfg"]["text_cfg"]
    assert (tokenizer.token_to_id("[PAD]"), tokenizer.token_to_id(END)) == (text["pad_id"], text["eos_id"])
