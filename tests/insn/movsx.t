# SPDX-License-Identifier: Apache-2.0
# sign-extending moves (RFC 9669 section 4.1).

== movsx864 of 0x80
-- asm
lddw r3, 0x80
lddw r0, -1
movsx864 r0, r3
exit
-- result
0xffffffffffffff80

== movsx864 of 0x7f
-- asm
lddw r3, 0x7f
lddw r0, -1
movsx864 r0, r3
exit
-- result
0x7f

== movsx864 of 0x123456789abcdef0
-- asm
lddw r3, 0x123456789abcdef0
lddw r0, -1
movsx864 r0, r3
exit
-- result
0xfffffffffffffff0

== movsx1664 of 0x8000
-- asm
lddw r3, 0x8000
lddw r0, -1
movsx1664 r0, r3
exit
-- result
0xffffffffffff8000

== movsx1664 of 0x7fff
-- asm
lddw r3, 0x7fff
lddw r0, -1
movsx1664 r0, r3
exit
-- result
0x7fff

== movsx1664 of 0x123456789abcdef0
-- asm
lddw r3, 0x123456789abcdef0
lddw r0, -1
movsx1664 r0, r3
exit
-- result
0xffffffffffffdef0

== movsx3264 of 0x80000000
-- asm
lddw r3, 0x80000000
lddw r0, -1
movsx3264 r0, r3
exit
-- result
0xffffffff80000000

== movsx3264 of 0x7fffffff
-- asm
lddw r3, 0x7fffffff
lddw r0, -1
movsx3264 r0, r3
exit
-- result
0x7fffffff

== movsx3264 of 0x123456789abcdef0
-- asm
lddw r3, 0x123456789abcdef0
lddw r0, -1
movsx3264 r0, r3
exit
-- result
0xffffffff9abcdef0

== movsx832 of 0x80
-- asm
lddw r3, 0x80
lddw r0, -1
movsx832 r0, r3
exit
-- result
0xffffff80

== movsx832 of 0x7f
-- asm
lddw r3, 0x7f
lddw r0, -1
movsx832 r0, r3
exit
-- result
0x7f

== movsx832 of 0x123456789abcdef0
-- asm
lddw r3, 0x123456789abcdef0
lddw r0, -1
movsx832 r0, r3
exit
-- result
0xfffffff0

== movsx1632 of 0x8000
-- asm
lddw r3, 0x8000
lddw r0, -1
movsx1632 r0, r3
exit
-- result
0xffff8000

== movsx1632 of 0x7fff
-- asm
lddw r3, 0x7fff
lddw r0, -1
movsx1632 r0, r3
exit
-- result
0x7fff

== movsx1632 of 0x123456789abcdef0
-- asm
lddw r3, 0x123456789abcdef0
lddw r0, -1
movsx1632 r0, r3
exit
-- result
0xffffdef0
