# SPDX-License-Identifier: Apache-2.0
# selftests: Linux's own verifier cases, fetched as a Debian package (never part of `make test`): the scoreboard.
SELFTESTS     := $(BUILD)/selftests
SELFTESTS_SRC := $(SELFTESTS)/src/tools
SELFTESTS_FLAGS := $(HOST_FLAGS) -Itests
$(eval $(call variant,selftests-o,$(HOSTCC),SELFTESTS_FLAGS,tests/selftests/board.c tests/selftests/linux.c tests/selftests/btf.c))
$(BUILD)/bin/selftests: $(OBJ_selftests-o) $(HOST_LIB)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -o $@ $^ -lpthread

$(SELFTESTS)/files.h: tests/selftests/fetch.sh
	$(Q)sh tests/selftests/fetch.sh $(SELFTESTS)
# not ours to warn about
$(SELFTESTS)/extract: tests/selftests/extract.c tests/selftests/case.h $(SELFTESTS)/files.h
	$(Q)$(HOSTCC) -std=gnu11 -O1 -w -I$(SELFTESTS) -Itests/selftests -I$(SELFTESTS_SRC)/testing/selftests/bpf \
		-I$(SELFTESTS_SRC)/include/uapi -o $@ $<
$(SELFTESTS)/cases.bin: $(SELFTESTS)/extract
	$(Q)$< > $@

.PHONY: selftests
selftests: $(BUILD)/bin/selftests $(SELFTESTS)/cases.bin $(BUILD)/bin/rk
	$(Q)sh tests/selftests/objects.sh $(BUILD)/bin/rk $(SELFTESTS_SRC) $(SELFTESTS)
	$(Q)$(BUILD)/bin/selftests $(SELFTESTS)/cases.bin
