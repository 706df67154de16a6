# SPDX-License-Identifier: Apache-2.0
# A pointer and a number that move in step: how compilers walk p[i] and count i (src/rank/ties.c).

== an insertion sort as clang writes it
type xdp
map array 4 256 1
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, 1
mov r2, r0
add r2, 4
ja outer
inner:
add r5, -1
mov r6, r5
lsh r6, 32
rsh r6, 32
lsh r6, 2
mov r8, r0
add r8, r6
ldxw r8, [r8+0]
mov r6, r7
jle32 r8, r3, placed
stxw [r4+0], r8
mov r6, 0
add r4, -4
mov r8, r5
add r8, 1
mov r7, r5
jsgt r8, 1, inner
placed:
lsh r6, 32
arsh r6, 30
mov r4, r0
add r4, r6
stxw [r4+0], r3
add r2, 4
add r1, 1
jeq r1, 64, out
outer:
mov r3, r1
lsh r3, 2
mov r4, r0
add r4, r3
ldxw r3, [r4+0]
mov r4, r2
mov r7, r1
mov r5, r7
ja inner
out:
mov r0, 2
exit
-- accept apart 10

== ... with one element less
type xdp
map array 4 252 1
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, 1
mov r2, r0
add r2, 4
ja outer
inner:
add r5, -1
stw [r4+0], 0
add r4, -4
mov r8, r5
add r8, 1
jsgt r8, 1, inner
add r2, 4
add r1, 1
jeq r1, 64, out
outer:
mov r4, r2
mov r5, r1
ja inner
out:
mov r0, 2
exit
-- reject value_bounds
-- linux skip: in many steps

== a pointer that goes down with its number
type xdp
map array 4 256 1
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r1, 1
mov r2, r0
add r2, 4
ja outer
inner:
add r5, -1
stw [r4+0], 0
add r4, -4
mov r8, r5
add r8, 1
jsgt r8, 1, inner
add r2, 4
add r1, 1
jeq r1, 64, out
outer:
mov r4, r2
mov r5, r1
ja inner
out:
mov r0, 2
exit
-- accept apart 10

== ... faster than its number, now and then
type xdp
map array 4 256 1
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r6, r0
mov r9, 1
mov r7, r0
add r7, 4
ja outer
inner:
add r8, -1
stxdw [r10-16], r8
stw [r4+0], 0
add r4, -4
mov r3, r8
and r3, 8
jne r3, 0, slow
add r4, -4
slow:
mov r3, r8
add r3, 1
jsgt r3, 1, inner
add r7, 4
add r9, 1
jeq r9, 64, out
outer:
mov r4, r7
mov r8, r9
ja inner
out:
mov r0, 2
exit
-- reject value_bounds

== ... that begins one further on every second way
type xdp
map array 4 256 1
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r6, r0
mov r9, 1
mov r7, r0
add r7, 4
ja outer
inner:
add r8, -1
stw [r4+0], 0
add r4, -4
mov r3, r8
add r3, 1
jsgt r3, 1, inner
add r7, 4
add r9, 1
jeq r9, 64, out
outer:
mov r4, r7
mov r8, r9
mov r3, r9
and r3, 1
jeq r3, 0, inner
add r4, -8
ja inner
out:
mov r0, 2
exit
-- reject value_bounds

== ... faster from its eighth round on
type xdp
map array 4 64 1
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r4, r0
mov r8, 0
loop:
stw [r4+0], 0
add r8, 1
add r4, 4
mov r3, r8
and r3, 8
jeq r3, 0, on
add r4, 4
on:
jlt r8, 16, loop
out:
mov r0, 2
exit
-- reject value_bounds

== a certificate by which a pointer is four times its number further
type xdp
map array 4 64 1
cert 415802a0140304260000030103000ff71f0104080800
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r4, r0
add r4, 0
mov r8, 0
loop:
stw [r4+0], 0
add r8, 1
add r4, 4
jlt r8, 16, loop
out:
mov r0, 2
exit
-- accept
-- linux skip: it knows no certificates

== ... by which it begins four bytes further than it does
type xdp
map array 4 64 1
cert 415802a0140304260000030103000ff71f0104080808
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r4, r0
add r4, 0
mov r8, 0
loop:
stw [r4+0], 0
add r8, 1
add r4, 4
jlt r8, 16, loop
out:
mov r0, 2
exit
-- reject certificate_form
-- linux skip: it knows no certificates

== ... by which it begins four bytes before that
type xdp
map array 4 64 1
cert 415802a0140304260000030103000ff71f0104080800
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r4, r0
add r4, 4
mov r8, 0
loop:
stw [r4+0], 0
add r8, 1
add r4, 4
jlt r8, 16, loop
out:
mov r0, 2
exit
-- reject certificate_form
-- linux skip: it knows no certificates

== ... which says nothing of that
type xdp
map array 4 64 1
cert 415802a0140204260000030103000f
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r4, r0
add r4, 0
mov r8, 0
loop:
stw [r4+0], 0
add r8, 1
add r4, 4
jlt r8, 16, loop
out:
mov r0, 2
exit
-- reject value_bounds
-- linux skip: it knows no certificates

== ... by which it is twice its number further
type xdp
map array 4 64 1
cert 415802a0140304260000030103000ff71f0104080400
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r4, r0
add r4, 0
mov r8, 0
loop:
stw [r4+0], 0
add r8, 1
add r4, 4
jlt r8, 16, loop
out:
mov r0, 2
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== ... where a round adds eight to it
type xdp
map array 4 64 1
cert 415802a0140304260000030103000ff71f0104080800
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r4, r0
add r4, 0
mov r8, 0
loop:
stw [r4+0], 0
add r8, 1
add r4, 8
jlt r8, 16, loop
out:
mov r0, 2
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== ... where a round adds two to its number, which says so of the pointer
type xdp
map array 4 64 1
cert 415802a0140304260000030103000ff71f0104080800
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r4, r0
add r4, 0
mov r8, 0
loop:
stw [r4+0], 0
add r8, 2
add r4, 4
jlt r8, 16, loop
out:
mov r0, 2
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== ... where it goes the other way
type xdp
map array 4 64 1
cert 415802a0140304260000030103000ff71f0104080800
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r4, r0
add r4, 0
mov r8, 0
loop:
stw [r4+0], 0
add r8, 1
add r4, -4
jlt r8, 16, loop
out:
mov r0, 2
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== ... by which the other one is so many times the pointer
type xdp
map array 4 64 1
cert 415802a0140304260000030103000ff71f0108040800
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r4, r0
add r4, 0
mov r8, 0
loop:
stw [r4+0], 0
add r8, 1
add r4, 4
jlt r8, 16, loop
out:
mov r0, 2
exit
-- reject certificate_form
-- linux skip: it knows no certificates

== ... of a place where nothing is
type xdp
map array 4 64 1
cert 415802a0140304260000030103000ff71f0104070800
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r4, r0
add r4, 0
mov r8, 0
loop:
stw [r4+0], 0
add r8, 1
add r4, 4
jlt r8, 16, loop
out:
mov r0, 2
exit
-- reject certificate_form
-- linux skip: it knows no certificates

== ... of a number and itself
type xdp
map array 4 64 1
cert 415802a0140304260000030103000ff71f0108080200
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r4, r0
add r4, 0
mov r8, 0
loop:
stw [r4+0], 0
add r8, 1
add r4, 4
jlt r8, 16, loop
out:
mov r0, 2
exit
-- reject value_bounds
-- linux skip: it knows no certificates

== ... of which the number is said to be one less than it comes to
type xdp
map array 4 64 1
cert 415802a0140304260000030103000ef71f0104080800
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r4, r0
add r4, 0
mov r8, 0
loop:
stw [r4+0], 0
add r8, 1
add r4, 4
jlt r8, 16, loop
out:
mov r0, 2
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== a certificate by which a pointer that each round makes anew is four times its number further
type xdp
map array 4 61 1
cert 415802a0140304260000030103000ff71f0104080800
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r4, r0
add r4, 0
mov r8, 0
loop:
ldxb r1, [r4+0]
add r8, 1
mov r3, r8
lsh r3, 2
mov r4, r0
add r4, r3
add r4, 0
jlt r8, 16, loop
out:
mov r0, 2
exit
-- accept
-- linux skip: it knows no certificates

== ... or twice, as its first two rounds have it
type xdp
map array 4 31 1
cert 415802a0140304260000030103000ff71f0104080400
-- asm
stw [r10-4], 0
mov r2, r10
add r2, -4
lddw r1, map[0]
call 1
jeq r0, 0, out
mov r4, r0
add r4, 0
mov r8, 0
loop:
ldxb r1, [r4+0]
add r8, 1
mov r3, r8
lsh r3, 2
mov r4, r0
add r4, r3
add r4, -2
jlt r8, 16, loop
out:
mov r0, 2
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== a pointer begins twice a number further, in rounds that each make both anew, and goes down with it: certified, too
type raw_tracepoint
map array 4 128 1
-- asm
mov r8, 0
outer:
call 7
and r0, 15
mov r9, r0
lsh r0, 1
lddw r6, map[0]+16
add r6, r0
inner:
ldxb r3, [r6+0]
add r6, -2
add r9, -1
jsgt r9, 1, inner
add r8, 1
jlt r8, 3, outer
mov r0, 0
exit
-- accept apart 10
-- linux skip: it tells the rounds apart
