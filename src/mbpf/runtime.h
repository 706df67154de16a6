/* SPDX-License-Identifier: Apache-2.0
 * runtime.h - the runtime's objects, as its own files see them. */
#ifndef MBPF_RUNTIME_H
#define MBPF_RUNTIME_H

#include <stdatomic.h>
#include <axiom/js.h>
#include <axiom/mbpf.h>
#include "mbpf/manifest.h"

#define MBPF_HOOKS_MAX    32 /* hooks of a runtime */
#define MBPF_PER_HOOK_MAX 8  /* programs on one hook */

enum axi_ctx_kind {
#define MBPF_CTX(name) AXI_CTX_##name,
#include "mbpf/ctx.def"
	AXI_CTX_COUNT,
};

struct axi_mbpf_hook {
	char name[MBPF_HOOK_BYTES];
	u32 ctx; /* enum axi_ctx_kind */
	u32 abi_version;
	s32 fallback;
	u32 combine;
	bool observer;
	u32 count;
	struct mbpf_program *program[MBPF_PER_HOOK_MAX];
};

/* An instance: one program on one CPU.  Only that CPU touches it; `busy` catches nested entry. */
struct axi_instance {
	struct mbpf_program *program;
	struct js *js;
	void *memory;
	_Atomic u32 busy;
	int entry, fini, ctx;             /* handles; fini < 0: none */
	const struct mbpf_ctx_head *blob; /* the context of the run; NULL: none runs */
	u32 blob_len;
	u32 helpers;                      /* calls of this run */
	bool no_helpers;                  /* the run ended because of them */
	u64 runs, outcome[MBPF_OUTCOMES], steps, helper_calls, steps_max;
	u32 failures;                     /* in a row */
	u64 open_until;                   /* breaker: ns; 0: closed */
	char error[120];
};

struct mbpf_program {
	struct mbpf_runtime *runtime;
	struct mbpf_program *next;
	struct axi_manifest manifest;
	u32 hook; /* number of its hook; 0: this runtime has none of that name */
	bool attached;
	u32 threshold;
	u64 cool_down_ns;
	const void *image;
	struct ax_map *map[MBPF_MAPS_MAX]; /* a reference each */
	u32 cpus;
	struct axi_instance *instance; /* [cpus] */
};

struct mbpf_runtime {
	struct mbpf_config config;
	struct mbpf_program *programs;
	struct axi_mbpf_hook hook[MBPF_HOOKS_MAX]; /* by number; name "" : free */
};

/* bind.c: make the objects ctx and maps.NAME of a new instance; 0 or -AX_ENOMEM. */
int axi_mbpf_bind(struct axi_instance *instance, u32 ctx_kind);
extern const struct ax_js_host axi_mbpf_host;

#endif
