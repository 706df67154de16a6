/* SPDX-License-Identifier: Apache-2.0
 * manifest.h - what a package says about its program (keys.def), read from CBOR or JSON, and written as CBOR. */
#ifndef MBPF_MANIFEST_H
#define MBPF_MANIFEST_H

#include <axiom/mbpf.h>
#include "mbpf/package.h"

#define MBPF_MAPS_MAX    16
#define MBPF_HELPERS_MAX 16

struct axi_map_def {
	char name[AX_NAME_BYTES];
	u32 type; /* enum ax_map_type, or MBPF_MAP_COUNTER */
	u32 key_size, value_size, max_entries, flags; /* sizes that the type implies are filled in */
	u32 samples; /* series: how many are kept for a key */
	u32 pinning; /* 1: the platform's map of this name, if it has one (as libbpf's LIBBPF_PIN_BY_NAME) */
};

struct axi_manifest {
	char program_name[MBPF_NAME_BYTES];
	u64 program_version; /* major << 32 | minor << 16 | patch */
	char hook_type[MBPF_HOOK_BYTES];
	u32 hook_ctx_abi_version;
	char entry_symbol[MBPF_NAME_BYTES];
	u32 bytecode_version;
	u32 word_size;       /* 0: any, 32, 64 */
	u32 endianness;      /* 0: any, 1 little, 2 big */
	u32 mbpf_api_version;
	u32 heap_size;       /* bytes */
	u64 max_steps;
	u32 max_helpers;
	u32 max_wall_time_us; /* 0: none */
	u32 capabilities;    /* mask */
	u32 helper_count, map_count;
	struct {
		char name[MBPF_NAME_BYTES];
		u32 version;
	} helper[MBPF_HELPERS_MAX];
	struct axi_map_def map[MBPF_MAPS_MAX];
};

/* axi_manifest_read - check and take over; texts are copied.  -AX_EINVAL with the key named in *diag. */
int axi_manifest_read(struct axi_manifest *out, const void *data, u32 size, struct mbpf_diag *diag);
/* axi_manifest_overlay - for tools: what the document has replaces what *out holds; nothing is required. */
int axi_manifest_overlay(struct axi_manifest *out, const void *data, u32 size, struct mbpf_diag *diag);
/* axi_manifest_maps - the same for a MAPS section: a list of map definitions. */
int axi_manifest_maps(struct axi_manifest *out, const void *data, u32 size, struct mbpf_diag *diag);
/* axi_manifest_write - as CBOR; returns the bytes needed, which were written if they are at most `room`. */
size_t axi_manifest_write(const struct axi_manifest *m, void *out, size_t room);

const char *axi_capability_name(u32 bit); /* NULL: none */
const char *axi_map_type_name(u32 type);  /* NULL: unknown */
/* axi_version_parse - "2", "2.1", "2.1.3": each number below 65,536; false: not a version */
bool axi_version_parse(const char *text, size_t size, u64 *out);

#endif
