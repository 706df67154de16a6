# SPDX-License-Identifier: Apache-2.0
# microBPF: mutated packages (`make fuzz-packages`, part of `make fuzz-js`: a million with bytecode and eBPF, a million with values of
# 32 bits), the tool, the examples.
MUTATE_SRC := tests/mbpf/mutate.c
$(eval $(call variant,mutate,$(HOSTCC),ASAN_FLAGS,$(MUTATE_SRC)))
$(BUILD)/asan/mutate: $(MUTATE_SRC:%=$(BUILD)/mutate/%.o) $(ASAN_LIB)
	$(Q)$(HOSTCC) $(SAN) -o $@ $^ -lpthread
# the same with values of 32 bits
MUTATE32_SRC := $(filter src/js/% src/mbpf/%,$(ENGINE_SRC)) $(MUTATE_SRC)
MUTATE32_FLAGS := $(ASAN_FLAGS) -DJS_VALUE_BITS=32
$(eval $(call variant,mutate32,$(HOSTCC),MUTATE32_FLAGS,$(MUTATE32_SRC)))
$(BUILD)/asan/mutate32: $(MUTATE32_SRC:%=$(BUILD)/mutate32/%.o) $(ASAN_LIB)
	$(Q)$(HOSTCC) $(SAN) -o $@ $^ -lpthread
# eBPF objects for them
MUTATE_OBJ := $(patsubst %,$(BUILD)/test/mutate/%.o,packet_filter rate_limiter)
$(MUTATE_OBJ): $(BUILD)/test/mutate/%.o: $(BUILD)/bin/mbpf
	@mkdir -p $(@D)
	$(Q)$< compile --target ebpf examples/js/$*/$*.js -m examples/js/$*/$*.json -o $@
PCAP_SRC := tests/mbpf/pcap.c tools/pcap/pcap.c
$(eval $(call variant,pcap,$(HOSTCC),ASAN_FLAGS,$(PCAP_SRC)))
$(BUILD)/asan/pcap: $(PCAP_SRC:%=$(BUILD)/pcap/%.o)
	$(Q)$(HOSTCC) $(SAN) -o $@ $^
$(eval $(call test_group,mbpf,$(BUILD)/asan/mbpf $(BUILD)/asan/mutate $(BUILD)/asan/mutate32 $(MUTATE_OBJ) $(BUILD)/asan/pcap,sh tests/mbpf/run.sh $(BUILD)))

.PHONY: fuzz-js fuzz-packages
fuzz-js: fuzz-packages
fuzz-packages: $(BUILD)/asan/mutate $(BUILD)/asan/mutate32 $(MUTATE_OBJ)
	$(Q)$(BUILD)/asan/mutate 1000000 $$(date +%s) $(MUTATE_OBJ)
	$(Q)$(BUILD)/asan/mutate32 1000000 $$(date +%s) $(MUTATE_OBJ)
