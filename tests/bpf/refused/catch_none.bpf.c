/* SPDX-License-Identifier: Apache-2.0
 * catch_none.bpf.c - an exception callback that is nowhere: refused. */
#include "axiom_bpf.h"

SEC("tracepoint/throw/it")
__exception_cb(nowhere)
int throws(void *ctx)
{
	bpf_throw(0);
	return 0;
}
