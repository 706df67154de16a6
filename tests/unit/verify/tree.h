/* SPDX-License-Identifier: Apache-2.0
 * tree.h - programs of many small functions, AX_CALL_DEPTH levels of them: how a verifier's memory and time grow with
 * functions and calls (trees.c, bench/verify.c). */
#ifndef UNIT_VERIFY_TREE_H
#define UNIT_VERIFY_TREE_H

#include <axiom/insn.h>
#include <axiom/limits.h>

struct call_tree {
	u32 levels; /* of functions, the program's entry among them; at most AX_CALL_DEPTH */
	u32 wide;   /* functions of a level below the first, each called from several; 0: 2, 4, 8 .. of them, each called once */
	u32 each;   /* calls in a function (main: of all of its level) */
	bool numbers; /* pass numbers, other ones in each call; or else the context */
};

static u32 tree_width(const struct call_tree *t, u32 level)
{
	return !level ? 1 : t->wide ? t->wide : 1u << level;
}

static u32 tree_calls(const struct call_tree *t, u32 level)
{
	return level + 1 == t->levels ? 0 : level ? t->each : tree_width(t, 1);
}

/* Slots of a function of the level; and where the n-th of them starts. */
static u32 tree_slots(const struct call_tree *t, u32 level)
{
	u32 leaf = t->numbers ? 2 : 1;

	return 4 + (level + 1 == t->levels ? leaf : tree_calls(t, level) * (t->numbers ? 4 : 3));
}

static u32 tree_start(const struct call_tree *t, u32 level, u32 n)
{
	u32 at = t->numbers ? 1 : 0; /* what the entry reads first */

	for (u32 l = 0; l < level; l++)
		at += tree_width(t, l) * tree_slots(t, l);
	at += n * tree_slots(t, level);
	return level ? at : 0;
}

static u32 tree_function(const struct call_tree *t, u32 level, u32 n, struct ax_insn *out)
{
	u32 at = 0, start = tree_start(t, level, n);

#define TREE_PUT(...) (out[at++] = (struct ax_insn){__VA_ARGS__})
	if (!level && t->numbers)
		TREE_PUT(AX_LDX | AX_MEM | AX_W, 1, 1, 0, 0);
	TREE_PUT(AX_ALU64 | AX_MOV | AX_X, 6, 1, 0, 0);
	TREE_PUT(AX_ALU64 | AX_MOV, 7, 0, 0, 0);
	for (u32 c = 0; c < tree_calls(t, level); c++) {
		u32 to = tree_start(t, level + 1, (n * t->each + c) % tree_width(t, level + 1));
		u32 call = start + at + (t->numbers ? 2 : 1);

		TREE_PUT(AX_ALU64 | AX_MOV | AX_X, 1, 6, 0, 0);
		if (t->numbers)
			TREE_PUT(AX_ALU64 | AX_ADD, 1, 0, 0, (s32)(c + n));
		TREE_PUT(AX_OP_CALL, 0, AX_CALL_LOCAL, 0, (s32)(to - call - 1));
		TREE_PUT(AX_ALU64 | AX_ADD | AX_X, 7, 0, 0, 0);
	}
	if (level + 1 == t->levels && t->numbers)
		TREE_PUT(AX_JMP | AX_JGT, 6, 0, 1, 100);
	if (level + 1 == t->levels)
		t->numbers ? TREE_PUT(AX_ALU64 | AX_ADD | AX_X, 7, 6, 0, 0) : TREE_PUT(AX_LDX | AX_MEM | AX_W, 7, 6, 0, 0);
	TREE_PUT(AX_ALU64 | AX_MOV | AX_X, 0, 7, 0, 0);
	TREE_PUT(AX_OP_EXIT, 0, 0, 0, 0);
#undef TREE_PUT
	return at;
}

/* tree_make - write the program, for a type whose context begins with 4 readable bytes; returns its slots. */
static u32 tree_make(const struct call_tree *t, struct ax_insn *out)
{
	u32 count = 0;

	for (u32 level = 0; level < t->levels; level++)
		for (u32 n = 0; n < tree_width(t, level); n++)
			count += tree_function(t, level, n, out + count);
	return count;
}

#endif
