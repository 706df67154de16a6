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

== full certificates: 42 slots at a time
-- asm
mov r6, 0
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
stdw [r10-104], 0
stdw [r10-112], 0
stdw [r10-120], 0
stdw [r10-128], 0
stdw [r10-136], 0
stdw [r10-144], 0
stdw [r10-152], 0
stdw [r10-160], 0
stdw [r10-168], 0
stdw [r10-176], 0
stdw [r10-184], 0
stdw [r10-192], 0
stdw [r10-200], 0
stdw [r10-208], 0
stdw [r10-216], 0
stdw [r10-224], 0
stdw [r10-232], 0
stdw [r10-240], 0
stdw [r10-248], 0
stdw [r10-256], 0
stdw [r10-264], 0
stdw [r10-272], 0
stdw [r10-280], 0
stdw [r10-288], 0
stdw [r10-296], 0
stdw [r10-304], 0
stdw [r10-312], 0
stdw [r10-320], 0
stdw [r10-328], 0
stdw [r10-336], 0
call 7
mov r6, r0
jeq r6, 1, one
jeq r6, 2, two
add r6, 1
one:
add r6, 2
two:
ldxdw r1, [r10-8]
add r6, r1
ldxdw r1, [r10-16]
add r6, r1
ldxdw r1, [r10-24]
add r6, r1
ldxdw r1, [r10-32]
add r6, r1
ldxdw r1, [r10-40]
add r6, r1
ldxdw r1, [r10-48]
add r6, r1
ldxdw r1, [r10-56]
add r6, r1
ldxdw r1, [r10-64]
add r6, r1
ldxdw r1, [r10-72]
add r6, r1
ldxdw r1, [r10-80]
add r6, r1
ldxdw r1, [r10-88]
add r6, r1
ldxdw r1, [r10-96]
add r6, r1
ldxdw r1, [r10-104]
add r6, r1
ldxdw r1, [r10-112]
add r6, r1
ldxdw r1, [r10-120]
add r6, r1
ldxdw r1, [r10-128]
add r6, r1
ldxdw r1, [r10-136]
add r6, r1
ldxdw r1, [r10-144]
add r6, r1
ldxdw r1, [r10-152]
add r6, r1
ldxdw r1, [r10-160]
add r6, r1
ldxdw r1, [r10-168]
add r6, r1
ldxdw r1, [r10-176]
add r6, r1
ldxdw r1, [r10-184]
add r6, r1
ldxdw r1, [r10-192]
add r6, r1
ldxdw r1, [r10-200]
add r6, r1
ldxdw r1, [r10-208]
add r6, r1
ldxdw r1, [r10-216]
add r6, r1
ldxdw r1, [r10-224]
add r6, r1
ldxdw r1, [r10-232]
add r6, r1
ldxdw r1, [r10-240]
add r6, r1
ldxdw r1, [r10-248]
add r6, r1
ldxdw r1, [r10-256]
add r6, r1
ldxdw r1, [r10-264]
add r6, r1
ldxdw r1, [r10-272]
add r6, r1
ldxdw r1, [r10-280]
add r6, r1
ldxdw r1, [r10-288]
add r6, r1
ldxdw r1, [r10-296]
add r6, r1
ldxdw r1, [r10-304]
add r6, r1
ldxdw r1, [r10-312]
add r6, r1
ldxdw r1, [r10-320]
add r6, r1
ldxdw r1, [r10-328]
add r6, r1
ldxdw r1, [r10-336]
add r6, r1
mov r0, 0
exit
-- accept full

== full certificates: 40 numbers at a time
-- asm
mov r6, 0
call 7
stxdw [r10-8], r0
call 7
stxdw [r10-16], r0
call 7
stxdw [r10-24], r0
call 7
stxdw [r10-32], r0
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
mov r6, r0
jeq r6, 1, one
jeq r6, 2, two
add r6, 1
one:
add r6, 2
two:
ldxdw r1, [r10-8]
add r6, r1
ldxdw r1, [r10-16]
add r6, r1
ldxdw r1, [r10-24]
add r6, r1
ldxdw r1, [r10-32]
add r6, r1
ldxdw r1, [r10-40]
add r6, r1
ldxdw r1, [r10-48]
add r6, r1
ldxdw r1, [r10-56]
add r6, r1
ldxdw r1, [r10-64]
add r6, r1
ldxdw r1, [r10-72]
add r6, r1
ldxdw r1, [r10-80]
add r6, r1
ldxdw r1, [r10-88]
add r6, r1
ldxdw r1, [r10-96]
add r6, r1
ldxdw r1, [r10-104]
add r6, r1
ldxdw r1, [r10-112]
add r6, r1
ldxdw r1, [r10-120]
add r6, r1
ldxdw r1, [r10-128]
add r6, r1
ldxdw r1, [r10-136]
add r6, r1
ldxdw r1, [r10-144]
add r6, r1
ldxdw r1, [r10-152]
add r6, r1
ldxdw r1, [r10-160]
add r6, r1
ldxdw r1, [r10-168]
add r6, r1
ldxdw r1, [r10-176]
add r6, r1
ldxdw r1, [r10-184]
add r6, r1
ldxdw r1, [r10-192]
add r6, r1
ldxdw r1, [r10-200]
add r6, r1
ldxdw r1, [r10-208]
add r6, r1
ldxdw r1, [r10-216]
add r6, r1
ldxdw r1, [r10-224]
add r6, r1
ldxdw r1, [r10-232]
add r6, r1
ldxdw r1, [r10-240]
add r6, r1
ldxdw r1, [r10-248]
add r6, r1
ldxdw r1, [r10-256]
add r6, r1
ldxdw r1, [r10-264]
add r6, r1
ldxdw r1, [r10-272]
add r6, r1
ldxdw r1, [r10-280]
add r6, r1
ldxdw r1, [r10-288]
add r6, r1
ldxdw r1, [r10-296]
add r6, r1
ldxdw r1, [r10-304]
add r6, r1
ldxdw r1, [r10-312]
add r6, r1
ldxdw r1, [r10-320]
add r6, r1
mov r0, 0
exit
-- accept full

== full certificates: slots far apart cost no more than others
-- asm
mov r6, 0
call 7
stxdw [r10-16], r0
call 7
stxdw [r10-32], r0
call 7
stxdw [r10-48], r0
call 7
stxdw [r10-64], r0
call 7
stxdw [r10-80], r0
call 7
stxdw [r10-96], r0
call 7
stxdw [r10-112], r0
call 7
stxdw [r10-128], r0
call 7
stxdw [r10-144], r0
call 7
stxdw [r10-160], r0
call 7
stxdw [r10-176], r0
call 7
stxdw [r10-192], r0
call 7
stxdw [r10-208], r0
call 7
stxdw [r10-224], r0
call 7
stxdw [r10-240], r0
call 7
stxdw [r10-256], r0
call 7
stxdw [r10-272], r0
call 7
stxdw [r10-288], r0
call 7
stxdw [r10-304], r0
call 7
stxdw [r10-320], r0
call 7
stxdw [r10-336], r0
call 7
stxdw [r10-352], r0
call 7
stxdw [r10-368], r0
call 7
stxdw [r10-384], r0
call 7
stxdw [r10-400], r0
call 7
stxdw [r10-416], r0
call 7
stxdw [r10-432], r0
call 7
stxdw [r10-448], r0
call 7
stxdw [r10-464], r0
call 7
stxdw [r10-480], r0
call 7
stxdw [r10-496], r0
call 7
stxdw [r10-512], r0
call 7
mov r6, r0
jeq r6, 1, one
jeq r6, 2, two
add r6, 1
one:
add r6, 2
two:
ldxdw r1, [r10-16]
add r6, r1
ldxdw r1, [r10-32]
add r6, r1
ldxdw r1, [r10-48]
add r6, r1
ldxdw r1, [r10-64]
add r6, r1
ldxdw r1, [r10-80]
add r6, r1
ldxdw r1, [r10-96]
add r6, r1
ldxdw r1, [r10-112]
add r6, r1
ldxdw r1, [r10-128]
add r6, r1
ldxdw r1, [r10-144]
add r6, r1
ldxdw r1, [r10-160]
add r6, r1
ldxdw r1, [r10-176]
add r6, r1
ldxdw r1, [r10-192]
add r6, r1
ldxdw r1, [r10-208]
add r6, r1
ldxdw r1, [r10-224]
add r6, r1
ldxdw r1, [r10-240]
add r6, r1
ldxdw r1, [r10-256]
add r6, r1
ldxdw r1, [r10-272]
add r6, r1
ldxdw r1, [r10-288]
add r6, r1
ldxdw r1, [r10-304]
add r6, r1
ldxdw r1, [r10-320]
add r6, r1
ldxdw r1, [r10-336]
add r6, r1
ldxdw r1, [r10-352]
add r6, r1
ldxdw r1, [r10-368]
add r6, r1
ldxdw r1, [r10-384]
add r6, r1
ldxdw r1, [r10-400]
add r6, r1
ldxdw r1, [r10-416]
add r6, r1
ldxdw r1, [r10-432]
add r6, r1
ldxdw r1, [r10-448]
add r6, r1
ldxdw r1, [r10-464]
add r6, r1
ldxdw r1, [r10-480]
add r6, r1
ldxdw r1, [r10-496]
add r6, r1
ldxdw r1, [r10-512]
add r6, r1
mov r0, 0
exit
-- accept full

== the lower half of a slot is not what its upper half holds
map array 4 64 1
-- asm
call 7
mov r6, r0
stxw [r10-8], r6
stw [r10-4], 0
ldxw r1, [r10-8]
lddw r2, map[0]+0
add r2, r1
stb [r2], 1
mov r0, 0
exit
-- reject value_bounds

== a byte in the stack is the number that it was stored from
type sched_cls
-- asm
call 7
and r0, 128
stxb [r10-8], r0
ldxb r1, [r10-8]
mov r2, 0
jne r1, r2, out
jeq r0, r2, out
ldxdw r0, [r9]
out:
mov r0, 0
exit
-- accept

== ... not where it is only the lower byte of it
type sched_cls
-- asm
call 7
and r0, 384
stxb [r10-8], r0
ldxb r1, [r10-8]
mov r2, 0
jne r1, r2, out
jeq r0, r2, out
ldxdw r0, [r9]
out:
mov r0, 0
exit
-- reject uninit_read

== half of a slot is the number in it that has no other half
type sched_cls
-- asm
call 7
mov32 r0, r0
and r0, 128
stxdw [r10-8], r0
ldxw r1, [r10-8]
mov r2, 0
jne r1, r2, out
jeq r0, r2, out
ldxdw r0, [r9]
out:
mov r0, 0
exit
-- accept
