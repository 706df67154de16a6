/* SPDX-License-Identifier: Apache-2.0
 * code.h - inside the JIT: what the shared passes (analyze.c, select.c, relax.c) and the emitters tell each other.
 *
 *   analyze   structure, jump targets, liveness, what the program uses
 *   spare     constants of loops and stack slots move into registers that nobody uses
 *   select    one to four BPF instructions become one operation (struct axi_jop) in three-operand form
 *   emit      the target writes the operation; jumps are noted as sites in their shortest form
 *   relax     sites whose distance needs it grow; the code moves to its place
 *
 * Frames.  A program without local calls ("direct") is one function: prologue, body, epilogue at `exit`.  With local
 * calls, the entry calls the body of main, `exit` is a plain return, and everything that a call needs (saved registers,
 * the callee's stack frame) is made and removed by the caller, so that any instruction can be a subprogram's first.
 * With pointers to functions, what follows the label "enter" is a C function of its own (run->enter): it calls the body at
 * run->function; the entry falls into it with main's.  Each entering keeps its caller's run->jit_stack.
 *
 * Accesses of an arena look its page up; where it is not there at once, and for atomic operations, they call the code at the label
 * "arena", which saves the program's registers and has exec/arena.h do the instruction.
 *
 * Tail calls jump to the label "tail": a direct program takes its frame down and jumps to the other program's entry; in one
 * with local calls axi_tail_inside has run the other program, and the body returns its result. */
#ifndef JIT_CODE_H
#define JIT_CODE_H

#include "jit/jit.h"

enum axi_jop_kind {
	AXI_J_NONE,      /* nothing to emit */
	AXI_J_ALU,       /* dst = a OP b|imm; OP is AX_ADD ..., AX_MOV (b unused), AX_NEG, AXI_ROTL (imm only) */
	AXI_J_EXT,       /* dst = the low `bits` of a, extended; signed to 32 bits when not wide */
	AXI_J_SWAP,      /* dst = the low `bits` of a, bytes reversed, zero-extended; is_bare: the others are 0 already */
	AXI_J_MULHI,     /* scratch = the upper 64 bits of a * imm, unsigned, or is_signed */
	AXI_J_ADDSIGN,   /* dst = b + (a < 0), 64 bits */
	AXI_J_CONST,     /* dst = imm */
	AXI_J_FUNC,      /* dst = the address of the code at target */
	AXI_J_CPU,       /* dst = run->cpu */
	AXI_J_LEA,       /* dst = a + (b << scale), 64 bits */
	AXI_J_LOAD,      /* dst = [address], `bits`, is_signed */
	AXI_J_CAST,      /* dst = a as an address of the arena in user space (jit.c); then the label of `next` */
	AXI_J_ARENA,     /* instruction `at`, which accesses the arena: op is its class; dst = [a + off], or [a + off] = c|imm; is_bare: atomic */
	AXI_J_STORE,     /* [address] = c|imm, `bits` */
	AXI_J_ATOMIC,    /* [a + off] OP= c; op is the instruction's imm */
	AXI_J_JUMP,      /* to target */
	AXI_J_BRANCH,    /* to target if a COND b|imm */
	AXI_J_COUNTED,   /* to target if fewer than `imm` back edges of the budget are left (may_goto) */
	AXI_J_SELECT,    /* dst = c if a COND b|imm; 32 bits of c when not c_wide */
	AXI_J_HELPER,    /* helper `imm` (its address) */
	AXI_J_LOOKUP,    /* r0 = the value whose 32-bit index r2 points to, of the array known to axi_jit_array_at, or 0; then to target
			  * (lookup.c); imm: the registers that are below 2^32 before */
	AXI_J_TAIL,      /* tail call: helper `imm`; what it returns is where to go on, or 0: here */
	AXI_J_CALL,      /* subprogram at target */
	AXI_J_EXIT,
};
enum { AXI_ROTL = 0xe0 };  /* beyond the ALU operations of insn.h */
enum { AXI_NSET = 0xe0 };  /* beyond the jump conditions: not AX_JSET */

/* Registers beyond the BPF ones: a target's scratch register, and what it has to spare. */
enum { AXI_REG_SCRATCH = AX_REGS, AXI_REG_SPARE, AXI_JIT_REGS = 16 };

/* An operation before the operation: a constant, or arithmetic without division, multiplication and shifts by registers. */
struct axi_jfirst {
	u8 kind;         /* AXI_J_NONE, AXI_J_CONST, AXI_J_ALU, AXI_J_EXT */
	u8 op, dst, a, b, bits;
	bool wide, is_imm;
	s64 imm;
};

struct axi_jop {
	u8 kind, op;
	u8 bits;
	bool wide;       /* 64 bits; otherwise 32, results zero-extended */
	bool is_imm;     /* imm instead of b (STORE: of c) */
	bool is_signed;  /* division, extension, load; HELPER: then r0 = its low 32 bits, sign-extended (jit.c) */
	u8 dst, a, b, c;
	u8 scale;
	bool indexed;    /* address = a + (b << scale) + off; otherwise a + off */
	bool back;       /* a taken jump costs one back edge */
	bool swaps;      /* LOAD: then dst = its `bits`, bytes reversed (jit.c) */
	bool is_bare;
	bool is_half;    /* ALU, 32 bits, where the target extends: the upper half stays as it comes, for it is 0, */
	bool is_dirty;   /* or nobody looks at it */
	bool nonzero;    /* division: not by 0 */
	bool exact;      /* signed division: no overflow */
	bool several;    /* may be more than one of the target's operations (jit.c) */
	s32 off;
	s64 imm;
	u32 target;      /* label */
	u32 at, next;    /* the instructions at .. next - 1 */
	u32 live;        /* registers that are read after the operation */
	struct axi_jfirst first;
};

/* A jump whose encoding depends on the distance.  `form` 0 is the shortest. */
struct axi_site {
	u32 at;          /* in the code with all sites in form 0 */
	u32 label;
	u8 kind, cond, a, b; /* the target's own */
	u8 form;
	u32 grown;       /* bytes that this and all earlier sites have grown */
};

enum { AXI_SITE_ALIGN = 0xff }; /* a kind of every target: no code, but what aligns the code behind it */

struct axi_label {
	u32 at;          /* as above */
	u32 sites;       /* sites before it */
};

/* MANY: a target of more than one jump, or of what is no jump.  CPU: the call is one of bpf_get_smp_processor_id, which is a load.  GONE: a map's address that only a lookup wanted which is code now.  SECOND: of a 64-bit constant; where the first slot is an instruction of spare.c's, it is none */
enum { AXI_FLAG_TARGET = 1, AXI_FLAG_SECOND = 2, AXI_FLAG_LOOKUP = 4, AXI_FLAG_NULL_CHECKED = 8, AXI_FLAG_LOOP = 16,
       AXI_FLAG_GONE = 32, AXI_FLAG_CPU = 64, AXI_FLAG_MANY = 128 };
/* labels after those of the instructions */
/* ARENA: what accesses the arena for an instruction whose address is in a scratch register, and keeps all of the program's */
enum { AXI_LABEL_EXIT, AXI_LABEL_STOP, AXI_LABEL_FAULT, AXI_LABEL_ENTER, AXI_LABEL_TAIL, AXI_LABEL_ARENA, AXI_LABELS };

/* A constant that a register holds from the entry on. */
struct axi_pin {
	u64 value;
	u8 reg;
};
enum { AXI_PINS = 8 };

struct axi_jit_state {
	const struct axi_jit_input *in;
	const struct axi_jit_target *target;
	const struct ax_insn *insns; /* in->insns, or what spare.c made of them */
	u32 count;
	u8 *flags;               /* [count + 1]; the last is a target: nothing joins what is not there */
	u16 *live;               /* [count]: registers read after the instruction */
	struct axi_label *labels;
	struct axi_site *sites;
	u32 site_count, site_max;
	size_t flags_at;         /* x86-64: here in the code, the flags are those of this comparison; */
	struct axi_compared {
		u8 a, b;
		bool is_imm, wide, zero; /* zero: of a with 0, and only whether they are equal */
		s64 imm;
	} compared;
	u32 frame_base;          /* x86-64: what r10 is the base of is addressed from this register, */
	s32 frame_off;           /* so many bytes further */
	bool frame_plain;        /* r10 is nothing but the base of loads and stores */
	u8 *out;
	size_t size, at;         /* `at` may pass `size`: then nothing is written, only counted */
	u32 used;                /* registers that appear */
	u32 high;                /* registers known to be below 2^32 here, */
	u32 always_high;         /* and everywhere */
	u32 words;               /* registers that are stack slots of 4 bytes: those of always_high that are 0 at first, */
	u32 entry;               /* where they are read before they are written, as all registers here are */
	bool entered;            /* a jump may lead to the operation that is written now */
	u32 passed;              /* an instruction whose only jump has become none: what is known before still holds there */
	u32 copies;              /* registers that hold the same 64 bits as */
	u8 copy_of[AXI_JIT_REGS]; /* this one */
	struct axi_pin pins[AXI_PINS];
	u32 pin_count;
	u32 frame_bytes;         /* of each BPF frame: multiple of 16 */
	bool has_helpers, has_calls;
	bool has_wide;           /* 64-bit constants */
	bool has_hard;           /* division, atomics: what emitters need more scratch registers for */
	bool has_shifts;         /* shifts by registers */
	bool has_slots;          /* loads or stores through r10 */
	bool calls;              /* there are calls of any kind */
	bool has_funcs;          /* the program has pointers to its functions: callbacks; has_calls is set too */
	bool has_tail;
	bool has_arena;          /* instructions that access one; has_helpers is set, too */
	bool throws;             /* calls of bpf_throw */
	bool ends_inside;        /* a helper may run programs or functions, whose end may be this run's */
	bool has_budget, has_depth;
	bool has_cpu;            /* run->cpu is read */
	bool needs_run;          /* run is used after the prologue */
	u32 last_exit;           /* instruction: the epilogue is written there */
};

struct axi_jit_target {
	const char *name;
	bool own_frames;         /* tail calls replace a frame also in programs with local calls */
	bool counts;             /* a branch whose `first` adds a byte to its register is one operation */
	bool multiplies;         /* MULHI is faster than a division, and MULHI with is_signed and ADDSIGN are there */
	bool divides_short;      /* a division of 32 bits is faster than one of 64 */
	bool selects;            /* AXI_J_SELECT takes no branch */
	bool extends;            /* the upper half of a 32-bit result takes instructions of its own */
	bool unaligned;          /* loads of any width at any address are as good as others */
	/* The registers from AXI_REG_SPARE on that are free in this program, as a set; used, has_* but has_helpers are known.
	 *   calls   they must survive calls */
	u32 (*spares)(const struct axi_jit_state *s, bool calls);
	void (*begin)(struct axi_jit_state *s);
	/* Returns 0 or -AX_ENOSYS. */
	int (*emit)(struct axi_jit_state *s, const struct axi_jop *op);
	void (*end)(struct axi_jit_state *s);
	u32 forms;               /* of sites */
	u32 (*site_bytes)(const struct axi_site *site, u32 form);
	bool (*site_reaches)(const struct axi_site *site, u32 form, s64 distance);
	/* distance: from the first byte of the site to the label */
	void (*site_write)(u8 *at, const struct axi_site *site, s64 distance);
	u32 align;               /* loops begin at multiples of this, a power of two; 0: anywhere */
	void (*nops)(u8 *at, u32 bytes);
};

/* analyze.c: fills flags, live and the facts; `bad` as in axi_jit. */
int axi_jit_analyze(struct axi_jit_state *s, struct ax_arena *mem, u32 *bad);
/* The label that a jump at `at` goes to; the instruction is one with a target. */
u32 axi_jit_target_of(const struct ax_insn *insn, u32 at);
/* lookup.c.  axi_jit_array_at - the array that the call of map_lookup_elem at `at` looks into; false: not known, or not to be inlined. */
bool axi_jit_array_at(const struct axi_jit_state *s, u32 at, struct axi_jit_array *out);
/* axi_jit_callee_at - the function that the call of a helper at `at` calls; is_int: it returns 32 bits with a sign. */
u64 axi_jit_callee_at(const struct axi_jit_state *s, u32 at, bool *is_int);
/* axi_jit_map_load - the load of the map's address before a lookup, when nothing else can read it. */
bool axi_jit_map_load(const struct axi_jit_state *s, u32 at, u32 *load);
/* axi_jit_key_at - what was stored where r2 points to at a lookup: the low 32 bits of a register that still has them, or a constant. */
struct axi_jit_key {
	bool is_imm;
	u8 reg;
	u64 most;                /* the largest number that the low 32 bits can be; is_imm: what they are */
};
bool axi_jit_key_at(const struct axi_jit_state *s, u32 at, struct axi_jit_key *key);
int axi_jit_emit_lookup(struct axi_jit_state *s, const struct axi_jop *op);
/* analyze.c: what instructions of an opcode do; RARE: uses depend on more than the opcode. */
enum { AXI_T_READS_DST = 1, AXI_T_READS_SRC = 2, AXI_T_WRITES_DST = 4, AXI_T_FLOW = 8, AXI_T_HARD = 16, AXI_T_RARE = 32,
       AXI_T_WIDE = 64, AXI_T_SHIFTS = 128 };
extern const u8 axi_jit_traits[256];
void axi_jit_rare_uses(const struct ax_insn *insn, u32 *reads, u32 *writes);
/* axi_jit_cast - a cast to an address in user space */
static inline bool axi_jit_cast(const struct ax_insn *insn)
{
	return AXI_ARENAS && insn->opcode == (AX_ALU64 | AX_MOV | AX_X) && insn->off == AX_CAST;
}
/* axi_jit_compares - a branch on registers */
static inline bool axi_jit_compares(const struct ax_insn *insn)
{
	u32 both = AXI_T_FLOW | AXI_T_READS_DST;

	return (axi_jit_traits[insn->opcode] & both) == both;
}
/* What an instruction reads and writes, as register sets; it is a valid one. */
static inline void axi_jit_uses(const struct ax_insn *insn, u32 *reads, u32 *writes)
{
	u32 traits = axi_jit_traits[insn->opcode];

	*reads = (traits & AXI_T_READS_DST) << insn->dst | (traits >> 1 & 1) << insn->src;
	*writes = (traits >> 2 & 1) << insn->dst;
	if (traits & AXI_T_RARE)
		axi_jit_rare_uses(insn, reads, writes);
}
enum { AXI_SPARE_BYTES = 1024, AXI_SETS_BYTES = 6 };
/* spare.c: s->insns becomes a copy in which registers without a use hold constants of loops (s->pins) and stack slots. */
int axi_jit_spare(struct axi_jit_state *s, struct ax_arena *mem);
/* shape.c: loops in `insns`, the program's copy, take forms that need less. */
void axi_jit_shape(const struct axi_jit_state *s, struct ax_insn *insns);
/* select.c: the operation at instruction `at`, and how many instructions it stands for (op->next). */
int axi_jit_select(struct axi_jit_state *s, u32 at, struct axi_jop *op);
u8 axi_jit_invert(u8 cond);
/* lanes.c: `at` is a load of 1 to 4 bytes, `op` empty.  True: op is the wider load that it and what follows is. */
bool axi_jit_join_lanes(const struct axi_jit_state *s, u32 at, struct axi_jop *op);
/* axi_jit_magic - is the operation an unsigned 32-bit division or remainder by a constant that a multiplication does?
 * Then a / imm is a * (*multiplier) >> *shift in 64 bits for every 32-bit a. */
bool axi_jit_magic(const struct axi_jop *op, u32 *multiplier, u32 *shift);
/* axi_jit_magic_low - a / by is mulhi(a, this) in 64 bits for every a below 2^32.  `by`: 3 .. UINT32_MAX, no power of two. */
u64 axi_jit_magic_low(u32 by);
/* axi_jit_magic64 - the same for 64 bits: a / by is mulhi(a >> before, multiplier) >> after; with `add` h = mulhi(a, multiplier)
 * and ((a - h >> 1) + h) >> after.  `by`: 3 .. INT32_MAX, no power of two. */
struct axi_magic {
	u64 multiplier;
	u8 before, after;
	bool add;
};
void axi_jit_magic64(u32 by, struct axi_magic *out);
/* axi_jit_magic_signed - the same for signed 64 bits: with h the upper half of the signed product a * multiplier, and with `add`
 * h += a, a / by rounded towards 0 is (h >> after) + (a < 0).  `by`: 2 .. 2^31. */
void axi_jit_magic_signed(u32 by, struct axi_magic *out);
/* relax.c: give the sites their form and the code its place; the code's size. */
size_t axi_jit_relax(struct axi_jit_state *s);

/* --- for the emitters --- */

static inline void axi_put(struct axi_jit_state *s, u64 value, u32 bytes)
{
	/* little-endian, as are all that run this; what is written too much is overwritten, or behind the code */
	if (s->at + sizeof(value) <= s->size)
		memcpy(s->out + s->at, &value, sizeof(value));
	else if (s->at + bytes <= s->size)
		memcpy(s->out + s->at, &value, bytes);
	s->at += bytes;
}

static inline void axi_label_here(struct axi_jit_state *s, u32 label)
{
	s->labels[label] = (struct axi_label){(u32)s->at, s->site_count};
}

static inline u32 axi_special(const struct axi_jit_state *s, u32 label)
{
	return s->count + label;
}

/* A jump to a label, written by relax.c. */
static inline void axi_site_here(struct axi_jit_state *s, u8 kind, u8 cond, u8 a, u8 b, u32 label)
{
	struct axi_site *site = &s->sites[s->site_count];

	if (s->site_count == s->site_max) /* cannot be: analyze.c counted them */
		return;
	s->site_count++;
	*site = (struct axi_site){.at = (u32)s->at, .label = label, .kind = kind, .cond = cond, .a = a, .b = b};
	if (kind != AXI_SITE_ALIGN)
		s->at += s->target->site_bytes(site, 0);
}

/* axi_jit_fact - AX_FACT_*, what the verifier knows before the instruction at `at`; 0: nothing. */
static inline u32 axi_jit_fact(const struct axi_jit_state *s, u32 at)
{
	return s->in->facts ? s->in->facts[at] : 0;
}

static inline bool axi_fits8(s64 n)
{
	return n == (s8)n;
}

static inline bool axi_fits32(s64 n)
{
	return n == (s32)n;
}

#endif
