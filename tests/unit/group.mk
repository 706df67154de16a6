# SPDX-License-Identifier: Apache-2.0
# unit tests: one binary, ASan + UBSan.
UNIT_FLAGS := $(ASAN_FLAGS) -I$(BUILD)/unit -idirafter kernel \
	-idirafter kernel/arch/include -idirafter tests/unit/fakearch
# kernel parts that run on a host too, over a fake architecture (idirafter: kernel/sys must not hide the libc's)
UNIT_KERNEL := $(sort $(wildcard kernel/dev/fdt/*.c kernel/dev/irq/gic*.c)) kernel/proc/aspace.c kernel/proc/fault.c \
	kernel/proc/elf.c kernel/fs/node.c kernel/fs/initramfs.c
# what a microcontroller has instead of the compiler's library
UNIT_SRC := $(sort $(wildcard tests/unit/*.c tests/unit/*/*.c)) $(UNIT_KERNEL) port/rtos/double.c
$(eval $(call variant,unit,$(HOSTCC),UNIT_FLAGS,$(UNIT_SRC)))
$(BUILD)/unit/tests/unit/main.c.o: $(BUILD)/unit/testlist.inc
$(BUILD)/unit/testlist.inc: $(UNIT_SRC) mk/testlist.sh
	@mkdir -p $(@D)
	$(Q)sh mk/testlist.sh $(UNIT_SRC) > $@
$(BUILD)/asan/unit: $(patsubst %,$(BUILD)/unit/%.o,$(UNIT_SRC)) $(ASAN_LIB)
	$(Q)$(HOSTCC) $(SAN) -o $@ $^ -lpthread -lm -lsodium
$(eval $(call test_group,unit,$(BUILD)/asan/unit $(BPF_OBJ) $(CORE_OBJ) $(CORE_BTF),$(BUILD)/asan/unit))

# Helpers beside the host's Linux, from a seed of the day: AX_SEED repeats one.
.PHONY: fuzz-helpers
fuzz-helpers: $(BUILD)/asan/unit
	$(Q)AX_SEED=$${AX_SEED:-$$(date +%s)} AX_PROOF=$${AX_PROOF:-20} $< helpers
