# SPDX-License-Identifier: Apache-2.0
# why: rk why finds inputs on which wrong programs go wrong, and none for right ones.
WHY_OBJ := $(patsubst tests/why/%.bpf.c,$(BUILD)/why/%.bpf.o,$(sort $(wildcard tests/why/*.bpf.c)))
$(BUILD)/why/%.bpf.o: tests/why/%.bpf.c
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_FLAGS) -mcpu=$(BPF_CPU) $(DEPS) -c $< -o $@
-include $(WHY_OBJ:.o=.d)
$(eval $(call test_group,why,$(BUILD)/asan/rk $(WHY_OBJ),sh tests/why/run.sh $(BUILD)/asan/rk $(BUILD)/why))
