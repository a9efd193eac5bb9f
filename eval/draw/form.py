"""网站备案信息真实性核验单, the standard sheet of A4 (docs: papers-as-they-are.md §1)."""
from . import ink
from .page import HEI, SONG, Page

LEFT, RIGHT, TOP, FOOT = 15.5, 197.8, 12.4, 287.7
SMALL, BODY = 2.7, 3.45
YES, NO = 167, 178

# y, question, small note
QUESTIONS = [
    (82.4, "网站主办者、网站负责人证件号码报备信息是否正确", ""), (90.2, "是否留存网站主办者、网站负责人证件复印件", ""), (97.4, "是否当面采集并留存网站负责人照片", ""),
    (110.4, "网站负责人手机号码报备信息是否正确", ""), (118.2, "网站负责人座机号码报备信息是否正确", "（个人网站可不填写）"), (125.6, "网站负责人电子邮箱报备信息是否正确", ""),
    (133.2, "网站负责人通信地址报备信息是否正确", ""), (153.4, "网站服务内容/项目报备信息是否正确", ""), (158.6, "是否有前置审批或专项审批文件", "（如有，请在下列项目中选择）"),
    (176.2, "本单位是否正确报备接入信息", "（接入服务提供者、接入方式、服务器放置地、IP地址）")]
HEADINGS = [(58.8, "一、主体信息核验内容："), (104.6, "二、联系方式核验内容："), (140.6, "三、网站信息核验内容："), (170.8, "四、接入信息报备内容：")]
UNIT_PAPERS = "□组织机构代码证书　□工商营业执照　□事业法人证书　□社团法人证书　□军队代号　□其他"
PERSON_PAPERS = "□身份证　□户口簿　□军官证　□港澳台胞证　□护照　□其他"
APPROVALS = "□新闻 □出版 □教育 □医疗保健 □药品和医疗器械 □文化 □广播电视节目 □电子公告服务 □其他"
PROVIDER_PROMISE = ("本单位已按照要求对网站主办者提交的备案信息进行了核验，并留存了相关资料，", "保证所核验的信息真实、准确、有效。如核验不实，本单位愿意承担由此产生的", "一切责任，并接受通信管理部门的处罚，在本单位接入期间持续做好信息核查，", "发现备案信息变动时及时督促网站主办者办理变更手续。")
OWNER_PROMISE = ("本人（本单位）已履行网站备案信息当面核验手续，承诺所提供的各项信息和资料", "真实、准确、完整，网站开通后不从事备案项目以外的活动。如有违反，愿意承担", "关闭网站、注销备案并列入黑名单等相应的处理及一切法律责任。")


def band(page, y0, y1, words):
    page.rect(LEFT, y0, RIGHT, y1, fill=(18, 18, 18))
    page.write(LEFT + 3, (y0 + y1) / 2 - 2.2, words, HEI, 4.2, (255, 255, 255), .15)


def answers(page, y, yes=YES, no=NO):
    page.write(yes, y, "□是", SONG, BODY)
    page.write(no, y, "□否", SONG, BODY)


def verification_form(rng, subject, domains, individual, signed=None, seal=None, dated=None, registrar=None, seal_tail=(), dpi=220, typeface=SONG):
    """`signed`: who signs, `seal`: the name on the seal, `dated`: the organiser's date written by hand; None leaves each empty."""
    p = Page(210, 297, dpi)
    p.centred(105, 4.4, "网站备案信息真实性核验单", HEI, 5.2, gap=1.6, bold=.02)
    p.rect(LEFT, TOP, RIGHT, FOOT, width=.45)
    band(p, TOP, 21, "网站主办者基本信息：(网站主办者填写)")
    p.line(LEFT, 30, RIGHT, 30)
    for x in (48, 144, 166):
        p.line(x, 21, x, 30)
    p.centred((LEFT + 48) / 2, 23.8, "网站主办者名称", SONG, BODY)
    size = next(s for s in (4.2, 3.8, 3.4, 3.0, 2.6) if p.length(subject, HEI, s) < 93 or s == 2.6)
    p.write(50.5, 25.6 - size / 2, subject, HEI, size, bold=.018, name="subject")
    p.centred(155, 23.8, "网站类型", SONG, BODY)
    unit, person = ("□单位", "■个人") if individual else ("■单位", "□个人")
    p.write(168, 23.8, unit + "　" + person, SONG, BODY)
    p.line(48, 30, 48, 49.4)
    p.centred((LEFT + 48) / 2, 33.4, "网站域名", SONG, BODY)
    p.centred((LEFT + 48) / 2, 41.0, "域名注册商", SONG, BODY)
    listed = rng.choice(["、", "；", "  "]).join(domains)
    one_line = len(domains) == 1 or rng.random() < .4
    for i, words in enumerate([listed] if one_line else domains):
        p.write(50.5, 33.0 + 5.2 * i, words, HEI, 4.2, gap=.1, bold=.018, name=f"domain{i}")
    if registrar:
        p.write(50.5, 41.4 + (0 if one_line else 3.0), registrar, SONG, BODY, bold=.01)
    p.line(LEFT, 49.4, RIGHT, 49.4)
    band(p, 49.8, 58, "网站备案信息核验内容：(接入服务单位填写)")

    for y, words in HEADINGS:
        p.line(LEFT, y - .6, RIGHT, y - .6)
        p.write(LEFT + 2, y, words, HEI, BODY)
    p.write(LEFT + 4, 65.4, "核验网站主办者、网站负责人证件资质", SONG, BODY)
    p.write(82, 65.9, "（在□内打√，每项只能选择一个）", SONG, SMALL)
    p.write(LEFT + 4, 71.2, "单位证件资质：", SONG, BODY)
    p.write(42, 71.2, UNIT_PAPERS, SONG, 3.25)
    p.write(LEFT + 4, 76.8, "个人证件资质：", SONG, BODY)
    p.write(42, 76.8, PERSON_PAPERS, SONG, 3.25)
    for y, words, note in QUESTIONS:
        p.line(LEFT, y - 1.3, RIGHT, y - 1.3, .18)
        x = p.write(LEFT + 4, y, words, SONG, BODY)
        p.write(x + 1, y + .5, note, SONG, SMALL)
        answers(p, y)
    p.line(LEFT, 145.8, RIGHT, 145.8, .18)
    p.line(105, 145.8, 105, 151.9, .18)
    p.write(LEFT + 4, 147.4, "网站名称报备信息是否规范", SONG, BODY)
    answers(p, 147.4, 77, 88)
    p.write(108, 147.4, "域名报备信息是否正确", SONG, BODY)
    answers(p, 147.4)
    p.line(LEFT, 163.1, RIGHT, 163.1, .18)
    p.write(LEFT + 4, 164.6, APPROVALS, SONG, 3.25)
    p.line(LEFT, 181, RIGHT, 181)
    p.write(LEFT + 2, 182.2, "五、是否留存网站备案信息书面文档", HEI, BODY)
    answers(p, 182.2)
    band(p, 186.4, 195, "网站备案信息核验承诺：(接入服务单位、网站主办者签署)")

    for i, words in enumerate(PROVIDER_PROMISE):
        p.write(27 if i else 34, 199 + 5.3 * i, words, SONG, 4.0, bold=.014)
    p.write(27, 223.4, "核验人签字：", SONG, 3.9)
    p.write(97, 223.4, "接入商盖章：", SONG, 3.9)
    p.write(27, 229.4, "日　期：　　　年　　月　　日", SONG, 3.9)
    p.dashes(LEFT + 1, RIGHT - 1, 237)
    for i, words in enumerate(OWNER_PROMISE):
        p.write(27 if i else 34, 240 + 5.4 * i, words, SONG, 4.0, bold=.014)
    p.write(27, 259.6, "网站负责人签字：", SONG, 3.9)
    if not individual:
        p.write(99, 267, "单位盖章：", SONG, 3.9)
    p.write(27, 276, "日　期：　　　　年　　　月　　　日", SONG, 3.9)
    if signed:
        ink.handwriting(p, 60 + rng.uniform(-1, 4), 261 + rng.uniform(-1.2, 1.2), signed, rng, size=min(6.6, 40 / len(signed)), kind="signature")
    if dated:
        pen = rng.choice(ink.PENS)
        for x, words in ((43, str(dated.year)), (66, str(dated.month)), (81, str(dated.day))):
            ink.handwriting(p, x, 278, words, rng, size=4.6, colour=pen, cursive=0)
    if seal:
        ink.company_seal(p, 144 + rng.uniform(-5, 5), 271 + rng.uniform(-3, 3), seal, rng, diameter=rng.uniform(37, 40), tail=seal_tail)
    p.quiet = [(100, 240, 60, 8), (110, 32, 70, 14), (120, 224, 60, 9)]
    return p
