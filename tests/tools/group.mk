# SPDX-License-Identifier: Apache-2.0
# tools: rk driven as a user drives it, with good objects and with bad ones.
TOOLS_OBJ := $(patsubst tests/tools/bpf/%.bpf.c,$(BUILD)/tools/%.bpf.o,$(sort $(wildcard tests/tools/bpf/*.bpf.c)))
$(BUILD)/tools/%.bpf.o: tests/tools/bpf/%.bpf.c
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_FLAGS) $(DEPS) -c $< -o $@
-include $(TOOLS_OBJ:.o=.d)
$(eval $(call test_group,tools,$(BUILD)/asan/rk $(TOOLS_OBJ),sh tests/tools/rk.sh $(BUILD)/asan/rk $(BUILD)/tools))
