"""What browsers are told of each kind of answer."""

import pytest

from assistant.security import headers

pytestmark = pytest.mark.unit

STORES = ("https://shop.example", "https://boutique.example:8443")
OWN = ("https://chat.example",)
LOCAL = ("http://localhost:8000", "http://127.0.0.1:8000")
CDN = ("https://cdn.example",)

PANEL = headers.panel_headers(STORES, CDN, OWN)
PAGE = headers.page_headers(CDN, OWN)
EVERY = {
    "panel": PANEL,
    "page": PAGE,
    "asset": headers.asset_headers(),
    "loader": headers.loader_headers(),
    "api": headers.api_headers(),
    "token": headers.token_headers(STORES[0]),
}
NO_PAGE = ("asset", "loader", "api", "token")


def policy(of: dict[str, str]) -> dict[str, list[str]]:
    directives = [part.split() for part in of["Content-Security-Policy"].split("; ")]
    return {name: sources for name, *sources in directives}


@pytest.mark.parametrize("kind", EVERY)
def test_every_answer_is_taken_for_what_it_says_and_tells_nobody_where_from(kind: str) -> None:
    """ASVS 5.0, 3.4.4 and 3.4.5."""
    assert EVERY[kind]["X-Content-Type-Options"] == "nosniff"
    assert EVERY[kind]["Referrer-Policy"] == "no-referrer"
    assert EVERY[kind]["Cross-Origin-Opener-Policy"] == "same-origin"
    assert not any("\n" in value or "\r" in value for value in EVERY[kind].values())


def test_panel_is_framed_by_the_shops_own_pages_only() -> None:
    """And by the demo store of this server."""
    assert policy(PANEL)["frame-ancestors"] == ["'self'", *OWN, *STORES]
    assert policy(headers.panel_headers((), (), ()))["frame-ancestors"] == ["'self'"]
    assert (
        "X-Frame-Options" not in PANEL
    )  # which could name one origin at most, and overrules nothing in browsers of today


def test_demo_page_and_data_are_framed_by_nobody() -> None:
    for kind in ("page", *NO_PAGE):
        assert policy(EVERY[kind])["frame-ancestors"] == ["'none'"]
        assert EVERY[kind]["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("kind", ["panel", "page"])
def test_pages_run_this_servers_files_only(kind: str) -> None:
    """No inline script or style, no eval, no other host, no plug-in, no text made markup (ASVS 5.0, 3.4.3, 3.2.2)."""
    directives = policy(EVERY[kind])
    assert directives["default-src"] == ["'none'"]
    assert directives["script-src"] == directives["style-src"] == ["'self'"]
    assert directives["object-src"] == directives["base-uri"] == directives["form-action"] == ["'none'"]
    assert directives["require-trusted-types-for"] == ["'script'"]
    assert directives["trusted-types"] == ["'none'"]
    assert "unsafe" not in EVERY[kind]["Content-Security-Policy"]
    assert "*" not in EVERY[kind]["Content-Security-Policy"]


def test_panel_connects_to_its_own_socket_only() -> None:
    """By name as well, for browsers to which 'self' is http alone."""
    assert policy(PANEL)["connect-src"] == ["'self'", "wss://chat.example"]
    local = policy(headers.panel_headers(LOCAL, (), LOCAL))
    assert local["connect-src"] == ["'self'", "ws://localhost:8000", "ws://127.0.0.1:8000"]
    assert local["frame-ancestors"] == ["'self'", *LOCAL]


def test_pictures_come_from_here_and_from_listed_hosts() -> None:
    """The panel also shows the photo that the shopper is about to send."""
    assert policy(PANEL)["img-src"] == ["'self'", "blob:", "data:", *CDN]
    assert policy(PAGE)["img-src"] == ["'self'", "data:", *CDN]


def test_camera_and_microphone_are_for_the_panel() -> None:
    """The demo page lends them to its frame of the same origin; everything else of a device is for nobody."""
    for kind in ("panel", "page"):
        assert "microphone=(self)" in EVERY[kind]["Permissions-Policy"]
        assert "camera=(self)" in EVERY[kind]["Permissions-Policy"]
    for kind in NO_PAGE:
        assert "microphone=()" in EVERY[kind]["Permissions-Policy"]
        assert "camera=()" in EVERY[kind]["Permissions-Policy"]
    assert all("geolocation=()" in one["Permissions-Policy"] for one in EVERY.values())


@pytest.mark.parametrize("kind", NO_PAGE)
def test_what_is_no_page_runs_nothing_when_opened_as_one(kind: str) -> None:
    """A picture, a script or data that somebody opens in a tab of its own."""
    assert policy(EVERY[kind])["default-src"] == ["'none'"]
    assert "sandbox" in policy(EVERY[kind])


def test_token_is_readable_for_the_page_that_asked_only() -> None:
    """Exactly that origin, no cookies, and no cache in between answers another page with it (ASVS 5.0, 3.4.2)."""
    token = EVERY["token"]
    assert token["Access-Control-Allow-Origin"] == STORES[0]
    assert "Access-Control-Allow-Credentials" not in token
    assert token["Vary"] == "Origin"
    assert token["Cache-Control"] == "no-store"
    others = (one for kind, one in EVERY.items() if kind != "token")
    assert not any("Access-Control-Allow-Origin" in one for one in others)


def test_only_the_loader_is_for_other_pages_to_run() -> None:
    """Stores with an embedder policy may load it and frame the panel."""
    shared = {kind for kind, one in EVERY.items() if one["Cross-Origin-Resource-Policy"] == "cross-origin"}
    assert shared == {"panel", "loader", "token"}


def test_conversations_and_data_are_not_kept_by_caches() -> None:
    assert all(EVERY[kind]["Cache-Control"] == "no-store" for kind in ("panel", "api", "token"))


def test_browsers_stay_with_https_where_there_is_https() -> None:
    """A year at least (ASVS 5.0, 3.4.1); on this machine there is none to stay with."""
    assert PANEL["Strict-Transport-Security"] == PAGE["Strict-Transport-Security"]
    assert "max-age=31536000" in PANEL["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in headers.page_headers((), LOCAL)


def test_policy_names_no_ipv6_address() -> None:
    """Its grammar has none, and browsers complain of each; a server at one is reached as itself."""
    own = (*LOCAL, "http://[::1]:8000")
    for of in (headers.panel_headers(own, (), own), headers.page_headers((), own)):
        assert "[" not in of["Content-Security-Policy"]
    assert policy(headers.panel_headers(own, (), own))["connect-src"] == [
        "'self'",
        "ws://localhost:8000",
        "ws://127.0.0.1:8000",
    ]
    assert policy(headers.panel_headers(own, (), own))["frame-ancestors"] == ["'self'", *LOCAL]
