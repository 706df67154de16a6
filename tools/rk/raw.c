/* SPDX-License-Identifier: Apache-2.0
 * raw.c - `rk verify --raw`: instructions from standard input before the verifier, without an object file. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <axiom/arena.h>
#include <axiom/prog.h>
#include <axiom/verify.h>
#include "map/map.h"
#include "port.h"
#include "rk/explain.h"
#include "rk/load.h"
#include "rk/raw.h"

struct raw {
	struct ax_insn *insns;
	u32 count, type;
	struct ax_map_spec spec[AX_MAPS_PER_PROG];
	const struct ax_map_spec *maps[AX_MAPS_PER_PROG];
	struct ax_map_facts facts[AX_MAPS_PER_PROG];
	u32 inner[AX_MAPS_PER_PROG]; /* 1 + number of the --map that tells what the maps in it are like */
	u32 map_count;
	bool json;
	bool no_leaks;
	struct rk_cost *cost;
	char late[200];        /* accepted, but not within --deadline: why */
	char lacks[96];        /* "map type devmap": what the engine does not have; "" otherwise */
	const char *reason;    /* of that */
};

/* ---- input ---- */

/* Hex digits as rk_hex reads them: an exit or a jump, which every program has, is none of these characters. */
static bool all_hex(const u8 *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (!isxdigit(bytes[i]) && !isspace(bytes[i]) && bytes[i] != ',' && (bytes[i] | 0x20) != 'x')
			return false;
	return true;
}

/* read_insns - bytes, or the same as hex digits: a program of hex digits alone is no program. */
static int read_insns(struct raw *raw)
{
	u8 *bytes, *data;
	size_t size;
	int status = rk_read("-", &data, &size);

	if (status)
		return status;
	bytes = data;
	if (all_hex(data, size)) {
		status = rk_hex("program", (const char *)data, size, &bytes, &size);
		free(data);
		if (status)
			return status;
	}
	if (size % sizeof(*raw->insns) || size / sizeof(*raw->insns) > UINT32_MAX / 2) {
		rk_error("program: %zu bytes on standard input are no whole number of 8-byte instructions", size);
		free(bytes);
		return RK_UNUSABLE;
	}
	raw->insns = (struct ax_insn *)bytes;
	raw->count = (u32)(size / sizeof(*raw->insns));
	return RK_OK;
}

/* link_maps - pseudo map fds, whose immediate is the index of a --map, become references to maps. */
static void link_maps(struct raw *raw)
{
	for (u32 i = 0; i + 1 < raw->count; i++) {
		struct ax_insn *insn = &raw->insns[i];

		if (insn->opcode != AX_OP_LDDW)
			continue;
		if (insn->src == AX_PSEUDO_MAP_FD)
			insn->src = AX_PSEUDO_MAP_IDX;
		else if (insn->src == AX_PSEUDO_MAP_VALUE)
			insn->src = AX_PSEUDO_MAP_IDX_VALUE;
	}
}

static void lacks(struct raw *raw, const char *reason, const char *what, const char *name)
{
	if (raw->lacks[0])
		return;
	raw->reason = reason;
	snprintf(raw->lacks, sizeof(raw->lacks), "%s %.60s", what, name);
}

/* ---- --map TYPE:KEY:VALUE:MAX[:FLAGS] ---- */

static bool number(const char *text, u32 *out)
{
	char *end;
	unsigned long long n = strtoull(text, &end, 0);

	*out = (u32)n;
	return isdigit((unsigned char)*text) && !*end && n <= UINT32_MAX;
}

static bool map_flags(struct raw *raw, char *text)
{
	u32 *flags = &raw->spec[raw->map_count].flags, at;
	struct ax_map_facts *facts = &raw->facts[raw->map_count];

	for (char *word = strtok(text, ","); word; word = strtok(NULL, ",")) {
		if (!strcmp(word, "ro"))
			*flags |= AX_MAP_F_RDONLY_PROG;
		else if (!strcmp(word, "wo"))
			*flags |= AX_MAP_F_WRONLY_PROG;
		else if (!strncmp(word, "lock=", 5) && number(word + 5, &at) && at < UINT32_MAX)
			facts->lock_at = at + 1;
		else if (!strncmp(word, "timer=", 6) && number(word + 6, &at) && at < UINT32_MAX)
			facts->timer_at = at + 1;
		else if (!strncmp(word, "inner=", 6) && number(word + 6, &at) && at < AX_MAPS_PER_PROG)
			raw->inner[raw->map_count] = at + 1;
		else
			return false;
	}
	return true;
}

/* Split at colons; how many parts. */
static int split(char *text, char *part[5])
{
	int n = 1;

	part[0] = text;
	for (; *text; text++) {
		if (*text != ':')
			continue;
		if (n == 5)
			return 6;
		*text = 0;
		part[n++] = text + 1;
	}
	return n;
}

/* check_map - could such a map be made?  What the map's own code says. */
static int check_map(const struct ax_map_spec *spec)
{
	switch (spec->type) {
#define MAP_TYPE(id, NAME, name, ops) case id: return ops.check(spec, axp_port(), &ax_limits_cloud);
#define MAP_KNOWN(id, NAME, name) case id: return 0; /* the verifier judges its uses; nobody here makes one */
#include "isa/maps.def"
	default: return -AX_ENOTSUPP;
	}
}

static int add_map(struct raw *raw, const char *text)
{
	struct ax_map_spec *spec = &raw->spec[raw->map_count];
	char copy[128], *part[5];
	int n;

	snprintf(copy, sizeof(copy), "%s", text);
	n = split(copy, part);
	if (n < 4 || n > 5 || strlen(text) >= sizeof(copy) || !number(part[1], &spec->key_size) ||
	    !number(part[2], &spec->value_size) || !number(part[3], &spec->max_entries) ||
	    (n == 5 && !map_flags(raw, part[4]))) {
		rk_error("--map %.100s: a map is TYPE:KEY:VALUE:MAX[:FLAGS] with sizes in bytes and FLAGS ro, wo, lock=N, timer=N, inner=N", text);
		return RK_UNUSABLE;
	}
#define MAP_TYPE(id, NAME, name, ops)                                                               \
	if (!strcmp(part[0], #name))                                                                \
		spec->type = id;
#define MAP_KNOWN(id, NAME, name) MAP_TYPE(id, NAME, name, )
#include "isa/maps.def"
	snprintf(spec->name, sizeof(spec->name), "map %u", raw->map_count);
	raw->maps[raw->map_count++] = spec;
	if (!spec->type)
		lacks(raw, "unknown_map_type", "map type", part[0]);
	return RK_OK;
}

/* Once all maps are known: what the maps in map `i` are like, and whether there can be such a map. */
static int finish_map(struct raw *raw, u32 i, const char *text)
{
	/* nothing said: as in Linux's own cases */
	static const struct ax_map_spec plain = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1, .name = "inner"};
	struct ax_map_spec *spec = &raw->spec[i];
	bool holds_maps = spec->type == AX_MAP_ARRAY_OF_MAPS || spec->type == AX_MAP_HASH_OF_MAPS;
	int err;

	if (!spec->type)
		return RK_OK;
	if (raw->inner[i] && (!holds_maps || raw->inner[i] > raw->map_count)) {
		rk_error("--map %.100s: %s", text, holds_maps ? "there is no --map with the number of inner=" : "inner= is for maps of maps");
		return RK_UNUSABLE;
	}
	if (holds_maps)
		spec->inner = raw->inner[i] ? raw->maps[raw->inner[i] - 1] : &plain;
	raw->facts[i].inner = spec->inner;
	if (!axi_map_places_ok(&(struct ax_map_spec){.value_size = spec->value_size, .lock_at = raw->facts[i].lock_at,
						     .timer_at = raw->facts[i].timer_at})) {
		rk_error("--map %.100s: a lock is 4 bytes, aligned, inside the value; a timer 16, aligned to 8; both apart", text);
		return RK_UNUSABLE;
	}
	err = check_map(spec);
	if (err == -AX_EINVAL) { /* some types exist only so: tries; and with types, which are not told here: local storage */
		spec->flags |= AX_MAP_F_NO_PREALLOC;
		spec->btf_key_type_id = spec->btf_value_type_id = 1;
		err = check_map(spec);
	}
	if (err) {
		rk_error("--map %.100s: such a map cannot be made: %s", text, ax_status_text(err));
		return RK_UNUSABLE;
	}
	return RK_OK;
}

/* ---- the verdict ---- */

static void format(const struct ax_diag *diag, const struct ax_explain *e, char *text, size_t size)
{
	if (e)
		ax_explain_format(e, NULL, 0, text, size);
	else
		ax_diag_format(diag, NULL, 0, text, size);
}

static void print_text(const struct raw *raw, int err, const struct ax_verdict *v, const struct ax_diag *diag, u64 ns,
		       const struct ax_explain *e)
{
	char text[4096];

	if (raw->late[0]) {
		printf("refused   it does not fit into the hook's deadline: %s\n", raw->late);
	} else if (raw->lacks[0]) {
		printf("refused   %s: this engine does not have it\n", raw->lacks);
	} else if (err) {
		format(diag, e, text, sizeof(text));
		printf("%s", text);
	} else {
		printf("accepted  %" PRIu32 " instructions, ", raw->count);
		rk_cost_text(raw->cost, v);
		printf(", verifier peak %" PRIu32 " bytes, %" PRIu64 ".%03u us\n", v->peak_bytes, ns / 1000,
		       (unsigned)(ns % 1000));
	}
}

static void print_json(const struct raw *raw, int err, const struct ax_verdict *v, const struct ax_diag *diag, u64 ns,
		       const struct ax_explain *e)
{
	char text[4096] = "";

	printf("{\"verdict\":\"%s\",\"reason\":", err ? "refused" : "accepted");
	if (err)
		rk_json_string(raw->lacks[0] ? raw->reason : ax_diag_name(diag->reason));
	else
		printf("null");
	if (err && !raw->lacks[0] && diag->insn != UINT32_MAX)
		printf(",\"insn\":%" PRIu32, diag->insn);
	else
		printf(",\"insn\":null");
	printf(",\"peak_bytes\":%" PRIu32 ",\"nanoseconds\":%" PRIu64 ",", v->peak_bytes, ns);
	if (err)
		printf("\"worst_case_insns\":null");
	else
		rk_cost_json(raw->cost, v);
	printf(",\"certificate_bytes\":0,\"instructions\":%" PRIu32 ",\"states\":%" PRIu32, raw->count, v->states);
	if (raw->late[0])
		snprintf(text, sizeof(text), "%s", raw->late);
	else if (raw->lacks[0])
		snprintf(text, sizeof(text), "%s: this engine does not have it", raw->lacks);
	else if (err)
		format(diag, e, text, sizeof(text));
	if (err && !raw->lacks[0]) {
		if (diag->reg >= 0)
			printf(",\"register\":%" PRId32, diag->reg);
		rk_json_facts(NULL, diag, e);
	}
	if (err) {
		printf(",\"text\":");
		rk_json_string(text);
	}
	printf("}\n");
}

static u64 now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * 1000000000 + (u64)t.tv_nsec;
}

static int verify(struct raw *raw)
{
	struct ax_verify_input in = {
		.insns = raw->insns, .insn_count = raw->count, .prog_type = raw->type, .maps = raw->maps, .map_facts = raw->facts,
		.map_count = raw->map_count, .limits = &ax_limits_cloud, .gpl = true, .no_leaks = raw->no_leaks, .cpu = raw->cost->cpu,
		.calls = raw->cost->calls, .calls_room = ARRAY_LEN(raw->cost->calls),
	};
	struct ax_verdict verdict = {0};
	struct ax_diag diag = {.insn = UINT32_MAX, .reg = -1};
	struct rk_explained again = {0};
	const struct ax_explain *e = NULL;
	size_t bytes = raw->lacks[0] ? 0 : ax_verify_bytes(&in);
	struct ax_arena arena;
	void *memory;
	u64 ns = 0;
	int err = -AX_EINVAL;

	if (!raw->lacks[0]) {
		bytes = bytes ? bytes : 65536; /* over the limits: enough to be told so */
		memory = malloc(bytes);
		if (!memory) {
			rk_error("no memory for the verifier (%zu bytes)", bytes);
			return RK_UNUSABLE;
		}
		memset(memory, 0, bytes); /* its pages are there: their faults are not the verifier's time */
		ax_arena_init(&arena, memory, bytes);
		ns = now_ns();
		err = ax_verify(&in, &arena, &verdict, &diag);
		ns = now_ns() - ns;
		free(memory);
	}
	if (!err && raw->cost->has_deadline && (err = rk_cost_add(raw->cost, &verdict, raw->late, sizeof(raw->late)))) {
		raw->reason = "deadline";
		snprintf(raw->lacks, sizeof(raw->lacks), "deadline");
	}
	/* why: another walk, which nobody measures */
	if (err && !raw->lacks[0] && rk_explained_input(&again, &in) && again.e.diag.reason == diag.reason &&
	    again.e.diag.insn == diag.insn)
		e = &again.e;
	if (raw->json)
		print_json(raw, err, &verdict, &diag, ns, e);
	else
		print_text(raw, err, &verdict, &diag, ns, e);
	rk_explained_free(&again);
	return err ? RK_REFUSED : RK_OK;
}

int rk_verify_raw(const char *type, const char *const *maps, u32 map_count, bool json, bool no_leaks, struct rk_cost *cost)
{
	static struct raw raw;
	int status = RK_OK;

	raw = (struct raw){.json = json, .no_leaks = no_leaks, .cost = cost};
	if (!type) {
		rk_error("--raw needs --type TYPE");
		return RK_UNUSABLE;
	}
	raw.type = rk_prog_type(type);
	if (!raw.type)
		lacks(&raw, "unknown_program_type", "program type", type);
	if (map_count > AX_MAPS_PER_PROG) {
		rk_error("%" PRIu32 " maps; a program has at most %d", map_count, AX_MAPS_PER_PROG);
		return RK_UNUSABLE;
	}
	for (u32 i = 0; !status && i < map_count; i++)
		status = add_map(&raw, maps[i]);
	for (u32 i = 0; !status && i < map_count; i++)
		status = finish_map(&raw, i, maps[i]);
	if (!status)
		status = read_insns(&raw);
	if (status)
		return status;
	link_maps(&raw);
	status = verify(&raw);
	free(raw.insns);
	return status;
}
