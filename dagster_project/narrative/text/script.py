"""A report's text in one plain script, with the way back to every original position.

Belongs here: traditional to simplified (the words the audit needs), full-width to half-width, glosses pasted behind
characters, blanks and line ends that only the layout made.
Does not belong here: what a word means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_TRADITIONAL = (
    "萬万億亿個个兩两貳二參三陸六壹一餘余約约近近幾几點点歲岁戶户員员圓元錢钱間间臺台輛辆張张條条項项場场冊册層层棟栋"
    "畝亩頃顷長长級级學学縣县區区鄉乡鎮镇總总計计設设達达為为別别與与較较減减降降長长間间發发費费資资補补貼贴貸贷獎奖"
    "貧贫困困檔档優优種种質质業业農农歷历畢毕師师園园課课時时週周節节覆覆蓋盖佔占範范圍围擴扩建建辦办結结對对幫帮"
    "關关開开門门問问題题實实際际現现標标準准報报導导領领務务義义職职專专屬属從从眾众後后將将據据應应當当數数額额"
    "撥拨購购續续繼继約约組组織织絡络網网統统編编練练紅红綠绿綜综緊紧級级終终經经給给維维緩缓線线績绩縮缩縱纵"
    "習习聯联聽听聲声腦脑膳膳興兴舉举舊旧著着藝艺藥药處处號号術术補补製制複复見见規规視视覺觉親亲觀观訂订訓训記记"
    "訪访許许評评診诊詳详認认語语說说調调論论證证識识護护讀读變变讓让責责貨货貫贯貴贵買买賞赏賣卖賬账轉转輟辍"
    "輪轮輔辅載载較较邊边還还這这進进遠远適适選选遷迁鄰邻醫医釋释鋪铺錄录鍵键鏈链鐵铁陽阳隊队階阶隨随險险雙双離离"
    "難难電电響响頁页順顺預预頭头頻频類类顯显風风飛飞飲饮飯饭館馆馬马驗验體体鬥斗魚鱼鳥鸟麥麦黃黄黨党齊齐齡龄"
    "來来優优傳传傷伤債债價价儀仪兒儿內内剛刚創创劃划劉刘劑剂動动勞劳勝胜勢势匯汇單单衛卫廠厂歷历壓压厭厌參参"
    "啟启喬乔嚴严圖图團团國国園园圓圆執执堅坚墊垫壞坏塊块壯壮壽寿奪夺奮奋婦妇孫孙寧宁審审寫写寬宽尋寻層层島岛"
    "幣币幹干庫库廣广廳厅廢废張张強强彈弹徵征徹彻惡恶愛爱慶庆憂忧應应懷怀態态慣惯戰战戲戏擇择擊击擔担據据擠挤"
    "擬拟攝摄敗败敵敌斷断於于晉晋晝昼暫暂曉晓書书會会權权東东極极構构榮荣樓楼樣样樹树橋桥機机檢检歐欧歡欢歸归殘残"
    "殺杀氣气決决沒没況况測测濟济滿满漢汉潔洁災灾營营爐炉爭争爺爷牆墙獨独獲获環环產产療疗盡尽監监盤盘礎础禮礼"
    "離离穩稳積积競竞筆笔築筑簡简簽签籃篮籍籍糧粮純纯紀纪細细納纳紙纸級级絕绝縣县羅罗聖圣脫脱舍舍葉叶蘇苏裝装裡里"
)
SIMPLIFIED = dict(zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True))
_PUNCTUATION = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "?": "？", "!": "！", "[": "【", "]": "】"}
_PUNCTUATION |= {
    "﹐": "，",
    "﹑": "、",
    "﹔": "；",
    "﹕": "：",
    "﹙": "（",
    "﹚": "）",
    "｡": "。",
    "､": "、",
    "％": "%",
}
_PUNCTUATION |= {
    "〔": "〔",
    "－": "-",
    "–": "-",
    "—": "-",
    "―": "-",
    "‐": "-",
    "−": "-",
    "～": "~",
    "〜": "~",
    "﹪": "%",
}
_KEPT_WIDE = frozenset("，。；：（）？！、")
GLOSS = re.compile(r"(?<=[一-鿿])[（(][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿêɡ]{1,6}[)）]")
BLANK = frozenset(" \u3000\xa0\u2002\u2003\u2009\u200b\ufeff\r")
ENDS = frozenset("。！？；：!?;:|\t")
NEW_LINE = re.compile(
    r"[ \u3000\xa0]*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．)）](?!\d)"
    r"|[①-⑳]|第[一二三四五六七八九十]+[章节条部、]|[•●◆■·*-])"
)
TOLD = re.compile(r"(?:%|％|个百分点)[ \u3000]*\Z")
GOES_ON = re.compile(r"[，。、；：,.;:）)的以左上和及与至到~～多余/+\-–—]")
THEREOF = re.compile(r"其中")
WRAPPED = 18


@dataclass(frozen=True)
class Script:
    """``plain`` is the text to read; character i of it stands at ``origin[i]`` of ``text``."""

    text: str
    plain: str
    origin: tuple[int, ...]

    def span(self, at: int, to: int) -> tuple[int, int]:
        """A stretch of the plain script as a stretch of the original."""
        return self.origin[at], self.origin[to - 1] + 1


def plain_script(text: str, tables: tuple[tuple[int, int], ...] = ()) -> Script:
    """The text made plain; stretches that belong to ``tables`` become an end of line, nothing else is lost."""
    dropped = _dropped(text, tables)
    chars, origin = [], []
    for index, char in enumerate(text):
        if index in dropped:
            continue
        chars.append(_one(char, text, index))
        origin.append(index)
    return Script(text, "".join(chars), tuple(origin))


def _dropped(text: str, tables: tuple[tuple[int, int], ...]) -> set[int]:
    gone = {i for start, end in tables for i in range(start, end) if text[i] != "\n"}
    for match in GLOSS.finditer(text):
        gone |= set(range(*match.span()))
    for match in re.finditer(r"[ \u3000\xa0\u2002\u2003\u2009\u200b\ufeff\r]+", text):
        if _is_layout(text, match.start(), match.end()):
            gone |= set(range(*match.span()))
    gone |= _wrapped_ends(text)
    return gone


def _is_layout(text: str, start: int, end: int) -> bool:
    """Blanks beside a Chinese character or a line end say nothing; between two numbers or words they do."""
    left, right = text[start - 1 : start], text[end : end + 1]
    return not (left.isascii() and left.isalnum() and right.isascii() and right.isalnum())


def _wrapped_ends(text: str) -> set[int]:
    """Ends of lines in the middle of a sentence, as text copied from a page has them."""
    gone: set[int] = set()
    at = 0
    lines = text.split("\n")
    for line, following in pairwise(lines):
        end = at + len(line)
        if _continues(line.strip(), following):
            gone.add(end)
        at = end + 1
    return gone


def _continues(line: str, following: str) -> bool:
    if len(line) < WRAPPED or not following.strip() or line[-1] in ENDS or "\t" in line or "\t" in following:
        return False
    if following[:1] in BLANK or NEW_LINE.match(following):
        return False
    if TOLD.search(line) and not GOES_ON.match(following):
        return False  # 占比51.9% is told to its end; a page would go on with a comma or 的.
    return line[-1] in "，、,（(" or (len(line) >= 25 and not THEREOF.match(following))


def _one(char: str, text: str, index: int) -> str:
    if char in "0123456789" or "一" <= char <= "鿿":
        return SIMPLIFIED.get(char, char)
    if char in _PUNCTUATION:
        if char in ",:" and text[index - 1 : index].isdigit() and text[index + 1 : index + 2].isdigit():
            return char if char == ":" or _is_thousands(text, index) else "，"
        return _PUNCTUATION[char]
    if char in _KEPT_WIDE:
        return char
    code = ord(char)
    if 0xFF01 <= code <= 0xFF5E:
        return chr(code - 0xFEE0)
    return {"平": "平", "㎡": "㎡", "．": ".", "　": " ", "／": "/"}.get(char, char)


_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?!\d)")


def _is_thousands(text: str, index: int) -> bool:
    """Whether the comma stands inside 1,234,567 and not between two clauses."""
    start = max(0, index - 16)
    near = text[start : index + 17]
    return any(match.start() < index - start < match.end() for match in _THOUSANDS.finditer(near))
