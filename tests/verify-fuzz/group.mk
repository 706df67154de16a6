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
# and as a microcontroller knows numbers (src/range/whole.c): judge and verifier are built for one, generator and world for here
VFUZZ_DEV_SRC   := tests/verify-fuzz/fuzz.c tests/verify-fuzz/embed.c
VFUZZ_DEV_KEEP  := $(addprefix --keep-global-symbol=,main fuzz_states_of fuzz_state_known)
VFUZZ_DEV_FLAGS  = $(PROVER_FLAGS) -Itests
$(eval $(call variant,vfuzz-device,$(HOSTCC),VFUZZ_DEV_FLAGS,$(VFUZZ_DEV_SRC)))
$(BUILD)/vfuzz-device/judge.o: $(OBJ_vfuzz-device) $(OBJ_prover)
	$(Q)$(HOSTCC) -r -nostdlib -o $@ $^
	$(Q)objcopy $(VFUZZ_DEV_KEEP) $@
$(BUILD)/bin/verify-fuzz-device: $(BUILD)/vfuzz-device/judge.o $(filter-out $(patsubst %,$(BUILD)/vfuzz/%.o,$(VFUZZ_DEV_SRC)),$(OBJ_vfuzz)) $(HOST_LIB)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -o $@ $^ -lpthread
$(eval $(call test_group,verify-fuzz,$(BUILD)/bin/verify-fuzz $(BUILD)/bin/verify-fuzz-device $(BUILD)/asan/verify-fuzz,$(BUILD)/bin/verify-fuzz --seconds 8 --base 921; \
	$(BUILD)/bin/verify-fuzz --seconds 10 --base 926 --kfuncs 1 --calls 1 | sed "s/^\(ok\|FAIL\) verify-fuzz/&.kernel-functions/"; \
	$(BUILD)/bin/verify-fuzz-device --seconds 4 --base 923 | sed "s/^\(ok\|FAIL\) verify-fuzz/&.device/"; \
	$(BUILD)/bin/verify-fuzz --seconds 6 --base 924 --kfuncs 1 --calls 1 --own 1 | sed "s/^\(ok\|FAIL\) verify-fuzz/&.own/"; \
	$(BUILD)/asan/verify-fuzz --seconds 5 --base 922 --kfuncs 1 --calls 1 | sed "s/^\(ok\|FAIL\) verify-fuzz/&.sanitized/"))

.PHONY: fuzz-verify
fuzz-verify: $(BUILD)/bin/verify-fuzz $(BUILD)/bin/verify-fuzz-device
	$(Q)$< --seconds $(FUZZ_SECONDS) --linux 5
	$(Q)$< --seconds $(FUZZ_SECONDS) --kfuncs 1 --calls 1
	$(Q)$< --seconds $(FUZZ_SECONDS) --kfuncs 1 --calls 1 --own 1
	$(Q)$(BUILD)/bin/verify-fuzz-device --seconds $(FUZZ_SECONDS)
