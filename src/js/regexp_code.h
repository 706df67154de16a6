/* SPDX-License-Identifier: Apache-2.0
 * regexp_code.h - the instructions between the compiler and the matcher of regular expressions.
 *
 * Words of 16 bits; offsets are signed, relative to the word behind the instruction. */
#ifndef JS_REGEXP_CODE_H
#define JS_REGEXP_CODE_H

#include "base/types.h"

/* RE_OP(name, operand words).  CLASS has `count` ranges behind it: two words each, four with the bit RE_WIDE. */
#define RE_OPS(RE_OP)                                                                                                  \
	RE_OP(MATCH, 0)                                                                                                \
	RE_OP(CHAR, 1)        /* unit */                                                                               \
	RE_OP(CHAR_WIDE, 2)   /* code point above 0xffff: low, high */                                                 \
	RE_OP(CHAR_FOLD, 1)   /* folded unit */                                                                        \
	RE_OP(ANY, 0)         /* no line end */                                                                        \
	RE_OP(ALL, 0)                                                                                                  \
	RE_OP(CLASS, 1)       /* count */                                                                              \
	RE_OP(NOT_CLASS, 1)                                                                                            \
	RE_OP(SAVE, 1)        /* register = position */                                                                \
	RE_OP(CLEAR, 2)       /* registers [from, to) unset */                                                         \
	RE_OP(JUMP, 1)                                                                                                 \
	RE_OP(SPLIT, 1)       /* go on; later try the offset */                                                        \
	RE_OP(SPLIT_LAZY, 1)  /* try the offset; later go on */                                                        \
	RE_OP(RUN, 4)         /* min low, min high, max low, max high: the next instruction, one character, greedy */  \
	RE_OP(ZERO, 1)        /* counter register = 0 */                                                               \
	RE_OP(REPEAT, 7)      /* counter, min (2), max (2), lazy, offset of the end: the head of a counted loop */     \
	RE_OP(NEXT, 3)        /* counter, register with the position before, offset of REPEAT */                       \
	RE_OP(MOVED, 1)       /* fails if the position is still the register's */                                      \
	RE_OP(LINE_START, 0)                                                                                           \
	RE_OP(LINE_END, 0)                                                                                             \
	RE_OP(WORD_EDGE, 0)                                                                                            \
	RE_OP(NO_WORD_EDGE, 0)                                                                                         \
	RE_OP(BACK, 1)        /* group */                                                                              \
	RE_OP(LOOK, 1)        /* register pair: stack height, position */                                              \
	RE_OP(LOOK_END, 1)    /* the look-ahead held: back to where it began, its choices forgotten */                 \
	RE_OP(LOOK_NOT, 2)    /* register pair, offset of what follows if it does not hold */                          \
	RE_OP(LOOK_NOT_END, 1)

enum re_op {
#define RE_OP(name, operands) RE_##name,
	RE_OPS(RE_OP)
#undef RE_OP
};

/* axi_js_re_fold - Canonicalize (ECMA-262 22.2.2.7.3): upper case, but nothing becomes ASCII that was not. */
u32 axi_js_re_fold(u32 c);

#define RE_WIDE 0x8000u /* in the count of CLASS: ranges of 32 bits */

#endif
