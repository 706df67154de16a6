# SPDX-License-Identifier: Apache-2.0
# bench.mk - figures with the peers beside us.  Never part of `make test`: figures are read, not asserted.
.PHONY: bench bench-kernel bench-kernel-run bench-verify
BENCH_FILES = bin/tick=$(BUILD)/user/$(1)/tick.stripped bin/probe=$(BUILD)/user/$(1)/probe.stripped \
	lib/bpf/tick.bpf.o=$(BUILD)/bpf/01-tick/tick.bpf.o lib/bpf/clang1000.bpf.o=$(BUILD)/bpf/tests/clang1000.bpf.o
$(foreach a,$(ARCHES),$(eval $(call initramfs,$(a),bench,$(call BENCH_FILES,$(a)))))

bench: bench-kernel bench-exec bench-map
bench-kernel:
	$(Q)sh mk/deps.sh build run
	$(Q)$(MAKE) bench-kernel-run
bench-kernel-run: $(KERNEL_BOOT_x86_64) $(BUILD)/initramfs/x86_64/bench.cpio
	$(Q)sh bench/kernel.sh

# Verification at rising size, Linux beside us.
BENCH_VERIFY_FLAGS := $(HOST_FLAGS) -Itests
$(eval $(call variant,bench-verify-o,$(HOSTCC),BENCH_VERIFY_FLAGS,bench/verify.c tests/selftests/linux.c tests/selftests/btf.c))
$(BUILD)/bin/bench-verify: $(OBJ_bench-verify-o) $(HOST_LIB)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -o $@ $^ -lpthread
bench-verify: $(BUILD)/bin/bench-verify
	$(Q)$<

# Programs at run time: gcc -O2, our machine code, our C text, Linux's, our interpreter.
.PHONY: bench-exec
BENCH_EXEC_FLAGS := $(HOST_FLAGS) -g0 -fno-builtin -fno-tree-loop-distribute-patterns
$(eval $(call variant,bench-exec-o,$(HOSTCC),BENCH_EXEC_FLAGS,bench/exec.c bench/exec/programs.bpf.c))
$(BUILD)/bpf/bench/%.bpf.o: bench/exec/%.bpf.c | mk/bench.mk
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_FLAGS) -fno-builtin -mcpu=$(BPF_CPU) $(DEPS) -c $< -o $@
BENCH_EXEC_RK := $(patsubst %,$(BUILD)/host/tools/rk/%.c.o,load input gunzip) $(BUILD)/prover/device.o
$(BUILD)/bench-exec-o/aot.c: $(BUILD)/bpf/bench/programs.bpf.o $(BUILD)/bin/rk
	@mkdir -p $(@D)
	$(Q)$(BUILD)/bin/rk aot $< --type raw_tracepoint --name aot -o $@
$(BUILD)/bench-exec-o/aot.o: $(BUILD)/bench-exec-o/aot.c
	$(Q)$(HOSTCC) $(BENCH_EXEC_FLAGS) -c $< -o $@
$(BUILD)/bin/bench-exec: $(OBJ_bench-exec-o) $(BUILD)/bench-exec-o/aot.o $(BENCH_EXEC_RK) $(HOST_LIB)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -o $@ $^ -lm $(RK_LIBS)
bench-exec: $(BUILD)/bin/bench-exec $(BUILD)/bpf/bench/programs.bpf.o
	$(Q)$^

# What instructions and helpers take on this machine: rows for src/isa/cpus.def.
.PHONY: bench-cpu
BENCH_CPU_FLAGS := $(HOST_FLAGS)
$(eval $(call variant,bench-cpu-o,$(HOSTCC),BENCH_CPU_FLAGS,bench/cpu.c))
$(BUILD)/bin/bench-cpu: $(OBJ_bench-cpu-o) $(HOST_LIB)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -o $@ $^ -lpthread
bench-cpu: $(BUILD)/bin/bench-cpu
	$(Q)$<

# JavaScript: twelve programs beside Lua 5.4, Duktape, MuJS and node --jitless.
.PHONY: bench-js
bench-js: $(BUILD)/bin/jsrun $(BUILD)/bin/jsrun-free bench-mbpf
	$(Q)sh bench/js.sh $<
	$(Q)sh bench/js-steps.sh $(BUILD)/bin/jsrun $(BUILD)/bin/jsrun-free
# ... and programs on hooks: invocation, load, memory, each with its goal
.PHONY: bench-mbpf
BENCH_MBPF_FLAGS := $(HOST_FLAGS)
$(eval $(call variant,bench-mbpf-o,$(HOSTCC),BENCH_MBPF_FLAGS,bench/mbpf.c))
$(BUILD)/bin/bench-mbpf: $(OBJ_bench-mbpf-o) $(HOST_LIB)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -o $@ $^ -lpthread -lsodium
bench-mbpf: $(BUILD)/bin/bench-mbpf
	$(Q)$<
# the same without the counting of steps
JSFREE_FLAGS := $(HOST_FLAGS) -DJS_NO_STEPS
$(eval $(call variant,jsfree,$(HOSTCC),JSFREE_FLAGS,src/js/vm.c src/js/heap.c))
$(BUILD)/bin/jsrun-free: $(OBJ_jsfree) $(patsubst %,$(BUILD)/host/%.o,$(JSRUN_SRC)) $(HOST_LIB)
	$(Q)$(HOSTCC) -o $@ $^ -lpthread

# Maps as programs use them, Linux beside us.
.PHONY: bench-map
BENCH_MAP_FLAGS := $(HOST_FLAGS)
$(eval $(call variant,bench-map-o,$(HOSTCC),BENCH_MAP_FLAGS,bench/maps.c))
$(BUILD)/bin/bench-map: $(OBJ_bench-map-o) $(HOST_LIB)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -o $@ $^ -lpthread
bench-map: $(BUILD)/bin/bench-map
	$(Q)$<

# JavaScript compiled to eBPF beside clang -O2's eBPF of the same programs in C: the examples without their log lines.
.PHONY: bench-jsebpf
BENCH_JSEBPF := packet_filter rate_limiter threshold_alarm debounce moving_average pid checksum pid_joints parse crc16 crc_table window frames median fir votes
BENCH_JSEBPF_FLAGS := $(HOST_FLAGS)
$(eval $(call variant,bench-jsebpf-o,$(HOSTCC),BENCH_JSEBPF_FLAGS,bench/jsebpf.c))
$(BUILD)/bin/bench-jsebpf: $(OBJ_bench-jsebpf-o) $(HOST_LIB)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -o $@ $^ -lpthread -lm
bench-jsebpf: $(BUILD)/bin/bench-jsebpf $(BUILD)/bin/mbpf
	$(Q)mkdir -p $(BUILD)/bench-jsebpf
	$(Q)set -e; dir=$(BUILD)/bench-jsebpf; for n in $(BENCH_JSEBPF); do \
		from=examples/js/$$n; [ -d $$from ] || from=bench/jsebpf; \
		grep -v 'mbpf\.log' $$from/$$n.js >$$dir/$$n.js; \
		$(BUILD)/bin/mbpf compile $$dir/$$n.js -m $$from/$$n.json -o $$dir/$$n.js.mbpf; \
		$(BUILD)/bin/mbpf compile --target ebpf $$dir/$$n.js -m $$from/$$n.json -o $$dir/$$n.ebpf.mbpf; \
		$(CLANG) -O2 -g -target bpf -mcpu=v3 -DPROGRAM_$$n -c bench/jsebpf/programs.bpf.c -o $$dir/$$n.clang.o; \
	done
	$(Q)$< $(BUILD)/bench-jsebpf $(BENCH_JSEBPF)
