/* SPDX-License-Identifier: Apache-2.0
 * world.c - the shell around axi_sysbpf that a Linux process needs, and the same calls to the host's kernel. */
#include "unit/sysbpf/world.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <unistd.h>
#undef MAP_TYPE /* map.h has used the name */
#include <sys/mman.h>

/* --- user memory: bad addresses must give EFAULT, so the kernel copies for us --- */

static int copy(bool in, void *ours, u64 user, size_t bytes)
{
	struct iovec local = {ours, bytes}, remote = {(void *)(uintptr_t)user, bytes};
	ssize_t n = in ? process_vm_readv(getpid(), &local, 1, &remote, 1, 0)
		       : process_vm_writev(getpid(), &local, 1, &remote, 1, 0);

	return n == (ssize_t)bytes ? 0 : -AX_EFAULT;
}

static int copy_in(void *arg, void *to, u64 user, size_t bytes)
{
	return copy(true, to, user, bytes);
}

static int copy_out(void *arg, u64 user, const void *from, size_t bytes)
{
	return copy(false, (void *)(uintptr_t)from, user, bytes);
}

/* --- descriptors: a real one of /dev/null holds the number --- */

static int fd_install(void *arg, enum ax_kind kind, void *object, u32 flags)
{
	struct world *world = arg;
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (fd >= WORLD_FDS) {
		close(fd);
		return -AX_EMFILE;
	}
	world->fds[fd].object = object;
	world->fds[fd].kind = kind;
	world->fds[fd].flags = flags;
	return fd;
}

static int fd_get(void *arg, int fd, enum ax_kind *kind, void **object, u32 *flags)
{
	struct world *world = arg;

	if (fd < 0 || fcntl(fd, F_GETFD) < 0)
		return -AX_EBADF;
	if (fd >= WORLD_FDS || !world->fds[fd].object)
		return -AX_EINVAL;
	*kind = world->fds[fd].kind;
	*object = world->fds[fd].object;
	*flags = world->fds[fd].flags;
	axi_sysbpf_object_get(*kind, *object);
	return 0;
}

static int perf_attach(void *arg, int fd, struct ax_prog *prog, u64 cookie, struct ax_link **out)
{
	struct world *world = arg;

	if (fd < 0 || fd >= WORLD_FDS || !world->fds[fd].hook)
		return -AX_EBADF;
	if (atomic_load(&world->fds[fd].hook->links))
		return -AX_EEXIST;
	return ax_hook_attach_cookie(world->fds[fd].hook, prog, cookie, out);
}

/* world_perf makes one kind of event. */
static int link_event(void *arg, const struct ax_link *link, struct axi_event_told *told)
{
	struct world *world = arg;

	for (u32 fd = 0; fd < WORLD_FDS; fd++)
		if (world->fds[fd].hook && atomic_load(&world->fds[fd].hook->links) == link) {
			told->event_type = PERF_TYPE_SOFTWARE;
			told->config = PERF_COUNT_SW_CPU_CLOCK;
			return 0;
		}
	return -AX_ENOENT;
}

/* The clock that world_perf makes has no name. */
static int task_event(void *arg, u32 pid, int fd, struct axi_event_told *told)
{
	struct world *world = arg;

	if (fd < 0 || fd >= WORLD_FDS || !world->fds[fd].hook)
		return -AX_EINVAL;
	return atomic_load(&world->fds[fd].hook->links) ? -AX_EOPNOTSUPP : -AX_ENOENT;
}

/* A flat bpffs: no directories below WORLD_BPFFS. */
static int pin_slot(struct world *world, const char *path)
{
	for (int i = 0; i < WORLD_PINS; i++)
		if (world->pins[i].object && !strcmp(world->pins[i].path, path))
			return i;
	return -1;
}

static bool below_a_pin(struct world *world, const char *path)
{
	for (int i = 0; i < WORLD_PINS; i++) {
		size_t length = strlen(world->pins[i].path);

		if (world->pins[i].object && !strncmp(world->pins[i].path, path, length) && path[length] == '/')
			return true;
	}
	return false;
}

static int pin_object(void *arg, int dirfd, const char *path, enum ax_kind kind, void *object)
{
	struct world *world = arg;
	const char *name = path + strlen(WORLD_BPFFS);

	if (strncmp(path, WORLD_BPFFS, strlen(WORLD_BPFFS)))
		return -AX_EPERM;
	if (!*name || strchr(name, '/'))
		return below_a_pin(world, path) ? -AX_ENOTDIR : -AX_ENOENT;
	if (pin_slot(world, path) >= 0)
		return -AX_EEXIST;
	for (int i = 0; i < WORLD_PINS; i++)
		if (!world->pins[i].object) {
			snprintf(world->pins[i].path, sizeof(world->pins[i].path), "%s", path);
			world->pins[i].kind = kind;
			world->pins[i].object = object;
			axi_sysbpf_object_get(kind, object);
			return 0;
		}
	return -AX_ENOSPC;
}

static int get_pinned(void *arg, int dirfd, const char *path, enum ax_kind *kind, void **object)
{
	struct world *world = arg;
	int i = pin_slot(world, path);

	if (i < 0)
		return access(path, F_OK) ? -AX_ENOENT : -AX_EACCES;
	*kind = world->pins[i].kind;
	*object = world->pins[i].object;
	axi_sysbpf_object_get(*kind, *object);
	return 0;
}

long world_unpin(struct world *world, const char *path)
{
	long result = 0;
	int i = world->linux_ ? -1 : pin_slot(world, path);

	if (world->linux_) {
		result = unlink(path) ? -errno : 0;
	} else if (i < 0) {
		result = -AX_ENOENT;
	} else {
		axi_sysbpf_release(world->engine, world->pins[i].kind, world->pins[i].object);
		world->pins[i].object = NULL;
	}
	world_note(world, result);
	return result;
}

static int task_get(void *arg, int pidfd, u64 *task)
{
	return axp_pidfd_task((u32)getpid(), pidfd, task);
}

static const struct ax_btf_types *system_types(void *arg)
{
	return axp_system_types();
}

static const void *system_btf(void *arg, u32 size)
{
	size_t bytes;
	const void *data = axp_system_btf(&bytes);

	return bytes == size ? data : NULL;
}

static bool privileged(void *arg)
{
	return ((struct world *)arg)->privileged;
}

/* --- worlds --- */

void world_ours(struct world *world)
{
	*world = (struct world){.privileged = true};
	kit_init(&world->kit);
	world->host = (struct axi_bpf_host){
		.arg = world,
		.copy_in = copy_in,
		.copy_out = copy_out,
		.fd_install = fd_install,
		.fd_get = fd_get,
		.perf_attach = perf_attach,
		.link_event = link_event,
		.task_event = task_event,
		.pin_object = pin_object,
		.get_pinned = get_pinned,
		.task_get = task_get,
		.system_types = system_types,
		.system_btf = system_btf,
		.privileged = privileged,
	};
	CHECK_EQ(ax_engine_create(&world->engine, &world->kit.port, &ax_limits_cloud), 0);
	CHECK_EQ(ax_hook_init(&world->tracepoint, world->engine, "sys_enter", AX_PROG_RAW_TRACEPOINT), 0);
	CHECK_EQ(ax_hook_publish(&world->tracepoint), 0);
}

void world_linux(struct world *world)
{
	*world = (struct world){.linux_ = true};
}

void world_close(struct world *world, int fd)
{
	if (fd < 0)
		return;
	close(fd);
	if (world->linux_)
		return;
	if (world->fds[fd].hook) {
		ax_hook_detach_all(world->fds[fd].hook);
		free(world->fds[fd].hook);
		world->fds[fd].hook = NULL;
	}
	if (world->fds[fd].object)
		axi_sysbpf_release(world->engine, world->fds[fd].kind, world->fds[fd].object);
	world->fds[fd].object = NULL;
}

void world_end(struct world *world)
{
	if (world->linux_)
		return;
	for (int fd = 0; fd < WORLD_FDS; fd++)
		if (world->fds[fd].object || world->fds[fd].hook)
			world_close(world, fd);
	for (int i = 0; i < WORLD_PINS; i++)
		if (world->pins[i].object)
			world_unpin(world, world->pins[i].path);
	ax_hook_unpublish(&world->tracepoint);
	ax_hook_detach_all(&world->tracepoint);
	CHECK_EQ(ax_engine_destroy(world->engine), 0);
	CHECK_EQ(world->kit.mem.used, 0);
}

const char *world_linux_refuses(void)
{
	int major = 0, minor = 0;
	struct utsname name;

	union bpf_attr attr = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1};
	long fd = syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));

	if (fd < 0)
		return errno == EPERM ? "the host's bpf(2) needs root" : "the host's bpf(2) is refused";
	close((int)fd);
	/* logs changed with 6.4: a level without a buffer, the tail of a log that is cut */
	if (uname(&name) || sscanf(name.release, "%d.%d", &major, &minor) != 2 || major < 6 || (major == 6 && minor < 4))
		return "the answers compared are those of Linux 6.4 and later";
	return NULL;
}

void world_note_at(struct world *world, long value, int line)
{
	CHECK(world->count < WORLD_ANSWERS);
	world->lines[world->count] = line;
	world->answers[world->count++] = value;
}

long world_bpf_at(struct world *world, int cmd, const void *attr, u32 size, int line)
{
	long result;

	if (world->linux_) {
		result = syscall(SYS_bpf, cmd, attr, size);
		if (result < 0)
			result = -errno;
	} else {
		result = axi_sysbpf(world->engine, &world->host, cmd, (u64)(uintptr_t)attr, size);
	}
	world_note_at(world, result < 0 ? result : 0, line);
	return result;
}

int world_perf(struct world *world)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.sample_period = 1000000000,
		.disabled = 1,
	};
	int fd;

	if (world->linux_) {
		fd = (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
		if (fd < 0)
			test_skip("the host's perf_event_open(2) is refused");
		return fd;
	}
	fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	CHECK(fd >= 0 && fd < WORLD_FDS);
	world->fds[fd].hook = malloc(sizeof(struct ax_hook));
	CHECK_EQ(ax_hook_init(world->fds[fd].hook, world->engine, "perf", AX_PROG_PERF_EVENT), 0);
	return fd;
}

void *world_mmap(struct world *world, int fd, u64 offset, size_t bytes, bool write)
{
	void *pages = NULL;
	int err = 0;

	if (world->linux_) {
		pages = mmap(NULL, bytes, PROT_READ | (write ? PROT_WRITE : 0), MAP_SHARED, fd, (off_t)offset);
		err = pages == MAP_FAILED ? -errno : 0;
	} else {
		err = ax_map_mmap(world->fds[fd].object, offset, bytes, write, &pages);
	}
	world_note(world, err);
	return err ? NULL : pages;
}

void world_munmap(struct world *world, int fd, void *pages, size_t bytes, bool write)
{
	if (world->linux_)
		munmap(pages, bytes);
	else
		ax_map_munmap(world->fds[fd].object, write);
}

int world_map(struct world *world, u32 type, u32 key, u32 value, u32 entries, u32 flags)
{
	union bpf_attr attr = {
		.map_type = type, .key_size = key, .value_size = value, .max_entries = entries, .map_flags = flags,
	};

	return (int)world_bpf(world, BPF_MAP_CREATE, &attr, sizeof(attr));
}

int world_prog(struct world *world, u32 type, const void *insns, u32 count, const char *license)
{
	union bpf_attr attr = {
		.prog_type = type,
		.insns = (u64)(uintptr_t)insns,
		.insn_cnt = count,
		.license = (u64)(uintptr_t)license,
	};

	return (int)world_bpf(world, BPF_PROG_LOAD, &attr, sizeof(attr));
}

void world_compare(const char *name, void (*script)(struct world *world))
{
	static struct world ours, theirs;
	const char *why = world_linux_refuses();

	/* our answers must be given, and everything given back, also where nobody compares them */
	world_ours(&ours);
	script(&ours);
	world_end(&ours);
	if (why)
		test_skip(why);
	world_linux(&theirs);
	script(&theirs);
	for (u32 i = 0; i < ours.count || i < theirs.count; i++) {
		if (i >= ours.count || i >= theirs.count || ours.lines[i] != theirs.lines[i])
			test_fail(name, i < ours.count ? ours.lines[i] : 0, "the scripts went different ways");
		if (ours.answers[i] != theirs.answers[i])
			test_fail(name, ours.lines[i], "answer %u: we say %ld, Linux says %ld", i, ours.answers[i],
				  theirs.answers[i]);
	}
}
