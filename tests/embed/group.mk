# SPDX-License-Identifier: Apache-2.0
# embed: the engine in other people's programs: linked, installed, as one file, and in Cortex-M firmware; and its weight there.
# The checker of microcontrollers as a host builds it, under names of its own, beside the host's verifier; and the one that
# lets programs have functions.
CERTIFIED_SRC   := $(sort $(wildcard src/cfg/*.c src/verify/*.c src/hint/live.c src/rank/cost.c src/rank/trips.c src/check/*.c src/range/*.c)) src/isa/decode.c src/isa/proto.c src/isa/ctx.c src/base/arena.c src/base/divide.c src/base/str.c
CERTIFIED_FLAGS := $(ASAN_FLAGS) -DAX_SMALL -DAX_DEVICE -DAX_CERTIFIED
CERTIFIED_FLAGS_F := $(CERTIFIED_FLAGS) -DAX_FUNCTIONS
CERTIFIED_TEST  := tests/embed/certified.c $(filter-out tests/verify-fuzz/fuzz.c,$(sort $(wildcard tests/verify-fuzz/*.c)))
$(eval $(call variant,certified,$(HOSTCC),CERTIFIED_FLAGS,$(CERTIFIED_SRC)))
$(eval $(call variant,functions,$(HOSTCC),CERTIFIED_FLAGS_F,$(CERTIFIED_SRC)))
$(eval $(call variant,certified-test,$(HOSTCC),ASAN_FLAGS,$(CERTIFIED_TEST)))
$(BUILD)/certified/dev.o: $(OBJ_certified)
	$(Q)$(HOSTCC) -r -nostdlib -o $@ $^
	$(Q)objcopy $(foreach s,verify verify_bytes,--redefine-sym ax_$(s)=dev_$(s) --keep-global-symbol=dev_$(s)) $@
$(BUILD)/functions/dev.o: $(OBJ_functions)
	$(Q)$(HOSTCC) -r -nostdlib -o $@ $^
	$(Q)objcopy $(foreach s,verify verify_bytes,--redefine-sym ax_$(s)=devf_$(s) --keep-global-symbol=devf_$(s)) $@
$(BUILD)/asan/certified: $(OBJ_certified-test) $(BUILD)/certified/dev.o $(BUILD)/functions/dev.o $(BUILD)/prover-asan/device.o $(ASAN_LIB)
	$(Q)$(HOSTCC) $(SAN) -o $@ $^ -lpthread
JSSIZE_ELF := $(patsubst %,$(BUILD)/%.elf,m4engine/engine m4engine/engine-nore m4js/firmware m4js/firmware-nore)
$(eval $(call test_group,embed,$(HOST_LIB) $(BUILD)/bin/embed $(BUILD)/bin/rk $(BUILD)/amalgam/axiom.c $(BUILD)/rtos/firmware.elf \
	$(BUILD)/rtosjs/firmware.elf $(BUILD)/checker-m3/firmware.elf $(BUILD)/functions-m3/firmware.elf $(BUILD)/timers-m3/firmware.elf $(BUILD)/size/objects $(JSSIZE_ELF) $(BUILD)/asan/certified $(BUILD)/bpf/02-embed/limits.bpf.o \
	$(BUILD)/bpf/tests/control.bpf.o,\
	sh tests/embed/run.sh $(HOSTCC) $(BUILD); sh bench/size.sh $(BUILD) --check; python3 bench/size-js.py --check $(JSSIZE_ELF:.elf=.map); $(BUILD)/asan/certified))
