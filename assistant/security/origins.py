"""Origins: from which pages a shop's counter may be used. The browser vouches for the Origin header, pages cannot set it.

A browser writes an origin in one way only (RFC 6454, 6.2: scheme, host in lower-case ASCII, port unless it is the
scheme's own), so that what is sent has to equal a listed one character for character: no parsing, nothing to trick.
"""

import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv6Address
from urllib.parse import urlsplit

from assistant.errors import OriginRefused, SettingsError

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")
"""Hosts to which nothing travels over a network, so that http is as good as https."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_EVERYWHERE = ("0.0.0.0", "::", "")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_REMEDY = "Write it as browsers send it: https://shop.example, with :PORT only where it is not 443."


class OriginList:
    """The origins that may, in the spelling that browsers use. Raises SettingsError for what is no origin."""

    def __init__(self, origins: Iterable[str]) -> None:
        self.origins = tuple(dict.fromkeys(map(canonical_origin, origins)))

    def allows(self, origin: str) -> bool:
        """Whether an Origin header is listed, exactly."""
        return origin in self.origins

    def check(self, sent: Sequence[str]) -> str:
        """The origin of a request; `sent` are all its Origin headers. Raises OriginRefused with the reason."""
        if not sent:
            raise _refusal("missing")
        if len(sent) > 1:
            raise _refusal("several")
        if sent[0] == "null":  # a sandboxed frame, a file, a redirect: could be anybody
            raise _refusal("null")
        if not self.allows(sent[0]):
            raise _refusal("not_listed" if _is_canonical(sent[0]) else "malformed")
        return sent[0]


def canonical_origin(origin: str) -> str:
    """An origin of the configuration as browsers spell it. Raises SettingsError; "*" and patterns are none."""
    try:
        parts = urlsplit(origin.strip().lower())
        port = parts.port
    except ValueError as error:
        raise SettingsError(f"{origin!r} is no origin.", remedy=_REMEDY) from error
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    is_bare = parts.path in ("", "/") and not parts.query and not parts.fragment and "@" not in parts.netloc
    if not host.isascii():
        raise SettingsError(f"{origin!r} has a host that browsers write {_in_ascii(host)}.", remedy=_REMEDY)
    if parts.scheme not in _DEFAULT_PORTS or not _is_host(host) or not is_bare or origin.rstrip("/").endswith(":"):
        raise SettingsError(f"{origin!r} is no origin.", remedy=_REMEDY)
    if parts.scheme == "http" and host not in LOOPBACK_HOSTS:
        raise SettingsError(
            f"{origin!r} is open to everybody on its network.", remedy="Serve the store over https, and list that."
        )
    return f"{parts.scheme}://{host}" + ("" if port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{port}")


def page_origins(origins: Iterable[str]) -> tuple[str, ...]:
    """The origins of a store's pages, which a Content-Security-Policy has to name, so that they may frame the panel.

    Raises SettingsError for what is no origin, and for an IPv6 address, which a policy cannot name: no browser would show
    the panel there.
    """
    listed = OriginList(origins).origins
    for origin in listed:
        if "[" in origin:
            raise SettingsError(
                f"{origin!r} is an address that browsers' policies cannot name.",
                remedy="Serve the page under a name, http://localhost:PORT for example, and list that.",
            )
    return listed


def own_origins(host: str, port: int, public_url: str | None = None) -> tuple[str, ...]:
    """The server's own origins: where it is reached publicly, else by this machine's names.

    They are never taken from a request's Host header, which is whatever name an attacker has made point here.
    """
    if public_url:
        return (canonical_origin(public_url),)
    hosts = LOOPBACK_HOSTS if host in (*_EVERYWHERE, "127.0.0.1", "localhost", "::1") else (host,)
    return tuple(canonical_origin(f"http://{name}:{port}") for name in hosts)


def _is_host(host: str) -> bool:
    if host.startswith("["):
        try:
            return bool(IPv6Address(host[1:-1]))
        except ValueError:
            return False
    return bool(host) and len(host) <= 253 and all(map(_LABEL.fullmatch, host.split(".")))


def _in_ascii(host: str) -> str:
    """How a browser writes a name in other letters, where it can be written at all."""
    try:
        return "as " + ".".join(label.encode("idna").decode() for label in host.split("."))
    except UnicodeError:
        return "not at all"


def _is_canonical(origin: str) -> bool:
    try:
        return canonical_origin(origin) == origin
    except SettingsError:
        return False


def _refusal(reason: str) -> OriginRefused:
    return OriginRefused(
        reason,
        f"This page may not use the shop's assistant ({reason.replace('_', ' ')} origin).",
        remedy="The store lists its pages' origins in shops.<id>.origins.",
    )
