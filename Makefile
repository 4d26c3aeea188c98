# Everything that is done with this code. "make" alone lists the targets.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

GO ?= go
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)

# The program is pure Go. Tests are built the same way; only the race detector needs C.
export CGO_ENABLED = 0
# The same for the program and its tests, so that each package is compiled once for both.
export GOFLAGS := $(filter-out -trimpath,$(GOFLAGS)) -trimpath

GOLANGCI_VERSION := v2.15.0
GOVULNCHECK_VERSION := v1.9.0
GOLANGCI := .tools/golangci-lint-$(GOLANGCI_VERSION)/golangci-lint
GOVULNCHECK := .tools/govulncheck-$(GOVULNCHECK_VERSION)/govulncheck

# Packages in which several requests meet in the same memory.
RACE_PACKAGES = $(wildcard internal/app internal/api internal/auth internal/store)

# Set TESTFLAGS for more, such as TESTFLAGS="-run Rekap -v". FUZZTIME is per fuzz test.
TESTFLAGS ?=
FUZZTIME ?= 10s
BENCH ?= .
# The tests that have a long form: kills, promises of the databases, disks, bad clients.
FAULTS = Kill|Durab|KeepsItsPromises|MayForget|TooEarly|FullDisk|CannotBeWritten|SlowClients|Gigabyte|IdleConnections
# More flags for "make run", such as ARGS="--listen 127.0.0.1:9000".
ARGS ?=

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: build ## Build, then serve a demo company; prints its address and login
	exec bin/takar demo $(ARGS)

.PHONY: build
build: web ## Build bin/takar
	$(GO) build -ldflags "-s -w -X main.version=$(VERSION)" -o bin/takar ./cmd/takar

.PHONY: web
web: node_modules/.package-lock.json ## Bundle scripts and styles into internal/web/static
	node web/build.mjs

# npm writes this file last; it is older than the lock file when packages have changed.
node_modules/.package-lock.json: package-lock.json
	@command -v npm >/dev/null || { echo "Node.js (20 or newer) with npm is missing: it bundles the scripts and styles." >&2; exit 1; }
	npm ci
	@touch $@

.PHONY: test
test: build services ## Run all tests: unit, both databases, HTTP, browser, races
	scripts/stage race $(MAKE) --no-print-directory race
	scripts/stage test $(MAKE) --no-print-directory test-go

# All Go tests with one PostgreSQL server for all packages, in an order that changes.
.PHONY: test-go
test-go: .tools/with-services
	.tools/with-services $(GO) test -shuffle=on -timeout 20m $(TESTFLAGS) ./...

# SQLite, which is C in Go's clothes, is not watched: it is twenty times slower so, and not ours.
# Only that one package: what is compiled unwatched must not use generic types of the standard
# library, sync.Map among them, or the linker may take its unwatched copies of them for all and
# races are reported where there are none.
.PHONY: race
race: services .tools/with-services ## Run the tests of the concurrent packages under the race detector
	@if [ -z "$(RACE_PACKAGES)" ]; then echo "no packages"; \
	elif ! command -v $(or $(CC),cc) >/dev/null; then echo "skipped: the race detector needs a C compiler (apt-get install gcc libc6-dev)"; [ "$${TAKAR_TEST_REQUIRE:-}" != all ]; \
	else CGO_ENABLED=1 .tools/with-services $(GO) test -race -gcflags='modernc.org/sqlite/lib=-race=false' -shuffle=on -timeout 15m $(TESTFLAGS) $(RACE_PACKAGES:%=./%/...); fi

.PHONY: .tools/with-services
.tools/with-services:
	@$(GO) build -o $@ ./internal/testservice/run

.PHONY: services
services: ## Install what the tests need (as root on Debian), or name what is missing
	@scripts/services

.PHONY: lint
lint: $(GOLANGCI) node_modules/.package-lock.json ## Check style, layout rules, types and known weaknesses
	$(GOLANGCI) run ./...
	$(GO) mod tidy -diff
	@! grep -n '"resolved"' package-lock.json || { echo "package-lock.json names a registry: run npm install with the .npmrc of this directory" >&2; exit 1; }
	npx --no-install tsc --noEmit --project web/tsconfig.json
	@$(MAKE) --no-print-directory vuln

.PHONY: vuln
vuln:
	@if curl -fsS --max-time 10 -o /dev/null https://vuln.go.dev/index/db.json 2>/dev/null; \
	then $(MAKE) --no-print-directory $(GOVULNCHECK) && $(GOVULNCHECK) ./...; \
	else echo "govulncheck skipped: database not reachable"; fi

.PHONY: fmt
fmt: $(GOLANGCI) ## Format the Go code
	$(GOLANGCI) fmt ./...

$(GOLANGCI):
	GOBIN=$(CURDIR)/$(@D) $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)

$(GOVULNCHECK):
	GOBIN=$(CURDIR)/$(@D) $(GO) install golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK_VERSION)

.PHONY: pictures
pictures: build guide-pictures ## Pictures of every page into pictures/, and those of the user guide
	rm -rf pictures
	TAKAR_TEST_SCREENSHOTS="$(CURDIR)/pictures" $(GO) test -count=1 ./internal/web

# The pictures of the user guide alone: documents, which are committed.
.PHONY: guide-pictures
guide-pictures: web
	TAKAR_TEST_GUIDE_PICTURES="$(CURDIR)/docs/panduan/gambar" $(GO) test -count=1 -run '^TestEveryPageOnTheDemo$$' ./internal/web

.PHONY: test-documents
test-documents: ## Let LibreOffice and poppler judge every document; pictures of their pages into pictures/documents
	scripts/documents

.PHONY: test-faults
test-faults: services .tools/with-services ## Kill servers a hundred times amid saves; full disks, slow clients, 10,000 idle connections
	TAKAR_TEST_FAULTS=full .tools/with-services $(GO) test -count=1 -timeout 30m -v -run '$(FAULTS)' ./cmd/takar ./internal/store

.PHONY: test-cluster
test-cluster: services ## Three servers behind nginx while servers, Redis, the replica and the database fail
	TAKAR_TEST_CLUSTER=full $(GO) test -count=1 -timeout 30m -v -run '^TestSeveralServers' ./cmd/takar

.PHONY: bench
bench: ## Run the benchmarks; BENCH=Rekap picks some
	$(GO) test -run '^$$' -bench '$(BENCH)' -benchmem ./...

.PHONY: bench-documents
bench-documents: ## Measure every document in every format: time, size, memory
	$(GO) test -run '^$$' -bench '^BenchmarkDocuments$$' -benchtime 1x -count 3 -timeout 30m ./internal/api

# USERS and DURATION change a scenario, for trying; SCENARIO names others, such as storm.
# DATABASE=postgres starts a cluster that is thrown away after. Reports go to build/load.
DATABASE ?= sqlite
SCENARIO ?= 50
RUNS ?= 3
TRYING = $(if $(USERS),--users $(USERS)) $(if $(DURATION),--duration $(DURATION))

.PHONY: load
load: build .tools/measure ## 50 users for 300 s against a fresh server, judged by gates
	.tools/measure load --database $(DATABASE) $(TRYING) $(SCENARIO)

.PHONY: load-cross
load-cross: build .tools/measure ## Let wrk measure what takar loadtest measures: at most 15 % apart
	WITH=wrk scripts/services
	.tools/measure cross --database $(DATABASE) $(TRYING)

# What misses a gate does not keep the rest from being measured; the first one that did decides
# the exit status. With DURATION everything is only tried, and the tables stay as they are.
.PHONY: gates
gates: build .tools/measure ## Measure every gate on both databases (two hours) into docs/performance.md
	code=0; \
	.tools/measure load --database both --runs $(if $(DURATION),1,$(RUNS)) $(TRYING) all || code=$$?; \
	.tools/measure bench --runs $(if $(DURATION),1,$(RUNS)) $(TRYING) || code=$$?; \
	$(MAKE) --no-print-directory load-cross || code=$$?; \
	$(if $(DURATION),,.tools/measure tables docs/performance.md || code=$$?;) \
	exit $$code

.PHONY: .tools/measure
.tools/measure:
	@$(GO) build -o $@ ./internal/loadtest/measure

.PHONY: fuzz
fuzz: ## Run each fuzz test for FUZZTIME
	scripts/fuzz $(FUZZTIME)

.PHONY: fresh
fresh: ## Clone into an empty directory with empty caches; run and test there
	scripts/fresh

.PHONY: clean
clean: ## Remove what was built; tools and packages stay
	rm -rf bin build
	find internal/web/static -mindepth 1 ! -name README.txt -delete
