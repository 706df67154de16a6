/* SPDX-License-Identifier: Apache-2.0
 * prog.h - programs: types, loading, running. */
#ifndef AXIOM_PROG_H
#define AXIOM_PROG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <axiom/diag.h>
#include <axiom/insn.h>
#include <axiom/limits.h>
#include <axiom/verify.h>

#ifdef __cplusplus
extern "C" {
#endif

/* enum ax_prog_type - Linux's enum bpf_prog_type; rows in src/isa/ctx.def. */
enum ax_prog_type {
#define PROG_TYPE(id, NAME, name, ctx, ret_min, ret_max) AX_PROG_##NAME = id,
#define PROG_KNOWN PROG_TYPE
#define PROG_OTHER(id, NAME, name) AX_PROG_##NAME = id,
#include "isa/progs.def"
};

struct ax_engine;
struct ax_map;
struct ax_prog;
struct ax_types;
struct ax_target;

/* What runs a program.  AUTO: machine code where the limits want it and the port can, the interpreter otherwise;
 * ax_prog_info says which.  JIT: machine code, or the load is refused with -AX_EOPNOTSUPP. */
enum ax_exec { AX_EXEC_AUTO, AX_EXEC_INTERP, AX_EXEC_JIT };

/* struct ax_prog_spec - what PROG_LOAD hands over.  Instructions as on the wire but with maps as indices (verify.h). */
struct ax_prog_spec {
	uint32_t type, attach_type;
	char name[AX_NAME_BYTES];
	const struct ax_insn *insns;
	uint32_t insn_count;
	struct ax_map *const *maps;   /* [map_count]; the program takes a reference on each */
	uint32_t map_count;
	const char *license;
	const uint32_t *func_starts;
	uint32_t func_count;
	uint32_t exception_cb;        /* verify.h */
	const struct ax_line *lines;  /* for the explanation of a refusal; may be NULL */
	uint32_t line_count;
	uint32_t uid;                 /* creator */
	uint32_t btf_id;              /* 0: none; the program takes a reference */
	uint32_t attach_btf_id;       /* the type of the system's that `target` is, for who asks; 0: not told */
	/* Linux's records (struct bpf_func_info of 8 bytes, bpf_line_info of 16), kept for who asks; NULL: none.  The engine
	 * does not read them beyond their first word, the instruction they speak of, which must be in the program. */
	const void *func_info, *line_info;
	uint32_t func_info_count, line_info_count;
	enum ax_exec exec;
	const void *cert;             /* certificate, or NULL (verify.h) */
	size_t cert_size;
	/* Contexts of this program are those of src/engine/packet.h, with the packet's addresses behind the struct: types with a
	 * packet may be loaded, and their pointers used.  Such a program attaches to no hook; false: contexts are plain memory. */
	bool packet_ctx;
	/* Who loads this program runs it (ax_prog_run), on contexts as isa/ctx.def says, with pointers that hold: for the type
	 * MBPF, which may not be loaded otherwise.  It attaches to no hook. */
	bool own_ctx;
	/* Types TRACING and LSM: the system's types and what the program attaches to (axiom/types.h), both for the load alone.  Such a
	 * program is judged and described; it attaches to nothing and is never run, because nothing here catches a bad pointer. */
	const struct ax_types *types;
	const struct ax_target *target;
	uint32_t back_edges;          /* loops by budget: at most so many turns, and what the limits say; 0: those alone */
	bool verify;                  /* false only for tests: then run checked, the stack is all it may touch */
};

/* ax_prog_load - verify, rewrite (addresses for map references), enter in the program table.
 * Nothing is changed on refusal; `diag` says why.  Task context.  Errors: those of ax_verify; -AX_ENOMEM; -AX_ENOSPC;
 * -AX_EOPNOTSUPP (exec). */
int ax_prog_load(struct ax_engine *engine, const struct ax_prog_spec *spec, struct ax_prog **out, struct ax_diag *diag);
void ax_prog_get(struct ax_prog *prog);
void ax_prog_put(struct ax_prog *prog); /* task: the last one frees */

/* struct ax_prog_foreign - a program that another engine runs (microBPF), for the table of programs: it gets an id, is listed,
 * described, held and attached like every other.
 *   hook_type  it attaches to hooks for programs of this type (0: to none) */
struct ax_prog_info;
struct ax_foreign_ops {
	/* Run it on this CPU with the context of a hook: what ax_prog_run does.  Any context, never blocks. */
	uint64_t (*run)(void *arg, void *ctx);
	/* BPF_PROG_TEST_RUN: run it with a context of ctx_size bytes as its hook's, and a packet (or what else its context
	 * speaks of).  Both may be empty.  -AX_EINVAL: not such a context.  Task, on one CPU. */
	int (*test)(void *arg, const void *ctx, uint32_t ctx_size, const void *data, uint32_t data_size, uint32_t *result);
	/* Fill in what it knows: run_count, recursion_misses, budget_stops, bytes (added to what is there). */
	void (*info)(void *arg, struct ax_prog_info *info);
	/* The last reference was dropped, and the entry is no longer in the table.  Task. */
	void (*gone)(void *arg);
};
struct ax_link;
struct ax_prog_foreign {
	uint32_t type, hook_type;     /* type: AX_PROG_JS */
	char name[AX_NAME_BYTES];
	struct ax_map *const *maps;   /* [map_count]; the entry takes a reference on each */
	uint32_t map_count, uid;
	uint64_t verify_ns;
	const struct ax_foreign_ops *ops;
	void *arg;                    /* of ops */
};
/* ax_prog_enter - enter it in the table: one reference, the caller's.  -AX_ENOMEM, -AX_ENOSPC, -AX_E2BIG (maps).  Task. */
int ax_prog_enter(struct ax_engine *engine, const struct ax_prog_foreign *foreign, struct ax_prog **out);
/* ax_prog_refs - how many references there are; others may come and go. */
uint32_t ax_prog_refs(const struct ax_prog *prog);
/* ax_prog_leave - the caller wants to end a program that another engine runs, with `link`, which attaches it (NULL: none does).  True:
 * nobody else holds either, and nobody finds them by their ids any more.  False: others do, and nothing has changed.  Task. */
bool ax_prog_leave(struct ax_prog *prog, struct ax_link *link);

struct ax_prog_info {
	uint32_t id, type, attach_type, insn_count, map_count, uid, btf_id;
	uint32_t attach_btf_id;       /* as it was loaded; 0: it attaches by no type */
	char name[AX_NAME_BYTES];
	uint8_t tag[8];
	bool gpl;
	uint64_t load_ns;             /* when it was loaded (boot time) */
	uint64_t verify_ns;           /* how long verification took */
	uint64_t run_count, run_ns;   /* run_ns only while statistics are on */
	uint64_t recursion_misses, budget_stops;
	uint64_t bytes;               /* memory it holds, its code apart */
	const void *code;             /* machine code; NULL: the interpreter runs it */
	size_t code_bytes;
	struct ax_verdict verdict;
	const struct ax_insn *insns;  /* as verified */
	struct ax_map *const *maps;
	uint32_t bound_count;         /* maps that ax_prog_bind_map has added */
	const void *func_info, *line_info; /* as given */
	uint32_t func_info_count, line_info_count;
	const uint32_t *code_at;      /* [insn_count] where in `code` each instruction begins; NULL: not kept */
};
/* ax_prog_info - describe; computes the tag (some 50 CPU instructions a byte).  Task. */
void ax_prog_info(const struct ax_prog *prog, struct ax_prog_info *out);

/* ax_prog_bind_map - the program holds `map` from now on though it does not use it (BPF_PROG_BIND_MAP).  0 also when it
 * holds it already; -AX_ENOMEM.  Task.  ax_prog_bound: the map that was bound as number `i`, borrowed; NULL beyond. */
int ax_prog_bind_map(struct ax_prog *prog, struct ax_map *map);
struct ax_map *ax_prog_bound(const struct ax_prog *prog, uint32_t i);

/* ax_prog_run - run on this CPU with `ctx` (layout by program type).  Any context, never blocks; preemption must be
 * off or the caller not migrate.  Returns R0. */
uint64_t ax_prog_run(struct ax_prog *prog, void *ctx);

/* ax_prog_run_counted - the same for a verified program that calls nothing back and makes no tail calls, instruction by instruction
 * in the checked interpreter, which is slow: counted, and ended where it would go beyond what it may do. */
struct ax_run_counts {
	uint64_t max_insns, max_calls; /* 0: no limit but the program's own */
	/* out: instructions, calls of helpers, and why the run ended: RUN_BUDGET, its loops had their turns */
	uint64_t insns, calls;
	enum { AX_RUN_WHOLE, AX_RUN_INSNS, AX_RUN_CALLS, AX_RUN_BUDGET } end;
};
uint64_t ax_prog_run_counted(struct ax_prog *prog, void *ctx, struct ax_run_counts *counts);

/* ax_prog_explain - verify once more and remember (axiom/explain.h), with this engine's rules and memory from `mem`, at
 * most `most` bytes; `show` is called with what was found.  0, or -AX_ENOMEM.  Task context. */
struct ax_explain;
int ax_prog_explain(struct ax_engine *engine, const struct ax_prog_spec *spec, struct ax_mem *mem, size_t most,
		    void (*show)(void *arg, const struct ax_explain *e), void *arg);

#ifdef __cplusplus
}
#endif

#endif
