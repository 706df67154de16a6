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
-- accept budget
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
