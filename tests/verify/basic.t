# SPDX-License-Identifier: Apache-2.0
# First cases: constants, branches, loops, maps.

== two instructions
-- asm
mov r0, 0
exit
-- accept worst 2 calls 0 stack 32

== branch joins
-- asm
mov r0, 0
jeq r1, 0, +1
mov r0, 1
exit
-- accept worst 4

== lookup, test, load
map array 4 8 1
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jne r0, 0, +1
exit
ldxdw r0, [r0]
exit
-- accept worst 8

== no null test
map hash 4 8 1
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
ldxdw r0, [r0]
exit
-- reject maybe_null 6

== counted loop
-- asm
mov r0, 0
mov r1, 0
l:
add r0, r1
add r1, 1
jlt r1, 10, l
exit
-- accept worst 33

== a comparison with a register that is known to be 0 is no test for NULL
map hash 4 8 1
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
mov r1, 0
jeq r0, r1, out
ldxdw r0, [r0]
out:
mov r0, 0
exit
-- reject maybe_null

== nor the other way round
map hash 4 8 1
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
mov r1, 0
jeq r1, r0, out
ldxdw r0, [r0]
out:
mov r0, 0
exit
-- reject maybe_null

== what is never run may write to r10
-- asm
mov r1, 1
jeq r1, 1, out
mov r10, 0
add r10, r1
ldxdw r10, [r1]
out:
mov r0, 0
exit
-- accept

== a sum in r10
-- asm
add r10, 8
mov r0, 0
exit
-- reject bad_instruction 0

== a load to r10
-- asm
ldxw r10, [r1]
mov r0, 0
exit
-- reject bad_instruction 0
