/* SPDX-License-Identifier: Apache-2.0
 * package.h - the container `.mbpf`: header, section table, sections (docs/package-format.md).
 *
 * Everything is little-endian.  Header: u32 magic, u16 format_version, u16 header_size, u32 flags, u32 section_count,
 * u32 file_crc32; then section_count entries of u32 type, offset, length, crc32.  header_size counts both.
 * Sections follow in the order of the table, without overlap.  SIG is the last one and ends the file; its entry's crc32 is 0,
 * and file_crc32 (0: none) is over all bytes before SIG, itself taken as 0: so the signature can be over all of them. */
#ifndef MBPF_PACKAGE_H
#define MBPF_PACKAGE_H

#include <axiom/mbpf.h>
#include "base/profile.h"
#include "base/types.h"

#define MBPF_MAGIC          0x4D425046u
#define MBPF_FORMAT_VERSION 1
#define MBPF_HEADER_BYTES   20
#define MBPF_ENTRY_BYTES    16
#define MBPF_SECTIONS_MAX   32
#define MBPF_SIG_BYTES      64 /* the signature; or with the signer's public key behind it: */
#define MBPF_SIG_KEY_BYTES  96

enum mbpf_section {
#define SECTION(id, NAME, name) MBPF_SECTION_##NAME = id,
#include "mbpf/sections.def"
	MBPF_SECTION_KNOWN,
};

struct axi_section {
	const u8 *data; /* NULL: not in the package */
	u32 size;
};

struct axi_package {
	const u8 *data;
	size_t size;
	u32 flags;
	u32 unknown;                                  /* sections that were skipped */
	size_t signed_bytes;                          /* what comes before SIG; 0: not signed */
	struct axi_section section[MBPF_SECTION_KNOWN]; /* by type */
};

/* axi_package_read - check the container and find its sections; reads each byte once for the checksums, needs no memory.
 * -AX_EINVAL with *diag filled: what is wrong and where. */
int axi_package_read(struct axi_package *out, const void *data, size_t size, struct mbpf_diag *diag);

/* axi_package_write - sections in the order given; a SIG section may be given as `size` bytes of zeros, to be filled by the
 * signer.  `out` NULL: only count.  Returns the bytes of the package, 0 if `room` is too small. */
struct axi_package_part {
	u32 type;
	const void *data;
	u32 size;
};
size_t axi_package_write(void *out, size_t room, const struct axi_package_part *parts, u32 count);

/* axi_mbpf_refuse - fill `diag` (may be NULL) and return `error`.  A device's refusals have a number and a place, FILE:LINE, but
 * no words (base/profile.h); axi_mbpf_say has words everywhere: for what a program itself says. */
#define axi_mbpf_refuse(diag, error, ...)                                                                                      \
	(AXI_WORDS ? axi_mbpf_say(diag, error, __VA_ARGS__) : axi_mbpf_point(diag, __FILE_NAME__, AXI_POINT(error, __LINE__)))
int axi_mbpf_say(struct mbpf_diag *diag, int error, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* point - the error and the line in one number, which is one instruction to load: below 128 and below 512 */
#define AXI_POINT(error, line) ((u32) - (error) << 9 | (line))
int axi_mbpf_point(struct mbpf_diag *diag, const char *place, u32 point);

#endif
