# SPDX-License-Identifier: Apache-2.0
# Functions that end early: tail calls that succeed, and legacy loads beyond the packet.

== a tail call in a function: its caller goes on with what there was before it, when the other program returns
type sched_cls
leaks
map prog_array 4 4 4
map array 4 64 1
-- asm
stdw [r10-8], 1
mov r2, r10
add r2, -8
call local sub
ldxdw r3, [r10-8]
ldxdw r0, [r3]
mov r0, 0
exit
sub:
mov r6, r2
lddw r2, map[0]
mov r3, 0
call 12
lddw r1, map[1]+0
stxdw [r6], r1
mov r0, 0
exit
-- reject not_a_pointer 5
-- linux skip: it took this for safe for years

== ... what the function does before it is done
type sched_cls
leaks
map prog_array 4 4 4
map array 4 64 1
-- asm
stdw [r10-8], 1
mov r2, r10
add r2, -8
call local sub
ldxdw r3, [r10-8]
ldxdw r0, [r3]
mov r0, 0
exit
sub:
lddw r3, map[1]+0
stxdw [r2], r3
lddw r2, map[0]
mov r3, 0
call 12
mov r0, 0
exit
-- accept
-- linux skip: without BTF it takes none in functions

== ... what it does after it is not
type sched_cls
map prog_array 4 4 4
-- asm
mov r2, r10
add r2, -8
call local sub
ldxdw r0, [r10-8]
mov r0, 0
exit
sub:
mov r6, r2
lddw r2, map[0]
mov r3, 0
call 12
mov r1, 1
stxdw [r6], r1
mov r0, 0
exit
-- reject uninit_stack 3
-- linux skip: it took this for safe for years

== ... nor when the function is one of a chain
type sched_cls
map prog_array 4 4 4
-- asm
mov r2, r10
add r2, -8
call local outer
ldxdw r0, [r10-8]
mov r0, 0
exit
outer:
mov r6, r2
call local inner
jeq r0, 7, skip
mov r1, 1
stxdw [r6], r1
skip:
mov r0, 0
exit
inner:
lddw r2, map[0]
mov r3, 0
call 12
mov r0, 1
exit
-- reject uninit_stack 3

== a legacy load in a function returns 0 to its caller where the packet ends
type socket_filter
map array 4 1 1
-- asm
mov r6, r1
call local sub
lddw r1, map[0]+0
add r1, r0
ldxb r0, [r1]
mov r0, 0
exit
sub:
mov r6, r1
ldabsw 4
mov r0, 0
exit
-- accept
-- linux skip: without BTF it takes none in functions

== ... which may be another number than the function returns
type socket_filter
map array 4 1 1
-- asm
mov r6, r1
call local sub
lddw r1, map[0]+0
add r0, -1
add r1, r0
ldxb r0, [r1]
mov r0, 0
exit
sub:
mov r6, r1
ldabsw 4
mov r0, 1
exit
-- reject value_bounds 6

== ... and what the function does after it is not done
type socket_filter
-- asm
mov r2, r10
add r2, -8
call local sub
ldxdw r0, [r10-8]
mov r0, 0
exit
sub:
mov r6, r1
mov r7, r2
ldabsw 4
stdw [r7], 1
mov r0, 0
exit
-- reject uninit_stack 3
-- linux skip: without BTF it takes none in functions

== ... and none in what a helper calls
type socket_filter
leaks
-- asm
mov r3, r1
mov r1, 5
lddw r2, func cb
mov r3, 0
mov r4, 0
call 181
mov r0, 0
exit
cb:
mov r6, r1
ldabsw 4
mov r0, 0
exit
-- reject callback

== the place of a legacy load is no address: whether it ends the program would tell about it
-- asm
mov r6, r1
mov r2, r10
ldindb r2, 0
exit
-- reject pointer_leak 2
-- linux accepts: privileged programs may show addresses

== ... where addresses may be shown
leaks
-- asm
mov r6, r1
mov r2, r10
ldindb r2, 0
exit
-- accept
