/* SPDX-License-Identifier: Apache-2.0
 * main.c - axiom-bpfd DIR: the engine of one user, for programs with libaxiom-bpf.so in them.
 *
 * It is started by the first of them, listens at DIR/socket, and ends when no program talks to it, no descriptor is open and
 * nothing is pinned - or when DIR is taken away. */
#include <axiom/posix.h>
#include "preload/server.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

enum { LINGER_MS = 1000, READER_MS = 1, LISTEN = 1, WAKE = 2 };

struct ax_engine *engine;
int main_epoll = -1;

static const char *dir;
static int listener = -1, wake_fd = -1;
static _Atomic int programs;

void main_wake(void)
{
	uint64_t one = 1;
	int saved = errno;

	if (write(wake_fd, &one, sizeof(one)) < 0)
		errno = saved; /* so many are pending that one more says nothing */
}

static void *serve_one(void *arg)
{
	free(conn_run(arg));
	programs--;
	main_wake();
	return NULL;
}

/* A program: of our own user, or root. */
static void take(void)
{
	int sock = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	struct ucred who;
	socklen_t bytes = sizeof(who);
	struct conn *conn;
	pthread_t thread;

	if (sock < 0)
		return;
	conn = calloc(1, sizeof(*conn));
	if (!conn || getsockopt(sock, SOL_SOCKET, SO_PEERCRED, &who, &bytes) || (who.uid != geteuid() && who.uid)) {
		free(conn);
		close(sock);
		return;
	}
	conn->sock = sock;
	conn->pid = (uint32_t)who.pid;
	conn->uid = who.uid;
	conn->gid = who.gid;
	programs++;
	if (pthread_create(&thread, NULL, serve_one, conn)) {
		programs--;
		free(conn);
		close(sock);
		return;
	}
	pthread_detach(thread);
}

static int listen_at(void)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	snprintf(at.sun_path, sizeof(at.sun_path), "%.90s/socket", dir);
	unlink(at.sun_path);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) || listen(fd, 64))
		return -1;
	return fd;
}

static bool watch(int fd, int what)
{
	struct epoll_event event = {.events = EPOLLIN, .data.u64 = (uint64_t)what};

	return !epoll_ctl(main_epoll, EPOLL_CTL_ADD, fd, &event);
}

static bool dir_gone(void)
{
	char path[128];
	struct stat st;

	snprintf(path, sizeof(path), "%.90s/socket", dir);
	return stat(path, &st) && errno == ENOENT;
}

/* End, unless a program has knocked meanwhile. */
static bool may_end(void)
{
	char path[128];
	struct epoll_event event;

	if (programs || handles_left())
		return false;
	if (dir_gone())
		return true;
	if (bpffs_used())
		return false;
	snprintf(path, sizeof(path), "%.90s/socket", dir);
	unlink(path);
	if (epoll_wait(main_epoll, &event, 1, 0) <= 0)
		return true;
	close(listener); /* whoever waits there tries again */
	listener = listen_at();
	return !watch(listener, LISTEN);
}

static void run(void)
{
	bool again = false;

	for (;;) {
		struct epoll_event events[16];
		uint64_t n;
		int count = epoll_wait(main_epoll, events, 16, again ? READER_MS : LINGER_MS);

		for (int i = 0; i < count; i++) {
			if (events[i].data.u64 == LISTEN)
				take();
			else if (events[i].data.u64 != WAKE)
				handle_closed(events[i].data.ptr);
			else if (read(wake_fd, &n, sizeof(n)) < 0)
				continue;
		}
		again = handles_ready();
		bpffs_sweep();
		if (!count && !again && may_end())
			return;
	}
}

/* One engine a directory: the second one to start leaves. */
static bool alone(void)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%.90s/lock", dir);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	return fd >= 0 && !flock(fd, LOCK_EX | LOCK_NB);
}

/* The host's own types have a number, as on Linux: programs look for them by the name vmlinux.  Read when they are asked for. */
static int show_types(void)
{
	struct stat st;
	void *types; /* the reference is the engine's, to its end */

	return stat(AXP_SYSTEM_BTF, &st) || st.st_size <= 0 ? 0 :
	       axi_sysbpf_system_types(engine, "vmlinux", (uint32_t)st.st_size, &types);
}

static bool start(void)
{
	struct rlimit files;

	if (!getrlimit(RLIMIT_NOFILE, &files)) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	umask(077);
	if (!alone() || ax_engine_create(&engine, server_port(dir), &ax_limits_cloud) || show_types() || hooks_start() ||
	    sources_start(dir) || bpffs_open(dir))
		return false;
	main_epoll = epoll_create1(EPOLL_CLOEXEC);
	wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	listener = listen_at();
	clock_start();
	return main_epoll >= 0 && wake_fd >= 0 && listener >= 0 && watch(listener, LISTEN) && watch(wake_fd, WAKE);
}

int main(int argc, char **argv)
{
	int null;

	if (argc != 2) {
		fprintf(stderr, "usage: axiom-bpfd DIR   (started by libaxiom-bpf.so)\n");
		return 2;
	}
	dir = argv[1];
	if (fork()) /* who started us waits for this one */
		_exit(0);
	setsid();
	null = open("/dev/null", O_RDWR);
	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	syscall(SYS_close_range, 3, ~0u, 0);
	signal(SIGPIPE, SIG_IGN);
	if (chdir("/") || !start())
		return 1;
	run();
	return 0;
}
