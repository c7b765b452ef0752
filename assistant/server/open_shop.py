"""A shop as the counter serves it: opened once for a process and shared by all its conversations, whatever the thread.

What a conversation may not share is made for it: an explainer counts what it left out of one reply.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from assistant.dialogue_state import DialogueState
from assistant.explainer import Explainer
from assistant.labels import Labels
from assistant.messages import Language
from assistant.renderer import Renderer
from assistant.resolution import Facets
from assistant.server.events import HandoffContact
from assistant.server.hearing import Listener
from assistant.session import Assistant
from assistant.understanding.mishearing import Ear
from assistant.understanding.parser import Parser
from retrieval.shop import Shop

WARM_UP = ("a blue jacket under 50", "50元以内的蓝色夹克")
"""Turns that need all that most turns need: kinds, colours, prices, a search, reasons and words."""


@dataclass(frozen=True)
class OpenShop:
    """One shop of this server. `origins` are the store pages that may embed its chat, `name` is what shoppers read."""

    id: str
    name: str
    shop: Shop
    parser: Parser
    new_explainer: Callable[[], Explainer]
    renderer: Renderer
    labels: Mapping[Language, Labels]
    facets: Facets
    sees_photos: bool = False
    new_listener: Callable[[], Listener] | None = None
    origins: tuple[str, ...] = ()
    contact: HandoffContact = field(default_factory=HandoffContact)

    def assistant(self, state: DialogueState) -> Assistant:
        """Somebody to take one turn of a conversation that is in this state."""
        ear = self.ear if self.new_listener else None
        return Assistant(self.shop, self.parser, self.new_explainer(), state=state, facets=self.facets, ear=ear)

    @cached_property
    def ear(self) -> Ear:
        """What misheard words are put right by; half a second to make."""
        return Ear(self.shop.lexicon, self.shop.vocabulary)

    def warm_up(self) -> None:
        """Takes a turn in each language, so that the first shopper waits for nothing to be loaded."""
        for text in WARM_UP:
            for _ in self.assistant(DialogueState()).take_turn(text):
                pass
