/* SPDX-License-Identifier: Apache-2.0
 * package.c - microBPF packages in the engine's process: one runtime, whose programs belong to who loads them (descriptors, pins),
 * as those in eBPF do.  Everybody who can talk to this process owns it, so packages need no signature here. */
#include "preload/server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <axiom/mbpf.h>

static const struct mbpf_policy policy = {.development = true};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
/* lock guards: */
static mbpf_runtime_t *runtime;

static void trace(void *arg, const char *program, const char *text, size_t length)
{
	const struct ax_port *port = ax_engine_port(engine);

	if (port->trace)
		port->trace(text, length);
}

/* pinned - the map that is pinned under its own name in the root of bpffs */
static struct ax_map *pinned(void *arg, const char *name)
{
	char path[64];
	enum ax_kind kind;
	void *object;

	snprintf(path, sizeof(path), "/sys/fs/bpf/%s", name);
	if (bpffs_get(path, &kind, &object))
		return NULL;
	if (kind == AX_KIND_MAP)
		return object;
	axi_sysbpf_release(engine, kind, object);
	return NULL;
}

static int start(void)
{
	const struct ax_port *port = ax_engine_port(engine);
	struct mbpf_config config = {.engine = engine, .mem = port->mem, .policy = &policy, .cpus = port->cpu_count(), .log = trace,
				     .map = pinned};

	return runtime ? 0 : mbpf_runtime_init(&runtime, &config);
}

int package_load(void *arg, const void *package, size_t size, struct ax_prog **prog, char *text, size_t room)
{
	struct mbpf_diag diag = {.text = ""};
	mbpf_program_t *program;
	void *copy;
	int err;

	pthread_mutex_lock(&lock);
	copy = aligned_alloc(8, (size + 7) & ~(size_t)7);
	err = copy ? start() : -AX_ENOMEM;
	if (!err) {
		memcpy(copy, package, size);
		err = mbpf_program_load(runtime, copy, size, &program, &diag);
		snprintf(text, room, "%s", diag.text);
	}
	if (!err) {
		mbpf_program_on_unload(program, free, copy);
		*prog = mbpf_program_give(program); /* attached to nothing: hooks do not fire in this process, test runs do */
	} else {
		free(copy);
	}
	pthread_mutex_unlock(&lock);
	return err;
}
