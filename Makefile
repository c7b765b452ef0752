# Two commands do everything, each from nothing: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check format constraints clean

demo: $(VENV)/.installed
	@$(BIN)/shopkeeper demo

test: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest

check: $(VENV)/.installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(VENV)/.installed-dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# uv resolves and installs in parallel: under a minute for what pip takes ten for.
$(VENV)/bin/uv: constraints.txt
	@echo "Creating $(VENV) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Shopkeeper needs Python 3.11 or newer; set PYTHON=python3.x")'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt uv
	@touch $@

$(VENV)/.installed: $(VENV)/bin/uv pyproject.toml
	@echo "Installing Shopkeeper and what it needs (about 6 GB the first time) …"
	@$(BIN)/uv pip install --quiet --python $(VENV) --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing what the tests need …"
	@$(BIN)/uv pip install --quiet --python $(VENV) --constraint constraints.txt --editable '.[dev]'
	@touch $@

# Exact versions without any address, so that every machine installs the same from whatever registry it uses.
constraints: $(VENV)/bin/uv
	@echo "# The exact versions that this project was tested with. Made by: make constraints" > constraints.txt
	@$(BIN)/uv pip compile --quiet pyproject.toml --extra dev --extra microphone --upgrade --python-version 3.11 \
		--no-header --no-annotate --no-emit-index-url >> constraints.txt
	@$(BIN)/uv --version | sed 's/uv \([0-9.]*\).*/uv==\1/' >> constraints.txt

clean:
	@rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
