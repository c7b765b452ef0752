"""Words that were heard doubtfully: what is put right, what stays in doubt, and what is left alone."""

import pytest

from assistant.messages import StatedConstraint
from assistant.speech.transcriber import HeardWord, Hearing
from assistant.understanding.mishearing import DOUBTFUL_P, Ear, Mended, doubted, sound_of
from retrieval.constraints import Constraint
from tests.fakes import SMALL_LEXICON, FakeShop, offer, product

pytestmark = pytest.mark.unit

SHOP = FakeShop([product("p", "Kestrel Rain Jacket", offer("o", "red", "M"))])
EAR = Ear(SMALL_LEXICON, SHOP.vocabulary)


def heard(text: str, *doubtful: str, p: float = 0.3) -> Hearing:
    """The text, the named words of it doubtful; a character is a word in Chinese."""
    is_chinese = any("\u3400" <= letter <= "\u9fff" for letter in text)
    pieces = [letter for letter in text if not letter.isspace()] if is_chinese else text.split()
    words = tuple(HeardWord(piece.strip(",.?，。"), p if piece in doubtful else 0.95, 0, 100) for piece in pieces)
    return Hearing(text, "zh" if is_chinese else "en", words)


@pytest.mark.parametrize(
    ("text", "doubtful", "meant"),
    [
        ("a red jackit under 50", "jackit", "a red jacket under 50"),
        ("a read jacket", "read", "a red jacket"),
        ("a water prove jacket", "none", "a water prove jacket"),
        ("the kestral jacket", "kestral", "the kestrel jacket"),
        ("something for my mother", "for", "something for my mother"),  # a function word is no "four" and no "fur"
        ("two jackets", "two", "two jackets"),
        ("a zyxw jacket", "zyxw", "a zyxw jacket"),  # sounds like nothing that the shop has
        ("我要羊帽夹克", "帽", "我要羊毛夹克"),
        ("红色的家克", "家", "红色的夹克"),
        ("有没有防睡的鞋", "睡", "有没有防水的鞋"),
        ("我要买东西", "买", "我要买东西"),
    ],
)
def test_doubtful_word_becomes_the_shops_word_that_sounds_like_it(text: str, doubtful: str, meant: str) -> None:
    """Only doubtful words are touched, and only where one word of the shop's is clearly the nearest."""
    assert EAR.mend(heard(text, doubtful)).text == meant


def test_certain_word_is_left_alone() -> None:
    """What was heard well is what was said, be it nonsense."""
    assert EAR.mend(heard("a jackit", "jackit", p=DOUBTFUL_P)) == Mended("a jackit")


def test_exact_sound_is_no_longer_in_doubt_and_a_near_one_is() -> None:
    """ "Read" sounds like "red"; "kestrom" only resembles "kestrel"; a word of the shop's that is doubtful stays so."""
    assert EAR.mend(heard("a read jacket", "read")).doubtful == ()
    assert EAR.mend(heard("a kestrom jacket", "kestrom")) == Mended("a kestrel jacket", ((2, 9),))
    assert EAR.mend(heard("a red jacket", "red")).doubtful == ((2, 5),)


def test_places_follow_the_repairs() -> None:
    """A repair that is longer or shorter moves what comes after it."""
    mended = EAR.mend(heard("jackit in red size M", "jackit", "M"))
    assert mended.text == "jacket in red size M"
    assert [mended.text[a:b] for a, b in mended.doubtful] == ["M"]


def test_hard_constraint_on_a_doubtful_word_is_doubted() -> None:
    """Soft wishes and constraints in certain words are not."""
    mended = EAR.mend(heard("a red jacket size M", "M"))
    size = StatedConstraint(Constraint("size", "in", ("M",)), "size M")
    soft = StatedConstraint(Constraint("size", "in", ("M",), is_hard=False), "size M")
    red = StatedConstraint(Constraint("color", "in", ("red",)), "red")
    assert doubted([red, size, soft], mended) == (size,)
    assert doubted([red, size], Mended("a red jacket size M")) == ()


def test_words_that_the_text_does_not_have_are_ignored() -> None:
    """A hearing whose words and text differ is taken by its text."""
    odd = Hearing("red jacket", "en", (HeardWord("blue", 0.1, 0, 1), HeardWord("", 0.1, 0, 1)))
    assert EAR.mend(odd) == Mended("red jacket")


def test_sounds_that_many_speakers_merge_are_one() -> None:
    """shan and san, jing and jin."""
    assert sound_of("山") == sound_of("三")
    assert sound_of("京") == sound_of("金")
    assert sound_of("红") != sound_of("黄")


@pytest.mark.parametrize(
    ("text", "words", "doubtful"),
    [("a yellow one in L", "L", (16, 17)), ("L or XL", "XL", (5, 7)), ("黄色的L码", "L码", (3, 4))],
)
def test_doubt_is_looked_for_where_the_words_stand_by_themselves(
    text: str, words: str, doubtful: tuple[int, int]
) -> None:
    """The "l" of "yellow" was heard well, and is no size."""
    size = StatedConstraint(Constraint("size", "in", (words,)), words)
    assert doubted([size], Mended(text, (doubtful,))) == (size,)


def test_words_that_were_heard_well_once_are_not_doubted() -> None:
    """Said twice, mumbled once."""
    red = StatedConstraint(Constraint("color", "in", ("red",)), "red")
    assert doubted([red], Mended("red, I said red", ((12, 15),))) == ()
    assert doubted([red], Mended("red, I said red", ((0, 3), (12, 15)))) == (red,)
