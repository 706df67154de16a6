#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# linux.sh DIRECTORY - the test programs on Linux: what they expect of Axiom must hold here.
bin=$1
. tests/user/deaths.sh
[ "$(uname -m)" = x86_64 ] || { echo "skip user-linux: the programs are built for x86_64"; exit 0; }
for p in hello hello-pie limits files pointers stress float; do
	timeout 60 "$bin/$p" </dev/null | cat
done
"$bin/trace" >build/test/user-linux-trace.out 2>&1
if grep -q 'FAIL trace: an array that can be mapped' build/test/user-linux-trace.out; then
	echo "skip trace: bpf(2) is refused here"
else
	cat build/test/user-linux-trace.out
fi
ulimit -c 0
for d in $deaths_all $deaths_x86_64; do
	name=${d%:*} want=${d#*:}
	mkdir -p build/test/deaths
	ln -f "$bin/die" "build/test/deaths/die-$name"
	sh -c "timeout 20 build/test/deaths/die-$name" >/dev/null 2>&1
	status=$?
	got=$(kill -l $((status - 128)) 2>/dev/null)
	[ "$got" = "$want" ] && echo "ok die-$name: SIG$want" || echo "FAIL die-$name: status $status, want SIG$want"
done
