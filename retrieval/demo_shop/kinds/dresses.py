"""The demo shop's range: dresses."""

from retrieval.demo_shop.spec import kind, style

DRESSES = (
    kind(
        "dress",
        "Clothing > Dresses",
        14,
        (45, 140),
        style("wrap dress", "裹身连衣裙", facets="length: midi; sleeve: short sleeve | long sleeve; neckline: v-neck"),
        style(
            "summer dress",
            "夏日连衣裙",
            0.8,
            materials="cotton, linen, organic cotton",
            occasions="summer, beach, casual",
            facets="length: mini | midi; sleeve: sleeveless; neckline: crew neck",
        ),
        style(
            "evening dress",
            "晚礼服",
            1.8,
            materials="silk, velvet, polyester",
            occasions="party, wedding, formal",
            patterns="solid",
            colors="black, red, navy, burgundy, green, gold, teal, pink",
            facets="length: maxi; sleeve: sleeveless; neckline: v-neck",
        ),
        style(
            "shirt dress",
            "衬衫连衣裙",
            materials="cotton, linen, denim",
            occasions="work, casual, everyday",
            facets="length: midi; sleeve: long sleeve; neckline: collar; closure: button",
        ),
        style(
            "knit dress",
            "针织连衣裙",
            1.1,
            materials="wool, merino wool, cotton",
            occasions="work, winter, casual",
            patterns="solid, striped",
            facets="length: midi | mini; sleeve: long sleeve; neckline: turtleneck",
        ),
        brands="fashion kids",
        names="grace",
        sizes="letters",
        genders="f",
        kids=0.12,
        colors="red, black, navy, green, pink, burgundy, light blue, yellow, white, lavender, blue",
        materials="cotton, polyester",
        occasions="casual, party, work, wedding",
        pool="pockets, stretch, breathable",
        patterns="floral, polka dot, striped, paisley, checked",
        solid=0.5,
    ),
)
