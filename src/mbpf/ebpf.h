/* SPDX-License-Identifier: Apache-2.0
 * ebpf.h - packages whose program is an eBPF object (section EBPF): what the program sees, and what it may call.
 *
 * The object has a function with the name of the manifest's entry_symbol and may have mbpf_init and mbpf_fini, all in sections
 * "mbpf" or "mbpf/HOOK".  Its maps are the manifest's, by name and definition; .data, .bss and .rodata are each instance's own. */
#ifndef MBPF_EBPF_H
#define MBPF_EBPF_H

#include "mbpf/runtime.h"

#define AXI_EBPF_DATA_MAX 65535 /* bytes of data that a program can be given */
#define AXI_EBPF_FIELD_BYTES 96

/* struct axi_ebpf_ctx - R1 of the program: CTX(mbpf) of isa/ctx.def, and what only we see behind it. */
struct axi_ebpf_ctx {
	u64 data, data_end;
	u32 data_len, flags;
	u8 fields[AXI_EBPF_FIELD_BYTES]; /* the fields of mbpf/ctx.def in their order, each at a multiple of its size */
	struct axi_instance *instance;
};
_Static_assert(offsetof(struct axi_ebpf_ctx, instance) == 120, "CTX(mbpf) of isa/ctx.def");

/* Where a field lies: begin with 0, and go on with each field of the context. */
static inline u32 axi_ebpf_field(u32 *at, u32 size)
{
	u32 start = (*at + size - 1) & ~(size - 1);

	*at = start + size;
	return start;
}

/* The result, R0: an int32 in 64 bits, zero or sign extended; or, for a run that failed, its outcome (enum mbpf_outcome) in
 * bits 56 to 63, the line of the source (0: not known) in bits 32 to 55. */
#define AXI_EBPF_FAILED(outcome, line) ((u64)(outcome) << 56 | (u64)((line) & 0xffffff) << 32)

/* Formats of the helper mbpf_log: text, with one of these bytes for each value.  data[0] is the format's offset in `strings`. */
enum {
	AXI_LOG_NUMBER = 1, /* signed */
	AXI_LOG_BOOL = 2,
	AXI_LOG_STRING = 3, /* an offset in `strings`, or one of these two: */
	AXI_LOG_MAYBE = 4,  /* a number, or one of them: */
};
#define AXI_EBPF_UNDEFINED INT64_MIN
#define AXI_EBPF_NULL      (INT64_MIN + 1)
#define AXI_LOG_BYTES 256 /* the longest line, with its end */

/* axi_ebpf_open - check the object and hold the manifest's budgets and capabilities against it; opens it for start. */
int axi_ebpf_open(struct mbpf_program *p, const void *object, u32 size, struct mbpf_diag *diag);
void axi_ebpf_close(struct mbpf_program *p);
/* axi_ebpf_start - load one instance's programs and run its mbpf_init.  stop - give back what it holds. */
int axi_ebpf_start(struct axi_instance *i, struct mbpf_diag *diag);
void axi_ebpf_stop(struct axi_instance *i);
/* axi_ebpf_run - one run; *value is the result. */
enum mbpf_outcome axi_ebpf_run(struct axi_instance *i, const struct ax_prog *prog, const struct mbpf_ctx_head *blob, s32 *value);

#endif
