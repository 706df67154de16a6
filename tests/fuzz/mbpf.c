/* SPDX-License-Identifier: Apache-2.0
 * mbpf.c - fuzz: packages, manifests (CBOR and JSON) and bytecode.  The first byte says what the rest is: a package, a manifest, an image
 * of bytecode, or places and bytes to change in a good package.  Whatever it is, it is refused with a line or runs within its budget. */
#include <axiom/js.h>
#include <axiom/mbpf.h>
#include <axiom/posix.h>
#include <stdlib.h>
#include <string.h>
#include "base/crc32.h"
#include "mbpf/manifest.h"
#include "mbpf/package.h"

static const char source[] =
	"var t = new Uint8Array(16), n = 0; function f(a, b = 3) { return arguments.length + b; }"
	"function mbpf_init() { n = 1; } function mbpf_prog(ctx) { ctx.readBytes(0, 4, t); maps.h.add(t[0], 1); maps.s.push(1, n++);"
	"var o = JSON.parse('{\"a\":[1,2.5]}'), m = /(\\d+)-(a|b)*/.exec('xx12-ab'); try { throw [m, o]; } catch (e) { n += e.length; }"
	"for (var c of 'xyz') if (c === 'y') break; return maps.h.get(t[0]) + f(1) + (t?.length ?? 0) ** 2 + ctx.readU8(1); }";
static const char json[] =
	"{\"program_name\":\"p\",\"program_version\":1,\"hook_type\":\"net_rx\",\"hook_ctx_abi_version\":1,\"bytecode_version\":1,"
	"\"target\":{\"word_size\":\"any\",\"endianness\":\"any\"},\"mbpf_api_version\":65536,\"heap_size\":6000,"
	"\"budgets\":{\"max_steps\":4000,\"max_helpers\":100},\"capabilities\":[\"LOG\",\"MAP_READ\",\"MAP_WRITE\"],"
	"\"maps\":[{\"name\":\"h\",\"type\":\"hash\",\"key_size\":4,\"value_size\":8,\"max_entries\":16},"
	"{\"name\":\"s\",\"type\":\"series\",\"key_size\":4,\"samples\":4,\"max_entries\":2}]}";

static size_t good(uint8_t **package)
{
	static uint8_t memory[4 << 20], manifest[2048];
	static struct axi_manifest m;
	struct axi_package_part parts[2];
	const void *image;
	int64_t size = ax_js_compile(source, strlen(source), NULL, memory, sizeof(memory), &image, NULL);
	size_t bytes;

	if (size < 0 || axi_manifest_read(&m, json, sizeof(json) - 1, NULL))
		abort();
	parts[0] = (struct axi_package_part){MBPF_SECTION_MANIFEST, manifest, (uint32_t)axi_manifest_write(&m, manifest, sizeof(manifest))};
	parts[1] = (struct axi_package_part){MBPF_SECTION_BYTECODE, image, (uint32_t)size};
	bytes = axi_package_write(NULL, 0, parts, 2);
	*package = malloc(bytes);
	axi_package_write(*package, bytes, parts, 2);
	return bytes;
}

/* mend - the checksums right, so that what is behind them is reached */
static void mend(uint8_t *p, size_t size)
{
	uint32_t count, zero = 0;

	if (size < MBPF_HEADER_BYTES)
		return;
	memcpy(&count, p + 12, 4);
	memcpy(p + 16, &zero, 4);
	for (uint32_t i = 0; i < count && i < 32 && MBPF_HEADER_BYTES + (i + 1) * MBPF_ENTRY_BYTES <= size; i++) {
		uint8_t *entry = p + MBPF_HEADER_BYTES + i * MBPF_ENTRY_BYTES;
		uint32_t offset, length, crc;

		memcpy(&offset, entry + 4, 4);
		memcpy(&length, entry + 8, 4);
		if (offset > size || length > size - offset)
			continue;
		crc = axi_crc32(0, p + offset, length);
		memcpy(entry + 12, &crc, 4);
	}
}

static void run(const uint8_t *package, size_t size)
{
	struct mbpf_ctx_net ctx = {.head = {.abi_version = 1, .data_len = 8, .data = "\1\2\3\4\5\6\7\10"}, .ifindex = 3};
	struct mbpf_policy policy = {.development = true, .max_steps = 4000, .max_heap = 65536};
	struct mbpf_config config = {.policy = &policy, .cpus = 1};
	struct mbpf_diag diag = {.text = ""};
	struct mbpf_program_stats stats;
	mbpf_program_t *program;
	mbpf_runtime_t *runtime;
	struct ax_mem mem;
	int32_t rc;

	axp_mem_init(&mem, 0);
	config.mem = &mem;
	if (ax_engine_create(&config.engine, axp_port(), &ax_limits_embedded) || mbpf_runtime_init(&runtime, &config))
		abort();
	if (!mbpf_program_load(runtime, package, size, &program, &diag)) {
		if (!mbpf_program_attach(runtime, program))
			mbpf_run(runtime, MBPF_HOOK_NET_RX, &ctx, sizeof(ctx), &rc);
		mbpf_program_stats(program, &stats);
		if (stats.steps_max > 4040)
			abort();
	} else if (!diag.text[0]) {
		abort();
	}
	if (mbpf_runtime_shutdown(runtime) || ax_engine_destroy(config.engine) || mem.used)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t *base;
	static size_t base_size;
	static struct axi_manifest m;
	uint8_t *copy;

	if (!size)
		return 0;
	if (!base)
		base_size = good(&base);
	switch (data[0] & 3) {
	case 0: /* changes: offset (2 bytes), value */
		copy = malloc(base_size);
		memcpy(copy, base, base_size);
		for (size_t i = 1; i + 3 <= size; i += 3)
			copy[(data[i] | (size_t)data[i + 1] << 8) % base_size] = data[i + 2];
		if (!(data[0] & 4))
			mend(copy, base_size);
		run(copy, base_size);
		break;
	case 1:
		copy = malloc(size);
		memcpy(copy, data + 1, size - 1);
		mend(copy, size - 1);
		run(copy, size - 1);
		break;
	case 2:
		copy = malloc(size);
		memcpy(copy, data + 1, size - 1);
		axi_manifest_read(&m, copy, (uint32_t)size - 1, NULL);
		axi_manifest_maps(&m, copy, (uint32_t)size - 1, NULL);
		break;
	default:
		copy = malloc(size);
		memcpy(copy, data + 1, size - 1);
		ax_js_image_check(copy, size - 1, NULL);
		break;
	}
	free(copy);
	return 0;
}
