# SPDX-License-Identifier: Apache-2.0
# rk: the host tool as a user meets it (the sanitized build).
$(BUILD)/asan/gunzip: tests/rk/gunzip.c tools/rk/gunzip.c
	$(Q)$(HOSTCC) $(ASAN_FLAGS) -o $@ $^ -lz
$(eval $(call test_group,rk,$(BUILD)/asan/rk $(BUILD)/asan/gunzip tests/rk/gunzip.py $(BPF_OBJ) $(CORE_BTF) tests/rk/run.sh tests/rk/exact.py,sh tests/rk/run.sh $(BUILD)/asan/rk; python3 tests/rk/exact.py $(BUILD)/asan/rk 40; python3 tests/rk/gunzip.py $(BUILD)/asan/gunzip))
