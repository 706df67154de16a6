# SPDX-License-Identifier: Apache-2.0
# embed: the engine in other people's programs: linked, installed, as one file, and in a Cortex-M firmware.
$(eval $(call test_group,embed,$(HOST_LIB) $(BUILD)/bin/embed $(BUILD)/bin/rk $(BUILD)/amalgam/axiom.c $(BUILD)/rtos/firmware.elf \
	$(BUILD)/checker-m3/firmware.elf $(BUILD)/size/objects $(BUILD)/bpf/02-embed/limits.bpf.o,\
	sh tests/embed/run.sh $(HOSTCC) $(BUILD); sh bench/size.sh $(BUILD) --check))
