"""`shopkeeper sessions …`: what an operator does with stored conversations, without seeing a word of them."""

import json
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assistant.sessions.store import SessionStore

sessions_app = typer.Typer(help="Stored conversations: list, expire, erase, migrate.", no_args_is_help=True)


@sessions_app.command("list")
def list_sessions(
    json_output: Annotated[bool, typer.Option("--json", help="Print machine-readable lines.")] = False,
) -> None:
    """List the conversations, the last active first: ids, times and counts."""
    with _open_store() as store:
        summaries = store.list_sessions()
    for one in summaries:
        row = {
            "session_id": one.session_id,
            "shop": one.shop,
            "language": one.language,
            "created": _printed(one.created_at_s),
            "active": _printed(one.active_at_s),
            "turns": one.n_turns,
            "pending": one.n_pending,
        }
        typer.echo(json.dumps(row) if json_output else "  ".join(map(str, row.values())))
    if not json_output:
        typer.echo(f"{len(summaries)} conversations", err=True)


@sessions_app.command()
def migrate() -> None:
    """Bring the database to this version's form, as `serve` does when it starts."""
    with _open_store() as store:
        store.migrate()
    typer.echo("The store of conversations is up to date.")


@sessions_app.command()
def expire() -> None:
    """Remove conversations that are over, and what bytes of removed ones are left. Rewrites PostgreSQL's tables."""
    with _open_store() as store:
        n_removed = store.expire(time.time())
        store.scrub()
    typer.echo(f"Removed {n_removed} conversations.")


@sessions_app.command()
def erase(session_id: Annotated[str, typer.Argument(help="An id, as `list` shows it.")]) -> None:
    """Remove everything of one conversation, its bytes too. Rewrites PostgreSQL's tables."""
    with _open_store() as store:
        is_erased = store.erase(session_id)
        store.scrub()
    if not is_erased:
        typer.echo("There is no such conversation. See: shopkeeper sessions list", err=True)
        raise typer.Exit(1)
    typer.echo("Erased.")


@contextmanager
def _open_store() -> Iterator["SessionStore"]:
    """The store of the settings."""
    from assistant.app_server import open_store
    from assistant.config import load_settings

    with closing(open_store(load_settings())) as store:
        yield store


def _printed(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
