#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# linux.sh - the very same binary and object on the Linux that we are on must print the same lines as on Axiom: ids and
# figures differ, and Linux does not state a worst case.
log=build/test/demo-linux.out
if [ "$(id -u)" -ne 0 ]; then
	echo "skip demo-linux: bpf(2) and perf_event_open(2) need root"
	exit 0
fi
build/user/x86_64/tick build/bpf/01-tick/tick.bpf.o >$log 2>$log.err
status=$?
if [ $status -ne 0 ] && grep -qE 'Operation not permitted|Function not implemented|Permission denied' $log.err; then
	echo "skip demo-linux: refused here: $(head -n 1 $log.err)"
	exit 0
fi
{
	echo 'Creating array map... OK (id=N)'
	echo 'Creating ringbuf... OK (id=N)'
	echo 'Loading BPF program... OK (id=N)'
	echo '  verdict: instructions N, worst case not stated, verifier peak not stated, time N us'
	echo 'Attaching to timer... OK'
	for i in 1 2 3 4 5 6 7 8 9 10; do echo "Tick #$i received via ringbuf, map counter: N"; done
	echo 'Summary: 10 events received, 0 lost, map counter N'
	echo 'Latency tick -> user space: mean N ns, median N ns, worst N ns'
} >$log.want
sed -E 's/id=[0-9]+/id=N/; s/(counter:?) [0-9]+/\1 N/; s/(instructions|time|mean|median|worst) [0-9]+/\1 N/g' $log >$log.got
if [ $status -eq 0 ] && cmp -s $log.got $log.want; then
	echo "ok demo-linux: the same lines as on Axiom"
else
	echo "FAIL demo-linux: status $status; $(diff $log.got $log.want | head -n 2 | tr '\n' ' ')$(head -n 1 $log.err)"
fi
