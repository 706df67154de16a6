/* SPDX-License-Identifier: Apache-2.0
 * verified.h - what the verifier says of a compiled object. */
#ifndef MBPF_EBPF_VERIFIED_H
#define MBPF_EBPF_VERIFIED_H

#include <stddef.h>
#include "mbpf/manifest.h"

/* ebpf_verified - open the object and verify its programs as the runtime will; 0, or an error with the reason in `why`. */
int ebpf_verified(const void *object, size_t size, const struct axi_manifest *manifest, char *why, size_t room);

#endif
