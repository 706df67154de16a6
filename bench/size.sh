#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# size.sh BUILD - what does each room of the engine weigh on a microcontroller?  Text and constants of the objects at -Os for
# Cortex-M4 as compiled, then of the whole firmware of examples/03-rtos after the linker dropped what nobody calls.
build=$1
cd "$build/m4" || exit 1
text() { arm-none-eabi-size "$@" 2>/dev/null | awk 'NR > 1 {n += $1} END {print n + 0}'; }
printf '%-36s %8s\n' 'room (Cortex-M4, -Os)' 'bytes'
for room in src/*/; do
	[ -n "$(find "$room" -name '*.o')" ] || continue
	printf '%-36s %8d\n' "${room%/}" "$(text $(find "$room" -name '*.o'))"
done
printf '%-36s %8d   (goal 51200)\n' 'object loader (src/object)' "$(text src/object/*.o)"
printf '%-36s %8d   (goal 24576)\n' 'interpreter + checker' \
	"$(text src/exec/interp.c.o src/exec/arith.c.o src/range/*.o src/verify/*.o src/isa/decode.c.o)"
cd - >/dev/null || exit 1
echo
echo "firmware (examples/03-rtos, Cortex-M3):"
arm-none-eabi-size "$build/rtos/firmware.elf"
