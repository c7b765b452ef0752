"""The pocket CLIP's architecture: an open_clip configuration and a tokenizer of its own, made from the captions.

A convolutional image tower for portrait pictures of 80 x 64 pixels, and a text tower of two layers whose 8,192 word
pieces cover English and Chinese; 18 MB in half precision.
"""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing
from tokenizers.trainers import WordPieceTrainer

from retrieval.embedder_factory import POCKET_DIRECTORY

PAD, UNKNOWN, END, START = "[PAD]", "[UNK]", "[EOS]", "[BOS]"
VOCABULARY_SIZE = 8192
CONTEXT_LENGTH = 32
IMAGE_SIZE = (80, 64)
"""Rows and columns; a square picture fills 64 x 64 of them."""


def pocket_config() -> dict[str, Any]:
    """The content of `open_clip_config.json`."""
    return {
        "model_cfg": {
            "embed_dim": 256,
            "custom_text": True,
            "vision_cfg": {
                "timm_model_name": "resnet10t",
                "timm_model_pretrained": False,
                "timm_pool": "avg",
                "timm_proj": "linear",
                "image_size": list(IMAGE_SIZE),
            },
            "text_cfg": {
                "context_length": CONTEXT_LENGTH,
                "vocab_size": VOCABULARY_SIZE,
                "width": 256,
                "heads": 4,
                "layers": 2,
                "pool_type": "eos",
                "pad_id": 0,
                "eos_id": 2,
                "hf_tokenizer_name": "pocket_clip",
                "tokenizer_kwargs": {"clean": "whitespace"},
            },
        },
        "preprocess_cfg": {
            "mean": [0.5, 0.5, 0.5],
            "std": [0.25, 0.25, 0.25],
            "interpolation": "bilinear",
            "resize_mode": "longest",
            "fill_color": 255,
        },
    }


def write_pocket(directory: Path, captions: Iterable[str]) -> None:
    """Writes configuration and tokenizer; the weights come from training."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "open_clip_config.json").write_text(json.dumps(pocket_config(), indent=2) + "\n", encoding="utf-8")
    train_tokenizer(captions).save(str(directory / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": CONTEXT_LENGTH, "pad_token": PAD,
        "unk_token": UNKNOWN, "eos_token": END, "bos_token": START,
    }  # fmt: skip
    (directory / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    for graph in POCKET_DIRECTORY.glob("*.onnx"):  # they depend on the architecture alone
        shutil.copyfile(graph, directory / graph.name)


def train_tokenizer(captions: Iterable[str]) -> Tokenizer:
    """Word pieces of the captions, lower-cased, without accents; each Chinese character is a word."""
    tokenizer = Tokenizer(WordPiece(unk_token=UNKNOWN))
    tokenizer.normalizer = BertNormalizer(lowercase=True, handle_chinese_chars=True)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    trainer = WordPieceTrainer(
        vocab_size=VOCABULARY_SIZE, special_tokens=[PAD, UNKNOWN, END, START], show_progress=False, min_frequency=2
    )
    tokenizer.train_from_iterator(captions, trainer)
    tokenizer.post_processor = TemplateProcessing(
        single=f"{START} $A {END}",
        special_tokens=[(START, tokenizer.token_to_id(START)), (END, tokenizer.token_to_id(END))],
    )
    return tokenizer
