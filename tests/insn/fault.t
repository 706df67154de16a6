# SPDX-License-Identifier: Apache-2.0
# what the checking interpreter must stop, and rows that no linked program can run.

== an unlinked lddw map_fd 5
-- asm
lddw r0, map_fd 5
mov r0, 0
exit
-- error
opcode
-- no oracle
this form is resolved before a program runs; Linux has a meaning for it

== an unlinked lddw map_fd 5+8
-- asm
lddw r0, map_fd 5+8
mov r0, 0
exit
-- error
opcode
-- no oracle
this form is resolved before a program runs; Linux has a meaning for it

== an unlinked lddw btf_id 3
-- asm
lddw r0, btf_id 3
mov r0, 0
exit
-- error
opcode
-- no oracle
this form is resolved before a program runs; Linux has a meaning for it

== a function beyond the program
-- asm
lddw r0, func +3
mov r0, 0
exit
-- error
pc
-- no oracle
Linux refuses it for another reason: there is no func_info

== a function before the program
-- asm
lddw r0, func -2
mov r0, 0
exit
-- error
pc
-- no oracle
Linux refuses it for another reason: there is no func_info

== a function that begins in a second slot
-- asm
lddw r2, func +0
mov r1, 1
mov r3, 0
mov r4, 0
call 181
exit
-- error
opcode
-- no oracle
Linux refuses it for another reason: there is no func_info

== an unlinked lddw map[0]
-- asm
lddw r0, map[0]
mov r0, 0
exit
-- error
opcode
-- no oracle
this form is resolved before a program runs; Linux has a meaning for it

== an unlinked lddw map[0]+4
-- asm
lddw r0, map[0]+4
mov r0, 0
exit
-- error
opcode
-- no oracle
this form is resolved before a program runs; Linux has a meaning for it

== may_goto
-- asm
mov r0, 0
may_goto +0
exit
-- error
opcode
-- no oracle
Linux has it

== addr_space_cast
-- asm
mov r0, 0
addr_space_cast r0, r0, 1
exit
-- error
opcode
-- no oracle
Linux has it, in programs that refer to an arena

== legacy ldabsb 0
-- asm
mov r6, r1
mov r1, 0
ldabsb 0
exit
-- error
opcode
-- no oracle
Linux still has legacy packet access

== legacy ldabsh 0
-- asm
mov r6, r1
mov r1, 0
ldabsh 0
exit
-- error
opcode
-- no oracle
Linux still has legacy packet access

== legacy ldabsw 0
-- asm
mov r6, r1
mov r1, 0
ldabsw 0
exit
-- error
opcode
-- no oracle
Linux still has legacy packet access

== legacy ldindb r1, 0
-- asm
mov r6, r1
mov r1, 0
ldindb r1, 0
exit
-- error
opcode
-- no oracle
Linux still has legacy packet access

== legacy ldindh r1, 0
-- asm
mov r6, r1
mov r1, 0
ldindh r1, 0
exit
-- error
opcode
-- no oracle
Linux still has legacy packet access

== legacy ldindw r1, 0
-- asm
mov r6, r1
mov r1, 0
ldindw r1, 0
exit
-- error
opcode
-- no oracle
Linux still has legacy packet access

== a kernel function
-- asm
call kfunc 1
exit
-- error
call

== an unknown helper
-- asm
call 9999
exit
-- error
call

== a negative helper id
-- asm
call -1
exit
-- error
call

== eight calls deep
-- asm
call local a
exit
a:
call local b
exit
b:
call local c
exit
c:
call local d
exit
d:
call local e
exit
e:
call local f
exit
f:
call local g
exit
g:
call local h
exit
h:
mov r0, 1
exit
-- error
depth

== endless recursion
-- asm
f:
call local f
exit
-- error
depth

== an endless loop
-- asm
mov r0, 0
again:
ja again
-- error
budget

== an endless loop of ja32
-- asm
mov r0, 0
again:
gotol again
-- error
budget

== a loop longer than the budget
-- asm
mov r0, 0
again:
add r0, 1
jlt r0, 2000000, again
exit
-- error
budget

== no exit
-- asm
mov r0, 0
-- error
pc

== a jump past the end
-- asm
mov r0, 0
ja +1
exit
-- error
pc

== a jump before the start
-- asm
mov r0, 0
ja -3
exit
-- error
pc

== a far jump of ja32
-- asm
mov r0, 0
gotol +2147483647
exit
-- error
pc

== a call past the end
-- asm
mov r0, 0
call local +70000
exit
-- error
pc

== a jump into lddw
-- asm
mov r0, 0
ja +1
lddw r0, 0
exit
-- error
opcode

== a read from nothing
-- asm
mov r1, 0
ldxw r0, [r1]
exit
-- error
memory

== a write to nothing
-- asm
mov r1, 0
stw [r1], 1
exit
-- error
memory

== an atomic on nothing
-- asm
mov r1, 0
mov r0, 1
lock add [r1], r0
exit
-- error
memory

== a read just past the memory
-- asm
ldxb r0, [r1+4]
exit
-- mem
01 02 03 04
-- error
memory

== a read across the memory's end
-- asm
ldxw r0, [r1+1]
exit
-- mem
01 02 03 04
-- error
memory

== a read before the memory
-- asm
ldxb r0, [r1-1]
exit
-- mem
01 02 03 04
-- error
memory

== a write across the memory's end
-- asm
stdw [r1+8], 1
exit
-- mem
01 02 03 04 05 06 07 08 09 0a 0b 0c
-- error
memory

== an address that wraps
-- asm
lddw r1, -4
ldxdw r0, [r1]
exit
-- error
memory

== a misaligned atomic
-- asm
mov r0, 1
lock add [r1+4], r0
exit
-- mem
00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 
-- error
memory
-- no oracle
x86-64 does misaligned atomics on map values

== a write above the stack
-- asm
stb [r10], 1
mov r0, 0
exit
-- error
stack

== a write below the stack
-- asm
stb [r10-513], 1
mov r0, 0
exit
-- error
stack

== a read across the stack's top
-- asm
ldxdw r0, [r10-4]
exit
-- error
stack

== opcode 0
-- raw
00 00 00 00 00 00 00 00
-- error
opcode

== opcode 0xff
-- raw
ff 00 00 00 00 00 00 00
-- error
opcode

== an empty program
-- raw

-- error
pc

== half a lddw
-- raw
18 00 00 00 01 00 00 00
-- error
opcode

== a write to r10
-- raw
b7 0a 00 00 01 00 00 00 95 00 00 00 00 00 00 00
-- error
opcode

== register 11
-- raw
b7 0b 00 00 01 00 00 00 95 00 00 00 00 00 00 00
-- error
opcode

== mov with src set
-- raw
b7 10 00 00 01 00 00 00 95 00 00 00 00 00 00 00
-- error
opcode

== exit with imm set
-- raw
b7 00 00 00 01 00 00 00 95 00 00 00 01 00 00 00
-- error
opcode

== be with imm 8
-- raw
b7 00 00 00 01 00 00 00 dc 00 00 00 08 00 00 00 95 00 00 00 00 00 00 00
-- error
opcode

== div with off 2
-- raw
b7 00 00 00 01 00 00 00 37 00 02 00 03 00 00 00 95 00 00 00 00 00 00 00
-- error
opcode

== movsx of 32 bits into 32
-- raw
b7 00 00 00 01 00 00 00 bc 00 20 00 00 00 00 00 95 00 00 00 00 00 00 00
-- error
opcode

== atomic with imm 2
-- raw
7a 0a f8 ff 00 00 00 00 b7 00 00 00 01 00 00 00 db 0a f8 ff 02 00 00 00 95 00 00 00 00 00 00 00
-- error
opcode

== atomic byte
-- raw
7a 0a f8 ff 00 00 00 00 b7 00 00 00 01 00 00 00 d3 0a f8 ff 00 00 00 00 95 00 00 00 00 00 00 00
-- error
opcode
