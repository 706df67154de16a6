#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# golden.sh RUNNER ARCH - the code of every line of golden/ARCH.txt ("assembly | bytes | disassembly") as it is now, in the
# same form: RUNNER compiles, llvm-mc reads the bytes back.  An update of the file is: sh golden.sh RUNNER ARCH >new.
runner=$1 arch=$2
file=tests/jit/golden/$arch.txt
case $arch in
x86_64*) flags='--triple=x86_64 --output-asm-variant=1' nop='0x90' ;;
aarch64*) flags='--triple=aarch64 --mattr=+lse' nop='0x1f 0x20 0x03 0xd5' ;;
riscv64*) flags='--triple=riscv64 --mattr=+m,+a,+c,+zba,+zbb' nop='0x13 0x00 0x00 0x00' ;;
esac
grep '^#' "$file"
tmp=$(mktemp)
"$runner" "$arch" encode "$file" >"$tmp" || cat "$tmp"
# a nop after each line's bytes separates the lines in the disassembly
sed "s/.*|//; s/ \([0-9a-f][0-9a-f]\)/ 0x\1/g; s/\$/ $nop/" "$tmp" | llvm-mc --disassemble $flags 2>&1 |
	sed 's/^[[:space:]]*//; s/[[:space:]][[:space:]]*/ /g; /^\.text/d; /^$/d' |
	awk -v tmp="$tmp" '
	$1 == "nop" { getline line <tmp; print line " | " text; text = ""; next }
	{ text = text (text == "" ? "" : "; ") $0 }'
rm -f "$tmp"
