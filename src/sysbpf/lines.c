/* SPDX-License-Identifier: Apache-2.0
 * lines.c - func_info and line_info of PROG_LOAD: copied once, checked against the program and its BTF by Linux's rules,
 * then used for refusals and kept with the program. */
#include "object/btf.h"
#include "sysbpf/call.h"

/* Linux: MIN_BPF_FUNCINFO_SIZE, MIN_BPF_LINEINFO_SIZE, MAX_FUNCINFO_REC_SIZE */
enum { FUNC_RECORD = 8, LINE_RECORD = 16, RECORD_MAX = 252 };
_Static_assert(sizeof(struct axi_func_info) == FUNC_RECORD && sizeof(struct axi_line_info) == LINE_RECORD, "uapi");

/* --- in --- */

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

/* Copy the records, as many bytes of each as we know; both kinds begin with the slot they speak of, which must ascend and
 * lie in the program. */
static int copy_records(struct call *call, u8 *out, u64 user, u32 count, u32 record_bytes, u32 known)
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
			memcpy(out, record, known);
			out += known;
		}
	}
	return 0;
}

static int array_in(struct call *call, void **out, u64 user, u32 count, u32 record_bytes, u32 known)
{
	if (!count)
		return 0;
	if (!array_ok(user, count, record_bytes, known, call->attr.prog_load.insn_cnt))
		return -AX_EINVAL;
	*out = call->mem->alloc(call->mem, (size_t)count * known);
	if (!*out)
		return -AX_ENOMEM;
	return copy_records(call, *out, user, count, record_bytes, known);
}

/* --- against the program --- */

static void start_at(u64 *starts, u32 count, s64 at)
{
	if (at >= 0 && at < count)
		starts[at / 64] |= UINT64_C(1) << (at % 64);
}

static bool is_start(const u64 *starts, u32 at)
{
	return starts[at / 64] >> (at % 64) & 1;
}

/* A bit for each slot where a function of the program starts: what is called, or taken as a callback. */
static void mark_starts(u64 *starts, const struct ax_insn *insns, u32 count)
{
	enum { CALL = 0x85, SRC_LOCAL = 1, SRC_FUNC = 4 };

	start_at(starts, count, 0);
	for (u32 i = 0; i < count; i++) {
		if (insns[i].opcode == CALL && insns[i].src == SRC_LOCAL)
			start_at(starts, count, (s64)i + insns[i].imm + 1);
		if (insns[i].opcode != AX_OP_LDDW)
			continue;
		if (insns[i].src == SRC_FUNC)
			start_at(starts, count, (s64)i + insns[i].imm + 1);
		i++;
	}
}

static u32 count_starts(const u64 *starts, u32 words)
{
	u32 count = 0;

	for (u32 i = 0; i < words; i++)
		count += (u32)__builtin_popcountll(starts[i]);
	return count;
}

/* Every function has a record, and every record a function; its type is a function. */
static int check_funcs(const struct source_lines *l, const struct axi_btf_view *btf, const u64 *starts, u32 functions)
{
	if (l->func_count && l->func_count != functions)
		return -AX_EINVAL;
	for (u32 i = 0; i < l->func_count; i++) {
		struct axi_btf_type type;

		if (!l->funcs[i].type_id || l->funcs[i].type_id > btf->count || !is_start(starts, l->funcs[i].insn_off))
			return -AX_EINVAL;
		type = axi_btf_type(btf, l->funcs[i].type_id);
		if (type.kind != AXI_BTF_FUNC)
			return -AX_EINVAL;
	}
	return 0;
}

/* Lines begin at instructions, every function begins with one, and the texts are strings of the BTF. */
static int check_lines(const struct source_lines *l, const struct axi_btf_view *btf, const struct ax_insn *insns,
		       const u64 *starts, u32 functions)
{
	u32 begun = 0;

	for (u32 i = 0; i < l->count; i++) {
		const struct axi_line_info *line = &l->lines[i];

		if (!insns[line->insn_off].opcode)
			return -AX_EINVAL; /* the second half of a 64-bit load */
		if (!axi_btf_string(btf, line->line_off) || !axi_btf_string(btf, line->file_name_off))
			return -AX_EINVAL;
		begun += is_start(starts, line->insn_off);
	}
	return l->count && begun != functions ? -AX_EINVAL : 0;
}

/* The exception callback that the main function's tag names. */
static int find_catcher(const struct source_lines *l, const struct axi_btf_view *btf, u32 *at)
{
	const char *name;
	u32 id;
	int err;

	if (!l->func_count || l->funcs[0].insn_off || l->funcs[0].type_id > btf->count)
		return 0;
	err = axi_btf_catcher(btf, l->funcs[0].type_id, &id, &name);
	if (err || !id)
		return err ? -AX_EINVAL : 0;
	for (u32 i = 1; i < l->func_count; i++)
		if (l->funcs[i].type_id == id)
			*at = l->funcs[i].insn_off;
	return *at ? 0 : -AX_EINVAL;
}

static int check_with(const struct source_lines *l, const struct ax_insn *insns, u32 insn_count, struct ax_arena *arena, u32 *catcher)
{
	u32 words = insn_count / 64 + 1, functions;
	u64 *starts = ax_arena_alloc(arena, words * sizeof(*starts), 8);
	struct ax_object_error why;
	struct axi_btf_view btf;
	int err;

	if (!starts)
		return -AX_ENOMEM;
	memset(starts, 0, words * sizeof(*starts));
	mark_starts(starts, insns, insn_count);
	err = axi_btf_open(&btf, l->btf->data, l->btf->size, arena, &why);
	if (AXI_KFUNCS && !err)
		err = find_catcher(l, &btf, catcher);
	if (AXI_KFUNCS && *catcher)
		start_at(starts, insn_count, *catcher);
	functions = count_starts(starts, words);
	if (!err)
		err = check_funcs(l, &btf, starts, functions);
	return err ? err : check_lines(l, &btf, insns, starts, functions);
}

static int check_all(struct call *call, const struct source_lines *l, const struct ax_insn *insns, u32 *catcher)
{
	u32 insn_count = call->attr.prog_load.insn_cnt;
	size_t bytes = (size_t)l->btf->size / 12 * 4 + insn_count / 8 + 256; /* 4 bytes a type, a type is 12 bytes at least */
	void *block = call->mem->alloc(call->mem, bytes);
	struct ax_arena arena;
	int err;

	if (!block)
		return -AX_ENOMEM;
	ax_arena_init(&arena, block, bytes);
	err = check_with(l, insns, insn_count, &arena, catcher);
	call->mem->free(call->mem, block, bytes);
	return err;
}

int axi_lines_in(struct call *call, const struct ax_insn *insns, struct source_lines *out)
{
	const struct axi_attr_prog_load *attr = &call->attr.prog_load;
	void *btf, *funcs = NULL, *lines = NULL;
	int err;

	*out = (struct source_lines){0};
	if (!attr->func_info_cnt && !attr->line_info_cnt)
		return 0;
	err = axi_call_fd(call, attr->prog_btf_fd, AX_KIND_BTF, &btf, NULL);
	if (err)
		return err;
	out->btf = btf;
	if (axi_btf_obj_is_system(btf))
		return -AX_EACCES;
	err = array_in(call, &funcs, attr->func_info, attr->func_info_cnt, attr->func_info_rec_size, FUNC_RECORD);
	if (!err)
		err = array_in(call, &lines, attr->line_info, attr->line_info_cnt, attr->line_info_rec_size, LINE_RECORD);
	out->funcs = funcs;
	out->lines = lines;
	out->func_count = funcs ? attr->func_info_cnt : 0;
	out->count = lines ? attr->line_info_cnt : 0;
	return err ? err : check_all(call, out, insns, &out->exception_cb);
}

void axi_lines_end(struct call *call, struct source_lines *l)
{
	call->mem->free(call->mem, l->funcs, (size_t)l->func_count * FUNC_RECORD);
	call->mem->free(call->mem, l->lines, (size_t)l->count * LINE_RECORD);
	if (l->btf)
		axi_btf_obj_put(l->btf);
}

/* --- use --- */

/* A string of checked BTF; its header gives the place of the strings (btf.rst: u16 magic, u8 version, u8 flags,
 * u32 hdr_len, type_off, type_len, str_off, str_len). */
static const char *btf_text(const struct axi_btf_obj *btf, u32 offset)
{
	u32 head[6];

	memcpy(head, btf->data, sizeof(head));
	/* the check has seen: in range, and the last byte of the strings is NUL */
	return offset < head[5] ? (const char *)btf->data + head[1] + head[4] + offset : "";
}

bool axi_lines_find(const struct source_lines *l, u32 insn, struct ax_line *out)
{
	const struct axi_line_info *best;
	u32 low = 0, high = l->count; /* lines[low - 1] is at or before `insn`, lines[high] behind it */

	while (low < high) {
		u32 mid = (low + high) / 2;

		if (l->lines[mid].insn_off <= insn)
			low = mid + 1;
		else
			high = mid;
	}
	if (!low)
		return false;
	best = &l->lines[low - 1];
	*out = (struct ax_line){
		.insn = best->insn_off,
		.line = best->line_col >> 10,
		.column = best->line_col & 0x3ff,
		.file = btf_text(l->btf, best->file_name_off),
		.text = btf_text(l->btf, best->line_off),
	};
	return true;
}
