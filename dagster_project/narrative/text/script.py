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
    "車车財财軍军軌轨軟软軸轴輕轻輸输轄辖轟轰連连運运過过違违遙遥遞递遲迟遺遗邁迈郵邮鄭郑醬酱釀酿針针釣钓鈔钞鈣钙鈕钮鉛铅銀银銅铜銘铭銷销鋁铝鋒锋鋼钢錦锦錯错鍋锅鍛锻鎖锁鏡镜鐘钟鑄铸鑒鉴鑽钻閃闪閉闭閑闲閣阁閱阅闊阔陝陕陣阵陰阴"
    "陳陈隸隶雜杂雲云霧雾靈灵靜静韌韧韓韩頂顶頒颁頌颂頓顿頗颇頸颈顆颗願愿顧顾飄飘飢饥飼饲飽饱飾饰餅饼養养餓饿餵喂饋馈馳驰馴驯駐驻駕驾駛驶駱骆騎骑騙骗騰腾騷骚驅驱驕骄驚惊驟骤驢驴髒脏鬆松鬧闹魯鲁鮮鲜鯉鲤鳳凤鴨鸭鴻鸿鵝鹅鷹鹰鹽盐"
    "麗丽麵面龍龙龐庞龜龟亞亚亂乱俠侠倉仓偉伟側侧偵侦偽伪傑杰傘伞備备僅仅僑侨僕仆儉俭儘尽償偿儲储兇凶凈净凍冻劇剧劍剑勁劲勵励勸劝勻匀協协卻却厲厉吳吴呂吕喪丧嗎吗嘗尝嘆叹噴喷嚇吓囑嘱塵尘塗涂塢坞墳坟墮堕壇坛壘垒壩坝夠够夾夹奧奥"
    "妝妆娛娱婁娄媽妈嬰婴宮宫寢寝寵宠寶宝屆届岡冈峽峡崗岗嶺岭巖岩帥帅帳帐帶带幀帧幟帜廁厕廂厢廈厦廚厨廟庙彎弯彙汇徑径復复恆恒悅悦悶闷惱恼慘惨慚惭慮虑憐怜憑凭憲宪憶忆懇恳懲惩懶懒懸悬戀恋拋抛挾挟捨舍捲卷掃扫掙挣掛挂揀拣揚扬換换"
    "揮挥損损搖摇搶抢撐撑撓挠撫抚撲扑撿捡擁拥擋挡擰拧擱搁擺摆擾扰攔拦攤摊攪搅敘叙斂敛斃毙斬斩暢畅曆历曬晒桿杆棄弃棗枣棧栈棲栖楊杨槍枪槳桨樁桩樂乐樑梁樞枢橫横檸柠櫃柜櫥橱欄栏殼壳毀毁氈毡沖冲涇泾涼凉淚泪淨净淵渊淺浅渾浑湊凑湧涌"
    "湯汤溝沟溫温滄沧滅灭滌涤滙汇滬沪滯滞滲渗滾滚漁渔漲涨漸渐潑泼潛潜潤润澆浇澗涧澤泽濃浓濕湿瀏浏濱滨瀉泻瀾澜灑洒灘滩灣湾烏乌無无煉炼煙烟煩烦熱热燈灯燒烧燙烫燦灿爛烂爾尔牽牵犧牺狀状狹狭猶犹獄狱獅狮獻献瑪玛瓊琼畫画異异疊叠瘋疯"
    "癢痒癥症癱瘫皺皱盜盗盞盏盧卢瞞瞒矚瞩矯矫碩硕確确碼码磚砖禍祸禦御禪禅禿秃稅税稈秆稱称穀谷窩窝窪洼窮穷窯窑竄窜竅窍竊窃筍笋篤笃篩筛簾帘籌筹籠笼籤签籮箩粵粤糞粪糾纠紋纹紐纽紗纱紛纷紡纺紹绍絆绊絲丝綁绑綢绸綱纲綴缀綿绵緒绪緝缉"
    "緣缘緬缅緻致縫缝縷缕繃绷繞绕繡绣繩绳繪绘繫系繭茧繳缴纏缠纖纤纜缆罰罚罵骂罷罢翹翘聞闻聰聪聳耸肅肃脅胁脈脉脹胀腎肾腫肿腳脚腸肠膚肤膠胶膽胆臉脸臍脐臨临艙舱艦舰艱艰艷艳莊庄莖茎華华萊莱葷荤蒞莅蒼苍蓮莲蔣蒋蔥葱薑姜薦荐薩萨藍蓝"
    "蘆芦蘋苹蘭兰蘿萝虛虚虜虏虧亏蝕蚀蝦虾螞蚂蟲虫蟻蚁蠅蝇蠟蜡蠶蚕衆众衝冲裏里褲裤襲袭襪袜覽览觸触訊讯討讨託托訟讼訴诉詐诈詞词詢询試试詩诗詰诘話话該该誇夸誌志誘诱誠诚誤误誨诲誰谁誼谊談谈請请諒谅諧谐諮咨諱讳諷讽諸诸謀谋謂谓謎谜"
    "謙谦講讲謝谢謠谣謹谨譜谱譯译議议譽誉讚赞豈岂豎竖豐丰貓猫貝贝負负貢贡販贩貿贸賀贺賃赁賄贿賈贾賊贼賓宾賜赐賠赔賢贤賤贱賦赋賭赌賴赖賺赚賽赛贈赠贊赞贍赡贏赢贓赃趕赶趙赵趨趋跡迹踐践踴踊蹤踪躍跃輩辈輯辑輻辐轎轿辭辞迴回遊游遜逊"
    "遼辽邏逻鄒邹鄧邓醜丑醞酝釘钉鈴铃鉗钳鉤钩銜衔鋤锄鋸锯錘锤錶表鍊链鍍镀鏟铲鐮镰鑼锣閒闲閘闸閩闽闖闯隱隐隻只雖虽雞鸡霑沾鞏巩韻韵頑顽頰颊颱台飆飙餃饺餞饯饅馒饒饶駁驳駝驼駿骏驛驿髮发鬚须鮑鲍鱗鳞鳴鸣鴿鸽鵬鹏鶴鹤鷗鸥麼么黴霉齋斋"
    "齒齿"
    "嶼屿陜陕爲为並并茲兹牀床註注紮扎豬猪併并們们傾倾夢梦啓启礙碍摺折賸剩僱雇佈布佔占傭佣儘尽剷铲堯尧屍尸嵗岁慾欲擣捣暱昵朢望査查歎叹溼湿牠它琺珐甦苏硃朱祕秘稜棱箇个糰团縂总羣群脩修菸烟葯药蠻蛮衹只覈核譁哗蹟迹逕径鈞钧鉅巨鑛矿閤合関关陞升飜翻"
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
