"""The settings: argument, else environment, else file, else default; read once, at start, by `app`."""

import os
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource
from pydantic_settings import SettingsError as SourceError

from assistant.errors import SettingsError
from assistant.messages import Language
from retrieval.fusion import DEFAULT_FUSION, FusionName

CONFIG_FILE = "shopkeeper.toml"
"""Read from the working directory where it exists; its keys are the fields of `Settings`."""


Folder = Annotated[Path, AfterValidator(lambda path: Path(os.path.expanduser(path)))]
"""A path in which "~" is the user's home, since no shell expands it in a file."""


def _default_home() -> Path:
    return Path("~/.local/share/shopkeeper").expanduser()


class ShopSettings(BaseModel):
    """One shop of a server. `origins` are the pages that may embed its chat, as scheme://host[:port]; the rest is how a
    person of the shop is reached.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    directory: Folder | None = None
    name: str = ""
    origins: tuple[str, ...] = ()
    email: str | None = None
    phone: str | None = None
    url: str | None = None
    hours: str | None = None


class ServerSettings(BaseModel):
    """What `shopkeeper serve` needs to know; each field is also SHOPKEEPER_SERVER__<FIELD>.

    Without `shops` it serves the demo shop (or `shop`) as "demo", to its own pages. `public_url` is where browsers reach
    the server if not at host and port. The first of `token_keys` signs, all verify; without any, one is made in `home`.
    `turn_threads` turns run at a time in a worker, `max_turns_waiting` more wait; unset it is 1, or 16 with a chat model,
    whose turns mostly wait: `workers` should be as many as there are processors. Rates are of one minute.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    public_url: str | None = None
    forwarded_allow_ips: str = "127.0.0.1"
    shops: dict[Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")], ShopSettings] = {}
    token_keys: tuple[SecretStr, ...] = ()
    image_hosts: tuple[str, ...] = ()
    session_ttl_days: Annotated[float, Field(gt=0, le=366)] = 30.0
    keep_media: bool = False
    turn_threads: Annotated[int, Field(ge=1, le=64)] | None = None
    max_turns_waiting: Annotated[int, Field(ge=0, le=10_000)] = 64
    max_connections: Annotated[int, Field(ge=1, le=100_000)] = 5_000
    max_connections_per_address: Annotated[int, Field(ge=1, le=100_000)] = 200
    turns_per_address: Annotated[int, Field(ge=1)] = 120
    turns_per_shop: Annotated[int, Field(ge=1)] = 12_000
    model_tokens_per_shop: Annotated[int, Field(ge=1)] = 1_000_000
    drain_s: Annotated[float, Field(gt=0, le=300)] = 15.0


class Settings(BaseSettings):
    """Everything a store sets; each field is also the environment variable `SHOPKEEPER_<FIELD>`.

    `home` holds the demo shop and the caches; `shop` is the directory that `index` writes and everything else reads,
    the demo shop's where unset. `image_model` is "pocket", a name that open_clip knows, or "none" for a shop that looks
    at no pictures. `fusion` makes one order of what words find, by meaning and by themselves: `shopkeeper eval
    retrieval` compares them on a store's own queries. `speech_model` is "pocket", a name that openai-whisper knows
    ("turbo" on a GPU), the path of a checkpoint, or "none" for a shop that doesn't listen; shoppers speak one of the
    `speech_languages`, and more than one beam hears better and slower. `database_url` is where conversations are kept,
    a file in `home` where unset. `exchange_rates` give the worth of one unit of a currency in US dollars; they are
    approximate defaults for a store to replace. Unknown keys are refused; an empty variable counts as unset.
    """

    model_config = SettingsConfigDict(
        env_prefix="SHOPKEEPER_",
        env_nested_delimiter="__",
        env_ignore_empty=True,
        frozen=True,
        extra="forbid",
        toml_file=CONFIG_FILE,
    )

    home: Folder = Field(default_factory=_default_home)
    shop: Folder | None = None
    text_model: str = "all-MiniLM-L6-v2"
    image_model: str = "pocket"
    fusion: FusionName = DEFAULT_FUSION
    speech_model: str = "pocket"
    speech_languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("en", "zh")
    speech_beam_size: Annotated[int, Field(ge=1, le=10)] = 1
    device: Annotated[str, Field(pattern=r"^(cpu|cuda|mps|xpu)(:\d+)?$")] = "cpu"
    chat_model: str | None = None
    chat_base_url: str | None = None
    chat_api_key: SecretStr | None = None
    understand_deadline_s: Annotated[float, Field(gt=0, le=60)] = 3.0
    explain_deadline_s: Annotated[float, Field(gt=0, le=120)] = 10.0
    exchange_rates: dict[str, Annotated[float, Field(gt=0)]] = {
        "USD": 1.0, "EUR": 1.15, "GBP": 1.32, "CNY": 0.14, "JPY": 0.0065, "CAD": 0.71, "AUD": 0.65,
    }  # fmt: skip

    database_url: SecretStr | None = None
    server: ServerSettings = ServerSettings()

    @property
    def sessions_url(self) -> str:
        """Where conversations are kept: a SQLAlchemy URL."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.home / 'sessions.db'}"

    @property
    def shop_directory(self) -> Path:
        """Where the shop's snapshot is."""
        return self.shop or self.home / "demo" / "shop"

    @property
    def cache_directory(self) -> Path:
        """Where what can be computed again is kept."""
        return self.home / "cache"

    def rates_to(self, currency: str) -> dict[str, float]:
        """The worth in `currency` of one unit of every currency with a known rate; empty where `currency` has none."""
        base = self.exchange_rates.get(currency)
        return {} if base is None else {code: rate / base for code, rate in self.exchange_rates.items()}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then environment, then `shopkeeper.toml`."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**arguments: object) -> Settings:
    """Raises `SettingsError`, naming every field that is wrong."""
    given = {name: value for name, value in arguments.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise SettingsError(
            f"The configuration is wrong: {wrong}.", remedy=f"Look at SHOPKEEPER_… and {CONFIG_FILE}."
        ) from error
    except SourceError as error:  # a value that should be JSON
        raise SettingsError(
            f"The configuration is wrong: {error}.",
            remedy="Write such a value as JSON, for example SHOPKEEPER_EXCHANGE_RATES='{\"EUR\": 1.15}'.",
        ) from error
    except (ValueError, OSError) as error:
        raise SettingsError(f"{CONFIG_FILE} cannot be read: {error}.", remedy="Correct or remove the file.") from error
