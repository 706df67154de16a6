#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# preload.sh LIBDIR OBJDIR BUILD - unmodified programs with libaxiom-bpf.so in them: bpftool of Debian, and five libbpf programs with
# skeletons; as who we are and, when that is root, as nobody; beside the host's Linux where it lets us.
set -u
LIB=$(realpath "$1") OBJ=$(realpath "$2") BUILD=$(realpath "$3")
PATH=$PATH:/usr/sbin:/sbin
TMP=$(mktemp -d) && chmod 755 "$TMP"
export OBJ TMP LIB
[ -n "${KEEP:-}" ] || trap 'rm -rf "$TMP"' EXIT  # its engines end when their directories are gone
here=$(realpath "$(dirname "$0")")

ok() { echo "ok preload.$1"; }
fail() { echo "FAIL preload.$1: $2"; }
skip() { echo "skip preload.$1: $2"; }
same() { # NAME FILE FILE WHAT
	if diff "$2" "$3" > "$TMP/diff"; then ok "$1"; else fail "$1" "$4: $(head -n 3 "$TMP/diff" | tr '\n' ' ')"; fi
}

# ours NAME USER COMMAND...: with an engine of its own
ours() {
	local dir="$TMP/engine.$1" user=$2
	shift 2
	mkdir -p "$dir" && chmod 700 "$dir"
	if [ "$user" = nobody ]; then
		chown nobody "$dir"
		AXIOM_BPF_DIR="$dir" timeout 60 setpriv --reuid nobody --clear-groups --inh-caps=-all "$@"
	else
		AXIOM_BPF_DIR="$dir" timeout 60 "$@"
	fi
}
# linux COMMAND...: on the host, in a mount namespace with a bpffs of its own, and a tracefs where the host has one to show
linux() {
	timeout 60 unshare -m sh -c '
		mount -t bpf bpf /sys/fs/bpf || exit
		[ -d /sys/kernel/tracing/events ] || mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null
		[ -d /sys/kernel/debug/tracing ] || mount -t debugfs debugfs /sys/kernel/debug 2>/dev/null
		exec "$@"' sh "$@"
}

users="self"
[ "$(id -u)" -eq 0 ] && users="self nobody"
why=
linux bpftool prog show > /dev/null 2>&1 || why="the host's bpf(2), a bpffs or unshare(1) is refused"

# --- bpftool ---
cat > "$TMP/session" <<END
export FS=/sys/fs/bpf TMP=\$1 WITH=\$2
. $here/session.sh
END
for user in $users; do
	mkdir -p "$TMP/work.$user" && chmod 777 "$TMP/work.$user"
	ours "bpftool.$user" $user sh "$TMP/session" "$TMP/work.$user" "env LD_PRELOAD=$LIB/libaxiom-bpf.so" > "$TMP/session.$user" 2>&1
done
grep -q 'Return value: 150' "$TMP/session.self" && ok bpftool_runs_a_program ||
	fail bpftool_runs_a_program "$(grep -A 2 'prog run' "$TMP/session.self" | head -n 4 | tr '\n' ' ')"
grep -q '"rung": 3' "$TMP/session.self" && ok a_timer_in_a_map_rings ||
	fail a_timer_in_a_map_rings "$(grep -A 8 'map dump name bells' "$TMP/session.self" | tr '\n' ' ')"
grep -q "$(printf '\tpinned FS/plain')" "$TMP/session.self" && ok bpftool_finds_the_names_of_objects ||
	fail bpftool_finds_the_names_of_objects "$(grep -A 6 'bpftool -f' "$TMP/session.self" | tr '\n' ' ')"
[ -f "$TMP/session.nobody" ] && same bpftool_works_for_an_ordinary_user "$TMP/session.self" "$TMP/session.nobody" "nobody sees something else"
if [ -z "$why" ]; then
	mkdir -p "$TMP/work.linux"
	linux sh "$TMP/session" "$TMP/work.linux" "" > "$TMP/session.linux" 2>&1
	same bpftool_prints_what_it_prints_on_linux "$TMP/session.linux" "$TMP/session.self" "Linux and we differ"
else
	skip bpftool_prints_what_it_prints_on_linux "$why"
fi

# --- what there is, bpftool finds out by trying ---
ours features self env LD_PRELOAD="$LIB/libaxiom-bpf.so" bpftool feature probe kernel > "$TMP/features" 2>&1
missing=
for what in 'program_type xdp is available' 'program_type raw_tracepoint is available' 'program_type cgroup_sock is NOT available' \
	'map_type ringbuf is available' 'map_type lru_hash is available' 'map_type xskmap is NOT available' \
	'Bounded loop support is available' 'Large program size limit is available' '- bpf_map_lookup_elem'; do
	grep -q -e "$what" "$TMP/features" || missing="$missing; $what"
done
[ -z "$missing" ] && ok bpftool_probes_features || fail bpftool_probes_features "not said:$missing"

# --- libbpf programs ---
for prog in ring kinds calls points; do
	if [ $prog = ring ] && [ ! -r /sys/kernel/btf/vmlinux ]; then
		skip ${prog}_runs_unmodified "no BTF of a kernel here (/sys/kernel/btf/vmlinux)"
		continue
	fi
	for user in $users; do
		ours "$prog.$user" $user env LD_PRELOAD="$LIB/libaxiom-bpf.so" "$OBJ/$prog" > "$TMP/$prog.$user" 2> "$TMP/$prog.$user.err"
	done
	tail -n 1 "$TMP/$prog.self" | grep -q '^perf event: ran$\|^map routes\|^no such name: -2$\|^no such tracepoint: 2$' && ok ${prog}_runs_unmodified ||
		fail ${prog}_runs_unmodified "$(tail -n 2 "$TMP/$prog.self" | tr '\n' ' ') $(head -n 2 "$TMP/$prog.self.err" | tr '\n' ' ')"
	[ -f "$TMP/$prog.nobody" ] && same ${prog}_runs_for_an_ordinary_user "$TMP/$prog.self" "$TMP/$prog.nobody" "nobody sees something else"
	if [ -z "$why" ]; then
		linux "$OBJ/$prog" > "$TMP/$prog.linux" 2> "$TMP/$prog.linux.err"
		cat "$TMP/$prog.linux.err" >> "$TMP/$prog.linux" # libbpf's complaints, too
		cat "$TMP/$prog.self.err" >> "$TMP/$prog.self"
		same ${prog}_prints_what_it_prints_on_linux "$TMP/$prog.linux" "$TMP/$prog.self" "Linux and we differ"
	else
		skip ${prog}_prints_what_it_prints_on_linux "$why"
	fi
done

# --- kprobes of the calls that come here; the hosts that tests run on have none to compare with ---
if [ -r /sys/kernel/btf/vmlinux ] && [ "$(uname -m)" = x86_64 ]; then
	for user in $users; do
		ours "probes.$user" $user env LD_PRELOAD="$LIB/libaxiom-bpf.so" "$OBJ/probes" > "$TMP/probes.$user" 2>&1
		same kprobes_of_system_calls_fire_for_$user "$here/probes.expected" "$TMP/probes.$user" "something else came out"
	done
else
	skip kprobes_of_system_calls_fire_for_self "no BTF of an x86-64 kernel here (/sys/kernel/btf/vmlinux)"
fi

# --- programs that attach by the kernel's types: loaded and described; their only place to run would be a kernel ---
cat > "$TMP/typed" <<'END'
bpftool prog loadall "$OBJ/typed.bpf.o" /sys/fs/bpf/typed && bpftool -j prog list | grep -o '"type":"tracing","name":"on_[a-z]*"'
rm -r /sys/fs/bpf/typed
END
if [ -r /sys/kernel/btf/vmlinux ]; then
	ours typed self env LD_PRELOAD="$LIB/libaxiom-bpf.so" sh "$TMP/typed" > "$TMP/typed.out" 2>&1
	[ "$(sort "$TMP/typed.out" | tr '\n' ' ')" = '"type":"tracing","name":"on_switch" "type":"tracing","name":"on_unlink" ' ] &&
		ok programs_that_attach_by_type_load || fail programs_that_attach_by_type_load "$(head -n 8 "$TMP/typed.out" | tr '\n' ' ')"
else
	skip programs_that_attach_by_type_load "no BTF of a kernel here (/sys/kernel/btf/vmlinux)"
fi

# --- an arena: where it may lie, a list that a program builds in it ---
ours shared self env LD_PRELOAD="$LIB/libaxiom-bpf.so" "$BUILD/test/shared" > "$TMP/shared.self" 2>&1
[ "$(tail -n 1 "$TMP/shared.self")" = 'node 4 at 4112: 0' ] && ok lists_in_arenas_are_walked_by_their_own_pointers ||
	fail lists_in_arenas_are_walked_by_their_own_pointers "$(tail -n 3 "$TMP/shared.self" | tr '\n' ' ')"
if [ -z "$why" ]; then
	linux "$BUILD/test/shared" > "$TMP/shared.linux" 2>&1
	grep -q '^created: 0' "$TMP/shared.linux" && skip arenas_are_mapped_as_on_linux "this Linux has none" ||
		same arenas_are_mapped_as_on_linux "$TMP/shared.linux" "$TMP/shared.self" "Linux and we differ"
else
	skip arenas_are_mapped_as_on_linux "$why"
fi

# --- mappings that end in one munmap, children of a program with threads ---
printf 'map %d: freezing gives %d\n' 0 0 1 0 2 16 2 0 > "$TMP/parts.expected"
printf 'handlers: 0 calls unanswered, and 0 that they interrupted\nchildren: 50 of 50 got their answer\n' >> "$TMP/parts.expected"
ours parts self env LD_PRELOAD="$LIB/libaxiom-bpf.so" "$BUILD/test/parts" > "$TMP/parts.self" 2>&1
same mappings_and_children_are_told_apart "$TMP/parts.expected" "$TMP/parts.self" "something else came out"
if [ -z "$why" ]; then
	linux "$BUILD/test/parts" > "$TMP/parts.linux" 2>&1
	same mappings_and_children_are_as_on_linux "$TMP/parts.linux" "$TMP/parts.self" "Linux and we differ"
else
	skip mappings_and_children_are_as_on_linux "$why"
fi

# --- event_pipe: records of a program, read by another process while it runs ---
cat > "$TMP/pipe" <<'END'
FS=/sys/fs/bpf WITH=$2
$WITH bpftool prog load "$OBJ/pipe.bpf.o" $FS/send
timeout -s INT 4 $WITH bpftool map event_pipe name pipe > "$1/pipe" 2>&1 &
sleep 2
$WITH bpftool prog run pinned $FS/send data_in "$1/packet" repeat 3 > /dev/null
wait
sed -E '/^Stopping/d; s/@[0-9.]+ CPU: [0-9]+ index: [0-9]+/@TIME CPU/' "$1/pipe"
$WITH rm $FS/send
END
for user in $users; do
	ours "pipe.$user" $user sh "$TMP/pipe" "$TMP/work.$user" "env LD_PRELOAD=$LIB/libaxiom-bpf.so" > "$TMP/pipe.$user" 2>&1
done
[ "$(grep -c '^32 00 00 00 00 00 00 00 *88 77 66 55 44 33 22 11' "$TMP/pipe.self")" = 3 ] && ok event_pipe_shows_the_records ||
	fail event_pipe_shows_the_records "$(head -n 4 "$TMP/pipe.self" | tr '\n' ' ')"
[ -f "$TMP/pipe.nobody" ] && same event_pipe_works_for_an_ordinary_user "$TMP/pipe.self" "$TMP/pipe.nobody" "nobody sees something else"
if [ -z "$why" ]; then
	linux sh "$TMP/pipe" "$TMP/work.linux" "" > "$TMP/pipe.linux" 2>&1
	same event_pipe_shows_what_it_shows_on_linux "$TMP/pipe.linux" "$TMP/pipe.self" "Linux and we differ"
else
	skip event_pipe_shows_what_it_shows_on_linux "$why"
fi

# --- what programs print, read by another process ---
cat > "$TMP/print" <<'END'
timeout -s INT 3 env LD_PRELOAD=$LIB/libaxiom-bpf.so bpftool prog tracelog > "$1/trace" 2> "$1/trace.err" &
sleep 1
export LD_PRELOAD=$LIB/libaxiom-bpf.so
bpftool prog load "$OBJ/print.bpf.o" /sys/fs/bpf/print
bpftool prog run pinned /sys/fs/bpf/print data_in "$1/packet" > /dev/null
wait
rm /sys/fs/bpf/print
grep -o 'bpf_trace_printk: .*' "$1/trace"
cat "$1/trace.err"
stat -f -c %T /sys/kernel/tracing
echo 2> /dev/null > /sys/kernel/tracing/available_events || echo "only for reading"
END
printf 'bpf_trace_printk: a packet of 50 bytes\ntracefs\nonly for reading\n' > "$TMP/print.expected"
for user in $users; do
	ours "print.$user" $user sh "$TMP/print" "$TMP/work.$user" > "$TMP/print.$user" 2>&1
	same tracelog_shows_what_programs_print_to_$user "$TMP/print.expected" "$TMP/print.$user" "something else came out"
done

# --- bpftrace and the files that it learns from; it wants to be root ---
cat > "$TMP/describe" <<'END'
for event in raw_syscalls/sys_enter raw_syscalls/sys_exit syscalls/sys_enter_bpf syscalls/sys_exit_bpf \
	syscalls/sys_enter_perf_event_open syscalls/sys_exit_perf_event_open; do
	$1 grep field: /sys/kernel/tracing/events/$event/format
	$1 grep -x "$(echo $event | tr / :)" /sys/kernel/tracing/available_events
done
$1 python3 -c 'import os; d = "/sys/kernel/tracing/events/raw_syscalls/"; print(sorted(e for e in os.listdir(d) if os.path.isdir(d + e)))'
END
ours describe self sh "$TMP/describe" "env LD_PRELOAD=$LIB/libaxiom-bpf.so" > "$TMP/describe.self" 2>&1
linux sh "$TMP/describe" "" > "$TMP/describe.linux" 2>&1
if [ "$(grep -c field: "$TMP/describe.linux")" -gt 20 ]; then
	same tracepoints_are_described_as_on_linux "$TMP/describe.linux" "$TMP/describe.self" "Linux and we differ"
else
	skip tracepoints_are_described_as_on_linux "the host shows no tracepoints of system calls"
fi
if [ "$(id -u)" -ne 0 ] || ! command -v bpftrace > /dev/null || [ ! -r /sys/kernel/btf/vmlinux ]; then
	skip bpftrace_traces_what_it_traces_on_linux "no bpftrace, no root or no BTF of a kernel here"
else
	WITH="env LD_PRELOAD=$LIB/libaxiom-bpf.so" ours trace self sh "$here/trace.sh" > "$TMP/trace.self" 2>&1
	if WITH= linux sh "$here/trace.sh" > "$TMP/trace.linux" 2>&1 && grep -q '^@raw.5.: 3' "$TMP/trace.linux"; then
		same bpftrace_traces_what_it_traces_on_linux "$TMP/trace.linux" "$TMP/trace.self" "Linux and we differ"
	else
		skip bpftrace_traces_what_it_traces_on_linux "bpftrace cannot trace on the host"
	fi
fi

# --- JavaScript and eBPF in one engine: one list, one map ---
cat > "$TMP/both" <<'END'
export LD_PRELOAD=$LIB/libaxiom-bpf.so
bpftool prog load $OBJ/plain.bpf.o /sys/fs/bpf/plain
bpftool map pin name seen /sys/fs/bpf/seen
bpftool prog run pinned /sys/fs/bpf/plain data_in $TMP/packet repeat 7 | sed 's/,.*//'
$BIN/rk load $TMP/count.mbpf --pin /sys/fs/bpf/count --hex '01 02' --repeat 2
bpftool prog run pinned /sys/fs/bpf/plain data_in $TMP/packet repeat 1 | sed 's/,.*//'
bpftool map lookup pinned /sys/fs/bpf/seen key 2 0 0 0 | grep -o '"value.*'
$BIN/rk list | sed 's/^program *[0-9]*/program ID/'
bpftool prog run pinned /sys/fs/bpf/count data_in $TMP/packet | sed 's/,.*//'
rm /sys/fs/bpf/count
$BIN/rk list | sed 's/^program *[0-9]*/program ID/'
$BIN/rk load $TMP/bad.mbpf
echo status $?
$BIN/rk load /dev/null
echo status $?
$BIN/rk load $TMP/count.mbpf --hex 01 --repeat 0
echo status $?
$BIN/rk list | wc -l
rm /sys/fs/bpf/plain /sys/fs/bpf/seen
END
cat > "$TMP/both.expected" <<END
Return value: 150
result 207
Return value: 150
"value": 208
program ID  socket_filter    plain            20 insns runs 8 maps 1
program ID  js               count            runs 2 maps 1
map        1  array            seen             key 4 value 8 entries 4
Return value: 308
program ID  socket_filter    plain            20 insns runs 8 maps 1
map        1  array            seen             key 4 value 8 entries 4
rk load: $TMP/bad.mbpf: package: bad checksum of section 1
status 1
rk load: /dev/null: package: an empty file
status 1
rk load: --repeat: "0" is no number from 1 to 1000000000
status 2
2
END
export BIN=$LIB/../bin
head -c 64 /dev/zero > "$TMP/packet"
"$BIN/mbpf" compile "$here/count.js" -m "$here/count.json" -o "$TMP/count.mbpf" &&
	{ head -c -3 "$TMP/count.mbpf"; printf 'xyz'; } > "$TMP/bad.mbpf"
ours both self sh "$TMP/both" > "$TMP/both.out" 2>&1
same javascript_and_ebpf_in_one_list_with_one_map "$TMP/both.expected" "$TMP/both.out" "something else came out"

# --- time series: pushed by a program that bpftool loads, asked from outside by name and by id ---
cat > "$TMP/series" <<'END'
export LD_PRELOAD=$LIB/libaxiom-bpf.so
ask() { $BIN/rk series "$@" 2>&1; echo "status $?"; }
bpftool prog load "$OBJ/series.bpf.o" /sys/fs/bpf/samples pinmaps /sys/fs/bpf/maps
head -c 64 /dev/zero > "$1/packet"
bpftool prog run pinned /sys/fs/bpf/samples data_in "$1/packet" > /dev/null
ask /sys/fs/bpf/maps/series --key 32000000
ask /sys/fs/bpf/maps/series --key 32000000 --last 2 --skip 1
ask 1 --key 32000000 --since 800
ask 1 --key 32000000 --last 100
ask 1 --window 30s | sed 's/first [0-9]* ns last [0-9]* ns/TIME/; s/^ *[0-9]* ns/NOW/' | LC_ALL=C sort
ask 1 --key 33000000
ask 1 --key 4100
ask 1 --last 2 --since 3
ask 1 --window 5days
ask /sys/fs/bpf/maps/none
bpftool map create /sys/fs/bpf/h type hash key 4 value 8 entries 3 name things
ask /sys/fs/bpf/h
rm -r /sys/fs/bpf/samples /sys/fs/bpf/maps /sys/fs/bpf/h
END
cat > "$TMP/series.expected" <<'END'
key 32000000 count 10 min -50 max -5 first 100 ns last 1000 ns mean -28 variance 206
status 0
key 32000000 count 10 min -50 max -5 first 100 ns last 1000 ns mean -28 variance 206
                 800 ns                  -40
                 900 ns                  -45
status 0
key 32000000 count 10 min -50 max -5 first 100 ns last 1000 ns mean -28 variance 206
                 800 ns                  -40
                 900 ns                  -45
                1000 ns                  -50
status 0
key 32000000 count 10 min -50 max -5 first 100 ns last 1000 ns mean -28 variance 206
                 700 ns                  -35
                 800 ns                  -40
                 900 ns                  -45
                1000 ns                  -50
status 0
END
cat >> "$TMP/series.expected" <<'END'
NOW                    3
key 07000000 count 1 min 3 max 3 TIME mean 3 variance 0
key 32000000 count 0
status 0
rk series: 1: no series of this key
status 1
rk series: --key: 2 bytes, and the map's keys have 4
status 2
rk series: one of --last, --window and --since, and --skip with --last only
status 2
rk series: --window: "5days" is no time such as 50ms
status 2
rk series: /sys/fs/bpf/maps/none: No such file or directory
status 2
rk series: /sys/fs/bpf/h: no map of time series; `bpftool map dump` shows others
status 2
END
for user in $users; do
	ours "series.$user" $user sh "$TMP/series" "$TMP/work.$user" > "$TMP/series.$user" 2>&1
	same time_series_are_asked_from_outside_by_$user "$TMP/series.expected" "$TMP/series.$user" "something else came out"
done

# --- packages for one hook that has a deadline: all of them, or none ---
cat > "$TMP/deadline" <<'END'
load() { $BIN/rk load "$TMP/first.mbpf" "$TMP/second.mbpf" --pin /sys/fs/bpf "$@" 2>&1 | sed "s#$TMP/##"; }
list() { $BIN/rk list | grep -q '^program' && echo loaded || echo none; } # each has one for every CPU
load --deadline 1 > "$TMP/one"
one=$(sed -n 's/^rk load: first.mbpf: .* take at most \([1-9][0-9]*\) instructions, and the hook allows 1$/\1/p' "$TMP/one")
load --deadline $((2 * one - 1)) | sed "s/ $((2 * one)) / twice as much as one: /; s/ $((2 * one - 1))\$/ one less/"
list
$BIN/rk load "$TMP/count.mbpf" --deadline 1000000 2>&1 | sed "s#$TMP/##"
load --deadline $((2 * one))
LD_PRELOAD=$LIB/libaxiom-bpf.so ls /sys/fs/bpf
list
LD_PRELOAD=$LIB/libaxiom-bpf.so rm /sys/fs/bpf/first /sys/fs/bpf/second
load --deadline 1ms --cpu cortex-a76
list
LD_PRELOAD=$LIB/libaxiom-bpf.so rm /sys/fs/bpf/first /sys/fs/bpf/second
END
cat > "$TMP/deadline.expected" <<'END'
rk load: second.mbpf: it does not fit into the hook's deadline: all together take at most twice as much as one: instructions, and the hook allows one less
none
rk load: count.mbpf: it does not fit into the hook's deadline: steps of JavaScript are no instructions; compile it with --target ebpf
first
second
loaded
loaded
END
"$BIN/mbpf" compile --target ebpf "$here/count.js" -m "$here/count.json" -o "$TMP/first.mbpf" && cp "$TMP/first.mbpf" "$TMP/second.mbpf"
ours deadline self sh "$TMP/deadline" > "$TMP/deadline.out" 2>&1
same packages_that_do_not_fit_into_a_deadline_are_refused_with_the_sum "$TMP/deadline.expected" "$TMP/deadline.out" "something else came out"

# --- programs that lie, and programs that call anything: the engine's process is built with sanitizers ---
sh "$here/hostile.sh" "$BUILD/asan/axiom-bpfd" "$BUILD/test/hostile" 200
mkdir "$TMP/wild" && cp "$LIB/libaxiom-bpf.so" "$BUILD/asan/axiom-bpfd" "$TMP/wild"
ASAN_OPTIONS="log_path=$TMP/wild/asan" UBSAN_OPTIONS="log_path=$TMP/wild/ubsan" ours wild self env LD_PRELOAD="$TMP/wild/libaxiom-bpf.so" \
	"$BUILD/test/wild" 3000 $RANDOM > "$TMP/wild.out" 2>&1
if ls "$TMP"/wild/*san.* > /dev/null 2>&1; then
	fail wild_programs_get_answers "$(cat "$TMP"/wild/*san.* | grep -m 1 -E 'ERROR|runtime error')"
else
	grep -E '^(ok|FAIL)' "$TMP/wild.out" || fail wild_programs_get_answers "it ended: $(tail -n 1 "$TMP/wild.out")"
fi

# --- no engine: the reason is named ---
mkdir "$TMP/alone" && cp "$LIB/libaxiom-bpf.so" "$TMP/alone"
mkdir -m 777 "$TMP/open"
chmod 777 "$TMP/open"
while IFS='|' read -r name lib where what; do
	said=$(AXIOM_BPF_DIR=$where LD_PRELOAD=$lib/libaxiom-bpf.so timeout 20 bpftool prog show 2>&1 | head -n 1)
	[ "$said" = "libaxiom-bpf: no engine: $what" ] && ok "no_engine_$name" || fail "no_engine_$name" "$said"
done <<END
without_a_place|$LIB|$TMP/not/there|directory $TMP/not/there: No such file or directory
in_an_open_place|$LIB|$TMP/open|directory $TMP/open: others may write there (it must have mode 0700)
in_a_file|$LIB|/etc/passwd|/etc/passwd is no directory
without_axiom_bpfd|$TMP/alone|$TMP/engine.alone|$TMP/alone/axiom-bpfd, which belongs beside the library: No such file or directory
END

# --- the engine's process ---
for i in 1 2 3 4 5; do # a program that dies leaves nothing
	ours killed self timeout -s KILL 0.0$i env LD_PRELOAD="$LIB/libaxiom-bpf.so" "$OBJ/ring" > /dev/null 2>&1
done
for i in 1 2 3 4 5 6 7 8 9 10; do # its last descriptors are closed by the kernel, a moment later
	ours killed self env LD_PRELOAD="$LIB/libaxiom-bpf.so" bpftool prog show > "$TMP/killed" 2>&1
	ours killed self env LD_PRELOAD="$LIB/libaxiom-bpf.so" bpftool map show >> "$TMP/killed" 2>&1
	[ -s "$TMP/killed" ] || break
	sleep 0.1
done
[ -s "$TMP/killed" ] && fail killed_programs_leave_nothing "$(head -n 2 "$TMP/killed" | tr '\n' ' ')" || ok killed_programs_leave_nothing
left=1
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do # it ends when nothing is left
	pgrep -f "axiom-bpfd $TMP/" > /dev/null || { left=0; break; }
	sleep 0.3
done
[ $left = 0 ] && ok engines_end_when_nothing_is_left || fail engines_end_when_nothing_is_left "$(pgrep -af "axiom-bpfd $TMP/" | head -n 2)"
