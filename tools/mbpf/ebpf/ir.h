/* SPDX-License-Identifier: Apache-2.0
 * ir.h - from JavaScript to eBPF: what the passes hand on to each other.
 *
 *   front.c   source to tree (src/js), global variables, constants
 *   build.c, expr.c, api.c   tree to blocks of instructions over virtual registers; every call of a function is put in its place
 *   range.c   kinds and ranges of all values; what cannot be shown to be exact is refused
 *   simplify.c   constants, dead branches, loads that are known
 *   lower.c   to eBPF instructions over virtual registers;  alloc.c   to real ones
 *   object.c  the ELF object with its types and lines
 *
 * A value of the program is one 64-bit register: a whole number within +-2^53 (exact in JavaScript as well); true 1, false 0;
 * AXI_EBPF_NULL, AXI_EBPF_UNDEFINED; a string its offset among the constant strings.  Which of these it may be, range.c knows. */
#ifndef MBPF_EBPF_IR_H
#define MBPF_EBPF_IR_H

#include <setjmp.h>
#include "js/compile.h"
#include "mbpf/ebpf.h"

#define EXACT_MAX ((s64)1 << 53)
#define BIG       INT64_MAX /* upper bound of an unsigned 64-bit number that may be beyond EXACT_MAX */

enum { KIND_INT = 1, KIND_BOOL = 2, KIND_NULL = 4, KIND_UNDEF = 8, KIND_STR = 16, KIND_PTR = 32 };
#define KINDS_NUMERIC (KIND_INT | KIND_BOOL) /* their registers hold what ToNumber gives */
#define KINDS_NONE    (KIND_NULL | KIND_UNDEF) /* their registers hold a mark: lo and hi say nothing of them */

/* What is known of a value: kinds 0 is no value at all (code that is not reached). */
struct val {
	u8 kinds;
	s64 lo, hi;
};

struct opnd {
	bool constant;
	u8 kind;  /* of a constant */
	s64 v;    /* the constant, or the register */
};

enum op {
	I_NOP, I_MOV, I_ADD, I_SUB, I_MUL, I_DIV, I_MOD, I_FLOOR, I_CEIL, I_ROUND, I_AND, I_OR, I_XOR, I_SHL, I_SAR, I_SHR,
	I_INT32,      /* a | 0 */
	I_UINT32,     /* a >>> 0 */
	I_IMUL,
	I_FIELD,      /* a field of the context: imm its offset, size, sign */
	I_LEN,        /* dataLen */
	I_CUT,        /* truncated */
	I_PACKET,     /* pointer to byte a of the data */
	I_PEEK,       /* the bytes at a (NO_REG: the data) + imm */
	I_LDG, I_STG, /* global variable x; store a */
	I_LDA, I_STA, /* element a of array x; store b (imm: what was in the array before is gone) */
	I_ADDRESS,    /* data + (a << imm): address.c */
	I_CLEAR,      /* array x: all zeros */
	I_LOOKUP,     /* dst: pointer to the value in map x of key m[0], or 0 */
	I_LDM,        /* the bytes at pointer a + imm */
	I_ADDM,       /* add b at pointer a, atomically */
	I_COPY,       /* size bytes from pointer a to array x */
	I_UPDATE,     /* map x, key m[0], value m[1], flags a: 0 or an error */
	I_DELETE,     /* map x, key m[0] */
	I_NOW, I_LOG, I_EMIT,
	I_BYTES,      /* size a of the data from b into array x: 0 or an error */
};

enum cc { CC_EQ, CC_NE, CC_LT, CC_LE, CC_GT, CC_GE, CC_BELOW /* 0 <= a < b */, CC_TRUE, CC_SAME, CC_LIKE /* == */, CC_PACKET /* a + imm is
	within the data */ };

enum end { END_NONE, END_JUMP, END_BRANCH, END_RETURN, END_FAIL };

struct array;
struct map;

/* Memory that a helper looks at: a number of size bytes, two words, or an array. */
struct mem {
	enum { MEM_NONE, MEM_NUMBER, MEM_PAIR, MEM_ARRAY } kind;
	u32 size;
	struct opnd a, b;
	struct array *array;
};

struct ins {
	u8 op, size;
	bool sign, zero_ok; /* zero_ok: by 0 the result is 0 (I_DIV, I_MOD: what | 0 makes of NaN) */
	u16 dst, at;         /* at: I_LDA, I_STA: the register of an I_ADDRESS, or NO_REG */
	u32 where, imm;
	struct opnd a, b;
	void *x;             /* struct global *, array *, map *, log * */
	struct mem m[2];
	struct val va, vb, vd; /* filled by range.c */
};

struct block {
	struct ins *ins;
	u32 count, room;
	u8 end, cc, outcome;
	bool guard;          /* the verifier needs this branch unless it knows as much as we */
	s8 known, seen_known; /* by range.c: 1 always true, 0 never, -1 open; what the verifier knows */
	bool reached, loop, leaves;
	u32 where, imm;
	struct opnd a, b;
	struct val va, vb;
	struct block *t, *f;
	u32 index, preds, order, depth;
	struct block *next;  /* in the order of the text */
};

/* A log line: texts and values in turn. */
struct log {
	u32 count;
	struct {
		const char *text; /* NULL: the value */
		struct opnd value;
		struct val known;
	} part[48];
};

struct global {
	const char *name;
	struct val init, range;
	s64 value;
	u32 offset, index;
	u32 where;
	bool used;
};

/* An array of fixed length.  Typed arrays lie in the program's data.  The elements of a literal ([lo, hi]) are global variables or
 * registers; if an index of it is not constant, it lies in the data, too: as numbers of 8 bytes, or, when all are constants and nobody
 * writes to it, as short as they can be. */
struct array {
	const char *name;
	u32 length, size;    /* elements, bytes of each */
	bool sign, typed;
	u32 offset, where;
	const char *text;     /* what is in it at first: a constant string's characters, never written to; NULL: values, or zeros */
	const s64 *values;
	struct val range;     /* a literal in the data that nobody writes to: of its elements */
	struct global *sum;   /* a literal in the data: all its elements in one, for range.c; NULL: nobody writes to it */
	struct binding *item; /* a literal that does not lie in the data: its elements */
};

static inline bool in_data(const struct array *a)
{
	return !a->item;
}

/* What a variable stands for. */
enum what { IS_NOTHING, IS_REG, IS_CONST, IS_GLOBAL, IS_ARRAY, IS_CTX, IS_FUNC, IS_OBJECT /* of constants */ };
struct binding {
	enum what what;
	struct opnd value;   /* IS_REG, IS_CONST */
	struct global *global;
	struct array *array;
	struct func *func;
	const struct node *object;
};

struct map {
	const struct axi_map_def *def;
	u32 index;
	bool used;
};

#define NO_REG 0xffff

/* A place that break, continue or return leads to. */
struct target {
	struct target *up;
	struct sym *label;
	struct block *to_break, *to_continue;
	bool loop;
};

/* A function being put in its place. */
struct inlined {
	struct inlined *up;
	struct func *func;
	struct block *out;
	u16 result;
	struct {
		struct var *var;
		struct binding is;
	} *vars;
	u32 count, room;
	u32 nested; /* statements around the one at hand, blocks apart */
	struct target *targets;
};

/* struct fn - one program of the object: mbpf_prog, mbpf_init, mbpf_fini */
struct fn {
	const char *name, *section;
	struct block *first, *last, **blocks;
	u32 block_count;
	u32 regs;
	bool has_ctx;
	struct code *code; /* lower.c */
	u32 code_count;
	u32 type;
};

struct insn_line {
	u32 insn, where;
};

/* A finished program. */
struct program {
	const char *name, *section;
	struct ax_insn *insns;
	u32 count;
	struct insn_line *lines;
	u32 line_count;
	struct {
		u32 insn;
		s32 map; /* index of a map, or RELOC_DATA, RELOC_STRINGS */
	} *relocs;
	u32 reloc_count;
};
enum { RELOC_DATA = -1, RELOC_STRINGS = -2 };

/* Literal arrays (where they stand) of which something has become known that their declaration did not know: the compilation starts
 * anew then. */
struct marks {
	u32 at[2][64], count[2];
};
enum mark { MARK_INDEXED /* by what is no constant */, MARK_WRITTEN };

struct cc_state {
	struct jc jc;
	const struct axi_manifest *manifest;
	const char *path, *text;
	u32 ctx;                /* kind of context */
	jmp_buf refused;
	u32 error_where;
	char error[200];
	struct chunk *chunks;
	/* the program */
	struct {
		struct var *var;
		struct binding is;
		bool assigned;
	} *globals;
	u32 global_count;
	struct global *all[256];
	u32 all_count;
	struct array *arrays[64];
	u32 array_count;
	struct map maps[MBPF_MAPS_MAX];
	u32 data_size;
	char *strings;
	u32 strings_size, strings_room;
	bool rolled;            /* no loop is written out */
	bool careful;           /* keep every guard */
	struct marks marks;
	bool again;             /* refused only because a mark was missing */
	bool too_large;         /* refused only because of that */
	/* build */
	struct fn *fn;
	struct block *at;       /* NULL: what follows is not reached */
	struct inlined *inlined;
	u32 depth, size;
	struct fn fns[3];
	u32 fn_count;
	struct program programs[3];
};

/* front.c */
_Noreturn void ebpf_too_large(struct cc_state *c, u32 where);
_Noreturn void ebpf_refuse(struct cc_state *c, u32 where, const char *format, ...) __attribute__((format(printf, 3, 4)));
void *ebpf_alloc(struct cc_state *c, size_t bytes); /* zeroed */
const char *ebpf_name(struct cc_state *c, const struct sym *sym);
const char *ebpf_text(struct cc_state *c, const struct node *n); /* of a string constant */
bool ebpf_is(const struct sym *sym, const char *text);
bool ebpf_const(struct cc_state *c, const struct node *n, double *out);
bool ebpf_property(struct cc_state *c, const struct node *n, struct opnd *out); /* of a global object of constants; false: it is none */
u32 ebpf_string(struct cc_state *c, const char *text); /* offset among the strings */
struct array *ebpf_array(struct cc_state *c, const struct node *n, bool global, const char *name);
void ebpf_mark(struct cc_state *c, const struct array *array, enum mark mark); /* unless it has the mark: begin anew */
struct array *ebpf_letters(struct cc_state *c, const char *text, u32 where); /* its characters */
struct global *ebpf_global(struct cc_state *c, const char *name, u32 where, struct val init, s64 value);
struct binding *ebpf_binding(struct cc_state *c, struct var *v);

/* build.c */
void ebpf_build(struct cc_state *c, struct fn *fn, struct func *func);
u16 ebpf_reg(struct cc_state *c);
struct ins *ebpf_emit(struct cc_state *c, enum op op, u32 where);
struct block *ebpf_block(struct cc_state *c);
void ebpf_start(struct cc_state *c, struct block *b); /* what follows is in b */
void ebpf_jump(struct cc_state *c, struct block *to, u32 where);
struct block *ebpf_branch(struct cc_state *c, enum cc cc, struct opnd a, struct opnd b, struct block *t, struct block *f, u32 where);
struct block *ebpf_fail(struct cc_state *c, enum mbpf_outcome outcome, u32 where);
void ebpf_move(struct cc_state *c, u16 to, struct opnd from, u32 where);
struct opnd ebpf_call(struct cc_state *c, const struct node *n, struct func *f);

/* unroll.c: loops that are written out turn by turn */
struct counted {
	struct var *counter;
	s64 first, step;
	u32 turns;
};
bool ebpf_counted(struct cc_state *c, const struct node *n, struct counted *out);
bool ebpf_short(struct cc_state *c, const struct node *body, const struct var *counter, u32 turns); /* may it be? */

/* expr.c */
static inline struct opnd op_reg(u16 r)
{
	return (struct opnd){.v = r};
}
static inline struct opnd op_int(s64 v)
{
	return (struct opnd){.constant = true, .kind = KIND_INT, .v = v};
}
static inline struct opnd op_kind(u8 kind, s64 v)
{
	return (struct opnd){.constant = true, .kind = kind, .v = v};
}
static inline struct opnd op_undefined(void)
{
	return op_kind(KIND_UNDEF, AXI_EBPF_UNDEFINED);
}
static inline struct opnd op_null(void)
{
	return op_kind(KIND_NULL, AXI_EBPF_NULL);
}
struct opnd ebpf_value(struct cc_state *c, const struct node *n);
struct opnd ebpf_integer(struct cc_state *c, const struct node *n); /* where ToInt32 follows: quotients are allowed */
void ebpf_condition(struct cc_state *c, const struct node *n, struct block *t, struct block *f);
void ebpf_effect(struct cc_state *c, const struct node *n); /* the value is not wanted */
bool ebpf_object(struct cc_state *c, const struct node *n, struct binding *out); /* arrays, ctx, functions */
struct opnd ebpf_binary(struct cc_state *c, enum op op, struct opnd a, struct opnd b, u32 where);
struct opnd ebpf_read_item(struct cc_state *c, struct array *array, struct opnd index, u32 where);
void ebpf_write_item(struct cc_state *c, struct array *array, struct opnd index, struct opnd value, u32 where);
struct opnd ebpf_read(struct cc_state *c, const struct binding *b, u32 where);
void ebpf_write(struct cc_state *c, const struct binding *b, struct opnd value, u32 where);

/* api.c: calls and members of ctx, maps, mbpf, Math, Number; false: it is none */
bool ebpf_api_call(struct cc_state *c, const struct node *n, struct opnd *out);
bool ebpf_api_member(struct cc_state *c, const struct node *n, struct opnd *out);

/* range.c */
void ebpf_ranges(struct cc_state *c);
/* simplify.c */
void ebpf_graph(struct cc_state *c, struct fn *fn); /* blocks without detours; fn->blocks are those that are reached */
void ebpf_simplify(struct cc_state *c, struct fn *fn);
void ebpf_memory(struct cc_state *c, struct fn *fn); /* memory.c */
void ebpf_addresses(struct cc_state *c, struct fn *fn); /* address.c */
/* lower.c, alloc.c */
void ebpf_lower(struct cc_state *c, struct fn *fn, struct program *out);

/* object.c: the bytes of the object, in malloc's memory */
void *ebpf_object_write(struct cc_state *c, size_t *size);

#endif
