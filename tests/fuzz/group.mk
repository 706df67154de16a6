# SPDX-License-Identifier: Apache-2.0
# group.mk - tests/fuzz/NAME.c is a libFuzzer target: `make fuzz` runs each for FUZZ_SECONDS, starting from the objects in
# build/bpf and what earlier runs kept in build/fuzz/corpus/NAME.
FUZZ_SECONDS ?= 60
FUZZ_SRC   := $(sort $(wildcard tests/fuzz/*.c))
FUZZ_NAMES := $(patsubst tests/fuzz/%.c,%,$(FUZZ_SRC))
FUZZ_FLAGS := $(CSTD) -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined -D_GNU_SOURCE $(HOST_INC)

$(BUILD)/fuzz/%: tests/fuzz/%.c $(ENGINE_SRC) $(wildcard include/axiom/*.h src/*/*.h src/*/*.def)
	@mkdir -p $(@D)
	$(if $(V),,@echo "  FUZZ $<")
	$(Q)$(CLANG) $(FUZZ_FLAGS) $< $(ENGINE_SRC) $(POSIX_SRC) -o $@ -lpthread

.PHONY: fuzz $(FUZZ_NAMES:%=fuzz-%)
fuzz: $(FUZZ_NAMES:%=fuzz-%)
$(FUZZ_NAMES:%=fuzz-%): fuzz-%: $(BUILD)/fuzz/% $(BPF_OBJ)
	@mkdir -p $(BUILD)/fuzz/corpus/$* $(BUILD)/fuzz/seeds
	@for o in $(BPF_OBJ); do cp $$o $(BUILD)/fuzz/seeds/$$(echo $$o | tr / _); done
	$(Q)$< -max_total_time=$(FUZZ_SECONDS) -max_len=65536 -artifact_prefix=$(BUILD)/fuzz/crash- \
		$(BUILD)/fuzz/corpus/$* $(BUILD)/fuzz/seeds
