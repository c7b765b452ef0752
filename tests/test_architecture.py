"""The layout and import rules of the house, checked over the source itself."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parent.parent
PACKAGES = ("assistant", "retrieval", "prompts", "evals")
HEAVY = {"torch", "transformers", "whisper", "chromadb", "open_clip", "sentence_transformers", "langchain", "numba"}
HEAVY |= {"langchain_core", "langchain_openai", "langchain_ollama", "onnx", "onnxruntime", "timm", "torchvision"}
HEAVY |= {"starlette", "uvicorn", "websockets", "prometheus_client", "opentelemetry", "sqlalchemy", "alembic", "jwt"}
HEAVY |= {"av", "silero_vad", "sounddevice"}
ADAPTERS = {
    "retrieval/image_embedder.py": {"open_clip", "torch"},
    "retrieval/onnx_embedder.py": {"onnxruntime"},
    "retrieval/training/graphs.py": {"onnx", "open_clip", "torch"},
    "retrieval/training/int8.py": {"onnx", "onnxruntime"},
    "retrieval/text_embedder.py": {"sentence_transformers", "torch"},
    "retrieval/vector_store.py": {"chromadb"},
    "retrieval/scoring_numba.py": {"numba"},
    "retrieval/scoring_torch.py": {"torch"},
    "assistant/langchain_model.py": {"langchain", "langchain_core", "langchain_openai", "langchain_ollama"},
    "assistant/transformers_model.py": {"torch", "transformers", "langchain_core"},
    "assistant/security/tokens.py": {"jwt"},
    "assistant/server/chat_client.py": {"websockets"},
    "assistant/server/metrics.py": {"prometheus_client"},
    "assistant/server/serve.py": {"uvicorn"},
    "assistant/server/site.py": {"starlette"},
    "assistant/server/socket.py": {"starlette"},
    "assistant/server/tracing.py": {"opentelemetry"},
    "assistant/sessions/database.py": {"alembic", "sqlalchemy"},
    "assistant/sessions/erase.py": {"sqlalchemy"},
    "assistant/sessions/migrations/env.py": {"alembic"},
    "assistant/sessions/migrations/versions/v0001_sessions.py": {"alembic", "sqlalchemy"},
    "assistant/sessions/reading.py": {"sqlalchemy"},
    "assistant/sessions/schema.py": {"sqlalchemy"},
    "assistant/sessions/store.py": {"sqlalchemy"},
    "retrieval/training/batches.py": {"torch"},
    "retrieval/training/clip_models.py": {"open_clip", "torch"},
    "retrieval/training/clip_trainer.py": {"open_clip", "torch"},
    "retrieval/training/clip_training.py": {"open_clip"},
    "retrieval/training/cross_batch_memory.py": {"torch"},
    "retrieval/training/curves.py": {"matplotlib"},
    "retrieval/training/image_augmentation.py": {"torch"},
    "retrieval/training/losses.py": {"torch"},
    "retrieval/training/optimisation.py": {"torch"},
    "retrieval/training/samples.py": {"pyarrow"},
    "assistant/speech/audio_files.py": {"av"},
    "assistant/speech/microphone.py": {"sounddevice"},
    "assistant/speech/silero.py": {"onnxruntime"},
    "assistant/speech/whisper_transcriber.py": {"torch", "whisper"},
    "assistant/speech/training/corpus.py": {"torch", "whisper"},
    "assistant/speech/training/mel_augmentation.py": {"torch"},
    "assistant/speech/training/muon.py": {"torch"},
    "assistant/speech/training/pocket_model.py": {"torch", "whisper"},
    "assistant/speech/training/utterance_batches.py": {"torch"},
    "assistant/speech/training/whisper_trainer.py": {"torch", "whisper"},
    "assistant/speech/training/whisper_training.py": {"torch"},
    "evals/bench_retrieval.py": {"chromadb"},
    "evals/pocket_clip_data.py": {"pyarrow"},
    "evals/protocol_fuzz.py": {"websockets"},
    "evals/server_kill_trials.py": {"websockets"},
    "evals/shoppers.py": {"websockets"},
}
MAY_IMPORT = {
    "retrieval": {"retrieval", "prompts"},
    "prompts": {"prompts"},
    "assistant": {"assistant", "retrieval", "prompts"},
    "evals": {"evals", "assistant", "retrieval", "prompts"},
}


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_import_of_module_points_one_way(path: Path) -> None:
    """Imports of our own packages point from the edges to the core, and nobody imports evals or tests."""
    package = path.relative_to(ROOT).parts[0]
    ours = {name.split(".")[0] for name in _imports(path)} & {*PACKAGES, "tests"}
    assert ours <= MAY_IMPORT[package]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_heavy_library_is_imported_only_by_its_adapter(path: Path) -> None:
    """Torch and its kind are imported only by the modules named as adapters."""
    allowed = ADAPTERS.get(str(path.relative_to(ROOT)), set())
    assert {name.split(".")[0] for name in _imports(path)} & HEAVY <= allowed


@pytest.mark.parametrize("module", ["assistant.cli", "assistant.app", "retrieval.shop"])
def test_import_of_core_loads_no_heavy_library(module: str) -> None:
    """Importing the command line, the composition root or the shop pulls in no heavy library."""
    code = f"import sys, {module}; print(*({HEAVY!r} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert result.stdout.split() == []


def test_top_level_holds_only_what_the_design_names() -> None:
    """The top level is fixed: the packages, the project files and dot files."""
    listing = subprocess.run(["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=True).stdout
    top = {line.split("/")[0] for line in listing.splitlines()}
    named = {"pyproject.toml", "assistant", "retrieval", "prompts", "tests", "evals", "README.md"}
    usual = {"LICENSE", "CONTRIBUTING.md", "Makefile", "constraints.txt"}
    assert {name for name in top if not name.startswith(".")} <= named | usual


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_file_stays_within_the_ceiling(path: Path) -> None:
    """No source file grows past 500 lines."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


def test_map_of_the_house_names_every_module() -> None:
    """CONTRIBUTING.md has a room for each module, and none for a module that is gone."""
    rooms = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    folders = ("retrieval", "retrieval/feeds", "retrieval/fusion", "retrieval/training", "retrieval/demo_shop")
    folders += ("assistant", "assistant/speech", "assistant/speech/training", "assistant/understanding")
    folders += ("assistant/sessions", "assistant/security", "evals", "evals/metrics")
    for folder in folders:
        section = rooms.split(f"### `{folder}/`")[1].split("\n### ")[0]
        named = {line.split("`")[1] for line in section.splitlines() if line.startswith("| `")}
        assert named == {path.stem for path in (ROOT / folder).glob("*.py")} - {"__init__"}
