#!/usr/bin/env python3
"""Tests of the drawing: python eval/test_draw.py (in the environment of eval/requirements.txt)."""
import datetime as dt
import json
import random
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from draw import card, certificate, form, letters, licence_values, numbers, page, people  # noqa: E402
from draw.cases import SEVERITY  # noqa: E402
from draw.stories import STORIES, build  # noqa: E402
from identity import zone  # noqa: E402

# what each kind prints, so that a reader can be held to it
PRINTED = {"id-card-portrait": {"name", "sex", "ethnicity", "birth-date", "address", "citizen-id-number"}, "id-card-emblem": {"issuing-authority", "valid-from", "valid-until"},
           "verification-form": {"subject-name"}, "domain-certificate": {"domain", "registrant", "registered-on", "expires-on"}, "business-licence": {"name", "legal-representative", "address"},
           "authorisation-letter": {"principal", "agent"}, "commitment-letter": set(), "site-photo": set()}
NEVER_ON_THE_FORM = {"site-name", "responsible-person", "phone", "certificate-number"}


def written(seed, index, name):
    """(truth, bytes of every file, declaration)"""
    with tempfile.TemporaryDirectory() as folder:
        truth = build(seed, index, name).write(folder)
        files = {f.name: f.read_bytes() for f in sorted((Path(folder) / truth["case_id"]).iterdir())}
    return truth, files, json.loads(files["case.json"])


class CheckDigits(unittest.TestCase):
    def test_published_examples(self):
        self.assertEqual(numbers.citizen_check("11010519491231002"), "X")
        self.assertEqual(numbers.citizen_check("44052418800101001"), "4")
        self.assertEqual(numbers.credit_check("91350100M000100Y4"), "3")
        self.assertEqual(numbers.organisation_check("D2143569"), "X")

    def test_registration_number_is_iso_7064_mod_11_10(self):
        # the pure system's example of ISO 7064: 0794 has the check digit 5
        self.assertEqual(numbers.registration_check("0794"), "5")

    def test_a_wrong_digit_is_told(self):
        rng = random.Random(1)
        for _ in range(200):
            number = numbers.registration_number(rng, "440301")
            i = rng.randrange(14)
            other = number[:i] + str((int(number[i]) + rng.randrange(1, 10)) % 10) + number[i + 1:]
            self.assertNotEqual(numbers.registration_check(other[:14]), other[14])

    def test_drawn_numbers_keep_their_rules(self):
        rng = random.Random(2)
        for _ in range(300):
            code = numbers.credit_code(rng, "110105", rng.choice(["91", "92", "93"]), rng.random() < .5)
            self.assertEqual(numbers.credit_check(code[:17]), code[17])
            self.assertEqual(numbers.organisation_check(code[8:16]), code[16])


class Words(unittest.TestCase):
    def test_every_name_has_pinyin(self):
        rng = random.Random(3)
        for _ in range(2000):
            place = rng.choice(people.PLACES)
            person = people.person(rng, place, .3)
            for name in (person["name"], people.firm(rng, place, person["name"]).name):
                self.assertTrue(people.pinyin(name).isascii(), name)

    def test_fonts_have_every_character(self):
        def glyph(face, ch):
            return bytes(page.font(face, 40).getmask(ch, "L"))

        used = set("".join([*people.PINYIN, *people.ROADS, form.APPROVALS, form.UNIT_PAPERS, form.PERSON_PAPERS, *form.PROVIDER_PROMISE, *form.OWNER_PROMISE, *letters.SIX, letters.CLOSING,
                            *(q for _, q, _ in form.QUESTIONS), *(a + b for (a, _) in people.TURKIC_GIVEN for (b, _) in people.TURKIC_FATHER), licence_values.NUMERALS]))
        for face in (page.SONG, page.HEI, page.KAI):
            missing = glyph(face, "\U0010fffe")
            lacking = {ch for ch in used if ch.strip() and glyph(face, ch) == missing}
            self.assertFalse(lacking, face)

    def test_a_clean_term_never_ended(self):
        rng = random.Random(4)
        for form_ in licence_values.TERMS:
            for _ in range(60):
                founded = people.AS_OF.replace(year=rng.randrange(1996, 2026), day=1)
                words, end = licence_values.term(rng, founded, form_)
                if form_ in ("until", "chinese", "iso"):
                    self.assertGreater(end, str(people.AS_OF))
                elif form_ in ("long", "date-long", "forever", "open"):
                    self.assertEqual(end, "long-term")
                else:
                    self.assertIsNone(end, words)

    def test_dates_in_chinese_words(self):
        self.assertEqual(licence_values.chinese_date(people.AS_OF.replace(2009, 10, 21)), "二〇〇九年十月二十一日")
        self.assertEqual(licence_values.chinese_date(people.AS_OF.replace(2015, 3, 10)), "二〇一五年三月十日")


class Cases(unittest.TestCase):
    def test_same_seed_same_bytes_and_other_seed_other_bytes(self):
        first, again, other = (written(seed, 3, "clean") for seed in ("t", "t", "u"))
        self.assertEqual(first, again)
        self.assertNotEqual(first[1], other[1])

    def test_truth_is_complete(self):
        for index in range(4):
            truth, files, declared = written("v", index, "clean")
            self.assertEqual((truth["verdict"], truth["findings"]), ("pass", []))
            self.assertEqual({d["path"] for d in truth["documents"]} | {"case.json"}, set(files))
            for d in truth["documents"]:
                self.assertLessEqual(PRINTED[d["kind"]], set(d["fields"]), d["path"])
                self.assertEqual(d["bytes"], len(files[d["path"]]))
                start = {"jpeg": b"\xff\xd8", "png": b"\x89PNG", "pdf": b"%PDF"}[d["format"]]
                self.assertTrue(files[d["path"]].startswith(start))
                for mark in d["marks"]:
                    x, y, w, h = mark["box"]
                    self.assertTrue(x + w > 0 and y + h > 0 and x < d["width"] and y < d["height"] and w > 0 and h > 0, (d["path"], mark))
                if d["kind"] == "verification-form":
                    self.assertFalse(NEVER_ON_THE_FORM & set(d["fields"]))
                    self.assertEqual(d["fields"]["subject-name"], declared["subject"]["name"])
                if d["kind"] == "business-licence":
                    number = d["fields"].get("credit-code") or d["fields"]["registration-number"]
                    self.assertEqual(number, declared["subject"]["certificate"]["number"])
                    self.assertEqual(d["fields"]["legal-representative"], declared["subject"]["legal_representative"])
            named = {d["fields"]["domain"] for d in truth["documents"] if d["kind"] == "domain-certificate"}
            self.assertEqual(named, {x["name"] for x in declared["domains"]})

    def test_every_story_is_told_by_a_known_code_on_a_paper_that_is_there(self):
        for i, (name, (_, code, document, allowed, _)) in enumerate(STORIES.items()):
            case = build("w", i, name)
            self.assertTrue(all(c in SEVERITY for c in [*code.split("|"), *allowed]), name)
            self.assertIn(document, case.papers, name)
            self.assertEqual(case.expected, [(code, document)])

    def test_stories_about_words_change_what_is_printed(self):
        truth, _, declared = written("x", 0, "form-with-another-domain")
        form_ = next(d for d in truth["documents"] if d["kind"] == "verification-form")
        self.assertNotEqual(form_["fields"].get("domain"), declared["domains"][0]["name"])
        truth, _, _ = written("x", 1, "licence-expired")
        licence = next(d for d in truth["documents"] if d["kind"] == "business-licence")
        self.assertLess(licence["fields"]["valid-until"], str(people.AS_OF))
        truth, _, _ = written("x", 2, "form-unsigned")
        marks = next(d for d in truth["documents"] if d["kind"] == "verification-form")["marks"]
        self.assertNotIn("signature", {m["kind"] for m in marks})


class Zones(unittest.TestCase):
    def test_the_specimens_of_the_standard_are_drawn(self):
        """ICAO Doc 9303-4 and 9303-5, appendix A (Utopia)."""
        born, last = dt.date(1974, 8, 12), dt.date(2012, 4, 15)
        self.assertEqual(zone.td3("P<", "UTO", "ERIKSSON", "ANNA MARIA", "L898902C3", "UTO", born, "F", last, "ZE184226B"),
                         ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"])
        self.assertEqual(zone.td1("I<", "UTO", "ERIKSSON", "ANNA MARIA", "D23145890", "UTO", born, "F", last),
                         ["I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"])


class Papers(unittest.TestCase):
    def test_the_form_prints_four_values_where_the_dossier_says(self):
        p = form.verification_form(random.Random(5), "云帆科技有限公司", ["yunfan.cn"], False, "王伟", "云帆科技有限公司", dpi=100)
        mm = {k: [v / p.unit for v in b] for k, b in p.print_boxes.items()}
        self.assertTrue(48 < mm["subject"][0] < 52 and 21 < mm["subject"][1] < 30, mm)
        self.assertTrue(48 < mm["domain0"][0] < 52 and 30 < mm["domain0"][1] < 49, mm)
        seal = next(m["box"] for m in p.marks if m["kind"] == "seal")
        cx, cy = (seal[0] + seal[2] / 2) / p.unit, (seal[1] + seal[3] / 2) / p.unit
        self.assertTrue(138 < cx < 150 and 267 < cy < 275, (cx, cy))
        single = form.verification_form(random.Random(5), "王伟", ["yunfan.cn"], True, "王伟", dpi=100)
        self.assertEqual({m["kind"] for m in single.marks}, {"signature"})

    def test_certificates_carry_the_registrant_and_not_only_the_registrar(self):
        for name in certificate.PRINTERS:
            _, fields = certificate.certificate(random.Random(6), name, "yunfan.cn", "王伟", people.AS_OF, people.AS_OF, "北京市", 60)
            self.assertEqual(fields["registrant"], "王伟")

    def test_a_card_is_as_large_as_the_standard_says(self):
        p = card.emblem_side(random.Random(7), people.person(random.Random(7), people.PLACES[0]), 300)
        self.assertEqual(p.image.size, (1011, 638))


if __name__ == "__main__":
    unittest.main()
