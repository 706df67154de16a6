#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh BUILD SECONDS - the verifier's rigs one after the other, on one core, in about SECONDS; each ends by the clock, and a rig that
# does not, a minute and a tenth of SECONDS later, is a failure.  The seeds come from AX_SEED (default: the time) and are printed; so is a table at the end.
build=$1 seconds=$2
seed=${AX_SEED:-$(date +%s)} table='' bad=0

# rig NAME LIMIT COMMAND...: run it; a line for the table
rig() {
	name=$1 limit=$2 out=$build/proof/$1.out began=$(date +%s)
	shift 2
	echo "== $name"
	timeout "$limit" "$@" >"$out" 2>&1
	rc=$?
	grep -a -v '^ok tests/' "$out"
	[ "$rc" = 124 ] && echo "FAIL $name: not done after $limit s"
	grep -aq '^FAIL' "$out" && rc=1
	# a rig that dies of a signal or a sanitizer says no FAIL
	[ "$rc" = 0 ] || { bad=$((bad + 1)); [ "$rc" = 124 ] || grep -aq '^FAIL' "$out" || echo "FAIL $name: it ended with $rc"; }
	table="$table
  $([ "$rc" = 0 ] && echo held || echo FAIL)  $(printf '%-12s %5s s' "$name" $(($(date +%s) - began)))  $(grep -a '^# \|killed$' "$out" | tail -n 40 | grep -a -m1 -e killed -e programs -e questions -e runs | cut -c1-150)"
}

# Operators and abstract states with one seed after the other until the time is up: each test ends by its share of the clock.
states() {
	runs=0
	until [ "$(date +%s)" -ge "$1" ]; do
		AX_PROOF=1 AX_PROOF_SECONDS=$(($1 - $(date +%s))) AX_SEED=$((seed + 2 * runs)) "$build/bin/proof" verify >"$build/proof/states.one" 2>&1 || {
			cat "$build/proof/states.one"
			echo "FAIL states: AX_SEED=$((seed + 2 * runs))"
			return 1
		}
		runs=$((runs + 1))
	done
	grep -a -v '^ok [^:]*$\|# [0-9]* of\|the time was up$' "$build/proof/states.one"
	echo "# $runs runs, AX_SEED from $seed: operators, states of random and mutated programs, random bytes, Linux beside us"
}

if [ "$3" = states ]; then
	states "$4"
	exit
fi
mkdir -p "$build/proof"
share() { echo $((seconds * $1 / 100 + 1)); }
export AX_SEED="$seed"
late=$((60 + seconds / 10))
limit() { echo $(($(share "$1") + late)); }
rig smt "$(limit 5)" "$build/bin/smt" --within "$(share 5)"
rig smt-device "$(limit 3)" "$build/bin/smt-device" --within "$(share 3)"
rig states "$(limit 12)" sh "$0" "$build" "$seconds" states $(($(date +%s) + $(share 12)))
rig random "$(limit 12)" "$build/bin/verify-fuzz" --seconds "$(share 12)" --base "$seed" --linux 5
rig sanitized "$(limit 6)" "$build/asan/verify-fuzz" --seconds "$(share 6)" --base $((seed + 1)) --no-leaks 1
rig kfuncs "$(limit 6)" "$build/bin/verify-fuzz" --seconds "$(share 6)" --base $((seed + 2)) --kfuncs 1 --calls 1
rig kfuncs-san "$(limit 3)" "$build/asan/verify-fuzz" --seconds "$(share 3)" --base $((seed + 3)) --kfuncs 1 --calls 1
rig own-san "$(limit 3)" "$build/asan/verify-fuzz" --seconds "$(share 3)" --base $((seed + 6)) --kfuncs 1 --calls 1 --own 1
rig own "$(limit 4)" "$build/bin/verify-fuzz" --seconds "$(share 4)" --base $((seed + 5)) --kfuncs 1 --calls 1 --own 1
rig small "$(limit 4)" "$build/bin/verify-fuzz" --seconds "$(share 4)" --base $((seed + 4)) --embedded 1
rig engines "$(limit 6)" "$build/bin/exec-fuzz" --seconds "$(share 6)" --base "$seed"
rig engines-san "$(limit 6)" "$build/asan/exec-fuzz" --seconds "$(share 6)" --base $((seed + 1))
# plants have seeds of their own, the same each time; another one is the first with each seed
rig plants "$(limit 30)" env -u AX_SEED PLANT_SECONDS="$(share 30)" PLANT_FROM=$((seed % 1000)) JOBS=1 sh tests/plants/run.sh "$build" \
	"${PLANT_PROGRAMS:-10000}"
echo "== proof, PROOF_SECONDS=$seconds, AX_SEED=$seed$table"
[ $bad = 0 ] && echo "ok proof: every rig held" || echo "FAIL proof: $bad rigs"
exit $((bad > 0))
