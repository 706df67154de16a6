# SPDX-License-Identifier: Apache-2.0
# core: CO-RE relocations.  tests/core/bpf/NAME.bpf.c are objects, tests/core/bpf/NAME.c targets (their BTF alone is used).
# With Debian's libbpf-dev installed, libbpf resolves the same and both must agree; without it that part is skipped.
CORE_OBJ := $(patsubst tests/core/bpf/%.bpf.c,$(BUILD)/bpf/core/%.bpf.o,$(sort $(wildcard tests/core/bpf/*.bpf.c)))
CORE_BTF := $(patsubst tests/core/bpf/%.c,$(BUILD)/bpf/core/%.btf,$(filter-out %.bpf.c,$(sort $(wildcard tests/core/bpf/*.c))))

$(BUILD)/bpf/core/%.bpf.o: tests/core/bpf/%.bpf.c
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_FLAGS) -mcpu=$(BPF_CPU) $(DEPS) -c $< -o $@
$(BUILD)/bpf/core/%.btf: tests/core/bpf/%.c
	@mkdir -p $(@D)
	$(Q)$(CLANG) --target=bpf -O2 -g -c $< -o $@.o
	$(Q)$(OBJCOPY) --dump-section .BTF=$@ $@.o

# What only a newer clang writes, where there is one.
CLANG_LATE ?= $(shell command -v clang-16)
ifneq ($(CLANG_LATE),)
CORE_LATE := $(BUILD)/bpf/core/late/enum64.bpf.o $(BUILD)/bpf/core/late/enum64.btf
$(BUILD)/bpf/core/late/%.bpf.o: tests/core/late/%.bpf.c
	@mkdir -p $(@D)
	$(Q)$(CLANG_LATE) $(BPF_FLAGS) -mcpu=v3 $(DEPS) -c $< -o $@
$(BUILD)/bpf/core/late/%.btf: tests/core/late/%.c
	@mkdir -p $(@D)
	$(Q)$(CLANG_LATE) --target=bpf -O2 -g -c $< -o $@.o
	$(Q)$(OBJCOPY) --dump-section .BTF=$@ $@.o
endif
CORE_LIBBPF := $(wildcard /usr/include/bpf/libbpf.h)
ifneq ($(CORE_LIBBPF),)
CORE_ORACLE := $(BUILD)/host/core-oracle
$(CORE_ORACLE): tests/core/oracle.c tests/core/edit.h $(HOST_LIB)
	$(Q)$(HOSTCC) $(CSTD) $(WARN) -O1 -g $(HOST_INC) -o $@ $(filter-out %.h,$^) -lbpf
endif
$(eval $(call test_group,core,$(CORE_OBJ) $(CORE_BTF) $(CORE_LATE) $(CORE_ORACLE) tests/core/run.sh,sh tests/core/run.sh $(BUILD)/bpf/core $(CORE_ORACLE)))
