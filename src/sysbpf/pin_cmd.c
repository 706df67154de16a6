/* SPDX-License-Identifier: Apache-2.0
 * pin_cmd.c - OBJ_PIN and OBJ_GET: names for objects.  The tree of names is the shell's. */
#include "sysbpf/call.h"

enum { PATH_BYTES = 4096 }; /* Linux PATH_MAX */

static u32 fd_flags(u32 flags)
{
	return (flags & AXI_F_RDONLY ? AXI_FD_RDONLY : 0) | (flags & AXI_F_WRONLY ? AXI_FD_WRONLY : 0);
}

/* The path, whole; the caller frees PATH_BYTES. */
static int path_in(struct call *call, char **out)
{
	u64 user = call->attr.obj.pathname;
	char *path = call->mem->alloc(call->mem, PATH_BYTES);
	int err = path ? 0 : -AX_ENOMEM;
	u32 i = 0;

	/* the string may end with the last byte that can be read */
	for (; !err && i < PATH_BYTES; i++) {
		err = axi_call_in(call, &path[i], user + i, 1);
		if (!err && !path[i])
			break;
	}
	if (!err && i == PATH_BYTES)
		err = -AX_ENAMETOOLONG;
	if (!err && !i)
		err = -AX_ENOENT;
	if (err)
		call->mem->free(call->mem, path, path ? PATH_BYTES : 0);
	else
		*out = path;
	return err;
}

static int dirfd_of(const struct axi_attr_obj *attr)
{
	return attr->file_flags & AXI_F_PATH_FD ? attr->path_fd : AXI_AT_CWD;
}

static int pin(struct call *call, enum ax_kind kind, void *object)
{
	char *path;
	int err = path_in(call, &path);

	if (err)
		return err;
	if (call->host->pin_object)
		err = call->host->pin_object(call->host->arg, dirfd_of(&call->attr.obj), path, kind, object);
	else
		err = -AX_EPERM;
	call->mem->free(call->mem, path, PATH_BYTES);
	return err;
}

long axi_cmd_obj_pin(struct call *call)
{
	const struct axi_attr_obj *attr = &call->attr.obj;
	enum ax_kind kind;
	void *object;
	u32 flags;
	int err;

	if (attr->file_flags & ~(u32)AXI_F_PATH_FD)
		return -AX_EINVAL;
	if (!(attr->file_flags & AXI_F_PATH_FD) && attr->path_fd)
		return -AX_EINVAL;
	if (axi_call_fd_any(call, attr->bpf_fd, &kind, &object, &flags))
		return -AX_EINVAL;
	if (kind == AX_KIND_MAP || kind == AX_KIND_PROG || kind == AX_KIND_LINK)
		err = pin(call, kind, object);
	else
		err = -AX_EINVAL;
	axi_call_put(call, kind, object);
	return err;
}

static int find(struct call *call, enum ax_kind *kind, void **object)
{
	char *path;
	int err = path_in(call, &path);

	if (err)
		return err;
	if (call->host->get_pinned)
		err = call->host->get_pinned(call->host->arg, dirfd_of(&call->attr.obj), path, kind, object);
	else
		err = -AX_ENOENT;
	call->mem->free(call->mem, path, PATH_BYTES);
	return err;
}

long axi_cmd_obj_get(struct call *call)
{
	const struct axi_attr_obj *attr = &call->attr.obj;
	u32 access = attr->file_flags & (AXI_F_RDONLY | AXI_F_WRONLY);
	enum ax_kind kind;
	void *object;
	int err;

	if (attr->bpf_fd || (attr->file_flags & ~(u32)(AXI_F_RDONLY | AXI_F_WRONLY | AXI_F_PATH_FD)))
		return -AX_EINVAL;
	if (!(attr->file_flags & AXI_F_PATH_FD) && attr->path_fd)
		return -AX_EINVAL;
	if (access == (AXI_F_RDONLY | AXI_F_WRONLY))
		return -AX_EINVAL;
	err = find(call, &kind, &object);
	if (err)
		return err;
	if (kind == AX_KIND_LINK && access) {
		axi_call_put(call, kind, object);
		return -AX_EINVAL;
	}
	return axi_call_install(call, kind, object, kind == AX_KIND_MAP ? fd_flags(access) : 0);
}
