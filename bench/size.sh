#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# size.sh BUILD [--check | --symbols] - what does the engine weigh on a microcontroller (Cortex-M4, -Os, link-time optimization,
# copied code outlined by mk/outline/as)?
#
# Text and constants of what the linker keeps from the entry points named (--gc-sections), with the compiler's library and
# without the C library's memcpy, memmove, memset, memcmp, which a firmware has anyway.  Figures are exact and the same on
# every machine with this compiler.  --check: `ok` or FAIL for each by its limit, which is what it was, and a little
# (`make test`); --symbols: the largest symbols of the smallest build, too.
build=$1 mode=${2:-}
out=$build/size
mkdir -p "$out"
# shellcheck source=/dev/null
. "$out/objects" || exit 1

# kept FILE OBJECTS... -- ENTRIES...: link, and count
kept()
{
	elf=$out/$1.elf objects='' entries=''
	shift
	while [ "$1" != -- ]; do objects="$objects $1"; shift; done
	shift
	for e in "$@"; do entries="$entries -Wl,-u,$e"; done
	# shellcheck disable=SC2086
	arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb $CHECKER_OPT -nostartfiles --specs=nano.specs -Wl,--gc-sections -Wl,-e,"$1" $entries \
		-Wl,--defsym=ax_rtos_mask=0,--defsym=ax_rtos_restore=0 -o "$elf" $objects -lgcc || exit 1
	text=$(arm-none-eabi-size "$elf" | awk 'NR == 2 {print $1}')
	libc=$(arm-none-eabi-nm -S "$elf" | awk '$4 ~ /^mem(cpy|move|set|cmp)$/ {print $2}' | while read -r hex; do echo $((0x$hex)); done |
		awk '{n += $1} END {print n + 0}')
	echo $((text - libc))
}

# row NAME BYTES LIMIT GOAL
row()
{
	if [ "$mode" = --check ]; then
		if [ "$2" -le "$3" ]; then
			echo "ok embed.size $1: $2 bytes"
		else
			echo "FAIL embed.size $1: $2 bytes, were at most $3"
		fi
	else
		goal=''
		[ "$4" -eq 0 ] || goal="goal $4, "
		printf '%-64s %7d   (%slimit %d)\n' "$1" "$2" "$goal" "$3"
	fi
}

engine='ax_engine_create ax_engine_map_create ax_map_put ax_prog_load ax_prog_put ax_hook_init ax_hook_attach ax_hook_fire
	ax_link_put ax_ring_read ax_ring_lost ax_map_user_lookup ax_map_user_update axr_port_start ax_limits_embedded'
[ -n "$mode" ] || printf '%-64s %7s\n' 'Cortex-M4, -Os, kept by the linker' 'bytes'
# shellcheck disable=SC2086
{
	row 'interpreter (compact.c)' "$(kept interpreter $CHECKER_OBJ -- axi_interp)" 2000 5120
	row 'interpreter and checker of full certificates' "$(kept checker $CHECKER_OBJ -- ax_verify ax_verify_bytes axi_interp)" 24576 24576
	row 'engine: these, array, hash and ring maps, helpers, hooks' "$(kept engine $CHECKER_OBJ -- $engine)" 36850 49152
	row 'with functions: interpreter and checker' "$(kept functions $FUNCTIONS_OBJ -- ax_verify ax_verify_bytes axi_interp)" 29100 0
	row 'with functions: engine' "$(kept functions-engine $FUNCTIONS_OBJ -- $engine)" 41350 0
	row 'with inference: interpreter and verifier' "$(kept inferring $DEVICE_OBJ -- ax_verify ax_verify_bytes axi_interp)" 51850 0
	row 'with inference: engine' "$(kept inferring-engine $DEVICE_OBJ -- $engine)" 66850 0
	row 'object loader (ELF, BTF, CO-RE, relocation)' "$(kept loader $DEVICE_OBJ -- ax_object_open ax_object_open_with)" 35200 51200
}
if [ "$mode" = --symbols ]; then
	arm-none-eabi-nm -S --size-sort "$out/checker.elf" | tail -40 | while read -r at size kind name; do
		printf '%6d %s\n' $((0x$size)) "$name"
	done
fi
[ -n "$mode" ] && exit
echo
echo "firmware (Cortex-M3, LM3S6965: 256 KB of flash, 64 KB of RAM; flash holds the object, too):"
arm-none-eabi-size "$build/rtos/firmware.elf" "$build/checker-m3/firmware.elf"
