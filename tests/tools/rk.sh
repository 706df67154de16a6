#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# rk.sh RK OBJECTS - rk verify and rk run as a new user would try them.  Every refusal: the right exit status and a line
# that says what, where and what to do; unusable input: exactly one line, on standard error.
rk=$1 obj=$2
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0

# check NAME STATUS WORDS COMMAND... - the exit status, and each word (separated by |) somewhere in the output.
check()
{
	name=$1 want=$2 words=$3
	shift 3
	timeout 60 "$@" >"$work/out" 2>"$work/err" </dev/null
	got=$? why=
	[ "$got" -eq "$want" ] || why="exit status $got, not $want"
	IFS='|'
	for word in $words; do
		grep -qF -e "$word" "$work/out" "$work/err" || why="${why:-it does not say \"$word\"}"
	done
	unset IFS
	if [ "$want" -eq 2 ]; then
		[ -s "$work/out" ] && why=${why:-"it writes to standard output"}
		[ "$(wc -l <"$work/err")" -eq 1 ] || why=${why:-"not one line on standard error"}
	fi
	if [ -z "$why" ]; then
		echo "ok tools.$name"
	else
		echo "FAIL tools.$name: $why; output: $(cat "$work/out" "$work/err" | head -c 600 | tr '\n' '/')"
		failed=1
	fi
}

# accepted
check verify_accepts 0 'accepted  count (raw_tracepoint/count)|accepted  constant (socket)|worst case|verifier peak| us' \
	"$rk" verify "$obj/good.bpf.o"
check verify_one_program 0 'accepted  constant' "$rk" verify --prog constant "$obj/good.bpf.o"
check verify_json 0 '"verdict":"accepted"|"program":"count"|"refused":0}|"peak_bytes":' "$rk" verify --json "$obj/good.bpf.o"
check verify_as_another_type 1 'refused   count|ctx_access' "$rk" verify --prog count --type socket_filter "$obj/good.bpf.o"
check verify_lets_privileged_programs_leak 0 'accepted  leaks' "$rk" verify "$obj/leaks.bpf.o"
check verify_no_leaks 1 'refused   leaks|(pointer_leak)' "$rk" verify --no-leaks "$obj/leaks.bpf.o"
check verify_judges_what_nothing_here_runs 0 'accepted  judged (xdp)' "$rk" verify "$obj/judged.bpf.o"
check certify_takes_what_nothing_here_runs 0 'certified  judged (xdp)' \
	"$rk" certify "$obj/judged.bpf.o" -o "$work/judged.cert.o"
check run_refuses_what_nothing_here_runs 1 'there is no program type 13 here' \
	"$rk" run "$obj/judged.bpf.o" --prog judged --type sock_ops
# on packets: as hex digits, from a file, from a capture whose second frame is cut to 10 bytes
check run_without_a_packet 0 'judged returned 2|map seen (lru_hash)' \
	"$rk" run "$obj/judged.bpf.o" --maps
frame=0102030405060a0b0c0d0e0f
for engine in interp jit aot; do
	check run_packet_$engine 0 "answer returned 3 (0x3)|, $engine|packet: 0a 0b 0c 0d 0e 0f 01 02 03 04 05 06 86 dd" \
		"$rk" run "$obj/packet.bpf.o" --engine $engine --packet "${frame}86dd"
	check run_packet_left_alone_$engine 0 'answer returned 2 (0x2)' "$rk" run "$obj/packet.bpf.o" --engine $engine --packet "${frame}0800"
done
check run_packet_json 0 '"r0":3|"packet":"0a0b0c0d0e0f01020304050686dd"' "$rk" run --json "$obj/packet.bpf.o" --packet "${frame}86dd"
{
	printf '\324\303\262\241\002\000\004\000\000\000\000\000\000\000\000\000\377\377\000\000\001\000\000\000'
	printf '\001\000\000\000\002\000\000\000\016\000\000\000\016\000\000\000\001\002\003\004\005\006\012\013\014\015\016\017\206\335'
	printf '\001\000\000\000\002\000\000\000\012\000\000\000\100\000\000\000\001\002\003\004\005\006\012\013\014\015'
	printf '\001\000\000\000\003\000\000\000\016\000\000\000\016\000\000\000\001\002\003\004\005\006\012\013\014\015\016\017\010\000'
} >"$work/three.pcap"
check run_capture 0 'packet 1, 14 bytes: answer returned 3|packet 2, 10 bytes: cannot be run (EINVAL)|packet 3, 14 bytes: answer returned 2|2 runs' \
	"$rk" run "$obj/packet.bpf.o" --packet "@$work/three.pcap"
check run_capture_json 0 '{"packets":[{"length":14,"r0":3,"packet":"0a0b|{"length":10,"error":"EINVAL"}|"runs":2' \
	"$rk" run --json "$obj/packet.bpf.o" --packet "@$work/three.pcap"
head -c 70 "$work/three.pcap" >"$work/cut.pcap"
check run_cut_capture 2 'packet 2: the file ends' "$rk" run "$obj/packet.bpf.o" --packet "@$work/cut.pcap"
check run_short_packet 2 'EINVAL; an Ethernet header alone has 14' "$rk" run "$obj/packet.bpf.o" --packet 0102
check run_half_a_byte 2 '--packet: ' "$rk" run "$obj/packet.bpf.o" --packet 010
check run_no_packets_there 2 'programs of type raw_tracepoint see no packet' "$rk" run "$obj/good.bpf.o" --prog count --packet 00
check run_wrong_context 2 'with this context: BPF_PROG_TEST_RUN gives EINVAL' \
	"$rk" run "$obj/packet.bpf.o" --ctx 01 --packet "${frame}86dd"
check run_counts 0 'trace: count 5|count returned 15|3 runs|map counts (array):|01 00 00 00: 0f 00 00 00 00 00 00 00' \
	"$rk" run "$obj/good.bpf.o" --prog count --ctx 0500000000000000 --repeat 3 --maps
check run_reads_constants 0 'constant returned 42 (0x2a)' "$rk" run "$obj/good.bpf.o" --prog constant
check run_json 0 '"r0":5|"trace":["count 5"]|"name":"counts"|"key":"01000000","value":"0500000000000000"' \
	"$rk" run --json "$obj/good.bpf.o" --prog count --ctx 05
printf '\007' >"$work/ctx"
check run_context_from_a_file 0 'count returned 7' "$rk" run "$obj/good.bpf.o" --prog count --ctx "@$work/ctx"
check verify_help 0 'NAME|SYNOPSIS|OPTIONS|EXIT STATUS|EXAMPLES' "$rk" verify --help
check run_help 0 'NAME|SYNOPSIS|OPTIONS|EXIT STATUS|EXAMPLES' "$rk" run --help

# refused by the verifier
check unknown_helper 1 'refused   unknown (perf_event): there is no such helper|(unknown_helper) at unknown_helper.bpf.c:10; use|9999' \
	"$rk" verify "$obj/unknown_helper.bpf.o"
check out_of_bounds 1 'refused   bounds|out_of_bounds.bpf.c:10|table[ctx[0]]|suggestion' "$rk" verify "$obj/out_of_bounds.bpf.o"
check endless_loop 1 'refused   forever|endless_loop|endless.bpf.c|suggestion' "$rk" verify "$obj/endless.bpf.o"
check refusal_json 1 '"verdict":"refused"|"reason":"endless_loop"|"file":|"line":|"refused":1}' \
	"$rk" verify --json "$obj/endless.bpf.o"
check refusal_tells_the_chain 1 'R1 was loaded from the context, offset 8 (arg[1])|(line 18)|R1 is a number between 0 and 255 after the test|known: offset between 0 and 2040; needed: between 0 and 504|let the test keep the number between 0 and 63' \
	"$rk" verify --prog bounds "$obj/explain.bpf.o"
check refusal_names_the_lookup 1 'register: R0 (result): a pointer to the 8-byte value of map seen or NULL|bpf_map_lookup_elem(&seen, &key);|is the result of bpf_map_lookup_elem on map seen' \
	"$rk" verify --prog forgot "$obj/explain.bpf.o"
check refusal_json_chain 1 '"insn":7|"line":22,"column":|"known":{"min":0,"max":2040},"needed":{"min":0,"max":504}|"chain":[{"insn":1,"line":18,"register":1,"text":"R1 was loaded|"path":[0,1,2,3,4,6,7]' \
	"$rk" verify --json --prog bounds "$obj/explain.bpf.o"
check verify_verbose 1 '; explain.bpf.c:22  return table[i];|R1 0..2040 (x8); R2 value .bss+(0..2040 (x8))|!     7: (79) r0 = *(u64 *)(r2 +0)|>     3: (67) r1 <<= 3' \
	"$rk" verify --verbose --prog bounds "$obj/explain.bpf.o"
check refusal_is_short 0 '' sh -c '[ "$("$1" verify --prog bounds "$2" | wc -l)" -le 20 ]' sh "$rk" "$obj/explain.bpf.o"
check verify_json_listing 1 '"listing":[{"insn":0,|"state":"R1 0..2040 (x8); R2 value .bss"' "$rk" verify --json --verbose --prog bounds "$obj/explain.bpf.o"
check html_page 1 'refused' "$rk" verify --html "$work/page.html" "$obj/explain.bpf.o"
html()
{
	name=$1 want=$2
	shift 2
	if "$@" "$work/page.html" >/dev/null 2>&1; then got=yes; else got=no; fi
	if [ $got = "$want" ]; then
		echo "ok tools.$name"
	else
		echo "FAIL tools.$name: $* is $got"
		failed=1
	fi
}
html html_is_whole yes grep -q '^</html>$'
html html_marks_the_refusal yes grep -q 'class="stop">.*return table\[i\];'
html html_marks_the_way yes grep -q 'class="path.*R1 0\.\.255'
html html_has_costs yes grep -q 'at most'
html html_loads_nothing no grep -qiE 'https?://|src=|@import|url\('
check html_of_hostile_names 1 'refused' "$rk" verify --html "$work/page.html" "$obj/hostile_names.bpf.o"
html html_escapes_names yes grep -q '&lt;/h2&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;'
html html_escapes_sections yes grep -q '&lt;img src=x onerror'
html html_escapes_source yes grep -q '&lt;/td&gt;&lt;script&gt;alert(&quot;2&quot;)'
html html_has_no_script no grep -qi '<script\|<img\|<b>'
check html_that_cannot_be_written 2 'No such file' "$rk" verify --html "$work/none/page.html" "$obj/good.bpf.o"
check run_refuses_too 1 'is refused (EINVAL)|endless_loop' "$rk" run "$obj/endless.bpf.o"
check unknown_section 1 'section "nonsense/here" names no program type; rename it or give --type' \
	"$rk" verify "$obj/unknown_section.bpf.o"
check unknown_section_with_a_type 0 'accepted' "$rk" verify --type kprobe "$obj/unknown_section.bpf.o"

# rk exec
exec_check()
{
	name=$1 want=$2 words=$3 prog=$4
	shift 4
	printf '%s\n' "$prog" >"$work/prog"
	check "$name" "$want" "$words" sh -c 'prog=$1; shift; exec "$@" <"$prog"' sh "$work/prog" "$rk" exec "$@"
}
exec_check exec_runs_what_is_verified 0 0x2a 'b7 00 00 00 2a 00 00 00 95 00 00 00 00 00 00 00'
exec_check exec_reads_its_memory 0 0xbb '71 10 01 00 00 00 00 00 95 00 00 00 00 00 00 00' 'aa bb cc'
exec_check exec_knows_the_length 0 0x3 'bf 20 00 00 00 00 00 00 95 00 00 00 00 00 00 00' 'aa bb cc'
exec_check exec_refuses_beyond_its_memory 1 'value_bounds|instruction 0|--no-verify' \
	'71 10 03 00 00 00 00 00 95 00 00 00 00 00 00 00' 'aa bb cc'
exec_check exec_refuses_uninitialised_registers 1 'uninit_read|instruction 0|R6' 'bf 60 00 00 00 00 00 00 95 00 00 00 00 00 00 00'
exec_check exec_refuses_an_endless_loop 1 'endless_loop' '05 00 ff ff 00 00 00 00'

# unusable input
check maps_of_no_size 0 'accepted' "$rk" verify --map-entries 16 "$obj/perf_cpus.bpf.o"
check ring_of_no_size 2 'map ring: max_entries is 0' "$rk" verify "$obj/perf_cpus.bpf.o"
check sleeps 1 'accepted  waits|accepted  called|refused   hurries (uprobe/x:y): this helper may wait' "$rk" verify "$obj/sleeps.bpf.o"
check foreign_types 1 'refused   table (struct_ops/x): section "struct_ops/x": no table in SEC(".struct_ops") holds it|of type ext (freplace) do not exist here' "$rk" verify "$obj/sleeps.bpf.o"
check map_of_size_0 2 'map_zero.bpf.o: map nothing: max_entries is 0; set' "$rk" verify "$obj/map_zero.bpf.o"
# a map that does not fit here, and what is not in the object: judged, and refused where it is to run
check map_of_size_2_32 0 'accepted  use' "$rk" verify "$obj/map_huge.bpf.o"
check map_of_size_2_32_runs 1 'map everything: 4294967295 entries|make it smaller' "$rk" run "$obj/map_huge.bpf.o"
check missing_file 2 'rk verify: /no/such.o: No such file' "$rk" verify /no/such.o
check directory 2 'rk verify: /: Is a directory' "$rk" verify /
check no_operand 2 'rk verify FILE.o' "$rk" verify
check no_object 2 "$0" "$rk" verify "$0"
check undefined_function 1 "refused   lost|'somewhere_else' is not defined" "$rk" verify "$obj/undefined.bpf.o"
for bytes in 0 1 4 63 64 100 500 1000; do
	head -c $bytes "$obj/good.bpf.o" >"$work/cut.o"
	check "truncated_at_$bytes" 2 "rk verify: $work/cut.o: " "$rk" verify "$work/cut.o"
done
# a relocation of a type that does not exist: the type is the low word of r_info, 8 bytes into the record
at=$(llvm-readelf -S -W "$obj/good.bpf.o" 2>/dev/null || llvm-readelf-14 -S -W "$obj/good.bpf.o")
at=$(echo "$at" | sed -n 's/.* \.relraw_tracepoint\/count  *REL  *[0-9a-f]* \([0-9a-f]*\) .*/\1/p')
if [ -n "$at" ]; then
	cp "$obj/good.bpf.o" "$work/reloc.o"
	printf '\143' | dd of="$work/reloc.o" bs=1 seek=$((0x$at + 8)) conv=notrunc 2>/dev/null
	check bad_relocation 2 "$work/reloc.o: |relocation" "$rk" verify "$work/reloc.o"
else
	echo "FAIL tools.bad_relocation: no relocation section found in good.bpf.o"
	failed=1
fi
check no_such_program 2 'no program nobody' "$rk" verify --prog nobody "$obj/good.bpf.o"
check which_program 2 '2 programs; choose one with --prog' "$rk" run "$obj/good.bpf.o"
check unknown_type 2 'unknown program type nothing' "$rk" verify --type nothing "$obj/good.bpf.o"
check bad_context 2 '--ctx: ' "$rk" run "$obj/good.bpf.o" --prog count --ctx 0
check context_too_large 2 'the context of raw_tracepoint has 96' \
	"$rk" run "$obj/good.bpf.o" --prog count --ctx "$(printf '%0200d' 0)"
check bad_repeat 2 '--repeat: "0" is no number' "$rk" run "$obj/good.bpf.o" --prog count --repeat 0
check bad_repeat_word 2 '--repeat: "x" is no number' "$rk" run "$obj/good.bpf.o" --prog count --repeat x
exit $failed
