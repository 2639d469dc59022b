# Two commands do all: `make demo` and `make test`. Everything else is for contributors.

PYTHON ?= python3
BIN := .venv/bin
RUST := $(wildcard Cargo.toml Cargo.lock */Cargo.toml */build.rs */src/*.rs */src/*/*.rs)

.PHONY: demo test check-rust check-python search lab docs bench fuzz lock clean

demo: .venv/built
	$(BIN)/keur check demo || test $$? -eq 1
	$(BIN)/keur check demo --format html --quiet --output demo-report.html || test $$? -eq 1
	@echo "Report: $(CURDIR)/demo-report.html (open it in a browser)"

test: check-python check-rust
	$(BIN)/pytest -n 2

check-python: .venv/built
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check-rust:
	cargo fmt --all --check
	cargo clippy --workspace --release --locked --all-targets -- -D warnings
	cargo test --workspace --release --locked --quiet

# The tests with other examples than those that `make test` always tries, and more of them.
search: .venv/built
	$(BIN)/pytest -n 2 --hypothesis-profile=search

# The environment: exactly the locked packages, and the capture core built from source.
.venv/installed: requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	$(BIN)/uv pip sync --quiet --python $(BIN)/python requirements.lock
	touch $@

.venv/built: .venv/installed pyproject.toml $(RUST)
	PATH="$(CURDIR)/$(BIN):$$PATH" VIRTUAL_ENV="$(CURDIR)/.venv" $(BIN)/maturin develop --release --uv --quiet
	touch $@

lock: .venv/installed
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --group dev pyproject.toml -o requirements.lock

# Makes the demo plant's traffic anew. Needs root and network namespaces.
lab:
	lab/run

docs: .venv/built
	$(BIN)/python docs/make.py
	@echo "Documentation: $(CURDIR)/build/site/index.html"

bench: .venv/built
	@status=0; for what in capture firewall duties; do $(BIN)/python benchmarks/$$what.py || status=$$?; done; exit $$status

# Of captures: needs a nightly toolchain and cargo-fuzz.
fuzz: .venv/built
	$(BIN)/python -m tests.observe.firewalls.fuzz --minutes 10
	$(BIN)/python -m tests.observe.supply_fuzz --minutes 5
	cd capture && cargo +nightly fuzz run --sanitizer none capture_file -- -max_total_time=900
	cd capture && cargo +nightly fuzz run --sanitizer none protocol_stream -- -max_total_time=900

clean:
	rm -rf .venv target build site demo-report.html demo/.keur
