# SPDX-License-Identifier: Apache-2.0
# verify-fuzz: random programs before the verifier; those that it accepts run under a monitor.  In `make test` for some
# seconds, the same programs each time; `make fuzz-verify` for FUZZ_SECONDS, with Linux's opinion on a part of them.
VFUZZ_SRC   := $(sort $(wildcard tests/verify-fuzz/*.c)) tests/selftests/linux.c tests/selftests/btf.c
VFUZZ_FLAGS := $(HOST_FLAGS) -Itests
$(eval $(call variant,vfuzz,$(HOSTCC),VFUZZ_FLAGS,$(VFUZZ_SRC)))
$(BUILD)/bin/verify-fuzz: $(OBJ_vfuzz) $(HOST_LIB)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -o $@ $^ -lpthread
# the same under ASan and UBSan
VFUZZ_SAN_FLAGS := $(ASAN_FLAGS)
$(eval $(call variant,vfuzz-san,$(HOSTCC),VFUZZ_SAN_FLAGS,$(VFUZZ_SRC)))
$(BUILD)/asan/verify-fuzz: $(OBJ_vfuzz-san) $(ASAN_LIB)
	$(Q)$(HOSTCC) $(SAN) -o $@ $^ -lpthread
$(eval $(call test_group,verify-fuzz,$(BUILD)/bin/verify-fuzz $(BUILD)/asan/verify-fuzz,$(BUILD)/bin/verify-fuzz --seconds 8 --base 921; \
	$(BUILD)/bin/verify-fuzz --seconds 10 --base 926 --kfuncs 1 --calls 1 | sed "s/^\(ok\|FAIL\) verify-fuzz/&.kernel-functions/"; \
	$(BUILD)/asan/verify-fuzz --seconds 5 --base 922 --kfuncs 1 --calls 1 | sed "s/^\(ok\|FAIL\) verify-fuzz/&.sanitized/"))

.PHONY: fuzz-verify
fuzz-verify: $(BUILD)/bin/verify-fuzz
	$(Q)$< --seconds $(FUZZ_SECONDS) --linux 5
	$(Q)$< --seconds $(FUZZ_SECONDS) --kfuncs 1 --calls 1
