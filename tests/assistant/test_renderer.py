"""`assistant.renderer`: what the shop says, in both languages, and that all of it has evidence."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from assistant.grounding import check
from assistant.messages import (
    SERVICE_INTENTS,
    CartLine,
    Clarification,
    Intent,
    Language,
    Outcome,
    Reason,
    Sentiment,
    Understanding,
)
from retrieval.constraints import Constraint
from retrieval.results import Relaxed
from tests.assistant.showcase import (
    JACKETS,
    KESTREL,
    LYRA,
    QUARRY,
    UNDER_100,
    VOCABULARY,
    cards,
    lexicon,
    listing,
    renderer,
)

pytestmark = pytest.mark.unit

LANGUAGES: tuple[Language, ...] = ("en", "zh")


def said(
    outcome: Outcome, language: Language = "en", *, turn: int = 2, intent: Intent = "search", **rest: object
) -> str:
    understanding = Understanding(language, intent, **rest)  # type: ignore[arg-type]
    return "".join(renderer().explain(understanding, outcome, turn))


def test_list_is_introduced_with_count_and_wishes_then_told_in_card_order() -> None:
    """The count, what was understood, then each card with title, price and what sets it apart."""
    text = said(listing(KESTREL, QUARRY, constraints=(JACKETS, UNDER_100), n_matching=7))
    assert "7 jackets up to $100" in text
    assert (
        text.index("Kestrel Rain Jacket") < text.index("$89") < text.index("Quarry Denim Jacket") < text.index("$62.50")
    )
    assert "only 2 left" in text or "just 2 left" in text
    assert "$57.50" in text


def test_list_is_told_in_chinese() -> None:
    """Chinese title where there is one, the English one where not; labels, money and punctuation are Chinese."""
    text = said(listing(KESTREL, QUARRY, constraints=(JACKETS, UNDER_100), n_matching=7), "zh")
    assert "7 款 100 美元以内的夹克" in text
    assert "红隼防水夹克" in text
    assert "Quarry Denim Jacket" in text
    assert "62.50 美元" in text
    assert not re.search(r"[,;:!?](?!\d)|\.(?!\d)", text.replace("Quarry Denim Jacket", ""))


def test_all_wishes_stand_in_one_noun_phrase() -> None:
    """Whom it is for, colours, material, size, bounds, what is not wanted, what would be nice."""
    wishes = (
        Constraint("category", "in", ("coat",)),
        Constraint("gender", "in", ("male", "unisex")),
        Constraint("color", "in", ("navy", "black")),
        Constraint("material", "in", ("wool",)),
        Constraint("feature", "in", ("waterproof",)),
        Constraint("feature", "in", ("pockets",)),
        Constraint("occasion", "in", ("hiking",)),
        Constraint("size", "in", ("M",)),
        Constraint("brand", "not_in", ("tidewick",)),
        Constraint("price", "gte", 50.0),
        Constraint("price", "lte", 99.5),
        Constraint("rating", "gte", 4.0),
        Constraint("pattern", "in", ("checked",), is_hard=False),
    )
    outcome = Outcome("search", constraints=wishes)
    assert (
        "no men's waterproof navy or black wool coats with pockets for hiking in size M rated 4 or higher"
        " between $50 and $99.50, not by Tidewick"
    ) in said(outcome, turn=3)
    assert "50 到 99.50 美元、适合徒步、M 码、评分 4 以上、防水、带口袋的藏青色或黑色" in said(outcome, "zh")
    assert "的藏青色或黑色羊毛男士大衣（不要 Tidewick）" in said(outcome, "zh")


def test_single_match_is_told_as_one() -> None:
    """No "1 jackets"."""
    text = said(listing(KESTREL))
    assert "1 jackets" not in text
    assert "one" in text
    assert said(listing(KESTREL), "zh").count("一款") == 1


def test_free_words_alone_claim_no_count() -> None:
    """Without a constraint the whole shop matches; saying so helps nobody."""
    text = said(listing(KESTREL, QUARRY, constraints=(), n_matching=500))
    assert "500" not in text


def test_cards_beyond_the_third_are_summed_up() -> None:
    """Three are told, the other two are counted."""
    five = [replace(KESTREL, product_id=str(n), title=f"Model{n} Jacket", local={}) for n in range(5)]
    text = said(listing(*five))
    assert "Model2 Jacket" in text
    assert "Model3 Jacket" not in text
    assert "2 more" in text


RED = Constraint("color", "in", ("red",))
CHEAP = Constraint("price", "lte", 50.0)


def test_near_miss_is_never_passed_off_as_a_match() -> None:
    """It is said that nothing matches, what was given up, and how each card differs."""
    relaxed = (Relaxed(RED), Relaxed(CHEAP, Constraint("price", "lte", 90.0)))
    outcome = listing(KESTREL, constraints=(JACKETS, RED, CHEAP), relaxed=relaxed)
    text = said(outcome)
    assert re.search(r"(no|No) red jackets up to \$50", text)
    assert "leaving the colour open and going up to $90" in text
    assert "navy instead of red" in text or "navy rather than red" in text
    assert "$39" in text
    chinese = said(outcome, "zh")
    assert "50 美元以内的红色夹克" in chinese
    assert "不限颜色、放宽到 90 美元以内" in chinese
    assert "是藏青色，不是红色" in chinese


@pytest.mark.parametrize(
    ("relaxed", "difference"),
    [
        (Relaxed(Constraint("feature", "in", ("hooded",))), "not listed as hooded"),
        (Relaxed(Constraint("size", "in", ("XXL",))), "size XXL"),
        (Relaxed(Constraint("rating", "gte", 4.8)), "rated only 4.6"),
        (Relaxed(Constraint("material", "not_in", ("polyester",))), "it is polyester"),
        (Relaxed(Constraint("price", "gte", 100.0)), "$11 below"),
    ],
)
def test_each_kind_of_difference_is_named(relaxed: Relaxed, difference: str) -> None:
    """How the card differs, by the kind of wish that was given up."""
    assert difference in said(listing(KESTREL, constraints=(JACKETS, relaxed.constraint), relaxed=(relaxed,)))


def test_broader_kind_is_named_as_such() -> None:
    """No parkas, but other coats."""
    parka = Constraint("category", "in", ("parka",))
    coats = Relaxed(parka, Constraint("category", "in", ("coat",)))
    text = said(listing(KESTREL, constraints=(parka,), relaxed=(coats,)))
    assert "parkas" in text
    assert "among other coats" in text


def test_nothing_found_is_a_true_no_with_advice() -> None:
    """What there is not, and what could be loosened; no product is made up."""
    outcome = Outcome("search", constraints=(JACKETS, RED, CHEAP))
    assert "no red jackets up to $50" in said(outcome)
    assert "price or colour" in said(outcome)
    assert "50 美元以内的红色夹克" in said(outcome, "zh")
    assert "价格或颜色" in said(outcome, "zh")


def test_unmatched_word_is_said_once_and_as_plain_text() -> None:
    """A word that nothing mentions is quoted without markup or links."""
    outcome = replace(listing(KESTREL), unmatched_terms=("<b>flux</b>", "https://x.example", "old"))
    text = said(outcome, query="a <b>flux</b> https://x.example")
    assert text.count("“flux”") == 1
    assert "http" not in text
    assert "old" not in text


def test_yes_is_yes_with_price_and_a_true_no_is_no() -> None:
    """A yes has variant and price; a no begins with no and tells what there is."""
    size_m, size_xl = Constraint("size", "in", ("M",)), Constraint("size", "in", ("XL",))
    subject = ((KESTREL, KESTREL.offers[0]),)
    yes = Outcome("check_availability", subject_products=subject, answer=True, constraints=(size_m,))
    assert said(yes).startswith("Yes")
    assert "size M" in said(yes)
    assert "$89" in said(yes)
    assert said(yes, "zh").startswith("有")
    no = replace(yes, answer=False, constraints=(size_xl,), facts={"size": ("M", "L")})
    assert said(no).startswith("No")
    assert "sizes M and L" in said(no)
    assert said(no, "zh").startswith("没有")
    assert "M、L 码" in said(no, "zh")


def test_no_to_the_last_variant_offers_nothing() -> None:
    """Where everything is sold out, nothing is offered."""
    gone = replace(KESTREL, offers=tuple(replace(offer, availability="out_of_stock") for offer in KESTREL.offers))
    outcome = Outcome("check_availability", subject_products=((gone, gone.offers[0]),), answer=False)
    assert re.search("out of stock|sold out", said(outcome))
    assert "In stock" not in said(outcome)


def test_question_of_fact_is_answered_from_the_listing() -> None:
    """Is it waterproof? The listing says so or doesn't."""
    waterproof = Constraint("feature", "in", ("waterproof",))
    yes = Outcome("check_availability", cards=cards(KESTREL), answer=True, constraints=(waterproof,))
    assert "listed as waterproof" in said(yes)
    no = Outcome("check_availability", cards=cards(QUARRY), answer=False, constraints=(waterproof,))
    assert "isn't listed as waterproof" in said(no)
    assert "没有标明防水" in said(no, "zh")


def test_comparison_tells_real_differences_only() -> None:
    """Price gap, ratings, material, what only one has; the first and the second by their order."""
    text = said(Outcome("compare", cards=cards(KESTREL, QUARRY)), intent="compare")
    assert "$26.50" in text
    assert "polyester for the first; denim for the second" in text
    assert "Only the first is waterproof and has pockets." in text
    assert "Only the second is hooded." in text
    assert text.index("Kestrel") < text.index("Quarry")
    chinese = said(Outcome("compare", cards=cards(KESTREL, QUARRY)), "zh", intent="compare")
    assert "贵 26.50 美元" in chinese
    assert "第一款是涤纶，第二款是牛仔布" in chinese


def test_comparison_of_three_lists_all_prices() -> None:
    """No pairwise gap among three, but each price."""
    text = said(Outcome("compare", cards=cards(KESTREL, QUARRY, LYRA)), intent="compare")
    assert all(price in text for price in ("$89", "$62.50", "$179"))
    assert "the third" in text


def test_comparison_of_one_asks_for_another() -> None:
    """One product cannot be compared."""
    assert "two" in said(Outcome("compare", cards=cards(KESTREL)), intent="compare")
    assert "两款" in said(Outcome("compare", cards=cards(KESTREL)), "zh", intent="compare")


def test_details_tell_price_rating_make_and_stock() -> None:
    """The facts of one product, its sizes in stock in the colour shown."""
    text = said(Outcome("details", cards=cards(KESTREL)), intent="details")
    for fact in ("$89", "4.6 from 120 reviews", "polyester", "waterproof", "pockets", "hiking", "navy and black"):
        assert fact in text
    assert "XL" not in text


def test_sale_is_told_with_both_prices() -> None:
    """120 down to 62.50 saves 57.50."""
    text = said(Outcome("details", cards=cards(QUARRY)), intent="details")
    assert "$120" in text
    assert "$57.50" in text


def test_verb_agrees_with_the_title() -> None:
    """Shoes are, a jacket is."""
    shoes = replace(KESTREL, title="Prana Running Shoes", local={})
    outcome = Outcome("check_availability", subject_products=((shoes, shoes.offers[0]),), answer=True)
    assert "Prana Running Shoes are" in said(outcome)


def test_cart_is_told_line_by_line_with_its_total() -> None:
    """2 x 89 + 62.50 = 240.50."""
    outcome = Outcome(
        "show_cart",
        cart=(CartLine("kestrel", "kestrel-navy-m", 2), CartLine("quarry", "quarry-blue-m", 1)),
        cart_products=((KESTREL, KESTREL.offers[0]), (QUARRY, QUARRY.offers[0])),
    )
    text = said(outcome, intent="show_cart")
    assert "2 × Kestrel Rain Jacket (navy, size M) at $89 each" in text
    assert "$240.50" in text
    chinese = said(outcome, "zh", intent="show_cart")
    assert "红隼防水夹克（藏青色 M 码）×2，每件 89 美元" in chinese
    assert "共 3 件，合计 240.50 美元" in chinese


def test_empty_cart_is_empty() -> None:
    """No lines, no total."""
    assert "empty" in said(Outcome("show_cart"), intent="show_cart") or "nothing" in said(Outcome("show_cart"))
    assert "购物车" in said(Outcome("show_cart"), "zh")


def test_adding_tells_what_went_in_and_what_did_not() -> None:
    """Two are in stock, three were wanted: one sentence says so, another what went in."""
    outcome = Outcome(
        "add_to_cart",
        cards=cards(KESTREL),
        answer=True,
        cart=(CartLine("kestrel", "kestrel-navy-m", 2),),
        cart_products=((KESTREL, KESTREL.offers[0]),),
        facts={"added": ("2",), "requested": ("3",), "in_stock": ("2",)},
    )
    text = said(outcome, intent="add_to_cart")
    assert "only 2 in stock" in text
    assert "2 × Kestrel Rain Jacket" in text
    refused = Outcome("add_to_cart", subject_products=((KESTREL, None),), answer=False)
    assert "out of stock" in said(refused, intent="add_to_cart")


def test_removing_tells_what_is_left() -> None:
    """The last line out leaves an empty cart."""
    outcome = Outcome("remove_from_cart", cards=cards(KESTREL))
    assert "Kestrel Rain Jacket" in said(outcome)
    assert "empty" in said(outcome)


@pytest.mark.parametrize(
    ("slot", "options", "en", "zh"),
    [
        ("size", ("S", "M", "L"), "S, M or L", "S、M 还是 L"),
        ("color", ("navy", "black"), "navy or black", "藏青色还是黑色"),
        ("gender", ("male", "female"), "men or women", "男士还是女士"),
        ("category", ("jacket", "dress"), "jackets or dresses", "夹克还是连衣裙"),
    ],
)
def test_clarifying_question_offers_its_answers(slot: str, options: tuple[str, ...], en: str, zh: str) -> None:
    """The question comes last, by itself, with the values as the language says them."""
    outcome = replace(listing(KESTREL, QUARRY), clarification=Clarification(slot, options))
    assert en in said(outcome).splitlines()[-1]
    assert said(outcome).endswith("?") or "There is" in said(outcome)
    assert zh in said(outcome, "zh").splitlines()[-1] or slot == "color"


def test_variant_is_asked_for_with_its_values() -> None:
    """Which size of which product; a variant chosen and gone is said first."""
    outcome = Outcome(
        "choose_variant", subject_products=((KESTREL, None),), clarification=Clarification("size", ("M", "L"))
    )
    assert "Kestrel Rain Jacket" in said(outcome)
    assert "M or L?" in said(outcome)
    gone = replace(outcome, answer=False, facts={"size": ("M", "L"), "missing": ("XL",)})
    assert said(gone).startswith("No")
    assert "XL" in said(gone)


def test_which_one_is_asked_with_the_candidates() -> None:
    """The products that may be meant, or what is looked for where nothing was shown."""
    outcome = Outcome("clarify_reference", cards=cards(KESTREL, QUARRY))
    assert "the Kestrel Rain Jacket or the Quarry Denim Jacket" in said(outcome)
    assert "红隼防水夹克还是 Quarry Denim Jacket" in said(outcome, "zh")
    assert said(Outcome("clarify_reference")).endswith("?")


@pytest.mark.parametrize("intent", sorted(SERVICE_INTENTS))
def test_service_is_answered_honestly(intent: Intent) -> None:
    """What cannot be done here yet is not promised, and the store's staff is named."""
    for turn in range(4):
        assert re.search("staff", said(Outcome("service"), intent=intent, turn=turn))
        assert re.search("工作人员", said(Outcome("service"), "zh", intent=intent, turn=turn))


def test_conversion_is_told_with_its_rate() -> None:
    """300 yuan at 0.14 are 42 dollars."""
    note = ("converted", {"currency": "CNY", "amount": "300", "converted": "42", "rate": "0.14"})
    text = said(listing(KESTREL), notes=(note,), turn=1)
    assert "¥300" in text
    assert "$42" in text
    assert "0.14" in text


@pytest.mark.parametrize("kind", ["no_rate", "model_failed", "contradiction", "truncated"])
def test_note_is_said_in_both_languages(kind: str) -> None:
    """Every note has words."""
    plain = said(listing(KESTREL))
    for language in LANGUAGES:
        noted = said(listing(KESTREL), language, notes=((kind, {"currency": "CHF", "slot": "price"}),))
        assert len(noted) > len(said(listing(KESTREL), language))
    assert plain


@pytest.mark.parametrize(("sentiment", "word"), [("negative", "(?i)sorry"), ("positive", "Glad|Lovely|Great")])
def test_tone_follows_sentiment_once(sentiment: Sentiment, word: str) -> None:
    """Trouble is acknowledged, joy answered, in one short sentence."""
    assert len(re.findall(word, said(listing(KESTREL), sentiment=sentiment))) == 1
    assert not re.findall(word, said(listing(KESTREL)))


def test_good_mood_is_not_answered_with_bad_news() -> None:
    """No "lovely" where nothing was found."""
    assert not re.search("Glad|Lovely|Great", said(Outcome("search", constraints=(JACKETS,)), sentiment="positive"))


def test_consecutive_turns_are_worded_differently() -> None:
    """The same answer in the next turn does not sound the same."""
    texts = [said(listing(KESTREL, QUARRY), turn=turn) for turn in range(1, 6)]
    assert all(first != second for first, second in pairwise(texts))
    assert said(listing(KESTREL), turn=3) == said(listing(KESTREL), turn=3)


def test_no_reply_shouts() -> None:
    """At most a greeting has an exclamation mark."""
    for language in LANGUAGES:
        for turn in range(4):
            assert "!" not in said(listing(KESTREL, QUARRY, LYRA), language, turn=turn)
            assert "！" not in said(listing(KESTREL, QUARRY, LYRA), language, turn=turn)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("reason", "en", "zh"),
    [
        (Reason("meets", "price", "89.00"), "$89, within your budget", "89 美元，在预算内"),
        (Reason("meets", "color", "navy"), "navy", "藏青色"),
        (Reason("meets", "size", "M"), "size M", "M 码"),
        (Reason("best_rated", "rating", "4.6"), "best rated of these (4.6)", "这几款里评分最高（4.6）"),
        (Reason("on_sale", "price", "57.50"), "on sale, $57.50 off", "正在打折，省 57.50 美元"),
        (Reason("differs", "color", "navy"), "differs in colour: navy", "颜色不同：藏青色"),
        (Reason("differs", "capacity", ""), "differs in capacity", "容量不同"),
        (Reason("low_stock", "", "2"), "only 2 left", "仅剩 2 件"),
    ],
)
def test_reason_is_a_few_words_on_a_card(language: Language, reason: Reason, en: str, zh: str) -> None:
    """The card says the same in its few words."""
    assert renderer().say_reason(reason, cards(KESTREL)[0], language) == {"en": en, "zh": zh}[language]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("turn", [1, 2])
def test_nothing_cheaper_is_said_plainly_and_is_grounded(language: Language, turn: int) -> None:
    """What is on the table is the lowest there is: no list, no "nearest"."""
    lyra = (LYRA, LYRA.offers[0])
    outcome = Outcome(
        "search",
        facts={"already_extreme": ("price", "lower")},
        subjects=((LYRA.product_id, "lyra-red-s"),),
        subject_products=(lyra,),
    )
    text = said(outcome, language, turn=turn, intent="refine")
    assert "179" in text
    assert "天琴真丝晚礼服" in text if language == "zh" else "Lyra" in text
    understanding = Understanding(language, "refine")
    grounding = check(
        text, outcome, lexicon=lexicon(), vocabulary=VOCABULARY, language=language, understanding=understanding
    )
    assert grounding.n_ungrounded == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_piece_taken_out_of_several_tells_what_is_left(language: Language) -> None:
    """One of three mugs: two stay."""
    outcome = Outcome(
        "remove_from_cart", facts={"removed": ("1",), "left": ("2",)}, subject_products=((LYRA, LYRA.offers[0]),),
        subjects=((LYRA.product_id, "lyra-red-s"),),
    )  # fmt: skip
    text = said(outcome, language, intent="remove_from_cart")
    assert "1" in text
    assert "2" in text
