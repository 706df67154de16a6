#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh BUILD - every tests/js/*.js in the builds of the engine; its output must be its own `//= ` comments.
build=$1
work=$build/test/js
export ASAN_OPTIONS=detect_leaks=0 # jsrun leaves its memory to exit when it refuses; the engine allocates none
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
	check "$n.32" "$f" "$build/asan/jsrun32"
	check "$n.ppc" "$f" qemu-ppc-static "$build/ppc/jsrun" --heap 262144 # its stack overflows take a minute in 16 MB
	check "$n.m4" "$f" sh tests/js/m4.sh "$build/jsm4/jsrun.elf" --heap 262144
	# the same image, byte by byte, from a machine of the other byte order
	if "$build/asan/jsrun32" --dump "$work/here.img" "$f" >/dev/null && qemu-ppc-static "$build/ppc/jsrun" --dump "$work/there.img" "$f" >/dev/null &&
		cmp -s "$work/here.img" "$work/there.img"; then
		echo "ok js.$n.image"
	else
		echo "FAIL js.$n.image: another image on a big-endian machine"
	fi
	check "$n.32.moving" "$f" "$build/asan/jsstress32" --heap 262144
	# golden steps: `//steps N`, the same in every build and with every size of memory
	steps=$(sed -n 's/^\/\/steps //p' "$f")
	[ -n "$steps" ] || continue
	for b in "bin/jsrun" "ppc/jsrun" "jsm4/jsrun.elf --heap 120000" "asan/jsrun --heap 120000" "asan/jsstress --heap 262144" "asan/jsrun32 --heap 120000" "asan/jsstress32 --heap 262144"; do
		case $b in
		ppc/*) on=qemu-ppc-static ;;
		jsm4/*) on='sh tests/js/m4.sh' ;;
		*) on= ;;
		esac
		got=$($on "$build"/$b --stats "$f" 2>&1 >/dev/null | sed -n 's/^steps \([0-9]*\),.*/\1/p')
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
# hostile programs: NAME, exit status, end of the message, awk program that writes the source
hostile() {
	awk "BEGIN { $4 }" >"$work/hostile.js"
	out=$("$build/asan/jsrun" --heap 400000 --steps 3000000 "$work/hostile.js" 2>&1 >/dev/null)
	status=$?
	case $status:$out in
	$2:*"$3"*) echo "ok js.hostile.$1" ;;
	*) echo "FAIL js.hostile.$1: status $status, $out" ;;
	esac
}
repeat='for (i = 0; i < 20000; i++) printf'
hostile parentheses 2 "nested too deeply" "$repeat \"(\""
hostile functions 2 "nested too deeply" "$repeat \"function f(){\""
hostile arrows 2 "nested too deeply" "$repeat \"a=>\""
hostile blocks 2 "nested too deeply" "$repeat \"{\""
hostile ands 2 "nested too deeply" 'for (i = 0; i < 5; i++) printf "("; printf "0"; for (i = 0; i < 5; i++) { for (k = 0; k < 4900; k++) printf "&&0"; printf ")" }'
hostile registers 2 "more than 250 registers (line 1, column " 'for (i = 0; i < 300; i++) printf "a+("; printf "a"; for (i = 0; i < 300; i++) printf ")"'
hostile sum 2 "too many operators" "printf \"1\"; $repeat \"+1\""
hostile members 2 "too many operators" "printf \"a\"; $repeat \".b\""
# nesting that is not too deep
hostile deep_parentheses 0 "" 'for (i = 0; i < 390; i++) printf "("; printf "0"; for (i = 0; i < 390; i++) printf ")"'
hostile deeper_parentheses 0 "" 'for (i = 0; i < 1990; i++) printf "("; printf "0"; for (i = 0; i < 1990; i++) printf ")"'
hostile long_sum 0 "" 'printf "var x = 1; if ((1"; for (i = 0; i < 4900; i++) printf "+x"; print ") != 4901) throw 1;"'
hostile long_members 0 "" 'printf "var o = {}; o.o = o; if (o"; for (i = 0; i < 4900; i++) printf ".o"; print " !== o) throw 1;"'
hostile prefixes 0 "" 'printf "var x = 1; if ("; for (i = 0; i < 4900; i++) printf "- "; print "x !== 1) throw 1;"'
hostile right_sums 0 "" 'printf "var x = 1; if ("; for (i = 0; i < 240; i++) printf "x+("; printf "x"; for (i = 0; i < 240; i++) printf ")"; print " !== 241) throw 1;"'
hostile assignments 0 "" 'printf "var x; "; for (i = 0; i < 4900; i++) printf "x="; print "1; if (x !== 1) throw 1;"'
hostile deeper_conditions 0 "" 'for (i = 0; i < 7400; i++) printf "0?1:"; printf "0"'
hostile deep_blocks 0 "" 'for (i = 0; i < 990; i++) printf "{"; for (i = 0; i < 990; i++) printf "}"'
hostile comparisons 0 "" 'printf "var x = 1, y = x"; for (i = 0; i < 900; i++) printf " < x"; print "; if (!y) throw 1; x = x === x == x != 1 > x;"'
hostile deep_conditions 0 "" 'for (i = 0; i < 1700; i++) printf "0?1:"; printf "0"'
hostile deep_ands 0 "" 'for (i = 0; i < 4; i++) printf "("; printf "0"; for (i = 0; i < 4; i++) { for (k = 0; k < 900; k++) printf "&&0"; printf ")" }'
hostile doubling 1 "out of memory" 'print "var s = \"xx\"; for (;;) s += s;"'
hostile arrays 1 "out of memory" 'print "var a = []; for (;;) a.push(a.slice());"'
hostile keys 1 "out of memory" 'print "var o = {}; for (var i = 0; ; i++) o[\"k\" + i] = {};"'
hostile apply 1 "stack overflow" 'print "function f() { return f.apply(null, [1, 2]); } f();"'
hostile getter 1 "stack overflow" 'print "var o = { get x() { return this.x; } }; o.x;"'
hostile valueof 1 "stack overflow" 'print "var o = { valueOf() { return +this; } }; +o;"'
hostile sort 1 "stack overflow" 'print "[1, 2].sort(function c() { return [1, 2].sort(c); });"'
hostile regexp 1 "out of steps" 'print "/(a*)*b/.test(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\") ; for (;;) /(a+)+b/.test(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\");"'
# part NAME EDIT COMMAND... - the results that it prints; a crash is a failure of its own
part() {
	name=$1 edit=$2
	shift 2
	"$@" >"$work/part" 2>&1 || echo "FAIL $name: exit status $?: $(grep -m 1 ERROR "$work/part")"
	grep '^ok \|^FAIL ' "$work/part" | sed "$edit"
}
part js.fuzz "" "$build/asan/jsfuzz" 400 1 tests/js/*.js
part js.32.fuzz 's/ fuzz\./ fuzz.32./' "$build/asan/jsfuzz32" 300 2 tests/js/*.js
part js.handles "" "$build/asan/jshandles"
part js.32.handles 's/ js\./ js.32./' "$build/asan/jshandles32"
# the build without regular expressions runs the same images and says what it has not
cat >"$work/noregexp.js" <<'EOT'
var text = "a,b,c".split(",").join("-") + " " + "aXbX".replace("X", "y"); //= a-b-c aybX
print(text);
try { print(/a/.test("a")); } catch (e) { print(e.name, e.message); } //= TypeError there are no regular expressions in this build
try { print("a".match("a")); } catch (e) { print(e.name); } //= TypeError
EOT
check noregexp "$work/noregexp.js" "$build/asan/jsrun-noregexp"
# with the compiler on board, and without
check eval tests/js/eval/eval.js "$build/asan/jseval"
check eval.small tests/js/eval/eval.js "$build/asan/jseval" --heap 262144
check eval.32.moving tests/js/eval/eval.js "$build/asan/jseval32" --heap 262144
part js.eval.fuzz 's/ fuzz\./ fuzz.eval./' "$build/asan/jsfuzz-eval" 200 3 tests/js/eval/eval.js
cat >"$work/noeval.js" <<'EOT'
try { new Function("return 1"); } catch (e) { print(e.name, e.message); } //= TypeError there is no compiler on board
print(typeof globalThis["ev" + "al"]); //= undefined
EOT
check noeval "$work/noeval.js" "$build/asan/jsrun"
echo 'var i = 0; try { for (;; i++) new Function("return " + i); } catch (e) { print(e.message, i > 100); }' >"$work/evals.js"
out=$("$build/asan/jseval" --heap 262144 "$work/evals.js" 2>&1)
[ "$out" = "out of memory true" ] && echo "ok js.eval.memory" || echo "FAIL js.eval.memory: $out"
out=$("$build/asan/jseval" --heap 262144 --steps 100000 --stats "$work/evals.js" 2>&1 | tr '\n' ' ')
case $out in
"out of steps (line 1) steps 100"[0-9][0-9][0-9],*) echo "ok js.eval.steps" ;;
*) echo "FAIL js.eval.steps: $out" ;;
esac
# no C recursion, and what the entry points need of a Cortex-M's stack at most
python3 tests/js/stack.py arm-none-eabi-gcc "$build" -mcpu=cortex-m4 -mthumb
