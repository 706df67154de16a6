# SPDX-License-Identifier: Apache-2.0
# 64-bit conditional jumps: bit N of the result is set when the jump over pair N is taken.

== jeq r, r over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
lddw r4, 0x5
jeq r3, r4, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
lddw r4, 0x6
jeq r3, r4, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
lddw r4, 0x5
jeq r3, r4, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
lddw r4, 0x1
jeq r3, r4, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
lddw r4, 0xffffffffffffffff
jeq r3, r4, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
lddw r4, 0x0
jeq r3, r4, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
lddw r4, 0xffffffffffffffff
jeq r3, r4, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
lddw r4, 0x5
jeq r3, r4, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
lddw r4, 0x1
jeq r3, r4, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
lddw r4, 0x7fffffff
jeq r3, r4, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
lddw r4, 0xffffffffffffffff
jeq r3, r4, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
lddw r4, 0xffffffff80000000
jeq r3, r4, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0x401

== jeq r, imm over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
jeq r3, 5, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
jeq r3, 6, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
jeq r3, 5, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
jeq r3, 1, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
jeq r3, -1, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
jeq r3, 0, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
jeq r3, -1, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
jeq r3, 5, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
jeq r3, 1, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
jeq r3, 2147483647, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
jeq r3, -1, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
jeq r3, -2147483648, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0x401

== jne r, r over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
lddw r4, 0x5
jne r3, r4, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
lddw r4, 0x6
jne r3, r4, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
lddw r4, 0x5
jne r3, r4, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
lddw r4, 0x1
jne r3, r4, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
lddw r4, 0xffffffffffffffff
jne r3, r4, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
lddw r4, 0x0
jne r3, r4, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
lddw r4, 0xffffffffffffffff
jne r3, r4, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
lddw r4, 0x5
jne r3, r4, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
lddw r4, 0x1
jne r3, r4, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
lddw r4, 0x7fffffff
jne r3, r4, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
lddw r4, 0xffffffffffffffff
jne r3, r4, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
lddw r4, 0xffffffff80000000
jne r3, r4, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0xbfe

== jne r, imm over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
jne r3, 5, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
jne r3, 6, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
jne r3, 5, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
jne r3, 1, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
jne r3, -1, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
jne r3, 0, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
jne r3, -1, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
jne r3, 5, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
jne r3, 1, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
jne r3, 2147483647, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
jne r3, -1, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
jne r3, -2147483648, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0xbfe

== jgt r, r over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
lddw r4, 0x5
jgt r3, r4, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
lddw r4, 0x6
jgt r3, r4, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
lddw r4, 0x5
jgt r3, r4, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
lddw r4, 0x1
jgt r3, r4, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
lddw r4, 0xffffffffffffffff
jgt r3, r4, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
lddw r4, 0x0
jgt r3, r4, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
lddw r4, 0xffffffffffffffff
jgt r3, r4, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
lddw r4, 0x5
jgt r3, r4, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
lddw r4, 0x1
jgt r3, r4, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
lddw r4, 0x7fffffff
jgt r3, r4, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
lddw r4, 0xffffffffffffffff
jgt r3, r4, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
lddw r4, 0xffffffff80000000
jgt r3, r4, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0x3ac

== jgt r, imm over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
jgt r3, 5, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
jgt r3, 6, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
jgt r3, 5, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
jgt r3, 1, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
jgt r3, -1, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
jgt r3, 0, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
jgt r3, -1, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
jgt r3, 5, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
jgt r3, 1, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
jgt r3, 2147483647, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
jgt r3, -1, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
jgt r3, -2147483648, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0x3ac

== jge r, r over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
lddw r4, 0x5
jge r3, r4, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
lddw r4, 0x6
jge r3, r4, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
lddw r4, 0x5
jge r3, r4, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
lddw r4, 0x1
jge r3, r4, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
lddw r4, 0xffffffffffffffff
jge r3, r4, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
lddw r4, 0x0
jge r3, r4, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
lddw r4, 0xffffffffffffffff
jge r3, r4, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
lddw r4, 0x5
jge r3, r4, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
lddw r4, 0x1
jge r3, r4, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
lddw r4, 0x7fffffff
jge r3, r4, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
lddw r4, 0xffffffffffffffff
jge r3, r4, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
lddw r4, 0xffffffff80000000
jge r3, r4, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0x7ad

== jge r, imm over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
jge r3, 5, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
jge r3, 6, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
jge r3, 5, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
jge r3, 1, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
jge r3, -1, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
jge r3, 0, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
jge r3, -1, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
jge r3, 5, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
jge r3, 1, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
jge r3, 2147483647, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
jge r3, -1, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
jge r3, -2147483648, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0x7ad

== jlt r, r over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
lddw r4, 0x5
jlt r3, r4, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
lddw r4, 0x6
jlt r3, r4, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
lddw r4, 0x5
jlt r3, r4, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
lddw r4, 0x1
jlt r3, r4, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
lddw r4, 0xffffffffffffffff
jlt r3, r4, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
lddw r4, 0x0
jlt r3, r4, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
lddw r4, 0xffffffffffffffff
jlt r3, r4, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
lddw r4, 0x5
jlt r3, r4, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
lddw r4, 0x1
jlt r3, r4, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
lddw r4, 0x7fffffff
jlt r3, r4, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
lddw r4, 0xffffffffffffffff
jlt r3, r4, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
lddw r4, 0xffffffff80000000
jlt r3, r4, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0x852

== jlt r, imm over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
jlt r3, 5, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
jlt r3, 6, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
jlt r3, 5, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
jlt r3, 1, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
jlt r3, -1, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
jlt r3, 0, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
jlt r3, -1, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
jlt r3, 5, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
jlt r3, 1, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
jlt r3, 2147483647, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
jlt r3, -1, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
jlt r3, -2147483648, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0x852

== jle r, r over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
lddw r4, 0x5
jle r3, r4, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
lddw r4, 0x6
jle r3, r4, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
lddw r4, 0x5
jle r3, r4, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
lddw r4, 0x1
jle r3, r4, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
lddw r4, 0xffffffffffffffff
jle r3, r4, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
lddw r4, 0x0
jle r3, r4, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
lddw r4, 0xffffffffffffffff
jle r3, r4, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
lddw r4, 0x5
jle r3, r4, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
lddw r4, 0x1
jle r3, r4, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
lddw r4, 0x7fffffff
jle r3, r4, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
lddw r4, 0xffffffffffffffff
jle r3, r4, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
lddw r4, 0xffffffff80000000
jle r3, r4, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0xc53

== jle r, imm over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
jle r3, 5, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
jle r3, 6, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
jle r3, 5, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
jle r3, 1, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
jle r3, -1, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
jle r3, 0, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
jle r3, -1, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
jle r3, 5, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
jle r3, 1, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
jle r3, 2147483647, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
jle r3, -1, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
jle r3, -2147483648, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0xc53

== jset r, r over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
lddw r4, 0x5
jset r3, r4, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
lddw r4, 0x6
jset r3, r4, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
lddw r4, 0x5
jset r3, r4, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
lddw r4, 0x1
jset r3, r4, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
lddw r4, 0xffffffffffffffff
jset r3, r4, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
lddw r4, 0x0
jset r3, r4, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
lddw r4, 0xffffffffffffffff
jset r3, r4, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
lddw r4, 0x5
jset r3, r4, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
lddw r4, 0x1
jset r3, r4, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
lddw r4, 0x7fffffff
jset r3, r4, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
lddw r4, 0xffffffffffffffff
jset r3, r4, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
lddw r4, 0xffffffff80000000
jset r3, r4, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0xcdf

== jset r, imm over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
jset r3, 5, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
jset r3, 6, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
jset r3, 5, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
jset r3, 1, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
jset r3, -1, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
jset r3, 0, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
jset r3, -1, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
jset r3, 5, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
jset r3, 1, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
jset r3, 2147483647, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
jset r3, -1, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
jset r3, -2147483648, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0xcdf

== jsgt r, r over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
lddw r4, 0x5
jsgt r3, r4, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
lddw r4, 0x6
jsgt r3, r4, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
lddw r4, 0x5
jsgt r3, r4, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
lddw r4, 0x1
jsgt r3, r4, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
lddw r4, 0xffffffffffffffff
jsgt r3, r4, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
lddw r4, 0x0
jsgt r3, r4, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
lddw r4, 0xffffffffffffffff
jsgt r3, r4, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
lddw r4, 0x5
jsgt r3, r4, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
lddw r4, 0x1
jsgt r3, r4, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
lddw r4, 0x7fffffff
jsgt r3, r4, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
lddw r4, 0xffffffffffffffff
jsgt r3, r4, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
lddw r4, 0xffffffff80000000
jsgt r3, r4, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0xaf4

== jsgt r, imm over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
jsgt r3, 5, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
jsgt r3, 6, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
jsgt r3, 5, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
jsgt r3, 1, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
jsgt r3, -1, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
jsgt r3, 0, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
jsgt r3, -1, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
jsgt r3, 5, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
jsgt r3, 1, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
jsgt r3, 2147483647, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
jsgt r3, -1, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
jsgt r3, -2147483648, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0xaf4

== jsge r, r over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
lddw r4, 0x5
jsge r3, r4, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
lddw r4, 0x6
jsge r3, r4, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
lddw r4, 0x5
jsge r3, r4, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
lddw r4, 0x1
jsge r3, r4, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
lddw r4, 0xffffffffffffffff
jsge r3, r4, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
lddw r4, 0x0
jsge r3, r4, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
lddw r4, 0xffffffffffffffff
jsge r3, r4, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
lddw r4, 0x5
jsge r3, r4, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
lddw r4, 0x1
jsge r3, r4, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
lddw r4, 0x7fffffff
jsge r3, r4, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
lddw r4, 0xffffffffffffffff
jsge r3, r4, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
lddw r4, 0xffffffff80000000
jsge r3, r4, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0xef5

== jsge r, imm over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
jsge r3, 5, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
jsge r3, 6, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
jsge r3, 5, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
jsge r3, 1, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
jsge r3, -1, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
jsge r3, 0, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
jsge r3, -1, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
jsge r3, 5, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
jsge r3, 1, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
jsge r3, 2147483647, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
jsge r3, -1, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
jsge r3, -2147483648, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0xef5

== jslt r, r over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
lddw r4, 0x5
jslt r3, r4, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
lddw r4, 0x6
jslt r3, r4, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
lddw r4, 0x5
jslt r3, r4, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
lddw r4, 0x1
jslt r3, r4, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
lddw r4, 0xffffffffffffffff
jslt r3, r4, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
lddw r4, 0x0
jslt r3, r4, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
lddw r4, 0xffffffffffffffff
jslt r3, r4, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
lddw r4, 0x5
jslt r3, r4, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
lddw r4, 0x1
jslt r3, r4, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
lddw r4, 0x7fffffff
jslt r3, r4, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
lddw r4, 0xffffffffffffffff
jslt r3, r4, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
lddw r4, 0xffffffff80000000
jslt r3, r4, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0x10a

== jslt r, imm over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
jslt r3, 5, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
jslt r3, 6, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
jslt r3, 5, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
jslt r3, 1, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
jslt r3, -1, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
jslt r3, 0, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
jslt r3, -1, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
jslt r3, 5, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
jslt r3, 1, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
jslt r3, 2147483647, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
jslt r3, -1, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
jslt r3, -2147483648, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0x10a

== jsle r, r over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
lddw r4, 0x5
jsle r3, r4, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
lddw r4, 0x6
jsle r3, r4, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
lddw r4, 0x5
jsle r3, r4, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
lddw r4, 0x1
jsle r3, r4, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
lddw r4, 0xffffffffffffffff
jsle r3, r4, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
lddw r4, 0x0
jsle r3, r4, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
lddw r4, 0xffffffffffffffff
jsle r3, r4, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
lddw r4, 0x5
jsle r3, r4, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
lddw r4, 0x1
jsle r3, r4, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
lddw r4, 0x7fffffff
jsle r3, r4, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
lddw r4, 0xffffffffffffffff
jsle r3, r4, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
lddw r4, 0xffffffff80000000
jsle r3, r4, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0x50b

== jsle r, imm over 12 pairs
-- asm
mov r0, 0
lddw r3, 0x5
jsle r3, 5, take0
ja next0
take0:
or r0, 0x1
next0:
lddw r3, 0x5
jsle r3, 6, take1
ja next1
take1:
or r0, 0x2
next1:
lddw r3, 0x6
jsle r3, 5, take2
ja next2
take2:
or r0, 0x4
next2:
lddw r3, 0xffffffffffffffff
jsle r3, 1, take3
ja next3
take3:
or r0, 0x8
next3:
lddw r3, 0x1
jsle r3, -1, take4
ja next4
take4:
or r0, 0x10
next4:
lddw r3, 0x100000000
jsle r3, 0, take5
ja next5
take5:
or r0, 0x20
next5:
lddw r3, 0xffffffff
jsle r3, -1, take6
ja next6
take6:
or r0, 0x40
next6:
lddw r3, 0x100000005
jsle r3, 5, take7
ja next7
take7:
or r0, 0x80
next7:
lddw r3, 0x8000000000000000
jsle r3, 1, take8
ja next8
take8:
or r0, 0x100
next8:
lddw r3, 0x80000000
jsle r3, 2147483647, take9
ja next9
take9:
or r0, 0x200
next9:
lddw r3, 0xffffffffffffffff
jsle r3, -1, take10
ja next10
take10:
or r0, 0x400
next10:
lddw r3, 0x80000000
jsle r3, -2147483648, take11
ja next11
take11:
or r0, 0x800
next11:
exit
-- result
0x50b

== jlt backwards counts to ten
-- asm
mov r0, 0
again:
add r0, 1
jlt r0, 10, again
exit
-- result
0xa

== jne backwards sums one to five
-- asm
mov r0, 0
mov r3, 5
again:
add r0, r3
sub r3, 1
jne r3, 0, again
exit
-- result
0xf
