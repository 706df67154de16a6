# SPDX-License-Identifier: Apache-2.0
# preload.mk - build/lib/libaxiom-bpf.so (LD_PRELOAD: a program's bpf(2) goes to our engine) and build/lib/axiom-bpfd, the
# engine's process beside it.
PRELOAD_FLAGS := $(HOST_FLAGS) -fPIC -fvisibility=hidden -Wno-nonnull-compare
PRELOAD_LIB_SRC := $(patsubst %,tools/preload/%.c,proto link calls paths walk)
PRELOAD_D_SRC   := $(patsubst %,tools/preload/%.c,proto main conn host handle bpffs mem clock hooks source perf_ring package)
PRELOAD_D_FLAGS := $(HOST_FLAGS) -Iport
$(eval $(call variant,preload,$(HOSTCC),PRELOAD_FLAGS,$(PRELOAD_LIB_SRC)))
$(eval $(call variant,bpfd,$(HOSTCC),PRELOAD_D_FLAGS,$(PRELOAD_D_SRC)))

$(BUILD)/lib/libaxiom-bpf.so: $(OBJ_preload)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -shared -Wl,-z,defs -o $@ $^ -lpthread -ldl
$(BUILD)/lib/axiom-bpfd: $(OBJ_bpfd) $(HOST_LIB)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -o $@ $^ -lpthread
PRELOAD := $(BUILD)/lib/libaxiom-bpf.so $(BUILD)/lib/axiom-bpfd
ALL += $(PRELOAD)
