#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh BUILD HOSTCC - programs as C (rk aot): the instruction cases and an embedder's world, built by gcc -O2, by clang under
# UBSan, for a Cortex-M3 (QEMU), for RISC-V 64 (qemu-user), and for RISC-V 32 (compiled only).
build=$1 cc=$2
dir=$build/aot
flags="-std=gnu11 -O2 -Wall -Wextra -Werror -Wno-unused-function -Wno-type-limits -Itests"

# on NAME WANT COMMAND...: its output is the file WANT
on() {
	name=$1 want=$2
	shift 2
	out=$(timeout 120 "$@" 2>&1 | tr -d '\r')
	if [ "$out" = "$(cat "$want")" ]; then
		echo "ok aot.$name"
	else
		echo "FAIL aot.$name: $(echo "$out" | head -n 4 | tr '\n' '/')"
	fi
}

# build_for NAME COMPILER...: both programs; the compiler's words have everything but the text and the output
build_for() {
	name=$1
	shift
	for program in cases world; do
		text=$dir/$program.gen.c
		if ! "$@" "-DTEXT=\"$PWD/$text\"" -o "$dir/$program.$name" "tests/aot/$program.c" 2>"$dir/log"; then
			echo "FAIL aot.${program}_$name: $(grep -m 1 -e error -e undefined "$dir/log")"
			return 1
		fi
	done
}

need() {
	command -v "$1" >/dev/null && return 0
	echo "skip aot.$2: $1 is not here"
	return 1
}

echo 'all cases agree' >"$dir/expect-cases.txt"
both() {
	target=$1
	shift
	on "cases_$target" "$dir/expect-cases.txt" "$@" "$dir/cases.$target"
	on "world_$target" tests/aot/expect-world.txt "$@" "$dir/world.$target"
}

# the programs of make bench-exec: every one is verified and becomes C
programs=$build/bpf/bench/programs.bpf.o
if got=$("$build/bin/rk" aot "$programs" --type raw_tracepoint --name bench -o "$dir/bench.gen.c" 2>&1) &&
	"$cc" -std=gnu11 -O1 -Wall -Wextra -Werror -Wno-unused-function -c "$dir/bench.gen.c" -o "$dir/bench.gen.o" 2>"$dir/log"; then
	echo "ok aot.bench_programs"
else
	echo "FAIL aot.bench_programs: $(echo "$got" | head -n 2 | tr '\n' '/') $(head -n 2 "$dir/log")"
fi
# what the engine itself says of the same programs, in each way to run them
for engine in interp jit aot; do
	got=$("$build/bin/rk" run --engine $engine --repeat 10 --prog count "$dir/world.bpf.o" 2>&1)$(
		"$build/bin/rk" run --engine $engine --prog loop "$dir/world.bpf.o" 2>&1)
	case $got in
	*"returned 3175 "*"returned 11067 "*", $engine") echo "ok aot.world_in_the_engine_$engine" ;;
	*) echo "FAIL aot.world_in_the_engine_$engine: $got" ;;
	esac
done
# names that the text has of its own: in functions and data others than the programs'; those of maps are refused
taken() { # FLAGS...: the object
	clang --target=bpf -mcpu=v3 -O2 -g "$@" -c tests/aot/taken.bpf.c -o "$dir/taken.bpf.o" 2>"$dir/log"
}
if need clang taken_names; then
	why=
	taken && "$build/bin/rk" aot "$dir/taken.bpf.o" -o "$dir/taken.gen.c" 2>"$dir/log" &&
		"$cc" -std=gnu11 -w -c "$dir/taken.gen.c" -o "$dir/taken.gen.o" 2>"$dir/log" || why="$(head -n 2 "$dir/log")"
	for name in map maps; do
		taken -DMAP=$name && ! "$build/bin/rk" aot "$dir/taken.bpf.o" >/dev/null 2>"$dir/log" &&
			grep -q "another thing is named axiom_$name there" "$dir/log" || why="$why $name: $(head -n 2 "$dir/log")"
	done
	"$build/bin/rk" aot --name ax_x "$dir/taken.bpf.o" >/dev/null 2>"$dir/log" && why="$why --name ax_x"
	[ -z "$why" ] && echo "ok aot.taken_names" || echo "FAIL aot.taken_names: $why"
fi

# names of an object file are no C: neither a section's, a program's nor a map's
if need clang names; then
	clang --target=bpf -mcpu=v3 -O2 -g -c tests/aot/names.bpf.c -o "$dir/names.bpf.o" 2>"$dir/log"
	if got=$("$build/bin/rk" aot "$dir/names.bpf.o" -o "$dir/names.gen.c" 2>&1) && "$cc" -std=gnu11 -w -c "$dir/names.gen.c" -o "$dir/names.gen.o" 2>"$dir/log" &&
		! nm "$dir/names.gen.o" | grep -q ' injected'; then
		echo "ok aot.names_are_no_text"
	else
		echo "FAIL aot.names_are_no_text: $(echo "$got" | head -n 2 | tr '\n' '/') $(head -n 2 "$dir/log")"
	fi
fi
build_for gcc "$cc" $flags tests/aot/say_host.c && both gcc env
need clang ubsan && build_for ubsan clang $flags -O1 -fsanitize=undefined -fno-sanitize-recover tests/aot/say_host.c && both ubsan env
lock='-DAX_AOT_LOCK=(void)0 -DAX_AOT_UNLOCK=(void)0'
# shellcheck disable=SC2086
need arm-none-eabi-gcc cortex_m3 && need qemu-system-arm cortex_m3 &&
	build_for cortex_m3 arm-none-eabi-gcc $flags -mcpu=cortex-m3 -mthumb -nostartfiles -T tests/aot/cortex_m.ld $lock \
		tests/aot/say_cortex_m.c &&
	both cortex_m3 qemu-system-arm -M mps2-an385 -nographic -semihosting -kernel
need riscv64-linux-gnu-gcc riscv64 && need qemu-riscv64-static riscv64 &&
	build_for riscv64 riscv64-linux-gnu-gcc $flags -static tests/aot/say_host.c && both riscv64 qemu-riscv64-static
# shellcheck disable=SC2086
if need clang riscv32; then
	build_for riscv32 clang --target=riscv32 -march=rv32im -mabi=ilp32 $flags -ffreestanding -nostdinc \
		-isystem "$(clang -print-resource-dir)/include" $lock -c && echo "ok aot.riscv32 both compile, freestanding"
fi
