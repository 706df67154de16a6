/* SPDX-License-Identifier: Apache-2.0
 * info.c - BPF_OBJ_GET_INFO_BY_FD.
 *
 * The caller's struct may be longer than ours (then the rest must be zero) or shorter (then it gets the beginning);
 * arrays go to pointers inside the struct, as many as fit, and the counts say how many there are. */
#include "base/str.h"
#include "sysbpf/call.h"

/* The caller's struct, cut to ours; fields that he did not give are zero. */
static int info_in(struct call *call, void *info, u32 info_bytes, u32 *bytes)
{
	const struct axi_attr_info *attr = &call->attr.info;

	*bytes = (u32)min_u64(attr->info_len, info_bytes);
	if (attr->info_len > AX_PAGE_BYTES)
		return -AX_E2BIG;
	if (attr->info_len > info_bytes) {
		int err = axi_call_zero(call, attr->info + info_bytes, attr->info_len - info_bytes);

		if (err)
			return err;
	}
	return axi_call_in(call, info, attr->info, *bytes);
}

static int info_out(struct call *call, const void *info, u32 bytes)
{
	int err = axi_call_out(call, call->attr.info.info, info, bytes);

	return err ? err : axi_call_result(call, offsetof(struct axi_attr_info, info_len), bytes);
}

/* --- programs --- */

static int map_ids_out(struct call *call, const struct ax_prog *object, const struct ax_prog_info *prog,
		       struct axi_prog_info *info)
{
	u32 room = info->nr_map_ids;

	info->nr_map_ids = prog->map_count + prog->bound_count;
	for (u32 i = 0; i < info->nr_map_ids && i < room; i++) {
		const struct ax_map *map =
			i < prog->map_count ? prog->maps[i] : ax_prog_bound(object, i - prog->map_count);
		u32 id = ax_map_id(map);

		if (axi_call_out(call, info->map_ids + 4 * (u64)i, &id, sizeof(id)))
			return -AX_EFAULT;
	}
	return 0;
}

/* Slots where functions start: those of func_info, or the whole program as one. */
static u32 func_start(const struct ax_prog_info *prog, u32 i)
{
	const struct axi_func_info *funcs = prog->func_info;

	return i < prog->func_info_count ? funcs[i].insn_off : 0;
}

static u32 func_count(const struct ax_prog_info *prog)
{
	return prog->func_info_count ? prog->func_info_count : 1;
}

/* Which function begins at this slot; func_info says, in ascending order. */
static u32 func_at(const struct ax_prog_info *prog, u32 slot)
{
	u32 low = 0, high = func_count(prog);

	while (high - low > 1) {
		u32 middle = low + (high - low) / 2;

		if (func_start(prog, middle) <= slot)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* One instruction as Linux shows it: maps by id; a function that is called has its distance in the offset, and its number (among those of
 * func_info) in the immediate value, as has one whose address is taken, in the second half. */
static struct ax_insn shown(const struct ax_prog_info *prog, u32 i)
{
	struct ax_insn insn = prog->insns[i];

	if (insn.opcode == AX_OP_CALL && insn.src == AX_CALL_LOCAL) {
		insn.off = (s16)insn.imm;
		if (prog->func_info_count)
			insn.imm = (s32)func_at(prog, i + 1 + (u32)insn.imm);
	} else if (!insn.opcode && i && prog->insns[i - 1].opcode == AX_OP_LDDW && prog->insns[i - 1].src == AX_PSEUDO_FUNC &&
		   prog->func_info_count) {
		insn.imm = (s32)func_at(prog, i + (u32)prog->insns[i - 1].imm);
	}
	if (insn.opcode != AX_OP_LDDW ||
	    (insn.src != AX_PSEUDO_MAP_IDX && insn.src != AX_PSEUDO_MAP_IDX_VALUE))
		return insn;
	insn.src = insn.src == AX_PSEUDO_MAP_IDX ? AX_PSEUDO_MAP_FD : AX_PSEUDO_MAP_VALUE;
	insn.imm = (s32)ax_map_id(prog->maps[insn.imm]);
	return insn;
}

static int insns_out(struct call *call, const struct ax_prog_info *prog, struct axi_prog_info *info)
{
	u32 room = info->xlated_prog_len / (u32)sizeof(struct ax_insn);

	info->xlated_prog_len = prog->insn_count * (u32)sizeof(struct ax_insn);
	for (u32 i = 0; i < prog->insn_count && i < room; i++) {
		struct ax_insn insn = shown(prog, i);

		if (axi_call_out(call, info->xlated_prog_insns + sizeof(insn) * (u64)i, &insn, sizeof(insn)))
			return -AX_EFAULT;
	}
	return 0;
}

/* The machine code, all functions one behind the other. */
static int code_out(struct call *call, const struct ax_prog_info *prog, struct axi_prog_info *info)
{
	u32 room = info->jited_prog_len, bytes = (u32)prog->code_bytes;

	info->jited_prog_len = bytes;
	return axi_call_out(call, info->jited_prog_insns, prog->code, min_u64(room, bytes));
}

/* Records of `known` bytes each; Linux gives them in its own size, and the counts and sizes that it has. */
static int records_out(struct call *call, u64 user, u32 room, const void *records, u32 count, u32 known)
{
	return axi_call_out(call, user, records, (size_t)min_u64(room, count) * known);
}

/* Where the code of function `i` begins; that of the first with the prologue. */
static u32 func_code(const struct ax_prog_info *prog, u32 i)
{
	if (!i || !prog->code_at)
		return 0;
	return i < func_count(prog) ? prog->code_at[func_start(prog, i)] : (u32)prog->code_bytes;
}

/* The address of each line's code.  Who reads them wants them to rise and to stay in their function (libbpf), so a line whose
 * instructions were merged into those before gets the next byte; where there is no such byte, nobody is told. */
static int code_lines_out(struct call *call, const struct ax_prog_info *prog, struct axi_prog_info *info)
{
	const struct axi_line_info *lines = prog->line_info;
	u32 rows = info->nr_jited_line_info, next = 0, function = 0;
	u64 base = (u64)(uintptr_t)prog->code;

	info->nr_jited_line_info = 0;
	for (u32 i = 0; prog->code_at && i < prog->line_info_count; i++) {
		u32 slot = lines[i].insn_off, at = slot ? prog->code_at[slot] : 0;
		u64 address;

		while (function + 1 < func_count(prog) && func_start(prog, function + 1) <= slot)
			next = func_code(prog, ++function);
		at = at < next ? next : at;
		next = at + 1;
		if (next > func_code(prog, function + 1))
			return 0;
		address = base + at;
		if (i < rows && axi_call_out(call, info->jited_line_info + 8 * (u64)i, &address, sizeof(address)))
			return -AX_EFAULT;
	}
	info->nr_jited_line_info = prog->code_at ? prog->line_info_count : 0;
	return 0;
}

/* Address and length of each function's code, and the address of each line's. */
static int code_map_out(struct call *call, const struct ax_prog_info *prog, struct axi_prog_info *info)
{
	u32 syms = info->nr_jited_ksyms, lens = info->nr_jited_func_lens;
	u32 functions = prog->code ? (prog->code_at ? func_count(prog) : 1) : 0;
	u64 base = (u64)(uintptr_t)prog->code;

	info->nr_jited_ksyms = info->nr_jited_func_lens = functions;
	for (u32 i = 0; i < functions; i++) {
		u32 at = func_code(prog, i), end = i + 1 < functions ? func_code(prog, i + 1) : (u32)prog->code_bytes;
		u32 length = end - at;
		u64 address = base + at;

		if (i < syms && axi_call_out(call, info->jited_ksyms + 8 * (u64)i, &address, sizeof(address)))
			return -AX_EFAULT;
		if (i < lens && axi_call_out(call, info->jited_func_lens + 4 * (u64)i, &length, sizeof(length)))
			return -AX_EFAULT;
	}
	return code_lines_out(call, prog, info);
}

/* The tag of each function: of its own instructions. */
static int tags_out(struct call *call, const struct ax_prog_info *prog, struct axi_prog_info *info)
{
	u32 room = info->nr_prog_tags, count = func_count(prog);

	info->nr_prog_tags = count;
	for (u32 i = 0; i < count && i < room; i++) {
		u32 start = func_start(prog, i), end = i + 1 < count ? func_start(prog, i + 1) : prog->insn_count;
		u8 tag[8];

		if (count == 1)
			memcpy(tag, prog->tag, sizeof(tag));
		else
			axi_prog_tag(prog->insns + start, end - start, tag);
		if (axi_call_out(call, info->prog_tags + 8 * (u64)i, tag, sizeof(tag)))
			return -AX_EFAULT;
	}
	return 0;
}

/* Everything that goes to pointers inside the struct; the counts become what there is. */
static int arrays_out(struct call *call, const struct ax_prog *object, const struct ax_prog_info *prog,
		      struct axi_prog_info *info)
{
	int err = map_ids_out(call, object, prog, info);

	if (!err)
		err = insns_out(call, prog, info);
	if (!err)
		err = code_out(call, prog, info);
	if (!err)
		err = code_map_out(call, prog, info);
	if (!err)
		err = records_out(call, info->func_info, info->nr_func_info, prog->func_info, prog->func_info_count,
				  sizeof(struct axi_func_info));
	if (!err)
		err = records_out(call, info->line_info, info->nr_line_info, prog->line_info, prog->line_info_count,
				  sizeof(struct axi_line_info));
	return err ? err : tags_out(call, prog, info);
}

static bool record_size_ok(u32 count, u32 given, size_t known)
{
	return given == known || (!count && !given);
}

/* Linux wants to be told the sizes that it answers with, or nothing where nothing is asked. */
static bool record_sizes_ok(const struct axi_prog_info *info)
{
	return record_size_ok(info->nr_func_info, info->func_info_rec_size, sizeof(struct axi_func_info)) &&
	       record_size_ok(info->nr_line_info, info->line_info_rec_size, sizeof(struct axi_line_info)) &&
	       record_size_ok(info->nr_jited_line_info, info->jited_line_info_rec_size, sizeof(u64));
}

/* The id of the system's own types among the BTF objects; 0: the shell has not shown them. */
static u32 system_types_id(struct ax_engine *engine)
{
	u32 id = 0;

	while (!ax_engine_next_id(engine, AX_KIND_BTF, id, &id)) {
		struct axi_btf_obj *btf = ax_engine_by_id(engine, AX_KIND_BTF, id);
		bool found = btf && axi_btf_obj_is_system(btf);

		if (btf)
			axi_btf_obj_put(btf);
		if (found)
			return id;
	}
	return 0;
}

static int prog_info(struct call *call, const struct ax_prog *object)
{
	struct axi_prog_info info = {0};
	struct ax_prog_info prog;
	u32 bytes;
	int err = info_in(call, &info, sizeof(info), &bytes);

	if (err)
		return err;
	if (info.pad) /* Linux's struct ends before it */
		return -AX_E2BIG;
	if (!record_sizes_ok(&info))
		return -AX_EINVAL;
	ax_prog_info(object, &prog);
	err = arrays_out(call, object, &prog, &info);
	if (err)
		return err;
	info.type = prog.type;
	info.id = prog.id;
	info.load_time = prog.load_ns;
	info.created_by_uid = prog.uid;
	info.ifindex = 0;
	info.gpl_compatible = prog.gpl;
	info.netns_dev = info.netns_ino = 0;
	info.btf_id = prog.btf_id;
	info.func_info_rec_size = sizeof(struct axi_func_info);
	info.line_info_rec_size = sizeof(struct axi_line_info);
	info.jited_line_info_rec_size = sizeof(u64);
	info.nr_func_info = prog.func_info_count;
	info.nr_line_info = prog.line_info_count;
	info.run_time_ns = prog.run_ns;
	info.run_cnt = prog.run_count;
	info.recursion_misses = prog.recursion_misses;
	info.verified_insns = prog.verdict.insns;
	info.attach_btf_id = prog.attach_btf_id;
	info.attach_btf_obj_id = AXI_UNVERIFIED && prog.attach_btf_id ? system_types_id(call->engine) : 0;
	info.pad = 0;
	memcpy(info.tag, prog.tag, sizeof(info.tag));
	memcpy(info.name, prog.name, sizeof(info.name));
	return info_out(call, &info, bytes);
}

/* --- maps, BTF, links --- */

static int map_info(struct call *call, const struct ax_map *map)
{
	const struct ax_map_spec *spec = ax_map_spec_of(map);
	struct axi_map_info info = {0};
	u32 bytes;
	int err = info_in(call, &info, sizeof(info), &bytes);

	if (err)
		return err;
	info = (struct axi_map_info){
		.type = spec->type,
		.id = ax_map_id(map),
		.key_size = spec->key_size,
		.value_size = spec->value_size,
		.max_entries = spec->max_entries,
		.map_flags = spec->flags,
		.btf_id = spec->btf_id,
		.btf_key_type_id = spec->btf_key_type_id,
		.btf_value_type_id = spec->btf_value_type_id,
		.map_extra = spec->extra,
	};
	memcpy(info.name, spec->name, sizeof(info.name));
	return info_out(call, &info, bytes);
}

/* A name goes to the caller's buffer of *room bytes, which becomes what the name needs; -AX_ENOSPC when it is cut. */
static int name_out(struct call *call, const char *name, u64 user, u32 *room)
{
	u32 length = (u32)axi_strlen(name), keep = length;

	if (!user != !*room)
		return -AX_EINVAL;
	if (user && keep > *room - 1)
		keep = *room - 1;
	*room = length + 1;
	if (!user)
		return 0;
	if (axi_call_out(call, user, name, keep) || axi_call_out(call, user + keep, "", 1))
		return -AX_EFAULT;
	return keep < length ? -AX_ENOSPC : 0;
}

static int btf_info(struct call *call, const struct axi_btf_obj *btf)
{
	struct axi_btf_info info = {0};
	const char *name;
	const void *data;
	u32 bytes;
	int out, err = info_in(call, &info, sizeof(info), &bytes);

	if (err)
		return err;
	data = btf->data;
	name = ""; /* of BTF from bpf(2); its NUL needs room, too */
	if (axi_btf_obj_is_system(btf)) {
		name = btf->system;
		data = info.btf_size ? call->host->system_btf(call->host->arg, btf->size) : data;
	}
	if (!data)
		return -AX_EINVAL;
	if (axi_call_out(call, info.btf, data, min_u64(info.btf_size, btf->size)))
		return -AX_EFAULT;
	err = name_out(call, name, info.name, &info.name_len);
	if (err && err != -AX_ENOSPC)
		return err;
	info = (struct axi_btf_info){.btf = info.btf, .btf_size = btf->size, .id = btf->id, .name = info.name,
				     .name_len = (u32)axi_strlen(name), .kernel_btf = axi_btf_obj_is_system(btf)};
	out = info_out(call, &info, bytes);
	return out ? out : err;
}

enum { FD_TRACEPOINT = 1, FD_KRETPROBE = 3 }; /* enum bpf_task_fd_type */
enum { EVENT_KPROBE = 3, EVENT_KRETPROBE, EVENT_TRACEPOINT, EVENT_OTHER }; /* enum bpf_perf_event_type */

/* What a perf event's link hangs on. */
static int event_info(struct call *call, const struct ax_link *link, struct axi_link_info *info)
{
	struct axi_event_told told = {0};
	int err = call->host->link_event ? call->host->link_event(call->host->arg, link, &told) : -AX_ENOENT;

	if (err) { /* kind 0: not told */
		info->tp_name = info->tp_name_len = 0;
		return 0;
	}
	if (!told.name[0]) {
		info->perf.kind = EVENT_OTHER;
		info->perf.event.config = told.config;
		info->perf.event.type = told.event_type;
		info->perf.event.cookie = ax_link_cookie(link);
		return 0;
	}
	err = name_out(call, told.name, info->perf.probe.name, &info->perf.probe.name_len);
	if (told.fd_type == FD_TRACEPOINT) {
		info->perf.kind = EVENT_TRACEPOINT;
		info->perf.tracepoint.cookie = ax_link_cookie(link);
		return err;
	}
	info->perf.kind = told.fd_type == FD_KRETPROBE ? EVENT_KRETPROBE : EVENT_KPROBE;
	info->perf.probe.offset = (u32)told.offset;
	info->perf.probe.address = told.address;
	info->perf.probe.missed = 0;
	info->perf.probe.cookie = ax_link_cookie(link);
	return err;
}

static int link_info(struct call *call, struct ax_link *link)
{
	struct axi_link_info info = {0};
	u32 bytes;
	int err = info_in(call, &info, sizeof(info), &bytes);

	if (err)
		return err;
	info.type = link->by_name ? AXI_LINK_TYPE_RAW_TRACEPOINT : AXI_LINK_TYPE_PERF_EVENT;
	info.id = link->id;
	info.prog_id = axi_link_prog_id(link);
	info.pad = 0;
	if (link->by_name)
		err = name_out(call, link->name, info.tp_name, &info.tp_name_len);
	else if (AXI_UNVERIFIED)
		err = event_info(call, link, &info);
	else
		info.tp_name = info.tp_name_len = 0;
	return err ? err : info_out(call, &info, bytes);
}

long axi_cmd_info(struct call *call)
{
	enum ax_kind kind;
	void *object;
	u32 flags;
	int err = call->host->fd_get(call->host->arg, (int)call->attr.info.bpf_fd, &kind, &object, &flags);

	if (err) /* Linux has its own word for this one command */
		return err == -AX_EBADF ? -AX_EBADFD : err;
	switch (kind) {
	case AX_KIND_PROG: err = prog_info(call, object); break;
	case AX_KIND_MAP: err = map_info(call, object); break;
	case AX_KIND_BTF: err = btf_info(call, object); break;
	case AX_KIND_LINK: err = link_info(call, object); break;
	case AX_KINDS: err = -AX_EINVAL; break; /* statistics */
	}
	axi_call_put(call, kind, object);
	return err;
}
