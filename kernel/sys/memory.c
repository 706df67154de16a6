/* SPDX-License-Identifier: Apache-2.0
 * memory.c - mmap, munmap, mprotect, brk. */
#include "proc/uaccess.h"
#include "sys/syscall.h"

enum { /* asm-generic/mman.h */
	PROT_ALL = 7, LINUX_MAP_SHARED = 1, LINUX_MAP_PRIVATE = 2, LINUX_MAP_SHARED_VALIDATE = 3, LINUX_MAP_TYPE = 15,
	LINUX_MAP_FIXED = 0x10, LINUX_MAP_ANONYMOUS = 0x20, LINUX_MAP_FIXED_NOREPLACE = 0x100000,
	LINUX_MAP_HUGETLB = 0x40000,
};
_Static_assert(MAP_READ == 1 && MAP_WRITE == 2 && MAP_EXEC == 4, "Linux's PROT_ bits are ours");

static s64 map_file(struct process *p, struct vma_spec *spec, int fd, bool shared)
{
	struct file *file = fd_file(fd);
	int err;
	s64 at;

	if (!file)
		return -AX_EBADF;
	if (!file->ops->mmap)
		return -AX_ENODEV;
	if ((spec->prot & MAP_WRITE) && (spec->prot & MAP_EXEC))
		return -AX_EACCES;
	err = file->ops->mmap(file, spec, shared);
	if (err)
		return err;
	at = aspace_map(&p->as, spec);
	if (at < 0 && spec->ops && spec->ops->close) {
		struct vma gone = {.object = spec->object, .prot = spec->prot, .flags = spec->flags};

		spec->ops->close(&gone);
	}
	return at;
}

s64 sys_mmap(const struct syscall *call)
{
	struct process *p = current_process();
	u64 bytes = call->arg[1], prot = call->arg[2], flags = call->arg[3], offset = call->arg[5];
	u32 type = flags & LINUX_MAP_TYPE;
	struct vma_spec spec = {.addr = call->arg[0], .prot = (u32)prot};

	if (offset & (PAGE_SIZE - 1))
		return -AX_EINVAL;
	if (!bytes || (prot & ~(u64)PROT_ALL))
		return -AX_EINVAL;
	if (type < LINUX_MAP_SHARED || type > LINUX_MAP_SHARED_VALIDATE || (flags & LINUX_MAP_HUGETLB))
		return -AX_EINVAL;
	if (bytes > USER_END)
		return -AX_ENOMEM;
	spec.bytes = align_up(bytes, PAGE_SIZE);
	if (offset + spec.bytes < offset)
		return -AX_EOVERFLOW;
	spec.offset = offset;
	spec.fixed = flags & (LINUX_MAP_FIXED | LINUX_MAP_FIXED_NOREPLACE);
	spec.replace = (flags & LINUX_MAP_FIXED) && !(flags & LINUX_MAP_FIXED_NOREPLACE);
	if (!(flags & LINUX_MAP_ANONYMOUS))
		return map_file(p, &spec, (int)call->arg[4], type != LINUX_MAP_PRIVATE);
	spec.offset = 0;
	if (type != LINUX_MAP_PRIVATE)
		spec.flags = VMA_SHARED; /* with nobody: there is no fork */
	return aspace_map(&p->as, &spec);
}

s64 sys_munmap(const struct syscall *call)
{
	u64 bytes = call->arg[1];

	if (!bytes || bytes > USER_END)
		return -AX_EINVAL;
	return aspace_unmap(&current_process()->as, call->arg[0], bytes);
}

s64 sys_mprotect(const struct syscall *call)
{
	if (call->arg[2] & ~(u64)PROT_ALL)
		return -AX_EINVAL;
	if (call->arg[1] > USER_END)
		return call->arg[0] & (PAGE_SIZE - 1) ? -AX_EINVAL : -AX_ENOMEM;
	return aspace_protect(&current_process()->as, call->arg[0], call->arg[1], (u32)call->arg[2]);
}

s64 sys_brk(const struct syscall *call)
{
	return (s64)aspace_brk(&current_process()->as, call->arg[0]);
}
