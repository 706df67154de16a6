# SPDX-License-Identifier: Apache-2.0
# link: rk link (under ASan + UBSan), beside bpftool.
LINK_OBJECTS := $(patsubst %,$(BUILD)/link/%.o,main other twice licence)
$(BUILD)/link/%.o: tests/link/%.bpf.c tests/link/shared.h
	@mkdir -p $(@D)
	$(Q)$(CLANG) --target=bpf -mcpu=v3 -O2 -g -I/usr/include/$(shell uname -m)-linux-gnu -c $< -o $@
$(eval $(call test_group,link,$(LINK_OBJECTS) $(BUILD)/asan/rk,sh tests/link/run.sh $(BUILD)/asan/rk $(BUILD)))
