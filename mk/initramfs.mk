# SPDX-License-Identifier: Apache-2.0
# initramfs.mk - root file systems for the boots: newc cpio archives.
#
# $(call initramfs,ARCH,NAME,PATH=FILE ...): build/initramfs/ARCH/NAME.cpio that holds FILE at /PATH.
define initramfs
$(BUILD)/initramfs/$(1)/$(2).cpio: $(foreach f,$(3),$(lastword $(subst =, ,$(f))))
	@rm -rf $$(@:.cpio=) && mkdir -p $$(@:.cpio=)/dev
	$$(Q)$(foreach f,$(3),install -D -m 755 $(lastword $(subst =, ,$(f))) $$(@:.cpio=)/$(firstword $(subst =, ,$(f))) &&) :
	$$(Q)cd $$(@:.cpio=) && find . -mindepth 1 | LC_ALL=C sort | cpio -o -H newc --reproducible --quiet > ../$(2).cpio
endef
DEMO_FILES = bin/tick=$(BUILD)/user/$(1)/tick.stripped lib/bpf/tick.bpf.o=$(BUILD)/bpf/01-tick/tick.bpf.o
$(foreach a,$(ARCHES),$(eval $(call initramfs,$(a),demo,$(call DEMO_FILES,$(a)))))

# without symbols and debug sections, to be small in the archive
$(foreach a,$(ARCHES),$(eval $(BUILD)/user/$(a)/%.stripped: $(BUILD)/user/$(a)/%; $$(Q)$(STRIP_$(a)) -o $$@ $$<))
