# SPDX-License-Identifier: Apache-2.0
# js: programs whose output is in their own comments (//= line), run three ways: as shipped, under ASan and UBSan, and in
# the build that moves every object at every allocation.
JS_CORE := $(sort $(wildcard src/js/*.c src/base/*.c tools/jsrun/*.c))
JSSTRESS_FLAGS := $(ASAN_FLAGS) -DJS_STRESS -DJS_WITHOUT_MBPF
$(eval $(call variant,jsstress,$(HOSTCC),JSSTRESS_FLAGS,$(JS_CORE)))
$(BUILD)/asan/jsstress: $(patsubst %,$(BUILD)/jsstress/%.o,$(JS_CORE))
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(SAN) -o $@ $^
$(eval $(call test_group,js,$(BUILD)/bin/jsrun $(BUILD)/asan/jsrun $(BUILD)/asan/jsstress,sh tests/js/run.sh $(BUILD)))
