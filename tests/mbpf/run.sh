#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh BUILD - mutated packages in their short form; the examples (examples/js/NAME/: run.txt holds the commands, expected.txt what
# they print, without the line of steps and memory); the tool as an author uses it.
# part NAME COMMAND... - the results that it prints; a crash or a leak is a failure of its own
part() {
	name=$1
	shift
	out=$("$@" 2>&1) || echo "FAIL mbpf.$name: exit status $?: $(echo "$out" | grep -m 1 'ERROR\|FAIL')"
	echo "$out" | grep '^ok ' | sed "s/^ok [^ ]*/ok mbpf.$name/"
}
part mutate "$1/asan/mutate" 6000 1 "$1"/test/mutate/*.o
part mutate32 "$1/asan/mutate32" 3000 2 "$1"/test/mutate/*.o
part pcap "$1/asan/pcap" 20000

mbpf=$1/asan/mbpf
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

for folder in examples/js/*/; do
	name=$(basename "$folder")
	sed "s,^build/bin/mbpf ,$mbpf ," "$folder/run.txt" | sh 2>&1 | grep -v '^runs ' >"$dir/out"
	if cmp -s "$dir/out" "$folder/expected.txt"; then
		echo "ok mbpf.example_$name"
	else
		diff "$folder/expected.txt" "$dir/out" | head -n 5
		echo "FAIL mbpf.example_$name: prints something else"
	fi
done

# expect NAME TEXT COMMAND... - the command prints TEXT
expect() {
	name=$1 text=$2
	shift 2
	out=$("$@" 2>&1)
	case $out in
	*"$text"*) echo "ok mbpf.$name" ;;
	*) echo "FAIL mbpf.$name: $(echo "$out" | tail -n 1)" ;;
	esac
}

# refuse NAME LINE COMMAND... - the command fails with status 1 and says just this line
refuse() {
	name=$1 line=$2
	shift 2
	out=$("$@" 2>&1)
	status=$?
	if [ $status = 1 ] && [ "$out" = "$line" ]; then
		echo "ok mbpf.$name"
	else
		echo "FAIL mbpf.$name: status $status: $(echo "$out" | tail -n 1)"
	fi
}

# misuse NAME LINE COMMAND... - wrong options: status 2, and just this line
misuse() {
	name=$1 line=$2
	shift 2
	out=$("$@" 2>&1)
	status=$?
	if [ $status = 2 ] && [ "$out" = "$line" ]; then
		echo "ok mbpf.$name"
	else
		echo "FAIL mbpf.$name: status $status: $(echo "$out" | tail -n 1)"
	fi
}

long=$(printf 'n%.0s' 1 2 3 4 5 6 7 8)
long=$long$long$long$long$long$long$long$long
cat >"$dir/p.js" <<'EOF'
function mbpf_prog(ctx) {
	return 1;
}
EOF
printf 'function mbpf_prog( {\n' >"$dir/bad.js"
printf '{"heap_sise": 1}' >"$dir/bad.json"
printf '{"heap_size": 2048}' >"$dir/small.json"
printf '{"heap_size": 600}' >"$dir/tiny.json"
expect compile "" "$mbpf" compile "$dir/p.js" -o "$dir/p.mbpf"
expect unsigned "signature     none" "$mbpf" inspect "$dir/p.mbpf"
expect syntax_error "bad.js:1:" "$mbpf" compile "$dir/bad.js"
# of a long line what is around the column
python3 -c "print('var a = 1; ' * 300 + 'a = ; ' + 'a = 2; ' * 300)" >"$dir/long.js"
refuse long_line "$dir/long.js:1:3305: expected an expression, found an operator
 ...; var a = 1; var a = 1; var a = 1; var a = 1; a = ; a = 2; a = 2; a = 2; a = 2; a = 2; a = 2; a = 2;...
                                                      ^" "$mbpf" compile "$dir/long.js"
expect bad_manifest "manifest: unknown key heap_sise" "$mbpf" compile "$dir/p.js" -m "$dir/bad.json"
expect keygen "" "$mbpf" keygen "$dir/k"
expect small_heap "result 1" "$mbpf" run "$dir/p.js" -m "$dir/small.json"
expect small_heap_high "of 2048 bytes" "$mbpf" run "$dir/p.js" -m "$dir/small.json"
refuse tiny_heap "$dir/p.js: heap_size 600 is too small, the program needs 1016 before it runs" "$mbpf" run "$dir/p.js" -m "$dir/tiny.json"
misuse no_verb "mbpf: there is no verb sing; mbpf --help says which there are" "$mbpf" sing
misuse no_option "there is no option --nope; --help says which there are" "$mbpf" compile "$dir/p.js" --nope
misuse no_value "option --heap needs a value" "$mbpf" compile "$dir/p.js" --heap
misuse no_number "--heap 1k: a number from 1 to 2147483647 is needed" "$mbpf" compile "$dir/p.js" --heap 1k
misuse two_files "$dir/p.js: one file too many" "$mbpf" compile "$dir/p.js" "$dir/p.js"
misuse keygen_option "there is no option --force; --help says which there are" "$mbpf" keygen --force
misuse sign_option "there is no option --key; --help says which there are" "$mbpf" sign --key "$dir/k.sec" "$dir/p.mbpf"
misuse negative_repeat "--repeat -5: a number from 1 to 4294967295 is needed" "$mbpf" run "$dir/p.mbpf" --repeat -5
refuse field_value "--field a0 one: a number from 0 to 4294967295 is needed" "$mbpf" run "$dir/p.mbpf" --field a0=one
refuse field_alone "--field a0: NAME=N is needed" "$mbpf" run "$dir/p.mbpf" --field a0
refuse directory "$dir: Is a directory" "$mbpf" compile "$dir" -o "$dir/x.mbpf"
refuse no_key "$dir/p.js: no public key" "$mbpf" run "$dir/p.mbpf" --key "$dir/p.js"
refuse run_hook "$dir/p.mbpf: the package is for hook custom; mbpfc --hook net_rx makes one for that" "$mbpf" run "$dir/p.mbpf" --hook net_rx
refuse run_hook_nowhere "hook nowhere is not here; a source runs elsewhere with --hook NAME" "$mbpf" run "$dir/p.js" --hook nowhere
refuse hex_digits "--hex: not hexadecimal: x1" "$mbpf" run "$dir/p.mbpf" --hex "01 0x1"
expect hex_spaces "result 1" "$mbpf" run "$dir/p.mbpf" --hex " 0102 3 "
refuse long_hook "--hook $long: a name has 1 to 63 characters" "$mbpf" compile "$dir/p.js" --hook "$long" -o "$dir/x.mbpf"
refuse long_name "--name $long: a name has 1 to 31 characters" "$mbpf" compile "$dir/p.js" --name "$long" -o "$dir/x.mbpf"
misuse test_target "there is no option --target; --help says which there are" "$mbpf" test "$dir/p.js" --target ebpf
misuse test_hex "there is no option --hex; --help says which there are" "$mbpf" test "$dir/p.js" --hex 01
cp "$dir/p.js" "$dir/plain"
expect no_ending "" "$mbpf" compile "$dir/plain"
expect no_ending_package "program       plain 1.0.0" "$mbpf" inspect "$dir/plain.mbpf"
refuse run_target "--target arm: there is only ebpf, beside bytecode" "$mbpf" run "$dir/p.js" --target arm
expect help "usage: mbpf keygen KEY" "$mbpf" keygen --help
expect keygen_keeps "File exists" "$mbpf" keygen "$dir/k"
expect keygen_other "" "$mbpf" keygen "$dir/other"
expect unsigned_refused "policy: the package is not signed" "$mbpf" run "$dir/p.mbpf" --key "$dir/k.pub"
expect sign "" "$mbpf" sign "$dir/k.sec" "$dir/p.mbpf"
expect signed "signature     good" "$mbpf" inspect "$dir/p.mbpf" --key "$dir/k.pub"
expect signed_runs "result 1" "$mbpf" run "$dir/p.mbpf" --key "$dir/k.pub"
expect other_key "signed by an unknown key" "$mbpf" run "$dir/p.mbpf" --key "$dir/other.pub"
expect other_inspect "WRONG" "$mbpf" inspect "$dir/p.mbpf" --key "$dir/other.pub"

# options of sign in any order; a source is not overwritten; what is a source's alone is refused with a package
misuse sign_no_out "option -o needs a value" "$mbpf" sign "$dir/k.sec" "$dir/p.mbpf" -o
expect sign_order "" "$mbpf" sign -o "$dir/p2.mbpf" "$dir/k.sec" "$dir/p.mbpf"
expect sign_order_runs "result 1" "$mbpf" run "$dir/p2.mbpf" --key "$dir/k.pub"
misuse sign_three "$dir/k.pub: one file too many" "$mbpf" sign "$dir/k.sec" "$dir/p.mbpf" "$dir/k.pub"
refuse sign_over_key "$dir/k.sec: the output is the key" "$mbpf" sign "$dir/k.sec" "$dir/p.mbpf" -o "$dir/k.sec"
refuse over_source "$dir/p.js: the output is the source" "$mbpf" compile "$dir/p.js" -o "$dir/p.js"
refuse over_manifest "$dir/small.json: the output is the manifest" "$mbpf" compile "$dir/p.js" -m "$dir/small.json" -o "$dir/small.json"
expect over_source_is_there "result 1" "$mbpf" run "$dir/p.js"
refuse run_manifest "-m is for a source: $dir/p.mbpf has a manifest" "$mbpf" run "$dir/p.mbpf" -m "$dir/small.json"
refuse run_package_target "--target is for a source: $dir/p.mbpf is compiled" "$mbpf" run "$dir/p.mbpf" --target ebpf
# a secret key is no public one (and is not printed)
refuse inspect_secret "$dir/k.sec: no public key" "$mbpf" inspect "$dir/p.mbpf" --key "$dir/k.sec"
expect inspect_any "word size any, byte order any" "$mbpf" inspect "$dir/p.mbpf"

# inspect --json: an object with what the text says
"$mbpf" compile examples/js/packet_filter/packet_filter.js -m examples/js/packet_filter/packet_filter.json -o "$dir/f.mbpf"
json() {
	name=$1 check=$2
	shift 2
	if out=$("$@") && echo "$out" | python3 -c "import json, sys; p = json.load(sys.stdin); assert $check, p" 2>"$dir/err"; then
		echo "ok mbpf.$name"
	else
		echo "FAIL mbpf.$name: $(tail -n 1 "$dir/err")"
	fi
}
json json_manifest "p['manifest']['hook_type'] == 'net_rx' and p['manifest']['heap_size'] == 4096 and \
	p['manifest']['capabilities'] == ['LOG', 'MAP_READ', 'MAP_WRITE'] and p['manifest']['maps'] == [{'name': 'count', \
	'type': 'counter', 'key_size': 4, 'value_size': 8, 'max_entries': 2, 'flags': 0}]" "$mbpf" inspect "$dir/f.mbpf" --json
echo '{"helper_versions":{"log":1},"maps":[{"name":"s","type":"series","key_size":4,"samples":8,"max_entries":4,"pinning":1}]}' >"$dir/s.json"
"$mbpf" compile "$dir/p.js" -m "$dir/s.json" -o "$dir/s.mbpf"
json json_all "p['manifest']['helper_versions'] == {'log': 1} and p['manifest']['maps'][0]['samples'] == 8 and \
	p['manifest']['maps'][0]['pinning'] == 1" "$mbpf" inspect --json "$dir/s.mbpf"
expect inspect_helper "helper        log, version 1" "$mbpf" inspect "$dir/s.mbpf"
expect inspect_map "s: series, key 4, value 192, 4 entries, 8 samples for each key, the platform's" "$mbpf" inspect "$dir/s.mbpf"
# the maps in a section of their own: the manifest's key becomes one
python3 - "$dir/s.mbpf" "$dir/maps.mbpf" "$dir/maps_json.mbpf" "$dir/later.mbpf" "$dir/damaged.mbpf" <<'EOF'
import struct, sys, zlib
data = open(sys.argv[1], 'rb').read()
at, size = struct.unpack_from('<II', data, 24)
code_at, code = struct.unpack_from('<II', data, 40)
manifest = data[at:at + size]
cut = manifest.index(b'\x64maps')
parts = [(1, bytes([manifest[0] - 1]) + manifest[1:cut]), (2, data[code_at:code_at + code]), (3, manifest[cut + 5:])]
def write(path, parts):
    out, table, at = b'', b'', 20 + 16 * len(parts)
    for kind, part in parts:
        out += bytes(-(at + len(out)) % 8)
        table += struct.pack('<IIII', kind, at + len(out), len(part), zlib.crc32(part))
        out += part
    open(path, 'wb').write(struct.pack('<IHHIII', 0x4D425046, 1, at, 0, len(parts), 0) + table + out)
write(sys.argv[2], parts)
write(sys.argv[3], parts[:2] + [(3, b' [{"name":"s","type":"series","key_size":4,"samples":8,"max_entries":4,"pinning":1}]')])
write(sys.argv[4], parts + [(77, b'later'), (78, b'')])
damaged = bytearray(parts[1][1])
damaged[len(damaged) // 2] ^= 0xff
write(sys.argv[5], [parts[0], (2, bytes(damaged)), parts[2]])
EOF
expect inspect_maps_section "s: series, key 4, value 192, 4 entries" "$mbpf" inspect "$dir/maps.mbpf"
expect run_maps_section "result 1" "$mbpf" run "$dir/maps.mbpf"
expect run_maps_section_json "result 1" "$mbpf" run "$dir/maps_json.mbpf"
expect inspect_unknown "unknown       2 sections, skipped" "$mbpf" inspect "$dir/later.mbpf"
json json_unknown "p['unknown_sections'] == 2" "$mbpf" inspect --json "$dir/later.mbpf"
expect inspect_refused "bytecode      REFUSED: " "$mbpf" inspect "$dir/damaged.mbpf"
"$mbpf" inspect --json "$dir/damaged.mbpf" >"$dir/refused.json"
[ $? = 1 ] || echo "FAIL mbpf.inspect_refused_status: not 1"
json json_refused "p['bytecode']['verified'] == False and p['bytecode']['reason']" cat "$dir/refused.json"
json json_unsigned "p['signature'] == {'state': 'none'} and p['bytecode'] == {'verified': True} and \
	[s['type'] for s in p['sections']] == ['manifest', 'bytecode']" "$mbpf" inspect --json "$dir/f.mbpf"
json json_signed "p['signature'] == {'state': 'good', 'key': '$(cat "$dir/k.pub")'}" \
	"$mbpf" inspect "$dir/p.mbpf" --json --key "$dir/k.pub"
"$mbpf" inspect "$dir/p.mbpf" --json --key "$dir/other.pub" >"$dir/wrong.json"
[ $? = 1 ] || echo "FAIL mbpf.json_wrong_status: not 1"
json json_wrong "p['signature']['state'] == 'wrong'" cat "$dir/wrong.json"

# compile --dump
cat >"$dir/d.js" <<'EOF'
function mbpf_prog(ctx) {
	var n = 0;
	while (n < 300)
		n += ctx.dataLen;
	return n * 1.5;
}
EOF
cat >"$dir/d.txt" <<'EOF'
function 0 (top level): 0 parameters, 1 registers, 0 captured variables, 0 captures
              0  CLOSURE    r0, function 1 mbpf_prog
              1  INITGLOBAL r0, mbpf_prog
      1:1     2  RETURNU

function 1 mbpf_prog: 1 parameters, 5 registers, 0 captured variables, 0 captures
     2:10     0  LOADI      r1, 0
      3:2     1  JMP        -> 4
     4:11     2  GETFIELD   r2, r0, .dataLen
              3  ADD        r1, r1, r2
     3:13     4  LOADI      r2, 300
              5  JLT        r1, r2, true
              6  JMP        -> 2
     5:13     7  LOADN      r4, 1.5
              8  MUL        r3, r1, r4
              9  RETURN     r3
             10  RETURNU
EOF
"$mbpf" compile "$dir/d.js" --dump >"$dir/d.out"
if cmp -s "$dir/d.out" "$dir/d.txt" && [ ! -e "$dir/d.mbpf" ]; then
	echo "ok mbpf.dump"
else
	echo "FAIL mbpf.dump: $(diff "$dir/d.txt" "$dir/d.out" | head -n 2 | tail -n 1)"
fi
# every instruction, but for two that none of these sources makes
cat >"$dir/more.js" <<'EOF'
function more(a, b) {
	let c = () => d;
	let d = [a | b, a << b, a >> b, a >>> b, a >= b];
	while (a <= 5 || a >= b)
		a++;
	return [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36];
}
EOF
bad=
for source in tests/js/*.js "$dir/more.js"; do
	"$mbpf" compile "$source" --dump >>"$dir/all.out" 2>"$dir/err" || bad="$source: $(tail -n 1 "$dir/err")"
done
for op in $(sed -n 's/^OP(\([A-Z]*\),.*/\1/p' src/js/ops.def | grep -vx 'LOADROM\|INITCAP'); do
	grep -q "^.\{15\}  $op\( \|\$\)" "$dir/all.out" || bad="no $op"
done
[ -z "$bad" ] && echo "ok mbpf.dump_all" || echo "FAIL mbpf.dump_all: $bad"
refuse dump_no_source "$dir/none.js: No such file or directory" "$mbpf" compile "$dir/none.js" --dump

# run --packet: UDP to port 9, UDP to port 10 (cut after 50 of 60 bytes), ARP; in all forms of the file
python3 - "$dir" <<'EOF'
import struct, sys
def udp(port, size):
    packet = bytearray(size)
    packet[12:14], packet[23], packet[36:38] = b'\x08\x00', 17, struct.pack('>H', port)
    return bytes(packet)
packets = [(udp(9, 42), 42), (udp(10, 50), 60), (bytes(12) + b'\x08\x06' + bytes(28), 42)]
def capture(order, magic, link=1, version=4, packets=packets):
    out = struct.pack(order + 'IHHiIII', magic, 2, version, 0, 0, 65535, link)
    for data, size in packets:
        out += struct.pack(order + 'IIII', 1, 2, len(data), size) + data
    return out
def write(name, data):
    open(sys.argv[1] + '/' + name + '.pcap', 'wb').write(data)
write('little', capture('<', 0xa1b2c3d4))
write('big', capture('>', 0xa1b2c3d4))
write('little_ns', capture('<', 0xa1b23c4d))
write('big_ns', capture('>', 0xa1b23c4d))
write('cut', capture('<', 0xa1b2c3d4)[:-1])
write('link', capture('>', 0xa1b2c3d4, link=101))
write('version', capture('<', 0xa1b2c3d4, version=5))
write('long', capture('<', 0xa1b2c3d4, packets=[(bytes(20), 19)]))
write('ng', struct.pack('<IIIHHq', 0x0a0d0d0a, 28, 0x1a2b3c4d, 1, 0, -1) + struct.pack('<I', 28))
EOF
cat >"$dir/packets.txt" <<'EOF'
dropped 1 of 1 on interface 7
packet 1, 42 of 42 bytes: result 1
packet 2, 50 of 60 bytes: result 0
packet 3, 42 of 42 bytes: result 0
EOF
for form in little big little_ns big_ns; do
	"$mbpf" run "$dir/f.mbpf" --field ifindex=7 --packet "$dir/$form.pcap" 2>&1 | grep -v '^runs 3,' >"$dir/out"
	if cmp -s "$dir/out" "$dir/packets.txt"; then
		echo "ok mbpf.packet_$form"
	else
		echo "FAIL mbpf.packet_$form: $(diff "$dir/packets.txt" "$dir/out" | tail -n 1)"
	fi
done
packet() {
	refuse "packet_$1" "$dir/$1.pcap: $2" "$mbpf" run "$dir/f.mbpf" --packet "$dir/$1.pcap"
}
packet cut "packet 3: the file ends in its 42 bytes"
packet link "link type 101, this tool reads Ethernet (1)"
packet version "capture format 2.5, this tool reads 2.4"
packet long "packet 1: 20 bytes here of a packet of 19"
packet ng "no classic pcap file (first bytes 0a 0d 0d 0a)"
refuse packet_hook "--packet: hook custom sees no packets" "$mbpf" run "$dir/p.mbpf" --packet "$dir/little.pcap" --key "$dir/k.pub"

# time: a program in bytecode is stopped; one in eBPF runs to its end, and the run counts as failed
cat >"$dir/slow.js" <<'EOF'
function mbpf_prog(ctx) {
	let s = 1;
	for (let i = 0; i < 20000; i++)
		s = s + i | 0;
	return s;
}
EOF
echo '{"budgets":{"max_steps":10000000,"max_helpers":1,"max_wall_time_us":1}}' >"$dir/slow.json"
for target in "" "--target ebpf"; do
	steps=1026
	[ -n "$target" ] && steps=80003
	out=$("$mbpf" run "$dir/slow.js" -m "$dir/slow.json" $target 2>&1 | head -n 3 | tr '\n' ';')
	case $out in
	"result 0;runs 1, steps $steps (most $steps),"*"no time: 1;") echo "ok mbpf.time${target:+_ebpf}" ;;
	*) echo "FAIL mbpf.time${target:+_ebpf}: $out" ;;
	esac
done

# what is not there yet
refuse other_target "mbpfc: --target wasm: there is only ebpf, beside bytecode" "$mbpf" compile "$dir/p.js" --target wasm -o "$dir/e.mbpf"
[ -e "$dir/e.mbpf" ] && echo "FAIL mbpf.other_target_writes_nothing: there is a package"
# the section of bytecode gets the type of an eBPF object (6); the file's checksum is made right
"$mbpf" compile "$dir/p.js" -o "$dir/ebpf.mbpf"
python3 - "$dir/ebpf.mbpf" <<'EOF'
import struct, sys, zlib
data = bytearray(open(sys.argv[1], 'rb').read())
assert struct.unpack_from('<I', data, 36)[0] == 2
struct.pack_into('<I', data, 36, 6)
struct.pack_into('<I', data, 16, 0)
struct.pack_into('<I', data, 16, zlib.crc32(data))
open(sys.argv[1], 'wb').write(data)
EOF
refuse ebpf_section "$dir/ebpf.mbpf: object: not an ELF object; compile with clang --target=bpf -c" "$mbpf" run "$dir/ebpf.mbpf"

cat >"$dir/t.js" <<'EOF'
function mbpf_prog(ctx) {
	return 1;
}
function test_good() {
	if (mbpf_prog() !== 1)
		throw new Error("not 1");
}
function test_bad() {
	throw new Error("as it should");
}
EOF
expect test_good "ok test_good" "$mbpf" test "$dir/t.js"
cat >"$dir/h.js" <<'EOF'
const head = new Uint8Array(4);
function mbpf_prog(ctx) {
	return ctx.readBytes(1, 2, head) + ctx.readU16LE(0) + ctx.ifindex;
}
function test_run() {
	assertEqual(mbpf_prog(makeContext([1, 2, 3, 4], {ifindex: 5})), 2 + 513 + 5);
	assertEqual([head[0], head[1], head[2]], [2, 3, 0], "head");
	assertThrows(() => mbpf_prog(makeContext([1, 2], {})), "out of bounds");
	assertEqual(NaN, 0 / 0);
	assert(true);
}
function test_differs() { assertEqual([1, "2"], [1, 2], "both"); }
function test_none() { assertThrows(() => 1); }
function test_false() { assert(1 > 2, "order"); }
EOF
expect test_harness "ok test_run
FAIL test_differs: Error: both: [1,\"2\"], not [1,2]
FAIL test_none: Error: nothing was thrown
FAIL test_false: Error: order" "$mbpf" test "$dir/h.js"
echo 'function assert() { return 7; } function mbpf_prog() { } 
function test_own() { if (assert(0) !== 7) throw 1; }' >"$dir/own.js"
expect test_own_assert "ok test_own" "$mbpf" test "$dir/own.js"
echo 'function f() { }' >"$dir/none.js"
refuse no_entry "$dir/none.js: there is no function mbpf_prog" "$mbpf" compile "$dir/none.js"
echo 'globalThis.mbpf_prog = function (ctx) { return 3; };' >"$dir/late.js"
expect late_entry "result 3" "$mbpf" run "$dir/late.js"
refuse hex_odd "--hex: an odd number of digits: 010" "$mbpf" run "$dir/p.mbpf" --hex "01 010"
expect test_bad "FAIL test_bad: Error: as it should" "$mbpf" test "$dir/t.js"
