#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# count.sh RK DIRECTORY - how many real objects open, how many of their programs verify, and why the others do not.
# Some tools set the size of their maps when they start: those get 1024 entries here.
rk=$1 dir=$2
out=$dir/verdicts
: >"$out"
: >"$out.errors"
objects=0 opened=0
for o in "$dir"/objects/*.bpf.o; do
	objects=$((objects + 1))
	timeout 60 "$rk" verify --map-entries 1024 "$o" >>"$out" 2>>"$out.errors"
	status=$?
	[ $status -le 1 ] && opened=$((opened + 1))
	[ $status -ge 124 ] && echo "$o: ended with status $status" >>"$out.errors"
done
accepted=$(grep -c '^accepted' "$out")
refused=$(grep -c '^refused' "$out")
echo "objects: $objects, usable: $opened; programs: $((accepted + refused)), accepted: $accepted, refused: $refused"
[ -s "$out.errors" ] && { echo "unusable:"; sed 's/^rk verify: .*\.bpf\.o: /  /' "$out.errors" | sort | uniq -c | sort -rn; }
echo "refused, by reason:"
# the verdict's first line is: refused NAME (SECTION): reason
sed -n 's/^refused *[^ ]* ([^)]*): *//p' "$out" | sed 's/^map [^:]*: //; s/instruction [0-9]*/instruction N/g; s/line [0-9]*/line N/g' |
	sed 's/ at [^ ]*:[0-9]*.*//; s/\([rR]\)[0-9]\+/\1N/g' | cut -c1-100 | sort | uniq -c | sort -rn | head -40
exit 0
