/* SPDX-License-Identifier: Apache-2.0
 * host.c - the shell around the engine's bpf(2): memory and descriptors are those of the program that this thread serves. */
#include "preload/server.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "posix/port.h"

/* --- memory --- */

/* What lies at `user`, from what came along with an earlier read. */
static bool from_ahead(const struct conn *conn, void *to, u64 user, size_t bytes)
{
	u64 at = user - conn->ahead_at;

	if (user < conn->ahead_at || at > conn->ahead_bytes || bytes > conn->ahead_bytes - at)
		return false;
	memcpy(to, conn->ahead + at, bytes);
	return true;
}

static int read_piece(struct conn *conn, void *to, u64 user, size_t bytes)
{
	u64 got;

	conn->m.op = WANT_READ;
	conn->m.bytes = 0;
	conn->m.a = user;
	conn->m.b = bytes;
	conn->m.c = bytes < 64 ? 256 : 0; /* strings are read byte by byte */
	if (conn_want(conn, -1) < (int64_t)bytes || conn->m.bytes < bytes)
		return -AX_EFAULT;
	memcpy(to, conn->m.data, bytes);
	got = conn->m.bytes;
	if (got <= sizeof(conn->ahead)) {
		memcpy(conn->ahead, conn->m.data, got);
		conn->ahead_at = user;
		conn->ahead_bytes = (u32)got;
	}
	return 0;
}

static int copy_in(void *arg, void *to, u64 user, size_t bytes)
{
	struct conn *conn = arg;
	u8 *out = to;

	if (from_ahead(conn, to, user, bytes))
		return 0;
	while (bytes) {
		size_t now = bytes < MSG_DATA_MAX ? bytes : MSG_DATA_MAX;

		if (read_piece(conn, out, user, now))
			return -AX_EFAULT;
		out += now;
		user += now;
		bytes -= now;
	}
	return 0;
}

static int copy_out(void *arg, u64 user, const void *from, size_t bytes)
{
	struct conn *conn = arg;
	const u8 *in = from;

	conn->ahead_bytes = 0;
	while (bytes) {
		size_t now = bytes < MSG_DATA_MAX ? bytes : MSG_DATA_MAX;

		conn->m.op = WANT_WRITE;
		conn->m.a = user;
		conn->m.bytes = (u32)now;
		memcpy(conn->m.data, in, now);
		if (conn_want(conn, -1))
			return -AX_EFAULT;
		in += now;
		user += now;
		bytes -= now;
	}
	return 0;
}

/* --- descriptors --- */

static int fd_install(void *arg, enum ax_kind kind, void *object, u32 flags)
{
	return handle_new(arg, kind, object, NULL, flags);
}

struct handle *host_handle(struct conn *conn, int fd, int *err)
{
	struct handle *handle;

	conn->m.op = WANT_FD;
	conn->m.bytes = 0;
	conn->m.a = (u64)(s64)fd;
	*err = -AX_EBADF;
	if (conn_want(conn, -1))
		return NULL;
	handle = handle_get(conn->m.c, conn->m.d);
	*err = handle ? 0 : -AX_EINVAL;
	return handle;
}

static int give(struct handle *handle, enum ax_kind *kind, void **object, u32 *flags)
{
	if (!handle->perf) {
		*kind = handle->kind;
		*object = handle->object;
		*flags = handle->flags;
		axi_sysbpf_object_get(*kind, *object);
	}
	return handle->perf ? -AX_EINVAL : 0;
}

static int fd_get(void *arg, int fd, enum ax_kind *kind, void **object, u32 *flags)
{
	int err;
	struct handle *handle = host_handle(arg, fd, &err);

	if (handle) {
		err = give(handle, kind, object, flags);
		handle_put(handle);
	}
	return err;
}

/* Another process' descriptor, with a use: the kernel lets us look where the user may. */
static struct handle *task_handle(u32 pid, int fd, int *err)
{
	struct handle *handle;
	char path[48];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%u", pid);
	*err = stat(path, &st) ? -AX_ENOENT : -AX_EBADF;
	snprintf(path, sizeof(path), "/proc/%u/fd/%d", pid, fd);
	if (*err == -AX_ENOENT || fd < 0 || stat(path, &st))
		return NULL;
	handle = handle_get(st.st_dev, st.st_ino);
	*err = handle ? 0 : -AX_EINVAL;
	return handle;
}

static int task_fd_get(void *arg, u32 pid, int fd, enum ax_kind *kind, void **object, u32 *flags)
{
	int err;
	struct handle *handle = task_handle(pid, fd, &err);

	if (handle) {
		err = give(handle, kind, object, flags);
		handle_put(handle);
	}
	return err;
}

static int task_event(void *arg, u32 pid, int fd, struct axi_event_told *told)
{
	int err;
	struct handle *handle = task_handle(pid, fd, &err);

	if (handle) {
		err = handle->perf ? perf_tell(handle->perf, told) : -AX_EINVAL;
		handle_put(handle);
	}
	return err;
}

static int attach_perf(void *arg, int fd, struct ax_prog *prog, u64 cookie, struct ax_link **out)
{
	int err;
	struct handle *handle = host_handle(arg, fd, &err);

	if (!handle)
		return -AX_EBADF; /* no event, or one of the system's, which knows nothing of our programs */
	err = handle->perf ? perf_attach(handle->perf, prog, cookie, out) : -AX_EBADF;
	handle_put(handle);
	return err;
}

static int link_event(void *arg, const struct ax_link *link, struct axi_event_told *told)
{
	(void)arg;
	return perf_tell_link(link, told);
}

static int event_get(void *arg, int fd, struct ax_perf_event **event)
{
	int err;
	struct handle *handle = host_handle(arg, fd, &err);

	if (handle && handle->perf)
		*event = perf_event(handle->perf);
	else
		err = -AX_EBADF;
	if (handle)
		handle_put(handle);
	return err;
}

static int task_get(void *arg, int pidfd, u64 *task)
{
	const struct conn *conn = arg;

	return axp_pidfd_task(conn->pid, pidfd, task);
}

/* --- names --- */

static int pin_object(void *arg, int dirfd, const char *path, enum ax_kind kind, void *object)
{
	return bpffs_pin(path, kind, object);
}

static int get_pinned(void *arg, int dirfd, const char *path, enum ax_kind *kind, void **object)
{
	return bpffs_get(path, kind, object);
}

/* --- who and where --- */

/* Whoever may talk to this process owns it: its objects reach nothing but each other. */
static bool privileged(void *arg)
{
	return true;
}

static void pin(void *arg)
{
	int cpu = sched_getcpu();

	axp_set_cpu(cpu < 0 ? 0 : cpu % (int)axp_port()->cpu_count());
}

static void unpin(void *arg)
{
	axp_set_cpu(-1);
}

/* Is the program gone?  Asked after every run of a test run: looked at now and then. */
static bool interrupted(void *arg)
{
	struct conn *conn = arg;
	struct pollfd look = {.fd = conn->sock, .events = POLLRDHUP};

	if (++conn->runs % 1024)
		return false;
	return poll(&look, 1, 0) > 0 && (look.revents & (POLLRDHUP | POLLHUP | POLLERR));
}

/* Programs name the host's types: libbpf has looked there. */
static const struct ax_btf_types *system_types(void *arg)
{
	return axp_system_types();
}

static const void *system_btf(void *arg, uint32_t size)
{
	size_t bytes;
	const void *data = axp_system_btf(&bytes);

	return bytes == size ? data : NULL;
}

const struct axi_bpf_host host = {
	.copy_in = copy_in,
	.copy_out = copy_out,
	.fd_install = fd_install,
	.fd_get = fd_get,
	.perf_attach = attach_perf,
	.pin_object = pin_object,
	.get_pinned = get_pinned,
	.task_fd_get = task_fd_get,
	.task_event = task_event,
	.link_event = link_event,
	.event_get = event_get,
	.task_get = task_get,
	.system_types = system_types,
	.system_btf = system_btf,
	.privileged = privileged,
	.package_load_call = axi_package_load,
	.package_test_call = axi_package_test,
	.package_load = package_load,
	.pin = pin,
	.unpin = unpin,
	.interrupted = interrupted,
};
