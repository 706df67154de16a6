/* SPDX-License-Identifier: Apache-2.0
 * verify.h - the streaming verifier: one pass, a fixed arena, a verdict with a bound.
 *
 * Input is a program in the engine's internal form: 64-bit immediate loads with src AX_PSEUDO_MAP_IDX (imm = index in
 * `maps`) or AX_PSEUDO_MAP_IDX_VALUE (imm = index, imm of the second slot = byte offset); no map fds.  Calls of helpers
 * carry the id of helpers.def; calls of subprograms are pc-relative. */
#ifndef AXIOM_VERIFY_H
#define AXIOM_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <axiom/arena.h>
#include <axiom/cpu.h>
#include <axiom/diag.h>
#include <axiom/insn.h>
#include <axiom/limits.h>
#include <axiom/map.h>
#include <axiom/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ax_verify_input {
	const struct ax_insn *insns;
	uint32_t insn_count;           /* slots */
	uint32_t prog_type;            /* enum ax_prog_type */
	uint32_t attach_type;          /* expected_attach_type; 0 mostly */
	const struct ax_map_spec *const *maps; /* [map_count]; entries not NULL */
	const struct ax_map_facts *map_facts; /* [map_count] or NULL */
	uint32_t map_count;
	const uint32_t *func_starts;   /* subprogram starts from func_info, ascending, or NULL: found from calls */
	uint32_t func_count;
	uint32_t exception_cb;         /* where the exception callback begins, which bpf_throw goes to; 0: there is none */
	const struct ax_limits *limits;
	const struct ax_limits *check_limits; /* of whoever checks a certificate that is made (it may be made with more); NULL: the same */
	/* helper_bound - may the embedder's world run helper `id`?  NULL: every row of helpers.def. */
	bool (*helper_bound)(void *arg, uint32_t id);
	void *helper_arg;
	bool gpl;                      /* licence is GPL compatible */
	bool sleepable;                /* a run may sleep: BPF_F_SLEEPABLE, sections ending in .s; programs of type SYSCALL always may */
	/* no_leaks - stricter than Linux is with privileged programs: no address may become visible outside the program
	 * (limits->no_leaks says the same for a whole profile). */
	bool no_leaks;
	/* plain_ctx - contexts are plain memory here: their fields that hold packet or object pointers are refused. */
	bool plain_ctx;
	/* converts - a bit for each slot whose load gives a packet pointer from a 32-bit context field, which the engine has to
	 * rewrite: [insn_count / 64 + 1], zeroed by the caller; or NULL. */
	uint64_t *converts;
	/* arenas - a bit for each slot whose instruction accesses an arena, or computes an address in one with 64 bits, which the engine has
	 * to rewrite (isa/arena.h): [insn_count / 64 + 1], filled where the program is accepted; or NULL. */
	uint64_t *arenas;
	const struct ax_types *types;  /* of the system whose objects the program looks at; NULL: not known */
	const struct ax_own_types *own; /* the program's own; NULL: not known */
	const struct ax_target *target; /* what it attaches to; NULL: its type's context, of numbers for tracing and lsm */
	const void *cert;              /* certificate (docs/certificates.md), or NULL: invariants are inferred */
	size_t cert_size;
	const struct ax_cpu *cpu;      /* axiom/cpu.h: estimate the worst case as time, too; NULL: do not */
	/* calls - where worst cases of helper calls go, one for each helper that the program may call, by id; what does not
	 * fit in [calls_room] is left out (verdict.call_kinds says how many there are). */
	struct ax_call_bound *calls;
	uint32_t calls_room;
	/* out, or NULL: [insn_count]; where a subprogram begins, the stack bytes that its own frame needs; the rest is left */
	uint16_t *frames;
	/* out, or NULL: [insn_count]; what holds before each instruction on every way there, for code generators; 0 where nothing is
	 * known to.  Only where the program is accepted. */
	uint16_t *facts;
};

enum {
	AX_FACT_REGS = 0x3ff,       /* bit n: register n is below 2^32 */
	AX_FACT_NEVER = 1 << 11,    /* a conditional jump is never taken, */
	AX_FACT_ALWAYS = 1 << 12,   /* or always */
	AX_FACT_DIVISOR = 1 << 13,  /* a division by a register is not by 0; */
	AX_FACT_SIGNED = 1 << 13,   /* a number that is moved with its sign, or shifted left by 32, is one of 32 bits with sign */
	AX_FACT_QUOTIENT = 1 << 14, /* a signed division by a register does not overflow */
	AX_FACT_DEAD = 1 << 15,     /* no run comes here */
};

struct ax_call_bound {
	uint32_t helper;
	uint64_t most;                 /* 0 where the verdict is by budget */
};

struct ax_verdict {
	uint32_t insns;                /* slots walked */
	uint64_t worst_case_insns;     /* executed instructions at most; 0: bounded by the run-time budget; UINT64_MAX: more than can be told */
	uint64_t worst_case_calls;     /* helper calls at most; 0 with budget when unknown */
	uint32_t stack_bytes;          /* deepest call chain */
	uint32_t peak_bytes;           /* arena bytes used at the most */
	uint32_t states;               /* entry states recorded at branch targets */
	uint32_t steps;                /* instructions walked in all tries, and what comparing states took beside them; of a refused program, too */
	bool by_budget;                /* no ranking found for some loop: the engine must enforce limits->back_edges */
	bool leads_on;                 /* it makes tail calls, and what they lead to is in no bound; set by ax_prog_load */
	uint64_t worst_case_ns;        /* estimate for input.cpu, UINT64_MAX: more than can be told; 0 without one or by budget */
	uint32_t call_kinds;           /* different helpers that it may call; 0 unless input.calls was given */
	uint32_t apart;                /* how states were kept apart at joins, when it took more than usual (docs/certificates.md); 0: as usual */
	uint32_t certificate_bytes;    /* size of the certificate that was used; 0: none */
};

/* ax_verify_bytes - arena size that ax_verify needs for this input at most; 0 when the input is over the limits. */
size_t ax_verify_bytes(const struct ax_verify_input *in);

/* ax_verify - walk the program once.
 *   arena  at least ax_verify_bytes(in) bytes; everything taken is released before return (peak stays)
 *   diag   filled on refusal; may be NULL
 * Returns 0 with *out filled, or: -AX_EINVAL (malformed), -AX_EACCES (unsafe), -AX_E2BIG (over limits),
 * -AX_ENOMEM (state pool full: diag names the join), -AX_EPERM (helper needs GPL or capability).
 * Context: task; touches nothing but its arguments. */
int ax_verify(const struct ax_verify_input *in, struct ax_arena *arena, struct ax_verdict *out, struct ax_diag *diag);

/* ax_verify_certified - ax_verify for programs that come with a full certificate; all others are refused.  It needs neither
 * inference nor tables of the program's blocks: one state, one claim and a few bits an instruction. */
int ax_verify_certified(const struct ax_verify_input *in, struct ax_arena *arena, struct ax_verdict *out, struct ax_diag *diag);

#define AX_CERTIFIED_BYTES 8192 /* of memory, for the checker of a full certificate that ax_certify_full made */
/* ax_certify - write a certificate for a program that the verifier's inference accepts: the invariants of its loops.
 * ax_certify_full - ... the states at every target, for ax_verify_certified.
 *   arena  as for ax_verify; a larger one proves more
 *   out    [room] bytes; *size is what is needed
 * Returns 0, what ax_verify returns, -AX_ENOSPC (out is too small), -AX_ENOTSUPP (a full one, for programs that these do
 * not cover, or whose checker would need more than AX_CERTIFIED_BYTES; diag->note says which).  What they write is not trusted by anybody: ax_verify checks it. */
int ax_certify(const struct ax_verify_input *in, struct ax_arena *arena, void *out, size_t room, size_t *size,
	       struct ax_diag *diag);
int ax_certify_full(const struct ax_verify_input *in, struct ax_arena *arena, void *out, size_t room, size_t *size,
		    struct ax_diag *diag);

#ifdef __cplusplus
}
#endif

#endif
