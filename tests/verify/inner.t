# SPDX-License-Identifier: Apache-2.0
# Maps of maps, elements that certainly exist, and what atomics leave.

== an array always has its elements
map array 4 8 4
leaks
-- asm
stw [r10-8], 3
mov r2, r10
add r2, -8
lddw r1, map[0]
call 1
ldxdw r0, [r0]
exit
-- accept

== the first one
map array 4 8 4
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
ldxdw r0, [r0]
exit
-- accept

== not one behind the last
map array 4 8 4
leaks
-- asm
stw [r10-8], 4
mov r2, r10
add r2, -8
lddw r1, map[0]
call 1
ldxdw r0, [r0]
exit
-- reject maybe_null 6

== not at an index that is not known
map array 4 8 4
leaks
-- asm
call 7
stxw [r10-4], r0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
ldxdw r0, [r0]
exit
-- reject maybe_null 7

== the index is four bytes, whatever is stored beside it
map array 4 8 4
leaks
-- asm
stdw [r10-8], 3
sth [r10-6], 1
mov r2, r10
add r2, -8
lddw r1, map[0]
call 1
ldxdw r0, [r0]
exit
-- reject maybe_null 7

== hash tables may lack any element
map hash 4 8 4
leaks
-- asm
stw [r10-4], 3
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
ldxdw r0, [r0]
exit
-- reject maybe_null 6

== a map in a map
map array_of_maps 4 4 1 inner 1
map hash 4 16 8
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
ldxdw r1, [r0+8]
out:
mov r0, 0
exit
-- accept

== it may be missing
map array_of_maps 4 4 1 inner 1
map hash 4 16 8
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
mov r1, r0
mov r2, r10
add r2, -4
call 1
mov r0, 0
exit
-- reject maybe_null 9

== its values have its size
map array_of_maps 4 4 1 inner 1
map hash 4 16 8
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
ldxdw r1, [r0+16]
out:
mov r0, 0
exit
-- reject value_bounds 12

== a map is no value
map array_of_maps 4 4 1 inner 1
map hash 4 16 8
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
ldxdw r1, [r0]
out:
mov r0, 0
exit
-- reject map_access 7

== an array in a map may be smaller than that of the map of maps
map array_of_maps 4 4 1 inner 1
map array 4 16 8
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
ldxdw r1, [r0]
out:
mov r0, 0
exit
-- reject maybe_null 11

== one that is read only
map array_of_maps 4 4 1 inner 1
map hash 4 16 8 ro
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
stdw [r0], 0
out:
mov r0, 0
exit
-- reject read_only 12

== programs do not change what maps are in a map
map array_of_maps 4 4 1 inner 1
map hash 4 16 8
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
mov r3, r2
lddw r1, map[0]
mov r4, 0
call 2
mov r0, 0
exit
-- reject argument_map

== of a map in it nothing is known
map array_of_maps 4 4 1
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
mov r0, 0
exit
-- reject argument_map

== what an exchange found in the stack
leaks
-- asm
stxdw [r10-8], r10
mov r1, 0
lock xchg [r10-8], r1
ldxdw r0, [r1-8]
mov r0, 0
exit
-- accept
-- linux skip: Linux does not keep what was there for an exchange

== what it leaves there is not known
leaks
-- asm
stxdw [r10-8], r10
mov r1, 0
lock xchg [r10-8], r1
ldxdw r1, [r10-8]
ldxdw r0, [r1-8]
mov r0, 0
exit
-- reject not_a_pointer 4

== compare and exchange gives what was there
leaks
-- asm
mov r0, r10
stxdw [r10-8], r0
mov r1, 0
lock cmpxchg [r10-8], r1
ldxdw r1, [r0-8]
mov r0, 0
exit
-- accept

== a sign extension by shifts keeps a small number
map array 4 64 1
leaks
-- asm
ldxw r2, [r1]
and r2, 63
sub r2, 8
lsh r2, 32
arsh r2, 32
lddw r1, map[0]+8
add r1, r2
ldxb r0, [r1]
exit
-- accept
-- linux: Linux keeps this for numbers that are not negative

== a test on a number that was extended by shifts is one on the number
map array 4 32 1
leaks
-- asm
ldxw r6, [r1]
and r6, 31
mov r2, r6
lsh r2, 32
rsh r2, 32
jeq r2, 0, out
sub r6, 1
lddw r1, map[0]+1
add r1, r6
ldxb r0, [r1]
out:
mov r0, 0
exit
-- accept
-- linux skip: Linux does not link the two

== with its sign
map array 4 32 1
leaks
-- asm
ldxw r6, [r1]
and r6, 63
mov r2, r6
lsh r2, 32
mov r3, r2
arsh r3, 32
jsgt r3, 31, out
lddw r1, map[0]+0
add r1, r6
ldxb r0, [r1]
out:
mov r0, 0
exit
-- accept
-- linux skip: Linux does not link the two

== not when the number has more than 32 bits
map array 4 32 1
leaks
-- asm
lddw r1, map[0]+0
ldxdw r6, [r1]
mov r2, r6
lsh r2, 32
rsh r2, 32
jgt r2, 31, out
add r1, r6
ldxb r0, [r1]
out:
mov r0, 0
exit
-- reject pointer_offset 7

== not when the sign is another
map array 4 32 1
leaks
-- asm
ldxw r6, [r1]
mov r2, r6
lsh r2, 32
arsh r2, 32
jsgt r2, 31, out
lddw r1, map[0]+0
add r1, r6
ldxb r0, [r1]
out:
mov r0, 0
exit
-- reject value_bounds

== not when something else was added in between
map array 4 32 1
leaks
-- asm
ldxw r6, [r1]
and r6, 63
mov r2, r6
lsh r2, 32
lddw r3, 0x100000000
sub r2, r3
arsh r2, 32
jsgt r2, 31, out
lddw r1, map[0]+0
add r1, r6
ldxb r0, [r1]
out:
mov r0, 0
exit
-- reject value_bounds

== nor when a constant that fits an offset was
map array 4 32 1
leaks
-- asm
ldxw r6, [r1]
and r6, 63
mov r2, r6
lsh r2, 32
sub r2, 1
arsh r2, 32
jsgt r2, 30, out
lddw r1, map[0]+0
add r1, r6
ldxb r0, [r1]
out:
mov r0, 0
exit
-- reject value_bounds

== what two calls of one function gave is two things
map hash_of_maps 4 4 8 inner 1
map hash 4 16 8
leaks
-- asm
call local get
call local get
mov r6, r0
call local get
mov r7, r0
jeq r6, 0, out
stw [r10-4], 0
mov r1, r7
mov r2, r10
add r2, -4
call 1
out:
mov r0, 0
exit
get:
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
exit
-- reject maybe_null 10

== a lock in a value of a map in a map is not overwritten, either
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
stw [r0+4], 0
out:
mov r0, 0
exit
-- reject special_field 12

== nor is a timer, by a helper
type kprobe
map array_of_maps 4 4 1 inner 1
map array 4 32 8 timer 8
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
mov r2, 16
mov r3, 0
call 4
out:
mov r0, 0
exit
-- reject special_field 15

== how many elements one has nobody says: calls for each are not counted by what it is like
type kprobe
map array_of_maps 4 4 1 inner 1
map hash 4 16 8
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, r0
lddw r2, func each
mov r3, 0
mov r4, 0
call 164
out:
mov r0, 0
exit
each:
mov r0, 0
exit
-- accept worst 8589934603

== a timer in a value of a map in a map, with the map that was looked up
type sched_cls
map array_of_maps 4 4 1 inner 1
map array 4 32 8 timer 8
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
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
mov r1, r0
add r1, 8
mov r2, r6
mov r3, 1
call 169
out:
mov r0, 0
exit
-- accept worst 19

== ... and of another map in the same place, which Linux refuses, too: the timer would be of a map that goes before its value
type sched_cls
map array_of_maps 4 4 2 inner 1
map array 4 32 8 timer 8
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r6, r0
stw [r10-8], 1
mov r2, r10
add r2, -8
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r7, r0
mov r1, r6
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
mov r1, r0
add r1, 8
mov r2, r7
mov r3, 1
call 169
out:
mov r0, 0
exit
-- reject argument_kind 25

== what the timer calls gets the inner map and its value, and may set itself anew there
type sched_cls
map array_of_maps 4 4 2 inner 1
map array 4 32 8 timer 8
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
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
mov r7, r0
add r7, 8
mov r1, r7
mov r2, r6
mov r3, 1
call 169
mov r1, r7
lddw r2, func later
call 170
mov r1, r7
mov r2, 1000
mov r3, 0
call 171
out:
mov r0, 0
exit
later:
mov r6, r1
mov r7, r3
add r7, 8
mov r1, r7
mov r2, r6
mov r3, 1
call 169
mov r1, r7
mov r2, 1000
mov r3, 0
call 171
mov r0, 0
exit
-- accept worst 27

== ... but the program's own map of the same kind is another
type sched_cls
map array_of_maps 4 4 2 inner 1
map array 4 32 8 timer 8
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
lddw r6, map[1]
mov r1, r0
add r1, 8
mov r2, r6
mov r3, 1
call 169
out:
mov r0, 0
exit
-- reject argument_kind 18

== the map of this round, a value of the map of the round before
type sched_cls
map array_of_maps 4 4 2 inner 1
map array 4 32 8 timer 8
leaks
-- asm
mov r7, 0
mov r8, 0
stw [r10-4], 0
mov r9, 0
again:
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r6, r0
jeq r7, 0, first
mov r1, r7
add r1, 8
mov r2, r6
mov r3, 1
call 169
first:
mov r1, r6
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
mov r7, r0
add r9, 1
stxw [r10-4], r9
jlt r9, 2, again
out:
mov r0, 0
exit
-- reject argument_kind 16

== a function that looks a map up gives another one each time it is called
type sched_cls
map array_of_maps 4 4 2 inner 1
map array 4 32 8 timer 8
leaks
-- asm
stw [r10-4], 0
call local find
jeq r0, 0, out
mov r6, r0
stw [r10-4], 1
call local find
jeq r0, 0, out
stw [r10-4], 0
mov r1, r0
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
mov r1, r0
add r1, 8
mov r2, r6
mov r3, 1
call 169
out:
mov r0, 0
exit
find:
stw [r10-4], 1
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
exit
-- reject argument_kind 17

== ... also when it leaves the map in memory of its caller
type sched_cls
map array_of_maps 4 4 2 inner 1
map array 4 32 8 timer 8
leaks
-- asm
stdw [r10-16], 0
stdw [r10-24], 0
mov r1, r10
add r1, -16
mov r2, 0
call local find
mov r1, r10
add r1, -24
mov r2, 1
call local find
ldxdw r6, [r10-16]
jeq r6, 0, out
ldxdw r1, [r10-24]
jeq r1, 0, out
stw [r10-4], 0
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
mov r1, r0
add r1, 8
mov r2, r6
mov r3, 1
call 169
out:
mov r0, 0
exit
find:
mov r6, r1
stxw [r10-4], r2
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
stxdw [r6], r0
mov r0, 0
exit
-- reject argument_kind 23

== two ways that meet: each has looked a map and a value up
type sched_cls
map array_of_maps 4 4 2 inner 1
map array 4 32 8 timer 8
leaks
-- asm
stw [r10-4], 0
call 7
jeq r0, 0, other
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r6, r0
mov r1, r6
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
mov r7, r0
ja meet
other:
stw [r10-4], 1
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r6, r0
mov r1, r6
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
mov r7, r0
meet:
ldxdw r3, [r7+24]
mov r1, r7
add r1, 8
mov r2, r6
mov r3, 1
call 169
out:
mov r0, 0
exit
-- accept worst 24

== ... the map of one way, the value of a map that both have
type sched_cls
map array_of_maps 4 4 2 inner 1
map array 4 32 8 timer 8
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
mov r2, r10
add r2, -4
call 1
jeq r0, 0, out
mov r7, r0
call 7
jeq r0, 0, meet
stw [r10-4], 1
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r6, r0
meet:
mov r1, r7
add r1, 8
mov r2, r6
mov r3, 1
call 169
out:
mov r0, 0
exit
-- reject argument_kind 28
