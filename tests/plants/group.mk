# SPDX-License-Identifier: Apache-2.0
# plants: `make proof` also builds planted bugs (tests/plants/plants.def) into the verifier and prints how many are found.
# `make proof-plants PLANTS="3 7"` plants those alone, PLANT_JOBS at a time; each is looked for in PLANT_PROGRAMS random programs.
# `make test` has one plant for each rig that finds some.
PLANT_PROGRAMS ?= 10000
PLANT_JOBS ?= 2
PLANTS ?=
PLANTS_SHORT := 5 10 46 49 181
VCASES_FLAGS := $(HOST_FLAGS) -Itests/verify -Itests
$(eval $(call variant,vcases,$(HOSTCC),VCASES_FLAGS,tests/verify/run.c tests/verify/certs.c tests/selftests/btf.c))
PLANTS_DEPS := $(BUILD)/bin/verify-fuzz $(BUILD)/bin/verify-fuzz-device $(BUILD)/bin/proof $(OBJ_vcases)
# what run.sh is told; a file beside it, because a group's command stands in quotes
$(BUILD)/plants/env: $(PLANTS_DEPS) $(wildcard tests/verify/*.t) tests/plants/group.mk
	@mkdir -p $(@D)
	$(Q)printf '%s="%s"\n' CC '$(HOSTCC)' FLAGS '$(filter-out -DAX_VERSION=% -DJS_EMBEDDER%,$(HOST_FLAGS))' CASES '$(VERIFY_CASES)' \
		FUZZ_OBJ '$(OBJ_vfuzz)' CASES_OBJ '$(OBJ_vcases)' UNIT_OBJ '$(OBJ_proof)' \
		DEVICE_FLAGS '$(filter-out -DAX_VERSION=% -DJS_EMBEDDER%,$(PROVER_FLAGS))' DEVICE_JUDGE '$(OBJ_vfuzz-device) $(filter-out %/whole.o %/whole.c.o,$(OBJ_prover))' \
		DEVICE_OBJ '$(filter-out $(patsubst %,$(BUILD)/vfuzz/%.o,$(VFUZZ_DEV_SRC)),$(OBJ_vfuzz))' DEVICE_KEEP '$(VFUZZ_DEV_KEEP)' >$@
.PHONY: proof-plants
proof-plants: $(BUILD)/plants/env
	$(Q)JOBS=$(PLANT_JOBS) sh tests/plants/run.sh $(BUILD) $(PLANT_PROGRAMS) $(PLANTS)
$(eval $(call test_group,plants,$(BUILD)/plants/env,sh tests/plants/run.sh $(BUILD) 1000 $(PLANTS_SHORT)))
