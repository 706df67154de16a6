# SPDX-License-Identifier: Apache-2.0
# What must be accepted, with its exact worst case where there is one.

== both sides of a diamond
-- asm
ldxw r2, [r1]
mov r0, 0
jgt r2, 10, big
add r0, 1
ja out
big:
add r0, 2
add r0, 3
out:
exit
-- accept worst 6 calls 0

== copies share a null test
map hash 4 8 1
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
mov r6, r0
stxdw [r10-16], r0
jeq r6, 0, out
ldxdw r3, [r0]
ldxdw r4, [r10-16]
ldxdw r5, [r4]
out:
mov r0, 0
exit
-- accept worst 13 calls 1

== bound learned on a copy
map array 4 8 1
-- asm
lddw r3, map[0]+0
ldxb r2, [r3]
mov r4, r2
jgt r4, 7, out
add r3, r2
ldxb r0, [r3]
out:
mov r0, 0
exit
-- accept

== bound learned through a spill
map array 4 8 1
-- asm
lddw r3, map[0]+0
ldxb r2, [r3]
stxdw [r10-8], r2
jgt r2, 7, out
ldxdw r4, [r10-8]
add r3, r4
ldxb r0, [r3]
out:
mov r0, 0
exit
-- accept

== bound of a number plus a constant
map array 4 8 1
-- asm
lddw r3, map[0]+0
ldxb r2, [r3]
mov r4, r2
add r4, 3
jgt r4, 7, out
add r3, r2
ldxb r0, [r3+3]
out:
mov r0, 0
exit
-- accept

== mask bounds an index
map array 4 8 1
-- asm
lddw r3, map[0]+0
ldxdw r2, [r3]
and r2, 7
add r3, r2
ldxb r0, [r3]
exit
-- accept worst 6

== signed test bounds both sides
map array 4 8 1
-- asm
lddw r3, map[0]+0
ldxdw r2, [r3]
jslt r2, 0, out
jsgt r2, 7, out
add r3, r2
ldxb r0, [r3]
exit
out:
mov r0, 0
exit
-- accept

== 32-bit test bounds a zero-extended number
map array 4 8 1
-- asm
lddw r3, map[0]+0
ldxdw r2, [r3]
mov32 r2, r2
jgt32 r2, 7, out
add r3, r2
ldxb r0, [r3]
exit
out:
mov r0, 0
exit
-- accept

== counting down
-- asm
mov r0, 0
mov r1, 8
l:
add r0, 2
sub r1, 1
jne r1, 0, l
exit
-- accept worst 27

== 32-bit counter
-- asm
mov r0, 0
mov32 r1, 0
l:
add r0, 2
add32 r1, 2
jlt32 r1, 20, l
exit
-- accept worst 33

== unknown bound, but bounded
-- asm
ldxw r2, [r1]
and r2, 31
mov r0, 0
mov r3, 0
l:
jge r3, r2, out
add r0, r3
add r3, 1
ja l
out:
exit
-- accept worst 130

== nested loops multiply
-- asm
mov r0, 0
mov r1, 0
a:
mov r2, 0
b:
add r0, 1
add r2, 1
jlt r2, 1000, b
add r1, 1
jlt r1, 1000, a
exit
-- accept worst 3003003
-- linux rejects: it walks every iteration

== a loop without ranking is bounded by the budget
-- asm
ldxw r2, [r1]
mov r0, 1
l:
mul r0, 3
jne r0, r2, l
exit
-- accept budget
-- linux rejects: it walks every iteration

== walking an array by a pointer, counted by another register
map array 4 64 1
-- asm
lddw r1, map[0]+0
mov r2, 0
mov r0, 0
l:
ldxdw r3, [r1]
add r0, r3
add r1, 8
add r2, 1
jne r2, 8, l
exit
-- accept worst 44

== record on both paths
map ringbuf 0 0 4096
-- asm
lddw r1, map[0]
mov r2, 16
mov r3, 0
call 131
jeq r0, 0, out
mov r6, r0
call 7
jgt r0, 5, drop
mov r1, r6
mov r2, 0
call 132
ja out
drop:
mov r1, r6
mov r2, 0
call 133
out:
mov r0, 0
exit
-- accept calls 3

== subprogram with a pointer into the caller's frame
-- asm
stdw [r10-8], 7
mov r1, r10
add r1, -8
call local f
ldxdw r0, [r10-8]
exit
f:
ldxdw r2, [r1]
add r2, 1
stxdw [r1], r2
mov r0, 0
exit
-- accept worst 11 stack 64

== 7 functions calling 6 times each
-- asm
mov r1, 1
call local a
exit
a:
call local b
mov r1, r0
call local b
mov r1, r0
call local b
exit
b:
call local c
mov r1, r0
call local c
mov r1, r0
call local c
exit
c:
mov r0, r1
and r0, 255
exit
-- accept worst 54 stack 128

== variable offset into an initialised stack array
-- asm
ldxw r2, [r1]
and r2, 24
stdw [r10-8], 0
stdw [r10-16], 0
stdw [r10-24], 0
stdw [r10-32], 0
mov r3, r10
add r3, r2
stdw [r3-32], 5
ldxdw r0, [r3-32]
exit
-- accept

== modulo bounds
map array 4 8 1
-- asm
lddw r3, map[0]+0
ldxdw r2, [r3]
mod r2, 8
add r3, r2
ldxb r0, [r3]
exit
-- accept
-- linux rejects: this Linux does not bound a remainder

== backward jump that is no loop
-- asm
ldxw r2, [r1]
ja start
exit_block:
mov r0, 0
exit
start:
jeq r2, 1, exit_block
mov r0, 1
exit
-- accept worst 5

== atomics with results
map array 4 8 1
-- asm
lddw r3, map[0]+0
mov r2, 1
lock fetch add [r3], r2
mov r0, 5
lock cmpxchg [r3], r2
lock xchg [r3], r2
mov r0, 0
exit
-- accept worst 8

== NULL on one path, a value on the other
map hash 4 8 1
-- asm
ldxw r6, [r1]
stw [r10-4], 0
mov r7, 0
jeq r6, 0, test
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
mov r7, r0
test:
jeq r7, 0, out
ldxdw r0, [r7]
out:
mov r0, 0
exit
-- accept

== a call tree whose functions get pointers into a frame
-- asm
stdw [r10-8], 0
mov r1, r10
add r1, -8
call local a
exit
a:
mov r6, r1
mov r1, r6
call local b
mov r1, r6
call local b
mov r1, r6
call local b
mov r1, r6
call local b
mov r1, r6
call local b
mov r1, r6
call local b
exit
b:
mov r6, r1
mov r1, r6
call local c
mov r1, r6
call local c
mov r1, r6
call local c
mov r1, r6
call local c
mov r1, r6
call local c
mov r1, r6
call local c
exit
c:
mov r6, r1
mov r1, r6
call local d
mov r1, r6
call local d
mov r1, r6
call local d
mov r1, r6
call local d
mov r1, r6
call local d
mov r1, r6
call local d
exit
d:
mov r6, r1
mov r1, r6
call local e
mov r1, r6
call local e
mov r1, r6
call local e
mov r1, r6
call local e
mov r1, r6
call local e
mov r1, r6
call local e
exit
e:
mov r6, r1
mov r1, r6
call local f
mov r1, r6
call local f
mov r1, r6
call local f
mov r1, r6
call local f
mov r1, r6
call local f
mov r1, r6
call local f
exit
f:
mov r6, r1
mov r1, r6
call local g
mov r1, r6
call local g
mov r1, r6
call local g
mov r1, r6
call local g
mov r1, r6
call local g
mov r1, r6
call local g
exit
g:
ldxdw r0, [r1]
exit
-- accept worst 223951
-- linux skip: it walks all of it

== a function that changes its caller's stack, by its summary
summaries
map array 4 8 1
-- asm
stdw [r10-8], 1
mov r1, r10
add r1, -8
call local f
stdw [r10-8], 2
mov r1, r10
add r1, -8
call local f
ldxdw r2, [r10-8]
lddw r1, map[0]+0
add r1, r2
ldxb r0, [r1]
exit
f:
ldxdw r0, [r1]
stdw [r1], 7
exit
-- accept

== what a summary's body did not look at stays as it was
summaries
map array 4 8 1
-- asm
stdw [r10-16], 3
stdw [r10-8], 1
mov r1, r10
add r1, -8
call local f
stdw [r10-16], 4
mov r1, r10
add r1, -8
call local f
ldxdw r2, [r10-16]
lddw r1, map[0]+0
add r1, r2
ldxb r0, [r1+3]
exit
f:
ldxdw r0, [r1]
exit
-- accept

== a record that functions take and give back, by summaries
summaries
type raw_tracepoint
map ringbuf 0 0 4096
-- asm
call local take
jeq r0, 0, n1
mov r1, r0
call local give
n1:
call local take
jeq r0, 0, n2
mov r1, r0
call local give
n2:
mov r0, 0
exit
take:
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
exit
give:
mov r2, 0
call 133
mov r0, 0
exit
-- accept

== sixty numbers in the stack, in a small program
-- asm
call 7
mov r6, r0
stxdw [r10-8], r6
stxdw [r10-16], r6
stxdw [r10-24], r6
stxdw [r10-32], r6
stxdw [r10-40], r6
stxdw [r10-48], r6
stxdw [r10-56], r6
stxdw [r10-64], r6
stxdw [r10-72], r6
stxdw [r10-80], r6
stxdw [r10-88], r6
stxdw [r10-96], r6
stxdw [r10-104], r6
stxdw [r10-112], r6
stxdw [r10-120], r6
stxdw [r10-128], r6
stxdw [r10-136], r6
stxdw [r10-144], r6
stxdw [r10-152], r6
stxdw [r10-160], r6
stxdw [r10-168], r6
stxdw [r10-176], r6
stxdw [r10-184], r6
stxdw [r10-192], r6
stxdw [r10-200], r6
stxdw [r10-208], r6
stxdw [r10-216], r6
stxdw [r10-224], r6
stxdw [r10-232], r6
stxdw [r10-240], r6
stxdw [r10-248], r6
stxdw [r10-256], r6
stxdw [r10-264], r6
stxdw [r10-272], r6
stxdw [r10-280], r6
stxdw [r10-288], r6
stxdw [r10-296], r6
stxdw [r10-304], r6
stxdw [r10-312], r6
stxdw [r10-320], r6
stxdw [r10-328], r6
stxdw [r10-336], r6
stxdw [r10-344], r6
stxdw [r10-352], r6
stxdw [r10-360], r6
stxdw [r10-368], r6
stxdw [r10-376], r6
stxdw [r10-384], r6
stxdw [r10-392], r6
stxdw [r10-400], r6
stxdw [r10-408], r6
stxdw [r10-416], r6
stxdw [r10-424], r6
stxdw [r10-432], r6
stxdw [r10-440], r6
stxdw [r10-448], r6
stxdw [r10-456], r6
stxdw [r10-464], r6
stxdw [r10-472], r6
stxdw [r10-480], r6
jgt r6, 0, n0
stdw [r10-8], 0
n0:
jgt r6, 1, n1
stdw [r10-16], 1
n1:
jgt r6, 2, n2
stdw [r10-24], 2
n2:
jgt r6, 3, n3
stdw [r10-32], 3
n3:
jgt r6, 4, n4
stdw [r10-40], 4
n4:
jgt r6, 5, n5
stdw [r10-48], 5
n5:
jgt r6, 6, n6
stdw [r10-56], 6
n6:
jgt r6, 7, n7
stdw [r10-64], 7
n7:
jgt r6, 8, n8
stdw [r10-72], 8
n8:
jgt r6, 9, n9
stdw [r10-80], 9
n9:
mov r0, 0
exit
-- accept worst 84 calls 1

== programs of system calls may wait
type syscall
-- asm
mov r3, 0
mov r1, r10
add r1, -8
mov r2, 8
call 148
mov r0, 0
exit
-- accept worst 7
-- linux skip: there it takes a flag to load one

== more slots than the checker of a full certificate looks at at once: one of them changes between
map array 4 8 1
leaks
-- asm
call 7
stxdw [r10-8], r0
stxdw [r10-16], r0
stxdw [r10-24], r0
stxdw [r10-32], r0
stxdw [r10-40], r0
stxdw [r10-48], r0
stxdw [r10-56], r0
stxdw [r10-64], r0
stxdw [r10-72], r0
stxdw [r10-80], r0
stxdw [r10-88], r0
stdw [r10-8], 3
stxdw [r10-16], r0
stxdw [r10-24], r0
stxdw [r10-32], r0
stxdw [r10-40], r0
stxdw [r10-48], r0
stxdw [r10-56], r0
stxdw [r10-64], r0
stxdw [r10-72], r0
stxdw [r10-80], r0
stxdw [r10-88], r0
ldxdw r1, [r10-8]
lddw r2, map[0]+0
add r2, r1
ldxb r0, [r2]
mov r0, 0
exit
-- accept full
