"""The protocol of everything that understands an utterance."""

from typing import Protocol

from assistant.messages import ParseContext, Understanding


class Parser(Protocol):
    """Total: any text gets an `Understanding`, validated against the shop's vocabulary."""

    def parse(self, text: str, context: ParseContext) -> Understanding:
        """What `text` says, given what was said and shown before."""
        ...
