# SPDX-License-Identifier: Apache-2.0
# insn: instruction cases (tests/insn/*.t), under ASan + UBSan, past Linux where bpf(2) is there.
INSN_SRC   := $(sort $(wildcard tests/insn/*.c))
INSN_CASES := $(sort $(wildcard tests/insn/*.t))
INSN_FLAGS := $(ASAN_FLAGS)
$(eval $(call variant,insn,$(HOSTCC),INSN_FLAGS,$(INSN_SRC) src/exec/compact.c))
$(BUILD)/asan/insn: $(patsubst %,$(BUILD)/insn/%.o,$(INSN_SRC)) $(ASAN_LIB)
	$(Q)$(HOSTCC) $(SAN) -o $@ $^ -lpthread
# the same with compact.c in the place of interp.c
$(BUILD)/asan/insn-compact: $(patsubst %,$(BUILD)/insn/%.o,$(INSN_SRC) src/exec/compact.c) $(ASAN_LIB)
	$(Q)$(HOSTCC) $(SAN) -o $@ $^ -lpthread
$(eval $(call test_group,insn,$(BUILD)/asan/insn $(BUILD)/asan/insn-compact $(INSN_CASES),$(BUILD)/asan/insn $(INSN_CASES); \
	$(BUILD)/asan/insn-compact $(INSN_CASES)))
