"""What is said beside a photo: "this" is what it shows, and the rest is read as ever."""

import pytest

from assistant.messages import Intent, ParseContext, Reference, Understanding
from assistant.understanding.embedded_parser import EmbeddedParser
from assistant.understanding.photo_words import as_wish, is_about_photo, photo_cues
from retrieval.embedders import Embeddings
from tests.assistant.understanding.shop import SHOP, lexicon, shorthand

pytestmark = pytest.mark.unit

WITH_PHOTO = ParseContext(photo=())


class NoEmbedder:
    """Nothing that comes with a photo needs the nearest examples."""

    model_id = "none"
    dimension = 1

    def embed(self, texts: object) -> Embeddings:
        raise AssertionError(f"asked for {texts}")


def parse(text: str, context: ParseContext = WITH_PHOTO) -> Understanding:
    parser = EmbeddedParser(
        NoEmbedder(),
        lexicon=lexicon(),
        vocabulary=SHOP,
        rates={},
        cache_directory=None,  # type: ignore[arg-type]
    )
    return parser.parse(text, context)


@pytest.mark.parametrize(
    "text",
    [
        "do you have this?",
        "how much is this?",
        "what's this?",
        "anything similar?",
        "looking for this one",
        "add this to my cart",
        "I saw this in a magazine, do you sell it?",
        "有没有类似的",
        "有这个吗",
        "这是什么",
        "这个多少钱",
        "帮我找同款",
        "把这个加入购物车",
    ],
)
def test_pointing_at_the_photo_says_nothing_more(text: str) -> None:
    """A search for what the photo shows: no constraint, no words to search for, no card that is meant."""
    understood = parse(text)
    assert (understood.intent, understood.query, understood.constraints, understood.references) == (
        "search",
        "",
        (),
        (),
    )


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("like this but in blue", {"color in blue"}),
        ("this in M", {"size in M"}),
        ("is this available in size M?", {"size in M"}),
        ("something like this under 50", {"price lte 50"}),
        ("this dress in red", {"category in dress", "color in red"}),
        ("can I get the same one in black leather?", {"color in black", "material in leather"}),
        ("not in red please", {"color not_in red"}),
        ("like the one in the picture but with pockets", {"feature in pockets"}),
        ("similar but more formal", {"occasion in formal ?"}),
        ("和这个差不多但是要蓝色的", {"color in blue"}),
        ("这个有M码吗", {"size in M"}),
        ("和图里这件差不多，但是要黑色的，50块以内", {"color in black", "price lte 50"}),
        ("有没有跟照片一样的连衣裙", {"category in dress"}),
        ("我想要同款的，不要红色", {"color not_in red"}),
    ],
)
def test_what_is_said_besides_is_understood(text: str, stated: set[str]) -> None:
    """Words that point at the photo are no part of a wish."""
    understood = parse(text)
    assert {shorthand(item) for item in understood.constraints} == stated
    assert (understood.intent, understood.query, understood.references) == ("search", "", ())


@pytest.mark.parametrize(("text", "slots"), [("like this, any colour", ("color",)), ("类似的，颜色无所谓", ("color",))])
def test_slot_of_no_matter_is_retracted(text: str, slots: tuple[str, ...]) -> None:
    """So that it is not taken from the photo."""
    assert parse(text).retracted == slots


@pytest.mark.parametrize(
    ("text", "direction"), [("the shoes in the photo, but cheaper", "lower"), ("照片里的鞋子便宜一点的", "lower")]
)
def test_direction_is_kept(text: str, direction: str) -> None:
    """ "Cheaper" than what is in the photo."""
    assert parse(text).comparative == ("price", direction)


@pytest.mark.parametrize(("text", "intent"), [("I want to return this", "return"), ("我要退掉这个", "return")])
def test_service_stays_service(text: str, intent: Intent) -> None:
    """A photo of a damaged coat is no wish for another one."""
    assert parse(text).intent == intent


def test_picture_frame_is_no_picture() -> None:
    """Only what points at a picture is left out."""
    assert photo_cues().without_pointing("a picture frame") == "a picture frame"


def test_blanks_keep_the_length() -> None:
    """Places in the text stay what they are."""
    text = "like this but in blue"
    assert photo_cues().without_pointing(text) == "like      but in blue"


def test_words_that_name_a_card_are_about_the_card() -> None:
    """ "Add the first one" is not about the photo, "the blue one" in a wish is."""
    first = Reference("ordinal", "the first one", value=1)
    assert not is_about_photo("add_to_cart", [first])
    assert is_about_photo("add_to_cart", [Reference("pronoun", "this")])
    assert is_about_photo(None, [])


def test_question_about_a_photo_becomes_a_wish() -> None:
    """Nobody knows whether "this" is in stock."""
    asked = Understanding("en", "details", references=(Reference("pronoun", "this"),), asks_availability=True)
    assert as_wish(asked) == Understanding("en", "search")
