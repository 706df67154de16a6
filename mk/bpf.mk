# SPDX-License-Identifier: Apache-2.0
# bpf.mk - BPF objects from C, by clang.  examples/NN-idea/NAME.bpf.c becomes build/bpf/NN-idea/NAME.bpf.o;
# tests/bpf/NAME.bpf.c becomes build/bpf/tests/NAME.bpf.o.
BPF_FLAGS := --target=bpf -mcpu=v3 -O2 -g -Wall -Werror -Ibpf -Isrc
BPF_EXAMPLES := $(sort $(wildcard examples/*/*.bpf.c))
BPF_TESTS    := $(sort $(wildcard tests/bpf/*.bpf.c))
BPF_OBJ := $(patsubst examples/%.bpf.c,$(BUILD)/bpf/%.bpf.o,$(BPF_EXAMPLES)) \
           $(patsubst tests/bpf/%.bpf.c,$(BUILD)/bpf/tests/%.bpf.o,$(BPF_TESTS))

$(BUILD)/bpf/%.bpf.o: examples/%.bpf.c
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_FLAGS) $(DEPS) -c $< -o $@
$(BUILD)/bpf/tests/%.bpf.o: tests/bpf/%.bpf.c
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_FLAGS) $(DEPS) -c $< -o $@
-include $(BPF_OBJ:.o=.d)
ALL += $(BPF_OBJ)
