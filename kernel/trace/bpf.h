/* SPDX-License-Identifier: Apache-2.0
 * bpf.h - the kernel's one engine, and bpf(2): a shell over sysbpf that owns descriptors, mappings and user memory. */
#ifndef TRACE_BPF_H
#define TRACE_BPF_H

#include <axiom/engine.h>
#include "base/types.h"

extern struct ax_engine *kernel_engine;

void bpf_init(void);
s64 bpf_call(int command, u64 user_attr, u32 bytes);
/* bpf_fd_prog - program behind a descriptor, with a new reference; NULL and *err: -AX_EBADF, -AX_EINVAL. */
struct ax_prog *bpf_fd_prog(int fd, int *err);

#endif
