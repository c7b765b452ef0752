"""The demo shop's shoes, bags, jewellery and watches."""

from retrieval.demo_shop.spec import kind, style

LEATHERS = "black, brown, tan, burgundy, navy, beige"

SHOES = (
    kind(
        "sneaker", "Shoes > Sneakers", 9, (55, 130),
        style("leather sneakers", "皮质运动鞋", 1.15, materials="leather, faux leather", colors="white, black, tan, navy, beige, grey",
              patterns="solid, color-blocked"),
        style("canvas sneakers", "帆布鞋", 0.75, materials="canvas", pool="breathable, lightweight",
              patterns="solid, checked, striped, floral"),
        style("high-top sneakers", "高帮运动鞋", materials="canvas, leather, suede", patterns="solid, color-blocked"),
        style("suede sneakers", "麂皮运动鞋", 1.1, materials="suede", colors="grey, navy, tan, green, burgundy, beige", patterns="solid"),
        brands="fashion sport kids", names="town", sizes="shoes_u", genders="fmu", kids=0.15,
        colors="white, black, navy, red, green, beige, grey, pink, yellow, blue", materials="canvas",
        occasions="casual, everyday, travel, school", pool="padded, non-slip", facets="closure: lace-up", solid=0.75,
    ),
    kind(
        "running shoe", "Shoes > Running shoes", 9, (70, 160),
        style("running shoes", "跑鞋", features="breathable, lightweight"),
        style("trail running shoes", "越野跑鞋", 1.1, features="non-slip", occasions="running, outdoor, hiking",
              pool="water-resistant, waterproof", colors="black, olive, orange, blue, grey, teal"),
        style("road running shoes", "公路跑鞋", features="breathable, padded"),
        brands="sport", names="move", sizes="shoes_u", genders="fmu", kids=0.1,
        colors="black, white, blue, red, grey, orange, green, pink, navy, yellow",
        materials="mesh+rubber, mesh, mesh+recycled polyester", occasions="running, gym", pool="reflective, padded, lightweight, vegan",
        patterns="color-blocked", facets="closure: lace-up", solid=0.6,
    ),
    kind(
        "boot", "Shoes > Boots", 8, (75, 190),
        style("chelsea boots", "切尔西靴", materials="leather, suede, faux leather", facets="closure: slip-on"),
        style("hiking boots", "徒步靴", 1.1, materials="leather, suede+nylon", features="waterproof, non-slip",
              occasions="hiking, outdoor, camping", colors="brown, black, grey, olive, tan", facets="closure: lace-up"),
        style("ankle boots", "踝靴", materials="leather, suede, faux leather", genders="f", facets="closure: zip"),
        style("rain boots", "雨靴", 0.5, materials="rubber", features="waterproof", occasions="rain, outdoor, camping",
              colors="navy, yellow, black, green, red", pool="non-slip, vegan", facets="closure: slip-on"),
        brands="fashion outdoor leather", names="wild", sizes="shoes_u", genders="fmu", kids=0.1,
        colors="black, brown, tan, burgundy, grey", materials="leather", occasions="casual, winter, work, everyday",
        pool="non-slip, insulated, padded", solid=1.0,
    ),
    kind(
        "sandal", "Shoes > Sandals", 6, (28, 80),
        style("strap sandals", "绑带凉鞋", materials="leather, faux leather, suede", facets="closure: buckle"),
        style("slide sandals", "凉拖", 0.7, materials="rubber, faux leather", pool="lightweight, non-slip, quick-drying",
              occasions="beach, summer, everyday", facets="closure: slip-on"),
        style("hiking sandals", "徒步凉鞋", 1.2, materials="nylon+rubber", features="adjustable, non-slip",
              occasions="hiking, summer, outdoor, travel", pool="quick-drying", colors="black, olive, navy, grey, teal",
              facets="closure: buckle"),
        brands="fashion outdoor", names="wild", sizes="shoes_u", genders="fmu", colors="tan, brown, black, white, gold, red, navy",
        materials="leather", occasions="summer, beach, casual, travel", pool="padded", solid=1.0,
    ),
    kind(
        "heels", "Shoes > Heels", 6, (60, 150),
        style("stiletto heels", "细高跟鞋", facets="heel_height: 8 cm | 10 cm; closure: slip-on"),
        style("block heels", "粗跟鞋", facets="heel_height: 5 cm | 7 cm; closure: slip-on"),
        style("strappy heels", "绑带高跟鞋", facets="heel_height: 8 cm | 7 cm; closure: buckle"),
        brands="fashion leather", names="grace", sizes="shoes_f", genders="f",
        colors="black, red, beige, navy, silver, gold, burgundy, pink, white", materials="leather, suede, faux leather, velvet",
        occasions="party, wedding, formal, work", pool="padded", solid=1.0,
    ),
    kind(
        "loafer", "Shoes > Loafers", 6, (65, 160),
        style("penny loafers", "便士乐福鞋"),
        style("tassel loafers", "流苏乐福鞋"),
        brands="fashion leather", names="town", sizes="shoes_u", genders="mfu", colors=LEATHERS,
        materials="leather, suede, faux leather", occasions="work, formal, casual, wedding", pool="padded, lightweight, non-slip",
        facets="closure: slip-on", solid=1.0,
    ),
)

BAGS = (
    kind(
        "backpack", "Bags > Backpacks", 9, (45, 140),
        style("laptop backpack", "电脑双肩包", features="laptop compartment, padded", occasions="work, school, travel, everyday",
              pool="anti-theft, water-resistant", facets="closure: zip; capacity: 18 l | 20 l | 24 l"),
        style("hiking backpack", "徒步双肩包", 1.3, materials="nylon, recycled polyester", occasions="hiking, camping, outdoor, travel",
              features="adjustable", pool="waterproof, lightweight, padded", facets="closure: zip | buckle; capacity: 30 l | 40 l | 55 l"),
        style("roll-top backpack", "卷口双肩包", features="waterproof", materials="nylon, polyester", occasions="cycling, rain, travel, everyday",
              pool="reflective, laptop compartment", facets="closure: buckle; capacity: 20 l | 25 l"),
        style("leather backpack", "皮质双肩包", 1.6, materials="leather, faux leather", colors=LEATHERS, patterns="solid",
              occasions="work, casual, gift", facets="closure: buckle; capacity: 12 l | 15 l"),
        brands="bags outdoor kids", names="wild", genders="uuufm", kids=0.12, colors="black, grey, navy, olive, teal, mustard, burgundy, red",
        materials="nylon, polyester, recycled polyester, canvas", occasions="everyday", pool="pockets",
        patterns="color-blocked, camouflage, checked", solid=0.8,
    ),
    kind(
        "handbag", "Bags > Handbags", 7, (60, 220),
        style("shoulder handbag", "单肩手提包", facets="closure: zip"),
        style("crossbody handbag", "斜挎手提包", 0.85, features="adjustable", facets="closure: buckle | zip"),
        style("top-handle handbag", "手提包", 1.15, facets="closure: buckle"),
        brands="bags leather fashion", names="grace", genders="f", colors="black, tan, burgundy, red, cream, navy, pink, green, brown",
        materials="leather, faux leather, suede", occasions="work, party, casual, gift, everyday", pool="pockets, handmade",
        patterns="solid, houndstooth", solid=0.95,
    ),
    kind(
        "tote bag", "Bags > Tote bags", 6, (18, 75),
        style("canvas tote bag", "帆布托特包", materials="canvas, organic cotton", facets="closure: open top"),
        style("leather tote bag", "皮质托特包", 2.4, materials="leather, faux leather", colors=LEATHERS, patterns="solid",
              occasions="work, travel, everyday, gift", pool="laptop compartment", facets="closure: zip"),
        style("beach tote bag", "沙滩托特包", 1.2, materials="canvas, cotton", occasions="beach, summer, travel",
              patterns="striped, floral", facets="closure: open top"),
        brands="bags fashion", names="grace", genders="fu", colors="beige, black, navy, white, red, olive, yellow, pink",
        materials="canvas", occasions="everyday, casual, school", pool="pockets, foldable, machine washable, handmade",
        patterns="striped, graphic, floral, checked", facets="capacity: 12 l | 15 l | 20 l", solid=0.45,
    ),
    kind(
        "suitcase", "Bags > Suitcases", 6, (90, 220),
        style("hard-shell suitcase", "硬壳行李箱", materials="plastic, aluminium", features="wheeled", facets="closure: zip | latch"),
        style("soft suitcase", "软壳行李箱", 0.8, materials="polyester, nylon, recycled polyester", features="wheeled",
              pool="water-resistant, pockets", facets="closure: zip"),
        brands="bags", names="wild", sizes="suitcases", colors="black, navy, silver, grey, red, teal, burgundy, green",
        materials="plastic", occasions="travel", pool="lightweight, anti-theft", solid=1.0,
    ),
    kind(
        "wallet", "Bags > Wallets", 6, (22, 80),
        style("bifold wallet", "对折钱包", facets="closure: fold"),
        style("zip wallet", "拉链钱包", 1.1, facets="closure: zip"),
        style("card wallet", "卡包", 0.7, facets="closure: open top"),
        brands="leather bags", names="town", genders="mfu", colors="black, brown, tan, navy, burgundy, red, green",
        materials="leather, faux leather, canvas, cork", occasions="everyday, gift, travel, work", pool="handmade, anti-theft", solid=1.0,
    ),
)

METALS = "gold, silver, rose gold"

JEWELLERY = (
    kind(
        "necklace", "Jewellery & watches > Jewellery > Necklaces", 7, (40, 180),
        style("pendant necklace", "吊坠项链"), style("chain necklace", "链条项链"),
        style("pearl necklace", "珍珠项链", 1.3, occasions="wedding, formal, gift, party"),
        brands="jewellery", names="grace", genders="ffu", colors=METALS, materials="metal", occasions="gift, party, wedding, everyday",
        pool="hypoallergenic, handmade, adjustable", solid=1.0,
    ),
    kind(
        "earrings", "Jewellery & watches > Jewellery > Earrings", 7, (25, 120),
        style("hoop earrings", "圈形耳环"), style("stud earrings", "耳钉", 0.8),
        style("drop earrings", "吊坠耳环", 1.2, occasions="party, wedding, formal, gift"),
        brands="jewellery", names="grace", genders="f", colors=METALS, materials="metal", occasions="gift, party, everyday, work",
        pool="hypoallergenic, handmade, lightweight", solid=1.0,
    ),
    kind(
        "ring", "Jewellery & watches > Jewellery > Rings", 6, (35, 200),
        style("band ring", "素圈戒指"), style("signet ring", "印章戒指", 1.1),
        style("stone ring", "宝石戒指", 1.6, occasions="gift, wedding, party"),
        brands="jewellery", names="grace", sizes="rings", genders="fum", colors=METALS, materials="metal",
        occasions="gift, wedding, everyday", pool="hypoallergenic, handmade", solid=1.0,
    ),
    kind(
        "bracelet", "Jewellery & watches > Jewellery > Bracelets", 6, (28, 130),
        style("chain bracelet", "链条手链", features="adjustable"), style("bangle bracelet", "手镯"),
        style("bead bracelet", "串珠手链", 0.6, materials="wood, glass", colors="black, brown, blue, green, red, white",
              occasions="gift, casual, everyday, beach"),
        brands="jewellery", names="grace", genders="fum", colors=METALS, materials="metal", occasions="gift, party, everyday, wedding",
        pool="hypoallergenic, handmade", solid=1.0,
    ),
    kind(
        "watch", "Jewellery & watches > Watches", 8, (70, 320),
        style("leather watch", "皮带手表", materials="stainless steel+leather", colors="brown, black, tan, navy", facets="closure: buckle"),
        style("steel watch", "钢带手表", 1.3, materials="stainless steel", colors="silver, gold, black, rose gold", facets="closure: clasp"),
        style("diver watch", "潜水手表", 1.4, materials="stainless steel+rubber", features="waterproof", occasions="outdoor, travel, beach, gift",
              colors="black, blue, green, orange", facets="closure: buckle"),
        style("mesh watch", "米兰尼斯手表", 1.1, materials="stainless steel", colors="silver, rose gold, gold", facets="closure: clasp"),
        brands="jewellery watches", names="town", genders="mfu", colors="black", materials="stainless steel",
        occasions="work, formal, gift, everyday, wedding", pool="water-resistant, adjustable", solid=1.0,
    ),
)

WEAR = (*SHOES, *BAGS, *JEWELLERY)
