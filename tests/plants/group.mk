# SPDX-License-Identifier: Apache-2.0
# plants: `make proof` also builds planted bugs (tests/plants/plants.def) into the verifier and prints how many are found.
# PLANTS="3 7" plants those alone.
PLANT_SECONDS ?= 10
PLANTS ?=
VCASES_FLAGS := $(HOST_FLAGS) -Itests/verify
$(eval $(call variant,vcases,$(HOSTCC),VCASES_FLAGS,tests/verify/run.c tests/verify/certs.c))
.PHONY: proof-plants
proof-plants: $(BUILD)/bin/verify-fuzz $(BUILD)/bin/proof $(OBJ_vcases)
	$(Q)CC='$(HOSTCC)' FLAGS='$(filter-out -DAX_VERSION=% -DJS_EMBEDDER%,$(HOST_FLAGS))' CASES='$(VERIFY_CASES)' \
		FUZZ_OBJ='$(OBJ_vfuzz)' CASES_OBJ='$(OBJ_vcases)' UNIT_OBJ='$(OBJ_proof)' \
		sh tests/plants/run.sh $(BUILD) $(PLANT_SECONDS) $(PLANTS)
