"""Authorities and signers with invented names: RSA and ECDSA by `cryptography`, SM2 by hand with `gmssl`."""
import datetime as dt
import hashlib
import secrets

from asn1crypto import algos, cms, core, keys, x509
from cryptography import x509 as cx
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from gmssl import func, sm2, sm3

UTC = dt.timezone.utc
NOW = dt.datetime.now(UTC).replace(microsecond=0)
YEAR = dt.timedelta(days=365)
KEYS = {"rsa": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048), "pss": lambda: rsa.generate_private_key(public_exponent=65537, key_size=3072),
        "p256": lambda: ec.generate_private_key(ec.SECP256R1()), "p384": lambda: ec.generate_private_key(ec.SECP384R1())}


def name(common, organisation):
    return cx.Name([cx.NameAttribute(NameOID.COUNTRY_NAME, "CN"), cx.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
                    cx.NameAttribute(NameOID.COMMON_NAME, common)])


def issue(subject, key, issuer, issuer_key, authority, begins=NOW - YEAR, ends=NOW + 3 * YEAR):
    build = (cx.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key()).serial_number(cx.random_serial_number())
             .not_valid_before(begins).not_valid_after(ends)
             .add_extension(cx.BasicConstraints(ca=authority, path_length=None), critical=True)
             .add_extension(cx.KeyUsage(digital_signature=not authority, content_commitment=not authority, key_encipherment=False, data_encipherment=False,
                                        key_agreement=False, key_cert_sign=authority, crl_sign=authority, encipher_only=False, decipher_only=False), critical=True)
             .add_extension(cx.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
             .add_extension(cx.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False))
    return build.sign(issuer_key, hashes.SHA384() if isinstance(issuer_key, ec.EllipticCurvePrivateKey) and issuer_key.key_size == 384 else hashes.SHA256())


def der(certificate):
    return certificate.public_bytes(serialization.Encoding.DER)


def family(kind, word):
    """A root, an authority below it, and signers: one valid, one whose certificate ran out."""
    made = KEYS[kind]
    root_key, middle_key, good_key, late_key = made(), made(), made(), made()
    root_name, middle_name = name(f"{word}根认证中心", f"{word}认证机构"), name(f"{word}签名认证中心", f"{word}认证机构")
    root = issue(root_name, root_key, root_name, root_key, True, ends=NOW + 9 * YEAR)
    middle = issue(middle_name, middle_key, root_name, root_key, True)
    good = issue(name("成都示例科技有限公司", "成都示例科技有限公司"), good_key, middle_name, middle_key, False)
    late = issue(name("成都示例科技有限公司", "成都示例科技有限公司"), late_key, middle_name, middle_key, False, NOW - 4 * YEAR, NOW - 2 * YEAR)
    return {"root": der(root), "middle": der(middle), "good": (der(good), good_key), "late": (der(late), late_key)}


def pkcs8(key):
    return key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


# ---- SM2 by construction (GM/T 0006, 0009, 0010, 0015) ----
SM2_KEY, SM2_CURVE, SM2_SM3, SM3 = "1.2.840.10045.2.1", "1.2.156.10197.1.301", "1.2.156.10197.1.501", "1.2.156.10197.1.401"


class Two(core.Sequence):
    _fields = [("r", core.Integer), ("s", core.Integer)]


class Sm2:
    def __init__(self):
        n = int(sm2.default_ecc_table["n"], 16)
        self.private = f"{secrets.randbelow(n - 2) + 1:064x}"
        bare = sm2.CryptSM2(private_key=self.private, public_key="")
        self.public = bare._kg(int(self.private, 16), sm2.default_ecc_table["g"])

    def sign(self, data):
        tool = sm2.CryptSM2(private_key=self.private, public_key=self.public)
        value = None
        while value is None:
            value = tool.sign_with_sm3(data)
        return Two({"r": int(value[:64], 16), "s": int(value[64:], 16)}).dump()


def sm3_digest(data):
    return bytes.fromhex(sm3.sm3_hash(func.bytes_to_list(data)))


def tlv(tag, body):
    length = bytes([len(body)]) if len(body) < 128 else (lambda n: bytes([0x80 | len(n)]) + n)(len(body).to_bytes((len(body).bit_length() + 7) // 8, "big"))
    return bytes([tag]) + length + body


def oid(text):
    return core.ObjectIdentifier(text).dump()


SM2_ALGORITHM = tlv(0x30, oid(SM2_SM3))
SM3_ALGORITHM = tlv(0x30, oid(SM3) + b"\x05\x00")


def sm2_certificate(subject, key, issuer, issuer_key, authority):
    usage = {"key_cert_sign", "crl_sign"} if authority else {"digital_signature", "non_repudiation"}
    extensions = x509.Extensions([{"extn_id": "basic_constraints", "critical": True, "extn_value": x509.BasicConstraints({"ca": authority})},
                                  {"extn_id": "key_usage", "critical": True, "extn_value": x509.KeyUsage(usage)}])
    time = lambda t: x509.Time(name="utc_time", value=t).dump()
    info = tlv(0x30, tlv(0x30, oid(SM2_KEY) + oid(SM2_CURVE)) + tlv(0x03, b"\0\x04" + bytes.fromhex(key.public)))
    body = tlv(0x30, tlv(0xA0, core.Integer(2).dump()) + core.Integer(secrets.randbits(60) | 1).dump() + SM2_ALGORITHM + issuer.dump()
               + tlv(0x30, time(NOW - YEAR) + time(NOW + 3 * YEAR)) + subject.dump() + info + tlv(0xA3, extensions.dump()))
    return tlv(0x30, body + SM2_ALGORITHM + tlv(0x03, b"\0" + issuer_key.sign(body)))


def sm2_family(word):
    root_key, good_key = Sm2(), Sm2()
    root_name = x509.Name.build({"country_name": "CN", "organization_name": f"{word}认证机构", "common_name": f"{word}国密根认证中心"})
    good_name = x509.Name.build({"country_name": "CN", "common_name": "051@成都示例科技有限公司@N00000000000000000@1"})
    return {"root": sm2_certificate(root_name, root_key, root_name, root_key, True), "issuer": root_name,
            "good": (sm2_certificate(good_name, good_key, root_name, root_key, False), good_key)}


def sm2_message(certificate, key, signed, gm_numbers):
    """Signed data over `signed`, with the numbers of GM/T 0010 or of RFC 5652."""
    data_oid, signed_oid = ("1.2.156.10197.6.1.4.2.1", "1.2.156.10197.6.1.4.2.2") if gm_numbers else ("1.2.840.113549.1.7.1", "1.2.840.113549.1.7.2")
    attribute = lambda number, value: tlv(0x30, oid(number) + tlv(0x31, value))
    attributes = sorted([attribute("1.2.840.113549.1.9.3", oid(data_oid)), attribute("1.2.840.113549.1.9.5", x509.Time(name="utc_time", value=NOW).dump()),
                         attribute("1.2.840.113549.1.9.4", tlv(0x04, sm3_digest(signed)))])
    body = b"".join(attributes)
    value = key.sign(tlv(0x31, body))
    parsed = x509.Certificate.load(certificate)["tbs_certificate"]
    signer = tlv(0x30, core.Integer(1).dump() + tlv(0x30, parsed["issuer"].dump() + parsed["serial_number"].dump()) + SM3_ALGORITHM + tlv(0xA0, body)
                 + SM2_ALGORITHM + tlv(0x04, value))
    content = tlv(0x30, core.Integer(1).dump() + tlv(0x31, SM3_ALGORITHM) + tlv(0x30, oid(data_oid)) + tlv(0xA0, certificate) + tlv(0x31, signer))
    return tlv(0x30, oid(signed_oid) + tlv(0xA0, content))
