# SPDX-License-Identifier: Apache-2.0
# kernel-ARCH: boots under QEMU and the self tests inside the kernel.
$(foreach a,$(KERNEL_TESTED),$(eval $(call test_group,kernel-$(a),$(KERNEL_BOOT_$(a)),sh tests/kernel/boot.sh $(a) $(KERNEL_BOOT_$(a)))))
