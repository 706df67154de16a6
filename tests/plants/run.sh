#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh BUILD SECONDS [NUMBER...] - the kill rate of the verifier's rigs.  Each row of plants.def is built into the
# verifier alone, then the rigs run until one fails: the cases (tests/verify), the random programs under a monitor
# (verify-fuzz), the abstract states against real runs (unit verify), Linux's cases where they were fetched (selftests).
# Compiler, flags and objects come from the Makefile by the environment.
build=$1 seconds=$2
shift 2
dir=$build/plants
mkdir -p "$dir"
planted=0 killed=0
board=no # Linux's cases count when they are here and the tree without plants passes them
[ -e "$build/selftests/cases.bin" ] && "$build/bin/selftests" "$build/selftests/cases.bin" >/dev/null && board=yes
failed=''

# try NAME COMMAND...: did this rig fail?
try() {
	rig=$1
	shift
	timeout 120 "$@" >"$dir/out" 2>&1 && return 1
	echo "killed  $row  ($rig: $(grep -m1 -e '^FAIL' -e 'UNSAFE' -e ERROR "$dir/out" | cut -c1-100))"
	return 0
}

# The two that take long to link: only for what the others do not find.
try_unit() {
	$CC $SAN -o "$dir/unit" "$dir/planted-san.o" $UNIT_OBJ "$build/asan/libaxiom.a" -lpthread || exit 1
	try unit "$dir/unit" verify
}

try_board() {
	[ "$board" = yes ] || return 1
	$CC -o "$dir/board" "$dir/planted.o" $BOARD_OBJ "$build/host/libaxiom.a" -lpthread || exit 1
	try selftests "$dir/board" "$build/selftests/cases.bin"
}

for n in ${*:-$(sed -n 's/^PLANT(\([0-9]*\),.*/\1/p' tests/plants/plants.def)}; do
	row=$(sed -n "s/^PLANT($n, \"\(.*\)\", \"\(.*\)\", \"\(.*\)\")/$n \2: \3/p" tests/plants/plants.def)
	file=$(sed -n "s/^PLANT($n, \"\([^\"]*\)\".*/\1/p" tests/plants/plants.def)
	[ -n "$file" ] || { echo "no row $n in plants.def"; exit 1; }
	$CC $FLAGS -DAX_PLANT="$n" -c "src/verify/$file" -o "$dir/planted.o" &&
		$CC $SAN_FLAGS -DAX_PLANT="$n" -c "src/verify/$file" -o "$dir/planted-san.o" &&
		$CC -o "$dir/fuzz" "$dir/planted.o" $FUZZ_OBJ "$build/host/libaxiom.a" -lpthread &&
		$CC $SAN -o "$dir/cases" "$dir/planted-san.o" $CASES_OBJ "$build/asan/libaxiom.a" -lpthread || exit 1
	planted=$((planted + 1))
	if try verify-fuzz "$dir/fuzz" --seconds "$seconds" --base 1 || try verify "$dir/cases" $CASES || try_unit || try_board; then
		killed=$((killed + 1))
	else
		echo "ALIVE   $row"
		failed="$failed $n"
	fi
done
echo "$killed of $planted planted bugs found${failed:+; alive:$failed}"
[ -z "$failed" ] && echo "ok plants: every planted bug is found" || echo "FAIL plants: not found:$failed"
[ -z "$failed" ]
