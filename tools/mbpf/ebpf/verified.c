/* SPDX-License-Identifier: Apache-2.0
 * verified.c - the verifier's word on a compiled object: it is loaded into an engine of this process, as a package would be. */
#include <axiom/posix.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "mbpf/ebpf/verified.h"
#include "mbpf/package.h"
#include "mbpf/runtime.h"

static int no_record(void *arg, const char *program, const void *data, size_t length)
{
	return 0;
}

/* package_of - manifest and object */
static void *package_of(const void *object, size_t size, const struct axi_manifest *manifest, size_t *package_size)
{
	uint8_t text[8192];
	struct axi_package_part parts[] = {{MBPF_SECTION_MANIFEST, text, 0}, {MBPF_SECTION_EBPF, object, (uint32_t)size}};
	struct axi_manifest m = *manifest;
	void *package;

	m.max_steps = UINT64_MAX / 2; /* the verdict alone is wanted */
	m.max_helpers = 0x7fffffff;
	parts[0].size = (uint32_t)axi_manifest_write(&m, text, sizeof(text));
	if (parts[0].size > sizeof(text))
		return NULL;
	*package_size = axi_package_write(NULL, 0, parts, 2);
	package = malloc(*package_size);
	if (package)
		axi_package_write(package, *package_size, parts, 2);
	return package;
}

int ebpf_verified(const void *object, size_t size, const struct axi_manifest *manifest, char *why, size_t room)
{
	struct mbpf_policy policy = {.development = true};
	struct mbpf_config config = {.policy = &policy, .cpus = 1, .emit = no_record, .mem = axp_port()->mem};
	struct mbpf_diag diag = {.text = "out of memory"};
	mbpf_runtime_t *runtime;
	mbpf_program_t *program;
	size_t package_size;
	void *package = package_of(object, size, manifest, &package_size);
	int err = -1;

	if (package && !ax_engine_create(&config.engine, axp_port(), &ax_limits_cloud)) {
		if (!mbpf_runtime_init(&runtime, &config)) {
			err = mbpf_program_load(runtime, package, package_size, &program, &diag);
			if (err && !strncmp(diag.text, "mbpf_init: exception", 20))
				err = 0; /* that is for who loads it */
			mbpf_runtime_shutdown(runtime);
		}
		ax_engine_destroy(config.engine);
	}
	free(package);
	snprintf(why, room, "%s", diag.text);
	return err;
}
