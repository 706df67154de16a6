# SPDX-License-Identifier: Apache-2.0
# bench.mk - figures with the peers beside us.  Never part of `make test`: figures are read, not asserted.
.PHONY: bench bench-kernel bench-kernel-run bench-verify
BENCH_FILES = bin/tick=$(BUILD)/user/$(1)/tick.stripped bin/probe=$(BUILD)/user/$(1)/probe.stripped \
	lib/bpf/tick.bpf.o=$(BUILD)/bpf/01-tick/tick.bpf.o lib/bpf/clang1000.bpf.o=$(BUILD)/bpf/tests/clang1000.bpf.o
$(foreach a,$(ARCHES),$(eval $(call initramfs,$(a),bench,$(call BENCH_FILES,$(a)))))

bench: bench-kernel
bench-kernel:
	$(Q)sh mk/deps.sh build run
	$(Q)$(MAKE) bench-kernel-run
bench-kernel-run: $(KERNEL_BOOT_x86_64) $(BUILD)/initramfs/x86_64/bench.cpio
	$(Q)sh bench/kernel.sh

# Verification at rising size, Linux beside us.
BENCH_VERIFY_FLAGS := $(HOST_FLAGS) -Itests
$(eval $(call variant,bench-verify-o,$(HOSTCC),BENCH_VERIFY_FLAGS,bench/verify.c tests/selftests/linux.c))
$(BUILD)/bin/bench-verify: $(OBJ_bench-verify-o) $(HOST_LIB)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -o $@ $^ -lpthread
bench-verify: $(BUILD)/bin/bench-verify
	$(Q)$<
