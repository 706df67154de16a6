/* SPDX-License-Identifier: Apache-2.0
 * verify.c - how does verification grow?  Families of programs at rising size that verifiers find hard, before us and,
 * in the same run, before the host's Linux: verdict, instructions, peak memory, time (best of some runs). */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <axiom/arena.h>
#include <axiom/helper.h>
#include <axiom/prog.h>
#include <axiom/verify.h>
#include "selftests/linux.h"
#include "unit/verify/tree.h"

#define MAX_INSNS 1000000
static struct ax_insn program[MAX_INSNS];
static u32 count;
static const struct ax_map_spec value = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 10000, .max_entries = 1};
static const struct ax_map_spec ring = {.type = AX_MAP_RINGBUF, .max_entries = 4096};
static const struct ax_map_spec *const maps[] = {&value, &ring};

static void put(u32 opcode, u32 dst, u32 src, s32 off, s32 imm)
{
	if (count < MAX_INSNS)
		program[count++] = (struct ax_insn){.opcode = (u8)opcode, .dst = (u8)(dst & 15), .src = (u8)(src & 15),
						    .off = (s16)off, .imm = imm};
}

static void finish(void)
{
	put(AX_ALU64 | AX_MOV, 0, 0, 0, 0);
	put(AX_OP_EXIT, 0, 0, 0, 0);
}

static void random_number(void)
{
	put(AX_OP_CALL, 0, 0, 0, AX_HELPER_get_prandom_u32);
}

static void direct_value(u32 r)
{
	put(AX_OP_LDDW, r, AX_PSEUDO_MAP_IDX_VALUE, 0, 0);
	put(0, 0, 0, 0, 0);
}

/* ---- families: size n ---- */

static void straight(u32 n)
{
	put(AX_LDX | AX_MEM | AX_W, 2, 1, 0, 0);
	put(AX_ALU64 | AX_MOV, 0, 0, 0, 1);
	while (count + 2 < n)
		put(count % 3 ? AX_ALU64 | AX_ADD | AX_X : AX_ALU64 | AX_XOR, 0, count % 3 ? 2 : 0, 0, count % 3 ? 0 : 77);
	finish();
}

/* n branches on unknown bits, each adding another power of two; then the sum indexes a value */
static void unknown_branches(u32 n)
{
	random_number();
	put(AX_ALU64 | AX_MOV | AX_X, 7, 0, 0, 0);
	put(AX_ALU64 | AX_MOV, 6, 0, 0, 0);
	for (u32 i = 0; i < n; i++) {
		put(AX_JMP | AX_JSET, 7, 0, 1, 1 << (i % 31));
		put(AX_ALU64 | AX_ADD, 6, 0, 0, (s32)(1u << (i % 13)));
		put(AX_ALU64 | AX_AND, 6, 0, 0, 8191);
	}
	direct_value(1);
	put(AX_ALU64 | AX_ADD | AX_X, 1, 6, 0, 0);
	put(AX_LDX | AX_MEM | AX_B, 0, 1, 0, 0);
	finish();
}

static void diamonds(u32 n)
{
	random_number();
	put(AX_ALU64 | AX_MOV | AX_X, 6, 0, 0, 0);
	put(AX_ALU64 | AX_MOV, 7, 0, 0, 0);
	for (u32 i = 0; i < n; i++) {
		put(AX_JMP | AX_JGT, 6, 0, 2, (s32)i);
		put(AX_ALU64 | AX_ADD, 7, 0, 0, 1);
		put(AX_JMP | AX_JA, 0, 0, 1, 0);
		put(AX_ALU64 | AX_XOR, 7, 0, 0, 3);
	}
	finish();
}

static void nested_loops(u32 n)
{
	random_number();
	put(AX_ALU64 | AX_MOV | AX_X, 8, 0, 0, 0);
	put(AX_ALU64 | AX_MOV, 6, 0, 0, 0);
	put(AX_ALU64 | AX_MOV, 7, 0, 0, 0);
	put(AX_ALU64 | AX_ADD | AX_X, 8, 7, 0, 0);
	put(AX_ALU64 | AX_ADD, 7, 0, 0, 1);
	put(AX_JMP | AX_JLT, 7, 0, -3, (s32)n);
	put(AX_ALU64 | AX_ADD, 6, 0, 0, 1);
	put(AX_JMP | AX_JLT, 6, 0, -6, (s32)n);
	finish();
}

/* a loop over the bytes of a map value */
static void counted_loop(u32 n)
{
	direct_value(1);
	put(AX_ALU64 | AX_MOV, 6, 0, 0, 0);
	put(AX_ALU64 | AX_MOV, 7, 0, 0, 0);
	put(AX_ALU64 | AX_MOV | AX_X, 2, 1, 0, 0);
	put(AX_ALU64 | AX_ADD | AX_X, 2, 6, 0, 0);
	put(AX_LDX | AX_MEM | AX_B, 3, 2, 0, 0);
	put(AX_ALU64 | AX_ADD | AX_X, 7, 3, 0, 0);
	put(AX_ALU64 | AX_ADD, 6, 0, 0, 1);
	put(AX_JMP | AX_JLT, 6, 0, -6, (s32)n);
	finish();
}

/* n functions; each calls the next one six times */
static void call_tree(u32 n)
{
	u32 length = 6 * 4 + 3;

	for (u32 f = 0; f < n; f++) {
		bool leaf = f + 1 == n;

		put(AX_ALU64 | AX_MOV | AX_X, 6, 1, 0, 0);
		for (u32 i = 0; i < 6; i++) {
			put(AX_ALU64 | AX_MOV | AX_X, 1, 6, 0, 0);
			put(AX_ALU64 | AX_MOV, 2, 0, 0, (s32)i);
			if (leaf)
				put(AX_ALU64 | AX_MOV, 0, 0, 0, (s32)i);
			else
				put(AX_OP_CALL, 0, AX_CALL_LOCAL, 0, (s32)((f + 1) * length - count - 1));
			put(AX_ALU64 | AX_MOV | AX_X, 7, 0, 0, 0);
		}
		put(AX_ALU64 | AX_MOV, 0, 0, 0, 0);
		put(AX_OP_EXIT, 0, 0, 0, 0);
	}
}

/* n levels of functions, twice as many in each */
static void function_tree(u32 n)
{
	count = tree_make(&(struct call_tree){.levels = n, .each = 2}, program);
}

/* 8 levels of n functions; each calls four of the next level, with other numbers in each call */
static void wide_tree(u32 n)
{
	count = tree_make(&(struct call_tree){.levels = 8, .wide = n, .each = 4, .numbers = true}, program);
}

/* The same with pointers: each function has a pointer and a number, uses both, and calls the next one six times. */
enum tree { TREE_STACK, TREE_UP, TREE_PACKET, TREE_NULL, TREE_RECORD };

static void tree_arg(enum tree kind, s32 i)
{
	switch (kind) {
	case TREE_STACK: /* to the caller's own frame */
		put(AX_ST | AX_MEM | AX_DW, 10, 0, -8, i);
		put(AX_ALU64 | AX_MOV | AX_X, 1, 10, 0, 0);
		put(AX_ALU64 | AX_ADD, 1, 0, 0, -8);
		break;
	default: put(AX_ALU64 | AX_MOV | AX_X, 1, 6, 0, 0); break; /* what the function was given */
	}
	put(AX_ALU64 | AX_MOV, 2, 0, 0, i);
}

/* R6: the pointer that main passes on */
static void tree_main(enum tree kind)
{
	switch (kind) {
	case TREE_UP:
		put(AX_ST | AX_MEM | AX_DW, 10, 0, -8, 0);
		put(AX_ALU64 | AX_MOV | AX_X, 6, 10, 0, 0);
		put(AX_ALU64 | AX_ADD, 6, 0, 0, -8);
		break;
	case TREE_PACKET: /* of 8 bytes or more */
		put(AX_LDX | AX_MEM | AX_W, 6, 1, 0, 0);
		put(AX_LDX | AX_MEM | AX_W, 3, 1, 4, 0);
		put(AX_ALU64 | AX_MOV | AX_X, 4, 6, 0, 0);
		put(AX_ALU64 | AX_ADD, 4, 0, 0, 8);
		put(AX_JMP | AX_JLE | AX_X, 4, 3, 2, 0);
		put(AX_ALU64 | AX_MOV, 0, 0, 0, 0);
		put(AX_OP_EXIT, 0, 0, 0, 0);
		break;
	case TREE_NULL:
		put(AX_ST | AX_MEM | AX_W, 10, 0, -4, 0);
		put(AX_ALU64 | AX_MOV | AX_X, 2, 10, 0, 0);
		put(AX_ALU64 | AX_ADD, 2, 0, 0, -4);
		put(AX_OP_LDDW, 1, AX_PSEUDO_MAP_IDX, 0, 0);
		put(0, 0, 0, 0, 0);
		put(AX_OP_CALL, 0, 0, 0, AX_HELPER_map_lookup_elem);
		put(AX_ALU64 | AX_MOV | AX_X, 6, 0, 0, 0);
		break;
	case TREE_RECORD:
		put(AX_OP_LDDW, 1, AX_PSEUDO_MAP_IDX, 0, 1);
		put(0, 0, 0, 0, 0);
		put(AX_ALU64 | AX_MOV, 2, 0, 0, 16);
		put(AX_ALU64 | AX_MOV, 3, 0, 0, 0);
		put(AX_OP_CALL, 0, 0, 0, AX_HELPER_ringbuf_reserve);
		put(AX_JMP | AX_JNE, 0, 0, 2, 0);
		put(AX_ALU64 | AX_MOV, 0, 0, 0, 0);
		put(AX_OP_EXIT, 0, 0, 0, 0);
		put(AX_ALU64 | AX_MOV | AX_X, 6, 0, 0, 0);
		break;
	default: break;
	}
}

static void pointer_tree(enum tree kind, u32 n)
{
	u32 call[6 * 16], calls = 0, start = 0;

	for (u32 f = 0; f < n; f++) {
		start = count;
		for (u32 i = 0; f && i < 6; i++)
			program[call[6 * (f - 1) + i]].imm = (s32)(start - call[6 * (f - 1) + i] - 1);
		if (!f) {
			tree_main(kind);
			put(AX_ALU64 | AX_MOV, 7, 0, 0, 0);
		} else {
			put(AX_ALU64 | AX_MOV | AX_X, 6, 1, 0, 0);
			put(AX_ALU64 | AX_MOV | AX_X, 7, 2, 0, 0);
			if (kind == TREE_NULL)
				put(AX_JMP | AX_JEQ, 1, 0, 2, 0);
			put(AX_LDX | AX_MEM | AX_DW, 3, 1, 0, 0);
			put(AX_STX | AX_MEM | AX_DW, 1, 7, 0, 0);
		}
		for (u32 i = 0; i < 6 && f + 1 < n; i++) {
			tree_arg(kind, (s32)i);
			call[calls++] = count;
			put(AX_OP_CALL, 0, AX_CALL_LOCAL, 0, 0);
			put(AX_ALU64 | AX_ADD | AX_X, 7, 0, 0, 0);
		}
		if (!f && kind == TREE_RECORD) {
			put(AX_ALU64 | AX_MOV | AX_X, 1, 6, 0, 0);
			put(AX_ALU64 | AX_MOV, 2, 0, 0, 0);
			put(AX_OP_CALL, 0, 0, 0, AX_HELPER_ringbuf_submit);
		}
		if (f)
			put(AX_ALU64 | AX_MOV | AX_X, 0, 7, 0, 0);
		else
			put(AX_ALU64 | AX_MOV, 0, 0, 0, 0);
		put(AX_OP_EXIT, 0, 0, 0, 0);
	}
}

static void stack_tree(u32 n)
{
	pointer_tree(TREE_STACK, n);
}

static void up_tree(u32 n)
{
	pointer_tree(TREE_UP, n);
}

static void packet_tree(u32 n)
{
	pointer_tree(TREE_PACKET, n);
}

static void null_tree(u32 n)
{
	pointer_tree(TREE_NULL, n);
}

static void record_tree(u32 n)
{
	pointer_tree(TREE_RECORD, n);
}

static void lookups(u32 n)
{
	for (u32 i = 0; i < n; i++) {
		put(AX_ST | AX_MEM | AX_W, 10, 0, -4, (s32)i);
		put(AX_ALU64 | AX_MOV | AX_X, 2, 10, 0, 0);
		put(AX_ALU64 | AX_ADD, 2, 0, 0, -4);
		put(AX_OP_LDDW, 1, AX_PSEUDO_MAP_IDX, 0, 0);
		put(0, 0, 0, 0, 0);
		put(AX_OP_CALL, 0, 0, 0, AX_HELPER_map_lookup_elem);
		put(AX_JMP | AX_JEQ, 0, 0, 1, 0);
		put(AX_LDX | AX_MEM | AX_DW, 7, 0, (s32)(i % 100) * 8, 0);
	}
	finish();
}

/* n calls of bpf_loop, each three times around one function */
static void callback_calls(u32 n)
{
	for (u32 i = 0; i < n; i++) {
		put(AX_ALU64 | AX_MOV, 1, 0, 0, 3);
		put(AX_OP_LDDW, 2, AX_PSEUDO_FUNC, 0, (s32)((n - i) * 6));
		put(0, 0, 0, 0, 0);
		put(AX_ALU64 | AX_MOV, 3, 0, 0, 0);
		put(AX_ALU64 | AX_MOV, 4, 0, 0, 0);
		put(AX_OP_CALL, 0, 0, 0, AX_HELPER_loop);
	}
	finish();
	finish();
}

/* n bounded accesses to a map value at unknown places */
static void accesses(u32 n)
{
	direct_value(6);
	put(AX_LDX | AX_MEM | AX_W, 7, 1, 0, 0);
	for (u32 i = 0; i < n; i++) {
		put(AX_ALU64 | AX_AND, 7, 0, 0, 4095);
		put(AX_ALU64 | AX_MOV | AX_X, 1, 6, 0, 0);
		put(AX_ALU64 | AX_ADD | AX_X, 1, 7, 0, 0);
		put(AX_LDX | AX_MEM | AX_W, 7, 1, 4, 0);
	}
	finish();
}

/* n numbers of small range saved in the stack and loaded again behind branches */
static void spills(u32 n)
{
	random_number();
	put(AX_ALU64 | AX_MOV | AX_X, 6, 0, 0, 0);
	for (u32 i = 0; i < n; i++) {
		s32 slot = -8 * (s32)(1 + i % 60);

		put(AX_ALU64 | AX_MOV | AX_X, 7, 6, 0, 0);
		put(AX_ALU64 | AX_AND, 7, 0, 0, 1023);
		put(AX_STX | AX_MEM | AX_DW, 10, 7, slot, 0);
		put(AX_JMP | AX_JGT, 7, 0, 1, (s32)(i % 1000));
		put(AX_LDX | AX_MEM | AX_DW, 6, 10, slot, 0);
	}
	finish();
}

/* R2 the packet's start, R3 its end (XDP) */
static void packet(void)
{
	put(AX_LDX | AX_MEM | AX_W, 2, 1, 0, 0);
	put(AX_LDX | AX_MEM | AX_W, 3, 1, 4, 0);
}

static void packet_exit(void) /* XDP_PASS */
{
	put(AX_ALU64 | AX_MOV, 0, 0, 0, 2);
	put(AX_OP_EXIT, 0, 0, 0, 0);
}

/* walk over the packet's bytes, n at most, with the test in the body */
static void packet_loop(u32 n)
{
	packet();
	put(AX_ALU64 | AX_MOV, 6, 0, 0, 0);
	put(AX_ALU64 | AX_MOV, 7, 0, 0, 0);
	put(AX_ALU64 | AX_MOV | AX_X, 4, 2, 0, 0);
	put(AX_ALU64 | AX_ADD, 4, 0, 0, 1);
	put(AX_JMP | AX_JGT | AX_X, 4, 3, 5, 0);
	put(AX_LDX | AX_MEM | AX_B, 5, 2, 0, 0);
	put(AX_ALU64 | AX_ADD | AX_X, 7, 5, 0, 0);
	put(AX_ALU64 | AX_MOV | AX_X, 2, 4, 0, 0);
	put(AX_ALU64 | AX_ADD, 6, 0, 0, 1);
	put(AX_JMP | AX_JLT, 6, 0, -8, (s32)n);
	packet_exit();
}

/* n accesses, each with its own test of the length */
static void packet_accesses(u32 n)
{
	packet();
	for (u32 i = 0; i < n; i++) {
		s32 at = (s32)(i % 1400);

		put(AX_ALU64 | AX_MOV | AX_X, 4, 2, 0, 0);
		put(AX_ALU64 | AX_ADD, 4, 0, 0, at + 1);
		put(AX_JMP | AX_JGT | AX_X, 4, 3, 1, 0);
		put(AX_LDX | AX_MEM | AX_B, 5, 2, at, 0);
	}
	packet_exit();
}

/* if (x == 0) ... else if (x == 1) ... : every way ends in one place */
static void ladder(u32 n)
{
	random_number();
	put(AX_ALU64 | AX_MOV, 7, 0, 0, 0);
	for (u32 i = 0; i < n; i++) {
		put(AX_JMP | AX_JNE, 0, 0, 2, (s32)i);
		put(AX_ALU64 | AX_MOV, 7, 0, 0, (s32)i);
		put(AX_JMP32 | AX_JA, 0, 0, 0, (s32)(3 * (n - 1 - i)));
	}
	finish();
}

/* n loops of ten rounds, one inside the other, their counters in the stack */
static void deep_loops(u32 n)
{
	u32 first = count;

	for (u32 i = 0; i < n; i++)
		put(AX_ST | AX_MEM | AX_DW, 10, 0, -8 * (s32)(i + 1), 0);
	put(AX_ALU64 | AX_MOV, 6, 0, 0, 1);
	for (u32 i = n; i-- > 0;) {
		put(AX_LDX | AX_MEM | AX_DW, 7, 10, -8 * (s32)(i + 1), 0);
		put(AX_ALU64 | AX_ADD, 7, 0, 0, 1);
		put(AX_STX | AX_MEM | AX_DW, 10, 7, -8 * (s32)(i + 1), 0);
		put(AX_JMP | AX_JLT, 7, 0, (s32)(first + i + 1) - (s32)count - 1, 10);
	}
	finish();
}

/* for (i = 0; i < n; i++) for (j = 0; j < i; j++) */
static void triangle(u32 n)
{
	put(AX_ALU64 | AX_MOV, 8, 0, 0, 0);
	put(AX_ALU64 | AX_MOV, 6, 0, 0, 0);
	put(AX_ALU64 | AX_MOV, 7, 0, 0, 0);
	put(AX_JMP | AX_JGE | AX_X, 7, 6, 3, 0);
	put(AX_ALU64 | AX_ADD | AX_X, 8, 7, 0, 0);
	put(AX_ALU64 | AX_ADD, 7, 0, 0, 1);
	put(AX_JMP | AX_JA, 0, 0, -4, 0);
	put(AX_ALU64 | AX_ADD, 6, 0, 0, 1);
	put(AX_JMP | AX_JLT, 6, 0, -7, (s32)n);
	finish();
}

/* a loop of a hundred rounds with n ways out of it */
static void exits(u32 n)
{
	random_number();
	put(AX_ALU64 | AX_MOV | AX_X, 6, 0, 0, 0);
	put(AX_ALU64 | AX_MOV, 7, 0, 0, 0);
	u32 head = count;

	for (u32 i = 0; i < n; i++) {
		put(AX_ALU64 | AX_RSH, 6, 0, 0, 1);
		put(AX_JMP | AX_JEQ, 6, 0, (s32)(head + 2 * n + 2 - count - 1), (s32)i);
	}
	put(AX_ALU64 | AX_ADD, 7, 0, 0, 1);
	put(AX_JMP | AX_JLT, 7, 0, (s32)head - (s32)count - 1, 100);
	finish();
}

static const struct {
	const char *name;
	void (*make)(u32 n);
	u32 sizes[5];
	u32 type;
} families[] = {
	{"straight line", straight, {1000, 10000, 100000}, AX_PROG_SOCKET_FILTER},
	{"unknown branches, then use", unknown_branches, {16, 100, 1000, 10000}, AX_PROG_SOCKET_FILTER},
	{"diamonds", diamonds, {100, 1000, 10000, 100000}, AX_PROG_SOCKET_FILTER},
	{"nested loops n x n", nested_loops, {10, 100, 1000}, AX_PROG_SOCKET_FILTER},
	{"counted loop over a value", counted_loop, {100, 1000, 10000}, AX_PROG_SOCKET_FILTER},
	{"call tree, n functions x 6", call_tree, {3, 5, 7}, AX_PROG_SOCKET_FILTER},
	{"call tree, 2^n - 1 functions", function_tree, {3, 5, 7, 8}, AX_PROG_SOCKET_FILTER},
	{"call graph, 8 levels of n", wide_tree, {4, 16, 35}, AX_PROG_SOCKET_FILTER},
	{"call tree, pointers to own stack", stack_tree, {3, 5, 7, 8}, AX_PROG_SOCKET_FILTER},
	{"... one pointer to main's", up_tree, {3, 5, 7, 8}, AX_PROG_SOCKET_FILTER},
	{"... packet pointers", packet_tree, {3, 5, 7, 8}, AX_PROG_XDP},
	{"... perhaps NULL", null_tree, {3, 5, 7, 8}, AX_PROG_SOCKET_FILTER},
	{"... a reserved record", record_tree, {3, 5, 7, 8}, AX_PROG_RAW_TRACEPOINT},
	{"lookups with null checks", lookups, {100, 1000, 10000, 100000}, AX_PROG_SOCKET_FILTER},
	{"bpf_loop (Linux wants BTF)", callback_calls, {100, 1000, 10000}, AX_PROG_SOCKET_FILTER},
	{"bounded accesses", accesses, {100, 1000, 10000}, AX_PROG_SOCKET_FILTER},
	{"spills", spills, {100, 1000, 10000}, AX_PROG_SOCKET_FILTER},
	{"packet loop to n", packet_loop, {100, 1000, 10000}, AX_PROG_XDP},
	{"packet accesses", packet_accesses, {100, 1000, 10000}, AX_PROG_XDP},
	{"if-else ladder", ladder, {100, 1000, 10000, 100000}, AX_PROG_SOCKET_FILTER},
	{"loops in loops, n deep", deep_loops, {2, 4, 8, 16}, AX_PROG_SOCKET_FILTER},
	{"triangular loops to n", triangle, {10, 100, 1000}, AX_PROG_SOCKET_FILTER},
	{"loop with n exits", exits, {10, 100, 1000}, AX_PROG_SOCKET_FILTER},
};

static u64 now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (u64)t.tv_sec * 1000000000 + (u64)t.tv_nsec;
}

static void time_text(char out[32], u64 ns)
{
	if (ns < 1000000)
		snprintf(out, 32, "%.1f us", (double)ns / 1e3);
	else
		snprintf(out, 32, "%.1f ms", (double)ns / 1e6);
}

static bool ask_linux = true;

static void row(const char *name, u32 n, u32 type)
{
	struct ax_verify_input in = {.insns = program, .insn_count = count, .prog_type = type, .maps = maps,
				     .map_count = 2, .limits = &ax_limits_cloud, .gpl = true};
	struct linux_program lp = {.type = type, .insns = program, .count = count, .maps = maps,
				   .map_count = 2};
	size_t bytes = ax_verify_bytes(&in);
	void *memory = malloc(bytes ? bytes : 65536);
	struct linux_answer answer;
	struct ax_verdict verdict = {0};
	struct ax_diag diag = {0};
	char ours[32], theirs[32] = "-", worst[32] = "-";
	u64 best = UINT64_MAX;
	int err = 0;

	if (!memory)
		abort();
	memset(memory, 0, bytes ? bytes : 65536);
	for (u32 i = 0; i < (count > 20000 ? 3 : 10); i++) {
		struct ax_arena arena;
		u64 start;

		ax_arena_init(&arena, memory, bytes ? bytes : 65536);
		start = now_ns();
		err = ax_verify(&in, &arena, &verdict, &diag);
		start = now_ns() - start;
		if (start < best)
			best = start;
	}
	free(memory);
	answer.asked = false;
	if (ask_linux)
		linux_ask(&lp, &answer);
	time_text(ours, best);
	if (answer.asked)
		time_text(theirs, answer.ns);
	if (!err && verdict.by_budget)
		snprintf(worst, sizeof(worst), "budget");
	else if (!err)
		snprintf(worst, sizeof(worst), "%" PRIu64, verdict.worst_case_insns);
	printf("%-27s %7u %8u  %-16s %9u %10s %12s   %-8s %10s\n", name, n, count, err ? ax_diag_name(diag.reason) : "accepted",
	       verdict.peak_bytes, ours, worst,
	       !answer.asked ? "-" : answer.accepted ? "accepted" : answer.safety ? "REFUSED" : "too big", theirs);
}

/* bench-verify [--alone] [FAMILY]: without Linux; families whose name holds the text, only. */
int main(int argc, char **argv)
{
	const char *only = argc > 1 ? argv[argc - 1] : "";

	if (argc > 1 && !strcmp(argv[1], "--alone")) {
		ask_linux = false;
		only = argc > 2 ? only : "";
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("%-27s %7s %8s  %-16s %9s %10s %12s   %-8s %10s\n", "family", "n", "insns", "we", "peak", "time", "worst case",
	       "Linux", "time");
	for (size_t f = 0; f < ARRAY_LEN(families); f++)
		for (size_t i = 0; i < ARRAY_LEN(families[f].sizes) && families[f].sizes[i]; i++) {
			if (!strstr(families[f].name, only))
				continue;
			count = 0;
			families[f].make(families[f].sizes[i]);
			row(families[f].name, families[f].sizes[i], families[f].type);
		}
	return 0;
}
