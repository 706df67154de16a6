# SPDX-License-Identifier: Apache-2.0
# mbpfc --target ebpf: programs of the subset beside the JavaScript engine, random ones, refusals (`make fuzz-jsebpf`: more of them).
JSEBPF_SRC  := $(sort $(wildcard tests/jsebpf/*.c))
JSEBPF_TOOL := $(patsubst %,$(BUILD)/asan/%.o,tools/mbpf/compile.c tools/mbpf/dump.c tools/mbpf/files.c \
	$(sort $(wildcard tools/mbpf/ebpf/*.c)))
$(eval $(call variant,jsebpf,$(HOSTCC),ASAN_FLAGS,$(JSEBPF_SRC)))
$(BUILD)/asan/jsebpf: $(JSEBPF_SRC:%=$(BUILD)/jsebpf/%.o) $(JSEBPF_TOOL) $(ASAN_LIB)
	$(Q)$(HOSTCC) $(SAN) -o $@ $^ -lpthread -lm
$(eval $(call test_group,jsebpf,$(BUILD)/asan/jsebpf $(BUILD)/asan/mbpf,sh tests/jsebpf/run.sh $(BUILD)))

.PHONY: fuzz-jsebpf
fuzz: fuzz-jsebpf
fuzz-jsebpf: $(BUILD)/asan/jsebpf $(BUILD)/asan/mbpf
	$(Q)dir=$$(mktemp -d) && $< random 3000 200 $$(date +%s) $$dir && \
		$(BUILD)/asan/mbpf compile --target ebpf examples/js/rate_limiter/rate_limiter.js -m examples/js/rate_limiter/rate_limiter.json \
			-o $$dir/p.mbpf && $< mutate 20000 $$(date +%s) $$dir/p.mbpf
