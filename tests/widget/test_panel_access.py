"""The panel for everybody: screen readers, keyboards, small phones, large screens, dark rooms, and those whom movement hurts."""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.widget.conftest import Chat, NewPage, OpenPanel, Store
from tests.widget.test_loader import OpenPage, open_chat, open_page

pytestmark = pytest.mark.model

__all__ = ["open_page"]  # the fixture of the pages that a store makes


@pytest.fixture(scope="module")
def axe() -> str:
    """axe-core's source, as a package of the development extra carries it."""
    spec = find_spec("axe_playwright_python")
    if spec is None or spec.origin is None:
        pytest.skip("needs axe-core: pip install axe-playwright-python")
    return (Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, axe: str) -> list[Any]:
    """What axe finds against WCAG 2.2 AA and its own best practices."""
    page.evaluate(axe)
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found["violations"]]


WISHES = {
    "en": ("a red dress in size M under $20", "a red dress"),
    "zh": ("想要一条红色连衣裙，M码，20美元以内", "红色连衣裙"),
}
"""What is not there in full, and what is."""


@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("en", "dark"), ("zh", "light")])
def test_axe_finds_nothing_in_any_state(open_panel: OpenPanel, axe: str, lang: str, scheme: str) -> None:
    """Roles, names, order, contrast: in every state, in both schemes and languages."""
    near, wish = WISHES[lang]
    chat = open_panel(lang, color_scheme=scheme, viewport={"width": 400, "height": 760})
    found = {"welcome": violations(chat.page, axe)}
    chat.say(near)
    found["near miss"] = violations(chat.page, axe)
    chat.say(wish)
    chat.last.locator(".tool").nth(1).click()
    found["why not"] = violations(chat.page, axe)
    chat.cards.first.locator(".card-cart").click()
    for card in chat.cards.all()[:2]:
        card.locator(".card-compare").click()
    for name, opener in {
        "menu": chat.panel.locator(".head .icon-button").nth(1),
        "chip": chat.chips.first.locator(".chip-open"),
        "details": chat.cards.first.locator(".card-title"),
        "cart": chat.panel.locator(".head .icon-button").first,
        "compare": chat.panel.locator(".compare-bar .button"),
    }.items():
        opener.click()
        found[name] = violations(chat.page, axe)
        chat.page.keyboard.press("Escape")
    assert {name: several for name, several in found.items() if several} == {}, json.dumps(found, indent=1)


@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("zh", "dark")])
def test_axe_finds_nothing_on_the_demo_store(store: Store, new_page: NewPage, axe: str, lang: str, scheme: str) -> None:
    """Its shelf, with the launcher on it, and a product."""
    page = new_page(color_scheme=scheme, locale={"en": "en-US", "zh": "zh-CN"}[lang])
    page.goto(store.origin)
    expect(page.locator(".item").first).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", {"en": "en", "zh": "zh-CN"}[lang])
    names = [page.locator(".categories"), page.locator(".product .shut")]
    assert [one.get_attribute("aria-label") for one in names] == {
        "en": ["Categories", "Close"],
        "zh": ["商品分类", "关闭"],
    }[lang]
    found = {"shelf": violations(page, axe)}
    page.locator(".item a").first.click()
    expect(page.locator("dialog.product")).to_be_visible()
    found["product"] = violations(page, axe)
    assert {name: several for name, several in found.items() if several} == {}, json.dumps(found, indent=1)


def test_everything_can_be_reached_by_keyboard_in_the_order_of_the_eye(open_panel: OpenPanel) -> None:
    """Head, wishes, cards, words, composer; each stop has a name and a visible focus."""
    chat = open_panel()
    chat.say("a red dress in size M")
    chat.panel.locator(".head button").first.focus()
    stops = [stop(chat)]
    while stops[-1]["class"] != "input":
        chat.page.keyboard.press("Tab")
        stops.append(stop(chat))
        assert len(stops) < 60
    assert all(one["name"] for one in stops)
    assert all(one["outline"] != "none" for one in stops[1:-1])
    order = [
        "text-button",
        "icon-button",
        "chip-open",
        "chip-remove",
        "icon-button card-compare",
        "card-cart",
        "card-title",
        "icon-button tool",
    ]
    places = [next(i for i, one in enumerate(stops) if one["class"] == name) for name in order]
    assert places == sorted(places)


def stop(chat: Chat) -> dict[str, str]:
    """What has the focus."""
    found: dict[str, str] = chat.page.evaluate(
        """() => { const e = document.activeElement; return {
            class: e.className, name: e.ariaLabel || e.textContent || e.placeholder, outline: getComputedStyle(e).outlineStyle}; }"""
    )
    return found


def test_sheet_keeps_the_focus_and_escape_gives_it_back(open_panel: OpenPanel) -> None:
    """Details open on their heading; Tab stays inside; Escape closes the sheet alone and returns to the card."""
    chat = open_panel()
    chat.say("a red dress")
    title = chat.cards.first.locator(".card-title")
    title.press("Enter")
    sheet = chat.panel.locator("dialog[open]")
    expect(sheet.locator("h2")).to_be_focused()
    for _ in range(6):
        chat.page.keyboard.press("Tab")
        assert sheet.evaluate("(e) => e.contains(document.activeElement) || document.activeElement === document.body")
    chat.page.keyboard.press("Escape")
    expect(chat.panel.locator("dialog")).to_have_count(0)
    expect(title).to_be_focused()


def test_answer_is_announced_once_and_whole(open_panel: OpenPanel) -> None:
    """A screen reader hears how many products there are and the words, when they are complete, and not piece by piece."""
    chat = open_panel()
    chat.say("a red dress in size M")
    n_cards = chat.cards.count()
    expect(chat.panel.locator(".panel > .unseen")).to_have_text(
        f"{n_cards} products. {chat.words.inner_text()}", use_inner_text=False
    )
    assert chat.panel.locator(".log").get_attribute("aria-live") == "off"


def test_panel_on_a_phone_fills_the_screen_and_keeps_the_focus(open_page: OpenPage) -> None:
    """The page beneath takes no focus while it is covered, and takes it again after."""
    page = open_page(viewport={"width": 360, "height": 740})
    open_chat(page)
    box = page.locator("shopkeeper-chat iframe").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 360, "height": 740}
    assert page.evaluate("document.body.inert")
    page.keyboard.press("Escape")
    expect(page.locator("shopkeeper-chat button")).to_be_focused()
    assert not page.evaluate("document.body.inert")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_runs_over_the_edge(open_panel: OpenPanel, lang: str) -> None:
    """No page is wider than its window, in either language, with an answer, a table and a cart in it."""
    chat = open_panel(lang)
    chat.say({"en": "a red dress in size M under $100", "zh": "想要一条红色连衣裙，M码，100美元以内"}[lang])
    for card in chat.cards.all():
        card.locator(".card-compare").click()
    widths = (320, 360, 420, 1440)
    assert [overflow(chat, width) for width in widths] == [0] * len(widths)
    chat.panel.locator(".compare-bar .button").click()
    expect(chat.panel.locator("table.compare")).to_be_visible()
    assert [overflow(chat, width) for width in widths] == [0] * len(widths)


def test_demo_store_fits_its_window(store: Store, new_page: NewPage) -> None:
    page = new_page()
    page.goto(store.origin)
    expect(page.locator(".item").first).to_be_visible()
    assert [overflow(Chat(page, page), width) for width in (360, 1440)] == [0, 0]


def overflow(chat: Chat, width: int) -> int:
    """How many pixels of the page lie beyond the right edge of a window of that width."""
    chat.page.set_viewport_size({"width": width, "height": 740})
    n_pixels: int = chat.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return max(0, n_pixels)


@pytest.mark.parametrize(("wish", "n_running"), [("reduce", 0), ("no-preference", 1)])
def test_nothing_moves_where_movement_is_unwelcome(open_panel: OpenPanel, wish: str, n_running: int) -> None:
    """With reduced motion no animation is even defined; without, the cards arrive."""
    chat = open_panel(reduced_motion=wish)
    chat.say("a red dress")
    name = chat.cards.first.evaluate("(e) => getComputedStyle(e).animationName")
    assert (name != "none") == bool(n_running)
