# SPDX-License-Identifier: Apache-2.0
# Programs that go wrong and were accepted once: by what was taken for known of addresses, names, locks, and of calls made elsewhere.

== pointers below the frame's end are before it
leaks
-- asm
mov r1, r10
add r1, -8
jlt r1, r10, bad
mov r0, 0
exit
bad:
ldxdw r0, [r2]
exit
-- reject uninit_read 5

== a value's pointer below its beginning
leaks
map array 4 8 1
-- asm
lddw r1, map[0]+0
mov r3, r1
add r1, -8
jlt r1, r3, bad
mov r0, 0
exit
bad:
ldxdw r0, [r2]
exit
-- reject uninit_read 7

== a variable part below
leaks
map array 4 8 1
-- asm
call 7
and r0, 7
add r0, -20
lddw r1, map[0]+0
mov r3, r1
add r1, r0
jlt r1, r3, bad
mov r0, 0
exit
bad:
ldxdw r0, [r2]
exit
-- reject uninit_read 10

== two results of one function are two numbers
leaks
map array 4 8 1
-- asm
call local f
mov r6, r0
call local f
sub r6, r0
lddw r1, map[0]+0
add r1, r6
ldxb r0, [r1+7]
mov r0, 0
exit
f:
call 7
and r0, 7
lddw r1, map[0]+0
add r1, r0
mov r0, r1
exit
-- reject value_bounds 7

== a function that throws, called before, then in a callback
leaks
type sched_cls
-- asm
mov r1, 1
call local f
mov r1, 10
lddw r2, func body
mov r3, 0
mov r4, 0
call 181
mov r0, 0
exit
body:
mov r1, 1
call local f
mov r0, 0
exit
f:
call 7
jne r0, 0, +2
mov r1, 0
call kfunc bpf_throw
mov r0, 0
exit
-- reject callback

== two functions hand their own stack to a third, whose summary is used for the second: its frame is as deep
summaries
leaks
-- asm
call local f
call local g
mov r0, 0
exit
f:
mov r1, r10
add r1, -400
call local h
mov r0, 0
exit
g:
mov r1, r10
add r1, -400
call local h
call local deep
mov r0, 0
exit
h:
stdw [r1], 1
mov r0, 0
exit
deep:
stdw [r10-200], 0
mov r0, 0
exit
-- reject stack_total

== ... and one that only reads there
summaries
-- asm
stdw [r10-8], 1
mov r1, r10
add r1, -8
call local f
call local g
mov r0, 0
exit
f:
stdw [r10-400], 1
mov r1, r10
add r1, -400
call local h
mov r0, 0
exit
g:
mov r1, r10
add r1, -400
stdw [r1], 1
call local h
call local deep
mov r0, 0
exit
h:
ldxdw r0, [r1]
exit
deep:
stdw [r10-200], 0
mov r0, 0
exit
-- reject stack_total

== what begins anew in a loop that is walked round by round, in a function that a helper calls
map array 4 64 1
leaks
-- asm
mov r6, 0
stxdw [r10-8], r6
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
mov r0, 0
exit
body:
mov r8, r2
ldxdw r6, [r2]
mov r7, 5
again:
call 7
mov r9, r0
and r9, 3
add r6, r9
jne r9, 1, on
mov r6, 3
on:
sub r7, 1
jne r7, 0, again
stxdw [r8], r6
mov r0, 0
exit
-- reject pointer_offset

== a function gives back one lock and takes another
type sched_cls
map array 4 8 2 lock 4
leaks
summaries
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r6, r0
stw [r10-4], 1
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r7, r0
stw [r10-4], 1
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r8, r0
mov r1, r6
add r1, 4
call 93
mov r1, r6
mov r2, r7
call local f
mov r1, r7
add r1, 4
call 94
mov r1, r6
add r1, 4
call 93
mov r1, r6
mov r2, r8
call local f
mov r1, r7
add r1, 4
call 94
out:
mov r0, 0
exit
f:
mov r6, r1
mov r7, r2
mov r1, r6
add r1, 4
call 94
mov r1, r7
add r1, 4
call 93
mov r0, 0
exit
-- reject lock

== a slice outlives a dynptr of a ring buffer by the name of one that it may outlive
map ringbuf 0 0 4096
map array 4 64 1
leaks
-- asm
mov r1, r10
add r1, -16
call local f
mov r9, 0
mov r8, 0
call 7
jeq r0, 0, other
call 7
stxdw [r10-40], r0
call 7
stxdw [r10-48], r0
call 7
stxdw [r10-56], r0
call 7
stxdw [r10-64], r0
call 7
stxdw [r10-72], r0
call 7
stxdw [r10-80], r0
call 7
stxdw [r10-88], r0
call 7
stxdw [r10-96], r0
call 7
stxdw [r10-104], r0
call 7
stxdw [r10-112], r0
call 7
stxdw [r10-120], r0
call 7
stxdw [r10-128], r0
call 7
stxdw [r10-136], r0
call 7
stxdw [r10-144], r0
call 7
stxdw [r10-152], r0
call 7
stxdw [r10-160], r0
call 7
stxdw [r10-168], r0
call 7
stxdw [r10-176], r0
call 7
stxdw [r10-184], r0
call 7
stxdw [r10-192], r0
call 7
stxdw [r10-200], r0
call 7
stxdw [r10-208], r0
call 7
stxdw [r10-216], r0
call 7
stxdw [r10-224], r0
call 7
stxdw [r10-232], r0
call 7
stxdw [r10-240], r0
call 7
stxdw [r10-248], r0
call 7
stxdw [r10-256], r0
call 7
stxdw [r10-264], r0
call 7
stxdw [r10-272], r0
call 7
stxdw [r10-280], r0
call 7
stxdw [r10-288], r0
call 7
stxdw [r10-296], r0
call 7
stxdw [r10-304], r0
call 7
stxdw [r10-312], r0
call 7
stxdw [r10-320], r0
call 7
stxdw [r10-328], r0

lddw r1, map[1]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -368
call 197
mov r1, r10
add r1, -368
mov r2, 0
mov r3, 8
call 203

jeq r0, 0, out
stxdw [r10-344], r0
ja both
other:
call 7
stxdw [r10-40], r0
call 7
stxdw [r10-48], r0
call 7
stxdw [r10-56], r0
call 7
stxdw [r10-64], r0
call 7
stxdw [r10-72], r0
call 7
stxdw [r10-80], r0
call 7
stxdw [r10-88], r0
call 7
stxdw [r10-96], r0
call 7
stxdw [r10-104], r0
call 7
stxdw [r10-112], r0
call 7
stxdw [r10-120], r0
call 7
stxdw [r10-128], r0
call 7
stxdw [r10-136], r0
call 7
stxdw [r10-144], r0
call 7
stxdw [r10-152], r0
call 7
stxdw [r10-160], r0
call 7
stxdw [r10-168], r0
call 7
stxdw [r10-176], r0
call 7
stxdw [r10-184], r0
call 7
stxdw [r10-192], r0
call 7
stxdw [r10-200], r0
call 7
stxdw [r10-208], r0
call 7
stxdw [r10-216], r0
call 7
stxdw [r10-224], r0
call 7
stxdw [r10-232], r0
call 7
stxdw [r10-240], r0
call 7
stxdw [r10-248], r0
call 7
stxdw [r10-256], r0
call 7
stxdw [r10-264], r0
call 7
stxdw [r10-272], r0
call 7
stxdw [r10-280], r0
call 7
stxdw [r10-288], r0
call 7
stxdw [r10-296], r0
call 7
stxdw [r10-304], r0
call 7
stxdw [r10-312], r0
call 7
stxdw [r10-320], r0
call 7
stxdw [r10-328], r0

lddw r1, map[1]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -368
call 197
mov r1, r10
add r1, -368
mov r2, 0
mov r3, 8
call 203

jeq r0, 0, out
stxdw [r10-344], r0
both:
ldxdw r0, [r10-40]
stb [r10-40], 0
ldxdw r0, [r10-48]
stb [r10-48], 0
ldxdw r0, [r10-56]
stb [r10-56], 0
ldxdw r0, [r10-64]
stb [r10-64], 0
ldxdw r0, [r10-72]
stb [r10-72], 0
ldxdw r0, [r10-80]
stb [r10-80], 0
ldxdw r0, [r10-88]
stb [r10-88], 0
ldxdw r0, [r10-96]
stb [r10-96], 0
ldxdw r0, [r10-104]
stb [r10-104], 0
ldxdw r0, [r10-112]
stb [r10-112], 0
ldxdw r0, [r10-120]
stb [r10-120], 0
ldxdw r0, [r10-128]
stb [r10-128], 0
ldxdw r0, [r10-136]
stb [r10-136], 0
ldxdw r0, [r10-144]
stb [r10-144], 0
ldxdw r0, [r10-152]
stb [r10-152], 0
ldxdw r0, [r10-160]
stb [r10-160], 0
ldxdw r0, [r10-168]
stb [r10-168], 0
ldxdw r0, [r10-176]
stb [r10-176], 0
ldxdw r0, [r10-184]
stb [r10-184], 0
ldxdw r0, [r10-192]
stb [r10-192], 0
ldxdw r0, [r10-200]
stb [r10-200], 0
ldxdw r0, [r10-208]
stb [r10-208], 0
ldxdw r0, [r10-216]
stb [r10-216], 0
ldxdw r0, [r10-224]
stb [r10-224], 0
ldxdw r0, [r10-232]
stb [r10-232], 0
ldxdw r0, [r10-240]
stb [r10-240], 0
ldxdw r0, [r10-248]
stb [r10-248], 0
ldxdw r0, [r10-256]
stb [r10-256], 0
ldxdw r0, [r10-264]
stb [r10-264], 0
ldxdw r0, [r10-272]
stb [r10-272], 0
ldxdw r0, [r10-280]
stb [r10-280], 0
ldxdw r0, [r10-288]
stb [r10-288], 0
ldxdw r0, [r10-296]
stb [r10-296], 0
ldxdw r0, [r10-304]
stb [r10-304], 0
ldxdw r0, [r10-312]
stb [r10-312], 0
ldxdw r0, [r10-320]
stb [r10-320], 0
ldxdw r0, [r10-328]
stb [r10-328], 0
loop:
mov r1, r10
add r1, -16
mov r2, 0
call 199
ldxdw r1, [r10-344]
ldxdw r2, [r1]
mov r1, r10
add r1, -16
call local f
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 8
call 203
jeq r0, 0, out
stxdw [r10-344], r0
call 7
jne r0, 0, loop
out:
mov r1, r10
add r1, -16
mov r2, 0
call 199
mov r0, 0
exit
f:
mov r4, r1
lddw r1, map[0]
mov r2, 16
mov r3, 0
call 198
mov r0, 0
exit
-- reject not_a_pointer

== a function that loads from the packet, called before, then in a callback
type sched_cls
leaks
map array 4 8 1
-- asm
stxdw [r10-8], r1
mov r2, r10
add r2, -8
mov r1, 0
call local f
mov r1, 10
lddw r2, func body
mov r3, r10
add r3, -8
mov r4, 0
call 181
mov r0, 0
exit
body:
call local f
mov r0, 0
exit
f:
ldxdw r6, [r2]
ldabsw 14
mov r0, 0
exit
-- reject callback
-- linux skip: in functions it wants BTF for them

== ... and used by its summary
type sched_cls
leaks
summaries
map array 4 8 1
-- asm
stxdw [r10-8], r1
mov r2, r10
add r2, -8
mov r1, 0
call local g
mov r1, 10
lddw r2, func body
mov r3, r10
add r3, -8
mov r4, 0
call 181
mov r0, 0
exit
body:
mov r1, 0
call local f
mov r0, 0
exit
g:
mov r1, 0
call local f
mov r0, 0
exit
f:
ldxdw r6, [r2]
ldabsw 14
mov r0, 0
exit
-- reject callback
-- linux skip: in functions it wants BTF for them

== an address that may wrap is in no order
leaks
map array 4 16 1
-- asm
lddw r1, map[0]+0
ldxdw r2, [r1]
rsh r2, 1
mov r3, r1
add r3, 8
add r1, r2
jlt r1, r3, inside
mov r0, 0
exit
inside:
ldxb r0, [r1]
mov r0, 0
exit
-- reject value_bounds

== a region of RCU: nothing waits in it
type syscall
leaks
-- asm
call kfunc bpf_rcu_read_lock
mov r1, r10
add r1, -8
mov r2, 8
mov r3, 0
call 148
call kfunc bpf_rcu_read_unlock
mov r0, 0
exit
-- reject may_sleep 5

== ... nor where preemption is disabled; and behind either it may
type syscall
leaks
-- asm
mov r1, r10
add r1, -8
mov r2, 8
mov r3, 0
call 148
call kfunc bpf_preempt_disable
mov r1, r10
add r1, -8
mov r2, 8
mov r3, 0
call 148
call kfunc bpf_preempt_enable
mov r0, 0
exit
-- reject may_sleep 10

== a loop exchanges the value whose lock is held and another
type sched_cls
map array 4 8 2 lock 4
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r6, r0
stw [r10-4], 1
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r7, r0
mov r1, r6
add r1, 4
call 93
loop:
ldxw r0, [r7]
jeq r0, 0, done
mov r0, r6
mov r6, r7
mov r7, r0
ja loop
done:
mov r1, r6
add r1, 4
call 94
out:
mov r0, 0
exit
-- reject lock

== the rest of a pointer that was written over in part is no number
-- asm
stxdw [r10-8], r1
stb [r10-8], 0
ldxb r0, [r10-7]
exit
-- reject uninit_stack 2
-- linux accepts: addresses may be shown there

== the buffer of a slice may have got the packet's bytes
type sched_cls
leaks
map array 4 64 1
-- asm
mov r2, 0
mov r3, r10
add r3, -16
call kfunc bpf_dynptr_from_skb
stdw [r10-32], 0
stdw [r10-24], 0
mov r1, r10
add r1, -16
mov r2, 0
mov r3, r10
add r3, -32
mov r4, 14
call kfunc bpf_dynptr_slice
ldxdw r1, [r10-32]
lddw r2, map[0]+0
add r2, r1
ldxb r0, [r2]
mov r0, 0
exit
-- reject pointer_offset 16

== a record that a function gives back before it reserves another
type socket_filter
summaries
map ringbuf 0 0 4096
-- asm
mov r1, 0
call local f
jeq r0, 0, out
mov r6, r0
mov r1, r0
call local f
jeq r0, 0, out
mov r6, r0
mov r1, r0
call local f
jeq r0, 0, out
stdw [r6], 1
mov r1, r0
mov r2, 0
call 132
out:
mov r0, 0
exit
f:
jeq r1, 0, over
mov r2, 0
call 132
over:
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
exit
-- reject uninit_read

== an exchange with memory of the frame that writes r10
type raw_tracepoint
leaks
-- asm
stdw [r10-8], 0
lock xchg [r10-8], r10
mov r0, 0
exit
-- reject bad_instruction 1

== a pointer that moves and one that stays, which a certificate gives one name
type sched_cls
leaks
cert 41580200080304280100026300410263002801050263
-- asm
ldxw r4, [r1+76]
ldxw r3, [r1+80]
mov r6, r4
mov r5, 0
loop:
mov r0, r6
add r0, 8
jgt r0, r3, out
ldxb r7, [r4+7]
add r4, 1
add r5, 1
jlt r5, 100, loop
out:
mov r0, 0
exit
-- reject certificate_false

== a number that a callback inside a loop, walked round by round, inside a callback exchanges: what the outer one adds to it is not known
type raw_tracepoint
leaks
map array 4 8 1
-- asm
stdw [r10-8], 0
mov r1, 4
lddw r2, func outer
mov r3, r10
add r3, -8
mov r4, 0
call 181
mov r0, 0
exit
outer:
mov r6, r2
ldxdw r1, [r6]
lddw r2, map[0]+3
add r2, r1
ldxb r3, [r2]
mov r7, 0
again:
mov r1, 2
lddw r2, func inner
mov r3, r6
mov r4, 0
call 181
add r7, 1
jlt r7, 2, again
ldxdw r1, [r6]
add r1, 1
stxdw [r6], r1
mov r0, 0
exit
inner:
mov r6, r2
ldxdw r1, [r6]
jlt r1, 1, keep
call 7
mod r0, 5
stxdw [r6], r0
keep:
mov r0, 0
exit
-- reject pointer_offset

== two numbers at distances of 2147483648, one way or the other, are not at one distance
map array 4 64 1
type raw_tracepoint
leaks
-- asm
lddw r9, map[0]+0
ldxdw r6, [r9]
ldxdw r8, [r9+8]
mov r7, r6
jeq r8, 0, other
sub r6, 1073741824
add r7, 1073741824
ja both
other:
add r6, 1073741824
sub r7, 1073741824
both:
lddw r2, 2147483648
jne r6, r2, out
rsh r7, 32
sub r7, 1
add r9, r7
ldxb r0, [r9]
out:
mov r0, 0
exit
-- reject value_bounds

== a certificate that gives two numbers a name at a distance that is another one modulo 2^32
map array 4 64 1
type raw_tracepoint
leaks
cert 415802000c0306c1ffffffff0f0000e106010000010202
-- asm
lddw r9, map[0]+0
ldxdw r6, [r9]
mov r7, r6
sub r7, 1
mov r8, 0
loop:
jne r6, 1, on
mov r3, r7
rsh r3, 32
sub r3, 1
mov r4, r9
add r4, r3
ldxb r0, [r4]
on:
add r8, 1
jlt r8, 3, loop
mov r0, 0
exit
-- reject certificate_form

== a counter in the lower half of a slot, of which each round writes the upper half: that is not 0 any more
map array 4 64 1
type raw_tracepoint
leaks
-- asm
lddw r9, map[0]+0
ldxdw r6, [r9]
stdw [r10-8], 0
stw [r10-8], 0
loop:
ldxw r1, [r10-4]
mov r2, r9
add r2, r1
ldxb r0, [r2]
ldxw r1, [r10-8]
add r1, 1
stxw [r10-4], r6
stxw [r10-8], r1
jlt r1, 9, loop
mov r0, 0
exit
-- reject value_bounds

== ... or a counter in the upper half, and the lower one is written
map array 4 64 1
type raw_tracepoint
leaks
-- asm
lddw r9, map[0]+0
ldxdw r6, [r9]
stdw [r10-8], 0
stw [r10-4], 0
mov r8, 0
loop:
ldxw r1, [r10-8]
mov r2, r9
add r2, r1
ldxb r0, [r2]
ldxw r1, [r10-4]
add r1, 1
stxw [r10-8], r6
stxw [r10-4], r1
add r8, 1
jlt r8, 9, loop
mov r0, 0
exit
-- reject value_bounds

== a relation that the first call of a callback begins with, and leaves otherwise for the next one: a full certificate
map array 4 64 1
type raw_tracepoint
leaks
cert 415802010102000b000000000000040300000042010101030300000017030001404102000302851f01003d21013800002102380005150300010403020003030102050001020501851f010004090300000106851f0100
-- asm
stdw [r10-8], 0
stdw [r10-16], 0
mov r1, 2
lddw r2, func cb
mov r3, r10
add r3, -16
mov r4, 0
call 181
mov r0, 0
exit
cb:
mov r6, r2
ldxdw r3, [r6]
ldxdw r4, [r6+8]
jle r3, 5, small
ja out
small:
lddw r5, map[0]+0
add r5, r4
ldxb r0, [r5]
out:
call 7
stxdw [r6+8], r0
stdw [r6], 0
mov r0, 0
exit
-- reject certificate_false

== a number in steps of four, of which a certificate says by another place of it that four times it is 16
map array 4 64 1
type raw_tracepoint
leaks
cert 41580201010100340000000000000403000000010f030005060604000001062101028c03051003000506070400200206010108000100040403000000
-- asm
mov r6, 0
loop:
add r6, 4
mov r7, r6
jge r6, 396, end
call 7
jeq r0, 0, loop
lddw r5, map[0]+0
add r5, r6
ldxb r0, [r5]
end:
mov r0, 0
exit
-- reject certificate_false

== a pointer that a callback leaves, which has the name in one claim that its context has in another
map array 4 64 1
type raw_tracepoint
cert 415802010102001100000000000004030000000d0403000000300101010808000000170300000202c53f00000101010040c53f000001013802080d0e0300000143c53f00000101380208
-- asm
call 7
and r0, 8
mov r3, r10
add r3, -32
mov r6, r3
add r3, r0
stxdw [r10-32], r3
jne r3, r6, end
mov r1, 2
lddw r2, func cb
mov r4, 0
call 181
end:
mov r0, 0
exit
cb:
mov r6, r2
ldxdw r4, [r2]
mov r5, r4
sub r5, r2
lddw r7, map[0]+0
lsh r5, 16
add r7, r5
ldxb r0, [r7]
mov r4, r6
add r4, 8
stxdw [r6], r4
ja there
there:
mov r0, 0
exit
-- reject certificate_false

== states that no jump arrives in are read all the same: that takes its time, too
steps 40
cert 4158020101010100dd0100000000000008030000010104010005cb010700000103010000003f03003c02300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300002300000010300
-- asm
ldxw r2, [r1]
jeq r2, 7, end
jeq r2, 10, end
jeq r2, 13, end
jeq r2, 16, end
end:
mov r0, 0
exit
-- reject too_many_steps
-- linux skip: it has no certificates

== a helper writes a number of eight bytes where it is aligned
map array 4 64 1
leaks
-- asm
stdw [r10-8], 49
mov r1, r10
add r1, -8
mov r2, 8
mov r3, 0
lddw r4, map[0]+1
call 105
mov r0, 0
exit
-- reject misaligned 7

== ... in a value, too
map array 4 64 1
leaks
-- asm
stdw [r10-8], 49
mov r1, r10
add r1, -8
mov r2, 8
mov r3, 0
lddw r4, map[0]+8
call 105
mov r0, 0
exit
-- accept

== maps out of which what was looked up may be freed while a program waits
type syscall
map bloom_filter 0 8 8
leaks
-- asm
stdw [r10-8], 49
lddw r1, map[0]
mov r2, r10
add r2, -8
call 89
mov r0, 0
exit
-- reject argument_map 1

== ... those are not: a queue
type syscall
map queue 0 8 8
leaks
-- asm
lddw r1, map[0]
mov r2, r10
add r2, -8
call 89
mov r0, 0
exit
-- accept

== ... no tail calls from what may wait
type syscall
map prog_array 4 4 8
leaks
-- asm
lddw r2, map[0]
mov r3, 1
call 12
mov r0, 0
exit
-- reject argument_map 0

== a pointer of which a certificate says that it is 2, 8, 16 or 32 further, while each round adds 4
type raw_tracepoint
map array 4 128 1
cert 415802000e020701040a3c240086000c040a3a24
-- asm
mov r6, r1
call 7
lddw r6, map[0]+6
ldxh r5, [r6+0]
mov r7, 0
mov r8, r6
loop:
stxw [r10-28], r7
ldxb r3, [r8+0]
add r8, 4
ldxw r7, [r10-28]
add32 r7, 4
jlt32 r7, 40, loop
mov r0, 0
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== ... 4, 8, 16 or 32, it is
type raw_tracepoint
map array 4 128 1
cert 415802000e020701040a3c240086000c040a3c24
-- asm
mov r6, r1
call 7
lddw r6, map[0]+6
ldxh r5, [r6+0]
mov r7, 0
mov r8, r6
loop:
stxw [r10-28], r7
ldxb r3, [r8+0]
add r8, 4
ldxw r7, [r10-28]
add32 r7, 4
jlt32 r7, 40, loop
mov r0, 0
exit
-- accept
-- linux skip: it follows no number of 32 bits through half a slot
