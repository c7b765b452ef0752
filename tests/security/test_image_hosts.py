"""Pictures from elsewhere: from listed hosts, over https, and nothing else that looks like an address."""

import pytest

from assistant.errors import SettingsError
from assistant.security.image_hosts import MAX_URL_CHARS, ImageHosts

pytestmark = pytest.mark.unit

HOSTS = ImageHosts(["cdn.shop.example", "Images.Example:8443"])


@pytest.mark.parametrize(
    "url",
    [
        "https://cdn.shop.example/a.jpg",
        "https://CDN.shop.example:443/a%20b.png?w=480&h=2#x",
        "https://images.example:8443/",
    ],
)
def test_picture_of_a_listed_host_passes(url: str) -> None:
    assert HOSTS.allows(url)


@pytest.mark.parametrize(
    "url",
    [
        "", "a.jpg", "//cdn.shop.example/a.jpg", "http://cdn.shop.example/a.jpg", "https://shop.example/a.jpg",
        "https://x.cdn.shop.example/a.jpg", "https://cdn.shop.example.evil.example/a.jpg", "https://cdn.shop.example:444/a.jpg",
        "https://cdn.shop.example@evil.example/a.jpg", "https://u:p@cdn.shop.example/a.jpg", "https://cdn.shop.example./a.jpg",
        "https://images.example/a.jpg", "https://cdn.shop.example\\@evil.example/", "https:cdn.shop.example/a.jpg",
        "javascript:alert(1)", "data:image/png;base64,AAAA", "blob:https://cdn.shop.example/1", "file:///etc/passwd",
        "https://cdn.shop.example/a.jpg\" onerror=\"alert(1)", "https://cdn.shop.example/<script>", "https://cdn.shop.example/a b",
        "https://cdn.shop.example/\n", " https://cdn.shop.example/a.jpg", "https://cdn.sh\u043ep.example/a.jpg",
        "https://cdn.shop.example:/a.jpg", "https://[::1]/a.jpg", "https://cdn.shop.example/" + "a" * MAX_URL_CHARS,
    ],
)  # fmt: skip
def test_any_other_address_is_not_given_to_a_browser(url: str) -> None:
    """Whatever a feed writes."""
    assert not HOSTS.allows(url)


def test_hosts_are_named_as_the_policy_names_them() -> None:
    """Https only; nothing where none is listed."""
    assert HOSTS.sources == ("https://cdn.shop.example", "https://images.example:8443")
    assert ImageHosts([]).sources == ()
    assert not ImageHosts([]).allows("https://cdn.shop.example/a.jpg")


@pytest.mark.parametrize(
    "host", ["", "*", "*.example", "https://cdn.example", "cdn.example/x", "u@cdn.example", "a b", "[::1]"]
)
def test_what_is_no_host_is_refused_in_the_settings(host: str) -> None:
    with pytest.raises(SettingsError):
        ImageHosts([host])
