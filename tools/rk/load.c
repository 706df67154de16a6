/* SPDX-License-Identifier: Apache-2.0
 * load.c - an object file in an engine. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <axiom/image.h>
#include "engine/engine.h"
#include "isa/proto.h"
#include "map/stack_trace.h"
#include "port.h"
#include "rk/load.h"

/* --- names --- */

const char *rk_prog_type_name(u32 type)
{
	switch (type) {
#define PROG_TYPE(id, NAME, name, ctx, ret_min, ret_max) case id: return #name;
#define PROG_KNOWN PROG_TYPE
#include "isa/progs.def"
	default: return "unknown";
	}
}

u32 rk_prog_type(const char *name)
{
#define PROG_TYPE(id, NAME, text, ctx, ret_min, ret_max)                                           \
	if (!strcmp(name, #text) || !strcmp(name, #id))                                            \
		return id;
#define PROG_KNOWN PROG_TYPE
#include "isa/progs.def"
	return 0;
}

enum {
#define CTX(name, bytes) CTX_##name = bytes,
#define CTX_FIELD(ctx, name, offset, size, access, narrow)
#define CTX_FIELDS(ctx, name, offset, size, count, access, narrow)
#include "isa/ctx.def"
};

u32 rk_context_bytes(u32 type)
{
	switch (type) {
#define PROG_TYPE(id, NAME, name, ctx, ret_min, ret_max) case id: return CTX_##ctx;
#define PROG_KNOWN PROG_TYPE
#include "isa/progs.def"
	default: return 0;
	}
}

const char *rk_map_type_name(u32 type)
{
	switch (type) {
#define MAP_TYPE(id, NAME, name, ops) case id: return #name;
#include "isa/maps.def"
	default: return "unknown type";
	}
}

/* --- maps --- */

/* unsaid_inner - a map of maps whose own loader knows what is in it. */
static bool unsaid_inner(const struct ax_map_spec *spec)
{
	return (spec->type == AX_MAP_ARRAY_OF_MAPS || spec->type == AX_MAP_HASH_OF_MAPS) && !spec->inner;
}

/* map_problem - what is wrong with a map that was refused, and what to do. */
static void map_problem(const struct ax_map_spec *spec, int err, char *out, size_t size)
{
	if (unsaid_inner(spec))
		snprintf(out, size, "nothing says what the maps in it are; use __array(values, T)");
	else if (!strcmp(rk_map_type_name(spec->type), "unknown type"))
		snprintf(out, size, "map type %" PRIu32 " does not exist here; use one of: array, hash, percpu_array, "
			 "percpu_hash, ringbuf", spec->type);
	else if (!spec->max_entries)
		snprintf(out, size, "max_entries is 0; set __uint(max_entries, N) with N at least 1");
	else if (err == -AX_E2BIG || err == -AX_ENOMEM)
		snprintf(out, size, "%" PRIu32 " entries of %" PRIu32 "+%" PRIu32 " bytes do not fit (%s); make it smaller",
			 spec->max_entries, spec->key_size, spec->value_size, ax_status_text(err));
	else if (spec->type == AX_MAP_RINGBUF)
		snprintf(out, size, "a ring buffer has no key and no value, and max_entries is its size in bytes: a power of "
			 "two of at least 4096, not %" PRIu32, spec->max_entries);
	else
		snprintf(out, size, "key size %" PRIu32 ", value size %" PRIu32 ", %" PRIu32 " entries, flags 0x%" PRIx32
			 " do not make %s map; see __uint and __type of the definition", spec->key_size,
			 spec->value_size, spec->max_entries, spec->flags,
			 spec->type == AX_MAP_ARRAY ? "an array (its key has 4 bytes)" : rk_map_type_name(spec->type));
}

static int fill(struct ax_map *map, const struct ax_object_map *from)
{
	u32 key = 0;
	u8 *value;
	int err;

	if (from->spec.type == AX_MAP_ARENA)
		return ax_map_arena_fill(map, from->data, from->data_size);
	if (!from->data)
		return from->freeze ? ax_map_freeze(map) : 0;
	value = calloc(1, from->spec.value_size);
	if (!value)
		return -AX_ENOMEM;
	memcpy(value, from->data, from->data_size < from->spec.value_size ? from->data_size : from->spec.value_size);
	err = ax_map_user_update(map, &key, value, AX_ANY);
	free(value);
	if (!err && from->freeze)
		err = ax_map_freeze(map);
	return err;
}

static u32 map_entries; /* for maps that leave it to their loader */

int rk_use_map_entries(const char *text)
{
	char *end;
	unsigned long n = text ? strtoul(text, &end, 10) : 0;

	if (text && (!isdigit((unsigned char)*text) || *end || !n || n > UINT32_MAX)) {
		rk_error("--map-entries %s: give a number from 1 on", text);
		return RK_UNUSABLE;
	}
	map_entries = (u32)n;
	return RK_OK;
}

/* missing_type - programs without such a map may be fine; those that use it are refused. */
static bool missing_type(const struct ax_map_spec *spec)
{
	return !strcmp(rk_map_type_name(spec->type), "unknown type");
}

/* with_build_ids - stack traces of build ids and offsets instead of addresses (Linux BPF_F_STACK_BUILD_ID), which the engine does not make. */
static bool with_build_ids(const struct ax_map_spec *spec)
{
	return spec->type == AX_MAP_STACK_TRACE && spec->flags & 0x20;
}

static u32 entries_for(u32 type)
{
	enum { SK_STORAGE = 24, INODE_STORAGE = 28, CGRP_STORAGE = 32 };

	switch (type) {
	case AX_MAP_PERF_EVENT_ARRAY: return (u32)sysconf(_SC_NPROCESSORS_CONF);
	case AX_MAP_TASK_STORAGE:
	case SK_STORAGE:
	case INODE_STORAGE:
	case CGRP_STORAGE: return 0; /* they grow with what they belong to */
	default: return map_entries;
	}
}

/* Sizes that the program's own loader sets: a stack trace's when there are none, entries where --map-entries says how many; and
 * as libbpf does, one entry a CPU for perf events, and rings (in bytes) of the next power of two from a page on. */
static void set_sizes(struct ax_map_spec *spec)
{
	if (!spec->max_entries)
		spec->max_entries = entries_for(spec->type);
	if (spec->max_entries && (spec->type == AX_MAP_RINGBUF || spec->type == AX_MAP_USER_RINGBUF)) {
		u32 bytes = 4096;

		while (bytes < spec->max_entries && bytes < 1u << 30)
			bytes *= 2;
		spec->max_entries = bytes < spec->max_entries ? spec->max_entries : bytes;
	}
	if (spec->type != AX_MAP_STACK_TRACE)
		return;
	if (!spec->max_entries)
		spec->max_entries = 1024;
	if (!spec->value_size)
		spec->value_size = AXI_STACK_FRAMES * sizeof(u64);
}

/* struct wanted - by name, while initial values are put in; `name` is the last one asked for. */
struct wanted {
	struct rk_loaded *loaded;
	const char *name;
	u32 type;                  /* of programs; 0: as their sections say */
	int err;
	const struct ax_object_prog *prog;
	struct ax_diag *diag;
};

static void *find_map(void *arg, const char *name)
{
	struct wanted *wanted = arg;
	const struct ax_object *object = &wanted->loaded->file.object;

	wanted->name = name;
	for (u32 i = 0; i < object->map_count; i++)
		if (!strcmp(object->maps[i].name, name)) /* one that cannot be made here: what uses it can be judged, and not run */
			return wanted->loaded->maps[i] ? (void *)wanted->loaded->maps[i] : AX_IMAGE_EMPTY;
	return NULL;
}

static int put_inner_maps(struct rk_loaded *loaded, const char *path)
{
	struct wanted wanted = {.loaded = loaded};
	const struct ax_object_map *bad;
	int err = ax_image_fill(&loaded->file.object, loaded->maps, AX_HOLDS_MAP, find_map, &wanted, &bad);

	if (err)
		rk_error("%s: map %s: its initial value %s: %s", path, bad->name, wanted.name, ax_status_text(err));
	return err ? RK_UNUSABLE : RK_OK;
}

static int create_maps(struct rk_loaded *loaded, const char *path)
{
	struct ax_object *object = &loaded->file.object;

	loaded->maps = calloc(object->map_count + 1, sizeof(*loaded->maps));
	if (!loaded->maps) {
		rk_error("%s: out of memory", path);
		return RK_UNUSABLE;
	}
	for (u32 i = 0; i < object->map_count; i++) {
		struct ax_object_map *map = &object->maps[i];
		struct ax_map_spec spec;
		char why[256];
		int err;

		set_sizes(&map->spec);
		spec = map->spec;
		spec.btf_id = 0; /* the types stay in the file */
		spec.inner = map->inner;
		spec.lock_at = map->lock_at;
		spec.timer_at = map->timer_at;
		err = ax_engine_map_create(loaded->engine, &spec, &loaded->maps[i]);
		if (!err)
			err = fill(loaded->maps[i], map);
		if (!err || missing_type(&spec) || with_build_ids(&spec) || unsaid_inner(&spec) || err == -AX_E2BIG || err == -AX_ENOMEM)
			continue; /* what uses it can be judged, and not run */
		map_problem(&spec, err, why, sizeof(why));
		rk_error("%s: map %s: %s", path, map->name, why);
		return RK_UNUSABLE;
	}
	return put_inner_maps(loaded, path);
}

int rk_load_open_limits(struct rk_loaded *out, const char *path, const struct ax_limits *limits)
{
	int status, err;

	*out = (struct rk_loaded){0};
	status = rk_object_open(&out->file, path);
	if (status)
		return status;
	axp_set_cpu(0); /* one thread: its per-CPU values stay in one place */
	err = ax_engine_create(&out->engine, axp_port(), limits);
	if (err) {
		rk_error("cannot start the engine: %s", ax_status_text(err));
		status = RK_UNUSABLE;
	} else {
		status = create_maps(out, path);
	}
	if (status)
		rk_load_close(out);
	return status;
}

int rk_load_open(struct rk_loaded *out, const char *path)
{
	return rk_load_open_limits(out, path, &ax_limits_cloud);
}

void rk_load_close(struct rk_loaded *loaded)
{
	if (loaded->maps) /* programs in program arrays use them in turn: out with them first */
		ax_image_fill(&loaded->file.object, loaded->maps, AX_HOLDS_PROG, NULL, NULL, NULL);
	for (u32 i = 0; i < loaded->call_count; i++)
		ax_prog_put(loaded->calls[i]);
	free(loaded->calls);
	free(loaded->call_code);
	for (u32 i = 0; loaded->maps && i < loaded->file.object.map_count; i++)
		if (loaded->maps[i])
			ax_map_put(loaded->engine, loaded->maps[i]);
	free(loaded->maps);
	if (loaded->engine)
		ax_engine_destroy(loaded->engine);
	rk_object_close(&loaded->file);
	*loaded = (struct rk_loaded){0};
}

/* --- programs --- */

/* struct used - the maps that one program uses, and its instructions with indices into them. */
struct used {
	struct ax_insn *insns;
	struct ax_map *maps[AX_MAPS_PER_PROG + 1];
	u32 count;
};

static int index_of(struct used *used, struct ax_map *map)
{
	for (u32 i = 0; i < used->count; i++)
		if (used->maps[i] == map)
			return (int)i;
	if (used->count < ARRAY_LEN(used->maps))
		used->maps[used->count++] = map;
	return (int)used->count - 1;
}

/* absent_map - a map that the program uses and that could not be made; NULL: none. */
static const struct ax_object_map *absent_map(const struct rk_loaded *loaded, const struct ax_object_prog *prog)
{
	for (u32 i = 0; i < prog->insn_count; i++) {
		const struct ax_insn *insn = &prog->insns[i];

		if (insn->opcode != AX_OP_LDDW)
			continue;
		if ((insn->src == AX_PSEUDO_MAP_IDX || insn->src == AX_PSEUDO_MAP_IDX_VALUE) &&
		    (u32)insn->imm < loaded->file.object.map_count && !loaded->maps[insn->imm])
			return &loaded->file.object.maps[insn->imm];
		i++;
	}
	return NULL;
}

/* refuse_absent - true, with a note, when the program uses a map that could not be made. */
static bool refuse_absent(const struct rk_loaded *loaded, const struct ax_object_prog *prog, struct ax_diag *diag)
{
	const struct ax_object_map *absent = absent_map(loaded, prog);

	char why[256];

	if (!absent)
		return false;
	map_problem(&absent->spec, -AX_E2BIG, why, sizeof(why));
	snprintf(diag->note, sizeof(diag->note), "map %.40s: %.70s", absent->name, why);
	return true;
}

/* no_program - true, with a note, when there is nothing to judge: what it refers to is missing, or its type is not said. */
static bool no_program(const struct ax_object_prog *prog, u32 type, struct ax_diag *diag)
{
	if (prog->refused)
		snprintf(diag->note, sizeof(diag->note), "%.119s", prog->refused);
	else if (!type)
		snprintf(diag->note, sizeof(diag->note), "section \"%.40s\" names no program type; rename it or give --type",
			 prog->section);
	return prog->refused || !type;
}

static int collect(struct rk_loaded *loaded, const struct ax_object_prog *prog, struct used *used)
{
	used->insns = malloc(prog->insn_count * sizeof(*used->insns) + 1);
	used->count = 0;
	if (!used->insns)
		return -AX_ENOMEM;
	memcpy(used->insns, prog->insns, prog->insn_count * sizeof(*used->insns));
	for (u32 i = 0; i < prog->insn_count; i++) {
		struct ax_insn *insn = &used->insns[i];

		if (insn->opcode != AX_OP_LDDW)
			continue;
		if ((insn->src == AX_PSEUDO_MAP_IDX || insn->src == AX_PSEUDO_MAP_IDX_VALUE) &&
		    (u32)insn->imm < loaded->file.object.map_count)
			insn->imm = index_of(used, loaded->maps[insn->imm]);
		i++;
	}
	return 0;
}

/* copy_name - as libbpf: the function's name, cut, with only the letters that the kernel takes. */
static void copy_name(char out[AX_NAME_BYTES], const char *name)
{
	u32 i = 0;

	for (; name[i] && i < AX_NAME_BYTES - 1; i++)
		out[i] = isalnum((unsigned char)name[i]) || name[i] == '_' ? name[i] : '.';
	out[i] = 0;
}

int rk_load_prog(struct rk_loaded *loaded, const struct ax_object_prog *prog, u32 type, struct ax_prog **out,
		 struct ax_diag *diag)
{
	struct used used;
	struct ax_prog_spec spec = {
		.type = type ? type : prog->prog_type,
		.attach_type = type && type != prog->prog_type ? 0 : prog->attach_type,
		.insn_count = prog->insn_count,
		.license = loaded->file.object.license,
		.func_starts = prog->func_starts,
		.exception_cb = prog->exception_cb,
		.func_count = prog->func_count,
		.lines = prog->lines,
		.line_count = prog->line_count,
		.exec = loaded->exec,
		.cert = prog->cert,
		.cert_size = prog->cert_size,
		.verify = true,
		.packet_ctx = loaded->packets,
	};
	int err;

	*diag = (struct ax_diag){.insn = UINT32_MAX, .reg = -1};
	if (no_program(prog, spec.type, diag) || refuse_absent(loaded, prog, diag))
		return -AX_EINVAL;
	err = collect(loaded, prog, &used);
	if (err)
		return err;
	copy_name(spec.name, prog->name);
	spec.insns = used.insns;
	spec.maps = used.maps;
	spec.map_count = used.count;
	err = ax_prog_load(loaded->engine, &spec, out, diag);
	if (err)
		ax_object_note(&loaded->file.object, prog, diag);
	free(used.insns);
	return err;
}

/* Each program of a program array is loaded when it is wanted there. */
static void *load_call(void *arg, const char *name)
{
	struct wanted *wanted = arg;
	struct rk_loaded *loaded = wanted->loaded;
	const struct ax_object *object = &loaded->file.object;
	struct ax_prog *prog;

	wanted->name = name;
	wanted->prog = &object->progs[0];
	wanted->err = -AX_ENOENT;
	for (u32 p = 0; wanted->err == -AX_ENOENT && p < object->prog_count; p++) {
		wanted->prog = &object->progs[p];
		if (!strcmp(wanted->prog->name, name))
			wanted->err = rk_load_prog(loaded, wanted->prog, wanted->type, &prog, wanted->diag);
	}
	if (wanted->err)
		return NULL;
	loaded->calls[loaded->call_count++] = prog;
	return prog;
}

int rk_load_calls(struct rk_loaded *loaded, u32 type, const struct ax_object_prog **refused, struct ax_diag *diag)
{
	struct wanted wanted = {.loaded = loaded, .type = type, .diag = diag};
	const struct ax_object *object = &loaded->file.object;
	const struct ax_object_map *bad;
	u32 room = 0;
	int err;

	for (u32 i = 0; i < object->map_count; i++)
		room += object->maps[i].slot_count;
	loaded->calls = calloc(room + 1, sizeof(*loaded->calls));
	loaded->call_code = calloc(room + 1, sizeof(*loaded->call_code));
	if (!loaded->calls || !loaded->call_code)
		return -AX_ENOMEM;
	err = ax_image_fill(object, loaded->maps, AX_HOLDS_PROG, load_call, &wanted, &bad);
	if (!err)
		return 0;
	*refused = wanted.prog;
	if (wanted.err == -AX_ENOENT)
		snprintf(diag->note, sizeof(diag->note), "map %.40s holds %.40s, which is no program", bad->name, wanted.name);
	else if (!wanted.err)
		snprintf(diag->note, sizeof(diag->note), "it does not fit into map %.40s", bad->name);
	return wanted.err ? wanted.err : err;
}

/* known_map - does the verifier know this type, made here or not? */
static bool known_map(u32 type)
{
	switch (type) {
#define MAP_TYPE(id, NAME, name, ops) case id:
#define MAP_KNOWN(id, NAME, name) case id:
#include "isa/maps.def"
		return true;
	default: return false;
	}
}

/* struct judged - a program as the verifier takes it, its maps numbered by first use. */
struct judged {
	struct ax_target target;
	struct ax_insn *insns;
	const struct ax_map_spec *specs[AX_MAPS_PER_PROG];
	struct ax_map_facts facts[AX_MAPS_PER_PROG];
	u32 from[AX_MAPS_PER_PROG]; /* index in the object */
	u32 count;
};

void rk_map_facts(const struct rk_loaded *loaded, u32 index, struct ax_map_facts *out)
{
	const struct ax_object_map *map = &loaded->file.object.maps[index];

	*out = (struct ax_map_facts){0};
	if (loaded->maps[index])
		ax_map_facts_of(loaded->maps[index], out);
	out->lock_at = map->lock_at;
	out->timer_at = map->timer_at;
	out->closed_from = map->closed_from;
	out->closed_to = map->closed_to;
	out->value_type = map->value_type;
	out->inner_type = map->inner_type;
	out->inner = map->inner;
}

/* judged_map - number of the object's map `index`; -1 when there are too many, or its type is not known (diag says so). */
static int judged_map(struct judged *j, const struct rk_loaded *loaded, u32 index, struct ax_diag *diag)
{
	const struct ax_object_map *map = &loaded->file.object.maps[index];

	for (u32 i = 0; i < j->count; i++)
		if (j->from[i] == index)
			return (int)i;
	if (!known_map(map->spec.type) || j->count == AX_MAPS_PER_PROG) {
		if (j->count == AX_MAPS_PER_PROG)
			snprintf(diag->note, sizeof(diag->note), "more than %d maps", AX_MAPS_PER_PROG);
		else
			snprintf(diag->note, sizeof(diag->note), "map %.40s: map type %" PRIu32 " does not exist here", map->name,
				 map->spec.type);
		return -1;
	}
	j->from[j->count] = index;
	j->specs[j->count] = loaded->maps[index] ? ax_map_spec_of(loaded->maps[index]) : &map->spec;
	rk_map_facts(loaded, index, &j->facts[j->count]);
	return (int)j->count++;
}

static int judged_insns(struct judged *j, const struct rk_loaded *loaded, const struct ax_object_prog *prog,
			struct ax_diag *diag)
{
	j->insns = malloc(prog->insn_count * sizeof(*j->insns) + 1);
	if (!j->insns)
		return -AX_ENOMEM;
	memcpy(j->insns, prog->insns, prog->insn_count * sizeof(*j->insns));
	for (u32 i = 0; i < prog->insn_count; i++) {
		struct ax_insn *insn = &j->insns[i];

		if (insn->opcode != AX_OP_LDDW)
			continue;
		if ((insn->src == AX_PSEUDO_MAP_IDX || insn->src == AX_PSEUDO_MAP_IDX_VALUE) &&
		    (u32)insn->imm < loaded->file.object.map_count) {
			insn->imm = judged_map(j, loaded, (u32)insn->imm, diag);
			if (insn->imm < 0)
				return -AX_EINVAL;
		}
		i++;
	}
	return 0;
}

/* Does a helper give the program a structure of the system? */
static bool gets_struct(const struct ax_verify_input *in)
{
	struct axi_proto p;

	for (u32 i = 0; i < in->insn_count; i++)
		if (in->insns[i].opcode == AX_OP_CALL && !in->insns[i].src && axi_proto_of((u32)in->insns[i].imm, &p) &&
		    (p.ret == RET_TASK || p.ret == RET_PT_REGS || p.ret == RET_SK_OR_NULL))
			return true;
	return false;
}

/* The kernel's types for programs that look into a map, which few do: read when they are asked for. */
static int64_t later_field(void *arg, uint32_t id, int64_t off, uint32_t size)
{
	const struct ax_btf_types *types = rk_kernel_types();

	return types ? types->types.field(types->types.arg, id, off, size) : -1;
}

static bool later_is(void *arg, uint32_t id, int64_t off, const char *name)
{
	const struct ax_btf_types *types = rk_kernel_types();

	return types && types->types.is(types->types.arg, id, off, name);
}

static uint32_t later_named(void *arg, const char *name)
{
	const struct ax_btf_types *types = rk_kernel_types();

	return types ? types->types.named(types->types.arg, name) : 0;
}

static const struct ax_types asked_later = {.field = later_field, .is = later_is, .named = later_named};

void rk_use_types(struct ax_verify_input *in, const struct ax_object_prog *prog, struct ax_target *target)
{
	const struct ax_btf_types *types = NULL;

	bool typed = in->prog_type == AX_PROG_TRACING || in->prog_type == AX_PROG_LSM || in->prog_type == AX_PROG_NETFILTER;

	if (typed || in->prog_type == AX_PROG_STRUCT_OPS || gets_struct(in))
		types = rk_kernel_types();
	in->types = types ? &types->types : &asked_later;
	if (!types)
		return;
	if (typed ? !ax_types_target(types, prog->section, target)
		  : in->prog_type == AX_PROG_STRUCT_OPS && prog->ops && !ax_types_ops(types, prog->ops, prog->ops_member, target))
		in->target = target;
}

/* A microcontroller's maker and checker of full certificates (mk/host.mk). */
int device_certify_full(const struct ax_verify_input *in, struct ax_arena *arena, void *out, size_t room, size_t *size, struct ax_diag *diag);
int device_verify_certified(const struct ax_verify_input *in, struct ax_arena *arena, struct ax_verdict *out, struct ax_diag *diag);

typedef int verifier(const struct ax_verify_input *in, struct ax_arena *arena, struct ax_verdict *out, struct ax_diag *diag);

static int judge(verifier *verify, const struct ax_verify_input *in, struct ax_prog_info *info, struct ax_diag *diag)
{
	size_t bytes = ax_verify_bytes(in) ? ax_verify_bytes(in) : 65536; /* over the limits: enough to be told so */
	void *memory = malloc(bytes);
	struct ax_arena arena;
	u64 start;
	int err;

	if (!memory)
		return -AX_ENOMEM;
	memset(memory, 0, bytes); /* its pages are there: their faults are not the verifier's time */
	ax_arena_init(&arena, memory, bytes);
	start = axp_port()->now_ns();
	err = verify(in, &arena, &info->verdict, diag);
	info->verify_ns = axp_port()->now_ns() - start;
	free(memory);
	return err;
}

/* May programs of this section sleep?  libbpf: "uprobe.s/..." */
static bool sleeps(const char *section)
{
	size_t name = strcspn(section, "/");

	return name > 2 && !memcmp(section + name - 2, ".s", 2);
}

/* What libbpf makes of a section, and this engine does not have. */
static const char *foreign_type(u32 type)
{
	return type == 28 ? "ext (freplace)" : "unknown to it";
}

/* The verifier's input for a program as `rk verify` judges it; j->insns is to be freed, whatever the result. */
static int judged_input(struct rk_loaded *loaded, const struct ax_object_prog *prog, u32 type, struct judged *j,
			struct ax_verify_input *in, struct ax_diag *diag)
{
	int err = -AX_EINVAL;

	*in = (struct ax_verify_input){
		.insn_count = prog->insn_count, .prog_type = type ? type : prog->prog_type,
		.attach_type = type && type != prog->prog_type ? 0 : prog->attach_type, .maps = j->specs, .map_facts = j->facts,
		.func_starts = prog->func_starts, .func_count = prog->func_count, .exception_cb = prog->exception_cb,
		.limits = &ax_limits_cloud, .own = loaded->file.object.own.layout ? &loaded->file.object.own : NULL,
		.gpl = axi_gpl_compatible(loaded->file.object.license), .cert = prog->cert, .cert_size = prog->cert_size,
		.no_leaks = loaded->no_leaks, .frames = loaded->frames, .converts = loaded->converts, .sleepable = sleeps(prog->section),
	};
	*diag = (struct ax_diag){.insn = UINT32_MAX, .reg = -1};
	if (no_program(prog, in->prog_type, diag))
		;
	else if (!strcmp(rk_prog_type_name(in->prog_type), "unknown"))
		snprintf(diag->note, sizeof(diag->note), "section \"%.30s\": programs of type %s do not exist here",
			 prog->section, foreign_type(in->prog_type));
	else
		err = judged_insns(j, loaded, prog, diag);
	in->insns = j->insns;
	in->map_count = j->count;
	if (err)
		return err;
	if (!loaded->no_types)
		rk_use_types(in, prog, &j->target);
	if (in->prog_type != AX_PROG_STRUCT_OPS || (in->target && in->gpl))
		return 0;
	if (in->target)
		snprintf(diag->note, sizeof(diag->note), "functions of the kernel's tables need a GPL-compatible licence");
	else if (prog->ops)
		snprintf(diag->note, sizeof(diag->note), "the kernel's types have no function %.30s in struct %.30s", prog->ops_member, prog->ops);
	else
		snprintf(diag->note, sizeof(diag->note), "section \"%.30s\": no table in SEC(\".struct_ops\") holds it", prog->section);
	return -AX_EINVAL;
}

static int judge_by(verifier *verify, struct rk_loaded *loaded, const struct ax_object_prog *prog, u32 type, struct ax_prog_info *info,
		    struct ax_diag *diag)
{
	struct judged j = {0};
	struct ax_verify_input in;
	int err = judged_input(loaded, prog, type, &j, &in, diag);

	if (loaded->cost) {
		in.cpu = loaded->cost->cpu;
		in.calls = loaded->cost->calls;
		in.calls_room = ARRAY_LEN(loaded->cost->calls);
	}
	*info = (struct ax_prog_info){.type = in.prog_type, .attach_type = in.attach_type, .insn_count = prog->insn_count};
	if (!err)
		err = judge(verify, &in, info, diag);
	if (err)
		ax_object_note(&loaded->file.object, prog, diag);
	free(j.insns);
	return err;
}

int rk_judge_prog(struct rk_loaded *loaded, const struct ax_object_prog *prog, u32 type, struct ax_prog_info *info,
		  struct ax_diag *diag)
{
	return judge_by(ax_verify, loaded, prog, type, info, diag);
}

int rk_judge_device(struct rk_loaded *loaded, const struct ax_object_prog *prog, u32 type, struct ax_prog_info *info,
		    struct ax_diag *diag)
{
	return judge_by(device_verify_certified, loaded, prog, type, info, diag);
}

/* For a microcontroller: by what its own inference finds; or by what this machine's finds, which is more, when the device can
 * follow that, too. */
static int certify_device(const struct ax_verify_input *in, struct ax_arena *arena, void *out, size_t room, size_t *size, struct ax_diag *diag)
{
	struct ax_verify_input with = *in;
	struct ax_verdict verdict;
	struct ax_diag other;
	int err = device_certify_full(in, arena, out, room, size, diag);

	if (!err || err == -AX_ENOSPC || ax_certify_full(in, arena, out, room, size, &other))
		return err;
	with.cert = out;
	with.cert_size = *size;
	return device_verify_certified(&with, arena, &verdict, &other) || verdict.peak_bytes > AX_CERTIFIED_BYTES ? err : 0;
}

int rk_certify_prog(struct rk_loaded *loaded, const struct ax_object_prog *prog, u32 type, enum rk_cert kind, u8 *out, size_t room,
		    size_t *size, struct ax_diag *diag)
{
	static int (*const make[])(const struct ax_verify_input *in, struct ax_arena *arena, void *out, size_t room, size_t *size,
				   struct ax_diag *diag) = {
		[RK_CERT_SPARSE] = ax_certify, [RK_CERT_FULL] = ax_certify_full, [RK_CERT_DEVICE] = certify_device,
	};
	struct ax_limits limits = ax_limits_cloud;
	struct judged j = {0};
	struct ax_verify_input in;
	struct ax_arena arena;
	size_t bytes;
	void *memory = NULL;
	int err = judged_input(loaded, prog, type, &j, &in, diag);

	if (!err) {
		limits.verify_steps_base *= 64; /* the prover may take more than the verifier */
		limits.verify_steps_per_insn *= 64;
		in.limits = &limits;
		in.check_limits = &ax_limits_cloud;
		in.cert = NULL;
		bytes = min_u64(32 * ax_verify_bytes(&in) + (1 << 20), 512 << 20);
		memory = malloc(bytes);
		err = -AX_ENOMEM;
	}
	if (memory) {
		ax_arena_init(&arena, memory, bytes);
		err = make[kind](&in, &arena, out, room, size, diag);
	}
	free(memory);
	free(j.insns);
	return err;
}

void rk_explain(const struct ax_object_prog *prog, int err, const struct ax_diag *diag, char *out, size_t size)
{
	size_t n;

	if (diag->reason) {
		n = ax_diag_format(diag, prog->lines, prog->line_count, out, size);
		n = n < size ? n : size - 1;
	} else {
		n = (size_t)snprintf(out, size, "%s", diag->note[0] ? diag->note : ax_status_text(err));
	}
	if (n && n + 1 < size && out[n - 1] != '\n')
		snprintf(out + n, size - n, "\n");
}

/* --- JSON --- */

void rk_json_string(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			printf("\\%c", c);
		else if (c == '\n')
			printf("\\n");
		else if (c == '\t')
			printf("\\t");
		else if (c < 0x20 || c >= 0x7f)
			printf("\\u%04x", c); /* bytes, not characters: names come from hostile files */
		else
			putchar(c);
	}
	putchar('"');
}

void rk_json_hex(const u8 *bytes, size_t count)
{
	putchar('"');
	while (count--)
		printf("%02x", *bytes++);
	putchar('"');
}
