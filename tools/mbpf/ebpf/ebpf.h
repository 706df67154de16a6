/* SPDX-License-Identifier: Apache-2.0
 * ebpf.h - from JavaScript to eBPF: mbpfc --target ebpf. */
#ifndef MBPF_EBPF_EBPF_H
#define MBPF_EBPF_EBPF_H

#include <stddef.h>
#include "mbpf/manifest.h"

/* ebpf_compile - the source as an eBPF object, in malloc's memory at *size bytes; NULL: refused, and said so on stderr with line,
 * reason and excerpt.  The manifest says hook, maps and capabilities.  The source must be valid JavaScript. */
void *ebpf_compile(const char *path, const char *text, size_t length, const struct axi_manifest *manifest, size_t *size);

#endif
