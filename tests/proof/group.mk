# SPDX-License-Identifier: Apache-2.0
# proof: the long form of the verifier's rigs, one after the other, each with its seed printed:
#   1. operators: all pairs at 4 bits, random pairs at 8 and 64; SMT at 64 bits (z3)
#   2. abstract states against real runs, random bytes, Linux beside us
#   3. random programs under the monitor: memory, worst cases, certificates and their mutants, Linux beside us
#   4. planted bugs, and how many of them the rigs find
# PROOF_SECONDS is about what all of it may take on two quiet cores.
PROOF_SECONDS ?= 600
PROOF_FLAGS := $(HOST_FLAGS) -Itests -I$(BUILD)/proof
PROOF_SRC   := tests/unit/main.c $(sort $(wildcard tests/unit/verify/*.c))
$(eval $(call variant,proof,$(HOSTCC),PROOF_FLAGS,$(PROOF_SRC)))
$(BUILD)/proof/tests/unit/main.c.o: $(BUILD)/proof/testlist.inc
$(BUILD)/proof/testlist.inc: $(PROOF_SRC) mk/testlist.sh
	@mkdir -p $(@D)
	$(Q)sh mk/testlist.sh $(PROOF_SRC) > $@
# without sanitizers: ten times the programs
$(BUILD)/bin/proof: $(OBJ_proof) $(HOST_LIB)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -o $@ $^ -lpthread

.PHONY: proof proof-rigs
proof-rigs: $(BUILD)/bin/proof $(BUILD)/bin/verify-fuzz
	$(Q)seed=$$(date +%s); echo "# AX_SEED=$$seed"; \
	AX_PROOF=$$(($(PROOF_SECONDS) / 40 + 1)) AX_SEED=$$seed $(BUILD)/bin/proof verify & unit=$$!; \
	$(BUILD)/bin/verify-fuzz --seconds $$(($(PROOF_SECONDS) / 3)) --linux 5 && wait $$unit

# the operators at 64 bits, by z3: the known bits in `make test`, all questions here
HOSTCXX ?= g++
$(BUILD)/bin/smt: tests/proof/smt.cc tests/proof/smt.h src/range/range.c src/range/range.h
	@mkdir -p $(@D)
	$(Q)$(HOSTCXX) -std=gnu++20 -O1 -w -Iinclude -Isrc -Itests/proof -o $@ $<
$(eval $(call test_group,smt,$(BUILD)/bin/smt,$(BUILD)/bin/smt --seconds 10 bits_))
.PHONY: proof-smt
proof-smt: $(BUILD)/bin/smt
	$(Q)$< --seconds 8
proof: proof-smt proof-rigs
	$(Q)$(MAKE) proof-plants
