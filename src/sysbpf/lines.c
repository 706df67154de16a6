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

/* One record: `known` bytes of it into `out`, the rest must be zero. */
static int record_in(struct call *call, u64 user, u32 record_bytes, void *out, u32 known)
{
	int err = axi_call_in(call, out, user, known);

	return err ? err : axi_call_zero(call, user + known, record_bytes - known);
}

/* An array of records: sizes that make sense, and an end within the address space. */
static bool array_ok(u64 user, u32 count, u32 record_bytes, u32 known, u32 insn_count)
{
	if (record_bytes < known || record_bytes > RECORD_MAX || record_bytes % 4)
		return false;
	/* ascending offsets: there cannot be more records than slots */
	return count <= insn_count && user + (u64)count * record_bytes >= user;
}

static int check_funcs(struct call *call)
{
	const struct axi_attr_prog_load *attr = &call->attr.prog_load;
	struct axi_func_info record;
	u32 last = 0;

	if (!attr->func_info_cnt)
		return 0;
	if (!array_ok(attr->func_info, attr->func_info_cnt, attr->func_info_rec_size, FUNC_RECORD, attr->insn_cnt))
		return -AX_EINVAL;
	for (u32 i = 0; i < attr->func_info_cnt; i++) {
		int err = record_in(call, attr->func_info + (u64)i * attr->func_info_rec_size,
				    attr->func_info_rec_size, &record, sizeof(record));

		if (err)
			return err;
		if (i ? record.insn_off <= last : record.insn_off != 0)
			return -AX_EINVAL;
		if (record.insn_off >= attr->insn_cnt)
			return -AX_EINVAL;
		last = record.insn_off;
	}
	return 0;
}

/* Lines are checked as they are used: order and range of the offsets. */
static int check_lines(struct call *call, const struct source_lines *lines)
{
	struct axi_line_info record;
	u32 last = 0;

	for (u32 i = 0; i < lines->count; i++) {
		int err = record_in(call, lines->records + (u64)i * lines->record_bytes, lines->record_bytes, &record,
				    sizeof(record));

		if (err)
			return err;
		if (i ? record.insn_off <= last : record.insn_off != 0)
			return -AX_EINVAL;
		if (record.insn_off >= call->attr.prog_load.insn_cnt)
			return -AX_EINVAL;
		last = record.insn_off;
	}
	return 0;
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
	err = check_funcs(call);
	if (!err && attr->line_info_cnt &&
	    !array_ok(attr->line_info, attr->line_info_cnt, attr->line_info_rec_size, LINE_RECORD, attr->insn_cnt))
		err = -AX_EINVAL;
	*out = (struct source_lines){
		.btf = btf,
		.records = attr->line_info,
		.count = attr->line_info_cnt,
		.record_bytes = attr->line_info_rec_size,
	};
	if (!err)
		err = check_lines(call, out);
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
