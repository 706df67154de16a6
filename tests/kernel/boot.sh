#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# boot.sh ARCH IMAGE - boot the kernel under QEMU and look at what it prints: machines and memory sizes, the self tests
# of kernel/selftest.c, deaths on purpose.  Every boot has a time limit.  Logs: build/test/kernel-ARCH/NAME.log.
arch=$1 image=$2
logs=build/test/kernel-$arch
mkdir -p "$logs"
case $arch in
x86_64)
	qemu="qemu-system-x86_64 -accel tcg -device isa-debug-exit,iobase=0x501,iosize=1"
	first="-cpu qemu64" second="-cpu max" third="-machine q35"
	least=16 ;;
aarch64)
	qemu="qemu-system-aarch64 -accel tcg"
	first="-M virt,gic-version=2 -cpu cortex-a53" second="-M virt,gic-version=3 -cpu max" third="-M virt -cpu cortex-a72"
	least=32 ;;
*)
	echo "FAIL kernel: no such architecture: $arch"
	exit 1 ;;
esac
if ! command -v "${qemu%% *}" >/dev/null; then
	echo "skip kernel-$arch: ${qemu%% *} is not installed (make deps)"
	exit 0
fi

# boot NAME COMMAND_LINE QEMU_ARGUMENTS - leaves the output in $log and QEMU's status in $status
boot() {
	name=$1 append=$2 log=$logs/$1.log
	shift 2
	timeout -k 5 120 $qemu "$@" -kernel "$image" -append "panic=off $append" -display none -nodefaults -no-reboot \
		-serial stdio </dev/null 2>&1 | tr -d '\r' >"$log.part"
	mv "$log.part" "$log"
}
# expect WHAT PATTERN - the last boot printed a line like that
expect() {
	if grep -Eq -- "$2" "$log"; then
		echo "ok $name: $1"
	else
		echo "FAIL $name: $1: no line like '$2' in $log; it ends: $(tail -n 1 "$log")"
	fi
}
# selftests - pass its result lines on
selftests() {
	grep -E '^(ok|FAIL) ' "$log" | sed "s/^\(ok\|FAIL\) /\1 $name: /"
	expect "all self tests ran" '^self tests: [1-9][0-9]* passed, 0 failed$'
}

banner="^Axiom [0-9.]+ \($arch\), [0-9]+ MiB memory, [0-9.]+ MiB in use, init after [0-9.]+ ms"
boot first selftest $first -m 64
expect "starts" "$banner"
selftests
boot second selftest $second -m 256
expect "starts" "$banner"
selftests
boot third selftest $third -m 64
expect "starts" "$banner"
selftests
for m in $least 4G; do
	boot "memory-$m" "selftest=none" $second -m "$m"
	expect "starts" "$banner"
	expect "runs to its end" '^self tests: 0 passed, 0 failed$'
done
boot panic selftest=panic $second -m 64
expect "a null pointer is named" '^panic: page fault in the kernel: write of 0000000000000008, not mapped'
expect "the backtrace has names" '^  [0-9a-f]+ die_by_null\+0x[0-9a-f]+$'
expect "and the caller's" '^  [0-9a-f]+ selftest_run\+0x[0-9a-f]+$'
boot user selftest=user $second -m 64
expect "user memory touched outside the copies is named" \
	'^panic: page fault in the kernel: write of 0000000000400000, not allowed'
boot stack selftest=stack $second -m 64
expect "a kernel stack overflow is named" '^panic: kernel stack overflow'
expect "the backtrace has names" '^  [0-9a-f]+ die_by_stack\+0x[0-9a-f]+$'

# -no-reboot: a reset ends QEMU
boot reset selftest=reset $second -m 64
expect "starts" "$banner"
if grep -Eq '^self tests|^panic' "$log"; then
	echo "FAIL reset: the kernel went on"
else
	echo "ok reset: ends QEMU"
fi

# One nanosecond of guest time is one instruction here.
boot instructions selftest=none $second -m 256 -icount shift=0,sleep=off
count=$(sed -n 's/.*init after \([0-9]*\)\.\([0-9]\) ms.*/\1\200000/p' "$log")
if [ -n "$count" ] && [ "$count" -le 4000000 ]; then
	echo "ok instructions: $count from entry to init, at most 4000000"
else
	echo "FAIL instructions: '$count' from entry to init, at most 4000000"
fi
bytes=$(wc -c <"$image")
if [ "$bytes" -le 409600 ]; then
	echo "ok image: $bytes bytes, at most 409600"
else
	echo "FAIL image: $bytes bytes, at most 409600"
fi

# What a machine may lack: the HPET; NX, without which nothing starts.
if [ "$arch" = x86_64 ]; then
	boot no-hpet selftest=none -cpu qemu64 -machine pc,hpet=off -m 64
	expect "the ACPI timer is enough" '^self tests: 0 passed, 0 failed$'
	boot no-acpi "selftest=none exit=debug" -cpu qemu64 -no-acpi -m 64
	expect "the old timer is enough" '^self tests: 0 passed, 0 failed$'
	boot no-nx selftest=none -cpu qemu64,nx=off -m 64
	expect "refuses" '^panic: this CPU cannot forbid execution'
fi

# The exit status of QEMU is part of the promise on the PC: 0 by ACPI, (status << 1) | 1 by the debug port.
if [ "$arch" = x86_64 ]; then
	timeout -k 5 120 $qemu -kernel "$image" -append "selftest=none" -display none -nodefaults -no-reboot \
		-serial null </dev/null && echo "ok power-off: status 0" || echo "FAIL power-off: status $?"
	timeout -k 5 120 $qemu -kernel "$image" -append "selftest=panic panic=off exit=debug" -display none -nodefaults \
		-no-reboot -serial null </dev/null
	status=$?
	[ $status -eq 203 ] && echo "ok debug exit: status 203" || echo "FAIL debug exit: status $status, want 203"
fi

# AArch64: entry at EL2, any load address, the exit status by semihosting.
if [ "$arch" = aarch64 ]; then
	for gic in 2 3; do
		boot "el2-gicv$gic" selftest -M virt,gic-version=$gic,virtualization=on -cpu cortex-a72 -m 64
		expect "starts" "$banner"
		selftests
	done
	boot el2-max selftest -M virt,gic-version=3,virtualization=on -cpu max -m 256
	expect "starts" "$banner"
	selftests

	# Three instructions in front: x0 = 0x40000000 (where QEMU leaves the device tree), x1 = 0x48400000, br x1.
	printf '\000\000\250\322\001\010\251\322\040\000\037\326' >"$logs/shim.bin"
	timeout -k 5 120 $qemu -M virt -cpu cortex-a72 -m 256 -device loader,file="$image",addr=0x48400000,force-raw=on \
		-device loader,file="$logs/shim.bin",addr=0x47000000,force-raw=on -device loader,addr=0x47000000,cpu-num=0 \
		-display none -nodefaults -no-reboot -serial stdio </dev/null 2>&1 | tr -d '\r' >"$logs/moved.log"
	name=moved log=$logs/moved.log
	expect "the image runs at 0x48400000" "$banner"

	timeout -k 5 120 $qemu -M virt -cpu cortex-a72 -kernel "$image" -append "selftest=none exit=semihosting" -semihosting \
		-display none -nodefaults -no-reboot -serial null </dev/null
	status=$?
	[ $status -eq 0 ] && echo "ok semihosting: status 0" || echo "FAIL semihosting: status $status, want 0"
	timeout -k 5 120 $qemu -M virt -cpu cortex-a72 -kernel "$image" -append "selftest=panic panic=off exit=semihosting" \
		-semihosting -display none -nodefaults -no-reboot -serial null </dev/null
	status=$?
	[ $status -eq 101 ] && echo "ok semihosting: status 101" || echo "FAIL semihosting: status $status, want 101"
fi
