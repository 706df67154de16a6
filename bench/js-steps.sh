#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# js-steps.sh JSRUN FREE - what does the exact counting of steps cost?  The programs of bench/js with the engine as it is and with one
# built without counting (JS_NO_STEPS), turn by turn in the same run: user time, best of seven, and instructions (callgrind), which
# do not depend on what else the machine does.
jsrun=$1 free=$2
here=$(dirname "$0")/js
user() { # COMMAND...: milliseconds
	{ /usr/bin/env bash -c 'TIMEFORMAT=%U; time "$@" >/dev/null 2>&1' _ "$@"; } 2>&1 | awk '{printf "%d", $1 * 1000}'
}
instructions() { # COMMAND...: thousands
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null | awk '/Collected/ {printf "%d", $4 / 1000}'
}
for f in "$here"/*.js; do
	a= b=
	for _ in 1 2 3 4 5 6 7; do
		t=$(user "$jsrun" "$f")
		if [ -z "$a" ] || [ "$t" -lt "$a" ]; then a=$t; fi
		t=$(user "$free" "$f")
		if [ -z "$b" ] || [ "$t" -lt "$b" ]; then b=$t; fi
	done
	echo "$(basename "$f" .js) $a $b $(instructions "$jsrun" "$f") $(instructions "$free" "$f")"
done | awk 'BEGIN {printf "%-12s %9s %9s %7s %12s\n", "benchmark", "counts ms", "free ms", "ratio", "instructions"}
	{printf "%-12s %9d %9d %7.2f %12.3f\n", $1, $2, $3, $2 / $3, $4 / $5; s += log($2 / $3); i += log($4 / $5); n++}
	END {printf "geometric mean: time %.3f, instructions %.3f   (goal 1.12)\n", exp(s / n), exp(i / n)}'
