#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh CC BUILD - the example of docs/embedding.md in its four forms: linked in the tree, against an installed copy through
# pkg-config, against the single file; and the firmware under QEMU, each image on two parts: LM3S6965 (Cortex-M3, 64 KB RAM, 256 KB
# flash, which the linker script holds it to) and STM32F405 (Cortex-M4).
cc=$1 build=$2
here=tests/embed
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
object=$build/bpf/02-embed/limits.bpf.o

# same NAME EXPECTED COMMAND...
same()
{
	name=$1 want=$2
	shift 2
	if "$@" >"$work/out" 2>"$work/err" </dev/null && cmp -s "$want" "$work/out"; then
		echo "ok embed.$name"
	else
		echo "FAIL embed.$name: $(diff "$want" "$work/out" | head -n 3 | tr '\n' '/') $(head -n 3 "$work/err" | tr '\n' '/')"
	fi
}

same linked "$here/expect-embed.txt" "$build/bin/embed" "$object"

installed()
{
	make -s install DESTDIR="$work/root" PREFIX=/usr >&2 || return 1
	flags=$(PKG_CONFIG_PATH="$work/root/usr/lib/pkgconfig" pkg-config --define-prefix --static --cflags --libs axiom) || return 1
	case "$flags" in *"$PWD"*) echo "the flags lead into the source tree: $flags" >&2; return 1 ;; esac
	cp examples/02-embed/main.c examples/02-embed/limits.h examples/02-embed/limits.bpf.c "$work" || return 1
	headers=$(PKG_CONFIG_PATH="$work/root/usr/lib/pkgconfig" pkg-config --define-prefix --variable=bpfincludedir axiom) || return 1
	# shellcheck disable=SC2086
	(cd "$work" && $cc -Wall -o installed main.c $flags >&2) || return 1
	# shellcheck disable=SC2086
	(cd "$work" && ${CLANG:-clang} --target=bpf -O2 -g ${flags%% -L*} -I"$headers" -c limits.bpf.c >&2) || return 1
	"$work/installed" "$work/limits.bpf.o"
}
same installed "$here/expect-embed.txt" installed

# from C++: what it sees of public structs is what C sees, and it links
cplusplus()
{
	command -v g++ >/dev/null || { cat "$work/expect-cplusplus"; return; }
	(cd "$work" && g++ -std=c++11 -Wall -Wextra -Werror -o cplusplus sizes.cc $flags >&2 && ./cplusplus)
}
cat >"$work/sizes.cc" <<-END
	#include <axiom/hook.h>
	#include <axiom/image.h>
	#include <axiom/mbpf.h>
	#include <axiom/posix.h>
	#include <axiom/verify.h>
	#include <stdio.h>

	int main(void)
	{
		struct ax_engine *engine;

		if (ax_engine_create(&engine, axp_port(), &ax_limits_cloud) || ax_engine_destroy(engine))
			return 1;
		printf("%d %d %d %d %d %d\n", (int)sizeof(struct ax_hook), (int)offsetof(struct ax_hook, deadline), (int)sizeof(struct ax_port),
		       (int)sizeof(struct ax_prog_info), (int)sizeof(struct ax_diag), (int)sizeof(struct mbpf_config));
		return 0;
	}
END
# shellcheck disable=SC2086
(installed >/dev/null && cp "$work/sizes.cc" "$work/sizes.c" && cd "$work" && $cc -Wall -o sizes sizes.c $flags && ./sizes) >"$work/expect-cplusplus" 2>"$work/said"
flags=$(PKG_CONFIG_PATH="$work/root/usr/lib/pkgconfig" pkg-config --define-prefix --static --cflags --libs axiom)
grep -q '^[1-9]' "$work/expect-cplusplus" || echo "FAIL embed.installed_again: $(head -n 1 "$work/said")"
same cplusplus_sees_what_c_sees "$work/expect-cplusplus" cplusplus

one_file()
{
	sed -e '/#include <axiom\//d' -e 's/#include "limits.h"/#include "axiom.h"\n&/' examples/02-embed/main.c >"$work/one.c"
	$cc -Wall -I"$build/amalgam" -Iexamples/02-embed -o "$work/one" "$work/one.c" "$build/amalgam/axiom.c" -lpthread >&2 || return 1
	"$work/one" "$object"
}
same one_file "$here/expect-embed.txt" one_file

# an embedder's compiler has nothing to say about it, with the warnings that people use
if command -v clang >/dev/null; then
	if clang -std=c11 -Wall -Werror -fsyntax-only -I"$build/amalgam" "$build/amalgam/axiom.c" >"$work/said" 2>&1; then
		echo "ok embed.one_file_is_clean_for_clang"
	else
		echo "FAIL embed.one_file_is_clean_for_clang: $(grep -m 1 -E 'error|warning' "$work/said")"
	fi
else
	echo "skip embed.one_file_is_clean_for_clang: no clang is here"
fi

# what is wrong is said in one line, with status 1
head -c 700 "$object" >"$work/cut.o"
"$build/bin/embed" "$work/cut.o" >"$work/out" 2>"$work/err"
if [ $? -eq 1 ] && [ ! -s "$work/out" ] && grep -q '^object: ' "$work/err"; then
	echo "ok embed.says_what_is_wrong_with_an_object"
else
	echo "FAIL embed.says_what_is_wrong_with_an_object: $(head -n 2 "$work/err")"
fi

# uart MACHINE IMAGE: what it prints.  Time is counted in instructions, 16 ns each, and a sleeping CPU's next interrupt comes at once: what
# the firmware sees does not depend on how busy the host is.
uart()
{
	timeout 200 qemu-system-arm -icount shift=4,sleep=off -M "$1" -nographic -semihosting -kernel "$build/$2/firmware.elf" 2>/dev/null |
		tr -d '\r' >"$work/uart"
}

firmware()
{
	uart "$1" rtos
	grep '^verified: .* certificate [1-9]' "$work/uart" >&2 || return 1
	grep '^memory: ' "$work/uart" >&2 || return 1
	grep -v '^verified: \|^memory: ' "$work/uart"
}
same firmware_on_a_cortex_m3 "$here/expect-rtos.txt" firmware lm3s6965evb
cat "$work/err"
same firmware_on_a_cortex_m4 "$here/expect-rtos.txt" firmware netduinoplus2
cat "$work/err"

# a microcontroller's prover can follow what such programs do with numbers (tests/bpf/control.bpf.c)
if "$build/bin/rk" certify --device "$build/bpf/tests/control.bpf.o" -o "$work/control.o" >"$work/out" 2>&1 &&
	[ "$(grep -c '^certified' "$work/out")" -eq 13 ]; then
	echo "ok embed.certified_for_a_device"
else
	echo "FAIL embed.certified_for_a_device: $(grep '^refused' "$work/out" | head -n 2 | tr '\n' '/')"
fi

# the smallest build: certificates are checked, nothing is inferred (checker.c); and the one whose programs may have functions
checker()
{
	uart "$1" "$2"
	grep '^checked: \|^memory: \|^changed: ' "$work/uart" >&2
	# nearly every change is refused; the rest are claims that say less, or instructions that the certificate allows
	awk '/^changed: / {n++; if ($2 * 10 < $4 * 8) bad = 1} END {exit n != 2 || bad}' "$work/uart" || return 1
	# an instance: all that a run takes, from ax_hook_fire on, and the program's registers and stack in it
	awk '/^memory: a run takes/ {n++; if ($5 > 700 || $9 < 32) bad = 1} END {exit n != 1 || bad}' "$work/uart" || return 1
	grep -v '^checked: \|^memory: \|^changed: ' "$work/uart"
}
same certificates_on_a_cortex_m3 "$here/expect-checker.txt" checker lm3s6965evb checker-m3
cat "$work/err"
same certificates_on_a_cortex_m4 "$here/expect-checker.txt" checker netduinoplus2 checker-m3
cat "$work/err"
same functions_on_a_cortex_m3 "$here/expect-checker.txt" checker lm3s6965evb functions-m3
cat "$work/err"

# timers in maps: set by programs, run from the tick
timers()
{
	uart "$1" timers-m3
	cat "$work/uart"
}
same timers_on_a_cortex_m3 "$here/expect-timers.txt" timers lm3s6965evb
same timers_on_a_cortex_m4 "$here/expect-timers.txt" timers netduinoplus2

# the same board with a signed JavaScript package in flash; a damaged one was refused before, or it would have stopped
firmware_js()
{
	uart "$1" rtosjs
	grep '^memory: ' "$work/uart" >&2 || return 1
	# the number of the line is not the test's affair
	grep -v '^memory: ' "$work/uart" | sed '/^a damaged copy/s/:[1-9][0-9]*$//'
}
same firmware_with_javascript_on_a_cortex_m3 "$here/expect-rtos-js.txt" firmware_js lm3s6965evb
cat "$work/err"
same firmware_with_javascript_on_a_cortex_m4 "$here/expect-rtos-js.txt" firmware_js netduinoplus2
cat "$work/err"

# flash and RAM of the part are what the linker script says: it would not link otherwise; these are for the reader
arm-none-eabi-size "$build/rtos/firmware.elf" "$build/checker-m3/firmware.elf" "$build/timers-m3/firmware.elf" "$build/rtosjs/firmware.elf"
