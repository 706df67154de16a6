#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh BUILD PROGRAMS [NUMBER...] - the kill rate of the verifier's rigs.  Each row of plants.def is built into the verifier (or
# its numbers, its checker, its ranks) alone: one file is compiled, and a rig is linked when its turn comes.  The quickest first,
# each until its first failure: the cases (tests/verify, without Linux), some random programs under a monitor (verify-fuzz), the
# operators and the abstract states against real runs (unit verify), then all PROGRAMS random ones.  The random programs are the
# same each time (--base 1), however busy the machine is.
# RIGS="verify-fuzz" asks that one alone: how much it finds by itself.
# PLANT_SECONDS is for all of them (default 3600), beginning with row PLANT_FROM (and around, any number); rows that the time was not
# enough for are counted apart.
# Compiler, flags and objects come from the Makefile (BUILD/plants/env), and how many plants at a time from JOBS.
build=$1 programs=$2
. "$build/plants/env"
shift 2
dir=$build/plants
export AX_ALONE=1

# try NAME OBJECTS ARGUMENT...: did this rig fail?  Its reader leaves at the first failure, which ends it.  A rig that hangs has
# found something, too: nothing here takes 300 seconds of a CPU.  Returns 0 also when the time for all is up.
try() {
	rig=$1 objects=$2
	shift 2
	case " ${RIGS:-$rig} " in *" $rig "*) ;; *) return 1 ;; esac
	[ -e "$at/$rig" ] || $CC -o "$at/$rig" "$at/planted.o" $objects "$build/host/libaxiom.a" -lpthread || return 1
	most=$((deadline - $(date +%s)))
	[ $most -gt 0 ] || { echo "UNTRIED $row"; return 0; }
	{ (ulimit -t 300; exec timeout --foreground $most "$at/$rig" "$@") 2>&1; echo "rig ended with $?"; } |
		grep -a -m1 -e '^FAIL' -e '^rig ended with [1-9]' >"$at/out" || return 1
	! grep -q '^rig ended with 124' "$at/out" || { echo "UNTRIED $row"; return 0; }
	echo "killed  $row  ($rig, $(($(date +%s) - began)) s: $(cut -c1-100 "$at/out"))"
}

# The unit tests' objects; tests of operators have src/range in them, at widths of their own, and get the plant, too.
unit_objects() {
	for o in $UNIT_OBJ; do
		src=${o#"$build/proof/"}
		src=${src%.o}
		case $file in src/range/*) grep -q '/\(four\|eight\|sample\|small\)\.h"' "$src" && ! grep -q 'define AX_DEVICE' "$src" && {
			o=$at/$(basename "$src").o
			$CC $FLAGS -Itests -DAX_PLANT="$n" -c "$src" -o "$o" || return
		} ;; esac
		echo "$o"
	done
}

# The file that is compiled for plant $1: the row's, where it stands in that one or in a header beside it.
place() {
	name=$(sed -n "s/^PLANT($1, \"\([^\"]*\)\".*/\1/p" tests/plants/plants.def)
	for f in src/*/"${name:-none}"; do
		[ -e "$f" ] && grep -qsF "AXI_PLANT($1)" "$f" "$(dirname "$f")"/*.h && echo "$f" && return
	done
}

# A microcontroller's numbers: judge and verifier are built for one, the rest is as it was (tests/verify-fuzz/group.mk).
device_plant() {
	{ $CC $DEVICE_FLAGS -DAX_PLANT="$n" -c "$file" -o "$at/whole.o" && $CC -r -nostdlib -o "$at/planted.o" "$at/whole.o" $DEVICE_JUDGE &&
		objcopy $DEVICE_KEEP "$at/planted.o"; } || { echo "BROKEN  $row: does not build"; return; }
	try verify-fuzz-device "$DEVICE_OBJ" --programs "$programs" --base 1 --seconds 300 || echo "ALIVE   $row"
}

plant() {
	n=$1 at=$dir/$1 began=$(date +%s)
	rm -rf "$at" && mkdir -p "$at"
	row=$(sed -n "s/^PLANT($n, \"\(.*\)\", \"\(.*\)\", \"\(.*\)\")/$n \2: \3/p" tests/plants/plants.def)
	file=$(place "$n")
	[ -n "$file" ] || { echo "BROKEN  ${row:-$n}: no such row in plants.def, or no such place"; return; }
	case $file in */whole.c) device_plant; rm -rf "$at"; return ;; esac
	$CC $FLAGS -DAX_PLANT="$n" -c "$file" -o "$at/planted.o" || { echo "BROKEN  $row: does not build"; return; }
	try verify "$CASES_OBJ" $CASES || try verify-fuzz "$FUZZ_OBJ" --programs $((programs / 20)) --base 1 --seconds 300 --kfuncs 1 --calls 1 ||
		try verify-fuzz "$FUZZ_OBJ" --programs $((programs / 20)) --base 1 --seconds 300 || try unit "$(unit_objects)" verify ||
		try verify-fuzz "$FUZZ_OBJ" --programs "$programs" --base 1 --seconds 300 --kfuncs 1 --calls 1 ||
		try verify-fuzz "$FUZZ_OBJ" --programs "$programs" --base 1 --seconds 300 --kfuncs 1 --calls 1 --own 1 || echo "ALIVE   $row"
	rm -rf "$at"
}

# numbers are unique, and each is somewhere
for n in $(sed -n 's/^PLANT(\([0-9]*\),.*/\1/p' tests/plants/plants.def | sort -n | uniq -d); do echo "FAIL plants: $n is there twice"; done
for n in $(sed -n 's/^PLANT(\([0-9]*\),.*/\1/p' tests/plants/plants.def); do
	[ -n "$(place "$n")" ] || echo "FAIL plants: $n is nowhere"
done

began=$(date +%s) deadline=$(($(date +%s) + ${PLANT_SECONDS:-3600}))
for n in ${*:-$(sed -n 's/^PLANT(\([0-9]*\),.*/\1/p' tests/plants/plants.def)}; do
	echo "$n"
done | awk -v from="${PLANT_FROM:-0}" '{row[NR] = $0} END {for (i = 0; i < NR; i++) print row[(from + i) % NR + 1]}' >"$dir/list"
jobs=${JOBS:-2}
for j in $(seq "$jobs"); do # each takes every jobs-th row
	sed -n "$j~${jobs}p" "$dir/list" | while read -r n; do
		if [ "$(date +%s)" -lt $deadline ]; then plant "$n"; else echo "UNTRIED $n"; fi
	done | tee "$dir/part.$j" | sed -u 's/^/# /' &
done
wait
for j in $(seq "$jobs"); do cat "$dir/part.$j"; done | sort -k2 -n >"$dir/all"
rm -f "$dir"/part.*
planted=$(grep -vc '^UNTRIED' "$dir/all") killed=$(grep -c '^killed' "$dir/all")
[ "$jobs" = 1 ] || cat "$dir/all"
echo "# by rig:$(sed -n 's/^killed.*  (\([a-z-]*\), .*/\1/p' "$dir/all" | sort | uniq -c | awk '{printf " %s %s", $2, $1}'); $(($(date +%s) - began)) s"
echo "$killed of $planted killed"
grep -q '^UNTRIED' "$dir/all" && echo "# of $(wc -l <"$dir/list") plants; the time was up (PLANT_SECONDS)"
if [ "$killed" -eq "$planted" ]; then
	echo "ok plants: every planted bug is found: $killed of $planted"
else
	echo "FAIL plants: not found: $(grep -v '^killed\|^UNTRIED' "$dir/all" | cut -c1-60 | tr '\n' ';')"
	exit 1
fi
