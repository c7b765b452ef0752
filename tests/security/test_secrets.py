"""Secrets of the settings stay secret, whatever prints the settings."""

import json
import logging

import pytest

from assistant.config import Settings, load_settings
from assistant.errors import SettingsError
from assistant.security.tokens import TokenSigner

pytestmark = pytest.mark.unit

SECRETS = (
    "plainly-a-secret-key-of-a-chat-model",
    "database-password",
    "first-token-key-" + "k" * 30,
    "second-token-key-" + "k" * 30,
)


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    """As they come from the environment."""
    monkeypatch.setenv("SHOPKEEPER_CHAT_API_KEY", SECRETS[0])
    monkeypatch.setenv("SHOPKEEPER_DATABASE_URL", f"postgresql://shop:{SECRETS[1]}@localhost/shop")
    monkeypatch.setenv("SHOPKEEPER_SERVER__TOKEN_KEYS", json.dumps(SECRETS[2:]))
    return load_settings()


def test_secrets_are_masked_wherever_settings_are_printed(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    """In their repr, as JSON, in a log; and yet they can be used."""
    logging.getLogger("assistant").warning("starting with %s", settings)
    printed = [repr(settings), str(settings), settings.model_dump_json(), str(settings.model_dump()), caplog.text]
    assert not [secret for secret in SECRETS for text in printed if secret in text]
    assert SECRETS[1] in settings.sessions_url
    assert [key.get_secret_value() for key in settings.server.token_keys] == list(SECRETS[2:])


@pytest.mark.parametrize("name", ["SHOPKEEPER_SERVER__TOKEN_KEYS", "SHOPKEEPER_SERVER__PORT", "SHOPKEEPER_SERVER"])
def test_setting_that_is_wrong_is_not_quoted(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """It may be a secret in the wrong place."""
    monkeypatch.setenv(name, SECRETS[0])
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert SECRETS[0] not in str(caught.value)


def test_signer_shows_no_key() -> None:
    """Nor does a token show which key of the settings signed it."""
    signer = TokenSigner([SECRETS[2]], claim=dict[str, float]().setdefault)  # type: ignore[arg-type]
    token = signer.issue("demo", "https://shop.example", 0.0)
    assert SECRETS[2] not in repr(signer) + token
