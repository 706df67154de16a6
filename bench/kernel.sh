#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# kernel.sh - the kernel's figures beside Debian's cloud Linux, both booted here in QEMU with the same programs.
#
# Question: how many guest instructions do boot, loading a program, and a tick's way to user space take?
# Method: `-icount shift=0,sleep=off`: one guest instruction is one nanosecond of the virtual clock, whatever the host
# does, so that figures repeat.  The programs read that clock (TSC) themselves: user/probe, user/tick.
set -eu
cd "$(dirname "$0")/.."
out=build/bench
mkdir -p $out
events=${EVENTS:-10000}

# linux_kernel - path of Debian's cloud kernel, fetched once as a package and unpacked (not installed).
linux_kernel() {
	if ! ls $out/linux/boot/vmlinuz-* >/dev/null 2>&1; then
		package=$(apt-cache depends linux-image-cloud-amd64 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-.*\)/\1/p' | head -n 1)
		[ -n "$package" ] || return 1
		(cd $out && apt-get download -q "$package" >/dev/null 2>&1 && dpkg-deb -x linux-image-*.deb linux) || return 1
		rm -f $out/linux-image-*.deb
	fi
	ls $out/linux/boot/vmlinuz-*
}

# boot NAME PROGRAM ARGUMENTS: log of both kernels in build/bench/{axiom,linux}-NAME.log
boot() {
	name=$1 program=$2 arguments=$3
	timeout 300 sh mk/qemu.sh x86_64 build/initramfs/x86_64/bench.cpio "init=$program -- $arguments" \
		-icount shift=0,sleep=off >$out/axiom-$name.log 2>&1 </dev/null || true
	[ -z "$linux" ] || timeout 300 qemu-system-x86_64 -machine pc -accel tcg -m 256 -nographic -no-reboot -nic none \
		-icount shift=0,sleep=off -kernel "$linux" -initrd build/initramfs/x86_64/bench.cpio \
		-append "console=ttyS0 quiet panic=-1 rdinit=$program -- $arguments" >$out/linux-$name.log 2>&1 </dev/null || true
}

# figure FILE SED_PATTERN: the first number that the pattern captures, or "-"
figure() {
	value=$(tr -d '\r' <"$out/$1" 2>/dev/null | sed -n "s/.*$2.*/\\1/p" | head -n 1)
	echo "${value:--}"
}

row() {
	ratio=-
	case $2$3 in *-*) ;; *) ratio=$(awk "BEGIN { printf \"%.3f\", $2 / $3 }") ;; esac
	printf '%-52s %14s %14s %8s %12s\n' "$1" "$2" "$3" "$ratio" "$4"
}

linux=$(linux_kernel) || { linux=; echo "(no Linux beside us: its kernel package cannot be fetched)"; }
boot boot /bin/probe boot
boot load /bin/probe "load /lib/bpf/clang1000.bpf.o"
boot calls /bin/probe calls
boot tick /bin/tick "-q -p 1000 -n $events"

printf '%-52s %14s %14s %8s %12s\n' "guest instructions unless said" Axiom "Debian Linux" ratio goal
row "reset to first user-space write, -m 256" "$(figure axiom-boot.log 'instructions_from_reset \([0-9]*\)')" \
	"$(figure linux-boot.log 'instructions_from_reset \([0-9]*\)')" "<= 16000000"
row "memory in use after boot, bytes" "$(figure axiom-boot.log 'memory_used \([0-9]*\)')" \
	"$(figure linux-boot.log 'memory_used \([0-9]*\)')" "<= 4194304"
row "kernel image, bytes" "$(stat -c %s build/kernel/x86_64/axiom)" "$(stat -c %s "${linux:-/nonexistent}" 2>/dev/null || echo -)" "<= 409600"
n=$(figure axiom-load.log 'load [a-z0-9_]* insns \([0-9]*\)')
row "verify and load $n instructions from clang" "$(figure axiom-load.log 'load .* counter \([0-9]*\)')" \
	"$(figure linux-load.log 'load .* counter \([0-9]*\)')" "<= 1000000"
row "the same with types and source lines" "$(figure axiom-load.log 'with lines \([0-9]*\)')" \
	"$(figure linux-load.log 'with lines \([0-9]*\)')" ""
row "getpid, with its user-space part" "$(figure axiom-calls.log 'getpid counter \([0-9]*\)')" \
	"$(figure linux-calls.log 'getpid counter \([0-9]*\)')" "<= 110"
row "tick to user space at 1 kHz, median of $events" "$(figure axiom-tick.log 'median \([0-9]*\)')" \
	"$(figure linux-tick.log 'median \([0-9]*\)')" "<= 2600"
row "tick to user space, worst" "$(figure axiom-tick.log 'worst \([0-9]*\) ns')" "$(figure linux-tick.log 'worst \([0-9]*\) ns')" ""
row "events lost" "$(figure axiom-tick.log ' \([0-9]*\) lost')" "$(figure linux-tick.log ' \([0-9]*\) lost')" "0"
