# SPDX-License-Identifier: Apache-2.0
# aot: programs as C (rk aot), built by several compilers for several CPUs and run.
AOT_SRC   := tests/aot/gen.c tests/insn/case.c
AOT_FLAGS := $(HOST_FLAGS) -Itests
$(eval $(call variant,aot,$(HOSTCC),AOT_FLAGS,$(AOT_SRC)))
$(BUILD)/aot/gen: $(patsubst %,$(BUILD)/aot/%.o,$(AOT_SRC)) $(patsubst %,$(BUILD)/host/tools/rk/%.c.o,aot aot_head) $(HOST_LIB)
	$(Q)$(HOSTCC) -o $@ $^ -lpthread
$(BUILD)/aot/cases.gen.c: $(BUILD)/aot/gen $(INSN_CASES)
	$(Q)$< $(INSN_CASES) >$@
$(BUILD)/aot/world.bpf.o: tests/aot/world.bpf.c
	@mkdir -p $(@D)
	$(Q)$(CLANG) --target=bpf -mcpu=v3 -O2 -g -I/usr/include/$(shell uname -m)-linux-gnu -c $< -o $@
$(BUILD)/aot/world.gen.c: $(BUILD)/aot/world.bpf.o $(BUILD)/bin/rk
	$(Q)$(BUILD)/bin/rk aot $< --name world -o $@
$(eval $(call test_group,aot,$(BUILD)/aot/cases.gen.c $(BUILD)/aot/world.gen.c $(BUILD)/bpf/bench/programs.bpf.o,sh tests/aot/run.sh $(BUILD) $(HOSTCC)))
