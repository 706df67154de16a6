# SPDX-License-Identifier: Apache-2.0
# Maps that are alike, and their values, as one pointer: where ways meet, and carried through loops.
# (Loops with many rounds: a few are walked one by one, where states need not be joined.)

== now one map, now the other, through a loop
map hash 4 16 8
map hash 4 16 8
leaks
-- asm
stw [r10-4], 0
lddw r6, map[0]
mov r7, 0
again:
mov r1, r6
mov r2, r10
add r2, -4
call 1
jeq r0, 0, next
ldxdw r1, [r0+8]
next:
lddw r6, map[1]
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- accept full

== its values are no longer than both
map hash 4 16 8
map hash 4 8 8
leaks
-- asm
stw [r10-4], 0
lddw r6, map[0]
mov r7, 0
again:
mov r1, r6
mov r2, r10
add r2, -4
call 1
jeq r0, 0, next
ldxdw r1, [r0+8]
next:
lddw r6, map[1]
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- reject uninit_read 4

== nor are its keys
map hash 4 16 8
map hash 8 16 8
leaks
-- asm
stw [r10-4], 0
lddw r6, map[0]
mov r7, 0
again:
mov r1, r6
mov r2, r10
add r2, -4
call 1
lddw r6, map[1]
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- reject uninit_read 4

== one that programs must not write
map hash 4 16 8
map hash 4 16 8 ro
leaks
-- asm
stw [r10-4], 0
lddw r6, map[0]
mov r7, 0
again:
mov r1, r6
mov r2, r10
add r2, -4
call 1
jeq r0, 0, next
stdw [r0+8], 1
next:
lddw r6, map[1]
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- reject uninit_read 4

== of another type
map hash 4 16 8
map lru_hash 4 16 8
leaks
-- asm
stw [r10-4], 0
lddw r6, map[0]
mov r7, 0
again:
mov r1, r6
mov r2, r10
add r2, -4
call 1
lddw r6, map[1]
add r7, 1
jlt r7, 5000, again
mov r0, 0
exit
-- reject uninit_read 4
-- linux accepts: it walks each round by itself

== arrays of one length always have their elements
map array 4 16 8
map array 4 16 8
leaks
-- asm
stw [r10-8], 7
lddw r6, map[0]
mov r7, 0
again:
mov r1, r6
mov r2, r10
add r2, -8
call 1
ldxdw r1, [r0+8]
lddw r6, map[1]
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- accept

== of two lengths they are not alike: this element may be missing
map array 4 16 8
map array 4 16 4
leaks
-- asm
stw [r10-8], 7
lddw r6, map[0]
mov r7, 0
again:
mov r1, r6
mov r2, r10
add r2, -8
call 1
ldxdw r1, [r0+8]
lddw r6, map[1]
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- reject uninit_read 4

== their values are alike all the same
map array 4 16 8
map array 4 16 4
leaks
-- asm
stw [r10-8], 3
mov r2, r10
add r2, -8
lddw r1, map[0]
call 1
mov r6, r0
mov r7, 0
again:
ldxdw r1, [r6+8]
mov r2, r10
add r2, -8
lddw r1, map[1]
call 1
mov r6, r0
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- accept full

== the only values of two maps
map array 4 16 1
map array 4 16 1
leaks
-- asm
lddw r6, map[0]+0
lddw r8, map[1]+0
mov r7, 0
again:
ldxdw r1, [r6+8]
stdw [r6], 1
mov r6, r8
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- accept

== one of them has contents that are known: a number from there is not
map array 4 16 1
map array 4 16 1 ro 00000000000000000000000000000000
leaks
-- asm
lddw r6, map[0]+0
lddw r8, map[1]+0
mov r7, 0
again:
ldxdw r1, [r6+8]
mov r6, r8
add r7, 1
jlt r7, 5000, again
mov r0, 0
exit
-- reject uninit_read 5

== two that have contents, at one flag
map array 4 8 1 ro 0000000000000000
map array 4 8 1 ro 0800000000000000
leaks
-- asm
lddw r6, map[0]+0
lddw r8, map[1]+0
mov r7, 0
again:
ldxdw r1, [r6]
mov r6, r8
add r7, 1
jlt r7, 5000, again
mov r0, 0
exit
-- reject uninit_read 5

== one has a lock where the other has data
type sched_cls
map array 4 16 1 lock 4
map array 4 16 1
leaks
-- asm
lddw r6, map[1]+0
lddw r8, map[0]+0
mov r7, 0
again:
stw [r6+4], 1
mov r6, r8
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- reject uninit_read 5

== two with locks: which one is held would not be known
type sched_cls
map array 4 16 1 lock 4
map array 4 16 1 lock 4
leaks
-- asm
lddw r6, map[1]+0
lddw r8, map[0]+0
mov r7, 0
again:
mov r1, r6
add r1, 4
call 93
mov r1, r6
add r1, 4
call 94
mov r6, r8
add r7, 1
jlt r7, 5000, again
mov r0, 0
exit
-- reject uninit_read 5

== who looks at the address sees two: both ways are walked
map array 4 16 1
map array 4 16 1
leaks
-- asm
lddw r6, map[0]+0
lddw r8, map[1]+0
lddw r9, map[0]+0
mov r7, 0
again:
jeq r6, r9, same
ldxdw r1, [r6+16]
same:
mov r6, r8
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- reject value_bounds 8

== their distance is not known
map array 4 16 1
map array 4 16 1
leaks
-- asm
lddw r6, map[0]+0
lddw r8, map[1]+0
lddw r9, map[0]+0
mov r7, 0
again:
mov r1, r6
sub r1, r9
add r1, r9
ldxdw r1, [r1]
mov r6, r8
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- reject pointer_offset 9

== what was copied is tested with its copy
map hash 4 16 8
map hash 4 16 4
leaks
-- asm
stw [r10-4], 3
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
mov r6, r0
mov r8, r0
mov r7, 0
again:
jeq r8, 0, next
ldxdw r1, [r6+8]
next:
mov r2, r10
add r2, -4
lddw r1, map[1]
call 1
mov r6, r0
mov r8, r0
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- accept

== but not with what was looked up elsewhere
map hash 4 16 8
map hash 4 16 4
leaks
-- asm
stw [r10-4], 3
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
mov r6, r0
mov r8, r0
mov r7, 0
again:
jeq r8, 0, next
ldxdw r1, [r6+8]
next:
mov r2, r10
add r2, -4
lddw r1, map[1]
call 1
mov r6, r0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
mov r8, r0
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- reject maybe_null 10

== maps in maps: how many entries they have is not believed anyway
map hash_of_maps 4 4 8 inner 2
map hash_of_maps 4 4 8 inner 3
map array 4 16 8
map array 4 16 16
leaks
-- asm
stw [r10-4], 0
lddw r6, map[0]
mov r7, 0
again:
mov r1, r6
mov r2, r10
add r2, -4
call 1
jeq r0, 0, next
mov r1, r0
mov r2, r10
add r2, -4
call 1
jeq r0, 0, next
ldxdw r1, [r0+8]
next:
lddw r6, map[1]
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- accept full

== but their values have one size
map hash_of_maps 4 4 8 inner 2
map hash_of_maps 4 4 8 inner 3
map array 4 16 8
map array 4 8 8
leaks
-- asm
stw [r10-4], 0
lddw r6, map[0]
mov r7, 0
again:
mov r1, r6
mov r2, r10
add r2, -4
call 1
lddw r6, map[1]
add r7, 1
jlt r7, 5000, again
mov r0, 0
exit
-- reject uninit_read 4

== one whose maps are not known
map hash_of_maps 4 4 8 inner 2
map hash_of_maps 4 4 8
map array 4 16 8
leaks
-- asm
stw [r10-4], 0
lddw r6, map[0]
mov r7, 0
again:
mov r1, r6
mov r2, r10
add r2, -4
call 1
lddw r6, map[1]
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- reject uninit_read 4

== a map from a map is not like one that is not in one
map array_of_maps 4 4 1 inner 1
map hash 4 16 8
map hash 4 16 8
leaks
-- asm
stw [r10-4], 0
lddw r6, map[2]
mov r7, 0
again:
mov r1, r6
mov r2, r10
add r2, -4
call 1
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r6, r0
add r7, 1
jlt r7, 5000, again
out:
mov r0, 0
exit
-- reject uninit_read 4

== tables of programs are like no other
type sched_cls
map prog_array 4 4 8
map prog_array 4 4 8
leaks
-- asm
mov r6, r1
lddw r8, map[0]
mov r7, 0
again:
mov r1, r6
mov r2, r8
mov r3, 0
call 12
lddw r8, map[1]
add r7, 1
jlt r7, 5000, again
mov r0, 0
exit
-- reject uninit_read 5
-- linux accepts: it walks each round by itself

== a timer is that of its map
type sched_cls
map array 4 16 1 timer 0
map array 4 16 1 timer 0
leaks
-- asm
lddw r6, map[0]+0
lddw r8, map[1]+0
mov r7, 0
again:
mov r1, r6
lddw r2, map[0]
mov r3, 0
call 169
mov r6, r8
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- reject uninit_read 5

== each element of the one or the other
type kprobe
map hash 4 16 8
map hash 4 16 8
leaks
-- asm
lddw r6, map[0]
mov r7, 0
again:
mov r1, r6
lddw r2, func each
mov r3, 0
mov r4, 0
call 164
lddw r6, map[1]
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
each:
ldxdw r0, [r3+8]
stdw [r3], 1
mov r0, 0
exit
-- accept calls 10

== behind its end
type kprobe
map hash 4 16 8
map hash 4 16 8
leaks
-- asm
lddw r6, map[0]
mov r7, 0
again:
mov r1, r6
lddw r2, func each
mov r3, 0
mov r4, 0
call 164
lddw r6, map[1]
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
each:
ldxdw r0, [r3+16]
mov r0, 0
exit
-- reject value_bounds 15

== a place in the one value or in the other, of different maps: what both have from there on
map array 4 64 1
map array 4 40 1
leaks
-- asm
lddw r6, map[0]+24
lddw r8, map[1]+0
mov r7, 0
again:
ldxdw r1, [r6+32]
stdw [r6], 1
mov r6, r8
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- accept

== behind the end of the smaller rest
map array 4 64 1
map array 4 40 1
leaks
-- asm
lddw r6, map[0]+32
lddw r8, map[1]+0
mov r7, 0
again:
ldxdw r1, [r6+32]
mov r6, r8
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- reject memory_bounds 5

== what is only before the one
map array 4 64 1
map array 4 40 1
leaks
-- asm
lddw r6, map[0]+24
lddw r8, map[1]+0
mov r7, 0
again:
ldxdw r1, [r6-8]
mov r6, r8
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- reject memory_bounds 5

== with an index into the one
map array 4 64 1
map array 4 40 1
leaks
-- asm
call 7
and r0, 16
lddw r6, map[0]+24
add r6, r0
lddw r8, map[1]+0
mov r7, 0
again:
ldxdw r1, [r6+16]
mov r6, r8
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- accept

== and an index too far
map array 4 64 1
map array 4 40 1
leaks
-- asm
call 7
and r0, 16
lddw r6, map[0]+24
add r6, r0
lddw r8, map[1]+0
mov r7, 0
again:
ldxdw r1, [r6+24]
mov r6, r8
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- reject memory_bounds 8

== one that programs only read
map array 4 64 1
map array 4 64 1 ro
leaks
-- asm
lddw r6, map[0]+0
lddw r8, map[1]+0
mov r7, 0
again:
stdw [r6], 1
mov r6, r8
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- reject uninit_read 5

== a lock in what both would have
type sched_cls
map array 4 64 1
map array 4 40 1 lock 8
leaks
-- asm
lddw r6, map[0]+0
lddw r8, map[1]+0
mov r7, 0
again:
stdw [r6+8], 1
mov r6, r8
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- reject uninit_read 5

== two places in it stay as far apart as they were
map array 4 64 1
map array 4 40 1
leaks
-- asm
lddw r6, map[0]+8
lddw r8, map[0]+16
lddw r9, map[1]+0
mov r7, 0
again:
ldxdw r1, [r8]
mov r1, r8
sub r1, r6
lddw r2, map[1]+0
add r2, r1
ldxb r1, [r2]
mov r6, r9
mov r8, r9
add r8, 8
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- accept
-- linux rejects: of a distance it makes any number

== but not when they were not the same distance on the other way
map array 4 64 1
map array 4 40 1
leaks
-- asm
lddw r6, map[0]+8
lddw r8, map[0]+16
lddw r9, map[1]+0
mov r7, 0
again:
mov r1, r8
sub r1, r6
lddw r2, map[1]+0
add r2, r1
ldxb r1, [r2+8]
mov r6, r9
mov r8, r9
add r8, 32
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- reject pointer_offset 11

== found or not, in two maps: the test is of both
map hash 4 64 8
map hash 4 40 4
leaks
-- asm
stw [r10-4], 3
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
mov r6, r0
mov r7, 0
again:
jeq r6, 0, next
ldxdw r1, [r6+32]
next:
mov r2, r10
add r2, -4
lddw r1, map[1]
call 1
mov r6, r0
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- accept

== and must be made
map hash 4 64 8
map hash 4 40 4
leaks
-- asm
stw [r10-4], 3
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
mov r6, r0
mov r7, 0
again:
ldxdw r1, [r6+32]
mov r2, r10
add r2, -4
lddw r1, map[1]
call 1
mov r6, r0
add r7, 1
jlt r7, 10, again
mov r0, 0
exit
-- reject maybe_null 8

== maps in maps that are alike but for what their values own: a value of one
map array 4 32 1
map array 4 32 1 own 3
map array_of_maps 4 4 1 inner 0
map array_of_maps 4 4 1 inner 1
leaks
-- asm
call 7
mov r6, r0
stw [r10-4], 0
jeq r6, 0, b
lddw r1, map[2]
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
mov r1, r0
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
ja both
b:
lddw r1, map[3]
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
mov r1, r0
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
both:
mov r1, 7
stxdw [r0+24], r1
out:
mov r0, 0
exit
-- reject special_field

== ... of one of the maps that they are in
map array 4 32 1
map array 4 32 1 own 3
map array_of_maps 4 4 1 inner 0
map array_of_maps 4 4 1 inner 1
leaks
-- asm
call 7
mov r6, r0
stw [r10-4], 0
lddw r1, map[2]
jeq r6, 0, b
lddw r1, map[3]
b:
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
mov r1, r0
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
mov r1, 7
stxdw [r0+24], r1
out:
mov r0, 0
exit
-- reject special_field

== ... nor are they taken for plain memory
map array 4 32 1
map array 4 32 1 own 3
map array_of_maps 4 4 1 inner 1
leaks
-- asm
call 7
mov r6, r0
stw [r10-4], 0
jeq r6, 0, b
lddw r0, map[0]+0
ja both
b:
lddw r1, map[2]
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
mov r1, r0
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
both:
mov r1, 7
stxdw [r0+24], r1
out:
mov r0, 0
exit
-- reject special_field

== atomics where what is pointed to begins 4 bytes behind a value of one map: eight bytes are not aligned there
map array 4 64 1
map array 4 48 1
leaks
-- asm
call 7
lddw r6, map[0]+4
jeq r0, 0, one
lddw r6, map[1]+0
one:
mov r2, 1
lock add [r6], r2
mov r0, 0
exit
-- reject misaligned 7

== ... nor behind a loop, in which a certificate says what it points to
map array 4 64 1
map array 4 48 1
leaks
-- asm
lddw r6, map[0]+4
mov r7, 0
again:
call 7
jeq r0, 0, next
lddw r6, map[1]+0
next:
add r7, 1
jlt r7, 1000, again
mov r2, 1
lock add [r6], r2
mov r0, 0
exit
-- reject misaligned 10

== ... four bytes are, and at a multiple of 8 eight
map array 4 64 1
map array 4 48 1
leaks
-- asm
lddw r6, map[0]+4
lddw r8, map[1]+16
mov r7, 0
again:
call 7
jeq r0, 0, next
lddw r6, map[1]+0
lddw r8, map[0]+8
next:
add r7, 1
jlt r7, 1000, again
mov r2, 1
lock add32 [r6], r2
lock add [r8], r2
stxdw [r6+40], r2
mov r0, 0
exit
-- accept full

== ... at an odd place none
map array 4 64 1
map array 4 48 1
leaks
-- asm
call 7
lddw r6, map[0]+6
jeq r0, 0, one
lddw r6, map[1]+0
one:
mov r2, 1
lock add32 [r6], r2
mov r0, 0
exit
-- reject misaligned 7
