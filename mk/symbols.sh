#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# symbols.sh NM IMAGE - the symbol table of kernel/core/symbols.c as assembly, from the functions of a linked image.
# Without IMAGE: an empty table, for the first link.
nm=$1 image=$2
echo '	.section .symbols, "a"'
echo '	.global symbol_count, symbol_offsets, symbol_names'
if [ -z "$image" ]; then
	printf '\t.balign 4\nsymbol_count:\nsymbol_offsets:\nsymbol_names:\n\t.long 0\n'
	exit
fi
"$nm" -n "$image" | awk '
	BEGIN { n = 0 }
	$3 == "text_start" { base = $1 }
	$2 ~ /^[tTwW]$/ && $3 != "text_start" && $3 != "text_end" && $3 !~ /^[.$]/ { at[n] = $1; name[n++] = $3 }
	END {
		printf "\t.balign 4\nsymbol_count:\t.long %d\nsymbol_offsets:\n", n
		for (i = 0; i < n; i++)
			printf "\t.long 0x%s - 0x%s\n", at[i], base
		print "symbol_names:"
		for (i = 0; i < n; i++)
			printf "\t.asciz \"%s\"\n", name[i]
	}'
