#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh DIRECTORY [ORACLE] - the oracle on every object against every target, and on the host's own types.
dir=$1 oracle=$2
[ -n "$oracle" ] || { echo "skip core.libbpf: libbpf-dev is not installed"; exit 0; }
[ "$(id -u)" = 0 ] || { echo "skip core.libbpf: libbpf resolves only on the way into the kernel, which needs root"; exit 0; }
for btf in "$dir"/*.btf /sys/kernel/btf/vmlinux; do
	timeout 60 "$oracle" "$btf" "$dir"/*.bpf.o || [ $? -eq 1 ] || echo "FAIL core.oracle: died on $btf"
	timeout 60 "$oracle" --matches "$btf" "$dir"/kinds.bpf.o || [ $? -eq 1 ] || echo "FAIL core.oracle: died on $btf"
done
# other records than a compiler writes: the same instructions, or both refuse
for btf in moved nothing; do
	timeout 60 "$oracle" --edits 400 "${SEED:-1}" "$dir/$btf.btf" "$dir/kinds.bpf.o" || [ $? -eq 1 ] || echo "FAIL core.oracle: died on $btf"
done
if [ -e "$dir/late/enum64.btf" ]; then
	for btf in "$dir"/late/*.btf "$dir/same.btf"; do
		timeout 60 "$oracle" "$btf" "$dir"/late/*.bpf.o || [ $? -eq 1 ] || echo "FAIL core.oracle: died on $btf"
	done
else
	echo "skip core.enum64: clang-16 is not installed"
fi
exit 0
