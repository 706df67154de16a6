/* SPDX-License-Identifier: Apache-2.0
 * ebpf_none.c - instead of ebpf.c, in a build (-DMBPF_NO_EBPF) that leaves the verifier out: packages with an eBPF object are refused. */
#include "mbpf/ebpf.h"
#ifdef MBPF_NO_EBPF

int axi_ebpf_open(struct mbpf_program *p, const void *object, u32 size, struct mbpf_diag *diag)
{
	return axi_mbpf_refuse(diag, -AX_ENOSYS, "this build runs no eBPF packages");
}

void axi_ebpf_close(struct mbpf_program *p)
{
}

int axi_ebpf_start(struct axi_instance *i, struct mbpf_diag *diag)
{
	return -AX_ENOSYS;
}

void axi_ebpf_stop(struct axi_instance *i)
{
}

enum mbpf_outcome axi_ebpf_run(struct axi_instance *i, const struct ax_prog *prog, const struct mbpf_ctx_head *blob, s32 *value)
{
	return MBPF_BAD_RESULT; /* never reached: no such program was loaded */
}
#endif
