# SPDX-License-Identifier: Apache-2.0
# kernel.mk - the kernels: clang and lld, one build per architecture, engine included.
# build/kernel/ARCH/axiom.elf (with symbols) and what QEMU takes: axiom (x86-64: PVH ELF), Image (AArch64).
KERNEL_PLAT_x86_64  := pc
KERNEL_PLAT_aarch64 := qemu_virt

KERNEL_TARGET_x86_64  := --target=x86_64-unknown-none-elf -mno-red-zone -mno-sse -mno-mmx -mno-80387 -mcmodel=kernel -msoft-float
KERNEL_TARGET_aarch64 := --target=aarch64-unknown-none-elf -mgeneral-regs-only -mstrict-align

# The engine rooms that the kernel takes: no object loader beyond BTF checking (user space loads objects).
# Small (-DAX_SMALL): without the further helpers; what maps.def leaves out is dropped by the linker.
KERNEL_ENGINE := $(filter-out src/engine/helper_%.c src/engine/legacy.c src/engine/foreign.c src/engine/counted.c src/exec/compact.c src/sysbpf/package.c src/sysbpf/series_cmd.c,$(sort $(wildcard src/base/*.c src/isa/*.c src/map/*.c src/exec/*.c src/range/*.c src/cfg/*.c src/verify/*.c src/hint/live.c src/rank/cost.c src/rank/sums.c src/rank/trips.c src/check/*.c src/kfunc/value.c src/prove/prove.c src/explain/*.c src/engine/*.c src/sysbpf/*.c src/crypto/*.c src/object/btf*.c)))

# kernel_flags,ARCH
kernel_flags = $(CSTD) $(WARN) $(KERNEL_TARGET_$(1)) -O2 -g -flto -ffreestanding -fno-pic -fno-stack-protector -fno-common \
	-fno-omit-frame-pointer -fno-unwind-tables -fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections \
	-nostdinc -isystem $(CLANG_INC) $(ENGINE_INC) -I. -Ikernel -Ikernel/arch/include -Ikernel/arch/$(1) -Iport/kernel \
	-DAX_VERSION='"$(VERSION)"' -DAX_KERNEL=1 -DAX_SMALL=1
CLANG_INC := $(shell $(CLANG) -print-resource-dir 2>/dev/null)/include

define kernel_arch
KERNEL_SRC_$(1) := $$(KERNEL_ENGINE) $$(sort $$(wildcard port/kernel/*.c kernel/*.c kernel/core/*.c kernel/mm/*.c kernel/selftest/*.c \
	kernel/proc/*.c kernel/fs/*.c kernel/trace/*.c kernel/sys/*.c kernel/dev/*.c kernel/dev/*/*.c \
	kernel/arch/$(1)/*.c kernel/arch/$(1)/*.S kernel/plat/$(KERNEL_PLAT_$(1))/*.c))
KFLAGS_$(1) = $$(call kernel_flags,$(1))
KERNEL_LD_$(1) := kernel/arch/$(1)/link.ld
$$(eval $$(call variant,kernel/$(1),$(CLANG),KFLAGS_$(1),$$(KERNEL_SRC_$(1))))
endef
$(foreach a,$(ARCHES),$(eval $(call kernel_arch,$(a))))

# The image stays below 400 KB: rooms and files whose time nobody waits for are compiled for size, and the linker inlines
# little across files.
KERNEL_LTO := -mllvm -inline-threshold=15
KERNEL_COLD := src/kfunc src/explain src/sysbpf src/object src/crypto src/isa kernel/proc kernel/selftest kernel/dev kernel/plat kernel/fs kernel/trace
KERNEL_COLD += $(addprefix src/map/,map stack_trace task_storage prog_array slots) $(addprefix src/base/,fmt limits arena)
KERNEL_COLD += kernel/main kernel/core/print kernel/arch/x86_64/boot kernel/arch/x86_64/acpi kernel/arch/x86_64/power $(addprefix src/engine/,engine table code deadline keep tag image printk task_helpers) kernel/core/symbols kernel/core/cmdline kernel/sys/strace kernel/sys/init
KERNEL_COLD += $(patsubst %.c,%,$(filter-out %/walk.c %/state.c %/chunk.c %/insn.c %/mem.c,$(wildcard src/cfg/*.c src/verify/*.c src/hint/*.c src/rank/*.c src/check/*.c src/prove/*.c)))
$(foreach a,$(ARCHES),$(foreach r,$(KERNEL_COLD),$(eval $(BUILD)/kernel/$(a)/$(r)$(if $(wildcard $(r).c),,/%).c.o: KFLAGS_$(a) += -Os)))
# a switch over eight classes as comparisons: a table of eight addresses is data, of which there is no room on its last page
$(foreach a,$(ARCHES),$(eval $(BUILD)/kernel/$(a)/src/hint/live.c.o: KFLAGS_$(a) += -fno-jump-tables))

KERNEL_TESTED := x86_64 aarch64
# what QEMU boots
KERNEL_BOOT_x86_64  := $(BUILD)/kernel/x86_64/axiom
KERNEL_BOOT_aarch64 := $(BUILD)/kernel/aarch64/Image
# kernel_link,ARCH - axiom.elf in two links: the second holds the names of the first one's functions (symbols.sh), which
# lie before the table and so keep their addresses.  $(BUILD)/kernel/ARCH/link.ld is the preprocessed linker script.
NM ?= llvm-nm
define kernel_link
$(BUILD)/kernel/$(1)/link.ld: $$(KERNEL_LD_$(1)) kernel/arch/$(1)/arch_layout.h
	@mkdir -p $$(@D)
	$$(Q)$(CLANG) -E -P -x c -D__ASSEMBLER__ -Ikernel/arch/$(1) $$< -o $$@
$(BUILD)/kernel/$(1)/nosymbols.S: mk/symbols.sh
	@mkdir -p $$(@D)
	$$(Q)sh mk/symbols.sh $(NM) > $$@
$(BUILD)/kernel/$(1)/symbols.S: $(BUILD)/kernel/$(1)/pass1.elf mk/symbols.sh
	$$(Q)sh mk/symbols.sh $(NM) $$< > $$@
$(BUILD)/kernel/$(1)/%.S.o: $(BUILD)/kernel/$(1)/%.S
	$$(Q)$(CLANG) $$(KFLAGS_$(1)) -c $$< -o $$@
$(BUILD)/kernel/$(1)/pass1.elf: $$(OBJ_kernel/$(1)) $(BUILD)/kernel/$(1)/nosymbols.S.o $(BUILD)/kernel/$(1)/link.ld
	$$(Q)$(LLD) $(KERNEL_LDFLAGS) -T $$(filter %.ld,$$^) $$(filter %.o,$$^) -o $$@
$(BUILD)/kernel/$(1)/axiom.elf: $$(OBJ_kernel/$(1)) $(BUILD)/kernel/$(1)/symbols.S.o $(BUILD)/kernel/$(1)/link.ld
	$$(if $$(V),,@echo "  LD kernel/$(1)")
	$$(Q)$(LLD) $(KERNEL_LDFLAGS) -T $$(filter %.ld,$$^) $$(filter %.o,$$^) -o $$@
$(BUILD)/kernel/$(1)/axiom: $(BUILD)/kernel/$(1)/axiom.elf
	$$(Q)$(OBJCOPY) --strip-all $$< $$@
endef
KERNEL_LDFLAGS := -nostdlib -static --gc-sections $(KERNEL_LTO) --build-id=none -z noexecstack -n
$(eval $(call kernel_link,x86_64))
ALL += $(KERNEL_BOOT_x86_64)
# AArch64: the flat Image of the Linux boot protocol; its header is in the image (entry.S)
$(BUILD)/kernel/aarch64/Image: $(BUILD)/kernel/aarch64/axiom.elf
	$(Q)$(OBJCOPY) -O binary $< $@
$(eval $(call kernel_link,aarch64))
ALL += $(KERNEL_BOOT_aarch64)
