# SPDX-License-Identifier: Apache-2.0
# user.mk - programs that run on Axiom and on Linux alike: ordinary static Linux ELF, gcc and glibc.
# user/NAME/*.c becomes build/user/ARCH/NAME.
USER_PROGS := $(notdir $(patsubst %/,%,$(sort $(dir $(wildcard user/*/*.c)))))
USER_FLAGS := $(CSTD) -Wall -Wextra -Werror -O2 -g -D_GNU_SOURCE -static

define user_rule
$(BUILD)/user/$(1)/$(2): $(wildcard user/$(2)/*.c user/$(2)/*.h)
	@mkdir -p $$(@D)
	$(if $(V),,@echo "  USER $(1) $(2)")
	$$(Q)$(CC_$(1)) $(USER_FLAGS) $(filter %.c,$(wildcard user/$(2)/*.c)) -o $$@
ALL += $(BUILD)/user/$(1)/$(2)
endef
$(foreach a,$(ARCHES),$(foreach p,$(USER_PROGS),$(eval $(call user_rule,$(a),$(p)))))
