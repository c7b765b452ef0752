"""Invented brands and model names. None is meant to be anybody's trade mark."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand of the demo shop; `tier` multiplies its prices."""

    name: str
    tier: float
    groups: tuple[str, ...]


def _brand(name: str, tier: float, groups: str) -> Brand:
    return Brand(name, tier, tuple(groups.split()))


BRANDS = (
    _brand("Tidewick", 1.1, "outdoor fashion"), _brand("Norrvane", 1.35, "outdoor"), _brand("Fellgard", 1.0, "outdoor"),
    _brand("Packwren", 0.8, "outdoor bags"), _brand("Skarholm", 1.2, "outdoor"),
    _brand("Aldermoor", 1.1, "fashion"), _brand("Velisse", 1.4, "fashion"), _brand("Plainsong & Co", 0.8, "fashion"),
    _brand("Maren Oake", 1.2, "fashion"), _brand("Tessaly Row", 1.0, "fashion"), _brand("Quillhurst", 1.3, "fashion"),
    _brand("Daywright", 0.75, "fashion"), _brand("Lunova Thread", 0.9, "fashion"),
    _brand("Kinetiq Vale", 1.1, "sport"), _brand("Strydan", 1.25, "sport"), _brand("Pacefern", 0.85, "sport"),
    _brand("Voltaro", 1.0, "sport"), _brand("Bodhi Fox", 0.95, "sport"),
    _brand("Cordwain Lane", 1.3, "leather"), _brand("Saddlerow", 1.1, "leather bags"),
    _brand("Hidewell", 0.85, "leather"),
    _brand("Carrowby", 1.0, "bags"), _brand("Transitelle", 1.2, "bags"),
    _brand("Auréline", 1.4, "jewellery"), _brand("Starling & Fey", 1.0, "jewellery"),
    _brand("Minnow Gem", 0.75, "jewellery"),
    _brand("Hourwend", 1.2, "watches"), _brand("Tempra Nord", 0.95, "watches"),
    _brand("Auralect", 1.3, "tech"), _brand("Hexavolt", 0.95, "tech"), _brand("Nimbodyne", 1.1, "tech"),
    _brand("Pixelroost", 0.75, "tech"),
    _brand("Hearthby", 0.9, "home"), _brand("Lumafell", 1.25, "home"), _brand("Osier Cottage", 1.0, "home"),
    _brand("Stillwater Mill", 1.1, "home"),
    _brand("Copperspoon", 1.15, "kitchen"), _brand("Savorlane", 0.85, "kitchen"),
    _brand("Kettlewright", 1.0, "kitchen"),
    _brand("Pebblepip", 0.9, "kids"), _brand("Tumblekin", 1.0, "kids"), _brand("Owlish & Sons", 1.15, "kids"),
)  # fmt: skip


def _names(text: str) -> tuple[tuple[str, str], ...]:
    pairs = (entry.split() for entry in text.split(","))
    return tuple((english, chinese) for english, chinese in pairs)


MODEL_NAMES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "wild": _names(
        "Harbour 港湾, Fjord 峡湾, Ridge 山脊, Summit 峰顶, Tarn 山湖, Cairn 石堆, Glacier 冰川, Heath "
        "荒原, Lichen 苔衣,"
        "Drift 漂流, Juniper 杜松, Osprey 鱼鹰, Kestrel 红隼, Larch 落叶松, Estuary 河口, Headland 海岬, "
        "Moraine 冰碛, Thicket 密林,"
        "Sierra 山岭, Arroyo 溪谷, Beacon 灯塔, Cove 海湾, Delta 三角洲, Ember 余烬, Grove 林地, Hollow "
        "山谷, Monsoon 季风,"
        "Northwind 北风, Outpost 前哨, Pinecone 松果, Quarry 石场, Rapids 激流, Tundra 苔原, Wander 漫游, "
        "Yarrow 蓍草, Zephyr 西风"
    ),
    "town": _names(
        "Marlow 马洛, Ashby 阿什比, Camden 卡姆登, Bexley 贝克斯, Linden 菩提, Harlow 哈洛, Sutton 萨顿, "
        "Quincy 昆西, Rowan 花楸,"
        "Archer 射手, Barrow 巴罗, Calder 卡尔德, Dalton 道尔顿, Ellis 埃利斯, Fenwick 芬威克, Gable 山墙, "
        "Hudson 哈德逊, Ives 艾夫斯,"
        "Keats 济慈, Lowell 洛厄尔, Mercer 默瑟, Nash 纳什, Orton 奥顿, Prescott 普雷斯, Reeve 里夫, "
        "Shelby 谢尔比, Thorne 索恩,"
        "Usher 厄舍, Vaughn 沃恩, Weller 韦勒, Bowery 鲍厄里, Carver 卡弗, Devon 德文, Everett 埃弗雷特, "
        "Foster 福斯特, Grafton 格拉夫"
    ),
    "grace": _names(
        "Elowen 艾洛温, Lyra 天琴, Isolde 伊索德, Odette 奥黛特, Seraphine 赛拉芬, Camille 卡蜜儿, Maren "
        "玛伦, Noor 努尔, Vesper 暮星,"
        "Adela 阿黛拉, Bianca 比安卡, Celeste 天空, Daphne 达芙妮, Esme 艾斯米, Freya 芙蕾雅, Gisele "
        "吉赛尔, Helena 海伦娜, Ines 伊内斯,"
        "Juliet 朱丽叶, Kaia 凯娅, Leonie 莉奥妮, Mirabel 米拉贝, Nerine 纳丽, Ophelia 奥菲莉, Petra "
        "佩特拉, Romy 罗米, Sabine 萨宾,"
        "Thea 西娅, Ursa 大熊, Viola 薇奥拉, Wren 鹪鹩, Xenia 齐妮亚, Yvette 伊薇特, Zelie 泽莉, Aurora "
        "极光, Fable 寓言"
    ),
    "move": _names(
        "Tempo 节拍, Stride 大步, Momentum 动量, Cadence 韵律, Velocity 疾速, Flux 流变, Kinetic 动能, "
        "Rally 回合, Surge 浪涌,"
        "Ascend 攀升, Bolt 闪电, Comet 彗星, Dash 冲刺, Elevate 提升, Fleet 轻捷, Gust 疾风, Horizon "
        "地平线, Impulse 脉冲,"
        "Jet 喷流, Karma 因果, Leap 跃动, Motion 律动, Nova 新星, Orbit 轨道, Prana 气息, Quick 迅捷, Rapid 飞驰,"
        "Spirit 精神, Torque 扭力, Uplift 振奋, Vigor 活力, Whirl 旋风, Apex 顶点, Balance 平衡, Current "
        "潮流, Drive 驱动"
    ),
    "signal": _names(
        "Pulse 脉动, Vector 矢量, Nimbus 云团, Echo 回声, Quasar 类星体, Photon 光子, Zenith 天顶, Lumen "
        "流明, Cipher 密码,"
        "Aero 空流, Binary 双星, Circuit 回路, Dynamo 发电机, Element 元素, Fusion 聚变, Glyph 字符, Halo "
        "光环, Ion 离子,"
        "Jolt 震动, Kilo 千数, Logic 逻辑, Matrix 矩阵, Nexus 枢纽, Optic 光学, Prism 棱镜, Quanta 量子, Radian 弧度,"
        "Sonar 声呐, Tonic 主音, Unity 合一, Vertex 极点, Wavelet 小波, Xenon 氙光, Ether 以太, Node 节点, Orion 猎户"
    ),
    "hearth": _names(
        "Solstice 至日, Hearthstone 壁炉, Meadow 草甸, Orchard 果园, Thistle 蓟花, Willow 柳影, Clover "
        "三叶草, Haven 港居, Loft 阁楼,"
        "Almanac 年历, Bramble 荆莓, Cottage 小屋, Dunes 沙丘, Evenfall 黄昏, Fern 蕨叶, Garden 花园, "
        "Harvest 丰收, Inglenook 炉边,"
        "Kindling 引火, Lull 静谧, Mellow 醇和, Nestle 依偎, Oakley 橡林, Parlour 客厅, Quiet 宁静, Rustic "
        "乡野, Skylark 云雀,"
        "Terrace 露台, Umbra 暗影, Veranda 游廊, Wickham 威克姆, Alcove 壁龛, Bower 凉亭, Cedar 雪松, "
        "Dwell 栖居, Folio 书页"
    ),
    "play": _names(
        "Pip 皮皮, Tumble 翻滚, Acorn 橡果, Biscuit 饼干, Captain 船长, Doodle 涂鸦, Explorer 探险家, "
        "Firefly 萤火虫, Giggle 咯咯笑,"
        "Hopscotch 跳房子, Inkwell 墨水瓶, Jamboree 欢聚, Kazoo 卡祖笛, Lollipop 棒棒糖, Merry 快乐, "
        "Noodle 面条, Otter 水獭, Pumpkin 南瓜,"
        "Quest 寻宝, Rocket 火箭, Safari 远征, Treetop 树梢, Unicorn 独角兽, Villa 别墅, Wizard 巫师, "
        "Yodel 约德尔, Zigzag 之字,"
        "Bumble 嗡嗡, Castle 城堡, Dragon 小龙, Galaxy 银河, Island 小岛, Jolly 欢乐, Kingdom 王国, "
        "Lantern 灯笼, Moonbeam 月光"
    ),
}
"""Families of model names, English and Chinese."""

EDITIONS = _names(
    "Classic 经典, Heritage 传承, Reserve 珍藏, Plus 升级, Original 原创, Signature 签名, Prime 优选, "
    "Select 精选, Atelier 工坊,"
    "Lite 轻享, Core 核心, Edition 特辑, Pro 专业, Studio 工作室, Archive 典藏, Metro 都会, Tour 巡游, Duo "
    "双享, Trio 三享, Icon 标志,"
    "Essence 本质, Field 原野, Legacy 传世, Story 故事, Union 联合, Works 制作, Verse 诗行, Mode 风尚, "
    "Grand 盛大, Alpha 首发"
)
"""Second words of model names, for shops larger than the first words suffice for."""


def model_name(names: tuple[tuple[str, str], ...], index: int) -> tuple[str, str]:
    """The `index`-th English and Chinese model name made of `names`; all are different."""
    cycle, place = divmod(index, len(names))
    english, chinese = names[place]
    if cycle == 0:
        return english, chinese
    series, edition = divmod(cycle - 1, len(EDITIONS))
    mark = f" {series + 1}" if series else ""
    return f"{english} {EDITIONS[edition][0]}{mark}", f"{chinese}{EDITIONS[edition][1]}{mark.strip()}"
