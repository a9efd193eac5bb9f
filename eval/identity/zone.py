"""Machine-readable zones of ICAO Doc 9303: part 3 (alphabet, check digits), part 4 (TD3), part 5 (TD1)."""

WEIGHTS = (7, 3, 1)


def value(ch):
    return 0 if ch == "<" else int(ch, 36)


def check(text):
    """Weights 7, 3, 1; modulus 10; digits as they are, A to Z 10 to 35, the filler 0."""
    return str(sum(value(ch) * WEIGHTS[i % 3] for i, ch in enumerate(text)) % 10)


def filled(text, width):
    return text[:width].ljust(width, "<")


def names(surname, given):
    return "<<".join(part.replace(" ", "<").replace("-", "<").replace("'", "") for part in (surname, given) if part)


def date(day):
    return f"{day:%y%m%d}"


def td3(code, issuer, surname, given, number, nationality, born, sex, expires, optional=""):
    first = filled(filled(code, 2) + filled(issuer, 3) + names(surname, given), 44)
    number, optional = filled(number, 9), filled(optional, 14)
    born, expires = date(born), date(expires)
    # The check digit of an empty optional field may be 0 or the filler.
    n, b, e = number + check(number), born + check(born), expires + check(expires)
    o = optional + (check(optional) if optional.strip("<") else "<")
    return [first, n + filled(nationality, 3) + b + sex + e + o + check(n + b + e + o)]


def td1(code, issuer, surname, given, number, nationality, born, sex, expires, optional1="", optional2=""):
    number = filled(number, 9)
    n = number + check(number)
    o1, o2 = filled(optional1, 15), filled(optional2, 11)
    b, e = date(born) + check(date(born)), date(expires) + check(date(expires))
    composite = check(n + o1 + b + e + o2)
    return [filled(code, 2) + filled(issuer, 3) + n + o1, b + sex + e + filled(nationality, 3) + o2 + composite, filled(names(surname, given), 30)]
