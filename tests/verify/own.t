# SPDX-License-Identifier: Apache-2.0
# Structures that programs allocate, and what holds them: kernel pointers, lists and trees.  The program's types (run.c): 1 node { long; tree
# node at 8; list node at 40; count at 64; long at 72; }, 2 leaf, 3 box { lock; list of items at 8; pointer to a leaf at 24; }, 4 item { list
# node; long; }, 5 a map's value { lock; tree of nodes at 8; list of nodes at 24; pointers to a node at 40, a leaf at 48, a task at 56, a task
# that nothing keeps at 64; long at 72; }, 6 nothing that may be.

== allocated, written, read and given back
type sched_cls
leaks
-- asm
mov r1, 2
call kfunc bpf_obj_new_impl
jeq r0, 0, out
mov r6, r0
stdw [r6+8], 7
ldxdw r7, [r6]
mov r1, r6
call kfunc bpf_obj_drop_impl
out:
mov r0, 0
exit
-- accept calls 2
-- linux skip: it wants the program's types

== what it had is not told where addresses are not shown
type sched_cls
-- asm
mov r1, 2
call kfunc bpf_obj_new_impl
jeq r0, 0, out
mov r6, r0
ldxdw r7, [r6]
mov r1, r6
call kfunc bpf_obj_drop_impl
out:
mov r0, 0
exit
-- reject pointer_leak 4

== it may not be there
type sched_cls
leaks
-- asm
mov r1, 2
call kfunc bpf_obj_new_impl
stdw [r0], 7
mov r0, 0
exit
-- reject maybe_null 2

== it is not given back
type sched_cls
leaks
-- asm
mov r1, 2
call kfunc bpf_obj_new_impl
mov r0, 0
exit
-- reject reference_leak 3

== used after it was given back
type sched_cls
leaks
-- asm
mov r1, 2
call kfunc bpf_obj_new_impl
jeq r0, 0, out
mov r6, r0
mov r1, r0
call kfunc bpf_obj_drop_impl
stdw [r6], 7
out:
mov r0, 0
exit
-- reject not_a_pointer 6

== beyond its end
type sched_cls
leaks
-- asm
mov r1, 2
call kfunc bpf_obj_new_impl
jeq r0, 0, out
stdw [r0+16], 7
mov r1, r0
call kfunc bpf_obj_drop_impl
out:
mov r0, 0
exit
-- reject ctx_access 3

== its nodes are no data
type sched_cls
leaks
-- asm
mov r1, 1
call kfunc bpf_obj_new_impl
jeq r0, 0, out
stdw [r0+16], 7
mov r1, r0
call kfunc bpf_obj_drop_impl
out:
mov r0, 0
exit
-- reject special_field 3

== nothing that can be allocated
type sched_cls
leaks
-- asm
mov r1, 6
call kfunc bpf_obj_new_impl
mov r0, 0
exit
-- reject argument_kind 1

== it is given back from its beginning on
type sched_cls
leaks
-- asm
mov r1, 2
call kfunc bpf_obj_new_impl
jeq r0, 0, out
mov r1, r0
add r1, 8
call kfunc bpf_obj_drop_impl
out:
mov r0, 0
exit
-- reject argument_kind 5

== it is no socket
type sched_cls
leaks
-- asm
mov r1, 2
call kfunc bpf_obj_new_impl
jeq r0, 0, out
mov r1, r0
call 86
out:
mov r0, 0
exit
-- reject argument_kind 4

== a list has it, and gives another one
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
mov r1, 1
call kfunc bpf_obj_new_impl
jeq r0, 0, out
mov r6, r0
lddw r1, map[0]+0
call 93
stdw [r6], 7
lddw r1, map[0]+24
mov r2, r6
add r2, 40
mov r4, 0
call kfunc bpf_list_push_front_impl
stdw [r6], 8
lddw r1, map[0]+24
call kfunc bpf_list_pop_back
mov r6, r0
lddw r1, map[0]+0
call 94
jeq r6, 0, out
add r6, -40
ldxdw r7, [r6]
mov r1, r6
call kfunc bpf_obj_drop_impl
out:
mov r0, 0
exit
-- accept

== the list's lock is not held
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
lddw r1, map[0]+24
call kfunc bpf_list_pop_back
jeq r0, 0, out
mov r1, r0
add r1, -40
call kfunc bpf_obj_drop_impl
out:
mov r0, 0
exit
-- reject lock 2

== another one's lock is
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
lddw r1, map[1]+0
call 93
lddw r1, map[0]+24
call kfunc bpf_list_pop_back
mov r6, r0
lddw r1, map[1]+0
call 94
jeq r6, 0, out
mov r1, r6
add r1, -40
call kfunc bpf_obj_drop_impl
out:
mov r0, 0
exit
-- reject lock 5

== what the list has is not owned any more
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
mov r1, 1
call kfunc bpf_obj_new_impl
jeq r0, 0, out
mov r6, r0
lddw r1, map[0]+0
call 93
lddw r1, map[0]+24
mov r2, r6
add r2, 40
mov r4, 0
call kfunc bpf_list_push_front_impl
lddw r1, map[0]+24
mov r2, r6
add r2, 40
mov r4, 0
call kfunc bpf_list_push_front_impl
lddw r1, map[0]+0
call 94
out:
mov r0, 0
exit
-- reject argument_kind 18

== and nothing says that it is there once the lock was given back
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
mov r1, 1
call kfunc bpf_obj_new_impl
jeq r0, 0, out
mov r6, r0
lddw r1, map[0]+0
call 93
lddw r1, map[0]+24
mov r2, r6
add r2, 40
mov r4, 0
call kfunc bpf_list_push_front_impl
lddw r1, map[0]+0
call 94
stdw [r6], 8
out:
mov r0, 0
exit
-- reject not_a_pointer 16

== not where a function gives it back and takes it again, either
type sched_cls
leaks
summaries
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
mov r1, 1
call kfunc bpf_obj_new_impl
jeq r0, 0, out
mov r6, r0
lddw r1, map[0]+0
call 93
lddw r1, map[0]+24
mov r2, r6
add r2, 40
mov r4, 0
call kfunc bpf_list_push_front_impl
call local again
lddw r1, map[0]+24
call kfunc bpf_rbtree_first
lddw r1, map[0]+0
call 94
out:
mov r0, 0
exit
again:
lddw r1, map[0]+0
call 94
lddw r1, map[0]+0
call 93
mov r0, 0
exit
-- reject argument_kind 16

== the same, remembered
type sched_cls
leaks
summaries
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
lddw r1, map[0]+0
call 93
call local again
lddw r1, map[0]+0
call 94
mov r1, 1
call kfunc bpf_obj_new_impl
jeq r0, 0, out
mov r6, r0
lddw r1, map[0]+0
call 93
lddw r1, map[0]+24
mov r2, r6
add r2, 40
mov r4, 0
call kfunc bpf_list_push_front_impl
call local again
stdw [r6], 8
lddw r1, map[0]+0
call 94
out:
mov r0, 0
exit
again:
lddw r1, map[0]+0
call 94
lddw r1, map[0]+0
call 93
mov r0, 0
exit
-- reject not_a_pointer 21

== a pointer to what a kernel pointer shares, read without a lock, and a function that takes it and gives it back, remembered
type sched_cls
leaks
summaries
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
call local again
lddw r1, map[0]+40
ldxdw r6, [r1]
jeq r6, 0, out
call local again
stdw [r6], 8
out:
mov r0, 0
exit
again:
lddw r1, map[0]+0
call 93
lddw r1, map[0]+0
call 94
mov r0, 0
exit
-- reject not_a_pointer 6

== a leaf is no node
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
mov r1, 2
call kfunc bpf_obj_new_impl
jeq r0, 0, out
mov r6, r0
lddw r1, map[0]+0
call 93
lddw r1, map[0]+24
mov r2, r6
mov r4, 0
call kfunc bpf_list_push_front_impl
lddw r1, map[0]+0
call 94
out:
mov r0, 0
exit
-- reject argument_kind 11

== nor is a node's other place
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
mov r1, 1
call kfunc bpf_obj_new_impl
jeq r0, 0, out
mov r6, r0
lddw r1, map[0]+0
call 93
lddw r1, map[0]+24
mov r2, r6
add r2, 8
mov r4, 0
call kfunc bpf_list_push_front_impl
lddw r1, map[0]+0
call 94
out:
mov r0, 0
exit
-- reject argument_kind 12

== what a list gives is given back
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
lddw r1, map[0]+0
call 93
lddw r1, map[0]+24
call kfunc bpf_list_pop_back
lddw r1, map[0]+0
call 94
mov r0, 0
exit
-- reject reference_leak 10

== a tree, put in order by a function; what is first is taken out
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
mov r1, 1
call kfunc bpf_obj_new_impl
jeq r0, 0, out
mov r6, r0
stdw [r6], 7
lddw r1, map[0]+0
call 93
lddw r1, map[0]+8
mov r2, r6
add r2, 8
lddw r3, func less
mov r5, 0
call kfunc bpf_rbtree_add_impl
lddw r1, map[0]+8
call kfunc bpf_rbtree_first
mov r6, r0
jeq r0, 0, unlock
lddw r1, map[0]+8
mov r2, r0
call kfunc bpf_rbtree_remove
mov r6, r0
unlock:
lddw r1, map[0]+0
call 94
jeq r6, 0, out
mov r1, r6
add r1, -8
call kfunc bpf_obj_drop_impl
out:
mov r0, 0
exit
less:
ldxdw r1, [r1-8]
ldxdw r2, [r2-8]
mov r0, 1
jlt r1, r2, done
mov r0, 0
done:
exit
-- accept

== what was read in a region of RCU is only read behind it
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
call kfunc bpf_rcu_read_lock
lddw r6, map[0]+48
ldxdw r7, [r6]
call kfunc bpf_rcu_read_unlock
jeq r7, 0, out
stdw [r7], 7
out:
mov r0, 0
exit
-- reject ctx_access 6

== what a kernel pointer keeps is not given back
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
lddw r6, map[0]+48
ldxdw r1, [r6]
jeq r1, 0, out
call kfunc bpf_obj_drop_impl
out:
mov r0, 0
exit
-- reject argument_kind 4

== the function gives the lock back
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
mov r1, 1
call kfunc bpf_obj_new_impl
jeq r0, 0, out
mov r6, r0
lddw r1, map[0]+0
call 93
lddw r1, map[0]+8
mov r2, r6
add r2, 8
lddw r3, func less
mov r5, 0
call kfunc bpf_rbtree_add_impl
lddw r1, map[0]+0
call 94
out:
mov r0, 0
exit
less:
lddw r1, map[0]+0
call 94
lddw r1, map[0]+0
call 93
mov r0, 0
exit
-- reject lock 22

== the function changes the tree
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
mov r1, 1
call kfunc bpf_obj_new_impl
jeq r0, 0, out
mov r6, r0
lddw r1, map[0]+0
call 93
lddw r1, map[0]+8
mov r2, r6
add r2, 8
lddw r3, func less
mov r5, 0
call kfunc bpf_rbtree_add_impl
lddw r1, map[0]+0
call 94
out:
mov r0, 0
exit
less:
mov r2, r1
lddw r1, map[0]+8
call kfunc bpf_rbtree_remove
mov r0, 0
exit
-- reject lock 23

== what the program owns is not in a tree
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
mov r1, 1
call kfunc bpf_obj_new_impl
jeq r0, 0, out
mov r6, r0
lddw r1, map[0]+0
call 93
lddw r1, map[0]+8
mov r2, r6
add r2, 8
call kfunc bpf_rbtree_remove
lddw r1, map[0]+0
call 94
out:
mov r0, 0
exit
-- reject argument_kind 11

== nothing is allocated while a lock is held
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
lddw r1, map[0]+0
call 93
mov r1, 2
call kfunc bpf_obj_new_impl
mov r0, 0
exit
-- reject lock 4

== a list in what is allocated, by its lock
type sched_cls
leaks
-- asm
mov r1, 3
call kfunc bpf_obj_new_impl
jeq r0, 0, out
mov r6, r0
mov r1, 4
call kfunc bpf_obj_new_impl
jeq r0, 0, drop
mov r7, r0
mov r1, r6
call 93
mov r1, r6
add r1, 8
mov r2, r7
mov r4, 0
call kfunc bpf_list_push_back_impl
mov r1, r6
call 94
drop:
mov r1, r6
call kfunc bpf_obj_drop_impl
out:
mov r0, 0
exit
-- accept
-- linux skip: it wants the program's types

== the lock of another one
type sched_cls
leaks
-- asm
mov r1, 3
call kfunc bpf_obj_new_impl
jeq r0, 0, out
mov r6, r0
mov r1, 3
call kfunc bpf_obj_new_impl
jeq r0, 0, drop
mov r7, r0
mov r1, r6
call 93
mov r1, r7
add r1, 8
call kfunc bpf_list_pop_front
out:
mov r0, 0
exit
drop:
mov r1, r6
call kfunc bpf_obj_drop_impl
mov r0, 0
exit
-- reject lock 12

== it is held at the end
type sched_cls
leaks
-- asm
mov r1, 3
call kfunc bpf_obj_new_impl
jeq r0, 0, out
mov r1, r0
call 93
out:
mov r0, 0
exit
-- reject lock 6

== a function takes the lock of what it is given
type sched_cls
leaks
-- asm
mov r1, 3
call kfunc bpf_obj_new_impl
jeq r0, 0, out
mov r6, r0
mov r1, r0
call local take
mov r1, r6
call 94
mov r1, r6
call kfunc bpf_obj_drop_impl
out:
mov r0, 0
exit
take:
call 93
mov r0, 0
exit
-- reject lock 14

== a count: another reference to the same
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
mov r1, 1
call kfunc bpf_obj_new_impl
jeq r0, 0, out
mov r6, r0
mov r1, r0
call kfunc bpf_refcount_acquire_impl
stdw [r0+72], 9
mov r1, r0
call kfunc bpf_obj_drop_impl
stdw [r6+72], 9
mov r1, r6
call kfunc bpf_obj_drop_impl
out:
mov r0, 0
exit
-- accept

== of what a list has, it may be gone already
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
mov r1, 1
call kfunc bpf_obj_new_impl
jeq r0, 0, out
mov r6, r0
lddw r1, map[0]+0
call 93
lddw r1, map[0]+24
mov r2, r6
add r2, 40
mov r4, 0
call kfunc bpf_list_push_front_impl
mov r1, r6
call kfunc bpf_refcount_acquire_impl
stdw [r0+72], 9
out:
mov r0, 0
exit
-- reject maybe_null 15

== nothing counts a leaf's
type sched_cls
leaks
-- asm
mov r1, 2
call kfunc bpf_obj_new_impl
jeq r0, 0, out
mov r1, r0
call kfunc bpf_refcount_acquire_impl
out:
mov r0, 0
exit
-- reject argument_kind 4

== a kernel pointer gets a leaf, and gives what it had
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
mov r1, 2
call kfunc bpf_obj_new_impl
jeq r0, 0, out
lddw r1, map[0]+48
mov r2, r0
call 194
jeq r0, 0, out
mov r1, r0
call kfunc bpf_obj_drop_impl
out:
mov r0, 0
exit
-- accept calls 3

== what it had is given back
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
lddw r1, map[0]+48
mov r2, 0
call 194
mov r0, 0
exit
-- reject reference_leak 5

== what it has is not the program's any more
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
mov r1, 2
call kfunc bpf_obj_new_impl
jeq r0, 0, out
mov r6, r0
lddw r1, map[0]+48
mov r2, r0
call 194
stdw [r6], 1
out:
mov r0, 0
exit
-- reject not_a_pointer 8

== it gets nothing of another type
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
mov r1, 2
call kfunc bpf_obj_new_impl
jeq r0, 0, out
lddw r1, map[0]+40
mov r2, r0
call 194
out:
mov r0, 0
exit
-- reject argument_kind 6

== nor what is not owned
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
lddw r1, map[0]+48
ldxdw r2, [r1]
jeq r2, 0, out
call 194
jeq r0, 0, out
mov r1, r0
call kfunc bpf_obj_drop_impl
out:
mov r0, 0
exit
-- reject argument_kind 4

== a number is no pointer
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
lddw r1, map[0]+48
mov r2, 8
call 194
out:
mov r0, 0
exit
-- reject argument_kind 3

== a pointer that owns nothing is not exchanged
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
lddw r1, map[0]+64
mov r2, 0
call 194
mov r0, 0
exit
-- reject argument_kind 3

== one in what is allocated
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
mov r1, 3
call kfunc bpf_obj_new_impl
jeq r0, 0, out
mov r6, r0
mov r1, 2
call kfunc bpf_obj_new_impl
jeq r0, 0, drop
mov r1, r6
add r1, 24
mov r2, r0
call 194
jeq r0, 0, drop
mov r1, r0
call kfunc bpf_obj_drop_impl
drop:
mov r1, r6
call kfunc bpf_obj_drop_impl
out:
mov r0, 0
exit
-- accept

== a task that a value keeps, while RCU does
type tracing
attach 23
args 0
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
lddw r6, map[0]+56
ldxdw r1, [r6]
jeq r1, 0, out
call kfunc bpf_task_acquire
jeq r0, 0, out
mov r1, r6
mov r2, r0
call 194
jeq r0, 0, out
mov r1, r0
call kfunc bpf_task_release
out:
mov r0, 0
exit
-- accept

== it may not be there
type tracing
attach 23
args 0
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
lddw r6, map[0]+56
ldxdw r1, [r6]
call kfunc bpf_task_acquire
mov r0, 0
exit
-- reject maybe_null 3

== out of a region of RCU, where the program sleeps
type tracing
attach 23
args 0
sleepable
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
lddw r6, map[0]+56
ldxdw r1, [r6]
jeq r1, 0, out
call kfunc bpf_task_acquire
out:
mov r0, 0
exit
-- reject argument_kind 4

== behind one
type tracing
attach 23
args 0
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
call kfunc bpf_rcu_read_lock
lddw r6, map[0]+56
ldxdw r7, [r6]
call kfunc bpf_rcu_read_unlock
jeq r7, 0, out
mov r1, r7
call kfunc bpf_task_acquire
out:
mov r0, 0
exit
-- reject argument_kind 7

== a pointer that owns is not written
type tracing
attach 23
args 0
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
lddw r6, map[0]+56
mov r1, 0
stxdw [r6], r1
mov r0, 0
exit
-- reject special_field 3

== nor read in part
type tracing
attach 23
args 0
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
lddw r6, map[0]+56
ldxw r1, [r6]
mov r0, 0
exit
-- reject special_field 2

== one that nothing keeps is: with a task or NULL
type tracing
attach 23
args 1
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
ldxdw r7, [r1]
lddw r6, map[0]+64
stxdw [r6], r7
stdw [r6], 0
ldxdw r7, [r6]
jeq r7, 0, out
ldxdw r7, [r7]
out:
mov r0, 0
exit
-- accept

== not with a number
type tracing
attach 23
args 0
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
lddw r6, map[0]+64
stdw [r6], 8
mov r0, 0
exit
-- reject special_field 2

== what it points to may be gone
type tracing
attach 23
args 0
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
lddw r6, map[0]+64
ldxdw r1, [r6]
jeq r1, 0, out
call kfunc bpf_task_acquire
out:
mov r0, 0
exit
-- reject argument_kind 4

== between them is data
type tracing
attach 23
args 0
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
lddw r6, map[0]+72
stdw [r6], 8
mov r0, 0
exit
-- accept

== in maps in maps, too
type sched_cls
leaks
map array_of_maps 4 4 1 inner 1
map array 4 80 4 lock 0 closed 8 72 own 5
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, r0
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
stdw [r0+24], 8
out:
mov r0, 0
exit
-- reject special_field 12

== a kernel pointer that keeps nothing is loaded and stored, not exchanged for a number
type sched_cls
leaks
map array 4 80 4 lock 0 closed 8 72 own 5
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, 4096
lock xchg [r0+64], r1
out:
mov r0, 0
exit
-- reject special_field

== a pointer that is NULL in all its places again, in a loop that only NULL goes around
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
lddw r1, map[0]+40
ldxdw r0, [r1]
stxdw [r10-168], r0
again:
jeq r0, 0, again
mov r0, 0
exit
-- accept budget
-- linux skip: it has no budgets, and not this type

== ... another pointer is none of them
type sched_cls
leaks
map array 4 80 1 lock 0 closed 8 72 own 5
-- asm
mov r1, 2
call kfunc bpf_obj_new_impl
mov r7, r0
lddw r1, map[0]+40
ldxdw r0, [r1]
stxdw [r10-168], r0
again:
jeq r0, 0, again
jeq r7, 0, out
mov r1, r7
call kfunc bpf_obj_drop_impl
out:
mov r0, 0
exit
-- accept budget
-- linux skip: it has no budgets, and not this type
