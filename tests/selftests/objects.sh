#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# objects.sh RK SRC DIRECTORY - Linux's own programs on dynptrs and user ring buffers: those that it accepts, and those that it
# refuses.  Their test sets the size of the ring buffers; here the source does.
rk=$1 selftests=$2/testing/selftests/bpf dir=$3/objects
mkdir -p "$dir"
for name in dynptr_success:0 user_ringbuf_success:0 dynptr_fail:1 user_ringbuf_fail:1; do
	want=${name#*:} name=${name%:*}
	sed 's/__uint(type, BPF_MAP_TYPE_\(USER_\)\{0,1\}RINGBUF);/& __uint(max_entries, 4096);/' "$selftests/progs/$name.c" >"$dir/$name.c"
	clang -O2 -g -w -target bpf -mcpu=v3 -I"$selftests" -I"$selftests/progs" -I"$2/include/uapi" \
		-I"/usr/include/$(gcc -dumpmachine)" -c "$dir/$name.c" -o "$dir/$name.o" || exit 1
	"$rk" verify "$dir/$name.o" >"$dir/$name.txt" 2>&1
	echo "$name: $(grep -c '^accepted' "$dir/$name.txt") accepted, $(grep -c '^refused' "$dir/$name.txt") refused"
	if [ "$want" = 0 ]; then ! grep '^refused' "$dir/$name.txt"; else ! grep '^accepted' "$dir/$name.txt"; fi || exit 1
done
