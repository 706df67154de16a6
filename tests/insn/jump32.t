# SPDX-License-Identifier: Apache-2.0
# 32-bit conditional jumps: bit N of the result is set when the jump over pair N is taken.

== jeq32 r, r over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
lddw r4, 0x5
jeq32 r3, r4, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
lddw r4, 0x6
jeq32 r3, r4, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
lddw r4, 0x5
jeq32 r3, r4, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
lddw r4, 0x1
jeq32 r3, r4, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
lddw r4, 0xffffffffffffffff
jeq32 r3, r4, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
lddw r4, 0x0
jeq32 r3, r4, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
lddw r4, 0xffffffffffffffff
jeq32 r3, r4, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
lddw r4, 0x5
jeq32 r3, r4, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
lddw r4, 0x1
jeq32 r3, r4, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
lddw r4, 0x7fffffff
jeq32 r3, r4, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
lddw r4, 0xffffffffffffffff
jeq32 r3, r4, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
lddw r4, 0xffffffff80000000
jeq32 r3, r4, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0xce1

== jeq32 r, imm over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
jeq32 r3, 5, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
jeq32 r3, 6, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
jeq32 r3, 5, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
jeq32 r3, 1, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
jeq32 r3, -1, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
jeq32 r3, 0, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
jeq32 r3, -1, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
jeq32 r3, 5, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
jeq32 r3, 1, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
jeq32 r3, 2147483647, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
jeq32 r3, -1, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
jeq32 r3, -2147483648, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0xce1

== jne32 r, r over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
lddw r4, 0x5
jne32 r3, r4, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
lddw r4, 0x6
jne32 r3, r4, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
lddw r4, 0x5
jne32 r3, r4, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
lddw r4, 0x1
jne32 r3, r4, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
lddw r4, 0xffffffffffffffff
jne32 r3, r4, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
lddw r4, 0x0
jne32 r3, r4, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
lddw r4, 0xffffffffffffffff
jne32 r3, r4, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
lddw r4, 0x5
jne32 r3, r4, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
lddw r4, 0x1
jne32 r3, r4, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
lddw r4, 0x7fffffff
jne32 r3, r4, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
lddw r4, 0xffffffffffffffff
jne32 r3, r4, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
lddw r4, 0xffffffff80000000
jne32 r3, r4, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0x31e

== jne32 r, imm over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
jne32 r3, 5, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
jne32 r3, 6, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
jne32 r3, 5, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
jne32 r3, 1, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
jne32 r3, -1, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
jne32 r3, 0, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
jne32 r3, -1, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
jne32 r3, 5, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
jne32 r3, 1, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
jne32 r3, 2147483647, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
jne32 r3, -1, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
jne32 r3, -2147483648, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0x31e

== jgt32 r, r over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
lddw r4, 0x5
jgt32 r3, r4, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
lddw r4, 0x6
jgt32 r3, r4, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
lddw r4, 0x5
jgt32 r3, r4, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
lddw r4, 0x1
jgt32 r3, r4, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
lddw r4, 0xffffffffffffffff
jgt32 r3, r4, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
lddw r4, 0x0
jgt32 r3, r4, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
lddw r4, 0xffffffffffffffff
jgt32 r3, r4, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
lddw r4, 0x5
jgt32 r3, r4, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
lddw r4, 0x1
jgt32 r3, r4, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
lddw r4, 0x7fffffff
jgt32 r3, r4, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
lddw r4, 0xffffffffffffffff
jgt32 r3, r4, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
lddw r4, 0xffffffff80000000
jgt32 r3, r4, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0x20c

== jgt32 r, imm over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
jgt32 r3, 5, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
jgt32 r3, 6, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
jgt32 r3, 5, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
jgt32 r3, 1, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
jgt32 r3, -1, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
jgt32 r3, 0, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
jgt32 r3, -1, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
jgt32 r3, 5, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
jgt32 r3, 1, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
jgt32 r3, 2147483647, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
jgt32 r3, -1, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
jgt32 r3, -2147483648, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0x20c

== jge32 r, r over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
lddw r4, 0x5
jge32 r3, r4, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
lddw r4, 0x6
jge32 r3, r4, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
lddw r4, 0x5
jge32 r3, r4, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
lddw r4, 0x1
jge32 r3, r4, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
lddw r4, 0xffffffffffffffff
jge32 r3, r4, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
lddw r4, 0x0
jge32 r3, r4, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
lddw r4, 0xffffffffffffffff
jge32 r3, r4, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
lddw r4, 0x5
jge32 r3, r4, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
lddw r4, 0x1
jge32 r3, r4, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
lddw r4, 0x7fffffff
jge32 r3, r4, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
lddw r4, 0xffffffffffffffff
jge32 r3, r4, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
lddw r4, 0xffffffff80000000
jge32 r3, r4, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0xeed

== jge32 r, imm over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
jge32 r3, 5, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
jge32 r3, 6, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
jge32 r3, 5, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
jge32 r3, 1, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
jge32 r3, -1, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
jge32 r3, 0, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
jge32 r3, -1, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
jge32 r3, 5, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
jge32 r3, 1, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
jge32 r3, 2147483647, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
jge32 r3, -1, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
jge32 r3, -2147483648, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0xeed

== jlt32 r, r over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
lddw r4, 0x5
jlt32 r3, r4, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
lddw r4, 0x6
jlt32 r3, r4, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
lddw r4, 0x5
jlt32 r3, r4, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
lddw r4, 0x1
jlt32 r3, r4, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
lddw r4, 0xffffffffffffffff
jlt32 r3, r4, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
lddw r4, 0x0
jlt32 r3, r4, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
lddw r4, 0xffffffffffffffff
jlt32 r3, r4, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
lddw r4, 0x5
jlt32 r3, r4, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
lddw r4, 0x1
jlt32 r3, r4, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
lddw r4, 0x7fffffff
jlt32 r3, r4, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
lddw r4, 0xffffffffffffffff
jlt32 r3, r4, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
lddw r4, 0xffffffff80000000
jlt32 r3, r4, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0x112

== jlt32 r, imm over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
jlt32 r3, 5, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
jlt32 r3, 6, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
jlt32 r3, 5, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
jlt32 r3, 1, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
jlt32 r3, -1, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
jlt32 r3, 0, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
jlt32 r3, -1, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
jlt32 r3, 5, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
jlt32 r3, 1, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
jlt32 r3, 2147483647, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
jlt32 r3, -1, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
jlt32 r3, -2147483648, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0x112

== jle32 r, r over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
lddw r4, 0x5
jle32 r3, r4, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
lddw r4, 0x6
jle32 r3, r4, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
lddw r4, 0x5
jle32 r3, r4, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
lddw r4, 0x1
jle32 r3, r4, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
lddw r4, 0xffffffffffffffff
jle32 r3, r4, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
lddw r4, 0x0
jle32 r3, r4, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
lddw r4, 0xffffffffffffffff
jle32 r3, r4, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
lddw r4, 0x5
jle32 r3, r4, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
lddw r4, 0x1
jle32 r3, r4, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
lddw r4, 0x7fffffff
jle32 r3, r4, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
lddw r4, 0xffffffffffffffff
jle32 r3, r4, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
lddw r4, 0xffffffff80000000
jle32 r3, r4, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0xdf3

== jle32 r, imm over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
jle32 r3, 5, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
jle32 r3, 6, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
jle32 r3, 5, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
jle32 r3, 1, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
jle32 r3, -1, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
jle32 r3, 0, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
jle32 r3, -1, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
jle32 r3, 5, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
jle32 r3, 1, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
jle32 r3, 2147483647, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
jle32 r3, -1, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
jle32 r3, -2147483648, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0xdf3

== jset32 r, r over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
lddw r4, 0x5
jset32 r3, r4, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
lddw r4, 0x6
jset32 r3, r4, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
lddw r4, 0x5
jset32 r3, r4, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
lddw r4, 0x1
jset32 r3, r4, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
lddw r4, 0xffffffffffffffff
jset32 r3, r4, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
lddw r4, 0x0
jset32 r3, r4, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
lddw r4, 0xffffffffffffffff
jset32 r3, r4, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
lddw r4, 0x5
jset32 r3, r4, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
lddw r4, 0x1
jset32 r3, r4, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
lddw r4, 0x7fffffff
jset32 r3, r4, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
lddw r4, 0xffffffffffffffff
jset32 r3, r4, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
lddw r4, 0xffffffff80000000
jset32 r3, r4, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0xcdf

== jset32 r, imm over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
jset32 r3, 5, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
jset32 r3, 6, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
jset32 r3, 5, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
jset32 r3, 1, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
jset32 r3, -1, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
jset32 r3, 0, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
jset32 r3, -1, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
jset32 r3, 5, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
jset32 r3, 1, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
jset32 r3, 2147483647, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
jset32 r3, -1, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
jset32 r3, -2147483648, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0xcdf

== jsgt32 r, r over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
lddw r4, 0x5
jsgt32 r3, r4, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
lddw r4, 0x6
jsgt32 r3, r4, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
lddw r4, 0x5
jsgt32 r3, r4, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
lddw r4, 0x1
jsgt32 r3, r4, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
lddw r4, 0xffffffffffffffff
jsgt32 r3, r4, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
lddw r4, 0x0
jsgt32 r3, r4, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
lddw r4, 0xffffffffffffffff
jsgt32 r3, r4, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
lddw r4, 0x5
jsgt32 r3, r4, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
lddw r4, 0x1
jsgt32 r3, r4, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
lddw r4, 0x7fffffff
jsgt32 r3, r4, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
lddw r4, 0xffffffffffffffff
jsgt32 r3, r4, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
lddw r4, 0xffffffff80000000
jsgt32 r3, r4, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0x14

== jsgt32 r, imm over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
jsgt32 r3, 5, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
jsgt32 r3, 6, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
jsgt32 r3, 5, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
jsgt32 r3, 1, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
jsgt32 r3, -1, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
jsgt32 r3, 0, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
jsgt32 r3, -1, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
jsgt32 r3, 5, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
jsgt32 r3, 1, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
jsgt32 r3, 2147483647, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
jsgt32 r3, -1, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
jsgt32 r3, -2147483648, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0x14

== jsge32 r, r over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
lddw r4, 0x5
jsge32 r3, r4, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
lddw r4, 0x6
jsge32 r3, r4, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
lddw r4, 0x5
jsge32 r3, r4, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
lddw r4, 0x1
jsge32 r3, r4, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
lddw r4, 0xffffffffffffffff
jsge32 r3, r4, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
lddw r4, 0x0
jsge32 r3, r4, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
lddw r4, 0xffffffffffffffff
jsge32 r3, r4, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
lddw r4, 0x5
jsge32 r3, r4, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
lddw r4, 0x1
jsge32 r3, r4, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
lddw r4, 0x7fffffff
jsge32 r3, r4, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
lddw r4, 0xffffffffffffffff
jsge32 r3, r4, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
lddw r4, 0xffffffff80000000
jsge32 r3, r4, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0xcf5

== jsge32 r, imm over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
jsge32 r3, 5, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
jsge32 r3, 6, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
jsge32 r3, 5, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
jsge32 r3, 1, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
jsge32 r3, -1, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
jsge32 r3, 0, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
jsge32 r3, -1, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
jsge32 r3, 5, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
jsge32 r3, 1, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
jsge32 r3, 2147483647, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
jsge32 r3, -1, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
jsge32 r3, -2147483648, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0xcf5

== jslt32 r, r over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
lddw r4, 0x5
jslt32 r3, r4, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
lddw r4, 0x6
jslt32 r3, r4, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
lddw r4, 0x5
jslt32 r3, r4, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
lddw r4, 0x1
jslt32 r3, r4, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
lddw r4, 0xffffffffffffffff
jslt32 r3, r4, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
lddw r4, 0x0
jslt32 r3, r4, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
lddw r4, 0xffffffffffffffff
jslt32 r3, r4, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
lddw r4, 0x5
jslt32 r3, r4, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
lddw r4, 0x1
jslt32 r3, r4, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
lddw r4, 0x7fffffff
jslt32 r3, r4, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
lddw r4, 0xffffffffffffffff
jslt32 r3, r4, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
lddw r4, 0xffffffff80000000
jslt32 r3, r4, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0x30a

== jslt32 r, imm over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
jslt32 r3, 5, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
jslt32 r3, 6, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
jslt32 r3, 5, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
jslt32 r3, 1, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
jslt32 r3, -1, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
jslt32 r3, 0, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
jslt32 r3, -1, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
jslt32 r3, 5, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
jslt32 r3, 1, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
jslt32 r3, 2147483647, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
jslt32 r3, -1, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
jslt32 r3, -2147483648, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0x30a

== jsle32 r, r over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
lddw r4, 0x5
jsle32 r3, r4, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
lddw r4, 0x6
jsle32 r3, r4, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
lddw r4, 0x5
jsle32 r3, r4, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
lddw r4, 0x1
jsle32 r3, r4, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
lddw r4, 0xffffffffffffffff
jsle32 r3, r4, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
lddw r4, 0x0
jsle32 r3, r4, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
lddw r4, 0xffffffffffffffff
jsle32 r3, r4, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
lddw r4, 0x5
jsle32 r3, r4, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
lddw r4, 0x1
jsle32 r3, r4, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
lddw r4, 0x7fffffff
jsle32 r3, r4, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
lddw r4, 0xffffffffffffffff
jsle32 r3, r4, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
lddw r4, 0xffffffff80000000
jsle32 r3, r4, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0xfeb

== jsle32 r, imm over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
jsle32 r3, 5, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
jsle32 r3, 6, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
jsle32 r3, 5, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
jsle32 r3, 1, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
jsle32 r3, -1, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
jsle32 r3, 0, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
jsle32 r3, -1, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
jsle32 r3, 5, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
jsle32 r3, 1, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
jsle32 r3, 2147483647, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
jsle32 r3, -1, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
jsle32 r3, -2147483648, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0xfeb

== jlt32 backwards counts to ten
-- asm
mov r0, 0
again:
add r0, 1
jlt32 r0, 10, again
exit
-- result
0xa

== jne32 backwards sums one to five
-- asm
mov r0, 0
mov r3, 5
again:
add r0, r3
sub r3, 1
jne32 r3, 0, again
exit
-- result
0xf
