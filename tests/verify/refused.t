# SPDX-License-Identifier: Apache-2.0
# One case at least for each row of reasons.def.

== unknown opcode
-- asm
mov r0, 0
lock cmpxchg [r1], r0
exit
-- reject atomic_memory 1

== reserved field: a move with an offset that is no width
-- asm
mov r0, 0
exit
ja -3
-- reject unreachable 2

== legacy packet load
type raw_tracepoint
-- asm
ldabsw 14
exit
-- reject legacy_packet_load 0
-- linux skip: Linux has them

== jump out of the program
-- asm
mov r0, 0
ja +5
exit
-- reject bad_jump_target 1

== jump into the middle of a 64-bit load
-- asm
mov r0, 0
jeq r0, 1, +1
lddw r0, 0x100000000
exit
-- reject bad_jump_target 1

== last instruction falls off
-- asm
mov r0, 0
-- reject falls_off_end 0

== unreachable code
-- asm
mov r0, 0
exit
mov r0, 1
exit
-- reject unreachable 2

== call into nowhere
-- asm
mov r0, 0
call local +9
exit
-- reject bad_call_target 1

== recursion
-- asm
call local f
exit
f:
call local f
exit
-- reject recursion

== nine frames
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
mov r0, 0
exit
-- reject call_depth

== more functions than the embedded profile has
embedded
-- asm
repeat 33 call local +33
exit
repeat 33 exit
-- reject too_many_functions

== stack of a chain
-- asm
stdw [r10-312], 0
call local f
exit
f:
stdw [r10-312], 0
mov r0, 0
exit
-- reject stack_total

== a jump into a loop's middle
-- asm
ldxw r2, [r1]
mov r0, 0
jeq r2, 1, middle
head:
add r0, 1
middle:
add r0, 1
jlt r0, 100, head
exit
-- reject irreducible_loop
-- linux accepts: it walks every iteration; ours needs loops with one entry

== goto self
-- asm
mov r0, 0
l: ja l
-- reject endless_loop 1

== a condition that never ends it
-- asm
mov r0, 0
l:
jeq r0, 0, l
exit
-- reject endless_loop 1

== twenty-five nested loops
-- asm
ldxw r0, [r1]
mov r2, r0
a:
add r0, 1
b:
add r0, 1
c:
add r0, 1
d:
add r0, 1
e:
add r0, 1
f:
add r0, 1
g:
add r0, 1
h:
add r0, 1
i:
add r0, 1
j:
add r0, 1
k:
add r0, 1
l:
add r0, 1
m:
add r0, 1
n:
add r0, 1
o:
add r0, 1
p:
add r0, 1
q:
add r0, 1
r:
add r0, 1
s:
add r0, 1
t:
add r0, 1
u:
add r0, 1
v:
add r0, 1
w:
add r0, 1
x:
add r0, 1
y:
add r0, 1
jlt r0, 1, y
jlt r0, 2, x
jlt r0, 3, w
jlt r0, 4, v
jlt r0, 5, u
jlt r0, 6, t
jlt r0, 7, s
jlt r0, 8, r
jlt r0, 9, q
jlt r0, 10, p
jlt r0, 11, o
jlt r0, 12, n
jlt r0, 13, m
jlt r0, 14, l
jlt r0, 15, k
jlt r0, 16, j
jlt r0, 17, i
jlt r0, 18, h
jlt r0, 19, g
jlt r0, 20, f
jlt r0, 21, e
jlt r0, 22, d
jlt r0, 23, c
jlt r0, 24, b
jlt r0, 25, a
exit
-- reject loop_nest
-- linux skip: depends on its limits

== unknown program type
type 77
-- asm
mov r0, 0
exit
-- reject unknown_program_type

== no such map
-- asm
lddw r1, map[3]
mov r0, 0
exit
-- reject bad_map 0

== direct value beyond the value
map array 4 8 1
-- asm
lddw r1, map[0]+8
mov r0, 0
exit
-- reject no_direct_value 0

== direct value of a hash map
map hash 4 8 1
-- asm
lddw r1, map[0]+0
mov r0, 0
exit
-- reject no_direct_value 0

== BTF id
-- asm
lddw r1, btf_id 3
mov r0, 0
exit
-- reject unsupported_load 0
-- linux skip: depends on its BTF

== kernel function
-- asm
call kfunc 7
mov r0, 0
exit
-- reject kernel_function 0

== register never written
-- asm
mov r0, r3
exit
-- reject uninit_read 0

== written on one path only
-- asm
ldxw r2, [r1]
jeq r2, 0, +1
mov r3, 1
mov r0, r3
exit
-- reject uninit_read 3

== clobbered by a call
-- asm
mov r3, 1
call 5
mov r0, r3
exit
-- reject uninit_read 2

== frame pointer is read-only
-- asm
mov r10, 0
mov r0, 0
exit
-- reject bad_instruction 0

== multiply a pointer
-- asm
mul r1, 2
mov r0, 0
exit
-- reject pointer_arithmetic 0

== 32-bit arithmetic on a pointer
-- asm
add32 r1, 4
mov r0, 0
exit
-- reject pointer_arithmetic 0

== pointer plus pointer
-- asm
add r1, r10
mov r0, 0
exit
-- reject pointer_arithmetic 0

== arithmetic on what may be NULL
map hash 4 8 1
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
add r0, 4
jeq r0, 0, +1
ldxb r0, [r0]
mov r0, 0
exit
-- reject null_arithmetic 6

== unbounded index
map array 4 8 1
-- asm
lddw r3, map[0]+0
ldxdw r2, [r3]
add r3, r2
ldxb r0, [r3]
exit
-- reject pointer_offset 3

== ordering a pointer and a number
-- asm
jgt r1, 5, +1
mov r0, 0
mov r0, 0
exit
-- reject pointer_compare 0
-- linux accepts: privileged programs may leak

== guessing where a pointer is
-- asm
lddw r2, 0x7fff12345678
jeq r1, r2, +1
mov r0, 0
mov r0, 0
exit
-- reject pointer_compare 2
-- linux accepts: privileged programs may leak

== ... with a number of which nothing is known
-- asm
call 7
mov r1, r10
jne r0, r1, +1
mov r0, 0
mov r0, 0
exit
-- reject pointer_compare 2
-- linux accepts: privileged programs may leak

== division by the constant 0
-- asm
mov r0, 1
div r0, 0
exit
-- reject division_by_zero 1

== shift by the width
-- asm
mov r0, 1
lsh r0, 64
exit
-- reject shift_range 1

== access through a number
-- asm
mov r2, 8
ldxw r0, [r2]
exit
-- reject not_a_pointer 1

== value that may be NULL
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

== the map itself
map array 4 8 1
-- asm
lddw r1, map[0]
stdw [r1], 0
mov r0, 0
exit
-- reject map_access 2

== below the stack
-- asm
stdw [r10-520], 0
mov r0, 0
exit
-- reject stack_bounds 0

== above the stack
-- asm
stdw [r10], 0
mov r0, 0
exit
-- reject stack_bounds 0

== stack never written
-- asm
ldxdw r0, [r10-8]
exit
-- reject uninit_stack 0
-- linux accepts: privileged programs may read old stack

== part of a spilled pointer
-- asm
stxdw [r10-8], r1
ldxw r0, [r10-8]
exit
-- reject spilled_pointer 1

== misaligned stack
-- asm
stdw [r10-12], 0
mov r0, 0
exit
-- reject misaligned 0

== past the value
map array 4 8 1
-- asm
lddw r1, map[0]+0
ldxdw r0, [r1+1]
exit
-- reject value_bounds 2

== before the value
map array 4 8 1
-- asm
lddw r1, map[0]+0
ldxb r0, [r1-1]
exit
-- reject value_bounds 2

== index one too large
map array 4 8 1
-- asm
lddw r3, map[0]+0
ldxb r2, [r3]
and r2, 15
jgt r2, 8, +2
add r3, r2
ldxb r0, [r3]
mov r0, 0
exit
-- reject value_bounds 6

== past the record
map ringbuf 0 0 4096
-- asm
lddw r1, map[0]
mov r2, 16
mov r3, 0
call 131
jeq r0, 0, +4
stdw [r0+9], 0
mov r1, r0
mov r2, 0
call 132
mov r0, 0
exit
-- reject record_bounds 6

== context past its fields
-- asm
ldxw r0, [r1+400]
exit
-- reject ctx_access 0

== moved context
-- asm
ldxw r2, [r1]
and r2, 4
add r1, r2
ldxw r0, [r1]
exit
-- reject ctx_offset 3

== write to a read-only map
map array 4 8 1 ro
-- asm
lddw r1, map[0]+0
stdw [r1], 0
mov r0, 0
exit
-- reject read_only 2

== read from a write-only map
map array 4 8 1 wo
-- asm
lddw r1, map[0]+0
ldxdw r0, [r1]
exit
-- reject write_only 2

== pointer stored in a map
map array 4 8 1
-- asm
lddw r2, map[0]+0
stxdw [r2], r10
mov r0, 0
exit
-- reject pointer_leak 2
-- linux accepts: privileged programs may leak

== pointer returned
-- asm
mov r0, r10
exit
-- reject pointer_leak 1
-- linux accepts: privileged programs may leak

== callee's frame stored in the caller's
-- asm
mov r1, r10
add r1, -8
stdw [r10-8], 0
call local f
mov r0, 0
exit
f:
stxdw [r1], r10
mov r0, 0
exit
-- reject frame_escape

== callee returns its frame
-- asm
call local f
mov r0, 0
exit
f:
mov r0, r10
exit
-- reject frame_escape

== atomic on the context
-- asm
mov r2, 1
lock add [r1], r2
mov r0, 0
exit
-- reject atomic_memory 1

== unknown helper
-- asm
call 9999
exit
-- reject unknown_helper 0

== helper that this system does not have
unbound
-- asm
call 5
mov r0, 0
exit
-- reject helper_unbound 0

== GPL only
nogpl
type kprobe
-- asm
stdw [r10-8], 0
mov r1, r10
add r1, -8
mov r2, 8
call 6
mov r0, 0
exit
-- reject gpl_only 4

== a number where a map is wanted
-- asm
mov r1, 0
mov r2, r10
add r2, -4
stw [r10-4], 0
call 1
mov r0, 0
exit
-- reject argument_kind 4

== lookup in a ring buffer
map ringbuf 0 0 4096
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
mov r0, 0
exit
-- reject argument_map 5

== unbounded size
type kprobe
map array 4 8 1
-- asm
lddw r3, map[0]+0
ldxdw r2, [r3]
mov r1, r10
add r1, -16
call 16
mov r0, 0
exit
-- reject argument_size 5

== size may be zero
type kprobe
-- asm
mov r1, r10
add r1, -16
mov r2, 0
call 16
mov r0, 0
exit
-- reject argument_size 3

== record size is not constant
map ringbuf 0 0 4096
-- asm
ldxw r2, [r1]
and r2, 63
lddw r1, map[0]
mov r3, 0
call 131
mov r0, 0
exit
-- reject argument_const 5

== record not submitted
map ringbuf 0 0 4096
-- asm
lddw r1, map[0]
mov r2, 16
mov r3, 0
call 131
mov r0, 0
exit
-- reject reference_leak

== record used after submit
map ringbuf 0 0 4096
-- asm
lddw r1, map[0]
mov r2, 16
mov r3, 0
call 131
jeq r0, 0, out
mov r6, r0
mov r1, r0
mov r2, 0
call 132
stdw [r6], 0
out:
mov r0, 0
exit
-- reject uninit_read 10

== submitted twice
map ringbuf 0 0 4096
-- asm
lddw r1, map[0]
mov r2, 16
mov r3, 0
call 131
jeq r0, 0, out
mov r6, r0
mov r1, r0
mov r2, 0
call 132
mov r1, r6
mov r2, 0
call 132
out:
mov r0, 0
exit
-- reject uninit_read 10

== record submitted inside a loop that began with it
map ringbuf 0 0 4096
-- asm
lddw r1, map[0]
mov r2, 16
mov r3, 0
call 131
jeq r0, 0, out
mov r6, r0
mov r7, 0
l:
jne r7, 2, skip
mov r1, r6
mov r2, 0
call 132
mov r6, 0
skip:
add r7, 1
jlt r7, 5000, l
out:
mov r0, 0
exit
-- reject reference_join
-- linux accepts: it walks every iteration

== the same place reserves twice
map ringbuf 0 0 4096
-- asm
mov r6, 0
l:
lddw r1, map[0]
mov r2, 16
mov r3, 0
call 131
jeq r0, 0, out
add r6, 1
jlt r6, 2, l
out:
mov r0, 0
exit
-- reject reference_join

== nine records
map ringbuf 0 0 65536
-- asm
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
jne r0, 0, ok0
ja out0
ok0:
stxdw [r10-8], r0
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
jne r0, 0, ok1
ja out1
ok1:
stxdw [r10-16], r0
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
jne r0, 0, ok2
ja out2
ok2:
stxdw [r10-24], r0
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
jne r0, 0, ok3
ja out3
ok3:
stxdw [r10-32], r0
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
jne r0, 0, ok4
ja out4
ok4:
stxdw [r10-40], r0
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
jne r0, 0, ok5
ja out5
ok5:
stxdw [r10-48], r0
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
jne r0, 0, ok6
ja out6
ok6:
stxdw [r10-56], r0
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
jne r0, 0, ok7
ja out7
ok7:
stxdw [r10-64], r0
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
jne r0, 0, ok8
ja out8
ok8:
stxdw [r10-72], r0
mov r0, 0
exit
out8:
sub7:
ldxdw r1, [r10-64]
mov r2, 0
call 132
out7:
sub6:
ldxdw r1, [r10-56]
mov r2, 0
call 132
out6:
sub5:
ldxdw r1, [r10-48]
mov r2, 0
call 132
out5:
sub4:
ldxdw r1, [r10-40]
mov r2, 0
call 132
out4:
sub3:
ldxdw r1, [r10-32]
mov r2, 0
call 132
out3:
sub2:
ldxdw r1, [r10-24]
mov r2, 0
call 132
out2:
sub1:
ldxdw r1, [r10-16]
mov r2, 0
call 132
out1:
sub0:
ldxdw r1, [r10-8]
mov r2, 0
call 132
out0:
mov r0, 0
exit
-- reject reference_count
-- linux skip: it also leaks

== too long for the embedded profile
embedded
-- asm
repeat 5000 mov r0, 0
exit
-- reject too_long

== nothing at all
-- asm
-- reject empty_program

== a small arena
arena 3400
-- asm
ldxw r2, [r1]
ldxw r3, [r1+4]
ldxw r4, [r1+8]
ldxw r5, [r1+12]
jeq r2, 0, a
jeq r2, 1, b
jeq r2, 2, c
jeq r2, 3, d
a:
add r3, r4
b:
add r4, r5
c:
add r5, r3
d:
mov r0, r5
exit
-- reject pool_full

== a call tree whose functions get pointers into a frame
steps 100
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
-- reject too_many_steps

== a loop whose numbers follow no pattern
type raw_tracepoint
-- asm
stdw [r10-8], -68
ldxdw r5, [r1+48]
ldxdw r1, [r1+40]
mov r3, 19
mov r7, 12
l:
ldxdw r7, [r10-8]
add r7, r3
rsh r3, r1
add32 r7, -1
jne32 r7, 0, l
mov r0, 0
exit
-- reject loop_invariant
-- linux skip: endless

== one instruction does not access the context on one path and memory on another
map array 4 64 1
leaks
-- asm
stw [r10-4], 0
mov r6, r1
ldxw r7, [r1+0]
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jne r0, 0, +2
mov r0, 0
exit
jeq r7, 5, +1
mov r0, r6
ldxw r0, [r0+0]
exit
-- reject mixed_pointers 13

== a certificate without the entry that a loop needs
cert 41580200
-- asm
mov r0, 0
l:
add r0, 1
jlt r0, 10, l
exit
-- reject certificate_form 1
-- linux accepts: without certificate we do, too

== a certificate that claims less of a counter than what comes back
# one entry at 1: r0 is between 0 and 3
cert 41580200020100010203
-- asm
mov r0, 0
l:
add r0, 1
jlt r0, 10, l
exit
-- reject certificate_false 1
-- linux accepts: without certificate we do, too

== inner loops one after the other: with its certificate their invariants need not be kept
arena 6000
-- asm
ldxw r8, [r1]
mov r9, r8
and r9, 1001
stxdw [r10-8], r9
mov r9, r8
and r9, 2001
stxdw [r10-16], r9
mov r9, r8
and r9, 3001
stxdw [r10-24], r9
mov r9, r8
and r9, 4001
stxdw [r10-32], r9
mov r9, r8
and r9, 5001
stxdw [r10-40], r9
mov r9, r8
and r9, 6001
stxdw [r10-48], r9
mov r9, r8
and r9, 7001
stxdw [r10-56], r9
mov r9, r8
and r9, 8001
stxdw [r10-64], r9
mov r9, r8
and r9, 9001
stxdw [r10-72], r9
mov r9, r8
and r9, 10001
stxdw [r10-80], r9
mov r9, r8
and r9, 11001
stxdw [r10-88], r9
mov r9, r8
and r9, 12001
stxdw [r10-96], r9
mov r9, r8
and r9, 13001
stxdw [r10-104], r9
mov r9, r8
and r9, 14001
stxdw [r10-112], r9
mov r9, r8
and r9, 15001
stxdw [r10-120], r9
mov r9, r8
and r9, 16001
stxdw [r10-128], r9
mov r6, 0
o:
mov r7, 0
i0:
add r7, 1
jlt r7, 3, i0
mov r7, 0
i1:
add r7, 1
jlt r7, 4, i1
mov r7, 0
i2:
add r7, 1
jlt r7, 5, i2
mov r7, 0
i3:
add r7, 1
jlt r7, 6, i3
mov r7, 0
i4:
add r7, 1
jlt r7, 7, i4
mov r7, 0
i5:
add r7, 1
jlt r7, 8, i5
mov r7, 0
i6:
add r7, 1
jlt r7, 9, i6
mov r7, 0
i7:
add r7, 1
jlt r7, 10, i7
mov r7, 0
i8:
add r7, 1
jlt r7, 11, i8
mov r7, 0
i9:
add r7, 1
jlt r7, 12, i9
add r6, 1
jlt r6, 4, o
mov r0, 0
ldxdw r9, [r10-8]
add r0, r9
ldxdw r9, [r10-16]
add r0, r9
ldxdw r9, [r10-24]
add r0, r9
ldxdw r9, [r10-32]
add r0, r9
ldxdw r9, [r10-40]
add r0, r9
ldxdw r9, [r10-48]
add r0, r9
ldxdw r9, [r10-56]
add r0, r9
ldxdw r9, [r10-64]
add r0, r9
ldxdw r9, [r10-72]
add r0, r9
ldxdw r9, [r10-80]
add r0, r9
ldxdw r9, [r10-88]
add r0, r9
ldxdw r9, [r10-96]
add r0, r9
ldxdw r9, [r10-104]
add r0, r9
ldxdw r9, [r10-112]
add r0, r9
ldxdw r9, [r10-120]
add r0, r9
ldxdw r9, [r10-128]
add r0, r9
exit
-- reject pool_full
-- certified: but with its certificate it is accepted
-- linux accepts: it has megabytes

== a certificate of a mode that is not checked
cert 41580201
-- asm
mov r0, 0
exit
-- reject certificate_form
-- linux accepts: without certificate we do, too

== a certificate with an entry that no loop takes
cert 415802000000
-- asm
mov r0, 0
exit
-- reject certificate_form
-- linux accepts: without certificate we do, too

== a certificate whose number is not in its shortest form
cert 4158020082000100010203
-- asm
mov r0, 0
l:
add r0, 1
jlt r0, 10, l
exit
-- reject certificate_form 1
-- linux accepts: without certificate we do, too

== a certificate that claims a value that may be NULL, but not which
# r1 = 0 becomes "value of map 0, or NULL" without identity: a test of r2 would settle it, too
map array 4 64 1
cert 415802000c020001020a0016000100
-- asm
mov r1, 0
lddw r2, map[0]+0
mov r0, 0
mov r3, r1
ja l
l:
add r0, 1
jlt r0, 10, l
mov r4, r1
mov r5, r2
exit
-- reject certificate_form 6
-- linux accepts: without certificate we do, too

== a summary is not used for a start that it does not cover
summaries
map array 4 8 1
-- asm
stdw [r10-8], 1
mov r1, r10
add r1, -8
call local f
stdw [r10-8], 9
mov r1, r10
add r1, -8
call local f
mov r0, 0
exit
f:
ldxdw r2, [r1]
lddw r1, map[0]+0
add r1, r2
ldxb r0, [r1]
exit
-- reject value_bounds 14

== what a summary's body wrote is not what was there
summaries
map array 4 8 1
-- asm
stdw [r10-8], 1
mov r1, r10
add r1, -8
call local f
stdw [r10-8], 1
mov r1, r10
add r1, -8
call local f
ldxdw r2, [r10-8]
lddw r1, map[0]+0
add r1, r2
ldxb r0, [r1]
exit
f:
stdw [r1], 9
mov r0, 0
exit
-- reject value_bounds 12

== a function that a summary's body calls writes, too
summaries
map array 4 8 1
-- asm
stdw [r10-8], 1
mov r1, r10
add r1, -8
call local f
stdw [r10-8], 1
mov r1, r10
add r1, -8
call local f
ldxdw r2, [r10-8]
lddw r1, map[0]+0
add r1, r2
ldxb r0, [r1]
exit
f:
call local g
exit
g:
stdw [r1], 9
mov r0, 0
exit
-- reject value_bounds 12

== a pointer in the stack that a summary's body writes over at an unknown place
summaries
map array 4 8 1
-- asm
ldxw r6, [r1]
and r6, 8
lddw r2, map[0]+0
stdw [r10-8], 0
stdw [r10-16], 0
mov r1, r10
add r1, -16
mov r2, r6
call local f
lddw r2, map[0]+0
stxdw [r10-16], r2
mov r1, r10
add r1, -16
mov r2, r6
call local f
ldxdw r2, [r10-16]
ldxb r0, [r2]
exit
f:
add r1, r2
stdw [r1], 9
mov r0, 0
exit
-- reject uninit_stack 17

== a record given back by a summary is gone
summaries
type raw_tracepoint
map ringbuf 0 0 4096
-- asm
mov r7, 0
l:
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
jeq r0, 0, out
mov r6, r0
mov r1, r0
call local give
stdw [r6], 1
add r7, 1
jlt r7, 2, l
out:
mov r0, 0
exit
give:
mov r2, 0
call 133
mov r0, 0
exit
-- reject uninit_read 10

== packet pointers are gone when a summary's body moves the packet
summaries
leaks
type sched_cls
-- asm
mov r6, r1
mov r1, r6
call local f
ldxw r7, [r6+76]
ldxw r3, [r6+80]
mov r4, r7
add r4, 8
jgt r4, r3, out
mov r1, r6
call local f
ldxb r0, [r7]
out:
mov r0, 0
exit
f:
mov r2, 0
call 39
mov r0, 0
exit
-- reject not_a_pointer 10

== however far they are kept apart, what is wrong stays wrong
type xdp
leaks
cert 41580230
-- asm
mov r0, 0
ldxw r2, [r1]
ldxw r3, [r1+4]
mov r5, 14
mov r4, r2
add r4, 18
jgt r4, r3, out
ldxb r6, [r2+12]
jne r6, 1, join
mov r4, r2
add r4, 21
jgt r4, r3, out
mov r5, 18
join:
add r2, r5
ldxw r0, [r2]
and r0, 1
out:
exit
-- reject packet_bounds 14

== a full certificate that names one reference twice, to lose the other
type raw_tracepoint
map ringbuf 0 0 4096
cert 415802010001011e5a0000000000000b03180400000001010401001229030802000385808080088580808008000206678580808008000800010000678c808080080008000100080e0205010002858080800800010700030b0202000001000206000000
-- asm
mov r9, r1
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
jeq r0, 0, out
mov r6, r0
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
jeq r0, 0, one
mov r7, r0
ldxdw r8, [r9]
jeq r8, 0, both
mov r8, 1
both:
mov r1, r6
mov r2, 0
call 132
mov r1, r7
mov r2, 0
mov r3, 0
mov r0, 0
exit
one:
mov r1, r6
mov r2, 0
call 132
out:
mov r0, 0
exit
-- reject certificate_form

== and one that is as it should be: the record that is kept is found
type raw_tracepoint
map ringbuf 0 0 4096
cert 415802010001011e5a0000000000000b03180400000001010401001229030802000385808080088c80808008000206678580808008000800010000678c808080080008000100080e0205010002858080800800010700030b0202000001000206000000
-- asm
mov r9, r1
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
jeq r0, 0, out
mov r6, r0
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
jeq r0, 0, one
mov r7, r0
ldxdw r8, [r9]
jeq r8, 0, both
mov r8, 1
both:
mov r1, r6
mov r2, 0
call 132
mov r1, r7
mov r2, 0
mov r3, 0
mov r0, 0
exit
one:
mov r1, r6
mov r2, 0
call 132
out:
mov r0, 0
exit
-- reject reference_leak

== a full certificate that counts by a number that each round sets anew
type raw_tracepoint
cert 4158020100010206044b0000000000000c03c10500000000010104010003180309000106c6010207000000030001000501026302040100050d0204000106c601020700000000020d02020000000003000005000200
-- asm
mov r9, r1
mov r6, 0
mov r0, 0
l:
ldxdw r6, [r9]
and r6, 63
ldxdw r4, [r9+8]
jeq r4, 0, t
add r0, 1
t:
add r6, 1
jlt r6, 100, l
mov r0, 0
exit
-- reject certificate_false

== a full certificate whose relation between two counters does not hold
type raw_tracepoint
cert 415802010001006500000000000007036e00000000000c4603080001021e0206000001010208000b010104023c0001020f01857f01003b013801000001380100000138010000013801000001380100000138010000013801000001380100060d02020000000003010000000100
-- asm
mov r1, 0
mov r2, 0
mov r4, r10
add r4, -64
stdw [r10-64], 0
stdw [r10-56], 0
stdw [r10-48], 0
stdw [r10-40], 0
stdw [r10-32], 0
stdw [r10-24], 0
stdw [r10-16], 0
stdw [r10-8], 0
l:
mov r3, r4
add r3, r1
ldxw r0, [r3]
add r1, 8
add r2, 1
jne r2, 16, l
mov r0, 0
exit
-- reject certificate_false

== a full certificate that claims less of what a function returns
type raw_tracepoint
cert 4158020100020200081d0000000000000b030700000000010104010002090202000000000101001b0101000000010700000100010203000b0303000000000101040100
-- asm
ldxdw r6, [r1]
call local f
mov r0, 0
exit
f:
ldxdw r0, [r1]
and r0, 7
exit
-- reject certificate_false
-- linux accepts: without certificate we do, too

== a full certificate that keeps quiet about what a function writes
type raw_tracepoint
cert 415802010002001c00000000000007030b0000000000040c02020000000001400138010a21010100010001070000010001010000110305000000000201850f01003e0138010a
-- asm
stdw [r10-8], 5
mov r1, r10
add r1, -8
call local f
mov r0, 0
exit
f:
ldxdw r2, [r1]
add r2, 1
stxdw [r1], r2
mov r0, 0
exit
-- reject certificate_form
-- linux accepts: without certificate we do, too

== a full certificate of a callback that changes what its next call is given
type raw_tracepoint
cert 415802010002001c0000000000000703360100000000080c02020000000001400138010a1a0101010101000000110305000000000202850f01003d0138010a
-- asm
stdw [r10-8], 5
mov r1, 9
lddw r2, func body
mov r3, r10
add r3, -8
mov r4, 0
call 181
mov r0, 0
exit
body:
ldxdw r3, [r2]
add r3, 1
stxdw [r2], r3
mov r0, 0
exit
-- reject certificate_false
-- linux accepts: without certificate we do, too

== a NULL test of one value says nothing of another
map hash 4 8 4
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
mov r6, r0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r6, 0, out
ldxdw r1, [r0]
out:
mov r0, 0
exit
-- reject maybe_null

== a full certificate that takes one value's lock for another's
type sched_cls
map array 4 8 2 lock 0
leaks
cert 4158020100010100340000000000000b031804000000010104010014200306010003808080800c8280808004000306260101000026020100380200f0f0
-- asm
ldxw r8, [r1]
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
jeq r8, 0, both
mov r8, 1
both:
ldxw r0, [r7+4]
ldxw r0, [r6+4]
mov r1, r7
call 94
out:
mov r0, 0
exit
-- reject certificate_false
-- linux skip: it wants BTF of the values

== a full certificate that gives what a timer calls one number more
map array 4 24 1 timer 0
leaks
cert 415802010002000e00000000000007030c020000000018010010000000001003030000000002032603010000010100
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r6, r0
mov r1, r6
lddw r2, func later
call 170
out:
mov r0, 0
exit
later:
ldxw r1, [r3+16]
mov r0, r4
exit
-- reject certificate_false 13
-- linux skip: it wants BTF of the values

== a full certificate without what a timer calls
map array 4 24 1 timer 0
leaks
cert 415802010001000e00000000000007030c0200000000
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r6, r0
mov r1, r6
lddw r2, func later
call 170
out:
mov r0, 0
exit
later:
ldxw r1, [r3+16]
mov r0, r4
exit
-- reject certificate_false 11
-- linux skip: it wants BTF of the values

== a full certificate for a function that gives its caller's lock back
type sched_cls
map array 4 8 1 lock 0
leaks
cert 415802010002002100000000000007030b030000000006110204010003808080800c8080808004000025010108000001070100010001010000150303010003808080800c8080808004000101060100
-- asm
lddw r1, map[0]+0
call 93
lddw r1, map[0]+0
call local f
lddw r1, map[0]+0
call 94
mov r0, 0
exit
f:
call 94
mov r0, 0
exit
-- reject lock 11
-- linux skip: it wants BTF of the values

== a helper that may wait, in a program that must not
type tracepoint
-- asm
mov r3, 0
mov r1, r10
add r1, -8
mov r2, 8
call 148
mov r0, 0
exit
-- reject may_sleep 4

== ... nor where it makes no sense at all
type xdp
-- asm
mov r3, 0
mov r1, r10
add r1, -8
mov r2, 8
call 148
mov r0, 0
exit
-- reject helper_type 4
