# SPDX-License-Identifier: Apache-2.0
# byte order: le and be convert, bswap always swaps; 16 and 32 clear what is above.

== le16 of 0x123456789abcdef0
-- asm
lddw r0, 0x123456789abcdef0
le16 r0
exit
-- result
0xdef0

== be16 of 0x123456789abcdef0
-- asm
lddw r0, 0x123456789abcdef0
be16 r0
exit
-- result
0xf0de

== bswap16 of 0x123456789abcdef0
-- asm
lddw r0, 0x123456789abcdef0
bswap16 r0
exit
-- result
0xf0de

== le16 of 0x80ff
-- asm
lddw r0, 0x80ff
le16 r0
exit
-- result
0x80ff

== be16 of 0x80ff
-- asm
lddw r0, 0x80ff
be16 r0
exit
-- result
0xff80

== bswap16 of 0x80ff
-- asm
lddw r0, 0x80ff
bswap16 r0
exit
-- result
0xff80

== le16 of 0xffffffffffffffff
-- asm
lddw r0, 0xffffffffffffffff
le16 r0
exit
-- result
0xffff

== be16 of 0xffffffffffffffff
-- asm
lddw r0, 0xffffffffffffffff
be16 r0
exit
-- result
0xffff

== bswap16 of 0xffffffffffffffff
-- asm
lddw r0, 0xffffffffffffffff
bswap16 r0
exit
-- result
0xffff

== le32 of 0x123456789abcdef0
-- asm
lddw r0, 0x123456789abcdef0
le32 r0
exit
-- result
0x9abcdef0

== be32 of 0x123456789abcdef0
-- asm
lddw r0, 0x123456789abcdef0
be32 r0
exit
-- result
0xf0debc9a

== bswap32 of 0x123456789abcdef0
-- asm
lddw r0, 0x123456789abcdef0
bswap32 r0
exit
-- result
0xf0debc9a

== le32 of 0x80ff
-- asm
lddw r0, 0x80ff
le32 r0
exit
-- result
0x80ff

== be32 of 0x80ff
-- asm
lddw r0, 0x80ff
be32 r0
exit
-- result
0xff800000

== bswap32 of 0x80ff
-- asm
lddw r0, 0x80ff
bswap32 r0
exit
-- result
0xff800000

== le32 of 0xffffffffffffffff
-- asm
lddw r0, 0xffffffffffffffff
le32 r0
exit
-- result
0xffffffff

== be32 of 0xffffffffffffffff
-- asm
lddw r0, 0xffffffffffffffff
be32 r0
exit
-- result
0xffffffff

== bswap32 of 0xffffffffffffffff
-- asm
lddw r0, 0xffffffffffffffff
bswap32 r0
exit
-- result
0xffffffff

== le64 of 0x123456789abcdef0
-- asm
lddw r0, 0x123456789abcdef0
le64 r0
exit
-- result
0x123456789abcdef0

== be64 of 0x123456789abcdef0
-- asm
lddw r0, 0x123456789abcdef0
be64 r0
exit
-- result
0xf0debc9a78563412

== bswap64 of 0x123456789abcdef0
-- asm
lddw r0, 0x123456789abcdef0
bswap64 r0
exit
-- result
0xf0debc9a78563412

== le64 of 0x80ff
-- asm
lddw r0, 0x80ff
le64 r0
exit
-- result
0x80ff

== be64 of 0x80ff
-- asm
lddw r0, 0x80ff
be64 r0
exit
-- result
0xff80000000000000

== bswap64 of 0x80ff
-- asm
lddw r0, 0x80ff
bswap64 r0
exit
-- result
0xff80000000000000

== le64 of 0xffffffffffffffff
-- asm
lddw r0, 0xffffffffffffffff
le64 r0
exit
-- result
0xffffffffffffffff

== be64 of 0xffffffffffffffff
-- asm
lddw r0, 0xffffffffffffffff
be64 r0
exit
-- result
0xffffffffffffffff

== bswap64 of 0xffffffffffffffff
-- asm
lddw r0, 0xffffffffffffffff
bswap64 r0
exit
-- result
0xffffffffffffffff
