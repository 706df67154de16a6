# SPDX-License-Identifier: Apache-2.0
# microBPF: mutated packages (`make fuzz-packages`, part of `make fuzz-js`: a million), the tool, the examples.
MUTATE_SRC := tests/mbpf/mutate.c
$(eval $(call variant,mutate,$(HOSTCC),ASAN_FLAGS,$(MUTATE_SRC)))
$(BUILD)/asan/mutate: $(MUTATE_SRC:%=$(BUILD)/mutate/%.o) $(ASAN_LIB)
	$(Q)$(HOSTCC) $(SAN) -o $@ $^ -lpthread
PCAP_SRC := tests/mbpf/pcap.c tools/mbpf/pcap.c
$(eval $(call variant,pcap,$(HOSTCC),ASAN_FLAGS,$(PCAP_SRC)))
$(BUILD)/asan/pcap: $(PCAP_SRC:%=$(BUILD)/pcap/%.o)
	$(Q)$(HOSTCC) $(SAN) -o $@ $^
$(eval $(call test_group,mbpf,$(BUILD)/asan/mbpf $(BUILD)/asan/mutate $(BUILD)/asan/pcap,sh tests/mbpf/run.sh $(BUILD)))

.PHONY: fuzz-js fuzz-packages
fuzz-js: fuzz-packages
fuzz-packages: $(BUILD)/asan/mutate
	$(Q)$< 1000000 $$(date +%s)
