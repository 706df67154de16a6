# SPDX-License-Identifier: Apache-2.0
# Contexts that are a function's arguments, and structures of the system behind them.  The tests' types (run.c): 1 task_struct
# of 64 bytes: a number, parent (1) at 8, file (2) at 16, a number at 24 that
# struct_ops may write; 2 file of 64 bytes: a number, a path at 16, a task (1) at 32,
# another at 40 that it keeps.

== arguments: numbers and pointers
type tracing
args 0 1
leaks
-- asm
ldxdw r2, [r1]
ldxdw r3, [r1+8]
ldxdw r4, [r3+8]
ldxdw r5, [r4+16]
ldxdw r0, [r5+32]
ldxdw r0, [r0]
ldxw r0, [r4]
mov r0, 0
exit
-- accept worst 9

== one argument more than there are
type tracing
args 0 1
leaks
-- asm
ldxdw r2, [r1+16]
mov r0, 0
exit
-- reject ctx_access 0

== half a pointer
type tracing
args 0 1
leaks
-- asm
ldxw r2, [r1+8]
mov r0, 0
exit
-- reject ctx_access 0

== between two arguments
type tracing
args 0 1
leaks
-- asm
ldxdw r2, [r1+4]
mov r0, 0
exit
-- reject ctx_access 0

== arguments are not written
type tracing
args 0 1
leaks
-- asm
stdw [r1], 0
mov r0, 0
exit
-- reject ctx_access 0

== structures of the system are not written
type tracing
args 1
leaks
-- asm
ldxdw r2, [r1]
stdw [r2], 0
mov r0, 0
exit
-- reject ctx_access 1

== nor changed atomically
type tracing
args 1
leaks
-- asm
ldxdw r2, [r1]
mov r3, 1
lock add [r2], r3
mov r0, 0
exit
-- reject atomic_memory 2

== beyond the structure
type tracing
args 1
leaks
-- asm
ldxdw r2, [r1]
ldxdw r3, [r2+64]
mov r0, 0
exit
-- reject ctx_access 1

== before it
type tracing
args 1
leaks
-- asm
ldxdw r2, [r1]
ldxdw r3, [r2-8]
mov r0, 0
exit
-- reject ctx_access 1

== a number is no pointer
type tracing
args 1
leaks
-- asm
ldxdw r2, [r1]
ldxdw r3, [r2]
ldxdw r3, [r3]
mov r0, 0
exit
-- reject not_a_pointer 2

== what equals a structure that may not be there may be NULL itself
map hash 4 8 1
type tracing
args 0 1
leaks
-- asm
ldxdw r6, [r1+8]
ldxdw r6, [r6+8]
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jne r0, r6, out
ldxdw r0, [r0]
out:
mov r0, 0
exit
-- reject maybe_null 9

== a pointer moved by a constant
type tracing
args 1
leaks
-- asm
ldxdw r2, [r1]
add r2, 8
ldxdw r3, [r2]
ldxdw r3, [r3+16]
mov r0, 0
exit
-- accept

== a pointer moved by a number
type tracing
args 0 1
leaks
-- asm
ldxdw r2, [r1+8]
ldxdw r3, [r1]
and r3, 8
add r2, r3
ldxdw r3, [r2]
mov r0, 0
exit
-- reject pointer_arithmetic 3

== it may be NULL whatever was read: both ways are walked
type tracing
args 1
leaks
-- asm
ldxdw r2, [r1]
ldxdw r3, [r2+8]
jne r2, 0, out
ldxdw r0, [r10-1024]
out:
mov r0, 0
exit
-- reject stack_bounds 3

== an argument that may be NULL is tested
type tracing
args 1
null 1
leaks
-- asm
ldxdw r2, [r1]
ldxdw r3, [r2+8]
mov r0, 0
exit
-- reject maybe_null 1

== and then read
type tracing
args 1
null 1
leaks
-- asm
ldxdw r2, [r1]
jeq r2, 0, out
ldxdw r3, [r2+8]
out:
mov r0, 0
exit
-- accept

== what the target says of results
type tracing
args 1
returns 0 0
leaks
-- asm
mov r0, 1
exit
-- reject return_range 1

== a walk along pointers ends by the budget
type tracing
args 1
leaks
-- asm
ldxdw r2, [r1]
l:
ldxdw r2, [r2+8]
jne r2, 0, l
mov r0, 0
exit
-- accept budget

== structures of two types that meet stay apart
type tracing
args 0 1 2
leaks
-- asm
ldxdw r2, [r1]
ldxdw r3, [r1+8]
jne r2, 0, +1
ldxdw r3, [r1+16]
ldxdw r4, [r3+8]
mov r0, 0
exit
-- accept

== and each is what it is
type tracing
args 0 1 2
leaks
-- asm
ldxdw r2, [r1]
ldxdw r3, [r1+8]
jne r2, 0, +1
ldxdw r3, [r1+16]
ldxdw r4, [r3+8]
ldxdw r4, [r4]
mov r0, 0
exit
-- reject not_a_pointer 5

== helpers take the structure that they name
type tracing
args 1
leaks
-- asm
ldxdw r1, [r1]
mov r2, r10
add r2, -64
mov r3, 64
mov r4, 0
call 141
mov r0, 0
exit
-- accept

== and no other
type tracing
args 2
leaks
-- asm
ldxdw r1, [r1]
mov r2, r10
add r2, -64
mov r3, 64
mov r4, 0
call 141
mov r0, 0
exit
-- reject argument_kind 5

== a structure inside another
type tracing
args 2
paths
leaks
-- asm
ldxdw r1, [r1]
add r1, 16
mov r2, r10
add r2, -64
mov r3, 64
call 147
mov r0, 0
exit
-- accept

== not beside it
type tracing
args 2
paths
leaks
-- asm
ldxdw r1, [r1]
add r1, 8
mov r2, r10
add r2, -64
mov r3, 64
call 147
mov r0, 0
exit
-- reject argument_kind 5

== a number is no structure for a helper
type tracing
args 0
paths
leaks
-- asm
ldxdw r1, [r1]
mov r2, r10
add r2, -64
mov r3, 64
call 147
mov r0, 0
exit
-- reject argument_kind 4

== memory for helpers is not in the system
type tracing
args 1
leaks
-- asm
ldxdw r1, [r1]
mov r2, 8
mov r3, r1
call 113
mov r0, 0
exit
-- reject argument_kind 3

== the current task
type tracing
args 0
leaks
-- asm
call 158
ldxdw r1, [r0+8]
ldxdw r1, [r1+16]
mov r0, 0
exit
-- accept

== without types nothing is known of it
type kprobe
leaks
-- asm
call 158
ldxdw r1, [r0+8]
mov r0, 0
exit
-- reject ctx_access 1
-- linux skip: Linux knows its types

== contents that nobody changes are known
map array 4 16 1 ro 0700000000000000ff00000000000000
map array 4 8 1
leaks
-- asm
lddw r1, map[0]+0
ldxdw r2, [r1]
lddw r3, map[1]+0
add r3, r2
ldxb r0, [r3]
ldxb r2, [r1+8]
jeq r2, 255, out
ldxdw r0, [r10-1024]
out:
exit
-- accept

== the whole contents, not more
map array 4 16 1 ro 0700000000000000ff00000000000000
map array 4 8 1
leaks
-- asm
lddw r1, map[0]+0
ldxdw r2, [r1+8]
lddw r3, map[1]+0
add r3, r2
ldxb r0, [r3]
exit
-- reject value_bounds 6

== a place in it that is not known
map array 4 16 1 ro 0700000000000000ff00000000000000
map array 4 8 1
leaks
-- asm
lddw r1, map[0]+0
call 7
and r0, 8
lddw r1, map[0]+0
add r1, r0
ldxb r2, [r1]
lddw r3, map[1]+0
add r3, r2
ldxb r0, [r3]
exit
-- reject value_bounds

== a string that ends there
map array 4 8 1 ro 6162630000000000
leaks
-- asm
stdw [r10-8], 0
mov r1, r10
add r1, -8
mov r2, 8
lddw r3, map[0]+0
call 182
exit
-- accept

== one that does not
map array 4 8 1 ro 6162630061626364
leaks
-- asm
stdw [r10-8], 0
mov r1, r10
add r1, -8
mov r2, 8
lddw r3, map[0]+4
call 182
exit
-- reject argument_kind 6

== one that may change
map array 4 8 1
leaks
-- asm
stdw [r10-8], 0
mov r1, r10
add r1, -8
mov r2, 8
lddw r3, map[0]+0
call 182
exit
-- reject argument_kind 6

== one of two strings that end there
map array 4 8 1 ro 6162630061626300
leaks
-- asm
ldxw r6, [r1]
stdw [r10-8], 0
lddw r3, map[0]+0
and r6, 6
add r3, r6
mov r1, r10
add r1, -8
mov r2, 8
call 182
exit
-- accept
-- linux reject: it wants one place

== ... or beyond the last that ends
map array 4 8 1 ro 6162630061626364
leaks
-- asm
ldxw r6, [r1]
stdw [r10-8], 0
lddw r3, map[0]+0
and r6, 6
add r3, r6
mov r1, r10
add r1, -8
mov r2, 8
call 182
exit
-- reject argument_kind 9

== ... or beyond the value
map array 4 8 1 ro 6162630061626300
leaks
-- asm
ldxw r6, [r1]
stdw [r10-8], 0
lddw r3, map[0]+0
and r6, 12
add r3, r6
mov r1, r10
add r1, -8
mov r2, 8
call 182
exit
-- reject argument_kind 9

== ... or before it
map array 4 8 1 ro 6162630061626300
leaks
-- asm
ldxw r6, [r1]
stdw [r10-8], 0
lddw r3, map[0]+0
and r6, 4
add r3, -2
add r3, r6
mov r1, r10
add r1, -8
mov r2, 8
call 182
exit
-- reject argument_kind 10

== a key and a value that are walked over
type tracing
args 1 0 0
null 6
memory 6 2
returns 0 1
leaks
-- asm
ldxdw r6, [r1+8]
ldxdw r7, [r1+16]
jeq r6, 0, out
jeq r7, 0, out
ldxw r2, [r6+4]
stxdw [r7+8], r2
out:
mov r0, 0
exit
-- accept

== ... which is not there at the end
type tracing
args 1 0 0
null 6
memory 6 2
returns 0 1
leaks
-- asm
ldxdw r6, [r1+8]
ldxw r2, [r6+4]
mov r0, 0
exit
-- reject maybe_null 1

== ... the key is not written
type tracing
args 1 0 0
null 6
memory 6 2
returns 0 1
leaks
-- asm
ldxdw r6, [r1+8]
jeq r6, 0, out
stdw [r6], 1
out:
mov r0, 0
exit
-- reject read_only 2

== ... and is no longer than any
type tracing
args 1 0 0
null 6
memory 6 2
returns 0 1
leaks
-- asm
ldxdw r6, [r1+8]
jeq r6, 0, out
add r6, 65532
ldxdw r2, [r6]
out:
mov r0, 0
exit
-- reject memory_bounds 3

== ... nor found by half of its address
type tracing
args 1 0 0
null 6
memory 6 2
returns 0 1
leaks
-- asm
ldxw r6, [r1+8]
mov r0, 0
exit
-- reject ctx_access 0

== a program that may wait: nothing keeps the task that a field points to
map task_storage 4 8 0
type lsm
args 1
leaks
sleepable
-- asm
ldxdw r2, [r1]
ldxdw r2, [r2+8]
lddw r1, map[0]
mov r3, 0
mov r4, 0
call 156
mov r0, 0
exit
-- reject argument_kind 6

== ... it may be looked at
type lsm
args 1
leaks
sleepable
-- asm
ldxdw r2, [r1]
ldxdw r2, [r2+8]
ldxdw r2, [r2+8]
ldxdw r0, [r2]
mov r0, 0
exit
-- accept

== ... and what is read from it is not kept, either, in a region or not
map task_storage 4 8 0
type lsm
args 1
leaks
sleepable
-- asm
ldxdw r6, [r1]
ldxdw r6, [r6+8]
call kfunc bpf_rcu_read_lock
ldxdw r2, [r6+8]
lddw r1, map[0]
mov r3, 0
mov r4, 0
call 156
call kfunc bpf_rcu_read_unlock
mov r0, 0
exit
-- reject argument_kind 8

== ... a region of RCU keeps it
map task_storage 4 8 0
type lsm
args 1
leaks
sleepable
-- asm
ldxdw r6, [r1]
call kfunc bpf_rcu_read_lock
ldxdw r2, [r6+8]
lddw r1, map[0]
mov r3, 0
mov r4, 0
call 156
call kfunc bpf_rcu_read_unlock
mov r0, 0
exit
-- accept

== ... until it is left, whatever region begins then
map task_storage 4 8 0
type lsm
args 1
leaks
sleepable
-- asm
ldxdw r6, [r1]
call kfunc bpf_rcu_read_lock
ldxdw r7, [r6+8]
call kfunc bpf_rcu_read_unlock
call kfunc bpf_rcu_read_lock
lddw r1, map[0]
mov r2, r7
mov r3, 0
mov r4, 0
call 156
call kfunc bpf_rcu_read_unlock
mov r0, 0
exit
-- reject argument_kind 10

== ... by a function that the program calls, the third time by what is remembered of it
map task_storage 4 8 0
type lsm
args 1
leaks
sleepable
summaries
-- asm
ldxdw r6, [r1]
call kfunc bpf_rcu_read_lock
call local again
call local again
ldxdw r7, [r6+8]
stxdw [r10-8], r7
call local again
ldxdw r2, [r10-8]
lddw r1, map[0]
mov r3, 0
mov r4, 0
call 156
call kfunc bpf_rcu_read_unlock
mov r0, 0
exit
again:
call kfunc bpf_rcu_read_unlock
call kfunc bpf_rcu_read_lock
mov r0, 0
exit
-- reject argument_kind 12

== ... some fields keep what they point to
map task_storage 4 8 0
type lsm
args 2
leaks
sleepable
-- asm
ldxdw r2, [r1]
ldxdw r2, [r2+40]
lddw r1, map[0]
mov r3, 0
mov r4, 0
call 156
mov r0, 0
exit
-- accept

== programs that do not wait are in a region of RCU
map task_storage 4 8 0
type lsm
args 1
leaks
-- asm
ldxdw r2, [r1]
ldxdw r2, [r2+8]
lddw r1, map[0]
mov r3, 0
mov r4, 0
call 156
mov r0, 0
exit
-- accept

== functions of tables write some fields
type struct_ops
args 1
writes
silent
leaks
-- asm
ldxdw r2, [r1]
stdw [r2+24], 7
stw [r2+28], 1
exit
-- accept

== ... others not
type struct_ops
args 1
writes
silent
leaks
-- asm
ldxdw r2, [r1]
stdw [r2], 7
exit
-- reject ctx_access 1

== ... in other tables none
type struct_ops
args 1
silent
leaks
-- asm
ldxdw r2, [r1]
stdw [r2+24], 7
exit
-- reject ctx_access 1

== ... atomically, too
type struct_ops
args 1
writes
silent
leaks
-- asm
ldxdw r2, [r1]
mov r3, 1
lock add [r2+24], r3
exit
-- accept

== ... others not
type struct_ops
args 1
writes
silent
leaks
-- asm
ldxdw r2, [r1]
mov r3, 1
lock add [r2], r3
exit
-- reject ctx_access 2

== what returns something returns something
type struct_ops
args 1
leaks
-- asm
ldxdw r2, [r1]
exit
-- reject uninit_read 1

== one field or another: a number
type tracing
args 1
leaks
-- asm
ldxdw r6, [r1]
mov r7, r6
call 7
jeq r0, 0, other
add r7, 8
ja read
other:
add r7, 16
read:
ldxdw r0, [r7]
exit
-- accept

== ... no pointer
type tracing
args 1
leaks
-- asm
ldxdw r6, [r1]
mov r7, r6
call 7
jeq r0, 0, other
add r7, 8
ja read
other:
add r7, 16
read:
ldxdw r1, [r7]
ldxdw r0, [r1]
exit
-- reject not_a_pointer

== ... nor what a helper takes
map task_storage 4 8 0
type lsm
args 1
leaks
-- asm
ldxdw r6, [r1]
mov r7, r6
call 7
jeq r0, 0, other
add r7, 8
ja give
other:
add r7, 0
give:
lddw r1, map[0]
mov r2, r7
mov r3, 0
mov r4, 0
call 156
mov r0, 0
exit
-- reject argument_kind

== ... nor is it written
type struct_ops
args 1
writes
silent
leaks
-- asm
ldxdw r6, [r1]
mov r7, r6
call 7
jeq r0, 0, other
add r7, 24
ja write
other:
add r7, 28
write:
stw [r7], 1
exit
-- reject ctx_offset

== ... and shows no address where none is shown
type tracing
args 1
-- asm
ldxdw r6, [r1]
mov r7, r6
call 7
jeq r0, 0, other
add r7, 8
ja read
other:
add r7, 16
read:
ldxdw r0, [r7]
mov r0, 0
exit
-- reject uninit_read

== where programs may attach to nothing
type lsm
args 0 1
shut
-- asm
mov r0, 0
exit
-- reject target

== nor those that sleep
type lsm
args 0 1
sleepable
awake
-- asm
mov r0, 0
exit
-- reject target

== others may
type lsm
args 0 1
awake
-- asm
mov r0, 0
exit
-- accept

== the name of a path, where it may be asked for
type tracing
args 0 2
paths
leaks
-- asm
ldxdw r1, [r1+8]
add r1, 16
stdw [r10-8], 0
mov r2, r10
add r2, -8
mov r3, 8
call 147
mov r0, 0
exit
-- accept

== and where not
type tracing
args 0 2
leaks
-- asm
ldxdw r1, [r1+8]
add r1, 16
stdw [r10-8], 0
mov r2, r10
add r2, -8
mov r3, 8
call 147
mov r0, 0
exit
-- reject helper_type 6

== what the function before it returned: any error
type lsm
args 1 0
returns -4095 0
result 2
map array 4 8 1
leaks
-- asm
ldxdw r1, [r1+8]
and r1, 14
lddw r2, map[0]+0
add r2, r1
ldxb r0, [r2]
mov r0, 0
exit
-- reject value_bounds
-- linux skip: it attaches to no function here

== ... and no less than that
type lsm
args 1 0
returns -4095 0
result 2
map array 4 4096 1
leaks
-- asm
ldxdw r1, [r1+8]
lddw r2, map[0]+0
add r2, 4095
add r2, r1
ldxb r0, [r2]
mov r0, 0
exit
-- accept
-- linux skip: it attaches to no function here

== ... nor of its low half, where another error was joined with it
type lsm
args 1 0
returns -4095 0
result 2
map array 4 8 1
-- asm
ldxdw r6, [r1+8]
lddw r1, map[0]+0
ldxw r2, [r1]
jeq r2, 1, out
mov32 r6, -1
out:
mov32 r0, r6
exit
-- accept
-- linux skip: it attaches to no function here

== an iterator of sockets that it locks sets their options
type tracing
attach 28
args 4
trusted
locked
leaks
-- asm
ldxdw r1, [r1]
stw [r10-4], 1
mov r2, 1
mov r3, 7
mov r4, r10
add r4, -4
mov r5, 4
call 49
mov r0, 0
exit
-- accept calls 1

== others do not
type tracing
attach 28
args 4
trusted
leaks
-- asm
ldxdw r1, [r1]
stw [r10-4], 1
mov r2, 1
mov r3, 7
mov r4, r10
add r4, -4
mov r5, 4
call 49
mov r0, 0
exit
-- reject helper_type 7

== nor do tracing programs that are no iterators
type tracing
attach 24
args 4
trusted
locked
leaks
-- asm
ldxdw r1, [r1]
stw [r10-4], 1
mov r2, 1
mov r3, 7
mov r4, r10
add r4, -4
mov r5, 4
call 49
mov r0, 0
exit
-- reject helper_type 7

== what functions of tables write is there for certain: nothing is written through what was only cast to be one
type struct_ops
args 1
writes
silent
leaks
-- asm
mov r1, 0x1234
mov r2, 1
call kfunc bpf_rdonly_cast
stdw [r0+24], 7
exit
-- reject ctx_access 3

== ... nor through what was walked to, and may be gone
type struct_ops
args 1
writes
silent
leaks
-- asm
ldxdw r2, [r1]
ldxdw r2, [r2+8]
stdw [r2+24], 7
exit
-- reject ctx_access 2

== ... by atomics, neither
type struct_ops
args 1
writes
silent
leaks
-- asm
ldxdw r2, [r1]
ldxdw r2, [r2+8]
mov r3, 1
lock add [r2+24], r3
exit
-- reject ctx_access 3

== bytes of a structure that is there for certain are memory that helpers read
type tracing
attach 23
args 1
trusted
leaks
map array 4 8 1
-- asm
ldxdw r3, [r1]
add r3, 32
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
mov r4, 0
call 2
mov r0, 0
exit
-- accept

== ... in one piece
type tracing
attach 23
args 1
trusted
leaks
map array 4 80 1
-- asm
ldxdw r3, [r1]
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
mov r4, 0
call 2
mov r0, 0
exit
-- reject ctx_access 7

== ... no pointer among them
type tracing
attach 23
args 1
trusted
leaks
map array 4 8 1
-- asm
ldxdw r3, [r1]
add r3, 8
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
mov r4, 0
call 2
mov r0, 0
exit
-- reject ctx_access 8

== ... not of one that was walked to: nothing may be there
type tracing
attach 23
args 1
trusted
leaks
map array 4 8 1
-- asm
ldxdw r3, [r1]
ldxdw r3, [r3+8]
add r3, 32
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
mov r4, 0
call 2
mov r0, 0
exit
-- reject argument_kind 9

== ... nor of what functions are given that nobody vouches for
type tracing
args 1
leaks
map array 4 8 1
-- asm
ldxdw r3, [r1]
add r3, 32
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
mov r4, 0
call 2
mov r0, 0
exit
-- reject argument_kind 8

== ... and nothing is written there
type tracing
attach 23
args 1
trusted
leaks
-- asm
ldxdw r1, [r1]
add r1, 32
mov r2, 8
mov r3, 0
call 4
mov r0, 0
exit
-- reject argument_kind 4
