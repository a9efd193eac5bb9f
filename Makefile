# make run    the main job on the shipped samples
# make test   everything the gate asks
.PHONY: run test models axe desk build eval eval-lot eval-real eval-pdf bench docs drills desk-figures desk-pictures bench-counts bench-peer bench-queue flame
.PHONY: eval-signatures eval-desk eval-again eval-heic eval-pictures eval-drawn-real eval-identity eval-electronic eval-rules eval-api eval-convert
.PHONY: test-spark test-spark-short test-export test-cases test-api packages

AS_OF ?= 2026-06-01
KIT ?= ../shared/eval
SEED ?= a
PER_STORY ?= 2
CLEAN ?= 30
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

run: models
	cargo build --release
	./target/release/chushen scan samples/queue --out reports --as-of $(AS_OF) --exit-zero

models:
	@python3 .ci/fetch_models.py models

build:
	cargo build --release

# The accessibility checker of the tests (axe-core, from the npm registry).
axe:
	@python3 .ci/fetch_axe.py target/axe

# The review desk over the shipped samples; `make run` first.
desk: build
	./target/release/chushen serve reports --cases samples/queue

test: models axe
	cargo fmt --all --check
	cargo clippy --all-targets -- -D warnings
	cargo test
	cargo check --no-default-features
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --quiet

# Draws cases with known truth, reviews them, holds the reports against the truth.
eval: models build
	@if [ ! -x $(KIT)/draw.sh ]; then echo "eval: $(KIT) is not here; nothing was measured"; exit 0; fi; \
	set -e; mkdir -p target/eval; $(KIT)/setup.sh; \
	$(KIT)/draw.sh target/eval/$(SEED) --seed $(SEED) --per-story $(PER_STORY) --clean $(CLEAN); \
	rm -rf target/eval/$(SEED)/reports; \
	./target/release/chushen scan target/eval/$(SEED)/queue --out target/eval/$(SEED)/reports --as-of 2026-06-01 --rules-level baseline --unmask --exit-zero --jobs $(JOBS); \
	$(KIT)/score.sh target/eval/$(SEED)/truth.jsonl target/eval/$(SEED)/reports --json target/eval/$(SEED)/figures.json; \
	python3 eval/kit/accuracy.py target/eval/$(SEED)/truth.jsonl target/eval/$(SEED)/reports target/eval/$(SEED)/figures.json \
		--kit $(KIT) --set kit-$(SEED)-$(PER_STORY)-$(CLEAN) --check 0.005

# The same over papers, words and cameras drawn by lot (eval/kit/lot.py); a new seed shows cases that nothing was mended on.
eval-lot: models build
	@if [ ! -x $(KIT)/draw.sh ]; then echo "eval-lot: $(KIT) is not here; nothing was measured"; exit 0; fi; \
	set -e; mkdir -p target/eval; $(KIT)/setup.sh; \
	PYTHONPATH=eval/kit $(KIT)/draw.sh target/eval/lot-$(SEED) --seed $(SEED) --per-story 1 --clean 20 --style lot:LOT; \
	rm -rf target/eval/lot-$(SEED)/reports; \
	./target/release/chushen scan target/eval/lot-$(SEED)/queue --out target/eval/lot-$(SEED)/reports --as-of 2026-06-01 --rules-level baseline --unmask --exit-zero --jobs $(JOBS); \
	$(KIT)/score.sh target/eval/lot-$(SEED)/truth.jsonl target/eval/lot-$(SEED)/reports

# Every measure of real pictures against labels made by eye, as one table. SNAPSHOT: a copy of the public licences (../shared/eval/licences);
# SCREENS: what eval/screens/fit.py --scores wrote; REPORTS: reports that are there already, instead of a new scan.
PICTURES = target/eval/pictures
eval-pictures:
ifndef REPORTS
	@[ -n "$(SNAPSHOT)" ] || { echo "eval-pictures: neither SNAPSHOT nor REPORTS is given; nothing was measured" >&2; exit 1; }
	$(MAKE) models build
	@mkdir -p target/eval; rm -rf $(PICTURES)
	python3 $(KIT)/licences/prepare.py $(SNAPSHOT) $(PICTURES)
	./target/release/chushen scan $(PICTURES)/queue --out $(PICTURES)/reports --as-of 2026-06-01 --rules-level baseline --unmask --exit-zero --jobs $(JOBS)
endif
	python3 eval/pictures/table.py $(or $(REPORTS),$(PICTURES)/reports) $(if $(SCREENS),--screens $(SCREENS)) --list

# Papers drawn like the real ones (eval/README.md): 核验单, licence editions, letters, certificates, telephones' pictures.
EVAL_VENV ?= $(HOME)/.cache/chushen-eval-drawn
REAL_SEED = $(if $(filter command line environment,$(origin SEED)),$(SEED),r1)
DRAWN_REAL = target/eval/real-$(REAL_SEED)
CASES ?= 60
STORIES ?= 60
eval-drawn-real: models build $(EVAL_VENV)/.ready
	@mkdir -p target/eval; rm -rf $(DRAWN_REAL)
	$(EVAL_VENV)/bin/python eval/draw_real.py $(DRAWN_REAL) --seed $(REAL_SEED) --cases $(CASES) --stories $(STORIES) --jobs $(JOBS)
	./target/release/chushen scan $(DRAWN_REAL)/queue --out $(DRAWN_REAL)/reports --as-of 2026-06-01 --rules-level baseline --unmask --exit-zero --jobs $(JOBS)
	$(EVAL_VENV)/bin/python eval/score.py $(DRAWN_REAL)/truth.jsonl $(DRAWN_REAL)/reports --json $(DRAWN_REAL)/figures.json
$(EVAL_VENV)/.ready: eval/requirements.txt
	@[ -e /usr/share/fonts/truetype/arphic/uming.ttc ] && [ -e /usr/share/fonts/truetype/wqy/wqy-zenhei.ttc ] || { echo "eval-drawn-real: the fonts named in eval/README.md are not installed" >&2; exit 1; }
	[ -x $(EVAL_VENV)/bin/python ] || python3 -m venv $(EVAL_VENV)
	$(EVAL_VENV)/bin/pip install --quiet --disable-pip-version-check -r eval/requirements.txt
	@touch $@

# Identity papers: passports, permits, residence cards, bilingual and temporary cards, and what is handed in for them by mistake.
IDENTITY_SEED = $(if $(filter command line environment,$(origin SEED)),$(SEED),i1)
IDENTITY = target/eval/identity-$(IDENTITY_SEED)
EACH ?= 100
STORY_EACH ?= 10
eval-identity: models build $(EVAL_VENV)/.ready
	@[ -e /usr/share/fonts/opentype/ocr-b/OCRB.otf ] && [ -e /usr/share/fonts/truetype/noto/NotoSerifTibetan-Regular.ttf ] || { echo "eval-identity: fonts-ocr-b and fonts-noto-core are not installed" >&2; exit 1; }
	@mkdir -p target/eval; rm -rf $(IDENTITY)
	$(EVAL_VENV)/bin/python eval/draw_identity.py $(IDENTITY) --seed $(IDENTITY_SEED) --each $(EACH) --story-each $(STORY_EACH) --jobs $(JOBS)
	./target/release/chushen scan $(IDENTITY)/queue --out $(IDENTITY)/reports --as-of 2026-06-01 --rules-level baseline --unmask --exit-zero --jobs $(JOBS)
	$(EVAL_VENV)/bin/python eval/score_identity.py $(IDENTITY)/truth.jsonl $(IDENTITY)/reports --json $(IDENTITY)/figures.json

# The API held against its own OpenAPI document by schemathesis; PROGRAM is a program that is built.
API_VENV ?= $(HOME)/.cache/chushen-test-api
test-api: $(API_VENV)/.ready
	PROGRAM=$(PROGRAM) VENV=$(API_VENV) .ci/test_api.sh
$(API_VENV)/.ready: tests/api.requirements.txt
	[ -x $(API_VENV)/bin/python ] || python3 -m venv $(API_VENV)
	$(API_VENV)/bin/pip install --quiet --disable-pip-version-check -r tests/api.requirements.txt
	@touch $@

# The API under load and under kill -9. QUEUE: a folder of cases with pictures.
API_QUEUE ?= samples/queue
eval-api: models build
	python3 eval/api.py speed $(PROGRAM) $(API_QUEUE)
	python3 eval/api.py kills $(PROGRAM)

# Filings verified electronically, Apps, and verification photos with 13 faults.
ELECTRONIC_SEED = $(if $(filter command line environment,$(origin SEED)),$(SEED),e1)
HEIC = target/eval/heic
ELECTRONIC = target/eval/electronic-$(ELECTRONIC_SEED)
GOOD ?= 200
FAULT_EACH ?= 20
eval-heic: models build $(EVAL_VENV)/.ready
	@mkdir -p target/eval; rm -rf $(HEIC)
	$(EVAL_VENV)/bin/python eval/draw_identity.py $(HEIC) --seed heic --each 100 --story-each 0 --paper passport --paper foreign-passport --jobs $(JOBS)
	$(EVAL_VENV)/bin/python eval/heic.py convert $(HEIC)/queue $(HEIC)/heic
	./target/release/chushen scan $(HEIC)/queue --out $(HEIC)/reports --as-of 2026-06-01 --rules-level baseline --unmask --exit-zero --jobs $(JOBS)
	./target/release/chushen scan $(HEIC)/heic --out $(HEIC)/again --as-of 2026-06-01 --rules-level baseline --unmask --exit-zero --jobs $(JOBS)
	$(EVAL_VENV)/bin/python eval/heic.py compare $(HEIC)/reports $(HEIC)/again

eval-electronic: models build $(EVAL_VENV)/.ready
	@mkdir -p target/eval; rm -rf $(ELECTRONIC)
	$(EVAL_VENV)/bin/python eval/draw_electronic.py $(ELECTRONIC) --seed $(ELECTRONIC_SEED) --cases $(EACH) --apps $(EACH) --good $(GOOD) --each $(FAULT_EACH) --jobs $(JOBS)
	./target/release/chushen scan $(ELECTRONIC)/queue --out $(ELECTRONIC)/reports --as-of 2026-06-01 --unmask --exit-zero --jobs $(JOBS)
	$(EVAL_VENV)/bin/python eval/score_electronic.py $(ELECTRONIC)/truth.jsonl $(ELECTRONIC)/reports --json $(ELECTRONIC)/figures.json

# Real licences, photographed: SNAPSHOT is the git directory of a copy of caop-kie/Business-License. What is laid out shows people's
# names and stays outside of the checkout.
REAL ?= $(HOME)/.cache/chushen-eval-real
eval-real: models build
	@if [ ! -f $(KIT)/licences/prepare.py ]; then echo "eval-real: $(KIT)/licences is not here; nothing was measured"; exit 0; fi; \
	[ -n "$(SNAPSHOT)" ] || { echo "eval-real: SNAPSHOT=<git directory of a copy of caop-kie/Business-License>"; exit 2; }; \
	set -e; rm -rf $(REAL); mkdir -p $(REAL); python3 $(KIT)/licences/prepare.py $(SNAPSHOT) $(REAL); \
	./target/release/chushen scan $(REAL)/queue --out $(REAL)/reports --as-of 2026-06-01 --rules-level baseline --unmask --exit-zero --jobs $(JOBS); \
	python3 eval/reading/slips.py $(REAL)/truth.jsonl > $(REAL)/mended.jsonl; \
	echo "== transcripts as they are"; python3 $(KIT)/licences/score.py $(REAL)/truth.jsonl $(REAL)/reports; \
	echo "== slips put right"; python3 $(KIT)/licences/score.py $(REAL)/mended.jsonl $(REAL)/reports

# Draws Chinese PDFs with known text in every way in which PDF text gets lost, reads them and the corpus.
PDF_VENV ?= $(HOME)/.cache/chushen-eval-pdf
eval-pdf: models
	cargo build --release --example pdf_text
	cargo build --release --manifest-path eval/pdf_peer/Cargo.toml --target-dir target/pdf-peer
	@[ -x $(PDF_VENV)/bin/python ] || python3 -m venv $(PDF_VENV)
	@$(PDF_VENV)/bin/pip install --quiet --disable-pip-version-check -r eval/pdf_text.requirements.txt
	$(PDF_VENV)/bin/python eval/pdf_text.py target/release/examples/pdf_text models --peer target/pdf-peer/release/pdf_peer --jobs $(JOBS)

# Signed PDFs (RSA, ECDSA, SM2; whole, altered, grown, of strangers): the verdict on each against pyHanko's on the same file.
SIGNED_SEED = $(if $(filter command line environment,$(origin SEED)),$(SEED),s1)
SIGNED = target/eval/signed-$(SIGNED_SEED)
SIGNED_EACH ?= 3
SIGNED_VENV ?= $(HOME)/.cache/chushen-eval-signed
eval-signatures: build $(SIGNED_VENV)/.ready
	@mkdir -p target/eval; rm -rf $(SIGNED)
	$(SIGNED_VENV)/bin/python eval/signatures.py draw $(SIGNED) --seed $(SIGNED_SEED) --each $(SIGNED_EACH)
	$(PROGRAM) scan $(SIGNED)/queue --out $(SIGNED)/reports --trust $(SIGNED)/trust --as-of 2026-06-01 --no-ocr --exit-zero --quiet --jobs $(JOBS)
	$(SIGNED_VENV)/bin/python eval/signatures.py score $(SIGNED) $(SIGNED)/reports --json $(SIGNED)/figures.json
$(SIGNED_VENV)/.ready: eval/signatures.requirements.txt
	python3 -m venv $(SIGNED_VENV)
	$(SIGNED_VENV)/bin/pip install --quiet --disable-pip-version-check -r eval/signatures.requirements.txt
	@touch $@

# A real standalone Spark cluster on loopback: kills, and what stands in the tables after them. Needs Java 8, 11 or 17.
SPARK_VENV ?= $(HOME)/.cache/chushen-spark
PROGRAM ?= target/release/chushen
SPARK_CASES ?= 300
SPARK_FAULTY ?= 9
test-spark: build
	@$(MAKE) --no-print-directory spark-drill
test-spark-short:
	@$(MAKE) --no-print-directory spark-drill SPARK_CASES=48 SPARK_FAULTY=3
.PHONY: spark-drill
spark-drill: $(SPARK_VENV)/.ready
	$(SPARK_VENV)/bin/python integrations/spark/tests/test_worker.py
	$(SPARK_VENV)/bin/python integrations/spark/tests/drill.py --chushen $(PROGRAM) --cases $(SPARK_CASES) --faulty $(SPARK_FAULTY)
$(SPARK_VENV)/.ready: integrations/spark/requirements.txt
	@if ! command -v java >/dev/null; then echo "spark: there is no Java on this machine; its packages are not fetched" >&2; python3 -m venv $(SPARK_VENV); else \
	python3 -m venv $(SPARK_VENV) && $(SPARK_VENV)/bin/pip install --quiet --disable-pip-version-check -r integrations/spark/requirements.txt; fi
	@touch $@

# Inputs drawn after public bug reports, with what must hold of each.
test-cases:
	@if [ ! -f ../shared/cases/check_cases.py ]; then echo "test-cases: SKIPPED, ../shared/cases is not here"; exit 0; fi; \
	python3 ../shared/cases/check_cases.py $(PROGRAM) --models models

# The tables of `chushen export`, read by DuckDB, pandas and pyarrow.
EXPORT_VENV ?= $(HOME)/.cache/chushen-export
test-export: $(EXPORT_VENV)/.ready
	@rm -rf target/export-reports
	$(PROGRAM) scan samples/queue --out target/export-reports --as-of $(AS_OF) --exit-zero --quiet
	$(EXPORT_VENV)/bin/python tests/export_tables.py $(PROGRAM) target/export-reports
$(EXPORT_VENV)/.ready: tests/export_tables.requirements.txt
	python3 -m venv $(EXPORT_VENV)
	$(EXPORT_VENV)/bin/pip install --quiet --disable-pip-version-check -r tests/export_tables.requirements.txt
	@touch $@

# A static tarball and a .deb in target/packages; packaging/try_deb.sh installs it in a fresh Debian.
packages:
	packaging/build.sh

# Strikes and spoilt files; short here, see docs/running.md for the long ones.
drills: build
	python3 tests/drills/kill.py --kills 6 --cases 20
	python3 tests/drills/mutants.py --files samples/queue --count 200

bench: models
	cargo bench --bench floors

# Instructions of the hot paths against benches/counts.tsv (needs valgrind; says so where it is not there); the gate runs it.
bench-counts: models
	python3 benches/counts.py

# Against the Python peer on the same cases; the kit's own pipeline at its best setting.
PEER_QUEUE ?= target/eval/$(SEED)/queue
PEER_VENV ?= $(HOME)/.cache/chushen-peer
bench-peer: models build
	@if [ ! -f $(KIT)/peer/pipeline.py ]; then echo "bench-peer: $(KIT)/peer is not here; nothing was measured"; exit 0; fi; set -e; \
	[ -x $(PEER_VENV)/bin/python ] || python3 -m venv $(PEER_VENV); \
	$(PEER_VENV)/bin/pip install --quiet --disable-pip-version-check -r $(KIT)/peer/requirements.txt; \
	[ -d $(PEER_QUEUE) ] || { $(KIT)/setup.sh; $(KIT)/draw.sh target/eval/$(SEED) --seed $(SEED) --per-story 0 --clean 12; }; \
	python3 benches/peer.py target/release/chushen models $(PEER_QUEUE) --peer $(KIT)/peer/pipeline.py --python $(PEER_VENV)/bin/python

# A table of 1,000 rows into 1,000 valid case folders: how long (5 s at most).
eval-convert: build
	python3 benches/convert.py $(PROGRAM)

# First report and memory against the length of a queue, without recognition.
bench-queue: build
	python3 benches/queue.py target/release/chushen

# Where the time goes: target/flame.svg over one sample case (needs perf).
FLAME_CASE ?= samples/queue
flame: models
	cargo build --profile profiling
	python3 benches/flame.py target/profiling/chushen models $(FLAME_CASE)

# Pages of docs/codes/ and docs/rules/ from the tables; tests hold them against the program.
# Declarations and papers of 31 provinces, drawn from the dossier's words: what the default flags on clean ones, and finds on broken
# ones (eval/README.md). `make eval-rules DOMAIN=../shared/domain` draws the lots of the tests anew.
DOMAIN ?= ../shared/domain
eval-rules:
	python3 eval/rules/draw.py | gzip -9n > eval/rules/lot.jsonl.gz
	python3 eval/rules/sentences.py $(DOMAIN)/provinces.toml | gzip -9n > eval/rules/sentences.jsonl.gz
	CHUSHEN_LOT_TABLE=$(CURDIR)/target/eval-rules.txt cargo test --lib judge::pack::drawn
	head -34 target/eval-rules.txt

docs:
	CHUSHEN_UPDATE_DOCS=1 cargo test --quiet --lib current
	CHUSHEN_UPDATE_DOCS=1 cargo test --quiet --test it example_reports_are_current

# Figures of the review desk: 10,000 reports, a cold picture. The pictures of docs/desk from the reports of the samples.
desk-figures:
	cargo test --release --test it desk::measures::ten_thousand_reports -- --ignored --nocapture
	cargo test --release --test it desk::measures::a_cold_picture -- --ignored --nocapture
# Ten scripted people on 1,000 cases against a real server that is killed twice: none decided twice, none lost, and how long a decision takes.
eval-desk:
	cargo test --test it desk::work::ten_people_on_a_thousand_cases -- --ignored --nocapture
# A hundred drawn pairs of second submissions, told by a real desk: which are paired, and what became of each paper.
eval-again:
	cargo test --test it desk::again::a_hundred_second_submissions -- --ignored --nocapture
desk-pictures:
	mkdir -p docs/desk
	cargo test --test it pictures_of -- --ignored --nocapture --test-threads 1
