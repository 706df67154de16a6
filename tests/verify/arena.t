# SPDX-License-Identifier: Apache-2.0
# Arenas: addresses that are numbers of 32 bits, accesses of which nothing has to be known.

== a cast address is accessed at any offset and in any size
map arena 0 0 4
leaks
-- asm
lddw r1, map[0]
lddw r2, map[0]+16
addr_space_cast r2, r2, 1
ldxb r0, [r2+32767]
ldxh r0, [r2-32768]
ldxw r0, [r2+1]
ldxdw r0, [r2+3]
stb [r2], 1
sth [r2+1], 1
stw [r2+2], 1
stdw [r2+3], 1
stxdw [r2], r0
mov r0, 0
exit
-- accept

== what is loaded there is a number
map arena 0 0 4
-- asm
lddw r2, map[0]+0
addr_space_cast r2, r2, 1
ldxdw r3, [r2]
ldxdw r0, [r3]
mov r0, 0
exit
-- reject not_a_pointer 4

== but a cast makes it an address again, of any object
map arena 0 0 4
-- asm
lddw r2, map[0]+0
addr_space_cast r2, r2, 1
ldxdw r3, [r2]
addr_space_cast r3, r3, 1
ldxdw r4, [r3+8]
addr_space_cast r4, r4, 1
stxdw [r4], r3
mov r0, 0
exit
-- accept

== an address that was not cast is a number
map arena 0 0 4
-- asm
lddw r2, map[0]+0
ldxdw r0, [r2]
mov r0, 0
exit
-- reject not_a_pointer 2

== an address for user space is a number
map arena 0 0 4
-- asm
lddw r2, map[0]+0
addr_space_cast r2, r2, 1
addr_space_cast r2, r2, 65536
ldxdw r0, [r2]
mov r0, 0
exit
-- reject not_a_pointer 4

== a cast where the program refers to no arena
map array 4 8 1
-- asm
mov r2, 0
addr_space_cast r2, r2, 1
mov r0, 0
exit
-- reject arena 1
-- fixed
map arena 0 0 4
lddw r1, map[0]
mov r2, 0
addr_space_cast r2, r2, 1
mov r0, 0
exit

== a cast in another direction
map arena 0 0 4
-- asm
lddw r1, map[0]
mov r2, 0
addr_space_cast r2, r2, 2
mov r0, 0
exit
-- reject bad_instruction 3

== two arenas
map arena 0 0 4
map arena 0 0 5
-- asm
lddw r1, map[0]
lddw r1, map[1]
mov r0, 0
exit
-- reject arena 2

== arithmetic of every sort leaves an address
map arena 0 0 4
-- asm
lddw r2, map[0]+0
addr_space_cast r2, r2, 1
add r2, 8
sub r2, 4
mul r2, 3
and r2, -8
or r2, 1
xor r2, 3
lsh r2, 4
rsh r2, 2
arsh r2, 1
add32 r2, 7
mov r3, 5
add r3, r2
stw [r3], 1
ldxw r0, [r2]
mov r0, 0
exit
-- accept

== of which 32 bits are left
map arena 0 0 4
map array 4 16 1
-- asm
lddw r2, map[0]+0
addr_space_cast r2, r2, 1
sub r2, 1
mov32 r3, r2
lddw r1, map[1]+0
rsh r3, 28
add r1, r3
ldxb r0, [r1]
exit
-- accept

== a shift of 32 bits and more
map arena 0 0 4
-- asm
lddw r2, map[0]+0
addr_space_cast r2, r2, 1
lsh r2, 32
mov r0, 0
exit
-- reject shift_range 3
-- linux skip: it shifts 32 bits by that

== the lower half of an address is a number
map arena 0 0 4
-- asm
lddw r2, map[0]+0
addr_space_cast r2, r2, 1
mov32 r2, r2
ldxw r0, [r2]
mov r0, 0
exit
-- reject not_a_pointer 4

== an address is compared with any number, NULL too, and both ways are walked
map arena 0 0 4
-- asm
lddw r2, map[0]+0
addr_space_cast r2, r2, 1
mov r0, 1
jeq r2, 0, out
ldxw r0, [r2]
ja done
out:
ldxw r3, [r0]
done:
mov r0, 0
exit
-- reject not_a_pointer

== an address or NULL is an address
map arena 0 0 4
-- asm
ldxw r6, [r1]
mov r2, 0
jeq r6, 0, out
lddw r2, map[0]+8
addr_space_cast r2, r2, 1
out:
ldxw r0, [r2]
mov r0, 0
exit
-- accept
-- linux rejects: on one of its ways it is a number

== one instruction accesses an arena on one way and the stack on another
map arena 0 0 4
-- asm
ldxw r6, [r1]
mov r2, r10
add r2, -8
stdw [r10-8], 0
jeq r6, 0, out
lddw r2, map[0]+8
addr_space_cast r2, r2, 1
out:
ldxw r0, [r2]
mov r0, 0
exit
-- reject mixed_pointers 8

== one instruction computes an address on one way and a number of 64 bits on another
map arena 0 0 4
-- asm
ldxw r6, [r1]
lddw r2, 0x100000000
mov r7, r10
jeq r6, 0, out
lddw r2, map[0]+8
mov r7, 0
addr_space_cast r2, r2, 1
out:
add r2, 8
jeq r6, 0, stack
ldxw r0, [r2]
stack:
mov r0, r7
mov r0, 0
exit
-- reject mixed_pointers 9
-- linux accepts: there the number is cut to 32 bits, too, and nobody has said so

== in the stack an address is still one
map arena 0 0 4
-- asm
lddw r2, map[0]+0
addr_space_cast r2, r2, 1
stxdw [r10-8], r2
ldxdw r3, [r10-8]
ldxw r0, [r3]
mov r0, 0
exit
-- accept

== half of it is a number
map arena 0 0 4
-- asm
lddw r2, map[0]+0
addr_space_cast r2, r2, 1
stxdw [r10-8], r2
ldxw r3, [r10-8]
ldxw r0, [r3]
mov r0, 0
exit
-- reject not_a_pointer 5

== atomic operations, aligned or not
map arena 0 0 4
-- asm
lddw r2, map[0]+0
addr_space_cast r2, r2, 1
mov r3, 1
mov r0, 0
lock add [r2+4], r3
lock fetch or32 [r2+2], r3
lock xchg [r2], r3
lock cmpxchg [r2], r3
mov r0, 0
exit
-- accept
-- linux rejects: its code for x86-64 has no loop for those that fetch after or, and, xor

== what an atomic operation gives is not more than its size
map arena 0 0 4
map array 4 16 1
-- asm
lddw r2, map[0]+0
addr_space_cast r2, r2, 1
lddw r3, 0x1100000001
lock fetch add32 [r2], r3
rsh r3, 32
lddw r1, map[1]+12
add r1, r3
ldxw r0, [r1]
mov r0, 0
exit
-- accept

== helpers take no memory in an arena
map arena 0 0 4
type kprobe
-- asm
lddw r2, map[0]+0
addr_space_cast r2, r2, 1
mov r1, r2
mov r2, 8
mov r3, 0
call 113
mov r0, 0
exit
-- reject argument_kind 6

== pages are allocated and given back where a program may wait
map arena 0 0 4
type syscall
-- asm
lddw r6, map[0]
mov r1, r6
mov r2, 0
mov r3, 1
mov r4, 0
mov r5, 0
call kfunc bpf_arena_alloc_pages
mov r7, r0
addr_space_cast r7, r7, 1
stdw [r7], 1
mov r1, r6
mov r2, r7
mov r3, 1
call kfunc bpf_arena_free_pages
mov r0, 0
exit
-- accept
-- linux skip: the program has no BTF there

== what is allocated is a number
map arena 0 0 4
type syscall
-- asm
lddw r1, map[0]
mov r2, 0
mov r3, 1
mov r4, 0
mov r5, 0
call kfunc bpf_arena_alloc_pages
ldxdw r0, [r0]
mov r0, 0
exit
-- reject not_a_pointer 7
-- linux skip: the program has no BTF there

== not where it must not
map arena 0 0 4
type kprobe
-- asm
lddw r1, map[0]
mov r2, 0
mov r3, 1
mov r4, 0
mov r5, 0
call kfunc bpf_arena_alloc_pages
mov r0, 0
exit
-- reject may_sleep 6

== pages of what is no map
map arena 0 0 4
type syscall
-- asm
lddw r1, map[0]+0
mov r2, 0
mov r3, 1
mov r4, 0
mov r5, 0
call kfunc bpf_arena_alloc_pages
mov r0, 0
exit
-- reject argument_kind 6
-- linux skip: the program has no BTF there

== an arena is looked up in by nobody
map arena 0 0 4
-- asm
lddw r1, map[0]
mov r2, r10
add r2, -8
stdw [r10-8], 0
call 1
mov r0, 0
exit
-- reject argument_map 5

== the address of a byte behind its end
map arena 0 0 4
-- asm
lddw r2, map[0]+16385
mov r0, 0
exit
-- reject no_direct_value 0

== addresses live through loops
map arena 0 0 4
-- asm
lddw r2, map[0]+0
addr_space_cast r2, r2, 1
mov r6, 0
mov r0, 0
loop:
ldxw r3, [r2]
add r0, r3
add r2, 4
add r6, 1
jlt r6, 100, loop
and r0, 0
exit
-- accept worst 506

== a list is walked as far as the budget goes
map arena 0 0 4
-- asm
lddw r2, map[0]+0
addr_space_cast r2, r2, 1
mov r0, 0
loop:
ldxdw r2, [r2]
addr_space_cast r2, r2, 1
jne r2, 0, loop
exit
-- accept budget
-- linux rejects: it wants a count, or can_loop

== functions take addresses and give them back
map arena 0 0 4
-- asm
lddw r1, map[0]+0
addr_space_cast r1, r1, 1
call local next
ldxw r0, [r0]
mov r0, 0
exit
next:
mov r0, r1
add r0, 8
exit
-- accept

== without leave to show addresses pointers are not cast
map arena 0 0 4
-- asm
lddw r1, map[0]
mov r2, r10
addr_space_cast r2, r2, 1
mov r0, 0
exit
-- reject pointer_leak 3
-- linux accepts: its rules for privileged programs

== nor stored there
map arena 0 0 4
-- asm
lddw r2, map[0]+0
addr_space_cast r2, r2, 1
stxdw [r2], r10
mov r0, 0
exit
-- reject pointer_leak 3
-- linux accepts: its rules for privileged programs

== with it they are
map arena 0 0 4
leaks
-- asm
lddw r2, map[0]+0
addr_space_cast r2, r2, 1
stxdw [r2], r10
mov r3, r10
addr_space_cast r3, r3, 1
add r2, r10
ldxw r0, [r2]
mov r0, 0
exit
-- accept

== the number of a CPU is less than 64, as everywhere here
map array 4 512 1
-- asm
call 8
lddw r1, map[0]+0
lsh r0, 3
add r1, r0
ldxdw r0, [r1]
mov r0, 0
exit
-- accept

== but not less than that
map array 4 504 1
-- asm
call 8
lddw r1, map[0]+0
lsh r0, 3
add r1, r0
ldxdw r0, [r1]
mov r0, 0
exit
-- reject value_bounds 5
-- linux accepts: it has as many as this machine can
