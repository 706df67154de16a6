# SPDX-License-Identifier: Apache-2.0
# jsdiff: random programs of the dialect in node, the judge, and in four builds of the engine (`make fuzz-jsdiff`: more of them).  Without node
# (Debian: nodejs; `make test` does not install it) it is skipped.
JSDIFF_ENGINES := $(BUILD)/bin/jsrun $(patsubst %,$(BUILD)/asan/%,jsrun32 jsstress jsstress32)
$(eval $(call test_group,jsdiff,$(JSDIFF_ENGINES),python3 tests/jsdiff/run.py 1 3 300 $(JSDIFF_ENGINES)))

.PHONY: fuzz-jsdiff
fuzz-js: fuzz-jsdiff
FUZZ_JSDIFF_ROUNDS ?= 100
fuzz-jsdiff: $(JSDIFF_ENGINES)
	$(Q)seed=$$(date +%s) && echo "seed $$seed" && python3 tests/jsdiff/run.py $$seed $(FUZZ_JSDIFF_ROUNDS) 300 $(JSDIFF_ENGINES) -v
