/* SPDX-License-Identifier: Apache-2.0
 * verify.h - the streaming verifier's own structures: what the files of this room share.
 *
 *   state.c  the current state and its pool   chunk.c  recorded states   join.c  joins and inclusion
 *   walk.c   the machine: blocks in order, loops, calls and returns
 *   loop.c   loop invariants    (src/rank: how often loops go round, and what that costs)
 *   insn.c   arithmetic and jumps    mem.c  loads and stores    call.c  helpers
 *   callback.c  functions that helpers call    (src/kfunc: kernel functions, dynptrs and iterators in the stack)
 *   summary.c  what calls do, remembered
 *   cost.c   longest path            reject.c  refusals noted (src/explain has the words)
 *   cert.c   invariants from a sparse certificate
 *   open.c   how a verification begins and ends
 * The checker of full certificates (src/check) uses state.c, chunk.c, join.c, insn.c, mem.c, call.c, prog.c, reject.c,
 * open.c and the bytes of cert.c; both use the structure of src/cfg. */
#ifndef VERIFY_VERIFY_H
#define VERIFY_VERIFY_H

#include <axiom/prog.h>
#include <axiom/verify.h>
#include "base/profile.h"
#include "base/types.h"
#include "cfg/cfg.h"
#include "isa/proto.h"
#include "range/range.h"

enum axi_kind {
	AXI_UNINIT,
	AXI_SCALAR,
	AXI_BYTES,   /* stack slot only: bytes, initialised or not, without a tracked value */
	AXI_MAP,     /* address of a map */
	AXI_CTX,     /* R1 of the entry */
	AXI_STACK,   /* the end (highest address) of frame `obj` + offsets */
	AXI_VALUE,   /* value of map `obj` + offsets */
	AXI_RECORD,  /* reserved ring-buffer record of `size` bytes + offsets; id is its reference */
	AXI_PACKET,  /* start of the packet + offsets; size: 1 + bytes from its variable part on that lie in the packet, or 0;
		      * obj: AXI_AT_END, AXI_BEHIND: it is not before the end, or behind it */
	AXI_META,    /* start of the packet's metadata, likewise, up to AXI_PACKET's start */
	AXI_END,     /* end of the packet */
	AXI_OBJECT,  /* an object of the system of sort `obj` (enum axi_object); var: the reference that it lives by, or 0 */
	AXI_FUNC,    /* address of subprogram `obj`, for helpers that call it */
	AXI_MEM,     /* `size` bytes of memory + offsets; obj, but for AXI_MEM_ODD, not 0: read only, and gone when the callback in frame obj - AXI_MEM_LENT returns */
	AXI_SLICE,   /* `size` bytes of a dynptr's memory + offsets; var: the dynptr's name, without which they are gone; obj: AXI_SLICE_ITEM */
};

enum axi_object { AXI_OBJECT_COMMON = 1, AXI_OBJECT_SOCK, AXI_OBJECT_TCP, AXI_OBJECT_XDP,
		  AXI_OBJECT_BTF /* of struct type `size` (axiom/types.h); reads of it cannot fault, and it may be NULL all the same */,
		  AXI_OBJECT_OWN /* of the program's own struct type `size`: kfunc/own.c */,
		  AXI_OBJECT_DYNPTR /* one that a helper lent to the callback in frame `size` */, AXI_OBJECT_DYNPTR_LOW, AXI_OBJECT_DYNPTR_HIGH /* stack slots */,
		  AXI_OBJECT_ITER_REST, AXI_OBJECT_ITER = 12, AXI_OBJECT_ITER_SEEN /* stack slots: kfunc/iter.c; of other sorts behind these */ };
/* what a context field gives */
enum axi_points { AXI_TO_NUMBER, AXI_TO_PACKET, AXI_TO_META, AXI_TO_END, AXI_TO_KEYS, AXI_TO_COMMON, AXI_TO_COMMON_NULL, AXI_TO_SOCK,
		  AXI_TO_SOCK_NULL };
#define AXI_TASK_ALONE UINT32_MAX /* AXI_OBJECT_BTF of this type: a task, where types are not known; it cannot be looked into */
enum { AXI_PACKET_READ = 1, AXI_PACKET_WRITE = 2, AXI_PACKET_LOAD = 4 };
enum { AXI_SLICE_ITEM = 1 /* of an iterator, or read only */, AXI_SLICE_PACKET = 2 /* gone when the packet may have moved */,
       AXI_SLICE_BUFFER = 4 /* it may lie in the stack: dynptr.c */ };
enum { AXI_AT_END = 1, AXI_BEHIND = 2 };
#define AXI_PACKET_MAX  0xffff /* bytes; Linux MAX_PACKET_OFF */
#define AXI_PACKET_FAR  (AXI_PACKET_MAX + 0x1000) /* pointers to here are compared with the packet's end */
#define AXI_PACKET_WALK (AXI_PACKET_FAR - 0x200) /* as far as a pointer goes that is compared with the end at each step */
#define AXI_VAR_BASE   UINT32_C(0x40000000) /* name of "no variable part" where names are compared */

/* struct axi_val - what is known of a register or of an 8-byte stack slot. */
struct axi_val {
	u8 kind;
	u8 null;     /* pointer: 1 when it may be NULL instead; scalar: 1 when it may be accessed as an address in an arena */
	u8 init;     /* slot: bit per byte that is initialised */
	u8 zero;     /* slot: bit per byte known to be zero */
	u8 width;    /* slot: low bytes that hold the value (0: BYTES), or AXI_UPPER: the upper four */
	u8 spare;    /* 0 */
	u16 obj;     /* map index or frame */
	u32 id;      /* scalar: numbers with one id differ by their `off`s alone; pointer: same id, same base address */
	s32 off;     /* pointer: fixed offset; scalar: distance from its id's base (modulo 2^64) */
	u32 size;    /* record: bytes; packet: see AXI_PACKET; map in a map, its values: which (src/kfunc/value.c) */
	u32 var;     /* pointer: name of the variable part, so that equal names are equal numbers; 0: no name;
		      * scalar: it is the number `var` plus something from -obj to size (modulo 2^64); 0: not known */
	struct axi_range r; /* scalar: the number; pointer: the variable part of the offset */
};

static inline bool axi_of_map(const struct axi_val *val)
{
	return val->kind == AXI_VALUE || val->kind == AXI_MAP;
}

/* No `off` is further from 0: what links values are differences of two of them, of 32 bits (axi_idmap). */
#define AXI_OFF_MAX (INT32_MAX / 2)
#define AXI_UPPER 12
/* axi_value_bytes - which of a slot's bytes hold its value. */
static inline u8 axi_value_bytes(u8 width)
{
	return AXI_SUMS && width == AXI_UPPER ? 0xf0 : (u8)((1u << width) - 1);
}

#define AXI_MEM_LENT  1
enum { AXI_MEM_BY4 = 0x8000, AXI_MEM_BY1 = 0x4000, AXI_MEM_ODD = AXI_MEM_BY4 | AXI_MEM_BY1 }; /* it begins at a multiple of 4, at any byte; else of 8 */
#define AXI_REFS      8   /* references held at a time */
#define AXI_LOOPS     24  /* nested loops, over all frames of a call chain */
#define AXI_TESTS     4   /* exit tests remembered per loop */
#define AXI_UNDO      6   /* values that a branch may change and take back without a copy of the state */
#define AXI_IDMAP     32  /* pairs of ids that one join can keep */

/* struct axi_apart - what states are told apart by before a block (src/hint): bits of slots of its own frame that R10 reads,
 * of slots and registers whose numbers decide a jump. */
struct axi_apart {
	u64 read, steer;
	u32 regs;
} __attribute__((packed, aligned(4))); /* one a block */

/* A test that every iteration passes and that may leave the loop. */
struct axi_test {
	u32 id;             /* the tested number's id and distance; of a pointer: the name of its variable part, or 0 */
	s32 off;
	u32 base;           /* of a pointer, whose whole offset is the number: its object (id, obj) */
	u16 obj;
	u8 kind;            /* AXI_SCALAR, or the pointer's */
	u8 mask, low;       /* low bits of the bound that are known */
	u32 bound_id;       /* of the bound; 0: none */
	u8 op;              /* the loop goes on while "number op bound" */
	u8 is_signed;
	s32 bound_off;      /* of the bound: its distance from its id's base, or a pointer's fixed offset */
	u64 min, max;       /* of the bound, in the comparison's order */
};

struct axi_loop {
	u32 head;           /* block */
	u32 frame;
	u32 entry;          /* state at the entry edges (pool) */
	u32 pass;           /* passes walked so far */
	u32 names;          /* ids up to here are older than its invariant, or the invariant's */
	u32 pending;        /* recorded targets inside the loop in this pass */
	u8 final;           /* the invariant is being confirmed; states leave the loop */
	u8 narrowed, exits, tests;
	u8 shared_from;     /* tests from here on are of block `shared`, which has several states; AXI_NONE: none */
	u32 shared;
	bool untied;        /* ties of the head were wrong: no more of them */
	u8 soft;            /* a bounds error was passed over in this pass */
	u64 grown;          /* 1 + the back edges that growth.c allows, where no test bounds them; or 0 */
	u64 calls;          /* of a callback whose every call is a round: `head` is its first block; 0: a loop */
	struct axi_test test[AXI_TESTS];
};

struct axi_frame {
	u32 sub;
	u32 pos;            /* caller's place in the order */
	u32 returned;       /* joined state of the returns (pool) */
	u32 walked;         /* states of the caller's block walked in this pass */
	u16 base, slots;    /* its slots: axi_slot(base .. base + slots) */
	u64 have;           /* axi_packed: which they are; else the first ones */
	bool only_state;    /* of the caller */
	bool memo;          /* the result may be remembered */
	struct axi_memo *summary; /* being made of this call */
	bool one;               /* the states of its returns are joined into one */
	u32 locked;             /* entered with the lock of this value held, or 0: so it returns */
	bool catches;           /* the exception callback: what it returns the program returns */
	bool once;              /* called by a helper, exactly once: it is walked as a call is */
	u32 callback;           /* called by a helper, at most so often; 0: called by the program */
	struct axi_val *saved;  /* [4]: caller's r6 .. r9; NULL: nothing is saved here (src/check) */
};

/* struct axi_cost_site - a helper call that calls a function of the program.  The array is its own index: sites whose pc has
 * one remainder by its size are a chain (one more than a place; 0 ends it). */
struct axi_cost_site {
	u32 pc, sub;
	u32 times;          /* at most; 0: later, when a timer runs out (pc is the map's index then) */
	u32 first, next;    /* of the chain of this place's number; after this site */
};

/* struct axi_memo - a summary (summary.c): from states that `in` covers, the body of `sub`, called at depth - 1, comes
 * back in `out`. */
struct axi_memo {
	u32 in, out;        /* recorded states (pool); 0: none */
	u32 age;
	u16 sub;
	u8 depth;           /* of the callee's frame */
	bool final : 1;     /* of a confirmed walk */
	bool busy : 1;
};
/* struct axi_foot - slots of one of the callers' frames that a call has seen, or may have written. */
struct axi_foot {
	u64 seen, written;
};

/* struct axi_chunk - a recorded state in the pool; encoded values follow. */
struct axi_chunk {
	u32 *owner;         /* head of the chain that it is on; NULL: free */
	u32 next;
	u32 bytes;          /* with this header */
	u32 shape;          /* hash of kinds: states of one shape are joined first */
	u32 refs;
};

/* struct axi_writer - a chunk under construction, at the pool's end. */
struct axi_writer {
	u32 start, used;
	bool full;
};

#define AXI_GAINS 6
enum { AXI_HALVED = 1, AXI_BIT_LESS };
/* struct axi_gain - what an instruction made of a number at a loop's head (growth.c): number `id` is number `of` plus
 * `least` .. `most` (INT32_MIN, INT32_MAX: no bound); or at most half of it, or it with one bit less (least: and it was not 0). */
struct axi_gain {
	u32 id, of;
	s32 least, most;
	s64 from, to; /* number `of` is between these where it is made use of */
	u8 how;
};

#define AXI_TIES      16
#define AXI_HEAD_TIES 12
/* struct axi_tie - number `a` is `times` number `b`, plus `plus` (modulo 2^64; src/rank/ties.c): noted in that frame; a 0: none. */
struct axi_tie {
	u32 a, b, depth;
	s32 times;
	s64 plus;
};
/* struct axi_head_tie - at a loop's head what is at `key` is tie.times what is at `other`, plus c; tie: of their names there. */
struct axi_head_tie {
	u32 head;
	u16 key, other;
	struct axi_tie tie;
	s64 c;
	bool moved; /* rounds keep it */
};
struct axi_idmap {
	u32 count;
	struct {
		u32 a, b, out;
		s32 diff;
	} pair[AXI_IDMAP];
};

struct axi_verify;
/* A field of a context or object is loaded here, by an instruction that stays what it is, or that is rewritten. */
enum axi_field { AXI_FIELD_NONE, AXI_FIELD_PLAIN, AXI_FIELD_CONVERTED };
/* struct axi_how - what inference and the checker do each in their way. */
struct axi_how {
	bool (*drop)(struct axi_verify *v); /* forget what can be found again: the pool is full; NULL: nothing can */
	/* a helper calls `sub`, so often at most; `once`: certainly, and that often */
	int (*call_back)(struct axi_verify *v, u32 sub, u64 times, bool once, const struct axi_val arg[AX_R5]);
	int (*call_later)(struct axi_verify *v, u32 sub, u32 map); /* ... when a timer runs out; NULL: not covered */
};

/* struct axi_prover - what a confirmed walk shows who makes a certificate of it (src/prove).  Full ones: the states that a
 * block begins in, how a loop counts (in the state that comes back), calls and callbacks (out 0) and what they come back in. */
struct axi_prover {
	void (*head)(struct axi_verify *v, u32 head, u32 entry, u32 invariant); /* of a loop: states in the pool */
	void (*target)(struct axi_verify *v, u32 block);                        /* NULL: sparse, only heads count */
	void (*rounds)(struct axi_verify *v, const struct axi_loop *l);
	void (*call)(struct axi_verify *v, u32 sub, bool summary);
	void (*called)(struct axi_verify *v, u32 depth, u32 out);
	void (*later)(struct axi_verify *v, const struct axi_cost_site *site); /* what a timer calls is walked next */
	void (*end)(struct axi_verify *v);
	void (*guess)(struct axi_verify *v, struct axi_range *h, const struct axi_range *b); /* the next guess of a number; NULL: the verifier's */
	bool by_itself; /* no number is in an invariant only because rounds are bounded */
};

/* How many states are kept apart at a join, and by what: the kinds of their values; small constants, too; only those that are
 * asked for later (src/hint; hosts).  `drops`: slots that are dead are forgotten, by which they would differ, too (hosts).
 * `rounds`: loops are walked round by round (loop.c).  `ties`: numbers that move in step are followed (src/rank/ties.c).
 * Certificates and verdicts have a level's number. */
enum axi_by { AXI_BY_KINDS, AXI_BY_ALL, AXI_BY_WORTH };
struct axi_keep {
	u8 states, by;
	bool drops : 1, rounds : 1, ties : 1;
};
enum axi_level { AXI_USUAL, AXI_ALL_8, AXI_ALL_16, AXI_ALL_32, AXI_JOINED, AXI_STEERED_8, AXI_STEERED_32, AXI_STEERED_128, AXI_KINDS_16, AXI_ROUNDS, AXI_TIED, AXI_LEVELS };

/* struct axi_verify - one verification.  What is used most stands first: a small CPU reaches it with short instructions. */
struct axi_verify {
	const struct ax_verify_input *in;
	/* where we are */
	u32 pc, pos, at;        /* slot; order position; block */
	/* the current state; its registers are below */
	struct axi_frame *frame;
	u32 frames;             /* src/check: how many there are */
	u32 depth;              /* index of the current frame */
	u32 slot_count;         /* slots of all frames; they grow down from the pool's end */
	u32 packed;             /* axi_packed: their bytes */
	bool lost;              /* ... there was no room for one: nothing is accepted any more */
	struct axi_hot *hot;
	u32 refs;
	/* recorded states */
	u8 *pool;
	u32 pool_size, pool_used, pool_peak;
	u32 pool_free;          /* bytes of free chunks below pool_used */
	u32 pool_written;       /* pool_used was up to here */
	size_t pool_at;         /* of the arena */
	struct axi_claims *claims;
	u32 names;              /* inclusion demands equal ids up to this one (loop.c), and of references */
	u32 field;              /* src/check: what the certificate says of the instruction (enum axi_field) */
	/* results */
	u32 next_id, states;
	struct axi_cfg cfg;     /* structure */
	u64 steps, step_limit;
	u32 undos;
	bool undo_on;
	bool dynptrs;           /* there was one in the stack */
	u64 dynptr_at, raw_at;  /* slots, of any frame, that ever have one; of which bytes are read that nobody wrote (dynptr.c) */
	bool linked;            /* the branch may teach about more than its operands */
	bool same_ids;          /* inclusion demands equal ids (join.c) */
	bool full;              /* the certificate is a full one: src/check */
	bool only_state;        /* this walk of the block is the only one of the pass */
	bool by_budget;
	u32 walked;             /* states of this block walked so far in this pass */
	struct axi_foot *foot;  /* per depth, per frame below: axi_foot; src/check: per frame below */
	struct axi_writer claim; /* under construction */
	struct {
		u32 id, of;     /* the number `id` is number `of` + off, shifted left by 32; 0: none (insn.c) */
		s32 off;
		bool fits_signed, fits_unsigned;
	} shifted;
	const struct axi_how *how;
	u32 ref[AXI_REFS];
	u64 gone;               /* slots of the current frame that are dead where the state goes that is being recorded */
	bool *drops;            /* of watch: dead slots are dropped, calls are summarised early */
	struct axi_val reg[AX_REGS];
	u64 *arena_at;          /* bits per slot: of the program's arena; then, of other things (kfunc/arena.c); NULL: it has none */
	u32 arena;              /* 1 + the map that is the program's arena; 0: it has none */
	u64 *plain, *special;   /* bits per slot: accessed memory, accessed a context or another object with converted fields */
	u32 sites;
	struct axi_cost_site *site;
	struct ax_diag *diag;
	struct ax_diag own_diag;
	int error;
	struct axi_idmap map;
	struct {
		struct axi_val *at, val;
	} undo[AXI_UNDO];       /* what a branch refinement changed */
	struct axi_loop *loop;
	u32 loops, loop_room;
	struct axi_gain *gain; /* [AXI_GAINS], a ring; NULL: no loops */
	u32 gains;
	struct axi_tie *tie;   /* [AXI_TIES], a ring; NULL: not asked for */
	struct axi_head_tie *head_tie; /* [AXI_HEAD_TIES] */
	u32 ties;
	/* summaries */
	struct axi_memo *memo;
	u32 memo_room, memo_age, memo_lost;
	u64 called, called_guessing; /* slots of the bodies that were walked for calls */
	u64 summary_from;
	struct axi_keep keep;
	bool crowded;           /* more states came to a join than are kept apart */
	bool joined;            /* states became one, or one stands for others that are not there: at a join, a loop's head, a call */
	bool dropped;           /* where nobody asks for *drops */
	bool looped;            /* a loop was begun */
	struct axi_apart *worth, *worthy; /* src/hint: of blocks, of the one that a state goes to; NULL: all counts */
	/* certificates: where the checker reads (cert.c), what the prover writes (src/prove) */
	u32 cert_at;
	s64 cert_pc;
	struct axi_proof *proof;
	const struct axi_prover *prover;
	/* tests and explanations: called before each instruction of a confirmed walk ... */
	void (*trace)(void *arg, const struct axi_verify *v);
	/* ... when a confirmed state goes from the end of v->at to the block or callee that starts at `to` ... */
	void (*edge)(void *arg, const struct axi_verify *v, u32 from, u32 to);
	/* ... and once the program is accepted */
	void (*end)(void *arg, const struct axi_verify *v);
	void *trace_arg;
};

/* axi_may_leak - Linux's rules for privileged programs: addresses may be treated as numbers and shown. */
static inline bool axi_may_leak(const struct axi_verify *v)
{
	return AXI_LEAKS && !v->in->no_leaks && !v->in->limits->no_leaks;
}

/* axi_may_wait - may the program sleep? */
static inline bool axi_may_wait(const struct axi_verify *v)
{
	return v->in->sleepable || v->in->prog_type == AX_PROG_SYSCALL;
}

/* axi_spent - one more instruction: is it one too many?  And are there too few names left?  Those from AXI_VAR_BASE on are others'. */
static inline bool axi_spent(struct axi_verify *v)
{
	return ++v->steps > v->step_limit || (AXI_OBJECTS && v->next_id > AXI_VAR_BASE / 2 && !AXI_PLANT(188));
}

/* axi_full - is the certificate a full one? */
static inline bool axi_full(const struct axi_verify *v)
{
	return !AXI_INFERS || v->full;
}

/* axi_fields_told - does the certificate say which instructions load fields?  Not while a prover explores. */
static inline bool axi_fields_told(const struct axi_verify *v)
{
	return axi_full(v) && !(AXI_APART && v->special);
}

/* axi_packed - are slots packed (src/check/packed.c)?  Memory is what a checker of full certificates is after. */
static inline bool axi_packed(const struct axi_verify *v)
{
	return AXI_FAST && axi_full(v);
}

/* axi_depth - frames below the current one. */
static inline u32 axi_depth(const struct axi_verify *v)
{
	return AXI_CALLS ? v->depth : 0;
}

/* The maps of the program, and those that lookups in maps of maps give: their numbers have AXI_INNER. */
#define AXI_INNER 0x8000
static inline const struct ax_map_facts *axi_map_facts(const struct axi_verify *v, u32 map)
{
	return v->in->map_facts && !(AXI_MARKS && map & AXI_INNER) ? &v->in->map_facts[map] : NULL;
}
static inline const struct ax_map_spec *axi_map_spec(const struct axi_verify *v, u32 map)
{
	return AXI_MARKS && map & AXI_INNER ? v->in->map_facts[map & ~AXI_INNER].inner : v->in->maps[map];
}
/* The map's flags; programs only read what a map of devices has, whether it says so or not (Linux dev_map_init_map). */
static inline u32 axi_map_flags(const struct ax_map_spec *spec)
{
	return spec->flags | (AXI_OBJECTS && (spec->type == AX_MAP_DEVMAP || spec->type == AX_MAP_DEVMAP_HASH) ? AX_MAP_F_RDONLY_PROG : 0);
}
/* 1 + where the lock, the timer lies in the map's values; 0: there is none.  Of maps in maps their description says so itself. */
static inline u32 axi_lock_at(const struct axi_verify *v, u32 map)
{
	const struct ax_map_facts *facts = axi_map_facts(v, map);

	return facts ? facts->lock_at : AXI_MARKS && map & AXI_INNER ? axi_map_spec(v, map)->lock_at : 0;
}
static inline u32 axi_timer_at(const struct axi_verify *v, u32 map)
{
	const struct ax_map_facts *facts = axi_map_facts(v, map);

	return facts ? facts->timer_at : AXI_OBJECTS && map & AXI_INNER ? axi_map_spec(v, map)->timer_at : 0;
}

/* reject.c: note a refusal and return its errno.  `reg` -1: none. */
int axi_reject_register(struct axi_verify *v, enum axi_reason reason, int reg);
int axi_reject_place(struct axi_verify *v, enum axi_reason reason);
static inline int axi_reject(struct axi_verify *v, enum axi_reason reason, int reg)
{
	return AXI_CERTIFIED ? axi_reject_place(v, reason) : axi_reject_register(v, reason, reg);
}
int axi_reject_numbers(struct axi_verify *v, enum axi_reason reason, int reg, s64 have_min, s64 have_max, s64 need_min,
		       s64 need_max);
int axi_reject_words(struct axi_verify *v, enum axi_reason reason, int reg, const char *note);
static inline int axi_reject_range(struct axi_verify *v, enum axi_reason reason, int reg, s64 have_min, s64 have_max,
				   s64 need_min, s64 need_max)
{
	return AXI_WORDS ? axi_reject_numbers(v, reason, reg, have_min, have_max, need_min, need_max) : axi_reject(v, reason, reg);
}
static inline int axi_reject_note(struct axi_verify *v, enum axi_reason reason, int reg, const char *note)
{
	return AXI_WORDS ? axi_reject_words(v, reason, reg, note) : axi_reject(v, reason, reg);
}

/* src/hint: what is kept; nothing that is demanded depends on it.  axi_live_find - live registers of a subprogram's blocks;
 * axi_live_find_slots - and live slots; axi_apart_find - v->worth of all blocks; false: no memory. */
u16 axi_live_before(const struct axi_verify *v, u32 pc, u16 live); /* of registers that are live behind an instruction */
void axi_live_find(struct axi_verify *v, const struct axi_sub *sub);
void axi_live_find_slots(struct axi_verify *v, const struct axi_sub *sub);
bool axi_apart_find(struct axi_verify *v, struct ax_arena *arena);
/* axi_most_alike - the place in the chain at `at` of the state whose join with the current one forgets least; *lost: how much,
 * from AXI_KIND_LOST on a value's kind, too */
#define AXI_KIND_LOST 64
u32 axi_most_alike(struct axi_verify *v, u32 at, u32 *lost);
/* src/facts: fill in->facts from this walk */
void axi_facts_begin(struct axi_verify *v);

/* state.c */
#define AXI_KEY_SAVED 16
#define AXI_KEY_SLOT  64
#define AXI_SLOTS_FRAME 64
static inline struct axi_val *axi_slot(const struct axi_verify *v, u32 index)
{
	return (struct axi_val *)(void *)(v->pool + v->pool_size) - 1 - index;
}
/* src/check/packed.c: axi_packed - slots are there as recorded states have them, but a few that are looked at: this is what little
 * memory a checker on a host needs.  axi_packed_slot - one of them, as axi_stack_slot; axi_packed_set - they are what a recorded state says,
 * whose values begin at `in`. */
bool axi_packed_open(struct axi_verify *v, struct ax_arena *arena);
struct axi_val *axi_packed_slot(struct axi_verify *v, u32 frame, u32 n, bool grow);
void axi_packed_clear(struct axi_verify *v);
int axi_packed_set(struct axi_verify *v, const u32 *in, const u32 *end);
/* axi_stack_slot - slot `n` (0: bytes -8 .. -1) of a frame, NULL when it was never used; `grow` makes it. */
struct axi_val *axi_stack_slot(struct axi_verify *v, u32 frame, u32 n, bool grow);
void axi_frame_drop_slots(struct axi_verify *v, u32 frame);
void axi_drop_gone(struct axi_verify *v, u64 gone); /* slots of the current frame */
struct axi_val *axi_val_at(struct axi_verify *v, u32 key);
u32 axi_key_next(const struct axi_verify *v, u32 key); /* following key that exists; AXI_NONE after the last */
/* struct axi_each - all values of the current state, by ascending key:
 *	for (struct axi_each e = axi_each(v); axi_each_next(v, &e);) ... e.key, e.val ... */
struct axi_each {
	u32 key;
	u32 left;            /* of this part: registers, one frame's saved registers, or one frame's slots */
	s32 step;            /* slots grow down */
	u32 part;
	struct axi_val *val;
};
bool axi_each_part(struct axi_verify *v, struct axi_each *e);
static inline struct axi_each axi_each(const struct axi_verify *v)
{
	return (struct axi_each){.key = AXI_NONE, .left = AX_R10 + 1, .step = 1, .val = (struct axi_val *)v->reg - 1};
}
/* ... without the registers */
static inline struct axi_each axi_each_beyond(const struct axi_verify *v)
{
	return (struct axi_each){.key = AX_R10 - 1, .left = 1, .step = 1, .val = (struct axi_val *)v->reg + AX_R10 - 1};
}
static inline bool axi_each_next(struct axi_verify *v, struct axi_each *e)
{
	e->key++;
	e->val += e->step;
	return --e->left || axi_each_part(v, e);
}
void axi_scalar_unknown(struct axi_val *val);
void axi_scalar_const(struct axi_val *val, u64 value);
/* axi_record - join the current state into the chain *owner.  `one`: keep a single state. */
int axi_record(struct axi_verify *v, u32 *owner, u16 live, bool one);
/* axi_pool_crowded - do caches have to do with what they have?  More is in use than a program of this size needs. */
bool axi_pool_crowded(struct axi_verify *v);
/* axi_chunk_save_regs - record those registers of it alone; false: no room. */
bool axi_chunk_save_regs(struct axi_verify *v, u32 *owner, u16 regs);
/* axi_chunk_save - record the current state alone in *owner (what was there is freed). */
int axi_chunk_save(struct axi_verify *v, u32 *owner, u16 live);
int axi_chunk_load(struct axi_verify *v, u32 *owner); /* the first of the chain becomes the current state */
/* axi_merge - the current state, which nobody else needs, joins the one state of *owner, whose place it takes.  1: done, and
 * *owner is empty; 0: not possible, nothing was done; or an error. */
int axi_merge(struct axi_verify *v, u32 *owner, u16 live, bool one);
int axi_chunk_take(struct axi_verify *v, u32 *owner); /* load it and free it; returns how many are left, or an error */
void axi_chunk_move(struct axi_verify *v, u32 *from, u32 *to);
/* axi_chunk_next - the values one after the other; *cursor starts at 0; AXI_NONE after the last. */
u32 axi_chunk_next(const struct axi_verify *v, u32 at, u32 *cursor, struct axi_val *out);
void axi_chunk_free(struct axi_verify *v, u32 *owner);
bool axi_state_in(struct axi_verify *v, u32 at); /* is the current state included in the recorded one? */
bool axi_chunk_find(const struct axi_verify *v, u32 at, u32 key, struct axi_val *out);
bool axi_val_join(struct axi_verify *v, struct axi_val *a, const struct axi_val *b, bool slot);
bool axi_val_in(struct axi_verify *v, const struct axi_val *a, const struct axi_val *b, bool slot);
bool axi_same_refs(struct axi_verify *v, u32 at);
bool axi_refs_in(struct axi_verify *v, const u32 *ref, u32 refs); /* are these the references that the current state holds? */
u32 axi_join_id(struct axi_verify *v, u32 a, u32 b, s32 diff);
bool axi_link_in(struct axi_verify *v, u32 a, u32 b, s32 diff);
void axi_links_begin(struct axi_verify *v); /* of a comparison of states: the value whose lock is held is no other */
bool axi_ref_held(const struct axi_verify *v, u32 id);
/* A held lock is two references: the map and the value that it is in. */
#define AXI_LOCK_MAP UINT32_C(0xc0000000)
#define AXI_LOCK_ID  UINT32_C(0x40000000)
#define AXI_LOCK_OWN UINT32_MAX /* no map: of a structure of the program's */
/* A region is one: of RCU, or of preemption, as often as it is nested. */
enum { AXI_REGION_RCU = 0xbfffffff, AXI_REGION_PREEMPT = 0xbffffff0 };
/* The reference by which structures live that nothing keeps: it is never held, and helpers do not take them. */
#define AXI_UNKEPT UINT32_C(0xbfffffe0)
#define AXI_WALKED UINT32_C(0xbfffffe1) /* helpers take them, kernel functions do not */
#define AXI_GIVEN UINT32_C(0xbfffffe2) /* the same, in a region of RCU and out of it */
#define AXI_SHARED UINT32_C(0xbfffffe3) /* a list or tree has it, as long as its lock is held */
bool axi_locked(const struct axi_verify *v);
bool axi_lives_as(u32 a, u32 b);
/* axi_lives_in - is what lives by reference a there as long as what lives by b?  axi_lives_join - by what does `a`, or what lives by b? */
static inline bool axi_lives_in(u32 a, u32 b)
{
	return a == b || (AXI_KFUNCS && axi_lives_as(a, b));
}
bool axi_lives_join(struct axi_val *a, u32 b);
u32 axi_lock_held(const struct axi_verify *v); /* AXI_LOCK_ID | its value's name; 0: none */

/* Numbers that move in step (src/rank/ties.c): a product with a constant, a pointer that a number was added to; what is known so of the
 * variable part of `p`, false: nothing. */
void axi_tie_product(struct axi_verify *v, struct axi_val *out, const struct axi_val *of, u32 op, u64 by, bool wide);
void axi_tie_pointer(struct axi_verify *v, const struct axi_val *out, const struct axi_val *pointer, const struct axi_val *number);
bool axi_tie_range(struct axi_verify *v, const struct axi_val *p, struct axi_range *r);
/* ... at heads of loops: the current state enters, a pass begins, rounds moved so much, the invariant has its names; does the current
 * state have them?  It is left, they are wrong. */
void axi_ties_open(struct axi_verify *v, struct ax_arena *arena);
void axi_ties_enter(struct axi_verify *v, u32 head);
bool axi_tie_claimed(struct axi_verify *v, const struct axi_loop *l, u32 key, u32 other, s32 times, s64 c); /* false: it does not enter so */
void axi_ties_begin(struct axi_verify *v);
void axi_ties_moved(struct axi_verify *v, const struct axi_loop *l);
void axi_ties_name(struct axi_verify *v, u32 head);
bool axi_ties_hold(struct axi_verify *v, u32 head);
void axi_ties_leave(struct axi_verify *v, u32 head);
void axi_ties_forget(struct axi_verify *v, u32 head);

/* What one round adds to a number or an offset; axi_advances - is b (what came back) certainly h (the head's) plus something? */
struct axi_step {
	s64 lo, hi;
};
bool axi_advances(const struct axi_verify *v, const struct axi_val *h, const struct axi_val *b, struct axi_step *step);
u32 axi_names_around(const struct axi_verify *v); /* loop.c: names that the innermost loop must leave alone */
/* axi_name_around - of which such a number this one, which enters the innermost loop, is: by its name or by what it grew from; 0: none */
static inline u32 axi_name_around(const struct axi_verify *v, const struct axi_val *val)
{
	u32 around = axi_names_around(v), name = val->id && val->id <= around ? val->id : val->var;

	return name <= around ? name : 0;
}

/* What a round of a loop adds to a number, where that is no constant: struct axi_growth, axi_val.var (src/rank). */
struct axi_growth {
	u32 from;           /* the number that it grew from; 0: not known */
	s64 lo, hi;         /* by how much */
};
#define AXI_GROWTH_MAX (1 << 30)
/* axi_grown_from - how the number grew from `name`; false: not known. */
bool axi_grown_from(const struct axi_val *val, u32 name, struct axi_growth *g);
/* axi_grown_since - also where loops inside the innermost one were left in between, by what their heads say. */
bool axi_grown_since(const struct axi_verify *v, const struct axi_val *val, u32 name, struct axi_growth *g);
/* axi_growth_join - what a or b grew by, in a; axi_growth_in - does b say no more of what it grew from than a? */
void axi_growth_join(const struct axi_verify *v, struct axi_val *a, const struct axi_val *b);
bool axi_growth_in(const struct axi_val *a, const struct axi_val *b);
/* axi_set_growth - note it, or forget it where it is too much to note (or g->from is 0). */
void axi_set_growth(struct axi_val *val, const struct axi_growth *g);
/* axi_unlink - the number is linked to no other any more. */
static inline void axi_unlink(struct axi_val *val)
{
	val->id = 0;
	val->off = 0;
	if (AXI_SUMS) {
		val->var = val->size = 0;
		val->obj = 0;
	}
}

/* axi_base_name - the identity of an object: a map, or a value that is its map's only one, may be without one of its own. */
static inline u32 axi_base_name(const struct axi_val *val)
{
	bool known = AXI_ALIKE && !val->id && (val->kind == AXI_VALUE || val->kind == AXI_MAP);

	return known ? AXI_VAR_BASE + 1 + val->obj : val->id;
}
/* axi_wanders - may the offset in it be one of several, where ways meet?  What is read there is a number. */
static inline bool axi_wanders(const struct axi_verify *v, const struct axi_val *val)
{
	return AXI_UNVERIFIED && val->obj == AXI_OBJECT_BTF && axi_may_leak(v);
}
/* src/alike: axi_alike - are two maps (their values) one for whoever has a pointer to one of them?  axi_memory_join - a, b: values of
 * any maps; what both have of memory.  axi_as_memory - a as memory like b, which begins `from` bytes behind a's base. */
bool axi_alike(const struct axi_verify *v, u32 a, u32 b, bool value);
static inline bool axi_like(const struct axi_verify *v, u32 a, u32 b, bool value)
{
	return a == b || (AXI_ALIKE && axi_alike(v, a, b, value));
}
bool axi_memory_join(struct axi_verify *v, struct axi_val *a, const struct axi_val *b);
bool axi_as_memory(const struct axi_verify *v, const struct axi_val *a, const struct axi_val *b, struct axi_val *out, s32 *from);

/* axi_rename_val - a value of a claim or summary gets names of its own, the same for the same (v->map). */
void axi_rename_val(struct axi_verify *v, struct axi_val *val);
void axi_chunk_set_names(struct axi_verify *v, u32 at, u32 names);
u32 axi_chunk_names(const struct axi_verify *v, u32 at);
/* a state that is put together value by value */
void axi_claim_begin(struct axi_verify *v, const u32 *ref, u32 refs);
void axi_claim_put(struct axi_verify *v, u32 key, const struct axi_val *val);
int axi_claim_end(struct axi_verify *v, u32 *owner);
u32 axi_chunk_refs(const struct axi_verify *v, u32 at, const u32 **ref); /* how many it holds */
const void *axi_chunk_bytes(const struct axi_verify *v, u32 at, u32 *bytes); /* as it stands in the pool */
u32 axi_chunk_count(const struct axi_verify *v, u32 first);
u32 axi_chunk_nth(const struct axi_verify *v, u32 first, u32 n);
/* axi_chunk_add_written - add the current state's R0 and the slots that the call at `depth` wrote to a chain;
 * axi_chunk_keep_seen - leave only registers and the slots that it has seen. */
void axi_chunk_set_refs(struct axi_verify *v, u32 at); /* hold what the recorded state holds */
int axi_chunk_add_written(struct axi_verify *v, u32 *owner, u32 depth);
void axi_chunk_keep_seen(struct axi_verify *v, u32 at, u32 depth);

/* summary.c */
bool axi_summary_due(const struct axi_verify *v); /* is it time to use them? */
void axi_summary_count(struct axi_verify *v, u32 sub);   /* a body is walked for a call */
struct axi_memo *axi_summary_find(struct axi_verify *v, u32 sub); /* for the current state, at the call */
/* axi_summary_use - 1: the current state is the one that the call comes back in; 0: `back` was called for each. */
int axi_summary_use(struct axi_verify *v, struct axi_memo *m, int (*back)(struct axi_verify *v));
int axi_summary_begin(struct axi_verify *v, u32 sub, u16 live, struct axi_memo **out);
void axi_overwritten(struct axi_verify *v, const u32 *state); /* what the recorded state has of the callers' slots ends what was there */
int axi_summary_return(struct axi_verify *v, struct axi_memo *m);
void axi_summary_end(struct axi_verify *v, struct axi_memo *m);
void axi_summary_cancel(struct axi_verify *v, struct axi_memo *m);
bool axi_summaries_drop(struct axi_verify *v); /* false: there was none */
void axi_forget_walk(struct axi_verify *v, struct axi_sub *sub); /* what a confirmed walk of it came to */
bool axi_foot_seen(const struct axi_verify *v, u32 depth, u32 key);
bool axi_foot_written(const struct axi_verify *v, u32 depth, u32 key);
void axi_foot_mark(struct axi_verify *v, u32 frame, u32 first, u32 last, bool write); /* frame < v->depth */
static inline struct axi_foot *axi_foot(const struct axi_verify *v, u32 depth, u32 frame)
{
	return &v->foot[depth * (depth - 1) / 2 + frame];
}

/* loop.c */
int axi_loop_start(struct axi_verify *v, u32 head, u64 calls);
/* axi_loop_end - all positions of the innermost loop were walked. 1: walk it again, 0: done, negative: refused; 2: the
 * current state is the invariant of all calls of a callback. */
int axi_loop_end(struct axi_verify *v);
static inline bool axi_plans(const struct axi_verify *v) /* is a full certificate made? */
{
	return v->prover && v->prover->target;
}
/* axi_names_halves - are 32-bit numbers in the stack followed by name?  Full certificates do not tell of them. */
static inline bool axi_names_halves(const struct axi_verify *v)
{
	return AXI_SUMS && !v->full && !axi_plans(v);
}
static inline bool axi_finding(const struct axi_verify *v)
{
	for (u32 i = 0; AXI_INFERS && i < v->loops; i++)
		if (!v->loop[i].final)
			return true;
	return false;
}

/* src/rank: axi_loop_test - a conditional jump that may be one of the tests of the innermost loop.  axi_loop_rounds - how often its back edges
 * are taken at most, by these (the current state came back); l->grown: by what numbers grow */
void axi_loop_test(struct axi_verify *v, const struct ax_insn *insn, u32 taken, u32 other);
bool axi_loop_rounds(struct axi_verify *v, struct axi_loop *l, u64 *again);
/* axi_grow_alu, axi_grow_pointer - out was made of a and b, or a pointer; it gets a name.  axi_grow_join - number `out` is
 * a's, or b's - diff.  axi_grow_rounds - the current state came back to a head whose invariant includes it: how often at most? */
void axi_grow_alu(struct axi_verify *v, const struct ax_insn *insn, const struct axi_val *a, const struct axi_val *b, struct axi_val *out);
void axi_grow_pointer(struct axi_verify *v, struct axi_val *out, const struct axi_val *pointer, const struct axi_range *by, bool sub);
void axi_grow_join(struct axi_verify *v, const struct axi_val *a, const struct axi_val *b, s64 diff, u32 out);
bool axi_grow_rounds(struct axi_verify *v, const struct axi_loop *l, u64 *again);

/* insn.c, mem.c, call.c: the effect of one instruction on the current state */
int axi_do_alu(struct axi_verify *v, const struct ax_insn *insn);
int axi_do_lddw(struct axi_verify *v, const struct ax_insn *insn);
/* axi_branch_check - are the operands comparable?  axi_branch_apply - refine for one outcome. */
int axi_branch_check(struct axi_verify *v, const struct ax_insn *insn);
u32 axi_branch_links(struct axi_verify *v, const struct ax_insn *insn); /* values that refining may change */
bool axi_branch_apply(struct axi_verify *v, const struct ax_insn *insn, bool taken); /* false: cannot happen */
/* axi_branch_side - one side of a conditional jump: `go` hands the state on; it is as before afterwards, unless this is the
 * last side. */
int axi_branch_side(struct axi_verify *v, const struct ax_insn *insn, bool taken, u32 target, bool last, u32 links,
		    int (*go)(struct axi_verify *v, u32 target, bool last));
struct axi_range axi_whole_offset(const struct axi_val *p); /* of a pointer, as a number */
bool axi_same_base(const struct axi_val *a, const struct axi_val *b); /* are they pointers into one object? */
#define AXI_FAR_OFFSET (1 << 30) /* of pointers that loops walk with */
void axi_operand(const struct axi_verify *v, const struct ax_insn *insn, struct axi_val *out);
int axi_need_init(struct axi_verify *v, u32 reg);
int axi_do_load(struct axi_verify *v, const struct ax_insn *insn);
int axi_do_packet_load(struct axi_verify *v, const struct ax_insn *insn);
int axi_do_store(struct axi_verify *v, const struct ax_insn *insn);
int axi_do_atomic(struct axi_verify *v, const struct ax_insn *insn);
/* axi_mem_region - may a helper read (or write) `min` .. `max` bytes at register `reg`? */
int axi_mem_region(struct axi_verify *v, u32 reg, u64 min, u64 max, bool write);
/* axi_stack_const - is the number of `size` bytes in the stack, at register `reg`, known? */
bool axi_stack_const(struct axi_verify *v, u32 reg, u32 size, u64 *value);
int axi_do_helper(struct axi_verify *v, const struct ax_insn *insn);
u32 axi_size_of(const struct ax_insn *insn);
int axi_note_depth(struct axi_verify *v, u32 frame, s32 lo); /* the frame is accessed from this byte on */

/* prog.c: program types */
bool axi_prog_known(u32 type);
/* axi_prog_field - may `size` bytes at `at` of the context (object 0) or of an object be accessed?  *points: what is read */
bool axi_prog_field(const struct ax_verify_input *in, u32 object, s64 at, u32 size, bool write, enum axi_points *points);
u32 axi_prog_packet(u32 type); /* AXI_PACKET_READ ... */
bool axi_prog_returns(const struct ax_verify_input *in, s64 *min, s64 *max); /* false: anything */
int axi_callback_result(struct axi_verify *v, s64 max); /* is R0 in 0 .. max? */
int axi_main_exit(struct axi_verify *v); /* the program ends here */
int axi_main_result(struct axi_verify *v, u32 reg); /* may the program return what is in the register? */
static inline bool axi_in_packet(const struct axi_val *val)
{
	return AXI_OBJECTS && (val->kind == AXI_PACKET || val->kind == AXI_META);
}
/* axi_packet_name - the name by which two packet pointers are compared; 0: none */
static inline u32 axi_packet_name(const struct axi_val *val)
{
	return val->var ? val->var : !val->r.tm && !val->r.tv ? AXI_VAR_BASE : 0;
}
/* src/kfunc/dynptr.c: the halves of one, two slots, have its name as id, and its reference (a ring buffer's, the same) as var.
 * axi_dynptr_overwrite - the slots first .. last of a frame get other contents. */
int axi_dynptr_overwrite(struct axi_verify *v, u32 frame, u32 first, u32 last);
int axi_dynptr_arg(struct axi_verify *v, const char *name, u32 reg, enum axi_arg kind);
u32 axi_dynptr_name(struct axi_verify *v, u32 reg); /* of an argument that was found right */
bool axi_dynptr_of_packet(struct axi_verify *v, u32 reg); /* likewise */
int axi_dynptr_make(struct axi_verify *v, u32 reg, u32 id); /* by that helper */
bool axi_dynptr_apart(struct axi_verify *v, u64 made, u64 raw); /* slots: is none both? */
/* ... a slice of a packet may lie in the buffer at `reg`: *buffer is what its obj says of it, *by what it lives by; something is kept in bytes
 * lo .. hi - 1 of a frame, where slices may lie: is this one of them?  All of them are gone */
int axi_slice_buffer(struct axi_verify *v, u32 reg, u32 size, u32 *by, u16 *buffer);
bool axi_slice_in(const struct axi_val *val, u32 frame, s32 lo, s32 hi);
void axi_slices_end(struct axi_verify *v, u32 frame, s32 lo, s32 hi);
static inline bool axi_is_dynptr(const struct axi_val *slot)
{
	return AXI_DYNPTRS && slot->kind == AXI_OBJECT && slot->obj >= AXI_OBJECT_DYNPTR_LOW;
}
static inline bool axi_is_slice(const struct axi_val *val)
{
	return AXI_DYNPTRS && val->kind == AXI_SLICE;
}
/* src/kfunc: axi_kfunc_allowed - may a kernel function be called here?  axi_kfunc_called - what it does beyond its prototype:
 * AXI_ENDED when the program does not go on behind it.  axi_catcher_start - the state in which the exception callback begins. */
enum { AXI_ENDED = 2 };
int axi_kfunc_allowed(struct axi_verify *v, u32 id, const struct axi_proto *p);
bool axi_kfunc_in_full(u32 id); /* do full certificates cover it? */
int axi_kfunc_called(struct axi_verify *v, u32 id, const struct axi_proto *p);
int axi_kfunc_arg(struct axi_verify *v, const struct axi_proto *p, u32 reg, enum axi_arg kind); /* 1: as of helpers */
int axi_kfunc_gives(struct axi_verify *v, u32 id, const struct axi_proto *p); /* a structure in R0 */
bool axi_in_region(const struct axi_verify *v); /* where the program must not wait */
void axi_catcher_start(struct axi_verify *v);
/* iter.c, an iterator's slot: arguments, results; what a comparison with NULL and a load of an item say; joins; the rounds of a loop that
 * it allows at most, whose state was `h` at the head and is `b` now: UINT64_MAX: that is not known */
int axi_iter_arg(struct axi_verify *v, const char *name, u32 reg, enum axi_arg kind);
void axi_iter_got(struct axi_verify *v, const struct axi_val *item, void (*touch)(struct axi_verify *v, struct axi_val *val));
void axi_iter_loaded(struct axi_verify *v, const struct axi_val *item, s64 off, u32 size, bool extend, struct axi_val *out);
bool axi_iter_join(struct axi_verify *v, struct axi_val *a, const struct axi_val *b, u32 id, u32 item);
bool axi_iter_in(struct axi_verify *v, const struct axi_val *a, const struct axi_val *b);
void axi_iter_region_left(struct axi_val *slot); /* of RCU: what walks in it goes no further */
u64 axi_iter_rounds(const struct axi_val *h, const struct axi_val *b);
void axi_items_end(struct axi_verify *v, u32 by); /* structures that the iterator of this reference gave are gone */
/* src/kfunc/arena.c: axi_is_arena - may the number be accessed, as an address in an arena?  axi_arena_open - which map is the program's
 * arena?  axi_arena_note - this instruction is one of an arena, or of something else: an error, if it is both.  axi_arena_told: the
 * program is accepted. */
static inline bool axi_is_arena(const struct axi_val *val)
{
	return AXI_ARENAS && val->kind == AXI_SCALAR && val->null;
}
int axi_arena_open(struct axi_verify *v);
bool axi_arena_room(struct axi_verify *v, struct ax_arena *arena);
void axi_arena_told(const struct axi_verify *v);
int axi_arena_note(struct axi_verify *v, u32 reg, bool is_arena);
int axi_arena_move(struct axi_verify *v, const struct ax_insn *insn);
int axi_arena_alu(struct axi_verify *v, const struct ax_insn *insn, const struct axi_val *b);
static inline bool axi_is_iter(const struct axi_val *slot)
{
	return AXI_KFUNCS && slot->kind == AXI_OBJECT && slot->obj >= AXI_OBJECT_ITER;
}
/* axi_may_end - may the function end here at once, at a tail call or a legacy load?  With no reference held, and not in what helpers
 * call; nor in functions in small builds, where neither of them runs. */
int axi_may_end(struct axi_verify *v, const char *why);
int axi_hold(struct axi_verify *v, u32 id); /* call.c: a reference that the program must give back */
/* axi_is_held - is it the very structure that a reference was taken of? */
static inline bool axi_is_held(const struct axi_val *val)
{
	return val->var >> 31 && val->var < AXI_UNKEPT && val->id == val->var;
}
/* own.c: axi_value_closed - may bytes of a map's value be accessed (`whole`: by a load or store at a known place)?  1: it does not know; 0;
 * or an error.  axi_kptr_load - *out is a kernel pointer, if there is one; axi_kptr_store - may it be that?  axi_own_access - may bytes
 * of a structure of the program's be accessed?  axi_own_locked - may the function be called while a lock is held?  axi_tree_callback - what the
 * function is given that puts a tree's elements in order, and how often it is called at most. */
int axi_value_closed(struct axi_verify *v, u32 reg, s64 lo, s64 hi, bool whole, bool write);
int axi_kptr_load(struct axi_verify *v, u32 reg, s64 at, struct axi_val *out);
int axi_kptr_store(struct axi_verify *v, u32 reg, s64 at, const struct axi_val *val);
int axi_own_access(struct axi_verify *v, u32 reg, s64 at, u32 size, bool write);
int axi_own_arg(struct axi_verify *v, u32 reg, enum axi_arg kind);
bool axi_own_locked(u32 id);
void axi_shared_end(struct axi_verify *v); /* a lock is given back */
u64 axi_tree_callback(struct axi_verify *v, struct axi_val arg[AX_R5]);
int axi_lock_arg(struct axi_verify *v, const struct axi_proto *p, u32 reg, bool lock); /* src/kfunc/value.c */
int axi_timer_arg(struct axi_verify *v, const struct axi_proto *p, u32 reg);
void axi_ref_drop(struct axi_verify *v, u32 id);
void axi_gone(const struct axi_verify *v, u32 key, struct axi_val *val); /* call.c: a pointer is good no more */
void axi_release(struct axi_verify *v, u32 id); /* call.c: a reference and every copy of it are gone */
void axi_release_taken(struct axi_verify *v, u32 sub, u32 in); /* call.c: what a call that is not walked here may have exchanged */
void axi_lent_back(struct axi_verify *v); /* call.c: a callback returns */
void axi_packet_changed(struct axi_verify *v); /* call.c: packet pointers are gone */

/* axi_another - an argument of one more call of a callback: the same, but memory that the helper chose is other memory */
void axi_another(struct axi_verify *v, struct axi_val *arg);
/* callback.c: axi_callback_enter - a helper calls R2's or another register's function: 1 when its body is to be walked.
 * `arg` is what the function gets; its constants and objects are the same at each call. */
int axi_callback_enter(struct axi_verify *v, u32 sub, u64 times, bool once, const struct axi_val arg[AX_R5]);
int axi_callback_begin(struct axi_verify *v); /* the state in the callee is there: guess an invariant */
int axi_callback_return(struct axi_verify *v); /* one call ends; of one that is walked as a call nothing is recorded yet */
int axi_callback_end(struct axi_verify *v);    /* the body was walked. 1: walk it again, 2: go on, 0: the path ended */
int axi_callback_later(struct axi_verify *v, u32 sub, u32 map); /* a timer's */
void axi_callback_start(struct axi_verify *v, const struct axi_cost_site *site); /* the state in which a timer's begins */

/* walk.c, cost.c */
int axi_push_frame(struct axi_verify *v, u32 sub); /* of a callee */
int axi_walk(struct axi_verify *v);
int axi_cost(struct axi_verify *v, struct ax_verdict *out);
/* axi_cost_bounds - of a program checked by a full certificate: calls by kind and time, from the two numbers that are known */
int axi_cost_bounds(const struct ax_verify_input *in, struct ax_verdict *out);

/* struct axi_kept - the structure that one try leaves to the next, which has it at the same place of the arena. */
struct axi_kept {
	struct axi_cfg cfg;
	size_t from, to; /* of the arena; to 0: there is none yet */
	u32 peak;        /* bytes, of all tries so far */
	u32 steps;       /* of all of them */
	bool crowded;    /* with more states kept apart, the last one may have been another */
	bool joined;     /* with other states kept apart, it may have been another */
	bool dropped;    /* with dead slots kept */
	bool slow;       /* it took more steps than it may */
	bool begun;      /* the structure was right */
	bool looped;     /* a loop, or a callback, was begun */
	bool patient;    /* each try may take as long as one alone */
};

/* struct axi_watch - looks at a verification; any function may be NULL. */
struct axi_toll;
struct axi_watch {
	void (*state)(void *arg, const struct axi_verify *v);
	void (*edge)(void *arg, const struct axi_verify *v, u32 from, u32 to); /* slots */
	void (*end)(void *arg, const struct axi_verify *v);
	void *arg;
	enum axi_level level;
	bool (*toll)(void *arg, const struct axi_toll *toll); /* with a full certificate: each edge and what it costs */
	bool *drops;    /* forget early: slots that are dead, what calls differ in, and note here that it was done; NULL: keep them */
	bool summaries; /* use summaries of subprograms from the first call on (tests) */
	struct axi_kept *kept; /* hosts */
	struct axi_proof *proof; /* where a prover writes */
	const struct axi_prover *prover;
};
/* src/check: does the input have a full certificate, by its header?  Check it, with a look at what happens. */
bool axi_cert_full(const struct ax_verify_input *in);
int axi_check_watched(const struct ax_verify_input *in, struct ax_arena *arena, struct ax_verdict *out, struct ax_diag *diag,
		      const struct axi_watch *watch);

void axi_set_level(struct axi_verify *v, enum axi_level level);
bool axi_hopeless(u32 reason); /* would another walk, with more or fewer states kept apart, end in the same way? */
/* open.c: axi_check_input - its size and type; axi_verify_open/close - the beginning and the end of a verification */
int axi_check_input(struct axi_verify *v);
/* axi_structure - v->cfg of the program, with `blocks` all of it, from `kept` or for it; axi_stack_depth - is the stack of all call chains, by what the
 * walk has seen of frames, not too much? */
int axi_structure(struct axi_verify *v, struct ax_arena *arena, bool blocks, struct axi_kept *kept);
int axi_stack_depth(struct axi_verify *v);
bool axi_take_pool(struct axi_verify *v, struct ax_arena *arena); /* what is left of the arena, unzeroed */
struct axi_verify *axi_verify_open(const struct ax_verify_input *in, struct ax_arena *arena, struct ax_verdict *out,
				   struct ax_diag *diag, const struct axi_watch *watch, size_t *mark);
int axi_verify_close(struct axi_verify *v, struct ax_arena *arena, size_t mark, int err, struct ax_verdict *out,
		     struct ax_diag *diag);
int axi_verify_watched(const struct ax_verify_input *in, struct ax_arena *arena, struct ax_verdict *out,
		       struct ax_diag *diag, const struct axi_watch *watch);

#endif
