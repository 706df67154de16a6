#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh RK BUILD - rk link: two files as one, run beside what bpftool makes of the same files; what does not fit; bad bytes.
rk=$1 dir=$2/link
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

say() {
	if [ -z "$2" ]; then echo "ok link.$1"; else echo "FAIL link.$1: $(echo "$2" | head -n 3 | tr '\n' '/')"; fi
}

# what each program returns and leaves in the maps
runs() {
	for prog in first second; do
		"$rk" run --engine interp --maps --prog $prog "$1" 2>&1 | sed 's/, [0-9]* ns/, ns/'
	done
}

say two_files "$("$rk" link "$dir/main.o" "$dir/other.o" -o "$work/ours.o" 2>&1)"
runs "$work/ours.o" >"$work/ours"
case $(cat "$work/ours") in
*"first returned 2013561 "*"second returned 2002128 "*) say they_run "" ;;
*) say they_run "$(cat "$work/ours")" ;;
esac
say the_other_way_round "$("$rk" link "$dir/other.o" "$dir/main.o" -o "$work/other.o" 2>&1;
	runs "$work/other.o" | grep -c 'returned 2013561 \|returned 2002128 ' | grep -v '^2$')"
say a_linked_file_links_again "$("$rk" link "$work/ours.o" -o "$work/again.o" 2>&1; runs "$work/again.o" | diff "$work/ours" -)"
if command -v bpftool >/dev/null; then
	bpftool gen object "$work/oracle.o" "$dir/main.o" "$dir/other.o" >/dev/null 2>&1
	say runs_as_what_bpftool_makes "$(runs "$work/oracle.o" | diff - "$work/ours")"
	say its_types_are_read_by_bpftool "$(bpftool btf dump file "$work/ours.o" 2>&1 >"$work/btf";
		grep -q "VAR 'pairs' .*linkage=global" "$work/btf" || echo "no map in the types"
		grep -c "DATASEC '.data' size=24 vlen=3" "$work/btf" | grep -v '^1$')"
else
	echo "skip link.bpftool: bpftool is not here"
fi
"$rk" dump "$work/ours.o" >"$work/dump" 2>&1
say lines_of_both_files "$(grep -q 'main.bpf.c' "$work/dump" && grep -q 'other.bpf.c' "$work/dump" || head -n 2 "$work/dump")"

# refused NAME WORDS FILES...
refused() {
	name=$1 words=$2
	shift 2
	out=$("$rk" link "$@" -o "$work/no.o" 2>&1)
	if [ $? -eq 1 ] && echo "$out" | grep -q "$words" && [ ! -e "$work/no.o" ]; then say "$name" ""; else say "$name" "$out."; fi
}
refused defined_twice 'twice.o: defined twice: total' "$dir/main.o" "$dir/other.o" "$dir/twice.o"
refused another_licence 'another licence' "$dir/other.o" "$dir/licence.o"
refused no_object 'no object file for BPF' "$dir/main.o" "$0"
llvm-objcopy --remove-section .BTF --remove-section .BTF.ext "$dir/main.o" "$work/bare.o" 2>/dev/null &&
	refused types_in_one_only 'some files have .BTF' "$work/bare.o" "$dir/other.o"

# bad bytes: it says what is wrong or links, and never crashes
size=$(wc -c <"$dir/main.o") bad=
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	head -c $((size * i / 21)) "$dir/main.o" >"$work/cut.o"
	"$rk" link "$work/cut.o" "$dir/other.o" -o "$work/no.o" >/dev/null 2>"$work/err"
	[ $? -le 2 ] && ! grep -q 'ERROR\|runtime error' "$work/err" || bad="cut at $i/21: $(grep -m 1 -i error "$work/err")"
	cp "$dir/main.o" "$work/flip.o"
	for k in 1 2 3 4 5 6; do
		printf "\\$(printf %o $((i * 37 * k % 256)))" |
			dd of="$work/flip.o" bs=1 seek=$(((i * 7919 + k * 104729) % size)) conv=notrunc 2>/dev/null
	done
	"$rk" link "$work/flip.o" "$dir/other.o" -o "$work/no.o" >/dev/null 2>"$work/err"
	[ $? -le 2 ] && ! grep -q 'ERROR\|runtime error' "$work/err" || bad="changed bytes, $i: $(grep -m 1 -i error "$work/err")"
done
say bad_bytes "$bad"
