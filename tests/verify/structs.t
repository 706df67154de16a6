# SPDX-License-Identifier: Apache-2.0
# Structures of the system that kernel functions take, hold and give back.  The tests' types (run.c): 1 task_struct, its parent (1)
# at 8; 2 file, an owner (1) at 40 that it keeps; 3 socket, its sock_common (4) at 24; memory of a task is one, too.

== a task, held and given back
type tracing
attach 23
args 1
trusted
leaks
-- asm
ldxdw r1, [r1]
call kfunc bpf_task_acquire
jeq r0, 0, out
ldxdw r6, [r0]
mov r1, r0
call kfunc bpf_task_release
out:
mov r0, 0
exit
-- accept full calls 2

== one that may not be there is not given back
type tracing
args 1
trusted
leaks
-- asm
ldxdw r1, [r1]
call kfunc bpf_task_acquire
mov r1, r0
call kfunc bpf_task_release
mov r0, 0
exit
-- reject maybe_null 3

== one that is held at the end
type tracing
args 1
trusted
leaks
-- asm
mov r1, 7
call kfunc bpf_task_from_pid
mov r0, 0
exit
-- reject reference_leak

== used after it was given back
type tracing
args 1
trusted
-- asm
mov r1, 7
call kfunc bpf_task_from_pid
jeq r0, 0, out
mov r6, r0
mov r1, r0
call kfunc bpf_task_release
ldxdw r0, [r6]
out:
mov r0, 0
exit
-- reject uninit_read 6

== given back twice
type tracing
args 1
trusted
-- asm
mov r1, 7
call kfunc bpf_task_from_pid
jeq r0, 0, out
mov r6, r0
mov r1, r0
call kfunc bpf_task_release
mov r1, r6
call kfunc bpf_task_release
out:
mov r0, 0
exit
-- reject uninit_read 6

== what the program does not hold is not given back
type tracing
args 1
trusted
leaks
-- asm
ldxdw r1, [r1]
call kfunc bpf_task_release
mov r0, 0
exit
-- reject argument_kind 1

== nor what lies in what it holds
type tracing
args 1
trusted
leaks
-- asm
mov r1, 7
call kfunc bpf_task_from_pid
jeq r0, 0, out
ldxdw r1, [r0+8]
call kfunc bpf_task_release
out:
mov r0, 0
exit
-- reject argument_kind 4

== memory of a task, which is locked only while the function runs that is given it
type tracing
args 1
trusted
leaks
-- asm
ldxdw r1, [r1]
mov r2, 4096
lddw r3, func each
mov r4, 0
mov r5, 0
call 180
mov r0, 0
exit
each:
mov r1, r2
call kfunc bpf_task_acquire
jeq r0, 0, out
mov r1, r0
call kfunc bpf_task_release
out:
mov r0, 0
exit
-- reject argument_kind

== an argument that is not trusted
type tracing
args 1
leaks
-- asm
ldxdw r1, [r1]
call kfunc bpf_task_acquire
mov r0, 0
exit
-- reject argument_kind 1

== helpers take it
type tracing
args 1
leaks
-- asm
ldxdw r1, [r1]
mov r2, r10
add r2, -8
mov r3, 8
mov r4, 0
call 141
mov r0, 0
exit
-- accept full

== one that was walked to
type tracing
args 1
trusted
leaks
-- asm
ldxdw r1, [r1]
ldxdw r1, [r1+8]
call kfunc bpf_task_acquire
mov r0, 0
exit
-- reject argument_kind 2

== one that another keeps
type tracing
args 2
trusted
leaks
-- asm
ldxdw r1, [r1]
ldxdw r1, [r1+40]
call kfunc bpf_task_acquire
jeq r0, 0, out
mov r1, r0
call kfunc bpf_task_release
out:
mov r0, 0
exit
-- accept full

== a task is no socket to be released
type sched_cls
args 1
trusted
leaks
-- asm
mov r1, 7
call kfunc bpf_task_from_pid
jeq r0, 0, out
mov r1, r0
call 86
out:
mov r0, 0
exit
-- reject argument_kind 4

== another structure
type tracing
args 2
trusted
leaks
-- asm
ldxdw r1, [r1]
call kfunc bpf_task_acquire
mov r0, 0
exit
-- reject argument_kind 1

== a type of programs that has no tasks
type socket_filter
-- asm
mov r1, 7
call kfunc bpf_task_from_pid
mov r0, 0
exit
-- reject kernel_function 1
-- linux skip: its log has no number of ours

== sockets are closed by iterators alone
type tracing
attach 23
args 1
trusted
leaks
-- asm
ldxdw r1, [r1]
call kfunc bpf_sock_destroy
mov r0, 0
exit
-- reject kernel_function 1

== iterators close the sockets that they come to
type tracing
attach 28
args 4
trusted
leaks
-- asm
ldxdw r1, [r1]
call kfunc bpf_sock_destroy
mov r0, 0
exit
-- accept full

== not one of a file: it is not locked
type tracing
attach 28
args 2
trusted
leaks
-- asm
ldxdw r1, [r1]
call 162
jeq r0, 0, out
ldxdw r1, [r0+24]
call kfunc bpf_sock_destroy
out:
mov r0, 0
exit
-- reject argument_kind 4

== helpers take it
type tracing
attach 28
args 2
trusted
leaks
-- asm
ldxdw r1, [r1]
call 162
jeq r0, 0, out
ldxdw r1, [r0+24]
call 137
out:
mov r0, 0
exit
-- accept full

== of two, one may not be there: what is held is there for certain
type tracing
args 1
trusted
leaks
-- asm
mov r1, 7
call kfunc bpf_task_from_pid
mov r7, r0
mov r1, 8
call kfunc bpf_task_from_pid
mov r6, r0
jeq r7, 0, free
jeq r6, 0, free
ldxdw r1, [r6]
free:
jeq r7, 0, second
mov r1, r7
call kfunc bpf_task_release
second:
jeq r6, 0, out
mov r1, r6
call kfunc bpf_task_release
out:
mov r0, 0
exit
-- accept full

== a cookie of a session
type kprobe
attach 56
-- asm
call kfunc bpf_session_cookie
ldxdw r1, [r0]
add r1, 1
stxdw [r0], r1
mov r0, 0
exit
-- accept full worst 6
-- linux skip: it may be older

== is 8 bytes
type kprobe
attach 56
-- asm
call kfunc bpf_session_cookie
ldxw r1, [r0+8]
mov r0, 0
exit
-- reject memory_bounds 1
-- linux skip: it may be older

== and no other program's
type kprobe
-- asm
call kfunc bpf_session_cookie
mov r0, 0
exit
-- reject kernel_function 0
-- linux skip: it may be older

== what a kernel function writes was written before: it may leave some of it as it was
type syscall
-- asm
mov r1, r10
add r1, -8
mov r2, 8
mov r3, 0
mov r4, 0
call kfunc bpf_copy_from_user_str
ldxdw r0, [r10-8]
exit
-- reject uninit_stack 5
-- linux skip: it may be older

== where addresses may be shown it need not be
type syscall
leaks
-- asm
mov r1, r10
add r1, -8
mov r2, 8
mov r3, 0
mov r4, 0
call kfunc bpf_copy_from_user_str
mov r0, 0
exit
-- accept full
-- linux skip: it may be older

== what connections are looked up by, the same
type sched_cls
-- asm
stdw [r10-16], 0
stdw [r10-8], 0
mov r2, r10
add r2, -16
mov r3, 12
mov r4, r10
add r4, -32
mov r5, 12
call kfunc bpf_skb_ct_lookup
mov r0, 0
exit
-- reject uninit_stack 8
-- linux skip: it may be older

== a number of an error, the same
type syscall
-- asm
stdw [r10-8], 0
mov r1, r10
add r1, -8
mov r2, 8
mov r3, r10
add r3, -16
call kfunc bpf_crypto_ctx_create
mov r0, 0
exit
-- reject uninit_stack 6
-- linux skip: it may be older

== a full certificate by which a task lives while the program runs
type tracing
attach 23
args 1
trusted
leaks
cert 4158020101010100250000000000000b0300000101440000000100030b03000001014b0501000100040403010000
-- asm
ldxdw r1, [r1]
mov r2, 0
ja on
on:
call kfunc bpf_task_acquire
jeq r0, 0, out
mov r1, r0
call kfunc bpf_task_release
out:
mov r0, 0
exit
-- accept budget
-- linux skip: it knows no certificates

== ... which one that was walked to does not
type tracing
attach 23
args 1
trusted
leaks
cert 415802010101020002250000000000000b0300000101440000000100030b03000001014b0501000100040403010000
-- asm
ldxdw r1, [r1]
ldxdw r1, [r1+8]
ja on
on:
call kfunc bpf_task_acquire
jeq r0, 0, out
mov r1, r0
call kfunc bpf_task_release
out:
mov r0, 0
exit
-- reject certificate_false 3
-- linux skip: it knows no certificates

== ... nor as if it were in a region of RCU
type tracing
attach 23
args 1
trusted
leaks
cert 4158020101010200022a0000000000000b0300000101440000000100031003000001014b050101ffffffff0b0100040403010000
-- asm
ldxdw r1, [r1]
ldxdw r1, [r1+8]
ja on
on:
call kfunc bpf_task_acquire
jeq r0, 0, out
mov r1, r0
call kfunc bpf_task_release
out:
mov r0, 0
exit
-- reject certificate_false 3
-- linux skip: it knows no certificates

== ... nor as another structure
type tracing
attach 23
args 1
trusted
leaks
cert 4158020101010100250000000000000b0300000101440000000100030b03000001014b0502000100040403010000
-- asm
ldxdw r1, [r1]
mov r2, 0
ja on
on:
call kfunc bpf_task_acquire
jeq r0, 0, out
mov r1, r0
call kfunc bpf_task_release
out:
mov r0, 0
exit
-- reject certificate_false 3
-- linux skip: it knows no certificates

== ... nor as what it was walked to from
type tracing
attach 23
args 1
trusted
leaks
cert 4158020101010200022a0000000000000b0300000101440000000100031003000001014b050101e1ffffff0b0100040403010000
-- asm
ldxdw r1, [r1]
ldxdw r1, [r1+8]
ja on
on:
call kfunc bpf_task_acquire
jeq r0, 0, out
mov r1, r0
call kfunc bpf_task_release
out:
mov r0, 0
exit
-- reject argument_kind 3
-- linux skip: it knows no certificates

== a full certificate of a task that may not be there, and is held if it is
type tracing
attach 23
args 1
trusted
leaks
cert 41580201010100450000000000000b0300000101440000000100052b030281808080080002067b818080800805010181808080080100007b818080800805010181808080080100030403000000
-- asm
mov r1, 7
call kfunc bpf_task_from_pid
mov r7, r0
mov r6, r0
ja on
on:
jeq r6, 0, out
mov r1, r6
call kfunc bpf_task_release
out:
mov r0, 0
exit
-- accept budget
-- linux skip: it knows no certificates

== ... of which NULL is no copy: its test would give the task back
type tracing
attach 23
args 1
trusted
leaks
cert 41580201010100450000000000000b0300000101440000000100052b030281808080080002067b818080800805010181808080080100007b818080800805010181808080080100030403000000
-- asm
mov r1, 7
call kfunc bpf_task_from_pid
mov r7, r0
mov r6, 0
ja on
on:
jeq r6, 0, out
mov r1, r6
call kfunc bpf_task_release
out:
mov r0, 0
exit
-- reject certificate_false 5
-- linux skip: it knows no certificates

== ... nor if only that one is told of
type tracing
attach 23
args 1
trusted
leaks
cert 41580201010100370000000000000b0300000101440000000100051d030281808080080002067b818080800805010181808080080100000100030403000000
-- asm
mov r1, 7
call kfunc bpf_task_from_pid
mov r7, r0
mov r6, 0
ja on
on:
jeq r6, 0, out
mov r1, r6
call kfunc bpf_task_release
out:
mov r0, 0
exit
-- reject certificate_false 5
-- linux skip: it knows no certificates

== ... nor one that nobody holds
type tracing
attach 23
args 1
trusted
leaks
cert 41580201010100400000000000000b03000001014400000001000526030281808080080002067b81808080080501000100007b818080800805010181808080080100030403000000
-- asm
mov r1, 7
call kfunc bpf_task_from_pid
mov r7, r0
mov r6, 0
ja on
on:
jeq r6, 0, out
mov r1, r6
call kfunc bpf_task_release
out:
mov r0, 0
exit
-- reject certificate_form
-- linux skip: it knows no certificates

== ... nor is it there for certain
type tracing
attach 23
args 1
trusted
leaks
cert 41580201010100450000000000000b0300000101440000000100052b030281808080080002066b818080800805010181808080080100007b818080800805010181808080080100030403000000
-- asm
mov r1, 7
call kfunc bpf_task_from_pid
mov r7, r0
mov r6, r0
ja on
on:
jeq r6, 0, out
mov r1, r6
call kfunc bpf_task_release
out:
mov r0, 0
exit
-- reject certificate_false 5
-- linux skip: it knows no certificates

== ... nor is it forgotten
type tracing
attach 23
args 1
trusted
leaks
cert 41580201010100400000000000000b0300000101440000000100052603010002067b818080800805010181808080080100007b818080800805010181808080080100030403000000
-- asm
mov r1, 7
call kfunc bpf_task_from_pid
mov r7, r0
mov r6, r0
ja on
on:
jeq r6, 0, out
mov r1, r6
call kfunc bpf_task_release
out:
mov r0, 0
exit
-- reject certificate_false 5
-- linux skip: it knows no certificates

== no tuple: NULL, of 0 bytes, which the function refuses; and what follows it may be NULL, too
type sched_cls
-- asm
mov r2, 0
mov r3, 0
mov r4, 0
mov r5, 0
call kfunc bpf_skb_ct_lookup
mov r0, 0
exit
-- reject kernel_function 4
-- linux skip: it may be older

== ... of more bytes than none
type sched_cls
-- asm
mov r2, 0
mov r3, 12
mov r4, 0
mov r5, 0
call kfunc bpf_skb_ct_lookup
mov r0, 0
exit
-- reject argument_kind 4
-- linux skip: it may be older

== ... where the size may be one
type sched_cls
-- asm
ldxw r3, [r1]
and r3, 1
mov r2, 0
mov r4, 0
mov r5, 0
call kfunc bpf_skb_ct_lookup
mov r0, 0
exit
-- reject argument_kind 5
-- linux skip: it may be older

== ... where the number is not NULL
type sched_cls
-- asm
mov r2, 1
mov r3, 0
mov r4, 0
mov r5, 0
call kfunc bpf_skb_ct_lookup
mov r0, 0
exit
-- reject argument_kind 4
-- linux skip: it may be older

== attributes of a connection, for a whole socket
type sched_cls
leaks
-- asm
mov r9, r1
stdw [r10-16], 0
stdw [r10-8], 0
mov r2, r10
add r2, -16
mov r3, 12
mov r4, -1
mov r5, 0
call 84
jeq r0, 0, out
mov r6, r0
mov r1, r9
mov r2, r6
mov r3, 0
mov r4, 0
call kfunc bpf_sk_assign_tcp_reqsk
mov r1, r6
call 86
out:
mov r0, 0
exit
-- accept calls 3
-- linux skip: it may be older

== ... for one seen as the system sees it
type sched_cls
map array 4 80 1 lock 0 closed 8 72 own 5
leaks
-- asm
mov r9, r1
stdw [r10-16], 0
stdw [r10-8], 0
mov r2, r10
add r2, -16
mov r3, 12
mov r4, -1
mov r5, 0
call 99
jeq r0, 0, out
mov r6, r0
mov r1, r6
call 137
jeq r0, 0, give
mov r1, r9
mov r2, r0
mov r3, 0
mov r4, 0
call kfunc bpf_sk_assign_tcp_reqsk
give:
mov r1, r6
call 86
out:
mov r0, 0
exit
-- accept calls 4
-- linux skip: it may be older

== ... for what may be less: a request, or a connection that is gone
type sched_cls
map array 4 80 1 lock 0 closed 8 72 own 5
leaks
-- asm
mov r9, r1
stdw [r10-16], 0
stdw [r10-8], 0
mov r2, r10
add r2, -16
mov r3, 12
mov r4, -1
mov r5, 0
call 99
jeq r0, 0, out
mov r6, r0
mov r1, r9
mov r2, r6
mov r3, 0
mov r4, 0
call kfunc bpf_sk_assign_tcp_reqsk
mov r1, r6
call 86
out:
mov r0, 0
exit
-- reject argument_kind 15
-- linux skip: it may be older

== ... when it was given back
type sched_cls
map array 4 80 1 lock 0 closed 8 72 own 5
leaks
-- asm
mov r9, r1
stdw [r10-16], 0
stdw [r10-8], 0
mov r2, r10
add r2, -16
mov r3, 12
mov r4, -1
mov r5, 0
call 99
jeq r0, 0, out
mov r6, r0
mov r1, r6
call 137
mov r7, r0
mov r1, r6
call 86
jeq r7, 0, out
mov r1, r9
mov r2, r7
mov r3, 0
mov r4, 0
call kfunc bpf_sk_assign_tcp_reqsk
out:
mov r0, 0
exit
-- reject argument_kind 21
-- linux skip: it may be older

== the mark of a connection that is held is written
type sched_cls
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
stdw [r10-16], 0
stdw [r10-8], 0
stdw [r10-24], 0
stdw [r10-32], 0
mov r2, r10
add r2, -16
mov r3, 12
mov r4, r10
add r4, -32
mov r5, 16
call kfunc bpf_skb_ct_alloc
jeq r0, 0, out
mov r6, r0
stw [r6+8], 77
mov r1, r6
call kfunc bpf_ct_insert_entry
jeq r0, 0, out
mov r1, r0
call kfunc bpf_ct_release
out:
mov r0, 0
exit
-- accept calls 3
-- linux skip: it may be older

== ... by programs of XDP, too
type xdp
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
stdw [r10-16], 0
stdw [r10-8], 0
stdw [r10-24], 0
stdw [r10-32], 0
mov r2, r10
add r2, -16
mov r3, 12
mov r4, r10
add r4, -32
mov r5, 16
call kfunc bpf_xdp_ct_alloc
jeq r0, 0, out
mov r6, r0
stw [r6+8], 77
mov r1, r6
call kfunc bpf_ct_insert_entry
jeq r0, 0, out
mov r1, r0
call kfunc bpf_ct_release
out:
mov r0, 0
exit
-- accept calls 3
-- linux skip: it may be older

== ... no other field
type sched_cls
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
stdw [r10-16], 0
stdw [r10-8], 0
stdw [r10-24], 0
stdw [r10-32], 0
mov r2, r10
add r2, -16
mov r3, 12
mov r4, r10
add r4, -32
mov r5, 16
call kfunc bpf_skb_ct_alloc
jeq r0, 0, out
mov r6, r0
stw [r6], 77
mov r1, r6
call kfunc bpf_ct_insert_entry
jeq r0, 0, out
mov r1, r0
call kfunc bpf_ct_release
out:
mov r0, 0
exit
-- reject ctx_access 13
-- linux skip: it may be older

== ... none of one that was given back
type sched_cls
map array 4 80 1 lock 0 closed 8 72 own 5
leaks
-- asm
stdw [r10-16], 0
stdw [r10-8], 0
stdw [r10-24], 0
stdw [r10-32], 0
mov r2, r10
add r2, -16
mov r3, 12
mov r4, r10
add r4, -32
mov r5, 16
call kfunc bpf_skb_ct_alloc
jeq r0, 0, out
mov r6, r0
mov r1, r6
call kfunc bpf_ct_insert_entry
stw [r6+8], 77
jeq r0, 0, out
mov r1, r0
call kfunc bpf_ct_release
out:
mov r0, 0
exit
-- reject not_a_pointer 15
-- linux skip: it may be older

== a socket's sock may be NULL, though what it points to is kept
type tracing
attach 28
args 3
trusted
leaks
-- asm
ldxdw r1, [r1]
ldxdw r1, [r1+24]
call kfunc bpf_sock_destroy
mov r0, 0
exit
-- reject maybe_null 2

== ... nor is it looked into
type tracing
attach 28
args 3
trusted
leaks
-- asm
ldxdw r1, [r1]
ldxdw r1, [r1+24]
ldxdw r0, [r1]
mov r0, 0
exit
-- reject maybe_null 2

== ... before it was compared with NULL
type tracing
attach 28
args 3
trusted
leaks
-- asm
ldxdw r1, [r1]
ldxdw r1, [r1+24]
jeq r1, 0, out
ldxdw r0, [r1]
call kfunc bpf_sock_destroy
out:
mov r0, 0
exit
-- accept
