# SPDX-License-Identifier: Apache-2.0
# Functions that helpers call: any number of calls, each of which may change the caller's frame.

== a counter in the caller's frame, bounded by the number of calls
map array 4 32 1
leaks
-- asm
stdw [r10-8], 0
mov r1, 10
lddw r2, func body
mov r3, r10
add r3, -8
mov r4, 0
call 181
ldxdw r1, [r10-8]
jgt r1, 31, out
lddw r2, map[0]+0
add r2, r1
ldxb r0, [r2]
out:
mov r0, 0
exit
body:
ldxdw r1, [r2]
add r1, 1
stxdw [r2], r1
mov r0, 0
exit
-- accept worst 64

== without a test: the calls alone bound it
map array 4 32 1
leaks
-- asm
stdw [r10-8], 0
mov r1, 10
lddw r2, func body
mov r3, r10
add r3, -8
mov r4, 0
call 181
ldxdw r1, [r10-8]
lddw r2, map[0]+0
add r2, r1
ldxb r0, [r2]
exit
body:
ldxdw r1, [r2]
add r1, 1
stxdw [r2], r1
mov r0, 0
exit
-- accept

== one call more and the counter may be too large
map array 4 10 1
leaks
-- asm
stdw [r10-8], 0
mov r1, 10
lddw r2, func body
mov r3, r10
add r3, -8
mov r4, 0
call 181
ldxdw r1, [r10-8]
lddw r2, map[0]+0
add r2, r1
ldxb r0, [r2]
exit
body:
ldxdw r1, [r2]
add r1, 1
stxdw [r2], r1
mov r0, 0
exit
-- reject value_bounds

== the index is below the number of calls
map array 4 10 1
leaks
-- asm
mov r1, 10
lddw r2, func body
mov r3, 0
mov r4, 0
call 181
mov r0, 0
exit
body:
lddw r2, map[0]+0
add r2, r1
ldxb r0, [r2]
mov r0, 0
exit
-- accept worst 57
-- linux: Linux does not know that the index is below the number of calls

== an index that the calls go beyond
map array 4 10 1
leaks
-- asm
mov r1, 11
lddw r2, func body
mov r3, 0
mov r4, 0
call 181
mov r0, 0
exit
body:
lddw r2, map[0]+0
add r2, r1
ldxb r0, [r2]
mov r0, 0
exit
-- reject value_bounds 11

== a call may never happen: what it would have done is not known
map array 4 8 1
leaks
-- asm
call 7
stdw [r10-8], 100
mov r1, r0
and r1, 1
lddw r2, func body
mov r3, r10
add r3, -8
mov r4, 0
call 181
ldxdw r1, [r10-8]
lddw r2, map[0]+0
add r2, r1
ldxb r0, [r2]
exit
body:
stdw [r2], 0
mov r0, 0
exit
-- reject value_bounds

== the second call finds what the first has done: a pointer that is a number by then
map array 4 8 1
leaks
-- asm
lddw r1, map[0]+0
stxdw [r10-8], r1
mov r1, 2
lddw r2, func body
mov r3, r10
add r3, -8
mov r4, 0
call 181
mov r0, 0
exit
body:
ldxdw r1, [r2]
ldxb r3, [r1]
stdw [r2], 8
mov r0, 0
exit
-- reject not_a_pointer

== and afterwards the caller finds it, too
map array 4 8 1
leaks
-- asm
lddw r1, map[0]+0
stxdw [r10-8], r1
mov r1, 2
lddw r2, func body
mov r3, r10
add r3, -8
mov r4, 0
call 181
ldxdw r1, [r10-8]
ldxb r0, [r1]
exit
body:
stdw [r2], 8
mov r0, 0
exit
-- reject not_a_pointer

== a pointer in the frame that calls use and keep
map array 4 8 1
leaks
-- asm
lddw r1, map[0]+0
stxdw [r10-8], r1
mov r1, 100
lddw r2, func body
mov r3, r10
add r3, -8
mov r4, 0
call 181
ldxdw r1, [r10-8]
ldxb r0, [r1]
exit
body:
ldxdw r1, [r2]
ldxdw r3, [r1]
add r3, 1
stxdw [r1], r3
mov r0, 0
exit
-- accept worst 611

== a value that may be NULL is not tested for the next call
map hash 4 8 8
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
stxdw [r10-16], r0
mov r1, 2
lddw r2, func body
mov r3, r10
add r3, -16
mov r4, 0
call 181
out:
mov r0, 0
exit
body:
mov r6, r2
ldxdw r1, [r6]
ldxdw r3, [r1]
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
stxdw [r6], r0
mov r0, 0
exit
-- reject maybe_null

== a callback returns 0 or 1
leaks
-- asm
mov r1, 2
lddw r2, func body
mov r3, 0
mov r4, 0
call 181
mov r0, 0
exit
body:
mov r0, 2
exit
-- reject return_range

== a callback returns a number
leaks
-- asm
mov r1, 2
lddw r2, func body
mov r3, 0
mov r4, 0
call 181
mov r0, 0
exit
body:
mov r0, r10
exit
-- reject return_range

== a record must not be released by a callback
map ringbuf 0 0 4096
leaks
-- asm
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
jeq r0, 0, out
stxdw [r10-8], r0
mov r1, 2
lddw r2, func body
mov r3, r10
add r3, -8
mov r4, 0
call 181
out:
mov r0, 0
exit
body:
ldxdw r1, [r2]
mov r2, 0
call 133
mov r0, 0
exit
-- reject reference_join

== a record that a callback takes and keeps
map ringbuf 0 0 4096
leaks
-- asm
mov r1, 2
lddw r2, func body
mov r3, 0
mov r4, 0
call 181
mov r0, 0
exit
body:
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
mov r0, 0
exit
-- reject reference_join

== a record that a callback takes and gives back
map ringbuf 0 0 4096
leaks
-- asm
mov r1, 2
lddw r2, func body
mov r3, 0
mov r4, 0
call 181
mov r0, 0
exit
body:
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
jeq r0, 0, out
mov r1, r0
mov r2, 0
call 133
out:
mov r0, 0
exit
-- accept calls 5

== a record in the caller's frame, filled by calls
map ringbuf 0 0 4096
leaks
-- asm
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
jeq r0, 0, out
stxdw [r10-8], r0
mov r1, 8
lddw r2, func body
mov r3, r10
add r3, -8
mov r4, 0
call 181
ldxdw r1, [r10-8]
mov r2, 0
call 132
out:
mov r0, 0
exit
body:
ldxdw r2, [r2]
add r2, r1
stb [r2], 1
mov r0, 0
exit
-- accept
-- linux: Linux does not know that the index is below the number of calls

== a pointer into the callback's own frame does not outlive it
leaks
-- asm
mov r1, 2
lddw r2, func body
mov r3, r10
add r3, -8
mov r4, 0
call 181
mov r0, 0
exit
body:
stxdw [r2], r10
mov r0, 0
exit
-- reject frame_escape

== frames of the caller and of what is called together are at most 512 bytes
leaks
-- asm
stdw [r10-300], 0
stdw [r10-296], 0
mov r1, 2
lddw r2, func body
mov r3, r10
add r3, -296
mov r4, 0
call 181
mov r0, 0
exit
body:
stdw [r10-256], 0
mov r0, 0
exit
-- reject misaligned

== frames together
leaks
-- asm
stdw [r10-296], 0
mov r1, 2
lddw r2, func body
mov r3, r10
add r3, -296
mov r4, 0
call 181
mov r0, 0
exit
body:
stdw [r10-256], 0
mov r0, 0
exit
-- reject stack_total

== the context is a place in the stack or NULL
map array 4 8 1
leaks
-- asm
lddw r3, map[0]+0
mov r1, 2
lddw r2, func body
mov r4, 0
call 181
mov r0, 0
exit
body:
mov r0, 0
exit
-- reject argument_kind

== only functions are called
leaks
-- asm
mov r1, 2
mov r2, 5
mov r3, 0
mov r4, 0
call 181
mov r0, 0
exit
-- reject argument_kind

== the address of a function is no memory
leaks
-- asm
lddw r2, func body
ldxdw r0, [r2]
exit
body:
mov r0, 0
exit
-- reject not_a_pointer

== it is no number either
leaks
-- asm
lddw r2, func body
add r2, 8
mov r1, 2
mov r3, 0
mov r4, 0
call 181
mov r0, 0
exit
body:
mov r0, 0
exit
-- reject pointer_arithmetic

== a callback that loops through itself
leaks
-- asm
mov r1, 2
lddw r2, func body
mov r3, 0
mov r4, 0
call 181
mov r0, 0
exit
body:
mov r1, 2
lddw r2, func body
mov r3, 0
mov r4, 0
call 181
mov r0, 0
exit
-- reject recursion

== callbacks in callbacks multiply
leaks
-- asm
stdw [r10-8], 0
mov r1, 10
lddw r2, func outer
mov r3, r10
add r3, -8
mov r4, 0
call 181
mov r0, 0
exit
outer:
mov r3, r2
mov r1, 20
lddw r2, func inner
mov r4, 0
call 181
mov r0, 0
exit
inner:
ldxdw r1, [r2]
add r1, 1
stxdw [r2], r1
mov r0, 0
exit
-- accept worst 1079

== a callback inside a loop, a loop inside the callback
map array 4 64 1
leaks
-- asm
mov r6, 0
l:
mov r1, 4
lddw r2, func body
mov r3, 0
mov r4, 0
call 181
add r6, 1
jlt r6, 5, l
mov r0, 0
exit
body:
lddw r2, map[0]+0
mov r3, 0
add r2, r1
m:
stb [r2], 1
add r2, 4
add r3, 1
jlt r3, 8, m
mov r0, 0
exit
-- accept
-- linux: Linux does not know that the index is below the number of calls

== a function that begins with a loop
leaks
-- asm
mov r1, 2
lddw r2, func body
mov r3, 0
mov r4, 0
call 181
mov r0, 0
exit
body:
add r1, 1
jlt r1, 10, body
mov r0, 0
exit
-- accept

== a function that begins with a loop, on the caller's stack
leaks
-- asm
stdw [r10-8], 0
mov r1, 4
lddw r2, func body
mov r3, r10
add r3, -8
mov r4, 0
call 181
ldxdw r0, [r10-8]
exit
body:
ldxdw r4, [r2]
add r4, 1
and r4, 15
stxdw [r2], r4
jne r4, 7, body
mov r0, 0
exit
-- accept budget

== ... which goes too far
map array 4 16 1
leaks
-- asm
stdw [r10-8], 0
mov r1, 4
lddw r2, func body
mov r3, r10
add r3, -8
mov r4, 0
call 181
lddw r1, map[0]+0
ldxdw r2, [r10-8]
add r1, r2
ldxb r0, [r1]
exit
body:
ldxdw r4, [r2]
add r4, 1
and r4, 31
stxdw [r2], r4
jle r4, 20, body
mov r0, 0
exit
-- reject value_bounds

== a function called directly and by a helper
leaks
-- asm
mov r1, 0
mov r2, 0
call local body
mov r1, 2
lddw r2, func body
mov r3, 0
mov r4, 0
call 181
mov r0, 0
exit
body:
mov r0, 0
exit
-- accept

== registers of the caller stay, r0 to r5 do not
leaks
-- asm
mov r6, 7
mov r1, 2
lddw r2, func body
mov r3, 0
mov r4, 0
call 181
mov r0, r3
exit
body:
mov r0, 0
exit
-- reject uninit_read

== the number of calls is the low half
map array 4 8 1
leaks
-- asm
lddw r1, 0x100000008
lddw r2, func body
mov r3, 0
mov r4, 0
call 181
mov r0, 0
exit
body:
lddw r2, map[0]+0
add r2, r1
ldxb r0, [r2]
mov r0, 0
exit
-- accept
-- linux: Linux does not know that the index is below the number of calls

== each element of a map
map hash 4 8 100
leaks
-- asm
stdw [r10-8], 0
lddw r1, map[0]
lddw r2, func body
mov r3, r10
add r3, -8
mov r4, 0
call 164
mov r0, 0
exit
body:
ldxw r5, [r2]
ldxdw r1, [r3]
stxdw [r3], r5
ldxdw r5, [r4]
add r5, r1
stxdw [r4], r5
mov r0, 0
exit
-- accept worst 809

== keys are read only
map hash 4 8 100
leaks
-- asm
lddw r1, map[0]
lddw r2, func body
mov r3, 0
mov r4, 0
call 164
mov r0, 0
exit
body:
stw [r2], 0
mov r0, 0
exit
-- reject read_only

== keys have their size
map hash 4 8 100
leaks
-- asm
lddw r1, map[0]
lddw r2, func body
mov r3, 0
mov r4, 0
call 164
mov r0, 0
exit
body:
ldxdw r0, [r2]
mov r0, 0
exit
-- reject memory_bounds
-- fixed
lddw r1, map[0]
lddw r2, func body
mov r3, 0
mov r4, 0
call 164
mov r0, 0
exit
body:
ldxw r0, [r2]
mov r0, 0
exit

== values have theirs
map hash 4 8 100
leaks
-- asm
lddw r1, map[0]
lddw r2, func body
mov r3, 0
mov r4, 0
call 164
mov r0, 0
exit
body:
ldxdw r0, [r3+8]
mov r0, 0
exit
-- reject value_bounds

== two values of two calls are two values
map hash 4 8 100
leaks
-- asm
lddw r1, map[0]
stxdw [r10-8], r1
lddw r1, map[0]
lddw r2, func body
mov r3, r10
add r3, -8
mov r4, 0
call 164
mov r0, 0
exit
body:
ldxdw r1, [r4]
stxdw [r4], r3
mov r2, r3
sub r2, r1
jeq r2, 0, out
ldxb r0, [r3+8]
out:
mov r0, 0
exit
-- reject pointer_offset

== queues have no elements to walk over
map queue 0 8 8
leaks
-- asm
lddw r1, map[0]
lddw r2, func body
mov r3, 0
mov r4, 0
call 164
mov r0, 0
exit
body:
mov r0, 0
exit
-- reject argument_map

== a callback makes no tail call
map prog_array 4 4 4
leaks
-- asm
stxdw [r10-8], r1
mov r1, 2
lddw r2, func body
mov r3, r10
add r3, -8
mov r4, 0
call 181
mov r0, 0
exit
body:
ldxdw r1, [r2]
lddw r2, map[0]
mov r3, 0
call 12
mov r0, 0
exit
-- reject callback
-- fixed
stxdw [r10-8], r1
mov r1, 2
lddw r2, func body
mov r3, r10
add r3, -8
mov r4, 0
call 181
mov r0, 0
exit
body:
mov r0, 0
exit

== what a function with a tail call returns may be the other program's result
map prog_array 4 4 4
map array 4 8 1
leaks
-- asm
call local body
lddw r1, map[1]+0
and r0, 15
add r1, r0
ldxb r0, [r1]
exit
body:
lddw r2, map[0]
mov r3, 0
call 12
mov r0, 0
exit
-- reject value_bounds
-- linux skip: it wants BTF of functions for this

== and is used as any number
map prog_array 4 4 4
map array 4 16 1
leaks
-- asm
call local body
lddw r1, map[1]+0
and r0, 15
add r1, r0
ldxb r0, [r1]
exit
body:
lddw r2, map[0]
mov r3, 0
call 12
mov r0, 0
exit
-- accept
-- linux skip: it wants BTF of functions for this

== a timer is started, and what it calls is judged, too
map array 4 16 1 timer 0
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
lddw r2, map[0]
mov r3, 1
call 169
mov r1, r6
lddw r2, func later
call 170
mov r1, r6
mov r2, 1000
mov r3, 0
call 171
mov r1, r6
call 172
out:
mov r0, 0
exit
later:
mov r6, r3
ldxw r4, [r2]
mov r1, r3
mov r2, 1000
mov r3, 0
call 171
mov r0, 0
exit
-- accept worst 22 calls 5 full

== what a timer calls is no place for mistakes
map array 4 24 1 timer 0
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, r0
lddw r2, func later
call 170
out:
mov r0, 0
exit
later:
ldxdw r0, [r3+24]
mov r0, 0
exit
-- reject value_bounds 13

== what a timer calls returns 0
map array 4 24 1 timer 0
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, r0
lddw r2, func later
call 170
out:
mov r0, 0
exit
later:
mov r0, 1
exit
-- reject return_range 14

== a timer is no data
map array 4 24 1 timer 0
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
ldxdw r1, [r0+8]
out:
mov r0, 0
exit
-- reject special_field 7
-- fixed
map array 4 24 1 timer 0
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
ldxdw r1, [r0+16]
out:
mov r0, 0
exit

== a helper does not get a timer as data either
map array 4 24 1 timer 8
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, r0
mov r2, 16
call 16
out:
mov r0, 0
exit
-- reject special_field

== the timer, not a place beside it
map array 4 24 1 timer 0
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, r0
add r1, 8
call 172
out:
mov r0, 0
exit
-- reject argument_kind

== a timer belongs to its own map
map array 4 16 1 timer 0
map array 4 16 1 timer 0
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, r0
lddw r2, map[1]
mov r3, 1
call 169
out:
mov r0, 0
exit
-- reject argument_kind

== a map without a timer
map array 4 16 1
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, r0
call 172
out:
mov r0, 0
exit
-- reject argument_kind

== a key may lie in the helper's own stack: it ends with the call (Linux keeps it)
map array 4 8 4
leaks
-- asm
stdw [r10-8], 0
lddw r1, map[0]
lddw r2, func body
mov r3, r10
add r3, -8
mov r4, 0
call 164
mov r0, 0
ldxdw r1, [r10-8]
jeq r1, 0, out
ldxw r0, [r1]
out:
mov r0, 0
exit
body:
stxdw [r4], r2
mov r0, 0
exit
-- reject not_a_pointer
-- linux accepts

== ... and not before: spilled in the callback's own frame, beside another callback
map array 4 8 4
leaks
-- asm
lddw r1, map[0]
lddw r2, func body
mov r3, 0
mov r4, 0
call 164
mov r0, 0
exit
body:
stxdw [r10-8], r2
lddw r1, map[0]
lddw r2, func inner
mov r3, r10
add r3, -16
stdw [r10-16], 0
mov r4, 0
call 164
ldxdw r1, [r10-8]
ldxw r0, [r1]
mov r0, 0
exit
inner:
ldxw r0, [r2]
stxdw [r4], r2
mov r0, 0
exit
-- accept

== what a timer calls must not wait, whatever its program may
type syscall
map array 4 24 1 timer 0
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, r0
lddw r2, func later
call 170
call local helps
out:
mov r0, 0
exit
later:
call local helps
mov r0, 0
exit
helps:
mov r3, 0
mov r1, r10
add r1, -8
mov r2, 8
call 148
mov r0, 0
exit
-- reject may_sleep 10

== ... nor in a kernel function
type syscall
map array 4 24 1 timer 0
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, r0
lddw r2, func later
call 170
out:
mov r0, 0
exit
later:
mov r1, r10
add r1, -8
mov r2, 8
mov r3, 0
mov r4, 0
call kfunc bpf_copy_from_user_str
mov r0, 0
exit
-- reject may_sleep 10
-- linux skip: it may be older

== ... and the program itself may, beside a timer that does not
type syscall
map array 4 24 1 timer 0
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, r0
lddw r2, func later
call 170
mov r3, 0
mov r1, r10
add r1, -8
mov r2, 8
call 148
out:
mov r0, 0
exit
later:
mov r0, 0
exit
-- accept

== callbacks in a callback, in a loop of no number: some ways of proving it take too many steps, and the others are asked all the same
type raw_tracepoint
leaks
map hash 8 40 4
-- asm
stdw [r10-8], 12
stdw [r10-16], 15
stdw [r10-24], 56
stdw [r10-32], 7
mov r1, 11
lddw r2, func f
mov r3, r10
add r3, -32
mov r4, 0
call 181
again:
stdw [r10-8], 0
stdw [r10-16], 1
stdw [r10-24], 2
stdw [r10-32], 0
call 7
jsge r10, r0, again
mov r0, 0
exit
f:
mov r6, r2
mov r7, r1
ldxdw r9, [r6]
add r9, 1
stxdw [r6], r9
lddw r1, map[0]
lddw r2, func g
mov r3, r6
mov r4, 0
call 164
stdw [r10-8], 256
stdw [r10-16], 2
stdw [r10-24], 2
stdw [r10-32], 16
lddw r1, map[0]
lddw r2, func h
mov r3, r10
add r3, -32
mov r4, 0
call 164
mov r0, r7
and r0, 1
exit
g:
mov r6, r4
ldxw r7, [r2]
mov r0, 0
exit
h:
mov r6, r4
ldxw r7, [r2]
ldxdw r9, [r6+16]
add r9, 3
stxdw [r6+16], r9
mov r0, r7
and r0, 1
exit
-- accept budget
-- linux skip: a loop without a bound

== what a timer calls sets it anew, with itself
type sched_cls
map array 4 24 1 timer 0
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, r0
lddw r2, func later
call 170
out:
mov r0, 0
exit
later:
mov r1, r3
lddw r2, func later
call 170
mov r0, 0
exit
-- accept

== ... in functions of the system that are traced, too
type tracing
map array 4 24 1 timer 0
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, r0
lddw r2, func later
call 170
out:
mov r0, 0
exit
later:
mov r1, r3
mov r0, 0
exit
-- accept
-- linux skip: nothing to attach to

== ... not in programs that may run at any time
type kprobe
map array 4 24 1 timer 0
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, r0
lddw r2, func later
call 170
out:
mov r0, 0
exit
later:
mov r0, 0
exit
-- reject helper_type 10

== ... but it is not called while it runs
type sched_cls
map array 4 24 1 timer 0
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, r0
lddw r2, func later
call 170
out:
mov r0, 0
exit
later:
mov r1, r3
lddw r2, func later
mov r6, r2
call 170
mov r1, 1
mov r2, r6
mov r3, 0
mov r4, 0
call 181
mov r0, 0
exit
-- reject recursion 22

== ... nor by a circle of two
type sched_cls
map array 4 24 1 timer 0
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, r0
lddw r2, func later
call 170
out:
mov r0, 0
exit
later:
mov r1, r3
lddw r2, func other
call 170
mov r0, 0
exit
other:
mov r1, r3
lddw r2, func later
mov r6, r2
call 170
mov r1, 1
mov r2, r6
mov r3, 0
mov r4, 0
call 181
mov r0, 0
exit
-- reject recursion

== two that set each other
type sched_cls
map array 4 24 1 timer 0
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, r0
lddw r2, func later
call 170
out:
mov r0, 0
exit
later:
mov r1, r3
lddw r2, func other
call 170
mov r0, 0
exit
other:
mov r1, r3
lddw r2, func later
call 170
mov r0, 0
exit
-- accept

== a function that calls itself through a helper
type sched_cls
leaks
-- asm
lddw r2, func again
mov r1, 1
mov r3, 0
mov r4, 0
call 181
mov r0, 0
exit
again:
lddw r2, func again
mov r1, 1
mov r3, 0
mov r4, 0
call 181
mov r0, 0
exit
-- reject recursion

== what is called exactly once is walked as a call is
type sched_cls
map array 4 16 1
leaks
-- asm
stdw [r10-8], 0
mov r1, 1
lddw r2, func once
mov r3, r10
add r3, -8
mov r4, 0
call 181
ldxdw r6, [r10-8]
lddw r1, map[0]+0
add r1, r6
ldxdw r0, [r1-3]
exit
once:
ldxdw r3, [r2]
add r3, 3
stxdw [r2], r3
mov r0, 0
exit
-- accept
-- linux skip: it asks whether it is called at all

== ... no more
type sched_cls
map array 4 16 1
leaks
-- asm
stdw [r10-8], 0
mov r1, 2
lddw r2, func once
mov r3, r10
add r3, -8
mov r4, 0
call 181
ldxdw r6, [r10-8]
lddw r1, map[0]+0
add r1, r6
ldxdw r0, [r1-3]
exit
once:
ldxdw r3, [r2]
add r3, 3
stxdw [r2], r3
mov r0, 0
exit
-- reject value_bounds

== ... unless the flags may be wrong: then it is not called
type sched_cls
map array 4 16 1
leaks
-- asm
ldxw r4, [r1]
stdw [r10-8], 0
mov r1, 1
lddw r2, func once
mov r3, r10
add r3, -8
call 181
ldxdw r6, [r10-8]
lddw r1, map[0]+0
add r1, r6
ldxdw r0, [r1-3]
exit
once:
ldxdw r3, [r2]
add r3, 3
stxdw [r2], r3
mov r0, 0
exit
-- reject value_bounds

== ... with what it reserves it does as ever
type sched_cls
map ringbuf 0 0 4096
leaks
-- asm
stdw [r10-8], 0
mov r1, 1
lddw r2, func once
mov r3, r10
add r3, -8
mov r4, 0
call 181
mov r0, 0
exit
once:
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
mov r0, 0
exit
-- reject reference_join
