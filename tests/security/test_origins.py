"""Who may ask: exactly the origins that the store has listed, in the browser's own spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import OriginRefused, SettingsError
from assistant.security.origins import OriginList, canonical_origin, own_origins, page_origins

pytestmark = pytest.mark.unit

LISTED = OriginList(["https://shop.example", "https://boutique.example:8443", "http://localhost:8000"])

REFUSED = {
    "missing": ([], "missing"),
    "empty": ([""], "malformed"),
    "null": (["null"], "null"),
    "several": (["https://shop.example", "https://shop.example"], "several"),
    "two in one": (["https://shop.example https://evil.example"], "malformed"),
    "comma": (["https://shop.example, https://evil.example"], "malformed"),
    "sub-domain": (["https://www.shop.example"], "not_listed"),
    "parent domain": (["https://example"], "not_listed"),
    "longer name": (["https://shop.example.evil.example"], "not_listed"),
    "prefixed name": (["https://evilshop.example"], "not_listed"),
    "http": (["http://shop.example"], "malformed"),
    "wrong scheme": (["wss://shop.example"], "malformed"),
    "file": (["file://"], "malformed"),
    "extension": (["chrome-extension://abcdefghijklmnop"], "malformed"),
    "wrong port": (["https://shop.example:444"], "not_listed"),
    "port left out": (["https://boutique.example"], "not_listed"),
    "default port written": (["https://shop.example:443"], "malformed"),
    "odd port": (["https://shop.example:0443"], "malformed"),
    "user name": (["https://shop.example@evil.example"], "malformed"),
    "user name and password": (["https://shop.example:443@evil.example"], "malformed"),
    "listed host after a user name": (["https://evil@shop.example"], "malformed"),
    "trailing dot": (["https://shop.example."], "malformed"),
    "trailing slash": (["https://shop.example/"], "malformed"),
    "path": (["https://shop.example/cart"], "malformed"),
    "query": (["https://shop.example?a"], "malformed"),
    "fragment": (["https://shop.example#a"], "malformed"),
    "backslash": (["https://shop.example\\@evil.example"], "malformed"),
    "upper case": (["https://SHOP.example"], "malformed"),
    "upper-case scheme": (["HTTPS://shop.example"], "malformed"),
    "space around": ([" https://shop.example"], "malformed"),
    "line break": (["https://shop.example\n"], "malformed"),
    "null character": (["https://shop.example\0"], "malformed"),
    "percent": (["https://shop%2eexample"], "malformed"),
    "cyrillic o": (["https://sh\u043ep.example"], "malformed"),
    "punycode of it": (["https://xn--shp-hxc.example"], "not_listed"),
    "bytes of it, as servers read them": (["https://shop\uff0eexample".encode().decode("latin-1")], "malformed"),
    "bytes of nothing": (["https://\x8e\xad\xff"], "malformed"),
    "empty label": (["https://\xe9..example"], "malformed"),
    "full-width dot": (["https://shop\uff0eexample"], "malformed"),
    "address": (["http://127.0.0.1:8000"], "not_listed"),
    "ipv6 address": (["http://[::1]:8000"], "not_listed"),
    "decimal address": (["http://2130706433:8000"], "malformed"),
    "other loopback port": (["http://localhost:8001"], "not_listed"),
    "asterisk": (["*"], "malformed"),
    "wildcard": (["https://*.example"], "malformed"),
    "very long": (["https://" + "a" * 100_000], "malformed"),
}


@pytest.mark.parametrize(("sent", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_origin_that_is_not_listed_is_refused(sent: list[str], reason: str) -> None:
    """Missing, null, related, disguised: each with its reason, and with a remedy for the store."""
    with pytest.raises(OriginRefused) as caught:
        LISTED.check(sent)
    assert caught.value.reason == reason
    assert caught.value.remedy


@pytest.mark.parametrize("origin", ["https://shop.example", "https://boutique.example:8443", "http://localhost:8000"])
def test_listed_origin_passes(origin: str) -> None:
    assert LISTED.check([origin]) == origin
    assert LISTED.allows(origin)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("https://Shop.Example:443/", "https://shop.example"),
        (" https://shop.example ", "https://shop.example"),
        ("https://shop.example:8443", "https://shop.example:8443"),
        ("http://localhost:80", "http://localhost"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
    ],
)
def test_configured_origin_is_spelt_as_browsers_do(written: str, canonical: str) -> None:
    """RFC 6454, 6.2."""
    assert canonical_origin(written) == canonical
    assert OriginList([written]).allows(canonical)


@pytest.mark.parametrize(
    "written",
    [
        "", "*", "null", "shop.example", "//shop.example", "https://", "https://*.shop.example", "https://shop.example/x",
        "https://u@shop.example", "https://shop.example?x", "https://shop.example:", "https://shop.example:99999",
        "https://shop example", "https://-shop.example", "https://shop..example", "https://shop.example.", "ftp://shop.example",
        "https://[::1", "https://[zz]", "javascript:alert(1)", "https://shop_1.example",
    ],
)  # fmt: skip
def test_what_is_no_origin_is_refused_in_the_settings(written: str) -> None:
    """At start, not when the first shopper comes."""
    with pytest.raises(SettingsError) as caught:
        OriginList([written])
    assert "https://shop.example" in caught.value.remedy


def test_plain_http_is_for_this_machine_only() -> None:
    """Elsewhere anybody on the way could answer in the store's name."""
    with pytest.raises(SettingsError, match="https"):
        OriginList(["http://shop.example"])


@given(st.text() | st.binary().map(lambda sent: f"https://{sent.decode('latin-1')}"))
def test_whatever_is_sent_is_refused_and_nothing_else_happens(sent: str) -> None:
    """No other exception, whatever the bytes."""
    with pytest.raises(OriginRefused):
        LISTED.check([sent])


def test_name_in_other_letters_is_told_how_browsers_write_it() -> None:
    with pytest.raises(SettingsError, match=r"xn--bcher-kva\.example"):
        OriginList(["https://bücher.example"])


def test_own_origins_are_the_public_one_or_this_machines() -> None:
    """Never what a request's Host header says."""
    assert own_origins("0.0.0.0", 8000, "https://chat.example/") == ("https://chat.example",)
    local = ("http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000")
    assert own_origins("127.0.0.1", 8000) == own_origins("0.0.0.0", 8000) == own_origins("::1", 8000) == local
    with pytest.raises(SettingsError):
        own_origins("192.0.2.7", 8000)


@pytest.mark.parametrize("origin", ["http://[::1]:3000", "https://[2001:db8::1]"])
def test_page_of_a_store_has_a_name(origin: str) -> None:
    """No policy could let a page at an IPv6 address frame the panel: that is said when the server starts."""
    with pytest.raises(SettingsError, match="policies cannot name") as refused:
        page_origins(["https://shop.example", origin])
    assert "http://localhost:PORT" in refused.value.remedy
    assert page_origins(["https://Shop.example:443/"]) == ("https://shop.example",)
