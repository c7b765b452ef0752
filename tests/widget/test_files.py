"""The widget's files: how much they weigh, that both languages say the same, and what must not be in them."""

import gzip
import json
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parents[2]
WIDGET = ROOT / "assistant" / "widget"
MODULES = sorted((WIDGET / "js").glob("*.js"))
SCRIPTS = [WIDGET / "loader.js", WIDGET / "store.js", *MODULES]
FILES = sorted(
    path for path in WIDGET.rglob("*") if path.is_file() and path.suffix in {".js", ".css", ".html", ".json"}
)


def gzipped(paths: list[Path]) -> int:
    """Bytes over the line: each file is compressed by itself."""
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def words(name: str) -> dict[str, str]:
    """A file of strings."""
    found: dict[str, str] = json.loads((WIDGET / "strings" / name).read_text(encoding="utf-8"))
    return found


def test_loader_weighs_at_most_2_kb() -> None:
    assert gzipped([WIDGET / "loader.js"]) <= 2_000


def test_panel_weighs_at_most_60_kb_in_all() -> None:
    """Document, style, every module and the longer of the two languages."""
    panel = [WIDGET / "panel.html", WIDGET / "panel.css", *MODULES]
    assert gzipped(panel) + max(gzipped([WIDGET / "strings" / f"{name}.json"]) for name in ("en", "zh")) <= 60_000


@pytest.mark.parametrize("kind", ["", "store."])
def test_both_languages_say_the_same_things_with_the_same_names(kind: str) -> None:
    """Same keys, same placeholders, nothing empty, and Chinese is Chinese."""
    en, zh = words(f"{kind}en.json"), words(f"{kind}zh.json")
    assert list(en) == list(zh) == sorted(en)
    names = re.compile(r"\{(\w+)\}")
    assert {key: sorted(names.findall(text)) for key, text in en.items()} == {
        key: sorted(names.findall(text)) for key, text in zh.items()
    }
    assert all(en.values())
    shared = {key for key, text in zh.items() if not re.search("[\u4e00-\u9fff]", text)}
    assert shared <= {"list.comma", "quoted"}


def test_every_string_is_said_and_every_saying_has_its_string() -> None:
    """A key that the code makes up of two parts is known by its beginning."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in MODULES)
    asked = set(re.findall(r'say\("([\w.]+)"', source))
    begun = tuple(re.findall(r"say\(`([\w.]+)\$\{", source))
    known = words("en.json")
    assert asked <= set(known)
    conditional = {key for key in known if f'"{key}"' in source}
    assert {key for key in known if key not in asked | conditional and not key.startswith(begun)} == set()


def test_store_page_has_strings_for_all_its_words() -> None:
    html, script = ((WIDGET / name).read_text(encoding="utf-8") for name in ("store.html", "store.js"))
    asked = (
        set(re.findall(r'data-(?:words|label)="([\w.]+)"', html))
        | set(re.findall(r'say\("([\w.]+)"', script))
        | {"color", "size"}
    )
    assert asked == set(words("store.en.json"))


def test_english_of_the_store_page_is_the_english_of_its_strings() -> None:
    """The document reads right before its script has run, or without it."""
    html = (WIDGET / "store.html").read_text(encoding="utf-8")
    shown = dict(re.findall(r'data-words="([\w.]+)"[^>]*>([^<]+)<', html))
    assert shown == {key: text for key, text in words("store.en.json").items() if key in shown}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_script_never_makes_markup_or_code_of_text(path: Path) -> None:
    """Text is set as text; and a policy that allows no inline style or script is enough."""
    source = path.read_text(encoding="utf-8")
    for forbidden in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "cssText",
        'setAttribute("style',
    ):
        assert forbidden not in source
    assert len(source.splitlines()) <= 400


@pytest.mark.parametrize("name", ["panel.html", "store.html"])
def test_document_has_no_inline_script_or_style(name: str) -> None:
    html = (WIDGET / name).read_text(encoding="utf-8")
    assert "<style" not in html
    assert not re.search(r"\son\w+=|\sstyle=", html)
    assert all(re.search(r"\bsrc=", tag) for tag in re.findall(r"<script[^>]*>", html))


def test_panel_loads_all_its_modules_at_once() -> None:
    """Each module is named in the document, so that none waits for another to be read."""
    html = (WIDGET / "panel.html").read_text(encoding="utf-8")
    named = set(re.findall(r'(?:href|src)="/assets/js/([\w.]+)"', html))
    assert named == {path.name for path in MODULES} - {"pcm_worklet.js"}  # the microphone's own, loaded with it


def test_store_page_pastes_the_widget_as_the_documentation_shows_it() -> None:
    """One tag, the same in the page, in its own instructions and in the README."""
    html = (WIDGET / "store.html").read_text(encoding="utf-8")
    assert re.findall(r"<script[^>]*widget\.js[^>]*></script>", html) == [
        '<script src="/widget.js" data-shop="demo" defer></script>'
    ]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(r'<script src="https://[\w.]+/widget\.js" data-shop="\w+" defer></script>', readme)


def test_map_of_the_house_names_every_file_of_the_widget() -> None:
    rooms = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = rooms.split("### `assistant/widget/`")[1].split("\n### ")[0]
    named = {line.split("`")[1] for line in section.splitlines() if line.startswith("| `")}
    assert named == {str(path.relative_to(WIDGET)) for path in FILES}
