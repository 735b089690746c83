"""What each field of the trainers' files is called, what to write there, and an example."""

# ruff: noqa: E501  (the tables read better with one field a line)

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]
REFRESH = "运行 .venv/bin/python -m bot schema"

# Limits that the model keeps in a validator.
LIMITS: dict[str, Schema] = {"Topic.answer": {"minLength": 1, "maxLength": 120}}

# What a text is: said to residents, asked by them, or the name of something that exists.
ROLES = {
    **dict.fromkeys(
        ("title", "answer", "signs", "points", "steps", "text", "reason", "advice"), "spoken"
    ),
    **dict.fromkeys(("ask", "again", "question", "options", "explanation"), "spoken"),
    **dict.fromkeys(("Topic.questions", "urgent_questions", "HeldOutQuestion.text"), "asked"),
    **dict.fromkeys(("fraud", "doubtful", "ordinary"), "asked"),
    **dict.fromkeys(("related", "topics", "topic"), "topic"),
    "hotlines": "hotline",
    "flags": "flag",
    "audience": "audience",
    "group": "group",
    "sources": "source",
}

VALUES: dict[Any, str] = {
    "hotlines": "答案后面列出所问的银行、单位的号码",
    "tips": "答案后面送几条防骗提醒",
    "高": "查到官方来源",
    "中": "来源可靠，还没有官方确认",
    "低": "没有核实，永远不会给居民看",
    "电话": "可以拨打，有拨号按钮",
    "短信": "发短信或收短信用的号码",
    "lost": "钱转给了骗子",
    "line": "还在通话或共享屏幕",
    "blackmail": "被敲诈",
    "relative": "家人正被骗",
    "misused": "账户被盗用",
    "yes": "是",
    "no": "否",
    "unknown": "不知道",
    "bank": "银行卡；问话里是“哪家银行”",
    "wechat": "微信",
    "alipay": "支付宝",
    "cash": "现金",
    "gold": "黄金",
    "crypto": "虚拟币",
    "minutes": "半小时内",
    "hours": "一天内",
    "days": "更久",
    "gone": "钱出去了没有",
    "contact": "对方还在联系吗",
    "paid": "怎么付的",
    "when": "什么时候的事",
    "amount": "多少钱",
    "receiver": "进了谁的账户",
    "steps": "现在怎么做",
    "evidence": "留什么证据",
    "after": "接下来会怎样",
    "never": "千万别做",
}


def _table(rows: str) -> dict[str, tuple[str, str, str]]:
    """name | Chinese name | what to write | example."""
    cells = [[cell.strip() for cell in row.split(" | ")] for row in rows.strip().splitlines()]
    return {name: (title, what, example) for name, title, what, example in cells}


TEXTS = _table(
    """\
title | 标题 | 主题的名称，也是按钮上的字，最多 30 个字 | 刷单返利
audience | 人群 | 哪些人容易遇到，可以写几种；列表里没有的也可以写。提醒和测验里空着就是人人都适用 | [学生, 宝妈]
urgent | 紧急 | 问的人是不是都急等着救（钱刚转、骗子在线）：true 是，false 否 | false
Topic.questions | 问法 | 居民会怎么问，至少 20 句（紧急的 30 句），越不一样越好 | 点赞关注就给钱是真的吗
urgent_questions | 紧急的问法 | 同一主题里，问的人正急着的；没有就不写 | 她正要转第二笔，我拦不住
Topic.answer | 答案 | 直接回答，最多 120 个字；号码写成 {96110}；紧急主题第一句要有 {110} | 是骗局，一分钱都不要再转。拿不准打 {96110}。
signs | 怎么认出来 | 骗局的样子，一条 4 到 80 个字；没有就不写 | 前几单真返一点小钱
points | 您要知道的 | 要让居民知道的事，一条 4 到 80 个字；没有就不写 | 刷单本身就违法
steps | 现在怎么做 | 按先后一步一条，4 到 80 个字；以“{”开头的要加单引号 | 马上停手，一分钱不再转
action | 附加动作 | 答案后面自动加上什么；一般不写 | tips
hotlines | 拨号按钮 | 答案下面的号码，按先后；要在 data/hotlines.yml 里登记过 | [96110, 110]
related | 相关主题 | 相关主题的文件名（不带 .yml），不能写自己 | [scam_job, lost_money]
sources | 依据 | 事实库编号、法条或报告章节，至少一条 | [S01, F2.1, 反电信网络诈骗法 31]
reviewed | 审阅日期 | 最近一次审阅的日期，年-月-日 | 2026-11-22
Hotline.name | 名称 | 这个号码叫什么，最多 30 个字 | 反诈专线
kind | 类别 | 电话、短信、网站或应用 | 电话
group | 分类 | 属于哪一类；列表里没有的也可以写 | 银行
use | 用途 | 打这个号码能办什么 | 报警；被骗后由公安发起紧急止付
Hotline.when | 什么时候打 | 居民在什么情形下打它 | 已经转账、正在转账，第一个打它
hours | 服务时间 | 几点到几点；查不到就写“未查到” | 24 小时
source | 来源 | 号码从哪里查到的 | facts F1.1
confidence | 置信度 | 号码有多可靠：高、中、低；“低”的永远不会给居民看 | 高
verify_first | 先核实 | true 表示还要核实，核实以前不会给居民看；不写就是 false | false
receive_only | 只打给居民 | true 表示只会打来、不能拨过去；不写就是 false | false
dial | 实际拨的号 | 拨的号码与显示的不同时才写 | 010-12321
aliases | 别的叫法 | 居民可能怎么叫它 | [工行, 工商银行]
checked | 核对日期 | 最近一次核对号码的日期，年-月-日 | 2026-11-22
expires | 到期日期 | 到这一天要重新核对，要晚于核对日期 | 2027-05-22
id | 名称 | 这一条自己的名称，小写英文、数字和下划线，同一个文件里不能重复 | pay_to_withdraw
topics | 主题 | 与哪些主题有关，写主题的文件名（不带 .yml） | [scam_brushing]
text | 内容 | 给居民看的一句话，4 到 80 个字；号码写成 {96110} | 要您先垫钱的兼职，一分钱也别垫。
CaseAdvice.text | 内容 | 单子上的一条，4 到 80 个字；号码写成 {110} | 马上打 {110}，说要紧急止付。
CaseAside.text | 回答 | 一两句短短的回答，4 到 80 个字；号码写成 {110} | 钱再少也能报，现在就打 {110}。
HeldOutQuestion.text | 考题 | 一句居民会问的话；不能和训练问法一样，请没看过问法的人写 | 抖音点赞一单五毛能信吗
HeldOut.questions | 考题 | 至少 6 句，每句写 text 和 urgent；只用来测试，不用来训练 | - text: 抖音点赞一单五毛能信吗
name | 名称 | 给人看的名称，最多 30 个字 | 先交钱才能提现
from | 从哪天起 | 月-日，各两位，当天也算 | 06-09
to | 到哪天止 | 月-日，各两位，当天也算；可以跨年 | 08-31
weight | 分量 | 3 单独出现就几乎是骗局；2 很可疑；1 要和别的一起才算 | 3
phrases | 找什么话 | [甲/乙] 选一个，(甲/乙) 可有可无，… 是中间隔几个字；用单引号括起来 | '[交/充]…[提现]'
reason | 理由 | 为什么可疑，4 到 80 个字 | 真的平台不会让您先交钱才能取自己的钱。
advice | 怎么办 | 让居民怎么做，4 到 80 个字；号码写成 {96110} | 一分钱都别再交，打 {96110} 问一问。
examples | 例子 | 必须命中的话，至少 2 句 | 要先交两千才能提现
counter_examples | 反例 | 不许命中的平常话，至少 2 句 | 提现收千分之一的手续费
ask | 问话 | 问居民的一句话，4 到 80 个字 | 他让您先交钱了吗？
again | 换个说法 | 没听明白时，用大白话再问一遍，4 到 80 个字 | 是今天还是昨天？
flags | 可疑话 | 原话里已经有这些可疑话，就不用再问；名称见 data/red_flags.yml | [pay_to_withdraw]
topic | 主题 | 这道题属于哪个主题，写主题的文件名（不带 .yml） | scam_brushing
question | 题目 | 测验的题目，4 到 80 个字 | 刷单要先垫钱，怎么办？
QuizQuestion.options | 选项 | 正好三个，每个最多 24 个字 | [先垫, 一分不垫, 少垫一点]
QuizQuestion.answer | 正确答案 | 正确的是第几个，从 1 数起 | 2
explanation | 讲解 | 为什么、怎么办，4 到 80 个字；号码写成 {110} | 要先垫钱的刷单都是诈骗。
options | 按钮 | 按钮上的字，按了等于打这几个字；没有就不写 | [刚刚, 昨天]
fact | 问什么 | 这一句问的是哪件事 | when
if | 在什么情形下 | 写了的条件全都对上才用，没写的不管 | {situation: [lost], paid: [bank]}
situation | 哪种事 | 发生了哪种事，可以写几种 | [lost]
gone | 钱出去没有 | 可以写几种；yes 和 no 加单引号 | ['yes', unknown]
contact | 对方还在不在 | 对方还在联系吗，可以写几种；yes 和 no 加单引号 | ['yes']
paid | 怎么付的 | 付款方式，有一样对上就算 | [bank]
elapsed | 过了多久 | 钱出去多久了，可以写几种 | [minutes, hours]
part | 单子的哪一部分 | 这一条放在单子的哪一栏 | steps
ends | 到此为止 | true 表示答完不再往下问；不写就是 false | true
fraud | 诈骗 | 诈骗的话，一行一句，越不一样越好；个人号码用 * 代替 | 垫八百做连单，做完返一千
doubtful | 要核实的 | 说不准、要核实的话，一行一句 | 陌生人加我说有兼职
ordinary | 平常的 | 平常的话，一行一句 | 订单取消了钱什么时候退
Message.label_signs | 小标题：怎么认出来 | 答案里 signs 上面的一行 | 怎么认出来：
Message.label_points | 小标题：要知道 | 答案里 points 上面的一行 | 您要知道：
Message.label_steps | 小标题：怎么做 | 答案里 steps 上面的一行 | 现在怎么做：
Message.label_calls | 小标题：电话 | 答案里一列号码上面的一行 | 可以打的电话：
Message.label_flags | 小标题：可疑的地方 | 判断一段话时，可疑话上面的一行 | 这段话里可疑的地方：
Message.label_script | 小标题：念给 110 | 念给民警听的话上面的一行 | 打通 {110}，可以照着念：
Message.label_because | 小标题：理由 | 再问一两句以后，说理由的上面一行 | 为什么这么说：
Message.label_season | 小标题：时节提醒 | 按时节的提醒上面的一行 | 这阵子要留心：
Message.label_case_steps | 单子：怎么做 | 单子里“怎么做”一栏的名称 | 您这种情况，现在这样做：
Message.label_case_evidence | 单子：证据 | 单子里“证据”一栏的名称 | 这些证据留好：
Message.label_case_after | 单子：以后 | 单子里“接下来”一栏的名称 | 接下来会怎样：
Message.label_case_never | 单子：别做 | 单子里“千万别做”一栏的名称 | 千万别做：
Message.offer | 拿不准时 | 不太确定问的是哪件事，下面列出几个主题时说 | 我不太确定您问的是哪件事。拿不准打 {96110}。
Message.offer_none | 没听懂时 | 一个相近的主题也没有时说 | 我没有听懂这句话。请说说发生了什么。
Message.empty | 没有文字时 | 发来的只有空白、表情之类时说 | 请把您遇到的事打成字告诉我。
Message.too_long | 太长时 | 发来的话太长时说 | 这段话太长了，请用几句话说说。
Message.answer_failed | 出故障时 | 程序出了问题、答不全时说；要写上 {110} | 我这边出了点问题。已经转了钱，马上打 {110}。
Message.busy | 人太多时 | 问的人太多、一时答不过来时说；要写上 {110} | 现在找我的人太多，过一会儿再发。已经转了钱，马上打 {110}。
Message.begun_anew | 说得太长时 | 一次对话说得太长、从头开始时说；要写上 {110} | 我们说了很久，从这一句重新开始。已经转了钱，马上打 {110}。
Message.tips_intro | 提醒的开头 | 几条防骗提醒上面的一行 | 再送您几条防骗提醒：
Message.tips_exhausted | 提醒说完了 | 这次对话里的提醒都说过了时说 | 防骗提醒都说完啦。拿不准打 {96110}。
Message.hotlines_intro | 号码的开头 | 一列号码上面的一句 | 您可以打这些电话。号码请自己拨。
Message.hotline_by_topic | 某一类号码 | 问到某一类号码时说；{name} 处填它的名称 | '{name}。请自己拨，别用对方给的号码。'
Message.hotline_unverified | 号码还没核实 | 问到的号码还没有核实时说；{name} 处填单位名称 | “{name}”的客服电话我们还没有核实。
Message.urgent_first | 紧急的一句 | 话里像是很急时，放在最前面；要写上 {110} | 要是钱正在转，马上停手，先打 {110}。
Message.risk_high | 风险高 | 一段话判为“高”时的第一句 | 这很像诈骗。先停手，不转钱。
Message.risk_medium | 风险中 | 一段话判为“中”时的第一句 | 这里有可疑的地方，核实清楚再说。
Message.risk_low | 风险低 | 一段话判为“低”时的第一句；不能说“安全” | 没看到典型的骗局特征，但不等于没有风险。
Message.risk_sounds | 像骗局的话：理由 | 机器人从例子里学到这句可疑时，说的理由 | 很多骗局里都有这样的话。
Message.risk_sounds_advice | 像骗局的话：怎么办 | 机器人从例子里学到这句可疑时，说怎么办 | 先别付钱，打 {96110} 问一问。
Message.script_opening_lost | 念给 110：被骗 | 钱已经转给骗子，报警的第一句 | 我被骗了，钱已经转出去，需要紧急止付。
Message.script_opening_lost_maybe | 念给 110：可能被骗 | 不清楚钱出去没有，报警的第一句 | 我可能被骗了，要是转了，需要紧急止付。
Message.script_opening_line | 念给 110：骗子在线 | 骗子还在线、钱已经转出，报警的第一句 | 我被骗了，钱已经转出去，需要紧急止付。
Message.script_opening_line_maybe | 念给 110：可能转了 | 骗子还在线、不清楚钱出去没有，报警的第一句 | 骗子刚才在电话里控制我，钱可能转走了。
Message.script_opening_blackmail | 念给 110：敲诈 | 被敲诈、已经给了钱，报警的第一句 | 有人敲诈我，我给了钱，需要紧急止付。
Message.script_opening_blackmail_maybe | 念给 110：敲诈未付 | 被敲诈、不清楚给没给钱，报警的第一句 | 有人拿隐私视频敲诈我，要我给钱。
Message.script_opening_relative | 念给 110：家人 | 家人被骗、钱已经转出，报警的第一句 | 我家里人被骗了，需要紧急止付。
Message.script_opening_relative_maybe | 念给 110：家人正被骗 | 家人正被骗、不清楚钱出去没有，报警的第一句 | 我家里人正在被骗，钱可能转出去了。
Message.script_opening_misused | 念给 110：盗用 | 账户被盗用、钱少了，报警的第一句 | 我账上的钱被人转走了，需要紧急止付。
Message.script_opening_misused_maybe | 念给 110：可能盗用 | 账户可能被盗用，报警的第一句 | 我账上的钱可能被人转走了。
Message.script_time | 念给 110：时间 | {name} 处填转账时间 | 转账时间：{name}
Message.script_amount | 念给 110：金额 | {name} 处填金额 | 金额：{name}
Message.script_paid | 念给 110：付款 | {name} 处填用什么付的 | 我转钱用的银行或支付：{name}
Message.script_receiver | 念给 110：对方 | {name} 处填对方的账号和户名 | 对方的账号和户名：{name}
Message.script_blank | 念给 110：空格 | 不知道的事，用它留空 | ______
Message.calm_1 | 安慰：第一次 | 有人流露轻生的念头，第一次说；只给安慰和号码，不谈钱 | 谢谢您肯说出来。请打 {12356}，那边有人听您说。
Message.calm_2 | 安慰：第二次 | 再说起时，第二次说 | 您慢慢说，不急。请叫一位家人坐到您身边来。
Message.calm_3 | 安慰：第三次 | 还说起时，第三次说 | 您这个人最要紧。请让真人来陪您：打 {12356}。
Message.calm_edge | 安慰：马上有危险 | 人在桥上、楼顶，或拿着药时说；要写上 {110} | 请先往回走，离开那里。现在打 {110}。
Message.calm_better | 安慰：有人陪 | 说身边有人陪了时说 | 有家人来，真好，让他一直陪着您。
Message.case_stopped | 不再问 | 居民说“不问了”以后说 | 好，不再问了。钱转出去了，就打 {110}。
Message.case_skipped | 跳过一句 | 居民跳过一句以后说 | 好，跳过。
Message.case_bait | 小甜头 | 居民说做任务得了小钱时说 | 这是刷单骗局的饵：先给小钱，后面就要您垫大钱。别再做，一分也别垫；垫过了，马上打 {110}。
Message.case_did | 已经照做 | 居民说密码、验证码已经给了时说 | 先停下，别再照他说的做。钱少了，马上打 {110}。给过密码、验证码，再打自己银行的客服锁卡。
Message.case_foreign_sum | 外币 | 损失的是外币时说 | 外币的数目，照原样报给民警，是哪种钱、多少，别自己换算。
Message.case_heard_called | 听到了，已报警 | 已经报过警的人又说了别的事时说 | 好，别再转钱。真民警不要您转钱，也不要验证码；要的就是假的，挂断打 {110}。想起什么，也打 {110} 说。
Message.case_hello | 中途问好 | 问到一半居民说“你好”时说 | 您好，我在。要紧的是别再转钱，没报警就先打 {110}。我们接着来。
Message.case_hello_after | 问完后问好 | 问完以后居民说“你好”时说 | 您好，我在。有什么变化，直接告诉我；钱转出去了，马上打 {110}。
Message.case_hello_called | 已报警，问好 | 报过警的人中途说“你好”时说 | 您好，我在。别再转钱；自称民警叫您转钱、要验证码的是假的。我们接着来。
Message.case_lead_reported | 已报警的清单 | 给报过警的人清单时的第一句 | 您已经报了警，做得对。民警来电可以接；叫您转钱、要验证码的是假的。照下面接着做，一分钱也别再转。
Message.case_open_line | 骗子在线 | 骗子还在联系时的第一句 | 马上挂断电话、关掉屏幕共享，打 {110}。别转账，别照他说的做。
Message.case_open_relative | 家里人正去送钱 | 家里人正要去送钱时的第一句 | 马上打 {110}，说家里人在哪里、往哪里去，请民警赶过去。再打电话叫家里人先别给，打家里人要去的银行，请先别办。
Message.case_open_share | 共享屏幕 | 正在共享屏幕时的第一句 | 马上挂断电话、关掉屏幕共享，打 {110}。挂断以后，别再接他的电话，他吓您的话一句也别信。
Message.case_plan_fee | 打算交费 | 居民打算先交一点费用时说 | 先别付，一分也别付，少付一点试试也不行，付了他还会再要。前面投过、付过钱，马上打 {110}；一分没出，打 {96110}。
Message.case_plan_stop | 打算投一点 | 居民打算少投一点试试时说 | 别投，一分也别投，少投一点试试也不行。先让您看见赚、取得出，是引您投大的；投多了，钱就取不出来。拿不准打 {96110}；已经投了，马上打 {110}。
Message.case_reported | 报过警 | 居民说已经报警时说 | 报了警，做得对。民警来电可以接；叫您转钱、要验证码、说能追回先收费的，是假的，挂断打 {110}。
Message.case_still_there | 钱还在 | 居民说钱还没动时说 | 钱在自己卡里就好，一分也别转，验证码谁也别给。钱在对方给的软件里，或者少了，马上打 {110}。
Message.case_stopped_called | 报过警，不问了 | 报过警的人说不想再答时说 | 好，不再问了。您已经报了警。民警来电可以接；叫您转钱、要验证码的是假的。您什么时候再来都行。
Message.case_thanks | 中途道谢 | 问到一半居民说“谢谢”时说 | 不客气。要紧的是别再转钱，没报警就先打 {110}。我们接着来。
Message.case_thanks_after | 问完后道谢 | 问完以后居民说“谢谢”时说 | 不客气，您保重。有变化就打 {110}，拿不准打 {96110}，随时再来问我。
Message.case_thanks_called | 已报警，道谢 | 报过警的人中途说“谢谢”时说 | 不客气。别再转钱；自称民警叫您转钱、要验证码的是假的。我们接着来。
Message.check_paste | 请贴原话 | 居民只说“帮我看看”，还没贴内容时说 | 请把短信、聊天的原话粘到这里，或者说说：谁找的您、要您做什么。身份证号、卡号、密码、验证码别发。
Message.risk_still | 还是诈骗 | 判了高风险以后居民追问真假时说 | 还是那句话：这很像诈骗，先停手。别转钱，别给验证码，别点链接。拿不准打 {96110}；钱转了，马上打 {110}。
Message.case_noted | 记下 | 居民答了一句以后说 | 好，知道了。
Message.case_noted_facts | 记下了什么 | 居民答了一句以后说；{name} 处填记下的事 | 好，记下了：{name}。
Message.case_corrected | 改过来 | 居民改口以后说 | 好，改过来了。
Message.case_corrected_facts | 改成了什么 | 居民改口以后说；{name} 处填改成的事 | 好，改过来了：{name}。
Message.case_unclear | 没看懂 | 居民答的话没看懂时说 | 对不起，我没看懂。再用几个字说一次就行。
Message.case_repeat | 不再追问 | 同一句两次没看懂，跳过它时说 | 好，这句不问了。
Message.case_second_payment | 别再付 | 居民说要再付一次时说；要写上 {110} | 别付。已经又付了，马上打 {110}。
Message.case_recovery_stop | 追款骗局 | 居民说有人能帮追款、要先交钱时说 | 停，别付钱。说能追回又先收钱的，都是骗子。
Message.case_hang_up | 先挂断 | 居民说骗子又打来、还在线时说；要写上 {110} | 先挂断，关掉屏幕共享，马上打 {110}。
Message.case_heard | 听到了 | 居民说的是别的事情，听到了时说 | 好。钱别再转，没报警就先打 {110}。
Message.case_later | 说不准 | 居民插进来的话答不了时说 | 这个我说不准。打 {110} 报警时问民警。
Message.case_gone_now | 钱刚出去 | 说着说着钱出去了时说；要写上 {110} | 现在就打 {110}，说“刚被骗，需要紧急止付”。
Message.case_lead_minutes | 单子开头：半小时内 | 钱出去半小时内，单子的第一句 | 先停手，马上打 {110}，越早打越可能拦住。
Message.case_lead_hours | 单子开头：一天内 | 钱出去一天内，单子的第一句 | 现在就打 {110}，钱可能还在路上。
Message.case_lead_days | 单子开头：更久 | 钱出去一天以上，单子的第一句 | 今天就打 {110}，隔了几天报警也有用。
Message.case_lead_unknown | 单子开头：时间不明 | 不知道多久了，单子的第一句 | 先打 {110}，记不准也先说。
Message.case_lead_not_gone | 单子开头：钱还在 | 钱还没有出去，单子的第一句 | 先别理他，一分钱也别转。
Message.case_lead_blackmail | 单子开头：敲诈 | 被敲诈，单子的第一句 | 一分钱都别给，现在就打 {110}。这不是您的错。
Message.case_lead_relative | 单子开头：家人 | 家人正被骗，单子的第一句 | 要付钱了，马上打 {110}。守着家人。
Message.case_account_blank | 账号不保存 | 说明念给 110 的话里账号为什么空着 | 照着转账记录念给民警听就行，账号这里不保存。
Message.case_skip | 按钮：跳过 | 跳过这一句的按钮 | 跳过
Message.case_list | 按钮：看清单 | 不再问、直接看单子的按钮 | 直接看清单
Message.case_stop | 按钮：不问了 | 不再问的按钮 | 不问了
Message.case_which_unit | 问单位 | 只说了数、没说单位时问；{name} 处填那个数 | “{name}”是几块、几千，还是几万？
Message.way_bank | 付款：银行卡 | 付款方式在单子里怎么写 | 银行卡
Message.way_wechat | 付款：微信 | 付款方式在单子里怎么写 | 微信
Message.way_alipay | 付款：支付宝 | 付款方式在单子里怎么写 | 支付宝
Message.way_cash | 付款：现金 | 付款方式在单子里怎么写 | 现金
Message.way_gold | 付款：黄金 | 付款方式在单子里怎么写 | 黄金
Message.way_crypto | 付款：虚拟币 | 付款方式在单子里怎么写 | 虚拟币
Message.receiver_account | 收款：个人 | 收款方在单子里怎么写 | 个人账户
Message.receiver_company | 收款：公司 | 收款方在单子里怎么写 | 公司账户
Message.receiver_code | 收款：扫码 | 收款方在单子里怎么写 | 扫码付的
Message.receiver_platform | 收款：平台 | 收款方在单子里怎么写 | 平台充值
Message.receiver_courier | 收款：上门取 | 收款方在单子里怎么写 | 上门取走的
Message.doubt_yes | 按钮：有 | 再问一两句时，“有”的按钮 | 有
Message.doubt_no | 按钮：没有 | 再问一两句时，“没有”的按钮 | 没有
Message.doubt_unknown | 按钮：不清楚 | 再问一两句时，“不清楚”的按钮 | 不清楚
Message.doubt_low | 问完：风险低 | 再问以后判为“低”时说；不能说“安全” | 照您说的，没看到典型的骗局特征，但不等于没有风险。
Message.doubt_unsure | 问完：说不准 | 再问以后还说不准时说 | 还说不准，先当骗局防着，打 {96110} 问。
Message.quiz_question | 测验：第几题 | 题目上面的一行；{at} 是第几题，{total} 是共几题 | 第 {at} 题（共 {total} 题）：
Message.quiz_right | 测验：答对 | 答对时说；{name} 处填正确的选项 | 答对了：{name}。
Message.quiz_wrong | 测验：答错 | 答错时说；{name} 处填正确的选项 | 不对，应该选：{name}。
Message.quiz_choose | 测验：请选 | 答的不是选项时说 | 请选 1、2 或 3。
Message.quiz_grade_full | 测验：全对 | 全答对时说；{total} 是共几题 | '{total} 题全对，您是防骗高手！'
Message.quiz_grade_good | 测验：不错 | 多半答对时说；{right} 是答对几题，{total} 是共几题 | '{total} 题答对 {right} 题，不错。'
Message.quiz_grade_low | 测验：加油 | 答对不多时说；{right} 是答对几题，{total} 是共几题 | '{total} 题答对 {right} 题。不要紧。'
Message.quiz_again | 测验：还做吗 | 做完一轮以后问 | 还想做吗？
Message.quiz_more | 按钮：再来 | 再做一轮的按钮 | 再来五题
Message.quiz_none | 测验：做完了 | 所有的题都做过了时说 | 题目都做完啦，您真认真。
Message.quiz_stopped | 测验：不做了 | 居民说不做了以后说 | 好，先做到这里。拿不准的事打 {96110}。
"""
)
