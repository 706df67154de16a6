/* SPDX-License-Identifier: Apache-2.0
 * lines.c - reads .BTF.ext: types of functions, source lines of instructions, and whether CO-RE
 * relocations wait for an instruction.
 *
 * Each part is a record size, then for each section {name, count, records}; records ascend by byte
 * offset. Source: Linux Documentation/bpf/btf.rst, section 4.2. */
#include "base/fmt.h"
#include "base/str.h"
#include "object/reader.h"

#define EXT_HEADER_BYTES 24 /* up to line_info; the CO-RE words follow when hdr_len is 32 or more \
	                     */

/* Index of a part's offset word in the header, and the least bytes of its records. */
enum part { FUNCS = 2, LINES = 4, CORE = 6 };
#define FUNC_BYTES 8 /* insn_off, type_id */
#define LINE_BYTES \
	16 /* insn_off, file_name_off, line_off, line << 10 | column; CO-RE: 16 as well */

static u32 word(const u8 *at, u32 i)
{
	u32 w;

	memcpy(&w, at + 4 * (size_t)i, 4);
	return w;
}

u32 axi_ext_offset(const struct axi_ext *ext, u32 index)
{
	return word(ext->at + (size_t)index * ext->record_bytes, 0);
}

u32 axi_ext_first(const struct axi_ext *ext, u32 off)
{
	u32 low = 0, high = ext->count;

	while (low < high) {
		u32 mid = low + (high - low) / 2;

		if (axi_ext_offset(ext, mid) < off)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

struct ax_line axi_ext_line(const struct axi_reader *rd, const struct axi_ext *ext, u32 index)
{
	const u8 *at = ext->at + (size_t)index * ext->record_bytes;
	const char *file = axi_btf_string(&rd->btf, word(at, 1)),
		   *text = axi_btf_string(&rd->btf, word(at, 2));

	return (struct ax_line){.line = word(at, 3) >> 10,
	                        .column = word(at, 3) & 0x3ff,
	                        .file = file ? file : "",
	                        .text = text ? text : ""};
}

static struct axi_sec *find_code(struct axi_reader *rd, const char *name)
{
	for (u32 i = 1; i < rd->sec_count; i++)
		if (rd->secs[i].kind == AXI_SEC_CODE && axi_streq(rd->secs[i].name, name))
			return &rd->secs[i];
	return NULL;
}

static bool good_record(const struct axi_reader *rd, const u8 *at, enum part part)
{
	if (part == LINES)
		return word(at, 1) < rd->btf.strings_size && word(at, 2) < rd->btf.strings_size;
	if (part == FUNCS)
		return word(at, 1) <= rd->btf.count &&
		       axi_btf_type(&rd->btf, word(at, 1)).kind == AXI_BTF_FUNC;
	return true;
}

/* Records of one section: offsets are instructions of it and ascend, strings and types exist. */
static int check_records(const struct axi_reader *rd, const struct axi_sec *sec,
                         const struct axi_ext *ext, enum part part)
{
	u32 before = 0;

	for (u32 i = 0; i < ext->count; i++) {
		const u8 *at = ext->at + (size_t)i * ext->record_bytes;
		u32 off = word(at, 0);

		if (off % 8 || off >= sec->size || off < before)
			return axi_obj_fail(rd, -AX_EINVAL, (u64)(at - rd->file),
			                    ".BTF.ext: record %u of section '%.40s' has a bad "
			                    "instruction offset 0x%x",
			                    i, sec->name, off);
		if (!good_record(rd, at, part))
			return axi_obj_fail(
				rd, -AX_EINVAL, (u64)(at - rd->file),
				".BTF.ext: record %u of section '%.40s' has a bad string or type",
				i, sec->name);
		before = off;
	}
	return 0;
}

static struct axi_ext *part_of(struct axi_sec *sec, enum part part)
{
	return part == FUNCS ? &sec->funcs : part == LINES ? &sec->lines : &sec->core;
}

/* One part: `size` bytes at `at`. */
static int read_part(struct axi_reader *rd, const u8 *at, u32 size, enum part part)
{
	const u32 least = part == FUNCS ? FUNC_BYTES : LINE_BYTES;
	const u8 *end = at + size;
	u32 record;

	if (!size)
		return 0;
	if (size < 4 || word(at, 0) < least || word(at, 0) % 4 || word(at, 0) > size)
		return axi_obj_fail(rd, -AX_EINVAL, (u64)(at - rd->file),
		                    ".BTF.ext: record size is wrong");
	record = word(at, 0);
	for (at += 4; at < end;) {
		if (end - at < 8)
			return axi_obj_fail(rd, -AX_EINVAL, (u64)(at - rd->file),
			                    ".BTF.ext: cut off");
		const char *name = axi_btf_string(&rd->btf, word(at, 0));
		struct axi_sec *sec = name ? find_code(rd, name) : NULL;
		struct axi_ext ext = {.at = at + 8, .count = word(at, 1), .record_bytes = record};
		struct axi_ext *to = sec ? part_of(sec, part) : NULL;

		if (!to || to->count)
			return axi_obj_fail(rd, -AX_EINVAL, (u64)(at - rd->file),
			                    ".BTF.ext: section '%.40s' %s", name ? name : "?",
			                    to ? "appears twice" : "has no code");
		if (!ext.count || (u64)ext.count * record > (u64)(end - ext.at))
			return axi_obj_fail(rd, -AX_EINVAL, (u64)(at - rd->file),
			                    ".BTF.ext: %u records of section '%.40s' do not fit",
			                    ext.count, name);
		int rc = check_records(rd, sec, &ext, part);

		if (rc)
			return rc;
		*to = ext;
		at = ext.at + (size_t)ext.count * record;
	}
	return 0;
}

/* Check a part's place and read it. */
static int open_part(struct axi_reader *rd, const struct axi_sec *sec, u32 header, enum part part)
{
	const u8 *h = axi_sec_data(rd, sec);
	u32 off = word(h, part), len = word(h, part + 1);
	u64 body = sec->size - header;

	if (off > body || len > body - off)
		return axi_obj_fail(rd, -AX_EINVAL, sec->off + 4 * (u64)part,
		                    ".BTF.ext: a part goes beyond the end");
	return read_part(rd, h + header + off, len, part);
}

int axi_ext_open(struct axi_reader *rd)
{
	struct axi_sec *sec = axi_elf_section(rd, ".BTF.ext");
	u32 header;
	int rc;

	if (!sec || !rd->has_btf)
		return 0;
	const u8 *h = axi_sec_data(rd, sec);

	if (sec->type == AXI_SHT_NOBITS || sec->size < EXT_HEADER_BYTES || sec->size > UINT32_MAX)
		return axi_obj_fail(rd, -AX_EINVAL, sec->off,
		                    ".BTF.ext is shorter than its header");
	header = word(h, 1);
	if (h[0] != 0x9f || h[1] != 0xeb || h[2] != 1 || h[3] || header < EXT_HEADER_BYTES ||
	    header > sec->size)
		return axi_obj_fail(rd, -AX_EINVAL, sec->off,
		                    ".BTF.ext: magic, version, flags or header length is wrong");
	rc = open_part(rd, sec, header, FUNCS);
	if (!rc)
		rc = open_part(rd, sec, header, LINES);
	if (!rc && header >= 32)
		rc = open_part(rd, sec, header, CORE);
	return rc;
}
