/* SPDX-License-Identifier: Apache-2.0
 * link_cmd.c - commands that attach programs: links, raw tracepoints by hook name, and the older attach commands.
 *
 * What this engine's worlds have: perf events (the shell's) and hooks published by name.  The attach points that only
 * Linux has (cgroups, network devices, sockets ...) answer as a Linux that is configured without them. */
#include "base/str.h"
#include "sysbpf/call.h"

enum {
	TP_NAME_BYTES = 128,   /* Linux: 127 and a NUL */
	ATTACH_TYPES = 57,     /* enum bpf_attach_type of Linux 6.12 */
};

/* --- creating --- */

static bool perf_type(u32 type)
{
	return type == AX_PROG_PERF_EVENT || type == AX_PROG_KPROBE || type == AX_PROG_TRACEPOINT;
}

static bool many_probes(u32 type)
{
	enum { KPROBE_MULTI = 42, UPROBE_MULTI = 48, KPROBE_SESSION = 56 };

	return type == KPROBE_MULTI || type == UPROBE_MULTI || type == KPROBE_SESSION;
}

/* Programs that attach by a type of the system's: a Linux without trampolines, without that tracepoint or iterator. */
static int no_place(const struct ax_prog *prog)
{
	return prog->attach_type == AXI_ATTACH_RAW_TP || prog->attach_type == AXI_ATTACH_ITER ? -AX_ENOENT : -AX_ENOTSUPP;
}

static int link_create(struct call *call, struct ax_prog *prog, struct ax_link **link)
{
	const struct axi_attr_link_create *attr = &call->attr.link_create;

	if (AXI_UNVERIFIED && prog->typed)
		return attr->attach_type != prog->attach_type || attr->flags ? -AX_EINVAL : no_place(prog);
	if (prog->type == AX_PROG_KPROBE && many_probes(attr->attach_type))
		return -AX_EOPNOTSUPP; /* a Linux without fprobe and uprobes */
	if (!perf_type(prog->type) || attr->attach_type != AXI_ATTACH_PERF_EVENT || attr->flags)
		return -AX_EINVAL;
	if (!call->host->perf_attach)
		return -AX_EINVAL;
	return call->host->perf_attach(call->host->arg, (int)attr->target_fd, prog, attr->bpf_cookie, link);
}

long axi_cmd_link_create(struct call *call)
{
	struct ax_link *link;
	void *prog;
	int err = axi_call_fd(call, call->attr.link_create.prog_fd, AX_KIND_PROG, &prog, NULL);

	if (err)
		return err;
	err = link_create(call, prog, &link);
	ax_prog_put(prog);
	return err ? err : axi_call_install(call, AX_KIND_LINK, link, 0);
}

/* A string of the caller up to `room` - 1 bytes; a longer one is cut, as Linux does. */
static int name_in(struct call *call, u64 user, char *out, u32 room)
{
	for (u32 i = 0; i < room - 1; i++) {
		if (axi_call_in(call, &out[i], user + i, 1))
			return -AX_EFAULT;
		if (!out[i])
			return 0;
	}
	out[room - 1] = 0;
	return 0;
}

long axi_cmd_raw_tracepoint(struct call *call)
{
	const struct axi_attr_raw_tracepoint *attr = &call->attr.raw_tracepoint;
	char name[TP_NAME_BYTES];
	struct ax_link *link;
	void *prog;
	int err = axi_call_fd(call, attr->prog_fd, AX_KIND_PROG, &prog, NULL);

	if (err)
		return err;
	if (AXI_UNVERIFIED && ((struct ax_prog *)prog)->typed)
		err = attr->name || ((struct ax_prog *)prog)->attach_type == AXI_ATTACH_ITER ? -AX_EINVAL : no_place(prog);
	else if (((struct ax_prog *)prog)->type != AX_PROG_RAW_TRACEPOINT)
		err = -AX_EINVAL;
	if (!err)
		err = name_in(call, attr->name, name, sizeof(name));
	if (!err)
		err = ax_hook_attach_named(call->engine, name, prog, attr->cookie, &link);
	ax_prog_put(prog);
	return err ? err : axi_call_install(call, AX_KIND_LINK, link, 0);
}

/* --- changing --- */

static int update(struct call *call, struct ax_link *link, struct ax_prog *prog)
{
	const struct axi_attr_link_update *attr = &call->attr.link_update;
	void *old = NULL;
	int err;

	if (!(attr->flags & AXI_F_REPLACE))
		return attr->old_prog_fd ? -AX_EINVAL : ax_link_update(link, prog, NULL);
	err = axi_call_fd(call, attr->old_prog_fd, AX_KIND_PROG, &old, NULL);
	if (err)
		return err;
	err = ax_link_update(link, prog, old);
	ax_prog_put(old);
	return err;
}

long axi_cmd_link_update(struct call *call)
{
	const struct axi_attr_link_update *attr = &call->attr.link_update;
	void *link, *prog;
	int err;

	if (attr->flags & ~(u32)AXI_F_REPLACE)
		return -AX_EINVAL;
	err = axi_call_fd(call, attr->link_fd, AX_KIND_LINK, &link, NULL);
	if (err)
		return err;
	err = axi_call_fd(call, attr->new_prog_fd, AX_KIND_PROG, &prog, NULL);
	if (!err) {
		err = update(call, link, prog);
		ax_prog_put(prog);
	}
	ax_link_put(link);
	return err;
}

/* Linux detaches no link of a perf event or a raw tracepoint before its last close; links of replaceable hooks are as its
 * cgroup links: detached, again and again if asked. */
long axi_cmd_link_detach(struct call *call)
{
	struct ax_link *link;
	void *object;
	int err = axi_call_fd(call, call->attr.link_detach.link_fd, AX_KIND_LINK, &object, NULL);

	if (err)
		return err;
	link = object;
	if (link->replaceable)
		ax_link_detach(link);
	else
		err = -AX_EOPNOTSUPP;
	ax_link_put(link);
	return err;
}

/* No link here is an iterator's. */
long axi_cmd_iter_create(struct call *call)
{
	void *link;
	int err;

	if (call->attr.iter_create.flags)
		return -AX_EINVAL;
	err = axi_call_fd(call, call->attr.iter_create.link_fd, AX_KIND_LINK, &link, NULL);
	if (err)
		return err;
	ax_link_put(link);
	return -AX_EINVAL;
}

/* --- what Linux had before links --- */

/* Attach types that PROG_ATTACH never takes: those of tracing and the like. */
static bool no_attach(u32 type)
{
	enum { TRACE_RAW_TP = 23, LSM_MAC = 27, TRACE_ITER = 28, PERF_EVENT = 41, TRACE_KPROBE_MULTI = 42, STRUCT_OPS = 44 };

	return type >= ATTACH_TYPES || (type >= TRACE_RAW_TP && type <= TRACE_ITER && type != LSM_MAC) || type == PERF_EVENT ||
	       type == TRACE_KPROBE_MULTI || type == STRUCT_OPS;
}

/* Flags that an attach type has: a list of programs with an order (tcx, netkit), or the ways of a cgroup. */
static bool flags_ok(const struct axi_attr_attach *attr)
{
	enum { TCX_INGRESS = 46, TCX_EGRESS = 47, NETKIT_PRIMARY = 54, NETKIT_PEER = 55 };
	enum { CGROUP_WAYS = 1 << 0 | 1 << 1 | 1 << 2, LIST_WAYS = 1 << 2 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 13 };
	u32 type = attr->attach_type;

	if (type == TCX_INGRESS || type == TCX_EGRESS || type == NETKIT_PRIMARY || type == NETKIT_PEER)
		return !(attr->attach_flags & ~(u32)LIST_WAYS);
	return !(attr->attach_flags & ~(u32)CGROUP_WAYS) && !attr->relative_fd && !attr->expected_revision;
}

long axi_cmd_prog_attach(struct call *call)
{
	const struct axi_attr_attach *attr = &call->attr.attach;
	void *prog;
	int err;

	if (no_attach(attr->attach_type) || !flags_ok(attr))
		return -AX_EINVAL;
	err = axi_call_fd(call, attr->attach_bpf_fd, AX_KIND_PROG, &prog, NULL);
	if (err)
		return err;
	ax_prog_put(prog);
	return -AX_EINVAL;
}

long axi_cmd_prog_detach(struct call *call)
{
	(void)call;
	return -AX_EINVAL;
}

long axi_cmd_prog_query(struct call *call)
{
	(void)call;
	return -AX_EINVAL;
}

/* --- who is behind a descriptor? --- */

/* The name goes out as far as it fits, with its NUL. */
static int name_out(struct call *call, const char *name)
{
	const struct axi_attr_task_fd *attr = &call->attr.task_fd;
	u32 length = (u32)axi_strlen(name), keep = length;

	if (axi_call_result(call, offsetof(struct axi_attr_task_fd, buf_len), length))
		return -AX_EFAULT;
	if (!attr->buf || !attr->buf_len)
		return 0;
	if (keep > attr->buf_len - 1)
		keep = attr->buf_len - 1;
	if (axi_call_out(call, attr->buf, name, keep) || axi_call_out(call, attr->buf + keep, "", 1))
		return -AX_EFAULT;
	return keep < length ? -AX_ENOSPC : 0;
}

static int tell(struct call *call, const char *name, u32 prog_id, u32 fd_type, u64 offset, u64 address)
{
	const u32 words[] = {(u32)offset, (u32)(offset >> 32), (u32)address, (u32)(address >> 32)};
	int err = name_out(call, name);

	if (err == -AX_EFAULT)
		return err;
	if (axi_call_result(call, offsetof(struct axi_attr_task_fd, prog_id), prog_id) ||
	    axi_call_result(call, offsetof(struct axi_attr_task_fd, fd_type), fd_type))
		return -AX_EFAULT;
	for (u32 i = 0; i < 4; i++)
		if (axi_call_result(call, offsetof(struct axi_attr_task_fd, probe_offset) + 4 * i, words[i]))
			return -AX_EFAULT;
	return err;
}

static int tell_link(struct call *call, enum ax_kind kind, void *object)
{
	struct ax_link *link = object;

	if (kind != AX_KIND_LINK || !link->by_name)
		return -AX_ENOTSUPP;
	return tell(call, link->name, axi_link_prog_id(link), AXI_FD_TYPE_RAW_TRACEPOINT, 0, 0);
}

static int tell_event(struct call *call)
{
	const struct axi_attr_task_fd *attr = &call->attr.task_fd;
	struct axi_event_told told;
	int err = -AX_EINVAL;

	if (call->host->task_event)
		err = call->host->task_event(call->host->arg, attr->pid, (int)attr->fd, &told);
	if (err)
		return err == -AX_EINVAL ? -AX_ENOTSUPP : err; /* open, but nothing of bpf */
	return tell(call, told.name, told.prog_id, told.fd_type, told.offset, told.address);
}

long axi_cmd_task_fd_query(struct call *call)
{
	const struct axi_attr_task_fd *attr = &call->attr.task_fd;
	const struct ax_port *port = ax_engine_port(call->engine);
	struct ax_task_info task = {0};
	enum ax_kind kind;
	void *object;
	u32 flags;
	int err;

	if (attr->flags)
		return -AX_EINVAL;
	if (port->current_task)
		port->current_task(&task);
	if (call->host->task_fd_get)
		err = call->host->task_fd_get(call->host->arg, attr->pid, (int)attr->fd, &kind, &object, &flags);
	else if (attr->pid == task.tgid)
		err = axi_call_fd_any(call, attr->fd, &kind, &object, &flags);
	else
		err = -AX_ENOENT;
	if (err)
		return err == -AX_EINVAL ? tell_event(call) : err;
	err = tell_link(call, kind, object);
	axi_call_put(call, kind, object);
	return err;
}
