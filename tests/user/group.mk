# SPDX-License-Identifier: Apache-2.0
# user-ARCH: programs that use the kernel and programs that attack it, booted under QEMU; user-linux: the same programs on
# the Linux that we are on, which says what is right.
USER_TESTS := $(filter-out mkbad,$(notdir $(basename $(wildcard tests/user/*.c))))
USER_TEST_FLAGS := $(CSTD) -Wall -Wextra -Werror -O2 -D_GNU_SOURCE -Itests/user -idirafter kernel

# user_test,ARCH,NAME
define user_test
$(BUILD)/user-tests/$(1)/$(2): tests/user/$(2).c tests/user/check.h tests/user/$(1)/deeds.h kernel/sys/syscalls.def
	@mkdir -p $$(@D)
	$$(if $$(V),,@echo "  USER $(1) $$<")
	$$(Q)$(CC_$(1)) $(USER_TEST_FLAGS) -Itests/user/$(1) -I kernel/arch/$(1) -static -s $$< -o $$@ -lm
USER_TEST_BIN_$(1) += $(BUILD)/user-tests/$(1)/$(2)
endef
define user_pie
$(BUILD)/user-tests/$(1)/hello-pie: tests/user/hello.c tests/user/check.h
	@mkdir -p $$(@D)
	$$(Q)$(CC_$(1)) $(USER_TEST_FLAGS) -static-pie -fPIE -s $$< -o $$@ -lm
USER_TEST_BIN_$(1) += $(BUILD)/user-tests/$(1)/hello-pie
endef
$(foreach a,$(ARCHES),$(foreach t,$(USER_TESTS),$(eval $(call user_test,$(a),$(t))))$(eval $(call user_pie,$(a))))
$(BUILD)/user-tests/mkbad: tests/user/mkbad.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(CSTD) -Wall -Wextra -Werror -O2 $< -o $@

$(foreach a,$(KERNEL_TESTED),$(eval $(call test_group,user-$(a),$(KERNEL_BOOT_$(a)) $(USER_TEST_BIN_$(a)) $(BUILD)/user-tests/mkbad,sh tests/user/run.sh $(a))))
$(eval $(call test_group,user-linux,$(USER_TEST_BIN_x86_64),sh tests/user/linux.sh $(BUILD)/user-tests/x86_64))
