#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh BUILD SECONDS [NUMBER...] - the kill rate of the verifier's rigs.  Each row of plants.def is built into the
# verifier (or its numbers, src/range) alone, then the rigs run until one fails: the cases (tests/verify, without Linux), the random programs under a
# monitor (verify-fuzz), the operators and the abstract states against real runs (unit verify).  Two plants at a time.
# Compiler, flags and objects come from the Makefile by the environment.
build=$1 seconds=$2
shift 2
mkdir -p "$build/plants"

# try NAME COMMAND...: did this rig fail?
try() {
	rig=$1
	shift
	timeout 120 "$@" >"$dir/out" 2>&1 && return 1
	echo "killed  $row  ($rig: $(grep -m1 -e '^FAIL' -e ERROR "$dir/out" | cut -c1-100))"
	return 0
}

plant() {
	n=$1 dir=$build/plants/$1
	mkdir -p "$dir"
	row=$(sed -n "s/^PLANT($n, \"\(.*\)\", \"\(.*\)\", \"\(.*\)\")/$n \2: \3/p" tests/plants/plants.def)
	file=$(sed -n "s/^PLANT($n, \"\([^\"]*\)\".*/\1/p" tests/plants/plants.def)
	[ -n "$file" ] || { echo "BROKEN  no row $n in plants.def"; return; }
	file=$(ls "src/verify/$file" "src/range/$file" "src/check/$file" "src/rank/$file" 2>/dev/null)
	$CC $FLAGS -DAX_PLANT="$n" -c "$file" -o "$dir/planted.o" &&
		$CC -o "$dir/cases" "$dir/planted.o" $CASES_OBJ "$build/host/libaxiom.a" -lpthread &&
		$CC -o "$dir/fuzz" "$dir/planted.o" $FUZZ_OBJ "$build/host/libaxiom.a" -lpthread &&
		$CC -o "$dir/unit" "$dir/planted.o" $UNIT_OBJ "$build/host/libaxiom.a" -lpthread ||
		{ echo "BROKEN  $row: does not build"; return; }
	try verify "$dir/cases" $CASES || try verify-fuzz "$dir/fuzz" --seconds "$seconds" --base 1 ||
		try unit "$dir/unit" verify || echo "ALIVE   $row"
	rm -rf "$dir"
}

export AX_ALONE=1
for n in ${*:-$(sed -n 's/^PLANT(\([0-9]*\),.*/\1/p' tests/plants/plants.def)}; do
	echo "$n"
done >"$build/plants/list"
half() { # every second one, from $1
	sed -n "$1~2p" "$build/plants/list" | while read -r n; do plant "$n"; done
}
half 1 >"$build/plants/odd" &
half 2 >"$build/plants/even"
wait
cat "$build/plants/odd" "$build/plants/even" | sort -k2 -n
planted=$(wc -l <"$build/plants/list") killed=$(cat "$build/plants/odd" "$build/plants/even" | grep -c '^killed')
echo "$killed of $planted planted bugs found"
if [ "$killed" -eq "$planted" ]; then
	echo "ok plants: every planted bug is found"
else
	echo "FAIL plants: not found: $(cat "$build/plants/odd" "$build/plants/even" | grep -v '^killed' | cut -c1-60 | tr '\n' ';')"
	exit 1
fi
