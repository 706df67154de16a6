/* SPDX-License-Identifier: Apache-2.0
 * enum64.c - a target for enum64.bpf.c: the same names with other numbers. */
enum big { SMALL = 1, MORE = 0x7777777777ULL, BIG = 0xabcdef012345ULL };
enum negative { ONE = 1, NEG = -0x223456789abcLL };
struct inner { int a; long b; };
typedef struct inner alias_t;
typedef int (*callback_t)(int, struct inner *);
struct inner the_inner; enum big the_big; enum negative the_neg; alias_t the_alias; callback_t the_callback;
