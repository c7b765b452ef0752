"""How the demo shop's facts are said, in English and Chinese."""

from collections.abc import Mapping

FEATURES: Mapping[str, tuple[str, str, str]] = {
    "waterproof": ("Waterproof", "It is fully waterproof, seams included.", "防水"),
    "water-resistant": ("Water-resistant", "It is water-resistant and shrugs off splashes.", "防泼水"),
    "windproof": ("Windproof", "It is windproof, even on exposed ground.", "防风"),
    "breathable": ("Breathable", "It stays breathable when you warm up.", "透气"),
    "insulated": ("Insulated", "It is insulated and keeps the warmth in.", "保暖"),
    "lightweight": ("Lightweight", "It is so lightweight you may forget you have it with you.", "轻便"),
    "packable": ("Packable", "It is packable and disappears into its own pouch.", "可收纳"),
    "stretch": ("Stretch", "A little stretch moves with you.", "弹力"),
    "slim fit": ("Slim fit", "The slim fit follows the line of the body.", "修身"),
    "oversized": ("Oversized", "The cut is deliberately oversized.", "宽松廓形"),
    "high-waisted": ("High-waisted", "It is high-waisted and sits neatly.", "高腰"),
    "pockets": ("Pockets", "Its pockets hold keys, phone and cards.", "带口袋"),
    "hooded": ("Hooded", "It is hooded, and the hood stays put.", "连帽"),
    "reflective": ("Reflective", "Reflective details keep you seen after dark.", "反光"),
    "machine washable": ("Machine washable", "It is machine washable.", "可机洗"),
    "vegan": ("Vegan", "It is vegan: nothing in it comes from animals.", "纯素"),
    "wireless": ("Wireless", "It is wireless, with no cable to catch.", "无线"),
    "noise-cancelling": ("Noise-cancelling", "It is noise-cancelling, so the room around you fades.", "主动降噪"),
    "bluetooth": ("Bluetooth", "It pairs over Bluetooth in seconds.", "蓝牙连接"),
    "fast-charging": ("Fast-charging", "It is fast-charging: ten minutes go a long way.", "快充"),
    "rechargeable": ("Rechargeable", "It is rechargeable over USB-C.", "可充电"),
    "foldable": ("Foldable", "It is foldable and takes little space.", "可折叠"),
    "non-slip": ("Non-slip", "It is non-slip where it matters.", "防滑"),
    "dishwasher-safe": ("Dishwasher-safe", "It is dishwasher-safe.", "可用洗碗机清洗"),
    "non-stick": ("Non-stick", "It is non-stick and wipes clean.", "不粘"),
    "leakproof": ("Leakproof", "It is leakproof, even on its side.", "防漏"),
    "handmade": ("Handmade", "Each piece is handmade in a small workshop.", "手工制作"),
    "adjustable": ("Adjustable", "It is adjustable to suit you.", "可调节"),
    "touchscreen": ("Touchscreen", "It is made for touchscreen use.", "触屏"),
    "gps": ("GPS", "Built-in GPS records where you have been.", "GPS定位"),
    "heart-rate monitor": ("Heart-rate monitor", "Its heart-rate monitor reads around the clock.", "心率监测"),
    "anti-theft": ("Anti-theft", "Anti-theft details keep what is inside safe.", "防盗"),
    "laptop compartment": ("Laptop compartment", "Its laptop compartment takes a 15-inch screen.", "电脑隔层"),
    "wheeled": ("Wheeled", "It is wheeled and rolls in every direction.", "带滚轮"),
    "quick-drying": ("Quick-drying", "It is quick-drying after a wash.", "速干"),
    "padded": ("Padded", "It is padded for comfort.", "加垫缓冲"),
    "uv-protection": ("UV-protection", "It offers UV-protection.", "防紫外线"),
    "polarized": ("Polarized", "Its polarized lenses cut glare.", "偏光"),
    "hypoallergenic": ("Hypoallergenic", "It is hypoallergenic and kind to sensitive skin.", "低致敏"),
    "eco-friendly": ("Eco-friendly", "It is made in an eco-friendly way.", "环保"),
    "dimmable": ("Dimmable", "Its light is dimmable.", "可调光"),
    "long battery life": ("Long battery life", "It has a long battery life.", "超长续航"),
}
"""Feature value -> (English label, English sentence, Chinese label)."""

INSULATED = {"Kitchen": ("It is insulated to hold its temperature.", "保温")}
"""How "insulated" is said of things that are not worn."""

PLURALS: tuple[tuple[str, str], ...] = (
    ("It is ", "They are "), ("It has ", "They have "), ("It stays ", "They stay "), ("It pairs ", "They pair "),
    ("It offers ", "They offer "), ("It carries ", "They carry "), ("It comes ", "They come "),
    ("for it.", "for them."), ("Think of it ", "Think of them "), ("Its ", "Their "),
)  # fmt: skip
"""Singular and plural turns of phrase."""

OCCASIONS: Mapping[str, tuple[str, str]] = {
    "casual": ("casual days", "休闲"), "work": ("work", "上班"), "formal": ("formal occasions", "正式场合"),
    "party": ("a party", "派对"), "wedding": ("a wedding", "婚礼"), "travel": ("travel", "旅行"),
    "outdoor": ("outdoor plans", "户外"), "hiking": ("hiking", "徒步"), "running": ("running", "跑步"),
    "gym": ("the gym", "健身"), "yoga": ("yoga", "瑜伽"), "beach": ("the beach", "海滩"), "school": ("school", "上学"),
    "gift": ("a gift", "送礼"), "home": ("the home", "居家"), "winter": ("winter", "冬季"),
    "summer": ("summer", "夏季"),
    "rain": ("rain", "雨天"), "cycling": ("cycling", "骑行"), "camping": ("camping", "露营"),
    "everyday": ("everyday use", "日常"),
}  # fmt: skip
"""Occasion value -> (English noun after "for", Chinese noun)."""

MATERIALS_ZH: Mapping[str, str] = {
    "cotton": "棉", "organic cotton": "有机棉", "linen": "亚麻", "wool": "羊毛", "merino wool": "美利奴羊毛",
    "cashmere": "羊绒", "silk": "真丝", "denim": "牛仔布", "leather": "真皮", "suede": "麂皮", "faux leather": "人造革",
    "polyester": "聚酯纤维", "recycled polyester": "再生聚酯纤维", "nylon": "尼龙", "fleece": "抓绒",
    "velvet": "天鹅绒",
    "canvas": "帆布", "rubber": "橡胶", "mesh": "网布", "down": "羽绒", "stainless steel": "不锈钢",
    "sterling silver": "纯银", "gold": "黄金", "aluminium": "铝合金", "plastic": "塑料", "wood": "木", "bamboo": "竹",
    "glass": "玻璃", "ceramic": "陶瓷", "cast iron": "铸铁", "paper": "纸板", "wax": "天然蜡", "cork": "软木",
}  # fmt: skip

PATTERNS_ZH: Mapping[str, str] = {
    "striped": "条纹", "checked": "格纹", "floral": "碎花", "polka dot": "波点", "graphic": "印花",
    "camouflage": "迷彩",
    "color-blocked": "拼色", "houndstooth": "千鸟格", "paisley": "佩斯利",
}  # fmt: skip

FACETS_ZH: Mapping[str, str] = {
    "long sleeve": "长袖", "short sleeve": "短袖", "sleeveless": "无袖", "crew neck": "圆领", "v-neck": "V领",
    "turtleneck": "高领", "collar": "翻领", "mini": "短款", "midi": "中长款", "maxi": "长款", "zip": "拉链",
    "button": "纽扣",
    "lace-up": "系带", "slip-on": "一脚蹬", "buckle": "扣带", "pullover": "套头", "elastic": "松紧", "latch": "卡扣",
    "clasp": "表扣", "fold": "对折", "open top": "敞口", "regular": "常规", "slim": "修身", "relaxed": "宽松",
    "oversized": "大廓形",
}  # fmt: skip

OPENERS: Mapping[str, tuple[str, ...]] = {
    "Clothing": (
        "The {name} is {a_noun} with clean lines and careful seams.",
        "{A_noun} that goes with what you already own.",
        "Cut for comfort and made to last, the {name} earns its place in the wardrobe.",
        "{A_noun} with an easy shape and a good hand.",
        "Simple on the outside and well thought out on the inside: the {name}.",
    ),
    "Shoes": (
        "The {name} feels right from the first step.",
        "{A_noun} with a steady sole and a tidy profile.",
        "Built on a roomy last, the {name} stays comfortable from morning to night.",
        "A considered shape, a springy footbed and honest stitching.",
    ),
    "Bags": (
        "The {name} keeps things where you expect them.",
        "{A_noun} with room for what matters and nothing you don't need.",
        "Neat seams and sturdy hardware make the {name} a dependable companion.",
        "{A_noun} drawn with a calm hand.",
    ),
    "Jewellery & watches": (
        "The {name} is a quiet piece with a lasting shine.",
        "{A_noun} that dresses up whatever you wear with it.",
        "A balanced shape and a fine finish: the {name} is made to be kept.",
        "Delicate, but not fragile: {a_noun} for many years.",
    ),
    "Electronics": (
        "The {name} does its job and stays out of the way.",
        "{A_noun} with a clear layout and a solid feel.",
        "Set it up once and enjoy it: the {name} just works.",
        "Thoughtful engineering in a tidy shell.",
    ),
    "Home": (
        "The {name} brings calm to a room.",
        "{A_noun} with soft lines that suits old houses and new ones.",
        "A small change that a whole room notices.",
        "{A_noun} to live with for a long time.",
    ),
    "Kitchen": (
        "The {name} is a tool you will reach for again and again.",
        "{A_noun} that feels balanced in the hand.",
        "Good proportions and no fuss: the {name} belongs on the counter.",
        "{A_noun} for those who like simple things done well.",
    ),
    "Sport": (
        "The {name} is ready whenever you are.",
        "{A_noun} for beginners and old hands alike.",
        "Sturdy where it has to be and simple everywhere else: the {name}.",
        "{A_noun} that makes the next session easy to start.",
    ),
    "Toys": (
        "The {name} turns a quiet afternoon into an adventure.",
        "{A_noun} for small hands and big ideas.",
        "Made to be shared, lent, loved and handed on.",
        "{A_noun} that invents a new story every time.",
    ),
}
"""First sentences by department."""

OPENERS_ZH: Mapping[str, tuple[str, ...]] = {
    "Clothing": (
        "版型利落，做工细致，轻松融入你的衣橱。",
        "剪裁舒适，百搭耐看，怎么穿都好看。",
        "简约设计，细节用心，值得长久陪伴。",
    ),
    "Shoes": ("第一步就合脚，久走也不累。", "鞋型利落，鞋底稳当，走路更安心。", "楦型宽松，缝线扎实，从早到晚都舒适。"),
    "Bags": ("收纳分明，随手就能拿到想要的东西。", "线条简洁，五金扎实，耐看更耐用。", "容量刚好，背起来轻松自在。"),
    "Jewellery & watches": (
        "低调而有光泽，搭什么都好看。",
        "比例匀称，打磨细腻，值得珍藏。",
        "小巧精致，为日常添一点亮。",
    ),
    "Electronics": ("上手简单，安静可靠，用过就离不开。", "布局清晰，手感扎实，细节到位。", "设置一次，安心享用。"),
    "Home": ("为房间添一份安宁。", "线条柔和，新家旧居都相称。", "一处小改变，整个房间都不一样。"),
    "Kitchen": ("顺手好用，做饭时总会想起它。", "比例匀称，握感平衡，简单耐用。", "没有多余的设计，只有好用的细节。"),
    "Sport": ("想动就动，随时准备好。", "新手老手都合适。", "该结实的地方结实，其余一切从简。"),
    "Toys": ("把安静的午后变成一场冒险。", "小手大创意，每次都有新故事。", "耐玩耐摔，值得分享和传递。"),
}

PLURAL_NOUNS = frozenset(
    [
        "jeans",
        "trousers",
        "shorts",
        "leggings",
        "gloves",
        "socks",
        "sunglasses",
        "sneakers",
        "shoes",
        "boots",
        "sandals",
        "heels",
        "loafers",
        "earrings",
        "headphones",
        "earbuds",
        "blocks",
    ]
)
"""Last words of nouns that take "they"."""
