#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh RK DIRECTORY [all] - ordinary C before the verifier: every program of tests/lang/*.bpf.c, compiled by the clangs that are
# installed, at several levels (`all`: every level).
# A program's name says what is expected: ok_* is accepted, no_* refused.
rk=$1 dir=$2
here=$(dirname "$0")
mkdir -p "$dir"
if [ "$3" = all ]; then
	ways=$(for cc in 14 16 19; do for o in O1 O2 Os; do for cpu in v1 v2 v3 v4; do echo "$cc/$o/$cpu"; done; done; done)
else
	ways="14/O2/v3 14/O1/v1 16/Os/v2 19/O2/v4"
fi
for way in $ways; do
	cc=${way%%/*} cpu=${way##*/} o=${way#*/}
	o=${o%/*}
	[ "$cpu" = v4 ] && [ "$cc" -lt 19 ] && continue # unknown to it
	command -v "clang-$cc" >/dev/null || continue # one that is there is enough
	for source in "$here"/*.bpf.c; do
		name=$(basename "$source" .bpf.c)
		object=$dir/$name-$cc-$o-$cpu.o
		"clang-$cc" -g -"$o" -mcpu="$cpu" -target bpf -Wall -Wno-unused -I/usr/include/"$(gcc -dumpmachine)" -c "$source" -o "$object" ||
			{ echo "FAIL lang.$name.$way: does not compile"; continue; }
		"$rk" verify --btf none "$object" 2>"$object.err" | awk -v what="$name.$way" '
			/^(accepted|refused)  / {
				programs++
				if (substr($2, 1, 3) != ($1 == "accepted" ? "ok_" : "no_")) {
					print "FAIL lang." what "." $2 ": " $0
					failed = 1
				}
			}
			END {
				if (!programs) print "FAIL lang." what ": no programs"
				else if (!failed) print "ok   lang." what ": " programs " programs"
			}'
		[ -s "$object.err" ] && echo "FAIL lang.$name.$way: $(head -1 "$object.err")"
	done
done
exit 0
