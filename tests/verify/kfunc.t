# SPDX-License-Identifier: Apache-2.0
# Kernel functions: which may be called where; exceptions (bpf_throw and exception callbacks).

== one that is not here
-- asm
call kfunc 300
mov r0, 0
exit
-- reject kernel_function 0
-- linux skip: its numbers are other ones

== all of them are for programs with a GPL-compatible licence
nogpl
type sched_cls
-- asm
mov r1, 7
call kfunc bpf_throw
exit
-- reject gpl_only 1

== dead code is not asked for it
nogpl
type sched_cls
-- asm
mov r0, 0
jne r0, 0, dead
exit
dead:
mov r1, 7
call kfunc bpf_throw
exit
-- accept
-- linux rejects: it looks at calls before it walks

== its number is no helper's
type sched_cls
-- asm
mov r1, 0
call 256
mov r0, 0
exit
-- reject unknown_helper 1

== dead code may call anything
-- asm
mov r0, 0
jne r0, 0, dead
exit
dead:
call kfunc 300
exit
-- accept
-- linux skip: its numbers are other ones

== a throw ends the program; what follows is dead
type sched_cls
-- asm
mov r1, 7
call kfunc bpf_throw
exit
-- accept worst 2 calls 1

== nothing has to follow
type sched_cls
-- asm
mov r1, 7
call kfunc bpf_throw
-- accept worst 2
-- linux rejects: it wants an exit or a jump there

== it takes a number
type sched_cls
-- asm
mov r1, r10
call kfunc bpf_throw
mov r0, 0
exit
-- reject pointer_leak 1

== an address is no number, whoever may see it
leaks
type sched_cls
-- asm
mov r1, r10
call kfunc bpf_throw
mov r0, 0
exit
-- reject pointer_leak 1

== it reads r1
type sched_cls
-- asm
mov r2, r1
mov r1, r2
jeq r2, 0, +1
ldxw r1, [r1]
mov r2, 0
call kfunc bpf_throw
mov r0, 0
exit
-- reject pointer_leak 5

== not for programs of this type
type socket_filter
-- asm
mov r1, 0
call kfunc bpf_throw
mov r0, 0
exit
-- reject kernel_function 1

== from a function, out of a loop: the longer way counts
type sched_cls
-- asm
mov r6, r1
mov r7, 0
loop:
mov r1, r7
call local f
add r7, 1
jlt r7, 10, loop
mov r0, 0
exit
f:
jne r1, 5, +2
mov r1, 3
call kfunc bpf_throw
mov r0, 0
exit
-- accept worst 74

== a loop that only a throw leaves
type sched_cls
-- asm
mov r7, 0
loop:
add r7, 1
jlt r7, 10, loop
mov r1, 3
call kfunc bpf_throw
ja loop
-- accept worst 23

== a throw in a loop with no other end, bounded by its count
type sched_cls
-- asm
mov r7, 0
loop:
add r7, 1
jne r7, 10, loop
mov r1, 1
call kfunc bpf_throw
mov r0, 0
exit
-- accept worst 23

== the default callback returns the cookie: it is held to the type's results
type cgroup_skb
-- asm
mov r1, 5
call kfunc bpf_throw
mov r0, 0
exit
-- reject return_range 1

== a cookie that the type may return
type cgroup_skb
-- asm
mov r1, 1
call kfunc bpf_throw
mov r0, 0
exit
-- accept

== an exception callback takes any cookie
type cgroup_skb
catch 4
-- asm
mov r1, 5
call kfunc bpf_throw
mov r0, 0
exit
mov r0, 1
exit
-- accept worst 4

== but its results are the program's
type cgroup_skb
catch 4
-- asm
mov r1, 5
call kfunc bpf_throw
mov r0, 0
exit
mov r0, r1
exit
-- reject return_range 5

== it knows nothing of what was thrown
type cgroup_skb
catch 4
-- asm
mov r1, 1
call kfunc bpf_throw
mov r0, 0
exit
mov r0, r1
and r0, 1
exit
-- accept

== it gets a cookie and nothing else
type sched_cls
catch 4
-- asm
mov r1, 5
call kfunc bpf_throw
mov r0, 0
exit
mov r0, r2
exit
-- reject uninit_read 4

== it sees nothing of the program's stack
type sched_cls
catch 5
-- asm
stdw [r10-8], 1
mov r1, 5
call kfunc bpf_throw
mov r0, 0
exit
ldxdw r0, [r10-8]
exit
-- reject uninit_stack 5

== it may call functions
type sched_cls
catch 4
-- asm
mov r1, 5
call kfunc bpf_throw
mov r0, 0
exit
call local f
exit
f:
mov r0, r1
add r0, 1
exit
-- accept

== it does not throw
type sched_cls
catch 4
-- asm
mov r1, 5
call kfunc bpf_throw
mov r0, 0
exit
call kfunc bpf_throw
-- reject callback 4

== nor do the functions that it calls
type sched_cls
catch 4
-- asm
mov r1, 5
call kfunc bpf_throw
mov r0, 0
exit
call local f
mov r0, 0
exit
f:
mov r1, 1
call kfunc bpf_throw
-- reject callback 8

== it is not called
type sched_cls
catch 4
-- asm
mov r1, 5
call local f
mov r0, 0
exit
f:
mov r0, 1
exit
-- reject callback 1

== it makes no tail call
type sched_cls
map prog_array 4 4 1
catch 4
-- asm
mov r1, 5
call kfunc bpf_throw
mov r0, 0
exit
lddw r2, map[0]
mov r3, 0
mov r1, 0
call 12
mov r0, 0
exit
-- reject argument_kind 8

== it begins at an instruction
type sched_cls
catch 1
-- asm
lddw r1, 5
mov r0, 0
exit
-- reject bad_call_target

== a record is held
type sched_cls
map ringbuf 0 0 4096
-- asm
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
jeq r0, 0, out
mov r6, r0
mov r1, 0
call kfunc bpf_throw
mov r1, r6
mov r2, 0
call 132
out:
mov r0, 0
exit
-- reject reference_leak 8
-- fixed
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
jeq r0, 0, out
mov r1, r0
mov r2, 0
call 132
mov r1, 0
call kfunc bpf_throw
out:
mov r0, 0
exit

== the caller of what throws holds one
type sched_cls
map ringbuf 0 0 4096
-- asm
mov r7, r1
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
jeq r0, 0, out
mov r6, r0
mov r1, r7
call local f
mov r1, r6
mov r2, 0
call 132
out:
mov r0, 0
exit
f:
ldxw r1, [r1]
jeq r1, 0, +2
mov r1, 0
call kfunc bpf_throw
mov r0, 0
exit
-- reject reference_leak 18

== the record that may not be there is not held
type sched_cls
map ringbuf 0 0 4096
-- asm
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
jne r0, 0, got
mov r1, 0
call kfunc bpf_throw
got:
mov r1, r0
mov r2, 0
call 132
mov r0, 0
exit
-- accept

== a lock is held
type sched_cls
map array 4 16 1 lock 0
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r6, r0
mov r1, r0
call 93
mov r1, 0
call kfunc bpf_throw
out:
mov r0, 0
exit
-- reject lock

== what a helper calls does not throw
type sched_cls
-- asm
mov r1, 5
lddw r2, func f
mov r3, 0
mov r4, 0
call 181
mov r0, 0
exit
f:
mov r1, 0
call kfunc bpf_throw
mov r0, 0
exit
-- reject callback 9
-- fixed
mov r1, 5
lddw r2, func f
mov r3, 0
mov r4, 0
call 181
mov r1, 0
call kfunc bpf_throw
mov r0, 0
exit
f:
mov r0, 0
exit

== nor do the functions that it calls (helpers)
type sched_cls
-- asm
mov r1, 5
lddw r2, func f
mov r3, 0
mov r4, 0
call 181
mov r0, 0
exit
f:
call local g
mov r0, 0
exit
g:
mov r1, 0
call kfunc bpf_throw
-- reject callback 12

== a callee that always throws is not remembered as one that returns
type sched_cls
-- asm
mov r6, r1
ldxw r1, [r6]
jeq r1, 0, +1
call local f
ldxw r1, [r6]
call local f
mov r0, r9
exit
f:
mov r1, 1
call kfunc bpf_throw
-- accept
-- linux skip: it says that the last instructions cannot be reached

== a callee that does not come back costs what it does
type sched_cls
-- asm
mov r1, 7
call local f
mov r0, 0
exit
f:
mov r0, 0
add r0, 1
call kfunc bpf_throw
exit
-- accept worst 5 calls 1

== a region of RCU is left on every way
type raw_tracepoint
-- asm
mov r6, r1
call kfunc bpf_rcu_read_lock
ldxdw r1, [r6]
jeq r1, 0, out
call kfunc bpf_rcu_read_unlock
out:
mov r0, 0
exit
-- reject reference_leak 6
-- fixed
mov r6, r1
call kfunc bpf_rcu_read_lock
call kfunc bpf_rcu_read_unlock
mov r0, 0
exit

== it is left before the end
type raw_tracepoint
-- asm
call kfunc bpf_rcu_read_lock
mov r0, 0
exit
-- reject reference_leak 2

== there is one to be left
type raw_tracepoint
-- asm
call kfunc bpf_rcu_read_unlock
mov r0, 0
exit
-- reject lock 0

== one at a time
type raw_tracepoint
-- asm
call kfunc bpf_rcu_read_lock
call kfunc bpf_rcu_read_lock
call kfunc bpf_rcu_read_unlock
mov r0, 0
exit
-- reject lock 1
-- linux skip: it counts them, since 6.17

== no throw in it
type tracepoint
-- asm
call kfunc bpf_rcu_read_lock
mov r1, 0
call kfunc bpf_throw
mov r0, 0
exit
-- reject reference_leak 2

== functions take part
type raw_tracepoint
-- asm
call local f
call kfunc bpf_rcu_read_unlock
mov r0, 0
exit
f:
call kfunc bpf_rcu_read_lock
mov r0, 0
exit
-- accept

== preemption is disabled as often as it is enabled
type raw_tracepoint
-- asm
call kfunc bpf_preempt_disable
call kfunc bpf_preempt_disable
call kfunc bpf_preempt_enable
call kfunc bpf_preempt_enable
mov r0, 0
exit
-- accept

== ... not less often
type raw_tracepoint
-- asm
call kfunc bpf_preempt_disable
call kfunc bpf_preempt_disable
call kfunc bpf_preempt_enable
mov r0, 0
exit
-- reject reference_leak 4

== ... nor more
type raw_tracepoint
-- asm
call kfunc bpf_preempt_disable
call kfunc bpf_preempt_enable
call kfunc bpf_preempt_enable
mov r0, 0
exit
-- reject lock 2

== a slice to be read has the size that was asked for
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
mov r1, r10
add r1, -16
mov r2, 8
mov r3, 0
mov r4, 8
call kfunc bpf_dynptr_slice
jeq r0, 0, out
ldxdw r0, [r0]
out:
mov r0, 0
exit
-- accept

== ... and is not written
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
mov r1, r10
add r1, -16
mov r2, 8
mov r3, 0
mov r4, 8
call kfunc bpf_dynptr_slice
jeq r0, 0, out
stdw [r0], 1
out:
mov r0, 0
exit
-- reject read_only 14

== one to be written is, as far as it reaches
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
mov r1, r10
add r1, -16
mov r2, 8
mov r3, 0
mov r4, 8
call kfunc bpf_dynptr_slice_rdwr
jeq r0, 0, out
stdw [r0], 1
stb [r0+8], 1
out:
mov r0, 0
exit
-- reject memory_bounds 15

== the buffer is as large as that
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
stdw [r10-24], 0
mov r1, r10
add r1, -16
mov r2, 8
mov r3, r10
add r3, -4
mov r4, 8
call kfunc bpf_dynptr_slice
mov r0, 0
exit
-- reject stack_bounds 14

== none without a dynptr
leaks
-- asm
stdw [r10-16], 0
stdw [r10-8], 0
mov r1, r10
add r1, -16
call kfunc bpf_dynptr_size
mov r0, 0
exit
-- reject dynptr 4

== a record's dynptr is made smaller, and still given back
map ringbuf 0 0 4096
leaks
-- asm
lddw r1, map[0]
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 198
mov r1, r10
add r1, -16
mov r2, 8
mov r3, 16
call kfunc bpf_dynptr_adjust
mov r1, r10
add r1, -16
call kfunc bpf_dynptr_size
mov r1, r10
add r1, -16
call kfunc bpf_dynptr_is_null
mov r1, r10
add r1, -16
mov r2, 0
call 199
mov r0, 0
exit
-- accept

== the exception callback has functions of its own, which look at its stack
type sched_cls
catch 3
leaks
-- asm
mov r1, 1
call kfunc bpf_throw
exit
stdw [r10-8], 0
mov r1, r10
add r1, -8
call local f
mov r0, 0
exit
f:
ldxdw r0, [r1]
exit
-- accept

== ... deeper than main's
type sched_cls
catch 5
leaks
-- asm
call local t
exit
t:
mov r1, 1
call kfunc bpf_throw
exit
stdw [r10-8], 0
mov r1, r10
add r1, -8
call local f
mov r0, 0
exit
f:
call local g
exit
g:
call local h
exit
h:
ldxdw r0, [r1]
stdw [r1], 1
exit
-- accept

== its functions have no more stack than main's
type sched_cls
catch 3
leaks
-- asm
mov r1, 1
call kfunc bpf_throw
exit
call local f
call local g
mov r0, 0
exit
f:
call local h
exit
g:
stdw [r10-400], 1
call local h
exit
h:
stdw [r10-200], 1
mov r0, 0
exit
-- reject stack_total
