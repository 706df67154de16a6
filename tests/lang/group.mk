# SPDX-License-Identifier: Apache-2.0
# lang: ordinary C as clang compiles it, before the verifier; `make lang` tries every compiler and level.
$(eval $(call test_group,lang,$(BUILD)/bin/rk,sh tests/lang/run.sh $(BUILD)/bin/rk $(BUILD)/lang))
.PHONY: lang
lang: $(BUILD)/bin/rk
	$(Q)sh tests/lang/run.sh $(BUILD)/bin/rk $(BUILD)/lang all
