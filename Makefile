# Python is needed to fetch the models, never to run the program.
PYTHON ?= python3
CARGO  ?= cargo
AS_OF  ?= 2026-06-01
EVAL   ?= ../shared/eval
DRAWN  := target/eval

.PHONY: run test models eval bench

# Reviews the sample cases into reports/ and tells what was found.
run: models
	$(CARGO) build --release --locked
	./target/release/chushen scan samples/queue --out reports --as-of $(AS_OF) --exit-zero

test: models
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- -D warnings
	$(CARGO) clippy --locked --no-default-features -- -D warnings
	$(CARGO) test --locked
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --no-deps

models:
	@$(PYTHON) .ci/fetch_models.py

# Draws cases of known truth, reviews and scores them. SEED and PER_STORY choose which and how many.
SEED ?= a
PER_STORY ?= 1
eval: models
	@if [ ! -x $(EVAL)/draw.sh ]; then echo "eval: $(EVAL) is not here, nothing to score against"; exit 0; fi; \
	set -e; \
	$(CARGO) build --release --locked; \
	rm -rf $(DRAWN); \
	$(EVAL)/draw.sh $(DRAWN) --seed $(SEED) --per-story $(PER_STORY); \
	./target/release/chushen scan $(DRAWN)/queue --out $(DRAWN)/reports --as-of $(AS_OF) --rules-level baseline --unmask --exit-zero; \
	$(EVAL)/score.sh $(DRAWN)/truth.jsonl $(DRAWN)/reports

# The time and peak memory of one run over the samples, without a harness: a run is what users wait for.
bench: models
	$(CARGO) build --release --locked
	@$(PYTHON) .ci/measure_run.py ./target/release/chushen scan samples/queue --out target/bench-reports --as-of $(AS_OF) --exit-zero --quiet
