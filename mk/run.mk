# SPDX-License-Identifier: Apache-2.0
# run.mk - the commands of the README: each installs what is missing, builds, then does its job.
.PHONY: run boot run-linux
run:
	$(Q)sh mk/deps.sh build run
	$(Q)$(MAKE) boot

boot: $(KERNEL_BOOT_$(ARCH)) $(BUILD)/initramfs/$(ARCH)/demo.cpio
	$(Q)sh mk/qemu.sh $(ARCH) $(BUILD)/initramfs/$(ARCH)/demo.cpio 'init=/bin/tick $(CMDLINE)' $(QEMU_OPTS)

# The very same program and object on the Linux that we are on; needs root (bpf(2), perf_event_open(2)).
run-linux:
	$(Q)sh mk/deps.sh build
	$(Q)$(MAKE) -s $(BUILD)/user/x86_64/tick $(BUILD)/bpf/01-tick/tick.bpf.o
	$(Q)$(if $(filter 0,$(shell id -u)),,sudo )$(BUILD)/user/x86_64/tick $(BUILD)/bpf/01-tick/tick.bpf.o
