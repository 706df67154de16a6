#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# js.sh JSRUN - the JavaScript engine beside Lua 5.4, Duktape, MuJS and node --jitless: the same twelve programs, in the same run,
# best of five, user time; then the geometric mean of the ratios to Lua.  Of the peers Lua must be there; others that are not installed
# are left out.
jsrun=$1
command -v lua5.4 >/dev/null || { echo "bench/js.sh: lua5.4 is not installed (Debian: apt-get install lua5.4 duktape mujs nodejs)"; exit 1; }
here=$(dirname "$0")/js
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
best() { # COMMAND...: milliseconds
	low=
	for _ in 1 2 3 4 5; do
		t=$( { /usr/bin/env bash -c 'TIMEFORMAT=%U; time "$@" >/dev/null 2>&1' _ "$@"; } 2>&1 | awk '{printf "%d", $1 * 1000}')
		if [ -z "$low" ] || [ "$t" -lt "$low" ]; then low=$t; fi
	done
	echo "$low"
}
printf '%-12s %8s %8s %8s %8s %8s %8s\n' benchmark axiom lua5.4 duk mujs node ratio
for f in "$here"/*.js; do
	n=$(basename "$f" .js)
	{ echo 'var print = console.log;'; cat "$f"; } >"$work/node.js"
	a=$(best "$jsrun" "$f")
	l=$(best lua5.4 "$here/$n.lua")
	d=- m=- o=-
	command -v duk >/dev/null && d=$(best duk "$f")
	command -v mujs >/dev/null && m=$(best mujs "$f")
	command -v node >/dev/null && o=$(best node --jitless "$work/node.js")
	echo "$n $a $l $d $m $o" | tee -a "$work/all" | awk '{printf "%-12s %8s %8s %8s %8s %8s %8.2f\n", $1, $2, $3, $4, $5, $6, $2 / $3}'
done
awk '{s += log($2 / $3); n++} END {printf "geometric mean of axiom / lua5.4: %.2f\n", exp(s / n)}' "$work/all"
