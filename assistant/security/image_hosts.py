"""Product pictures that are not the shop's own files: only from hosts that the store has listed.

A feed may name any address. A shopper's browser that asks for it tells that host who looks at what, so that hosts are
listed by the store, not by the feed.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from assistant.errors import SettingsError
from assistant.security.origins import canonical_origin

MAX_URL_CHARS = 2_000

_URL = re.compile(r"https://[!-~]+")
_UNSAFE = re.compile(r"[\\\"'<>`{}|^]")


class ImageHosts:
    """The hosts that pictures may come from ("cdn.example", "cdn.example:8443"), over https only.

    Raises SettingsError for what is no host.
    """

    def __init__(self, hosts: Iterable[str]) -> None:
        self.sources = tuple(dict.fromkeys(map(_source_of, hosts)))
        """The hosts as a Content-Security-Policy names them."""

    def allows(self, url: str) -> bool:
        """Whether a picture's address may be given to a browser: listed, https, no user name, nothing to break out."""
        if len(url) > MAX_URL_CHARS or not _URL.fullmatch(url) or _UNSAFE.search(url):
            return False
        try:
            parts = urlsplit(url)
            source = canonical_origin(f"https://{parts.netloc}")
        except (ValueError, SettingsError):
            return False
        return source in self.sources


def _source_of(host: str) -> str:
    remedy = "Write image_hosts as names, for example cdn.shop.example, without https:// or a path."
    if "/" in host or "*" in host or "[" in host:  # a policy names no IPv6 address
        raise SettingsError(f"{host!r} is no host.", remedy=remedy)
    return canonical_origin(f"https://{host}")
