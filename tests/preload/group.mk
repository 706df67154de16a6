# SPDX-License-Identifier: Apache-2.0
# preload: Debian's bpftool and ordinary libbpf programs on our engine, beside the host's Linux.
PRELOAD_T := $(BUILD)/preload-test
PRELOAD_BPF := $(patsubst tests/preload/bpf/%.bpf.c,$(PRELOAD_T)/%.bpf.o,$(sort $(wildcard tests/preload/bpf/*.bpf.c)))
PRELOAD_PROGS := $(PRELOAD_T)/ring $(PRELOAD_T)/kinds $(PRELOAD_T)/calls $(PRELOAD_T)/points $(PRELOAD_T)/probes
BPFTOOL ?= $(firstword $(wildcard /usr/sbin/bpftool /usr/bin/bpftool) bpftool)
$(PRELOAD_T)/%.bpf.o: tests/preload/bpf/%.bpf.c
	@mkdir -p $(@D)
	$(Q)$(CLANG) --target=bpf -O2 -g -Wall -Werror -I/usr/include/$(shell $(HOSTCC) -print-multiarch) $(DEPS) -c $< -o $@
-include $(PRELOAD_BPF:.o=.d)
$(PRELOAD_T)/%.skel.h: $(PRELOAD_T)/%.bpf.o
	$(Q)$(BPFTOOL) gen skeleton $< name $* > $@
$(PRELOAD_PROGS): $(PRELOAD_T)/%: tests/preload/%.c $(PRELOAD_T)/%.skel.h
	$(Q)$(HOSTCC) -O2 -Wall -Werror -I$(PRELOAD_T) -o $@ $< -lbpf
$(eval $(call test_group,preload,$(PRELOAD) $(BUILD)/bin/rk $(BUILD)/bin/mbpf $(PRELOAD_BPF) $(PRELOAD_PROGS) $(BUILD)/asan/axiom-bpfd $(BUILD)/test/hostile $(BUILD)/test/wild $(BUILD)/test/parts $(BUILD)/test/shared,bash tests/preload/preload.sh $(BUILD)/lib $(PRELOAD_T) $(BUILD)))

# A program that lies to axiom-bpfd, under sanitizers: a few hundred connections in `make test`, HOSTILE_ROUNDS in `make fuzz`.
BPFD_ASAN_FLAGS := $(ASAN_FLAGS) -Itools -Iport
$(eval $(call variant,bpfd-asan,$(HOSTCC),BPFD_ASAN_FLAGS,$(PRELOAD_D_SRC)))
$(BUILD)/asan/axiom-bpfd: $(OBJ_bpfd-asan) $(ASAN_LIB)
	$(Q)$(HOSTCC) $(SAN) -o $@ $^ -lpthread
$(BUILD)/test/hostile: tests/preload/hostile.c tools/preload/proto.c tools/preload/proto.h
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -O1 -g -Wall -Werror -Itools -o $@ tests/preload/hostile.c tools/preload/proto.c
$(BUILD)/test/wild: tests/preload/wild.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -O1 -g -Wall -Werror -o $@ $< -lpthread
$(BUILD)/test/shared: tests/preload/shared.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -O1 -g -Wall -Werror -o $@ $<
$(BUILD)/test/parts: tests/preload/parts.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -O1 -g -Wall -Werror -o $@ $< -lpthread
HOSTILE_ROUNDS ?= 20000
.PHONY: fuzz-bpfd
fuzz-bpfd: $(BUILD)/asan/axiom-bpfd $(BUILD)/test/hostile
	$(Q)sh tests/preload/hostile.sh $(BUILD)/asan/axiom-bpfd $(BUILD)/test/hostile $(HOSTILE_ROUNDS)
fuzz: fuzz-bpfd
