# Foothold. `make help` lists what there is. Everything lives in .venv and a cache; nothing else on the machine changes.

PYTHON ?= python3
BIN := .venv/bin
DISTRIBUTIONS := $(sort $(patsubst %/pyproject.toml,%,$(wildcard libs/*/pyproject.toml services/*/pyproject.toml)))
PACKAGES := $(sort $(wildcard libs/*/foothold_* services/*/foothold_*))
PYTEST := $(BIN)/pytest -q --timeout=300
# most of these tests wait for servers, so four run concurrently on one stack; a worker gets the next one when it is free
BESIDE := --numprocesses 4 --dist load --maxschedchunk 1
# these wait for nothing: one process for each core, and a free one takes over tests of another
SPREAD := --numprocesses auto --dist worksteal
STAMP := .venv/.installed
# what the pages are served with: fonts, icons and script by npm's lockfile, our styles, the words
ASSETS := services/web/foothold_web/built/manifest.json
ASSETS_OF := services/web/package-lock.json services/web/foothold_web/building.py \
  $(shell find services/web/foothold_web/static services/web/foothold_web/locales -type f 2>/dev/null)
SERVICES := $(notdir $(patsubst %/pyproject.toml,%,$(wildcard services/*/pyproject.toml)))
PYTHON_IMAGE ?= python:3.12-slim

.DEFAULT_GOAL := help
.PHONY: help setup lock generate docs new-service lint types architecture observability test-rules manifests unit web template integration e2e test demo demo-drivers up deploy-dev bench clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  \033[1m%-14s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) $(ASSETS)  ## install everything into .venv (the locked third parties, then our own packages)

$(STAMP): requirements.lock $(DISTRIBUTIONS:%=%/pyproject.toml)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Foothold needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) --version). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the locked packages into .venv (a minute or two the first time) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@echo "Installing Foothold's own packages ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
	  $(foreach distribution,$(DISTRIBUTIONS),-e $(distribution))
	@touch $@

$(ASSETS): $(STAMP) $(ASSETS_OF)
	@$(BIN)/python -m foothold_web.building

lock: $(STAMP)  ## turn requirements.in and every pyproject.toml into requirements.lock: names, versions, hashes
	@printf '%s\n' $(DISTRIBUTIONS:%=./%) | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
	  $(foreach distribution,$(DISTRIBUTIONS),--no-emit-package foothold-$(notdir $(distribution))) \
	  requirements.in - -o requirements.lock

generate: $(STAMP)  ## write what follows from the code and from the services' declarations; tests hold it against them
	$(BIN)/python -m foothold_events schemas write
	$(BIN)/python -m deploy.generate
	$(BIN)/python -m docs.generate
	$(BIN)/python -m tests.architecture.walls

docs: $(STAMP)  ## write the parts of the documents that follow from the code (part of generate)
	$(BIN)/python -m docs.generate

new-service: $(STAMP)  ## make a whole new service: NAME=referrals (AGGREGATE=referral and PREFIX=ref follow if the name's ending tells)
	@$(BIN)/python -m foothold_devstack.new_service '$(NAME)' --aggregate '$(AGGREGATE)' --prefix '$(PREFIX)'
	@$(MAKE) --no-print-directory generate

lint: $(STAMP)  ## ruff, every rule, reasons for the exceptions in pyproject.toml
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)  ## mypy, strict, one run over all packages
	$(BIN)/mypy $(PACKAGES)

architecture: $(STAMP)  ## the walls: who may import whom, pure aggregates, house rules
	$(PYTEST) $(SPREAD) tests/architecture

manifests: $(STAMP)  ## deploy/k8s renders, has the right fields, and keeps its rules: rights, connections, scaling, secrets
	$(PYTEST) $(SPREAD) tests/deploy tests/cluster

observability: $(STAMP)  ## dashboards, alerts and runbooks speak of what the code exports
	$(PYTEST) tests/observability

test-rules: $(STAMP)  ## when each alert fires, by promtool (of Prometheus, on PATH); broken alerts are caught
	$(PYTEST) tests/rules

unit: $(STAMP) $(ASSETS)  ## everything that needs no server; the store's suite on a MongoDB in memory
	$(PYTEST) $(SPREAD) libs services tests/routes
	$(PYTEST) -m memory tests/integration/store

PLACE = $(or $(and $(SERVICE),$(wildcard services/$(SERVICE) libs/$(SERVICE))),\
  $(error There is neither services/$(SERVICE) nor libs/$(SERVICE). Try: make check SERVICE=contracts))

.PHONY: check check-form check-tests
check: $(STAMP) $(ASSETS)  ## the loop while you work on one of them: make check SERVICE=contracts; a library's name will do
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target PLACE=$(PLACE) check-form check-tests

check-form:
	@$(BIN)/ruff check $(PLACE)
	@$(BIN)/ruff format --check $(PLACE)
	@$(BIN)/mypy $(wildcard $(PLACE)/foothold_*)
	@$(BIN)/lint-imports >/dev/null || $(BIN)/lint-imports

check-tests:
	@$(PYTEST) -p no:schemathesis $(PLACE) tests/architecture/test_access.py tests/architecture/test_deadlines.py

integration: $(STAMP) $(ASSETS)  ## on real Kafka and MongoDB
	$(BIN)/foothold exec -- $(PYTEST) $(BESIDE) tests/integration

web: $(STAMP) $(ASSETS)  ## the web app's pages, without a browser and in Chromium
	$(PYTEST) $(SPREAD) services/web

template: $(STAMP) $(ASSETS)  ## in a copy of this tree: a service made by new-service and the first change of the docs pass
	$(PYTEST) --numprocesses 2 --dist loadfile tests/template

e2e: $(STAMP) $(ASSETS)  ## the whole platform, with faults
	$(PYTEST) tests/e2e

test: lint types architecture manifests observability unit template integration e2e  ## everything above: what has to pass

demo: $(STAMP) $(ASSETS)  ## play a small market end to end, and say where to look at it; KEEP=1 leaves it there, and so does a terminal
	$(BIN)/foothold demo $(if $(KEEP),--keep)

demo-drivers: $(STAMP) $(ASSETS)  ## the demo twice: on Motor, then on PyMongo
	MONGO_DRIVER=motor $(BIN)/foothold demo
	MONGO_DRIVER=pymongo $(BIN)/foothold demo

up: $(STAMP) $(ASSETS)  ## start the platform, print its addresses, and stay until Ctrl-C
	$(BIN)/foothold up

deploy-dev: $(STAMP)  ## put a working system on the cluster that KUBECONFIG names; its images are to be there
	$(BIN)/python -m deploy.k8s.dev

.PHONY: test-cluster
test-cluster: $(STAMP)  ## try manifests and platform on the cluster of KUBECONFIG, and tell what was proven
	$(BIN)/python -m tests.cluster $(ARGS)

.PHONY: images up-compose down-compose test-containers
images:  ## build the image of each service, foothold/<name>:dev
	@number=0; for service in $(SERVICES); do number=$$((number + 1)); \
	  printf '%d of $(words $(SERVICES))  ' $$number; \
	  docker build --quiet --build-arg SERVICE=$$service --build-arg PYTHON_IMAGE=$(PYTHON_IMAGE) \
	    --build-arg REVISION="$$(git rev-parse HEAD 2>/dev/null || echo unknown)" --tag foothold/$$service:dev . \
	    >/dev/null || exit 1; \
	  docker image ls --format '{{.Repository}}:{{.Tag}}  {{.Size}}' foothold/$$service:dev; done

up-compose: images  ## the platform in containers, with its first operator; OBSERVABILITY=1 adds dashboards and traces
	$(if $(OBSERVABILITY),COMPOSE_PROFILES=observability OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318 )docker compose up --detach --wait
	@docker compose run --rm --no-deps operator

down-compose:  ## stop those containers; what they hold stays (docker compose down --volumes removes it)
	docker compose --profile '*' down

test-containers: $(STAMP) images  ## the images, compose with the demo, and the integration tests, on containers
	$(PYTEST) tests/containers
	FOOTHOLD_STACK=docker $(BIN)/foothold exec -- $(PYTEST) $(BESIDE) tests/integration

bench: $(STAMP) $(ASSETS)  ## measure against the same work done bare, and set docs/performance.md anew; NAMES="road store" measures these
	$(BIN)/foothold exec -- $(BIN)/python -m bench $(NAMES) --json bench/results.json
	$(BIN)/python -m bench.report

clean:  ## remove .venv and what the tools left
	rm -rf services/web/foothold_web/built .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
