#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# demo.sh ARCH - boot the demo under QEMU by mk/qemu.sh and compare what it prints, line by line, with what the README
# promises; then the power-off.  Logs: build/test/demo-ARCH/NAME.log.
arch=$1
logs=build/test/demo-$arch
mkdir -p "$logs"
if ! command -v "qemu-system-$arch" >/dev/null; then
	echo "skip demo-$arch: qemu-system-$arch is not installed (make deps)"
	exit 0
fi

# the lines in their order; bpf_trace_printk's lines come when the console is free, so they are taken out before
cat >"$logs/expected" <<'END'
Axiom [0-9.]+ \((x86_64|aarch64)\), [0-9]+ MiB memory, .*
Creating array map\.\.\. OK \(id=1\)
Creating ringbuf\.\.\. OK \(id=2\)
Loading BPF program\.\.\. OK \(id=1\)
  verdict: instructions [0-9]+, worst case [0-9]+, verifier peak [0-9]+ bytes, time [0-9]+ us
Attaching to timer\.\.\. OK
END
for i in 1 2 3 4 5 6 7 8 9 10; do echo "Tick #$i received via ringbuf, map counter: $i"; done >>"$logs/expected"
cat >>"$logs/expected" <<'END'
Summary: 10 events received, 0 lost, map counter 10
Latency tick -> user space: mean [0-9]+ ns, median [0-9]+ ns, worst [0-9]+ ns
init: /bin/tick exited with status 0
END

# compare LOG - every expected line is there, in order, and no other; what the PC's firmware says comes before
compare() {
	sed -n '/Axiom /,$p' "$1" | sed '1s/.*Axiom /Axiom /' | grep -v '^\[bpf\] ' | awk -v file="$logs/expected" '
		{ if ((getline want < file) <= 0) { print "unexpected: " $0; bad = 1; exit }
		  if ($0 !~ "^" want "$") { print "got \"" $0 "\", want \"" want "\""; bad = 1; exit } }
		END { if (!bad && (getline want < file) > 0) print "missing: " want }'
}

# demo NAME QEMU_ARGUMENTS
demo() {
	name=$1 log=$logs/$1.log
	shift
	# icount: the guest's time is its instructions, so a busy host cannot make a tick late
	timeout -k 5 120 sh mk/qemu.sh "$arch" "build/initramfs/$arch/demo.cpio" 'init=/bin/tick panic=off' -icount shift=1,sleep=off "$@" \
		</dev/null >"$log.raw" 2>&1
	status=$?
	tr -d '\r' <"$log.raw" >"$log"
	why=$(compare "$log")
	if [ -n "$why" ]; then echo "FAIL $name: $why ($log)"; else echo "ok $name: every line as promised"; fi
	if [ $status -eq 0 ]; then echo "ok $name: powers off, status 0"; else echo "FAIL $name: QEMU's status is $status"; fi
	lines=$(grep -c '^\[bpf\] tick [0-9]*$' "$log")
	if [ "$lines" -ge 1 ] && [ "$lines" -le 10 ]; then
		echo "ok $name: bpf_trace_printk shows at most one line a tick"
	else
		echo "FAIL $name: $lines lines of bpf_trace_printk for 10 ticks"
	fi
}

case $arch in
x86_64)
	demo default
	demo small -cpu qemu64 -m 16
	demo max -cpu max -machine q35 -m 1024 ;;
aarch64)
	demo gicv2 -M virt,gic-version=2
	demo gicv3 -M virt,gic-version=3 -cpu max
	demo el2 -M virt,gic-version=3,virtualization=on -cpu cortex-a53 -m 64 ;;
esac
