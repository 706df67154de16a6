#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# layers.sh - the floors of the house: every #include "ROOM/..." of a room must be allowed by layers.txt, the engine
# includes only freestanding headers, and no file tests for the architecture outside kernel/arch and src/jit.
# Prints `ok`, or `FAIL` with file and line.
bad=0
fail() {
	echo "FAIL layers.$1: $2"
	bad=1
}

# room_includes DIR ROOM ALLOWED: quoted includes with a folder name that is not allowed
check_engine() {
	room=$1
	allowed=" $1 $2 "
	for file in src/"$room"/*.[ch] src/"$room"/*.def src/"$room"/*.inc; do
		[ -e "$file" ] || continue
		grep -Hn '^[[:space:]]*#[[:space:]]*include' "$file" | while IFS=: read -r f line text; do
			case $text in
			*'<axiom/'* | *'<std'[abdina]*.h'>'* | *'<limits.h>'* | *'<float.h>'* | *'"ax_cpu.h"'*) continue ;;
			# a table that the embedder's build names
			*'include JS_EMBEDDER_BUILTINS' | *'include JS_EMBEDDER_ATOMS' | *'include JS_EMBEDDER_ERRORS') continue ;;
			*'"'*/*'"'*)
				other=${text#*\"}
				other=${other%%/*}
				case $allowed in *" $other "*) continue ;; esac
				# tables are read by everyone
				case $text in *'"isa/'*.def'"'* | *'"verify/reasons.def"'*) continue ;; esac
				echo "$f:$line: $room may not include $text" ;;
			*'"'*'"'*) [ -e "src/$room/$(echo "$text" | sed 's/.*"\(.*\)".*/\1/')" ] || echo "$f:$line: $text" ;;
			*) echo "$f:$line: not a freestanding header: $text" ;;
			esac
		done
	done
}

check_kernel() {
	room=$1
	allowed=" ${1#kernel/} "
	for other in $2; do allowed="$allowed${other#kernel/} "; done
	find "$room" -name '*.[chS]' 2>/dev/null | while read -r file; do
		grep -Hn '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' "$file" | while IFS=: read -r f line text; do
			other=$(echo "$text" | sed 's/.*"\(.*\)".*/\1/')
			case $other in base/*) continue ;; */*) ;; *) continue ;; esac
			case $allowed in *" ${other%%/*} "*) continue ;; esac
			echo "$f:$line: $room may not include $text"
		done
	done
}

sed -n 's/^\([a-z_/]*\):[[:space:]]*\([^#]*\).*/\1|\2/p' layers.txt >build/layers.$$
while IFS='|' read -r room allowed; do
	case $room in
	kernel/*) out=$(check_kernel "$room" "$allowed") ;;
	*) out=$(check_engine "$room" "$allowed") ;;
	esac
	if [ -n "$out" ]; then
		echo "$out" | while read -r l; do fail "$(echo "$room" | tr / _)" "$l"; done
		bad=1
	else
		echo "ok layers.$(echo "$room" | tr / _)"
	fi
done <build/layers.$$
rm -f build/layers.$$

for room in src/*/; do
	room=$(basename "$room")
	grep -q "^$room:" layers.txt || fail rooms "src/$room is not in layers.txt"
done

out=$(grep -rnE '^[[:space:]]*#[[:space:]]*(if|elif|ifdef|ifndef).*(__x86_64__|__aarch64__|__riscv|__arm__|__i386__)' \
	src include port kernel user tools tests --include=*.[chS] --include=*.def 2>/dev/null |
	grep -vE '^(src/jit/|kernel/arch/|user/|tests/user/)')
if [ -n "$out" ]; then fail arch_tests "$(echo "$out" | head -n 1)"; else echo "ok layers.no_arch_tests_outside_arch"; fi

out=$(git ls-files 2>/dev/null | grep -E '(_new|_old|_v2|_minimal)\.[a-zA-Z]+$')
if [ -n "$out" ]; then fail names "never two of anything: $out"; else echo "ok layers.no_second_versions"; fi

out=$(git ls-files '*.c' '*.h' '*.S' '*.def' '*.sh' '*.mk' 2>/dev/null | while read -r f; do
	[ -f "$f" ] && ! head -n 3 "$f" | grep -q 'SPDX-License-Identifier: Apache-2.0' && echo "$f"
done)
if [ -n "$out" ]; then fail licence "no SPDX line: $(echo "$out" | tr '\n' ' ')"; else echo "ok layers.every_file_names_its_licence"; fi
exit $bad
