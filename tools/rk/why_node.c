/* SPDX-License-Identifier: Apache-2.0
 * why_node.c - numbers as expressions over input bytes, solved backwards.
 *
 * A run builds an expression beside each number that comes from the input.  To make an expression a certain value, each
 * operation is undone from the outside in, the other operand keeping what it was in that run (as REDQUEEN's input-to-
 * state correspondence, NDSS 2019, with arithmetic).  The answer is a guess: the next run shows whether it holds. */
#include <string.h>
#include "rk/why.h"

static u32 add(struct why_nodes *nodes, struct why_node node)
{
	if (nodes->count >= WHY_NODES)
		return 0;
	nodes->node[nodes->count] = node;
	return nodes->count++;
}

u32 why_leaf(struct why_nodes *nodes, u32 at, u32 bytes)
{
	return add(nodes, (struct why_node){.op = WHY_LEAF, .a = at, .bits = (u8)(8 * bytes)});
}

u32 why_unary(struct why_nodes *nodes, enum why_op op, u32 bits, u32 a, u64 va)
{
	const struct why_node *child = &nodes->node[a];

	if (!a)
		return 0;
	if (op == WHY_ZEXT && (child->op == WHY_LEAF || child->op == WHY_ZEXT) && child->bits <= bits)
		return a;
	return add(nodes, (struct why_node){.op = op, .bits = (u8)bits, .a = a, .va = va});
}

u32 why_binary(struct why_nodes *nodes, u32 alu, u32 a, u64 va, u32 b, u64 vb)
{
	if (!a && !b)
		return 0;
	return add(nodes, (struct why_node){.op = WHY_BINARY, .alu = (u8)alu, .a = a, .b = b, .va = va, .vb = vb});
}

static u64 low_bits(u32 bits)
{
	return bits >= 64 ? ~(u64)0 : ((u64)1 << bits) - 1;
}

/* The inverse of an odd number modulo 2^64 (Newton; Hacker's Delight 10-16). */
static u64 inverse(u64 y)
{
	u64 x = y;

	for (int i = 0; i < 6; i++)
		x *= 2 - y * x;
	return x;
}

/* x * y == target: strip common factors of two, then divide by the odd rest; what the shift leaves open stays 0. */
static bool undo_mul(u64 y, u64 target, u64 *x)
{
	u32 twos;

	if (!y)
		return false;
	twos = (u32)__builtin_ctzll(y);
	if (target & low_bits(twos))
		return false;
	*x = target % y ? (target >> twos) * inverse(y >> twos) & low_bits(64 - twos) : target / y;
	return true;
}

static bool undo_shift(u32 alu, u64 old, u64 y, u64 target, u64 *x)
{
	y &= 63;
	switch (alu) {
	case AX_LSH:
		*x = target >> y;
		return !(target & low_bits((u32)y));
	case AX_RSH:
		*x = target << y | (old & low_bits((u32)y));
		return *x >> y == target;
	default: /* AX_ARSH */
		*x = target << y | (old & low_bits((u32)y));
		return (u64)((s64)*x >> y) == target;
	}
}

/* a OP y == target, for the left operand, which was `old`. */
static bool undo_left(u32 alu, u64 old, u64 y, u64 target, u64 *x)
{
	switch (alu) {
	case AX_ADD: *x = target - y; return true;
	case AX_SUB: *x = target + y; return true;
	case AX_XOR: *x = target ^ y; return true;
	case AX_AND: *x = (old & ~y) | target; return !(target & ~y);
	case AX_OR: *x = (old & ~target & ~y) | (target & ~y); return (target & y) == y;
	case AX_MUL: return undo_mul(y, target, x);
	case AX_DIV:
		*x = target * y;
		return y && *x / y == target;
	case AX_MOD:
		*x = y ? old - old % y + target : target;
		return !y || target < y;
	case AX_LSH:
	case AX_RSH:
	case AX_ARSH: return undo_shift(alu, old, y, target, x);
	default: return false;
	}
}

/* y OP b == target, for the right operand. */
static bool undo_right(u32 alu, u64 old, u64 y, u64 target, u64 *x)
{
	switch (alu) {
	case AX_ADD:
	case AX_XOR:
	case AX_AND:
	case AX_OR:
	case AX_MUL: return undo_left(alu, old, y, target, x);
	case AX_SUB: *x = y - target; return true;
	case AX_LSH:
		for (*x = 0; *x < 64; ++*x)
			if (y << *x == target)
				return true;
		return false;
	case AX_RSH:
		for (*x = 0; *x < 64; ++*x)
			if (y >> *x == target)
				return true;
		return false;
	case AX_DIV:
		*x = target ? y / target : y + 1;
		return *x && y / *x == target;
	default: return false;
	}
}

static bool undo_binary(const struct why_node *n, u64 target, u64 *random, u32 *child, u64 *x)
{
	bool left = n->a && (!n->b || why_random(random) & 1);

	*child = left ? n->a : n->b;
	return left ? undo_left(n->alu, n->va, n->vb, target, x) : undo_right(n->alu, n->vb, n->va, target, x);
}

static bool undo_unary(const struct why_node *n, u64 target, u32 *care, u64 *x)
{
	u64 mask = low_bits(n->bits);

	switch (n->op) {
	case WHY_ZEXT:
		if (target & ~mask & low_bits(*care))
			return false;
		*care = n->bits < *care ? n->bits : *care;
		*x = (target & mask) | (n->va & ~mask);
		return true;
	case WHY_SEXT:
		if ((u64)((s64)(target << (64 - n->bits)) >> (64 - n->bits)) != target && *care == 64)
			return false;
		*care = n->bits < *care ? n->bits : *care;
		*x = (target & mask) | (n->va & ~mask);
		return true;
	case WHY_SWAP:
		*x = __builtin_bswap64(target) >> (64 - n->bits);
		*care = n->bits;
		return !(target & ~mask);
	default: *x = 0 - target; return true; /* WHY_NEG */
	}
}

bool why_solve(const struct why_nodes *nodes, u32 node, u64 target, struct why_input *in, u64 *random)
{
	u32 care = 64; /* low bits of the target that matter */

	while (node) {
		const struct why_node *n = &nodes->node[node];
		u64 x;

		if (n->op == WHY_LEAF) {
			if (target & ~low_bits(n->bits) & low_bits(care))
				return false;
			if (n->a + n->bits / 8 > in->used)
				return false;
			memcpy(in->bytes + n->a, &target, n->bits / 8);
			return true;
		}
		if (n->op == WHY_BINARY) {
			/* only wrapping operations may ignore the bits above */
			if (n->alu != AX_ADD && n->alu != AX_SUB && n->alu != AX_XOR && n->alu != AX_AND && n->alu != AX_OR &&
			    n->alu != AX_MUL && n->alu != AX_LSH) {
				target &= low_bits(care);
				care = 64;
			} else if (n->alu == AX_AND) {
				target &= low_bits(care);
			}
			if (!undo_binary(n, target, random, &node, &x))
				return false;
			target = x;
			continue;
		}
		if (!undo_unary(n, target, &care, &x))
			return false;
		target = x;
		node = n->a;
	}
	return false;
}
