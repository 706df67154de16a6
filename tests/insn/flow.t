# SPDX-License-Identifier: Apache-2.0
# unconditional jumps, calls, exit, 64-bit immediates.

== exit returns r0
-- asm
mov r0, 7
exit
-- result
0x7

== ja forward
-- asm
mov r0, 1
jeq r2, 77, dead
ja +1
dead:
mov r0, 2
exit
-- result
0x1

== ja by zero
-- asm
mov r0, 1
ja +0
exit
-- result
0x1

== ja backward
-- asm
ja two
one:
mov r0, 3
exit
two:
ja one
-- result
0x3

== ja32 forward
-- asm
mov r0, 1
jeq r2, 77, dead
gotol +1
dead:
mov r0, 2
exit
-- result
0x1

== ja32 backward
-- asm
ja32 two
one:
mov r0, 3
exit
two:
ja32 one
-- result
0x3

== lddw holds 64 bits
-- asm
lddw r0, 0x123456789abcdef0
exit
-- result
0x123456789abcdef0

== lddw does not sign-extend its low half
-- asm
lddw r0, 0x80000000
exit
-- result
0x80000000

== lddw of a negative number
-- asm
lddw r0, -2
exit
-- result
0xfffffffffffffffe

== a jump over lddw counts two slots
-- asm
mov r0, 1
jeq r2, 77, dead
ja +2
dead:
lddw r0, 2
exit
-- result
0x1

== a local call returns its r0
-- asm
call local f
add r0, 1
exit
f:
mov r0, 41
exit
-- result
0x2a

== a local call passes r1 to r5
-- asm
mov r1, 1
mov r2, 2
mov r3, 3
mov r4, 4
mov r5, 5
call local f
exit
f:
mov r0, r1
lsh r0, 4
or r0, r2
lsh r0, 4
or r0, r3
lsh r0, 4
or r0, r4
lsh r0, 4
or r0, r5
exit
-- result
0x12345

== a local call keeps r6 to r9
-- asm
mov r6, 6
mov r7, 7
mov r8, 8
mov r9, 9
call local f
mov r0, r6
lsh r0, 4
or r0, r7
lsh r0, 4
or r0, r8
lsh r0, 4
or r0, r9
exit
f:
mov r6, 0
mov r7, 0
mov r8, 0
mov r9, 0
mov r0, 0
exit
-- result
0x6789

== each frame has its own stack
-- asm
stdw [r10-8], 40
call local f
ldxdw r0, [r10-8]
add r0, 2
exit
f:
stdw [r10-8], 99
mov r0, 0
exit
-- result
0x2a

== a callee writes its caller's stack through a pointer
-- asm
stdw [r10-8], 1
mov r1, r10
add r1, -8
call local f
ldxdw r0, [r10-8]
exit
f:
stdw [r1], 42
mov r0, 0
exit
-- result
0x2a

== calls nest seven deep
-- asm
call local a
exit
a:
call local b
add r0, 1
exit
b:
call local c
add r0, 1
exit
c:
call local d
add r0, 1
exit
d:
call local e
add r0, 1
exit
e:
call local f
add r0, 1
exit
f:
call local g
add r0, 1
exit
g:
mov r0, 1
exit
-- result
0x7
-- no oracle
with the main program around it this is one frame too many there

== calls nest six deep
-- asm
call local a
exit
a:
call local b
add r0, 1
exit
b:
call local c
add r0, 1
exit
c:
call local d
add r0, 1
exit
d:
call local e
add r0, 1
exit
e:
call local f
add r0, 1
exit
f:
mov r0, 1
exit
-- result
0x6

== a call backwards
-- asm
ja main
f:
mov r0, 5
exit
main:
call local f
add r0, 1
exit
-- result
0x6
-- no oracle
its verifier wants subprograms to be contiguous

== a helper is called by id
-- asm
call 5
jne r0, 0, +2
mov r0, 1
exit
mov r0, 2
exit
-- result
0x2

== a stack slot that is read after twenty jumps backward
-- asm
mov r6, 5
mov r1, 1
mov r2, 2
mov r3, 3
mov r4, 4
mov r5, 5
mov r7, 7
mov r8, 8
mov r9, 9
stdw [r10-8], 77
ja b20
b0:
ldxdw r0, [r10-8]
ldxdw r1, [r10-8]
add r0, r1
add r6, -1
jeq r6, 0, out
ja b20
out:
exit
b1:
ja b0
b2:
ja b1
b3:
ja b2
b4:
ja b3
b5:
ja b4
b6:
ja b5
b7:
ja b6
b8:
ja b7
b9:
ja b8
b10:
ja b9
b11:
ja b10
b12:
ja b11
b13:
ja b12
b14:
ja b13
b15:
ja b14
b16:
ja b15
b17:
ja b16
b18:
ja b17
b19:
ja b18
b20:
ja b19
-- result
0x9a
