"""Whether a cell under 姓名 holds one whole name: neither one with characters covered up, nor several people's.

Belongs here: 张**, 张某, 张X, 张同学, 张?明, and 张三、李四. Does not belong here: the form a whole name is brought into
(``identity.names``).

What may be read as either is not read: a covered name would be everybody's of that surname.
"""

from __future__ import annotations

import re
import unicodedata

MASKED, SEVERAL_NAMES = "masked", "several"
_COMPOUND = (
    "欧阳司马上官诸葛东方皇甫尉迟公孙慕容令狐宇文长孙司徒司空夏侯轩辕端木百里呼延南宫西门东郭独孤拓跋公羊赫连澹台闻人钟离太史申屠濮阳淳于单于鲜于仲孙万俟宗政第五纳兰完颜爱新叶赫"
    ""
)
COMPOUND = frozenset(_COMPOUND[at : at + 2] for at in range(0, len(_COMPOUND), 2))
SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
HAN = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇]"
NOTE = re.compile(r"[(\[{【〔〈《「『<][^)\]}】〕〉》」』>]*[)\]}】〕〉》」』>]?")
_COVERED = re.compile(
    rf"某|[○◯●■□◆◇△▲×✕✖╳✗✘#?\ufffd_…~]|{HAN}\*+{HAN}|\*{{2,}}|〇{{2,}}|[-—―]{{2,}}|\.{{2,}}|。{{2,}}"
    rf"|^{HAN}[*.\-—―]+$|^\*{HAN}{{1,2}}$|^{HAN}{{2}}\*$|^{HAN}{{1,2}}[xX]{{1,3}}$|^{HAN}[xX]{HAN}$"
)
_ADDRESS = re.compile(rf"^{HAN}{{1,2}}(?:同学|老师|先生|女士|师傅|校长|主任|家长)$")
_ENDS = " \t\r\n\u3000、,，;；/|+&"
BETWEEN = re.compile(r"[、,;/\\|+&]")
_AND = re.compile(r"[和及与]")
_MORE_PEOPLE = re.compile(rf"{HAN}{{2,}}等(?:\d+|[一二三四五六七八九十两几多]+)?[人名个位]?$")
_LETTER = re.compile(r"[A-Za-z]")
WHOLE = rf"^{HAN}{{2,4}}$"
MAY_NOT_BE_WHOLE = r"某|〇〇|(?:同学|老师|先生|女士|师傅|校长|主任|家长|等|等人)$"
_WHOLE, _MAY_NOT_BE_WHOLE = re.compile(WHOLE), re.compile(MAY_NOT_BE_WHOLE)


def why_not_one_name(text: str) -> str | None:
    """``masked``, ``several``, or None where nothing speaks against one whole name.

    >>> why_not_one_name("张**"), why_not_one_name("张三、李四"), why_not_one_name("古丽·买买提"), why_not_one_name("张三*")
    ('masked', 'several', None, 'masked')
    """
    if _WHOLE.fullmatch(text) and _MAY_NOT_BE_WHOLE.search(text) is None:
        return None
    return _judged(unicodedata.normalize("NFKC", text).strip(_ENDS))


def _judged(text: str) -> str | None:
    bare = "".join(NOTE.sub("", text).split())
    if _COVERED.search(bare) or _ADDRESS.search(bare):
        return MASKED
    if bare[-1:] == "*" and bare[:2] in COMPOUND and len(bare) == 4:
        return MASKED  # 欧阳小* is covered where 演练甲* has a footnote
    return SEVERAL_NAMES if _holds_several(text, bare) else None


def _holds_several(text: str, bare: str) -> bool:
    if _MORE_PEOPLE.search(bare):
        return True
    if _LETTER.search(bare):
        return False
    parts = {"".join(part.split()) for part in BETWEEN.split(NOTE.sub("", text))} - {""}
    if len(parts) > 1:
        return True
    lines = [line.strip() for line in NOTE.sub("\n", text).split("\n") if line.strip()]
    if len(lines) > 1 and all(_is_name(line) for line in lines) and lines[0] not in COMPOUND:
        return len(set(lines)) > 1
    return any(_are_two_people(pieces) for pieces in (text.split(), _AND.split(bare)))


def _is_name(text: str) -> bool:
    return re.fullmatch(rf"{HAN}{{2,4}}", text) is not None


def _are_two_people(pieces: list[str]) -> bool:
    """张三 李四: pieces of two or three characters that all begin with one of the hundred commonest surnames."""
    return (
        len(set(pieces)) > 1
        and pieces[0] not in COMPOUND
        and all(len(piece) in (2, 3) and piece[0] in SURNAMES and _is_name(piece) for piece in pieces)
    )
