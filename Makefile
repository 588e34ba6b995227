# Two commands are all most people need: `make run` and `make test`.
# Plain enough for any make; what Windows types instead of it is in the README.
.POSIX:
.SUFFIXES:

# A Python of your own choice: make run PYTHON=/path/to/python3.12
PYTHON =
VENV = .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
COMPILE = uv pip compile --quiet --universal --no-emit-index-url --generate-hashes --no-header --no-annotate pyproject.toml
# Checks read the settings: they get a folder of their own, never that of real workshops.
CHECKS = DATA_DIR=$(VENV)/checks SECRET_KEY=checks-only-a-long-line-of-words-that-guards-nothing-at-all-0123456789
HOSTED = $(CHECKS) PUBLIC_URL=https://hymns.example.org

help:
	@echo 'make run          start Hymn Sheet (PORT=9000, HOST=127.0.0.1, DATA_DIR=folder to choose)'
	@echo 'make test         check everything: style, types, templates, layers, then all tests'
	@echo 'make test-scale   the tests on PostgreSQL and Redis, and two processes behind nginx (needs all three)'
	@echo 'make lint         only the checks that come before the tests'
	@echo 'make format       put Python files and templates in order'
	@echo 'make demo         watch a whole workshop play by itself (SPEED=20 for twenty times faster)'
	@echo 'make rehearse     send simulated phones into a running workshop (PHONES=20)'
	@echo 'make faults       break everything that can break for about 25 minutes (or ROUNDS=100, ON=scale), and count what was lost (nothing)'
	@echo 'make attacks      every attack, the long way: ten thousand forged requests (FORGED=10000)'
	@echo 'make flood        sixty phones beside a flood from their own address, for two minutes: prints the figures'
	@echo 'make bench        measure floors and product, and write docs/performance.md (SIZES=200 ROUNDS=1 for a quick look)'
	@echo 'make screenshots  make the pictures of the README from the running product'
	@echo 'make audit        ask whether any package is known to be unsafe (needs the advisory database)'
	@echo 'make sbom         write down what Hymn Sheet is made of: dist/sbom.cdx.json'
	@echo 'make lock         write requirements/*.txt anew from pyproject.toml (needs uv)'
	@echo 'make clean        remove the virtual environment and caches; workshops stay'

run: $(VENV)/.base
	@exec $(BIN)/python manage.py live

test: $(VENV)/.dev browser lint
	@echo 'Running the tests'
	$(BIN)/python -m pytest -q -n 2 --dist worksteal tests --ignore=tests/e2e --ignore=tests/scale --ignore=tests/faults
	@echo 'Breaking the server while sixty phones write'
	$(BIN)/python -m pytest -q -n 2 --dist worksteal tests/faults
	@echo 'Running the tests in a browser'
	$(BIN)/python -m pytest -q -n 2 --dist worksteal tests/e2e

test-scale: $(VENV)/.dev
	$(BIN)/python -m tests.on_services

flood: $(VENV)/.dev
	@$(BIN)/python -m tests.attacks $${SECONDS_EACH:-60}

attacks: $(VENV)/.dev
	FORGED=$${FORGED:-10000} VOTES=$${VOTES:-2000} SESSIONS=$${SESSIONS:-1000} $(BIN)/python -m pytest -q tests/attacks
	@$(BIN)/python -m tests.machine

browser: $(VENV)/.dev
	@$(BIN)/python -m tests.browser

lint: $(VENV)/.dev
	@echo 'Checking style, types, templates, layers, migrations and settings'
	@mkdir -p $(VENV)/checks
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(CHECKS) $(BIN)/mypy .
	find templates exercises sessions -name '*.html' -print | xargs $(BIN)/djade --target-version 5.2 --check
	$(CHECKS) $(BIN)/lint-imports --no-cache
	$(CHECKS) $(BIN)/python manage.py makemigrations --check --dry-run
	$(HOSTED) $(BIN)/python manage.py check --deploy --fail-level WARNING

format: $(VENV)/.dev
	$(BIN)/ruff check --quiet --fix .
	$(BIN)/ruff format --quiet .
	-find templates exercises sessions -name '*.html' -print | xargs $(BIN)/djade --target-version 5.2

demo: $(VENV)/.base
	@exec $(BIN)/python manage.py demo $${SPEED:+--speed "$$SPEED"}

rehearse: $(VENV)/.base
	@$(BIN)/python manage.py rehearse $${PHONES:+--phones "$$PHONES"}

faults: $(VENV)/.dev
	@$(BIN)/python -m tests.faults $${MINUTES:+--minutes "$$MINUTES"} $${ROUNDS:+--rounds "$$ROUNDS"} $${ON:+--on "$$ON"}

bench: $(VENV)/.dev
	@SIZES="$${SIZES:-}" ROUNDS="$${ROUNDS:-3}" OUT="$${OUT:-}" SERVICES="$${SERVICES:-}" $(BIN)/python -m bench

screenshots: $(VENV)/.dev browser
	$(BIN)/python -m tests.screenshots

audit: $(VENV)/.dev
	@$(BIN)/python -m tests.supply audit

sbom: $(VENV)/.dev
	@$(BIN)/python -m tests.supply sbom

lock:
	$(COMPILE) --output-file requirements/base.txt
	$(COMPILE) --extra scale --output-file requirements/scale.txt
	$(COMPILE) --extra scale --group dev --output-file requirements/dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps make the second start a matter of seconds. A .venv whose Python has gone is made again.
$(VENV)/.base: requirements/base.txt
	@found=''; wanted='$(PYTHON)'; \
	for python in $${wanted:-python3.13 python3.12 python3.11 python3 python}; do \
		if "$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then echo "Hymn Sheet needs Python 3.11, 3.12 or 3.13, and $${wanted:-the path} has none of them." >&2; exit 1; fi; \
	if ! $(BIN)/python -c '' 2>/dev/null; then \
		echo "Making a virtual environment in $(VENV) with $$found"; \
		rm -rf $(VENV); \
		"$$found" -m venv $(VENV) || { echo 'Python cannot make a virtual environment. On Debian and Ubuntu: apt install python3-venv.' >&2; exit 1; }; \
	fi; \
	echo 'Installing what Hymn Sheet needs'; \
	$(PIP) -r requirements/base.txt || { echo 'Installing failed; the lines above say why.' >&2; exit 1; }; \
	touch $@

$(VENV)/.dev: $(VENV)/.base requirements/dev.txt
	@echo 'Installing what the tests need'
	@$(PIP) -r requirements/dev.txt || { echo 'Installing failed; the lines above say why.' >&2; exit 1; }
	@touch $@

.PHONY: help run test test-scale browser lint format demo rehearse bench faults attacks flood screenshots audit sbom lock clean
