# SPDX-License-Identifier: Apache-2.0
# Programs that are safe, and whose loops no invariant is easily guessed for (src/prove/guess.c, explore.c).  Those that inference
# refuses have a certificate (`certified`), which is checked in the same memory, a full one in 8 KB, and mutated; the others
# are accepted since loops are walked round by round.  Made by clang of the C that each is about.

== binary search: lo below hi, both within the table
type raw_tracepoint
map array 4 256 1
-- asm
mov32 r2, 64
mov32 r3, 0
ldxdw r1, [r1+0]
ja l0
l2:
mov32 r3, r4
jlt32 r4, r2, l0
mov32 r0, 0
jgt32 r4, 63, l3
mov32 r1, r4
lsh r1, 2
lddw r2, map[0]+0
add r2, r1
ldxw r0, [r2+0]
ja l3
l0:
mov32 r5, r3
add32 r5, r2
rsh32 r5, 1
mov r4, r5
lsh r4, 2
lddw r0, map[0]+0
add r0, r4
ldxw r0, [r0+0]
mov32 r4, r5
add32 r4, 1
jgt r1, r0, l1
mov32 r4, r3
l1:
jgt r1, r0, l2
mov32 r2, r5
ja l2
l3:
exit
-- reject value_bounds 23
-- certified
-- linux skip: by its own limits it may take either

== binary search: base and what is left of the table
type raw_tracepoint
map array 4 64 1
-- asm
mov32 r2, 16
mov32 r3, 0
ldxdw r1, [r1+0]
ja l0
l1:
sub32 r2, r4
jgt32 r2, 1, l0
mov32 r1, r3
lsh r1, 2
lddw r2, map[0]+0
add r2, r1
ldxw r0, [r2+0]
exit
l0:
mov32 r4, r2
rsh32 r4, 1
mov32 r5, r3
add32 r5, r4
mov r0, r5
lsh r0, 2
lddw r6, map[0]+0
add r6, r0
ldxw r0, [r6+0]
jlt r1, r0, l1
mov32 r3, r5
ja l1
-- accept
-- linux skip: by its own limits it may take either

== binary search: the middle as lo and half of what is between
type raw_tracepoint
map array 4 64 1
-- asm
mov32 r2, 16
mov32 r3, 0
ldxdw r1, [r1+0]
ja l0
l2:
mov32 r3, r5
jgt32 r2, r5, l0
mov32 r0, 0
jgt32 r5, 15, l3
mov32 r1, r5
lsh r1, 2
lddw r2, map[0]+0
add r2, r1
ldxw r0, [r2+0]
ja l3
l0:
mov32 r4, r2
sub32 r4, r3
rsh32 r4, 1
add32 r4, r3
mov r5, r4
lsh r5, 2
lddw r0, map[0]+0
add r0, r5
ldxw r0, [r0+0]
mov32 r5, r4
add32 r5, 1
jgt r1, r0, l1
mov32 r5, r3
l1:
jgt r1, r0, l2
mov32 r2, r4
ja l2
l3:
exit
-- reject value_bounds 24
-- certified
-- linux skip: by its own limits it may take either

== a number loses a bit each round, and those are counted
type raw_tracepoint
map array 4 260 1
-- asm
mov r2, 0
ldxdw r1, [r1+0]
jeq r1, 0, l1
mov32 r2, 0
mov r3, r1
l0:
add r3, -1
and r3, r1
add32 r2, 1
mov r1, r3
jne r3, 0, l0
l1:
lsh r2, 2
lddw r1, map[0]+0
add r1, r2
ldxw r0, [r1+0]
exit
-- reject value_bounds 14
-- certified
-- linux skip: by its own limits it may take either

== digits of a number, by division
type raw_tracepoint
map array 4 20 1
-- asm
mov32 r0, 0
ldxdw r1, [r1+0]
l0:
mov r2, r1
lddw r3, map[0]+0
add r3, r0
div r1, 10
mov32 r4, r1
mul32 r4, 10
mov32 r5, r2
sub32 r5, r4
or32 r5, 48
stxb [r3+0], r5
add32 r0, 1
jgt r2, 9, l0
exit
-- accept
-- linux skip: by its own limits it may take either

== a heap, downwards
type raw_tracepoint
map array 4 252 1
-- asm
mov32 r3, 0
mov32 r4, 2
lddw r1, map[0]+0
ldxw r1, [r1+0]
mov32 r2, 0
ja l0
l1:
mov32 r5, r4
mov r4, r5
lsh r4, 2
lddw r3, map[0]+0
add r3, r4
ldxw r4, [r3+0]
jge32 r1, r4, l2
lsh r2, 2
lddw r0, map[0]+0
add r0, r2
stxw [r0+0], r4
stxw [r3+0], r1
mov32 r3, r5
lsh32 r3, 1
mov32 r4, r3
add32 r4, 2
mov32 r2, r5
jlt32 r4, 63, l0
l2:
mov32 r0, 0
exit
l0:
mov r5, r4
lsh r5, 2
lddw r0, map[0]+0
add r0, r5
ldxw r5, [r0+0]
or32 r3, 1
mov r0, r3
lsh r0, 2
lddw r6, map[0]+0
add r6, r0
ldxw r0, [r6+0]
jlt32 r0, r5, l1
mov32 r4, r3
ja l1
-- accept
-- linux skip: by its own limits it may take either

== insertion sort: an inner loop that goes down from where the outer one is
type raw_tracepoint
map array 4 32 1
-- asm
mov r1, 1
lddw r2, map[0]+0
add r2, 4
ja l0
l1:
add r5, -1
mov r0, r5
lsh r0, 32
rsh r0, 32
lsh r0, 2
lddw r7, map[0]+0
add r7, r0
ldxw r7, [r7+0]
mov r0, r6
jle32 r7, r3, l2
stxw [r4+0], r7
mov r0, 0
add r4, -4
mov r6, r5
jne32 r5, 0, l1
l2:
lsh r0, 32
rsh r0, 32
lsh r0, 2
lddw r4, map[0]+0
add r4, r0
stxw [r4+0], r3
add r2, 4
add r1, 1
jeq r1, 8, l3
l0:
mov r3, r1
lsh r3, 2
lddw r4, map[0]+0
add r4, r3
ldxw r3, [r4+0]
mov r4, r2
mov r6, r1
mov r5, r6
ja l1
l3:
mov32 r0, 0
exit
-- accept
-- linux skip: by its own limits it may take either

== lengths of runs: an inner sum, and what it is added to
type raw_tracepoint
map array 4 32 1
-- asm
mov32 r2, 0
mov32 r0, 0
l0:
mov r1, r2
lsh r1, 2
lddw r3, map[0]+0
add r3, r1
mov32 r1, 1
ldxw r4, [r3+0]
l1:
mov32 r3, r2
add32 r3, r1
mov r5, r3
lsh r5, 2
lddw r6, map[0]+0
add r6, r5
ldxw r5, [r6+0]
jne32 r5, r4, l2
add32 r1, 1
mov32 r3, r2
add32 r3, r1
jlt32 r3, 8, l1
ja l3
l2:
mov r2, r0
lsh r2, 2
lddw r4, map[0]+0
add r4, r2
stxw [r4+0], r1
mov32 r1, 1
add32 r0, 1
mov32 r2, r3
jlt32 r3, 7, l0
l3:
mov r2, r0
lsh r2, 2
lddw r3, map[0]+0
add r3, r2
stxw [r3+0], r1
add32 r0, 1
exit
-- accept
-- linux skip: by its own limits it may take either

== halves of a range, each written down
type raw_tracepoint
map array 4 128 1
-- asm
mov32 r2, 0
mov32 r1, 16
mov32 r3, 16
ja l0
l2:
add32 r1, 1
mov32 r4, r5
sub32 r4, r2
mov32 r3, r5
jgt32 r4, 1, l0
lsh r1, 2
lddw r2, map[0]+0
add r2, r1
ldxw r0, [r2+0]
exit
l0:
mov r4, r1
lsh r4, 2
lddw r5, map[0]+0
add r5, r4
mov32 r4, r3
add32 r4, r2
rsh32 r4, 1
stxw [r5+0], r4
mov r5, r4
lsh r5, 2
lddw r0, map[0]+0
add r0, r5
ldxw r0, [r0+0]
and32 r0, 1
mov32 r5, r4
jeq32 r0, 0, l1
mov32 r5, r3
l1:
jeq32 r0, 0, l2
mov32 r2, r4
ja l2
-- accept
-- linux skip: by its own limits it may take either

== a triangle, by an index of its own
type raw_tracepoint
map array 4 112 1
-- asm
mov32 r2, 0
mov32 r1, 0
ja l0
l3:
add32 r2, 1
jeq32 r2, 8, l2
l0:
jeq32 r2, 0, l3
mov32 r3, 0
l1:
mov32 r4, r1
add32 r4, r3
lsh r4, 2
lddw r5, map[0]+0
add r5, r4
mov32 r4, r2
add32 r4, r3
stxw [r5+0], r4
add32 r3, 1
jlt32 r3, r2, l1
add32 r1, r3
ja l3
l2:
add32 r1, -1
lsh r1, 2
lddw r2, map[0]+0
add r2, r1
ldxw r0, [r2+0]
exit
-- accept
-- linux skip: by its own limits it may take either

== a jump into the middle of a loop
type raw_tracepoint
map array 4 64 1
-- asm
mov32 r2, 0
ldxdw r3, [r1+0]
and r3, 1
jne r3, 0, l1
l0:
mov r3, r2
lsh r3, 2
lddw r4, map[0]+0
add r4, r3
mov32 r3, 1
stxw [r4+0], r3
l1:
mov32 r2, r2
jgt32 r2, 15, l2
mov32 r3, r2
lsh r3, 2
lddw r4, map[0]+0
add r4, r3
mov32 r3, 2
stxw [r4+0], r3
l2:
ldxdw r3, [r1+8]
add32 r2, 1
jgt32 r2, 15, l3
jne r3, r2, l0
l3:
mov32 r0, 0
exit
-- reject irreducible_loop 3
-- certified
-- linux skip: by its own limits it may take either

== groups of four out of three, by an index of its own
type raw_tracepoint
map array 4 48 1
-- asm
mov32 r3, 0
mov32 r1, 0
l0:
mov32 r2, r3
mov32 r3, 0
l1:
mov32 r4, r1
lsh r4, 2
lddw r5, map[0]+0
add r5, r4
mov32 r4, r2
add32 r4, r3
stxw [r5+0], r4
add32 r1, 1
add32 r3, 1
jeq32 r3, 4, l2
ja l1
l2:
mov32 r3, r2
add32 r3, 3
jlt32 r2, 6, l0
add32 r1, -1
lsh r1, 2
lddw r2, map[0]+0
add r2, r1
ldxw r0, [r2+0]
exit
-- accept
-- linux skip: by its own limits it may take either

== levels that open and close
type raw_tracepoint
map array 4 32 1
-- asm
mov32 r2, 0
ldxdw r1, [r1+0]
mov32 r3, 0
ja l0
l1:
mov32 r0, -1
jeq32 r3, 0, l3
add32 r3, -1
l2:
mov32 r4, r3
lsh r4, 2
lddw r5, map[0]+0
add r5, r4
ldxw r0, [r5+0]
add32 r0, 1
stxw [r5+0], r0
add32 r2, 1
jne32 r2, 200, l0
l3:
exit
l0:
mov32 r5, r2
and32 r5, 63
mov r4, r1
rsh r4, r5
and32 r4, 3
jeq32 r4, 2, l1
jne32 r4, 1, l2
mov32 r0, -1
jeq32 r3, 7, l3
add32 r3, 1
ja l2
-- reject value_bounds 12
-- certified
-- linux skip: by its own limits it may take either

== a full certificate of a loop that ends at a number which it meets in steps
type raw_tracepoint
map array 4 240 1
cert 415802010101001b0000000000000403000000010e030005010118000001010102c001
-- asm
mov r1, 0
l:
lddw r2, map[0]+0
add r2, r1
ldxb r0, [r2+0]
add r1, 24
jne r1, 216, l
mov r0, 0
exit
-- accept budget
-- linux skip: it knows no certificates

== ... but in other steps it does not meet it
type raw_tracepoint
map array 4 240 1
cert 415802010101001b0000000000000403000000010e030005010118000001010102c001
-- asm
mov r1, 0
l:
lddw r2, map[0]+0
add r2, r1
ldxb r0, [r2+0]
add r1, 7
jne r1, 216, l
mov r0, 0
exit
-- reject certificate_false 1
-- linux skip: it knows no certificates

== ... nor with more relations than there are
type raw_tracepoint
map array 4 240 1
cert 415802010101001b0000000000000403000000010e03007f010118000001010102c001
-- asm
mov r1, 0
l:
lddw r2, map[0]+0
add r2, r1
ldxb r0, [r2+0]
add r1, 24
jne r1, 216, l
mov r0, 0
exit
-- reject certificate_form
-- linux skip: it knows no certificates

== ... nor by steps of another number
type raw_tracepoint
map array 4 240 1
cert 415802010101001b0000000000000403000000010e030005010119000001010102c001
-- asm
mov r1, 0
l:
lddw r2, map[0]+0
add r2, r1
ldxb r0, [r2+0]
add r1, 24
jne r1, 216, l
mov r0, 0
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== ... nor with another rest
type raw_tracepoint
map array 4 240 1
cert 415802010101001b0000000000000403000000010e030005010118000201010102c001
-- asm
mov r1, 0
l:
lddw r2, map[0]+0
add r2, r1
ldxb r0, [r2+0]
add r1, 24
jne r1, 216, l
mov r0, 0
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== ... nor with a rest that is no less than the steps
type raw_tracepoint
map array 4 240 1
cert 415802010101001b0000000000000403000000010e030005010118003001010102c001
-- asm
mov r1, 0
l:
lddw r2, map[0]+0
add r2, r1
ldxb r0, [r2+0]
add r1, 24
jne r1, 216, l
mov r0, 0
exit
-- reject certificate_form
-- linux skip: it knows no certificates

== ... nor of no number
type raw_tracepoint
map array 4 240 1
cert 415802010101001b0000000000000403000000010e030005010100000001010102c001
-- asm
mov r1, 0
l:
lddw r2, map[0]+0
add r2, r1
ldxb r0, [r2+0]
add r1, 24
jne r1, 216, l
mov r0, 0
exit
-- reject certificate_form
-- linux skip: it knows no certificates

== ... nor with a factor
type raw_tracepoint
map array 4 240 1
cert 415802010101001b0000000000000403000000010e030005010118020001010102c001
-- asm
mov r1, 0
l:
lddw r2, map[0]+0
add r2, r1
ldxb r0, [r2+0]
add r1, 24
jne r1, 216, l
mov r0, 0
exit
-- reject certificate_form
-- linux skip: it knows no certificates

== ... nor of a register that holds no number
type raw_tracepoint
map array 4 240 1
cert 415802010101001b0000000000000403000000010e030005020218000001010102c001
-- asm
mov r1, 0
l:
lddw r2, map[0]+0
add r2, r1
ldxb r0, [r2+0]
add r1, 24
jne r1, 216, l
mov r0, 0
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== a full certificate by which three times a number is another one that ends the loop
type raw_tracepoint
map array 4 16 1
cert 415802010101002000000000000004030000000213030005010203020002010103000f000103002f
-- asm
mov r1, 0
mov r2, 0
l:
lddw r3, map[0]+0
add r3, r1
ldxb r0, [r3+0]
add r1, 1
add r2, 3
jlt r2, 48, l
mov r0, 0
exit
-- accept budget
-- linux skip: it knows no certificates

== ... but not in two steps of it
type raw_tracepoint
map array 4 16 1
cert 415802010101002000000000000004030000000213030005010203020002010103000f000103002f
-- asm
mov r1, 0
mov r2, 0
l:
lddw r3, map[0]+0
add r3, r1
ldxb r0, [r3+0]
add r1, 2
add r2, 3
jlt r2, 48, l
mov r0, 0
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== ... nor where the other one goes on by two
type raw_tracepoint
map array 4 16 1
cert 415802010101002000000000000004030000000213030005010203020002010103000f000103002f
-- asm
mov r1, 0
mov r2, 0
l:
lddw r3, map[0]+0
add r3, r1
ldxb r0, [r3+0]
add r1, 1
add r2, 2
jlt r2, 48, l
mov r0, 0
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== ... nor by two times
type raw_tracepoint
map array 4 16 1
cert 415802010101002000000000000004030000000213030005010202020002010103000f000103002f
-- asm
mov r1, 0
mov r2, 0
l:
lddw r3, map[0]+0
add r3, r1
ldxb r0, [r3+0]
add r1, 1
add r2, 3
jlt r2, 48, l
mov r0, 0
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== ... nor by four times
type raw_tracepoint
map array 4 16 1
cert 415802010101002000000000000004030000000213030005010204020002010103000f000103002f
-- asm
mov r1, 0
mov r2, 0
l:
lddw r3, map[0]+0
add r3, r1
ldxb r0, [r3+0]
add r1, 1
add r2, 3
jlt r2, 48, l
mov r0, 0
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== ... nor by none
type raw_tracepoint
map array 4 16 1
cert 415802010101002000000000000004030000000213030005010200020002010103000f000103002f
-- asm
mov r1, 0
mov r2, 0
l:
lddw r3, map[0]+0
add r3, r1
ldxb r0, [r3+0]
add r1, 1
add r2, 3
jlt r2, 48, l
mov r0, 0
exit
-- reject certificate_form
-- linux skip: it knows no certificates

== ... nor by more times than there may be
type raw_tracepoint
map array 4 16 1
cert 4158020101010022000000000000040300000002150300050102818040020002010103000f000103002f
-- asm
mov r1, 0
mov r2, 0
l:
lddw r3, map[0]+0
add r3, r1
ldxb r0, [r3+0]
add r1, 1
add r2, 3
jlt r2, 48, l
mov r0, 0
exit
-- reject certificate_form
-- linux skip: it knows no certificates

== ... nor with a factor
type raw_tracepoint
map array 4 16 1
cert 415802010101002000000000000004030000000213030005010203040002010103000f000103002f
-- asm
mov r1, 0
mov r2, 0
l:
lddw r3, map[0]+0
add r3, r1
ldxb r0, [r3+0]
add r1, 1
add r2, 3
jlt r2, 48, l
mov r0, 0
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== ... nor with a sum
type raw_tracepoint
map array 4 16 1
cert 415802010101002000000000000004030000000213030005010203020602010103000f000103002f
-- asm
mov r1, 0
mov r2, 0
l:
lddw r3, map[0]+0
add r3, r1
ldxb r0, [r3+0]
add r1, 1
add r2, 3
jlt r2, 48, l
mov r0, 0
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== ... nor the other way round
type raw_tracepoint
map array 4 16 1
cert 415802010101002000000000000004030000000213030005020103020002010103000f000103002f
-- asm
mov r1, 0
mov r2, 0
l:
lddw r3, map[0]+0
add r3, r1
ldxb r0, [r3+0]
add r1, 1
add r2, 3
jlt r2, 48, l
mov r0, 0
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== ... nor of another number
type raw_tracepoint
map array 4 16 1
cert 415802010101002000000000000004030000000213030005010303020002010103000f000103002f
-- asm
mov r1, 0
mov r2, 0
l:
lddw r3, map[0]+0
add r3, r1
ldxb r0, [r3+0]
add r1, 1
add r2, 3
jlt r2, 48, l
mov r0, 0
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== ... nor where the quotient is rounded down once more: 47 by 3 are 15
type raw_tracepoint
map array 4 16 1
cert 415802010101002000000000000004030000000213030005010203020002010103000e000103002f
-- asm
mov r1, 0
mov r2, 0
l:
lddw r3, map[0]+0
add r3, r1
ldxb r0, [r3+0]
add r1, 1
add r2, 3
jlt r2, 48, l
mov r0, 0
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== ... nor where the loop ends by a number above: 48 by 3 are 16
type raw_tracepoint
map array 4 16 1
cert 415802010101002000000000000004030000000213030005010203020002010103000f0001030030
-- asm
mov r1, 0
mov r2, 0
l:
lddw r3, map[0]+0
add r3, r1
ldxb r0, [r3+0]
add r1, 1
add r2, 3
jle r2, 48, l
mov r0, 0
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== a full certificate by which a third is rounded up: 2 by 3 are 1
type raw_tracepoint
map array 4 16 1
cert 41580201010100200000000000000403000000021303000501020302000201010301100001030230
-- asm
mov r1, 16
mov r2, 48
l:
lddw r3, map[0]+0
add r3, r1
ldxb r0, [r3-1]
sub r1, 1
sub r2, 3
jsgt r2, 1, l
mov r0, 0
exit
-- accept budget
-- linux skip: it knows no certificates

== ... but not more than that
type raw_tracepoint
map array 4 16 1
cert 41580201010100200000000000000403000000021303000501020302000201010302100001030230
-- asm
mov r1, 16
mov r2, 48
l:
lddw r3, map[0]+0
add r3, r1
ldxb r0, [r3-1]
sub r1, 1
sub r2, 3
jsgt r2, 1, l
mov r0, 0
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== ... nor where it is 0 and the loop goes on
type raw_tracepoint
map array 4 16 1
cert 41580201010100200000000000000403000000021303000501020302000201010301100001030030
-- asm
mov r1, 16
mov r2, 48
l:
lddw r3, map[0]+0
add r3, r1
ldxb r0, [r3-1]
sub r1, 1
sub r2, 3
jsge r2, 0, l
mov r0, 0
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== a full certificate by which a third of what is below 0 is rounded down: -1 by 3 are -1
type raw_tracepoint
map array 4 16 1
cert 415802010101004400000000000004030000000237030005010203020002010103f0ffffffffffffffff01ffffffffffffffffff01000103d0ffffffffffffffff01ffffffffffffffffff01
-- asm
mov r1, -16
mov r2, -48
l:
lddw r3, map[0]+0
add r3, r1
ldxb r0, [r3+16]
add r1, 1
add r2, 3
jslt r2, 0, l
mov r0, 0
exit
-- accept budget
-- linux skip: it knows no certificates

== ... but not more than that
type raw_tracepoint
map array 4 16 1
cert 415802010101004400000000000004030000000237030005010203020002010103f0ffffffffffffffff01feffffffffffffffff01000103d0ffffffffffffffff01ffffffffffffffffff01
-- asm
mov r1, -16
mov r2, -48
l:
lddw r3, map[0]+0
add r3, r1
ldxb r0, [r3+16]
add r1, 1
add r2, 3
jslt r2, 0, l
mov r0, 0
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== ... nor where it is 0 and the loop goes on
type raw_tracepoint
map array 4 16 1
cert 415802010101004400000000000004030000000237030005010203020002010103f0ffffffffffffffff01ffffffffffffffffff01000103d0ffffffffffffffff01ffffffffffffffffff01
-- asm
mov r1, -16
mov r2, -48
l:
lddw r3, map[0]+0
add r3, r1
ldxb r0, [r3+16]
add r1, 1
add r2, 3
jsle r2, 0, l
mov r0, 0
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== a full certificate by which three times how far a pointer has gone is a number
type raw_tracepoint
map array 4 16 1
cert 415802010101002500000000000004030000000318030005030203020002020103002f00c6040000010103000d
-- asm
lddw r3, map[0]+2
mov r2, 6
l:
ldxb r0, [r3+0]
add r3, 1
add r2, 3
jlt r2, 48, l
mov r0, 0
exit
-- accept budget
-- linux skip: it knows no certificates

== ... where it may have gone less far
type raw_tracepoint
map array 4 16 1
cert 415802010101002500000000000004030000000318030005030203020002020103002f00c6000000010103000f
-- asm
lddw r3, map[0]+2
mov r2, 6
l:
ldxb r0, [r3+0]
add r3, 1
add r2, 3
jlt r2, 48, l
mov r0, 0
exit
-- accept budget
-- linux skip: it knows no certificates

== ... but not without the bytes that it began with
type raw_tracepoint
map array 4 16 1
cert 415802010101002500000000000004030000000318030005030203020b02020103002f00c6040000010103000d
-- asm
lddw r3, map[0]+2
mov r2, 6
l:
ldxb r0, [r3+0]
add r3, 1
add r2, 3
jlt r2, 48, l
mov r0, 0
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== ... nor as if it had begun with others
type raw_tracepoint
map array 4 16 1
cert 415802010101002500000000000004030000000318030005030203020002020103002f00c6040000010103000c
-- asm
lddw r3, map[0]+2
mov r2, 6
l:
ldxb r0, [r3+0]
add r3, 1
add r2, 3
jlt r2, 48, l
mov r0, 0
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== ... nor where the number goes on by less
type raw_tracepoint
map array 4 16 1
cert 415802010101002500000000000004030000000318030005030203020002020103002f00c6040000010103000d
-- asm
lddw r3, map[0]+2
mov r2, 6
l:
ldxb r0, [r3+0]
add r3, 1
add r2, 2
jlt r2, 48, l
mov r0, 0
exit
-- reject certificate_false
-- linux skip: it knows no certificates

== a full certificate by which a number that runs around all 64 bits is a multiple of three: it is not, the second time
type raw_tracepoint
map array 4 16 1
cert 41580201010100310000000000000403000000010c03000501010300000101010002080300000101010100070c030005010103000001010100
-- asm
mov r1, 0
l:
jgt r1, 2, next
ja x
x:
lddw r2, map[0]+0
lsh r1, 4
add r2, r1
ldxb r0, [r2+0]
mov r0, 0
exit
next:
add r1, 3
ja l
-- reject certificate_form
-- linux skip: it knows no certificates

== ... nor where the claim goes as far as it may, and the next round further
type raw_tracepoint
map array 4 16 1
cert 415802010101004300000000000004030000000115030005010103000001010102808080808080808040020803000001010101000715030005010103000001010102808080808080808040
-- asm
mov r1, 0
l:
jgt r1, 2, next
ja x
x:
lddw r2, map[0]+0
lsh r1, 4
add r2, r1
ldxb r0, [r2+0]
mov r0, 0
exit
next:
add r1, 3
ja l
-- reject certificate_false
-- linux skip: it knows no certificates

== a full certificate: what is in a slot that others made room for
type raw_tracepoint
map array 4 64 1
cert 41580201010101000f000000000000080300000101040100
-- asm
ldxdw r6, [r1+0]
stdw [r10-8], 0
stdw [r10-16], 0
stdw [r10-24], 0
stdw [r10-32], 0
stdw [r10-40], 0
stdw [r10-48], 0
stdw [r10-56], 0
stdw [r10-64], 0
stdw [r10-72], 0
stdw [r10-80], 0
stdw [r10-88], 0
stdw [r10-96], 0
stxdw [r10-8], r6
stdw [r10-16], 0
stdw [r10-24], 0
stdw [r10-32], 0
stdw [r10-40], 0
stdw [r10-48], 0
stdw [r10-56], 0
stdw [r10-64], 0
stdw [r10-72], 0
stdw [r10-80], 0
stdw [r10-88], 0
stdw [r10-96], 0
ldxdw r3, [r10-8]
lddw r2, map[0]+0
add r2, r3
ldxb r0, [r2+0]
mov r0, 0
exit
-- reject pointer_offset
-- linux skip: it knows no certificates

== a full certificate that divides a product which is more than 64 bits
type raw_tracepoint
map array 4 16 1
cert 415802010101010032000000000000080300000101040100060f030005030402001402030100000100021003000503040200140203010205000100
-- asm
ldxdw r2, [r1+0]
mov r4, 0
mov r3, 5
jeq r2, 0, p
lddw r3, 0x8000000000000005
p:
mov r0, 0
ja q
q:
lddw r5, map[0]+0
add r5, r3
ldxb r0, [r5+0]
mov r0, 0
exit
-- reject certificate_false 8
-- linux skip: it knows no certificates

== a number that grows as long as its own bound says bounds no rounds
type raw_tracepoint
map array 4 64 1
-- asm
mov r9, r1
mov r6, 0
l:
ldxdw r2, [r9+0]
jeq r2, 0, out
lddw r3, map[0]+0
add r3, r6
ldxb r0, [r3+0]
add r6, 1
ja l
out:
mov r0, 0
exit
-- reject pointer_offset 6

== ... nor does one that goes down
type raw_tracepoint
map array 4 64 1
-- asm
mov r9, r1
mov r6, 63
l:
ldxdw r2, [r9+0]
jeq r2, 0, out
lddw r3, map[0]+0
add r3, r6
ldxb r0, [r3+0]
sub r6, 1
ja l
out:
mov r0, 0
exit
-- reject pointer_offset 6
