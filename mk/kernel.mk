# SPDX-License-Identifier: Apache-2.0
# kernel.mk - the kernels: clang and lld, one build per architecture, engine included.
# build/kernel/ARCH/axiom.elf (with symbols) and what QEMU takes: axiom (x86-64: PVH ELF), Image (AArch64).
KERNEL_PLAT_x86_64  := pc
KERNEL_PLAT_aarch64 := qemu_virt

KERNEL_TARGET_x86_64  := --target=x86_64-unknown-none-elf -mno-red-zone -mno-sse -mno-mmx -mno-80387 -mcmodel=kernel -msoft-float
KERNEL_TARGET_aarch64 := --target=aarch64-unknown-none-elf -mgeneral-regs-only -mstrict-align

# The engine rooms that the kernel takes: no object loader beyond BTF checking (user space loads objects).
KERNEL_ENGINE := $(sort $(wildcard src/base/*.c src/isa/*.c src/map/*.c src/exec/*.c src/verify/*.c src/engine/*.c src/sysbpf/*.c src/crypto/*.c src/object/btf*.c))

# kernel_flags,ARCH
kernel_flags = $(CSTD) $(WARN) $(KERNEL_TARGET_$(1)) -O2 -g -ffreestanding -fno-pic -fno-stack-protector -fno-common \
	-fno-omit-frame-pointer -fno-unwind-tables -fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections \
	-nostdinc -isystem $(CLANG_INC) $(ENGINE_INC) -I. -Ikernel -Ikernel/arch/include -Ikernel/arch/$(1) -Iport/kernel \
	-DAX_VERSION='"$(VERSION)"' -DAX_KERNEL=1
CLANG_INC := $(shell $(CLANG) -print-resource-dir 2>/dev/null)/include

define kernel_arch
KERNEL_SRC_$(1) := $$(KERNEL_ENGINE) $$(sort $$(wildcard port/kernel/*.c kernel/*.c kernel/core/*.c kernel/mm/*.c \
	kernel/proc/*.c kernel/fs/*.c kernel/trace/*.c kernel/sys/*.c kernel/dev/*.c kernel/dev/*/*.c \
	kernel/arch/$(1)/*.c kernel/arch/$(1)/*.S kernel/plat/$(KERNEL_PLAT_$(1))/*.c))
KFLAGS_$(1) = $$(call kernel_flags,$(1))
$$(eval $$(call variant,kernel/$(1),$(CLANG),KFLAGS_$(1),$$(KERNEL_SRC_$(1))))
endef
$(foreach a,$(ARCHES),$(eval $(call kernel_arch,$(a))))

# what QEMU boots
KERNEL_BOOT_x86_64  := $(BUILD)/kernel/x86_64/axiom
KERNEL_BOOT_aarch64 := $(BUILD)/kernel/aarch64/Image
