"""Pixels into files: JPEG with a telephone's header, PNG, PDF of pictures."""
import io
import zlib

from PIL import Image

PHONES = [("HUAWEI", "NOH-AN00"), ("Xiaomi", "M2102K1C"), ("vivo", "V2183A"), ("OPPO", "PGFM10"), ("Apple", "iPhone 13")]


def jpeg(pixels, quality=88, density=None, phone=None, orientation=None, exif_density=None, subsampling="4:2:0"):
    """`density` goes into the JFIF header; `exif_density` and `orientation` into EXIF tags."""
    exif = Image.Exif()
    if phone:
        exif[0x010F], exif[0x0110] = phone
        exif[0x0132] = "2026:05:20 10:12:31"
    if orientation:
        exif[0x0112] = orientation
    if exif_density:
        exif[0x011A] = exif[0x011B] = float(exif_density)
        exif[0x0128] = 2
    out = io.BytesIO()
    extra = {"dpi": (density, density)} if density else {}
    Image.fromarray(pixels).save(out, "JPEG", quality=quality, subsampling=subsampling, exif=exif.tobytes() if len(exif) else b"", **extra)
    return out.getvalue()


def png(image, density=None):
    out = io.BytesIO()
    image = image if isinstance(image, Image.Image) else Image.fromarray(image)
    image.save(out, "PNG", compress_level=4, **({"dpi": (density, density)} if density else {}))
    return out.getvalue()


def pdf(pictures, producer="Scan 3.1"):
    """One JPEG a page. `pictures`: (jpeg bytes, pixel width, pixel height, page width, page height, left, foot, width, height), the last six in points."""
    objects = []

    def add(body):
        objects.append(body)
        return len(objects)

    add(b"<< /Type /Catalog /Pages 2 0 R >>")
    add(b"")        # the page tree, known at the end
    kids = []
    for data, pw, ph, page_w, page_h, left, foot, w, h in pictures:
        image = add(b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length %d >>\nstream\n" % (pw, ph, len(data)) + data + b"\nendstream")
        drawn = zlib.compress(b"q %.3f 0 0 %.3f %.3f %.3f cm /Im0 Do Q" % (w, h, left, foot))
        content = add(b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(drawn) + drawn + b"\nendstream")
        kids.append(add(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.3f %.3f] /Resources << /XObject << /Im0 %d 0 R >> >> /Contents %d 0 R >>" % (page_w, page_h, image, content)))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % k for k in kids))
    info = add(b"<< /Producer (%s) >>" % producer.encode("ascii"))
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    for i, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % i + body + b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % at for at in places))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, info, start))
    return out.getvalue()
