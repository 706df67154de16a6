# SPDX-License-Identifier: Apache-2.0
# demo-ARCH: what `make run` shows, on every machine that it is promised for.
$(foreach a,$(KERNEL_TESTED),$(eval $(call test_group,demo-$(a),$(KERNEL_BOOT_$(a)) $(BUILD)/initramfs/$(a)/demo.cpio,sh tests/demo/demo.sh $(a))))
