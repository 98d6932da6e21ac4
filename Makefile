# SPDX-License-Identifier: Apache-2.0
# The front door. The build itself is Meson's (meson.build); here stand only the words people type.

SITE   ?= demo
LISTEN ?= 127.0.0.1:8600
SUITES ?=

.PHONY: build run test bench fuzz soak lint format clean help
.DEFAULT_GOAL := build

build:            ## the server, at build/jindu, and the client, at build/web
	@tools/setup.sh run
	@tools/build.sh build
	@tools/build_web.sh

run:              ## make the demo site on first use and serve it
	@tools/setup.sh run
	@tools/build.sh build
	@tools/build_web.sh
	@tools/run_demo.sh "$(SITE)" "$(LISTEN)"

test:             ## every suite of tests/suites.tsv (SUITES="arch unit" for some)
	@tools/setup.sh test
	@python3 tools/run_tests.py tests/suites.tsv $(SUITES)

soak:             ## the long sweeps of tests/soak.tsv
	@tools/setup.sh test
	@python3 tools/run_tests.py tests/soak.tsv $(SUITES)

bench:            ## measurements as JSON lines on standard output
	@tools/setup.sh test
	@tools/build.sh build >&2
	@python3 tools/run_tests.py --stream bench/benches.tsv $(SUITES)

fuzz:             ## libFuzzer on every target, FUZZ_SECONDS (60) each
	@tools/setup.sh test
	@tools/build.sh build-fuzz
	@tools/run_fuzz.sh build-fuzz

lint:             ## clang-tidy and cppcheck: advice, not a gate
	@tools/setup.sh lint
	@tools/build.sh build
	@tools/lint.sh build

format:           ## clang-format over the C sources
	@tools/setup.sh lint
	@find src tests bench -name '*.[ch]' -print0 | xargs -0 -r clang-format -i

clean:            ## remove what building made; the demo site stays
	rm -rf build build-*

help:             ## this list
	@sed -n 's/^\([a-z]*\): *## /  make \1	/p' $(MAKEFILE_LIST)
