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

static void show_manifest(const struct axi_manifest *m)
{
	static const char *const orders[] = {"any", "little", "big"};

	printf("program       %s %u.%u.%u\n", m->program_name, (unsigned)(m->program_version >> 32),
	       (unsigned)(m->program_version >> 16 & 0xffff), (unsigned)(m->program_version & 0xffff));
	printf("hook          %s, context version %u, function %s\n", m->hook_type, m->hook_ctx_abi_version, m->entry_symbol);
	printf("needs         API %u.%u, bytecode %u, word size %u (0: any), byte order %s\n", m->mbpf_api_version >> 16,
	       m->mbpf_api_version & 0xffff, m->bytecode_version, m->word_size, orders[m->endianness]);
	printf("heap          %u bytes\n", m->heap_size);
	printf("budgets       %llu steps, %u helper calls", (unsigned long long)m->max_steps, m->max_helpers);
	if (m->max_wall_time_us)
		printf(", %u us", m->max_wall_time_us);
	printf("\ncapabilities ");
	for (uint32_t bit = 0; axi_capability_name(bit); bit++)
		if (m->capabilities >> bit & 1)
			printf(" %s", axi_capability_name(bit));
	putchar('\n');
	for (uint32_t i = 0; i < m->map_count; i++)
		printf("map           %s: %s, key %u, value %u, %u entries\n", m->map[i].name, axi_map_type_name(m->map[i].type),
		       m->map[i].key_size, m->map[i].value_size, m->map[i].max_entries);
}

static int show_signature(const struct axi_package *p, const char *key_path)
{
	const struct axi_section *sig = &p->section[MBPF_SECTION_SIG];
	uint8_t key[32];
	bool good;

	if (!sig->data) {
		printf("signature     none\n");
		return key_path ? 1 : 0;
	}
	if (key_path) {
		size_t size;
		char *text = read_file(key_path, &size);

		if (!text)
			return 1;
		for (uint32_t i = 0; i < 32; i++)
			if (size < 64 || sscanf(text + 2 * i, "%2hhx", &key[i]) != 1)
				return complain("%s: no public key", key_path);
		free(text);
	} else if (sig->size == MBPF_SIG_KEY_BYTES) {
		memcpy(key, sig->data + MBPF_SIG_BYTES, 32);
	} else {
		printf("signature     of an unnamed key\n");
		return 0;
	}
	good = axi_ed25519_check(sig->data, key, p->data, p->signed_bytes);
	printf("signature     %s, key ", good ? "good" : "WRONG");
	for (uint32_t i = 0; i < 32; i++)
		printf("%02x", key[i]);
	putchar('\n');
	return !good;
}

int cmd_inspect(int argc, char **argv)
{
	static struct axi_manifest m;
	struct mbpf_diag diag = {.text = ""};
	struct ax_js_diag image = {.text = ""};
	const char *key = argc == 3 && !strcmp(argv[1], "--key") ? argv[2] : NULL;
	struct axi_package p;
	size_t size;
	void *data;
	int status;

	if (argc > 1 && !strcmp(argv[1], "--json"))
		return complain("mbpf-inspect: --json: not implemented");
	if (argc != 1 && !key)
		return 2;
	data = read_file(argv[0], &size);
	if (!data)
		return 1;
	if (axi_package_read(&p, data, size, &diag) ||
	    axi_manifest_read(&m, p.section[MBPF_SECTION_MANIFEST].data, p.section[MBPF_SECTION_MANIFEST].size, &diag)) {
		free(data);
		return complain("%s: %s", argv[0], diag.text);
	}
	show_manifest(&m);
	for (uint32_t type = 1; type < MBPF_SECTION_KNOWN; type++)
		if (p.section[type].data)
			printf("section       %s: %u bytes at %zu\n", section_names[type], p.section[type].size,
			       (size_t)(p.section[type].data - p.data));
	if (p.section[MBPF_SECTION_BYTECODE].data) {
		int err = ax_js_image_check(p.section[MBPF_SECTION_BYTECODE].data, p.section[MBPF_SECTION_BYTECODE].size, &image);

		printf("bytecode      %s%s\n", err ? "REFUSED: " : "verified", err ? image.text : "");
	}
	status = show_signature(&p, key);
	free(data);
	return status;
}
