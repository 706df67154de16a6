# SPDX-License-Identifier: Apache-2.0
# Loops whose numbers move by no constant (src/verify/growth.c): how many rounds there are at most, and where nobody knows.

== an offset that grows by what is read, by two at least
type sched_cls
leaks
-- asm
ldxw r6, [r1]
mov r7, 0
loop:
jgt r7, 1000, out
and r6, 255
mov r2, r6
add r2, 2
add r7, r2
ja loop
out:
mov r0, 2
exit
-- accept worst 3011 full terms

== ... by nothing, perhaps
type sched_cls
leaks
-- asm
ldxw r6, [r1]
mov r7, 0
loop:
jgt r7, 1000, out
and r6, 255
add r7, r6
ja loop
out:
mov r0, 2
exit
-- accept budget
-- linux rejects: it walks every round

== ... on one way of two by nothing
type sched_cls
leaks
-- asm
ldxw r6, [r1]
ldxw r8, [r1+4]
mov r7, 0
loop:
jgt r7, 1000, out
and r6, 255
add r6, 1
jeq r6, r8, loop
add r7, r6
ja loop
out:
mov r0, 2
exit
-- accept budget
-- linux rejects: it walks every round

== ... on one way by one, on the other by two at least
type sched_cls
leaks
-- asm
ldxw r6, [r1]
ldxw r8, [r1+4]
mov r7, 0
loop:
jgt r7, 1000, out
and r6, 255
add r6, 2
jeq r6, r8, one
add r7, r6
ja loop
one:
add r7, 1
ja loop
out:
mov r0, 2
exit
-- accept worst 6012 full terms

== a sum of 32 bits that wraps
type sched_cls
leaks
-- asm
ldxw r6, [r1]
mov r7, 1
loop:
and r6, 255
add r6, 2
add32 r7, r6
jne32 r7, 0, loop
mov r0, 2
exit
-- accept budget
-- linux rejects: it walks every round

== what is left becomes less, by one at least
type sched_cls
leaks
-- asm
ldxw r7, [r1]
ldxw r6, [r1+4]
and r7, 4095
loop:
jslt r7, 1, out
and r6, 15
add r6, 1
sub r7, r6
ja loop
out:
mov r0, 2
exit
-- accept worst 20481 full terms

== a number is halved in each round, and not 0 when it comes back
leaks
-- asm
ldxw r6, [r1]
mov r0, 0
loop:
add r0, 1
rsh r6, 1
jne r6, 0, loop
exit
-- accept worst 99 full terms

== divided, and not 0 before
type sched_cls
leaks
-- asm
ldxw r6, [r1]
mov r0, 0
loop:
jeq r6, 0, out
add r0, 1
div r6, 10
ja loop
out:
exit
-- accept full terms
-- linux rejects: it walks every round

== halved, while it was more than 1 before
type sched_cls
leaks
-- asm
ldxw r6, [r1]
mov r0, 0
jeq r6, 0, out
loop:
mov r8, r6
rsh r6, 1
add r0, 1
jgt r8, 1, loop
out:
exit
-- accept worst 136 full terms

== halved, but 0 may be halved again and again
type sched_cls
leaks
-- asm
ldxw r6, [r1]
ldxw r8, [r1+4]
mov r0, 0
loop:
and r8, 7
rsh r6, 1
jne r8, 0, loop
exit
-- accept budget
-- linux rejects: it walks every round

== the lowest bit is taken away
type sched_cls
leaks
-- asm
ldxw r6, [r1]
mov r0, 0
jeq r6, 0, out
loop:
add r0, 1
mov r2, r6
add r2, -1
and r6, r2
jne r6, 0, loop
out:
exit
-- accept worst 164 full terms
-- linux rejects: it walks every round

== a number far away from its name, and with itself: twice its distance does not fit
type sched_cls
leaks
-- asm
ldxw r6, [r1]
mov r0, 0
loop:
mov r2, r6
add r2, -2110296824
and r2, r2
add r0, 1
jlt r0, 3, loop
exit
-- accept worst 18

== the greatest common divisor of two bytes
type sched_cls
leaks
-- asm
ldxw r6, [r1]
ldxw r7, [r1+4]
and r6, 255
and r7, 255
loop:
jeq r7, 0, out
mov r2, r6
mod r2, r7
mov r6, r7
mov r7, r2
ja loop
out:
mov r0, r6
exit
-- accept full terms
-- linux rejects: it walks every round

== options of a packet: each has its length, but those of one byte
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
mov r7, 0
loop:
mov r4, r2
add r4, 2
jgt r4, r3, out
ldxb r5, [r2+1]
jlt r5, 2, out
ldxb r6, [r2]
add r2, 1
jeq r6, 1, loop
add r2, -1
add r2, r5
ja loop
out:
mov r0, 2
exit
-- accept full terms
-- linux rejects: it walks every round

== ... that say they have none
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
loop:
mov r4, r2
add r4, 2
jgt r4, r3, out
ldxb r5, [r2+1]
add r2, r5
ja loop
out:
mov r0, 2
exit
-- accept budget
-- linux rejects: it walks every round

== a number that an inner loop makes anew
type sched_cls
leaks
-- asm
ldxw r6, [r1]
outer:
jeq r6, 0, out
mov r7, r6
rsh r7, 1
mov r9, 0
inner:
jge r9, 3, done
call 7
and r0, 255
mov r7, r0
add r9, 1
ja inner
done:
mov r6, r7
ja outer
out:
mov r0, 0
exit
-- accept budget
-- linux rejects: it walks every round
