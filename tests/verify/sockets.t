# SPDX-License-Identifier: Apache-2.0
# Sockets: looked up, held, released; legacy packet loads; maps and helpers that belong together.

== a socket that was found is released
type sched_cls
leaks
-- asm
stdw [r10-8], 0
stw [r10-16], 0
mov r2, r10
add r2, -16
mov r3, 12
mov r4, 0
mov r5, 0
call 84
jeq r0, 0, +2
mov r1, r0
call 86
mov r0, 0
exit
-- accept worst 13

== a socket that was found and not released
type sched_cls
leaks
-- asm
stdw [r10-8], 0
stw [r10-16], 0
mov r2, r10
add r2, -16
mov r3, 12
mov r4, 0
mov r5, 0
call 84
mov r0, 0
exit
-- reject reference_leak 9

== a released socket is not read
type sched_cls
leaks
-- asm
stdw [r10-8], 0
stw [r10-16], 0
mov r2, r10
add r2, -16
mov r3, 12
mov r4, 0
mov r5, 0
call 84
jeq r0, 0, +4
mov r6, r0
mov r1, r0
call 86
ldxw r0, [r6+4]
mov r0, 0
exit
-- reject not_a_pointer 12

== a view of a socket goes with the socket
type sched_cls
leaks
-- asm
stdw [r10-8], 0
stw [r10-16], 0
mov r2, r10
add r2, -16
mov r3, 12
mov r4, 0
mov r5, 0
call 84
jeq r0, 0, +9
mov r6, r0
mov r1, r0
call 96
mov r7, r0
mov r1, r6
jeq r7, 0, +2
call 86
ldxw r0, [r7+0]
call 86
mov r0, 0
exit
-- reject not_a_pointer 16

== packet pointers are gone after the packet was changed
type sched_cls
leaks
-- asm
mov r6, r1
ldxw r7, [r1+76]
ldxw r3, [r1+80]
mov r4, r7
add r4, 14
jgt r4, r3, +4
mov r2, 0
call 39
ldxb r0, [r7+0]
mov r0, 0
mov r0, 0
exit
-- reject not_a_pointer 8

== a tail call takes a map of programs
type sched_cls
map array 4 4 1
leaks
-- asm
lddw r2, map[0]
mov r3, 0
call 12
mov r0, 0
exit
-- reject argument_map 3

== a tail call
type sched_cls
map prog_array 4 4 8
leaks
-- asm
lddw r2, map[0]
mov r3, 0
call 12
mov r0, 0
exit
-- accept

== a helper of another program type
type kprobe
leaks
-- asm
mov r2, 0
call 44
mov r0, 0
exit
-- reject helper_type 1

== a flow dissector reads and writes the keys of its flow
type flow_dissector
leaks
-- asm
ldxdw r2, [r1+144]
ldxh r0, [r2+12]
sth [r2+0], 14
stw [r2+52], 1
mov r0, 0
exit
-- accept

== the keys end
type flow_dissector
leaks
-- asm
ldxdw r2, [r1+144]
ldxw r0, [r2+54]
mov r0, 0
exit
-- reject memory_bounds 1

== the keys are read whole, as a pointer
type flow_dissector
leaks
-- asm
ldxw r2, [r1+144]
mov r0, 0
exit
-- reject ctx_access 0

== other programs have no keys
type sched_cls
leaks
-- asm
ldxdw r2, [r1+144]
mov r0, 0
exit
-- reject ctx_access 0

== ... as far as a field's place reaches
type syscall
leaks
-- asm
ldxdw r0, [r1+32752]
stxdw [r1+8], r0
stb [r1+9], 1
mov r0, 0
exit
-- accept
-- linux skip: such a program sleeps, which its flags must say

== not before it, and not across
type syscall
leaks
-- asm
ldxdw r0, [r1+4]
mov r0, 0
exit
-- reject ctx_access 0

== a netfilter program's verdict is drop or accept
type netfilter
leaks
-- asm
ldxdw r2, [r1+0]
mov r0, 2
exit
-- reject return_range 2
-- linux skip: it wants a hook to attach to

== ... one of them
type netfilter
leaks
-- asm
ldxdw r2, [r1+8]
mov r0, 1
exit
-- accept
-- linux skip: it wants a hook to attach to

== the socket of a setsockopt call
type cgroup_sockopt
attach 22
leaks
-- asm
ldxdw r1, [r1]
mov r2, 6
mov r3, 13
stdw [r10-16], 0
stdw [r10-8], 0
mov r4, r10
add r4, -16
mov r5, 16
call 57
mov r0, 1
exit
-- accept

== ... not its context
type cgroup_sockopt
attach 22
leaks
-- asm
mov r2, 6
mov r3, 13
stdw [r10-16], 0
stdw [r10-8], 0
mov r4, r10
add r4, -16
mov r5, 16
call 57
mov r0, 1
exit
-- reject argument_kind 7

== ... nor that of a getsockopt call, which nobody has locked
type cgroup_sockopt
attach 21
leaks
-- asm
ldxdw r1, [r1]
mov r2, 6
mov r3, 13
stdw [r10-16], 0
stdw [r10-8], 0
mov r4, r10
add r4, -16
mov r5, 16
call 57
mov r0, 1
exit
-- reject helper_type 8

== the cookie of a socket that programs choose a socket for
type sk_reuseport
attach 40
leaks
-- asm
ldxdw r1, [r1+40]
call 46
mov r0, 1
exit
-- accept

== ... that may not be there
type sk_reuseport
attach 40
leaks
-- asm
ldxdw r1, [r1+48]
call 46
mov r0, 1
exit
-- accept

== ... the context is none
type sk_reuseport
attach 40
leaks
-- asm
call 46
mov r0, 1
exit
-- reject argument_kind 0

== the context of programs on sockets is a socket
map sk_storage 4 8 0
type cgroup_sock
attach 2
leaks
-- asm
mov r2, r1
lddw r1, map[0]
mov r3, 0
mov r4, 0
call 107
jeq r0, 0, +1
stdw [r0], 1
mov r0, 1
exit
-- accept
-- linux skip: such maps need BTF

== ... that of programs on packets is none
map sk_storage 4 8 0
type sched_cls
leaks
-- asm
mov r2, r1
lddw r1, map[0]
mov r3, 0
mov r4, 0
call 107
jeq r0, 0, +1
stdw [r0], 1
mov r0, 1
exit
-- reject argument_kind 5
-- linux skip: such maps need BTF

== a text of which only the length is asked for has no memory
map array 4 8 1 ro 2564000000000000
type raw_tracepoint
leaks
-- asm
mov r1, 0
mov r2, 0
lddw r3, map[0]+0
stdw [r10-8], 1
mov r4, r10
add r4, -8
mov r5, 8
call 165
mov r0, 0
exit
-- accept

== ... but no text is written to none
map array 4 8 1 ro 2564000000000000
type raw_tracepoint
leaks
-- asm
mov r1, 0
mov r2, 8
lddw r3, map[0]+0
stdw [r10-8], 1
mov r4, r10
add r4, -8
mov r5, 8
call 165
mov r0, 0
exit
-- reject argument_kind 8

== what a call returns, at hooks that decide it
type cgroup_sock_addr
attach 10
-- asm
call 186
mov r1, r0
call 187
mov r0, 1
exit
-- accept

== ... not at those that only tell
type cgroup_sock_addr
attach 29
-- asm
call 186
mov r0, 1
exit
-- reject helper_type 0

== ... nor set there
type cgroup_sock_addr
attach 19
-- asm
mov r1, 0
call 187
mov r0, 1
exit
-- reject helper_type 1

== hooks of UNIX sockets that only tell refuse nothing
type cgroup_sock_addr
attach 52
-- asm
mov r0, 0
exit
-- reject return_range 1

== maps of sockets are changed where no socket is locked
map sockmap 4 8 4
type sched_cls
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
mov r3, r6
mov r4, 0
call 2
mov r1, r6
call 86
out:
mov r0, 0
exit
-- accept calls 3

== ... with a socket, not with bytes
map sockmap 4 8 4
type sched_cls
leaks
-- asm
stw [r10-4], 0
stdw [r10-16], 0
mov r2, r10
add r2, -4
mov r3, r10
add r3, -16
lddw r1, map[0]
mov r4, 0
call 2
mov r0, 0
exit
-- reject argument_kind 9

== ... nothing is taken out of them by what may run at any place
map sockmap 4 8 4
type raw_tracepoint
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 3
mov r0, 0
exit
-- reject argument_map 5

== ... operations on sockets take one out, and put none in
map sockmap 4 8 4
type sock_ops
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 3
mov r0, 0
exit
-- accept

== ... none in
map sockmap 4 8 4
type sock_ops
leaks
-- asm
ldxdw r3, [r1+184]
jeq r3, 0, out
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
mov r4, 0
call 2
out:
mov r0, 0
exit
-- reject argument_map 8

== what equals a pointer that is not NULL is none
type sched_cls
leaks
-- asm
ldxdw r6, [r1+168]
jeq r6, 0, out
mov r1, r6
call 95
mov r7, r0
mov r1, r6
call 95
jeq r0, 0, out
jne r0, r7, out
ldxw r0, [r7+4]
out:
mov r0, 0
exit
-- accept

== ... of two that may be NULL each may be
type sched_cls
leaks
-- asm
ldxdw r6, [r1+168]
jeq r6, 0, out
mov r1, r6
call 95
mov r7, r0
mov r1, r6
call 95
jne r0, r7, out
ldxw r0, [r7+4]
out:
mov r0, 0
exit
-- reject maybe_null 8

== ... what does not equal one may be
type sched_cls
leaks
-- asm
ldxdw r6, [r1+168]
jeq r6, 0, out
mov r1, r6
call 95
mov r7, r0
mov r1, r6
call 95
jeq r0, 0, out
jeq r0, r7, out
ldxw r0, [r7+4]
out:
mov r0, 0
exit
-- reject maybe_null 9

== results are changed at one function
type kprobe
leaks
-- asm
mov r2, 0
call 58
mov r0, 0
exit
-- accept
-- linux skip: a kernel may have none of it

== and not at several
type kprobe
attach 42
leaks
-- asm
mov r2, 0
call 58
mov r0, 0
exit
-- reject helper_type 1

== options stored in a header move the packet
type sock_ops
leaks
-- asm
mov r6, r1
ldxdw r7, [r6+192]
ldxdw r8, [r6+200]
mov r9, r7
add r9, 8
jgt r9, r8, out
stdw [r10-8], 0
mov r1, r6
mov r2, r10
add r2, -8
mov r3, 8
mov r4, 0
call 143
ldxb r0, [r7]
out:
mov r0, 1
exit
-- reject not_a_pointer 13

== options found in a header are written where they were asked for
type sock_ops
map array 4 8 1
leaks
-- asm
stdw [r10-8], 0
mov r2, r10
add r2, -8
mov r3, 8
mov r4, 0
call 142
ldxdw r1, [r10-8]
jgt r1, 255, out
lddw r2, map[0]+0
add r2, r1
ldxb r0, [r2]
out:
mov r0, 1
exit
-- reject value_bounds

== branch records are written
type perf_event
map array 4 8 1
leaks
-- asm
stdw [r10-8], 0
mov r2, r10
add r2, -8
mov r3, 8
mov r4, 0
call 119
ldxdw r1, [r10-8]
jgt r1, 255, out
lddw r2, map[0]+0
add r2, r1
ldxb r0, [r2]
out:
mov r0, 0
exit
-- reject value_bounds

== what a flow dissector has is no buffer: its data is not pulled
type flow_dissector
attach 17
leaks
-- asm
mov r2, 8
call 39
mov r0, 0
exit
-- reject helper_type 1

== ... nor is it asked for its cgroup where sockets are chosen
type sk_reuseport
attach 39
leaks
-- asm
call 79
mov r0, 1
exit
-- reject helper_type 0

== ... nor for its socket's user on its way through a tunnel
type lwt_in
leaks
-- asm
call 47
mov r0, 0
exit
-- reject helper_type 0

== a socket that events come from is not looked at as another one
type sock_ops
attach 3
leaks
-- asm
ldxdw r1, [r1+184]
jeq r1, 0, out
call 95
out:
mov r0, 1
exit
-- reject helper_type 2

== a socket is bound where it connects
type cgroup_sock_addr
attach 10
leaks
-- asm
stdw [r10-16], 2
stdw [r10-8], 0
mov r2, r10
add r2, -16
mov r3, 16
call 64
mov r0, 1
exit
-- accept calls 1

== ... and not where it is bound
type cgroup_sock_addr
attach 8
leaks
-- asm
stdw [r10-16], 2
stdw [r10-8], 0
mov r2, r10
add r2, -16
mov r3, 16
call 64
mov r0, 1
exit
-- reject helper_type 5

== a tracepoint has no function
type tracepoint
leaks
-- asm
call 173
mov r0, 0
exit
-- reject helper_type 0

== events are answered by one word
type sock_ops
attach 3
leaks
-- asm
mov r2, 0
stxw [r1+4], r2
ldxw r3, [r1+8]
mov r0, 1
exit
-- accept

== ... not by the further ones
type sock_ops
attach 3
leaks
-- asm
mov r2, 0
stxw [r1+8], r2
mov r0, 1
exit
-- reject ctx_access 1

== a hash is read as one
type sk_reuseport
attach 39
leaks
-- asm
ldxb r2, [r1+32]
mov r0, 1
exit
-- reject ctx_access 0

== what a map of devices has is read
type xdp
map devmap_hash 4 8 4
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
ldxw r1, [r0]
out:
mov r0, 2
exit
-- accept

== ... and not written
type xdp
map devmap 4 8 4
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
stw [r0], 5
out:
mov r0, 2
exit
-- reject read_only 7

== ... nor as memory that another map may have
type xdp
map devmap 4 8 4
map hash 4 8 4
leaks
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r6, r0
call 7
jeq r0, 0, write
mov r2, r10
add r2, -4
lddw r1, map[1]
call 1
jeq r0, 0, out
mov r6, r0
write:
stw [r6], 5
out:
mov r0, 2
exit
-- reject read_only

== a flow's keys are read and written, not exchanged
type flow_dissector
leaks
-- asm
ldxdw r1, [r1+144]
mov r2, 1
stxw [r1+4], r2
lock add [r1], r2
mov r0, 0
exit
-- reject atomic_memory 3
