"""Whether somebody needs help this minute, told by plain rules on the text alone.

It needs neither the model nor Rasa, so that it holds when they fail: the channel can ask it before
Rasa sees the message. The model adds a learned signal of its own (bot.nlu); either is enough.

Each rule is a few patterns of the normalised text. What has been done counts only if it was not
long ago; what is being done counts unless it is only imagined; what threatens a life always counts.
"""

from __future__ import annotations

import re

from bot.content.text import normalise

_NEAR = "[^，。,.!?]"  # within one clause
_PAY = (
    "(?:转|汇|打钱|打款|打过去|付|充|交|垫|刷(?!脸)|扫码|扫脸|输密码|取钱|取现|取款"
    "|寄|下单|借钱|贷)"
)
_SENT = "(?:了|过去|出去|完|给他|给她|给对方|给骗子)"
_MONEY = "(?:钱|款|块|元|万|千|百)"
_PAID = (
    rf"(?:(?:转|汇|付|充|垫|投|刷|寄|借|贷(?!款)){_NEAR}{{0,8}}{_SENT}"
    rf"|打了?[^，。,.!?电话]{{0,6}}{_MONEY}|{_MONEY}[^，。,.!?电话]{{0,4}}打{_SENT})"
)
_SECRET = "(?:验证码|验正码|动态码|校验码|密码|卡号|cvv|安全码|u盾|口令|六位数|六个数|那串数字)"
_GIVEN = (
    "(?:给了|给他|给她|给对方|给骗子|告诉了|告诉他|告诉她|发了|发过去|发给|报了|报给|说了|说出去|念了"
    "|念给|填了|填完|填上|输了|输进|输完|输入了|泄|交了|交给)"
)
_JUST = "(?:刚|方才|分钟前|分钟以前|小时前|今天|今早|今晚|早上|上午|中午|下午|昨天|昨晚)"
_PLACE = "(?:园区|缅北|缅甸|缅旬|妙瓦底|果敢|西港|柬埔寨|老挝)"
_HELD = (
    "(?:救|逃|被关|关起来|被困|被扣|扣了|扣下|失联|联系不上|关机|没消息|赎|挨打|被打|报警|出不来"
    "|不给走|不放)"
)
_KIN = "(?:他|她|我妈|我爸|妈|爸|老人|老公|老婆)?"

# A life, or somebody's freedom: nothing outweighs these.
_DANGER: dict[str, tuple[str, ...]] = {
    "self-harm": (
        "不想活|不想撑|活不下去|活不成|活着没|活着好累|没脸活|不配活|轻生|自杀|自尽|寻死|找死路|想死|去死",
        "(?:想|要|去|准备|打算)跳(?:了|进|到|下|入)?(?:汉|长|府|澴)?(?:江|河|湖|塘|桥|楼|水库|崖)(?![苏南北西])|一了百了",
        "一死了之|死了算|不如死|死的心|跳楼|跳河|跳江|跳桥|跳湖|跳下去|(?:在|上)(?:天台|楼顶)|割腕|割手|割了手",
        "上吊|(?:喝|吃|吞)了?.{0,6}(?:农药|百草枯|敌敌畏|安眠药|老鼠药)|要喝农药|喝药(?!酒)|攥着.{0,4}药",
        "(?:农药|安眠药).{0,6}(?:喝了|吃了|吞了|买好|数好|放.{0,4}床)|头孢.{0,2}(?:配|加|就)酒|遗书|遗言|想不开",
        "了断|了结自己|结束生命|离开这个世界|下辈子|来世|跟她走的念头|想消失",
        "我(?:还|往后|以后)?(?:能活|活得(?:成|下去)|怎么活|么样活|咋活)|还能活(?:不|吗|么|着)",
        "不想连累(?:家|爸|妈|孩|你们|老)|站在.{0,8}桥上",
    ),
    "held": (rf"{_PLACE}.{{0,30}}{_HELD}", rf"{_HELD}.{{0,30}}{_PLACE}"),
    "kidnapped": (
        "(?<!虚拟)(?<!假)绑架(?!电话|诈骗|骗局|案)|邦架|被绑(?!定)|绑了|绑着|撕票|赎金|赎人|才放人|就放人",
        "不放人|人在他手|在他们手|在他手里|扣住|扣下了|(?:电话|视频).{0,12}(?:哭|救我|救命)",
    ),
    "violence": (
        "(?:被|拿|用).{0,4}(?:刀|棍).{0,4}(?:捅|砍|威胁|顶|架)|捅了|砍了|流血|昏倒|晕倒|昏迷|没呼吸",
        "(?:家里|屋里|门口|门外).{0,10}(?:不肯走|赖着|撬门|砸门)|跟踪我|跟着我回家|(?:在|到|堵)我家门口|要打我|打我了|要弄死|要杀我|上门(?:弄|打|砍|堵)",
        "(?:弄|整|杀|砍|灭)(?:死|了)?(?:我|你|俺|咱)们?的?(?:全家|一家|家人|家里人|老婆|老公|孩子|儿子|女儿|爸|妈)",
        "(?<!边检)(?<!海关)不让我走|不放我走|不让我出门|锁在(?:屋|房|家)|被锁在|被关在|不敢出声|不能出声|不敢说话",
    ),
}


# Somebody's death as a circumstance of a crime: a question of law. A kidnapping call of years ago,
# or how such calls are made: a question of curiosity.
_BY_THE_WAY = {
    "self-harm": re.compile("判刑|判几|判多|怎么判|量刑|从重|罪名|构成什么罪"),
    "kidnapped": re.compile("去年|前年|那年|几年前|怎么做到|怎么做出来|什么原理"),
}

# Being done this minute.
_NOW: dict[str, tuple[str, ...]] = {
    "about to pay": (
        rf"(?:正要|正在|正拿|正准备|正往|正给|马上要|马上就|现在就要|现在要|这就要|就要去|这就去|立马)"
        rf"{_NEAR}{{0,14}}{_PAY}",
        rf"(?:准备去|快要|非要|硬要|偏要|催我|催着|逼我|逼着|让我马上|叫我马上|让我现在|叫我现在|急着)"
        rf"{_NEAR}{{0,14}}{_PAY}",
        "还差最后一(?:单|笔|步)",
        rf"(?:这会子|这会儿|这下子|现在|正){_NEAR}{{0,10}}(?:银行|营业厅|柜台|柜员机|邮局|储蓄所|取款机)",
    ),
    "cannot be stopped": (
        rf"(?:拦|劝|拉|扯|喊|挡)(?:都|也)?(?:拦|劝|拉|扯|喊|挡)?{_KIN}(?:都)?不住|怎么拦(?!截)|咋拦(?!截)|拦不下",
        rf"(?:瞒着|偷偷){_NEAR}{{0,10}}(?:转|汇|打钱|打款|投钱)",
    ),
    "on the line": (
        "还(?:在|没).{0,4}(?:线|通话|电话|挂|聊|视频|打|说|讲)|正在(?:通话|电话|视频|聊|打|跟我)",
        "(?:不让|不准|不许|不要|莫|别|不能|不敢)我?挂|电话(?:没|冇|还没|一直没)挂|没挂断",
        "叫我(?:去)?(?:宾馆|酒店|没人|一个人)|开(?:个|了)?(?:房|宾馆|酒店)",
        rf"在{_NEAR}{{0,6}}(?:宾馆|酒店|房间){_NEAR}{{0,16}}(?:电话|警官|不准|不许)",
        "(?:跟|和|同).{0,4}(?:警察|警官|公安|民警|检察官|法官).{0,4}(?:视频|通话|通电话|连线)",
        rf"(?:不准|不许|不让|别|莫)(?:我)?(?:告诉|跟|和|给|报){_NEAR}{{0,6}}(?:家|人|任何|老公|警)",
        "^嘘|(?:他|她|那头|那边|对方|警官)(?:就|还|正|一直|现在)?(?:在(?:听|旁边听)|听得[到见])",
        "(?:捂着?|背着)(?:话筒|电话|手机)|偷偷(?:打字|发|问)",
    ),
    "controlled": (
        "(?:共享|投屏|远程|控制).{0,8}(?:开着|开了|着|中|打开了|没关|关不掉|开始了)",
        "(?:正在|已经|刚).{0,6}(?:共享|投屏|远程|录屏)",
        "(?:手机|电脑|屏幕|鼠标).{0,8}(?:黑屏|黑了|自己(?:在)?(?:动|点|操作)|被控制|被远程|不听使唤|失控)",
        "(?:手机|电脑|屏幕|鼠标).{0,8}(?:动不了|点不动|锁死)",
    ),
    "cry for help": ("救命|救我|救救|完了完了|急急急|在线等|十万火急|快帮帮|快告诉我|快说",),
}
# Done already: to be mended this minute if it was not long ago.
_DONE: dict[str, tuple[str, ...]] = {
    "just paid": (
        rf"{_JUST}{_NEAR}{{0,24}}{_PAID}",
        rf"{_PAID}.{{0,12}}(?:怎么办|咋办|么办|怎么搞|救|急|拉黑|联系不上|没动静|不回)",
        rf"{_PAID}.{{0,10}}[\d一两二三四五六七八九十几半刻][^，。,.!?天年月]{{0,3}}(?:分钟|小时|钟头|刻钟)(?:了|前|多)",
        rf"已经{_NEAR}{{0,6}}{_PAID}|(?:转|汇|付)(?:完|出去|过去)(?:了|才|就|以后|之后)",
        rf"(?:现金|现钱|金条|黄金|金子|首饰){_NEAR}{{0,12}}(?:给了|交给|交了|拿走|取走|寄走|寄出|寄了|带走)",
        rf"(?:寄|交|给)了{_NEAR}{{0,6}}(?:现金|金条|黄金|金子|首饰)",
        rf"(?:让|叫|喊|骗)我{_NEAR}{{0,10}}(?:转|汇|付|充|垫|交|刷|打)了{_NEAR}{{0,3}}[\d一二两三四五六七八九十几]",
        rf"(?:打|转|汇)(?:到|进|入)了?{_NEAR}{{0,8}}(?:公司|个人|他|她|对方|人家|私人|指定|安全){_NEAR}{{0,4}}"
        rf"(?:账|卡|户){_NEAR}{{0,2}}了",
        rf"把{_MONEY}{_NEAR}{{0,4}}(?:打|转|汇|给){_SENT}|(?:转|汇|打)给骗",
    ),
    "cheated": (
        r"(?:^|[，。,.!?])(?:我|俺)[^，。,.!?没]{0,10}(?:被骗|骗了|骗走|骗去|骗光|上当了|中招了)",
        "(?:老子|老娘|本人)(?:今天|刚|刚刚)?被(?:人|他)?骗(?:了|走|光|惨)",
        rf"(?:今天|昨天|刚|刚刚|刚才){_NEAR}{{0,6}}被骗|被骗了?.{{0,8}}(?:怎么办|咋办|么办|救)",
        "骗了我|遇到骗子了怎么|钱被骗|钱.{0,8}(?:哄|骗|拐)(?:跑|走|光|去)了",
        "被骗(?:了|的|走)?[^，。,.!?]{0,6}(?:块|万|千|元|钱).{0,8}(?:要|追|找|拿|讨|退)回",
    ),
    "drained": (
        "被盗刷|被盗涮|盗刷了|盗涮了|被转走|被(?:人|别人)?刷(?:了|走)|被(?:人|别人)(?:转|扣|取)(?:了|走)|莫名.{0,6}(?:扣|刷|少|转)",
        rf"(?:没|冇)(?:操作|动|用|消费|刷|买|开)过?{_NEAR}{{0,12}}(?:扣|少|转|刷)",
        rf"(?:(?<!一分)钱|余额|存款|零钱|工资|卡里){_NEAR}{{0,10}}(?:没了|不见了|少了|冇得|空了|清空|被转|被划|被取)",
        r"(?:扣款|消费|支出|转账)(?:短信|提醒|通知).{0,20}(?:不是我|没|冇|睡)|不是(?:我|本人)(?:刷|操作|消费|买)",
        rf"(?:扣了|取走|刷了|消费了?){_NEAR}{{0,4}}\d+|一笔一笔(?:少|扣|转)|转空",
    ),
    "secret given": (
        rf"{_SECRET}[^，。,.!?错]{{0,14}}{_GIVEN}|{_GIVEN}[^，。,.!?错]{{0,10}}{_SECRET}",
        rf"(?:把|将)[^，。,.!?错]{{0,10}}{_SECRET}[^，。,.!?错]{{0,10}}(?:了|过去|出去|他|她|对方|骗子)",
        rf"(?:码|密码|卡号){_NEAR}{{0,6}}(?:给他|报了|报给|念给|念了|读了|读给|发他|全报|全给|说漏)",
    ),
    "opened": (
        rf"(?:点|点开|点进|打开|扫)了{_NEAR}{{0,10}}(?:链接|连接|链结|网址|短信|网站|文件)",
        r"(?:链接|连接|链结|网址|短信)[^，。,.!?]{0,8}(?:点了|点开了|点进去了|打开了)",
        rf"(?:下载|下|装|安装)了(?:个|一个|他|她|对方|那个){_NEAR}{{0,12}}(?:软件|app|安装包|东西)",
        "(?:填|输)了.{0,12}(?:才|后来|发现|觉得).{0,8}(?:假|不对|骗)",
    ),
    "blackmail": (
        "(?:视频|照片|录像|录屏|隐私|通讯录|果照|裸照|不雅|裸聊).{0,20}(?:威胁|要挟|敲诈|勒索|群发|发给|要钱)",
        "(?:视频|照片|录像|录屏|裸照|裸聊).{0,20}(?:曝光|发出去|要发)",
        "不(?:给|转|还|付|交|打)(?:钱|款)?.{0,4}(?:就|要|便).{0,4}(?:爆|曝|发|传|公布).{0,6}(?:照片|视频|录像|录屏|通讯录|隐私)",
        "不(?:给|转|还|付|交|打)(?:钱|款)?.{0,4}(?:就|要|便).{0,6}(?:照片|视频|录像|录屏|隐私|果照|裸照).{0,4}(?:爆|曝|发|传|公布)",
        "(?:威胁|要挟|敲诈|勒索).{0,20}(?:视频|照片|录像|录屏|通讯录|发给|群发|曝光)",
        "(?:裸照|裸体|床上|不雅|艳照|私密照|亲密照|照片是p的|p的照片|合成的照片|照片是合成)[^。!?]{0,40}"
        r"(?:要我|叫我|让我|要)(?:打|转|给|付|汇|拿|交)[^。!?]{0,4}(?:钱|款|万|千|块|\d)",
    ),
    "impersonated": (
        rf"(?:冒充我|拿我|用我|以我){_NEAR}{{0,10}}(?:借钱|要钱|骗|发消息|群发)",
        r"(?:号|微信|qq).{0,12}(?:被盗|盗了|登了|挤掉).{0,20}(?:借钱|要钱|转账|收款|付款)",
    ),
}
_LONG_AGO = re.compile(
    r"去年|前年|大前年|上个月|上上个|几个月|半年|\d+ ?年前|[一二两三四五几多]年(?:前|了)|以前|从前"
    "|曾经|当年|小时候|月份"
)
_NOW_TOO = re.compile(f"{_JUST}|现在|正在|马上|还在")
_IMAGINED = re.compile(
    "如果|要是|假如|万一|假设|假使|以后|之前怎么|前怎么|转账前|转钱前|怎么防|如何防|怎么预防|怎么识别"
    "|为什么要|是什么意思|什么是|是什么$"
)
# What is asked about in general, unless the writer tells of a loss: «I was cheated of 120,000, and
# all you do is publicity».
_IN_GENERAL = re.compile(
    "防骗|宣传|判几年|判多久|判多少|怎么判|会判|犯法|违法|犯罪|坐牢|量刑|立案标准|自首|取保|刑拘"
)
# «Ah yes, I paid for vegetables this morning»
_EVERYDAY = re.compile(
    "(?:买菜|过早|早餐|早饭|吃饭|加油|超市|菜场|菜市场|打车|坐车|停车|充话费|交电费|交水费|买药|挂号|看病|理发)"
    "[^，。,.!?]{0,8}(?:刷|付|扫|用|花)(?:卡|码)?(?:的|了|过|掉)"
    "|(?:刷|付|扫|花|交|缴|随|捐)(?:卡|码)?(?:的|了)[^，。,.!?]{0,6}(?:住院费|医药费|学费|物业费|燃气费|党费|份子|礼金|红包"
    "|医保|保险费|买菜|过早|早餐|早饭|加油|超市|菜场|打车|停车费|话费|电费|水费)"
)
_SOMEBODY_ELSE = re.compile(
    "骗|盗|他(?!们?(?:冇|没)要)|她(?!们?(?:冇|没)要)|对方"
    "|客服|平台|群|链接|不是我|没买|冇买|叫我|让我|老师|班主任|领导|陌生|拉黑"
    "|被|少了|没了|不见|莫名|不知|不晓得|假|上当|诈|怎么办|么办|咋办"
)
_OWN_LOSS = re.compile(
    r"(?:我|俺|老子|老娘|本人)[^，。,.!?]{0,8}被骗(?:了|走|去|掉)*(?:大概|差不多|整整|将近|快)?[\d一二两三四五六七八九十几]"
)


def _compiled(rules: dict[str, tuple[str, ...]]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for patterns in rules.values() for p in patterns))


_DANGERS = {kind: re.compile("|".join(patterns)) for kind, patterns in _DANGER.items()}
_HAPPENING, _HAPPENED = _compiled(_NOW), _compiled(_DONE)
_LOST = _compiled({kind: _DONE[kind] for kind in ("just paid", "cheated", "drained")})
_DRAINED = _compiled({"drained": _DONE["drained"]})
_BLACKMAIL = _compiled({"blackmail": _DONE["blackmail"]})
_CHEATED = re.compile(
    r"被骗(?:了|走|去|光|的?\d|的?[一二两三四五六七八九十])|骗(?:走|去|光)(?:了)?我"
    r"|(?:转出|打了|汇出|刷了|付了|投了|充了|买了(?!.{0,12}(?:国债|定期|存款|房|车|机|冰箱|空调|家具|衣|菜|票|药)))"
    r"[^，。,.!?]{0,6}[\d一二两三四五六七八九十]+[^，。,.!?]{0,3}(?:万|千|百|块|元)"
    r"|\d{2,}(?:块|元)?(?:已经|都|就)?(?:转|付|汇)(?:了|过去了)(?!账)"
    r"|(?:倒贴|搭进去|打水漂|白白)了?[^，。,.!?]{0,4}[\d一二两三四五六七八九十]"
)
# «Your people say that I was cheated; I was not»
_DENIES = re.compile("(?:没有?|冇|未|不是)(?:有)?(?:被骗|上当)")
_SAID_OF_ME = re.compile("(?:说|讲|以为|非说|认为|怀疑)(?:是)?我(?:是)?(?:被骗|上当)了?")
# Money that came in, and messages that were sent on, went to nobody.
_NOT_PAID = re.compile(
    "(?<!骗子)扫(?:了)?我的?(?:收款)?码[^，。,.!?]{0,2}(?:付|转)了?[^，。,.!?]{0,8}"
    "|转发[^。.!?]{0,20}我(?:也|就|都)?转了|转(?:发)?了?[^，。,.!?元块钱万]{0,4}个?群"
)
_NEWS = re.compile("新闻|报道|晚报|报纸|听说|有人|案例|网上说|电视")
# «Somebody from social security says that my card was used in Wuhan»: the caller's claim, no loss.
# What a bank says is not among these: it may be true.
_SUM = r"[\d一二两三四五六七八九十百千万多几]+(?:块|元)?"
_CLAIMED = re.compile(
    "(?<![跟和给向对同到去])(?:自称|冒充|社保|医保|人社|公安|派出所|警察|民警|法院|检察|税务|海关|疾控|银监|通管|通信管理)"
    "[^。.!?]{0,16}?(?:说|讲|称|告诉|通知)[，,]?[^，。,.!?刚]{0,22}?"
    f"(?:(?:盗刷了?|盗涮了?|被(?:人|别人)?(?:转|刷|扣|取)(?:走|了)?)(?:{_SUM})?"
    f"|(?:刷|花|用|消费|报销)(?:了|掉|走)?{_SUM})"
)


def is_urgent(text: str) -> bool:
    """Whether the message tells of money, data or a life at stake right now."""
    if in_danger(text):
        return True
    plain = normalise(text)
    if _is_imagined(plain) or is_everyday(text):
        return False
    recently = _HAPPENED.search(without_claims(plain)) and not is_long_ago(plain)
    return bool(_HAPPENING.search(plain) or recently)


def has_lost(text: str) -> bool:
    """Whether the message tells of money that is gone, however long ago."""
    plain = without_claims(normalise(text))
    if _is_imagined(plain) or _NEWS.search(plain) or is_everyday(text):
        return False
    return bool(_LOST.search(plain) or _CHEATED.search(plain))


def is_everyday(text: str) -> bool:
    """Whether the writer knows what the money was spent on, and nobody else had a hand in it."""
    plain = normalise(text)
    return bool(_EVERYDAY.search(plain)) and not _SOMEBODY_ELSE.search(plain)


def _is_imagined(plain: str) -> bool:
    """Whether nothing has happened: it is only supposed, or asked in general."""
    in_general = bool(_IN_GENERAL.search(plain)) and not _OWN_LOSS.search(plain)
    return bool(_IMAGINED.search(plain)) or in_general


def is_drained(text: str) -> bool:
    """Whether money went without the writer's doing, and nobody is said to have cheated."""
    plain = without_claims(normalise(text))
    return "骗" not in plain and bool(_DRAINED.search(plain))


def is_blackmailed(text: str) -> bool:
    """Whether somebody threatens to show pictures, or to write to all acquaintances."""
    return bool(_BLACKMAIL.search(normalise(text)))


def without_claims(plain: str) -> str:
    """A normalised text without what others claim of money gone, and what the writer denies."""
    plain = _NOT_PAID.sub("", _CLAIMED.sub("", plain))
    return _SAID_OF_ME.sub("", _DENIES.sub("", plain)) if _DENIES.search(plain) else plain


def is_long_ago(text: str) -> bool:
    """Whether the message tells of former years or months, and of nothing that happens today."""
    plain = normalise(text)
    return bool(_LONG_AGO.search(plain)) and not _NOW_TOO.search(plain)


def in_danger(text: str) -> str | None:
    """What threatens a life or somebody's freedom, which outranks everything else, or nothing.

    One of "self-harm", "held", "kidnapped", "violence".
    """
    plain = normalise(text)
    kind = next((kind for kind, rule in _DANGERS.items() if rule.search(plain)), None)
    by_the_way = _BY_THE_WAY.get(kind or "")
    return None if by_the_way and by_the_way.search(plain) else kind
