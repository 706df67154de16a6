#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh RK - rk's frame, `rk exec` and `rk dump`: outputs, one-line messages, exit statuses.
rk=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# expect NAME STATUS OUT ERR ARGS... <INPUT: exit status, standard output, standard error (both: grep pattern, '' = empty).
# An error is one line.
expect() {
	name=$1 status=$2 out=$3 err=$4
	shift 4
	timeout 20 "$rk" "$@" >"$dir/out" 2>"$dir/err"
	got=$?
	if [ "$got" -ne "$status" ]; then
		echo "FAIL rk.$name: exit status $got, not $status: $(head -c 300 "$dir/err")"
	elif [ -z "$out" ] && [ -s "$dir/out" ]; then
		echo "FAIL rk.$name: unexpected output: $(head -n 1 "$dir/out")"
	elif [ -n "$out" ] && ! grep -q -e "$out" "$dir/out"; then
		echo "FAIL rk.$name: output lacks '$out': $(head -n 3 "$dir/out")"
	elif [ -z "$err" ] && [ -s "$dir/err" ]; then
		echo "FAIL rk.$name: unexpected message: $(head -n 1 "$dir/err")"
	elif [ -n "$err" ] && ! grep -q -e "$err" "$dir/err"; then
		echo "FAIL rk.$name: message lacks '$err': $(head -n 3 "$dir/err")"
	elif [ -n "$err" ] && [ "$(wc -l <"$dir/err")" -ne 1 ]; then
		echo "FAIL rk.$name: the message has $(wc -l <"$dir/err") lines"
	else
		echo "ok rk.$name"
	fi
}

expect help 0 '^VERBS' '' --help
expect version 0 '^rk (Axiom) [0-9]' '' --version
expect no_verb 2 '' 'no verb'
expect unknown_verb 2 '' 'unknown verb frobnicate' frobnicate
expect unknown_option 2 '' 'unknown option --frobnicate' --frobnicate
for verb in dump exec; do
	expect "${verb}_help" 0 '^SYNOPSIS' '' $verb --help
	expect "${verb}_unknown_option" 2 '' "rk $verb: unknown option --frobnicate" $verb --frobnicate
done
expect option_without_value 2 '' 'needs a value: NAME' dump --prog
expect flag_with_value 2 '' 'takes no value' exec --no-verify=1

mov42='b7 00 00 00 2a 00 00 00'
exit_='95 00 00 00 00 00 00 00'
echo "$mov42 $exit_" >"$dir/ok"
expect exec_prints_r0 0 '^0x2a$' '' exec --no-verify <"$dir/ok"
printf '%s' "b70000002A000000
	9500000000000000" >"$dir/packed"
expect exec_takes_packed_hex 0 '^0x2a$' '' exec --no-verify <"$dir/packed"
echo "18 00 00 00 f0 de bc 9a 00 00 00 00 78 56 34 12 $exit_" >"$dir/wide"
expect exec_prints_64_bits 0 '^0x123456789abcdef0$' '' exec --no-verify <"$dir/wide"
echo "71 10 01 00 00 00 00 00 $exit_" >"$dir/load1"
expect exec_r1_is_memory 0 '^0xbb$' '' exec --no-verify 'aa bb cc' <"$dir/load1"
expect exec_takes_packed_memory 0 '^0xbb$' '' exec --no-verify aabbcc <"$dir/load1"
echo "bf 20 00 00 00 00 00 00 $exit_" >"$dir/r2"
expect exec_r2_is_length 0 '^0x3$' '' exec --no-verify 'aa bb cc' <"$dir/r2"
expect exec_r2_is_0_without_memory 0 '^0x0$' '' exec --no-verify <"$dir/r2"
expect exec_empty_memory_is_none 0 '^0x0$' '' exec --no-verify '' <"$dir/r2"
expect exec_memory_fault 1 '' 'fault at instruction 0: (71) .*byte 1 of the 1 bytes' exec --no-verify aa <"$dir/load1"
expect exec_null_fault 1 '' 'address 0x1' exec --no-verify <"$dir/load1"
echo "ff 00 00 00 00 00 00 00" >"$dir/opcode"
expect exec_unknown_opcode 1 '' 'instruction 0 is refused: .*unknown opcode' exec --no-verify <"$dir/opcode"
echo "b7 10 00 00 2a 00 00 00 $exit_" >"$dir/reserved"
expect exec_reserved_field 1 '' 'src is reserved' exec --no-verify <"$dir/reserved"
echo 'aa bb cc' >"$dir/membytes"
printf 'mov %%r0, 40\nadd r0, 2 # comment\nexit\n' >"$dir/asm"
expect exec_takes_assembly 0 '^0x2a$' '' exec --asm <"$dir/asm"
expect exec_assembly_of_a_file 0 '^0x2a$' '' exec --asm --file "$dir/asm" --engine interp </dev/null
printf 'mov r0, 1\nnonsense r1\n' >"$dir/noasm"
expect exec_bad_assembly 2 '' 'line 2: unknown mnemonic' exec --asm <"$dir/noasm"
printf '\267\0\0\0\052\0\0\0\225\0\0\0\0\0\0\0' >"$dir/bytes"
expect exec_takes_bytes 0 '^0x2a$' '' exec <"$dir/bytes"
expect exec_takes_a_program_argument 0 '^0x2a$' '' exec --program 'b7000000 2a000000 95000000 00000000' </dev/null
expect exec_memory_on_stdin 0 '^0xbb$' '' exec --program "$(cat "$dir/load1")" - <"$dir/membytes"
expect exec_memory_and_program_on_stdin 2 '' 'cannot come from standard input' exec - <"$dir/ok"
expect exec_two_programs 2 '' 'one of them' exec --program 00 --file x </dev/null
printf 'mov r0, 3\nlsh r0, 65\nlsh32 r0, 33\nexit\n' >"$dir/shift"
for engine in interp jit aot; do
	expect exec_shift_past_the_width_$engine 0 '^0xc$' '' exec --engine $engine --asm <"$dir/shift"
	expect exec_shift_past_the_width_unverified_$engine 0 '^0xc$' '' exec --no-verify --engine $engine --asm <"$dir/shift"
done
echo "05 00 ff ff 00 00 00 00" >"$dir/endless"
expect exec_endless_loop 1 '' 'budget' exec --no-verify <"$dir/endless"
echo "85 00 00 00 01 00 00 00 $exit_" >"$dir/helper"
expect exec_helper 1 '' 'rk exec has no such helper' exec --no-verify <"$dir/helper"
echo "85 00 00 00 05 00 00 00 $mov42 $exit_" >"$dir/clock"
expect exec_clock_helper 0 '^0x2a$' '' exec --no-verify <"$dir/clock"
echo "85 10 00 00 01 00 00 00 $exit_ $mov42 $exit_" >"$dir/local"
expect exec_local_call 0 '^0x2a$' '' exec --no-verify <"$dir/local"
echo "b7 00 00 00 00 00 00 00 $exit_" >"$dir/zero"
echo "b7 01 00 00 00 00 00 00 b7 00 00 00 07 00 00 00 3f 10 00 00 00 00 00 00 $exit_" >"$dir/divide"
expect exec_division_by_zero_is_no_fault 0 '^0x0$' '' exec --no-verify <"$dir/divide"
expect exec_jit 0 '^0x2a$' '' exec --no-verify --engine jit <"$dir/local"
expect exec_jit_verified 0 '^0x0$' '' exec --engine jit <"$dir/zero"
expect exec_jit_keeps_the_budget 1 '' 'budget' exec --no-verify --engine jit <"$dir/endless"
expect exec_jit_has_the_same_helpers 1 '' 'cannot become machine code' exec --no-verify --engine jit <"$dir/helper"
expect exec_interp 0 '^0x0$' '' exec --engine interp <"$dir/zero"
expect exec_unknown_engine 2 '' 'engines are interp, jit, aot and auto' exec --engine fast <"$dir/local"
expect exec_aot 0 '^0x2a$' '' exec --no-verify --engine aot <"$dir/local"
expect exec_aot_verified 0 '^0xbb$' '' exec --engine aot --program "$(cat "$dir/load1")" 'aa bb cc' </dev/null
expect exec_aot_keeps_the_budget 1 '' 'budget' exec --no-verify --engine aot <"$dir/endless"
printf 'call local f\nexit\nf:\ncall local f\nexit\n' >"$dir/deep"
expect exec_aot_keeps_the_depth 1 '' 'calls deep' exec --no-verify --engine aot --asm <"$dir/deep"
printf 'ja +0\nmov r0, 1\njeq r0, 2, +2\ncall local f\nexit\nf:\nmov r0, 7\nexit\n' >"$dir/into"
expect exec_aot_refuses_jumps_into_functions 2 '' 'jump goes into another function' exec --no-verify --engine aot --asm <"$dir/into"
CC=/nonexistent/cc expect exec_aot_without_compiler 2 '' 'there is no C compiler here' exec --engine aot <"$dir/ok"
CC=false expect exec_aot_compiler_fails 2 '' 'the C compiler fails' exec --engine aot <"$dir/ok"
echo "$mov42" >"$dir/fall"
expect exec_falls_off 1 '' 'leaves its instructions' exec --no-verify <"$dir/fall"
echo "zz" >"$dir/bad"
expect exec_bad_hex 2 '' 'no hex digit' exec --no-verify <"$dir/bad"
echo "b7 0" >"$dir/odd"
expect exec_odd_hex 2 '' 'half a byte' exec --no-verify <"$dir/odd"
echo "b7 00" >"$dir/short"
expect exec_half_instruction 2 '' 'instructions of 8 bytes' exec --no-verify <"$dir/short"
expect exec_nothing 2 '' '0 bytes' exec --no-verify </dev/null
expect exec_bad_memory 2 '' 'memory: no hex digit' exec --no-verify xy <"$dir/ok"
expect exec_two_memories 2 '' 'too many operands' exec --no-verify aa bb <"$dir/ok"

tick=build/bpf/01-tick/tick.bpf.o
expect dump_shows_instructions 0 '^ *[0-9]*: (85) call bpf_ktime_get_ns#5$' '' dump $tick
expect dump_shows_source 0 '^; .*(tick.bpf.c:[0-9]*)$' '' dump $tick
expect dump_names_maps 0 '(18) r1 = map\[0\]  ; ' '' dump $tick
expect dump_prints_opcodes 0 '^ *0: [0-9a-f ]* (' '' dump --opcodes $tick
expect dump_unknown_program 2 '^map' 'no program nosuch' dump --prog nosuch $tick
expect dump_without_file 2 '' 'usage: rk dump FILE.o' dump
expect dump_missing_file 2 '' "$dir/none: No such file" dump "$dir/none"
expect dump_directory 2 '' 'Is a directory' dump "$dir"
expect dump_no_elf 2 '' 'not an ELF object' dump "$dir/ok"
head -c 200 $tick >"$dir/cut.o"
expect dump_truncated 2 '' "$dir/cut.o: " dump "$dir/cut.o"
for object in build/bpf/tests/*.bpf.o; do
	name=$(basename "$object" .bpf.o)
	timeout 20 "$rk" dump "$object" >"$dir/out" 2>"$dir/err"
	status=$?
	if [ $status -eq 0 ] && ! grep -q ': (..) unknown' "$dir/out"; then
		echo "ok rk.dump_$name"
	elif [ $status -eq 2 ] && [ "$(wc -l <"$dir/err")" -eq 1 ]; then
		echo "ok rk.dump_$name (refused: $(cat "$dir/err"))"
	else
		echo "FAIL rk.dump_$name: exit status $status: $(head -n 2 "$dir/err")"
	fi
done

# rk verify --raw: instructions on standard input
mov0='b7 00 00 00 00 00 00 00'
echo "$mov0 $exit_" >"$dir/raw"
raw='verify --raw --type socket_filter'
expect raw_accepts 0 '^accepted  2 instructions, worst case 2' '' $raw <"$dir/raw"
expect raw_json 0 '"verdict":"accepted","reason":null,"insn":null,"peak_bytes":[1-9][0-9]*,"nanoseconds":[0-9]*,"worst_case_insns":2,"worst_case_calls":0,.*"certificate_bytes":0' '' \
	$raw --json <"$dir/raw"
expect raw_calls_by_kind 0 '"worst_case_calls":2,"helper_calls":{"ktime_get_ns":1,"get_prandom_u32":1},"stack_bytes":32,"cpu":"cortex-a76","estimated_ns":[1-9]' '' \
	$raw --json --cpu cortex-a76 <<-END
	85 00 00 00 05 00 00 00 85 00 00 00 07 00 00 00 $mov0 $exit_
END
expect raw_unknown_cpu 2 '' 'no such model; known are: generic-x86-64, ' $raw --cpu cray-1 <"$dir/raw"
expect raw_deadline_fits 0 '^accepted' '' $raw --deadline 2 <"$dir/raw"
expect raw_deadline_too_short 1 'take at most 2 instructions, and the hook allows 1' '' $raw --deadline 1 <"$dir/raw"
expect raw_deadline_json 1 '"verdict":"refused","reason":"deadline"' '' $raw --json --cpu cortex-m4-interp --deadline 100ns <"$dir/raw"
expect raw_deadline_needs_cpu 2 '' 'a time needs --cpu' $raw --deadline 1us <"$dir/raw"
printf '\267\000\000\000\000\000\000\000\225\000\000\000\000\000\000\000' >"$dir/raw_bytes"
expect raw_takes_bytes 0 '^accepted  2 ' '' $raw <"$dir/raw_bytes"
expect raw_takes_dumps_of_c 0 '^accepted  2 ' '' $raw <<-END
	0xb7, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0X9500000000000000
END
expect raw_takes_no_half_byte 2 '' 'program: half a byte at character 6' $raw <<-END
	0xb7,0
END
expect raw_uninit 1 '"verdict":"refused","reason":"uninit_read","insn":0,' '' $raw --json <<-END
	$exit_
END
# r2 = ctx[0]; r0 = *(u64 *)r2; exit
echo "79 12 00 00 00 00 00 00 79 20 00 00 00 00 00 00 $exit_" >"$dir/raw_chain"
expect raw_tells_the_chain 1 '"register":2,.*"chain":\[{"insn":0,"register":2,"text":"R2 was loaded from the context, offset 0' '' \
	verify --raw --type raw_tracepoint --json <"$dir/raw_chain"
expect raw_chain_in_words 1 'R2 was loaded from the context, offset 0 (arg\[0\]), 8 bytes: any value at instruction 0' '' \
	verify --raw --type raw_tracepoint <"$dir/raw_chain"
echo "61 12 10 00 00 00 00 00 79 20 00 00 00 00 00 00 $exit_" >"$dir/raw_field"
expect raw_names_the_field 1 'offset 16 (rx_queue_index), 4 bytes' '' verify --raw --type xdp <"$dir/raw_field"
echo "61 12 18 00 00 00 00 00 79 20 00 00 00 00 00 00 $exit_" >"$dir/raw_field"
expect raw_names_another_field 1 'offset 24 (vlan_tci), 4 bytes' '' verify --raw --type sched_cls <"$dir/raw_field"
expect raw_empty 1 'empty_program' '' $raw </dev/null
# flags that a type cannot be without are understood, so that a map can be named by its sizes alone
printf 'b700000000000000 9500000000000000' >"$dir/raw_nothing"
for map in lpm_trie:8:4:3 task_storage:4:8:0 hash:4:8:1 array:4:8:1 percpu_hash:4:8:1 percpu_array:4:8:1 lru_hash:4:8:1 prog_array:4:4:3 \
	ringbuf:0:0:4096 queue:0:4:1 stack:0:4:1 perf_event_array:4:4:1 stack_trace:4:8:1 bloom_filter:0:8:10; do
	expect "raw_map_${map%%:*}" 0 '"verdict":"accepted"' '' verify --raw --type xdp --map "$map" --json <"$dir/raw_nothing"
done
# maps of maps: lookup, lookup in what was found, eight bytes of that; nothing said of the inner maps: arrays of four bytes
cat >"$dir/raw_of_maps" <<-END
	62 0a fc ff 00 00 00 00 bf a2 00 00 00 00 00 00 07 02 00 00 fc ff ff ff 18 11 00 00 00 00 00 00 00 00 00 00 00 00 00 00
	85 00 00 00 01 00 00 00 15 00 06 00 00 00 00 00 bf 01 00 00 00 00 00 00 bf a2 00 00 00 00 00 00
	07 02 00 00 fc ff ff ff 85 00 00 00 01 00 00 00 15 00 01 00 00 00 00 00 79 00 00 00 00 00 00 00 $mov0 $exit_
END
sed 's/79 00/61 00/' "$dir/raw_of_maps" >"$dir/raw_of_maps4"
for map in array_of_maps:4:4:8 hash_of_maps:4:4:8; do
	expect raw_of_maps 0 '^accepted' '' $raw --map $map:inner=1 --map array:4:8:1 <"$dir/raw_of_maps"
	expect raw_of_maps_default 0 '^accepted' '' $raw --map $map <"$dir/raw_of_maps4"
	expect raw_of_maps_default_is_small 1 'value_bounds' '' $raw --map $map <"$dir/raw_of_maps"
	expect raw_of_maps_no_inner 2 '' 'no --map with the number' $raw --map $map:inner=1 <"$dir/raw_of_maps"
	expect raw_of_maps_itself 2 '' 'cannot be made' $raw --map $map:inner=0 <"$dir/raw_of_maps"
done
# a switch with 2000 cases far away, as Linux's "torturous jumps": they are walked one by one, not all kept
awk 'BEGIN { print "85 00 00 00 07 00 00 00"
	for (i = 1; i <= 2000; i++) printf "15 00 d0 07 %02x %02x 00 00\n", i % 256, i / 256
	print "05 00 d0 07 00 00 00 00"
	for (i = 0; i < 2000; i++) printf "05 00 %02x 00 00 00 00 00\n", 15 - i % 16
	print "b7 00 00 00 02 00 00 00 95 00 00 00 00 00 00 00" }' >"$dir/raw_switch"
expect raw_switch 0 '"verdict":"accepted".*"worst_case_insns":2004' '' $raw --json <"$dir/raw_switch"
expect raw_inner_of_array 2 '' 'inner= is for maps of maps' $raw --map array:4:4:1:inner=0 <"$dir/raw"
expect raw_unknown_type 1 '"reason":"unknown_program_type".*program type frob' '' verify --raw --type frob --json <"$dir/raw"
expect raw_unknown_map 1 '"reason":"unknown_map_type".*map type frob' '' $raw --map frob:4:4:1 --json <"$dir/raw"
expect raw_bad_map 2 '' 'a map is TYPE:KEY:VALUE:MAX' $raw --map array:4:4 <"$dir/raw"
lock='18 11 00 00 00 00 00 00 00 00 00 00 00 00 00 00 85 00 00 00 5d 00 00 00 18 11 00 00 00 00 00 00 00 00 00 00 00 00 00 00'
echo "$lock 85 00 00 00 5e 00 00 00 $mov0 $exit_" | sed 's/18 11/18 21/g' >"$dir/raw_lock"
expect raw_lock 0 '^accepted' '' verify --raw --type xdp --map array:4:4:1:lock=0 <"$dir/raw_lock"
expect raw_no_lock 1 'none lies there' '' verify --raw --type xdp --map array:4:8:1:lock=4 <"$dir/raw_lock"
for place in 4:1:lock=4 8:1:lock=2 8:1:lock=4294967292 24:1:timer=4 16:1:timer=8 32:1:timer=8,lock=20; do
	expect "raw_misplaced_$place" 2 '' 'inside the value' verify --raw --type xdp --map "array:4:$place" <"$dir/raw_lock"
done
expect raw_lock_nowhere 2 '' 'FLAGS ro, wo' verify --raw --type xdp --map array:4:8:1:lock=4294967295 <"$dir/raw_lock"
expect raw_bad_flags 2 '' 'FLAGS ro, wo' $raw --map array:4:4:1:rw <"$dir/raw"
expect raw_impossible_map 2 '' 'cannot be made' $raw --map array:8:4:1 <"$dir/raw"
expect raw_without_type 2 '' 'needs --type' verify --raw <"$dir/raw"
expect raw_with_file 2 '' 'takes no file' verify --raw --type kprobe x.o <"$dir/raw"
expect raw_half_instruction 2 '' 'no whole number' $raw <"$dir/short"
# r1 = value of map 1; r0 = *(u64 *)r1 or *(u64 *)r1 = 0; exit
value1='18 21 00 00 01 00 00 00 00 00 00 00 00 00 00 00'
echo "$value1 79 10 00 00 00 00 00 00 $exit_" >"$dir/raw_read"
echo "$value1 7a 01 00 00 00 00 00 00 $mov0 $exit_" >"$dir/raw_write"
maps='--map hash:8:8:4 --map array:4:8:1'
expect raw_second_map 0 '^accepted' '' $raw $maps <"$dir/raw_read"
expect raw_no_second_map 1 'bad_map' '' $raw --map hash:8:8:4 <"$dir/raw_read"
echo "bf a0 00 00 00 00 00 00 $exit_" >"$dir/raw_address"
expect raw_leaks 0 '^accepted' '' $raw <"$dir/raw_address"
expect raw_no_leaks 1 'leak' '' $raw --no-leaks <"$dir/raw_address"
expect raw_read_only 1 'read_only' '' $raw $maps:ro <"$dir/raw_write"
expect raw_write_only 1 'write_only' '' $raw $maps:wo <"$dir/raw_read"

# stack traces have the sizes that their own loader would set
expect stack_traces_without_sizes 0 '^accepted  on_probe' '' verify build/bpf/tests/stackmap.bpf.o

# rk run: maps in maps and programs in program arrays are there from the first run on, in every engine
for engine in interp jit aot; do
	expect run_calls_$engine 0 '^caller returned 0 ' '' run --engine $engine --prog caller build/bpf/tests/inner.bpf.o
	expect run_inner_$engine 0 '^filled returned 10 ' '' run --engine $engine --repeat 2 --prog filled build/bpf/tests/inner.bpf.o
done
expect run_jit 0 ', jit$' '' run --jit --prog caller build/bpf/tests/inner.bpf.o
expect run_jit_or_another 2 '' 'one or the other' run --jit --engine interp --prog caller build/bpf/tests/inner.bpf.o
expect run_auto_says_what_it_chose 0 ', \(jit\|interp\)$' '' run --engine auto --prog caller build/bpf/tests/inner.bpf.o
# objects of clang before 7, of other loaders, without SEC, with a function that is missing
expect verify_samples_maps 0 '^accepted  on_probe' '' verify build/bpf/tests/oldmaps_samples.bpf.o
expect verify_iproute2_maps 0 '^accepted  on_packet' '' verify build/bpf/tests/oldmaps_iproute2.bpf.o
expect verify_without_section 1 '^refused   program (.text): section ".text" names no program type; rename it or give --type' '' verify build/bpf/tests/nosection.bpf.o
expect verify_typed_without_section 0 '^accepted  program (.text)' '' verify --type socket_filter build/bpf/tests/nosection.bpf.o
expect verify_missing 1 "^refused   caller (socket): .*'missing_function' is not defined" '' verify build/bpf/tests/refused/extern.bpf.o
expect verify_weak_missing 1 "with: the kernel function bpf_no_such_function, which is __weak and not here" '' verify build/bpf/tests/refused/weakcall.bpf.o
missing=build/bpf/tests/refused/missing.bpf.o
expect verify_field_missing 1 'with: struct task_struct has no field lost.deep\[2\]$' '' verify --btf build/bpf/core/kernel.btf --prog a_field $missing
expect verify_type_missing 1 'with: there is no struct nowhere$' '' verify --btf build/bpf/core/kernel.btf --prog a_type $missing
expect verify_guarded_missing 0 '^accepted  guarded' '' verify --btf build/bpf/core/kernel.btf --prog guarded $missing
# options that would do nothing, and files that are no types
for verb in verify dump run aot; do
	expect ${verb}_btf_is_none 2 '' 'Makefile: no BTF, raw as' $verb --btf Makefile $tick
done
expect verify_btf_is_empty 2 '' '/dev/null: no BTF' verify --btf /dev/null $tick
expect verify_map_without_raw 2 '' '--map: goes with --raw' verify --map array:4:4:1 $tick
for option in '--prog x' '--html x' '--btf none' '--map-entries 4'; do
	expect "raw_with_${option%% *}" 2 '' "${option%% *}: is for object files" $raw $option <"$dir/raw"
done

expect map_entries_needed 2 '' 'max_entries is 0' verify build/bpf/tests/unsized.bpf.o
expect map_entries 0 '^accepted  user' '' verify --map-entries 5000 build/bpf/tests/unsized.bpf.o
expect ring_of_any_size 0 '^size returned 8192 ' '' run build/bpf/tests/oddring.bpf.o

# rk certify: the object with its certificates
object=build/bpf/tests/ver_basic.bpf.o
expect certify 0 '^certified  sum_counted (perf_event): sparse' '' certify $object -o "$dir/certified.o"
expect certified_verifies 0 'by its certificate of [1-9]' '' verify "$dir/certified.o"
expect certified_json 0 '"certificate_bytes":[1-9]' '' verify --json "$dir/certified.o"
expect certify_again 0 '^certified' '' certify "$dir/certified.o" -o "$dir/again.o"
expect certified_dumps 0 'program sum_counted' '' dump "$dir/again.o"
expect certify_full 0 '^certified  sum_counted (perf_event): full' '' certify --full $object -o "$dir/full.o"
# each helper as often as it stands there, not as often as all of them
expect certify_full_tick 0 '^certified  on_tick (perf_event): full' '' certify --full build/bpf/01-tick/tick.bpf.o -o "$dir/tick.o"
expect certify_full_kinds 0 'and 5 helper calls (map_lookup_elem 1, ' '' verify "$dir/tick.o"
expect certify_full_verifies 0 'by its certificate of [1-9]' '' verify "$dir/full.o"
# for a microcontroller: what it has no helper for is not certified, and the words say that this machine would accept it
expect certify_device 0 '^certified  limit_joint (custom/joint): full, for devices' '' certify --device build/bpf/02-embed/limits.bpf.o -o "$dir/device.o"
expect certify_device_verifies 0 'by its certificate of [1-9]' '' verify "$dir/device.o"
expect certify_device_refuses 1 '^refused    on_tick .*here it would not be, on a microcontroller: unknown_helper at instruction [1-9]' '' certify --device build/bpf/01-tick/tick.bpf.o -o "$dir/device.o"
many=build/bpf/tests/manyslots.bpf.o
expect certify_many_slots 0 "^certified  many (socket): full" "" certify $many -o "$dir/many.o"
expect certify_without_out 2 '' 'give -o' certify $object
# the certificate of another program: a malformed one, or one that does not fit, is refused by name
sed 's/AXCS/AXCT/' "$dir/certified.o" >"$dir/broken.o"
expect certificate_section_malformed 2 '' 'axiom.cert' verify "$dir/broken.o"
