#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh BUILD - programs of the subset as JavaScript and as eBPF side by side (tests/jsebpf/programs, examples/js, random ones); what
# is refused, by line and reason (refused.txt); the package and the object on their ways.
mbpf=$1/asan/mbpf
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

files=
for folder in examples/js/*/; do
	files="$files $folder$(basename "$folder").js"
done
"$1/asan/jsebpf" corpus 250 "$(date +%s)" "$dir" tests/jsebpf/programs/*.js $files || echo "FAIL jsebpf.corpus: exit status $?"
"$1/asan/jsebpf" random 50 30 "$(date +%s)" "$dir" 2>"$dir/random.err" ||
	{ echo "FAIL jsebpf.random: exit status $?"; cat "$dir/random.js"; }
"$1/asan/jsebpf" swap "$dir" tests/jsebpf/swap.js || echo "FAIL jsebpf.swap: exit status $?"

# the examples print as eBPF what they print as JavaScript
for folder in examples/js/*/; do
	name=$(basename "$folder")
	sed "s,^build/bin/mbpf run ,$mbpf run --target ebpf ," "$folder/run.txt" | sh 2>&1 | grep -v '^runs ' >"$dir/out"
	if cmp -s "$dir/out" "$folder/expected.txt"; then
		echo "ok jsebpf.example_$name"
	else
		echo "FAIL jsebpf.example_$name: $(diff "$folder/expected.txt" "$dir/out" | sed -n 2p)"
	fi
done

# refusals
n=0
while IFS='	' read -r source reason; do
	case $source in '#'*) continue ;; esac
	n=$((n + 1))
	echo "$source" | sed 's/;;/\n/g' >"$dir/r.js"
	out=$("$mbpf" compile --target ebpf "$dir/r.js" -o "$dir/r.mbpf" 2>&1)
	status=$?
	line=$(echo "$out" | head -n 1)
	if [ $status = 1 ] && [ "$line" = "$dir/r.js:$reason" ] && [ ! -e "$dir/r.mbpf" ]; then
		echo "ok jsebpf.refused_$n"
	else
		echo "FAIL jsebpf.refused_$n: status $status: $line, not $reason"
	fi
done <tests/jsebpf/refused.txt

# expect NAME TEXT COMMAND... - the command prints TEXT
expect() {
	name=$1 text=$2
	shift 2
	out=$("$@" 2>&1)
	case $out in
	*"$text"*) echo "ok jsebpf.$name" ;;
	*) echo "FAIL jsebpf.$name: $(echo "$out" | tail -n 1)" ;;
	esac
}

filter=examples/js/packet_filter/packet_filter
"$mbpf" compile --target ebpf $filter.js -m $filter.json -o "$dir/f.mbpf"
"$mbpf" compile --target ebpf $filter.js -m $filter.json -o "$dir/f.o"
expect package_runs "result 0" "$mbpf" run "$dir/f.mbpf" --hex 00
"$1/asan/jsebpf" mutate 400 "$(date +%s)" "$dir/f.mbpf" 2>/dev/null || echo "FAIL jsebpf.mutated: exit status $?"
expect package_inspect "ebpf" "$mbpf" inspect "$dir/f.mbpf"
"$mbpf" keygen "$dir/k"
"$mbpf" sign "$dir/k.sec" "$dir/f.mbpf" >/dev/null
expect package_signed "result 0" "$mbpf" run "$dir/f.mbpf" --key "$dir/k.pub" --hex 00
expect object "7f 45 4c 46" sh -c "od -An -tx1 -N4 '$dir/f.o' | cut -c2-"
if [ -x "$1/bin/rk" ]; then
	expect object_verify "accepted  mbpf_prog (mbpf/net_rx)" "$1/bin/rk" verify "$dir/f.o"
	expect object_lines "(packet_filter.js:6)" "$1/bin/rk" dump "$dir/f.o"
fi
# mbpf run counts instructions and helper calls and holds them to the budgets one by one; time is looked at when a run has ended
cat >"$dir/turns.js" <<'JS'
function mbpf_prog(ctx) {
	let n = ctx.a0 >>> 0, turns = 0;
	while (n !== 1 && n) {
		n = n & 1 ? (n * 3 + 1) >>> 0 : n >>> 1;
		turns = (turns + 1) | 0;
	}
	return turns;
}
JS
turns() { # BUDGETS A0
	printf '{"budgets":{"max_helpers":1,%s}}' "$1" >"$dir/turns.json"
	"$mbpf" run --target ebpf "$dir/turns.js" -m "$dir/turns.json" --field "a0=$2" 2>&1 | tr '\n' ' '
}
expect counted "result 16 runs 1, steps 154 (most 154), helper calls 0" turns '"max_steps":154' 7
expect counted_end "result 0 runs 1, steps 153 (most 153), helper calls 0, heap 0 of 8192 bytes no steps: 1" turns '"max_steps":153' 7
expect counted_helpers "steps 16 (most 16), helper calls 1," "$mbpf" run "$dir/f.mbpf" --key "$dir/k.pub" --hex 00
expect no_time "result 0 runs 1, steps 180006 (most 180006), helper calls 0, heap 0 of 8192 bytes no time: 1" sh -c "
	echo 'const a = new Uint32Array(64); function mbpf_prog() { let s = 0; for (let i = 0; i < 20000; i++) s = (s + a[i & 63]) | 0; return s + 1; }' >'$dir/long.js'
	echo '{\"budgets\":{\"max_steps\":1000000,\"max_helpers\":1,\"max_wall_time_us\":1}}' >'$dir/long.json'
	'$mbpf' run --target ebpf '$dir/long.js' -m '$dir/long.json' | tr '\n' ' '"
# what the manifest's capabilities and budgets do not allow is refused at load: another manifest for the same object
repack() {
	python3 - "$dir/f.o" "$1" "$2" "$dir/x.mbpf" <<'PY'
import json, struct, sys, zlib
manifest = json.dumps({"program_name": "f", "program_version": 1, "hook_type": "net_rx", "hook_ctx_abi_version": 1, "bytecode_version": 1,
    "target": {"word_size": "any", "endianness": "any"}, "mbpf_api_version": 65536, "heap_size": 4096,
    "budgets": json.loads(sys.argv[3]), "capabilities": sys.argv[2].split(), "maps": [{"name": "count", "type": "counter",
    "key_size": 4, "value_size": 8, "max_entries": 2}]}).encode()
parts, table, body, at = [(1, manifest), (6, open(sys.argv[1], 'rb').read())], b'', b'', 52
for kind, data in parts:
    place = (at + 7) & ~7
    table += struct.pack('<IIII', kind, place, len(data), zlib.crc32(data))
    body += bytes(place - at) + data
    at = place + len(data)
open(sys.argv[4], 'wb').write(struct.pack('<IHHIII', 0x4D425046, 1, 52, 0, 2, 0) + table + body)
PY
}
good='{"max_steps":1000,"max_helpers":10}'
repack "LOG MAP_READ MAP_WRITE" "$good"
expect repacked "result 0" "$mbpf" run "$dir/x.mbpf" --hex 00
repack "MAP_READ MAP_WRITE" "$good"
expect without_log "object: helper bpf_mbpf_log needs capability LOG" "$mbpf" run "$dir/x.mbpf" --hex 00
repack "LOG MAP_READ" "$good"
expect without_write "mbpf_prog: refused" "$mbpf" run "$dir/x.mbpf" --hex 00
repack "LOG MAP_READ MAP_WRITE" '{"max_steps":40,"max_helpers":10}'
expect over_steps "instructions in the worst case, max_steps is 40" "$mbpf" run "$dir/x.mbpf" --hex 00
repack "LOG MAP_READ MAP_WRITE" '{"max_steps":1000,"max_helpers":4}'
expect over_helpers "5 helper calls in the worst case, max_helpers is 4" "$mbpf" run "$dir/x.mbpf" --hex 00
printf 'function mbpf_init() { throw new Error("no"); }\nfunction mbpf_prog(ctx) { return 1; }\n' >"$dir/i.js"
expect init_throws "mbpf_init: exception at line 1" "$mbpf" run --target ebpf "$dir/i.js"
printf 'function mbpf_init() { }\nfunction mbpf_prog(ctx) { return 1; }\n' >"$dir/i.js"
out=$("$mbpf" run --target ebpf "$dir/i.js" 2>&1)
case $out in
*"last error"* | [!r]*) echo "FAIL jsebpf.init_without_result: $out" ;;
*) echo "ok jsebpf.init_without_result" ;;
esac
printf 'function mbpf_prog(ctx) {\n\treturn ctx.readU8(3);\n}\n' >"$dir/t.js"
expect exception "last error: exception at line 2" "$mbpf" run --target ebpf --hook net_rx "$dir/t.js"
# loops whose end nobody can prove run by the budget
cat >"$dir/w.js" <<'JS'
function mbpf_prog(ctx) {
	let n = ctx.a0, steps = 0;
	while (n !== 1) {
		n = n & 1 ? Math.imul(n, 3) + 1 | 0 : n >> 1;
		steps = (steps + 1) | 0;
	}
	return steps;
}
JS
expect by_budget "result 111" "$mbpf" run --target ebpf "$dir/w.js" --field a0=27
expect budget_ends "no steps: 1" "$mbpf" run --target ebpf "$dir/w.js" --field a0=0
