# SPDX-License-Identifier: Apache-2.0
# Programs on which Linux 6.18 and this verifier once answered differently: found by changing cases that others wrote.

== a part of a raw tracepoint's argument
type raw_tracepoint
-- asm
ldxw r0, [r1]
ldxb r2, [r1+95]
ldxh r2, [r1+10]
add r0, r2
exit
-- accept

== a part of a raw tracepoint's argument that is not aligned
type raw_tracepoint
-- asm
ldxw r0, [r1+2]
exit
-- reject ctx_access 0

== the word before a tracepoint's fields
type tracepoint
-- asm
ldxw r0, [r1+4]
mov r0, 0
exit
-- reject ctx_access 0

== a tracepoint's first field
type tracepoint
-- asm
ldxw r0, [r1+8]
mov r0, 0
exit
-- accept

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

== differences of sums are for programs that change packets
type cgroup_skb
-- asm
mov r1, 0
mov r2, 0
mov r3, 0
mov r4, 0
mov r5, 0
call 28
mov r0, 1
exit
-- reject helper_type 5

== what sockets keep is asked neither in filters of sockets
type socket_filter
-- asm
mov r1, 0
mov r2, 0
mov r3, 0
mov r4, 0
call 107
mov r0, 0
exit
-- reject helper_type 4

== ... nor in XDP
type xdp
-- asm
mov r1, 0
mov r2, 0
call 108
mov r0, 0
exit
-- reject helper_type 2

== sockets are told apart where there are some, not in tracepoints
type tracepoint
-- asm
mov r1, 0
call 137
mov r0, 0
exit
-- reject helper_type 1
