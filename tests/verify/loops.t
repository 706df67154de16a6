# SPDX-License-Identifier: Apache-2.0
# Loops: what bounds the rounds, and what only seems to.

== a test against a number that changes every round bounds nothing
map array 4 16 1
-- asm
mov r6, 0
lddw r8, map[0]+0
loop:
call 7
and r0, 7
add r0, 5
jeq r6, r0, out
mov r1, r8
add r1, r6
ldxb r2, [r1]
add r6, 1
ja loop
out:
mov r0, 0
exit
-- reject pointer_offset

== equality with a number that moves along bounds nothing
map array 4 16 1
-- asm
mov r6, 0
mov r7, 0
lddw r8, map[0]+0
loop:
mov r1, r8
add r1, r6
ldxb r2, [r1]
add r6, 1
add r7, 1
jeq r6, r7, loop
mov r0, 0
exit
-- reject pointer_offset

== unequal to a number that stays bounds the rounds
map array 4 16 1
-- asm
call 7
mov r7, r0
and r7, 15
mov r6, 0
lddw r8, map[0]+0
loop:
jeq r6, r7, out
mov r1, r8
add r1, r6
ldxb r2, [r1]
add r6, 1
ja loop
out:
mov r0, 0
exit
-- accept

== step two may pass an odd bound
map array 4 16 1
-- asm
mov r6, 0
lddw r8, map[0]+0
loop:
jeq r6, 7, out
mov r1, r8
add r1, r6
ldxb r2, [r1]
add r6, 2
ja loop
out:
mov r0, 0
exit
-- reject pointer_offset

== counter goes up on one path only
map array 4 16 1
-- asm
mov r6, 0
lddw r8, map[0]+0
loop:
call 7
mov r1, r8
add r1, r6
ldxb r2, [r1]
jeq r0, 3, skip
add r6, 1
skip:
jlt r6, 16, loop
mov r0, 0
exit
-- accept budget
-- linux rejects: a loop without a proven end; here the engine ends it

== counter wraps in 32 bits
map array 4 16 1
-- asm
mov r6, 0
lddw r8, map[0]+0
loop:
mov r1, r8
add r1, r6
ldxb r2, [r1]
add32 r6, 0x10000008
jne r6, 16, loop
mov r0, 0
exit
-- reject value_bounds

== bound moves ahead of the counter
map array 4 16 1
-- asm
mov r6, 0
mov r7, 1
lddw r8, map[0]+0
loop:
mov r1, r8
add r1, r6
ldxb r2, [r1]
add r6, 1
add r7, 1
jlt r6, r7, loop
mov r0, 0
exit
-- reject pointer_offset

== counter reset in the middle
map array 4 16 1
-- asm
mov r6, 0
lddw r8, map[0]+0
mov r7, 0
loop:
mov r1, r8
add r1, r7
ldxb r2, [r1]
add r7, 1
add r6, 1
call 7
jne r0, 5, go
mov r6, 0
go:
jlt r6, 16, loop
mov r0, 0
exit
-- reject pointer_offset

== inner loop resets the outer counter
map array 4 16 1
-- asm
mov r6, 0
lddw r8, map[0]+0
outer:
mov r7, 0
inner:
add r7, 1
jlt r7, 4, inner
mov r1, r8
add r1, r6
ldxb r2, [r1]
add r6, r7
jne r6, 16, outer
mov r0, 0
exit
-- accept

== inner loop adds a number that is not known
map array 4 16 1
-- asm
mov r6, 0
lddw r8, map[0]+0
outer:
call 7
mov r7, r0
and r7, 3
mov r1, r8
add r1, r6
ldxb r2, [r1]
add r6, r7
jlt r6, 16, outer
mov r0, 0
exit
-- accept budget
-- linux rejects: a loop without a proven end; here the engine ends it

== inner loop adds a number that is not known, bound by inequality
map array 4 16 1
-- asm
mov r6, 0
lddw r8, map[0]+0
outer:
call 7
mov r7, r0
and r7, 3
mov r1, r8
add r1, r6
ldxb r2, [r1]
add r6, r7
jne r6, 16, outer
mov r0, 0
exit
-- reject pointer_offset

== two back edges with different steps
map array 4 16 1
-- asm
mov r6, 0
lddw r8, map[0]+0
loop:
jeq r6, 16, out
mov r1, r8
add r1, r6
ldxb r2, [r1]
call 7
jeq r0, 1, two
add r6, 1
ja loop
two:
add r6, 3
ja loop
out:
mov r0, 0
exit
-- reject pointer_offset

== counter in a stack slot overwritten by a byte
map array 4 16 1
-- asm
stdw [r10-8], 0
lddw r8, map[0]+0
loop:
ldxdw r6, [r10-8]
jgt r6, 15, out
mov r1, r8
add r1, r6
ldxb r2, [r1]
add r6, 1
stxdw [r10-8], r6
stb [r10-7], 1
ja loop
out:
mov r0, 0
exit
-- accept budget
-- linux rejects: a loop without a proven end; here the engine ends it

== memo: second call with a wider argument
map array 4 16 1
-- asm
mov r1, 3
call local f
mov r6, r0
call 7
mov r1, r0
call local f
lddw r8, map[0]+0
add r8, r0
ldxb r2, [r8]
mov r0, 0
exit
f:
mov r0, r1
exit
-- reject pointer_offset

== two pointers that share a name when the loop begins need not share it later
leaks
map array 4 40 1
-- asm
call 7
and r0, 7
lddw r8, map[0]+0
mov r6, r8
add r6, r0
mov r7, r6
loop:
mov r1, r7
sub r1, r6
mul r1, 1000
mov r2, r8
add r2, r1
ldxb r3, [r2]
call 7
and r0, 7
mov r7, r8
add r7, r0
call 7
jne r0, 4, loop
mov r0, 0
exit
-- reject value_bounds

== a number that the inner loop takes back from the outer loop's steps
map array 4 8 1
-- asm
lddw r1, map[0]+0
ldxdw r6, [r1]
mov r0, 0
o:
mov r7, 0
i:
sub r6, 1
add r7, 1
jlt r7, 5, i
add r6, 4
jlt r6, 100, o
exit
-- accept budget
-- linux skip: it walks each round

== a pointer that the inner loop looks up anew is not the outer loop's, moved
map hash 4 64 4
-- asm
stw [r10-4], 0
lddw r1, map[0]
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
mov r6, r0
mov r8, 0
o:
mov r7, 0
i:
lddw r1, map[0]
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
mov r6, r0
add r6, 40
add r7, 1
jlt r7, 3, i
ldxb r1, [r6]
add r6, 8
add r8, 1
jlt r8, 4, o
out:
mov r0, 0
exit
-- accept

== a pointer that moves along with a counter keeps its bound while other numbers settle
leaks
-- asm
stdw [r10-8], 0
stdw [r10-16], 0
stdw [r10-24], 0
stdw [r10-32], 0
mov r1, r10
add r1, -32
mov r2, 8
mov r3, 0
mov r5, 0
mov r6, 1
mov r7, 1
l:
mov r4, r3
ldxw r0, [r1]
mul r6, 3
add r6, r7
add r7, r6
add r0, r5
add r3, 1
jge r3, r2, out
add r1, 4
mov r5, r0
jlt r4, 7, l
out:
mov r0, 0
exit
-- accept

== a state machine's state indexes a value
map array 4 64 1
-- asm
mov r6, 0
mov r7, 0
round:
call 7
jne r7, 0, +2
mov r7, 1
ja next
jne r7, 1, +2
mov r7, 2
ja next
mov r7, 0
next:
add r6, 1
jlt r6, 10, round
lddw r1, map[0]+0
add r1, r7
ldxb r0, [r1]
mov r0, 0
exit
-- accept worst 77

== a state machine whose last state is outside the value
map array 4 2 1
-- asm
mov r6, 0
mov r7, 0
round:
call 7
jne r7, 0, +2
mov r7, 1
ja next
jne r7, 1, +2
mov r7, 2
ja next
mov r7, 0
next:
add r6, 1
jlt r6, 5002, round
lddw r1, map[0]+0
add r1, r7
ldxb r0, [r1]
mov r0, 0
exit
-- reject value_bounds 15
-- linux accepts: it walks the rounds one by one, and the last state of the last is inside

== a counter is tested in a block that is reached by ways that are kept apart
type socket_filter
map array 4 32 1
leaks
-- asm
mov r6, 0
mov r8, 0
mov r7, r1
again:
mov r9, r7
jset r6, 1, +1
mov r9, r10
stdw [r10-8], 0
lddw r1, map[0]
mov r2, r10
add r2, -4
call 1
jeq r0, 0, next
add r0, r8
ldxw r1, [r0]
next:
add r6, 1
add r8, 4
jne r6, 8, again
mov r0, 0
exit
-- accept

== ... and one round too many
type socket_filter
map array 4 32 1
leaks
-- asm
mov r6, 0
mov r8, 0
mov r7, r1
again:
mov r9, r7
jset r6, 1, +1
mov r9, r10
stdw [r10-8], 0
lddw r1, map[0]
mov r2, r10
add r2, -4
call 1
jeq r0, 0, next
add r0, r8
ldxw r1, [r0]
next:
add r6, 1
add r8, 4
jne r6, 9, again
mov r0, 0
exit
-- reject value_bounds

== one of the ways passes by without the test
type socket_filter
map array 4 32 1
leaks
-- asm
mov r6, 0
mov r8, 0
mov r7, r1
again:
mov r9, r7
call 7
jset r0, 1, odd
mov r9, r10
jset r0, 2, pass
odd:
stdw [r10-8], 0
lddw r1, map[0]
mov r2, r10
add r2, -4
call 1
jeq r0, 0, next
add r0, r8
ldxw r1, [r0]
next:
add r6, 1
add r8, 4
jlt r6, 8, again
mov r0, 0
exit
pass:
add r6, 1
add r8, 4
ja again
-- reject pointer_offset

== a place for a number at each round, aligned by its step
type cgroup_sysctl
leaks
-- asm
stdw [r10-16], 0
stdw [r10-8], 0
stdw [r10-24], 0
mov r6, 0
again:
mov r1, r10
add r1, -24
mov r2, 7
mov r3, 0
mov r4, r10
add r4, -16
add r4, r6
call 106
add r6, 8
jne r6, 16, again
mov r0, 1
exit
-- accept

== a step of four bytes is not aligned for eight
type cgroup_sysctl
leaks
-- asm
stdw [r10-16], 0
stdw [r10-8], 0
stdw [r10-24], 0
mov r6, 0
again:
mov r1, r10
add r1, -24
mov r2, 7
mov r3, 0
mov r4, r10
add r4, -16
add r4, r6
call 106
add r6, 4
jne r6, 8, again
mov r0, 1
exit
-- reject misaligned 11

== down to less than nothing, by not equal
map array 4 256 1
leaks
-- asm
mov r1, 252
mov r0, 0
again:
lddw r3, map[0]+0
add r3, r1
ldxw r2, [r3]
add r1, -4
jne r1, -4, again
exit
-- accept worst 323

== ... one step further
map array 4 256 1
leaks
-- asm
mov r1, 252
mov r0, 0
again:
lddw r3, map[0]+0
add r3, r1
ldxw r2, [r3]
add r1, -4
jne r1, -8, again
exit
-- reject value_bounds

== ... which steps over what it waits for
map array 4 256 1
leaks
-- asm
mov r1, 252
mov r0, 0
again:
lddw r3, map[0]+0
add r3, r1
ldxw r2, [r3]
add r1, -4
jne r1, -6, again
exit
-- reject pointer_offset
-- linux skip: it walks until it is tired

== frames too large together in a loop: the walk that guesses its invariant ends that path, and stays in the caller's order
leaks
-- asm
call local g
stdw [r10-512], 0
mov r6, 0
loop:
call local f
add r6, 1
jlt r6, 10, loop
mov r0, 0
exit
g:
mov r0, 0
jeq r1, 0, out
mov r0, 1
out:
exit
f:
mov r0, 0
exit
-- reject stack_total
-- linux accepts

== a pointer that moves by the smallest of all numbers, in a loop
-- asm
mov r6, 0
lddw r2, 0x8000000000000000
mov r1, r10
add r1, -32
again:
mov r3, r1
add r3, r2
add r6, 1
jlt r6, 10, again
mov r0, 0
exit
-- reject pointer_offset 6

== a number counts down to 0 in steps of 128, and 128 is the least that it is in a round: told of each round by itself
-- asm
mov r6, 512
again:
add r6, -128
jne r6, 0, again
mov r0, 0
exit
-- accept worst 11 full

== a number that counts along from where nobody knows exactly: a full certificate says nothing of it
-- asm
call 7
mov r7, r0
and r7, 255
mov r6, 0
again:
add r7, -1
add r6, 1
jne r6, 100, again
mov r0, 0
exit
-- accept worst 306 full

== may_goto: either way
-- asm
mov r1, 0
may_goto on
mov r1, 1
on:
jle r1, 1, out
ldxdw r0, [r1]
out:
mov r0, 0
exit
-- accept worst 6

== a loop that it ends some time
-- asm
ldxw r1, [r1]
mov r0, 0
round:
may_goto out
add r0, r1
ja round
out:
mov r0, 0
exit
-- accept budget

== what is true on one way alone
-- asm
may_goto on
mov r2, 1
on:
mov r0, r2
exit
-- reject uninit_read 2

== a pointer that goes on and on
-- asm
stdw [r10-8], 0
mov r1, r10
add r1, -8
round:
ldxw r2, [r1]
may_goto out
add r1, 4
ja round
out:
mov r0, 0
exit
-- reject stack_bounds

== a loop that counts, too
-- asm
mov r0, 0
mov r6, 0
round:
may_goto out
add r6, 1
jlt r6, 100, round
out:
mov r0, 0
exit
-- accept worst 304

== unequal to a number and to the next one, by turns, bounds nothing: the number is stepped over
type sched_cls
leaks
map array 4 64 1
-- asm
mov r9, r1
call 7
mov r6, r0
and r6, 7
add r6, 10
mov r7, 0
mov r1, r6
loop:
call 7
mov r8, r6
mov r3, 0
jgt r0, 5, over
add r8, 1
mov r3, r10
over:
add r3, 0
add r7, 1
jne r7, r8, loop
mov r0, 0
exit
-- accept budget
-- linux rejects: a loop without a proven end; here the engine ends it

== what is never run may go on for ever
-- asm
mov r1, 1
jeq r1, 1, out
l:
ja l
out:
mov r0, 0
exit
-- accept worst 4

== what is run may not
-- asm
ldxw r1, [r1]
jeq r1, 1, out
l:
ja l
out:
mov r0, 0
exit
-- reject endless_loop 2
