# SPDX-License-Identifier: Apache-2.0
# why: rk why finds inputs on which wrong programs go wrong, and none for right ones.
WHY_OBJ := $(patsubst tests/why/%.bpf.c,$(BUILD)/why/%.bpf.o,$(sort $(wildcard tests/why/*.bpf.c)))
$(BUILD)/why/%.bpf.o: tests/why/%.bpf.c
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_FLAGS) -mcpu=$(BPF_CPU) $(DEPS) -c $< -o $@
-include $(WHY_OBJ:.o=.d)
WHY_FLAGS := $(ASAN_FLAGS)
$(eval $(call variant,why,$(HOSTCC),WHY_FLAGS,tests/why/cases.c))
$(BUILD)/asan/why_cases: $(BUILD)/why/tests/why/cases.c.o $(filter-out %/main.c.o,$(call rk_objs,asan)) $(BUILD)/prover-asan/device.o $(ASAN_LIB)
	$(Q)$(HOSTCC) $(SAN) -o $@ $^ $(RK_LIBS)
# random programs: the fast build
WHYR_FLAGS := $(HOST_FLAGS) -Itests
$(eval $(call variant,whyr,$(HOSTCC),WHYR_FLAGS,tests/why/random.c $(filter-out tests/verify-fuzz/fuzz.c,$(sort $(wildcard tests/verify-fuzz/*.c)))))
$(BUILD)/bin/why-random: $(OBJ_whyr) $(filter-out %/main.c.o,$(call rk_objs,host)) $(BUILD)/prover/device.o $(HOST_LIB)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -o $@ $^ $(RK_LIBS)
$(eval $(call test_group,why,$(BUILD)/asan/rk $(WHY_OBJ) $(BUILD)/bpf/tests/refused/kfunc.bpf.o $(BUILD)/asan/why_cases $(BUILD)/bin/why-random,sh tests/why/run.sh $(BUILD)/asan/rk $(BUILD)/why; \
	$(BUILD)/asan/why_cases 0.1 $(sort $(wildcard tests/verify/*.t)); $(BUILD)/bin/why-random --seconds 5))
