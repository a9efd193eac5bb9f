"""Numbers with right check digits: citizen number, credit code, registration number."""

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def citizen_check(seventeen):
    """GB 11643: ISO 7064 MOD 11-2."""
    return "10X98765432"[sum(int(d) * pow(2, 17 - i, 11) for i, d in enumerate(seventeen)) % 11]


def organisation_check(eight):
    """GB 11714: weights 3 7 9 10 5 8 4 2, modulus 11."""
    total = sum(ORGANISATION_ALPHABET.index(c) * w for c, w in zip(eight, (3, 7, 9, 10, 5, 8, 4, 2)))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def credit_check(seventeen):
    """GB 32100: weights are powers of 3, modulus 31."""
    total = sum(CREDIT_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(seventeen))
    return CREDIT_ALPHABET[-total % 31]


def registration_check(fourteen):
    """ISO 7064 MOD 11,10, as on licences with a 注册号."""
    p = 10
    for digit in fourteen:
        s = (p + int(digit)) % 10 or 10
        p = 2 * s % 11
    return str((11 - p) % 10)


def digits(rng, count):
    return "".join(rng.choice("0123456789") for _ in range(count))


def citizen_number(rng, county, born, male):
    body = f"{county}{born:%Y%m%d}{rng.randrange(1, 50):02d}{rng.choice('13579' if male else '02468')}"
    return body + citizen_check(body)


def credit_code(rng, county, prefix="91", old=False):
    """`old`: the organisation's part is digits, as for firms that had an organisation code before 2015."""
    while True:
        eight = digits(rng, 8) if old else "MA" + "".join(rng.choice(CREDIT_ALPHABET) for _ in range(6))
        body = prefix + county + eight + organisation_check(eight)
        if all(c in CREDIT_ALPHABET for c in body):
            return body + credit_check(body)


def registration_number(rng, county):
    body = county + rng.choice("06") + digits(rng, 7)
    return body + registration_check(body)


def mobile(rng):
    return "1" + rng.choice(["35", "36", "38", "39", "58", "59", "77", "86", "87", "89"]) + digits(rng, 8)
