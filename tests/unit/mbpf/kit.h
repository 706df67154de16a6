/* SPDX-License-Identifier: Apache-2.0
 * kit.h - what the tests of the runtime share: one engine, one runtime, one program from source, with a manifest of its own. */
#ifndef UNIT_MBPF_KIT_H
#define UNIT_MBPF_KIT_H

#include <axiom/js.h>
#include <axiom/mbpf.h>
#include <axiom/posix.h>
#include "mbpf/manifest.h"
#include "mbpf/package.h"
#include "unit/test.h"

extern struct kit {
	struct ax_engine *engine;
	mbpf_runtime_t *runtime;
	mbpf_program_t *program;
	struct mbpf_policy policy;
	struct mbpf_config config; /* what differs from the usual: set before load or start */
	struct mbpf_diag diag;
	char log[1000];
	bool nest;                 /* the next line that a program logs runs the hook again */
	const char *hook;          /* of packages */
	u32 abi_version;           /* of its contexts */
	const char *budgets;       /* NULL: the usual; else `extra` has them */
	void *package;
} kit;

extern struct mbpf_ctx_net packet;

s32 run_packet(void); /* net_rx, with `packet` */
/* make_package - of `source`, signed by nobody; `extra`: what follows "capabilities":["LOG" in the manifest.  To be freed. */
void *make_package(const char *source, const char *extra, size_t *size);
/* load_program - engine, runtime, program: what mbpf_program_load says; start_program - it must be 0, and the program is attached */
int load_program(const char *source, const char *extra);
void start_program(const char *source, const char *extra);
void close_kit(void); /* nothing may be left */
u64 outcome(enum mbpf_outcome o);

#endif
