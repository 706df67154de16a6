/* SPDX-License-Identifier: Apache-2.0
 * cfg.h - the structure of a program, made once and read by all that walk it: subprograms, blocks, loops, walk order.
 *
 * The graph knows instructions and nothing of what they compute.  Who walks it (src/verify, src/hint, src/rank, src/check) keeps
 * what it finds of a block or subprogram in the fields that are marked so. */
#ifndef CFG_CFG_H
#define CFG_CFG_H

#include <axiom/arena.h>
#include <axiom/insn.h>
#include <axiom/verify.h>
#include "base/profile.h"
#include "base/types.h"

/* Why a program is refused, here or later. */
enum axi_reason {
	AXI_REASON_NONE,
#define REASON(NAME, name, error, text, spec, advice) AXI_REASON_##NAME,
#include "verify/reasons.def"
	AXI_REASONS
};
#ifdef AX_SMALL
#define AXI_REASON_ARENA AXI_REASON_BAD_INSN /* never given there */
#define AXI_REASON_MISSING AXI_REASON_NONE
#define AXI_REASON_NO_HELPER_TYPE AXI_REASON_NONE
#endif

#define AXI_NONE      UINT32_MAX
#define AXI_LOOP_NEST (AXI_UNVERIFIED ? 24 : 8) /* nested loops inside one subprogram */

#define AXI_CFG_SLOTS (1u << 22) /* programs are shorter: slots and blocks are told in 22 bits */

/* Block flags; REACHED, UNBOUNDED and CALLS are the walk's. */
enum { AXI_B_HEAD = 1, AXI_B_REACHED = 2, AXI_B_EXITS = 4, AXI_B_UNBOUNDED = 8, AXI_B_FALLS = 16, AXI_B_CALLS = 32, AXI_B_JUMPS = 64 };

/* struct axi_block - most of the tables' memory: what only loops have is elsewhere (struct axi_head), and words serve one after the other. */
struct axi_block {
	u32 start : 22;     /* first slot */
	u32 live : 10;      /* the walk's: registers live at its start */
	u32 jump : 22;      /* AXI_B_JUMPS: the block that it jumps to; with AXI_B_FALLS it goes on to the next block, too */
	u32 next_edge : 2;  /* while the order is made */
	u32 flags : 8;
	u32 pos : 22;       /* place in its subprogram's walk order; while the order is made: depth in the search path */
	u32 nest : 5;       /* how many loops it is in; a head is in its own */
	u32 entry;          /* the walk's: recorded states (pool offset); while the order is made: first child */
	u32 head;           /* while the order is made: innermost loop around it (block), AXI_NONE; then a head's place in axi_cfg.head; else axi_wide */
	u32 last;           /* while the order is made: parent in the search, then next sibling; then a head's last position; else axi_wide */
};

/* struct axi_head - a loop, or the calls of a callback. */
struct axi_head {
	u32 around;         /* the loop outside (block), AXI_NONE */
	u32 invariant;      /* the walk's: recorded state (pool offset) */
	u32 trips;          /* the walk's: executions at most per entry, 0: not bounded */
#if AXI_UNVERIFIED
	u32 names;          /* the walk's: larger ones are the invariant's own, not those of loops around */
#endif
};

/* axi_wide - a number that belongs to a block that is no head: its live slots, then the longest way to it (src/rank/cost.c). */
static inline u64 axi_wide(const struct axi_block *b)
{
	return b->head | (u64)b->last << 32;
}
static inline void axi_set_wide(struct axi_block *b, u64 number)
{
	b->head = (u32)number;
	b->last = (u32)(number >> 32);
}

/* axi_live_slots - bits of its own frame's slots that may be read at a block's start or later (src/hint). */
static inline u64 axi_live_slots(const struct axi_block *b)
{
	return b->flags & AXI_B_HEAD ? UINT64_MAX : axi_wide(b);
}

struct axi_sub {
	u32 start, end;     /* slots */
	u32 first_block, block_count;
	u32 order;          /* its first position in the order array */
	u32 depth;          /* the walk's: stack bytes of its own frame */
	u32 total_depth;    /* with its callees (axi_cfg_stack) */
	u32 rank;           /* callees have smaller ranks; 0 not ranked yet */
	u64 cost;           /* cost.c: of what is being measured */
	u32 memo_args, memo_result; /* the walk's: one that was confirmed: arguments, and R0 (pool) */
	bool active;        /* the walk's */
	bool moves_packet;  /* the walk's: calls a helper after which packet pointers are gone, or gives its callers' lock back (and takes it again) */
	bool waits;         /* names a helper that may wait, itself or in what it names */
	bool tails;         /* may go on in another program, which then returns */
	bool ends;          /* names what may end the program or its function: a tail call, a legacy load, a throw; itself or in what it names */
	bool loops;         /* has some */
};

/* struct axi_cfg - the graph.  `in`, `lean` and `legacy` are given. */
struct axi_cfg {
	struct axi_sub *sub;
	u32 sub_count;
	const struct ax_verify_input *in;
	u32 pc;                 /* the slot that is looked at: where a refusal is */
	u64 *leader;            /* bit per slot: a block starts here */
	u64 *ends;              /* bit per slot: a jump, an exit or a local call: a block ends here; free for others once the graph is made */
	u32 *rank;              /* per 64 slots: blocks before */
	struct axi_block *block;
	u32 block_count;
	u32 local_calls;        /* call instructions of subprograms, loads of their addresses, calls of helpers that call them */
	u32 site_room;          /* ... but for calls of subprograms */
	u32 *order;             /* blocks in walk order, subprogram by subprogram */
	u32 heads;              /* loops */
	struct axi_head *head;  /* of them, and one for the calls of a callback at each depth */
	bool live, slots;       /* the walk's: live registers are found, and slots */
	bool lean;              /* memory is dear: no bits, which only blocks need */
	bool legacy;            /* legacy packet loads are allowed */
	/* of a refusal */
	int reg;                /* -1: none */
	const char *words;      /* NULL: none */
};

/* axi_cfg_structure - instructions, subprograms, jumps, calls; axi_cfg_build - and blocks, loops, order.  0, or why the
 * program is refused (enum axi_reason). */
int axi_cfg_structure(struct axi_cfg *g, struct ax_arena *arena);
int axi_cfg_build(struct axi_cfg *g, struct ax_arena *arena);
/* axi_cfg_renew - nothing is known of what a walk finds any more, but live registers and slots. */
void axi_cfg_renew(struct axi_cfg *g);
u32 axi_cfg_stack(struct axi_cfg *g); /* of the deepest call chain, from axi_sub.depth: bytes */
u32 axi_block_at(const struct axi_cfg *g, u32 pc);
u32 axi_sub_at(const struct axi_cfg *g, u32 pc);
u32 axi_named_sub(const struct axi_cfg *g, u32 pc); /* the one that the instruction at `pc` calls, or whose address it gives */
static inline u32 axi_block_end(const struct axi_cfg *g, u32 block) /* the slot after it */
{
	return block + 1 < g->block_count ? g->block[block + 1].start : g->in->insn_count;
}
static inline u32 axi_block_tail(const struct axi_cfg *g, u32 block) /* its last instruction */
{
	u32 pc = axi_block_end(g, block) - 1;

	return pc - !g->in->insns[pc].opcode;
}
/* axi_block_edges - successors of a block: to[0] falls through, to[1] jumps; AXI_NONE where there is none. */
static inline void axi_block_edges(const struct axi_cfg *g, u32 block, u32 to[2])
{
	to[0] = g->block[block].flags & AXI_B_FALLS ? block + 1 : AXI_NONE;
	to[1] = g->block[block].flags & AXI_B_JUMPS ? g->block[block].jump : AXI_NONE;
}
static inline struct axi_head *axi_head(const struct axi_cfg *g, u32 block)
{
	return &g->head[g->block[block].head];
}
/* axi_second - is the slot the second half of a 64-bit load?  (Of checked instructions: no other has opcode 0.) */
static inline bool axi_second(const struct axi_cfg *g, u32 pc)
{
	return !g->in->insns[pc].opcode;
}
bool axi_names_sub(const struct ax_insn *insn); /* a call of a subprogram, or its address */
u32 axi_jump_target(const struct ax_insn *insn, u32 pc);
bool axi_in_loop(const struct axi_cfg *g, u32 head, u32 block);
static inline bool axi_bit(const u64 *bits, u32 i)
{
	return bits[i / 64] >> (i % 64) & 1;
}

#endif
