#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh ARCH - boot the kernel with lists of programs (init=a,b,c) and look at what they and it print.  Every boot has a
# time limit, and in none may the kernel panic: the next program of the list must work.  Logs: build/test/user-ARCH/.
arch=$1
bin=build/user-tests/$arch
logs=build/test/user-$arch
. tests/user/deaths.sh
case $arch in
x86_64) deaths="$deaths_all $deaths_x86_64" least=16 ;;
aarch64) deaths="$deaths_all $deaths_aarch64" least=32 ;;
esac
if ! command -v "qemu-system-$arch" >/dev/null; then
	echo "skip user-$arch: qemu-system-$arch is not installed (make deps)"
	exit 0
fi
rm -rf "$logs"
mkdir -p "$logs"

# root NAME - a new root directory in $root; add fills it: add FILE NAME
root() {
	root=$logs/$1.root list=
	mkdir -p "$root/bin"
}
add() {
	ln -f "$1" "$root/bin/$2"
	list=$list,/bin/$2
}
# boot NAME COMMAND_LINE QEMU_OPTIONS - runs $list; output in $log
boot() {
	name=$1 log=$PWD/$logs/$1.log cpio=$PWD/$logs/$1.cpio append="panic=off init=${list#,} $2"
	shift 2
	(cd "$root" && find . -mindepth 1 | LC_ALL=C sort | cpio -o -H newc --quiet >"$cpio")
	timeout -k 5 120 sh mk/qemu.sh "$arch" "$cpio" "$append" "$@" </dev/null 2>&1 | tr -d '\r' >"$log"
	rm -rf "$cpio" "$root"
	if grep -q '^panic:' "$log"; then
		echo "FAIL $name: the kernel panicked: $(grep -m 1 '^panic:' "$log")"
	else
		echo "ok $name: no panic"
	fi
}
# expect WHAT LINE - the last boot printed this line
expect() {
	if grep -Fxq -- "$2" "$log"; then
		echo "ok $name: $1"
	else
		echo "FAIL $name: $1: no line '$2' in $log; it ends: $(tail -n 1 "$log")"
	fi
}
# expect_like WHAT PATTERN
expect_like() {
	if grep -Eq -- "$2" "$log"; then
		echo "ok $name: $1"
	else
		echo "FAIL $name: $1: no line like '$2' in $log; it ends: $(tail -n 1 "$log")"
	fi
}
results() { # of the programs themselves
	grep -E '^(ok|FAIL|skip) ' "$log"
}
exited() {
	expect "$1 ends well" "init: /bin/$1 exited with status 0"
}

# same_counts KIB - the last two outputs of count differ by KIB of memory at most, and the engine is empty
same_counts() {
	sed -n 's/^count: //p' "$log" | tail -n 2 >"$log.counts"
	if awk -v most="$1" '$4 != 0 { bad = 1 } { d = $1 - last; last = $1 }
		END { exit bad || NR != 2 || d > most || -d > most }' "$log.counts"; then
		echo "ok $name: memory and objects are as before: $(tail -n 1 "$log.counts")"
	else
		echo "FAIL $name: $(tr '\n' ';' <"$log.counts")"
	fi
}

root programs
for p in hello hello-pie files limits pointers stress trace; do
	add "$bin/$p" $p
done
boot programs ""
results
for p in hello hello-pie files limits pointers stress trace; do
	exited $p
done

root small
add "$bin/hello" hello
add "$bin/limits" limits
add "$bin/hello-pie" hello-pie
boot small "" -m $least
results
exited limits
exited hello-pie

root deaths
for d in $deaths; do
	add "$bin/die" "die-${d%:*}"
done
add "$bin/hello" hello
boot deaths ""
for d in $deaths; do
	if [ "${d#*:}" = lives ]; then
		expect "${d%:*} does no harm" "init: /bin/die-${d%:*} exited with status 42"
	else
		expect "${d%:*} is SIG${d#*:}" "init: /bin/die-${d%:*} killed by SIG${d#*:}"
	fi
done
expect_like "the message says where and what" '^die-null-write\[2\]: killed by SIGSEGV at 0x[0-9a-f]+ \(write to 0x8\)$'
exited hello

root hostile
bad=$(build/user-tests/mkbad "$bin/hello" "$root/bin") || echo "FAIL hostile: mkbad could not make its files"
for b in $bad; do
	list=$list,/bin/$b
done
add "$bin/hello" hello
boot hostile ""
for b in $bad; do
	expect_like "$b is refused" "^init: /bin/$b: (not an executable this machine knows|out of memory): "
done
exited hello

# Random calls: the programs may end as they like, the kernel and the next one must not notice.
root chaos
add "$bin/count" count
for seed in 1 2 3 4 5 6 7 8 9 10 11 12; do
	add "$bin/chaos" chaos-$seed
done
add "$bin/count" count
for seed in 13 14 15 16; do
	add "$bin/chaos" chaos-$seed
done
add "$bin/count" count
add "$bin/hello" hello
boot chaos ""
expect_like "all have ended" '^init: /bin/chaos-16 (exited|killed)'
same_counts 0
exited hello

# All of everything, on the smallest machine and on a larger one.
for memory in $least 256; do
	root hogs-$memory
	for what in tables maps rings events all; do
		add "$bin/hog" hog-$what
		add "$bin/hello" hello
		add "$bin/count" count
	done
	boot hogs-$memory "" -m $memory
	expect_like "all have ended" '^init: /bin/hog-all (exited with status 0|killed by SIGKILL)'
	for what in tables maps rings events; do
		expect_like "$what end" "^init: /bin/hog-$what (exited with status 0|killed by SIGKILL)"
	done
	same_counts 64 # partly used pages of the heap
	if [ "$(grep -c '^init: /bin/hello exited with status 0' "$log")" -eq 5 ]; then
		echo "ok $name: the next program works each time"
	else
		echo "FAIL $name: a program after a hog did not work: $log"
	fi
done

root share
add "$bin/spin" spin
list=
add "$bin/share" share
boot share "spawn=/bin/spin"
results
exited share

root float
for p in float1 float2 float3; do
	add "$bin/float" $p
done
list=/bin/float1
boot float "spawn=/bin/float2,/bin/float3"
results
exited float1

# What programs leave behind goes when they end.
root leaks
add "$bin/count" count
for i in 1 2 3; do
	add "$bin/trace" trace-leave$i
	add "$bin/die" die-stack-overflow
	add "$bin/limits" limits
	add "$bin/count" count
done
boot leaks ""
same_counts 0

# Typing: what is sent waits for the program to be ready.
type_when() { # LOG PATTERN TEXT
	tries=0
	until grep -q "$2" "$1" 2>/dev/null || [ $tries -gt 150 ]; do
		sleep 0.2
		tries=$((tries + 1))
	done
	printf "$3"
}
root lines
add "$bin/lines" lines
(cd "$root" && find . -mindepth 1 | cpio -o -H newc --quiet >"../lines.cpio")
name=lines log=$logs/lines.log
{
	type_when "$log" '^ready for the first' 'abx\bc\r'
	type_when "$log" '^ready for the second' 'xyz\r'
	type_when "$log" '^init: ' ''
} | timeout -k 5 60 sh mk/qemu.sh "$arch" "$logs/lines.cpio" "panic=off init=/bin/lines" >"$log" 2>&1
tr -d '\r' <"$log" >"$log.plain"
mv "$log.plain" "$log"
results
exited lines

root strace
add "$bin/hello" hello
add "$bin/hello" nothing
rm "$root/bin/nothing"
boot strace "strace -- one two"
expect_like "calls are shown" '^hello\[1\]: (openat|newfstatat|readlink|readlinkat)\((AT_FDCWD, )?".*\) = '
expect_like "and the last" '^hello\[1\]: exit_group\(0\)$'
expect "a missing program is named" "init: /bin/nothing: no such object"

# Archives that are not what they say; without one nothing starts, and the machine goes off.
root archive
add "$bin/hello" hello
(cd "$root" && find . -mindepth 1 | cpio -o -H newc --quiet >"../whole.cpio")
for cut in 50 113 300 100000; do
	head -c $cut "$logs/whole.cpio" >"$logs/cut.cpio"
	log=$logs/archive-$cut.log name=archive
	timeout -k 5 60 sh mk/qemu.sh "$arch" "$logs/cut.cpio" "panic=off init=/bin/hello" </dev/null 2>&1 | tr -d '\r' >"$log"
	expect_like "cut after $cut bytes: said so" '^initramfs: .* \(at byte [0-9]+ of [0-9]+\)$'
	expect_like "cut after $cut bytes: goes on" '^init: /bin/hello: no such object'
done
rm -rf "$logs"/*.cpio "$root"
