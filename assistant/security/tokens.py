"""Entrance tokens: short-lived, signed, good for one session start, bound to a shop and to the page that asked.

A store's page fetches one over HTTPS, where the browser vouches for its origin, and the panel sends it as the first
message of its socket. Time is an argument, in seconds since 1970, UTC.
"""

import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

import jwt
from jwt.types import Options
from pydantic import BaseModel, ConfigDict, Field

from assistant.errors import SettingsError, TokenRefused
from assistant.security.origins import OriginList

TOKEN_LIFETIME_S = 120.0
"""Enough to open a panel on a slow line."""

CLOCK_SKEW_S = 5.0
"""How far the clocks of two workers may differ."""

MAX_TOKEN_CHARS = 2_000
"""Ours have about 350; longer ones are not even parsed."""

MIN_KEY_BYTES = 32
"""An HMAC key is as long as its hash at least (RFC 7518, 3.2)."""

KEY_FILE = "token.key"

_ALGORITHM = "HS256"
_CLOCKLESS: Options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False}
"""What PyJWT leaves to us: it would ask the clock, and take a list of shops for one of them."""


class _Payload(BaseModel):
    """What we sign, as it has to come back: each claim, of its type, and no other."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)
    iss: Literal["shopkeeper"] = "shopkeeper"
    aud: str
    origin: str
    iat: float
    nbf: float
    exp: float
    jti: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token that passed says: for which shop, fetched from which page, until when."""

    shop: str
    origin: str
    token_id: str
    expires_at_s: float


class TokenSigner:
    """Issues and verifies tokens. The first key signs, every key verifies: rotate by putting a new one in front.

    `claim` marks a token id as used until a time and says whether it was unused, for all workers at once. `own` are the
    server's own origins, where the panel's socket comes from. Raises SettingsError for a key that is too short.
    """

    def __init__(
        self, keys: Sequence[str], *, claim: Callable[[str, float], bool], own: OriginList | None = None
    ) -> None:
        if not keys or any(len(key.encode()) < MIN_KEY_BYTES for key in keys):
            raise SettingsError(
                f"A token key needs at least {MIN_KEY_BYTES} bytes.",
                remedy="Make one with: python -c 'import secrets; print(secrets.token_urlsafe(48))'",
            )
        self._keys = {_key_id(key): key.encode() for key in keys}
        self._signing_id = _key_id(keys[0])
        self._claim = claim
        self._own = own

    def issue(self, shop: str, origin: str, now_s: float) -> str:
        """A token for one session start of a shop from a page of `origin`, which the caller has checked."""
        payload = _Payload(
            aud=shop, origin=origin, iat=now_s, nbf=now_s, exp=now_s + TOKEN_LIFETIME_S, jti=secrets.token_hex(16)
        )
        key = self._keys[self._signing_id]
        return jwt.encode(payload.model_dump(), key, algorithm=_ALGORITHM, headers={"kid": self._signing_id})

    def verify(self, token: str, shop: str, origin: str, now_s: float) -> Claims:
        """What a token says, and its one use. `origin` is the socket's own; raises TokenRefused with the reason."""
        payload = self._read(token)
        if payload.aud != shop:
            raise _refusal("other_shop")
        if now_s < payload.nbf - CLOCK_SKEW_S or payload.exp > now_s + TOKEN_LIFETIME_S + CLOCK_SKEW_S:
            raise _refusal("not_yet_valid")
        if now_s >= payload.exp:
            raise _refusal("expired")
        if origin != payload.origin and not (self._own and self._own.allows(origin)):
            raise _refusal("other_origin")
        if not self._claim(payload.jti, payload.exp):
            raise _refusal("used")
        return Claims(shop, payload.origin, payload.jti, payload.exp)

    def _read(self, token: str) -> _Payload:
        """What a token that we signed says, for whatever shop and time."""
        if not token:
            raise _refusal("missing")
        if not token.isascii() or len(token) > MAX_TOKEN_CHARS:
            raise _refusal("malformed")
        try:
            key = self._keys.get(str(jwt.get_unverified_header(token).get("kid")))
            if key is None:
                raise _refusal("unknown_key")
            return _Payload.model_validate(jwt.decode(token, key, algorithms=[_ALGORITHM], options=_CLOCKLESS))
        except jwt.InvalidSignatureError as error:
            raise _refusal("forged") from error
        except jwt.InvalidAlgorithmError as error:
            raise _refusal("wrong_algorithm") from error
        except (jwt.PyJWTError, ValueError, RecursionError) as error:
            raise _refusal("malformed") from error


def load_or_create_key(home: Path) -> str:
    """The key kept in `home` for a server that is told none, so that workers and restarts share it."""
    path = home / KEY_FILE
    try:
        home.mkdir(parents=True, exist_ok=True)
        draft = home / f"{KEY_FILE}.{secrets.token_hex(4)}"
        descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)  # whole or not at all, and the first of several processes wins
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        return path.read_text(encoding="ascii")
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"The token key {path} cannot be read or written.", remedy="Set token_keys, or correct its permissions."
        ) from error


def _key_id(key: str) -> str:
    """A name for a key that tells nothing of it."""
    return sha256(b"shopkeeper key id:" + key.encode()).hexdigest()[:8]


def _refusal(reason: str) -> TokenRefused:
    return TokenRefused(
        reason, f"The entrance token is refused ({reason.replace('_', ' ')}).", remedy="Fetch a new one from /token."
    )
