# SPDX-License-Identifier: Apache-2.0
# test.mk - the test groups.  A group is a command that prints `ok NAME`, `FAIL NAME: why` or `skip NAME: why` lines;
# tests/run.sh runs all groups and adds the lines up.  tests/*/group.mk declare groups:
#
# $(call test_group,NAME,PREREQUISITES,COMMAND)
define test_group
TEST_GROUPS += $(1)
TEST_DEPS   += $(2)
TEST_CMD_$(1) := $(3)
test-$(1): $(2)
	$$(Q)sh tests/run.sh '$(1)' '$(3)'
.PHONY: test-$(1)
endef
include $(sort $(wildcard tests/*/group.mk))

.PHONY: test test-all
test:
	$(Q)sh mk/deps.sh build run test
	$(Q)$(MAKE) test-all
test-all: $(ALL) $(TEST_DEPS)
	$(Q)sh tests/run.sh $(foreach g,$(TEST_GROUPS),'$(g)' '$(TEST_CMD_$(g))')
