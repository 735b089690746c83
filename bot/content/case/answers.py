"""What a resident does in a conversation besides telling: yes, no, skip, stop, correct, ask."""

from __future__ import annotations

import re

from bot.content.phrases import plain

_END = "(?:啊|呀|吧|了|呢|的|哦|喔|哈|嘛|咯|[,.。!~…])*$"
_YES = re.compile(
    rf"^(?:是|是的|对|对的|对头|嗯+|恩+|有|有的|在|还在|在的|要|好|好的|可以|会|yes|y){_END}"
)
_NO = re.compile(
    rf"^(?:不是|没有?|没得|冇得?|冇|还没有?|不|不在|没在|断了|无|没了联系|没有了|暂时没有?|no|n|都没有|从来没有?){_END}"
)
_ENOUGH = (
    "(?:停下|停止|停|算了|不聊|不说|不问|不用|不想说|不想聊|不讲|别问|莫问|结束|退出|再见|不玩|不做|不答|不需要|取消)"
    f"(?:我)?(?:要)?(?:再)?(?:问|说|聊|停|聊天|玩|做|答)?{_END}"
)
_STOP = re.compile(
    f"^(?:{_ENOUGH[:-1]})+$|^(?:我)?不想?(?:聊|说|问|讲|答|做|玩)了|(?:^|[,。!])(?:你)?(?:别|莫|不要)再?问(?:我|了)"
)
_SKIP = re.compile(
    rf"^(?:跳过|下一个|下一题|下一步|不知道|不清楚|不晓得|不记得|不确定|忘了|忘记了?|记不清|记不得|不想说|pass|不好说|说不清|都不是|其他|其它){_END}"
    "|^跳过"
)
_PUZZLED = re.compile(
    "听不懂|看不懂|没看懂|没听懂|什么意思|么意思|啥意思|不明白|不懂你|么事叫|什么叫"
)
_SUMMARY = re.compile(
    "总结|写给我|给我念|第一句|理一下|捋一下|清单|列(?:一)?个|列出来|一条一条|直接(?:给我|告诉我)|(?:念|读)给|(?:照着|能)念|念的|打印"
    "|(?:警察|民警|110|派出所|公安|报警).{0,6}(?:说什么|怎么说|怎么讲|咋说|咋讲|说么|讲么|么样说|么样讲|该说|要说)"
    "|么样(?:跟|和|同).{0,4}(?:警察|民警|110|公安).{0,2}[讲说]|(?:怎么|咋)(?:跟|和|给|同|对)(?:警察|民警|110|公安|派出所)[说讲]"
    "|接下来|下一步|然后呢|^然后|后面呢|现在(?:我)?(?:该|要|应该)?(?:做|干|搞)(?:什么|嘛|啥|么)|我(?:现在)?(?:该|要|应该)(?:干|做|搞|怎么做)"
    "|完整的|再给一遍|(?:要|该)准备的|那段话|再给我一|重新(?:出|来|给|写|发)一|总的(?:给|来)|给我列|保留(?:哪些|什么|些什么)|(?:哪些|什么)材料|一次说完|电话里(?:要)?[说讲]的"
    "|怎么报(?:警|案)?(?:啊|呢|呀)?$|还要我做什么|要?准备(?:些)?(?:啥|什么|么)|带(?:些|点)?(?:什么|啥|么)"
)
_WHAT_NOW = re.compile(
    "^(?:那|这|我|现在|要|该|可|到底|急死了?|[,。!])*(?:怎么办|咋办|么办|么样办|怎么搞|么样搞|咋整|怎么做|么样做|如何是好)[呢啊呀吧了才好,?。!~]*$"
)
_QUESTION = re.compile(
    "[?]|吗|会不会|能不能|要不要|可不可以|是不是|有没有(?!了)|该不该|行不行|怎么|咋|怎样|么样|为什么|为啥|凭什么|多少|哪[个里家些儿]|几[个点天号年岁]"
    "|谁|什么|啥|管不管|可以吗|好不好|呢$|么$|用挂失|还有用|要紧"
    "|.{2}(?<![说讲了就])不[?。!~]*$|哪[年种位天月一]|多久|多长时间|几成|么(?:事|时候|子)|有冇得?"
)
_CORRECTION = re.compile(
    "不对|说错|讲错|搞错|记错|打错|写错|弄错|更正|纠正|改一下|不是.{1,12}(?:是|，是)|应该是|其实是|准确(?:地)?说|看错"
)


# What is left of «这个到底是不是骗子» without these tells nothing that could be judged.
_ASKING_WORDS = re.compile(
    "帮我|帮忙|麻烦|请问|请|你们|你|您|看看|看一下|看一哈|看下|看|瞧瞧|判断|鉴定|分析|分辨|识别|查一下|查查|查|评估|确认|核实"
    "|这个|这条|这种|这是|这|那个|那条|那是|那|到底|究竟|是不是|是否|是|不是|真假|真的|真|假的|假|诈骗|骗局|骗子|骗人的?|骗我"
    "|骗|短信|消息|信息|电话|号码|链接|网址|内容|东西|事情|事|话|会不会|能不能|可不可以|可信|能信|信得过|信|靠谱|靠不靠谱|靠|谱"
    "|可靠|有没有|问题|风险|安全|正规|怎么|知道|晓得|觉得|认为|说|讲|确定|肯定|还是|或者|我|他|她|对方|人家|人|的|了|吗|吧|么|呢|啊|呀"
    "|哦|哈|嘛|啵|咧|撒|咯|个|条|好像|一下|一哈|下|不|没|可以|可|能|有|就|又|再|也|都|先|想|要|让|嗯|哎|唉|诶|呐|噢"
)
_BARE_DOUBT = re.compile(
    "是不是|是否|真的|真假|假的|骗|诈|靠谱|靠不靠|可信|能信|信得过|安全|正规|可靠|确定|肯定|判断|鉴定|分辨|会不会|帮我看"
)
_SMALL_REST = 2  # characters


def yes_or_no(text: str, otherwise: bool | None = None) -> bool | None:
    """What a bare answer says; `otherwise` if it is none."""
    said = plain(text).text.strip()
    if _NO.search(said):
        return False
    return True if _YES.search(said) else otherwise


def is_stop(text: str) -> bool:
    """Whether no more questions are wanted."""
    return bool(_STOP.search(plain(text).text.strip()))


def is_skip(text: str) -> bool:
    """Whether this question cannot or shall not be answered."""
    return bool(_SKIP.search(plain(text).text.strip()))


def is_puzzled(text: str) -> bool:
    """Whether the question was not understood."""
    return bool(_PUZZLED.search(plain(text).text))


def wants_summary(text: str) -> bool:
    """Whether the list or the text for 110 is wanted now."""
    told = plain(text).text
    return len(text) <= 40 and bool(_SUMMARY.search(told) or _WHAT_NOW.search(told))


def asks_what_now(text: str) -> bool:
    """Whether it is «what shall I do» and nothing else."""
    return bool(_WHAT_NOW.search(plain(text).text))


def asks_for_verdict_only(text: str) -> bool:
    """Whether it is asked if something is fraud, and nothing is told that could be judged."""
    told = plain(text).text
    rest = re.sub(r"\W", "", _ASKING_WORDS.sub("", told))
    return bool(_BARE_DOUBT.search(told)) and len(rest) <= _SMALL_REST and len(told) <= 30


def is_question(text: str) -> bool:
    """Whether something is asked."""
    return bool(_QUESTION.search(plain(text).text))


def asks_in_words(text: str) -> bool:
    """Whether something is asked by more than a question mark at the end."""
    return is_question(plain(text).text.rstrip("?!。."))


def is_correction(text: str) -> bool:
    """Whether something said before is taken back."""
    return bool(_CORRECTION.search(plain(text.replace(" ", "，")).text))
