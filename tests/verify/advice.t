# SPDX-License-Identifier: Apache-2.0
# For each row of reasons.def: a program that is refused with it, and the same program after its advice was taken.

== advice: give the function a body
-- asm
-- reject empty_program
-- fixed
mov r0, 0
exit

== advice: load it under a profile that allows more
embedded
-- asm
repeat 5000 mov r0, 0
exit
-- reject too_long
-- linux skip: its limit depends on who asks
-- fixed
cloud
repeat 5000 mov r0, 0
exit

== advice: leave unused fields zero
-- asm
mov r10, 0
mov r0, 0
exit
-- reject bad_instruction 0
-- fixed
mov r9, 0
mov r0, 0
exit

== advice: read the data through the context
type raw_tracepoint
-- asm
ldabsw 14
exit
-- reject legacy_packet_load 0
-- linux skip: Linux has them
-- fixed
ldxdw r0, [r1]
exit

== advice: jump to the start of an instruction inside the function
-- asm
mov r0, 0
jeq r0, 1, +1
lddw r0, 0x100000000
exit
-- reject bad_jump_target 1
-- fixed
ldxw r0, [r1]
jeq r0, 1, +2
lddw r0, 0x100000000
exit

== advice: end every path with a return
-- asm
mov r0, 0
-- reject falls_off_end 0
-- fixed
mov r0, 0
exit

== advice: remove the dead code
-- asm
mov r0, 0
exit
mov r0, 1
exit
-- reject unreachable 2
-- fixed
mov r0, 0
exit

== advice: call functions of the same program
-- asm
mov r0, 0
call local +9
exit
-- reject bad_call_target 1
-- fixed
mov r0, 0
call local f
exit
f:
mov r0, 0
exit

== advice: a loop instead of recursion
-- asm
mov r1, 5
call local f
exit
f:
mov r0, 0
jeq r1, 0, done
add r1, -1
call local f
done:
exit
-- reject recursion
-- fixed
mov r1, 5
call local f
exit
f:
mov r0, 0
l:
jeq r1, 0, done
add r1, -1
ja l
done:
exit

== advice: inline some of nine nested functions
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
-- fixed
call local a
exit
a:
call local b
exit
b:
mov r0, 0
exit

== advice: inline some of many functions
embedded
-- asm
repeat 33 call local +33
exit
repeat 33 exit
-- reject too_many_functions
-- fixed
call local f
exit
f:
repeat 32 mov r0, 0
exit

== advice: a large buffer in a map
map percpu_array 4 312 1
-- asm
stdw [r10-312], 0
call local f
exit
f:
stdw [r10-312], 0
mov r0, 0
exit
-- reject stack_total
-- linux skip: depends on how it counts frames
-- fixed
stdw [r10-312], 0
call local f
exit
f:
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
stdw [r0], 0
out:
mov r0, 0
exit

== advice: one entry to a loop
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
-- linux accepts: it walks every iteration
-- fixed
ldxw r2, [r1]
mov r0, 0
jeq r2, 1, +1
add r0, 1
head:
add r0, 1
jlt r0, 100, head
exit

== advice: a condition that ends the loop
-- asm
mov r0, 0
l: ja l
-- reject endless_loop 1
-- fixed
mov r0, 0
l:
add r0, 1
jlt r0, 10, l
exit

== advice: inner loops in a function
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
-- fixed
mov r6, 0
a:
add r6, 1
call local inner
jlt r6, 9, a
mov r0, 0
exit
inner:
mov r0, 0
b:
add r0, 1
jlt r0, 8, b
exit

== advice: a type from the table
type 77
-- asm
mov r0, 0
exit
-- reject unknown_program_type
-- fixed
type socket_filter
mov r0, 0
exit

== advice: pass the map with the program
-- asm
lddw r1, map[0]
mov r0, 0
exit
-- reject bad_map 0
-- fixed
map array 4 8 1
lddw r1, map[0]
mov r0, 0
exit

== advice: look the element up
map hash 4 8 1
-- asm
lddw r1, map[0]+0
ldxdw r0, [r1]
exit
-- reject no_direct_value 0
-- fixed
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
ldxdw r0, [r0]
out:
exit

== advice: maps and constants only
-- asm
lddw r1, btf_id 3
mov r0, 0
exit
-- reject unsupported_load 0
-- linux skip: depends on its BTF
-- fixed
lddw r1, 3
mov r0, 0
exit

== advice: a helper, no kernel function
-- asm
call kfunc 7
mov r0, 0
exit
-- reject kernel_function 0
-- fixed
call 5
mov r0, 0
exit

== advice: initialise the variable on every path
-- asm
ldxw r2, [r1]
jeq r2, 0, +1
mov r3, 1
mov r0, r3
exit
-- reject uninit_read 3
-- fixed
ldxw r2, [r1]
mov r3, 0
jeq r2, 0, +1
mov r3, 1
mov r0, r3
exit

== advice: only add numbers to a pointer
-- asm
mov r2, r10
mul r2, 2
mov r0, 0
exit
-- reject pointer_arithmetic 1
-- fixed
mov r2, r10
add r2, -8
mov r0, 0
exit

== advice: test against NULL before arithmetic
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
-- fixed
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, +2
add r0, 4
ldxb r0, [r0]
mov r0, 0
exit

== advice: bound the index
map array 4 8 1
-- asm
lddw r3, map[0]+0
ldxdw r2, [r3]
add r3, r2
ldxb r0, [r3]
exit
-- reject pointer_offset 3
-- fixed
lddw r3, map[0]+0
ldxdw r2, [r3]
and r2, 7
add r3, r2
ldxb r0, [r3]
exit

== advice: compare a pointer with NULL
map hash 4 8 1
-- asm
jgt r1, 5, +1
mov r0, 0
mov r0, 0
exit
-- reject pointer_compare 0
-- linux accepts: privileged programs may leak
-- fixed
jeq r1, 0, +1
mov r0, 0
mov r0, 0
exit

== advice: divide by something else
-- asm
mov r0, 1
div r0, 0
exit
-- reject division_by_zero 1
-- fixed
mov r0, 1
div r0, 2
exit

== advice: shift by less than the width
-- asm
mov r0, 1
lsh r0, 64
exit
-- reject shift_range 1
-- fixed
mov r0, 1
lsh r0, 63
exit

== advice: use a pointer that the context gave
-- asm
mov r2, 8
ldxw r0, [r2]
exit
-- reject not_a_pointer 1
-- fixed
mov r2, r1
ldxw r0, [r2]
exit

== advice: test the result of a lookup
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
-- fixed
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, +1
ldxdw r0, [r0]
exit

== advice: look the map's element up
map array 4 8 1
-- asm
lddw r1, map[0]
stdw [r1], 0
mov r0, 0
exit
-- reject map_access 2
-- fixed
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, +1
stdw [r0], 0
mov r0, 0
exit

== advice: check the index into the stack
-- asm
stdw [r10-8], 0
stdw [r10-16], 0
ldxw r2, [r1]
and r2, 31
mov r3, r10
add r3, -16
add r3, r2
ldxb r0, [r3]
exit
-- reject stack_bounds 7
-- fixed
stdw [r10-8], 0
stdw [r10-16], 0
ldxw r2, [r1]
and r2, 31
jgt r2, 15, out
mov r3, r10
add r3, -16
add r3, r2
ldxb r0, [r3]
exit
out:
mov r0, 0
exit

== advice: initialise the stack
-- asm
ldxdw r0, [r10-8]
exit
-- reject uninit_stack 0
-- linux accepts: privileged programs may read old stack
-- fixed
stdw [r10-8], 0
ldxdw r0, [r10-8]
exit

== advice: pointers and data in separate variables
-- asm
stxdw [r10-8], r1
ldxw r0, [r10-8]
exit
-- reject spilled_pointer 1
-- fixed
stxdw [r10-8], r1
ldxdw r1, [r10-8]
ldxw r0, [r1]
exit

== advice: align the field
-- asm
stdw [r10-12], 0
mov r0, 0
exit
-- reject misaligned 0
-- fixed
stdw [r10-16], 0
mov r0, 0
exit

== advice: an array as large as the helper takes
map array 4 16 1
-- asm
stdw [r10-8], 0
stdw [r10-16], 1
lddw r1, map[0]
mov r2, r10
add r2, -8
mov r3, r10
add r3, -8
mov r4, 0
call 2
mov r0, 0
exit
-- reject stack_bounds 9
-- says bpf_map_update_elem takes R3 as a value of map
-- says make the array at fp-8 at least 16 bytes large
-- fixed
stdw [r10-8], 0
stdw [r10-16], 1
lddw r1, map[0]
mov r2, r10
add r2, -8
mov r3, r10
add r3, -16
mov r4, 0
call 2
mov r0, 0
exit

== advice: a size that the array has
map ringbuf 0 0 4096
map array 4 8 1
-- asm
stdw [r10-8], 0
lddw r2, map[1]+0
ldxb r3, [r2]
jgt r3, 20, +6
lddw r1, map[0]
mov r2, r10
add r2, -8
mov r4, 0
call 130
mov r0, 0
exit
-- reject stack_bounds 10
-- says takes as many bytes at R2 as R3 says: a number between 0 and 20
-- says let the test keep the number between 0 and 8, not more
-- fixed
stdw [r10-8], 0
lddw r2, map[1]+0
ldxb r3, [r2]
jgt r3, 8, +6
lddw r1, map[0]
mov r2, r10
add r2, -8
mov r4, 0
call 130
mov r0, 0
exit

== advice: a size that is tested for errors first
map ringbuf 0 0 4096
map array 4 8 1
-- asm
stdw [r10-8], 0
lddw r2, map[1]+0
ldxdw r3, [r2]
jsgt r3, 8, +6
lddw r1, map[0]
mov r2, r10
add r2, -8
mov r4, 0
call 130
mov r0, 0
exit
-- reject argument_size 10
-- says needed: at least 0, and no more than the memory has
-- says test it first: if (n < 0) return 0;
-- fixed
stdw [r10-8], 0
lddw r2, map[1]+0
ldxdw r3, [r2]
jsgt r3, 8, +7
jslt r3, 0, +6
lddw r1, map[0]
mov r2, r10
add r2, -8
mov r4, 0
call 130
mov r0, 0
exit

== advice: let the test keep the number between 0 and 7
map array 4 8 1
-- asm
lddw r3, map[0]+0
ldxb r2, [r3]
jgt r2, 8, +2
add r3, r2
ldxb r0, [r3]
mov r0, 0
exit
-- reject value_bounds 5
-- fixed
lddw r3, map[0]+0
ldxb r2, [r3]
jgt r2, 7, +2
add r3, r2
ldxb r0, [r3]
mov r0, 0
exit

== advice: reserve a larger record
map ringbuf 0 0 4096
-- asm
lddw r1, map[0]
mov r2, 16
mov r3, 0
call 131
jeq r0, 0, +4
stdw [r0+16], 0
mov r1, r0
mov r2, 0
call 132
mov r0, 0
exit
-- reject record_bounds 6
-- fixed
lddw r1, map[0]
mov r2, 24
mov r3, 0
call 131
jeq r0, 0, +4
stdw [r0+16], 0
mov r1, r0
mov r2, 0
call 132
mov r0, 0
exit

== advice: whole fields of the context
-- asm
ldxw r0, [r1+400]
exit
-- reject ctx_access 0
-- fixed
ldxw r0, [r1]
exit

== advice: constant offsets on the unchanged context
-- asm
ldxw r2, [r1]
and r2, 4
add r1, r2
ldxw r0, [r1]
exit
-- reject ctx_offset 3
-- fixed
ldxw r2, [r1]
ldxw r0, [r1+4]
exit

== advice: a map without BPF_F_RDONLY_PROG
map array 4 8 1 ro
-- asm
lddw r1, map[0]+0
stdw [r1], 0
mov r0, 0
exit
-- reject read_only 2
-- fixed
map array 4 8 1
lddw r1, map[0]+0
stdw [r1], 0
mov r0, 0
exit

== advice: a map without BPF_F_WRONLY_PROG
map array 4 8 1 wo
-- asm
lddw r1, map[0]+0
ldxdw r0, [r1]
exit
-- reject write_only 2
-- fixed
map array 4 8 1
lddw r1, map[0]+0
ldxdw r0, [r1]
exit

== advice: store the number, not the pointer
map array 4 8 1
-- asm
lddw r2, map[0]+0
stxdw [r2], r1
mov r0, 0
exit
-- reject pointer_leak 2
-- linux accepts: privileged programs may leak
-- fixed
lddw r2, map[0]+0
ldxw r1, [r1]
stxdw [r2], r1
mov r0, 0
exit

== advice: the caller owns the buffer
-- asm
call local f
mov r0, 0
exit
f:
mov r0, r10
exit
-- reject frame_escape
-- fixed
mov r1, r10
add r1, -8
stdw [r10-8], 0
call local f
mov r0, 0
exit
f:
stdw [r1], 7
mov r0, 0
exit

== advice: the counter in a map
map array 4 8 1
-- asm
mov r2, 1
lock add [r1], r2
mov r0, 0
exit
-- reject atomic_memory 1
-- fixed
mov r2, 1
lddw r1, map[0]+0
lock add [r1], r2
mov r0, 0
exit

== advice: a helper that is declared
-- asm
call 9999
exit
-- reject unknown_helper 0
-- fixed
call 5
exit

== advice: a helper that its type has
type kprobe
leaks
-- asm
mov r2, 0
call 44
mov r0, 0
exit
-- reject helper_type 1
-- fixed
call 5
mov r0, 0
exit

== advice: what the kernel has not, behind a test of it
-- asm
mov r1, 0
call 195896080
exit
-- reject missing 1
-- fixed
mov r1, 0
mov r0, 0
jeq r1, 0, out
call 195896080
out:
exit

== advice: another system
unbound
-- asm
call 5
mov r0, 0
exit
-- reject helper_unbound 0
-- fixed
bound
call 5
mov r0, 0
exit

== advice: a GPL licence
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
-- fixed
gpl
stdw [r10-8], 0
mov r1, r10
add r1, -8
mov r2, 8
call 6
mov r0, 0
exit

== advice: what the helper's prototype asks for
map hash 4 8 1
-- asm
mov r1, 0
mov r2, r10
add r2, -4
stw [r10-4], 0
call 1
mov r0, 0
exit
-- reject argument_kind 4
-- fixed
lddw r1, map[0]
mov r2, r10
add r2, -4
stw [r10-4], 0
call 1
mov r0, 0
exit

== advice: the helper that belongs to the map
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
-- fixed
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
mov r3, 4
mov r4, 0
call 130
mov r0, 0
exit

== advice: bound the size
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
-- fixed
lddw r3, map[0]+0
ldxdw r2, [r3]
jgt r2, 16, out
jeq r2, 0, out
mov r1, r10
add r1, -16
call 16
out:
mov r0, 0
exit

== advice: a constant size
map ringbuf 0 0 4096
-- asm
ldxw r2, [r1]
and r2, 63
lddw r1, map[0]
mov r3, 0
call 131
jeq r0, 0, out
mov r1, r0
mov r2, 0
call 132
out:
mov r0, 0
exit
-- reject argument_const 5
-- fixed
mov r2, 64
lddw r1, map[0]
mov r3, 0
call 131
jeq r0, 0, out
mov r1, r0
mov r2, 0
call 132
out:
mov r0, 0
exit

== advice: submit on every path
map ringbuf 0 0 4096
-- asm
lddw r1, map[0]
mov r2, 16
mov r3, 0
call 131
mov r0, 0
exit
-- reject reference_leak
-- fixed
lddw r1, map[0]
mov r2, 16
mov r3, 0
call 131
jeq r0, 0, out
mov r1, r0
mov r2, 0
call 132
out:
mov r0, 0
exit

== advice: discard before the paths meet
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
-- fixed
mov r6, 0
l:
lddw r1, map[0]
mov r2, 16
mov r3, 0
call 131
jeq r0, 0, out
mov r1, r0
mov r2, 0
call 133
add r6, 1
jlt r6, 2, l
out:
mov r0, 0
exit

== advice: simplify the branches
arena 9000
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
ldxw r4, [r1+8]
ldxw r5, [r1+12]
ldxw r6, [r1+16]
ldxw r7, [r1+20]
ldxw r8, [r1+24]
jeq r2, 0, t0
jeq r2, 1, t1
jeq r2, 2, t2
jeq r2, 3, t3
jeq r2, 4, t4
jeq r2, 5, t5
jeq r2, 6, t6
jeq r2, 7, t7
jeq r2, 8, t8
jeq r2, 9, t9
jeq r2, 10, t10
jeq r2, 11, t11
jeq r2, 12, t12
jeq r2, 13, t13
jeq r2, 14, t14
jeq r2, 15, t15
jeq r2, 16, t16
jeq r2, 17, t17
jeq r2, 18, t18
jeq r2, 19, t19
jeq r2, 20, t20
jeq r2, 21, t21
jeq r2, 22, t22
jeq r2, 23, t23
jeq r2, 24, t24
jeq r2, 25, t25
jeq r2, 26, t26
jeq r2, 27, t27
jeq r2, 28, t28
jeq r2, 29, t29
jeq r2, 30, t30
jeq r2, 31, t31
jeq r2, 32, t32
jeq r2, 33, t33
jeq r2, 34, t34
jeq r2, 35, t35
jeq r2, 36, t36
jeq r2, 37, t37
jeq r2, 38, t38
jeq r2, 39, t39
t0:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t1:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t2:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t3:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t4:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t5:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t6:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t7:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t8:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t9:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t10:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t11:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t12:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t13:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t14:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t15:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t16:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t17:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t18:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t19:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t20:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t21:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t22:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t23:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t24:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t25:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t26:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t27:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t28:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t29:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t30:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t31:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t32:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t33:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t34:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t35:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t36:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t37:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t38:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
t39:
add r3, r4
add r4, r5
add r5, r6
add r6, r7
add r7, r8
add r8, r3
mov r0, r8
exit
-- reject pool_full
-- fixed
ldxw r2, [r1+0]
ldxw r3, [r1+4]
ldxw r4, [r1+8]
ldxw r5, [r1+12]
ldxw r6, [r1+16]
ldxw r7, [r1+20]
ldxw r8, [r1+24]
add r3, r4
add r8, r3
mov r0, r8
exit

== advice: buffers unchanged inside the loop
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
-- fixed
stdw [r10-8], -68
mov r7, 12
l:
ldxdw r3, [r10-8]
add32 r7, -1
jne32 r7, 0, l
mov r0, 0
exit

== advice: submit records before reserving more
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
-- fixed
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
jeq r0, 0, out
mov r1, r0
mov r2, 0
call 132
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
jeq r0, 0, out
mov r1, r0
mov r2, 0
call 132
out:
mov r0, 0
exit

== advice: inline less of a call tree whose functions get pointers into a frame
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
-- fixed
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
exit
b:
ldxdw r0, [r1]
exit

== advice: one kind of pointer: one instruction does not access the context on one path and memory on another
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
-- fixed
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
jeq r7, 5, +2
ldxw r0, [r6+0]
exit
ldxw r0, [r0+0]
exit

== advice: certify again what has a malformed certificate
cert 41580200
-- asm
mov r0, 0
l:
add r0, 1
jlt r0, 10, l
exit
-- reject certificate_form 1
-- linux skip: it knows no certificates
-- fixed
recertify
mov r0, 0
l:
add r0, 1
jlt r0, 10, l
exit

== advice: certify again what has a false certificate
cert 41580200020100010203
-- asm
mov r0, 0
l:
add r0, 1
jlt r0, 10, l
exit
-- reject certificate_false 1
-- linux skip: it knows no certificates
-- fixed
recertify
mov r0, 0
l:
add r0, 1
jlt r0, 10, l
exit

== advice: compare with the packet's end
type xdp
leaks
-- asm
ldxw r2, [r1+0]
ldxw r3, [r1+4]
ldxb r0, [r2+0]
mov r0, 2
exit
-- reject packet_bounds 2
-- fixed
ldxw r2, [r1+0]
ldxw r3, [r1+4]
mov r4, r2
add r4, 1
jgt r4, r3, +1
ldxb r0, [r2+0]
mov r0, 2
exit

== advice: write packets where the type may
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
-- fixed
type sched_cls
ldxw r2, [r1+76]
ldxw r3, [r1+80]
mov r4, r2
add r4, 2
jgt r4, r3, +1
sth [r2+0], 7
mov r0, 0
exit

== advice: return a value that the type defines
type cgroup_skb
-- asm
mov r0, 2
exit
-- reject return_range 1
-- linux skip: depends on the attach type
-- fixed
mov r0, 1
exit

== advice: make the dynptr first
map array 4 64 1
leaks
-- asm
stdw [r10-16], 0
stdw [r10-8], 64
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 8
call 203
mov r0, 0
exit
-- reject dynptr 6
-- fixed
lddw r1, map[0]+0
mov r2, 64
mov r3, 0
mov r4, r10
add r4, -16
call 197
mov r1, r10
add r1, -16
mov r2, 0
mov r3, 8
call 203
mov r0, 0
exit

== advice: a helper that does not wait, where the program must not
type kprobe
-- asm
mov r3, 0
mov r1, r10
add r1, -8
mov r2, 8
call 148
mov r0, 0
exit
-- reject may_sleep 4
-- fixed
mov r3, 0
mov r1, r10
add r1, -8
mov r2, 8
call 112
mov r0, 0
exit

== advice: attach to another function
type lsm
args 0 1
sleepable
awake
-- asm
mov r0, 0
exit
-- reject target
-- fixed
args 0 1
mov r0, 0
exit

== advice: read what is needed before the call
type kprobe
map ringbuf 0 0 4096
-- asm
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
jeq r0, 0, out
mov r6, r0
stdw [r6], 7
mov r1, r6
mov r2, 0
call 132
ldxdw r0, [r6]
out:
mov r0, 0
exit
-- reject uninit_read 11
-- fixed
lddw r1, map[0]
mov r2, 8
mov r3, 0
call 131
jeq r0, 0, out
mov r6, r0
stdw [r6], 7
ldxdw r7, [r6]
mov r1, r6
mov r2, 0
call 132
out:
mov r0, 0
exit

== advice: load data and data_end anew, and compare again, after the call
type sched_cls
-- asm
mov r6, r1
ldxw r7, [r6+76]
ldxw r2, [r6+80]
mov r3, r7
add r3, 14
jgt r3, r2, out
mov r2, 14
call 39
ldxb r0, [r7]
out:
mov r0, 0
exit
-- reject uninit_read 8
-- fixed
mov r6, r1
mov r2, 14
call 39
ldxw r7, [r6+76]
ldxw r2, [r6+80]
mov r3, r7
add r3, 14
jgt r3, r2, out
ldxb r0, [r7]
out:
mov r0, 0
exit

== advice: if it is an address of the kernel's: bpf_probe_read_kernel(&x, sizeof(x), p); of a process's: bpf_probe_read_user
type kprobe
-- asm
ldxdw r1, [r1+112]
ldxw r0, [r1+4]
exit
-- reject not_a_pointer 1
-- fixed
ldxdw r3, [r1+112]
add r3, 4
mov r1, r10
add r1, -4
mov r2, 4
call 113
ldxw r0, [r10-4]
exit

== advice: keep the value in a variable: programs of this type do not write this field, or not in this size
type socket_filter
-- asm
mov r2, 5
stxw [r1], r2
mov r0, 0
exit
-- reject ctx_access 1
-- fixed
mov r2, 5
stxw [r10-4], r2
mov r0, 0
exit
