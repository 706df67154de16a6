# SPDX-License-Identifier: Apache-2.0
# Dynptrs: 16 bytes of the stack that helpers fill in, slices of what they name, and the samples of user ring buffers.

== a value's bytes: written, read, and a slice of them
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
stdw [r10-24], 7
mov r1, r10
add r1, -16
mov r2, 8
mov r3, r10
add r3, -24
mov r4, 8
mov r5, 0
call 202
mov r1, r10
add r1, -24
mov r2, 8
mov r3, r10
add r3, -16
mov r4, 8
mov r5, 0
call 201
mov r1, r10
add r1, -16
mov r2, 8
mov r3, 8
call 203
jeq r0, 0, out
stxdw [r0], r0
ldxdw r0, [r0]
out:
mov r0, 0
exit
-- accept calls 4

== only of a map's value
leaks
-- asm
stdw [r10-24], 7
mov r1, r10
add r1, -24
mov r2, 8
mov r3, 0
mov r4, r10
add r4, -16
call 197
mov r0, 0
exit
-- reject argument_kind 7

== not of one that programs must not read: a slice can be read
map array 4 64 1 wo
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, r0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -24
call 197
mov r1, r10
add r1, -24
mov r2, 0
mov r3, 8
call 203
jeq r0, 0, out
ldxdw r0, [r0]
out:
mov r0, 0
exit
-- reject write_only 12
-- linux accepts: it asks for the right to write alone

== not of one that programs must not write
map array 4 64 1 ro
leaks
-- asm
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
mov r0, 0
exit
-- reject read_only

== not more than the value has
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+8
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
mov r0, 0
exit
-- reject value_bounds

== a record reserved, written through a slice, submitted
map ringbuf 0 0 4096
leaks
-- asm
lddw r1, map[0]
mov r2, 16
mov r3, 0
mov r4, r10
add r4, -16
call 198
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 16
call 203
jeq r0, 0, out
stdw [r0+8], 1
out:
mov r1, r10
add r1, -16
mov r2, 0
call 199
mov r0, 0
exit
-- accept

== the size need not be known
map ringbuf 0 0 4096
leaks
type sched_cls
-- asm
ldxw r2, [r1]
lddw r1, map[0]
mov r3, 0
mov r4, r10
add r4, -16
call 198
mov r1, r10
add r1, -16
mov r2, 0
call 200
mov r0, 0
exit
-- accept

== never given back
map ringbuf 0 0 4096
leaks
-- asm
lddw r1, map[0]
mov r2, 16
mov r3, 0
mov r4, r10
add r4, -16
call 198
mov r0, 0
exit
-- reject reference_leak

== given back on one way only
map ringbuf 0 0 4096
leaks
-- asm
lddw r1, map[0]
mov r2, 16
mov r3, 0
mov r4, r10
add r4, -16
call 198
jne r0, 0, out
mov r1, r10
add r1, -16
mov r2, 0
call 199
out:
mov r0, 0
exit
-- reject reference_leak

== given back twice
map ringbuf 0 0 4096
leaks
-- asm
lddw r1, map[0]
mov r2, 16
mov r3, 0
mov r4, r10
add r4, -16
call 198
mov r1, r10
add r1, -16
mov r2, 0
call 199
mov r1, r10
add r1, -16
mov r2, 0
call 200
mov r0, 0
exit
-- reject dynptr 14

== a slice of what was given back
map ringbuf 0 0 4096
leaks
-- asm
lddw r1, map[0]
mov r2, 16
mov r3, 0
mov r4, r10
add r4, -16
call 198
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 16
call 203
mov r6, r0
mov r1, r10
add r1, -16
mov r2, 0
call 199
jeq r6, 0, out
stdw [r6], 1
out:
mov r0, 0
exit
-- reject not_a_pointer

== a slice may be NULL
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 16
call 203
ldxdw r0, [r0]
mov r0, 0
exit
-- reject maybe_null

== the test of one slice says nothing of another
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+0
mov r2, 8
mov r3, 0
mov r4, r10
add r4, -16
call 197
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 128
call 203
mov r6, r0
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 8
call 203
jeq r0, 0, out
ldxdw r0, [r6+120]
out:
mov r0, 0
exit
-- reject maybe_null

== beyond the slice
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 12
call 203
jeq r0, 0, out
ldxdw r0, [r0+8]
out:
mov r0, 0
exit
-- reject memory_bounds

== a bounded place in a slice
map array 4 64 1
leaks
type sched_cls
-- asm
ldxw r7, [r1]
and r7, 15
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 16
call 203
jeq r0, 0, out
add r0, r7
stb [r0], 1
out:
mov r0, 0
exit
-- accept

== a place in a slice that is not bounded enough
map array 4 64 1
leaks
type sched_cls
-- asm
ldxw r7, [r1]
and r7, 31
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 16
call 203
jeq r0, 0, out
add r0, r7
stb [r0], 1
out:
mov r0, 0
exit
-- reject memory_bounds

== the size of a slice is a constant
map array 4 64 1
leaks
type sched_cls
-- asm
ldxw r7, [r1]
and r7, 15
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
mov r1, r10
add r1, -16
mov r2, 0
mov r3, r7
call 203
mov r0, 0
exit
-- reject argument_const

== none was made
map array 4 64 1
leaks
-- asm
stdw [r10-16], 0
stdw [r10-8], 0
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 16
call 203
mov r0, 0
exit
-- reject dynptr 6

== made on one way only
map array 4 64 1
leaks
type sched_cls
-- asm
ldxw r7, [r1]
jeq r7, 0, use
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
use:
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 16
call 203
mov r0, 0
exit
-- reject dynptr

== made of either of two values
map array 4 64 1
map array 4 32 1
leaks
type sched_cls
-- asm
ldxw r7, [r1]
lddw r1, map[0]+0
mov r2, 64
jeq r7, 0, make
lddw r1, map[1]+0
mov r2, 32
make:
mov r3, 0
mov r4, r10
add r4, -16
call 197
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 16
call 203
jeq r0, 0, out
stdw [r0], 1
out:
mov r0, 0
exit
-- accept

== made at either of two places
map array 4 64 1
leaks
type sched_cls
-- asm
ldxw r7, [r1]
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
jeq r7, 0, other
lddw r1, map[0]+0
call 197
ja use
other:
lddw r1, map[0]+0
call 197
use:
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 16
call 203
jeq r0, 0, out
stdw [r0], 1
out:
mov r0, 0
exit
-- accept

== beside where it is
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -24
call 197
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 16
call 203
mov r0, 0
exit
-- reject dynptr

== two that overlap: the first is gone
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -24
call 197
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
mov r1, r10
add r1, -24
mov r2, 0
mov r3, 16
call 203
mov r0, 0
exit
-- reject dynptr

== not at a multiple of 8
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -20
call 197
mov r0, 0
exit
-- reject argument_kind

== half of it would lie outside
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -8
call 197
mov r0, 0
exit
-- reject argument_kind

== its bytes are read
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
ldxdw r0, [r10-16]
mov r0, 0
exit
-- reject dynptr

== one of its bytes is read
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
ldxb r0, [r10-3]
mov r0, 0
exit
-- reject dynptr

== its bytes are a helper's data
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
lddw r1, map[0]
mov r2, r10
add r2, -16
call 1
mov r0, 0
exit
-- reject dynptr

== a store ends it
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
stdw [r10-8], 0
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 16
call 203
mov r0, 0
exit
-- reject dynptr

== a store ends its slices
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 16
call 203
jeq r0, 0, out
stdw [r10-16], 0
stdw [r0], 0
out:
mov r0, 0
exit
-- reject not_a_pointer

== and one is made again in its place
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
stdw [r10-8], 0
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 16
call 203
mov r0, 0
exit
-- accept

== one of a ring buffer is not overwritten by a store
map ringbuf 0 0 4096
leaks
-- asm
lddw r1, map[0]
mov r2, 16
mov r3, 0
mov r4, r10
add r4, -16
call 198
stb [r10-1], 0
mov r1, r10
add r1, -16
mov r2, 0
call 200
mov r0, 0
exit
-- reject dynptr 7

== nor by a store somewhere
map ringbuf 0 0 4096
leaks
type sched_cls
-- asm
ldxw r7, [r1]
and r7, 31
mov r8, r10
add r8, -32
stdw [r8], 0
stdw [r8+8], 0
add r8, r7
lddw r1, map[0]
mov r2, 16
mov r3, 0
mov r4, r10
add r4, -16
call 198
stb [r8], 0
mov r1, r10
add r1, -16
mov r2, 0
call 200
mov r0, 0
exit
-- reject dynptr 14

== nor by making another there
map ringbuf 0 0 4096
leaks
-- asm
lddw r1, map[0]
mov r2, 16
mov r3, 0
mov r4, r10
add r4, -16
call 198
lddw r1, map[0]
mov r2, 16
mov r3, 0
mov r4, r10
add r4, -16
call 198
mov r1, r10
add r1, -16
mov r2, 0
call 200
mov r0, 0
exit
-- reject dynptr

== no helper writes over one
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
mov r1, r10
add r1, -24
mov r2, 16
mov r3, r10
add r3, -16
mov r4, 0
mov r5, 0
call 201
mov r0, 0
exit
-- reject dynptr

== one of a value is not given back
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
mov r1, r10
add r1, -16
mov r2, 0
call 199
mov r0, 0
exit
-- reject dynptr

== a slice is no record
map ringbuf 0 0 4096
leaks
-- asm
lddw r1, map[0]
mov r2, 16
mov r3, 0
mov r4, r10
add r4, -16
call 198
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 16
call 203
jeq r0, 0, out
mov r1, r0
mov r2, 0
call 132
mov r0, 0
exit
out:
mov r1, r10
add r1, -16
mov r2, 0
call 200
mov r0, 0
exit
-- reject argument_kind

== a caller's, given back in a function
map ringbuf 0 0 4096
leaks
-- asm
lddw r1, map[0]
mov r2, 16
mov r3, 0
mov r4, r10
add r4, -16
call 198
mov r1, r10
add r1, -16
call local give
mov r0, 0
exit
give:
mov r2, 0
call 199
mov r0, 0
exit
-- accept

== and not again in the caller
map ringbuf 0 0 4096
leaks
-- asm
lddw r1, map[0]
mov r2, 16
mov r3, 0
mov r4, r10
add r4, -16
call 198
mov r1, r10
add r1, -16
call local give
mov r1, r10
add r1, -16
mov r2, 0
call 199
mov r0, 0
exit
give:
mov r2, 0
call 199
mov r0, 0
exit
-- reject dynptr

== made in a function for its caller
map array 4 64 1
leaks
-- asm
mov r1, r10
add r1, -16
call local make
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 16
call 203
jeq r0, 0, out
stdw [r0], 0
out:
mov r0, 0
exit
make:
mov r4, r1
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
call 197
mov r0, 0
exit
-- accept

== in a loop, one after the other
map ringbuf 0 0 4096
leaks
-- asm
mov r6, 0
again:
lddw r1, map[0]
mov r2, 16
mov r3, 0
mov r4, r10
add r4, -16
call 198
mov r1, r10
add r1, -16
mov r2, 0
call 199
add r6, 1
jlt r6, 100, again
mov r0, 0
exit
-- accept

== one that is used in a loop
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
mov r6, 0
again:
stxdw [r10-24], r6
mov r1, r10
add r1, -16
mov r2, r6
mov r3, r10
add r3, -24
mov r4, 1
mov r5, 0
call 202
add r6, 1
jlt r6, 64, again
mov r0, 0
exit
-- accept

== samples of a user ring buffer
map user_ringbuf 0 0 4096
leaks
-- asm
stdw [r10-8], 0
lddw r1, map[0]
lddw r2, func body
mov r3, r10
add r3, -8
mov r4, 0
call 209
mov r0, 0
exit
body:
mov r6, r2
mov r2, 0
mov r3, 8
call 203
jeq r0, 0, out
ldxdw r1, [r0]
stxdw [r6], r1
out:
mov r0, 0
exit
-- accept

== the function gets no stack to look at
map user_ringbuf 0 0 4096
leaks
-- asm
lddw r1, map[0]
lddw r2, func body
mov r3, 0
mov r4, 0
call 209
mov r0, 0
exit
body:
ldxdw r1, [r1]
mov r0, 0
exit
-- reject dynptr

== what it gets is not moved
map user_ringbuf 0 0 4096
leaks
-- asm
lddw r1, map[0]
lddw r2, func body
mov r3, 0
mov r4, 0
call 209
mov r0, 0
exit
body:
add r1, 8
mov r2, 0
mov r3, 8
call 203
mov r0, 0
exit
-- reject pointer_arithmetic

== what it gets is not given back
map user_ringbuf 0 0 4096
leaks
-- asm
lddw r1, map[0]
lddw r2, func body
mov r3, 0
mov r4, 0
call 209
mov r0, 0
exit
body:
mov r2, 0
call 200
mov r0, 0
exit
-- reject argument_kind

== what it gets is not made again
map user_ringbuf 0 0 4096
map array 4 64 1
leaks
-- asm
lddw r1, map[0]
lddw r2, func body
mov r3, 0
mov r4, 0
call 209
mov r0, 0
exit
body:
mov r4, r1
lddw r1, map[1]+0
mov r2, 8
mov r3, 0
call 197
mov r0, 0
exit
-- reject argument_kind

== what it gets is no socket
type sched_cls
map user_ringbuf 0 0 4096
leaks
-- asm
lddw r1, map[0]
lddw r2, func body
mov r3, 0
mov r4, 0
call 209
mov r0, 0
exit
body:
call 95
mov r0, 0
exit
-- reject argument_kind

== only user ring buffers are drained
map ringbuf 0 0 4096
leaks
-- asm
lddw r1, map[0]
lddw r2, func body
mov r3, 0
mov r4, 0
call 209
mov r0, 0
exit
body:
mov r0, 0
exit
-- reject argument_map

== the function says go on or stop
map user_ringbuf 0 0 4096
leaks
-- asm
lddw r1, map[0]
lddw r2, func body
mov r3, 0
mov r4, 0
call 209
mov r0, 0
exit
body:
mov r0, 2
exit
-- reject return_range

== a sample's dynptr lies in the helper's stack: the caller does not keep it
map user_ringbuf 0 0 4096
leaks
-- asm
stdw [r10-8], 0
lddw r1, map[0]
lddw r2, func body
mov r3, r10
add r3, -8
mov r4, 0
call 209
ldxdw r3, [r10-8]
jeq r3, 0, out
mov r1, r10
add r1, -16
mov r2, 8
mov r4, 0
mov r5, 0
call 201
out:
mov r0, 0
exit
body:
stxdw [r2], r1
mov r0, 0
exit
-- reject argument_kind

== ... nor by way of another function
map user_ringbuf 0 0 4096
leaks
-- asm
stdw [r10-8], 0
mov r1, r10
add r1, -8
call local between
ldxdw r3, [r10-8]
jeq r3, 0, out
mov r1, r10
add r1, -16
mov r2, 8
mov r4, 0
mov r5, 0
call 201
out:
mov r0, 0
exit
between:
mov r3, r1
lddw r1, map[0]
lddw r2, func body
mov r4, 0
call 209
mov r0, 0
exit
body:
stxdw [r2], r1
mov r0, 0
exit
-- reject argument_kind

== ... and no later sample's callback does
map user_ringbuf 0 0 4096
leaks
-- asm
stdw [r10-8], 0
lddw r1, map[0]
lddw r2, func body
mov r3, r10
add r3, -8
mov r4, 0
call 209
mov r0, 0
exit
body:
ldxdw r3, [r2]
stxdw [r2], r1
jeq r3, 0, out
mov r1, r10
add r1, -16
mov r2, 8
mov r4, 0
mov r5, 0
call 201
out:
mov r0, 0
exit
-- reject argument_kind

== it is given to helpers as it is, not with NULL in its place
map user_ringbuf 0 0 4096
leaks
-- asm
lddw r1, map[0]
lddw r2, func body
mov r3, 0
mov r4, 0
call 209
mov r0, 0
exit
body:
mov r6, r1
call 7
jne r0, 0, read
mov r6, 0
read:
mov r1, r10
add r1, -16
mov r2, 8
mov r3, r6
mov r4, 0
mov r5, 0
call 201
mov r0, 0
exit
-- reject argument_kind

== in the callback's own frame it may wait, beside another callback
map user_ringbuf 0 0 4096
leaks
-- asm
lddw r1, map[0]
lddw r2, func body
mov r3, 0
mov r4, 0
call 209
mov r0, 0
exit
body:
stxdw [r10-8], r1
mov r1, 3
lddw r2, func inner
mov r3, r10
add r3, -24
stdw [r10-24], 0
mov r4, 0
call 181
mov r1, r10
add r1, -16
mov r2, 8
ldxdw r3, [r10-8]
mov r4, 0
mov r5, 0
call 201
mov r0, 0
exit
inner:
mov r0, 0
exit
-- accept
-- linux rejects

== a slice may begin at any byte, so nothing atomic is done in it
map ringbuf 0 0 4096
-- asm
lddw r1, map[0]
mov r2, 54
mov r3, 0
mov r4, r10
add r4, -16
call 198
mov r1, r10
add r1, -16
mov r2, 27
mov r3, 8
call 203
jeq r0, 0, out
mov r2, 1
lock add [r0], r2
out:
mov r1, r10
add r1, -16
mov r2, 0
call 199
mov r0, 0
exit
-- reject atomic_memory 14
-- linux accepts: where the CPU can do it

== a dynptr that the loop writes over
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+0
mov r2, 44
mov r3, 0
mov r4, r10
add r4, -40
call 197
mov r9, 4
l:
stdw [r10-40], 0
call 7
add r9, -1
jsgt r9, 0, l
mov r0, 0
exit
-- accept

== a dynptr on one way of two, zeros on the other
map array 4 64 1
leaks
-- asm
stdw [r10-48], 0
call 7
jeq r0, 0, other
lddw r1, map[0]+0
mov r2, 44
mov r3, 0
mov r4, r10
add r4, -40
call 197
ja use
other:
stdw [r10-40], 0
stdw [r10-32], 0
use:
mov r1, r10
add r1, -48
mov r2, 8
mov r3, r10
add r3, -40
mov r4, 0
mov r5, 0
call 201
mov r0, 0
exit
-- reject dynptr 20

== one on one way, zeros on the other: its bytes are not read by who forgot which way it was
type xdp
map array 4 64 1
leaks
-- asm
call 7
stdw [r10-16], 0
stdw [r10-8], 0
jeq r0, 0, out
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
out:
ldxw r0, [r10-16]
mov r0, 0
exit
-- reject dynptr

== one that nobody asks for any more, where what was never written is read
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
jeq r0, 0, out
mov r1, 0
out:
mov r2, r10
add r2, -8
add r2, -8
ldxdw r0, [r2+0]
mov r0, 0
exit
-- reject dynptr

== a packet's bytes: a slice to be read, until the packet may have moved
type sched_cls
leaks
-- asm
mov r6, r1
mov r2, 0
mov r3, r10
add r3, -16
call kfunc bpf_dynptr_from_skb
mov r1, r10
add r1, -16
mov r2, 0
mov r3, r10
add r3, -32
stdw [r10-32], 0
stdw [r10-24], 0
mov r4, 14
call kfunc bpf_dynptr_slice
jeq r0, 0, out
mov r7, r0
ldxh r1, [r7+12]
mov r1, r6
mov r2, 0
call 39
mov r0, 0
exit
out:
mov r0, 0
exit
-- accept

== ... not behind that
type sched_cls
leaks
-- asm
mov r6, r1
mov r2, 0
mov r3, r10
add r3, -16
call kfunc bpf_dynptr_from_skb
mov r1, r10
add r1, -16
mov r2, 0
mov r3, r10
add r3, -32
stdw [r10-32], 0
stdw [r10-24], 0
mov r4, 14
call kfunc bpf_dynptr_slice
jeq r0, 0, out
mov r7, r0
mov r1, r6
mov r2, 0
call 39
ldxh r1, [r7+12]
out:
mov r0, 0
exit
-- reject not_a_pointer 19

== ... nor behind a write to it through the dynptr, which may move it, too
type sched_cls
leaks
-- asm
mov r2, 0
mov r3, r10
add r3, -16
call kfunc bpf_dynptr_from_skb
mov r1, r10
add r1, -16
mov r2, 0
mov r3, r10
add r3, -32
stdw [r10-32], 0
stdw [r10-24], 0
mov r4, 14
call kfunc bpf_dynptr_slice
jeq r0, 0, out
mov r7, r0
mov r1, r10
add r1, -16
mov r2, 0
mov r3, r10
add r3, -32
mov r4, 8
mov r5, 0
call 202
ldxh r1, [r7+12]
out:
mov r0, 0
exit
-- reject not_a_pointer 23

== ... but where the packet is one of XDP it stays where it is
type xdp
leaks
-- asm
mov r2, 0
mov r3, r10
add r3, -16
call kfunc bpf_dynptr_from_xdp
mov r1, r10
add r1, -16
mov r2, 0
mov r3, r10
add r3, -32
stdw [r10-32], 0
stdw [r10-24], 0
mov r4, 14
call kfunc bpf_dynptr_slice
jeq r0, 0, out
mov r7, r0
mov r1, r10
add r1, -16
mov r2, 0
mov r3, r10
add r3, -32
mov r4, 8
mov r5, 0
call 202
ldxh r1, [r7+12]
out:
mov r0, 0
exit
-- accept full

== ... nor is it written
type sched_cls
leaks
-- asm
mov r2, 0
mov r3, r10
add r3, -16
call kfunc bpf_dynptr_from_skb
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 0
mov r4, 14
call kfunc bpf_dynptr_slice
jeq r0, 0, out
stb [r0], 1
out:
mov r0, 0
exit
-- reject read_only 11

== ... unless it is one to be written, of a packet that may be
type sched_cls
leaks
-- asm
mov r2, 0
mov r3, r10
add r3, -16
call kfunc bpf_dynptr_from_skb
mov r1, r10
add r1, -16
mov r2, 0
mov r3, r10
add r3, -32
stdw [r10-32], 0
stdw [r10-24], 0
mov r4, 14
call kfunc bpf_dynptr_slice_rdwr
jeq r0, 0, out
stb [r0], 1
out:
mov r0, 0
exit
-- accept

== ... which those of a control group may not
type cgroup_skb
leaks
-- asm
mov r2, 0
mov r3, r10
add r3, -16
call kfunc bpf_dynptr_from_skb
mov r1, r10
add r1, -16
mov r2, 0
mov r3, r10
add r3, -32
stdw [r10-32], 0
stdw [r10-24], 0
mov r4, 14
call kfunc bpf_dynptr_slice_rdwr
mov r0, 1
exit
-- reject packet_write 12

== a frame of an XDP program's
type xdp
leaks
-- asm
mov r2, 0
mov r3, r10
add r3, -16
call kfunc bpf_dynptr_from_xdp
mov r1, r10
add r1, -16
call kfunc bpf_dynptr_size
mov r0, 2
exit
-- accept

== ... packets are for who has them
type raw_tracepoint
leaks
-- asm
mov r2, 0
mov r3, r10
add r3, -16
call kfunc bpf_dynptr_from_skb
mov r0, 0
exit
-- reject kernel_function 3

== ... those that look at the system's are given one as the system has it
type tracing
args 1
leaks
-- asm
ldxdw r1, [r1]
mov r2, 0
mov r3, r10
add r3, -16
call kfunc bpf_dynptr_from_skb
mov r0, 0
exit
-- reject argument_kind 4

== a clone names the same memory
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
mov r1, r10
add r1, -16
mov r2, r10
add r2, -32
call kfunc bpf_dynptr_clone
mov r1, r10
add r1, -32
mov r2, 8
mov r3, 8
call 203
jeq r0, 0, out
stdw [r10-16], 1
stxdw [r0], r0
out:
mov r0, 0
exit
-- accept

== ... of a record that is given back: it is gone, too
map ringbuf 0 0 4096
leaks
-- asm
lddw r1, map[0]
mov r2, 16
mov r3, 0
mov r4, r10
add r4, -16
call 198
mov r1, r10
add r1, -16
mov r2, r10
add r2, -32
call kfunc bpf_dynptr_clone
mov r1, r10
add r1, -16
mov r2, 0
call 199
mov r1, r10
add r1, -32
mov r2, 0
mov r3, 8
call 203
mov r0, 0
exit
-- reject dynptr 20

== ... either of them is given back
map ringbuf 0 0 4096
leaks
-- asm
lddw r1, map[0]
mov r2, 16
mov r3, 0
mov r4, r10
add r4, -16
call 198
mov r1, r10
add r1, -16
mov r2, r10
add r2, -32
call kfunc bpf_dynptr_clone
mov r1, r10
add r1, -32
mov r2, 0
call 199
mov r0, 0
exit
-- accept

== ... and not both
map ringbuf 0 0 4096
leaks
-- asm
lddw r1, map[0]
mov r2, 16
mov r3, 0
mov r4, r10
add r4, -16
call 198
mov r1, r10
add r1, -16
mov r2, r10
add r2, -32
call kfunc bpf_dynptr_clone
mov r1, r10
add r1, -32
mov r2, 0
call 199
mov r1, r10
add r1, -16
mov r2, 0
call 199
mov r0, 0
exit
-- reject dynptr 19

== not to where it is itself
map array 4 64 1
leaks
-- asm
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
mov r1, r10
add r1, -16
mov r2, r10
add r2, -16
call kfunc bpf_dynptr_clone
mov r0, 0
exit
-- reject dynptr 11
-- linux accepts: it makes it anew where it was

== one that a helper lends has no clones: they could stay behind
map user_ringbuf 0 0 4096
type kprobe
leaks
-- asm
lddw r1, map[0]
lddw r2, func sample
mov r3, 0
mov r4, 0
call 209
mov r0, 0
exit
sample:
mov r2, r10
add r2, -16
call kfunc bpf_dynptr_clone
mov r0, 0
exit
-- reject dynptr
-- linux skip: it accepts it; a clone in the caller's frame would outlive its sample

== samples that are drained are more than fit into the ring at once
map user_ringbuf 0 0 4096
map array 4 1024 1
leaks
-- asm
stdw [r10-8], 0
lddw r1, map[0]
lddw r2, func each
mov r3, r10
add r3, -8
mov r4, 0
call 209
ldxdw r1, [r10-8]
lddw r2, map[1]+0
add r2, r1
ldxb r0, [r2]
mov r0, 0
exit
each:
ldxdw r1, [r2]
add r1, 1
stxdw [r2], r1
mov r0, 0
exit
-- reject value_bounds

== a slice of a packet may lie in the buffer that was given for it: a pointer that is kept there is no more one
type sched_cls
map array 4 64 1
leaks
-- asm
lddw r7, map[0]+0
stdw [r10-40], 0
stdw [r10-32], 0
mov r2, 0
mov r3, r10
add r3, -16
call kfunc bpf_dynptr_from_skb
mov r1, r10
add r1, -16
mov r2, 0
mov r3, r10
add r3, -40
mov r4, 16
call kfunc bpf_dynptr_slice_rdwr
jeq r0, 0, out
stxdw [r10-40], r7
stdw [r0], 4096
ldxdw r1, [r10-40]
stdw [r1], 1
out:
mov r0, 0
exit
-- reject not_a_pointer
-- linux accepts: it takes the slice and the buffer for two things

== nor is a number known that is kept there
type sched_cls
map array 4 64 1
leaks
-- asm
lddw r7, map[0]+0
stdw [r10-40], 0
stdw [r10-32], 0
mov r2, 0
mov r3, r10
add r3, -16
call kfunc bpf_dynptr_from_skb
mov r1, r10
add r1, -16
mov r2, 0
mov r3, r10
add r3, -40
mov r4, 16
call kfunc bpf_dynptr_slice_rdwr
jeq r0, 0, out
stdw [r10-40], 8
stdw [r0], 4096
ldxdw r1, [r10-40]
add r7, r1
stdw [r7], 1
out:
mov r0, 0
exit
-- reject not_a_pointer
-- linux accepts: it takes the slice and the buffer for two things

== nor is the slice there when the buffer's frame is gone
type sched_cls
map array 4 64 1
leaks
-- asm
mov r6, r1
mov r2, 0
mov r3, r10
add r3, -16
call kfunc bpf_dynptr_from_skb
mov r1, r10
add r1, -16
call local get
jeq r0, 0, out
mov r1, r0
call local use
out:
mov r0, 0
exit
get:
stdw [r10-40], 0
stdw [r10-32], 0
mov r2, 0
mov r3, r10
add r3, -40
mov r4, 16
call kfunc bpf_dynptr_slice_rdwr
exit
use:
lddw r7, map[0]+0
stxdw [r10-40], r7
stdw [r1], 4096
ldxdw r1, [r10-40]
stdw [r1], 1
mov r0, 0
exit
-- reject not_a_pointer
-- linux accepts: it takes the slice and the buffer for two things

== nor when the buffer's record was given back
type sched_cls
map ringbuf 0 0 4096
leaks
-- asm
mov r6, r1
mov r2, 0
mov r3, r10
add r3, -16
call kfunc bpf_dynptr_from_skb
lddw r1, map[0]
mov r2, 16
mov r3, 0
call 131
jeq r0, 0, out
mov r7, r0
mov r1, r10
add r1, -16
mov r2, 0
mov r3, r7
mov r4, 16
call kfunc bpf_dynptr_slice_rdwr
mov r8, r0
mov r1, r7
mov r2, 0
call 132
jeq r8, 0, out
stdw [r8], 4096
out:
mov r0, 0
exit
-- reject not_a_pointer
-- linux accepts: it takes the slice and the buffer for two things

== what is kept beside the buffer says nothing of the slice, nor what was written to the buffer before
type sched_cls
map array 4 64 1
leaks
-- asm
lddw r7, map[0]+0
stdw [r10-40], 0
stdw [r10-32], 0
mov r2, 0
mov r3, r10
add r3, -16
call kfunc bpf_dynptr_from_skb
mov r1, r10
add r1, -16
mov r2, 0
mov r3, r10
add r3, -36
mov r4, 12
call kfunc bpf_dynptr_slice_rdwr
jeq r0, 0, out
mov r6, r0
stxdw [r10-24], r7
mov r1, r10
add r1, -16
mov r2, 12
mov r3, r10
add r3, -36
mov r4, 12
call kfunc bpf_dynptr_slice
stw [r10-40], 7
stdw [r6], 1
ldxdw r1, [r10-24]
ldxw r2, [r10-40]
add r1, r2
stb [r1], 1
jeq r0, 0, out
ldxb r1, [r0+11]
out:
mov r0, 0
exit
-- accept

== a buffer in the caller's frame, kept there with the call's effect
type sched_cls
map array 4 64 1
leaks
summaries
-- asm
stdw [r10-40], 0
stdw [r10-32], 0
mov r2, 0
mov r3, r10
add r3, -16
call kfunc bpf_dynptr_from_skb
mov r1, r10
add r1, -40
call local put
mov r1, r10
add r1, -16
mov r2, 0
mov r3, r10
add r3, -40
mov r4, 16
call kfunc bpf_dynptr_slice_rdwr
jeq r0, 0, out
mov r6, r0
mov r1, r10
add r1, -40
call local put
stdw [r6], 4096
lddw r1, map[0]+0
ldxdw r2, [r10-40]
add r1, r2
stb [r1], 1
out:
mov r0, 0
exit
put:
stdw [r1], 8
mov r0, 0
exit
-- reject not_a_pointer
-- linux accepts: it takes the slice and the buffer for two things

== a slice that is kept in its own buffer
type sched_cls
leaks
-- asm
stdw [r10-40], 0
stdw [r10-32], 0
mov r2, 0
mov r3, r10
add r3, -16
call kfunc bpf_dynptr_from_skb
mov r1, r10
add r1, -16
mov r2, 0
mov r3, r10
add r3, -40
mov r4, 16
call kfunc bpf_dynptr_slice_rdwr
jeq r0, 0, out
stxdw [r10-40], r0
stdw [r0], 4096
ldxdw r1, [r10-40]
stb [r1], 1
out:
mov r0, 0
exit
-- reject not_a_pointer
-- linux accepts: it takes the slice and the buffer for two things

== a slice of another packet's slice, which may lie in a buffer
type sched_cls
map array 4 64 1
leaks
-- asm
lddw r7, map[0]+0
stdw [r10-40], 0
stdw [r10-32], 0
mov r2, 0
mov r3, r10
add r3, -16
call kfunc bpf_dynptr_from_skb
mov r1, r10
add r1, -16
mov r2, 0
mov r3, r10
add r3, -40
mov r4, 16
call kfunc bpf_dynptr_slice_rdwr
jeq r0, 0, out
mov r1, r10
add r1, -16
mov r2, 0
mov r3, r0
mov r4, 8
call kfunc bpf_dynptr_slice_rdwr
jeq r0, 0, out
stxdw [r10-40], r7
stdw [r0], 4096
ldxdw r1, [r10-40]
stdw [r1], 1
out:
mov r0, 0
exit
-- reject not_a_pointer
-- linux accepts: it takes the slice and the buffer for two things

== an iterator made in the buffer
type sched_cls
leaks
-- asm
stdw [r10-40], 0
stdw [r10-32], 0
mov r2, 0
mov r3, r10
add r3, -16
call kfunc bpf_dynptr_from_skb
mov r1, r10
add r1, -16
mov r2, 0
mov r3, r10
add r3, -40
mov r4, 16
call kfunc bpf_dynptr_slice_rdwr
jeq r0, 0, out
mov r6, r0
mov r1, r10
add r1, -32
mov r2, 0
mov r3, 4
call kfunc bpf_iter_num_new
stdw [r6+8], 4096
mov r1, r10
add r1, -32
call kfunc bpf_iter_num_destroy
out:
mov r0, 0
exit
-- reject not_a_pointer
-- linux accepts: it takes the slice and the buffer for two things
