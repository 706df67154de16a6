#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh BUILD [fuzz] - the JIT's tests on each CPU: the host's own natively, the others under qemu-user.
build=$1
seconds=${AX_FUZZ_SECONDS:-60}

golden() {
	if ! command -v llvm-mc >/dev/null; then
		echo "skip jit.golden_$1: llvm-mc is not here"
		return
	fi
	if out=$(sh tests/jit/golden.sh "$build/asan/jit" "$1" | diff - "tests/jit/golden/$1.txt"); then
		echo "ok jit.golden_$1 $(grep -c '|' "tests/jit/golden/$1.txt") lines encode to the same bytes, llvm-mc reads them back"
	else
		echo "FAIL jit.golden_$1: $(echo "$out" | head -n 4 | tr '\n' ' ')"
	fi
}

# on TARGET COMMAND...: the runner's lines, with the target in their names
on() {
	target=$1
	shift
	timeout "${limit:-300}" "$@" 2>&1 | sed "s/^\([a-zA-Z]* jit\)\./\1_$(echo "$target" | tr + _)./"
}

random() {
	if [ -n "$fuzz" ]; then echo "random 1 0 $seconds"; else echo "random $1 1"; fi
}

fuzz=$2
limit=$((seconds + 300))
[ -n "$fuzz" ] || for arch in x86_64 x86_64+bmi2 aarch64 aarch64+lse riscv64 riscv64+zb; do
	[ -e "tests/jit/golden/$arch.txt" ] && golden $arch
done
[ -n "$fuzz" ] || on threaded "$build/asan/jit" threaded cases tests/insn/*.t
on threaded "$build/asan/jit" threaded $(random 2000)
# in `make test` the same programs each time: chance belongs to `make fuzz`
text=$(command -v "${CC:-cc}" >/dev/null && echo --text 41)
on verified "$build/bin/exec-fuzz" $text $(if [ -n "$fuzz" ]; then echo "--seconds $seconds"; else echo --seconds 4 --base 901; fi)
case $(uname -m) in
x86_64)
	for target in x86_64 x86_64+bmi2; do
		case $target in *bmi2) grep -q ' bmi2 ' /proc/cpuinfo || { echo "skip jit_$target: this CPU has no BMI2"; continue; } ;; esac
		[ -n "$fuzz" ] || on $target "$build/asan/jit" $target cases tests/insn/*.t
		on $target "$build/asan/jit" $target $(random 2000)
	done
	if command -v "${CC:-cc}" >/dev/null; then
		on aot "$build/asan/jit" x86_64 aot $(random 60 | sed 's/^random //')
	else
		echo "skip jit.aot: no C compiler is here"
	fi ;;
*) echo "skip jit_x86_64: this machine is not x86-64" ;;
esac
# as the CPU of the base, and as one with all of what the generators can use
for target in aarch64 aarch64+lse riscv64 riscv64+zb; do
	runner=$build/jit-${target%+*}/runner
	[ -e "$runner" ] || continue
	qemu=qemu-${target%+*}-static
	case $target in
	aarch64) cpu=cortex-a53 ;;
	aarch64+lse) cpu=max ;;
	riscv64) cpu=rv64,zba=false,zbb=false ;;
	riscv64+zb) cpu=rv64,zba=true,zbb=true ;;
	esac
	if ! command -v $qemu >/dev/null; then
		echo "skip jit_$target: $qemu is not here"
		continue
	fi
	[ -n "$fuzz" ] || on $target $qemu -cpu $cpu "$runner" $target cases tests/insn/*.t
	on $target $qemu -cpu $cpu "$runner" $target $(random 300)
	on verified_$target $qemu -cpu $cpu "${runner%runner}exec-fuzz" $(if [ -n "$fuzz" ]; then echo "--seconds $seconds"; else echo --seconds 3 --base 902; fi)
done
