# SPDX-License-Identifier: Apache-2.0
# variant.mk - one macro builds a list of sources in one way; a variant is a call of it.
#
# $(call variant,NAME,COMPILER,FLAGS_VARIABLE,SOURCES): objects in build/NAME/, their list in OBJ_NAME.
# FLAGS_VARIABLE is a variable's name, not its value: flags may hold commas.
define variant_rule
$(BUILD)/$(1)/%.$(4).o: %.$(4) | mk/variant.mk
	@mkdir -p $$(@D)
	$$(if $$(V),,@echo "  CC $(1) $$<")
	$$(Q)$(2) $$($(3)) $$(DEPS) -c $$< -o $$@
endef
define variant
OBJ_$(1) := $$(patsubst %,$(BUILD)/$(1)/%.o,$(4))
$$(eval $$(call variant_rule,$(1),$(2),$(3),c))
$$(eval $$(call variant_rule,$(1),$(2),$(3),S))
-include $$(OBJ_$(1):.o=.d)
endef
