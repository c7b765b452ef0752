"""What the widget's files themselves promise: no inline code, no markup out of text, no other host."""

import re
from pathlib import Path

import pytest

import assistant

pytestmark = pytest.mark.unit

WIDGET = Path(assistant.__file__).parent / "widget"
SCRIPTS = sorted(WIDGET.rglob("*.js"))
PAGES = sorted(WIDGET.rglob("*.html"))
EVERYTHING = sorted(path for path in WIDGET.rglob("*") if path.suffix in (".js", ".html", ".css", ".json", ".svg"))


def test_there_is_something_to_look_at() -> None:
    assert len(SCRIPTS) >= 5
    assert {page.name for page in PAGES} >= {"panel.html", "store.html"}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_no_page_has_inline_code(page: Path) -> None:
    """No script or style in the page, no handler and no style in an attribute: the policy would refuse them."""
    text = page.read_text(encoding="utf-8")
    assert not re.findall(r"<style\b", text)
    assert not re.findall(r"\sstyle\s*=|\son\w+\s*=|javascript:", text)
    for tag, content in re.findall(r"<script\b([^>]*)>(.*?)</script>", text, re.DOTALL):
        assert "src=" in tag
        assert not content.strip()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_script_makes_markup_of_text(script: Path) -> None:
    """Neither markup nor code comes from a string (ASVS 5.0, 3.2.2)."""
    text = script.read_text(encoding="utf-8")
    ways = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|setHTML|srcdoc"
    assert not re.findall(rf"\b(?:{ways})\b", text)
    assert not re.findall(r"\beval\s*\(|new Function\b|set(?:Timeout|Interval)\(\s*[\"'`]", text)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_messages_between_windows_name_their_origins(script: Path) -> None:
    """Sent to one origin, never to "*"; taken from one window and one origin only (ASVS 5.0, 3.5.5)."""
    text = script.read_text(encoding="utf-8")
    assert not re.findall(r"postMessage\([^;]*[\"'`]\*[\"'`]", text)
    for handler in re.findall(r"addEventListener\(\"message\".{0,300}", text, re.DOTALL):
        assert re.search(r"origin === ", handler)
        assert re.search(r"source === ", handler)


def test_no_file_names_another_host() -> None:
    """Nothing is loaded from elsewhere; names of XML's own are none."""
    named = {
        (path.name, url)
        for path in EVERYTHING
        for url in re.findall(r"(?:https?:)?//[\w-]+\.[\w.-]+", path.read_text(encoding="utf-8"))
        if not url.endswith("//www.w3.org")
    }
    assert named == set()


def test_scripts_are_the_same_for_everybody() -> None:
    """Files without a gap to be filled in by the server (ASVS 5.0, 3.5.7)."""
    assert not [
        path.name for path in SCRIPTS + PAGES if re.search(r"\{\{|\{%|<%|__\w+__", path.read_text(encoding="utf-8"))
    ]
