/* SPDX-License-Identifier: Apache-2.0
 * conn.c - one program: its questions one after the other, until it is gone. */
#include "preload/server.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "posix/port.h"

__thread struct conn *conn_here;
static _Atomic uint64_t last_view;

int64_t conn_want(struct conn *conn, int fd)
{
	int got;

	if (msg_send(conn->sock, &conn->m, fd) || msg_get(conn->sock, &conn->m, &got))
		return -EIO;
	if (got >= 0)
		close(got); /* programs have nothing to give us */
	return conn->m.status;
}

/* --- mappings --- */

static int view_new(struct conn *conn, struct handle *handle, u64 offset, u64 bytes, bool write, struct map_reply *reply)
{
	struct view *view;
	void *base;
	int err, file;

	if (handle->perf) { /* its pages live as long as the event: nothing to count */
		err = perf_ring(handle->perf, offset, bytes, &base);
		return err ? err : mem_file(base, bytes, write, reply);
	}
	if (handle->kind != AX_KIND_MAP)
		return -ENODEV;
	if (write && (handle->flags & AXI_FD_RDONLY))
		return -EACCES;
	view = malloc(sizeof(*view));
	if (!view)
		return -ENOMEM;
	err = ax_map_mmap(handle->object, offset, bytes, write, &base);
	if (err) {
		free(view);
		return err;
	}
	file = mem_file(base, bytes, write, reply);
	if (file < 0) {
		ax_map_munmap(handle->object, write);
		free(view);
		return file;
	}
	ax_map_get(handle->object);
	*view = (struct view){.map = handle->object, .number = ++last_view, .write = write, .next = conn->views};
	conn->views = view;
	reply->view = view->number;
	reply->arena = ax_map_spec_of(view->map)->type == AX_MAP_ARENA;
	reply->at = ax_map_arena_address(view->map);
	return file;
}

static void view_drop(struct view *view)
{
	ax_map_munmap(view->map, view->write);
	ax_map_put(engine, view->map);
	free(view);
}

static void view_end(struct conn *conn, u64 number)
{
	struct view **at = &conn->views, *view;

	while (*at && (*at)->number != number)
		at = &(*at)->next;
	view = *at;
	if (view) {
		*at = view->next;
		view_drop(view);
	}
}

/* Where the program has laid an arena's view. */
static int64_t view_place(struct conn *conn, u64 number, u64 address, u64 bytes)
{
	for (struct view *view = conn->views; view; view = view->next)
		if (view->number == number)
			return ax_map_arena_place(view->map, address, bytes);
	return -EINVAL;
}

/* --- questions --- */

static int64_t ask_mmap(struct conn *conn, struct handle *handle, u64 offset, u64 how, int *fd)
{
	struct map_reply reply = {0};
	u64 bytes = ((how >> 2) + AX_PAGE_BYTES - 1) & ~(u64)(AX_PAGE_BYTES - 1);

	if (!(how & 2))
		return -EINVAL;
	*fd = view_new(conn, handle, offset, bytes, how & 1, &reply);
	if (*fd < 0)
		return *fd;
	conn->m.bytes = sizeof(reply);
	memcpy(conn->m.data, &reply, sizeof(reply));
	return 0;
}

/* Questions about one descriptor of the program's, which may be none of ours: -ENOTTY. */
static int64_t about_handle(struct conn *conn, int *fd)
{
	u32 op = conn->m.op;
	u64 a = conn->m.a, b = conn->m.b;
	struct handle *handle = handle_get(conn->m.c, conn->m.d);
	const char *name;
	int64_t status = -ENOTTY;

	conn->m.bytes = 0;
	if (!handle)
		return op == ASK_MMAP ? -ENODEV : -ENOTTY;
	switch (op) {
	case ASK_KIND:
		name = handle_name(handle);
		conn->m.bytes = (u32)strlen(name);
		memcpy(conn->m.data, name, conn->m.bytes);
		status = 0;
		break;
	case ASK_FDINFO:
		conn->m.bytes = (u32)handle_fdinfo(handle, (char *)conn->m.data, 4096);
		status = 0;
		break;
	case ASK_IOCTL: status = handle->perf ? perf_ioctl(conn, handle, a, b) : -ENOTTY; break;
	case ASK_READ: status = handle->perf ? perf_read(conn, handle) : -EINVAL; break;
	case ASK_MMAP: status = ask_mmap(conn, handle, a, b, fd); break;
	default: break;
	}
	handle_put(handle);
	return status;
}

/* One question; what else goes with DONE is in conn->m.data. */
static int64_t serve(struct conn *conn, int *fd)
{
	struct axi_bpf_host shell = host;
	struct syscall_seen seen;
	int64_t status;

	conn->ahead_bytes = 0;
	if (conn->tid != conn->m.tid) {
		conn->tid = conn->m.tid;
		conn->start = axp_task_start(conn->tid);
	}
	switch (conn->m.op) {
	case ASK_BPF:
		shell.arg = conn;
		seen = (struct syscall_seen){.number = SYS_bpf, .args = {conn->m.a, conn->m.b, conn->m.c}};
		bpffs_sweep();
		hooks_enter(&seen);
		status = axi_sysbpf(engine, &shell, (int)conn->m.a, conn->m.b, (u32)conn->m.c);
		hooks_leave(&seen, status);
		conn->m.bytes = 0;
		return status;
	case ASK_PERF:
		seen = (struct syscall_seen){
			.number = SYS_perf_event_open,
			.args = {perf_user(conn), conn->m.a, conn->m.b, conn->m.c, conn->m.d},
		};
		hooks_enter(&seen);
		status = perf_new(conn);
		hooks_leave(&seen, status);
		conn->m.bytes = 0;
		return status;
	case ASK_PLACE:
		conn->m.bytes = 0;
		return view_place(conn, conn->m.a, conn->m.b, conn->m.c);
	case ASK_MUNMAP:
		view_end(conn, conn->m.a);
		conn->m.bytes = 0;
		return 0;
	default: return about_handle(conn, fd);
	}
}

static void read_comm(struct conn *conn)
{
	char path[48];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%u/comm", conn->pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	n = read(fd, conn->comm, sizeof(conn->comm) - 1);
	if (n > 0 && conn->comm[n - 1] == '\n')
		n--;
	conn->comm[n > 0 ? n : 0] = 0;
	close(fd);
}

void *conn_run(void *arg)
{
	struct conn *conn = arg;
	int got;

	conn_here = conn;
	read_comm(conn);
	while (send(conn->sock, "", 1, MSG_NOSIGNAL) < 0 && errno == EINTR)
		;
	while (!msg_get(conn->sock, &conn->m, &got)) {
		int fd = -1;

		if (got >= 0)
			close(got);
		conn->m.status = serve(conn, &fd);
		conn->m.op = DONE;
		got = msg_send(conn->sock, &conn->m, fd);
		if (fd >= 0)
			close(fd);
		if (got)
			break;
	}
	while (conn->views) {
		struct view *view = conn->views;

		conn->views = view->next;
		view_drop(view);
	}
	close(conn->sock);
	return conn;
}
