"""The headers that hold browsers to what the counter's pages are for. Pure: settings in, headers out.

Sources: OWASP ASVS 5.0, 3.4; Content Security Policy Level 3; Permissions Policy. Every page says itself what it may
load, so that a sentence of a seller that found its way into one could still run nothing, ask nothing and send nothing.
"""

from collections.abc import Iterable, Sequence

HSTS_S = 31_536_000
"""A year, the least that ASVS 3.4.1 asks for."""

Headers = dict[str, str]

_ALWAYS: Headers = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_DEVICES = ("camera", "microphone")
_UNUSED = ("accelerometer", "display-capture", "geolocation", "gyroscope", "magnetometer", "midi", "payment", "usb")
_REVALIDATED = "no-cache"
_NEVER_STORED = "no-store"


def panel_headers(origins: Sequence[str], image_hosts: Sequence[str], own: Sequence[str]) -> Headers:
    """The panel, which only the shop's own pages and this server's may frame. `image_hosts` are `ImageHosts.sources`.

    It runs what lies on this server and nothing else, no inline script and no text made into code: Trusted Types with no
    policy leave no way from a string to markup.
    """
    policy = {
        "default-src": ("'none'",),
        "script-src": ("'self'",),
        "style-src": ("'self'",),
        "img-src": ("'self'", "blob:", "data:", *image_hosts),
        "media-src": ("'self'", "blob:"),
        "worker-src": ("'self'",),
        "connect-src": ("'self'", *_socket_origins(own)),
        "frame-ancestors": ("'self'", *dict.fromkeys(_nameable((*own, *origins)))),
        **_NO_ESCAPE,
    }
    return {
        **_ALWAYS,
        "Content-Security-Policy": _policy(policy),
        "Permissions-Policy": _permissions(may_listen_and_see=True),
        "Cross-Origin-Resource-Policy": "cross-origin",  # a store's page with an embedder policy frames it
        "Cache-Control": _NEVER_STORED,
        **_transport(own),
    }


def page_headers(image_hosts: Sequence[str], own: Sequence[str]) -> Headers:
    """The demo store's page, which nobody may frame.

    It lends camera and microphone to the panel that it frames: a frame never has more than the page around it.
    """
    policy = {
        "default-src": ("'none'",),
        "script-src": ("'self'",),
        "style-src": ("'self'",),
        "img-src": ("'self'", "data:", *image_hosts),
        "connect-src": ("'self'",),
        "frame-src": ("'self'",),
        "frame-ancestors": ("'none'",),
        **_NO_ESCAPE,
    }
    return {
        **_ALWAYS,
        "Content-Security-Policy": _policy(policy),
        "Permissions-Policy": _permissions(may_listen_and_see=True),
        "X-Frame-Options": "DENY",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": _REVALIDATED,
        **_transport(own),
    }


def asset_headers() -> Headers:
    """Scripts, styles and pictures of the panel and the demo page, for pages of this server."""
    return {**_inert(), "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": _REVALIDATED}


def loader_headers() -> Headers:
    """The loader, which every store's page may run."""
    return {**_inert(), "Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "public, max-age=300"}


def api_headers() -> Headers:
    """Data, health and metrics: not for showing, not for keeping."""
    return {**_inert(), "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": _NEVER_STORED}


def token_headers(origin: str) -> Headers:
    """The answer to a token request of a listed origin, readable for that origin alone and without its cookies."""
    return {
        **api_headers(),
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Access-Control-Allow-Origin": origin,
        "Vary": "Origin",
    }


_NO_ESCAPE = {
    "base-uri": ("'none'",),
    "form-action": ("'none'",),
    "object-src": ("'none'",),
    "require-trusted-types-for": ("'script'",),
    "trusted-types": ("'none'",),
}


def _inert() -> Headers:
    """What is no page runs nothing, even if somebody opens it as one."""
    return {
        **_ALWAYS,
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "Permissions-Policy": _permissions(may_listen_and_see=False),
        "X-Frame-Options": "DENY",
    }


def _policy(directives: dict[str, tuple[str, ...]]) -> str:
    return "; ".join(" ".join((name, *sources)) for name, sources in directives.items())


def _permissions(*, may_listen_and_see: bool) -> str:
    allowed = [f"{name}=({'self' if may_listen_and_see else ''})" for name in _DEVICES]
    return ", ".join([*allowed, *(f"{name}=()" for name in _UNUSED)])


def _socket_origins(own: Iterable[str]) -> tuple[str, ...]:
    """The same places for WebSockets, which older browsers do not count as 'self'."""
    return tuple(origin.replace("http", "ws", 1) for origin in _nameable(own))


def _nameable(origins: Iterable[str]) -> tuple[str, ...]:
    """Those that a policy can name: no IPv6 address is a host in its grammar (CSP 3, 2.3.1), and browsers complain of
    each. A server that is reached by one is 'self'; for a store's page it is refused in the settings.
    """
    return tuple(origin for origin in origins if "[" not in origin)


def _transport(own: Sequence[str]) -> Headers:
    """Where the server is reached over https, browsers are told to stay there."""
    is_https = bool(own) and all(origin.startswith("https://") for origin in own)
    return {"Strict-Transport-Security": f"max-age={HSTS_S}; includeSubDomains"} if is_https else {}
