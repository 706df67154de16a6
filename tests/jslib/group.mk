# SPDX-License-Identifier: Apache-2.0
# the library of JavaScript: NAME.js prints NAME.out.  The expected output is what node prints for the same file.
$(eval $(call test_group,jslib,$(BUILD)/asan/jsrun $(BUILD)/asan/jsstress $(BUILD)/jsm4/jsrun.elf,sh tests/jslib/run.sh $(BUILD) $(HOSTCC)))
