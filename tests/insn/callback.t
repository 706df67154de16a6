# SPDX-License-Identifier: Apache-2.0
# functions of the program that helpers call: bpf_loop (181), function(index, context).

== bpf_loop calls the function so often
-- asm
mov r1, 10
lddw r2, func f
mov r3, 0
mov r4, 0
call 181
exit
f:
mov r0, 0
exit
-- result
10
-- no oracle
Linux wants func_info and its verifier's idea of the context

== bpf_loop gives index and context; the function sees its caller's stack
-- asm
stdw [r10-8], 5
mov r1, 4
lddw r2, func f
mov r3, r10
add r3, -8
mov r4, 0
call 181
ldxdw r0, [r10-8]
exit
f:
ldxdw r3, [r2]
mul r3, 10
add r3, r1
stxdw [r2], r3
mov r0, 0
exit
-- result
50123
-- no oracle
Linux wants func_info and its verifier's idea of the context

== a function that returns 1 ends bpf_loop
-- asm
mov r1, 10
lddw r2, func f
mov r3, 0
mov r4, 0
call 181
exit
f:
mov r0, 0
jlt r1, 3, +1
mov r0, 1
exit
-- result
4
-- no oracle
Linux wants func_info and its verifier's idea of the context

== bpf_loop of nothing, of too much, with flags
-- asm
mov r1, 0
lddw r2, func f
mov r3, 0
mov r4, 0
call 181
mov r6, r0
mov r1, 0x800001
lddw r2, func f
mov r3, 0
mov r4, 0
call 181
jeq r0, -7, +1
exit
mov r1, 1
lddw r2, func f
mov r3, 0
mov r4, 1
call 181
jeq r0, -22, +1
exit
mov r0, r6
exit
f:
mov r0, 0
exit
-- result
0
-- no oracle
Linux wants func_info and its verifier's idea of the context

== a callback keeps the caller's registers and stack
-- asm
mov r6, 6
mov r7, 7
mov r8, 8
mov r9, 9
stdw [r10-8], 1000
mov r1, 3
lddw r2, func f
mov r3, 0
mov r4, 0
call 181
add r0, r6
add r0, r7
add r0, r8
add r0, r9
ldxdw r1, [r10-8]
add r0, r1
exit
f:
mov r6, 60
mov r7, 70
mov r8, 80
mov r9, 90
stdw [r10-8], 5
mov r0, 0
exit
-- result
1033
-- no oracle
Linux wants func_info and its verifier's idea of the context

== loops in loops, with calls and helpers in the callback
-- asm
stdw [r10-8], 0
mov r1, 5
lddw r2, func outer
mov r3, r10
add r3, -8
mov r4, 0
call 181
ldxdw r0, [r10-8]
exit
outer:
stxdw [r10-8], r2
mov r1, 7
mov r3, r2
lddw r2, func inner
mov r4, 0
call 181
ldxdw r6, [r10-8]
ldxdw r1, [r6]
add r1, 1000
stxdw [r6], r1
mov r0, 0
exit
inner:
mov r6, r2
mov r7, r1
call 5
mov r1, r7
call local double
ldxdw r1, [r6]
add r1, r0
stxdw [r6], r1
mov r0, 0
exit
double:
mov r0, r1
add r0, r1
exit
-- result
5210
-- no oracle
Linux wants func_info and its verifier's idea of the context

== a function pointer from the stack, and the function called directly too
-- asm
lddw r1, func f
stxdw [r10-8], r1
mov r1, 1
call local f
mov r6, r0
mov r1, 3
ldxdw r2, [r10-8]
mov r3, 0
mov r4, 0
call 181
add r0, r6
exit
f:
mov r0, 0
jeq r1, 2, +1
mov r0, 1
exit
-- result
2
-- no oracle
Linux wants func_info and its verifier's idea of the context

== the budget ends a loop of callbacks
-- asm
mov r6, 1
mov r1, 10001
lddw r2, func f
mov r3, 0
mov r4, 0
call 181
mov r0, 7
exit
f:
mov r0, 0
exit
-- error
budget
-- no oracle
Linux wants func_info and its verifier's idea of the context

== the budget ends a run inside a callback inside a callback
-- asm
mov r1, 2
lddw r2, func f
mov r3, 0
mov r4, 0
call 181
mov r0, 7
exit
f:
mov r1, 2
lddw r2, func g
mov r3, 0
mov r4, 0
call 181
mov r0, 0
exit
g:
ja g
-- error
budget
-- no oracle
Linux wants func_info and its verifier's idea of the context

== eight frames, callbacks counted
-- asm
mov r1, 6
call local f
exit
f:
jeq r1, 0, end
mov r3, r1
add r3, -1
lddw r2, func g
mov r1, 1
mov r4, 0
call 181
exit
g:
mov r1, r2
jeq r1, 0, end
add r1, -1
call local f
mov r0, 0
exit
end:
mov r0, 0
exit
-- result
1
-- no oracle
Linux wants func_info and its verifier's idea of the context

== nine frames, callbacks counted
-- asm
mov r1, 7
call local f
exit
f:
jeq r1, 0, end
mov r3, r1
add r3, -1
lddw r2, func g
mov r1, 1
mov r4, 0
call 181
exit
g:
mov r1, r2
jeq r1, 0, end
add r1, -1
call local f
mov r0, 0
exit
end:
mov r0, 0
exit
-- error
depth
-- no oracle
Linux wants func_info and its verifier's idea of the context

== nine frames, the last of them a callback
-- asm
mov r1, 6
call local f
exit
f:
jeq r1, 0, g
add r1, -1
call local f
exit
g:
mov r1, 1
lddw r2, func h
mov r3, 0
mov r4, 0
call 181
exit
h:
mov r0, 0
exit
-- error
depth
-- no oracle
Linux wants func_info and its verifier's idea of the context
