/* SPDX-License-Identifier: Apache-2.0
 * bpf.c - bpf(2): descriptors, mappings and readiness of the engine's objects. */
#include "trace/bpf.h"
#include <axiom/hook.h>
#include "core/print.h"
#include "fs/file.h"
#include "mm/heap.h"
#include "mm/page.h"
#include "mm/vm.h"
#include "port.h"
#include "proc/uaccess.h"
#include "sysbpf/sysbpf.h"
#include "trace/perf_event.h"

struct ax_engine *kernel_engine;

/* Who waits for a map: shared by all descriptors of it, and what the engine gives to port->wake. */
struct map_waiters {
	struct poll_source source; /* first: the port casts */
	u32 files;
};

/* One mmap of a map, shared by the pieces that munmap and mprotect cut it into. */
struct map_view {
	struct ax_map *map;
	u8 *base;      /* engine address of byte `offset` */
	u64 offset;
	u32 pieces;
	bool write;
};

static void object_release(struct file *file)
{
	axi_sysbpf_release(kernel_engine, (enum ax_kind)file->kind, file->object);
}

static void object_stat(struct file *file, struct file_stat *out)
{
	(void)file;
	out->mode = 0600;
}

static int waiters_get(struct ax_map *map)
{
	struct map_waiters *waiters = ax_map_waiters(map);

	if (!waiters) {
		waiters = kalloc(sizeof(*waiters));
		if (!waiters)
			return -AX_ENOMEM;
		ax_map_set_waiters(map, waiters);
	}
	waiters->files++;
	return 0;
}

static void waiters_put(struct ax_map *map)
{
	struct map_waiters *waiters = ax_map_waiters(map);

	if (--waiters->files)
		return;
	ax_map_set_waiters(map, NULL); /* interrupts on this CPU see either the one or the other */
	kfree(waiters, sizeof(*waiters));
}

static void map_release(struct file *file)
{
	waiters_put(file->object);
	object_release(file);
}

static u32 ring_poll(struct file *file)
{
	return ax_map_poll(file->object) ? EV_IN | EV_RDNORM : 0;
}

static u32 map_poll(struct file *file)
{
	(void)file;
	return EV_ERR; /* as on Linux: this map never has anything to say */
}

static struct poll_source *map_source(struct file *file)
{
	return &((struct map_waiters *)ax_map_waiters(file->object))->source;
}

static u64 view_frame(struct vma *vma, u64 offset)
{
	struct map_view *view = vma->object;

	return vm_frame(view->base + (offset - view->offset));
}

static void view_open(struct vma *vma)
{
	struct map_view *view = vma->object;

	view->pieces++;
}

static void view_close(struct vma *vma)
{
	struct map_view *view = vma->object;

	if (--view->pieces)
		return;
	ax_map_munmap(view->map, view->write);
	ax_map_put(kernel_engine, view->map);
	kfree(view, sizeof(*view));
}

static const struct vma_ops view_ops = {.frame = view_frame, .open = view_open, .close = view_close};

static int map_mmap(struct file *file, struct vma_spec *spec, bool shared)
{
	bool write = spec->prot & MAP_WRITE;
	struct ax_map *map = file->object;
	struct map_view *view;
	void *base;
	int err;

	if (!shared)
		return -AX_EINVAL;
	if ((spec->prot & MAP_EXEC) || (write && (file->kind_flags & AXI_FD_RDONLY)))
		return -AX_EACCES;
	view = kalloc(sizeof(*view));
	if (!view)
		return -AX_ENOMEM;
	err = ax_map_mmap(map, spec->offset, spec->bytes, write, &base);
	if (err) {
		kfree(view, sizeof(*view));
		return err;
	}
	ax_map_get(map);
	*view = (struct map_view){.map = map, .base = base, .offset = spec->offset, .pieces = 1, .write = write};
	spec->ops = &view_ops;
	spec->object = view;
	spec->flags |= VMA_SHARED | (write ? 0 : VMA_NO_WRITE);
	return 0;
}

static const struct file_ops map_ops = {
	.name = "bpf-map", .release = map_release, .stat = object_stat, .poll = map_poll, .source = map_source,
	.mmap = map_mmap,
};
static const struct file_ops ring_ops = {
	.name = "bpf-map", .release = map_release, .stat = object_stat, .poll = ring_poll, .source = map_source,
	.mmap = map_mmap,
};
static const struct file_ops prog_ops = {.name = "bpf-prog", .release = object_release, .stat = object_stat};
static const struct file_ops link_ops = {.name = "bpf-link", .release = object_release, .stat = object_stat};
static const struct file_ops btf_ops = {.name = "btf", .release = object_release, .stat = object_stat};
static const struct file_ops stats_ops = {.name = "bpf-stats", .release = object_release, .stat = object_stat};

static const struct file_ops *ops_of(enum ax_kind kind, struct ax_map *map)
{
	switch (kind) {
	case AX_KIND_MAP: return ax_map_spec_of(map)->type == AX_MAP_RINGBUF ? &ring_ops : &map_ops;
	case AX_KIND_PROG: return &prog_ops;
	case AX_KIND_LINK: return &link_ops;
	case AX_KIND_BTF: return &btf_ops;
	default: return &stats_ops; /* AXI_KIND_STATS */
	}
}

static int host_install(void *arg, enum ax_kind kind, void *object, u32 flags)
{
	int err = kind == AX_KIND_MAP ? waiters_get(object) : 0, fd;
	struct file *file;

	(void)arg;
	if (err)
		return err;
	fd = fd_install_new(ops_of(kind, object), object, O_RDWR, true);
	if (fd < 0) {
		if (kind == AX_KIND_MAP)
			waiters_put(object);
		return fd;
	}
	file = fd_file(fd);
	file->kind = kind;
	file->kind_flags = flags;
	return fd;
}

static bool is_object(const struct file *file)
{
	return file->ops == &map_ops || file->ops == &ring_ops || file->ops == &prog_ops || file->ops == &link_ops ||
	       file->ops == &btf_ops || file->ops == &stats_ops;
}

static int host_get(void *arg, int fd, enum ax_kind *kind, void **object, u32 *flags)
{
	struct file *file = fd_file(fd);

	(void)arg;
	if (!file)
		return -AX_EBADF;
	if (!is_object(file))
		return -AX_EINVAL;
	*kind = (enum ax_kind)file->kind;
	*object = file->object;
	*flags = file->kind_flags;
	axi_sysbpf_object_get(*kind, *object);
	return 0;
}

struct ax_prog *bpf_fd_prog(int fd, int *err)
{
	struct file *file = fd_file(fd);

	*err = file ? -AX_EINVAL : -AX_EBADF;
	if (!file || file->ops != &prog_ops)
		return NULL;
	ax_prog_get(file->object);
	return file->object;
}

static int host_copy_in(void *arg, void *to, u64 user, size_t bytes)
{
	(void)arg;
	return copy_from_user(to, user, bytes);
}

static int host_copy_out(void *arg, u64 user, const void *from, size_t bytes)
{
	(void)arg;
	return copy_to_user(user, from, bytes);
}

static int host_perf_attach(void *arg, int fd, struct ax_prog *prog, u64 cookie, struct ax_link **out)
{
	(void)arg;
	return perf_event_attach(fd, prog, cookie, out);
}

static bool host_privileged(void *arg)
{
	(void)arg;
	return true; /* every program is root */
}

static void host_pin(void *arg)
{
	(void)arg;
	preempt_disable();
}

static void host_unpin(void *arg)
{
	(void)arg;
	preempt_enable();
}

static bool host_interrupted(void *arg)
{
	(void)arg;
	return current()->kill;
}

static const struct axi_bpf_host host = {
	.copy_in = host_copy_in, .copy_out = host_copy_out, .fd_install = host_install, .fd_get = host_get,
	.perf_attach = host_perf_attach, .privileged = host_privileged, .pin = host_pin, .unpin = host_unpin,
	.interrupted = host_interrupted,
};

s64 bpf_call(int command, u64 user_attr, u32 bytes)
{
	return axi_sysbpf(kernel_engine, &host, command, user_attr, bytes);
}

void bpf_init(void)
{
	int err;

	port_init();
	err = ax_engine_create(&kernel_engine, &kernel_port, &ax_limits_cloud);
	if (err)
		panic("engine: %s", ax_status_text(err));
}
