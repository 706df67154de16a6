# SPDX-License-Identifier: Apache-2.0
# atomic operations: the memory afterwards and what is fetched.

== add 0xff00ff00ff00ff01 to 0x123456789abcdef0
-- asm
lddw r3, 0xff00ff00ff00ff01
lock add [r1], r3
mov r0, r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0xff00ff00ff00ff01
-- mem after
f1 dd bd 99 79 55 35 11 55 55 55 55 55 55 55 55

== add 0x1 to 0xffffffffffffffff
-- asm
lddw r3, 0x1
lock add [r1], r3
mov r0, r3
exit
-- mem
ff ff ff ff ff ff ff ff 55 55 55 55 55 55 55 55
-- result
0x1
-- mem after
00 00 00 00 00 00 00 00 55 55 55 55 55 55 55 55

== fetch add 0xff00ff00ff00ff01 to 0x123456789abcdef0
-- asm
lddw r3, 0xff00ff00ff00ff01
lock fetch add [r1], r3
mov r0, r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0x123456789abcdef0
-- mem after
f1 dd bd 99 79 55 35 11 55 55 55 55 55 55 55 55

== fetch add 0x1 to 0xffffffffffffffff
-- asm
lddw r3, 0x1
lock fetch add [r1], r3
mov r0, r3
exit
-- mem
ff ff ff ff ff ff ff ff 55 55 55 55 55 55 55 55
-- result
0xffffffffffffffff
-- mem after
00 00 00 00 00 00 00 00 55 55 55 55 55 55 55 55

== or 0xff00ff00ff00ff01 to 0x123456789abcdef0
-- asm
lddw r3, 0xff00ff00ff00ff01
lock or [r1], r3
mov r0, r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0xff00ff00ff00ff01
-- mem after
f1 ff bc ff 78 ff 34 ff 55 55 55 55 55 55 55 55

== or 0x1 to 0xffffffffffffffff
-- asm
lddw r3, 0x1
lock or [r1], r3
mov r0, r3
exit
-- mem
ff ff ff ff ff ff ff ff 55 55 55 55 55 55 55 55
-- result
0x1
-- mem after
ff ff ff ff ff ff ff ff 55 55 55 55 55 55 55 55

== fetch or 0xff00ff00ff00ff01 to 0x123456789abcdef0
-- asm
lddw r3, 0xff00ff00ff00ff01
lock fetch or [r1], r3
mov r0, r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0x123456789abcdef0
-- mem after
f1 ff bc ff 78 ff 34 ff 55 55 55 55 55 55 55 55

== fetch or 0x1 to 0xffffffffffffffff
-- asm
lddw r3, 0x1
lock fetch or [r1], r3
mov r0, r3
exit
-- mem
ff ff ff ff ff ff ff ff 55 55 55 55 55 55 55 55
-- result
0xffffffffffffffff
-- mem after
ff ff ff ff ff ff ff ff 55 55 55 55 55 55 55 55

== and 0xff00ff00ff00ff01 to 0x123456789abcdef0
-- asm
lddw r3, 0xff00ff00ff00ff01
lock and [r1], r3
mov r0, r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0xff00ff00ff00ff01
-- mem after
00 de 00 9a 00 56 00 12 55 55 55 55 55 55 55 55

== and 0x1 to 0xffffffffffffffff
-- asm
lddw r3, 0x1
lock and [r1], r3
mov r0, r3
exit
-- mem
ff ff ff ff ff ff ff ff 55 55 55 55 55 55 55 55
-- result
0x1
-- mem after
01 00 00 00 00 00 00 00 55 55 55 55 55 55 55 55

== fetch and 0xff00ff00ff00ff01 to 0x123456789abcdef0
-- asm
lddw r3, 0xff00ff00ff00ff01
lock fetch and [r1], r3
mov r0, r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0x123456789abcdef0
-- mem after
00 de 00 9a 00 56 00 12 55 55 55 55 55 55 55 55

== fetch and 0x1 to 0xffffffffffffffff
-- asm
lddw r3, 0x1
lock fetch and [r1], r3
mov r0, r3
exit
-- mem
ff ff ff ff ff ff ff ff 55 55 55 55 55 55 55 55
-- result
0xffffffffffffffff
-- mem after
01 00 00 00 00 00 00 00 55 55 55 55 55 55 55 55

== xor 0xff00ff00ff00ff01 to 0x123456789abcdef0
-- asm
lddw r3, 0xff00ff00ff00ff01
lock xor [r1], r3
mov r0, r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0xff00ff00ff00ff01
-- mem after
f1 21 bc 65 78 a9 34 ed 55 55 55 55 55 55 55 55

== xor 0x1 to 0xffffffffffffffff
-- asm
lddw r3, 0x1
lock xor [r1], r3
mov r0, r3
exit
-- mem
ff ff ff ff ff ff ff ff 55 55 55 55 55 55 55 55
-- result
0x1
-- mem after
fe ff ff ff ff ff ff ff 55 55 55 55 55 55 55 55

== fetch xor 0xff00ff00ff00ff01 to 0x123456789abcdef0
-- asm
lddw r3, 0xff00ff00ff00ff01
lock fetch xor [r1], r3
mov r0, r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0x123456789abcdef0
-- mem after
f1 21 bc 65 78 a9 34 ed 55 55 55 55 55 55 55 55

== fetch xor 0x1 to 0xffffffffffffffff
-- asm
lddw r3, 0x1
lock fetch xor [r1], r3
mov r0, r3
exit
-- mem
ff ff ff ff ff ff ff ff 55 55 55 55 55 55 55 55
-- result
0xffffffffffffffff
-- mem after
fe ff ff ff ff ff ff ff 55 55 55 55 55 55 55 55

== xchg 0xfedcba9876543210 with 0x123456789abcdef0
-- asm
lddw r3, 0xfedcba9876543210
lock xchg [r1+8], r3
mov r0, r3
exit
-- mem
55 55 55 55 55 55 55 55 f0 de bc 9a 78 56 34 12
-- result
0x123456789abcdef0
-- mem after
55 55 55 55 55 55 55 55 10 32 54 76 98 ba dc fe

== xchg 0xffffffffffffffff with 0x0
-- asm
lddw r3, 0xffffffffffffffff
lock xchg [r1+8], r3
mov r0, r3
exit
-- mem
55 55 55 55 55 55 55 55 00 00 00 00 00 00 00 00
-- result
0x0
-- mem after
55 55 55 55 55 55 55 55 ff ff ff ff ff ff ff ff

== cmpxchg 0x123456789abcdef0 on 0x123456789abcdef0
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0x7
lock cmpxchg [r1], r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0x123456789abcdef0
-- mem after
07 00 00 00 00 00 00 00 55 55 55 55 55 55 55 55

== cmpxchg 0x123456789abcdef0 on 0x123456789abcdef0 leaves its source
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0x7
lock cmpxchg [r1], r3
mov r0, r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0x7
-- mem after
07 00 00 00 00 00 00 00 55 55 55 55 55 55 55 55

== cmpxchg 0x123456789abcdef1 on 0x123456789abcdef0
-- asm
lddw r0, 0x123456789abcdef1
lddw r3, 0x7
lock cmpxchg [r1], r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0x123456789abcdef0
-- mem after
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55

== cmpxchg 0x123456789abcdef1 on 0x123456789abcdef0 leaves its source
-- asm
lddw r0, 0x123456789abcdef1
lddw r3, 0x7
lock cmpxchg [r1], r3
mov r0, r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0x7
-- mem after
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55

== cmpxchg 0x800000009abcdef0 on 0x123456789abcdef0
-- asm
lddw r0, 0x800000009abcdef0
lddw r3, 0xffffffffffffffff
lock cmpxchg [r1], r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0x123456789abcdef0
-- mem after
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55

== cmpxchg 0x800000009abcdef0 on 0x123456789abcdef0 leaves its source
-- asm
lddw r0, 0x800000009abcdef0
lddw r3, 0xffffffffffffffff
lock cmpxchg [r1], r3
mov r0, r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0xffffffffffffffff
-- mem after
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55

== add32 0xff00ff00ff00ff01 to 0x123456789abcdef0
-- asm
lddw r3, 0xff00ff00ff00ff01
lock add32 [r1], r3
mov r0, r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0xff00ff00ff00ff01
-- mem after
f1 dd bd 99 78 56 34 12 55 55 55 55 55 55 55 55

== add32 0x1 to 0xffffffffffffffff
-- asm
lddw r3, 0x1
lock add32 [r1], r3
mov r0, r3
exit
-- mem
ff ff ff ff ff ff ff ff 55 55 55 55 55 55 55 55
-- result
0x1
-- mem after
00 00 00 00 ff ff ff ff 55 55 55 55 55 55 55 55

== fetch add32 0xff00ff00ff00ff01 to 0x123456789abcdef0
-- asm
lddw r3, 0xff00ff00ff00ff01
lock fetch add32 [r1], r3
mov r0, r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0x9abcdef0
-- mem after
f1 dd bd 99 78 56 34 12 55 55 55 55 55 55 55 55

== fetch add32 0x1 to 0xffffffffffffffff
-- asm
lddw r3, 0x1
lock fetch add32 [r1], r3
mov r0, r3
exit
-- mem
ff ff ff ff ff ff ff ff 55 55 55 55 55 55 55 55
-- result
0xffffffff
-- mem after
00 00 00 00 ff ff ff ff 55 55 55 55 55 55 55 55

== or32 0xff00ff00ff00ff01 to 0x123456789abcdef0
-- asm
lddw r3, 0xff00ff00ff00ff01
lock or32 [r1], r3
mov r0, r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0xff00ff00ff00ff01
-- mem after
f1 ff bc ff 78 56 34 12 55 55 55 55 55 55 55 55

== or32 0x1 to 0xffffffffffffffff
-- asm
lddw r3, 0x1
lock or32 [r1], r3
mov r0, r3
exit
-- mem
ff ff ff ff ff ff ff ff 55 55 55 55 55 55 55 55
-- result
0x1
-- mem after
ff ff ff ff ff ff ff ff 55 55 55 55 55 55 55 55

== fetch or32 0xff00ff00ff00ff01 to 0x123456789abcdef0
-- asm
lddw r3, 0xff00ff00ff00ff01
lock fetch or32 [r1], r3
mov r0, r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0x9abcdef0
-- mem after
f1 ff bc ff 78 56 34 12 55 55 55 55 55 55 55 55

== fetch or32 0x1 to 0xffffffffffffffff
-- asm
lddw r3, 0x1
lock fetch or32 [r1], r3
mov r0, r3
exit
-- mem
ff ff ff ff ff ff ff ff 55 55 55 55 55 55 55 55
-- result
0xffffffff
-- mem after
ff ff ff ff ff ff ff ff 55 55 55 55 55 55 55 55

== and32 0xff00ff00ff00ff01 to 0x123456789abcdef0
-- asm
lddw r3, 0xff00ff00ff00ff01
lock and32 [r1], r3
mov r0, r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0xff00ff00ff00ff01
-- mem after
00 de 00 9a 78 56 34 12 55 55 55 55 55 55 55 55

== and32 0x1 to 0xffffffffffffffff
-- asm
lddw r3, 0x1
lock and32 [r1], r3
mov r0, r3
exit
-- mem
ff ff ff ff ff ff ff ff 55 55 55 55 55 55 55 55
-- result
0x1
-- mem after
01 00 00 00 ff ff ff ff 55 55 55 55 55 55 55 55

== fetch and32 0xff00ff00ff00ff01 to 0x123456789abcdef0
-- asm
lddw r3, 0xff00ff00ff00ff01
lock fetch and32 [r1], r3
mov r0, r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0x9abcdef0
-- mem after
00 de 00 9a 78 56 34 12 55 55 55 55 55 55 55 55

== fetch and32 0x1 to 0xffffffffffffffff
-- asm
lddw r3, 0x1
lock fetch and32 [r1], r3
mov r0, r3
exit
-- mem
ff ff ff ff ff ff ff ff 55 55 55 55 55 55 55 55
-- result
0xffffffff
-- mem after
01 00 00 00 ff ff ff ff 55 55 55 55 55 55 55 55

== xor32 0xff00ff00ff00ff01 to 0x123456789abcdef0
-- asm
lddw r3, 0xff00ff00ff00ff01
lock xor32 [r1], r3
mov r0, r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0xff00ff00ff00ff01
-- mem after
f1 21 bc 65 78 56 34 12 55 55 55 55 55 55 55 55

== xor32 0x1 to 0xffffffffffffffff
-- asm
lddw r3, 0x1
lock xor32 [r1], r3
mov r0, r3
exit
-- mem
ff ff ff ff ff ff ff ff 55 55 55 55 55 55 55 55
-- result
0x1
-- mem after
fe ff ff ff ff ff ff ff 55 55 55 55 55 55 55 55

== fetch xor32 0xff00ff00ff00ff01 to 0x123456789abcdef0
-- asm
lddw r3, 0xff00ff00ff00ff01
lock fetch xor32 [r1], r3
mov r0, r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0x9abcdef0
-- mem after
f1 21 bc 65 78 56 34 12 55 55 55 55 55 55 55 55

== fetch xor32 0x1 to 0xffffffffffffffff
-- asm
lddw r3, 0x1
lock fetch xor32 [r1], r3
mov r0, r3
exit
-- mem
ff ff ff ff ff ff ff ff 55 55 55 55 55 55 55 55
-- result
0xffffffff
-- mem after
fe ff ff ff ff ff ff ff 55 55 55 55 55 55 55 55

== xchg32 0xfedcba9876543210 with 0x123456789abcdef0
-- asm
lddw r3, 0xfedcba9876543210
lock xchg32 [r1+8], r3
mov r0, r3
exit
-- mem
55 55 55 55 55 55 55 55 f0 de bc 9a 78 56 34 12
-- result
0x9abcdef0
-- mem after
55 55 55 55 55 55 55 55 10 32 54 76 78 56 34 12

== xchg32 0xffffffffffffffff with 0x0
-- asm
lddw r3, 0xffffffffffffffff
lock xchg32 [r1+8], r3
mov r0, r3
exit
-- mem
55 55 55 55 55 55 55 55 00 00 00 00 00 00 00 00
-- result
0x0
-- mem after
55 55 55 55 55 55 55 55 ff ff ff ff 00 00 00 00

== cmpxchg32 0x123456789abcdef0 on 0x123456789abcdef0
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0x7
lock cmpxchg32 [r1], r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0x9abcdef0
-- mem after
07 00 00 00 78 56 34 12 55 55 55 55 55 55 55 55

== cmpxchg32 0x123456789abcdef0 on 0x123456789abcdef0 leaves its source
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0x7
lock cmpxchg32 [r1], r3
mov r0, r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0x7
-- mem after
07 00 00 00 78 56 34 12 55 55 55 55 55 55 55 55

== cmpxchg32 0x123456789abcdef1 on 0x123456789abcdef0
-- asm
lddw r0, 0x123456789abcdef1
lddw r3, 0x7
lock cmpxchg32 [r1], r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0x9abcdef0
-- mem after
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55

== cmpxchg32 0x123456789abcdef1 on 0x123456789abcdef0 leaves its source
-- asm
lddw r0, 0x123456789abcdef1
lddw r3, 0x7
lock cmpxchg32 [r1], r3
mov r0, r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0x7
-- mem after
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55

== cmpxchg32 0x800000009abcdef0 on 0x123456789abcdef0
-- asm
lddw r0, 0x800000009abcdef0
lddw r3, 0xffffffffffffffff
lock cmpxchg32 [r1], r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0x9abcdef0
-- mem after
ff ff ff ff 78 56 34 12 55 55 55 55 55 55 55 55

== cmpxchg32 0x800000009abcdef0 on 0x123456789abcdef0 leaves its source
-- asm
lddw r0, 0x800000009abcdef0
lddw r3, 0xffffffffffffffff
lock cmpxchg32 [r1], r3
mov r0, r3
exit
-- mem
f0 de bc 9a 78 56 34 12 55 55 55 55 55 55 55 55
-- result
0xffffffffffffffff
-- mem after
ff ff ff ff 78 56 34 12 55 55 55 55 55 55 55 55

== atomics work on the stack
-- asm
stdw [r10-8], 40
mov r3, 2
lock add [r10-8], r3
ldxdw r0, [r10-8]
exit
-- result
0x2a

== fetch add takes r10 as address, r0 as operand
-- asm
stdw [r10-8], 40
mov r0, 2
lock fetch add [r10-8], r0
exit
-- result
0x28

== the old value is the next operand
-- asm
stdw [r10-8], 2
mov r0, 4096
mov r1, 3
again:
lock fetch or [r10-8], r0
add r1, -1
jne r1, 0, again
ldxdw r0, [r10-8]
exit
-- result
0x1002
