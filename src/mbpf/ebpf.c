/* SPDX-License-Identifier: Apache-2.0
 * ebpf.c - programs in eBPF: from the object in a package to programs of the engine, one for each instance, and their runs. */
#include <axiom/object.h>
#include "base/fmt.h"
#include "base/str.h"
#include "engine/engine.h"
#include "isa/proto.h"
#include "mbpf/ebpf.h"

#define REFUSE(error, ...) axi_mbpf_refuse(diag, -AX_##error, __VA_ARGS__)

/* What a program may call, and what it needs for that. */
static const struct {
	u32 helper, capability;
} allowed[] = {
	{AX_HELPER_map_lookup_elem, MBPF_CAP_MAP_READ},
	{AX_HELPER_map_update_elem, MBPF_CAP_MAP_WRITE},
	{AX_HELPER_map_delete_elem, MBPF_CAP_MAP_WRITE},
	{AX_HELPER_ktime_get_ns, MBPF_CAP_TIME},
	{AX_HELPER_mbpf_log, MBPF_CAP_LOG},
	{AX_HELPER_mbpf_emit, MBPF_CAP_EMIT},
#define MBPF_ACTUATOR(CAP, helper, name, arguments) {AX_HELPER_##helper, MBPF_CAP_##CAP},
#include "mbpf/actuators.def"
	{AX_HELPER_mbpf_read, 0},
};

/* struct axi_ebpf_object - the open object, while instances are made of it */
struct axi_ebpf_object {
	struct ax_object object;
	const struct ax_object_prog *prog[AXI_EBPF_PROGS]; /* main, init, fini */
	size_t bytes;                                      /* of this block */
};

/* ---- helpers */

/* context - of the run, or NULL: the caller is no program of ours */
static struct axi_ebpf_ctx *context(const struct ax_run *run, u64 ctx)
{
	return run->prog->type == AX_PROG_MBPF ? (struct axi_ebpf_ctx *)(uintptr_t)ctx : NULL;
}

static u64 word(const u8 *data, u32 n)
{
	u64 value;

	memcpy(&value, data + 8 * n, sizeof(value));
	return value;
}

static void put_string(struct axi_text *line, const char *strings, u32 size, u64 at)
{
	u64 end = at;

	while (end < size && strings[end])
		end++;
	axi_text_add(line, "%.*s", (int)(end - at), strings + at);
}

static u64 helper_log(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	struct axi_ebpf_ctx *c = context(run, r1);
	const char *strings = (const char *)(uintptr_t)r2;
	const u8 *data = (const u8 *)(uintptr_t)r4; /* at any address: it is the program's */
	u32 size = (u32)r3, count = (u32)r5 / 8, n = 1;
	const struct mbpf_config *config;
	char out[AXI_LOG_BYTES];
	struct axi_text line = {.out = out, .size = sizeof(out)};

	if (!c || !count)
		return (u64)-AX_EINVAL;
	config = &c->instance->program->runtime->config;
	for (u64 at = word(data, 0); at < size && strings[at]; at++) {
		u64 value;

		if ((u8)strings[at] > AXI_LOG_MAYBE) {
			axi_text_add(&line, "%c", strings[at]);
			continue;
		}
		if (n >= count)
			return (u64)-AX_EINVAL;
		value = word(data, n++);
		if (strings[at] == AXI_LOG_BOOL)
			axi_text_add(&line, value ? "true" : "false");
		else if (strings[at] != AXI_LOG_NUMBER && ((s64)value == AXI_EBPF_UNDEFINED || (s64)value == AXI_EBPF_NULL))
			axi_text_add(&line, (s64)value == AXI_EBPF_NULL ? "null" : "undefined");
		else if (strings[at] == AXI_LOG_STRING)
			put_string(&line, strings, size, value);
		else
			axi_text_add(&line, "%lld", (long long)value);
	}
	if (config->log)
		config->log(config->arg, c->instance->program->manifest.program_name, out,
			    line.need < sizeof(out) ? line.need : sizeof(out) - 1);
	return 0;
}

static u64 helper_emit(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	struct axi_ebpf_ctx *c = context(run, r1);
	const struct mbpf_config *config;

	(void)r4;
	(void)r5;
	if (!c)
		return (u64)-AX_EINVAL;
	config = &c->instance->program->runtime->config;
	return !config->emit ||
	       config->emit(config->arg, c->instance->program->manifest.program_name, (const void *)(uintptr_t)r2, (u32)r3);
}

static u64 helper_read(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	struct axi_ebpf_ctx *c = context(run, r1);
	u32 offset = (u32)r2, size = (u32)r4;

	(void)r5;
	if (!c || offset > c->data_len || size > c->data_len - offset) {
		memset((void *)(uintptr_t)r3, 0, size);
		return (u64)-AX_ERANGE;
	}
	memcpy((void *)(uintptr_t)r3, (const u8 *)(uintptr_t)c->data + offset, size);
	return 0;
}

/* ---- opening */

static int find_progs(const struct mbpf_program *p, struct axi_ebpf_object *o, struct mbpf_diag *diag)
{
	const char *const names[AXI_EBPF_PROGS] = {p->manifest.entry_symbol, "mbpf_init", "mbpf_fini"};

	for (u32 n = 0; n < o->object.prog_count; n++) {
		const struct ax_object_prog *prog = &o->object.progs[n];

		for (u32 k = 0; k < AXI_EBPF_PROGS; k++)
			if (axi_streq(prog->name, names[k]) && !o->prog[k])
				o->prog[k] = prog;
		if (prog->prog_type != AX_PROG_MBPF)
			return REFUSE(EINVAL, "object: function %s is in section %s, which must be mbpf", prog->name, prog->section);
	}
	return o->prog[0] ? 0 : REFUSE(EINVAL, "object: there is no function %s", p->manifest.entry_symbol);
}

static int check_calls(const struct axi_manifest *m, const struct ax_object_prog *prog, struct mbpf_diag *diag)
{
	for (u32 n = 0; n < prog->insn_count; n++) {
		const struct ax_insn *insn = &prog->insns[n];
		struct axi_proto proto = {.name = "?"};
		u32 k = 0;

		n += insn->opcode == AX_OP_LDDW;
		if (insn->opcode != AX_OP_CALL || insn->src != AX_CALL_HELPER)
			continue;
		while (k < ARRAY_LEN(allowed) && allowed[k].helper != (u32)insn->imm)
			k++;
		axi_proto_of((u32)insn->imm, &proto);
		if (k == ARRAY_LEN(allowed))
			return REFUSE(EPERM, "object: helper %s (%d) is not for packages", proto.name, insn->imm);
		if (allowed[k].capability & ~m->capabilities)
			return REFUSE(EPERM, "object: helper %s needs capability %s", proto.name,
				      axi_capability_name((u32)__builtin_ctz(allowed[k].capability)));
	}
	return 0;
}

/* check_map - the manifest has it, and alike */
static int check_map(const struct mbpf_program *p, const struct ax_object_map *map, struct mbpf_diag *diag)
{
	for (u32 i = 0; i < p->manifest.map_count && !map->internal; i++) {
		const struct axi_map_def *d = &p->manifest.map[i];

		if (!axi_streq(d->name, map->name))
			continue;
		if (map->spec.type != (d->type == MBPF_MAP_COUNTER ? AX_MAP_ARRAY : d->type) || map->spec.key_size != d->key_size ||
		    map->spec.value_size != d->value_size || map->spec.max_entries != d->max_entries)
			return REFUSE(EINVAL, "object: map %s is defined otherwise than in the manifest", map->name);
		return 0;
	}
	return map->internal ? 0 : REFUSE(EINVAL, "object: map %s is not in the manifest", map->name);
}

/* open_object - in a block that grows until the object fits into it */
static int open_object(struct mbpf_program *p, const void *object, u32 size, struct mbpf_diag *diag)
{
	enum { MOST = 16 << 20 };
	struct ax_mem *mem = p->runtime->config.mem;
	struct ax_object_error error = {.text = ""};
	int err = -AX_ENOMEM;

	for (size_t bytes = 16384 + 4 * (size_t)size; err == -AX_ENOMEM && bytes <= MOST; bytes *= 2) {
		struct axi_ebpf_object *o = mem->alloc(mem, bytes);
		struct ax_arena arena;

		if (!o)
			return REFUSE(ENOMEM, "no memory for the object");
		o->bytes = bytes;
		ax_arena_init(&arena, o + 1, bytes - sizeof(*o));
		err = ax_object_open(&o->object, object, size, &arena, &error);
		if (err)
			mem->free(mem, o, bytes);
		else
			p->object = o;
	}
	return err ? axi_mbpf_refuse(diag, err, "object: %s", error.text) : 0;
}

int axi_ebpf_open(struct mbpf_program *p, const void *object, u32 size, struct mbpf_diag *diag)
{
	struct ax_engine *engine = p->runtime->config.engine;
	int err = open_object(p, object, size, diag);

	if (!err)
		err = find_progs(p, p->object, diag);
	for (u32 k = 0; !err && k < AXI_EBPF_PROGS; k++)
		if (p->object->prog[k])
			err = check_calls(&p->manifest, p->object->prog[k], diag);
	for (u32 i = 0; !err && i < p->object->object.map_count; i++)
		err = check_map(p, &p->object->object.maps[i], diag);
	if (!err && (ax_engine_bind(engine, AX_HELPER_mbpf_log, helper_log) || ax_engine_bind(engine, AX_HELPER_mbpf_emit, helper_emit) ||
		     ax_engine_bind(engine, AX_HELPER_mbpf_read, helper_read)))
		err = REFUSE(ENOSYS, "this engine has no helpers of microBPF");
	return err;
}

void axi_ebpf_close(struct mbpf_program *p)
{
	struct ax_mem *mem = p->runtime->config.mem;

	if (p->object)
		mem->free(mem, p->object, p->object->bytes);
	p->object = NULL;
}

/* ---- an instance */

/* own_map - .data, .bss or .rodata of this instance */
static int own_map(struct axi_instance *i, const struct ax_object_map *from, struct ax_map **out)
{
	struct ax_engine *engine = i->program->runtime->config.engine;
	struct ax_map_spec spec = from->spec;
	u32 key = 0;
	int err;

	if (i->own_count == AXI_EBPF_OWN_MAX)
		return -AX_ENOSPC;
	spec.btf_id = 0; /* the types stay in the file */
	err = ax_engine_map_create(engine, &spec, out);
	if (err)
		return err;
	i->own[i->own_count++] = *out;
	if (from->data) {
		void *value;

		if (from->data_size > spec.value_size || spec.max_entries != 1)
			return -AX_EINVAL;
		value = ax_map_lookup(*out, &key);
		if (!value)
			return -AX_EINVAL;
		memcpy(value, from->data, from->data_size);
	}
	return from->freeze ? ax_map_freeze(*out) : 0;
}

/* use_maps - the program's map references become indices into `maps` */
static int use_maps(struct axi_instance *i, const struct ax_object_prog *from, struct ax_insn *insns, struct ax_map **maps, u32 *count,
		    struct ax_map **made)
{
	struct mbpf_program *p = i->program;
	const struct ax_object *object = &p->object->object;

	memcpy(insns, from->insns, from->insn_count * sizeof(*insns));
	for (u32 n = 0; n < from->insn_count; n++) {
		struct ax_insn *insn = &insns[n];
		struct ax_map *map = NULL;
		u32 k = 0, m = (u32)insn->imm;
		int err;

		if (insn->opcode != AX_OP_LDDW)
			continue;
		n++;
		if ((insn->src != AX_PSEUDO_MAP_IDX && insn->src != AX_PSEUDO_MAP_IDX_VALUE) || m >= object->map_count)
			continue;
		if (!made[m]) {
			err = object->maps[m].internal ? own_map(i, &object->maps[m], &made[m]) : 0;
			if (err)
				return err;
			if (!made[m])
				made[m] = mbpf_program_map(p, object->maps[m].name);
		}
		map = made[m];
		while (k < *count && maps[k] != map)
			k++;
		if (k == AX_MAPS_PER_PROG)
			return -AX_ENOSPC;
		if (k == *count)
			maps[(*count)++] = map;
		insn->imm = (s32)k;
	}
	return 0;
}

/* over_budget - what the verifier has proven against what the manifest allows itself */
static int over_budget(const struct axi_manifest *m, const char *name, const struct ax_verdict *v, struct mbpf_diag *diag)
{
	if (!v->by_budget && v->worst_case_insns > m->max_steps)
		return REFUSE(E2BIG, "%s: %llu instructions in the worst case, max_steps is %llu", name,
			      (unsigned long long)v->worst_case_insns, (unsigned long long)m->max_steps);
	if (!v->by_budget && v->worst_case_calls > m->max_helpers)
		return REFUSE(E2BIG, "%s: %llu helper calls in the worst case, max_helpers is %u", name,
			      (unsigned long long)v->worst_case_calls, m->max_helpers);
	return 0;
}

static int load_one(struct axi_instance *i, const struct ax_object_prog *from, struct ax_map **made, struct ax_prog **out,
		    struct mbpf_diag *diag)
{
	struct mbpf_program *p = i->program;
	struct ax_mem *mem = p->runtime->config.mem;
	struct ax_map *maps[AX_MAPS_PER_PROG];
	size_t bytes = (size_t)from->insn_count * sizeof(struct ax_insn);
	struct ax_insn *insns = mem->alloc(mem, bytes);
	struct ax_diag why = {.insn = UINT32_MAX, .reg = -1};
	char text[400];
	struct ax_prog_spec spec = {.type = AX_PROG_MBPF, .insns = insns, .insn_count = from->insn_count, .maps = maps,
				    .license = p->object->object.license, .func_starts = from->func_starts,
				    .func_count = from->func_count, .cert = from->cert, .cert_size = from->cert_size,
				    .own_ctx = true, .verify = true,
				    .back_edges = p->manifest.max_steps < UINT32_MAX ? (u32)p->manifest.max_steps : 0};
	int err;

	if (!insns)
		return REFUSE(ENOMEM, "no memory for the program");
	axi_strcopy(spec.name, from->name, sizeof(spec.name));
	err = use_maps(i, from, insns, maps, &spec.map_count, made);
	if (err) {
		axi_mbpf_refuse(diag, err, "%s: its maps cannot be made (error %d)", from->name, -err);
	} else {
		err = ax_prog_load(p->runtime->config.engine, &spec, out, &why);
		if (err) {
			ax_diag_format(&why, from->lines, from->line_count, text, sizeof(text));
			axi_mbpf_refuse(diag, err, "%s: %s", from->name, text);
		} else {
			err = over_budget(&p->manifest, from->name, &(*out)->verdict, diag);
		}
	}
	mem->free(mem, insns, bytes);
	return err;
}

int axi_ebpf_start(struct axi_instance *i, struct mbpf_diag *diag)
{
	struct mbpf_program *p = i->program;
	struct ax_mem *mem = p->runtime->config.mem;
	struct axi_ebpf_object *o = p->object;
	size_t bytes = (o->object.map_count + 1) * sizeof(struct ax_map *);
	struct ax_map **made = mem->alloc(mem, bytes);
	s32 ignored;
	int err = made ? 0 : REFUSE(ENOMEM, "no memory for the program");

	i->entry = i->fini = i->ctx = -1;
	for (u32 k = 0; !err && k < AXI_EBPF_PROGS; k++)
		if (o->prog[k])
			err = load_one(i, o->prog[k], made, &i->prog[k], diag);
	if (made)
		mem->free(mem, made, bytes);
	if (!err && i->prog[AXI_EBPF_INIT]) {
		enum mbpf_outcome outcome = axi_ebpf_run(i, i->prog[AXI_EBPF_INIT], NULL, &ignored);

		/* its result does not matter, and is no error */
		if (outcome == MBPF_BAD_RESULT)
			i->error[0] = 0;
		else if (outcome != MBPF_OK)
			err = REFUSE(EINVAL, "mbpf_init: %s", i->error[0] ? i->error : mbpf_outcome_name(outcome));
	}
	return err;
}

void axi_ebpf_stop(struct axi_instance *i)
{
	for (u32 k = 0; k < AXI_EBPF_PROGS; k++)
		if (i->prog[k])
			ax_prog_put(i->prog[k]);
	for (u32 k = 0; k < i->own_count; k++)
		ax_map_put(i->program->runtime->config.engine, i->own[k]);
	memset(i->prog, 0, sizeof(i->prog));
	i->own_count = 0;
}

/* ---- running */

/* One function a context: its fields side by side. */
#define MBPF_CTX(name)                                                                                                   \
	static void fields_##name(u8 *to, const void *blob)                                                              \
	{                                                                                                                \
		const struct mbpf_ctx_##name *from = blob;                                                               \
		u32 at = 0;                                                                                              \
                                                                                                                         \
		/* where pointers have 32 bits, 4 bytes may lie between the head and a field of 64 */                                   \
		_Static_assert(sizeof(*from) - sizeof(from->head) <= AXI_EBPF_FIELD_BYTES + 8 - sizeof(void *), "room for the fields");
#define MBPF_FIELD(ctx, type, name) memcpy(to + axi_ebpf_field(&at, sizeof(type)), &from->name, sizeof(type));
#define MBPF_END(name) }
#include "mbpf/ctx.def"

static void (*const fields[])(u8 *to, const void *blob) = {
#define MBPF_CTX(name) fields_##name,
#include "mbpf/ctx.def"
};

/* give_data - the bytes of the context; those that only read_fn can give are copied into the instance's memory. */
static enum mbpf_outcome give_data(const struct axi_instance *i, const struct mbpf_ctx_head *blob, struct axi_ebpf_ctx *c)
{
	const void *data = blob->data;

	if (blob->data_len > AXI_EBPF_DATA_MAX)
		return MBPF_NO_MEMORY;
	if (!data && blob->data_len) {
		if (blob->data_len > i->program->manifest.heap_size)
			return MBPF_NO_MEMORY;
		if (!blob->read_fn || blob->read_fn(blob, 0, i->memory, blob->data_len))
			return MBPF_EXCEPTION;
		data = i->memory;
	}
	c->data = (u64)(uintptr_t)data;
	c->data_end = c->data + blob->data_len;
	c->data_len = blob->data_len;
	c->flags = blob->flags;
	return MBPF_OK;
}

/* run_counted - as ax_prog_run, with what it did in the instance's numbers */
static enum mbpf_outcome run_counted(struct axi_instance *i, struct ax_prog *prog, struct axi_ebpf_ctx *c, u64 *result)
{
	static const u8 outcomes[] = {[AX_RUN_WHOLE] = MBPF_OK, [AX_RUN_INSNS] = MBPF_NO_STEPS, [AX_RUN_CALLS] = MBPF_NO_HELPERS,
				      [AX_RUN_BUDGET] = MBPF_NO_STEPS};
	struct ax_run_counts n = {.max_insns = i->program->manifest.max_steps, .max_calls = i->program->manifest.max_helpers};

	*result = ax_prog_run_counted(prog, c, &n);
	axi_mbpf_charge(i, n.insns, n.calls);
	return outcomes[n.end];
}

/* run - as machine code, or counted */
static enum mbpf_outcome run(struct axi_instance *i, struct ax_prog *prog, struct axi_ebpf_ctx *c, u64 *result)
{
	u64 stops = prog->budget_stops;

	if (i->program->runtime->config.count)
		return run_counted(i, prog, c, result);
	*result = ax_prog_run(prog, c);
	return prog->verdict.by_budget && prog->budget_stops != stops ? MBPF_NO_STEPS : MBPF_OK;
}

enum mbpf_outcome axi_ebpf_run(struct axi_instance *i, const struct ax_prog *prog, const struct mbpf_ctx_head *blob, s32 *value)
{
	struct mbpf_program *p = i->program;
	struct axi_ebpf_ctx c;
	enum mbpf_outcome outcome = MBPF_OK;
	u64 result, deadline = p->manifest.max_wall_time_us ? axi_mbpf_deadline(p) : 0;
	u32 line;

	if (blob) {
		fields[p->ctx](c.fields, blob);
		outcome = give_data(i, blob, &c);
		if (outcome != MBPF_OK)
			return outcome;
	} else {
		memset(&c, 0, sizeof(c));
	}
	c.instance = i;
	outcome = run(i, (struct ax_prog *)(uintptr_t)prog, &c, &result);
	if (outcome == MBPF_OK && deadline && axi_mbpf_clock(p->runtime) > deadline)
		outcome = MBPF_NO_TIME; /* nobody could end it before: its proven worst case does */
	if (outcome != MBPF_OK)
		return outcome;
	*value = (s32)result;
	if (LIKELY(!(result >> 32) || (s64)result == *value))
		return MBPF_OK;
	outcome = (enum mbpf_outcome)(result >> 56);
	line = result >> 32 & 0xffffff;
	if (outcome != MBPF_BAD_RESULT)
		outcome = MBPF_EXCEPTION;
	if (line)
		axi_fmt(i->error, sizeof(i->error), "%s at line %u", outcome == MBPF_EXCEPTION ? "exception" : "no number", line);
	else
		i->error[0] = 0;
	return outcome;
}
