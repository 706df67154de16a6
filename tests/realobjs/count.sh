#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# count.sh RK DIRECTORY OUT [TYPE] - how many of the objects below DIRECTORY open, how many of their programs verify, and why the
# others do not; the verdicts are in OUT.  Some tools set the size of their maps when they start: those get 1024 entries here.
# TYPE: for the programs of objects that have one whose section names none (of Cilium, Open vSwitch, tc).
rk=$1 dir=$2 out=$3 type=$4
: >"$out"
: >"$out.errors"
objects=0 opened=0
find "$dir" -name '*.o' | sort >"$out.objects"
while read -r o; do
	objects=$((objects + 1))
	timeout 60 "$rk" verify --map-entries 1024 "$o" >"$out.one" 2>>"$out.errors"
	status=$?
	if [ -n "$type" ] && grep -q '^refused.*names no program type' "$out.one"; then
		timeout 60 "$rk" verify --type "$type" --map-entries 1024 "$o" >"$out.one" 2>>"$out.errors"
	fi
	cat "$out.one" >>"$out"
	[ $status -le 1 ] && opened=$((opened + 1))
	[ $status -ge 124 ] && echo "$o: ended with status $status" >>"$out.errors"
done <"$out.objects"
accepted=$(grep -c '^accepted' "$out")
refused=$(grep -c '^refused' "$out")
echo "objects: $objects, usable: $opened; programs: $((accepted + refused)), accepted: $accepted, refused: $refused"
[ -s "$out.errors" ] && { echo "unusable:"; sed 's/^rk verify: .*\.o: /  /' "$out.errors" | sort | uniq -c | sort -rn; }
echo "refused, by reason:"
# the verdict's first line is: refused NAME (SECTION): reason
sed -n 's/^refused *[^ ]* ([^)]*): *//p' "$out" | sed 's/^map [^:]*: //; s/instruction [0-9]*/instruction N/g; s/line [0-9]*/line N/g' |
	sed 's/ at [^ ]*:[0-9]*.*//; s/\([rR]\)[0-9]\+/\1N/g' | cut -c1-100 | sort | uniq -c | sort -rn | head -40
exit 0
