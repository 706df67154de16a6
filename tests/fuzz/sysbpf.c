/* SPDX-License-Identifier: Apache-2.0
 * sysbpf.c - libFuzzer: any bytes as calls of bpf(2).  The input is a list of steps: a command, and bytes for its attributes;
 * or bytes for the caller's memory, a small range of addresses that attributes find easily; or a close, also of a
 * descriptor in use.  At the end everything is closed, and the engine must be empty. */
#include <stdlib.h>
#include <string.h>
#include <axiom/engine.h>
#include <axiom/hook.h>
#include "port.h"
#include "sysbpf/sysbpf.h"
#include "sysbpf/uapi.h"

enum { USER_AT = 0x1000, USER_BYTES = 4096, FDS = 24, PINS = 4, STEPS = 64, FILL = 0xfd, CLOSE = 0xfe };

static uint8_t user[USER_BYTES];
static struct {
	void *object;
	enum ax_kind kind;
	u32 flags;
} fds[FDS], pins[PINS];
static struct ax_engine *engine;
static const struct axi_bpf_host *shell;

static bool in_user(u64 at, size_t bytes)
{
	return at >= USER_AT && at - USER_AT <= USER_BYTES && bytes <= USER_BYTES - (at - USER_AT);
}

static int copy_in(void *arg, void *to, u64 at, size_t bytes)
{
	if (!in_user(at, bytes))
		return -AX_EFAULT;
	memcpy(to, user + (at - USER_AT), bytes);
	return 0;
}

static int copy_out(void *arg, u64 at, const void *from, size_t bytes)
{
	if (!in_user(at, bytes))
		return -AX_EFAULT;
	memcpy(user + (at - USER_AT), from, bytes);
	return 0;
}

static int fd_install(void *arg, enum ax_kind kind, void *object, u32 flags)
{
	for (int fd = 0; fd < FDS; fd++)
		if (!fds[fd].object) {
			fds[fd].object = object;
			fds[fd].kind = kind;
			fds[fd].flags = flags;
			return fd;
		}
	return -AX_EMFILE;
}

static int fd_get(void *arg, int fd, enum ax_kind *kind, void **object, u32 *flags)
{
	if (fd < 0 || fd >= FDS || !fds[fd].object)
		return fd == FDS ? -AX_EINVAL : -AX_EBADF;
	*kind = fds[fd].kind;
	*object = fds[fd].object;
	*flags = fds[fd].flags;
	axi_sysbpf_object_get(*kind, *object);
	return 0;
}

/* Names: the first byte of the path says which. */
static int pin_object(void *arg, int dirfd, const char *path, enum ax_kind kind, void *object)
{
	u32 i = (u8)path[0] % PINS;

	if (pins[i].object)
		return -AX_EEXIST;
	axi_sysbpf_object_get(kind, object);
	pins[i].object = object;
	pins[i].kind = kind;
	return 0;
}

static int get_pinned(void *arg, int dirfd, const char *path, enum ax_kind *kind, void **object)
{
	u32 i = (u8)path[0] % PINS;

	if (!pins[i].object)
		return -AX_ENOENT;
	*kind = pins[i].kind;
	*object = pins[i].object;
	axi_sysbpf_object_get(*kind, *object);
	return 0;
}

static bool privileged(void *arg)
{
	return true;
}

static bool interrupted(void *arg)
{
	static unsigned runs;

	return ++runs % 16 == 0; /* a repeat of millions is no use here */
}

static void close_fd(u32 fd)
{
	if (!fds[fd].object)
		return;
	axi_sysbpf_release(engine, fds[fd].kind, fds[fd].object);
	fds[fd].object = NULL;
}

/* One step from `data`; how many bytes it took. */
static size_t step(const uint8_t *data, size_t size)
{
	size_t bytes = size > 2 ? data[1] : 0;

	if (size < 3)
		return size;
	bytes = bytes < size - 2 ? bytes : size - 2;
	if (data[0] == FILL) { /* two bytes of place, then what goes there */
		size_t at = (size_t)(data[2] * 16) % USER_BYTES;

		memcpy(user + at, data + 2, bytes < USER_BYTES - at ? bytes : USER_BYTES - at);
	} else if (data[0] == CLOSE) {
		close_fd(data[1] % FDS);
		return 2;
	} else {
		enum { ATTR_AT = USER_BYTES - 512 };

		memset(user + ATTR_AT, 0, 256);
		memcpy(user + ATTR_AT, data + 2, bytes);
		axi_sysbpf(engine, shell, data[0] % 40, USER_AT + ATTR_AT, bytes % 8 ? 152 : (u32)bytes);
	}
	return 2 + bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct axi_bpf_host host = {
		.copy_in = copy_in, .copy_out = copy_out, .fd_install = fd_install, .fd_get = fd_get, .pin_object = pin_object,
		.get_pinned = get_pinned, .privileged = privileged, .interrupted = interrupted,
	};
	struct ax_limits limits = ax_limits_cloud;
	struct ax_port port = *axp_port();
	struct ax_hook hook;
	struct ax_mem mem;

	limits.map_bytes = 1 << 20;
	limits.back_edges = 1 << 10;
	axp_mem_init(&mem, 64u << 20);
	port.mem = &mem;
	shell = &host;
	if (ax_engine_create(&engine, &port, &limits) || ax_hook_init(&hook, engine, "h", AX_PROG_RAW_TRACEPOINT))
		abort();
	hook.replaceable = true;
	if (ax_hook_publish(&hook))
		abort();
	memset(user, 0, sizeof(user));
	for (u32 i = 0; size && i < STEPS; i++) {
		size_t took = step(data, size);

		data += took;
		size -= took;
	}
	for (u32 fd = 0; fd < FDS; fd++)
		close_fd(fd);
	for (u32 i = 0; i < PINS; i++) {
		if (pins[i].object)
			axi_sysbpf_release(engine, pins[i].kind, pins[i].object);
		pins[i].object = NULL;
	}
	ax_hook_unpublish(&hook);
	ax_hook_detach_all(&hook);
	axp_run_deferred();
	if (ax_engine_destroy(engine) || mem.used)
		abort(); /* something was left: an id, or memory */
	return 0;
}
