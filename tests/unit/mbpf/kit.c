/* SPDX-License-Identifier: Apache-2.0
 * kit.c - see kit.h. */
#include "unit/mbpf/kit.h"

struct kit kit = {.hook = "net_rx", .abi_version = 1};

struct mbpf_ctx_net packet = {.head = {.abi_version = MBPF_CTX_VERSION, .data_len = 4, .data = "\1\2\3\4"}, .ifindex = 9};

s32 run_packet(void)
{
	s32 rc = 12345;

	CHECK_EQ(mbpf_run(kit.runtime, MBPF_HOOK_NET_RX, &packet, sizeof(packet), &rc), 0);
	return rc;
}

static void take_log(void *arg, const char *program, const char *text, size_t length)
{
	snprintf(kit.log + strlen(kit.log), sizeof(kit.log) - strlen(kit.log), "%.*s;", (int)length, text);
	if (kit.nest) {
		kit.nest = false;
		run_packet();
	}
}

#define MANIFEST                                                                                                       \
	"{\"program_name\":\"p\",\"program_version\":1,\"hook_type\":\"%s\",\"hook_ctx_abi_version\":%u,\"bytecode_version\":1,"    \
	"\"target\":{\"word_size\":\"any\",\"endianness\":\"any\"},\"mbpf_api_version\":65536,\"heap_size\":4096,"                 \
	"%s\"capabilities\":[\"LOG\"%s}"
#define BUDGETS "\"budgets\":{\"max_steps\":5000,\"max_helpers\":20},"

void *make_package(const char *source, const char *extra, size_t *size)
{
	static u8 memory[2 << 20];
	static struct axi_manifest m;
	struct ax_js_diag diag;
	u8 manifest[4096];
	char json[3000];
	const void *image;
	s64 bytes = ax_js_compile(source, strlen(source), NULL, memory, sizeof(memory), &image, &diag);
	struct axi_package_part parts[2] = {{MBPF_SECTION_MANIFEST, manifest, 0}, {MBPF_SECTION_BYTECODE, image, (u32)bytes}};
	void *out;

	if (bytes < 0)
		test_fail(__FILE__, __LINE__, "%s", diag.text);
	snprintf(json, sizeof(json), MANIFEST, kit.hook, kit.abi_version, kit.budgets ? kit.budgets : BUDGETS, extra);
	if (axi_manifest_read(&m, json, (u32)strlen(json), &kit.diag))
		test_fail(__FILE__, __LINE__, "%s", kit.diag.text);
	parts[0].size = (u32)axi_manifest_write(&m, manifest, sizeof(manifest));
	*size = axi_package_write(NULL, 0, parts, 2);
	out = malloc(*size);
	axi_package_write(out, *size, parts, 2);
	return out;
}

int load_program(const char *source, const char *extra)
{
	struct mbpf_config config = kit.config;
	size_t bytes;

	kit.package = make_package(source, extra, &bytes);
	kit.policy = (struct mbpf_policy){.development = true};
	kit.log[0] = 0;
	config.mem = config.mem ? config.mem : axp_port()->mem;
	config.policy = config.policy ? config.policy : &kit.policy;
	config.cpus = config.cpus ? config.cpus : 1;
	config.log = take_log;
	if (!config.engine)
		CHECK_EQ(ax_engine_create(&config.engine, axp_port(), &ax_limits_cloud), 0);
	kit.engine = config.engine;
	kit.config = (struct mbpf_config){0};
	CHECK_EQ(mbpf_runtime_init(&kit.runtime, &config), 0);
	return mbpf_program_load(kit.runtime, kit.package, bytes, &kit.program, &kit.diag);
}

void close_kit(void)
{
	CHECK_EQ(mbpf_runtime_shutdown(kit.runtime), 0);
	CHECK_EQ(ax_engine_destroy(kit.engine), 0); /* no map, no program is left */
	free(kit.package);
}

void start_program(const char *source, const char *extra)
{
	if (load_program(source, extra))
		test_fail(__FILE__, __LINE__, "%s", kit.diag.text);
	CHECK_EQ(mbpf_program_attach(kit.runtime, kit.program), 0);
}

u64 outcome(enum mbpf_outcome o)
{
	struct mbpf_program_stats s;

	mbpf_program_stats(kit.program, &s);
	return s.outcome[o];
}
