"""PDFs to be signed, and what is done to them afterwards."""
import io

from asn1crypto import keys, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from . import authority

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))


def paper(rng):
    """A letter with a form field."""
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=A4, pageCompression=rng.random() < 0.5)
    for number in range(rng.choice([1, 1, 2])):
        page.setFont("STSong-Light", 16)
        page.drawString(100, 760, "网站备案承诺书")
        page.setFont("STSong-Light", 11)
        for line in range(rng.randrange(3, 12)):
            page.drawString(100, 720 - 22 * line, f"第{line + 1}条 本单位承诺所提交的材料真实有效，编号{rng.randrange(10 ** 6):06d}。")
        if number == 0:
            page.acroForm.textfield(name="remark", x=100, y=200, width=200, height=20, value="")
        page.showPage()
    page.save()
    return out.getvalue()


def signer(member, others, pss):
    certificate, key = member
    store = SimpleCertificateStore()
    store.register_multiple(x509.Certificate.load(c) for c in others)
    return signers.SimpleSigner(signing_cert=x509.Certificate.load(certificate), signing_key=keys.PrivateKeyInfo.load(authority.pkcs8(key)),
                                cert_registry=store, prefer_pss=pss)


def sign(data, who, field="Signature1", certify=None, pades=False):
    form = fields.SigSeedSubFilter.PADES if pades else fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    meta = signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256", subfilter=form, certify=certify is not None,
                                        docmdp_permissions=certify or fields.MDPPerm.FILL_FORMS)
    out = io.BytesIO()
    signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data)), meta, signer=who, output=out)
    return out.getvalue()


def updated(data, change):
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def first_page(writer):
    return writer.find_page_for_modification(0)[0].get_object()


def other_words(writer):
    page = first_page(writer)
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT /F1 20 Tf 100 700 Td (changed) Tj ET"))
    writer.update_container(page)


def more_words(writer):
    page = first_page(writer)
    there = page.raw_get("/Contents")
    page["/Contents"] = generic.ArrayObject([there, writer.add_object(generic.StreamObject(stream_data=b"1 0 0 rg 100 600 200 40 re f"))])
    writer.update_container(page)


def field_filled(writer):
    field = writer.root["/AcroForm"]["/Fields"][0].get_object()
    field["/V"] = generic.TextStringObject("filled in")
    # As viewers do it: the value and the look of it.
    look = generic.StreamObject(stream_data=b"/Tx BMC BT /Helv 12 Tf (filled in) Tj ET EMC",
                                dict_data={generic.pdf_name("/Type"): generic.pdf_name("/XObject"), generic.pdf_name("/Subtype"): generic.pdf_name("/Form"),
                                           generic.pdf_name("/BBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 200, 20)))})
    field["/AP"] = generic.DictionaryObject({generic.pdf_name("/N"): writer.add_object(look)})
    writer.update_container(field)


def note_added(writer):
    page = first_page(writer)
    note = generic.DictionaryObject({generic.pdf_name("/Type"): generic.pdf_name("/Annot"), generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
                                     generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (100, 500, 300, 540))),
                                     generic.pdf_name("/Contents"): generic.TextStringObject("a note"), generic.pdf_name("/DA"): generic.TextStringObject("/Helv 12 Tf 0 g")})
    annots = generic.ArrayObject([page["/Annots"].raw_get(i) for i in range(len(page["/Annots"]))] if "/Annots" in page else [])
    annots.append(writer.add_object(note))
    page["/Annots"] = annots
    writer.update_container(page)


def byte_range(data, at=0):
    found = list(PdfFileReader(io.BytesIO(data)).embedded_signatures)
    return [int(n) for n in found[at].byte_range]


def spoil_text(data, rng):
    """Another byte within the first covered part, in a stream or a string, the syntax left whole."""
    end = byte_range(data)[1]
    at = data.index(b"stream", 0, end) + 20
    stop = data.index(b"endstream", at)
    place = rng.randrange(at, stop - 3)
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1:]


def spoil_value(data, rng):
    """Another digit within the value of the signature, near its end: the number that was computed."""
    _, first, second, _ = byte_range(data)
    digits = data[first + 1:second - 1]
    last = len(digits.rstrip(b"0"))
    place = first + 1 + last - rng.randrange(4, 60)
    digit = b"0" if data[place:place + 1] != b"0" else b"7"
    return data[:place] + digit + data[place + 1:]


def transplant(data, other):
    """The value of another file's signature, where both have room for it."""
    _, a, b, _ = byte_range(data)
    _, c, d, _ = byte_range(other)
    value = other[c + 1:d - 1].rstrip(b"0")
    return data[:a + 1] + value.ljust(b - a - 2, b"0")[:b - a - 2] + data[b - 1:]


def shorter_range(data):
    """A range that leaves out the last bytes it covered; the digits keep their places."""
    a, b, c, d = byte_range(data)
    text = f"{a} {b} {c} {d}".encode()
    at = data.index(text)
    other = f"{a} {b} {c} {d - 9}".encode().ljust(len(text))
    return data[:at] + other + data[at + len(text):]


def sm2_signed(data, family, gm_numbers):
    """A signature field filled by hand: room for the value, the range written in, the value put there."""
    room = 8192

    def place(writer):
        value = generic.DictionaryObject({generic.pdf_name("/Type"): generic.pdf_name("/Sig"), generic.pdf_name("/Filter"): generic.pdf_name("/Adobe.PPKLite"),
                                          generic.pdf_name("/SubFilter"): generic.pdf_name("/adbe.pkcs7.detached"),
                                          generic.pdf_name("/ByteRange"): generic.ArrayObject(map(generic.NumberObject, (0, 9999999999, 9999999998, 9999999997))),
                                          generic.pdf_name("/Contents"): generic.ByteStringObject(b"\0" * (room // 2))})
        field = writer.add_object(generic.DictionaryObject({generic.pdf_name("/FT"): generic.pdf_name("/Sig"), generic.pdf_name("/T"): generic.TextStringObject("Sm2"),
                                                            generic.pdf_name("/Type"): generic.pdf_name("/Annot"), generic.pdf_name("/Subtype"): generic.pdf_name("/Widget"),
                                                            generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 0, 0))),
                                                            generic.pdf_name("/F"): generic.NumberObject(132), generic.pdf_name("/V"): writer.add_object(value)}))
        form = writer.root["/AcroForm"]
        form["/Fields"].append(field)
        form["/SigFlags"] = generic.NumberObject(3)
        writer.update_container(form["/Fields"])
        writer.update_container(form)
        page = first_page(writer)
        annots = generic.ArrayObject([page["/Annots"].raw_get(i) for i in range(len(page["/Annots"]))] if "/Annots" in page else [])
        annots.append(field)
        page["/Annots"] = annots
        writer.update_container(page)

    made = updated(data, place)
    first = made.rindex(b"<" + b"00" * (room // 2) + b">")
    second = first + room + 2
    blank = b"[ 0 9999999999 9999999998 9999999997 ]"
    blank = blank if blank in made else blank.replace(b"[ ", b"[").replace(b" ]", b"]")
    text = f"[0 {first} {second} {len(made) - second}]".encode().ljust(len(blank))
    assert made.count(blank) == 1, "the place of the range"
    made = made.replace(blank, text)
    certificate, key = family["good"]
    message = authority.sm2_message(certificate, key, made[:first] + made[second:], gm_numbers)
    return made[:first + 1] + message.hex().encode().ljust(room, b"0") + made[second - 1:]
