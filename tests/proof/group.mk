# SPDX-License-Identifier: Apache-2.0
# proof: the long form of the verifier's rigs (tests/proof/run.sh), seeds and a table printed; `make test` has the short form of each:
#   smt          the operators at 64 bits, by z3                                                         test-smt
#   states       operators: all pairs at 4 bits, random pairs at 8 and 64; abstract states against real runs, random bytes, Linux
#                beside us                                                                               test-unit (verify)
#   random       random programs under a monitor: memory, worst cases, certificates and their mutants, Linux beside us; sanitized:
#                the same with the verifier under ASan and UBSan; kfuncs: programs that call kernel
#                functions, too (iterators, regions, throws, dynptrs, casts), compare pointers, and have functions
#                that exchange what is held and use what they are lent; kfuncs-san: under ASan and UBSan  test-verify-fuzz
#   own          programs that own structures (allocated, lists, trees, kernel pointers, tasks), each pointer watched for as long as it
#                is good; own-san: under ASan and UBSan                                                   test-verify-fuzz
#   engines      accepted programs in every engine, Linux's too; engines-san: under ASan and UBSan        test-jit
#   plants       planted bugs, and how many of them these rigs and the cases find                         test-plants
# PROOF_SECONDS is about what all of it may take on one quiet core.
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

# the operators at 64 bits, by z3: the known bits in `make test`, all questions here
HOSTCXX ?= g++
$(BUILD)/bin/smt: tests/proof/smt.cc tests/proof/smt.h $(wildcard src/range/*)
	@mkdir -p $(@D)
	$(Q)$(HOSTCXX) -std=gnu++20 -O1 -w -Iinclude -Isrc -Itests/proof -o $@ $<
# ... and as a microcontroller knows numbers
$(BUILD)/bin/smt-device: tests/proof/smt.cc tests/proof/smt.h $(wildcard src/range/*)
	@mkdir -p $(@D)
	$(Q)$(HOSTCXX) -std=gnu++20 -O1 -w -DAX_DEVICE -Iinclude -Isrc -Itests/proof -o $@ $<
$(eval $(call test_group,smt,$(BUILD)/bin/smt $(BUILD)/bin/smt-device,$(BUILD)/bin/smt --seconds 10 bits_; $(BUILD)/bin/smt-device --seconds 10 device_order))
# the rigs, one after the other
.PHONY: proof
proof: $(BUILD)/bin/proof $(BUILD)/bin/smt $(BUILD)/bin/smt-device $(BUILD)/bin/verify-fuzz $(BUILD)/asan/verify-fuzz $(BUILD)/bin/exec-fuzz $(BUILD)/asan/exec-fuzz \
		$(BUILD)/plants/env
	$(Q)sh tests/proof/run.sh $(BUILD) $(PROOF_SECONDS)
