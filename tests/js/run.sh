#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh BUILD - every tests/js/*.js in three builds of the engine; its output must be its own `//= ` comments.
build=$1
work=$build/test/js
mkdir -p "$work"
check() { # NAME FILE COMMAND...
	name=$1 file=$2
	shift 2
	sed -n 's/^.*\/\/= //p' "$file" >"$work/want"
	if ! timeout 100 "$@" "$file" >"$work/got" 2>"$work/err" || [ -s "$work/err" ]; then
		echo "FAIL js.$name: $(head -n 3 "$work/err" | tr '\n' ' ')"
	elif cmp -s "$work/want" "$work/got"; then
		echo "ok js.$name"
	else
		echo "FAIL js.$name: $(diff "$work/want" "$work/got" | head -n 4 | tr '\n' ' ')"
	fi
}
for f in tests/js/*.js; do
	n=$(basename "$f" .js)
	check "$n" "$f" "$build/bin/jsrun"
	check "$n.asan" "$f" "$build/asan/jsrun"
	check "$n.moving" "$f" "$build/asan/jsstress" --heap 262144
done
