# SPDX-License-Identifier: Apache-2.0
# loads and stores: width, sign, offset, alignment, stack.

== ldxb at 0
-- asm
lddw r0, -1
ldxb r0, [r1+0]
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x80

== ldxsb at 0
-- asm
mov r0, 0
ldxsb r0, [r1+0]
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0xffffffffffffff80

== ldxb at 3
-- asm
lddw r0, -1
ldxb r0, [r1+3]
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0xfe

== ldxsb at 3
-- asm
mov r0, 0
ldxsb r0, [r1+3]
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0xfffffffffffffffe

== ldxb at 15
-- asm
lddw r0, -1
ldxb r0, [r1+15]
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0xff

== ldxsb at 15
-- asm
mov r0, 0
ldxsb r0, [r1+15]
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0xffffffffffffffff

== stb at 0
-- asm
stb [r1+0], -19088744
mov r0, 0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x0
-- mem after
98 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff

== stxb at 0
-- asm
lddw r3, 0x123456789abcdef0
stxb [r1+0], r3
mov r0, 0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x0
-- mem after
f0 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff

== stb at 5
-- asm
stb [r1+5], -19088744
mov r0, 0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x0
-- mem after
80 7f 01 fe 10 98 54 76 98 ba dc ef 00 11 22 ff

== stxb at 5
-- asm
lddw r3, 0x123456789abcdef0
stxb [r1+5], r3
mov r0, 0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x0
-- mem after
80 7f 01 fe 10 f0 54 76 98 ba dc ef 00 11 22 ff

== stb at 15
-- asm
stb [r1+15], -19088744
mov r0, 0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x0
-- mem after
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 98

== stxb at 15
-- asm
lddw r3, 0x123456789abcdef0
stxb [r1+15], r3
mov r0, 0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x0
-- mem after
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 f0

== ldxh at 0
-- asm
lddw r0, -1
ldxh r0, [r1+0]
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x7f80

== ldxsh at 0
-- asm
mov r0, 0
ldxsh r0, [r1+0]
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x7f80

== ldxh at 3
-- asm
lddw r0, -1
ldxh r0, [r1+3]
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x10fe

== ldxsh at 3
-- asm
mov r0, 0
ldxsh r0, [r1+3]
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x10fe

== ldxh at 14
-- asm
lddw r0, -1
ldxh r0, [r1+14]
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0xff22

== ldxsh at 14
-- asm
mov r0, 0
ldxsh r0, [r1+14]
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0xffffffffffffff22

== sth at 0
-- asm
sth [r1+0], -19088744
mov r0, 0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x0
-- mem after
98 ba 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff

== stxh at 0
-- asm
lddw r3, 0x123456789abcdef0
stxh [r1+0], r3
mov r0, 0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x0
-- mem after
f0 de 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff

== sth at 5
-- asm
sth [r1+5], -19088744
mov r0, 0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x0
-- mem after
80 7f 01 fe 10 98 ba 76 98 ba dc ef 00 11 22 ff

== stxh at 5
-- asm
lddw r3, 0x123456789abcdef0
stxh [r1+5], r3
mov r0, 0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x0
-- mem after
80 7f 01 fe 10 f0 de 76 98 ba dc ef 00 11 22 ff

== sth at 14
-- asm
sth [r1+14], -19088744
mov r0, 0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x0
-- mem after
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 98 ba

== stxh at 14
-- asm
lddw r3, 0x123456789abcdef0
stxh [r1+14], r3
mov r0, 0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x0
-- mem after
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 f0 de

== ldxw at 0
-- asm
lddw r0, -1
ldxw r0, [r1+0]
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0xfe017f80

== ldxsw at 0
-- asm
mov r0, 0
ldxsw r0, [r1+0]
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0xfffffffffe017f80

== ldxw at 3
-- asm
lddw r0, -1
ldxw r0, [r1+3]
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x543210fe

== ldxsw at 3
-- asm
mov r0, 0
ldxsw r0, [r1+3]
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x543210fe

== ldxw at 12
-- asm
lddw r0, -1
ldxw r0, [r1+12]
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0xff221100

== ldxsw at 12
-- asm
mov r0, 0
ldxsw r0, [r1+12]
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0xffffffffff221100

== stw at 0
-- asm
stw [r1+0], -19088744
mov r0, 0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x0
-- mem after
98 ba dc fe 10 32 54 76 98 ba dc ef 00 11 22 ff

== stxw at 0
-- asm
lddw r3, 0x123456789abcdef0
stxw [r1+0], r3
mov r0, 0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x0
-- mem after
f0 de bc 9a 10 32 54 76 98 ba dc ef 00 11 22 ff

== stw at 5
-- asm
stw [r1+5], -19088744
mov r0, 0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x0
-- mem after
80 7f 01 fe 10 98 ba dc fe ba dc ef 00 11 22 ff

== stxw at 5
-- asm
lddw r3, 0x123456789abcdef0
stxw [r1+5], r3
mov r0, 0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x0
-- mem after
80 7f 01 fe 10 f0 de bc 9a ba dc ef 00 11 22 ff

== stw at 12
-- asm
stw [r1+12], -19088744
mov r0, 0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x0
-- mem after
80 7f 01 fe 10 32 54 76 98 ba dc ef 98 ba dc fe

== stxw at 12
-- asm
lddw r3, 0x123456789abcdef0
stxw [r1+12], r3
mov r0, 0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x0
-- mem after
80 7f 01 fe 10 32 54 76 98 ba dc ef f0 de bc 9a

== ldxdw at 0
-- asm
lddw r0, -1
ldxdw r0, [r1+0]
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x76543210fe017f80

== ldxdw at 3
-- asm
lddw r0, -1
ldxdw r0, [r1+3]
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0xdcba9876543210fe

== ldxdw at 8
-- asm
lddw r0, -1
ldxdw r0, [r1+8]
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0xff221100efdcba98

== stdw at 0
-- asm
stdw [r1+0], -19088744
mov r0, 0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x0
-- mem after
98 ba dc fe ff ff ff ff 98 ba dc ef 00 11 22 ff

== stxdw at 0
-- asm
lddw r3, 0x123456789abcdef0
stxdw [r1+0], r3
mov r0, 0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x0
-- mem after
f0 de bc 9a 78 56 34 12 98 ba dc ef 00 11 22 ff

== stdw at 5
-- asm
stdw [r1+5], -19088744
mov r0, 0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x0
-- mem after
80 7f 01 fe 10 98 ba dc fe ff ff ff ff 11 22 ff

== stxdw at 5
-- asm
lddw r3, 0x123456789abcdef0
stxdw [r1+5], r3
mov r0, 0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x0
-- mem after
80 7f 01 fe 10 f0 de bc 9a 78 56 34 12 11 22 ff

== stdw at 8
-- asm
stdw [r1+8], -19088744
mov r0, 0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x0
-- mem after
80 7f 01 fe 10 32 54 76 98 ba dc fe ff ff ff ff

== stxdw at 8
-- asm
lddw r3, 0x123456789abcdef0
stxdw [r1+8], r3
mov r0, 0
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x0
-- mem after
80 7f 01 fe 10 32 54 76 f0 de bc 9a 78 56 34 12

== a negative offset
-- asm
add r1, 8
ldxw r0, [r1-4]
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x76543210

== a load may overwrite its base
-- asm
ldxb r1, [r1+1]
mov r0, r1
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x7f

== r2 is the memory's size
-- asm
mov r0, r2
exit
-- mem
80 7f 01 fe 10 32 54 76 98 ba dc ef 00 11 22 ff
-- result
0x10

== the stack keeps eight bytes
-- asm
lddw r3, 0x123456789abcdef0
stxdw [r10-8], r3
ldxw r0, [r10-4]
exit
-- result
0x12345678

== the stack's lowest bytes
-- asm
stb [r10-512], 9
ldxb r0, [r10-512]
exit
-- result
0x9

== stdw sign-extends its immediate
-- asm
stdw [r10-8], -2
ldxdw r0, [r10-8]
exit
-- result
0xfffffffffffffffe
