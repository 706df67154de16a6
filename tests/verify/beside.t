# SPDX-License-Identifier: Apache-2.0
# Programs on which Linux 6.18 and this verifier once answered differently: found by changing cases that others wrote.

== the low half, moved up and down again with its sign
type tracepoint
map hash 8 25 1
-- asm
mov r6, r1
stdw [r10-8], 0
mov r2, r10
add r2, -8
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r7, r0
mov r1, r6
mov r2, r7
mov r3, 24
mov r4, 0
call 67
mov32 r8, r0
lsh r8, 32
arsh r8, 32
jslt r8, 0, out
add r7, r8
ldxb r0, [r7]
out:
mov r0, 0
exit
-- accept

== the low half, moved up and down again with its sign: a value that is one byte too small
type tracepoint
map hash 8 24 1
-- asm
mov r6, r1
stdw [r10-8], 0
mov r2, r10
add r2, -8
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r7, r0
mov r1, r6
mov r2, r7
mov r3, 24
mov r4, 0
call 67
mov32 r8, r0
lsh r8, 32
arsh r8, 32
jslt r8, 0, out
add r7, r8
ldxb r0, [r7]
out:
mov r0, 0
exit
-- reject value_bounds 19
