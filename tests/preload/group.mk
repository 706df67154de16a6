# SPDX-License-Identifier: Apache-2.0
# preload: Debian's bpftool and ordinary libbpf programs on our engine, beside the host's Linux.
PRELOAD_T := $(BUILD)/preload-test
PRELOAD_BPF := $(patsubst tests/preload/bpf/%.bpf.c,$(PRELOAD_T)/%.bpf.o,$(sort $(wildcard tests/preload/bpf/*.bpf.c)))
PRELOAD_PROGS := $(PRELOAD_T)/ring $(PRELOAD_T)/kinds
BPFTOOL ?= $(firstword $(wildcard /usr/sbin/bpftool /usr/bin/bpftool) bpftool)
$(PRELOAD_T)/%.bpf.o: tests/preload/bpf/%.bpf.c
	@mkdir -p $(@D)
	$(Q)$(CLANG) --target=bpf -O2 -g -Wall -Werror -I/usr/include/$(shell $(HOSTCC) -print-multiarch) $(DEPS) -c $< -o $@
-include $(PRELOAD_BPF:.o=.d)
$(PRELOAD_T)/%.skel.h: $(PRELOAD_T)/%.bpf.o
	$(Q)$(BPFTOOL) gen skeleton $< name $* > $@
$(PRELOAD_PROGS): $(PRELOAD_T)/%: tests/preload/%.c $(PRELOAD_T)/%.skel.h
	$(Q)$(HOSTCC) -O2 -Wall -Werror -I$(PRELOAD_T) -o $@ $< -lbpf
$(eval $(call test_group,preload,$(PRELOAD) $(BUILD)/bin/rk $(BUILD)/bin/mbpf $(PRELOAD_BPF) $(PRELOAD_PROGS),bash tests/preload/preload.sh $(BUILD)/lib $(PRELOAD_T)))
