#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh BUILD - mutated packages in their short form; the examples (examples/js/NAME/: run.txt holds the options of `mbpf run` line
# by line, expected.txt what comes out, without the line of steps and memory); the tool as an author uses it.
"$1/asan/mutate" 5000

mbpf=$1/asan/mbpf
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

for folder in examples/js/*/; do
	name=$(basename "$folder")
	while read -r options; do
		eval "$mbpf run $folder$name.js -m $folder$name.json $options" 2>&1
	done <"$folder/run.txt" | grep -v '^runs ' >"$dir/out"
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

cat >"$dir/p.js" <<'EOF'
function mbpf_prog(ctx) {
	return 1;
}
EOF
printf 'function mbpf_prog( {\n' >"$dir/bad.js"
printf '{"heap_sise": 1}' >"$dir/bad.json"
expect compile "" "$mbpf" compile "$dir/p.js" -o "$dir/p.mbpf"
expect unsigned "signature     none" "$mbpf" inspect "$dir/p.mbpf"
expect syntax_error "bad.js:1:" "$mbpf" compile "$dir/bad.js"
expect bad_manifest "manifest: unknown key heap_sise" "$mbpf" compile "$dir/p.js" -m "$dir/bad.json"
expect keygen "" "$mbpf" keygen "$dir/k"
expect keygen_keeps "File exists" "$mbpf" keygen "$dir/k"
expect keygen_other "" "$mbpf" keygen "$dir/other"
expect unsigned_refused "policy: the package is not signed" "$mbpf" run "$dir/p.mbpf" --key "$dir/k.pub"
expect sign "" "$mbpf" sign "$dir/k.sec" "$dir/p.mbpf"
expect signed "signature     good" "$mbpf" inspect "$dir/p.mbpf" --key "$dir/k.pub"
expect signed_runs "result 1" "$mbpf" run "$dir/p.mbpf" --key "$dir/k.pub"
expect other_key "signed by an unknown key" "$mbpf" run "$dir/p.mbpf" --key "$dir/other.pub"
expect other_inspect "WRONG" "$mbpf" inspect "$dir/p.mbpf" --key "$dir/other.pub"

# what is not there yet
refuse ebpf_target "mbpfc: --target ebpf: not implemented" "$mbpf" compile "$dir/p.js" --target ebpf -o "$dir/e.mbpf"
[ -e "$dir/e.mbpf" ] && echo "FAIL mbpf.ebpf_target_writes_nothing: there is a package"
for type in series ring; do
	printf '{"maps":[{"name":"m","type":"%s","key_size":4,"value_size":8,"max_entries":8}]}' $type >"$dir/$type.json"
	refuse ${type}_map "$dir/p.js: map m: type $type is not implemented" "$mbpf" run "$dir/p.js" -m "$dir/$type.json"
done
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
refuse ebpf_section "$dir/ebpf.mbpf: package: programs in eBPF are not implemented here" "$mbpf" run "$dir/ebpf.mbpf"

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
expect test_bad "FAIL test_bad: Error: as it should" "$mbpf" test "$dir/t.js"
