/* SPDX-License-Identifier: Apache-2.0
 * engine.h - the engine's objects, as its own files and the bpf(2) front see them. */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include <stdatomic.h>
#include <axiom/engine.h>
#include <axiom/hook.h>
#include <axiom/prog.h>
#include "base/profile.h"
#include "base/spin.h"
#include "base/types.h"
#include "engine/table.h"
#include "engine/timer.h"
#include "map/map.h"
#include "exec/exec.h"

/* Helper ids are small: the table of functions is indexed by them. */
enum { AXI_HELPER_IDS = AXI_KFUNCS ? AX_PACKET_LOAD + 1 : AX_KFUNC_FIRST };
#define HELPER(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags)                             \
	_Static_assert(id > 0 && id < AX_KFUNC_FIRST, "helper ids index a table");
#include "isa/helpers.def"

/* axi_has_timers - are timers in maps part of this build? */
static inline bool axi_has_timers(void)
{
	switch (AX_HELPER_timer_init) {
#define HELPER(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags) case id: return true;
#include "isa/helpers.def"
	default: return false;
	}
}

/* What one CPU writes while programs run; a cache line each. */
struct axi_cpu {
	/* Odd while a hook fires here.  Who takes something out of a hook's list waits until every CPU that was odd has
	 * moved on; nested fires find it odd and count as missed. */
	_Atomic u32 fire_seq;
	_Atomic u32 runs[2]; /* runs of programs that may hold what maps hold, by epoch (keep.c) */
	_Atomic u64 random; /* xorshift state, never 0 */
} __attribute__((aligned(64)));

struct ax_engine {
	/* set at creation, then read-only: */
	const struct ax_port *port;
	const struct ax_limits *limits;
	struct axi_cpu *cpus;  /* [cpu_count], inside cpus_block */
	void *cpus_block;
	u32 cpu_count;
	/* locked inside: */
	struct axi_table tables[AX_KINDS];
	struct axi_spin hook_lock; /* guards: the lists of all hooks of this engine, ax_link.hook and changes of ax_link.prog */
	struct ax_hook *named;     /* published hooks; guarded by hook_lock */
	const struct ax_cpu *cpu;  /* for estimates; NULL: none */
	_Atomic u32 stats;         /* > 0: measure run time */
	_Atomic u32 epoch;         /* which of axi_cpu.runs new runs count in */
	struct axi_keeper keeper;
	struct axi_timers timers;
	ax_helper_fn helpers[AXI_HELPER_IDS]; /* bound before programs are loaded */
};

struct ax_prog {
	u32 id;
	_Atomic u32 refs;
	struct ax_engine *engine;
	size_t bytes;              /* of this one allocation: the struct and the arrays behind it */
	struct ax_insn *insns;     /* as verified: maps as indices */
	struct ax_insn *linked;    /* as run: maps as addresses */
	struct ax_map **maps;      /* a reference each */
	u32 insn_count, map_count;
	u32 linked_count;          /* more than insn_count where legacy packet loads were written out (legacy.c): a block of its own then */
	u32 type, attach_type, uid;
	u32 hook_type;             /* hooks for which it is: its type, unless another engine runs it */
	u32 back_edges;            /* budget of one run */
	u32 catcher_at;            /* ... in its code, or cells */
	u32 catcher;               /* where its exception callback begins; 0: none */
	struct axi_entry entry;    /* for tail calls */
	struct axi_arena *arena;   /* a map's of its; NULL: it has none */
	void *code;                /* machine code (axi_jit_fn), or NULL: interpreted */
	size_t code_bytes;
	void *cells;               /* of an interpreted program: for port->jit->threaded, or NULL: axi_interp runs it */
	size_t cells_bytes;
	u32 btf_id;                /* a reference is held; 0: none */
	u32 attach_btf_id;         /* of a `typed` one, in the system's types */
	u32 func_info_count, line_info_count;
	void *func_info, *line_info; /* Linux's records */
	u32 *code_at;              /* where each instruction's code begins, for programs with such records; NULL: none */
	struct axi_bound *_Atomic bound; /* maps held for others, newest first; grows only, under engine->hook_lock */
	bool gpl;
	bool plain_casts;          /* addresses of its arena for user space have 32 bits, too */
	bool packet_ctx;           /* runs on contexts of engine/packet.h only */
	bool verified;
	bool wants_cpu;            /* its machine code reads run->cpu, or a program's that it may lead to */
	bool names_cpu;            /* calls bpf_get_smp_processor_id, or may lead to a program that does */
	bool asks_budget;          /* has a may_goto */
	bool guarded;              /* uses a map that holds objects: its runs are counted */
	bool typed;                /* follows pointers of the system's: never run */
	u8 traced;                 /* AXI_TRACE_: what it asks of the place that runs it (stack.h) */
	char name[AX_NAME_BYTES];
	const struct ax_foreign_ops *foreign; /* another engine runs it (foreign.c); NULL: one of ours */
	void *foreign_arg;
	u64 load_ns, verify_ns;
	struct ax_verdict verdict;
	_Atomic u64 run_count, run_ns, recursion_misses, budget_stops;
	_Atomic u32 dropped;       /* references that timers had, to be put in a task (timer.c) */
	struct ax_prog *next_dropped;
};

/* axi_catcher - where the program's exception callback begins; 0: there is none. */
static inline u32 axi_catcher(const struct ax_prog *prog)
{
	return AXI_KFUNCS ? prog->catcher : 0;
}

/* axi_written_out - were legacy packet loads written out, so that the linked program has instructions of its own? */
static inline bool axi_written_out(const struct ax_prog *prog)
{
	return AXI_LEGACY && prog->linked_count > prog->insn_count;
}

/* A map that a program holds without using it. */
struct axi_bound {
	struct ax_map *map;        /* a reference */
	struct axi_bound *next;
};

struct ax_link {
	u32 id;                    /* 0: unlisted */
	_Atomic u32 refs;
	struct ax_engine *engine;
	struct ax_prog *_Atomic prog; /* a reference */
	struct ax_hook *hook;      /* NULL: detached; guarded by engine->hook_lock */
	struct ax_link *_Atomic next;
	void (*release)(void *arg);
	void *release_arg;
	/* set when attached, then read-only: */
	bool by_name, replaceable;
	u64 cookie;
	char name[64];             /* of the hook, which may be gone */
};
/* axi_link_prog_id - the id of what the link runs; the program itself may change under an update. */
u32 axi_link_prog_id(struct ax_link *link);

/* axi_helper_is_own - is the helper bound to the engine's own function, not to an embedder's? */
bool axi_helper_is_own(const struct ax_engine *engine, u32 id);

/* axi_prog_tail - the helper tail_call, with the program that the array holds (NULL: none): see axi_tail (exec/exec.h).  A
 * program of another type, or that runs in another way (interpreted, machine code), counts as none. */
u64 axi_prog_tail(struct ax_run *run, const struct ax_prog *to, u64 ctx);

/* Type information: checked bytes with an id. */
struct axi_btf_obj {
	u32 id;
	_Atomic u32 refs;
	struct ax_engine *engine;
	const char *system; /* the name of the system's own types, whose bytes the shell has; NULL: they are here */
	u32 size;
	u8 data[];
};

static inline bool axi_btf_obj_is_system(const struct axi_btf_obj *btf)
{
	return AXI_UNVERIFIED && btf->system;
}

/* axi_btf_obj_alloc - a BTF object with room for `size` bytes; the caller fills and checks `data`, then either enters it in
 * the table (axi_btf_obj_publish; on an error it is freed) or frees it (axi_btf_obj_put).  NULL: no memory. */
struct axi_btf_obj *axi_btf_obj_alloc(struct ax_engine *engine, u32 size);
int axi_btf_obj_publish(struct axi_btf_obj *btf);
void axi_btf_obj_get(struct axi_btf_obj *btf);
void axi_btf_obj_put(struct axi_btf_obj *btf);
/* axi_btf_obj_put_id - drop the reference that a map or program holds by id. */
void axi_btf_obj_put_id(struct ax_engine *engine, u32 id);

/* axi_object_get / axi_object_put - one reference more or less, whatever the kind. */
void axi_object_get(enum ax_kind kind, void *object);
void axi_object_put(struct ax_engine *engine, enum ax_kind kind, void *object);

/* axi_prog_run_traced - ax_prog_run of a program that is `traced`, called from `site` (a return address) for a link with this
 * cookie.  Any context. */
u64 axi_prog_run_traced(struct ax_prog *prog, void *ctx, const void *site, u64 cookie);

/* keep.c: a run of a guarded program; what it has found in maps stays until axi_run_end.  Any context; nests. */
_Atomic u32 *axi_run_begin(struct ax_engine *engine);
void axi_run_end(_Atomic u32 *runs);
/* axi_grace - wait until all runs have ended that began before.  Task; takes as long as a program runs. */
void axi_grace(struct ax_engine *engine);
void axi_keeper_init(struct ax_engine *engine);
/* axi_prog_array_join - may `prog` be in this program array, or use it?  -AX_EINVAL: it is of another kind than those before. */
int axi_prog_array_join(struct ax_map *map, const struct ax_prog *prog);
/* axi_map_ref, axi_map_unref - a reference that is not a user's: a program's, or a map's. */
void axi_map_ref(struct ax_map *map);
void axi_map_unref(struct ax_engine *engine, struct ax_map *map);

/* axi_scratch - memory for one load (struct ax_mem): hosts. */
static inline struct ax_mem *axi_scratch(const struct ax_port *port)
{
	return AXI_FAST && port->mem->scratch ? port->mem->scratch : port->mem;
}
/* helpers.c: fill engine->helpers with every row that this port can serve. */
void axi_helpers_init(struct ax_engine *engine);
/* code.c: give a linked program its machine code, if `want` and the port say so; 0 also where it stays interpreted.
 *   facts  of its instructions (ax_verify_input.facts), or NULL */
int axi_prog_code_make(struct ax_prog *prog, enum ax_exec want, const u16 *facts);
void axi_prog_code_free(struct ax_prog *prog);
u64 axi_prog_catcher(const struct ax_prog *prog); /* where it calls its exception callback, for axi_entry */
/* printk.c: format as Linux does (%d %i %u %x %X %c %p with flags, width, l and ll; strings and addresses where `run` is given and
 * its port can probe).  axi_format: any number of values; returns the length of the whole text, of which `size` - 1 are written,
 * or -AX_EINVAL, -AX_ENOSPC and nothing is written.  axi_printk_format: 3 values. */
struct ax_run;
long axi_format(char *out, u32 size, const char *format, u32 format_size, const u64 *values, u32 count, struct ax_run *run);
int axi_printk_format(char *out, u32 size, const char *format, u32 format_size, const u64 values[3], struct ax_run *run);

/* tag.c: Linux's program tag: SHA-1 over the instructions with the map references zeroed, first 8 bytes (Linux 6.18
 * changed to SHA-256). */
void axi_prog_tag(const struct ax_insn *insns, u32 count, u8 tag[8]);

static inline u32 axi_cpu_count(const struct ax_port *port)
{
	return port->cpu_count ? port->cpu_count() : 1;
}

/* prog.c: what the verifier is told of the world */
bool axi_gpl_compatible(const char *license);
bool axi_helper_bound(void *engine, uint32_t id);

#endif
