#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh BUILD CC - each tests/jslib/NAME.js must print NAME.out: in 16 MiB, where every allocation moves every object,
# on a Cortex-M4, and in the smallest heap of 1, 2, 3 ... KiB in which it
# ends at all: there it must print the same, after refusals by "out of memory" only.
jsrun=$1/asan/jsrun
ASAN_OPTIONS=detect_leaks=0
export ASAN_OPTIONS
for file in tests/jslib/*.js; do
	name=$(basename "$file" .js)
	out=$("$jsrun" "$file" 2>&1)
	if [ "$out" = "$(cat "tests/jslib/$name.out")" ]; then
		echo "ok jslib.$name"
	else
		echo "$out" | diff - "tests/jslib/$name.out" | head -n 3
		echo "FAIL jslib.$name: prints something else"
		continue
	fi
	if [ "$("$1/asan/jsstress" "$file" 2>&1)" = "$out" ]; then
		echo "ok jslib.$name.moving"
	else
		echo "FAIL jslib.$name.moving: prints something else when objects move"
	fi
	if [ "$(sh tests/js/m4.sh "$1/jsm4/jsrun.elf" --heap 4000000 "$file" 2>&1)" = "$out" ]; then
		echo "ok jslib.$name.m4"
	else
		echo "FAIL jslib.$name.m4: prints something else on a Cortex-M4"
	fi
	heap=2048
	while :; do
		small=$("$jsrun" --heap $heap "$file" 2>&1)
		[ "$small" != "$out" ] || break
		case $small in
		*'out of memory'* | *'stack overflow'* | *'heap is too small'* | *RangeError*) ;;
		*)
			echo "FAIL jslib.$name.small: with $heap bytes: $(echo "$small" | tail -n 1)"
			break ;;
		esac
		heap=$((heap + heap / 8 / 8 * 8))
		[ $heap -lt 4000000 ] || { echo "FAIL jslib.$name.small: never ends as it should"; break; }
	done
	[ "$small" = "$out" ] && echo "ok jslib.$name.small ($heap bytes)"
done
# the list of all of it in the documentation
python3 tests/jslib/list.py "$2" docs/js.md
