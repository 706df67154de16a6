#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# qemu.sh ARCH INITRD COMMAND_LINE [QEMU_OPTION...] - boot build/kernel/ARCH in QEMU under TCG, serial console on standard
# output; Ctrl-A X quits.  INITRD may be "-" (none).  Later options win over the defaults below.
arch=$1 initrd=$2 append=$3
shift 3
case $arch in
x86_64)
	qemu=qemu-system-x86_64
	set -- -machine pc -kernel build/kernel/x86_64/axiom "$@" ;;
aarch64)
	qemu=qemu-system-aarch64
	set -- -machine virt -cpu cortex-a72 -kernel build/kernel/aarch64/Image "$@" ;;
*) echo "qemu.sh: no machine for '$arch'" >&2; exit 2 ;;
esac
command -v $qemu >/dev/null || { echo "axiom: $qemu is not installed: 'make run' as root installs it" >&2; exit 2; }
[ "$initrd" = - ] || set -- -initrd "$initrd" "$@"
exec $qemu -accel tcg -m 256 -nographic -no-reboot -nic none -append "$append" "$@"
