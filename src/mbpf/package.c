/* SPDX-License-Identifier: Apache-2.0
 * package.c - the container `.mbpf`, read in one pass and written. */
#include <stdarg.h>
#include "mbpf/package.h"
#include "base/crc32.h"
#include "base/fmt.h"

static const char *const section_names[] = {
#define SECTION(id, NAME, name) [id] = #name,
#include "mbpf/sections.def"
};

int axi_mbpf_say(struct mbpf_diag *diag, int error, const char *format, ...)
{
	va_list args;

	if (!diag)
		return error;
	diag->error = error;
	va_start(args, format);
	axi_vfmt(diag->text, sizeof(diag->text), format, args);
	va_end(args);
	for (char *c = diag->text; AXI_WORDS && *c; c++)
		if ((u8)*c < ' ')
			*c = '?'; /* what is quoted is the package's: it stays one line */
	return error;
}

int axi_mbpf_point(struct mbpf_diag *diag, const char *place, u32 point)
{
	return axi_mbpf_say(diag, -(int)(point >> 9), "%s:%u", place, point & 511);
}

static u32 get16(const u8 *at)
{
	return at[0] | (u32)at[1] << 8;
}

static u32 get32(const u8 *at)
{
	return get16(at) | get16(at + 2) << 16;
}

static void put32(u8 *at, u32 n)
{
	for (u32 i = 0; i < 4; i++, n >>= 8)
		at[i] = (u8)n;
}

#define REFUSE(...) axi_mbpf_refuse(diag, -AX_EINVAL, __VA_ARGS__)

/* read_header - the fixed part; *count is the number of sections. */
static int read_header(struct axi_package *p, u32 *count, struct mbpf_diag *diag)
{
	u32 version;

	if (p->size < MBPF_HEADER_BYTES)
		return REFUSE("package: %zu bytes are too few for a header", p->size);
	if (get32(p->data) != MBPF_MAGIC)
		return REFUSE("package: no .mbpf file (magic 0x%x)", get32(p->data));
	version = get16(p->data + 4);
	if (version != MBPF_FORMAT_VERSION)
		return REFUSE("package: format version %u, this runtime reads %u", version, MBPF_FORMAT_VERSION);
	p->flags = get32(p->data + 8);
	if (p->flags)
		return REFUSE("package: unknown flags 0x%x", p->flags);
	*count = get32(p->data + 12);
	if (!*count || *count > MBPF_SECTIONS_MAX)
		return REFUSE("package: %u sections, 1 to %u are possible", *count, MBPF_SECTIONS_MAX);
	if (get16(p->data + 6) != MBPF_HEADER_BYTES + *count * MBPF_ENTRY_BYTES)
		return REFUSE("package: header_size %u does not fit %u sections", get16(p->data + 6), *count);
	if (p->size < get16(p->data + 6))
		return REFUSE("package: cut off in the section table");
	return 0;
}

/* read_section - entry `index` of the table; *end is where the section before it ended. */
static int read_section(struct axi_package *p, u32 index, u32 count, size_t *end, struct mbpf_diag *diag)
{
	const u8 *entry = p->data + MBPF_HEADER_BYTES + index * MBPF_ENTRY_BYTES;
	u32 type = get32(entry), offset = get32(entry + 4), length = get32(entry + 8), crc = get32(entry + 12);

	if (offset < *end)
		return REFUSE("package: section %u begins at %u, inside of what is before it (up to %zu)", index, offset, *end);
	if (offset > p->size || length > p->size - offset)
		return REFUSE("package: section %u (%u bytes at %u) goes beyond the file's %zu bytes", index, length, offset,
			      p->size);
	*end = (size_t)offset + length;
	if (type == MBPF_SECTION_SIG) {
		if (index != count - 1 || *end != p->size)
			return REFUSE("package: the signature must be the last section and end the file");
		if (crc)
			return REFUSE("package: the signature's checksum must be 0");
		p->signed_bytes = offset;
	} else if (axi_crc32(0, p->data + offset, length) != crc) {
		return REFUSE("package: bad checksum of section %u", index);
	}
	if (!type || type >= MBPF_SECTION_KNOWN) {
		p->unknown++;
		return 0;
	}
	if (p->section[type].data)
		return REFUSE("package: two %s sections", section_names[type]);
	p->section[type] = (struct axi_section){p->data + offset, length};
	return 0;
}

/* check_file_crc - over all before SIG, with the field itself as 0 */
static int check_file_crc(const struct axi_package *p, struct mbpf_diag *diag)
{
	static const u8 zeros[4];
	u32 want = get32(p->data + 16), crc;
	size_t size = p->signed_bytes ? p->signed_bytes : p->size;

	if (!want)
		return 0;
	crc = axi_crc32(0, p->data, 16);
	crc = axi_crc32(crc, zeros, 4);
	crc = axi_crc32(crc, p->data + 20, size - 20);
	return crc == want ? 0 : REFUSE("package: bad checksum of the file");
}

int axi_package_read(struct axi_package *out, const void *data, size_t size, struct mbpf_diag *diag)
{
	struct axi_package p = {.data = data, .size = size};
	size_t end;
	u32 count = 0;
	int err = read_header(&p, &count, diag);

	if (err)
		return err;
	end = MBPF_HEADER_BYTES + count * MBPF_ENTRY_BYTES;
	for (u32 i = 0; i < count; i++) {
		err = read_section(&p, i, count, &end, diag);
		if (err)
			return err;
	}
	if (end != size)
		return REFUSE("package: %zu bytes behind the last section", size - end);
	err = check_file_crc(&p, diag);
	if (err)
		return err;
	if (!p.section[MBPF_SECTION_MANIFEST].data)
		return REFUSE("package: no manifest");
	if (!p.section[MBPF_SECTION_BYTECODE].data == !p.section[MBPF_SECTION_EBPF].data)
		return REFUSE("package: there must be either bytecode or an eBPF object");
	if (p.section[MBPF_SECTION_SIG].data && p.section[MBPF_SECTION_SIG].size != MBPF_SIG_BYTES &&
	    p.section[MBPF_SECTION_SIG].size != MBPF_SIG_KEY_BYTES)
		return REFUSE("package: a signature of %u bytes", p.section[MBPF_SECTION_SIG].size);
	*out = p;
	return 0;
}

size_t axi_package_write(void *out, size_t room, const struct axi_package_part *parts, u32 count)
{
	u32 header = MBPF_HEADER_BYTES + count * MBPF_ENTRY_BYTES;
	size_t size = header, before_sig;
	u8 *to = out, *entry;

	for (u32 i = 0; i < count; i++)
		size = (size_t)align_up(size, 8) + parts[i].size; /* sections are aligned: bytecode runs in place */
	if (!out)
		return size;
	if (room < size || count > MBPF_SECTIONS_MAX)
		return 0;
	memset(to, 0, size);
	put32(to, MBPF_MAGIC);
	to[4] = MBPF_FORMAT_VERSION;
	to[6] = (u8)header;
	to[7] = (u8)(header >> 8);
	put32(to + 12, count);
	entry = to + MBPF_HEADER_BYTES;
	size = before_sig = header;
	for (u32 i = 0; i < count; i++, entry += MBPF_ENTRY_BYTES) {
		size = (size_t)align_up(size, 8);
		before_sig = parts[i].type == MBPF_SECTION_SIG ? size : size + parts[i].size;
		if (parts[i].size)
			memcpy(to + size, parts[i].data, parts[i].size);
		put32(entry, parts[i].type);
		put32(entry + 4, (u32)size);
		put32(entry + 8, parts[i].size);
		if (parts[i].type != MBPF_SECTION_SIG)
			put32(entry + 12, axi_crc32(0, parts[i].data, parts[i].size));
		size += parts[i].size;
	}
	put32(to + 16, axi_crc32(0, to, before_sig));
	return size;
}
