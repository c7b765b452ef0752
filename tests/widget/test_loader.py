"""One script tag in a store's page: whatever that page is like, the launcher and the panel are there and are themselves."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.widget.conftest import Chat, NewPage, Store, StorePages

pytestmark = pytest.mark.model

OpenPage = Callable[..., Page]

HOSTILE_CSS = """
* { all: unset !important; display: none !important; font-size: 60px !important; color: lime !important; }
html { display: block !important; }
body { display: block !important; transform: rotate(4deg) !important; filter: invert(1) !important; }
shopkeeper-chat, shopkeeper-chat *, iframe, button { position: static !important; opacity: 0 !important; visibility: hidden !important;
  pointer-events: none !important; width: 1px !important; height: 1px !important; z-index: -1 !important; }
:root { --accent: lime; --paper: lime; --ink: lime; }
"""


@pytest.fixture
def open_page(store: Store, pages: StorePages, new_page: NewPage) -> OpenPage:
    """Opens a page of a store at an origin of its own, with the tag that the documentation shows."""

    def open_with(head: str = "", *, origin: str = pages.listed, server: str = store.origin, **options: object) -> Page:
        tag = f'<script src="{server}/widget.js" data-shop="demo" defer></script>'
        body = f'<h1>Store</h1><a href="/next">Next</a><button>Buy</button>{tag}'
        pages.html = f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'
        page = new_page(**options)
        page.goto(origin)
        return page

    return open_with


def open_chat(page: Page) -> Chat:
    """Clicks the launcher; the panel in its frame."""
    page.locator("shopkeeper-chat button").click()
    chat = Chat(page, page.frame_locator("shopkeeper-chat iframe"))
    chat.is_online()
    return chat


def test_tag_in_a_page_of_another_origin_opens_a_conversation(open_page: OpenPage) -> None:
    """Token by the store's page, conversation in the frame; escape closes it and gives the focus back."""
    page = open_page()
    assert page.locator("shopkeeper-chat iframe").count() == 0  # nothing is loaded before it is wanted
    chat = open_chat(page)
    expect(chat.input).to_be_focused()
    chat.say("a red dress in size M under $100")
    expect(chat.cards).to_have_count(2)
    chat.input.press("Escape")
    expect(page.locator("shopkeeper-chat iframe")).to_be_hidden()
    expect(page.locator("shopkeeper-chat button")).to_be_focused()


def test_open_panel_and_conversation_follow_to_the_next_page(store: Store, open_page: OpenPage) -> None:
    """Another page of the store, same tab: the panel is open, the conversation in it.

    The server is of the same site as the store, as chat.store.example is: a window in private mode keeps nothing for
    frames of another site, and the conversation would end with the page.
    """
    page = open_page(server=f"http://localhost:{store.port}")
    open_chat(page).say("a red dress in size M")
    page.get_by_role("link", name="Next").click()
    page.wait_for_url("**/next")
    chat = Chat(page, page.frame_locator("shopkeeper-chat iframe"))
    expect(chat.turns).to_have_count(1)
    expect(chat.chip("size M")).to_have_count(1)


def test_page_that_is_not_on_the_list_gets_neither_token_nor_panel(
    store: Store, pages: StorePages, open_page: OpenPage
) -> None:
    """Any other origin: no answer that its script may read, and a frame that the browser leaves empty."""
    page = open_page(origin=pages.unlisted)
    ask = "(url) => fetch(url, {method: 'POST', body: '{\"shop\":\"demo\"}'}).then(String, String)"
    assert "Failed to fetch" in page.evaluate(ask, f"{store.origin}/token")
    with page.expect_event("console", lambda said: "frame-ancestors" in said.text and "Framing" in said.text):
        page.locator("shopkeeper-chat button").click()
    assert page.frame_locator("shopkeeper-chat iframe").locator(".panel").count() == 0


def test_hostile_css_of_the_page_reaches_neither_launcher_nor_panel(open_page: OpenPage) -> None:
    """`!important` on everything, transforms and filters: the launcher is where and what it is, the panel its own."""
    plain, hostile = open_page(), open_page(f"<style>{HOSTILE_CSS}</style>")
    box = "(e) => { const b = e.getBoundingClientRect(); return [Math.round(b.x), Math.round(b.y), Math.round(b.width), Math.round(b.height)]; }"
    style = "(e) => { const s = getComputedStyle(e); return [s.color, s.backgroundColor, s.fontSize, s.opacity, s.visibility, s.position]; }"
    for look in (box, style):
        expected, got = (page.locator("shopkeeper-chat button").evaluate(look) for page in (plain, hostile))
        assert got == expected
    expected, got = (open_chat(page) for page in (plain, hostile))
    for look in (box, style):
        assert hostile.locator("shopkeeper-chat iframe").evaluate(look) == plain.locator(
            "shopkeeper-chat iframe"
        ).evaluate(look)
        assert got.input.evaluate(look) == expected.input.evaluate(look)
    got.say("a red dress")


def test_theme_of_the_page_is_taken_over_and_nonsense_is_not(open_page: OpenPage) -> None:
    """Accent, radius, font, scheme and side as the store sets them; words on the accent stay legible."""
    theme = "--shopkeeper-accent: #ffd84d; --shopkeeper-radius: 4px; --shopkeeper-font: Georgia, serif; --shopkeeper-scheme: dark; --shopkeeper-position: left"
    page = open_page(f"<style>:root {{ {theme} }}</style>")
    launcher = page.locator("shopkeeper-chat button")
    assert launcher.evaluate("(e) => getComputedStyle(e).color") == "oklch(0 0 0)"  # black on yellow
    box = launcher.bounding_box()
    assert box
    assert box["x"] == 20
    chat = open_chat(page)
    root = chat.panel.locator("html")
    assert root.evaluate("(e) => getComputedStyle(e).colorScheme") == "dark"
    assert root.evaluate("(e) => getComputedStyle(e).getPropertyValue('--accent')") == "#ffd84d"
    assert chat.input.evaluate("(e) => getComputedStyle(e).fontFamily") == "Georgia, serif"
    nonsense = open_page(
        "<style>:root { --shopkeeper-accent: url(x); --shopkeeper-radius: round; --shopkeeper-scheme: pink }</style>"
    )
    root = open_chat(nonsense).panel.locator("html")
    assert root.evaluate("(e) => getComputedStyle(e).getPropertyValue('--accent')").strip() == "#1d4b3e"
    assert root.evaluate("(e) => getComputedStyle(e).colorScheme") == "light dark"


def test_demo_store_shows_its_shelf_a_product_and_its_till(store: Store, new_page: NewPage) -> None:
    """The page that `serve` opens with: categories, prices, pictures, variants, and a cart that leads to a till."""
    page = new_page()
    page.goto(store.origin)
    expect(page.locator(".item")).to_have_count(23)
    expect(page.locator(".item").first.locator("img")).to_have_js_property("naturalWidth", 200)
    page.get_by_role("link", name="Bags").click()
    expect(page.locator(".item")).to_have_count(9)
    page.locator(".item", has_text="Ember Kids Leather Backpack").click()
    dialog = page.get_by_role("dialog", name="Ember Kids Leather Backpack")
    before = dialog.locator("img").get_attribute("src")
    dialog.get_by_role("button", name=re.compile("^brown$", re.IGNORECASE)).click()
    expect(dialog.locator("img")).not_to_have_attribute("src", before or "")
    page.keyboard.press("Escape")
    chat = open_chat(page)
    chat.say("a red dress in size M")
    chat.cards.first.locator(".card-cart").click()
    chat.panel.get_by_role("button", name="Cart, 1 items").click()
    chat.panel.get_by_role("button", name="Go to checkout").click()
    expect(page.get_by_role("dialog", name="Here your own checkout begins")).to_contain_text("1 × dress-")


def test_demo_store_speaks_chinese(store: Store, new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{store.origin}/?lang=zh")
    expect(page.locator("#products-title")).to_have_text("全部商品")
    expect(page.locator("shopkeeper-chat button")).to_have_text("问问店员")
    chat = open_chat(page)
    expect(chat.panel.locator(".welcome h2")).to_have_text("想找点什么？")
