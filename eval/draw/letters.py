"""Commitment and authorisation letters (docs: papers-as-they-are.md §2, §3)."""
from . import ink
from .page import HEI, SONG, Page

SIX = ("一、在办理ICP核准时所提交的各项材料、证件和照片真实、完整、有效，不存在冒用、盗用他人信息的情形；如信息不实，自愿承担由此产生的一切后果。",
       "二、取得核准后在一个月内开通服务，并在网站首页底部标明核准编号、链接至工业和信息化部政务服务平台（beian.miit.gov.cn）；应用程序、小程序在三级菜单以内的显著位置标明核准编号。",
       "三、核准信息发生变化的，及时通过接入服务单位办理变更手续，保持联系方式、服务内容等信息准确。",
       "四、更换接入服务单位的，先办理新增接入手续，再停止原接入服务。",
       "五、不出租、转让、公开出售已取得核准的域名；不再使用的，在一个月内办理注销手续。",
       "六、积极配合通信管理部门开展的信息核查和监督检查工作，按要求及时整改。")
CLOSING = "如违反以上承诺，愿意接受撤销核准、关闭服务、列入黑名单、罚款等处理，并承担相应的法律责任。"


def date_blank(page, x, y, rng, day, size=4.4):
    """____年__月__日 with handwritten digits where `day` is given."""
    page.write(x, y, "______年____月____日", SONG, size)
    if day:
        unit = page.length("_", SONG, size)
        han = page.length("年", SONG, size)
        pen = rng.choice(ink.PENS)
        for at, words in ((1.2 * unit, str(day.year)), (7.4 * unit + han, str(day.month)), (11.4 * unit + 2 * han, str(day.day))):
            ink.handwriting(page, x + at, y + size * .35, words, rng, size=4.4, colour=pen, cursive=0)


def approval_letter(rng, name, individual, signer, day, seal=None, dpi=200):
    """互联网信息服务核准承诺书 of Guangdong, 2026: the unit stands in the seal only."""
    p = Page(210, 297, dpi)
    title = f"互联网信息服务核准承诺书（{'个人' if individual else '单位'}）"
    p.centred(105, 28, title, HEI, 6.6, bold=.025)
    who = "本人" if individual else "本单位"
    y = 44
    start = f"{who}通过接入服务提供者或小程序平台（以下统称“接入服务单位”）向"
    p.block(24, y, start + "广东省通信管理局" + f"申请办理互联网信息服务核准（ICP核准），现郑重承诺如下：", 162, SONG, 4.3, lead=1.62, indent=2)
    underline(p, 24, y, "\u3000\u3000" + start, "广东省通信管理局", 162, 4.3, 1.62)
    y += 4.3 * 1.62 * len(p.lines("\u3000\u3000" + start + "广东省通信管理局申请办理互联网信息服务核准（ICP核准），现郑重承诺如下：", SONG, 4.3, 162))
    for words in SIX:
        y = p.block(24, y + .6, words, 162, SONG, 4.3, lead=1.58, indent=2)
    y = p.block(24, y + .6, CLOSING, 162, SONG, 4.3, lead=1.58, indent=2) + 10
    x = 108
    if individual:
        p.write(x, y, "承诺人（签字、按手印）：", SONG, 4.4)
    else:
        p.write(x, y, "单位负责人（签字）：", SONG, 4.4)
    if signer:
        ink.handwriting(p, x + (48 if individual else 40), y + 2, signer, rng, size=min(7, 36 / len(signer)), kind="signature")
    if individual:
        ink.fingerprint(p, x + 66, y + 8, rng)
    else:
        p.write(x + 10, y + 10, "（单位公章）", SONG, 4.4)
    date_blank(p, x + 10, y + 20, rng, day)
    if seal:
        ink.company_seal(p, x + 36 + rng.uniform(-5, 5), y + 10 + rng.uniform(-3, 3), seal, rng, diameter=rng.uniform(38, 41), wear=rng.uniform(.2, .55))
    p.block(24, 268, "注：本承诺书自签署之日起半年内提出申请有效；同一主体仅需在首次申请ICP核准时提交，此后至核准注销前持续有效，新增、变更服务无需重新提交；主体整体注销后再次申请的，须重新签署。", 162, SONG, 3.0, lead=1.4)
    p.quiet = [(24, y - 6, 70, 24)]
    return p


def underline(page, x, y, before, words, width, size, lead):
    """A rule under `words` where it follows `before` in a block."""
    lines = page.lines(before + words, SONG, size, width)
    seen = 0
    for i, line in enumerate(lines):
        a, b = max(seen, len(before)), min(seen + len(line), len(before) + len(words))
        if a < b:
            x0 = x + page.length(line[:a - seen], SONG, size)
            page.line(x0, y + size * (lead * i + 1.12), x0 + page.length(line[a - seen:b - seen], SONG, size), y + size * (lead * i + 1.12), .25)
        seen += len(line)


OLDER = {"广东省单位网站备案承诺书": False, "广东省个人网站备案承诺书": True, "备案者承诺书": None, "互联网信息服务备案承诺书": None, "ICP备案信息真实性承诺书": None, "个人网站备案承诺书": True}


def older_letter(rng, title, name, individual, signer, day, seal=None, dpi=200):
    """Letters that name who promises."""
    p = Page(210, 297, dpi)
    p.centred(105, 34, title, HEI, 7, bold=.025)
    who = "本人" if individual else "本单位"
    y = p.block(26, 54, f"{who}{name}在办理网站备案过程中，郑重承诺：", 158, SONG, 4.5, lead=1.75, indent=2)
    for words in ("一、所提交的备案信息和证件材料真实、准确、完整，如有变更及时办理备案变更手续。", "二、网站开通后严格遵守国家有关法律法规，不从事备案内容以外的活动，不传播违法和不良信息。",
                  "三、不将备案号及域名出租、转让、出售给他人使用，停止使用时及时注销备案。", "四、主动配合通信管理部门的监督检查，违反上述承诺的，愿意承担相应的法律责任。"):
        y = p.block(26, y + 1, words, 158, SONG, 4.5, lead=1.75, indent=2)
    y += 16
    p.write(96, y, ("承诺人：" if individual else "单位名称：") + name, SONG, 4.5)
    p.write(96, y + 11, "签字：" if individual else "主体负责人签字：", SONG, 4.5)
    if signer:
        ink.handwriting(p, 96 + (14 if individual else 38), y + 13, signer, rng, size=min(7, 36 / len(signer)), kind="signature")
    date_blank(p, 96, y + 23, rng, day)
    if individual and rng.random() < .7:
        ink.fingerprint(p, 150, y + 14, rng)
    if seal:
        ink.company_seal(p, 148, y + 12, seal, rng, wear=rng.uniform(.2, .5))
    p.quiet = [(26, y, 60, 20)]
    return p


def authorisation(rng, unit, representative, number, agent, agent_number, day=None, seal=None, dpi=200):
    """关于网站备案及管理的负责人授权书; the date is left empty as the provider advises."""
    p = Page(210, 297, dpi)
    p.centred(105, 36, "关于网站备案及管理的负责人授权书", HEI, 6.6, bold=.025)
    y = p.block(26, 58, f"兹授权我公司 {agent} 同志（身份证号：{agent_number}）作为我单位网站备案的主体负责人和网站负责人，全权办理网站备案及网站日常管理的相关事宜。", 158, SONG, 4.6, lead=1.85, indent=2)
    for words in ("该同志在办理上述事项中的一切行为均视为我单位的行为，由我单位承担相应的法律责任。", "如被授权人员发生变动，我单位将及时办理备案信息变更手续；因未及时变更产生的后果由我单位自行承担。", "特此授权。"):
        y = p.block(26, y + 1, words, 158, SONG, 4.6, lead=1.85, indent=2)
    y += 18
    p.write(34, y, "法定代表人签字：", SONG, 4.6)
    ink.handwriting(p, 72, y + 2, representative, rng, size=min(7, 40 / len(representative)), kind="signature")
    p.write(34, y + 12, f"法定代表人证件号：{number}", SONG, 4.6)
    p.write(34, y + 24, f"主办单位名称：{unit}", SONG, 4.6)
    p.write(34, y + 36, "主办单位公章：", SONG, 4.6)
    p.write(118, y + 52, "授权日期：", SONG, 4.6)
    date_blank(p, 141, y + 52, rng, day, 4.0)
    if seal:
        ink.company_seal(p, 92, y + 42, seal, rng, wear=rng.uniform(.15, .5))
    p.quiet = [(120, y - 4, 60, 20)]
    return p, {"principal": unit, "agent": agent}
