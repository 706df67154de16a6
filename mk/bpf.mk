# SPDX-License-Identifier: Apache-2.0
# bpf.mk - BPF objects from C, by clang.  examples/NN-idea/NAME.bpf.c becomes build/bpf/NN-idea/NAME.bpf.o;
# tests/bpf/NAME.bpf.c becomes build/bpf/tests/NAME.bpf.o, and for each other -mcpu build/bpf/tests/CPU/NAME.bpf.o.
# tests/bpf/refused/ holds what the loader must refuse.
BPF_FLAGS := --target=bpf -O2 -g -Wall -Werror -Ibpf -Isrc
BPF_CPU   := v3
# v4 needs clang 17.
BPF_CPUS  := v1 v2 $(shell $(CLANG) --target=bpf -mcpu=help -x c -c /dev/null -o /dev/null 2>&1 | grep -ow v4)
BPF_EXAMPLES := $(sort $(wildcard examples/*/*.bpf.c))
BPF_TESTS    := $(sort $(wildcard tests/bpf/*.bpf.c))
BPF_REFUSED  := $(sort $(wildcard tests/bpf/refused/*.bpf.c))
BPF_OBJ := $(patsubst examples/%.bpf.c,$(BUILD)/bpf/%.bpf.o,$(BPF_EXAMPLES)) \
           $(patsubst tests/bpf/%.bpf.c,$(BUILD)/bpf/tests/%.bpf.o,$(BPF_TESTS) $(BPF_REFUSED)) \
           $(BUILD)/bpf/tests/nodebug.bpf.o \
           $(foreach c,$(BPF_CPUS),$(patsubst tests/bpf/%.bpf.c,$(BUILD)/bpf/tests/$(c)/%.bpf.o,$(BPF_TESTS)))

# $(call bpf_rule,DIRECTORY UNDER build/bpf,SOURCE DIRECTORY,CPU)
define bpf_rule
$(BUILD)/bpf/$(1)%.bpf.o: $(2)%.bpf.c | mk/bpf.mk
	@mkdir -p $$(@D)
	$$(Q)$$(CLANG) $$(BPF_FLAGS) -mcpu=$(3) $$(DEPS) -c $$< -o $$@
endef
$(foreach c,$(BPF_CPUS),$(eval $(call bpf_rule,tests/$(c)/,tests/bpf/,$(c))))
$(eval $(call bpf_rule,tests/,tests/bpf/,$(BPF_CPU)))
$(eval $(call bpf_rule,,examples/,$(BPF_CPU)))

# Without -g there is no BTF, which .maps needs.
$(BUILD)/bpf/tests/nodebug.bpf.o: tests/bpf/features.bpf.c
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_FLAGS) -g0 -mcpu=$(BPF_CPU) $(DEPS) -c $< -o $@
-include $(BPF_OBJ:.o=.d)
ALL += $(BPF_OBJ)
