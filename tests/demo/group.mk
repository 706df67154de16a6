# SPDX-License-Identifier: Apache-2.0
# demo-ARCH: what `make run` shows, on every machine that it is promised for.
$(foreach a,$(KERNEL_TESTED),$(eval $(call test_group,demo-$(a),$(KERNEL_BOOT_$(a)) $(BUILD)/initramfs/$(a)/demo.cpio,sh tests/demo/demo.sh $(a))))
$(eval $(call test_group,demo-linux,$(BUILD)/user/x86_64/tick $(BUILD)/bpf/01-tick/tick.bpf.o,sh tests/demo/linux.sh))
