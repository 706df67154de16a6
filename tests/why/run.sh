#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh RK OBJECTS - programs that go wrong are found WRONG, and the replay faults in the same place; right ones that the
# verifier cannot see through are UNPROVEN; the session in docs/why.md is what rk says.
rk=$(realpath "$1") obj=$(realpath "$2")
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0

result() # NAME WHY - ok when WHY is empty
{
	if [ -z "$2" ]; then
		echo "ok why.$1"
	else
		echo "FAIL why.$1: $2; output: $(head -c 500 "$work/out" "$work/err" 2>/dev/null | tr '\n' '/')"
		failed=1
	fi
}

# place FILE - fault, instruction and source line
place()
{
	grep -A1 '^fault: ' "$1" | tr '\n' ' '
}

wrong() # OBJECT PROGRAM FAULTS OPTION
{
	why=
	timeout 60 "$rk" why "$obj/$1.bpf.o" --prog "$2" -o "$work/input" $4 >"$work/out" 2>"$work/err" </dev/null
	status=$?
	[ $status -eq 1 ] || why="exit status $status, not 1"
	grep -q "^WRONG     $2 " "$work/out" || why=${why:-"not found WRONG"}
	grep -qE "^fault: .*\(($3)\)$" "$work/out" || why=${why:-"not the fault $3"}
	timeout 60 "$rk" run --input "$work/input" "$obj/$1.bpf.o" >"$work/again" 2>"$work/err" </dev/null
	status=$?
	[ $status -eq 1 ] || why=${why:-"replay: exit status $status, not 1"}
	[ -s "$work/err" ] && why=${why:-"replay: $(cat "$work/err")"}
	[ "$(place "$work/out")" = "$(place "$work/again")" ] || why=${why:-"replay: another fault: $(place "$work/again")"}
	result "wrong_$2$4" "$why"
}
while read -r file program faults option; do
	[ "$file" = '#' ] || wrong "$file" "$program" "$faults" "$option"
done <tests/why/wrong.txt

# What refers to a function that is not there cannot run at all, right or wrong.
why=
timeout 60 "$rk" why "$obj/../bpf/tests/refused/kfunc.bpf.o" --seconds 1 -o "$work/never" >"$work/out" 2>"$work/err" </dev/null
[ $? -eq 2 ] || why="exit status is not 2"
grep -q "program calls: .*there is no kernel function 'axiom_no_kernel_function'" "$work/err" || why=${why:-"$(head -c 300 "$work/err")"}
[ -s "$work/out" ] && why=${why:-"a verdict on it"}
result what_cannot_be_linked_is_not_judged "$why"

# The address of a function is no map's.
why=
timeout 60 "$rk" why "$obj/callback.bpf.o" --seconds 1 -o "$work/never" >"$work/out" 2>"$work/err" </dev/null
[ $? -eq 3 ] || why="exit status is not 3: $(head -c 300 "$work/err")"
grep -q 'not simulated, such runs were left out: functions that helpers call' "$work/out" || why=${why:-"$(head -c 300 "$work/out")"}
result callbacks_are_not_simulated "$why"

# Right programs.  One that the verifier learns to prove is accepted, which is as good.
unproven=0
for program in $(sed -n 's/^int \([a-z_]*\)(.*/\1/p' tests/why/unproven.bpf.c); do
	why=
	timeout 60 "$rk" why "$obj/unproven.bpf.o" --prog "$program" --seconds 1 -o "$work/never" >"$work/out" 2>"$work/err" </dev/null
	status=$?
	if [ $status -eq 3 ]; then
		unproven=$((unproven + 1))
		grep -q "^UNPROVEN  $program " "$work/out" || why="not said UNPROVEN"
		grep -qE 'runs in [0-9.]* seconds, seed 1' "$work/out" || why=${why:-"does not say what was tried"}
	elif [ $status -ne 0 ]; then
		why="exit status $status"
	fi
	[ -e "$work/never" ] && why=${why:-"an input was written"}
	result "right_$program" "$why"
done
why=
[ $unproven -gt 0 ] || why="none was refused: give new ones"
result some_right_programs_are_unproven "$why"

# check NAME STATUS WORDS COMMAND... - the exit status, and each word (separated by |) somewhere in the output.
check()
{
	name=$1 want=$2 words=$3 why=
	shift 3
	timeout 60 "$@" >"$work/out" 2>"$work/err" </dev/null
	status=$?
	[ $status -eq "$want" ] || why="exit status $status, not $want"
	IFS='|'
	for word in $words; do
		grep -qF -e "$word" "$work/out" "$work/err" || why="${why:-it does not say \"$word\"}"
	done
	unset IFS
	result "$name" "$why"
}
w=$obj/wrong.bpf.o
check accepted_program 0 'accepted  divides (socket)' "$rk" why "$obj/fine.bpf.o" --prog divides
check searched_all_the_same 0 'accepted  divides (socket); searched all the same|tried: ' \
	"$rk" why --always "$obj/fine.bpf.o" --prog divides --seconds 1
check accepted_packet_program 0 'accepted  tested (xdp)|tried: ' \
	"$rk" why --always "$obj/packet.bpf.o" --prog tested --seconds 1
check accepted_json 0 '"verdict":"accepted"' "$rk" why --json "$obj/fine.bpf.o" --prog divides
check one_run_is_enough 3 'UNPROVEN|it reads no input' "$rk" why "$obj/fine.bpf.o" --prog reads_nothing
check wrong_json 1 '"verdict":"wrong"|"fault":"out_of_bounds"|"reason":"value_bounds"|"input":' \
	"$rk" why --json "$w" --prog off_by_one -o "$work/input"
check replay_of_another_program 2 'an input of program off_by_one, not unchecked_index' \
	"$rk" run --input "$work/input" "$w" --prog unchecked_index
check replay_with_ctx 2 '--input goes with --prog only' "$rk" run --input "$work/input" "$w" --ctx 00
check replay_of_another_object 2 'no program off_by_one' "$rk" run --input "$work/input" "$obj/fine.bpf.o"
printf 'axiom-input 1\nprogram off_by_one\ntype socket_filter\n# mark = 15\ncontext 00000000000000000f\n' >"$work/by_hand"
check written_by_hand 0 'off_by_one returned 0|nothing went wrong' "$rk" run --input "$work/by_hand" "$w"
sed -i 's/0f$/10/' "$work/by_hand"
check written_by_hand_wrong 1 'out_of_bounds|context bytes 8 to 11 = 16 (0x10)|reads 4 bytes at 64' "$rk" run --input "$work/by_hand" "$w"
for line in 'context 0' 'context zz' "context $(printf '%0400d' 0)" 'element nowhere 00 00' 'element rows 0000000000 00' \
	'element rows 00' 'result nothing 1 2' 'result ktime_get_ns 0 2' 'result ktime_get_ns 1 x' 'packet 3 00000000' 'packet 9999 00' 'packet 8 00 7 00' 'stale 0 00' 'stale 1 0' 'nonsense' 'context 00 00 00 00 00 00'; do
	printf 'axiom-input 1\nprogram off_by_one\ntype socket_filter\n%s\n' "$line" >"$work/bad"
	check "bad_input_$(echo "$line" | cut -c1-24 | tr -c 'a-z0-9\n' _)" 2 "$work/bad:4: " "$rk" run --input "$work/bad" "$w"
done
: >"$work/empty"
check empty_input 2 'the first line must be' "$rk" run --input "$work/empty" "$w"
check missing_input 2 'No such file' "$rk" run --input "$work/nowhere" "$w"
check which_program 2 'choose one with --prog' "$rk" why "$w"
check bad_seconds 2 '--seconds: "0"' "$rk" why "$w" --prog off_by_one --seconds 0
check unwritable 2 '/nowhere/input' "$rk" why "$w" --prog off_by_one -o /nowhere/input
check why_help 0 'NAME|SYNOPSIS|OPTIONS|EXIT STATUS|EXAMPLES|UNPROVEN' "$rk" why --help

# The same seed finds the same input.
why=
"$rk" why "$w" --prog behind_magic --seed 7 -o "$work/a" >/dev/null 2>&1
"$rk" why "$w" --prog behind_magic --seed 7 -o "$work/b" >/dev/null 2>&1
cmp -s "$work/a" "$work/b" || why="two inputs differ"
result same_seed_same_input "$why"

# The session of docs/why.md: commands behind "$ ", what they say below.
why= top=$(pwd)
sed -n '/^```console/,/^```$/p' docs/why.md | grep -v '^```' >"$work/session"
cp "$w" "$work"
sed -n 's/^\$ //p' "$work/session" | while read -r command; do
	echo "\$ $command"
	(cd "$work" && eval "$(echo "$command" | sed "s|^rk |$rk |")" 2>&1 | sed "s|$top/||")
done >"$work/out"
[ -s "$work/session" ] && diff "$work/session" "$work/out" >"$work/err" || why="the session differs from what rk says"
result documented_session "$why"
exit $failed
