/* SPDX-License-Identifier: Apache-2.0
 * link.c - the program's side of the socket: find or start the engine's process, ask it, answer what it asks back. */
#include "preload/client.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

long (*real_syscall)(long number, ...);

/* A line to the engine.  The first is all threads'; a signal handler that interrupts a call takes the next one, the call
 * goes on when it returns. */
static struct line {
	pthread_mutex_t lock;
	/* lock guards: */
	struct msg message;
	int sock;
	uint64_t sock_ino; /* a program may have closed our number and taken it for something else */
	pid_t sock_pid;    /* a child speaks for itself */
	sigset_t before;   /* the last line: signals wait */
} lines[] = {
	{.lock = PTHREAD_MUTEX_INITIALIZER, .sock = -1},
	{.lock = PTHREAD_MUTEX_INITIALIZER, .sock = -1},
	{.lock = PTHREAD_MUTEX_INITIALIZER, .sock = -1},
};
enum { LINES = sizeof(lines) / sizeof(lines[0]) };
static _Thread_local volatile unsigned depth; /* lines that this thread holds, or waits for */

static char dir[PATH_MAX];
static atomic_bool dir_known;            /* whoever finds it not set writes the same there */
static char why[PATH_MAX + 100]; /* there is no engine, as far as is known */

/* In a child the threads that may have held locks are not there, and what they were writing is half done. */
static void in_child(void)
{
	for (unsigned i = depth; i < LINES; i++) {
		if (!pthread_mutex_trylock(&lines[i].lock)) {
			pthread_mutex_unlock(&lines[i].lock);
			continue;
		}
		lines[i].lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
		dir_known = false;
	}
}

__attribute__((constructor)) static void link_begin(void)
{
	pthread_atfork(NULL, NULL, in_child);
}

void real_init(void)
{
	if (!real_syscall)
		*(void **)&real_syscall = dlsym(RTLD_NEXT, "syscall");
}

/* --- where --- */

/* A directory that is ours alone: others could put their socket there. */
static bool private_dir(const char *path)
{
	struct stat st;

	if ((real_syscall(SYS_mkdirat, AT_FDCWD, path, 0700) && errno != EEXIST) ||
	    real_syscall(SYS_newfstatat, AT_FDCWD, path, &st, AT_SYMLINK_NOFOLLOW))
		snprintf(why, sizeof(why), "directory %s: %s", path, strerror(errno));
	else if (!S_ISDIR(st.st_mode))
		snprintf(why, sizeof(why), "%s is no directory", path);
	else if (st.st_uid != geteuid())
		snprintf(why, sizeof(why), "directory %s belongs to another user", path);
	else if (st.st_mode & 022)
		snprintf(why, sizeof(why), "directory %s: others may write there (it must have mode 0700)", path);
	else
		return true;
	return false;
}

static bool find_dir(void)
{
	const char *given = getenv("AXIOM_BPF_DIR"), *run = getenv("XDG_RUNTIME_DIR");
	struct stat st;

	if (given && *given)
		snprintf(dir, sizeof(dir), "%s", given);
	else if (run && *run && !stat(run, &st) && st.st_uid == geteuid())
		snprintf(dir, sizeof(dir), "%s/axiom-bpf", run);
	else
		snprintf(dir, sizeof(dir), "/tmp/axiom-bpf-%u", (unsigned)geteuid());
	if (strlen(dir) + 16 >= sizeof(((struct sockaddr_un *)0)->sun_path))
		snprintf(why, sizeof(why), "the directory's name is too long: %s", dir);
	else if (private_dir(dir))
		return dir_known = true;
	return false;
}

/* --- starting and joining --- */

static void engine_path(char out[PATH_MAX])
{
	Dl_info info;
	char *slash;

	snprintf(out, PATH_MAX, "axiom-bpfd");
	if (!dladdr((void *)lines, &info) || !info.dli_fname)
		return;
	snprintf(out, PATH_MAX, "%s", info.dli_fname);
	slash = strrchr(out, '/');
	snprintf(slash ? slash + 1 : out, (size_t)(PATH_MAX - (slash ? slash + 1 - out : 0)), "axiom-bpfd");
}

/* The engine starts without the library in it, and is no child of the program: who waits for children must not find it. */
static bool start_engine(void)
{
	char path[PATH_MAX], *argv[] = {path, dir, NULL}, **env;
	size_t count = 0, kept = 0;
	pid_t child;

	engine_path(path);
	if (strchr(path, '/') && real_syscall(SYS_faccessat, AT_FDCWD, path, X_OK)) {
		snprintf(why, sizeof(why), "%s, which belongs beside the library: %s", path, strerror(errno));
		return false;
	}
	while (environ[count])
		count++;
	env = malloc((count + 1) * sizeof(*env));
	if (!env)
		return false;
	for (size_t i = 0; i < count; i++)
		if (strncmp(environ[i], "LD_PRELOAD=", 11))
			env[kept++] = environ[i];
	env[kept] = NULL;
	child = (pid_t)real_syscall(SYS_clone, 0, 0, 0, 0, 0); /* fork, without a SIGCHLD at its end */
	if (!child) {
		execve(path, argv, env);
		_exit(127);
	}
	if (child > 0)
		while (waitpid(child, NULL, __WALL) < 0 && errno == EINTR)
			;
	free(env);
	return true;
}

static int join(void)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0), high;
	char greeting;

	if (fd < 0)
		return -1;
	snprintf(at.sun_path, sizeof(at.sun_path), "%.90s/socket", dir);
	/* the greeting: an engine about to end does not give it */
	if (connect(fd, (struct sockaddr *)&at, sizeof(at)) || recv(fd, &greeting, 1, 0) != 1) {
		close(fd);
		return -1;
	}
	high = fcntl(fd, F_DUPFD_CLOEXEC, 500); /* out of the way of programs that count on small numbers */
	if (high < 0)
		return fd;
	close(fd);
	return high;
}

static bool ino_of(int fd, uint64_t *ino)
{
	struct stat st;

	if (fd < 0 || fstat(fd, &st))
		return false;
	*ino = st.st_ino;
	return true;
}

/* Connected: 0, or -EIO. */
static int connected(struct line *line)
{
	struct timespec pause = {.tv_nsec = 5000000};
	uint64_t ino;

	real_init();
	if (line->sock >= 0 && line->sock_pid == getpid() && ino_of(line->sock, &ino) && ino == line->sock_ino)
		return 0;
	if (line->sock >= 0 && ino_of(line->sock, &ino) && ino == line->sock_ino)
		close(line->sock); /* the parent's */
	line->sock = -1;
	if (!dir_known && !find_dir())
		return -EIO;
	for (int i = 0; i < 1000 && line->sock < 0; i++) {
		line->sock = join();
		if (line->sock < 0 && i % 200 == 0 && !start_engine())
			return -EIO;
		if (line->sock < 0)
			nanosleep(&pause, NULL);
	}
	if (line->sock < 0)
		snprintf(why, sizeof(why), "axiom-bpfd does not answer in %s", dir);
	if (line->sock < 0 || !ino_of(line->sock, &line->sock_ino))
		return -EIO;
	why[0] = 0;
	line->sock_pid = getpid();
	return 0;
}

/* --- what the engine asks back --- */

static ssize_t copy(bool in, void *ours, uint64_t user, size_t bytes)
{
	struct iovec local = {ours, bytes}, remote = {(void *)(uintptr_t)user, bytes};

	return in ? process_vm_readv(getpid(), &local, 1, &remote, 1, 0)
		  : process_vm_writev(getpid(), &local, 1, &remote, 1, 0);
}

bool user_read(void *to, uint64_t from, size_t bytes)
{
	return copy(true, to, from, bytes) == (ssize_t)bytes;
}

static void answer_read(struct msg *m)
{
	uint64_t need = m->b, more = m->c;
	ssize_t n;

	if (need > MSG_DATA_MAX || more > MSG_DATA_MAX - need)
		more = 0;
	n = need > MSG_DATA_MAX ? -1 : copy(true, m->data, m->a, need + more);
	if (more && n < (ssize_t)need)
		n = copy(true, m->data, m->a, need);
	m->status = n < (ssize_t)need ? -EFAULT : n;
	m->bytes = m->status < 0 ? 0 : (uint32_t)n;
}

bool fd_ident(int fd, uint64_t *dev, uint64_t *ino)
{
	struct stat st;

	if (fd < 0 || fstat(fd, &st) || !S_ISFIFO(st.st_mode))
		return false;
	*dev = st.st_dev;
	*ino = st.st_ino;
	return true;
}

/* Answer one question in place. */
static void answer(struct msg *m, int fd)
{
	struct stat st;

	switch (m->op) {
	case WANT_READ: answer_read(m); return;
	case WANT_WRITE:
		m->status = copy(false, m->data, m->a, m->bytes) == (ssize_t)m->bytes ? 0 : -EFAULT;
		break;
	case WANT_FD:
		m->status = fstat((int)m->a, &st) ? -EBADF : 0;
		m->c = m->status ? 0 : st.st_dev;
		m->d = m->status ? 0 : st.st_ino;
		break;
	case WANT_INSTALL: m->status = fd == -2 ? -EMFILE : fd; break;
	default: m->status = -ENOSYS; break;
	}
	m->bytes = 0;
}

static int64_t ask_once(struct line *line, int *fd)
{
	struct msg *ask = &line->message;
	int err = connected(line), got;

	if (!err)
		err = msg_send(line->sock, ask, -1);
	while (!err) {
		err = msg_get(line->sock, ask, &got);
		if (err)
			break;
		if (ask->op == DONE) {
			if (fd)
				*fd = got;
			else if (got >= 0)
				close(got);
			return 0;
		}
		answer(ask, got);
		err = msg_send(line->sock, ask, -1);
	}
	if (line->sock >= 0)
		close(line->sock);
	line->sock = -1;
	return -EIO;
}

static struct line *line_lock(void)
{
	struct line *line = &lines[depth < LINES ? depth : LINES - 1];
	sigset_t all, before;

	depth++;
	if (line == &lines[LINES - 1]) { /* handlers of handlers: no further */
		sigfillset(&all);
		pthread_sigmask(SIG_SETMASK, &all, &before);
	}
	pthread_mutex_lock(&line->lock);
	if (line == &lines[LINES - 1])
		line->before = before;
	return line;
}

struct msg *engine_lock(void)
{
	struct msg *message = &line_lock()->message;

	message->bytes = 0;
	message->a = message->b = message->c = message->d = 0;
	return message;
}

void engine_unlock(void)
{
	struct line *line = &lines[depth - 1 < LINES ? depth - 1 : LINES - 1];
	sigset_t before = line->before;

	pthread_mutex_unlock(&line->lock);
	depth--;
	if (line == &lines[LINES - 1])
		pthread_sigmask(SIG_SETMASK, &before, NULL);
}

int64_t engine_ask(struct msg *ask, int *fd)
{
	struct line *line = (struct line *)(void *)((char *)ask - offsetof(struct line, message));
	int saved = errno;

	if (fd)
		*fd = -1;
	real_init();
	ask->tid = (uint32_t)real_syscall(SYS_gettid);
	if (ask_once(line, fd)) {
		fprintf(stderr, "libaxiom-bpf: no engine: %s\n", why[0] ? why : "the connection was lost");
		ask->status = -EIO;
		ask->bytes = 0;
	}
	errno = saved;
	return ask->status;
}

const char *engine_dir(void)
{
	int saved = errno;
	bool known;

	connected(line_lock());
	known = dir_known;
	engine_unlock();
	errno = saved;
	return known ? dir : "";
}
