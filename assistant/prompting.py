"""Prompts are text under `prompts/`; this renders them. A missing or an unknown variable is an error, never a blank."""

import re
from functools import lru_cache
from importlib.resources import files

from assistant.errors import PromptError

_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@lru_cache(maxsize=32)
def _read(name: str) -> str:
    try:
        return files("prompts").joinpath(f"{name}.md").read_text(encoding="utf-8")
    except OSError as error:
        raise PromptError(f"prompts/{name}.md cannot be read.", remedy="Reinstall Shopkeeper.") from error


def render_prompt(name: str, **variables: str) -> str:
    """`prompts/<name>.md` with every `{{variable}}` filled in. Raises `PromptError`."""
    text = _read(name)
    wanted = set(_VARIABLE.findall(text))
    if wanted != variables.keys():
        raise PromptError(
            f"prompts/{name}.md and its variables differ: {sorted(wanted ^ variables.keys())}.",
            remedy="Every {{variable}} of the file must be known, and every known one used.",
        )
    return _VARIABLE.sub(lambda match: variables[match[1]], text)
