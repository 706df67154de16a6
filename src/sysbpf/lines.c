/* SPDX-License-Identifier: Apache-2.0
 * lines.c - func_info and line_info of PROG_LOAD.
 *
 * The records stay in the caller's memory: they are checked in passing before verification, and only when a program is
 * refused is the one line that matters looked up, in a second pass that trusts nothing of the first. */
#include "object/btf.h"
#include "sysbpf/call.h"

/* Linux: MIN_BPF_FUNCINFO_SIZE, MIN_BPF_LINEINFO_SIZE, MAX_FUNCINFO_REC_SIZE */
enum { FUNC_RECORD = 8, LINE_RECORD = 16, RECORD_MAX = 252 };
_Static_assert(sizeof(struct axi_func_info) == FUNC_RECORD && sizeof(struct axi_line_info) == LINE_RECORD, "uapi");

/* An array of records: sizes that make sense, and an end within the address space. */
static bool array_ok(u64 user, u32 count, u32 record_bytes, u32 known, u32 insn_count)
{
	if (record_bytes < known || record_bytes > RECORD_MAX || record_bytes % 4)
		return false;
	/* ascending offsets: there cannot be more records than slots */
	return count <= insn_count && user + (u64)count * record_bytes >= user;
}

/* The tail of a record that we do not know must be zero. */
static bool tail_zero(const u8 *record, u32 known, u32 record_bytes)
{
	for (u32 i = known; i < record_bytes; i++)
		if (record[i])
			return false;
	return true;
}

/* Both kinds of record begin with the slot they speak of: the first of slot 0, then ascending, all in the program. */
static int check_records(struct call *call, u64 user, u32 count, u32 record_bytes, u32 known)
{
	u8 chunk[512]; /* two records at least */
	u32 step = (u32)sizeof(chunk) / record_bytes, last = 0;

	for (u32 i = 0; i < count; i += step) {
		u32 now = (u32)min_u64(step, count - i);

		if (axi_call_in(call, chunk, user + (u64)i * record_bytes, (size_t)now * record_bytes))
			return -AX_EFAULT;
		for (u32 k = 0; k < now; k++) {
			const u8 *record = chunk + k * record_bytes;
			u32 slot;

			memcpy(&slot, record, sizeof(slot));
			if (!tail_zero(record, known, record_bytes))
				return -AX_E2BIG;
			if (i + k ? slot <= last : slot != 0)
				return -AX_EINVAL;
			if (slot >= call->attr.prog_load.insn_cnt)
				return -AX_EINVAL;
			last = slot;
		}
	}
	return 0;
}

static int check_array(struct call *call, u64 user, u32 count, u32 record_bytes, u32 known)
{
	if (!count)
		return 0;
	if (!array_ok(user, count, record_bytes, known, call->attr.prog_load.insn_cnt))
		return -AX_EINVAL;
	return check_records(call, user, count, record_bytes, known);
}

int axi_lines_check(struct call *call, struct source_lines *out)
{
	const struct axi_attr_prog_load *attr = &call->attr.prog_load;
	void *btf;
	int err;

	*out = (struct source_lines){0};
	if (!attr->func_info_cnt && !attr->line_info_cnt)
		return 0;
	err = axi_call_fd(call, attr->prog_btf_fd, AX_KIND_BTF, &btf, NULL);
	if (err)
		return err;
	err = check_array(call, attr->func_info, attr->func_info_cnt, attr->func_info_rec_size, FUNC_RECORD);
	if (!err)
		err = check_array(call, attr->line_info, attr->line_info_cnt, attr->line_info_rec_size, LINE_RECORD);
	*out = (struct source_lines){
		.btf = btf,
		.records = attr->line_info,
		.count = attr->line_info_cnt,
		.record_bytes = attr->line_info_rec_size,
	};
	if (err) {
		axi_btf_obj_put(btf);
		out->btf = NULL;
	}
	return err;
}

/* A string of checked BTF; its header gives the place of the strings (btf.rst: u16 magic, u8 version, u8 flags,
 * u32 hdr_len, type_off, type_len, str_off, str_len). */
static const char *btf_text(const struct axi_btf_obj *btf, u32 offset)
{
	u32 head[6];

	memcpy(head, btf->data, sizeof(head));
	/* the check has seen: in range, and the last byte of the strings is NUL */
	return offset < head[5] ? (const char *)btf->data + head[1] + head[4] + offset : "";
}

bool axi_lines_find(struct call *call, const struct source_lines *lines, u32 insn, struct ax_line *out)
{
	struct axi_line_info record, best;
	bool found = false;

	if (!lines->btf)
		return false;
	for (u32 i = 0; i < lines->count; i++) {
		if (axi_call_in(call, &record, lines->records + (u64)i * lines->record_bytes, sizeof(record)))
			break;
		if (record.insn_off > insn)
			break;
		best = record;
		found = true;
	}
	if (!found)
		return false;
	*out = (struct ax_line){
		.insn = best.insn_off,
		.line = best.line_col >> 10,
		.column = best.line_col & 0x3ff,
		.file = btf_text(lines->btf, best.file_name_off),
		.text = btf_text(lines->btf, best.line_off),
	};
	return true;
}
