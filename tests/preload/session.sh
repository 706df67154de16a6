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
say bpftool gen skeleton "$OBJ/plain.bpf.o" name plain
say bpftool struct_ops list
say ls "$FS"
say mkdir "$FS/dir"
say bpftool map pin pinned "$FS/h" "$FS/dir/again"
say rm "$FS/plain" "$FS/h" "$FS/seen" "$FS/q" "$FS/l" "$FS/dir/again"
say rmdir "$FS/dir"
say bpftool map show name things
say bpftool prog show pinned "$FS/plain"
