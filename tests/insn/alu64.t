# SPDX-License-Identifier: Apache-2.0
# 64-bit arithmetic: wrap-around, sign-extended immediates, division by zero and overflow, shift masks.

== add r, r: 0xffffffff and 0x1
-- asm
lddw r0, 0xffffffff
lddw r3, 0x1
add r0, r3
exit
-- result
0x100000000

== add r, imm: 0xffffffff and 1
-- asm
lddw r0, 0xffffffff
add r0, 1
exit
-- result
0x100000000

== add r, r: 0xffffffffffffffff and 0x2
-- asm
lddw r0, 0xffffffffffffffff
lddw r3, 0x2
add r0, r3
exit
-- result
0x1

== add r, imm: 0xffffffffffffffff and 2
-- asm
lddw r0, 0xffffffffffffffff
add r0, 2
exit
-- result
0x1

== add r, r: 0x5 and 0xfffffffffffffff9
-- asm
lddw r0, 0x5
lddw r3, 0xfffffffffffffff9
add r0, r3
exit
-- result
0xfffffffffffffffe

== add r, imm: 0x5 and -7
-- asm
lddw r0, 0x5
add r0, -7
exit
-- result
0xfffffffffffffffe

== sub r, r: 0x0 and 0x1
-- asm
lddw r0, 0x0
lddw r3, 0x1
sub r0, r3
exit
-- result
0xffffffffffffffff

== sub r, imm: 0x0 and 1
-- asm
lddw r0, 0x0
sub r0, 1
exit
-- result
0xffffffffffffffff

== sub r, r: 0x100000000 and 0x1
-- asm
lddw r0, 0x100000000
lddw r3, 0x1
sub r0, r3
exit
-- result
0xffffffff

== sub r, imm: 0x100000000 and 1
-- asm
lddw r0, 0x100000000
sub r0, 1
exit
-- result
0xffffffff

== sub r, r: 0x5 and 0xfffffffffffffff9
-- asm
lddw r0, 0x5
lddw r3, 0xfffffffffffffff9
sub r0, r3
exit
-- result
0xc

== sub r, imm: 0x5 and -7
-- asm
lddw r0, 0x5
sub r0, -7
exit
-- result
0xc

== mul r, r: 0x100000000 and 0x80000000
-- asm
lddw r0, 0x100000000
lddw r3, 0x80000000
mul r0, r3
exit
-- result
0x8000000000000000

== mul r, r: 0xffffffffffffffff and 0xffffffffffffffff
-- asm
lddw r0, 0xffffffffffffffff
lddw r3, 0xffffffffffffffff
mul r0, r3
exit
-- result
0x1

== mul r, imm: 0xffffffffffffffff and -1
-- asm
lddw r0, 0xffffffffffffffff
mul r0, -1
exit
-- result
0x1

== mul r, r: 0x123456789 and 0xfffffffffffffffd
-- asm
lddw r0, 0x123456789
lddw r3, 0xfffffffffffffffd
mul r0, r3
exit
-- result
0xfffffffc962fc965

== mul r, imm: 0x123456789 and -3
-- asm
lddw r0, 0x123456789
mul r0, -3
exit
-- result
0xfffffffc962fc965

== div r, r: 0x64 and 0x7
-- asm
lddw r0, 0x64
lddw r3, 0x7
div r0, r3
exit
-- result
0xe

== div r, imm: 0x64 and 7
-- asm
lddw r0, 0x64
div r0, 7
exit
-- result
0xe

== div r, r: 0xffffffffffffffff and 0x2
-- asm
lddw r0, 0xffffffffffffffff
lddw r3, 0x2
div r0, r3
exit
-- result
0x7fffffffffffffff

== div r, imm: 0xffffffffffffffff and 2
-- asm
lddw r0, 0xffffffffffffffff
div r0, 2
exit
-- result
0x7fffffffffffffff

== div r, r: 0x123456789abcdef0 and 0xffffffffffffffff
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0xffffffffffffffff
div r0, r3
exit
-- result
0x0

== div r, imm: 0x123456789abcdef0 and -1
-- asm
lddw r0, 0x123456789abcdef0
div r0, -1
exit
-- result
0x0

== div r, r: 0x2a and 0x0
-- asm
lddw r0, 0x2a
lddw r3, 0x0
div r0, r3
exit
-- result
0x0

== div r, imm: 0x2a and 0
-- asm
lddw r0, 0x2a
div r0, 0
exit
-- result
0x0
-- no oracle
its verifier refuses a constant division by zero

== mod r, r: 0x64 and 0x7
-- asm
lddw r0, 0x64
lddw r3, 0x7
mod r0, r3
exit
-- result
0x2

== mod r, imm: 0x64 and 7
-- asm
lddw r0, 0x64
mod r0, 7
exit
-- result
0x2

== mod r, r: 0x123456789abcdef0 and 0x3e8
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0x3e8
mod r0, r3
exit
-- result
0x140

== mod r, imm: 0x123456789abcdef0 and 1000
-- asm
lddw r0, 0x123456789abcdef0
mod r0, 1000
exit
-- result
0x140

== mod r, r: 0x123456789abcdef0 and 0xffffffffffffffff
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0xffffffffffffffff
mod r0, r3
exit
-- result
0x123456789abcdef0

== mod r, imm: 0x123456789abcdef0 and -1
-- asm
lddw r0, 0x123456789abcdef0
mod r0, -1
exit
-- result
0x123456789abcdef0

== mod r, r: 0x123456789abcdef0 and 0x0
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0x0
mod r0, r3
exit
-- result
0x123456789abcdef0

== mod r, imm: 0x123456789abcdef0 and 0
-- asm
lddw r0, 0x123456789abcdef0
mod r0, 0
exit
-- result
0x123456789abcdef0
-- no oracle
its verifier refuses a constant division by zero

== sdiv r, r: 0xffffffffffffff9c and 0x7
-- asm
lddw r0, 0xffffffffffffff9c
lddw r3, 0x7
sdiv r0, r3
exit
-- result
0xfffffffffffffff2

== sdiv r, imm: 0xffffffffffffff9c and 7
-- asm
lddw r0, 0xffffffffffffff9c
sdiv r0, 7
exit
-- result
0xfffffffffffffff2

== sdiv r, r: 0x8000000000000000 and 0xffffffffffffffff
-- asm
lddw r0, 0x8000000000000000
lddw r3, 0xffffffffffffffff
sdiv r0, r3
exit
-- result
0x8000000000000000

== sdiv r, imm: 0x8000000000000000 and -1
-- asm
lddw r0, 0x8000000000000000
sdiv r0, -1
exit
-- result
0x8000000000000000

== sdiv r, r: 0x80000000 and 0xffffffffffffffff
-- asm
lddw r0, 0x80000000
lddw r3, 0xffffffffffffffff
sdiv r0, r3
exit
-- result
0xffffffff80000000

== sdiv r, imm: 0x80000000 and -1
-- asm
lddw r0, 0x80000000
sdiv r0, -1
exit
-- result
0xffffffff80000000

== sdiv r, r: 0xfffffffffffffff7 and 0x0
-- asm
lddw r0, 0xfffffffffffffff7
lddw r3, 0x0
sdiv r0, r3
exit
-- result
0x0

== sdiv r, imm: 0xfffffffffffffff7 and 0
-- asm
lddw r0, 0xfffffffffffffff7
sdiv r0, 0
exit
-- result
0x0
-- no oracle
its verifier refuses a constant division by zero

== sdiv r, r: 0x64 and 0xfffffffffffffff9
-- asm
lddw r0, 0x64
lddw r3, 0xfffffffffffffff9
sdiv r0, r3
exit
-- result
0xfffffffffffffff2

== sdiv r, imm: 0x64 and -7
-- asm
lddw r0, 0x64
sdiv r0, -7
exit
-- result
0xfffffffffffffff2

== smod r, r: 0xffffffffffffff9c and 0x7
-- asm
lddw r0, 0xffffffffffffff9c
lddw r3, 0x7
smod r0, r3
exit
-- result
0xfffffffffffffffe

== smod r, imm: 0xffffffffffffff9c and 7
-- asm
lddw r0, 0xffffffffffffff9c
smod r0, 7
exit
-- result
0xfffffffffffffffe

== smod r, r: 0x8000000000000000 and 0xffffffffffffffff
-- asm
lddw r0, 0x8000000000000000
lddw r3, 0xffffffffffffffff
smod r0, r3
exit
-- result
0x0

== smod r, imm: 0x8000000000000000 and -1
-- asm
lddw r0, 0x8000000000000000
smod r0, -1
exit
-- result
0x0

== smod r, r: 0x80000000 and 0xffffffffffffffff
-- asm
lddw r0, 0x80000000
lddw r3, 0xffffffffffffffff
smod r0, r3
exit
-- result
0x0

== smod r, imm: 0x80000000 and -1
-- asm
lddw r0, 0x80000000
smod r0, -1
exit
-- result
0x0

== smod r, r: 0xfffffffffffffff7 and 0x0
-- asm
lddw r0, 0xfffffffffffffff7
lddw r3, 0x0
smod r0, r3
exit
-- result
0xfffffffffffffff7

== smod r, imm: 0xfffffffffffffff7 and 0
-- asm
lddw r0, 0xfffffffffffffff7
smod r0, 0
exit
-- result
0xfffffffffffffff7
-- no oracle
its verifier refuses a constant division by zero

== smod r, r: 0x64 and 0xfffffffffffffff9
-- asm
lddw r0, 0x64
lddw r3, 0xfffffffffffffff9
smod r0, r3
exit
-- result
0x2

== smod r, imm: 0x64 and -7
-- asm
lddw r0, 0x64
smod r0, -7
exit
-- result
0x2

== or r, r: 0x123456789abcdef0 and 0xf0f0f0f
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0xf0f0f0f
or r0, r3
exit
-- result
0x123456789fbfdfff

== or r, imm: 0x123456789abcdef0 and 252645135
-- asm
lddw r0, 0x123456789abcdef0
or r0, 252645135
exit
-- result
0x123456789fbfdfff

== or r, r: 0x1 and 0xfffffffffffffffe
-- asm
lddw r0, 0x1
lddw r3, 0xfffffffffffffffe
or r0, r3
exit
-- result
0xffffffffffffffff

== or r, imm: 0x1 and -2
-- asm
lddw r0, 0x1
or r0, -2
exit
-- result
0xffffffffffffffff

== or r, r: 0x10000000000 and 0x80000000
-- asm
lddw r0, 0x10000000000
lddw r3, 0x80000000
or r0, r3
exit
-- result
0x10080000000

== and r, r: 0x123456789abcdef0 and 0xf0f0f0f
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0xf0f0f0f
and r0, r3
exit
-- result
0xa0c0e00

== and r, imm: 0x123456789abcdef0 and 252645135
-- asm
lddw r0, 0x123456789abcdef0
and r0, 252645135
exit
-- result
0xa0c0e00

== and r, r: 0x123456789abcdef0 and 0xffffffffffffff00
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0xffffffffffffff00
and r0, r3
exit
-- result
0x123456789abcde00

== and r, imm: 0x123456789abcdef0 and -256
-- asm
lddw r0, 0x123456789abcdef0
and r0, -256
exit
-- result
0x123456789abcde00

== and r, r: 0xffffffffffffffff and 0x80000000
-- asm
lddw r0, 0xffffffffffffffff
lddw r3, 0x80000000
and r0, r3
exit
-- result
0x80000000

== xor r, r: 0x123456789abcdef0 and 0xf0f0f0f
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0xf0f0f0f
xor r0, r3
exit
-- result
0x1234567895b3d1ff

== xor r, imm: 0x123456789abcdef0 and 252645135
-- asm
lddw r0, 0x123456789abcdef0
xor r0, 252645135
exit
-- result
0x1234567895b3d1ff

== xor r, r: 0x123456789abcdef0 and 0xffffffffffffffff
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0xffffffffffffffff
xor r0, r3
exit
-- result
0xedcba9876543210f

== xor r, imm: 0x123456789abcdef0 and -1
-- asm
lddw r0, 0x123456789abcdef0
xor r0, -1
exit
-- result
0xedcba9876543210f

== xor r, r: 0x10000000000 and 0x80000000
-- asm
lddw r0, 0x10000000000
lddw r3, 0x80000000
xor r0, r3
exit
-- result
0x10080000000

== lsh r, r: 0x123456789abcdef0 and 0x4
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0x4
lsh r0, r3
exit
-- result
0x23456789abcdef00

== lsh r, imm: 0x123456789abcdef0 and 4
-- asm
lddw r0, 0x123456789abcdef0
lsh r0, 4
exit
-- result
0x23456789abcdef00

== lsh r, r: 0x1 and 0x1f
-- asm
lddw r0, 0x1
lddw r3, 0x1f
lsh r0, r3
exit
-- result
0x80000000

== lsh r, imm: 0x1 and 31
-- asm
lddw r0, 0x1
lsh r0, 31
exit
-- result
0x80000000

== lsh r, r: 0x1 and 0x3f
-- asm
lddw r0, 0x1
lddw r3, 0x3f
lsh r0, r3
exit
-- result
0x8000000000000000

== lsh r, imm: 0x1 and 63
-- asm
lddw r0, 0x1
lsh r0, 63
exit
-- result
0x8000000000000000

== lsh r, r: 0x1 and 0x20
-- asm
lddw r0, 0x1
lddw r3, 0x20
lsh r0, r3
exit
-- result
0x100000000

== lsh r, imm: 0x1 and 32
-- asm
lddw r0, 0x1
lsh r0, 32
exit
-- result
0x100000000

== lsh r, r: 0x3 and 0x40
-- asm
lddw r0, 0x3
lddw r3, 0x40
lsh r0, r3
exit
-- result
0x3

== lsh r, imm: 0x3 and 64
-- asm
lddw r0, 0x3
lsh r0, 64
exit
-- result
0x3
-- no oracle
its verifier refuses a shift past the width

== rsh r, r: 0x123456789abcdef0 and 0x4
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0x4
rsh r0, r3
exit
-- result
0x123456789abcdef

== rsh r, imm: 0x123456789abcdef0 and 4
-- asm
lddw r0, 0x123456789abcdef0
rsh r0, 4
exit
-- result
0x123456789abcdef

== rsh r, r: 0xffffffffffffffff and 0x1f
-- asm
lddw r0, 0xffffffffffffffff
lddw r3, 0x1f
rsh r0, r3
exit
-- result
0x1ffffffff

== rsh r, imm: 0xffffffffffffffff and 31
-- asm
lddw r0, 0xffffffffffffffff
rsh r0, 31
exit
-- result
0x1ffffffff

== rsh r, r: 0xffffffffffffffff and 0x3f
-- asm
lddw r0, 0xffffffffffffffff
lddw r3, 0x3f
rsh r0, r3
exit
-- result
0x1

== rsh r, imm: 0xffffffffffffffff and 63
-- asm
lddw r0, 0xffffffffffffffff
rsh r0, 63
exit
-- result
0x1

== rsh r, r: 0xffffffffffffffff and 0x20
-- asm
lddw r0, 0xffffffffffffffff
lddw r3, 0x20
rsh r0, r3
exit
-- result
0xffffffff

== rsh r, imm: 0xffffffffffffffff and 32
-- asm
lddw r0, 0xffffffffffffffff
rsh r0, 32
exit
-- result
0xffffffff

== rsh r, r: 0x123456789abcdef0 and 0x40
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0x40
rsh r0, r3
exit
-- result
0x123456789abcdef0

== rsh r, imm: 0x123456789abcdef0 and 64
-- asm
lddw r0, 0x123456789abcdef0
rsh r0, 64
exit
-- result
0x123456789abcdef0
-- no oracle
its verifier refuses a shift past the width

== arsh r, r: 0x123456789abcdef0 and 0x4
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0x4
arsh r0, r3
exit
-- result
0x123456789abcdef

== arsh r, imm: 0x123456789abcdef0 and 4
-- asm
lddw r0, 0x123456789abcdef0
arsh r0, 4
exit
-- result
0x123456789abcdef

== arsh r, r: 0x8000000000000000 and 0x3f
-- asm
lddw r0, 0x8000000000000000
lddw r3, 0x3f
arsh r0, r3
exit
-- result
0xffffffffffffffff

== arsh r, imm: 0x8000000000000000 and 63
-- asm
lddw r0, 0x8000000000000000
arsh r0, 63
exit
-- result
0xffffffffffffffff

== arsh r, r: 0x80000000 and 0x1f
-- asm
lddw r0, 0x80000000
lddw r3, 0x1f
arsh r0, r3
exit
-- result
0x1

== arsh r, imm: 0x80000000 and 31
-- asm
lddw r0, 0x80000000
arsh r0, 31
exit
-- result
0x1

== arsh r, r: 0xffffffffffffff00 and 0x4
-- asm
lddw r0, 0xffffffffffffff00
lddw r3, 0x4
arsh r0, r3
exit
-- result
0xfffffffffffffff0

== arsh r, imm: 0xffffffffffffff00 and 4
-- asm
lddw r0, 0xffffffffffffff00
arsh r0, 4
exit
-- result
0xfffffffffffffff0

== arsh r, r: 0x8000000000000000 and 0x20
-- asm
lddw r0, 0x8000000000000000
lddw r3, 0x20
arsh r0, r3
exit
-- result
0xffffffff80000000

== arsh r, imm: 0x8000000000000000 and 32
-- asm
lddw r0, 0x8000000000000000
arsh r0, 32
exit
-- result
0xffffffff80000000

== arsh r, r: 0x123456789abcdef0 and 0x40
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0x40
arsh r0, r3
exit
-- result
0x123456789abcdef0

== arsh r, imm: 0x123456789abcdef0 and 64
-- asm
lddw r0, 0x123456789abcdef0
arsh r0, 64
exit
-- result
0x123456789abcdef0
-- no oracle
its verifier refuses a shift past the width

== mov r, r: 0x123456789abcdef0 and 0xffffffffffffffff
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0xffffffffffffffff
mov r0, r3
exit
-- result
0xffffffffffffffff

== mov r, imm: 0x123456789abcdef0 and -1
-- asm
lddw r0, 0x123456789abcdef0
mov r0, -1
exit
-- result
0xffffffffffffffff

== mov r, r: 0x123456789abcdef0 and 0x7fffffff
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0x7fffffff
mov r0, r3
exit
-- result
0x7fffffff

== mov r, imm: 0x123456789abcdef0 and 2147483647
-- asm
lddw r0, 0x123456789abcdef0
mov r0, 2147483647
exit
-- result
0x7fffffff

== mov r, r: 0x123456789abcdef0 and 0x80000000
-- asm
lddw r0, 0x123456789abcdef0
lddw r3, 0x80000000
mov r0, r3
exit
-- result
0x80000000

== neg of 0x0
-- asm
lddw r0, 0x0
neg r0
exit
-- result
0x0

== neg of 0x1
-- asm
lddw r0, 0x1
neg r0
exit
-- result
0xffffffffffffffff

== neg of 0x8000000000000000
-- asm
lddw r0, 0x8000000000000000
neg r0
exit
-- result
0x8000000000000000

== neg of 0x80000000
-- asm
lddw r0, 0x80000000
neg r0
exit
-- result
0xffffffff80000000

== neg of 0x123456789abcdef0
-- asm
lddw r0, 0x123456789abcdef0
neg r0
exit
-- result
0xedcba98765432110

== add with itself
-- asm
lddw r0, 0x123456789abcdef0
add r0, r0
exit
-- result
0x2468acf13579bde0

== mov keeps its source
-- asm
lddw r3, 0x123456789abcdef0
mov r0, r3
mov r0, r3
exit
-- result
0x123456789abcdef0

== div by itself
-- asm
lddw r0, 0x123456789abcdef0
div r0, r0
exit
-- result
0x1
