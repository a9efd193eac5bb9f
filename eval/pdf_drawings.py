"""Draws Chinese PDFs whose text is known: one for each way in which PDF text gets lost or lies.

`all_drawings(folder)` yields (name, bytes, truth, want), `truth` being the lines a person sees in reading order and `want`
whether the text can be had from the file (`layer`) or only from the pixels (`pixels`).
Needs the Debian packages fonts-arphic-uming, fonts-wqy-zenhei and libcairo2, and for some drawings chromium and
libreoffice-writer-nogui; what is missing is reported, not passed over.
"""
import html
import io
import logging
import random
import shutil
import subprocess
from pathlib import Path

import pikepdf
from fontTools.pens.basePen import BasePen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageDraw, ImageFont

logging.getLogger("fontTools").setLevel(logging.ERROR)
# WenQuanYi Zen Hei has no usable vertical advances: columns set in it are a heap of ink.
VERTICAL = "AR PL UMing CN"
UMING = ("/usr/share/fonts/truetype/arphic/uming.ttc", 0)
ZENHEI = ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0)

FORM = ["网站备案信息真实性核验单", "主办者名称：成都云帆科技有限公司", "证件号码：91510100MA6CBTXK2P", "网站负责人：欧阳晓燕",
        "联系电话：13800138000", "网站域名：yunfan-keji.cn", "本人承诺以上信息真实、准确、完整。", "日期：2026年3月18日"]
LICENCE = ["营业执照", "统一社会信用代码 91440300MA5F7Q2N8X", "名称 深圳市麦穗餐饮管理有限公司", "类型 有限责任公司（自然人独资）",
           "法定代表人 覃丽娟", "住所 深圳市南山区粤海街道科技园路12号3栋1805室", "注册资本 壹佰万元整", "登记机关 深圳市市场监督管理局"]
LETTER = ["授权委托书", "兹委托马明同志（身份证号：510104199003074218）", "办理我单位网站备案事宜。", "民族：回，长方形门窗，龙凤见贝，青山风雨，食页马鱼。",
          "委托期限自2026年1月1日至2026年12月31日止。", "受托人无转委托权，特此委托。", "委托单位：贵阳青岩古镇旅游开发有限公司"]
TRADITIONAL = ["網站備案資料真實性核驗單", "主辦者名稱：臺北雲端科技有限公司", "負責人：歐陽曉燕", "聯絡電話：0912345678", "本人承諾以上資料真實、準確、完整。"]
TEXTS = {"form": FORM, "licence": LICENCE, "letter": LETTER}
OTHER = ["主办者名称：昆明滇池文化传播有限公司", "证件号码：91530100MA6K0H3W1T", "网站负责人：赵建国", "联系电话：13900139000"]


# Files put together object by object.

def document(content, fonts, xobjects=None, states=None, size=(595, 842)):
    pdf = pikepdf.new()
    resources = Dictionary(Font=Dictionary({f"/{k}": v(pdf) for k, v in fonts.items()}))
    if xobjects:
        resources.XObject = Dictionary({f"/{k}": v(pdf) for k, v in xobjects.items()})
    if states:
        resources.ExtGState = Dictionary({f"/{k}": v for k, v in states.items()})
    page = Dictionary(Type=Name.Page, MediaBox=Array([0, 0, *size]), Resources=resources, Contents=Stream(pdf, content.encode()))
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    return saved(pdf)


def saved(pdf):
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def shown(lines, code, size=14, font="F", left=60, top=780, step=26, before=""):
    """Lines from the top, each in its own text object."""
    return "\n".join(f"BT {before} /{font} {size} Tf {left} {top - step * i} Td <{code(t)}> Tj ET" for i, t in enumerate(lines))


def columns(lines, code, size=14, right=520, top=790, step=26):
    """Columns from the right, for a font of vertical writing."""
    return "\n".join(f"BT /F {size} Tf {right - step * i} {top} Td <{code(t)}> Tj ET" for i, t in enumerate(lines))


def absent(cmap, ordering="GB1", name="SimSun", truetype=True):
    """A composite font that is not in the file."""
    def build(pdf):
        descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name("/" + name), Flags=4, ItalicAngle=0, Ascent=859, Descent=-140,
                                StemV=80, CapHeight=683, FontBBox=Array([-8, -145, 1000, 859]))
        child = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2 if truetype else Name.CIDFontType0, BaseFont=Name("/" + name), DW=1000,
                           CIDSystemInfo=Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String(ordering), Supplement=4),
                           W=Array([1, 95, 500]), FontDescriptor=pdf.make_indirect(descriptor))
        return pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/" + name), Encoding=Name("/" + cmap),
                                            DescendantFonts=Array([pdf.make_indirect(child)])))
    return build


def codec(name):
    return lambda text: text.encode(name).hex()


def renamed(data, characters):
    """The font with each glyph named after its character; the other tables stay as they are."""
    font = TTFont(io.BytesIO(data), recalcBBoxes=False, recalcTimestamp=False)
    font["post"].formatType, font["post"].extraNames, font["post"].mapping = 2.0, [], {}
    font.setGlyphOrder([f"uni{ord(characters[g]):04X}" if g in characters else f"other{g}" for g in range(font["maxp"].numGlyphs)])
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


class Program:
    """A subset of a font, with or without what tells its characters."""

    def __init__(self, face, text, cmap=False, names=False):
        font = TTFont(face[0], fontNumber=face[1])
        options = Options()
        options.glyph_names = options.notdef_outline = True
        options.layout_features = []
        options.drop_tables += ["GSUB", "GPOS", "BASE", "vhea", "vmtx", "DSIG", "EBDT", "EBLC", "EBSC"]
        subset = Subsetter(options)
        subset.populate(text=text)
        subset.subset(font)
        best = font.getBestCmap()
        self.glyph = {chr(c): font.getGlyphID(n) for c, n in best.items()}
        self.name = {chr(c): n for c, n in best.items()}
        upem = font["head"].unitsPerEm
        self.width = {g: font["hmtx"][n][0] * 1000 / upem for n, g in font.getReverseGlyphMap().items()}
        font["post"].formatType = 3.0
        if not cmap:
            del font["cmap"]
        self.font, self.upem = font, upem
        out = io.BytesIO()
        font.save(out)
        self.data = renamed(out.getvalue(), {g: c for c, g in self.glyph.items()}) if names else out.getvalue()

    def codes(self, text):
        return "".join(f"{self.glyph[c]:04x}" for c in text)


def embedded(program, encoding="Identity-H", ordering="Identity", cids=None, to_unicode=None):
    """A composite font in the file. `cids`: character to CID, when codes are not glyph numbers."""
    def build(pdf):
        file = Stream(pdf, program.data)
        file.Length1 = len(program.data)
        descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name("/ABCDEF+Drawn"), Flags=4, ItalicAngle=0, Ascent=859, Descent=-140,
                                StemV=80, CapHeight=683, FontBBox=Array([-8, -145, 1000, 859]), FontFile2=file)
        numbers = cids or {c: g for c, g in program.glyph.items()}
        widths = Array()
        for c, n in sorted(numbers.items(), key=lambda item: item[1]):
            widths.append(n)
            widths.append(Array([round(program.width[program.glyph[c]])]))
        child = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name("/ABCDEF+Drawn"), DW=1000, W=widths,
                           CIDSystemInfo=Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String(ordering), Supplement=4),
                           FontDescriptor=pdf.make_indirect(descriptor))
        if cids:
            table = bytearray(2 * (max(cids.values()) + 1))
            for c, n in cids.items():
                table[2 * n:2 * n + 2] = program.glyph[c].to_bytes(2, "big")
            child.CIDToGIDMap = Stream(pdf, bytes(table))
        else:
            child.CIDToGIDMap = Name.Identity
        font = Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/ABCDEF+Drawn"), Encoding=Name("/" + encoding),
                          DescendantFonts=Array([pdf.make_indirect(child)]))
        if to_unicode:
            rows = "\n".join(f"<{g:04x}> <{c.encode('utf-16-be').hex()}>" for g, c in sorted(to_unicode.items()))
            font.ToUnicode = Stream(pdf, (f"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
                                          f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{len(to_unicode)} beginbfchar\n{rows}\n"
                                          "endbfchar endcmap end end").encode())
        return pdf.make_indirect(font)
    return build


def true_map(program):
    return {g: c for c, g in program.glyph.items()}


def gb1(text):
    """Character to CID of Adobe-GB1, by the CMap resources that pdfminer ships."""
    from pdfminer.cmapdb import CMapDB
    cmap = CMapDB.get_cmap("UniGB-UTF16-H")
    return {c: next(iter(cmap.decode(c.encode("utf-16-be")))) for c in set(text)}


class Outline(BasePen):
    def __init__(self, glyphs, scale):
        super().__init__(glyphs)
        self.out, self.scale = [], scale

    def put(self, operator, *points):
        self.out.append(" ".join(f"{v * self.scale:.2f}" for p in points for v in p) + " " + operator)

    def _moveTo(self, p): self.put("m", p)
    def _lineTo(self, p): self.put("l", p)
    def _curveToOne(self, a, b, c): self.put("c", a, b, c)
    def _closePath(self): self.out.append("h")


def drawn(program, text):
    """A Type 3 font: each glyph a little page, named by number, without a map."""
    chars = sorted(set(text))
    code = {c: i + 1 for i, c in enumerate(chars)}

    def build(pdf):
        glyphs = program.font.getGlyphSet()
        order = program.font.getGlyphOrder()
        procedures, widths = {}, []
        for c in chars:
            pen = Outline(glyphs, 1000 / program.upem)
            glyphs[order[program.glyph[c]]].draw(pen)
            width = round(program.width[program.glyph[c]])
            widths.append(width)
            procedures[f"/g{code[c]}"] = Stream(pdf, f"{width} 0 -10 -200 1010 900 d1 {' '.join(pen.out)} f".encode())
        return pdf.make_indirect(Dictionary(
            Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([-10, -200, 1010, 900]), FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
            FirstChar=1, LastChar=len(chars), Widths=Array(widths), CharProcs=Dictionary(procedures), Resources=Dictionary(),
            Encoding=Dictionary(Type=Name.Encoding, Differences=Array([1, *[Name(f"/g{i + 1}") for i in range(len(chars))]]))))
    return build, lambda t: "".join(f"{code[c]:02x}" for c in t)


def scan(lines):
    """A grey picture of a page, as a scanner makes it."""
    picture = Image.new("L", (1240, 1754), 250)
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(ZENHEI[0], 34, index=ZENHEI[1])
    for i, line in enumerate(lines):
        pen.text((120, 150 + 80 * i), line, fill=40, font=font)

    def build(pdf):
        stream = Stream(pdf, picture.tobytes())
        stream.Type, stream.Subtype, stream.Width, stream.Height = Name.XObject, Name.Image, *picture.size
        stream.ColorSpace, stream.BitsPerComponent = Name.DeviceGray, 8
        return stream
    return build


def by_hand():
    for cmap, name in [("GBK-EUC-H", "gbk"), ("GB-EUC-H", "gb2312"), ("GBKp-EUC-H", "gbk"), ("GBpc-EUC-H", "gb2312"), ("GBK2K-H", "gb18030"),
                       ("UniGB-UCS2-H", "utf-16-be"), ("UniGB-UTF16-H", "utf-16-be")]:
        for key, lines in TEXTS.items():
            # 䶮 has four bytes in GB 18030 and no place in the older sets.
            lines = [*lines, "姓名：刘䶮"] if name in ("gb18030", "utf-16-be") else lines
            yield f"absent-{cmap}-{key}", document(shown(lines, codec(name)), {"F": absent(cmap)}), lines, "layer"
        if cmap != "GBpc-EUC-H":
            vertical = cmap[:-1] + "V"
            yield f"absent-{vertical}", document(columns(FORM, codec(name)), {"F": absent(vertical)}), FORM, "layer"
    for cmap, name in [("ETen-B5-H", "big5"), ("ETenms-B5-H", "cp950"), ("B5pc-H", "big5"), ("HKscs-B5-H", "big5hkscs"),
                       ("UniCNS-UCS2-H", "utf-16-be"), ("UniCNS-UTF16-H", "utf-16-be")]:
        yield f"absent-{cmap}", document(shown(TRADITIONAL, codec(name)), {"F": absent(cmap, "CNS1", "MingLiU")}), TRADITIONAL, "layer"
    yield "absent-ETen-B5-V", document(columns(TRADITIONAL, codec("big5")), {"F": absent("ETen-B5-V", "CNS1", "MingLiU")}), TRADITIONAL, "layer"

    for key, lines in TEXTS.items():
        text = "".join(lines)
        face = UMING if key == "form" else ZENHEI
        bare, cids = Program(face, text), gb1(text)
        yield f"identity-charmap-{key}", document(shown(lines, (p := Program(face, text, cmap=True)).codes), {"F": embedded(p)}), lines, "layer"
        yield f"identity-names-{key}", document(shown(lines, (p := Program(face, text, names=True)).codes), {"F": embedded(p)}), lines, "layer"
        yield f"identity-bare-{key}", document(shown(lines, bare.codes), {"F": embedded(bare)}), lines, "pixels"
        yield (f"embedded-GBK-EUC-H-{key}", document(shown(lines, codec("gbk")), {"F": embedded(bare, "GBK-EUC-H", "GB1", cids)}), lines, "layer")
        by_cid = lambda t: "".join(f"{cids[c]:04x}" for c in t)
        yield f"embedded-Identity-H-GB1-{key}", document(shown(lines, by_cid), {"F": embedded(bare, "Identity-H", "GB1", cids)}), lines, "layer"
        build, code = drawn(Program(face, text, cmap=True), text)
        yield f"drawn-glyphs-{key}", document(shown(lines, code), {"F": build}), lines, "pixels"
        # A map for copying that says another character for each: a person sees the true ones.
        chars = sorted(set(text))
        moved = chars[:]
        random.Random(key).shuffle(moved)
        lie = {bare.glyph[c]: m for c, m in zip(chars, moved)}
        yield f"lying-map-{key}", document(shown(lines, bare.codes), {"F": embedded(bare, to_unicode=lie)}), lines, "pixels"
        yield (f"bold-twice-{key}", document(shown(lines, bare.codes, before="2 Tr 0.4 w") + shown(lines, bare.codes, left=60.3),
                                             {"F": embedded(bare, to_unicode=true_map(bare))}), lines, "layer")
        pair = Program(face, text + "".join(OTHER))
        font = {"F": embedded(pair, to_unicode=true_map(pair))}
        seen, other = shown(lines, pair.codes), lambda **more: shown(OTHER, pair.codes, top=400, **more)
        for way, content in {
            "mode3": seen + other(before="3 Tr"),
            "white": seen + other(before="1 g"),
            "outside": seen + other(left=700),
            "clipped": seen + " q 0 0 10 10 re W n " + other() + " Q",
            "covered": seen + other() + " 1 g 40 250 500 180 re f",
            "tiny": seen + other(size=1),
            "transparent": seen + " q /T gs " + other() + " Q",
        }.items():
            yield f"hidden-{way}-{key}", document(content, font, states={"T": Dictionary(ca=0)}), lines, "layer"
        both = f"q 595 0 0 842 0 0 cm /S Do Q {shown(OTHER, pair.codes, before='3 Tr')}"
        yield f"scan-lying-layer-{key}", document(both, font, {"S": scan(lines)}), lines, "pixels"


# Files written by other programs.

def without_maps(data):
    """The same file without any ToUnicode, and its fonts without their own character map where they have one."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for item in pdf.objects:
            if isinstance(item, Dictionary) and "/ToUnicode" in item:
                del item["/ToUnicode"]
        return saved(pdf)


def by_reportlab():
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.ttfonts import TTFont as ReportFont
    from reportlab.pdfgen import canvas
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    pdfmetrics.registerFont(ReportFont("Zen", ZENHEI[0], subfontIndex=ZENHEI[1]))
    for font in ["STSong-Light", "Zen"]:
        for key, lines in TEXTS.items():
            out = io.BytesIO()
            page = canvas.Canvas(out, invariant=1)
            page.setFont(font, 14)
            for i, line in enumerate(lines):
                page.drawString(60, 780 - 26 * i, line)
            page.save()
            yield f"reportlab-{font}-{key}", out.getvalue(), lines, "layer"
            if font == "Zen":
                yield f"reportlab-{font}-without-map-{key}", without_maps(out.getvalue()), lines, "pixels"


def by_cairo():
    import cairocffi
    for key, lines in TEXTS.items():
        for way in ["text", "outlines"]:
            out = io.BytesIO()
            surface = cairocffi.PDFSurface(out, 595, 842)
            pen = cairocffi.Context(surface)
            pen.select_font_face("AR PL UMing CN" if key == "form" else "WenQuanYi Zen Hei")
            pen.set_font_size(14)
            for i, line in enumerate(lines):
                pen.move_to(60, 62 + 26 * i)
                if way == "text":
                    pen.show_text(line)
                else:
                    pen.text_path(line)
                    pen.fill()
            surface.finish()
            yield f"cairo-{way}-{key}", out.getvalue(), lines, "layer" if way == "text" else "pixels"
            if way == "text":
                yield f"cairo-without-map-{key}", without_maps(out.getvalue()), lines, "pixels"


def by_browser(folder):
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if not browser:
        yield "browser", None, [], "chromium is not installed"
        return
    for key, lines in TEXTS.items():
        for way, style in {"rows": "", "columns": "writing-mode: vertical-rl; height: 240mm;"}.items():
            page, made = folder / f"{key}-{way}.html", folder / f"{key}-{way}.pdf"
            body = "".join(f"<p>{html.escape(t)}</p>" for t in lines)
            face = VERTICAL if style else "WenQuanYi Zen Hei"
            page.write_text(f"<meta charset=utf-8><style>body{{font:14pt '{face}';{style}}}p{{margin:6pt}}</style><body>{body}")
            done = subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={made}",
                                   page.as_uri()], capture_output=True, timeout=180)
            if done.returncode or not made.exists():
                yield f"browser-{way}-{key}", None, [], "chromium failed"
                continue
            yield f"browser-{way}-{key}", made.read_bytes(), lines, "layer"
            if way == "rows":
                yield f"browser-without-map-{key}", without_maps(made.read_bytes()), lines, "pixels"


def by_office(folder):
    office = shutil.which("soffice")
    if not office:
        yield "office", None, [], "libreoffice-writer-nogui is not installed"
        return
    for key, lines in TEXTS.items():
        for way, mode in {"rows": "lr-tb", "columns": "tb-rl"}.items():
            source = folder / f"office-{key}-{way}.fodt"
            face = VERTICAL if way == "columns" else "WenQuanYi Zen Hei"
            body = "".join(f'<text:p text:style-name="P">{html.escape(t)}</text:p>' for t in lines)
            source.write_text(f'''<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:automatic-styles><style:page-layout style:name="L"><style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm"
 fo:margin="20mm" style:writing-mode="{mode}"/></style:page-layout><style:style style:name="P" style:family="paragraph">
<style:paragraph-properties fo:margin-bottom="3mm" style:writing-mode="page"/><style:text-properties fo:font-size="14pt" style:font-size-asian="14pt"
 fo:font-family="'{face}'" style:font-family-asian="'{face}'"/></style:style></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="L"/></office:master-styles>
<office:body><office:text>{body}</office:text></office:body></office:document>''')
            done = subprocess.run([office, "--headless", f"-env:UserInstallation={(folder / 'office').as_uri()}", "--convert-to", "pdf",
                                   "--outdir", str(folder), str(source)], capture_output=True, timeout=300)
            made = source.with_suffix(".pdf")
            if done.returncode or not made.exists():
                yield f"office-{way}-{key}", None, [], "libreoffice failed"
                continue
            yield f"office-{way}-{key}", made.read_bytes(), lines, "layer"


def all_drawings(folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    yield from by_hand()
    yield from by_reportlab()
    yield from by_cairo()
    yield from by_browser(folder)
    yield from by_office(folder)
