"""Words made comparable: case, width, accents, plurals and traditional characters folded, offsets kept.

Every fold maps one character to one character, so that positions in the folded text are positions in the text.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_TRADITIONAL = (
    "紅红綠绿藍蓝黃黄銀银鐵铁鋼钢錶表鐘钟褲裤裝装襪袜圍围領领帶带鏈链環环鏡镜腦脑機机電电無无線线藍蓝滑滑鼠鼠鍵键盤盘"
    "燈灯墊垫毯毯壺壶鍋锅餐餐廚厨飯饭盒盒運运動动健健網网球球帳帐篷篷車车輪轮積积木木遊游戲戏絨绒絲丝綢绸亞亚麻麻羊羊"
    "純纯質质棉棉膠胶絹绢緞缎紗纱花花紋纹條条點点圖图純纯簡简約约寬宽鬆松緊紧長长連连體体裡里裏里舊旧東东買买賣卖價价"
    "錢钱塊块幾几萬万億亿兩两貴贵賤贱換换貨货庫库現现預预購购訂订單单顏颜種种類类個个們们這这過过還还隨随沒没問问題题"
    "別别於于後后從从來来給给對对應应該该請请幫帮謝谢見见覺觉說说話话聽听寫写讀读學学習习歲岁兒儿媽妈爸爸爺爷奶奶孫孙"
    "婦妇嬰婴齡龄號号碼码雙双隻只歐欧釐厘樣样風风雨雨雪雪熱热涼凉溫温濕湿乾干輕轻厚厚薄薄軟软彈弹氣气壓压傷伤護护"
    "戶户貓猫鳥鸟魚鱼獸兽嗎吗嘅的係是冇没喺在啲些畀给靚靓禮礼節节婚婚慶庆聖圣誕诞結结萊莱達达納纳優优樂乐麗丽龍龙產产"
    "術术藝艺專专業业辦办務务員员國国際际華华劃划據据實实際际確确證证試试選选擇择評评級级較较並并與与將将會会當当"
    "滿满準准備备讓让變变邊边關关開开門门間间陽阳陰阴霧雾銅铜鋁铝鈦钛鑽钻寶宝貝贝飾饰項项耳耳釘钉墜坠腳脚頭头髮发"
    "顆颗張张件件條条對对組组層层檔档屬属獨独處处蓋盖杯杯碗碗筷筷鑰钥匙匙櫃柜傘伞劍剑槍枪書书筆笔紙纸蠟蜡燭烛"
    "漢汉語语錄录塗涂蘋苹蘇苏爾尔狀状況况態态極极緊紧籃篮異异羅罗蘭兰廣广島岛慮虑擔担嚴严肅肃難难歡欢喜喜愛爱"
    "傳传統统復复古古鄉乡鎮镇灣湾臺台颱台夠够稱称適适換换選选帥帅漂漂亮亮養养勞劳鬧闹鐘钟錦锦繡绣編编織织縫缝縮缩絕绝經经"
    "維维繩绳繫系續续纖纤紐纽紡纺素素級级終终組组細细紮扎紫紫顯显濾滤淺浅深深潔洁潤润澤泽爐炉爾尔牆墙獎奖瑪玛環环瓏珑畫画"
    "盡尽監监碟碟礦矿禦御稅税競竞筍笋範范節节簽签糧粮練练縣县罐罐聲声職职肩肩膚肤臉脸臨临舉举艦舰莊庄薦荐蟲虫衛卫補补"
    "襯衬襲袭覽览觀观訊讯計计討讨許许設设訪访評评詞词詢询誤误調调談谈諾诺謀谋講讲識识譯译議议負负財财貢贡貫贯責责貼贴"
    "費费賓宾賞赏賠赔質质賽赛贈赠趕赶跡迹踐践蹤踪躍跃軌轨軍军載载輔辅輛辆輝辉輸输轉转農农迴回遲迟遠远邁迈郵邮醫医釀酿"
    "針针釣钓鈕钮鈴铃銳锐銷销鋒锋錯错鎖锁鏢镖鐲镯閃闪閉闭閒闲閱阅闊阔隊队陸陆隱隐雜杂離离霸霸靜静韓韩響响頂顶順顺頓顿"
    "頻频額额願愿飛飞飲饮館馆駕驾騎骑驗验驚惊髒脏鮮鲜麵面鹽盐麼么齊齐齒齿龜龟拋抛掛挂掃扫攜携攝摄擋挡據据擺摆斷断"
    "時时暈晕曆历替替條条楊杨極极構构樓楼標标權权歸归殺杀毀毁氈毡決决沖冲潛潜爽爽牌牌猶犹猜猜甜甜剛刚剪剪劑剂勁劲"
    "區区廠厂參参啟启喚唤單单嘗尝噴喷團团報报場场壘垒壞坏夾夹奪夺孃娘寧宁寢寝導导屆届屜屉層层嶄崭幣币帥帅幹干庫库"
    "彙汇後后徑径徹彻恆恒惡恶愜惬態态懶懒戀恋戰战戲戏拋抛換换搖摇攤摊敗败敵敌數数曬晒"
)
"""Pairs of a traditional character and its simplified twin, those that shoppers write."""

_IRREGULAR = {
    "men": "man", "women": "woman", "children": "child", "mice": "mouse", "knives": "knife", "scarves": "scarf",
    "feet": "foot", "shelves": "shelf", "leaves": "leaf", "colour": "color", "coloured": "colored",
    "grey": "gray", "jewelry": "jewellery", "jewelery": "jewellery", "jewelries": "jewellery", "aluminum": "aluminium",
    "fibre": "fiber", "favourite": "favorite", "movies": "movie", "shoes": "shoe", "ladies": "lady",
}  # fmt: skip
_UNFOLDED = frozenset(
    {
        "glasses", "shorts", "tights", "bottoms", "pants", "works", "goods", "blues", "downs", "bands", "heels",
        "flats", "slides", "mules", "shades", "tanks", "slacks", "specs", "pajamas", "pyjamas", "canvas", "christmas",
        "adidas", "asics", "sports", "levis", "vans", "crocs", "keds", "its", "this", "was", "is", "has", "does", "as",
        "us", "his", "always", "perhaps", "besides", "hers", "ours", "yours", "theirs", "thus", "xxs", "xxxs", "lens",
    }
)  # fmt: skip
"""Words whose final s is no plural, or whose plural means something else (shorts are not short)."""

_TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z]+)?|[\u3400-\u4dbf\u4e00-\u9fff]")
_GAP = re.compile(r"[\s\-_&/'·]{0,3}")


_ESCAPE = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]{0,300}(?:\x07|\x1b\\)")
"""What a terminal obeys: colours and cursor movements, window titles and links."""


class _CharacterFold(dict[int, int]):
    """For `str.translate`: computes each character's fold once."""

    def __missing__(self, code: int) -> int:
        self[code] = folded = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> int:
    wide = unicodedata.normalize("NFKD", character)
    kept = "".join(c for c in wide if not unicodedata.combining(c))
    lowered = (kept if len(kept) == 1 else character).lower()
    return ord(lowered) if len(lowered) == 1 else ord(character)


_FOLD = _CharacterFold(
    {ord("’"): ord("'"), ord("‘"): ord("'"), ord("‐"): ord("-"), ord("–"): ord("-"), ord("—"): ord("-")}
)
_FOLD.update((ord(_TRADITIONAL[i]), ord(_TRADITIONAL[i + 1])) for i in range(0, len(_TRADITIONAL), 2))


def fold(text: str) -> str:
    """Lower case, narrow, unaccented, simplified; as long as `text`."""
    return text.translate(_FOLD)


def drop_escapes(text: str) -> str:
    """The text with a space in place of each terminal escape sequence, whose letters are no words."""
    return _ESCAPE.sub(" ", text)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or single Chinese character at `start` to `end`; `key` is compared, plurals folded.

    `joined` means that nothing but a space or hyphen parts it from the token before.
    """

    start: int
    end: int
    key: str
    joined: bool


def tokenize(text: str) -> list[Token]:
    """The tokens of the folded text, in order."""
    folded = fold(text)
    tokens: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(folded):
        joined = _GAP.fullmatch(folded, end, match.start()) is not None
        tokens.append(Token(match.start(), match.end(), singular(match.group()), joined))
        end = match.end()
    return tokens


@lru_cache(maxsize=32_768)
def key_of(text: str) -> str:
    """The token keys of a form joined by spaces: equal for forms that differ only in what is folded."""
    return " ".join(token.key for token in tokenize(text))


@lru_cache(maxsize=8192)
def singular(word: str) -> str:
    """A folded English word without plural or possessive ending; what it is not sure of it treats alike everywhere."""
    if word.endswith("'s"):
        word = word[:-2]
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if (
        word in _UNFOLDED
        or len(word) < 3
        or word[0].isdigit()
        or not word.endswith("s")
        or word.endswith(("ss", "us", "is"))
    ):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zzes")):
        return word[:-2]
    return _IRREGULAR.get(word[:-1], word[:-1])


def han_runs(text: str) -> Iterator[tuple[int, int]]:
    """Where Chinese characters stand next to each other: (start, end) of each run."""
    for match in re.finditer(r"[\u3400-\u4dbf\u4e00-\u9fff]+", text):
        yield match.start(), match.end()
