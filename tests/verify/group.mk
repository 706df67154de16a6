# SPDX-License-Identifier: Apache-2.0
# verifier tests: data-driven cases before us and before the host's Linux; objects that clang compiled.
VERIFY_FLAGS := $(ASAN_FLAGS) -Itests/verify -Itests
$(eval $(call variant,verify,$(HOSTCC),VERIFY_FLAGS,tests/verify/run.c tests/verify/certs.c tests/selftests/btf.c))
$(BUILD)/asan/verify: $(BUILD)/verify/tests/verify/run.c.o $(BUILD)/verify/tests/verify/certs.c.o $(BUILD)/verify/tests/selftests/btf.c.o $(ASAN_LIB)
	$(Q)$(HOSTCC) $(SAN) -o $@ $^ -lpthread
VERIFY_CASES := $(sort $(wildcard tests/verify/*.t))
VERIFY_OBJECTS := $(patsubst examples/%.bpf.c,$(BUILD)/bpf/%.bpf.o,$(BPF_EXAMPLES)) $(filter $(BUILD)/bpf/tests/ver_%,$(BPF_OBJ))
$(eval $(call test_group,verify,$(BUILD)/asan/verify $(VERIFY_CASES) $(VERIFY_OBJECTS),$(BUILD)/asan/verify $(VERIFY_CASES); $(BUILD)/asan/verify --object $(VERIFY_OBJECTS); sh tests/verify/docs.sh $(BUILD)/asan/verify))
