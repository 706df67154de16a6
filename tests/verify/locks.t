# SPDX-License-Identifier: Apache-2.0
# Spin locks in map values.  Linux is not asked: it wants BTF of the values.

== lock, change, unlock
type sched_cls
map array 4 8 1 lock 4
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r6, r0
mov r1, r6
add r1, 4
call 93
ldxw r1, [r6]
add r1, 1
stxw [r6], r1
mov r1, r6
add r1, 4
call 94
out:
mov r0, 0
exit
-- accept calls 3

== held while ways part and meet again, and a record is reserved before and given back after
type sched_cls
map hash 4 16 4 lock 4
map ringbuf 0 0 4096
leaks
-- asm
ldxw r8, [r1]
lddw r1, map[1]
mov r2, 8
mov r3, 0
call 131
jeq r0, 0, out
mov r7, r0
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, drop
mov r6, r0
mov r1, r6
add r1, 4
call 93
ldxw r1, [r6]
jgt r8, 60, big
add r1, 1
ja both
big:
jgt r8, 600, both
add r1, 2
both:
stxw [r6], r1
mov r1, r6
add r1, 4
call 94
drop:
mov r1, r7
mov r2, 0
call 133
out:
mov r0, 0
exit
-- accept full

== a function is called with a lock held, and another lock is taken in a function
type sched_cls
map hash 4 16 4 lock 4
map array 4 8 1 lock 0
leaks
-- asm
ldxw r8, [r1]
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r6, r0
mov r1, r6
add r1, 4
call 93
mov r1, r6
mov r2, r8
call local change
mov r1, r6
add r1, 4
call 94
call local other
out:
mov r0, 0
exit
change:
ldxw r3, [r1]
jgt r2, 5, more
add r3, 1
more:
stxw [r1], r3
mov r0, r3
exit
other:
lddw r1, map[1]+0
call 93
lddw r1, map[1]+4
ldxw r0, [r1]
jeq r0, 0, free
stw [r1], 0
free:
lddw r1, map[1]+0
call 94
mov r0, 0
exit
-- accept full

== a value in which the lock is all there is
type sched_cls
map array 4 4 1 lock 0
leaks
-- asm
lddw r1, map[0]+0
call 93
lddw r1, map[0]+0
call 94
mov r0, 0
exit
-- accept

== locks of two values of one map are two locks
type sched_cls
map array 4 4 2 lock 0
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r6, r0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r7, r0
mov r1, r6
call 93
mov r1, r7
call 94
out:
mov r0, 0
exit
-- reject lock

== not unlocked on one way
type sched_cls
map array 4 4 1 lock 0
leaks
-- asm
ldxw r6, [r1]
lddw r1, map[0]+0
call 93
jeq r6, 0, out
lddw r1, map[0]+0
call 94
out:
mov r0, 0
exit
-- reject lock

== locked on one way
type sched_cls
map array 4 4 1 lock 0
leaks
-- asm
ldxw r6, [r1]
jeq r6, 0, out
lddw r1, map[0]+0
call 93
out:
lddw r1, map[0]+0
call 94
mov r0, 0
exit
-- reject lock

== two at a time
type sched_cls
map array 4 4 1 lock 0
map array 4 4 1 lock 0
leaks
-- asm
lddw r1, map[0]+0
call 93
lddw r1, map[1]+0
call 93
mov r0, 0
exit
-- reject lock 5

== the same one twice
type sched_cls
map array 4 4 1 lock 0
leaks
-- asm
lddw r1, map[0]+0
call 93
lddw r1, map[0]+0
call 93
mov r0, 0
exit
-- reject lock 5

== another's unlock
type sched_cls
map array 4 4 1 lock 0
map array 4 4 1 lock 0
leaks
-- asm
lddw r1, map[0]+0
call 93
lddw r1, map[1]+0
call 94
mov r0, 0
exit
-- reject lock 5

== no other helper meanwhile
type sched_cls
map array 4 4 1 lock 0
leaks
-- asm
lddw r1, map[0]+0
call 93
call 7
lddw r1, map[0]+0
call 94
mov r0, 0
exit
-- reject lock 3
-- fixed
lddw r1, map[0]+0
call 93
lddw r1, map[0]+0
call 94
call 7
mov r0, 0
exit

== held at the end
type sched_cls
map array 4 4 1 lock 0
leaks
-- asm
lddw r1, map[0]+0
call 93
mov r0, 0
exit
-- reject lock 4

== the lock is no data
type sched_cls
map array 4 8 1 lock 4
leaks
-- asm
lddw r1, map[0]+0
stw [r1+4], 0
mov r0, 0
exit
-- reject special_field 2

== not even a part of it
type sched_cls
map array 4 8 1 lock 4
leaks
-- asm
lddw r1, map[0]+0
ldxb r0, [r1+7]
mov r0, 0
exit
-- reject special_field 2

== nor at a place that is not known
type sched_cls
map array 4 8 1 lock 4
leaks
-- asm
ldxw r2, [r1]
and r2, 7
lddw r1, map[0]+0
add r1, r2
ldxb r0, [r1]
mov r0, 0
exit
-- reject special_field 5

== held around a loop, and in a function
type sched_cls
map array 4 8 1 lock 4
leaks
-- asm
lddw r6, map[0]+0
mov r1, r6
add r1, 4
call 93
mov r7, 0
l:
mov r1, r6
call local bump
add r7, 1
jlt r7, 10, l
mov r1, r6
add r1, 4
call 94
mov r0, 0
exit
bump:
ldxw r2, [r1]
add r2, 1
stxw [r1], r2
mov r0, 0
exit
-- accept full

== locked in each round, unlocked once
type sched_cls
map array 4 8 1 lock 4
leaks
-- asm
lddw r6, map[0]+0
mov r7, 0
l:
mov r1, r6
add r1, 4
call 93
add r7, 1
jlt r7, 10, l
mov r1, r6
add r1, 4
call 94
mov r0, 0
exit
-- reject reference_join

== programs that trace have no locks
type kprobe
map array 4 4 1 lock 0
leaks
-- asm
lddw r1, map[0]+0
call 93
lddw r1, map[0]+0
call 94
mov r0, 0
exit
-- reject helper_type

== a map without a lock
type sched_cls
map array 4 4 1
leaks
-- asm
lddw r1, map[0]+0
call 93
lddw r1, map[0]+0
call 94
mov r0, 0
exit
-- reject lock

== a lock held where a callback would be called
type sched_cls
map array 4 4 1 lock 0
leaks
-- asm
lddw r1, map[0]+0
call 93
mov r1, 1
lddw r2, func body
mov r3, 0
mov r4, 0
call 181
mov r0, 0
exit
body:
mov r0, 0
exit
-- reject lock

== a function does not take a lock for its caller
type sched_cls
map array 4 4 1 lock 0
leaks
-- asm
call local take
lddw r1, map[0]+0
call 94
mov r0, 0
exit
take:
lddw r1, map[0]+0
call 93
mov r0, 0
exit
-- reject lock 10

== nor gives it back
type sched_cls
map array 4 4 1 lock 0
leaks
-- asm
lddw r1, map[0]+0
call 93
call local give
mov r0, 0
exit
give:
lddw r1, map[0]+0
call 94
mov r0, 0
exit
-- reject lock 10

== the lock in a value of a map in a map
type sched_cls
map array_of_maps 4 4 1 inner 1
map array 4 16 8 lock 4
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, r0
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
mov r6, r0
mov r1, r6
add r1, 4
call 93
ldxw r1, [r6]
add r1, 1
stxw [r6], r1
mov r1, r6
add r1, 4
call 94
out:
mov r0, 0
exit
-- accept full

== a lock in an element of a map in a map is not that of the same element looked up again
type sched_cls
map array_of_maps 4 4 1 inner 1
map array 4 16 8 lock 4
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r7, r0
mov r1, r7
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
mov r6, r0
mov r1, r7
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
mov r8, r0
mov r1, r6
add r1, 4
call 93
mov r1, r8
add r1, 4
call 94
out:
mov r0, 0
exit
-- reject lock 25

== nor that of an element of another map in it
type sched_cls
map array_of_maps 4 4 2 inner 1
map array 4 16 8 lock 4
leaks
-- asm
stw [r10-4], 0
stw [r10-8], 1
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, r0
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
mov r6, r0
mov r2, r10
add r2, -8
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, r0
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
mov r8, r0
mov r1, r6
add r1, 4
call 93
mov r1, r8
add r1, 4
call 94
out:
mov r0, 0
exit
-- reject lock 31

== in a map in a map, not where there is none
type sched_cls
map array_of_maps 4 4 1 inner 1
map array 4 16 8 lock 4
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, r0
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
mov r1, r0
add r1, 8
call 93
out:
mov r0, 0
exit
-- reject lock 14

== what only Linux's functions access is closed: read
map array 4 32 1 closed 8 16
leaks
-- asm
lddw r2, map[0]+0
ldxdw r1, [r2+8]
mov r0, 0
exit
-- reject special_field 2

== ... beside it
map array 4 32 1 closed 8 16
leaks
-- asm
lddw r2, map[0]+0
ldxdw r1, [r2+16]
stdw [r2], 1
mov r0, 0
exit
-- accept

== ... somewhere around it
map array 4 32 1 closed 8 16
leaks
-- asm
call 7
and r0, 16
lddw r2, map[0]+0
add r2, r0
stdw [r2], 1
mov r0, 0
exit
-- reject special_field 5

== ... a part of it
map array 4 32 1 closed 8 16
leaks
-- asm
lddw r2, map[0]+0
stb [r2+15], 1
mov r0, 0
exit
-- reject special_field 2
