# SPDX-License-Identifier: Apache-2.0
# 32-bit arithmetic: wrap-around, sign-extended immediates, division by zero and overflow, shift masks.

== add32 r, r: 0xffffffff and 0x1
-- asm
lddw r0, 0xffffffff
lddw r3, 0x1
add32 r0, r3
exit
-- result
0x0

== add32 r, imm: 0xffffffff and 1
-- asm
lddw r0, 0xffffffff
add32 r0, 1
exit
-- result
0x0

== add32 r, r: 0xffffffffffffffff and 0x2
-- asm
lddw r0, 0xffffffffffffffff
lddw r3, 0x2
add32 r0, r3
exit
-- result
0x1

== add32 r, imm: 0xffffffffffffffff and 2
-- asm
lddw r0, 0xffffffffffffffff
add32 r0, 2
exit
-- result
0x1

== add32 r, r: 0x5 and 0xfffffffffffffff9
-- asm
lddw r0, 0x5
lddw r3, 0xfffffffffffffff9
add32 r0, r3
exit
-- result
0xfffffffe

== add32 r, imm: 0x5 and -7
-- asm
lddw r0, 0x5
add32 r0, -7
exit
-- result
0xfffffffe

== sub32 r, r: 0x0 and 0x1
-- asm
lddw r0, 0x0
lddw r3, 0x1
sub32 r0, r3
exit
-- result
0xffffffff

== sub32 r, imm: 0x0 and 1
-- asm
lddw r0, 0x0
sub32 r0, 1
exit
-- result
0xffffffff

== sub32 r, r: 0x100000000 and 0x1
-- asm
lddw r0, 0x100000000
lddw r3, 0x1
sub32 r0, r3
exit
-- result
0xffffffff

== sub32 r, imm: 0x100000000 and 1
-- asm
lddw r0, 0x100000000
sub32 r0, 1
exit
-- result
0xffffffff

== sub32 r, r: 0x5 and 0xfffffffffffffff9
-- asm
lddw r0, 0x5
lddw r3, 0xfffffffffffffff9
sub32 r0, r3
exit
-- result
0xc

== sub32 r, imm: 0x5 and -7
-- asm
lddw r0, 0x5
sub32 r0, -7
exit
-- result
0xc

== mul32 r, r: 0x100000000 and 0x80000000
-- asm
lddw r0, 0x100000000
lddw r3, 0x80000000
mul32 r0, r3
exit
-- result
0x0

== mul32 r, r: 0xffffffffffffffff and 0xffffffffffffffff
-- asm
lddw r0, 0xffffffffffffffff
lddw r3, 0xffffffffffffffff
mul32 r0, r3
exit
-- result
0x1

== mul32 r, imm: 0xffffffffffffffff and -1
-- asm
lddw r0, 0xffffffffffffffff
mul32 r0, -1
exit
-- result
0x1

== mul32 r, r: 0x123456789 and 0xfffffffffffffffd
-- asm
lddw r0, 0x123456789
lddw r3, 0xfffffffffffffffd
mul32 r0, r3
exit
-- result
0x962fc965

== mul32 r, imm: 0x123456789 and -3
-- asm
lddw r0, 0x123456789
mul32 r0, -3
exit
-- result
0x962fc965

== div32 r, r: 0x64 and 0x7
-- asm
lddw r0, 0x64
lddw r3, 0x7
div32 r0, r3
exit
-- result
0xe

== div32 r, imm: 0x64 and 7
-- asm
lddw r0, 0x64
div32 r0, 7
exit
-- result
0xe

== div32, mod32 by 0x7, whose multiplier has 33 bits; what is above 32 bits does not count
-- asm
mov r0, 0
lddw r1, 0x9abcdef0fffffff6
lddw r3, 0x9abcdef0fffffff6
lddw r4, 0x9abcdef0fffffff6
mov r5, r1
div32 r1, 7
mod32 r3, 7
mov32 r4, r5
mod32 r4, 7
add r0, r1
mul r0, 31
add r0, r3
mul r0, 31
add r0, r4
xor r0, r5
lddw r1, 0x9abcdef0ffffffff
lddw r3, 0x9abcdef0ffffffff
lddw r4, 0x9abcdef0ffffffff
mov r5, r1
div32 r1, 7
mod32 r3, 7
mov32 r4, r5
mod32 r4, 7
add r0, r1
mul r0, 31
add r0, r3
mul r0, 31
add r0, r4
xor r0, r5
lddw r1, 0x9abcdef00000000d
lddw r3, 0x9abcdef00000000d
lddw r4, 0x9abcdef00000000d
mov r5, r1
div32 r1, 7
mod32 r3, 7
mov32 r4, r5
mod32 r4, 7
add r0, r1
mul r0, 31
add r0, r3
mul r0, 31
add r0, r4
xor r0, r5
exit
-- result
0xd99744624162d04a

== div32, mod32 by 0xe, whose multiplier has 33 bits; what is above 32 bits does not count
-- asm
mov r0, 0
lddw r1, 0x9abcdef0fffffff6
lddw r3, 0x9abcdef0fffffff6
lddw r4, 0x9abcdef0fffffff6
mov r5, r1
div32 r1, 14
mod32 r3, 14
mov32 r4, r5
mod32 r4, 14
add r0, r1
mul r0, 31
add r0, r3
mul r0, 31
add r0, r4
xor r0, r5
lddw r1, 0x9abcdef0ffffffff
lddw r3, 0x9abcdef0ffffffff
lddw r4, 0x9abcdef0ffffffff
mov r5, r1
div32 r1, 14
mod32 r3, 14
mov32 r4, r5
mod32 r4, 14
add r0, r1
mul r0, 31
add r0, r3
mul r0, 31
add r0, r4
xor r0, r5
lddw r1, 0x9abcdef00000000d
lddw r3, 0x9abcdef00000000d
lddw r4, 0x9abcdef00000000d
mov r5, r1
div32 r1, 14
mod32 r3, 14
mov32 r4, r5
mod32 r4, 14
add r0, r1
mul r0, 31
add r0, r3
mul r0, 31
add r0, r4
xor r0, r5
exit
-- result
0x5340b47813abfacb

== div32, mod32 by 0x13, whose multiplier has 33 bits; what is above 32 bits does not count
-- asm
mov r0, 0
lddw r1, 0x9abcdef0fffffff6
lddw r3, 0x9abcdef0fffffff6
lddw r4, 0x9abcdef0fffffff6
mov r5, r1
div32 r1, 19
mod32 r3, 19
mov32 r4, r5
mod32 r4, 19
add r0, r1
mul r0, 31
add r0, r3
mul r0, 31
add r0, r4
xor r0, r5
lddw r1, 0x9abcdef0ffffffff
lddw r3, 0x9abcdef0ffffffff
lddw r4, 0x9abcdef0ffffffff
mov r5, r1
div32 r1, 19
mod32 r3, 19
mov32 r4, r5
mod32 r4, 19
add r0, r1
mul r0, 31
add r0, r3
mul r0, 31
add r0, r4
xor r0, r5
lddw r1, 0x9abcdef00000000d
lddw r3, 0x9abcdef00000000d
lddw r4, 0x9abcdef00000000d
mov r5, r1
div32 r1, 19
mod32 r3, 19
mov32 r4, r5
mod32 r4, 19
add r0, r1
mul r0, 31
add r0, r3
mul r0, 31
add r0, r4
xor r0, r5
exit
-- result
0x50a3d15f838b205b

== div32, mod32 by 0xb9454297, whose multiplier has 33 bits; what is above 32 bits does not count
-- asm
mov r0, 0
lddw r1, 0x9abcdef0fffffff6
lddw r3, 0x9abcdef0fffffff6
lddw r4, 0x9abcdef0fffffff6
mov r5, r1
div32 r1, -1186643305
mod32 r3, -1186643305
mov32 r4, r5
mod32 r4, -1186643305
add r0, r1
mul r0, 31
add r0, r3
mul r0, 31
add r0, r4
xor r0, r5
lddw r1, 0x9abcdef0ffffffff
lddw r3, 0x9abcdef0ffffffff
lddw r4, 0x9abcdef0ffffffff
mov r5, r1
div32 r1, -1186643305
mod32 r3, -1186643305
mov32 r4, r5
mod32 r4, -1186643305
add r0, r1
mul r0, 31
add r0, r3
mul r0, 31
add r0, r4
xor r0, r5
lddw r1, 0x9abcdef00000000d
lddw r3, 0x9abcdef00000000d
lddw r4, 0x9abcdef00000000d
mov r5, r1
div32 r1, -1186643305
mod32 r3, -1186643305
mov32 r4, r5
mod32 r4, -1186643305
add r0, r1
mul r0, 31
add r0, r3
mul r0, 31
add r0, r4
xor r0, r5
exit
-- result
0x577f75da9f072c8a

== div32 r, r: 0xffffffffffffffff and 0x2
-- asm
lddw r0, 0xffffffffffffffff
lddw r3, 0x2
div32 r0, r3
exit
-- result
0x7fffffff

== div32 r, imm: 0xffffffffffffffff and 2
-- asm
lddw r0, 0xffffffffffffffff
div32 r0, 2
exit
-- result
0x7fffffff

== div32 r, r: 0x123456789abcdef0 and 0xffffffffffffffff
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0xffffffffffffffff
div32 r0, r3
exit
-- result
0x0

== div32 r, imm: 0x123456789abcdef0 and -1
-- asm
lddw r0, 0x123456789abcdef0
div32 r0, -1
exit
-- result
0x0

== div32 r, r: 0x2a and 0x0
-- asm
lddw r0, 0x2a
lddw r3, 0x0
div32 r0, r3
exit
-- result
0x0

== div32 r, imm: 0x2a and 0
-- asm
lddw r0, 0x2a
div32 r0, 0
exit
-- result
0x0
-- no oracle
its verifier refuses a constant division by zero

== mod32 r, r: 0x64 and 0x7
-- asm
lddw r0, 0x64
lddw r3, 0x7
mod32 r0, r3
exit
-- result
0x2

== mod32 r, imm: 0x64 and 7
-- asm
lddw r0, 0x64
mod32 r0, 7
exit
-- result
0x2

== mod32 r, r: 0x123456789abcdef0 and 0x3e8
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0x3e8
mod32 r0, r3
exit
-- result
0x68

== mod32 r, imm: 0x123456789abcdef0 and 1000
-- asm
lddw r0, 0x123456789abcdef0
mod32 r0, 1000
exit
-- result
0x68

== mod32 r, r: 0x123456789abcdef0 and 0xffffffffffffffff
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0xffffffffffffffff
mod32 r0, r3
exit
-- result
0x9abcdef0

== mod32 r, imm: 0x123456789abcdef0 and -1
-- asm
lddw r0, 0x123456789abcdef0
mod32 r0, -1
exit
-- result
0x9abcdef0

== mod32 r, r: 0x123456789abcdef0 and 0x0
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0x0
mod32 r0, r3
exit
-- result
0x9abcdef0

== mod32 r, imm: 0x123456789abcdef0 and 0
-- asm
lddw r0, 0x123456789abcdef0
mod32 r0, 0
exit
-- result
0x9abcdef0
-- no oracle
its verifier refuses a constant division by zero

== sdiv32 r, r: 0xffffffffffffff9c and 0x7
-- asm
lddw r0, 0xffffffffffffff9c
lddw r3, 0x7
sdiv32 r0, r3
exit
-- result
0xfffffff2

== sdiv32 r, imm: 0xffffffffffffff9c and 7
-- asm
lddw r0, 0xffffffffffffff9c
sdiv32 r0, 7
exit
-- result
0xfffffff2

== sdiv32 r, r: 0x8000000000000000 and 0xffffffffffffffff
-- asm
lddw r0, 0x8000000000000000
lddw r3, 0xffffffffffffffff
sdiv32 r0, r3
exit
-- result
0x0

== sdiv32 r, imm: 0x8000000000000000 and -1
-- asm
lddw r0, 0x8000000000000000
sdiv32 r0, -1
exit
-- result
0x0

== sdiv32 r, r: 0x80000000 and 0xffffffffffffffff
-- asm
lddw r0, 0x80000000
lddw r3, 0xffffffffffffffff
sdiv32 r0, r3
exit
-- result
0x80000000

== sdiv32 r, imm: 0x80000000 and -1
-- asm
lddw r0, 0x80000000
sdiv32 r0, -1
exit
-- result
0x80000000

== sdiv32 r, r: 0xfffffffffffffff7 and 0x0
-- asm
lddw r0, 0xfffffffffffffff7
lddw r3, 0x0
sdiv32 r0, r3
exit
-- result
0x0

== sdiv32 r, imm: 0xfffffffffffffff7 and 0
-- asm
lddw r0, 0xfffffffffffffff7
sdiv32 r0, 0
exit
-- result
0x0
-- no oracle
its verifier refuses a constant division by zero

== sdiv32 r, r: 0x64 and 0xfffffffffffffff9
-- asm
lddw r0, 0x64
lddw r3, 0xfffffffffffffff9
sdiv32 r0, r3
exit
-- result
0xfffffff2

== sdiv32 r, imm: 0x64 and -7
-- asm
lddw r0, 0x64
sdiv32 r0, -7
exit
-- result
0xfffffff2

== smod32 r, r: 0xffffffffffffff9c and 0x7
-- asm
lddw r0, 0xffffffffffffff9c
lddw r3, 0x7
smod32 r0, r3
exit
-- result
0xfffffffe

== smod32 r, imm: 0xffffffffffffff9c and 7
-- asm
lddw r0, 0xffffffffffffff9c
smod32 r0, 7
exit
-- result
0xfffffffe

== smod32 r, r: 0x8000000000000000 and 0xffffffffffffffff
-- asm
lddw r0, 0x8000000000000000
lddw r3, 0xffffffffffffffff
smod32 r0, r3
exit
-- result
0x0

== smod32 r, imm: 0x8000000000000000 and -1
-- asm
lddw r0, 0x8000000000000000
smod32 r0, -1
exit
-- result
0x0

== smod32 r, r: 0x80000000 and 0xffffffffffffffff
-- asm
lddw r0, 0x80000000
lddw r3, 0xffffffffffffffff
smod32 r0, r3
exit
-- result
0x0

== smod32 r, imm: 0x80000000 and -1
-- asm
lddw r0, 0x80000000
smod32 r0, -1
exit
-- result
0x0

== smod32 r, r: 0xfffffffffffffff7 and 0x0
-- asm
lddw r0, 0xfffffffffffffff7
lddw r3, 0x0
smod32 r0, r3
exit
-- result
0xfffffff7

== smod32 r, imm: 0xfffffffffffffff7 and 0
-- asm
lddw r0, 0xfffffffffffffff7
smod32 r0, 0
exit
-- result
0xfffffff7
-- no oracle
its verifier refuses a constant division by zero

== smod32 r, r: 0x64 and 0xfffffffffffffff9
-- asm
lddw r0, 0x64
lddw r3, 0xfffffffffffffff9
smod32 r0, r3
exit
-- result
0x2

== smod32 r, imm: 0x64 and -7
-- asm
lddw r0, 0x64
smod32 r0, -7
exit
-- result
0x2

== or32 r, r: 0x123456789abcdef0 and 0xf0f0f0f
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0xf0f0f0f
or32 r0, r3
exit
-- result
0x9fbfdfff

== or32 r, imm: 0x123456789abcdef0 and 252645135
-- asm
lddw r0, 0x123456789abcdef0
or32 r0, 252645135
exit
-- result
0x9fbfdfff

== or32 r, r: 0x1 and 0xfffffffffffffffe
-- asm
lddw r0, 0x1
lddw r3, 0xfffffffffffffffe
or32 r0, r3
exit
-- result
0xffffffff

== or32 r, imm: 0x1 and -2
-- asm
lddw r0, 0x1
or32 r0, -2
exit
-- result
0xffffffff

== or32 r, r: 0x10000000000 and 0x80000000
-- asm
lddw r0, 0x10000000000
lddw r3, 0x80000000
or32 r0, r3
exit
-- result
0x80000000

== and32 r, r: 0x123456789abcdef0 and 0xf0f0f0f
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0xf0f0f0f
and32 r0, r3
exit
-- result
0xa0c0e00

== and32 r, imm: 0x123456789abcdef0 and 252645135
-- asm
lddw r0, 0x123456789abcdef0
and32 r0, 252645135
exit
-- result
0xa0c0e00

== and32 r, r: 0x123456789abcdef0 and 0xffffffffffffff00
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0xffffffffffffff00
and32 r0, r3
exit
-- result
0x9abcde00

== and32 r, imm: 0x123456789abcdef0 and -256
-- asm
lddw r0, 0x123456789abcdef0
and32 r0, -256
exit
-- result
0x9abcde00

== and32 r, r: 0xffffffffffffffff and 0x80000000
-- asm
lddw r0, 0xffffffffffffffff
lddw r3, 0x80000000
and32 r0, r3
exit
-- result
0x80000000

== xor32 r, r: 0x123456789abcdef0 and 0xf0f0f0f
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0xf0f0f0f
xor32 r0, r3
exit
-- result
0x95b3d1ff

== xor32 r, imm: 0x123456789abcdef0 and 252645135
-- asm
lddw r0, 0x123456789abcdef0
xor32 r0, 252645135
exit
-- result
0x95b3d1ff

== xor32 r, r: 0x123456789abcdef0 and 0xffffffffffffffff
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0xffffffffffffffff
xor32 r0, r3
exit
-- result
0x6543210f

== xor32 r, imm: 0x123456789abcdef0 and -1
-- asm
lddw r0, 0x123456789abcdef0
xor32 r0, -1
exit
-- result
0x6543210f

== xor32 r, r: 0x10000000000 and 0x80000000
-- asm
lddw r0, 0x10000000000
lddw r3, 0x80000000
xor32 r0, r3
exit
-- result
0x80000000

== lsh32 r, r: 0x123456789abcdef0 and 0x4
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0x4
lsh32 r0, r3
exit
-- result
0xabcdef00

== lsh32 r, imm: 0x123456789abcdef0 and 4
-- asm
lddw r0, 0x123456789abcdef0
lsh32 r0, 4
exit
-- result
0xabcdef00

== lsh32 r, r: 0x1 and 0x1f
-- asm
lddw r0, 0x1
lddw r3, 0x1f
lsh32 r0, r3
exit
-- result
0x80000000

== lsh32 r, imm: 0x1 and 31
-- asm
lddw r0, 0x1
lsh32 r0, 31
exit
-- result
0x80000000

== lsh32 r, r: 0x1 and 0x3f
-- asm
lddw r0, 0x1
lddw r3, 0x3f
lsh32 r0, r3
exit
-- result
0x80000000

== lsh32 r, imm: 0x1 and 63
-- asm
lddw r0, 0x1
lsh32 r0, 63
exit
-- result
0x80000000
-- no oracle
its verifier refuses a shift past the width

== lsh32 r, r: 0x1 and 0x20
-- asm
lddw r0, 0x1
lddw r3, 0x20
lsh32 r0, r3
exit
-- result
0x1

== lsh32 r, imm: 0x1 and 32
-- asm
lddw r0, 0x1
lsh32 r0, 32
exit
-- result
0x1
-- no oracle
its verifier refuses a shift past the width

== lsh32 r, r: 0x3 and 0x40
-- asm
lddw r0, 0x3
lddw r3, 0x40
lsh32 r0, r3
exit
-- result
0x3

== lsh32 r, imm: 0x3 and 64
-- asm
lddw r0, 0x3
lsh32 r0, 64
exit
-- result
0x3
-- no oracle
its verifier refuses a shift past the width

== rsh32 r, r: 0x123456789abcdef0 and 0x4
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0x4
rsh32 r0, r3
exit
-- result
0x9abcdef

== rsh32 r, imm: 0x123456789abcdef0 and 4
-- asm
lddw r0, 0x123456789abcdef0
rsh32 r0, 4
exit
-- result
0x9abcdef

== rsh32 r, r: 0xffffffffffffffff and 0x1f
-- asm
lddw r0, 0xffffffffffffffff
lddw r3, 0x1f
rsh32 r0, r3
exit
-- result
0x1

== rsh32 r, imm: 0xffffffffffffffff and 31
-- asm
lddw r0, 0xffffffffffffffff
rsh32 r0, 31
exit
-- result
0x1

== rsh32 r, r: 0xffffffffffffffff and 0x3f
-- asm
lddw r0, 0xffffffffffffffff
lddw r3, 0x3f
rsh32 r0, r3
exit
-- result
0x1

== rsh32 r, imm: 0xffffffffffffffff and 63
-- asm
lddw r0, 0xffffffffffffffff
rsh32 r0, 63
exit
-- result
0x1
-- no oracle
its verifier refuses a shift past the width

== rsh32 r, r: 0xffffffffffffffff and 0x20
-- asm
lddw r0, 0xffffffffffffffff
lddw r3, 0x20
rsh32 r0, r3
exit
-- result
0xffffffff

== rsh32 r, imm: 0xffffffffffffffff and 32
-- asm
lddw r0, 0xffffffffffffffff
rsh32 r0, 32
exit
-- result
0xffffffff
-- no oracle
its verifier refuses a shift past the width

== rsh32 r, r: 0x123456789abcdef0 and 0x40
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0x40
rsh32 r0, r3
exit
-- result
0x9abcdef0

== rsh32 r, imm: 0x123456789abcdef0 and 64
-- asm
lddw r0, 0x123456789abcdef0
rsh32 r0, 64
exit
-- result
0x9abcdef0
-- no oracle
its verifier refuses a shift past the width

== arsh32 r, r: 0x123456789abcdef0 and 0x4
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0x4
arsh32 r0, r3
exit
-- result
0xf9abcdef

== arsh32 r, imm: 0x123456789abcdef0 and 4
-- asm
lddw r0, 0x123456789abcdef0
arsh32 r0, 4
exit
-- result
0xf9abcdef

== arsh32 r, r: 0x8000000000000000 and 0x3f
-- asm
lddw r0, 0x8000000000000000
lddw r3, 0x3f
arsh32 r0, r3
exit
-- result
0x0

== arsh32 r, imm: 0x8000000000000000 and 63
-- asm
lddw r0, 0x8000000000000000
arsh32 r0, 63
exit
-- result
0x0
-- no oracle
its verifier refuses a shift past the width

== arsh32 r, r: 0x80000000 and 0x1f
-- asm
lddw r0, 0x80000000
lddw r3, 0x1f
arsh32 r0, r3
exit
-- result
0xffffffff

== arsh32 r, imm: 0x80000000 and 31
-- asm
lddw r0, 0x80000000
arsh32 r0, 31
exit
-- result
0xffffffff

== arsh32 r, r: 0xffffffffffffff00 and 0x4
-- asm
lddw r0, 0xffffffffffffff00
lddw r3, 0x4
arsh32 r0, r3
exit
-- result
0xfffffff0

== arsh32 r, imm: 0xffffffffffffff00 and 4
-- asm
lddw r0, 0xffffffffffffff00
arsh32 r0, 4
exit
-- result
0xfffffff0

== arsh32 r, r: 0x8000000000000000 and 0x20
-- asm
lddw r0, 0x8000000000000000
lddw r3, 0x20
arsh32 r0, r3
exit
-- result
0x0

== arsh32 r, imm: 0x8000000000000000 and 32
-- asm
lddw r0, 0x8000000000000000
arsh32 r0, 32
exit
-- result
0x0
-- no oracle
its verifier refuses a shift past the width

== arsh32 r, r: 0x123456789abcdef0 and 0x40
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0x40
arsh32 r0, r3
exit
-- result
0x9abcdef0

== arsh32 r, imm: 0x123456789abcdef0 and 64
-- asm
lddw r0, 0x123456789abcdef0
arsh32 r0, 64
exit
-- result
0x9abcdef0
-- no oracle
its verifier refuses a shift past the width

== mov32 r, r: 0x123456789abcdef0 and 0xffffffffffffffff
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0xffffffffffffffff
mov32 r0, r3
exit
-- result
0xffffffff

== mov32 r, imm: 0x123456789abcdef0 and -1
-- asm
lddw r0, 0x123456789abcdef0
mov32 r0, -1
exit
-- result
0xffffffff

== mov32 r, r: 0x123456789abcdef0 and 0x7fffffff
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0x7fffffff
mov32 r0, r3
exit
-- result
0x7fffffff

== mov32 r, imm: 0x123456789abcdef0 and 2147483647
-- asm
lddw r0, 0x123456789abcdef0
mov32 r0, 2147483647
exit
-- result
0x7fffffff

== mov32 r, r: 0x123456789abcdef0 and 0x80000000
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0x80000000
mov32 r0, r3
exit
-- result
0x80000000

== neg32 of 0x0
-- asm
lddw r0, 0x0
neg32 r0
exit
-- result
0x0

== neg32 of 0x1
-- asm
lddw r0, 0x1
neg32 r0
exit
-- result
0xffffffff

== neg32 of 0x8000000000000000
-- asm
lddw r0, 0x8000000000000000
neg32 r0
exit
-- result
0x0

== neg32 of 0x80000000
-- asm
lddw r0, 0x80000000
neg32 r0
exit
-- result
0x80000000

== neg32 of 0x123456789abcdef0
-- asm
lddw r0, 0x123456789abcdef0
neg32 r0
exit
-- result
0x65432110

== add32 with itself
-- asm
lddw r0, 0x123456789abcdef0
add32 r0, r0
exit
-- result
0x3579bde0

== mov32 keeps its source
-- asm
lddw r3, 0x123456789abcdef0
mov32 r0, r3
mov r0, r3
exit
-- result
0x123456789abcdef0

== div32 by itself
-- asm
lddw r0, 0x123456789abcdef0
div32 r0, r0
exit
-- result
0x1

== mul32 of high halves is ignored
-- asm
lddw r0, 0xffffffff00000003
lddw r3, 0xffffffff00000005
mul32 r0, r3
exit
-- result
0xf

== div32 divisor with an empty low half is zero
-- asm
mov r0, 9
lddw r3, 0x100000000
div32 r0, r3
exit
-- result
0x0

== mod32 by such a zero clears the high half
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0x100000000
mod32 r0, r3
exit
-- result
0x9abcdef0

== arsh32 takes its sign from bit 31
-- asm
lddw r0, 0x7fffffff80000000
arsh32 r0, 4
exit
-- result
0xf8000000
