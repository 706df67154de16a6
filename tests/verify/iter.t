# SPDX-License-Identifier: Apache-2.0
# Iterators of numbers: bpf_iter_num_new, _next, _destroy.

== a loop over ten numbers has its bound by them
type raw_tracepoint
-- asm
mov r6, 0
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
loop:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jeq r0, 0, out
ldxw r0, [r0]
add r6, r0
ja loop
out:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- accept worst 85 calls 13

== an item is one of its numbers: it is an index
type raw_tracepoint
map array 4 80 1
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
loop:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jeq r0, 0, out
ldxw r1, [r0]
lsh r1, 3
lddw r2, map[0]+0
add r2, r1
stdw [r2], 1
ja loop
out:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- accept
-- linux skip: it does not know the number

== ... and of one number more it would not be
type raw_tracepoint
map array 4 80 1
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 11
call kfunc bpf_iter_num_new
loop:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jeq r0, 0, out
ldxw r1, [r0]
lsh r1, 3
lddw r2, map[0]+0
add r2, r1
stdw [r2], 1
ja loop
out:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- reject value_bounds

== the one before it may be gone: with the last one the place holds 0
type raw_tracepoint
map array 4 8 1
-- asm
mov r1, r10
add r1, -8
mov r2, 1
mov r3, 2
call kfunc bpf_iter_num_new
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
mov r6, r0
jeq r0, 0, out
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
ldxw r1, [r6]
lddw r2, map[0]+0
sub r1, 1
lsh r1, 3
add r2, r1
stdw [r2], 1
out:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- reject value_bounds 19

== negative numbers, with their sign
type raw_tracepoint
map array 4 8 1
-- asm
mov r1, r10
add r1, -8
mov r2, -5
mov r3, 3
call kfunc bpf_iter_num_new
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jeq r0, 0, out
ldxsw r1, [r0]
add r1, 5
lddw r2, map[0]+0
add r2, r1
stb [r2], 1
out:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- accept
-- linux skip: it does not know the number

== bounds that are known in part
type raw_tracepoint
-- asm
ldxdw r3, [r1]
and r3, 63
mov r1, r10
add r1, -8
mov r2, 3
call kfunc bpf_iter_num_new
loop:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jne r0, 0, loop
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- accept worst 255

== bounds that are not known: there are eight million at most
type raw_tracepoint
-- asm
ldxdw r2, [r1]
ldxdw r3, [r1+8]
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_new
loop:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jne r0, 0, loop
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- accept worst 33554446

== two loops, one in the other
type raw_tracepoint
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
loop:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jeq r0, 0, out
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 5
call kfunc bpf_iter_num_new
inner:
mov r1, r10
add r1, -16
call kfunc bpf_iter_num_next
jne r0, 0, inner
mov r1, r10
add r1, -16
call kfunc bpf_iter_num_destroy
ja loop
out:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- accept worst 384

== a new one in each round is no bound
type raw_tracepoint
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
loop:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jne r0, 0, loop
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- reject reference_join
-- linux skip: it says that the loop does not end

== the same, made in one place for all
type raw_tracepoint
-- asm
mov r7, 0
again:
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
mov r6, 0
jeq r0, 0, +1
mov r6, 1
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
jeq r6, 0, out
ja again
out:
mov r0, 0
exit
-- accept budget
-- linux skip: it says that the loop does not end

== a function that makes it again
type raw_tracepoint
-- asm
mov r6, 0
mov r1, r10
add r1, -8
call local new
loop:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jeq r0, 0, out
mov r1, r10
add r1, -8
call local again
ja loop
out:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
again:
mov r6, r1
call kfunc bpf_iter_num_destroy
mov r1, r6
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r0, 0
exit
new:
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r0, 0
exit
-- reject reference_join
-- linux skip: it says that the loop does not end

== ... in one place, so that the reference has one name
type raw_tracepoint
-- asm
mov r6, 0
mov r1, r10
add r1, -8
call local new
loop:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jeq r0, 0, out
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r1, r10
add r1, -8
call local new
ja loop
out:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
new:
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r0, 0
exit
-- accept budget

== an item of a round before is no number of this one
type raw_tracepoint
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
mov r7, r0
loop:
jeq r7, 0, out
ldxw r1, [r7]
ja loop
out:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- accept budget
-- linux rejects: the loop does not end; here the budget ends it

== what comes and is not looked at is no round's number
type raw_tracepoint
-- asm
mov r6, r1
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
loop:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
ldxdw r1, [r6]
jne r1, 0, loop
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- accept budget
-- linux skip: it says that the loop does not end

== one that comes in some rounds only
type raw_tracepoint
-- asm
mov r6, r1
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
loop:
ldxdw r1, [r6]
jeq r1, 7, loop
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jne r0, 0, loop
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- accept budget
-- linux skip: it says that the loop does not end

== two items of one iterator in each round
type raw_tracepoint
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
loop:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jeq r0, 0, out
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jne r0, 0, loop
out:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- accept

== it must be given back
type raw_tracepoint
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r0, 0
exit
-- reject reference_leak 6
-- fixed
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit

== by the function that made it, too
type raw_tracepoint
-- asm
call local f
mov r0, 0
exit
f:
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r0, 0
exit
-- reject reference_leak

== a throw with one
type tracepoint
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r1, 1
call kfunc bpf_throw
mov r0, 0
exit
-- reject reference_leak 6

== a tail call with one
type raw_tracepoint
map prog_array 4 4 1
-- asm
mov r6, r1
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r1, r6
lddw r2, map[0]
mov r3, 0
call 12
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- reject reference_leak

== none was made
type raw_tracepoint
-- asm
stdw [r10-8], 0
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
mov r0, 0
exit
-- reject dynptr 3
-- fixed
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit

== it is gone
type raw_tracepoint
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
mov r0, 0
exit
-- reject dynptr 10

== so are its items
type raw_tracepoint
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
mov r6, r0
jeq r6, 0, +0
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
jeq r6, 0, out
ldxw r0, [r6]
out:
mov r0, 0
exit
-- reject uninit_read

== it is made again in the same place
type raw_tracepoint
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- accept worst 18

== but not over one that is there
type raw_tracepoint
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- reject dynptr 9

== it is not written over
type raw_tracepoint
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
stdw [r10-8], 0
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- reject dynptr 5

== not in part, not by a helper
type raw_tracepoint
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r1, r10
add r1, -1
mov r2, 1
mov r3, 0
call 113
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- reject dynptr 9

== it is not read
type raw_tracepoint
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
ldxdw r6, [r10-8]
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- reject dynptr 5

== an item may be NULL
type raw_tracepoint
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
ldxw r0, [r0]
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- reject maybe_null 8

== an item has four bytes
type raw_tracepoint
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jeq r0, 0, out
ldxdw r0, [r0]
out:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- reject memory_bounds 9

== an item is read only
type raw_tracepoint
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jeq r0, 0, out
stw [r0], 0
out:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- reject read_only 9

== an item is not where a helper writes
type raw_tracepoint
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jeq r0, 0, out
mov r1, r0
mov r2, 4
mov r3, 0
call 113
out:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- reject read_only 12

== start and end are numbers
leaks
type raw_tracepoint
-- asm
mov r1, r10
add r1, -8
mov r2, r10
mov r3, 10
call kfunc bpf_iter_num_new
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- reject pointer_leak 4

== it begins at a multiple of 8
type raw_tracepoint
-- asm
mov r1, r10
add r1, -12
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r0, 0
exit
-- reject argument_kind 4

== it lies in the stack
type raw_tracepoint
map array 4 8 1
-- asm
lddw r1, map[0]+0
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r0, 0
exit
-- reject argument_kind 4

== one on one way, none on the other
type raw_tracepoint
-- asm
ldxdw r6, [r1]
stdw [r10-8], 0
jeq r6, 0, join
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
join:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- reject dynptr 10

== a loop that is left in the middle
type raw_tracepoint
-- asm
mov r6, r1
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 100
call kfunc bpf_iter_num_new
loop:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jeq r0, 0, out
ldxw r1, [r0]
ldxdw r2, [r6]
jne r1, r2, loop
out:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- accept worst 718

== a function's loop over its caller's iterator
type raw_tracepoint
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r1, r10
add r1, -8
call local f
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
f:
mov r6, r1
loop:
mov r1, r6
call kfunc bpf_iter_num_next
jne r0, 0, loop
mov r0, 0
exit
-- accept worst 49

== a counter beside it is bounded by it
type raw_tracepoint
map array 4 72 1
-- asm
mov r6, 0
mov r1, r10
add r1, -8
mov r2, 5
mov r3, 13
call kfunc bpf_iter_num_new
loop:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jeq r0, 0, out
lddw r2, map[0]+0
mov r1, r6
lsh r1, 3
add r2, r1
stdw [r2], 1
add r6, 1
ja loop
out:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- accept
-- linux skip: it walks no counters there

== made anew in each round: it bounds nothing
type raw_tracepoint
-- asm
mov r1, r10
add r1, -8
call local f
loop:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r1, r10
add r1, -8
call local f
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jeq r0, 0, out
call 7
jne r0, 0, loop
out:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
f:
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
mov r0, 0
exit
-- accept budget
-- linux skip: a loop without a bound

== the numbers of an iterator further up, in a function that is given an item
type raw_tracepoint
map array 4 64 1
summaries
leaks
-- asm
mov r1, r10
add r1, -8
mov r2, 16
call local new
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jeq r0, 0, over
mov r1, r0
call local f
over:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r1, r10
add r1, -8
mov r2, 1000
call local new
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jeq r0, 0, out
mov r1, r0
call local f
out:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
new:
mov r3, r2
mov r2, 0
call kfunc bpf_iter_num_new
mov r0, 0
exit
f:
ldxw r1, [r1]
lddw r2, map[0]+0
add r2, r1
ldxb r0, [r2]
exit
-- reject value_bounds

== a full certificate of a loop over an iterator: by the budget
type sched_cls
map array 4 12 1
cert 415802010101003e00000000000004030000000518030284808080080001406b010d00018480808008280002090a17030284808080080001406b010d00018480808008280000
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
again:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jeq r0, 0, out
ldxw r1, [r0]
lddw r2, map[0]+0
add r2, r1
ldxb r3, [r2]
ja again
out:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- accept budget
-- linux skip: it knows no certificates

== ... but its numbers are no fewer
type sched_cls
map array 4 4 1
cert 415802010101003e00000000000004030000000518030284808080080001406b010d00018480808008280002030a17030284808080080001406b010d00018480808008280000
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
again:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jeq r0, 0, out
ldxw r1, [r0]
lddw r2, map[0]+0
add r2, r1
ldxb r3, [r2]
ja again
out:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- reject certificate_false 5
-- linux skip: it knows no certificates

== ... nor is it another one
type sched_cls
map array 4 12 1
cert 415802010101003e00000000000004030000000518030284808080080001406b010d00018580808008280002090a17030284808080080001406b010d00018480808008280000
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
again:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jeq r0, 0, out
ldxw r1, [r0]
lddw r2, map[0]+0
add r2, r1
ldxb r3, [r2]
ja again
out:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- reject certificate_false 5
-- linux skip: it knows no certificates

== ... nor has a number come before the first round
type sched_cls
map array 4 12 1
cert 415802010101003f0000000000000403000000051903028480808008000140eb01020d00018480808008280002090a17030284808080080001406b010d00018480808008280000
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
again:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jeq r0, 0, out
ldxw r1, [r0]
lddw r2, map[0]+0
add r2, r1
ldxb r3, [r2]
ja again
out:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- reject certificate_false 5
-- linux skip: it knows no certificates

== ... nor has its last item a name that the walk gives
type sched_cls
map array 4 12 1
cert 41580201010100420000000000000403000000051c030284808080080001406b010d8180808002018480808008280002090a17030284808080080001406b010d00018480808008280000
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
again:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jeq r0, 0, out
ldxw r1, [r0]
lddw r2, map[0]+0
add r2, r1
ldxb r3, [r2]
ja again
out:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- reject certificate_form
-- linux skip: it knows no certificates

== ... nor may it be no iterator at all
type sched_cls
map array 4 12 1
cert 415802010101003e00000000000004030000000518030284808080080001406b010800018480808008280002090a17030284808080080001406b010d00018480808008280000
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 10
call kfunc bpf_iter_num_new
again:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
jeq r0, 0, out
ldxw r1, [r0]
lddw r2, map[0]+0
add r2, r1
ldxb r3, [r2]
ja again
out:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- reject certificate_false 5
-- linux skip: it knows no certificates
== the bits that are set in words: no more than there are
type sched_cls
-- asm
stdw [r10-24], 0x70
mov r1, r10
add r1, -16
mov r2, r10
add r2, -24
mov r3, 1
call kfunc bpf_iter_bits_new
next:
mov r1, r10
add r1, -16
call kfunc bpf_iter_bits_next
jeq r0, 0, end
ldxw r6, [r0]
ja next
end:
mov r1, r10
add r1, -16
call kfunc bpf_iter_bits_destroy
mov r0, 0
exit
-- accept calls 67

== its other slot is read
type sched_cls
-- asm
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 1
call kfunc bpf_iter_bits_new
ldxdw r6, [r10-8]
mov r1, r10
add r1, -16
call kfunc bpf_iter_bits_destroy
mov r0, 0
exit
-- reject dynptr 5

== its other slot is written
type sched_cls
-- asm
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 1
call kfunc bpf_iter_bits_new
stdw [r10-8], 0
mov r1, r10
add r1, -16
call kfunc bpf_iter_bits_destroy
mov r0, 0
exit
-- reject dynptr 5

== it is none of numbers
type sched_cls
-- asm
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 1
call kfunc bpf_iter_bits_new
mov r1, r10
add r1, -16
call kfunc bpf_iter_num_next
mov r1, r10
add r1, -16
call kfunc bpf_iter_bits_destroy
mov r0, 0
exit
-- reject dynptr 7

== one of numbers is none of bits
type sched_cls
-- asm
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 1
call kfunc bpf_iter_num_new
mov r1, r10
add r1, -16
call kfunc bpf_iter_bits_next
mov r1, r10
add r1, -16
call kfunc bpf_iter_num_destroy
mov r0, 0
exit
-- reject dynptr 7

== it does not begin in the middle of one
type sched_cls
-- asm
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 1
call kfunc bpf_iter_bits_new
mov r1, r10
add r1, -8
call kfunc bpf_iter_bits_next
mov r1, r10
add r1, -16
call kfunc bpf_iter_bits_destroy
mov r0, 0
exit
-- reject argument_kind 7

== it is not ended
type sched_cls
-- asm
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 1
call kfunc bpf_iter_bits_new
mov r0, 0
exit
-- reject reference_leak 6

== a task's memory areas
type tracing
attach 23
args 1
trusted
leaks
-- asm
ldxdw r2, [r1]
mov r1, r10
add r1, -8
mov r3, 0
call kfunc bpf_iter_task_vma_new
next:
mov r1, r10
add r1, -8
call kfunc bpf_iter_task_vma_next
jeq r0, 0, end
ldxdw r6, [r0]
ja next
end:
mov r1, r10
add r1, -8
call kfunc bpf_iter_task_vma_destroy
mov r0, 0
exit
-- accept budget

== an item is not known to be there when the next one has come
type lsm
attach 27
args 2
trusted
leaks
-- asm
ldxdw r2, [r1]
add r2, 48
mov r1, r10
add r1, -8
mov r3, 0
call kfunc bpf_iter_css_task_new
mov r1, r10
add r1, -8
call kfunc bpf_iter_css_task_next
mov r6, r0
mov r1, r10
add r1, -8
call kfunc bpf_iter_css_task_next
jeq r6, 0, end
ldxdw r7, [r6]
end:
mov r1, r10
add r1, -8
call kfunc bpf_iter_css_task_destroy
mov r0, 0
exit
-- reject not_a_pointer 14

== nor when the iterator has ended
type lsm
attach 27
args 2
trusted
leaks
-- asm
ldxdw r2, [r1]
add r2, 48
mov r1, r10
add r1, -8
mov r3, 0
call kfunc bpf_iter_css_task_new
mov r1, r10
add r1, -8
call kfunc bpf_iter_css_task_next
mov r6, r0
mov r1, r10
add r1, -8
call kfunc bpf_iter_css_task_destroy
jeq r6, 0, end
mov r1, r6
call kfunc bpf_task_acquire
end:
mov r0, 0
exit
-- reject argument_kind 15

== a number of 32 bits that begins with -1, as compilers turn loops
type sched_cls
-- asm
mov r1, r10
add r1, -8
mov r2, 0
mov r3, 64
call kfunc bpf_iter_num_new
mov32 r6, -1
next:
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_next
add32 r6, 1
jne r0, 0, next
mov r1, r10
add r1, -8
call kfunc bpf_iter_num_destroy
mov32 r0, r6
exit
-- accept calls 67

== what a function takes from its caller's iterator ends what came before
type lsm
attach 27
args 2
trusted
leaks
summaries
-- asm
ldxdw r2, [r1]
add r2, 48
mov r1, r10
add r1, -8
mov r3, 0
call kfunc bpf_iter_css_task_new
mov r1, r10
add r1, -8
call local get
mov r1, r10
add r1, -8
call kfunc bpf_iter_css_task_next
mov r6, r0
mov r1, r10
add r1, -8
call local get
jeq r6, 0, out
ldxdw r7, [r6]
out:
mov r1, r10
add r1, -8
call kfunc bpf_iter_css_task_destroy
mov r0, 0
exit
get:
call kfunc bpf_iter_css_task_next
mov r0, 0
exit
-- reject not_a_pointer

== tasks, one after the other, in a program that does not wait
type tracing
attach 23
args 2
trusted
leaks
-- asm
mov r2, 0
mov r1, r10
add r1, -24
mov r3, 0
call kfunc bpf_iter_task_new
again:
mov r1, r10
add r1, -24
call kfunc bpf_iter_task_next
jeq r0, 0, end
ldxdw r7, [r0]
ja again
end:
mov r1, r10
add r1, -24
call kfunc bpf_iter_task_destroy
mov r0, 0
exit
-- accept budget

== ... each is there as long as the program runs
type tracing
attach 23
args 2
trusted
leaks
-- asm
mov r2, 0
mov r1, r10
add r1, -24
mov r3, 0
call kfunc bpf_iter_task_new
again:
mov r1, r10
add r1, -24
call kfunc bpf_iter_task_next
jeq r0, 0, end
mov r1, r0
call kfunc bpf_task_acquire
jeq r0, 0, again
mov r1, r0
call kfunc bpf_task_release
ja again
end:
mov r1, r10
add r1, -24
call kfunc bpf_iter_task_destroy
mov r0, 0
exit
-- accept budget

== cgroups below one
type lsm
attach 27
args 2
trusted
leaks
-- asm
ldxdw r6, [r1]
add r6, 48
mov r2, r6
mov r1, r10
add r1, -24
mov r3, 0
call kfunc bpf_iter_css_new
again:
mov r1, r10
add r1, -24
call kfunc bpf_iter_css_next
jeq r0, 0, end
ldxdw r7, [r0]
ja again
end:
mov r1, r10
add r1, -24
call kfunc bpf_iter_css_destroy
mov r0, 0
exit
-- accept budget

== ... which is one
type lsm
attach 27
args 2
trusted
leaks
-- asm
ldxdw r6, [r1]
mov r2, r6
mov r1, r10
add r1, -24
mov r3, 0
call kfunc bpf_iter_css_new
again:
mov r1, r10
add r1, -24
call kfunc bpf_iter_css_next
jeq r0, 0, end
ja again
end:
mov r1, r10
add r1, -24
call kfunc bpf_iter_css_destroy
mov r0, 0
exit
-- reject argument_kind 5

== a program that may wait walks in a region of RCU
type tracing
attach 23
args 2
trusted
leaks
sleepable
-- asm
call kfunc bpf_rcu_read_lock
mov r2, 0
mov r1, r10
add r1, -24
mov r3, 0
call kfunc bpf_iter_task_new
again:
mov r1, r10
add r1, -24
call kfunc bpf_iter_task_next
jeq r0, 0, end
ldxdw r7, [r0]
ja again
end:
mov r1, r10
add r1, -24
call kfunc bpf_iter_task_destroy
call kfunc bpf_rcu_read_unlock
mov r0, 0
exit
-- accept budget

== ... and not outside of one
type tracing
attach 23
args 2
trusted
leaks
sleepable
-- asm
mov r2, 0
mov r1, r10
add r1, -24
mov r3, 0
call kfunc bpf_iter_task_new
again:
mov r1, r10
add r1, -24
call kfunc bpf_iter_task_next
jeq r0, 0, end
ldxdw r7, [r0]
ja again
end:
mov r1, r10
add r1, -24
call kfunc bpf_iter_task_destroy
mov r0, 0
exit
-- reject lock 4

== ... nor on in another one
type tracing
attach 23
args 2
trusted
leaks
sleepable
-- asm
call kfunc bpf_rcu_read_lock
mov r2, 0
mov r1, r10
add r1, -24
mov r3, 0
call kfunc bpf_iter_task_new
call kfunc bpf_rcu_read_unlock
call kfunc bpf_rcu_read_lock
again:
mov r1, r10
add r1, -24
call kfunc bpf_iter_task_next
jeq r0, 0, end
ja again
end:
mov r1, r10
add r1, -24
call kfunc bpf_iter_task_destroy
call kfunc bpf_rcu_read_unlock
mov r0, 0
exit
-- reject lock 10

== ... its end may be behind it
type tracing
attach 23
args 2
trusted
leaks
sleepable
-- asm
call kfunc bpf_rcu_read_lock
mov r2, 0
mov r1, r10
add r1, -24
mov r3, 0
call kfunc bpf_iter_task_new
call kfunc bpf_rcu_read_unlock
mov r1, r10
add r1, -24
call kfunc bpf_iter_task_destroy
mov r0, 0
exit
-- accept

== ... a task of it is not there any more
type tracing
attach 23
args 2
trusted
leaks
sleepable
-- asm
call kfunc bpf_rcu_read_lock
mov r2, 0
mov r1, r10
add r1, -24
mov r3, 0
call kfunc bpf_iter_task_new
mov r1, r10
add r1, -24
call kfunc bpf_iter_task_next
mov r6, r0
mov r1, r10
add r1, -24
call kfunc bpf_iter_task_destroy
call kfunc bpf_rcu_read_unlock
jeq r6, 0, out
mov r1, r6
call kfunc bpf_task_acquire
jeq r0, 0, out
mov r1, r0
call kfunc bpf_task_release
out:
mov r0, 0
exit
-- reject argument_kind 16

== tasks walked over are given back as ever
type tracing
attach 23
args 2
trusted
leaks
-- asm
mov r2, 0
mov r1, r10
add r1, -24
mov r3, 0
call kfunc bpf_iter_task_new
mov r0, 0
exit
-- reject reference_leak 6

== its bytes are not written
type tracing
attach 23
args 2
trusted
leaks
-- asm
mov r2, 0
mov r1, r10
add r1, -24
mov r3, 0
call kfunc bpf_iter_task_new
stdw [r10-8], 0
mov r1, r10
add r1, -24
call kfunc bpf_iter_task_destroy
mov r0, 0
exit
-- reject dynptr 5
