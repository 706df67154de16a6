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
	# golden steps: `//steps N`, the same in every build and with every size of memory
	steps=$(sed -n 's/^\/\/steps //p' "$f")
	[ -n "$steps" ] || continue
	for b in "bin/jsrun" "asan/jsrun --heap 120000" "asan/jsstress --heap 262144"; do
		got=$("$build"/$b --stats "$f" 2>&1 >/dev/null | sed -n 's/^steps \([0-9]*\),.*/\1/p')
		if [ "$got" = "$steps" ]; then
			echo "ok js.$n.steps.$(echo "$b" | tr -c 'a-z0-9\n' _)"
		else
			echo "FAIL js.$n.steps: $b took $got, golden is $steps"
		fi
	done
done
# an exhausted budget ends the program, whatever it catches
printf 'for (;;) try { for (;;); } catch (e) { print("caught"); } finally { print("finally"); }\n' >"$work/endless.js"
if out=$("$build/asan/jsrun" --steps 100000 --stats "$work/endless.js" 2>&1) || [ "$(echo "$out" | head -n 1)" != "out of steps (line 1)" ]; then
	echo "FAIL js.exhausted: $out"
else
	echo "ok js.exhausted"
fi
"$build/asan/jsfuzz" 400 1 tests/js/*.js | grep -v '^#'
