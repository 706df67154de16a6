# SPDX-License-Identifier: Apache-2.0
# What is safe because of what was decided on another way: states that must be kept apart at joins, and how many, and by what.

== a length and its error code, where three registers are pointers or not
type xdp
leaks
-- asm
ldxw r2, [r1]
ldxw r3, [r1+4]
ldxw r6, [r1+12]
mov r7, 0
jset r6, 1, p0
mov r7, r10
p0:
mov r8, 0
jset r6, 2, p1
mov r8, r10
p1:
mov r9, 0
jset r6, 4, p2
mov r9, r10
p2:
stdw [r10-8], 1
jset r6, 64, q0
stdw [r10-8], 100
q0:
ldxdw r0, [r10-8]
stxdw [r10-16], r0
stdw [r10-8], 2
jset r6, 128, q1
stdw [r10-8], 101
q1:
ldxdw r0, [r10-8]
stxdw [r10-24], r0
stdw [r10-8], 3
jset r6, 256, q2
stdw [r10-8], 102
q2:
ldxdw r0, [r10-8]
stxdw [r10-32], r0
stdw [r10-8], 4
jset r6, 512, q3
stdw [r10-8], 103
q3:
ldxdw r0, [r10-8]
stxdw [r10-40], r0
stdw [r10-8], 5
jset r6, 1024, q4
stdw [r10-8], 104
q4:
ldxdw r0, [r10-8]
stxdw [r10-48], r0
mov r0, 0
mov r4, r2
add r4, 18
jgt r4, r3, short
mov r5, 0
ja join
short:
mov r5, -22
join:
jne r5, 0, out
ldxb r0, [r2+17]
and r0, 1
out:
jne r7, 0, a
jne r8, 0, a
jne r9, 0, a
mov r0, 1
a:
exit
-- accept apart 8

== ... and no error code
type xdp
leaks
-- asm
ldxw r2, [r1]
ldxw r3, [r1+4]
ldxw r6, [r1+12]
mov r7, 0
jset r6, 1, p0
mov r7, r10
p0:
mov r8, 0
jset r6, 2, p1
mov r8, r10
p1:
mov r9, 0
jset r6, 4, p2
mov r9, r10
p2:
stdw [r10-8], 1
jset r6, 64, q0
stdw [r10-8], 100
q0:
ldxdw r0, [r10-8]
stxdw [r10-16], r0
stdw [r10-8], 2
jset r6, 128, q1
stdw [r10-8], 101
q1:
ldxdw r0, [r10-8]
stxdw [r10-24], r0
stdw [r10-8], 3
jset r6, 256, q2
stdw [r10-8], 102
q2:
ldxdw r0, [r10-8]
stxdw [r10-32], r0
stdw [r10-8], 4
jset r6, 512, q3
stdw [r10-8], 103
q3:
ldxdw r0, [r10-8]
stxdw [r10-40], r0
stdw [r10-8], 5
jset r6, 1024, q4
stdw [r10-8], 104
q4:
ldxdw r0, [r10-8]
stxdw [r10-48], r0
mov r0, 0
mov r4, r2
add r4, 18
jgt r4, r3, short
mov r5, 0
ja join
short:
mov r5, 0
join:
jne r5, 0, out
ldxb r0, [r2+17]
and r0, 1
out:
jne r7, 0, a
jne r8, 0, a
jne r9, 0, a
mov r0, 1
a:
exit
-- reject packet_bounds

== a 32-bit error code that says that another one is negative, too, so that a pointer is not used
map hash 4 8 1
-- asm
ldxw r6, [r1]
stw [r10-4], 1
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
mov r9, r0
mov r7, 0
stxdw [r10-16], r7
jset r6, 1, good
mov32 r1, -12
mov32 r8, -155
ja join
good:
mov32 r1, 5
mov32 r8, 0
join:
jslt32 r1, 0, over
jeq r9, 0, out
over:
jslt32 r8, 0, out
ldxw r0, [r9]
out:
mov r0, 0
exit
-- accept apart 5

== ... and is not
map hash 4 8 1
-- asm
ldxw r6, [r1]
stw [r10-4], 1
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
mov r9, r0
mov r7, 0
stxdw [r10-16], r7
jset r6, 1, good
mov32 r1, -12
mov32 r8, 155
ja join
good:
mov32 r1, 5
mov32 r8, 0
join:
jslt32 r1, 0, over
jeq r9, 0, out
over:
jslt32 r8, 0, out
ldxw r0, [r9]
out:
mov r0, 0
exit
-- reject maybe_null

== a pointer to the packet at many offsets, the greatest first, is compared with the packet's end
type xdp
-- asm
ldxw r2, [r1]
ldxw r3, [r1+4]
ldxw r6, [r1+12]
mov r5, r2
add r5, 1022
jset r6, 1, a0
add r5, -2
a0:
jset r6, 2, a1
add r5, -4
a1:
jset r6, 4, a2
add r5, -8
a2:
jset r6, 8, a3
add r5, -16
a3:
jset r6, 16, a4
add r5, -32
a4:
jset r6, 32, a5
add r5, -64
a5:
jset r6, 64, a6
add r5, -128
a6:
jset r6, 128, a7
add r5, -256
a7:
jset r6, 256, a8
add r5, -512
a8:
mov r7, r5
add r7, 4
jgt r7, r3, out
ldxw r0, [r5]
out:
mov r0, 0
exit
-- accept

== ... but only what was compared
type xdp
-- asm
ldxw r2, [r1]
ldxw r3, [r1+4]
ldxw r6, [r1+12]
mov r5, r2
add r5, 1022
jset r6, 1, a0
add r5, -2
a0:
jset r6, 2, a1
add r5, -4
a1:
jset r6, 4, a2
add r5, -8
a2:
jset r6, 8, a3
add r5, -16
a3:
jset r6, 16, a4
add r5, -32
a4:
jset r6, 32, a5
add r5, -64
a5:
jset r6, 64, a6
add r5, -128
a6:
jset r6, 128, a7
add r5, -256
a7:
jset r6, 256, a8
add r5, -512
a8:
mov r7, r5
add r7, 4
jgt r7, r3, out
ldxdw r0, [r5]
out:
mov r0, 0
exit
-- reject packet_bounds

== ... and what was compared before is enough for the greatest offset
type xdp
-- asm
ldxw r2, [r1]
ldxw r3, [r1+4]
ldxw r6, [r1+12]
mov r4, r2
add r4, 1026
jgt r4, r3, out
mov r5, r2
add r5, 1022
jset r6, 1, a0
add r5, -2
a0:
jset r6, 2, a1
add r5, -4
a1:
jset r6, 4, a2
add r5, -8
a2:
jset r6, 8, a3
add r5, -16
a3:
jset r6, 16, a4
add r5, -32
a4:
jset r6, 32, a5
add r5, -64
a5:
jset r6, 64, a6
add r5, -128
a6:
jset r6, 128, a7
add r5, -256
a7:
jset r6, 256, a8
add r5, -512
a8:
ldxw r0, [r5]
out:
mov r0, 0
exit
-- accept

== ... or too little
type xdp
-- asm
ldxw r2, [r1]
ldxw r3, [r1+4]
ldxw r6, [r1+12]
mov r4, r2
add r4, 1025
jgt r4, r3, out
mov r5, r2
add r5, 1022
jset r6, 1, a0
add r5, -2
a0:
jset r6, 2, a1
add r5, -4
a1:
jset r6, 4, a2
add r5, -8
a2:
jset r6, 8, a3
add r5, -16
a3:
jset r6, 16, a4
add r5, -32
a4:
jset r6, 32, a5
add r5, -64
a5:
jset r6, 64, a6
add r5, -128
a6:
jset r6, 128, a7
add r5, -256
a7:
jset r6, 256, a8
add r5, -512
a8:
ldxw r0, [r5]
out:
mov r0, 0
exit
-- reject packet_bounds

== ... where pointers of two pairs of offsets meet: what is learnt of one pair is not known of the other
type xdp
-- asm
ldxw r2, [r1]
ldxw r3, [r1+4]
ldxw r6, [r1+12]
mov r5, r2
add r5, 1022
mov r8, r5
jset r6, 1024, o
add r5, 8
ja p
o:
add r8, 8
p:
jset r6, 1, a0
add r5, -2
a0:
jset r6, 2, a1
add r5, -4
a1:
jset r6, 4, a2
add r5, -8
a2:
jset r6, 8, a3
add r5, -16
a3:
jset r6, 16, a4
add r5, -32
a4:
jset r6, 32, a5
add r5, -64
a5:
jset r6, 64, a6
add r5, -128
a6:
jset r6, 128, a7
add r5, -256
a7:
mov r7, r5
add r7, 4
jgt r7, r3, out
ldxw r0, [r8]
out:
mov r0, 0
exit
-- reject packet_bounds

== ... at one distance, it is
type xdp
-- asm
ldxw r2, [r1]
ldxw r3, [r1+4]
ldxw r6, [r1+12]
mov r5, r2
add r5, 1022
mov r8, r5
add r8, -4
jset r6, 1, a0
add r5, -2
a0:
jset r6, 2, a1
add r5, -4
a1:
jset r6, 4, a2
add r5, -8
a2:
jset r6, 8, a3
add r5, -16
a3:
jset r6, 16, a4
add r5, -32
a4:
jset r6, 32, a5
add r5, -64
a5:
jset r6, 64, a6
add r5, -128
a6:
jset r6, 128, a7
add r5, -256
a7:
jset r6, 256, a8
add r5, -512
a8:
mov r7, r5
add r7, 4
jgt r7, r3, out
ldxw r0, [r5]
out:
mov r0, 0
exit
-- accept

== a pointer to the packet or to the stack: kinds are told apart before another pointer's many offsets
type sched_cls
-- asm
ldxw r2, [r1+76]
ldxw r3, [r1+80]
ldxw r6, [r1]
mov r9, r2
add r9, 1022
jset r6, 1, a0
add r9, -2
a0:
jset r6, 2, a1
add r9, -4
a1:
jset r6, 4, a2
add r9, -8
a2:
jset r6, 8, a3
add r9, -16
a3:
jset r6, 16, a4
add r9, -32
a4:
jset r6, 32, a5
add r9, -64
a5:
jset r6, 64, a6
add r9, -128
a6:
jset r6, 128, a7
add r9, -256
a7:
jset r6, 256, a8
add r9, -512
a8:
mov r4, r2
add r4, 34
mov r8, r2
add r8, 14
jle r4, r3, parsed
scratch:
stdw [r10-8], 0
stdw [r10-16], 0
stdw [r10-24], 0
mov r8, r10
add r8, -24
parsed:
ldxw r0, [r8+16]
mov r4, r9
add r4, 4
jgt r4, r3, out
ldxw r0, [r9]
out:
mov r0, 0
exit
-- accept

== ... and is used within what was compared
type sched_cls
-- asm
ldxw r2, [r1+76]
ldxw r3, [r1+80]
ldxw r6, [r1]
mov r9, r2
add r9, 1022
jset r6, 1, a0
add r9, -2
a0:
jset r6, 2, a1
add r9, -4
a1:
jset r6, 4, a2
add r9, -8
a2:
jset r6, 8, a3
add r9, -16
a3:
jset r6, 16, a4
add r9, -32
a4:
jset r6, 32, a5
add r9, -64
a5:
jset r6, 64, a6
add r9, -128
a6:
jset r6, 128, a7
add r9, -256
a7:
jset r6, 256, a8
add r9, -512
a8:
mov r4, r2
add r4, 34
mov r8, r2
add r8, 14
jle r4, r3, parsed
scratch:
stdw [r10-8], 0
stdw [r10-16], 0
stdw [r10-24], 0
mov r8, r10
add r8, -24
parsed:
ldxw r0, [r8+20]
mov r4, r9
add r4, 4
jgt r4, r3, out
ldxw r0, [r9]
out:
mov r0, 0
exit
-- reject uninit_read

== a pointer to the packet or to the stack: kinds are told apart before another pointer's many offsets, in the other order
type sched_cls
-- asm
ldxw r2, [r1+76]
ldxw r3, [r1+80]
ldxw r6, [r1]
mov r9, r2
add r9, 1022
jset r6, 1, a0
add r9, -2
a0:
jset r6, 2, a1
add r9, -4
a1:
jset r6, 4, a2
add r9, -8
a2:
jset r6, 8, a3
add r9, -16
a3:
jset r6, 16, a4
add r9, -32
a4:
jset r6, 32, a5
add r9, -64
a5:
jset r6, 64, a6
add r9, -128
a6:
jset r6, 128, a7
add r9, -256
a7:
jset r6, 256, a8
add r9, -512
a8:
mov r4, r2
add r4, 34
mov r8, r2
add r8, 14
jgt r4, r3, scratch
ja parsed
scratch:
stdw [r10-8], 0
stdw [r10-16], 0
stdw [r10-24], 0
mov r8, r10
add r8, -24
parsed:
ldxw r0, [r8+16]
mov r4, r9
add r4, 4
jgt r4, r3, out
ldxw r0, [r9]
out:
mov r0, 0
exit
-- accept

== ... and is used within what was compared
type sched_cls
-- asm
ldxw r2, [r1+76]
ldxw r3, [r1+80]
ldxw r6, [r1]
mov r9, r2
add r9, 1022
jset r6, 1, a0
add r9, -2
a0:
jset r6, 2, a1
add r9, -4
a1:
jset r6, 4, a2
add r9, -8
a2:
jset r6, 8, a3
add r9, -16
a3:
jset r6, 16, a4
add r9, -32
a4:
jset r6, 32, a5
add r9, -64
a5:
jset r6, 64, a6
add r9, -128
a6:
jset r6, 128, a7
add r9, -256
a7:
jset r6, 256, a8
add r9, -512
a8:
mov r4, r2
add r4, 34
mov r8, r2
add r8, 14
jgt r4, r3, scratch
ja parsed
scratch:
stdw [r10-8], 0
stdw [r10-16], 0
stdw [r10-24], 0
mov r8, r10
add r8, -24
parsed:
ldxw r0, [r8+20]
mov r4, r9
add r4, 4
jgt r4, r3, out
ldxw r0, [r9]
out:
mov r0, 0
exit
-- reject uninit_read

== a place that a counter tells, in one loop of two: no invariant says so, the rounds one by one do
map array 4 64 1
leaks
-- asm
mov r6, 0
stxw [r10-4], r6
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, r0
mov r4, 0
again:
jeq r4, 8, out
mov r0, r4
lsh r0, 3
mov r5, r1
add r5, r0
add r4, 1
inner:
ldxdw r0, [r5+0]
jeq r0, r4, again
add r5, 8
add r4, 1
jne r4, 9, inner
out:
mov r0, 0
exit
-- accept worst 401 apart 9

== ... and one round too many
map array 4 64 1
leaks
-- asm
mov r6, 0
stxw [r10-4], r6
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, r0
mov r4, 0
again:
jeq r4, 8, out
mov r0, r4
lsh r0, 3
mov r5, r1
add r5, r0
add r4, 1
inner:
ldxdw r0, [r5+0]
jeq r0, r4, again
add r5, 8
add r4, 1
jne r4, 10, inner
out:
mov r0, 0
exit
-- reject pointer_offset 14
