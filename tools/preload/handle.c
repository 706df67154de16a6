/* SPDX-License-Identifier: Apache-2.0
 * handle.c - descriptors: the pipe behind each, what it stands for, and whether its reader finds something. */
#include "preload/server.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

extern int main_epoll;

pthread_mutex_t handles_lock = PTHREAD_MUTEX_INITIALIZER;
static struct handle *handles; /* handles_lock guards */
static char waiters;           /* an address for port->wake: which map, nobody asks */

static void destroy(struct handle *handle)
{
	close(handle->pipe);
	if (handle->perf)
		perf_free(handle->perf);
	else
		axi_sysbpf_release(engine, handle->kind, handle->object);
	free(handle);
}

/* Hand the read end to the program; its number there. */
static int install(struct conn *conn, int fd)
{
	conn->m.op = WANT_INSTALL;
	conn->m.bytes = 0;
	return (int)conn_want(conn, fd);
}

static bool is_ring(const struct handle *handle)
{
	return !handle->perf && handle->kind == AX_KIND_MAP && ax_map_spec_of(handle->object)->type == AX_MAP_RINGBUF;
}

/* Enter it before the program can use it; a last close is seen even if it has been already. */
static int enter(struct handle *handle)
{
	struct epoll_event event = {.events = 0, .data.ptr = handle}; /* EPOLLERR: no reader is left */

	pthread_mutex_lock(&handles_lock);
	handle->next = handles;
	handles = handle;
	pthread_mutex_unlock(&handles_lock);
	if (is_ring(handle))
		ax_map_set_waiters(handle->object, &waiters);
	return epoll_ctl(main_epoll, EPOLL_CTL_ADD, handle->pipe, &event) ? -errno : 0;
}

static void leave(struct handle *handle)
{
	struct handle **at = &handles;

	pthread_mutex_lock(&handles_lock);
	while (*at && *at != handle)
		at = &(*at)->next;
	if (*at)
		*at = handle->next;
	pthread_mutex_unlock(&handles_lock);
}

int handle_new(struct conn *conn, enum ax_kind kind, void *object, struct perf *perf, uint32_t flags)
{
	struct handle *handle = malloc(sizeof(*handle));
	struct stat st;
	int ends[2], fd;

	if (!handle)
		return -ENOMEM;
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK)) {
		free(handle);
		return -errno;
	}
	fstat(ends[0], &st);
	*handle = (struct handle){
		.kind = kind, .object = object, .perf = perf, .flags = flags, .dev = st.st_dev, .ino = st.st_ino,
		.pipe = ends[1], .uses = 1,
	};
	fd = enter(handle);
	if (!fd)
		fd = install(conn, ends[0]);
	if (fd < 0) { /* the caller keeps the object; while our read end is open, no last close is seen */
		epoll_ctl(main_epoll, EPOLL_CTL_DEL, handle->pipe, NULL);
		leave(handle);
		close(ends[0]);
		close(handle->pipe);
		free(handle);
		return fd;
	}
	close(ends[0]);
	pthread_mutex_lock(&handles_lock);
	handle->shown = true;
	pthread_mutex_unlock(&handles_lock);
	handle_put(handle);
	main_wake();
	return fd;
}

struct handle *handle_get(uint64_t dev, uint64_t ino)
{
	struct handle *handle;

	pthread_mutex_lock(&handles_lock);
	for (handle = handles; handle && !(handle->shown && handle->ino == ino && handle->dev == dev); handle = handle->next)
		;
	if (handle)
		handle->uses++;
	pthread_mutex_unlock(&handles_lock);
	return handle;
}

void handle_put(struct handle *handle)
{
	bool last;

	pthread_mutex_lock(&handles_lock);
	last = !--handle->uses && handle->closed;
	pthread_mutex_unlock(&handles_lock);
	if (last)
		destroy(handle);
}

void handle_closed(struct handle *handle)
{
	bool last;

	epoll_ctl(main_epoll, EPOLL_CTL_DEL, handle->pipe, NULL);
	leave(handle);
	pthread_mutex_lock(&handles_lock);
	handle->closed = true;
	last = !handle->uses;
	pthread_mutex_unlock(&handles_lock);
	if (last)
		destroy(handle);
}

/* Take the byte back: through a second reader, for a moment. */
static void drain(struct handle *handle)
{
	char path[48], byte;
	int fd;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", handle->pipe);
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return;
	if (read(fd, &byte, 1) == 1 || errno == EAGAIN)
		handle->readable = false;
	close(fd);
}

static bool has_data(const struct handle *handle)
{
	return handle->perf ? perf_poll(handle->perf) : ax_map_poll(handle->object);
}

bool handles_ready(void)
{
	bool again = false;
	struct handle *handle;

	pthread_mutex_lock(&handles_lock);
	for (handle = handles; handle; handle = handle->next) {
		if (!handle->perf && !is_ring(handle))
			continue;
		if (handle->readable && !has_data(handle))
			drain(handle);
		/* looked at again after the byte was taken: a record may have come in between */
		if (!handle->readable && has_data(handle))
			handle->readable = write(handle->pipe, "", 1) == 1;
		again |= handle->readable;
	}
	pthread_mutex_unlock(&handles_lock);
	return again;
}

bool handles_left(void)
{
	bool left;

	pthread_mutex_lock(&handles_lock);
	left = handles;
	pthread_mutex_unlock(&handles_lock);
	return left;
}

const char *handle_name(const struct handle *handle)
{
	if (handle->perf)
		return "anon_inode:[perf_event]";
	switch (handle->kind) {
	case AX_KIND_MAP: return "anon_inode:bpf-map";
	case AX_KIND_PROG: return "anon_inode:bpf-prog";
	case AX_KIND_LINK: return "anon_inode:bpf_link";
	case AX_KIND_BTF: return "anon_inode:btf";
	default: return "anon_inode:bpf-stats";
	}
}

size_t handle_fdinfo(const struct handle *handle, char *out, size_t size)
{
	int n = snprintf(out, size, "pos:\t0\nflags:\t02000002\nmnt_id:\t0\nino:\t%llu\n", (unsigned long long)handle->ino);

	if (!handle->perf && handle->kind == AX_KIND_MAP) {
		const struct ax_map_spec *spec = ax_map_spec_of(handle->object);

		n += snprintf(out + n, size - (size_t)n,
			      "map_type:\t%u\nkey_size:\t%u\nvalue_size:\t%u\nmax_entries:\t%u\nmap_flags:\t0x%x\n"
			      "map_extra:\t0x%llx\nmemlock:\t%llu\nmap_id:\t%u\nfrozen:\t%d\n",
			      spec->type, spec->key_size, spec->value_size, spec->max_entries, spec->flags,
			      (unsigned long long)spec->extra, (unsigned long long)ax_map_bytes(handle->object),
			      ax_map_id(handle->object), ax_map_frozen(handle->object));
	} else if (!handle->perf && handle->kind == AX_KIND_PROG) {
		struct ax_prog_info info;

		ax_prog_info(handle->object, &info);
		n += snprintf(out + n, size - (size_t)n, "prog_type:\t%u\nprog_jited:\t%u\nprog_tag:\t", info.type,
			      info.code != NULL);
		for (int i = 0; i < 8; i++)
			n += snprintf(out + n, size - (size_t)n, "%02x", info.tag[i]);
		n += snprintf(out + n, size - (size_t)n,
			      "\nmemlock:\t%llu\nprog_id:\t%u\nrun_time_ns:\t%llu\nrun_cnt:\t%llu\nrecursion_misses:\t%llu\n"
			      "verified_insns:\t%u\n",
			      (unsigned long long)((info.bytes + info.code_bytes + 4095) & ~4095ull), info.id,
			      (unsigned long long)info.run_ns, (unsigned long long)info.run_count,
			      (unsigned long long)info.recursion_misses, info.verdict.insns);
	}
	return (size_t)n;
}
