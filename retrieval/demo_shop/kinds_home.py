"""The demo shop's electronics, things for the home and the kitchen."""

from retrieval.demo_shop.spec import kind, style

GADGETS = "black, white, grey, navy, blue, silver, pink, green, red"

ELECTRONICS = (
    kind(
        "headphones", "Electronics > Headphones", 8, (50, 260),
        style("over-ear headphones", "头戴式耳机", features="wireless, bluetooth, noise-cancelling, rechargeable",
              pool="foldable, long battery life", factor=1.2),
        style("over-ear headphones", "头戴式耳机", 0.8, features="wireless, bluetooth, rechargeable", pool="foldable, long battery life"),
        style("on-ear headphones", "贴耳式耳机", 0.7, pool="foldable, lightweight"),
        brands="tech", names="signal", colors="black, white, grey, navy, blue, beige, red", materials="plastic, aluminium, plastic+faux leather",
        occasions="travel, work, everyday, gift", pool="padded, adjustable", solid=1.0,
    ),
    kind(
        "earbuds", "Electronics > Earbuds", 7, (35, 180),
        style("earbuds", "无线耳塞", features="wireless, bluetooth, rechargeable",
              pool="noise-cancelling, fast-charging, long battery life"),
        style("sport earbuds", "运动耳塞", features="wireless, bluetooth, water-resistant, rechargeable", occasions="running, gym, outdoor",
              pool="long battery life, fast-charging"),
        brands="tech", names="signal", colors="white, black, navy, pink, green, grey", materials="plastic",
        occasions="everyday, travel, work, gift", pool="lightweight", solid=1.0,
    ),
    kind(
        "speaker", "Electronics > Speakers", 7, (40, 220),
        style("portable speaker", "便携音箱", features="wireless, bluetooth, rechargeable", pool="waterproof, fast-charging",
              occasions="outdoor, party, travel, beach, camping"),
        style("bookshelf speaker", "书架音箱", 1.5, materials="wood", colors="brown, black, white", occasions="home, everyday", pool="bluetooth"),
        style("mini speaker", "迷你音箱", 0.6, features="wireless, bluetooth, rechargeable", pool="water-resistant, lightweight",
              occasions="travel, gift, party"),
        brands="tech", names="signal", colors=GADGETS, materials="plastic, aluminium", occasions="party", pool="long battery life", solid=1.0,
    ),
    kind(
        "keyboard", "Electronics > Keyboards", 6, (35, 160),
        style("mechanical keyboard", "机械键盘", 1.3), style("compact keyboard", "紧凑键盘", features="wireless, bluetooth", pool="rechargeable"),
        brands="tech", names="signal", colors="black, white, grey, pink, navy, beige", materials="plastic, aluminium",
        occasions="work, home, gift", pool="long battery life, adjustable", solid=1.0,
    ),
    kind(
        "computer mouse", "Electronics > Computer mice", 6, (15, 90),
        style("wireless computer mouse", "无线鼠标", features="wireless", pool="bluetooth, rechargeable, long battery life"),
        style("ergonomic computer mouse", "人体工学鼠标", 1.3, pool="wireless, rechargeable"),
        brands="tech", names="signal", colors="black, white, grey, pink, blue, red", materials="plastic", occasions="work, home, school",
        pool="lightweight, non-slip", solid=1.0,
    ),
    kind(
        "power bank", "Electronics > Power banks", 6, (20, 80),
        style("slim power bank", "超薄充电宝", 0.8, facets="capacity: 5000 mah | 10000 mah", pool="lightweight"),
        style("power bank", "充电宝", facets="capacity: 10000 mah | 20000 mah", pool="wireless"),
        style("solar power bank", "太阳能充电宝", 1.2, features="water-resistant", occasions="camping, hiking, outdoor, travel",
              colors="black, orange, olive", facets="capacity: 20000 mah | 26800 mah"),
        brands="tech", names="signal", colors="black, white, navy, grey, pink, green", materials="plastic, aluminium",
        occasions="travel, everyday, work, gift", pool="fast-charging", solid=1.0,
    ),
    kind(
        "smartwatch", "Electronics > Smartwatches", 7, (90, 320),
        style("smartwatch", "智能手表", features="heart-rate monitor, bluetooth, rechargeable, touchscreen"),
        style("sport smartwatch", "运动智能手表", 1.2, features="heart-rate monitor, gps, waterproof, rechargeable, touchscreen",
              occasions="running, gym, hiking, outdoor, cycling"),
        brands="tech", names="signal", genders="u", colors="black, grey, silver, pink, navy, green, white", materials="aluminium+rubber, stainless steel+rubber",
        occasions="everyday, gym, running, gift", pool="long battery life, water-resistant, fast-charging", solid=1.0,
    ),
)

HOME = (
    kind(
        "lamp", "Home > Lamps", 8, (35, 160),
        style("table lamp", "台灯", materials="ceramic, glass, wood"),
        style("floor lamp", "落地灯", 1.6, materials="stainless steel, wood, bamboo", colors="black, brown, white, gold"),
        style("desk lamp", "书桌灯", materials="aluminium, stainless steel", features="adjustable", pool="dimmable",
              occasions="work, home, school"),
        brands="home", names="hearth", colors="white, black, grey, green, blue, yellow, cream, teal, pink", materials="ceramic",
        occasions="home, gift", pool="dimmable", solid=1.0,
    ),
    kind(
        "rug", "Home > Rugs", 7, (60, 180),
        style("area rug", "地毯"), style("runner rug", "长条地毯", 0.8), style("round rug", "圆形地毯"),
        brands="home", names="hearth", sizes="rugs", colors="cream, grey, beige, navy, red, green, mustard, blue",
        materials="wool, cotton, polyester, recycled polyester", occasions="home", pool="non-slip, handmade",
        patterns="striped, checked, floral, paisley, color-blocked", solid=0.2,
    ),
    kind(
        "cushion", "Home > Cushions", 7, (18, 55),
        style("cushion", "抱枕"), style("velvet cushion", "天鹅绒抱枕", 1.2, materials="velvet", patterns="solid",
              colors="green, navy, mustard, burgundy, pink, grey, teal"),
        brands="home", names="hearth", sizes="cushions", colors="cream, grey, blue, green, mustard, red, navy, beige, pink",
        materials="cotton, linen, organic cotton, wool", occasions="home, gift", pool="machine washable, handmade, hypoallergenic",
        patterns="striped, checked, floral, polka dot, houndstooth, paisley", facets="closure: zip", solid=0.35,
    ),
    kind(
        "blanket", "Home > Blankets", 6, (35, 120),
        style("throw blanket", "盖毯", materials="cotton, wool, linen"), style("knit blanket", "针织毯", 1.2, materials="wool, cotton, merino wool",
              patterns="solid"),
        style("fleece blanket", "抓绒毯", 0.6, materials="fleece", occasions="home, winter, travel, camping"),
        brands="home", names="hearth", sizes="blankets", colors="cream, grey, navy, mustard, green, burgundy, beige, pink, blue",
        materials="cotton", occasions="home, winter, gift", pool="machine washable, hypoallergenic, handmade", patterns="checked, striped", solid=0.5,
    ),
    kind(
        "vase", "Home > Vases", 6, (18, 80),
        style("vase", "花瓶"), style("bottle vase", "细颈花瓶"), style("glass vase", "玻璃花瓶", materials="glass", patterns="solid",
              colors="blue, green, white, pink, teal, grey"),
        brands="home", names="hearth", colors="white, black, blue, green, beige, cream, pink, brown", materials="ceramic",
        occasions="home, gift, wedding", pool="handmade", patterns="striped, floral, polka dot", solid=0.65,
    ),
    kind(
        "candle", "Home > Candles", 6, (10, 42),
        style("scented candle", "香薰蜡烛", materials="wax+glass"), style("pillar candle", "柱形蜡烛", 0.7, materials="wax"),
        brands="home", names="hearth", colors="white, cream, pink, green, lavender, burgundy, navy, yellow", materials="wax",
        occasions="home, gift, party, wedding", pool="handmade, vegan, eco-friendly", solid=1.0,
    ),
    kind(
        "mirror", "Home > Mirrors", 6, (35, 180),
        style("round mirror", "圆镜"), style("arched mirror", "拱形镜", 1.3), style("rectangular mirror", "长方镜", 1.1),
        brands="home", names="hearth", colors="gold, black, brown, silver, white", materials="wood, aluminium, bamboo, stainless steel",
        occasions="home, gift", pool="handmade", solid=1.0,
    ),
)

KITCHEN = (
    kind(
        "mug", "Kitchen > Mugs", 7, (9, 28),
        style("mug", "马克杯", materials="ceramic", features="dishwasher-safe"), style("glass mug", "玻璃杯", materials="glass", patterns="solid",
              colors="white, blue, green, grey, pink"),
        style("enamel mug", "搪瓷杯", materials="stainless steel", occasions="camping, outdoor, home", colors="white, blue, green, red, navy"),
        brands="kitchen home", names="hearth", sizes="mugs", colors="white, blue, green, yellow, red, black, pink, cream, teal", materials="ceramic",
        occasions="home, work, gift, everyday", pool="dishwasher-safe, handmade", patterns="striped, floral, polka dot, graphic", solid=0.55,
    ),
    kind(
        "frying pan", "Kitchen > Frying pans", 6, (25, 90),
        style("non-stick frying pan", "不粘煎锅", materials="aluminium", features="non-stick", colors="black, grey, green, red, blue", pool="dishwasher-safe, lightweight"),
        style("cast iron frying pan", "铸铁煎锅", 1.2, materials="cast iron", colors="black", occasions="home, camping, gift"),
        style("steel frying pan", "不锈钢煎锅", 1.1, materials="stainless steel", colors="silver", pool="dishwasher-safe"),
        brands="kitchen", names="hearth", sizes="pans", colors="black", materials="aluminium", occasions="home, everyday", solid=1.0,
    ),
    kind(
        "kettle", "Kitchen > Kettles", 6, (28, 110),
        style("electric kettle", "电热水壶", materials="stainless steel, plastic, glass", colors="silver, black, white, red, green"),
        style("gooseneck kettle", "手冲壶", 1.2, materials="stainless steel", colors="black, silver, white, rose gold"),
        style("stovetop kettle", "烧水壶", 0.8, materials="stainless steel", colors="silver, red, blue, yellow, green"),
        brands="kitchen", names="hearth", colors="black", materials="stainless steel", occasions="home, work, gift", solid=1.0,
        facets="capacity: 1 l | 1.5 l | 1.7 l",
    ),
    kind(
        "coffee maker", "Kitchen > Coffee makers", 6, (30, 200),
        style("drip coffee maker", "滴滤咖啡机", materials="plastic, stainless steel+glass", colors="black, white, silver, red", facets="capacity: 1 l | 1.25 l"),
        style("moka coffee maker", "摩卡咖啡壶", 0.4, materials="aluminium, stainless steel", colors="silver, black, red, green", facets="capacity: 150 ml | 300 ml",
              occasions="home, camping, gift"),
        style("pour-over coffee maker", "手冲咖啡壶", 0.5, materials="glass, ceramic", colors="white, black, brown", facets="capacity: 500 ml | 600 ml"),
        brands="kitchen", names="hearth", colors="black", materials="plastic", occasions="home, work, gift, everyday", pool="dishwasher-safe", solid=1.0,
    ),
    kind(
        "knife", "Kitchen > Knives", 6, (18, 110),
        style("chef's knife", "主厨刀", 1.2), style("bread knife", "面包刀"), style("paring knife", "削皮刀", 0.5),
        brands="kitchen", names="hearth", colors="brown, black, beige, white", materials="stainless steel+wood, stainless steel+plastic",
        occasions="home, gift, everyday", pool="handmade", solid=1.0,
    ),
    kind(
        "water bottle", "Kitchen > Water bottles", 7, (14, 38),
        style("insulated water bottle", "保温水瓶", 1.3, materials="stainless steel", features="insulated, leakproof"),
        style("sport water bottle", "运动水瓶", 0.7, materials="plastic", features="leakproof, lightweight", occasions="gym, running, cycling, school"),
        style("glass water bottle", "玻璃水瓶", materials="glass", colors="white, green, blue, pink", patterns="solid", features="leakproof",
              occasions="yoga, work, everyday, gift", pool="dishwasher-safe, eco-friendly"),
        brands="kitchen outdoor sport", names="wild", sizes="bottles", colors="black, white, blue, green, pink, silver, navy, red, teal", materials="plastic",
        occasions="hiking, travel, gym, everyday, school", pool="dishwasher-safe", patterns="striped, camouflage, color-blocked", solid=0.85,
    ),
    kind(
        "lunch box", "Kitchen > Lunch boxes", 6, (12, 42),
        style("lunch box", "饭盒", materials="stainless steel", colors="silver, green, pink, blue"),
        style("bento lunch box", "便当盒", materials="plastic, bamboo+plastic", pool="lightweight"),
        style("insulated lunch box", "保温饭盒", 1.3, materials="stainless steel+plastic", features="insulated, leakproof"),
        brands="kitchen kids", names="hearth", colors="white, blue, pink, green, yellow, black, red, grey", materials="plastic",
        occasions="work, school, travel, everyday", pool="leakproof, dishwasher-safe", facets="capacity: 750 ml | 1 l | 1.2 l; closure: latch", solid=1.0,
    ),
)

HOUSEHOLD = (*ELECTRONICS, *HOME, *KITCHEN)
