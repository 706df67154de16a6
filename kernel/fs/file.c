/* SPDX-License-Identifier: Apache-2.0
 * file.c - open files and descriptor tables.  Reference counts change in task context with interrupts masked. */
#include "fs/file.h"
#include "fs/eventpoll.h"
#include "mm/heap.h"

struct file *file_create(const struct file_ops *ops, void *object, u32 flags)
{
	struct file *file = kalloc(sizeof(*file));

	if (file)
		*file = (struct file){.ops = ops, .refs = 1, .flags = flags, .object = object};
	return file;
}

void file_get(struct file *file)
{
	unsigned long irq = arch_irq_save();

	file->refs++;
	arch_irq_restore(irq);
}

void file_put(struct file *file)
{
	unsigned long irq = arch_irq_save();
	bool last = --file->refs == 0;

	arch_irq_restore(irq);
	if (!last)
		return;
	eventpoll_forget(file);
	if (file->ops->release)
		file->ops->release(file);
	kfree(file, sizeof(*file));
}

u32 file_events(struct file *file)
{
	return file->ops->poll ? file->ops->poll(file) : EV_IN | EV_OUT | EV_RDNORM | EV_WRNORM;
}

s64 file_read(struct file *file, u64 user, size_t bytes)
{
	if ((file->flags & O_ACCMODE) == O_WRONLY)
		return -AX_EBADF;
	return file->ops->read ? file->ops->read(file, user, bytes) : -AX_EINVAL;
}

s64 file_write(struct file *file, u64 user, size_t bytes)
{
	if (!(file->flags & O_ACCMODE))
		return -AX_EBADF;
	return file->ops->write ? file->ops->write(file, user, bytes) : -AX_EINVAL;
}

struct fd_table *fd_table_create(void)
{
	return kalloc(sizeof(struct fd_table));
}

void fd_table_release(struct fd_table *fds)
{
	for (int fd = 0; fd < PROC_FDS; fd++)
		if (fds->files[fd])
			file_put(fds->files[fd]);
	kfree(fds, sizeof(*fds));
}

struct file *fd_file(int fd)
{
	return (u32)fd < PROC_FDS ? current_process()->fds->files[fd] : NULL;
}

int fd_install(struct file *file, int low, bool cloexec)
{
	struct process *p = current_process();

	for (int fd = low; fd < PROC_FDS && (u64)fd < p->limits[RLIMIT_NOFILE_NR].cur; fd++) {
		if (p->fds->files[fd])
			continue;
		p->fds->files[fd] = file;
		p->fds->cloexec[fd] = cloexec;
		return fd;
	}
	return -AX_EMFILE;
}

int fd_install_new(const struct file_ops *ops, void *object, u32 flags, bool cloexec)
{
	struct file *file = file_create(ops, object, flags);
	int fd = file ? fd_install(file, 0, cloexec) : -AX_ENOMEM;

	if (file && fd < 0)
		kfree(file, sizeof(*file)); /* not file_put: the object is the caller's */
	return fd;
}

int fd_close(int fd)
{
	struct fd_table *fds = current_process()->fds;
	struct file *file = fd_file(fd);

	if (!file)
		return -AX_EBADF;
	fds->files[fd] = NULL;
	file_put(file);
	return 0;
}
