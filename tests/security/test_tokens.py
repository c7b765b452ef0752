"""Entrance tokens: every way to come in without a right one is refused."""

import base64
import json
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jwt
import pytest

from assistant.errors import SettingsError, TokenRefused
from assistant.security.origins import OriginList
from assistant.security.tokens import (
    CLOCK_SKEW_S,
    KEY_FILE,
    MAX_TOKEN_CHARS,
    TOKEN_LIFETIME_S,
    TokenSigner,
    load_or_create_key,
)

pytestmark = pytest.mark.unit

NOW_S = 1_700_000_000.0
KEY, OTHER_KEY = "k" * 40, "o" * 40
STORE = "https://shop.example"
OWN = "https://chat.example"


class Used:
    """The tokens that were used, as the store of conversations remembers them."""

    def __init__(self) -> None:
        self.expiry: dict[str, float] = {}

    def __call__(self, token_id: str, expires_at_s: float) -> bool:
        return self.expiry.setdefault(token_id, expires_at_s) is expires_at_s


def signer(*keys: str, used: Used | None = None) -> TokenSigner:
    return TokenSigner(keys or (KEY,), claim=used or Used(), own=OriginList([OWN]))


def reason_of(refused: Callable[[], object]) -> str:
    with pytest.raises(TokenRefused) as caught:
        refused()
    assert caught.value.remedy
    return caught.value.reason


def forged(key: str | None = KEY, algorithm: str = "HS256", kid: str | None = None, **claims: object) -> str:
    """A token with other claims than ours; None leaves one out."""
    genuine = jwt.decode(signer().issue("demo", STORE, NOW_S), options={"verify_signature": False})
    kept = {name: value for name, value in {**genuine, **claims}.items() if value is not None}
    kid = kid or jwt.get_unverified_header(signer().issue("demo", STORE, NOW_S))["kid"]
    return jwt.encode(kept, key, algorithm=algorithm, headers={"kid": kid})


def resigned(token: str, **header: object) -> str:
    """The same token under another header, its signature as it was."""
    _, payload, signature = token.split(".")
    head = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
    return f"{head}.{payload}.{signature}"


GENUINE = signer().issue("demo", STORE, NOW_S)
KID = jwt.get_unverified_header(GENUINE)["kid"]
ANOTHER = signer().issue("luma", STORE, NOW_S)
TAMPERED = ".".join((GENUINE.split(".")[0], ANOTHER.split(".")[1], GENUINE.split(".")[2]))

REFUSED = {
    "missing": ("", "missing"),
    "text": ("let me in", "malformed"),
    "dots": ("..", "malformed"),
    "other letters": ("é" * 10, "malformed"),
    "too long": ("a" * (MAX_TOKEN_CHARS + 1), "malformed"),
    "payload of another token": (TAMPERED, "forged"),
    "shop changed": (forged(OTHER_KEY, aud="demo"), "forged"),
    "signature cut off": (GENUINE.rsplit(".", 1)[0] + ".", "forged"),
    "signed by another key": (forged(OTHER_KEY), "forged"),
    "signed by an unknown key": (forged(OTHER_KEY, kid="00000000"), "unknown_key"),
    "key id is no text": (resigned(GENUINE, alg="HS256", kid=7), "malformed"),
    "key id is a path": (resigned(GENUINE, alg="HS256", kid="../../dev/null"), "unknown_key"),
    "without a key id": (resigned(GENUINE, alg="HS256"), "unknown_key"),
    "alg none": (forged(None, "none"), "wrong_algorithm"),
    "alg None": (resigned(GENUINE, alg="None", kid=KID), "wrong_algorithm"),
    "alg none, signature kept": (resigned(GENUINE, alg="none", kid=KID), "wrong_algorithm"),
    "alg missing": (resigned(GENUINE, kid=KID), "wrong_algorithm"),
    "another hash": (forged(KEY + "x" * 40, "HS512"), "wrong_algorithm"),
    "public-key algorithm": (resigned(GENUINE, alg="RS256", kid=KID), "wrong_algorithm"),
    "unknown critical header": (resigned(GENUINE, alg="HS256", kid=KID, crit=["b64"], b64=False), "malformed"),
    "other shop": (forged(aud="luma"), "other_shop"),
    "both shops": (forged(aud=["demo", "luma"]), "malformed"),
    "other issuer": (forged(iss="somebody"), "malformed"),
    "without an id": (forged(jti=None), "malformed"),
    "without an expiry": (forged(exp=None), "malformed"),
    "without an origin": (forged(origin=None), "malformed"),
    "expiry is no number": (forged(exp="never"), "malformed"),
    "expiry is not a number": (forged(exp=float("nan")), "malformed"),
    "start is a list": (forged(nbf=[0]), "malformed"),
    "id is no text": (forged(jti=7), "malformed"),
    "expired": (forged(exp=NOW_S - 1), "expired"),
    "not yet valid": (forged(nbf=NOW_S + CLOCK_SKEW_S + 1), "not_yet_valid"),
    "valid for years": (forged(exp=NOW_S + 1e8), "not_yet_valid"),
    "other origin": (forged(origin="https://evil.example"), "other_origin"),
    "null origin": (forged(origin="null"), "other_origin"),
}


@pytest.mark.parametrize(("token", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_token_that_is_not_ours_for_here_and_now_is_refused(token: str, reason: str) -> None:
    """Each with its reason; what is refused is not used up."""
    used = Used()
    assert reason_of(lambda: signer(used=used).verify(token, "demo", STORE, NOW_S)) == reason
    assert used.expiry == {}


def test_token_passes_once() -> None:
    """With what it was issued for."""
    gate = signer()
    token = gate.issue("demo", STORE, NOW_S)
    claims = gate.verify(token, "demo", STORE, NOW_S + 1)
    assert (claims.shop, claims.origin, claims.expires_at_s) == ("demo", STORE, NOW_S + TOKEN_LIFETIME_S)
    assert len(bytes.fromhex(claims.token_id)) == 16
    assert reason_of(lambda: gate.verify(token, "demo", STORE, NOW_S + 2)) == "used"


def test_token_replayed_at_another_worker_is_refused() -> None:
    """They remember together."""
    used = Used()
    token = signer(used=used).issue("demo", STORE, NOW_S)
    signer(used=used).verify(token, "demo", STORE, NOW_S)
    assert reason_of(lambda: signer(used=used).verify(token, "demo", STORE, NOW_S)) == "used"


@pytest.mark.parametrize("origin", [STORE, OWN])
def test_socket_comes_from_the_store_or_from_the_panel(origin: str) -> None:
    """The panel is the server's own page, framed by the store's."""
    gate = signer()
    assert gate.verify(gate.issue("demo", STORE, NOW_S), "demo", origin, NOW_S).origin == STORE


@pytest.mark.parametrize("origin", ["", "null", "https://evil.example", "http://chat.example", STORE + "."])
def test_socket_from_elsewhere_is_refused_with_a_genuine_token(origin: str) -> None:
    """A token that leaked is of no use on another page."""
    gate = signer()
    assert reason_of(lambda: gate.verify(gate.issue("demo", STORE, NOW_S), "demo", origin, NOW_S)) == "other_origin"


@pytest.mark.parametrize(
    ("later_s", "passes"),
    [(-CLOCK_SKEW_S, True), (0, True), (TOKEN_LIFETIME_S - 0.001, True), (TOKEN_LIFETIME_S, False), (-6, False)],
)
def test_token_lives_two_minutes(later_s: float, passes: bool) -> None:
    """To the moment; clocks of workers may differ by five seconds."""
    gate = signer()
    token = gate.issue("demo", STORE, NOW_S)
    if passes:
        gate.verify(token, "demo", STORE, NOW_S + later_s)
    else:
        assert reason_of(lambda: gate.verify(token, "demo", STORE, NOW_S + later_s)) in ("expired", "not_yet_valid")


def test_keys_are_rotated_without_locking_anybody_out() -> None:
    """A new key in front signs; the old one still verifies until it is taken out."""
    old = signer(OTHER_KEY).issue("demo", STORE, NOW_S)
    both = signer(KEY, OTHER_KEY)
    both.verify(old, "demo", STORE, NOW_S)
    new = both.issue("demo", STORE, NOW_S)
    signer(KEY).verify(new, "demo", STORE, NOW_S)
    assert reason_of(lambda: signer(OTHER_KEY).verify(new, "demo", STORE, NOW_S)) == "unknown_key"
    assert reason_of(lambda: signer(KEY).verify(old, "demo", STORE, NOW_S)) == "unknown_key"


@pytest.mark.parametrize("keys", [(), ("short",), (KEY, "short"), ("é" * 15,)])
def test_weak_keys_are_refused(keys: tuple[str, ...]) -> None:
    """At least 256 bits (RFC 7518, 3.2), all of them."""
    with pytest.raises(SettingsError) as caught:
        TokenSigner(keys, claim=Used())
    assert "short" not in str(caught.value)


def test_ids_of_tokens_are_all_different() -> None:
    gate = signer()
    ids = {gate.verify(gate.issue("demo", STORE, NOW_S), "demo", STORE, NOW_S).token_id for _ in range(100)}
    assert len(ids) == 100


def test_key_of_a_home_is_made_once_and_kept_private(tmp_path: Path) -> None:
    """By several processes at once, too: they all sign with the same one."""
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: load_or_create_key(tmp_path / "home"), range(8)))
    assert len(keys) == 1
    assert {load_or_create_key(tmp_path / "home")} == keys
    assert [path.name for path in (tmp_path / "home").iterdir()] == [KEY_FILE]
    assert stat.S_IMODE((tmp_path / "home" / KEY_FILE).stat().st_mode) == 0o600
    TokenSigner([*keys], claim=Used())


def test_key_that_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(SettingsError, match="token_keys"):
        load_or_create_key(tmp_path / "home")
