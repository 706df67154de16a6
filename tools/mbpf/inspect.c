/* SPDX-License-Identifier: Apache-2.0
 * inspect.c - everything a package says, readable. */
#include <axiom/js.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "crypto/ed25519.h"
#include "mbpf/manifest.h"
#include "mbpf/mbpf.h"
#include "mbpf/package.h"

static const char *const section_names[] = {
#define SECTION(id, NAME, name) [id] = #name,
#include "mbpf/sections.def"
};

static void show_map(const struct axi_map_def *d)
{
	printf("map           %s: %s, key %u, value %u, %u entries", d->name, axi_map_type_name(d->type), d->key_size, d->value_size,
	       d->max_entries);
	if (d->samples)
		printf(", %u samples for each key", d->samples);
	if (d->flags)
		printf(", flags 0x%x", d->flags);
	printf(d->pinning ? ", the platform's\n" : "\n");
}

static void show_manifest(const struct axi_manifest *m)
{
	static const char *const orders[] = {"any", "little", "big"};

	printf("program       %s %u.%u.%u\n", m->program_name, (unsigned)(m->program_version >> 32),
	       (unsigned)(m->program_version >> 16 & 0xffff), (unsigned)(m->program_version & 0xffff));
	printf("hook          %s, context version %u, function %s\n", m->hook_type, m->hook_ctx_abi_version, m->entry_symbol);
	printf("needs         API %u.%u, bytecode %u, word size ", m->mbpf_api_version >> 16, m->mbpf_api_version & 0xffff,
	       m->bytecode_version);
	printf(m->word_size ? "%u" : "any", m->word_size);
	printf(", byte order %s\n", orders[m->endianness]);
	printf("heap          %u bytes\n", m->heap_size);
	printf("budgets       %llu steps, %u helper calls", (unsigned long long)m->max_steps, m->max_helpers);
	if (m->max_wall_time_us)
		printf(", %u us", m->max_wall_time_us);
	printf("\ncapabilities ");
	for (uint32_t bit = 0; axi_capability_name(bit); bit++)
		if (m->capabilities >> bit & 1)
			printf(" %s", axi_capability_name(bit));
	putchar('\n');
	for (uint32_t i = 0; i < m->helper_count; i++)
		printf("helper        %s, version %u\n", m->helper[i].name, m->helper[i].version);
	for (uint32_t i = 0; i < m->map_count; i++)
		show_map(&m->map[i]);
}

enum signature_state { SIGNATURE_NONE, SIGNATURE_UNNAMED, SIGNATURE_GOOD, SIGNATURE_WRONG };

struct signature {
	enum signature_state state;
	uint8_t key[32]; /* that it was checked with: the one given, or the one that it names */
};

/* check_signature - with the key of the file `key_path`, or NULL: the one it names.  0, or 1 and said so */
static int check_signature(const struct axi_package *p, const char *key_path, struct signature *out)
{
	const struct axi_section *sig = &p->section[MBPF_SECTION_SIG];

	*out = (struct signature){SIGNATURE_NONE, {0}};
	if (key_path && read_public_key(key_path, out->key))
		return 1;
	if (!sig->data)
		return 0;
	if (!key_path && sig->size != MBPF_SIG_KEY_BYTES) {
		out->state = SIGNATURE_UNNAMED;
		return 0;
	}
	if (!key_path)
		memcpy(out->key, sig->data + MBPF_SIG_BYTES, 32);
	out->state = axi_ed25519_check(sig->data, out->key, p->data, p->signed_bytes) ? SIGNATURE_GOOD : SIGNATURE_WRONG;
	return 0;
}

static void put_key(const struct signature *sig)
{
	for (uint32_t i = 0; i < 32; i++)
		printf("%02x", sig->key[i]);
}

static void show_signature(const struct signature *sig)
{
	if (sig->state == SIGNATURE_NONE || sig->state == SIGNATURE_UNNAMED) {
		printf("signature     %s\n", sig->state ? "of an unnamed key" : "none");
		return;
	}
	printf("signature     %s, key ", sig->state == SIGNATURE_GOOD ? "good" : "WRONG");
	put_key(sig);
	putchar('\n');
}

static void show(const struct axi_package *p, const struct axi_manifest *m, const char *refused, const struct signature *sig)
{
	show_manifest(m);
	for (uint32_t type = 1; type < MBPF_SECTION_KNOWN; type++)
		if (p->section[type].data)
			printf("section       %s: %u bytes at %zu\n", section_names[type], p->section[type].size,
			       (size_t)(p->section[type].data - p->data));
	if (p->unknown)
		printf("unknown       %u sections, skipped\n", p->unknown);
	if (p->section[MBPF_SECTION_BYTECODE].data)
		printf("bytecode      %s%s\n", refused ? "REFUSED: " : "verified", refused ? refused : "");
	show_signature(sig);
}

/* ---- the same as JSON: one object on one line; names hold no character that would need an escape (manifest.c) */
static void json_map(const struct axi_map_def *d, const char *comma)
{
	printf("%s{\"name\":\"%s\",\"type\":\"%s\",\"key_size\":%u,\"value_size\":%u,\"max_entries\":%u,\"flags\":%u", comma, d->name,
	       axi_map_type_name(d->type), d->key_size, d->value_size, d->max_entries, d->flags);
	if (d->samples)
		printf(",\"samples\":%u", d->samples);
	printf(d->pinning ? ",\"pinning\":%u}" : "}", d->pinning);
}

static void json_manifest(const struct axi_manifest *m)
{
	static const char *const orders[] = {"any", "little", "big"};
	const char *comma = "";

	printf("{\"program_name\":\"%s\",\"program_version\":\"%u.%u.%u\",\"hook_type\":\"%s\",\"hook_ctx_abi_version\":%u,",
	       m->program_name, (unsigned)(m->program_version >> 32), (unsigned)(m->program_version >> 16 & 0xffff),
	       (unsigned)(m->program_version & 0xffff), m->hook_type, m->hook_ctx_abi_version);
	printf("\"entry_symbol\":\"%s\",\"bytecode_version\":%u,\"target\":{\"word_size\":", m->entry_symbol, m->bytecode_version);
	printf(m->word_size ? "%u" : "\"any\"", m->word_size);
	printf(",\"endianness\":\"%s\"},\"mbpf_api_version\":%u,\"heap_size\":%u,", orders[m->endianness], m->mbpf_api_version,
	       m->heap_size);
	printf("\"budgets\":{\"max_steps\":%llu,\"max_helpers\":%u", (unsigned long long)m->max_steps, m->max_helpers);
	if (m->max_wall_time_us)
		printf(",\"max_wall_time_us\":%u", m->max_wall_time_us);
	printf("},\"capabilities\":[");
	for (uint32_t bit = 0; axi_capability_name(bit); bit++)
		if (m->capabilities >> bit & 1) {
			printf("%s\"%s\"", comma, axi_capability_name(bit));
			comma = ",";
		}
	printf("],\"helper_versions\":{");
	for (uint32_t i = 0; i < m->helper_count; i++)
		printf("%s\"%s\":%u", i ? "," : "", m->helper[i].name, m->helper[i].version);
	printf("},\"maps\":[");
	for (uint32_t i = 0; i < m->map_count; i++)
		json_map(&m->map[i], i ? "," : "");
	printf("]}");
}

static void json(const struct axi_package *p, const struct axi_manifest *m, const char *refused, const struct signature *sig)
{
	static const char *const states[] = {"none", "unnamed", "good", "wrong"};
	const char *comma = "";

	printf("{\"manifest\":");
	json_manifest(m);
	printf(",\"sections\":[");
	for (uint32_t type = 1; type < MBPF_SECTION_KNOWN; type++)
		if (p->section[type].data) {
			printf("%s{\"type\":\"%s\",\"offset\":%zu,\"size\":%u}", comma, section_names[type],
			       (size_t)(p->section[type].data - p->data), p->section[type].size);
			comma = ",";
		}
	printf("],\"unknown_sections\":%u,\"bytecode\":", p->unknown);
	if (!p->section[MBPF_SECTION_BYTECODE].data) {
		printf("null");
	} else {
		printf("{\"verified\":%s", refused ? "false,\"reason\":\"" : "true");
		for (const char *c = refused; c && *c; c++)
			printf(*c == '"' || *c == '\\' ? "\\%c" : "%c", *c);
		printf(refused ? "\"}" : "}");
	}
	printf(",\"signature\":{\"state\":\"%s\"", states[sig->state]);
	if (sig->state == SIGNATURE_GOOD || sig->state == SIGNATURE_WRONG) {
		printf(",\"key\":\"");
		put_key(sig);
		putchar('"');
	}
	printf("}}\n");
}

/* read_manifest - with the maps of a section of their own */
static int read_manifest(const struct axi_package *p, struct axi_manifest *m, struct mbpf_diag *diag)
{
	const struct axi_section *s = &p->section[MBPF_SECTION_MANIFEST], *maps = &p->section[MBPF_SECTION_MAPS];
	int err = axi_manifest_read(m, s->data, s->size, diag);

	return !err && maps->data ? axi_manifest_maps(m, maps->data, maps->size, diag) : err;
}

int cmd_inspect(int argc, char **argv)
{
	static const char *const valued[] = {"--key", NULL};
	static struct axi_manifest m;
	struct mbpf_diag diag = {.text = ""};
	struct ax_js_diag image = {.text = ""};
	const char *path = NULL, *key = NULL, *refused = NULL;
	struct signature sig;
	struct axi_package p;
	bool as_json = false;
	size_t size;
	void *data;

	for (int i = 0; i < argc; i++) {
		if (!strcmp(argv[i], "--json"))
			as_json = true;
		else if (!strcmp(argv[i], "--key") && i + 1 < argc)
			key = argv[++i];
		else if (argv[i][0] != '-' && !path)
			path = argv[i];
		else
			return wrong_option(argv[i], valued);
	}
	if (!path)
		return 2;
	data = read_file(path, &size);
	if (!data)
		return 1;
	if (axi_package_read(&p, data, size, &diag) || read_manifest(&p, &m, &diag)) {
		free(data);
		return complain("%s: %s", path, diag.text);
	}
	if (check_signature(&p, key, &sig)) {
		free(data);
		return 1;
	}
	if (p.section[MBPF_SECTION_BYTECODE].data &&
	    ax_js_image_check(p.section[MBPF_SECTION_BYTECODE].data, p.section[MBPF_SECTION_BYTECODE].size, &image))
		refused = image.text;
	(as_json ? json : show)(&p, &m, refused, &sig);
	free(data);
	return refused || sig.state == SIGNATURE_WRONG || (key && sig.state == SIGNATURE_NONE);
}
