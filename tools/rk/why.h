/* SPDX-License-Identifier: Apache-2.0
 * why.h - `rk why`: a search for inputs on which a refused program goes wrong.
 *
 *   why_input.c    what a run gets from outside: context, map contents, results of helpers
 *   why_file.c     an input as a text file
 *   why_node.c     numbers as expressions over input bytes, and their solution backwards
 *   why_memory.c   objects (context, stack, values, records), what their bytes hold, what may be touched
 *   why_machine.c  one watched run: axi_interp_checked with a shadow of every register
 *   why_helper.c   helpers: arguments checked by helpers.def, results from the input
 *   why_search.c   which input next
 *   why_text.c     what happened, in words */
#ifndef TOOLS_RK_WHY_H
#define TOOLS_RK_WHY_H

#include <stdio.h>
#include "exec/exec.h"
#include "rk/load.h"

/* --- input --- */

/* One piece of the input; its bytes are in struct why_input.bytes.
 *   CONTEXT  the context's bytes
 *   ELEMENT  of map `of` at the start: key, then one byte "is there", then the value (at most WHY_VALUE_MAX bytes)
 *   STALE    what is in the nth stack frame before the program writes there (only programs that may leak read it)
 *   PACKET   4 bytes length, 4 bytes length of the metadata before it, WHY_META_MAX bytes that end where the packet
 *            starts, WHY_PACKET_MAX bytes of packet
 *   RESULT   of the nth call of helper `of`: 8 bytes result (of a pointer: 0 is NULL), then bytes that it delivers */
enum why_slot_kind { WHY_CONTEXT, WHY_ELEMENT, WHY_RESULT, WHY_STALE, WHY_PACKET };
enum { WHY_VALUE_MAX = 4096, WHY_SLOTS = 512, WHY_DATA = 256, WHY_META_MAX = 32, WHY_PACKET_MAX = 2048, WHY_INPUT_MAX = 1 << 20 };

struct why_slot {
	u8 kind;
	bool used;         /* out: the run asked for it */
	u32 of, nth;
	u32 at, size;      /* in bytes[] */
	u32 key_size;      /* ELEMENT */
};

struct why_input {
	u8 *bytes;
	u32 used, room;
	struct why_slot *slot;
	u32 slots, slot_room;
};

/* why_input_add - a new zeroed slot, NULL when the input is too large. */
struct why_slot *why_input_add(struct why_input *in, enum why_slot_kind kind, u32 of, u32 nth, u32 size);
struct why_slot *why_input_find(const struct why_input *in, enum why_slot_kind kind, u32 of, u32 nth);
struct why_slot *why_input_element(const struct why_input *in, u32 map, const void *key, u32 key_size);
bool why_input_copy(struct why_input *to, const struct why_input *from); /* false: no memory */
void why_input_free(struct why_input *in);

/* why_random - xorshift64*; never 0 as state. */
u64 why_random(u64 *state);

/* --- expressions --- */

enum why_op { WHY_LEAF, WHY_ZEXT, WHY_SEXT, WHY_SWAP, WHY_NEG, WHY_BINARY };
struct why_node {
	u8 op;
	u8 alu;            /* BINARY: AX_ADD ... */
	u8 bits;           /* ZEXT, SEXT, SWAP: width;  LEAF: 8 x bytes */
	u32 a, b;          /* children, 0: a constant;  LEAF: a is the place in the input's bytes */
	u64 va, vb;        /* what they were in this run */
};
enum { WHY_NODES = 1 << 16 };
struct why_nodes {
	struct why_node node[WHY_NODES];
	u32 count;         /* node 0 is "a constant" */
};
u32 why_leaf(struct why_nodes *nodes, u32 at, u32 bytes);
u32 why_unary(struct why_nodes *nodes, enum why_op op, u32 bits, u32 a, u64 va);
u32 why_binary(struct why_nodes *nodes, u32 alu, u32 a, u64 va, u32 b, u64 vb);
/* why_solve - change the input so that the expression becomes `target`.  False: no way was found, `in` is unchanged. */
bool why_solve(const struct why_nodes *nodes, u32 node, u64 target, struct why_input *in, u64 *random);

/* --- one run --- */

enum why_fault_kind {
	WHY_FAULT_NONE,
#define FAULT(NAME, name, text) WHY_FAULT_##NAME,
#include "rk/why_faults.def"
	WHY_FAULTS
};

struct why_fault {
	enum why_fault_kind kind;
	u32 pc;
	int reg;           /* -1: none */
	bool write;
	s64 at, bytes;     /* the access, from the start of the object (the end, of a stack frame) */
	s64 size;          /* of the object */
	char object[96];   /* "the value of map table" */
	char note[96];     /* one more fact; may be empty */
};

/* What a register or a stored value is. */
enum why_kind { WHY_UNINIT, WHY_NUMBER, WHY_POINTER, WHY_ADDRESS /* a number made of an address */ };
struct why_val {
	u8 kind;
	u8 bytes;          /* stored: its width */
	u32 obj;           /* POINTER */
	u32 node;          /* NUMBER: its expression;  POINTER: of its offset */
	u32 choice;        /* slot + 1 that decides whether it is NULL */
};

/* What one byte of memory holds: byte `index` of saved value `saved`; 0: what was there at the start. */
struct why_byte {
	u32 saved;
	u8 index;
	u8 init;
};

enum why_obj_kind { WHY_OBJ_CTX, WHY_OBJ_STACK, WHY_OBJ_MAP, WHY_OBJ_VALUE, WHY_OBJ_RECORD, WHY_OBJ_PACKET };
struct why_obj {
	u8 kind;
	bool live;
	u32 of;            /* map; stack: which frame of the run */
	u64 base, size;
	u32 leaf, leaf_bytes; /* place of its first bytes in the input */
	struct why_byte *bytes; /* [size]; NULL: nothing was stored yet */
};

/* Places where another input may take another way. */
enum why_event_kind { WHY_BRANCH, WHY_ACCESS, WHY_CHOICE };
struct why_event {
	u8 kind, op;       /* BRANCH: opcode & 0xf0 */
	bool half, taken;
	u32 pc;
	u32 na, nb;        /* BRANCH: operands;  ACCESS: na */
	u64 va, vb;
	s64 min, max;      /* ACCESS: what is allowed */
	u32 choice;        /* CHOICE: slot + 1 */
};
enum { WHY_EVENTS = 8192, WHY_OBJS = 4096, WHY_SAVED = 1 << 16, WHY_LEAVES = 64, WHY_ELEMENTS = 1024, WHY_HELD = 64 };

/* An element of a map in this run. */
struct why_element {
	u32 map, obj;
	bool there;
	u8 *key;
};

struct why_frame {
	struct why_val saved[4];
	u32 obj;
};

/* struct why_machine - a program and the run that is going on. */
struct why_machine {
	struct ax_run run; /* helpers find the machine through it */
	/* the program */
	const struct ax_object *object;
	const struct ax_object_prog *prog;
	u32 type;
	struct ax_insn *insns;     /* what runs: map references are filled in as they are met */
	u64 max_insns;
	bool no_leaks;             /* addresses and stale stack bytes must not become visible (ax_limits.no_leaks) */
	ax_helper_fn helpers[1024];
	/* the run */
	struct why_input *in;
	bool replay;               /* what the input does not say is zero; otherwise it is made up and added */
	u64 *random;
	const u64 *regs;
	u32 pc, depth, frames;     /* frames: made so far */
	struct why_val val[AX_REGS];
	struct why_frame frame[AX_CALL_DEPTH];
	struct why_obj obj[WHY_OBJS];
	u32 objs;
	struct why_val saved[WHY_SAVED];
	u32 saves;
	struct why_element element[WHY_ELEMENTS];
	u32 elements;
	u32 packet, packet_start;  /* object, 0: not asked for; where the packet starts in it, behind its metadata */
	int patch;                 /* register that gets patch_value before the next instruction; -1: none */
	u64 patch_value;
	u32 held[WHY_HELD], helds;
	u32 calls[1024];           /* by helper */
	u64 last_time;
	u8 *arena;
	size_t arena_used;
	bool arenas;               /* the program has an arena, which is not simulated */
	bool lost;                 /* the run met something that is not simulated */
	char lost_what[64];
	/* out */
	struct why_fault fault;
	struct why_nodes nodes;
	struct why_event event[WHY_EVENTS];
	u32 events;
	u8 *seen;                  /* [2 * insn_count] directions of branches taken; [pc * 2] also: reached */
	u32 leaf_at[WHY_LEAVES], leaf_bytes[WHY_LEAVES], leaves; /* input that was read, in order */
	u64 result;
	u64 executed;
	bool ended;
};
enum { WHY_ARENA = 32 << 20 };

/* why_machine_open - NULL with one line printed when there is no memory. */
struct why_machine *why_machine_open(const struct ax_object *object, const struct ax_object_prog *prog, u32 type,
				     bool no_leaks);
void why_machine_close(struct why_machine *m);
/* why_run - one run on `in`.  True: it went wrong, m->fault says how. */
bool why_run(struct why_machine *m, struct why_input *in, bool replay, u64 *random);

/* for the files of the machine */
const char *why_fault_name(enum why_fault_kind kind);
const char *why_fault_text(enum why_fault_kind kind);
bool why_fail(struct why_machine *m, enum why_fault_kind kind, int reg); /* returns false */
void why_event_add(struct why_machine *m, struct why_event event);
u32 why_obj_add(struct why_machine *m, enum why_obj_kind kind, u32 of, u64 size); /* 0: too many */
/* why_context_pointer - what a load from the context gives where there is a pointer; false: no pointer there, or lost. */
bool why_context_pointer(struct why_machine *m, int reg, s64 off, u32 bytes, u32 to, struct why_val *out);
void why_frame_obj(struct why_machine *m, u32 frame, u64 top);
void why_lost(struct why_machine *m, const char *what);
/* why_access - may `bytes` at regs[reg] + off be read or written?  False: a fault is noted (or the run is lost). */
bool why_access(struct why_machine *m, int reg, s64 off, u64 bytes, bool write, bool align);
bool why_memory_load(struct why_machine *m, int reg, s64 off, u32 bytes, struct why_val *out);
void why_memory_store(struct why_machine *m, u32 obj, u64 at, u32 bytes, const struct why_val *val);
/* why_memory_ready - initialised?  Where programs may leak, stale bytes become input. */
bool why_memory_ready(struct why_machine *m, int reg, u64 at, u64 bytes);
bool why_memory_addresses(const struct why_machine *m, u32 obj, u64 at, u64 bytes); /* any bytes of an address? */
void why_memory_copy(struct why_machine *m, u32 to, u32 from, u64 at, u64 bytes);
/* why_map_element - element of a map by key, made from the input on its first use; NULL: too many. */
struct why_element *why_map_element(struct why_machine *m, u32 map, const void *key);
bool why_helper_check(struct why_machine *m, u32 id);
u64 why_helper(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run);
const char *why_helper_name(u32 id);   /* NULL: no such helper */
u32 why_helper_id(const char *name);

/* --- search --- */

struct why_found {
	struct why_input input;
	struct why_fault fault;
	u64 runs;
	double seconds;
	bool wrong;
	bool exhausted;            /* the program asks for no input: there is one run */
	bool aimless;              /* there is no refused instruction */
	bool reached;              /* some run reached the refused instruction */
	char lost[64];             /* what runs met that is not simulated */
};
/* why_search - look for an input that goes wrong, best at instruction diag->insn, for `seconds` and `runs` at most.
 * False: no memory. */
bool why_search(struct why_machine *m, const struct ax_diag *diag, u64 runs, double seconds, u64 seed, struct why_found *out);

/* --- words and files --- */

void why_print_input(FILE *to, const struct why_machine *m);  /* what the last run read, a line each */
void why_print_fault(FILE *to, const struct why_machine *m, const struct why_fault *fault);
bool why_file_write(FILE *to, const struct why_machine *m, const struct why_input *in, const struct why_fault *fault, u64 seed);
/* what a file expects of its replay */
struct why_expect {
	char program[128], type[32], fault[32];
	u32 pc;
	bool no_leaks;
};
int why_file_head(const char *path, struct why_expect *expect); /* RK_OK, or RK_UNUSABLE with one line printed */
int why_file_read(const char *path, const struct why_machine *m, struct why_input *in);
/* rk_replay - `rk run --input`: the exit status. */
int rk_replay(const char *object, const char *prog, const char *path);

#endif
