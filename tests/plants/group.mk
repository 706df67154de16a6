# SPDX-License-Identifier: Apache-2.0
# plants: `make proof` also builds planted bugs (tests/plants/plants.def) into the verifier and prints how many are found.
PLANT_SECONDS ?= 4
PLANTS ?=
.PHONY: proof-plants
proof: proof-plants
proof-plants: $(BUILD)/bin/verify-fuzz $(BUILD)/asan/verify $(BUILD)/asan/unit $(BUILD)/bin/selftests
	$(Q)CC='$(HOSTCC)' FLAGS='$(filter-out -DAX_VERSION=%,$(HOST_FLAGS))' SAN='$(SAN)' SAN_FLAGS='$(filter-out -DAX_VERSION=%,$(ASAN_FLAGS))' CASES='$(VERIFY_CASES)' \
		FUZZ_OBJ='$(OBJ_vfuzz)' CASES_OBJ='$(OBJ_verify)' UNIT_OBJ='$(OBJ_unit)' BOARD_OBJ='$(OBJ_selftests-o)' \
		sh tests/plants/run.sh $(BUILD) $(PLANT_SECONDS) $(PLANTS)
