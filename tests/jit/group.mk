# SPDX-License-Identifier: Apache-2.0
# jit: the code generators: instruction cases and random programs on the host's CPU (under ASan + UBSan), on the others
# as static programs under qemu-user; golden encodings, disassembled by LLVM.
JIT_SRC   := $(filter-out tests/jit/aot.c tests/jit/verified.c tests/jit/valid.c,$(sort $(wildcard tests/jit/*.c))) tests/insn/case.c
JIT_FLAGS := $(ASAN_FLAGS)
$(eval $(call variant,jit,$(HOSTCC),JIT_FLAGS,$(JIT_SRC) tests/jit/aot.c))
$(BUILD)/asan/jit: $(patsubst %,$(BUILD)/jit/%.o,$(JIT_SRC) tests/jit/aot.c) \
		$(patsubst %,$(BUILD)/asan/tools/rk/%.c.o,aot aot_head) $(ASAN_LIB)
	$(Q)$(HOSTCC) $(SAN) -o $@ $^ -lpthread
JIT_RUNNERS := $(BUILD)/asan/jit

# $(call jit_cross,ARCH,COMPILER): the engine and the runner as a static program for ARCH
EXEC_FUZZ_ENGINE := $(filter-out src/js/% src/mbpf/%,$(ENGINE_SRC)) $(POSIX_SRC)
EXEC_FUZZ_SRC := tests/jit/verified.c tests/jit/valid.c tests/verify-fuzz/random.c $(wildcard tests/verify-fuzz/gen*.c)
JIT_ENGINE := $(filter src/base/% src/isa/% src/exec/% src/jit/%,$(ENGINE_SRC)) $(filter-out port/posix/types.c,$(POSIX_SRC)) # not what needs src/object
define jit_cross
JIT_FLAGS_$(1) := $$(HOST_FLAGS) -Itests
$$(eval $$(call variant,jit-$(1),$(2),JIT_FLAGS_$(1),$$(EXEC_FUZZ_ENGINE) $$(JIT_SRC) $$(EXEC_FUZZ_SRC)))
$$(BUILD)/jit-$(1)/runner: $$(patsubst %,$$(BUILD)/jit-$(1)/%.o,$$(JIT_ENGINE) $$(JIT_SRC))
	$$(Q)$(2) -static -o $$@ $$^ -lpthread
$$(BUILD)/jit-$(1)/exec-fuzz: $$(patsubst %,$$(BUILD)/jit-$(1)/%.o,$$(EXEC_FUZZ_ENGINE) $$(EXEC_FUZZ_SRC))
	$$(Q)$(2) -static -o $$@ $$^ -lpthread -latomic # RISC-V: bytes
JIT_RUNNERS += $$(BUILD)/jit-$(1)/runner $$(BUILD)/jit-$(1)/exec-fuzz
endef
$(eval $(call jit_cross,aarch64,$(CC_aarch64)))
$(eval $(call jit_cross,riscv64,$(CC_riscv64)))
# Programs that the verifier accepts, in the whole engine, beside Linux's JIT.
EXEC_FUZZ_TEXT := tools/rk/aot.c tools/rk/aot_head.c tools/rk/aot_run.c
EXEC_FUZZ_FLAGS := $(HOST_FLAGS) -Itests -Itools
$(eval $(call variant,exec-fuzz-o,$(HOSTCC),EXEC_FUZZ_FLAGS,$(EXEC_FUZZ_SRC) $(EXEC_FUZZ_TEXT)))
$(BUILD)/bin/exec-fuzz: $(OBJ_exec-fuzz-o) $(HOST_LIB)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -o $@ $^ -lpthread
JIT_RUNNERS += $(BUILD)/bin/exec-fuzz
# the same under ASan and UBSan
EXEC_FUZZ_SAN_FLAGS := $(ASAN_FLAGS) -Itools
$(eval $(call variant,exec-fuzz-san,$(HOSTCC),EXEC_FUZZ_SAN_FLAGS,$(EXEC_FUZZ_SRC) $(EXEC_FUZZ_TEXT)))
$(BUILD)/asan/exec-fuzz: $(OBJ_exec-fuzz-san) $(ASAN_LIB)
	$(Q)$(HOSTCC) $(SAN) -o $@ $^ -lpthread
$(eval $(call test_group,jit,$(JIT_RUNNERS),sh tests/jit/run.sh $(BUILD)))

# Random programs for as long as AX_FUZZ_SECONDS (60) says, on each CPU.
.PHONY: fuzz-exec
fuzz-exec: $(JIT_RUNNERS)
	$(Q)sh tests/jit/run.sh $(BUILD) fuzz
