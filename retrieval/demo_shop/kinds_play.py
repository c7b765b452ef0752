"""The demo shop's sports gear and toys."""

from retrieval.demo_shop.spec import kind, style

SPORT = (
    kind(
        "yoga mat", "Sport > Yoga mats", 7, (24, 95),
        style("yoga mat", "瑜伽垫", materials="rubber, plastic", features="non-slip"),
        style("cork yoga mat", "软木瑜伽垫", 1.3, materials="cork+rubber", colors="brown, beige", features="non-slip, eco-friendly", patterns="solid"),
        style("travel yoga mat", "旅行瑜伽垫", 0.9, materials="rubber", features="foldable, lightweight", occasions="yoga, travel, gym"),
        brands="sport", names="move", colors="purple, black, blue, green, pink, grey, teal, lavender", materials="rubber",
        occasions="yoga, gym, home", pool="padded, non-slip", patterns="floral, striped, paisley", facets="thickness: 4 mm | 5 mm | 6 mm", solid=0.75,
    ),
    kind(
        "dumbbell", "Sport > Dumbbells", 6, (12, 36),
        style("hex dumbbell", "六角哑铃", materials="cast iron+rubber", colors="black, grey"),
        style("neoprene dumbbell", "浸塑哑铃", 0.8, materials="cast iron+plastic", colors="pink, blue, green, purple, orange, yellow"),
        style("chrome dumbbell", "电镀哑铃", 1.4, materials="stainless steel", colors="silver"),
        brands="sport", names="move", sizes="dumbbells", colors="black", materials="cast iron", occasions="gym, home", pool="non-slip", solid=1.0,
    ),
    kind(
        "tennis racket", "Sport > Tennis rackets", 6, (45, 190),
        style("tennis racket", "网球拍", materials="aluminium"), style("pro tennis racket", "专业网球拍", 1.7, materials="aluminium+nylon", pool="lightweight"),
        brands="sport", names="move", kids=0.2, colors="black, white, blue, red, yellow, green, orange, pink", materials="aluminium",
        occasions="outdoor, school, summer", pool="non-slip, lightweight", patterns="color-blocked", solid=0.7,
    ),
    kind(
        "football", "Sport > Footballs", 6, (15, 60),
        style("training football", "训练足球", materials="faux leather"), style("match football", "比赛足球", 1.6, materials="faux leather", pool="water-resistant"),
        style("street football", "街头足球", 0.9, materials="rubber"),
        brands="sport kids", names="move", sizes="footballs", colors="white, yellow, orange, blue, red, green", materials="faux leather",
        occasions="outdoor, school, gift", pool="non-slip", patterns="color-blocked", solid=0.7,
    ),
    kind(
        "tent", "Sport > Tents", 6, (90, 320),
        style("dome tent", "圆顶帐篷", facets="capacity: 2 person | 3 person"),
        style("family tent", "家庭帐篷", 1.6, facets="capacity: 4 person | 6 person"),
        style("tunnel tent", "隧道帐篷", 1.2, facets="capacity: 2 person | 4 person", features="windproof"),
        brands="outdoor", names="wild", colors="green, orange, olive, blue, grey, yellow, red", materials="polyester, nylon, recycled polyester",
        occasions="camping, outdoor, hiking", pool="waterproof, lightweight, packable, windproof, reflective", solid=1.0,
    ),
    kind(
        "sleeping bag", "Sport > Sleeping bags", 6, (45, 210),
        style("mummy sleeping bag", "木乃伊睡袋", materials="nylon+down, polyester", features="insulated, packable", pool="hooded, water-resistant"),
        style("rectangular sleeping bag", "信封睡袋", 0.7, materials="polyester, polyester+cotton", features="insulated", pool="machine washable"),
        brands="outdoor", names="wild", sizes="sleeping", colors="blue, navy, olive, orange, green, grey, red, teal", materials="polyester",
        occasions="camping, outdoor, hiking, travel", pool="lightweight", facets="closure: zip", solid=1.0,
    ),
    kind(
        "bicycle helmet", "Sport > Bicycle helmets", 7, (30, 140),
        style("road bicycle helmet", "公路自行车头盔", features="adjustable, lightweight"),
        style("city bicycle helmet", "城市自行车头盔", 0.8, features="adjustable", occasions="cycling, everyday, work"),
        brands="sport outdoor kids", names="move", sizes="three", genders="u", kids=0.25, colors="black, white, red, blue, yellow, green, grey, pink",
        materials="plastic", occasions="cycling, outdoor", pool="padded, reflective, breathable", facets="closure: buckle", patterns="color-blocked", solid=0.75,
    ),
)

TOYS = (
    kind(
        "puzzle", "Toys > Puzzles", 6, (10, 36),
        style("jigsaw puzzle", "拼图", materials="paper", facets="pieces: 500 | 1000 | 1500; age_range: 8+ | 10+"),
        style("wooden puzzle", "木质拼图", 1.2, materials="wood", pool="eco-friendly, handmade", facets="pieces: 12 | 24 | 48; age_range: 3+ | 4+"),
        brands="kids", names="play", age_group="kids", colors="multicolor, blue, green, orange, pink", materials="paper", occasions="gift, home, travel", solid=1.0,
    ),
    kind(
        "soft toy", "Toys > Soft toys", 7, (12, 45),
        style("bear soft toy", "小熊毛绒玩具", colors="brown, tan, cream, white, grey"), style("bunny soft toy", "小兔毛绒玩具", colors="white, grey, pink, cream, beige"),
        style("elephant soft toy", "小象毛绒玩具", colors="grey, blue, pink, lavender"),
        brands="kids", names="play", age_group="toddler", colors="brown", materials="polyester, cotton, organic cotton, recycled polyester",
        occasions="gift, home", pool="machine washable, hypoallergenic", facets="age_range: 0+ | 1+", solid=1.0,
    ),
    kind(
        "building blocks", "Toys > Building blocks", 6, (15, 60),
        style("wooden building blocks", "木质积木", materials="wood", pool="eco-friendly, handmade", facets="pieces: 30 | 50 | 80; age_range: 1+ | 2+", colors="multicolor, beige, blue"),
        style("click building blocks", "拼插积木", materials="plastic", facets="pieces: 120 | 250 | 500; age_range: 4+ | 6+", colors="multicolor, red, blue, green"),
        brands="kids", names="play", age_group="kids", colors="multicolor", materials="plastic", occasions="gift, home, school", solid=1.0,
    ),
    kind(
        "board game", "Toys > Board games", 6, (14, 52),
        style("family board game", "家庭桌游", facets="players: 2-4 | 2-6; age_range: 8+ | 6+"),
        style("strategy board game", "策略桌游", 1.4, facets="players: 2-4 | 2-5; age_range: 10+ | 12+"),
        brands="kids", names="play", age_group="kids", colors="multicolor, red, blue, green, navy", materials="paper, paper+wood",
        occasions="gift, home, party, travel", solid=1.0,
    ),
    kind(
        "toy car", "Toys > Toy cars", 6, (8, 38),
        style("wooden toy car", "木质玩具车", materials="wood", pool="eco-friendly, handmade", facets="age_range: 1+ | 2+", colors="red, blue, green, yellow, beige"),
        style("die-cast toy car", "合金玩具车", materials="aluminium+plastic", facets="age_range: 3+ | 4+"),
        style("remote control toy car", "遥控玩具车", 2.4, materials="plastic", features="wireless, rechargeable", facets="age_range: 6+ | 8+"),
        brands="kids", names="play", age_group="kids", colors="red, blue, yellow, green, black, white, orange", materials="plastic", occasions="gift, home, outdoor", solid=1.0,
    ),
    kind(
        "doll", "Toys > Dolls", 6, (14, 48),
        style("rag doll", "布娃娃", materials="cotton, organic cotton", pool="machine washable, handmade"),
        style("fashion doll", "时装娃娃", materials="plastic+polyester"),
        brands="kids", names="play", age_group="kids", colors="pink, red, blue, yellow, lavender, green", materials="cotton", occasions="gift, home",
        pool="hypoallergenic", patterns="floral, polka dot, striped", facets="age_range: 3+ | 2+", solid=0.55,
    ),
)

PLAY = (*SPORT, *TOYS)
