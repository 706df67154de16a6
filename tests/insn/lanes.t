# SPDX-License-Identifier: Apache-2.0
# numbers read in pieces: what the generators make one load of (src/jit/lanes.c), and what they must not.

== 16 bits at 0, little-endian
-- asm
ldxb r0, [r1+0]
ldxb r2, [r1+1]
lsh r2, 8
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x7f80

== 16 bits at 0, big-endian
-- asm
ldxb r0, [r1+0]
lsh r0, 8
ldxb r2, [r1+1]
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x807f

== 16 bits at 1, little-endian
-- asm
ldxb r0, [r1+1]
ldxb r2, [r1+2]
lsh r2, 8
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x17f

== 16 bits at 1, big-endian
-- asm
ldxb r0, [r1+1]
lsh r0, 8
ldxb r2, [r1+2]
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x7f01

== 16 bits at 14, little-endian
-- asm
ldxb r0, [r1+14]
ldxb r2, [r1+15]
lsh r2, 8
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0xff22

== 16 bits at 14, big-endian
-- asm
ldxb r0, [r1+14]
lsh r0, 8
ldxb r2, [r1+15]
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x22ff

== 32 bits at 0, little-endian
-- asm
ldxb r0, [r1+0]
ldxb r2, [r1+1]
lsh r2, 8
or r0, r2
ldxb r2, [r1+2]
lsh r2, 16
or r0, r2
ldxb r2, [r1+3]
lsh r2, 24
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0xfe017f80

== 32 bits at 0, big-endian
-- asm
ldxb r0, [r1+0]
lsh r0, 24
ldxb r2, [r1+1]
lsh r2, 16
or r0, r2
ldxb r2, [r1+2]
lsh r2, 8
or r0, r2
ldxb r2, [r1+3]
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x807f01fe

== 32 bits at 1, little-endian
-- asm
ldxb r0, [r1+1]
ldxb r2, [r1+2]
lsh r2, 8
or r0, r2
ldxb r2, [r1+3]
lsh r2, 16
or r0, r2
ldxb r2, [r1+4]
lsh r2, 24
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x10fe017f

== 32 bits at 1, big-endian
-- asm
ldxb r0, [r1+1]
lsh r0, 24
ldxb r2, [r1+2]
lsh r2, 16
or r0, r2
ldxb r2, [r1+3]
lsh r2, 8
or r0, r2
ldxb r2, [r1+4]
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x7f01fe10

== 32 bits at 12, little-endian
-- asm
ldxb r0, [r1+12]
ldxb r2, [r1+13]
lsh r2, 8
or r0, r2
ldxb r2, [r1+14]
lsh r2, 16
or r0, r2
ldxb r2, [r1+15]
lsh r2, 24
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0xff221100

== 32 bits at 12, big-endian
-- asm
ldxb r0, [r1+12]
lsh r0, 24
ldxb r2, [r1+13]
lsh r2, 16
or r0, r2
ldxb r2, [r1+14]
lsh r2, 8
or r0, r2
ldxb r2, [r1+15]
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x1122ff

== 64 bits at 0, little-endian
-- asm
ldxb r0, [r1+0]
ldxb r2, [r1+1]
lsh r2, 8
or r0, r2
ldxb r2, [r1+2]
lsh r2, 16
or r0, r2
ldxb r2, [r1+3]
lsh r2, 24
or r0, r2
ldxb r2, [r1+4]
lsh r2, 32
or r0, r2
ldxb r2, [r1+5]
lsh r2, 40
or r0, r2
ldxb r2, [r1+6]
lsh r2, 48
or r0, r2
ldxb r2, [r1+7]
lsh r2, 56
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x76543210fe017f80

== 64 bits at 0, big-endian
-- asm
ldxb r0, [r1+0]
lsh r0, 56
ldxb r2, [r1+1]
lsh r2, 48
or r0, r2
ldxb r2, [r1+2]
lsh r2, 40
or r0, r2
ldxb r2, [r1+3]
lsh r2, 32
or r0, r2
ldxb r2, [r1+4]
lsh r2, 24
or r0, r2
ldxb r2, [r1+5]
lsh r2, 16
or r0, r2
ldxb r2, [r1+6]
lsh r2, 8
or r0, r2
ldxb r2, [r1+7]
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x807f01fe10325476

== 64 bits at 1, little-endian
-- asm
ldxb r0, [r1+1]
ldxb r2, [r1+2]
lsh r2, 8
or r0, r2
ldxb r2, [r1+3]
lsh r2, 16
or r0, r2
ldxb r2, [r1+4]
lsh r2, 24
or r0, r2
ldxb r2, [r1+5]
lsh r2, 32
or r0, r2
ldxb r2, [r1+6]
lsh r2, 40
or r0, r2
ldxb r2, [r1+7]
lsh r2, 48
or r0, r2
ldxb r2, [r1+8]
lsh r2, 56
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x9876543210fe017f

== 64 bits at 1, big-endian
-- asm
ldxb r0, [r1+1]
lsh r0, 56
ldxb r2, [r1+2]
lsh r2, 48
or r0, r2
ldxb r2, [r1+3]
lsh r2, 40
or r0, r2
ldxb r2, [r1+4]
lsh r2, 32
or r0, r2
ldxb r2, [r1+5]
lsh r2, 24
or r0, r2
ldxb r2, [r1+6]
lsh r2, 16
or r0, r2
ldxb r2, [r1+7]
lsh r2, 8
or r0, r2
ldxb r2, [r1+8]
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x7f01fe1032547698

== 64 bits at 8, little-endian
-- asm
ldxb r0, [r1+8]
ldxb r2, [r1+9]
lsh r2, 8
or r0, r2
ldxb r2, [r1+10]
lsh r2, 16
or r0, r2
ldxb r2, [r1+11]
lsh r2, 24
or r0, r2
ldxb r2, [r1+12]
lsh r2, 32
or r0, r2
ldxb r2, [r1+13]
lsh r2, 40
or r0, r2
ldxb r2, [r1+14]
lsh r2, 48
or r0, r2
ldxb r2, [r1+15]
lsh r2, 56
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0xff221100efdcba98

== 64 bits at 8, big-endian
-- asm
ldxb r0, [r1+8]
lsh r0, 56
ldxb r2, [r1+9]
lsh r2, 48
or r0, r2
ldxb r2, [r1+10]
lsh r2, 40
or r0, r2
ldxb r2, [r1+11]
lsh r2, 32
or r0, r2
ldxb r2, [r1+12]
lsh r2, 24
or r0, r2
ldxb r2, [r1+13]
lsh r2, 16
or r0, r2
ldxb r2, [r1+14]
lsh r2, 8
or r0, r2
ldxb r2, [r1+15]
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x98badcef001122ff

== 32 bits in 32-bit registers
-- asm
ldxb r0, [r1+3]
ldxb r2, [r1+4]
lsh32 r2, 8
or32 r0, r2
ldxb r2, [r1+5]
lsh32 r2, 16
or32 r0, r2
ldxb r2, [r1+6]
lsh32 r2, 24
or32 r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x543210fe

== the upper bytes are shifted out of 32 bits
-- asm
ldxb r0, [r1+3]
ldxb r2, [r1+4]
lsh r2, 8
or r0, r2
ldxb r2, [r1+5]
lsh r2, 16
or r0, r2
ldxb r2, [r1+6]
lsh r2, 24
lsh32 r2, 8
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x3210fe

== 64 bits as a tree
-- asm
ldxb r2, [r1+7]
ldxb r3, [r1+8]
lsh r3, 8
or r3, r2
ldxb r4, [r1+9]
ldxb r2, [r1+10]
lsh r2, 8
or r2, r4
lsh r2, 16
or r2, r3
ldxb r3, [r1+12]
lsh32 r3, 8
ldxb r4, [r1+11]
or32 r3, r4
ldxb r4, [r1+13]
ldxb r0, [r1+14]
lsh32 r0, 8
or32 r0, r4
lsh32 r0, 16
or32 r0, r3
lsh r0, 32
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x221100efdcba9876

== 64 bits as a tree, the base overwritten by the last load
-- asm
ldxb r2, [r1+7]
ldxb r3, [r1+8]
lsh r3, 8
or r3, r2
ldxb r4, [r1+9]
ldxb r2, [r1+10]
lsh r2, 8
or r2, r4
lsh r2, 16
or r2, r3
ldxb r3, [r1+12]
lsh32 r3, 8
ldxb r4, [r1+11]
or32 r3, r4
ldxb r4, [r1+14]
ldxb r1, [r1+13]
lsh32 r4, 8
or32 r4, r1
lsh32 r4, 16
or32 r4, r3
lsh r4, 32
or r4, r2
mov r0, r4
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x221100efdcba9876

== halves
-- asm
ldxh r2, [r1+6]
ldxh r0, [r1+8]
lsh r0, 16
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0xba987654

== words
-- asm
ldxw r0, [r1+4]
lsh r0, 32
ldxw r2, [r1+0]
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x76543210fe017f80

== halves turned are no number
-- asm
ldxh r0, [r1+6]
ldxh r2, [r1+8]
lsh r0, 16
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x7654ba98

== a copy
-- asm
ldxb r2, [r1+5]
lsh r2, 8
ldxb r3, [r1+4]
mov r0, r3
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x3210

== a piece is read afterwards
-- asm
ldxb r2, [r1+5]
ldxb r0, [r1+4]
lsh r2, 8
or r0, r2
lsh r2, 16
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x32003210

== half of it is read afterwards
-- asm
ldxb r0, [r1+0]
ldxb r2, [r1+1]
lsh r2, 8
or r0, r2
mov r5, r0
ldxb r2, [r1+2]
lsh r2, 16
or r0, r2
ldxb r2, [r1+3]
lsh r2, 24
or r0, r2
lsh r5, 32
or r0, r5
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x7f80fe017f80

== three bytes
-- asm
ldxb r0, [r1+4]
ldxb r2, [r1+5]
lsh r2, 8
or r0, r2
ldxb r2, [r1+6]
lsh r2, 16
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x543210

== a gap
-- asm
ldxb r0, [r1+4]
ldxb r2, [r1+6]
lsh r2, 8
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x5410

== the same byte twice
-- asm
ldxb r0, [r1+4]
ldxb r2, [r1+4]
lsh r2, 8
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x1010

== bytes that meet
-- asm
ldxb r0, [r1+4]
ldxb r2, [r1+5]
lsh r2, 8
or r0, r2
ldxb r2, [r1+6]
lsh r2, 8
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x7610

== signed pieces are no pieces
-- asm
ldxsb r0, [r1+3]
ldxb r2, [r1+4]
lsh r2, 8
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0xfffffffffffffffe

== another base
-- asm
mov r3, r1
add r3, 2
ldxb r0, [r1+0]
ldxb r2, [r3+1]
lsh r2, 8
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0xfe80

== the base is another between
-- asm
ldxb r0, [r1+0]
add r1, 4
ldxb r2, [r1+1]
lsh r2, 8
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x3280

== shifted by no bytes
-- asm
ldxb r0, [r1+0]
ldxb r2, [r1+1]
lsh r2, 7
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x3f80

== a sum is no or
-- asm
ldxb r0, [r1+0]
ldxb r2, [r1+1]
lsh r2, 8
add r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x7f80

== a branch into the run
-- asm
mov r0, 0
ldxb r2, [r1+1]
jeq r2, 0, +1
ldxb r0, [r1+0]
lsh r2, 8
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x7f80

== on the stack
-- asm
lddw r2, 0x1122334455667788
stxdw [r10-8], r2
ldxb r0, [r10-7]
ldxb r2, [r10-6]
lsh r2, 8
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x6677

== a store between
-- asm
ldxb r0, [r1+0]
stb [r1+1], 9
ldxb r2, [r1+1]
lsh r2, 8
or r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x980
-- mem after
80 09 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff

== a store between the pieces of its own number
-- asm
ldxb r0, [r1+0]
ldxb r2, [r1+1]
stxb [r1+2], r0
ldxb r3, [r1+2]
lsh r2, 8
or r0, r2
lsh r3, 16
or r0, r3
ldxb r3, [r1+3]
lsh r3, 24
or r0, r3
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0xfe807f80
-- mem after
80 7f 80 fe 10 32 54 76 98 ba dc ef 00 11 22 ff

== a half in network order
-- asm
ldxh r0, [r1+3]
be16 r0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0xfe10

== a word in network order
-- asm
ldxw r0, [r1+5]
bswap32 r0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x32547698

== 64 bits in network order
-- asm
ldxdw r0, [r1+8]
be64 r0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x98badcef001122ff

== turned twice
-- asm
ldxb r2, [r1+6]
lsh r2, 8
ldxb r0, [r1+7]
or r0, r2
be16 r0
mov r2, 0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x7654

== a word, half of it turned
-- asm
ldxw r0, [r1+4]
be16 r0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x1032

== a half, turned as a word
-- asm
ldxh r0, [r1+3]
be32 r0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0xfe100000

== a signed half, turned
-- asm
ldxsh r0, [r1+2]
be16 r0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x1fe

== little-endian is no turning
-- asm
ldxh r0, [r1+3]
le16 r0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x10fe
