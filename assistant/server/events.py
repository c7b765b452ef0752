"""The protocol of the counter, version 1: every message that a client or the server may send, defined once.

Text messages are JSON objects with a `type`; binary messages are PCM16, mono, 16 kHz, little-endian, while audio is open.
Names follow OpenAI Realtime and RTVI where those have one. Amounts are in the shop's currency, times in milliseconds.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from assistant.messages import Language

PROTOCOL_VERSION = 1

MAX_TEXT_CHARS = 4_000
"""Characters of an utterance; a conversation's turn reads a few hundred of them."""

MAX_IMAGE_BYTES = 8_000_000
"""Of a picture's file: what a phone's camera writes."""

MAX_IMAGE_CHARS = 4 * MAX_IMAGE_BYTES // 3 + 4
MAX_MESSAGE_CHARS = 24_000
"""Of any message but a picture: an utterance, each character escaped."""

MAX_REASON_CHARS = 500
MAX_EDITS = 24
"""Entries of the ledger that one message may change."""

MAX_QUANTITY = 999

Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
"""An id that a client makes up, a UUID for example."""

Key = Annotated[str, Field(min_length=1, max_length=512)]


class ClientMessage(BaseModel):
    """What a client sends. Unknown fields are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class SessionStart(ClientMessage):
    """The first message. With `session_id` and `resume_token` it takes up a conversation where it was left."""

    type: Literal["session.start"]
    protocol: int
    token: Key | None = None
    shop: Annotated[str, Field(min_length=1, max_length=64)]
    language: Language | None = None
    session_id: Key | None = None
    resume_token: Key | None = None
    last_seq: Annotated[int, Field(ge=0, le=2**53)] | None = None


class InputText(ClientMessage):
    """What the shopper says. The same `turn_id` is never answered twice."""

    type: Literal["input.text"]
    turn_id: Id
    text: Annotated[str, Field(max_length=MAX_TEXT_CHARS)]


class InputImage(ClientMessage):
    """A photo (base64 of its file), with or without words."""

    type: Literal["input.image"]
    turn_id: Id
    data: Annotated[str, Field(min_length=1, max_length=MAX_IMAGE_CHARS)]
    text: Annotated[str, Field(max_length=MAX_TEXT_CHARS)] = ""


class AudioStart(ClientMessage):
    """Binary frames follow."""

    type: Literal["input_audio.start"]
    turn_id: Id


class AudioStop(ClientMessage):
    """The shopper has finished speaking."""

    type: Literal["input_audio.stop"]


class AudioCancel(ClientMessage):
    """What was spoken is to be forgotten."""

    type: Literal["input_audio.cancel"]


class Replacement(BaseModel):
    """A new value for an entry of the ledger: a name, or a number for prices and ratings."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    entry_id: Key
    value: Annotated[str, Field(min_length=1, max_length=80)] | float


class LedgerEdit(ClientMessage):
    """Changes of the wish by hand; the server searches again by it, as a turn whose id is `edit_id`."""

    type: Literal["ledger.edit"]
    edit_id: Id
    remove: Annotated[list[Key], Field(max_length=MAX_EDITS)] = []
    replace: Annotated[list[Replacement], Field(max_length=MAX_EDITS)] = []


class CartChange(ClientMessage):
    """How many of an offer the cart is to hold; 0 takes it out."""

    type: Literal["cart.edit"]
    edit_id: Id
    offer_id: Key
    quantity: Annotated[int, Field(ge=0, le=MAX_QUANTITY)]


class ReplyCancel(ClientMessage):
    """The running reply is to stop."""

    type: Literal["reply.cancel"]


class Feedback(ClientMessage):
    """A thumb for a reply."""

    type: Literal["feedback"]
    turn_id: Id
    rating: Literal["up", "down"]
    reason: Annotated[str, Field(max_length=MAX_REASON_CHARS)] | None = None


class HandoffRequest(ClientMessage):
    """The shopper wants a person."""

    type: Literal["handoff.request"]


class SessionErase(ClientMessage):
    """Everything that is kept of this conversation is to be deleted."""

    type: Literal["session.erase"]


class Ping(ClientMessage):
    """The client is there; sent at least every 30 s."""

    type: Literal["ping"]


ClientEvent = Annotated[
    SessionStart | InputText | InputImage | AudioStart | AudioStop | AudioCancel | LedgerEdit | CartChange | ReplyCancel
    | Feedback | HandoffRequest | SessionErase | Ping,
    Field(discriminator="type"),
]  # fmt: skip
CLIENT_EVENTS: TypeAdapter[ClientEvent] = TypeAdapter(ClientEvent)


class Wire(BaseModel):
    """A part of what the server sends."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ServerMessage(Wire):
    """What the server sends; on the wire it also has `seq`, which counts a session's messages."""

    type: str


class ShopInfo(Wire):
    """The shop that is talked to; `currency` as in ISO 4217."""

    id: str
    name: str
    currency: str


class Features(Wire):
    """What this shop can do besides reading."""

    photos: bool
    voice: bool
    handoff: bool


class ClientLimits(Wire):
    """What a client must keep within."""

    text_chars: int = MAX_TEXT_CHARS
    image_bytes: int = MAX_IMAGE_BYTES
    audio_s: float


class LedgerChoice(Wire):
    """Another value that an entry may take."""

    value: str
    label: str


class LedgerItem(Wire):
    """A wish, in words and with its source."""

    id: str
    slot: str
    slot_label: str
    op: str
    value: list[str] | float
    label: str
    is_hard: bool
    provenance: str
    words: str
    turn: int
    choices: list[LedgerChoice] | None = None


class Attribute(Wire):
    """A fact of an offer that is worth comparing, in words."""

    slot: str
    label: str
    text: str


class CardItem(Wire):
    """One product at one offer. `price` is what the shopper pays; the list price is there where it is on sale."""

    rank: int
    product_id: str
    offer_id: str
    title: str
    variant: str
    price: float
    price_label: str
    list_price: float | None = None
    list_price_label: str | None = None
    rating: float | None = None
    rating_count: int = 0
    availability: str
    stock_label: str
    image: str | None = None
    reasons: list[str]
    attributes: list[Attribute]


class RelaxedItem(Wire):
    """A wish that these cards do not meet."""

    label: str


class ComparisonRow(Wire):
    """One fact of each card, in the order of the cards."""

    slot: str
    label: str
    values: list[str]


class Comparison(Wire):
    """The cards side by side."""

    rows: list[ComparisonRow]


class CartItem(Wire):
    """A line of the cart."""

    offer_id: str
    product_id: str
    title: str
    variant: str
    quantity: int
    price: float
    price_label: str
    total_label: str
    image: str | None = None


class CartView(Wire):
    """The cart."""

    lines: list[CartItem] = []
    total: float = 0.0
    total_label: str = ""


class QuickReply(Wire):
    """A suggestion: what its button says, and what it sends."""

    label: str
    text: str


class HistoryInput(Wire):
    """What the shopper sent; a search that followed an edit has no words."""

    kind: Literal["text", "photo", "voice", "search"]
    text: str


class HistoryEntry(Wire):
    """A turn that is over: its input, the `cards` and `reply.done` events that were sent, or why it was cancelled."""

    turn_id: str
    input: HistoryInput
    cards: Mapping[str, Any] | None = None
    reply: Mapping[str, Any] | None = None
    cancelled: str | None = None
    rating: Literal["up", "down"] | None = None


class SessionOpened(ServerMessage):
    """The conversation can begin or go on: all that is needed to draw it. The next resume needs this `resume_token`."""

    type: Literal["session.created", "session.resumed"]
    session_id: str
    resume_token: str
    protocol: int = PROTOCOL_VERSION
    shop: ShopInfo
    language: Language
    features: Features
    limits: ClientLimits
    history: Sequence[HistoryEntry] = ()
    pending: Sequence[str] = ()
    ledger: Sequence[LedgerItem] = ()
    cart: CartView = CartView()
    starters: Sequence[QuickReply] = ()


class TurnAccepted(ServerMessage):
    """The turn is stored: it will be answered exactly once, whatever happens to this server."""

    type: Literal["turn.accepted"] = "turn.accepted"
    turn_id: str


class Transcript(ServerMessage):
    """What was heard; an interim one may still change. A final one without words ends the audio, and is no turn."""

    type: Literal["transcript.interim", "transcript.final"]
    turn_id: str
    text: str
    language: str


class SpeechActivity(ServerMessage):
    """Somebody began or stopped speaking, so many milliseconds after the audio began."""

    type: Literal["speech.started", "speech.stopped"]
    turn_id: str
    at_ms: float


class LedgerUpdated(ServerMessage):
    """What the shopper wants now."""

    type: Literal["ledger.updated"] = "ledger.updated"
    ledger: list[LedgerItem]


class Cards(ServerMessage):
    """What was found, sent before any word is written."""

    type: Literal["cards"] = "cards"
    turn_id: str
    action: str
    n_matching: int
    relaxed: list[RelaxedItem]
    cards: list[CardItem]
    comparison: Comparison | None = None
    elapsed_ms: float


class ReplyDelta(ServerMessage):
    """The next piece of the reply."""

    type: Literal["reply.delta"] = "reply.delta"
    turn_id: str
    text: str


class Clarify(Wire):
    """What the reply asks, and what may be answered."""

    slot: str
    label: str
    options: list[QuickReply]


class ReplyDone(ServerMessage):
    """The turn is over; `spoken` is the reply as it is to be read out, None where it is read as it is written."""

    type: Literal["reply.done"] = "reply.done"
    turn_id: str
    text: str
    language: Language
    spoken: str | None = None
    quick_replies: list[QuickReply]
    clarify: Clarify | None = None
    n_ungrounded: int = 0
    timings_ms: Mapping[str, float]


class ReplyCancelled(ServerMessage):
    """The turn was stopped: what was shown of it stands, and nothing more comes."""

    type: Literal["reply.cancelled"] = "reply.cancelled"
    turn_id: str
    reason: Literal["cancelled", "new_turn", "barge_in", "edited", "audio_cancelled"]


class CartUpdated(CartView, ServerMessage):
    """What the cart holds now; `edit_id` where a `cart.edit` is answered."""

    type: Literal["cart.updated"] = "cart.updated"
    edit_id: str | None = None


class HandoffContact(Wire):
    """How a person of this shop can be reached."""

    email: str | None = None
    phone: str | None = None
    url: str | None = None
    hours: str | None = None


class Handoff(ServerMessage):
    """The way to a person."""

    type: Literal["handoff"] = "handoff"
    message: str
    contact: HandoffContact


class FeedbackAccepted(ServerMessage):
    """The thumb is kept."""

    type: Literal["feedback.accepted"] = "feedback.accepted"
    turn_id: str


class SessionErased(ServerMessage):
    """Nothing of the conversation is kept any more; the server closes."""

    type: Literal["session.erased"] = "session.erased"


ClosingReason = Literal["drain", "idle", "superseded"]


class SessionClosing(ServerMessage):
    """The server is about to close; but for "superseded" the client comes back with its resume token."""

    type: Literal["session.closing"] = "session.closing"
    reason: ClosingReason
    reconnect_after_ms: int


class Pong(ServerMessage):
    """The answer to `ping`."""

    type: Literal["pong"] = "pong"


ErrorCode = Literal[
    "bad_message", "too_large", "unknown_type", "out_of_order", "duplicate", "unauthorized", "origin_refused",
    "unsupported_protocol", "rate_limited", "busy", "full", "not_found", "bad_image", "unsupported", "unavailable",
    "internal",
]  # fmt: skip


class Error(ServerMessage):
    """Something could not be done: in the shopper's language, with what to do about it. `detail` is for developers."""

    type: Literal["error"] = "error"
    code: ErrorCode
    message: str
    remedy: str
    retryable: bool
    retry_after_ms: int | None = None
    turn_id: str | None = None
    detail: str | None = None


ServerEvent = (
    SessionOpened | TurnAccepted | Transcript | SpeechActivity | LedgerUpdated | Cards | ReplyDelta | ReplyDone
    | ReplyCancelled | CartUpdated | Handoff | FeedbackAccepted | SessionErased | SessionClosing | Pong | Error
)  # fmt: skip
