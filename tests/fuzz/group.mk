# SPDX-License-Identifier: Apache-2.0
# group.mk - tests/fuzz/NAME.c is a libFuzzer target: `make fuzz` runs each for FUZZ_SECONDS, starting from the objects in
# build/bpf and what earlier runs kept in build/fuzz/corpus/NAME.
FUZZ_SECONDS ?= 60
FUZZ_SRC   := $(sort $(wildcard tests/fuzz/*.c))
FUZZ_NAMES := $(patsubst tests/fuzz/%.c,%,$(FUZZ_SRC))
FUZZ_SAN   := -fsanitize=address,undefined -fno-sanitize-recover=undefined
FUZZ_FLAGS := $(CSTD) -O1 -g $(FUZZ_SAN) -fsanitize=fuzzer-no-link -D_GNU_SOURCE $(HOST_INC) -Itests
FUZZ_LIB_SRC := $(ENGINE_SRC) $(POSIX_SRC)
$(eval $(call variant,fuzz,$(CLANG),FUZZ_FLAGS,$(FUZZ_LIB_SRC) $(FUZZ_SRC)))

$(BUILD)/fuzz/libaxiom.a: $(FUZZ_LIB_SRC:%=$(BUILD)/fuzz/%.o)
	$(Q)rm -f $@ && $(AR) rcs $@ $^
$(FUZZ_NAMES:%=$(BUILD)/fuzz/run-%): $(BUILD)/fuzz/run-%: $(BUILD)/fuzz/tests/fuzz/%.c.o $(BUILD)/fuzz/libaxiom.a
	$(Q)$(CLANG) $(FUZZ_SAN) -fsanitize=fuzzer -o $@ $^ -lpthread

.PHONY: fuzz $(FUZZ_NAMES:%=fuzz-%)
fuzz: $(FUZZ_NAMES:%=fuzz-%)
$(FUZZ_NAMES:%=fuzz-%): fuzz-%: $(BUILD)/fuzz/run-% $(BPF_OBJ) $(CORE_OBJ) $(CORE_BTF)
	@mkdir -p $(BUILD)/fuzz/corpus/$* $(BUILD)/fuzz/seeds
	@for o in $(BPF_OBJ) $(CORE_BTF); do cp $$o $(BUILD)/fuzz/seeds/$$(echo $$o | tr / _); done
	$(Q)$< -max_total_time=$(FUZZ_SECONDS) -max_len=65536 -artifact_prefix=$(BUILD)/fuzz/crash- \
		$(BUILD)/fuzz/corpus/$* $(BUILD)/fuzz/seeds
