# SPDX-License-Identifier: Apache-2.0
# Packets: pointers into them are good for what was compared with the packet's end.

== bytes that were compared with the end may be read
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
mov r4, r2
add r4, 14
jgt r4, r3, +1
ldxh r0, [r2+12]
mov r0, 2
exit
-- accept worst 8

== where addresses must not be shown, too: the length of the packet is no address
type xdp
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
mov r4, r2
add r4, 14
jgt r4, r3, +1
ldxh r0, [r2+12]
mov r0, 2
exit
-- accept worst 8

== but the packet's end is compared with nothing else
type xdp
-- asm
ldxw r3, [r1+4]
mov r0, 2
jgt r10, r3, +1
mov r0, 1
exit
-- reject pointer_compare 2
-- linux accepts: privileged programs may leak

== one byte more may not
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
mov r4, r2
add r4, 14
jgt r4, r3, +1
ldxw r0, [r2+12]
mov r0, 2
exit
-- reject packet_bounds 5

== less than the end says one byte more
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
mov r4, r2
add r4, 13
jge r4, r3, +1
ldxh r0, [r2+12]
mov r0, 2
exit
-- accept

== a variable offset needs a comparison of its own
type sched_cls
leaks
-- asm
ldxw r2, [r1+76]
ldxw r3, [r1+80]
mov r4, r2
add r4, 34
jgt r4, r3, +9
ldxb r5, [r2+14]
and r5, 15
lsh r5, 2
add r2, r5
mov r4, r2
add r4, 20
jgt r4, r3, +2
ldxh r0, [r2+18]
stxh [r2+16], r0
mov r0, 0
exit
-- accept

== what was compared before a variable was added does not count
type sched_cls
leaks
-- asm
ldxw r2, [r1+76]
ldxw r3, [r1+80]
mov r4, r2
add r4, 34
jgt r4, r3, +4
ldxb r5, [r2+14]
add r2, r5
ldxb r0, [r2+0]
mov r0, 0
mov r0, 0
exit
-- reject packet_bounds 7

== cgroup programs do not write packets
type cgroup_skb
leaks
-- asm
ldxw r2, [r1+76]
ldxw r3, [r1+80]
mov r4, r2
add r4, 2
jgt r4, r3, +1
sth [r2+0], 7
mov r0, 0
exit
-- reject packet_write 5

== cgroup programs return 0 or 1
type cgroup_skb
leaks
-- asm
mov r0, 2
exit
-- reject return_range

== a walk over the packet to its end
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
mov r0, 0
mov r4, r2
add r4, 1
jgt r4, r3, +4
ldxb r5, [r2+0]
add r0, r5
mov r2, r4
ja -7
exit
-- accept worst 458752
-- linux rejects: it walks every round, and this has no bound that it sees

== metadata ends where the packet starts
type xdp
leaks
-- asm
ldxw r2, [r1+8]
ldxw r3, [r1+0]
mov r4, r2
add r4, 8
jgt r4, r3, +1
ldxw r0, [r2+4]
mov r0, 2
exit
-- accept

== compared on one way only
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
ldxw r6, [r1+12]
mov r4, r2
add r4, 14
jeq r6, 1, use
jgt r4, r3, out
use:
ldxh r0, [r2+12]
out:
mov r0, 2
exit
-- reject packet_bounds

== helper that moves the packet kills a spilled pointer
type sched_cls
leaks
-- asm
mov r6, r1
ldxw r2, [r1+76]
ldxw r3, [r1+80]
mov r4, r2
add r4, 14
jgt r4, r3, out
stxdw [r10-8], r2
mov r1, r6
mov r2, 14
call 39
ldxdw r2, [r10-8]
ldxb r0, [r2]
out:
mov r0, 0
exit
-- reject not_a_pointer

== helper in a callee kills the caller's pointer
type sched_cls
leaks
-- asm
mov r6, r1
ldxw r7, [r1+76]
ldxw r3, [r1+80]
mov r4, r7
add r4, 14
jgt r4, r3, out
call local f
ldxb r0, [r7]
out:
mov r0, 0
exit
f:
mov r2, 14
call 39
mov r0, 0
exit
-- reject not_a_pointer

== proof of another variable
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
ldxw r5, [r1+12]
and r5, 255
ldxw r6, [r1+16]
and r6, 255
mov r7, r2
add r7, r5
mov r8, r2
add r8, r6
mov r4, r7
add r4, 4
jgt r4, r3, out
ldxw r0, [r8]
out:
mov r0, 2
exit
-- reject packet_bounds

== too far an offset proves nothing
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
mov r4, r2
add r4, 70000
jgt r4, r3, out
add r2, 60000
ldxb r0, [r2+9000]
out:
mov r0, 2
exit
-- reject packet_bounds

== before the start
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
mov r4, r2
add r4, 14
jgt r4, r3, out
add r2, -4
ldxw r0, [r2]
out:
mov r0, 2
exit
-- reject packet_bounds

== a walk with the proof of the first round
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
mov r4, r2
add r4, 64
jgt r4, r3, out
mov r5, 0
loop:
ldxb r0, [r2]
add r2, 1
add r5, 1
jlt r5, 65, loop
out:
mov r0, 2
exit
-- reject packet_bounds

== a walk that stays inside
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
mov r4, r2
add r4, 64
jgt r4, r3, out
mov r5, 0
loop:
ldxb r0, [r2]
add r2, 1
add r5, 1
jlt r5, 64, loop
out:
mov r0, 2
exit
-- accept

== pointers that swap in a loop
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
ldxw r5, [r1+12]
and r5, 255
mov r6, r2
add r6, r5
mov r7, r6
mov r9, 0
loop:
mov r4, r6
add r4, 8
jgt r4, r3, out
ldxdw r0, [r7]
add r7, 8
add r9, 1
jlt r9, 4, loop
out:
mov r0, 2
exit
-- reject packet_bounds

== unbounded variable
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
ldxw r5, [r1+12]
add r2, r5
mov r4, r2
add r4, 8
jgt r4, r3, out
ldxb r0, [r2]
out:
mov r0, 2
exit
-- reject packet_bounds

== the end moved
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
add r3, 8
mov r4, r2
add r4, 8
jgt r4, r3, out
ldxb r0, [r2]
out:
mov r0, 2
exit
-- reject pointer_arithmetic

== equal to the end says nothing of what lies behind
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
mov r4, r2
add r4, 8
jeq r4, r3, out
ldxb r0, [r2]
out:
mov r0, 2
exit
-- reject packet_bounds

== a walk that moves a copy of what was compared
type xdp
leaks
-- asm
ldxw r3, [r1+4]
ldxw r1, [r1+0]
mov r4, r1
add r4, 2
jgt r4, r3, out
mov r4, 0
add r1, 4
mov r2, 0
l:
ldxh r5, [r1-4]
add r2, r5
jgt r4, 728, out
mov r5, r1
add r1, 2
add r4, 1
jge r3, r5, l
out:
mov r0, 2
exit
-- accept

== one that moves it too far
type xdp
leaks
-- asm
ldxw r3, [r1+4]
ldxw r1, [r1+0]
mov r4, r1
add r4, 2
jgt r4, r3, out
mov r4, 0
add r1, 4
mov r2, 0
l:
ldxh r5, [r1-4]
add r2, r5
jgt r4, 728, out
mov r5, r1
add r1, 3
add r4, 1
jge r3, r5, l
out:
mov r0, 2
exit
-- reject packet_bounds

== a walk over records of variable length
type xdp
leaks
-- asm
ldxw r2, [r1]
ldxw r3, [r1+4]
mov r6, 0
again:
mov r4, r2
add r4, 2
jgt r4, r3, out
ldxb r5, [r2+1]
add r5, 2
add r2, r5
add r6, 1
jlt r6, 10, again
out:
mov r0, 2
exit
-- accept worst 85 calls 0

== the same walk, with the test behind the access
type xdp
leaks
-- asm
ldxw r2, [r1]
ldxw r3, [r1+4]
mov r6, 0
again:
ldxb r5, [r2+1]
mov r4, r2
add r4, 2
jgt r4, r3, out
add r5, 2
add r2, r5
add r6, 1
jlt r6, 10, again
out:
mov r0, 2
exit
-- reject packet_bounds 3

== the walk reads a byte more than it tests
type xdp
leaks
-- asm
ldxw r2, [r1]
ldxw r3, [r1+4]
mov r6, 0
again:
mov r4, r2
add r4, 2
jgt r4, r3, out
ldxb r5, [r2+2]
add r5, 2
add r2, r5
add r6, 1
jlt r6, 10, again
out:
mov r0, 2
exit
-- reject packet_bounds 6

== proven before, used at a variable place behind it
type xdp
leaks
-- asm
ldxw r6, [r1+0]
ldxw r3, [r1+4]
mov r4, r6
add r4, 64
jgt r4, r3, out
call 7
and r0, 63
add r6, r0
ldxb r0, [r6]
out:
mov r0, 2
exit
-- accept
-- linux rejects: it knows nothing of a packet pointer once a number that it does not know was added

== the number may be one too large
type xdp
leaks
-- asm
ldxw r6, [r1+0]
ldxw r3, [r1+4]
mov r4, r6
add r4, 63
jgt r4, r3, out
call 7
and r0, 63
add r6, r0
ldxb r0, [r6]
out:
mov r0, 2
exit
-- reject packet_bounds 8

== a subtracted number leaves nothing proven
type xdp
leaks
-- asm
ldxw r6, [r1+0]
ldxw r3, [r1+4]
mov r4, r6
add r4, 64
jgt r4, r3, out
call 7
and r0, 7
sub r6, r0
ldxb r0, [r6]
out:
mov r0, 2
exit
-- reject packet_bounds 8

== a counted loop over bytes that were compared before it
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
mov r4, r2
add r4, 64
mov r0, 0
jgt r4, r3, out
mov r5, 0
again:
mov r4, r2
add r4, r5
ldxb r1, [r4]
add r5, 1
jlt r5, 64, again
out:
mov r0, 2
exit
-- accept worst 329

== one round too many
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
mov r4, r2
add r4, 64
mov r0, 0
jgt r4, r3, out
mov r5, 0
again:
mov r4, r2
add r4, r5
ldxb r1, [r4]
add r5, 1
jlt r5, 65, again
out:
mov r0, 2
exit
-- reject packet_bounds 9

== a walk by two bytes a round
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
mov r4, r2
add r4, 64
mov r0, 0
jgt r4, r3, out
mov r5, 0
again:
ldxb r1, [r2]
add r2, 2
add r5, 1
jlt r5, 33, again
out:
mov r0, 2
exit
-- reject packet_bounds 7

== a walk by lengths that the packet holds
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
mov r5, 0
again:
mov r4, r2
add r4, 2
jgt r4, r3, out
ldxb r0, [r2+0]
ldxb r1, [r2+1]
add r2, 2
add r2, r1
add r5, 1
jlt r5, 20, again
out:
mov r0, 2
exit
-- accept

== what was compared before the step says nothing after it
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
mov r5, 0
again:
mov r4, r2
add r4, 2
jgt r4, r3, out
ldxb r1, [r2+1]
add r2, 2
add r2, r1
ldxb r0, [r2+0]
add r5, 1
jlt r5, 20, again
out:
mov r0, 2
exit
-- reject packet_bounds

== the same comparison again turns out as it did
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
mov r4, r2
add r4, 14
mov r5, 0
jgt r4, r3, +1
mov r5, r2
jgt r4, r3, out
ldxb r0, [r5+13]
out:
mov r0, 2
exit
-- accept

== behind the end is not before it, whichever way one asks
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
mov r4, r2
add r4, 14
mov r5, 0
jle r4, r3, +1
ja +1
mov r5, r2
jlt r3, r4, out
ldxb r0, [r5+13]
out:
mov r0, 2
exit
-- accept

== at the end may be at most the end: both ways stay
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
mov r4, r2
add r4, 14
mov r5, 0
jge r4, r3, +1
mov r5, r2
jgt r4, r3, out
ldxb r0, [r5+13]
out:
mov r0, 2
exit
-- reject not_a_pointer 8

== the pointer moved between the two comparisons
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
mov r4, r2
add r4, 14
mov r5, 0
jgt r4, r3, +1
mov r5, r2
add r4, -1
jgt r4, r3, out
ldxb r0, [r5+13]
out:
mov r0, 2
exit
-- reject not_a_pointer 9
-- linux accepts: it takes the first answer for the pointer that has moved since

== lengths that belong to offsets: kept apart when the first try fails
type xdp
leaks
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
add r4, 22
jgt r4, r3, out
mov r5, 18
join:
add r2, r5
ldxw r0, [r2]
and r0, 1
out:
exit
-- accept

== lengths that do not
type xdp
leaks
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

== an error code is kept apart, and slots that nobody reads back are not
type xdp
leaks
map hash 4 8 1
-- asm
mov r6, r1
call 7
mov r7, r0
stdw [r10-8], 0
jset r7, 2, +1
ja +1
stxdw [r10-8], r6
stdw [r10-16], 0
jset r7, 4, +1
ja +1
stxdw [r10-16], r6
stdw [r10-24], 0
jset r7, 8, +1
ja +1
stxdw [r10-24], r6
stdw [r10-32], 0
jset r7, 16, +1
ja +1
stxdw [r10-32], r6
stdw [r10-40], 0
jset r7, 32, +1
ja +1
stxdw [r10-40], r6
stdw [r10-48], 0
jset r7, 64, +1
ja +1
stxdw [r10-48], r6
stdw [r10-56], 0
jset r7, 128, +1
ja +1
stxdw [r10-56], r6
stw [r10-64], 0
mov r2, r10
add r2, -64
lddw r1, map[0]
call 1
ldxw r2, [r6]
ldxw r3, [r6+4]
mov r9, 0
mov r4, r2
add r4, 14
jle r4, r3, +1
mov r9, -22
mov r0, 2
jne r9, 0, out
ldxb r0, [r2+12]
mov r0, 2
out:
exit
-- accept

== but what is wrong stays wrong
type xdp
leaks
map hash 4 8 1
-- asm
mov r6, r1
call 7
mov r7, r0
stdw [r10-8], 0
jset r7, 2, +1
ja +1
stxdw [r10-8], r6
stdw [r10-16], 0
jset r7, 4, +1
ja +1
stxdw [r10-16], r6
stdw [r10-24], 0
jset r7, 8, +1
ja +1
stxdw [r10-24], r6
stdw [r10-32], 0
jset r7, 16, +1
ja +1
stxdw [r10-32], r6
stdw [r10-40], 0
jset r7, 32, +1
ja +1
stxdw [r10-40], r6
stdw [r10-48], 0
jset r7, 64, +1
ja +1
stxdw [r10-48], r6
stdw [r10-56], 0
jset r7, 128, +1
ja +1
stxdw [r10-56], r6
stw [r10-64], 0
mov r2, r10
add r2, -64
lddw r1, map[0]
call 1
ldxw r2, [r6]
ldxw r3, [r6+4]
mov r9, 0
mov r4, r2
add r4, 14
jle r4, r3, +1
mov r9, -22
mov r0, 2
jne r9, 0, out
ldxb r0, [r2+14]
mov r0, 2
out:
exit
-- reject packet_bounds 46

== a chain of headers: the type of the next is read where the header before was, which has its name by chance in the first round
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r1, [r1+4]
mov r3, r2
add r3, 54
mov r5, r2
add r5, 56
jgt r5, r1, out
mov r0, r2
add r0, 20
mov r4, 0
next:
ldxb r0, [r0+0]
jeq r0, 44, short
jne r0, 51, out
ldxb r0, [r3+1]
lsh r0, 2
mov r5, r3
add r5, r0
ja step
short:
mov r5, r3
step:
jgt r4, 4, out
mov r6, r5
add r6, 10
add r4, 1
add r5, 8
mov r0, r3
mov r3, r5
jle r6, r1, next
out:
mov r0, 2
exit
-- accept

== headers in the packet, of which a cookie is made
type xdp
-- asm
ldxw r2, [r1]
ldxw r3, [r1+4]
mov r4, r2
add r4, 40
jgt r4, r3, out
mov r1, r2
add r2, 20
mov r3, 20
call 204
out:
mov r0, 1
exit
-- accept worst 11

== a header that is not all there
type xdp
-- asm
ldxw r2, [r1]
ldxw r3, [r1+4]
mov r4, r2
add r4, 39
jgt r4, r3, out
mov r1, r2
add r2, 20
call 206
out:
mov r0, 1
exit
-- reject packet_bounds 7
