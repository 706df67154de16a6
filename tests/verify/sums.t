# SPDX-License-Identifier: Apache-2.0
# What loops add up, count in 4 bytes of the stack, and walk over.

== a sum of bounded numbers is bounded by the rounds
map array 4 106 1
-- asm
mov r6, 0
mov r7, 0
lddw r8, map[0]+0
loop:
mov r1, r8
add r1, r6
ldxb r2, [r1]
call 7
and r0, 15
add r6, r0
add r7, 1
jlt r7, 8, loop
mov r0, 0
exit
-- accept

== a sum of bounded numbers, one more than the value holds
map array 4 105 1
-- asm
mov r6, 0
mov r7, 0
lddw r8, map[0]+0
loop:
mov r1, r8
add r1, r6
ldxb r2, [r1]
call 7
and r0, 15
add r6, r0
add r7, 1
jlt r7, 8, loop
mov r0, 0
exit
-- reject value_bounds

== a sum on one path only, added in 32 bits the other way round, read after the loop
map array 4 33 1
-- asm
mov32 r6, 0
mov r7, 0
lddw r8, map[0]+0
loop:
call 7
and32 r0, 7
jgt r0, 2, skip
mov32 r0, 1
add32 r0, r6
mov32 r6, r0
skip:
add r7, 1
jlt r7, 32, loop
add r8, r6
ldxb r2, [r8]
mov r0, 0
exit
-- accept
-- linux rejects: it walks 2^32 paths

== a sum on one path only, read after the loop, one more than the value holds
map array 4 32 1
-- asm
mov32 r6, 0
mov r7, 0
lddw r8, map[0]+0
loop:
call 7
and32 r0, 7
jgt r0, 2, skip
mov32 r0, 1
add32 r0, r6
mov32 r6, r0
skip:
add r7, 1
jlt r7, 32, loop
add r8, r6
ldxb r2, [r8]
mov r0, 0
exit
-- reject value_bounds

== a sum that goes down on one path
map array 4 64 1
-- asm
mov r6, 16
mov r7, 0
lddw r8, map[0]+0
loop:
call 7
and r0, 3
jeq r0, 0, down
add r6, r0
ja on
down:
sub r6, 6
on:
add r7, 1
jlt r7, 4, loop
add r8, r6
ldxb r2, [r8]
mov r0, 0
exit
-- reject value_bounds

== a sum that goes down as far as there is room
map array 4 64 1
-- asm
mov r6, 24
mov r7, 0
lddw r8, map[0]+0
loop:
call 7
and r0, 3
jeq r0, 0, down
add r6, r0
ja on
down:
sub r6, 6
on:
add r7, 1
jlt r7, 4, loop
add r8, r6
ldxb r2, [r8]
mov r0, 0
exit
-- accept

== a sum that wraps in 32 bits is small again
map array 4 16 1
-- asm
mov32 r6, -8
mov r7, 0
lddw r8, map[0]+0
mov32 r9, -8
loop:
jge r6, r9, on
mov r1, r8
add r1, r6
ldxb r2, [r1]
on:
call 7
and32 r0, 15
add32 r6, r0
add r7, 1
jlt r7, 4, loop
mov r0, 0
exit
-- reject value_bounds

== two sums that change places are no sums
map array 4 40 1
-- asm
mov r6, 0
mov r7, 0
mov r9, 7
lddw r8, map[0]+0
loop:
call 7
and r0, 3
mov r1, r6
mov r6, r9
add r6, r0
mov r9, r1
add r9, r0
add r9, r1
add r7, 1
jlt r7, 8, loop
add r8, r6
ldxb r2, [r8]
mov r0, 0
exit
-- reject pointer_offset

== a sum in a loop without a bound
map array 4 64 1
-- asm
mov r6, 0
lddw r8, map[0]+0
loop:
call 7
mov r7, r0
and r0, 1
add r6, r0
jne r7, 5, loop
add r8, r6
ldxb r2, [r8]
mov r0, 0
exit
-- reject pointer_offset

== a sum in a slot, by a function that a helper calls
map array 4 64 1
-- asm
stdw [r10-8], 0
mov r1, 9
lddw r2, func body
mov r3, r10
add r3, -8
mov r4, 0
call 181
lddw r8, map[0]+0
ldxdw r6, [r10-8]
add r8, r6
ldxb r2, [r8]
mov r0, 0
exit
body:
mov r6, r2
call 7
and r0, 7
ldxdw r1, [r6]
add r1, r0
stxdw [r6], r1
mov r0, 0
exit
-- accept

== a sum in a slot, by a function that a helper calls, one more than the value holds
map array 4 63 1
-- asm
stdw [r10-8], 0
mov r1, 9
lddw r2, func body
mov r3, r10
add r3, -8
mov r4, 0
call 181
lddw r8, map[0]+0
ldxdw r6, [r10-8]
add r8, r6
ldxb r2, [r8]
mov r0, 0
exit
body:
mov r6, r2
call 7
and r0, 7
ldxdw r1, [r6]
add r1, r0
stxdw [r6], r1
mov r0, 0
exit
-- reject value_bounds

== a counter in the upper half of a stack slot
map array 4 16 1
-- asm
stw [r10-4], 0
lddw r8, map[0]+0
loop:
ldxw r1, [r10-4]
mov r2, r8
add r2, r1
ldxb r3, [r2]
ldxw r1, [r10-4]
add32 r1, 1
stxw [r10-4], r1
jlt32 r1, 16, loop
mov r0, 0
exit
-- accept worst 132
-- linux rejects: it follows no numbers in upper halves

== a counter in the upper half of a stack slot, one too many
map array 4 15 1
-- asm
stw [r10-4], 0
lddw r8, map[0]+0
loop:
ldxw r1, [r10-4]
mov r2, r8
add r2, r1
ldxb r3, [r2]
ldxw r1, [r10-4]
add32 r1, 1
stxw [r10-4], r1
jlt32 r1, 16, loop
mov r0, 0
exit
-- reject value_bounds

== the lower half is another number than the upper
map array 4 16 1
-- asm
call 7
stxw [r10-8], r0
and r0, 15
stxw [r10-4], r0
ldxw r1, [r10-8]
lddw r8, map[0]+0
add r8, r1
ldxb r3, [r8]
mov r0, 0
exit
-- reject value_bounds

== a byte of the upper half is written over
map array 4 16 1
-- asm
call 7
and r0, 15
stxw [r10-4], r0
stb [r10-3], 1
ldxw r1, [r10-4]
lddw r8, map[0]+0
add r8, r1
ldxb r3, [r8]
mov r0, 0
exit
-- reject value_bounds

== both halves at once are not the upper one
map array 4 16 1
leaks
-- asm
call 7
stw [r10-8], 0
and r0, 15
stxw [r10-4], r0
ldxdw r1, [r10-8]
lddw r8, map[0]+0
add r8, r1
ldxb r3, [r8]
mov r0, 0
exit
-- reject pointer_offset

== a test of the register says what its 4 bytes in the stack hold
map array 4 16 1
-- asm
call 8
mov32 r0, r0
stxw [r10-8], r0
jgt r0, 15, out
ldxw r1, [r10-8]
lddw r8, map[0]+0
add r8, r1
ldxb r3, [r8]
out:
mov r0, 0
exit
-- accept

== a test of all 64 bits says nothing of the 4 bytes that were stored
map array 4 16 1
-- asm
call 5
stxw [r10-4], r0
jslt r0, 16, small
mov r0, 0
exit
small:
ldxw r1, [r10-4]
lddw r8, map[0]+0
add r8, r1
ldxb r3, [r8]
mov r0, 0
exit
-- reject value_bounds

== a pointer walks up to an end that a number tells
map array 4 128 1
-- asm
call 7
and r0, 31
lsh r0, 2
lddw r8, map[0]+0
mov r7, r8
add r7, r0
loop:
jeq r8, r7, out
ldxw r2, [r8]
add r8, 4
ja loop
out:
mov r0, 0
exit
-- accept worst 133
-- linux rejects: it learns nothing of two pointers into one value

== a pointer walks over an end that is no whole number of steps away
map array 4 128 1
-- asm
call 7
and r0, 31
lsh r0, 1
lddw r8, map[0]+0
mov r7, r8
add r7, r0
loop:
jeq r8, r7, out
ldxw r2, [r8]
add r8, 4
ja loop
out:
mov r0, 0
exit
-- reject value_bounds

== a pointer begins behind the end
map array 4 128 1
-- asm
call 7
and r0, 31
lsh r0, 2
lddw r8, map[0]+0
mov r7, r8
add r7, r0
add r8, 4
loop:
jeq r8, r7, out
ldxw r2, [r8]
add r8, 4
ja loop
out:
mov r0, 0
exit
-- reject value_bounds

== a pointer stays below the end, in steps that pass over it
map array 4 130 1
-- asm
call 7
and r0, 63
add r0, 64
lddw r8, map[0]+0
mov r7, r8
add r7, r0
loop:
jge r8, r7, out
ldxw r2, [r8]
add r8, 12
ja loop
out:
mov r0, 0
exit
-- accept worst 53
-- linux rejects: it learns nothing of two pointers into one value

== a pointer stays below the end, but not its last bytes
map array 4 129 1
-- asm
call 7
and r0, 63
add r0, 67
lddw r8, map[0]+0
mov r7, r8
add r7, r0
loop:
jge r8, r7, out
ldxw r2, [r8]
add r8, 1
ja loop
out:
mov r0, 0
exit
-- reject value_bounds

== the end walks along
map array 4 128 1
-- asm
lddw r8, map[0]+0
mov r7, r8
add r7, 16
loop:
jeq r8, r7, out
ldxw r2, [r8]
add r8, 4
add r7, 4
ja loop
out:
mov r0, 0
exit
-- reject value_bounds

== outside of loops, a number in an upper half is forgotten, as in Linux
map array 4 32 1
-- asm
mov32 r4, 20
stxw [r10-8], r4
stxw [r10-4], r4
ldxw r4, [r10-4]
lddw r8, map[0]+0
add r8, r4
ldxb r3, [r8]
mov r0, 0
exit
-- reject value_bounds

== a sum that begins anew on one way: no more than all rounds add, from what it began with or from there
map array 4 64 1
leaks
-- asm
mov r6, 0
mov r9, 0
lddw r8, map[0]+0
again:
call 7
jeq r0, 1, one
jeq r0, 2, two
jeq r0, 3, three
add r6, 4
ja next
one:
mov r6, 0
ja next
two:
add r6, 2
ja next
three:
add r6, 1
next:
add r9, 1
mov r1, r8
add r1, r6
ldxb r1, [r1+15]
jlt r9, 12, again
mov r0, 0
exit
-- accept
-- linux rejects: it walks every way through the rounds

== one byte further
map array 4 64 1
leaks
-- asm
mov r6, 0
mov r9, 0
lddw r8, map[0]+0
again:
call 7
jeq r0, 1, one
jeq r0, 2, two
jeq r0, 3, three
add r6, 4
ja next
one:
mov r6, 0
ja next
two:
add r6, 2
ja next
three:
add r6, 1
next:
add r9, 1
mov r1, r8
add r1, r6
ldxb r1, [r1+16]
jlt r9, 12, again
mov r0, 0
exit
-- reject pointer_offset 17

== it begins anew further up
map array 4 64 1
leaks
-- asm
mov r6, 0
mov r9, 0
lddw r8, map[0]+0
again:
call 7
jeq r0, 1, one
add r6, 1
ja next
one:
mov r6, 60
next:
mov r1, r8
add r1, r6
ldxb r1, [r1]
add r9, 1
jlt r9, 6, again
mov r0, 0
exit
-- reject pointer_offset 10

== so far up that all rounds fit all the same
map array 4 64 1
leaks
-- asm
mov r6, 0
mov r9, 0
lddw r8, map[0]+0
again:
call 7
jeq r0, 1, one
add r6, 1
ja next
one:
mov r6, 10
next:
mov r1, r8
add r1, r6
ldxb r1, [r1+3]
add r9, 1
jlt r9, 6, again
mov r0, 0
exit
-- accept

== downwards, and it begins anew below
map array 4 64 1
leaks
-- asm
mov r6, 60
mov r9, 0
lddw r8, map[0]+0
again:
call 7
jeq r0, 1, one
sub r6, 4
ja next
one:
mov r6, 2
next:
mov r1, r8
add r1, r6
ldxb r1, [r1]
add r9, 1
jlt r9, 12, again
mov r0, 0
exit
-- reject pointer_offset 10

== without a bound on the rounds
map array 4 64 1
leaks
-- asm
mov r6, 0
lddw r8, map[0]+0
again:
call 7
jeq r0, 1, one
add r6, 4
ja next
one:
mov r6, 0
next:
mov r1, r8
add r1, r6
ldxb r1, [r1]
jne r0, 7, again
mov r0, 0
exit
-- reject pointer_offset 9

== a loop over a value that each round of the loop around finds anew
map array 4 64 1
map hash 4 64 8
leaks
-- asm
mov r9, 0
around:
stw [r10-4], 7
mov r2, r10
add r2, -4
lddw r1, map[1]
call 1
jeq r0, 0, next
mov r6, r0
mov r7, 0
again:
ldxdw r1, [r6]
call 7
jeq r0, 1, out
add r6, 8
add r7, 1
jlt r7, 8, again
out:
next:
add r9, 1
jlt r9, 8, around
mov r0, 0
exit
-- accept

== and one round more than it has room for
map array 4 64 1
map hash 4 64 8
leaks
-- asm
mov r9, 0
around:
stw [r10-4], 7
mov r2, r10
add r2, -4
lddw r1, map[1]
call 1
jeq r0, 0, next
mov r6, r0
mov r7, 0
again:
ldxdw r1, [r6]
call 7
jeq r0, 1, out
add r6, 8
add r7, 1
jlt r7, 9, again
out:
next:
add r9, 1
jlt r9, 8, around
mov r0, 0
exit
-- reject value_bounds 10

== a copy of it that another round's value replaces is not the same any more
map array 4 64 1
map hash 4 64 8
leaks
-- asm
mov r9, 0
around:
stw [r10-4], 7
mov r2, r10
add r2, -4
lddw r1, map[1]
call 1
jeq r0, 0, next
mov r6, r0
mov r8, r0
mov r7, 0
again:
mov r1, r6
sub r1, r8
lddw r2, map[0]+0
add r2, r1
ldxb r1, [r2]
stw [r10-4], 7
mov r2, r10
add r2, -4
lddw r1, map[1]
call 1
jeq r0, 0, next
mov r8, r0
add r6, 8
add r7, 1
jlt r7, 7, again
next:
add r9, 1
jlt r9, 8, around
mov r0, 0
exit
-- reject pointer_offset 15

== a number that grows in the inner of two loops
type sched_cls
map array 4 64 1
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r6, r0
mov r7, 0
mov r8, 0
a:
mov r9, 0
b:
call 7
jset r0, 1, odd
mov r1, r6
add r1, r7
stb [r1+0], 1
add r7, 1
odd:
add r9, 1
jlt r9, 8, b
add r8, 1
jlt r8, 8, a
out:
mov r0, 0
exit
-- accept
-- linux rejects: it walks every round on every way

== ... and comes to one more than there is room for
type sched_cls
map array 4 63 1
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r6, r0
mov r7, 0
mov r8, 0
a:
mov r9, 0
b:
call 7
jset r0, 1, odd
mov r1, r6
add r1, r7
stb [r1+0], 1
add r7, 1
odd:
add r9, 1
jlt r9, 8, b
add r8, 1
jlt r8, 8, a
out:
mov r0, 0
exit
-- reject pointer_offset

== ... in the inner of three, where one round of the middle one leaves it out
type sched_cls
map array 4 64 1
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
stxdw [r10-16], r0
mov r6, 0
mov r7, 0
a:
mov r8, 0
b:
call 7
jset r0, 1, even
mov r9, 0
c:
ldxdw r1, [r10-16]
add r1, r6
stb [r1+0], 1
add r6, 1
add r9, 1
jlt r9, 4, c
even:
add r8, 1
jlt r8, 4, b
add r7, 1
jlt r7, 4, a
out:
mov r0, 0
exit
-- accept

== twelve nested loops
-- asm
mov r6, 0
stdw [r10-8], 0
l0:
stdw [r10-16], 0
l1:
stdw [r10-24], 0
l2:
stdw [r10-32], 0
l3:
stdw [r10-40], 0
l4:
stdw [r10-48], 0
l5:
stdw [r10-56], 0
l6:
stdw [r10-64], 0
l7:
stdw [r10-72], 0
l8:
stdw [r10-80], 0
l9:
stdw [r10-88], 0
l10:
stdw [r10-96], 0
l11:
add r6, 1
ldxdw r1, [r10-96]
add r1, 1
stxdw [r10-96], r1
jlt r1, 10, l11
ldxdw r1, [r10-88]
add r1, 1
stxdw [r10-88], r1
jlt r1, 10, l10
ldxdw r1, [r10-80]
add r1, 1
stxdw [r10-80], r1
jlt r1, 10, l9
ldxdw r1, [r10-72]
add r1, 1
stxdw [r10-72], r1
jlt r1, 10, l8
ldxdw r1, [r10-64]
add r1, 1
stxdw [r10-64], r1
jlt r1, 10, l7
ldxdw r1, [r10-56]
add r1, 1
stxdw [r10-56], r1
jlt r1, 10, l6
ldxdw r1, [r10-48]
add r1, 1
stxdw [r10-48], r1
jlt r1, 10, l5
ldxdw r1, [r10-40]
add r1, 1
stxdw [r10-40], r1
jlt r1, 10, l4
ldxdw r1, [r10-32]
add r1, 1
stxdw [r10-32], r1
jlt r1, 10, l3
ldxdw r1, [r10-24]
add r1, 1
stxdw [r10-24], r1
jlt r1, 10, l2
ldxdw r1, [r10-16]
add r1, 1
stxdw [r10-16], r1
jlt r1, 10, l1
ldxdw r1, [r10-8]
add r1, 1
stxdw [r10-8], r1
jlt r1, 10, l0
mov r0, 0
exit
-- accept
-- linux skip: it walks every round
