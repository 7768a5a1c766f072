# Thin names over Meson and tools/. `make` tells them.
SHELL = /bin/sh
BUILD ?= build
CHECK ?= build-check
FUZZ ?= build-fuzz
FUZZ_SECONDS ?= 20
MESON = meson setup --wrap-mode=nodownload
export BUILD CHECK FUZZ FUZZ_SECONDS

.PHONY: help build deb demo check check-fast static truth check-knowledge kill-outbox kill-spool kill-sensor interop sensor-pcaps suricata-verify bench bench-events bench-intake bench-portal bench-kb bench-sensor endure fuzz fmt fmt-check lint schema lab-up lab-down lab-clean clean deps

help:
	@echo 'make demo        install what is needed, build, audit the sample hospital, show the report'
	@echo 'make check       install test needs, build with sanitizers, run every test and gate'
	@echo
	@echo 'make build       build into $(BUILD)/ (release)'
	@echo 'make deb         build the Debian package into $(BUILD)/'
	@echo 'make check-fast  unit tests without sanitizers and the static gates, under 90 s'
	@echo 'make truth       audit the sample hospital and compare with what it really has, figures per class'
	@echo 'make check-knowledge  versions, scores and names against others, over all of the real data, after make check'
	@echo 'make interop     ask other people'\''s programs about what we emit (clients, validators, mail servers)'
	@echo 'make sensor-pcaps  read every capture at hand with varde-sensor, after make check'
	@echo 'make bench       measure speed and memory'
	@echo 'make bench-events  measure reports of events to the mailboxes of 40,000 organisations'
	@echo 'make bench-intake  measure lines of sensors taken in, attributed and aggregated, of 40,000 organisations'
	@echo 'make bench-kb    measure the knowledge: compiling, matching, re-evaluating'
	@echo 'make bench-sensor  measure the sensor: rules, indicators, DNS, HTTP on traffic made for it (SURICATA=path: beside it)'
	@echo 'make bench-portal  measure the portal over a sector of a country'\''s size'
	@echo 'make kill-outbox kill who sends mails and webhooks 200 times on each engine, after make check, and count what came'
	@echo 'make kill-spool  kill a sensor'\''s writer, its shipper and the server 1,000 times, after make check, and count the events'
	@echo 'make kill-sensor kill varde-sensor and its keeper 300 times while they work, after make check: what was kept is all there'
	@echo 'make endure      kill servers, workers and the database under load, 100 times, and compare'
	@echo 'make fuzz        run every fuzz target for FUZZ_SECONDS ($(FUZZ_SECONDS)) with libFuzzer'
	@echo 'make fmt         format the C sources;  fmt-check only says what differs'
	@echo 'make lint        clang-tidy, cppcheck and shellcheck'
	@echo 'make schema      write docs/schema/ from the record tables'
	@echo 'make lab-up      start the sample hospital;  lab-down ends it, lab-clean removes it'
	@echo 'make clean       remove what the build made (the lab stays: lab-clean)'

deps:
	@tools/install-deps build

$(BUILD)/build.ninja:
	@$(MESON) $(BUILD) --buildtype=release -Dtests=false -Dfuzz=false >/dev/null || { cat $(BUILD)/meson-logs/meson-log.txt; exit 1; }

build: deps
	@$(MAKE) -s $(BUILD)/build.ninja
	@ninja -C $(BUILD) --quiet

deb: build
	@tools/make-deb $(BUILD)

demo:
	@tools/demo

check:
	@tools/run-checks full

check-fast:
	@tools/run-checks fast

static:
	@tools/run-checks static

truth: build
	@VARDE_BUILD=$(CURDIR)/$(BUILD) tests/e2e/10-truth.sh

# Independent clients, unmodified, against a build with sanitizers: validators, consumers, mail servers, GnuPG, browsers' libraries.
interop:
	@STEPS='deps build interop' tools/run-checks full

# Who sends mails, and who tells webhooks, is killed KILLS times on each engine: none lost, and doubles are counted by Message-ID and by
# delivery id.
kill-outbox:
	@test -x $(CHECK)/tests/interop/mail-client || { echo 'kill-outbox: nothing is built in $(CHECK); run make check first, or name a build: make kill-outbox CHECK=build-dev' >&2; exit 2; }
	@export KILLS=$${KILLS:-200} VARDE_BUILD=$(CHECK); for test in mail hooks; do \
		tests/interop/$$test.sh | tee -a /dev/stderr | { ! grep -q '^not ok'; } || exit 1; done

# A sensor's writer, its shipper and the server are killed, the network is cut and the disk is full: none missing untold, none doubled.
kill-spool:
	@KILLS=1000 VARDE_BUILD=$(CHECK) tests/e2e/76-spool.sh | tee -a /dev/stderr | { ! grep -q '^not ok'; }

# varde-sensor and its keeper are killed while a capture is read; rules are exchanged while packets come.
kill-sensor:
	@KILLS=300 PACKETS=300000 VARDE_BUILD=$(CHECK) tests/e2e/77-sensor-live.sh | tee -a /dev/stderr | { ! grep -q '^not ok'; }

check-knowledge:
	@test -x $(CHECK)/tests/feed/test-feed || { echo 'check-knowledge: nothing is built in $(CHECK); run make check first, or name a build: make check-knowledge CHECK=build-dev' >&2; exit 2; }
	@export VARDE_LONG=1 VARDE_BUILD=$(CHECK); for test in versions cvss aliases; do \
		tests/interop/$$test.sh | tee -a /dev/stderr | { ! grep -q '^not ok'; } || exit 1; done
	@$(CHECK)/tests/feed/test-feed >$(CHECK)/test-feed.tap 2>&1 || { cat $(CHECK)/test-feed.tap; exit 1; }
	@grep -aE '^# (recog|[0-9]+ documents)' $(CHECK)/test-feed.tap || echo 'SKIP recog and the medical advisories: no ../shared/data'

# Every capture of ../shared/data through the sensor with sanitizers; make check reads a sample.
sensor-pcaps:
	@SENSOR_ALL=1 VARDE_BUILD=$(CHECK) tests/interop/sensor.sh | tee -a /dev/stderr | { ! grep -q '^not ok'; }

bench:
	@tools/bench

bench-events:
	@tools/bench events

bench-intake:
	@tools/bench intake

bench-sensor:
	@tools/bench sensor

bench-portal:
	@tools/bench portal

bench-kb:
	@tools/bench kb

endure:
	@tools/endure

# Slow (minutes): OISF's tests of ../shared/data against varde-sensor; build first.
suricata-verify:
	@nice python3 tests/sensor/suricata_verify.py -o $(BUILD)/results/suricata-verify.json $(BUILD) ../shared/data/sensor/suricata-verify-half.tar.xz

fuzz:
	@tools/fuzz

fmt:
	@tools/fmt

fmt-check:
	@tools/fmt --check

lint:
	@tools/lint

schema:
	@tools/make-schema

lab-up lab-down lab-clean:
	@lab/$(@:lab-%=%)

clean:
	@rm -rf $(CHECK) $(FUZZ) build-fast build-bench build-endure
	@[ ! -f $(BUILD)/build.ninja ] || ninja -C $(BUILD) -t clean >/dev/null
