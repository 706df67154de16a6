# SPDX-License-Identifier: Apache-2.0
# session.sh - a session with bpftool, the same on every system; what it prints is compared.  $OBJ: directory of the objects,
# $FS: a bpffs, $TMP: a scratch directory, $WITH: a prefix for every command.  What no two systems share is taken out.
say() {
	echo "\$ $*" | sed "s#$OBJ#OBJ#g; s#$FS#FS#g; s#$TMP#TMP#g"
	$WITH "$@" 2>&1 | sed "s#$OBJ#OBJ#g; s#$FS#FS#g; s#$TMP#TMP#g" | sed -E 's/^[0-9]+: (name|socket|array|hash|ringbuf|lru|perc|queue|stack|lpm|raw|bloom|xdp|sched)/ID: \1/; s/((map|prog|btf)_ids?|id) [0-9,]+/\1 ID/g; s/tag [0-9a-f]{16}/tag TAG/;
		s/loaded_at [^ ]+/loaded_at TIME/; s/uid [0-9]+/uid UID/; s/jited [0-9]+B/jited NB/; s/memlock [0-9]+B/memlock NB/; s/xlated [0-9]+B/xlated NB/;
		s/duration( \(average\))?: [0-9]+ns/duration NS/; /RLIMIT_MEMLOCK/d; /run_time_ns/d; /^(maps|progs)\.debug$/d'
}
head -c 64 /dev/zero > "$TMP/packet"
say bpftool prog load "$OBJ/plain.bpf.o" "$FS/plain"
say bpftool prog load "$OBJ/plain.bpf.o" "$FS/plain"
say bpftool prog load "$OBJ/nothing.o" "$FS/other"
say bpftool prog load "$OBJ/called.bpf.o" "$FS/called"
say sh -c "test -e $FS/with.dot || echo none"
say bpftool prog pin pinned "$FS/called" "$FS/with.dot"
say bpftool prog show pinned "$FS/with.dot"
say bpftool prog show pinned "$FS/plain"
say bpftool prog run pinned "$FS/plain" data_in "$TMP/packet"
say bpftool prog run pinned "$FS/plain" data_in "$TMP/packet" repeat 100
say bpftool prog run pinned "$FS/plain" data_in "$TMP/packet" data_out -
say bpftool prog run pinned "$FS/plain"
say bpftool prog dump xlated pinned "$FS/plain" file "$TMP/xlated"
say bpftool map show name seen
say bpftool map dump name seen
say bpftool map create "$FS/h" type hash key 4 value 8 entries 3 name things
say bpftool map create "$FS/h" type hash key 4 value 8 entries 3 name things
say bpftool map create "$FS/bad" type hash key 0 value 8 entries 3 name bad
say bpftool map show pinned "$FS/h"
say bpftool map update pinned "$FS/h" key 1 0 0 0 value 1 2 3 4 5 6 7 8
say bpftool map update pinned "$FS/h" key 1 0 0 0 value 1 2 3 4 5 6 7 9 noexist
say bpftool map update pinned "$FS/h" key 1 0 0 0 value 1 2 3 4 5 6 7 9 exist
say bpftool map lookup pinned "$FS/h" key 1 0 0 0
say bpftool map lookup pinned "$FS/h" key 2 0 0 0
say bpftool map dump pinned "$FS/h"
say bpftool -j map dump pinned "$FS/h"
say bpftool map getnext pinned "$FS/h"
say bpftool map getnext pinned "$FS/h" key 1 0 0 0
say bpftool map delete pinned "$FS/h" key 1 0 0 0
say bpftool map delete pinned "$FS/h" key 1 0 0 0
say bpftool map dump pinned "$FS/h"
say bpftool map pin name seen "$FS/seen"
say bpftool map freeze pinned "$FS/seen"
say bpftool map update pinned "$FS/seen" key 1 0 0 0 value 1 0 0 0 0 0 0 0
say bpftool map create "$FS/q" type queue value 4 entries 2 name line
say bpftool map enqueue pinned "$FS/q" value 1 0 0 0
say bpftool map enqueue pinned "$FS/q" value 2 0 0 0
say bpftool map enqueue pinned "$FS/q" value 3 0 0 0
say bpftool map peek pinned "$FS/q"
say bpftool map dequeue pinned "$FS/q"
say bpftool map dequeue pinned "$FS/q"
say bpftool map dequeue pinned "$FS/q"
say bpftool map create "$FS/l" type lpm_trie key 8 value 4 entries 9 name tree flags 1
say bpftool map update pinned "$FS/l" key 8 0 0 0 10 0 0 0 value 1 0 0 0
say bpftool map lookup pinned "$FS/l" key 32 0 0 0 10 1 2 3
say bpftool map show pinned "$FS/plain"
say bpftool prog show pinned "$FS/h"
say bpftool btf dump prog pinned "$FS/plain" format raw
say bpftool btf dump map pinned "$FS/seen" format raw
say bpftool -f prog show pinned "$FS/plain"
say bpftool -f map show pinned "$FS/h"
say bpftool prog load "$OBJ/timer.bpf.o" "$FS/bell" pinmaps "$FS/bellmaps"
say bpftool prog run pinned "$FS/bell" data_in "$TMP/packet"
say sleep 0.3
say bpftool map dump name bells
say rm -r "$FS/bell" "$FS/bellmaps"
say bpftool map create "$FS/t" type stack_trace key 4 value 24 entries 8 name traces
say bpftool map create "$FS/t2" type stack_trace key 4 value 20 entries 8 name traces
say bpftool map show pinned "$FS/t"
say bpftool map dump pinned "$FS/t"
say bpftool map update pinned "$FS/t" key 0 0 0 0 value 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
say bpftool map lookup pinned "$FS/t" key 7 0 0 0
say bpftool map lookup pinned "$FS/t" key 9 0 0 0
say bpftool map delete pinned "$FS/t" key 9 0 0 0
say bpftool map getnext pinned "$FS/t"
say rm "$FS/t"
say bpftool gen skeleton "$OBJ/plain.bpf.o" name plain
say sh -c "bpftool prog list | grep -q plain && echo some"
say sh -c "bpftool -j prog list  | grep -o '\"type\":\"socket_filter\",\"name\":\"plain\"' | head -n 1"
say sh -c "bpftool map list | grep -q seen && echo some"
say sh -c "bpftool btf list | grep -q 'name <anon>\|size' && echo some"
say sh -c "bpftool -j btf list  | grep -o '^.{\"id\":' "
say bpftool link list
say bpftool link show id 4000000
say bpftool prog show id 4000000000
say bpftool btf dump id 4000000000
say bpftool btf dump file "$OBJ/plain.bpf.o" format c
say bpftool btf dump map pinned "$FS/seen" format c
say bpftool btf dump map pinned "$FS/seen" key format raw
say bpftool btf dump map pinned "$FS/seen" kv format raw
say sh -c "bpftool prog dump xlated pinned $FS/plain linum | grep -o '^; .*; .*line_num:[0-9]* line_col:[0-9]*' | sort -u"
say sh -c "bpftool prog dump xlated pinned $FS/plain opcodes | grep -c '^ *0: '"
say sh -c "bpftool prog dump xlated pinned $FS/plain visual | head -n 1"
say sh -c "bpftool prog dump xlated pinned $FS/called visual | sed 's/map.id:[0-9]*/map[id:ID/; s/call bpf_.*#[0-9]*/call HELPER/'"
say sh -c "bpftool prog dump xlated pinned $FS/called | sed 's/map.id:[0-9]*/map[id:ID/; s/call bpf_.*#/call HELPER#/; s/#.*//'"
say sh -c "bpftool prog dump jited pinned $FS/plain file $TMP/jited && test -s $TMP/jited && echo some"
say bpftool prog dump jited pinned "$FS/plain"
say bpftool prog loadall "$OBJ/plain.bpf.o" "$FS/all"
say ls "$FS/all"
say bpftool prog load "$OBJ/plain.bpf.o" "$FS/shared" map name seen pinned "$FS/seen"
say sh -c "bpftool prog load $OBJ/plain.bpf.o $FS/typed type xdp 2>/dev/null || echo refused"
say bpftool prog pin pinned "$FS/plain" "$FS/again"
say bpftool prog attach pinned "$FS/plain" sk_skb_verdict pinned "$FS/h"
say bpftool prog detach pinned "$FS/plain" sk_skb_verdict pinned "$FS/h"
say bpftool iter pin "$OBJ/plain.bpf.o" "$FS/iter"
say bpftool gen object "$TMP/linked.o" "$OBJ/plain.bpf.o"
say sh -c "test -s $TMP/linked.o && echo some"
say bpftool gen skeleton "$TMP/linked.o" name linked
say bpftool gen subskeleton "$OBJ/plain.bpf.o" name plain
say bpftool gen min_core_btf /sys/kernel/btf/vmlinux "$TMP/min.btf" "$OBJ/ring.bpf.o"
say sh -c "test -s $TMP/min.btf && echo some"
say bpftool map create "$FS/outer" type array_of_maps key 4 value 4 entries 2 name outer inner_map pinned "$FS/h"
say bpftool map update pinned "$FS/outer" key 0 0 0 0 value pinned "$FS/h"
say sh -c "bpftool map lookup pinned $FS/outer key 0 0 0 0 | sed 's/value.*/value/'"
say bpftool map create "$FS/progs" type prog_array key 4 value 4 entries 2 name progs
say bpftool map update pinned "$FS/progs" key 0 0 0 0 value pinned "$FS/plain"
say sh -c "bpftool map dump pinned $FS/progs | sed 's/value.*/value/'"
say bpftool map create "$FS/pc" type percpu_array key 4 value 8 entries 1 name each
say sh -c "bpftool -j map dump pinned $FS/pc  | grep -o '\"cpu\":0,\"value\":.*0x00\"[]]' | head -c 40"
say bpftool map create "$FS/rb" type ringbuf key 0 value 0 entries 4096 name ring
say bpftool map show pinned "$FS/rb"
say bpftool map create "$FS/bl" type bloom_filter key 0 value 4 entries 100 name bloom
say bpftool map push pinned "$FS/bl" value 1 0 0 0
say bpftool map create "$FS/ts" type task_storage key 4 value 8 entries 0 name tasks flags 1
say bpftool struct_ops show
say bpftool struct_ops dump
say bpftool version
say rm -r "$FS/all" "$FS/shared" "$FS/again" "$FS/outer" "$FS/progs" "$FS/pc" "$FS/rb" "$FS/bl"
say bpftool struct_ops list
say ls "$FS"
say mkdir "$FS/dir"
say bpftool map pin pinned "$FS/h" "$FS/dir/again"
say rm "$FS/called" "$FS/plain" "$FS/h" "$FS/seen" "$FS/q" "$FS/l" "$FS/dir/again"
say rmdir "$FS/dir"
say bpftool map show name things
say bpftool prog show pinned "$FS/plain"
