# SPDX-License-Identifier: Apache-2.0
# user.mk - programs that run on Axiom and on Linux alike: ordinary static Linux ELF, gcc and glibc.
# user/NAME/*.c becomes build/user/ARCH/NAME.  They may use the engine's object loader (src/object), which is
# freestanding; everything else they do goes through Linux's system calls.
USER_PROGS  := $(filter-out lib,$(notdir $(patsubst %/,%,$(sort $(dir $(wildcard user/*/*.c))))))
USER_FLAGS  := $(CSTD) -Wall -Wextra -Werror -O2 -g -D_GNU_SOURCE $(ENGINE_INC) -I.
# user/lib (bpf(2) calls, object to kernel, ring reader) and the loader behind it
USER_ENGINE := $(sort $(wildcard user/lib/*.c)) $(sort $(wildcard src/object/*.c src/isa/*.c src/base/*.c src/crypto/*.c))

# $(call user_program,ARCH,NAME): one executable of the C files in user/NAME.
define user_program
$(BUILD)/user/$(1)/$(2): $(patsubst %,$(BUILD)/user/$(1)/obj/%.o,$(wildcard user/$(2)/*.c)) $(BUILD)/user/$(1)/libengine.a
	$$(Q)$(CC_$(1)) -static -o $$@ $$^
ALL += $(BUILD)/user/$(1)/$(2)
endef
define user_arch
$$(eval $$(call variant,user/$(1)/obj,$(CC_$(1)),USER_FLAGS,$(USER_ENGINE) $(foreach p,$(USER_PROGS),$(wildcard user/$(p)/*.c))))
$(BUILD)/user/$(1)/libengine.a: $(patsubst %,$(BUILD)/user/$(1)/obj/%.o,$(USER_ENGINE))
	$$(Q)rm -f $$@ && $(AR) rcs $$@ $$^
$$(foreach p,$(USER_PROGS),$$(eval $$(call user_program,$(1),$$(p))))
endef
$(foreach a,$(ARCHES),$(eval $(call user_arch,$(a))))
