/* SPDX-License-Identifier: Apache-2.0
 * prog.c - programs: load (check, verify, link, enter in the table), run, describe, free.
 *
 * Loading takes memory and references, and enters the table as its last step: a refusal leaves nothing behind. */
#include "base/fmt.h"
#include "base/profile.h"
#include "base/str.h"
#include "engine/engine.h"
#include "engine/helpers.h"
#include "engine/packet.h"
#include "engine/stack.h"
#include "exec/exec.h"
#include "isa/arena.h"
#include "isa/decode.h"
#include "jit/jit.h"
#include "map/map.h"
#include "verify/verify.h"

static bool known_type(const struct ax_prog_spec *spec)
{
	switch (spec->type) {
#define PROG_TYPE(id, NAME, name, ctx, ret_min, ret_max) case id:
#include "isa/progs.def"
		return true;
	case AX_PROG_MBPF: return spec->own_ctx;
	case AX_PROG_TRACING:
	case AX_PROG_LSM: return AXI_UNVERIFIED && spec->types && spec->target;
	default: return AXI_OBJECTS && spec->packet_ctx && axi_packet_type(spec->type);
	}
}

/* Linux's license_is_gpl_compatible (include/linux/license.h): these words, exactly. */
bool axi_gpl_compatible(const char *license)
{
	static const char *const good[] = {
		"GPL",		"GPL v2",	"GPL and additional rights",
		"Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL",
	};

	for (u32 i = 0; license && i < ARRAY_LEN(good); i++)
		if (axi_streq(license, good[i]))
			return true;
	return false;
}

static int refuse(struct ax_diag *diag, int err, const char *note, u64 have, u64 need)
{
	if (!AXI_WORDS && diag) {
		diag->reason = 0;
		diag->insn = UINT32_MAX;
	} else if (diag) {
		*diag = (struct ax_diag){.insn = UINT32_MAX, .reg = -1};
		diag->have_min = diag->have_max = (s64)have;
		diag->need_min = 0;
		diag->need_max = (s64)need;
		axi_fmt(diag->note, sizeof(diag->note), note, (unsigned long long)have, (unsigned long long)need);
	}
	return err;
}

static int check_spec(const struct ax_engine *engine, const struct ax_prog_spec *spec, struct ax_diag *diag)
{
	const struct ax_limits *limits = engine->limits;

	if (!AXI_UNVERIFIED && !spec->verify)
		return refuse(diag, -AX_EINVAL, "programs do not run unverified here", 0, 0);
	if (!known_type(spec))
		return refuse(diag, -AX_EINVAL,
			      "there is no program type %llu here; use socket_filter, kprobe, tracepoint, perf_event or "
			      "raw_tracepoint",
			      spec->type, 0);
	if (!spec->insns || !spec->insn_count)
		return refuse(diag, -AX_EINVAL, "the program is empty", 0, 0);
	if (spec->insn_count > limits->insns)
		return refuse(diag, -AX_E2BIG, "%llu instructions; the limit here is %llu", spec->insn_count,
			      limits->insns);
	if (spec->map_count > AX_MAPS_PER_PROG)
		return refuse(diag, -AX_E2BIG, "%llu maps; a program may use %llu", spec->map_count,
			      AX_MAPS_PER_PROG);
	return 0;
}

bool axi_helper_bound(void *arg, uint32_t id)
{
	const struct ax_engine *engine = arg;

	return id < AXI_HELPER_IDS && engine->helpers[id];
}

/* Inference failed: look longer, in more memory, for what a certificate can say, and judge the program with it.  The reason
 * of the first refusal stays when that does not help. */
static int prove(struct ax_engine *engine, struct ax_verify_input *in, struct ax_arena *arena, struct ax_verdict *out, int err,
		 u32 reason)
{
	struct ax_mem *mem = axi_scratch(engine->port);
	size_t room = 256 + (size_t)in->insn_count * sizeof(struct ax_insn), bytes = engine->limits->prove_bytes, size;
	struct ax_arena large;
	void *cert, *block;

	if (bytes < 2 * arena->size || (axi_hopeless(reason) && reason != AXI_REASON_POOL))
		return err;
	block = mem->alloc(mem, bytes);
	cert = mem->alloc(mem, room);
	if (block && cert) {
		struct ax_diag diag;

		ax_arena_init(&large, block, bytes);
		if (!ax_certify(in, &large, cert, room, &size, &diag)) {
			in->cert = cert;
			in->cert_size = size;
			if (in->converts)
				memset(in->converts, 0, (in->insn_count + 63) / 64 * sizeof(*in->converts));
			if (!ax_verify(in, arena, out, &diag))
				err = 0;
		}
	}
	mem->free(mem, cert, room);
	mem->free(mem, block, bytes);
	return err;
}

/* In calls of functions: what the caller's frame takes, as the verifier adds it up. */
static void link_frames(struct ax_prog *prog, const u16 *frames)
{
	u16 own = 0;

	for (u32 i = 0; i < prog->insn_count; i++) {
		if (frames[i] != UINT16_MAX) /* a function begins */
			own = (u16)align_up(frames[i] ? frames[i] : 1, 32);
		if (prog->insns[i].opcode == AX_OP_CALL && prog->insns[i].src == AX_CALL_LOCAL)
			prog->linked[i].off = (s16)own;
	}
}

static int verify(struct ax_engine *engine, const struct ax_prog_spec *spec, struct ax_prog *prog, u64 *converts, u64 *arenas,
		  u16 *facts, struct ax_diag *diag)
{
	const struct ax_map_spec *specs[AX_MAPS_PER_PROG];
	struct ax_verify_input in = {
		.insns = prog->insns,
		.insn_count = prog->insn_count,
		.prog_type = prog->type,
		.attach_type = prog->attach_type,
		.maps = specs,
		.map_count = prog->map_count,
		.func_starts = spec->func_starts,
		.func_count = spec->func_count,
		.exception_cb = spec->exception_cb,
		.limits = engine->limits,
		.helper_bound = axi_helper_bound,
		.helper_arg = engine,
		.gpl = prog->gpl,
		.plain_ctx = !prog->packet_ctx && prog->type != AX_PROG_MBPF && !prog->typed,
		.types = prog->typed ? spec->types : NULL,
		.target = prog->typed ? spec->target : NULL,
		.converts = converts,
		.arenas = arenas,
		.cert = spec->cert,
		.cert_size = spec->cert_size,
		.cpu = engine->cpu,
		.facts = facts,
	};
	struct ax_mem *mem = axi_scratch(engine->port);
	/* compact.c moves R10 by what the caller's frame takes: the verifier says so for each function (link_frames) */
	size_t frame_bytes = AXI_DEVICE && AXI_CALLS ? align_up(prog->insn_count * sizeof(u16), 8) : 0, bytes;
	struct ax_map_facts *map_facts;
	struct ax_diag own = {0};
	struct ax_arena arena;
	void *block;
	int err;

	for (u32 i = 0; i < prog->map_count; i++)
		specs[i] = ax_map_spec_of(prog->maps[i]);
	bytes = ax_verify_bytes(&in);
	if (!bytes)
		return refuse(diag, -AX_E2BIG, "%llu instructions need more verifier memory than %llu bytes",
			      prog->insn_count, engine->limits->verify_bytes_max);
	bytes += prog->map_count * sizeof(*map_facts) + frame_bytes;
	block = mem->alloc(mem, bytes);
	if (!block)
		return refuse(diag, -AX_ENOMEM, "no memory for the verifier (%llu bytes)", bytes, 0);
	map_facts = block;
	for (u32 i = 0; i < prog->map_count; i++)
		ax_map_facts_of(prog->maps[i], &map_facts[i]);
	in.map_facts = map_facts;
	in.frames = frame_bytes ? (u16 *)(void *)((u8 *)block + bytes - frame_bytes) : NULL;
	if (in.frames)
		memset(in.frames, 0xff, frame_bytes);
	ax_arena_init(&arena, map_facts + prog->map_count, bytes - prog->map_count * sizeof(*map_facts) - frame_bytes);
	if (AXI_INFERS && !diag)
		diag = &own;
	err = ax_verify(&in, &arena, &prog->verdict, diag);
	if (AXI_INFERS && err && !in.cert && engine->limits->prove_bytes)
		err = prove(engine, &in, &arena, &prog->verdict, err, diag->reason);
	if (!err && in.frames)
		link_frames(prog, in.frames);
	mem->free(mem, block, bytes);
	return err;
}

/* Structure only, for programs that run checked (spec->verify false). */
static int check_insns(const struct ax_prog *prog, struct ax_diag *diag)
{
	for (u32 i = 0; i < prog->insn_count;) {
		int slots = ax_insn_check(&prog->insns[i], prog->insn_count - i);

		if (AXI_UNVERIFIED && slots > 0 && prog->insns[i].opcode == AX_OP_CALL && prog->insns[i].src == AX_CALL_KFUNC)
			return refuse(diag, -AX_EINVAL, "instruction %llu calls a kernel function, which only verified programs may", i, 0);

		if (slots < 0)
			return refuse(diag, slots, "instruction %llu is malformed", i, 0);
		i += (u32)slots;
	}
	return 0;
}

/* What a program's calls ask for.  `call` is as it was loaded: helpers and kernel functions have different src. */
static void note_call(struct ax_prog *prog, const struct ax_insn *call)
{
	u32 helper = (u32)call->imm;

	if (call->src != AX_CALL_HELPER)
		return;
	if (AXI_UNVERIFIED)
		prog->traced |= axi_trace_asked(helper);
	if (helper == AX_HELPER_tail_call)
		prog->verdict.leads_on = AXI_GROWS && prog->verified;
	if (helper == AX_HELPER_tail_call || helper == AX_HELPER_get_smp_processor_id)
		prog->names_cpu = AXI_GROWS;
}

static void link_call(struct ax_prog *prog, struct ax_insn *call)
{
	if (AXI_GROWS)
		note_call(prog, call);
	if (AXI_KFUNCS && call->src == AX_CALL_KFUNC)
		call->src = AX_CALL_HELPER; /* the verifier has seen to it: from here on it is a helper */
	if (AXI_KFUNCS && prog->verified && !call->src && !axi_helper_bound(prog->engine, (u32)call->imm))
		*call = (struct ax_insn){.opcode = AX_OP_EXIT}; /* of what is not here: the verifier has found it dead */
}

/* The 64-bit immediate at `i`: an address for a map reference. */
static int link_wide(struct ax_prog *prog, u32 i, struct ax_diag *diag)
{
	struct ax_insn *low = &prog->linked[i], *high = low + 1;
	u32 index = (u32)low->imm;
	u64 address;

	if (low->src == AX_PSEUDO_FUNC) { /* stays: what runs the program knows its functions' addresses */
		if ((u64)((s64)i + 1 + low->imm) >= prog->insn_count)
			return refuse(diag, -AX_EINVAL, "instruction %llu: the function is outside the program", i, 0);
		return 0;
	}
	if (low->src != AX_PSEUDO_MAP_IDX && low->src != AX_PSEUDO_MAP_IDX_VALUE)
		return refuse(diag, -AX_EINVAL, "instruction %llu: no such kind of 64-bit immediate", i, 0);
	if (index >= prog->map_count)
		return refuse(diag, -AX_EINVAL, "instruction %llu refers to map %llu, which is not there", i, index);
	address = (u64)(uintptr_t)prog->maps[index];
	if (low->src == AX_PSEUDO_MAP_IDX_VALUE && ax_map_direct(prog->maps[index], (u32)high->imm, &address))
		return refuse(diag, -AX_EINVAL, "instruction %llu: no direct address at byte %llu of the map", i, (u32)high->imm);
	low->src = AX_PSEUDO_NONE;
	low->imm = (s32)(u32)address;
	high->imm = (s32)(u32)(address >> 32);
	return 0;
}

/* The verifier has checked index and offset of map references; a program that was not verified is held to the same here. */
static int link_insns(struct ax_prog *prog, struct ax_diag *diag)
{
	for (u32 i = 0; i < prog->insn_count; i++) {
		struct ax_insn *low = &prog->linked[i];
		int err = 0;

		if (low->opcode == AX_OP_CALL) {
			link_call(prog, low);
		} else if (low->opcode == AX_OP_LDDW) {
			if (low->src != AX_PSEUDO_NONE)
				err = link_wide(prog, i, diag);
			i++;
		} else if (AXI_KFUNCS && low->opcode == AX_OP_MAY_GOTO) {
			prog->asks_budget = true;
		} else if (AXI_KFUNCS && prog->verified && axi_moves_r10(low)) {
			*low = (struct ax_insn){.opcode = AX_OP_EXIT};
		}
		if (err)
			return err;
	}
	return 0;
}

static u64 now(const struct ax_engine *engine)
{
	return engine->port->now_ns ? engine->port->now_ns() : 0;
}

enum { FUNC_RECORD = 8, LINE_RECORD = 16 };

/* func_info, line_info and the table of code offsets that goes with them, at `at`. */
static void copy_records(struct ax_prog *prog, const struct ax_prog_spec *spec, u8 *at)
{
	prog->func_info_count = spec->func_info_count;
	prog->line_info_count = spec->line_info_count;
	if (!spec->func_info_count && !spec->line_info_count)
		return;
	prog->line_info = at;
	if (spec->line_info_count)
		memcpy(at, spec->line_info, (size_t)spec->line_info_count * LINE_RECORD);
	at += (size_t)spec->line_info_count * LINE_RECORD;
	prog->func_info = at;
	if (spec->func_info_count)
		memcpy(at, spec->func_info, (size_t)spec->func_info_count * FUNC_RECORD);
	prog->code_at = (u32 *)(void *)(at + (size_t)spec->func_info_count * FUNC_RECORD);
}

/* The struct and its arrays in one block, filled from the spec; no references are taken yet. */
static struct ax_prog *prog_alloc(struct ax_engine *engine, const struct ax_prog_spec *spec)
{
	size_t insn_bytes = (size_t)spec->insn_count * sizeof(struct ax_insn);
	size_t map_bytes = (size_t)spec->map_count * sizeof(struct ax_map *);
	size_t func_bytes = (size_t)spec->func_info_count * FUNC_RECORD, line_bytes = (size_t)spec->line_info_count * LINE_RECORD;
	size_t at_bytes = func_bytes + line_bytes ? (size_t)spec->insn_count * sizeof(u32) : 0;
	size_t bytes = sizeof(struct ax_prog) + map_bytes + 2 * insn_bytes + func_bytes + line_bytes + at_bytes;
	struct ax_prog *prog = engine->port->mem->alloc(engine->port->mem, bytes);

	if (!prog)
		return NULL;
	*prog = (struct ax_prog){.engine = engine, .bytes = bytes};
	atomic_init(&prog->refs, 1);
	prog->maps = (struct ax_map **)(prog + 1);
	prog->insns = (struct ax_insn *)(prog->maps + spec->map_count);
	prog->linked = prog->insns + spec->insn_count;
	prog->insn_count = prog->linked_count = spec->insn_count;
	prog->map_count = spec->map_count;
	memcpy(prog->insns, spec->insns, insn_bytes);
	copy_records(prog, spec, (u8 *)(prog->linked + spec->insn_count));
	if (map_bytes)
		memcpy(prog->maps, spec->maps, map_bytes);
	prog->type = prog->hook_type = spec->type;
	prog->attach_type = spec->attach_type;
	prog->uid = spec->uid;
	if (AXI_KFUNCS && spec->verify)
		prog->catcher = spec->exception_cb;
	prog->verified = spec->verify;
	prog->typed = AXI_UNVERIFIED && (spec->type == AX_PROG_TRACING || spec->type == AX_PROG_LSM);
	if (AXI_UNVERIFIED && prog->typed)
		prog->attach_btf_id = spec->attach_btf_id;
	prog->packet_ctx = AXI_OBJECTS && spec->packet_ctx && axi_packet_type(spec->type);
	prog->gpl = axi_gpl_compatible(spec->license);
	memcpy(prog->name, spec->name, sizeof(prog->name));
	prog->name[sizeof(prog->name) - 1] = 0;
	return prog;
}

/* Maps that hold objects: runs are counted, and a program array must be for programs of this kind. */
static int join_arrays(struct ax_prog *prog, struct ax_diag *diag)
{
	for (u32 i = 0; AXI_GROWS && i < prog->map_count; i++) {
		enum ax_map_object holds = ax_map_holds(prog->maps[i]);

		prog->guarded |= holds != AX_HOLDS_NONE;
		if (holds == AX_HOLDS_PROG && axi_prog_array_join(prog->maps[i], prog))
			return refuse(diag, -AX_EINVAL, "map %llu is a program array for programs of another kind", i, 0);
	}
	return 0;
}

static void prog_free(struct ax_prog *prog)
{
	struct ax_mem *mem = prog->engine->port->mem;

	if (AXI_GROWS)
		axi_prog_code_free(prog);
	if (axi_written_out(prog))
		mem->free(mem, prog->linked, prog->linked_count * sizeof(*prog->linked));
	mem->free(mem, prog, prog->bytes);
}

/* Loads of packet pointers from the context become loads of what the engine keeps behind it. */
static int convert(struct ax_prog *prog, const u64 *converts, struct ax_diag *diag)
{
	for (u32 word = 0; word <= prog->insn_count / 64; word++)
		for (u64 left = converts[word]; left; left &= left - 1) { /* few */
			u32 i = 64 * word + (u32)__builtin_ctzll(left);

			if (!axi_packet_convert(prog->type, &prog->linked[i]))
				return refuse(diag, -AX_EINVAL, "instruction %llu: no such field of the context", i, 0);
		}
	return 0;
}

/* Legacy packet loads become several instructions each, in a block of their own. */
static int write_out(struct ax_prog *prog, struct ax_diag *diag)
{
	struct ax_mem *mem = prog->engine->port->mem;
	u32 count = axi_legacy_places(prog->linked, prog->insn_count, NULL);
	size_t bytes = (size_t)prog->insn_count * sizeof(u32);
	struct ax_insn *wide;
	u32 *places;
	bool fits;

	if (count == prog->insn_count)
		return 0;
	places = mem->alloc(mem, bytes);
	wide = mem->alloc(mem, count * sizeof(*wide));
	fits = places && wide;
	if (fits) {
		axi_legacy_places(prog->linked, prog->insn_count, places);
		fits = axi_legacy_expand(prog->linked, prog->insn_count, places, wide);
		prog->catcher = places[prog->catcher]; /* 0, none, stays 0 */
		prog->linked = wide;
		prog->linked_count = count;
	}
	mem->free(mem, places, bytes);
	if (!wide || !places) {
		mem->free(mem, wide, count * sizeof(*wide));
		return refuse(diag, -AX_ENOMEM, "no memory for the program", 0, 0);
	}
	return fits ? 0 : refuse(diag, -AX_ERANGE, "legacy packet loads take more room as they run here, and a jump over them does not "
						   "reach so far", 0, 0);
}

/* The arena that it refers to, whose place must be known. */
static int find_arena(struct ax_prog *prog, struct ax_diag *diag)
{
	for (u32 i = 0; i < prog->insn_count; i++) {
		const struct ax_insn *insn = &prog->insns[i];
		u32 map = (u32)insn->imm;

		if (insn->opcode != AX_OP_LDDW)
			continue;
		i++;
		if ((insn->src != AX_PSEUDO_MAP_IDX && insn->src != AX_PSEUDO_MAP_IDX_VALUE) || map >= prog->map_count ||
		    ax_map_spec_of(prog->maps[map])->type != AX_MAP_ARENA)
			continue;
		prog->arena = axi_arena_of(prog->maps[map]);
		prog->plain_casts = ax_map_spec_of(prog->maps[map])->flags & AX_MAP_F_NO_USER_CONV;
		if (!prog->arena)
			return refuse(diag, -AX_EINVAL, "arena's user address must be set via map_extra or mmap()", 0, 0);
	}
	return 0;
}

static bool has_arena(const struct ax_prog *prog)
{
	for (u32 i = 0; i < prog->map_count; i++)
		if (ax_map_spec_of(prog->maps[i])->type == AX_MAP_ARENA)
			return true;
	return false;
}

/* Accesses of the arena get modes of their own, arithmetic on its addresses 32 bits (isa/arena.h).  What code generators were told
 * of 64 bits there is not so. */
static void link_arena(struct ax_prog *prog, const u64 *arenas, u16 *facts)
{
	for (u32 i = 0; i < prog->insn_count; i++) {
		struct ax_insn *insn = &prog->linked[i];
		u32 class = insn->opcode & 7, mode = insn->opcode & 0xe0;

		if (insn->opcode == (AX_ALU64 | AX_MOV | AX_X) && insn->off == AX_CAST && (insn->imm == AX_CAST_KERNEL || prog->plain_casts))
			*insn = (struct ax_insn){.opcode = AX_ALU | AX_MOV | AX_X, .dst = insn->dst, .src = insn->src};
		if (insn->opcode == AX_OP_LDDW)
			i++;
		if (!(arenas[i / 64] >> (i % 64) & 1))
			continue;
		if (facts)
			facts[i] &= AX_FACT_REGS | AX_FACT_DEAD;
		if (class == AX_ALU64)
			insn->opcode = (u8)((insn->opcode & ~7u) | AX_ALU);
		else
			insn->opcode = (u8)((insn->opcode & ~0xe0u) | (mode == AX_MEM ? AXI_ARENA_MEM : AXI_ARENA_OTHER));
	}
}

/* Verify, then addresses instead of names. */
static int check_and_link(struct ax_engine *engine, const struct ax_prog_spec *spec, struct ax_prog *prog, u16 *facts,
			  struct ax_diag *diag)
{
	size_t bytes = AXI_OBJECTS && prog->packet_ctx ? (prog->insn_count / 64 + 1) * sizeof(u64) : 0;
	struct ax_mem *mem = axi_scratch(engine->port);
	u64 *converts = bytes ? mem->alloc(mem, bytes) : NULL;
	size_t arena_bytes = AXI_ARENAS && has_arena(prog) ? (prog->insn_count / 64 + 1) * sizeof(u64) : 0;
	u64 *arenas = arena_bytes ? mem->alloc(mem, arena_bytes) : NULL;
	int err = arena_bytes && spec->verify ? find_arena(prog, diag) : 0;

	if ((bytes && !converts) || (arena_bytes && !arenas)) {
		mem->free(mem, converts, bytes);
		mem->free(mem, arenas, arena_bytes);
		return refuse(diag, -AX_ENOMEM, "no memory for the verifier (%llu bytes)", bytes + arena_bytes, 0);
	}
	if (bytes)
		memset(converts, 0, bytes);
	memcpy(prog->linked, prog->insns, prog->insn_count * sizeof(*prog->insns));
	if (!err)
		err = spec->verify ? verify(engine, spec, prog, converts, arenas, facts, diag) : check_insns(prog, diag);
	if (!err)
		err = link_insns(prog, diag);
	if (AXI_OBJECTS && !err && converts)
		err = convert(prog, converts, diag);
	if (AXI_ARENAS && !err && arenas && spec->verify)
		link_arena(prog, arenas, facts);
	if (AXI_LEGACY && !err && converts)
		err = write_out(prog, diag);
	if (bytes)
		mem->free(mem, converts, bytes);
	if (AXI_ARENAS && arenas)
		mem->free(mem, arenas, arena_bytes);
	return err;
}

static int prepare_with(struct ax_engine *engine, const struct ax_prog_spec *spec, struct ax_prog *prog, u16 *facts,
			struct ax_diag *diag)
{
	u64 start = now(engine);
	int err = check_and_link(engine, spec, prog, facts, diag);

	if (err)
		return err;
	if (AXI_UNVERIFIED)
		prog->traced = axi_trace_wanted(engine->port, prog->traced);
	prog->verify_ns = now(engine) - start;
	prog->load_ns = engine->port->boot_ns ? engine->port->boot_ns() : now(engine);
	/* a proven bound needs no budget */
	prog->back_edges = !prog->verified || prog->verdict.by_budget ? engine->limits->back_edges : UINT32_MAX;
	if (spec->back_edges && spec->back_edges < prog->back_edges)
		prog->back_edges = spec->back_edges;
	err = AXI_GROWS ? axi_prog_code_make(prog, spec->exec, facts) : spec->exec == AX_EXEC_JIT ? -AX_EOPNOTSUPP : 0;
	prog->entry = (struct axi_entry){.insns = prog->linked, .count = prog->linked_count, .back_edges = prog->back_edges,
					 .code = prog->code ? prog->code : prog->cells, .prog = prog, .arena = prog->arena,
					 .catcher = AXI_KFUNCS ? axi_prog_catcher(prog) : 0};
	if (err == -AX_EOPNOTSUPP)
		return refuse(diag, err, "no machine code here: the program is unverified, or the port has no code memory", 0, 0);
	if (err == -AX_ENOMEM)
		return refuse(diag, err, "no memory for the program's code", 0, 0);
	if (!err)
		return join_arrays(prog, diag);
	return refuse(diag, err, "the program cannot become machine code (error %llu)", (u64)-err, 0);
}

/* Everything that can refuse, on a program nobody else sees. */
static int prepare(struct ax_engine *engine, const struct ax_prog_spec *spec, struct ax_prog *prog, struct ax_diag *diag)
{
	struct ax_mem *mem = axi_scratch(engine->port);
	size_t bytes = AXI_FAST && spec->verify && engine->port->jit ? prog->insn_count * sizeof(u16) : 0;
	u16 *facts = bytes ? mem->alloc(mem, bytes) : NULL;
	int err;

	if (bytes && !facts)
		return refuse(diag, -AX_ENOMEM, "no memory for the verifier (%llu bytes)", bytes, 0);
	err = prepare_with(engine, spec, prog, facts, diag);
	if (facts)
		mem->free(mem, facts, bytes);
	return err;
}

int ax_prog_load(struct ax_engine *engine, const struct ax_prog_spec *spec, struct ax_prog **out, struct ax_diag *diag)
{
	struct axi_btf_obj *btf = NULL;
	struct ax_prog *prog;
	int err = check_spec(engine, spec, diag);

	if (err)
		return err;
	if (axi_has_timers())
		axi_timers_reap(engine);
	prog = prog_alloc(engine, spec);
	if (!prog)
		return refuse(diag, -AX_ENOMEM, "no memory for the program", 0, 0);
	err = prepare(engine, spec, prog, diag);
	if (AXI_GROWS && !err && spec->btf_id) {
		btf = ax_engine_by_id(engine, AX_KIND_BTF, spec->btf_id);
		if (!btf)
			err = refuse(diag, -AX_ENOENT, "there is no BTF with id %llu", spec->btf_id, 0);
	}
	if (err) {
		prog_free(prog);
		return err;
	}
	prog->btf_id = spec->btf_id;
	for (u32 i = 0; i < prog->map_count; i++)
		axi_map_ref(prog->maps[i]);
	err = axi_table_add(&engine->tables[AX_KIND_PROG], prog, &prog->id);
	if (err) {
		ax_prog_put(prog);
		return refuse(diag, err, err == -AX_ENOSPC ? "the program table is full" : "no memory", 0, 0);
	}
	*out = prog;
	return 0;
}

static void unbind_all(struct ax_prog *prog)
{
	struct axi_bound *bound = atomic_load_explicit(&prog->bound, memory_order_relaxed);
	struct ax_mem *mem = prog->engine->port->mem;

	while (bound) {
		struct axi_bound *next = bound->next;

		axi_map_unref(prog->engine, bound->map);
		mem->free(mem, bound, sizeof(*bound));
		bound = next;
	}
}

void ax_prog_get(struct ax_prog *prog)
{
	atomic_fetch_add_explicit(&prog->refs, 1, memory_order_relaxed);
}

void ax_prog_put(struct ax_prog *prog)
{
	struct ax_engine *engine = prog->engine;

	if (atomic_fetch_sub_explicit(&prog->refs, 1, memory_order_acq_rel) != 1)
		return;
	if (prog->id)
		axi_table_remove(&engine->tables[AX_KIND_PROG], prog->id);
	for (u32 i = 0; i < prog->map_count; i++)
		axi_map_unref(engine, prog->maps[i]);
	if (AXI_GROWS && prog->btf_id)
		axi_btf_obj_put_id(engine, prog->btf_id);
	if (AXI_GROWS)
		unbind_all(prog);
	if (AXI_GROWS && prog->foreign)
		prog->foreign->gone(prog->foreign_arg);
	prog_free(prog);
}

/* --- maps held for others --- */

static bool holds(const struct ax_prog *prog, const struct ax_map *map)
{
	const struct axi_bound *bound = atomic_load_explicit(&prog->bound, memory_order_acquire);

	for (u32 i = 0; i < prog->map_count; i++)
		if (prog->maps[i] == map)
			return true;
	while (bound && bound->map != map)
		bound = bound->next;
	return bound;
}

int ax_prog_bind_map(struct ax_prog *prog, struct ax_map *map)
{
	struct ax_mem *mem = prog->engine->port->mem;
	struct axi_bound *bound = mem->alloc(mem, sizeof(*bound));
	unsigned long irq;
	bool held;

	if (!bound)
		return -AX_ENOMEM;
	axi_map_ref(map);
	irq = axi_spin_lock(&prog->engine->hook_lock);
	held = holds(prog, map);
	if (!held) {
		*bound = (struct axi_bound){map, atomic_load_explicit(&prog->bound, memory_order_relaxed)};
		atomic_store_explicit(&prog->bound, bound, memory_order_release);
	}
	axi_spin_unlock(&prog->engine->hook_lock, irq);
	if (held) {
		axi_map_unref(prog->engine, map);
		mem->free(mem, bound, sizeof(*bound));
	}
	return 0;
}

struct ax_map *ax_prog_bound(const struct ax_prog *prog, uint32_t i)
{
	const struct axi_bound *bound = atomic_load_explicit(&prog->bound, memory_order_acquire);

	while (bound && i--)
		bound = bound->next;
	return bound ? bound->map : NULL;
}

void ax_prog_info(const struct ax_prog *prog, struct ax_prog_info *out)
{
	*out = (struct ax_prog_info){
		.id = prog->id,
		.type = prog->type,
		.attach_type = prog->attach_type,
		.insn_count = prog->insn_count,
		.map_count = prog->map_count,
		.uid = prog->uid,
		.btf_id = prog->btf_id,
		.attach_btf_id = prog->attach_btf_id,
		.gpl = prog->gpl,
		.load_ns = prog->load_ns,
		.verify_ns = prog->verify_ns,
		.run_count = atomic_load_explicit(&prog->run_count, memory_order_relaxed),
		.run_ns = atomic_load_explicit(&prog->run_ns, memory_order_relaxed),
		.recursion_misses = atomic_load_explicit(&prog->recursion_misses, memory_order_relaxed),
		.budget_stops = atomic_load_explicit(&prog->budget_stops, memory_order_relaxed),
		.bytes = prog->bytes,
		.code = prog->code,
		.code_bytes = prog->code_bytes,
		.verdict = prog->verdict,
		.insns = prog->insns,
		.maps = prog->maps,
		.func_info = prog->func_info,
		.line_info = prog->line_info,
		.func_info_count = prog->func_info_count,
		.line_info_count = prog->line_info_count,
		.code_at = prog->code ? prog->code_at : NULL,
	};
	while (ax_prog_bound(prog, out->bound_count))
		out->bound_count++;
	memcpy(out->name, prog->name, sizeof(out->name));
	if (prog->foreign)
		prog->foreign->info(prog->foreign_arg, out);
	axi_prog_tag(prog->insns, prog->insn_count, out->tag); /* on demand: hashing is half of what loading costs */
}

/* --- running --- */

/* An unverified program may touch its own stack and nothing else; whoever wants more runs the monitor himself. */
static bool deny_memory(void *arg, uint64_t address, uint32_t bytes, bool write)
{
	(void)arg;
	(void)address;
	(void)bytes;
	(void)write;
	return false;
}

static u64 run_checked(struct ax_prog *prog, struct ax_run *run, void *ctx)
{
	struct axi_monitor monitor = {.memory = deny_memory};
	u64 result = axi_interp_checked(prog->linked, prog->linked_count, run, (u64)(uintptr_t)ctx, 0, &monitor);

	run->stopped |= monitor.fault != AXI_FAULT_NONE;
	return result;
}

u64 axi_prog_tail(struct ax_run *run, const struct ax_prog *to, u64 ctx)
{
	const struct ax_prog *from = run->prog;
	bool alike = to && to->type == from->type && to->verified == from->verified && !to->code == !from->code &&
		     !to->cells == !from->cells;

	return axi_tail(run, alike ? &to->entry : NULL, ctx);
}

static inline u64 run_prog(struct ax_prog *prog, void *ctx, const struct axi_trace *trace)
{
	struct ax_engine *engine = prog->engine;
	void *records[AXI_RECORDS];
	struct ax_run run = {
		.engine = engine,
		.prog = prog,
		.helpers = engine->helpers,
		.helper_count = AXI_HELPER_IDS,
		.back_edges = prog->back_edges,
		.stack_bytes = prog->verdict.stack_bytes,
		.jit_depth = AX_CALL_DEPTH - 1,
		.nests = engine->port->nested_stacks,
		.ctx = ctx,
		.records = records,
		.trace = trace,
		.arena = prog->arena,
		.cpu = AXI_GROWS && UNLIKELY(prog->wants_cpu) ? ax_cpu_id() : 0,
	};
	bool timed = atomic_load_explicit(&engine->stats, memory_order_relaxed) && engine->port->now_ns;
	u64 start = timed ? engine->port->now_ns() : 0, result;
	_Atomic u32 *guard = AXI_GROWS && UNLIKELY(prog->guarded) ? axi_run_begin(engine) : NULL;

	if (AXI_GROWS && LIKELY(prog->code != NULL))
		result = ((axi_jit_fn)(uintptr_t)prog->code)((u64)(uintptr_t)ctx, 0, &run);
	else if (AXI_GROWS && prog->cells)
		result = engine->port->jit->threaded(prog->cells, (u64)(uintptr_t)ctx, 0, &run);
	else if (!AXI_UNVERIFIED || prog->verified)
		result = axi_interp(prog->linked, &run, (u64)(uintptr_t)ctx, 0);
	else if (prog->foreign)
		result = prog->foreign->run(prog->foreign_arg, ctx);
	else
		result = run_checked(prog, &run, ctx);
	if (AXI_KFUNCS && UNLIKELY(run.thrown))
		result = axi_caught(&run, 0, 0);
	if (AXI_MARKS && UNLIKELY(run.lock != NULL)) /* its budget ended the run */
		axi_value_unlock(run.lock, run.lock_irq);
	axi_records_end(&run);
	if (AXI_GROWS && UNLIKELY(guard))
		axi_run_end(guard);
	if (timed)
		atomic_fetch_add_explicit(&prog->run_ns, engine->port->now_ns() - start, memory_order_relaxed);
	atomic_fetch_add_explicit(&prog->run_count, 1, memory_order_relaxed);
	if (UNLIKELY(run.stopped)) {
		atomic_fetch_add_explicit(&prog->budget_stops, 1, memory_order_relaxed);
		return 0;
	}
	return result;
}

u64 axi_prog_run_traced(struct ax_prog *prog, void *ctx, const void *site, u64 cookie)
{
	struct axi_trace trace;

	trace.cookie = cookie;
	trace.count = 0;
	if (prog->traced & AXI_TRACE_STACK)
		axi_stack_take(prog->engine->port, site, &trace);
	return run_prog(prog, ctx, &trace);
}

uint64_t ax_prog_run(struct ax_prog *prog, void *ctx)
{
	if (AXI_UNVERIFIED && UNLIKELY(prog->traced | prog->typed))
		return prog->typed ? 0 : axi_prog_run_traced(prog, ctx, __builtin_return_address(0), 0);
	return run_prog(prog, ctx, NULL);
}
