# SPDX-License-Identifier: Apache-2.0
# Slots that nobody reads any more are forgotten; what was forgotten wrongly costs another walk, not the verdict.

== dead slots are in no recorded state: it fits into a small arena
arena 5600
-- asm
call 5
mov r6, r0
stxdw [r10-8], r6
rsh r6, 1
stxdw [r10-16], r6
rsh r6, 1
stxdw [r10-24], r6
rsh r6, 1
stxdw [r10-32], r6
rsh r6, 1
stxdw [r10-40], r6
rsh r6, 1
stxdw [r10-48], r6
rsh r6, 1
stxdw [r10-56], r6
rsh r6, 1
stxdw [r10-64], r6
ldxdw r7, [r10-64]
jeq r6, 0, t0
jeq r6, 1, t1
jeq r6, 2, t2
jeq r6, 3, t3
jeq r6, 4, t4
jeq r6, 5, t5
t0:
add r7, 1
t1:
add r7, 1
t2:
add r7, 1
t3:
add r7, 1
t4:
add r7, 1
t5:
mov r0, 0
exit
-- accept

== a slot is read by a pointer that goes down from the address that was taken
-- asm
stdw [r10-16], 7
stdw [r10-8], 0
mov r2, r10
add r2, -8
ldxw r3, [r1]
jeq r3, 0, over
mov r3, 1
over:
ldxdw r3, [r2-8]
mov r0, 0
exit
-- accept worst 10

== ... and a loop that counts by it has its bound
leaks
-- asm
stdw [r10-16], 0
stdw [r10-8], 0
mov r6, r10
add r6, -8
ldxw r7, [r1]
jeq r7, 0, over
mov r7, 1
over:
mov r8, 0
loop:
ldxdw r3, [r6-8]
add r3, 1
stxdw [r6-8], r3
jlt r3, 10, loop
mov r0, 0
exit
-- accept worst 50

== a part of a slot is read after another part was written
-- asm
stdw [r10-8], 1
ldxw r3, [r1]
jeq r3, 0, over
mov r3, 1
over:
stw [r10-8], 2
jeq r3, 5, end
mov r3, 2
end:
ldxw r4, [r10-4]
mov r0, 0
exit
-- accept worst 10

== ... a load over two slots
-- asm
stdw [r10-8], 1
stdw [r10-16], 1
ldxw r3, [r1]
jeq r3, 0, over
mov r3, 1
over:
ldxw r4, [r10-8]
ldxw r4, [r10-12]
mov r0, 0
exit
-- accept

== a slot that is dead at one place is not what another path wrote
-- asm
stdw [r10-8], 1
ldxw r3, [r1]
jeq r3, 0, other
ldxdw r4, [r10-8]
ja end
other:
mov r4, 0
end:
ldxw r5, [r1]
jeq r5, 1, out
stdw [r10-8], 0
out:
ldxdw r4, [r10-8]
mov r0, 0
exit
-- accept
