#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# headers.sh CC - every header compiles by itself: the engine's and the public ones on the host, the kernel's for each
# architecture with clang.
cc=$1
one() {
	what=$1 file=$2
	shift 2
	if out=$(printf '#include "%s"\n' "$file" | "$@" -x c -fsyntax-only - 2>&1); then
		echo "ok header.$what"
	else
		echo "FAIL header.$what: $(echo "$out" | head -n 1)"
	fi
}
for h in include/axiom/*.h src/*/*.h port/posix/*.h; do
	one "$(echo "$h" | tr / _)" "$h" "$cc" -std=gnu11 -Wall -Wextra -Iinclude -Isrc -Iport/posix -I.
done
for arch in x86_64 aarch64; do
	for h in kernel/core/*.h kernel/mm/*.h kernel/proc/*.h kernel/fs/*.h kernel/trace/*.h kernel/sys/*.h \
		kernel/dev/*.h kernel/dev/*/*.h kernel/arch/include/arch/*.h kernel/arch/$arch/*.h; do
		[ -e "$h" ] || continue
		# inline parts are included by their contract header only
		case $h in */arch_cpu.h | */arch_regs_inline.h) continue ;; esac
		one "${arch}_$(echo "$h" | tr / _)" "$h" clang --target=$arch-unknown-none-elf -ffreestanding -std=gnu11 -Wall \
			-Wextra -Wno-undefined-inline -Iinclude -Isrc -I. -Ikernel -Ikernel/arch/include -Ikernel/arch/$arch -Iport/kernel
	done
done
