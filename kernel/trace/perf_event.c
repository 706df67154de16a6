/* SPDX-License-Identifier: Apache-2.0
 * perf_event.c - perf_event_open(2): the software cpu clock as a hook.
 *
 * The timer moves by whole periods from its first deadline, so it does not drift; periods that have passed unserved
 * count as missed.  Attributes, their checks and errno are Linux's (kernel/events/core.c says what, perf_event_open(2)
 * says why); what is known there and absent here is refused with EOPNOTSUPP. */
#include "trace/perf_event.h"
#include <arch/time.h>
#include "base/fmt.h"
#include "core/timer.h"
#include "core/trap.h"
#include "fs/file.h"
#include "mm/heap.h"
#include "proc/uaccess.h"
#include "trace/bpf.h"

enum { TYPE_SOFTWARE = 1, CONFIG_CPU_CLOCK = 0, ATTR_BYTES_MIN = 64 };
enum { /* bits of perf_event_attr.flags */
	F_DISABLED = 1, F_INHERIT = 2, F_PINNED = 4, F_EXCLUSIVE = 8, F_EXCLUDE_USER = 16, F_EXCLUDE_KERNEL = 32,
	F_EXCLUDE_HV = 64, F_EXCLUDE_IDLE = 128, F_FREQ = 1 << 10,
	F_SUPPORTED = F_DISABLED | F_INHERIT | F_PINNED | F_EXCLUDE_USER | F_EXCLUDE_KERNEL | F_EXCLUDE_HV | F_FREQ,
};
#define F_KNOWN ((1ull << 38) - 1)
enum { READ_ENABLED = 1, READ_RUNNING = 2, READ_ID = 4 };

struct attr { /* struct perf_event_attr, PERF_ATTR_SIZE_VER8 */
	u32 type, size;
	u64 config, period, sample_type, read_format, flags;
	u32 wakeup, bp_type;
	u64 config1, config2, branch_type, regs_user;
	u32 stack_user;
	s32 clockid;
	u64 regs_intr;
	u32 aux_watermark;
	u16 max_stack, reserved2;
	u32 aux_sample, reserved3;
	u64 sig_data, config3;
};
_Static_assert(sizeof(struct attr) == 136, "linux/perf_event.h");

struct perf_event {
	struct ax_hook hook;
	struct ktimer timer;
	u64 period_ns;             /* 0: counts, never fires */
	u64 id;
	u32 flags, read_format;
	u32 pid;                   /* 0: whoever runs */
	struct ax_link *link;      /* PERF_EVENT_IOC_SET_BPF */
	/* What a program sees, struct bpf_perf_event_data: Linux puts period and address right behind the registers of
	 * the architecture; ctx.def also has them at 272, behind the larger of the register files. */
	u64 context[36];
	/* interrupts masked: */
	bool enabled;
	u64 enabled_ns, since_ns;  /* time enabled before, and since when now */
	u64 missed;
};

static u64 last_id, rate_in_use;
static u32 events;

static const struct file_ops perf_ops;

static u64 rate_of(const struct perf_event *event)
{
	return event->period_ns ? 1000000000ull / event->period_ns : 0;
}

static bool wanted(const struct perf_event *event, const struct arch_regs *regs)
{
	struct process *p = current_process();

	if (event->pid && (!p || p->pid != event->pid))
		return false;
	if ((event->flags & (arch_regs_user(regs) ? F_EXCLUDE_USER : F_EXCLUDE_KERNEL)))
		return false;
	return true;
}

static void fire(struct perf_event *event)
{
	struct arch_regs *regs = trap_irq_regs();

	if (!regs || !wanted(event, regs))
		return;
	event->context[arch_perf_regs(regs, event->context) / sizeof(u64)] = event->period_ns;
	ax_hook_fire(&event->hook, event->context);
}

static void tick(struct ktimer *timer)
{
	struct perf_event *event = timer->arg;
	u64 deadline = timer->deadline_ns + event->period_ns, now;

	fire(event);
	now = arch_now_ns();
	if (UNLIKELY(deadline <= now)) {
		u64 late = (now - deadline) / event->period_ns + 1;

		event->missed += late;
		deadline += late * event->period_ns;
	}
	ktimer_arm(timer, deadline);
}

static int enable(struct perf_event *event)
{
	unsigned long irq = arch_irq_save();
	int err = 0;

	if (!event->enabled) {
		event->since_ns = arch_now_ns();
		if (event->period_ns)
			err = ktimer_arm(&event->timer, event->since_ns + event->period_ns);
		event->enabled = !err;
	}
	arch_irq_restore(irq);
	return err;
}

static void disable(struct perf_event *event)
{
	unsigned long irq = arch_irq_save();

	if (event->enabled) {
		ktimer_cancel(&event->timer);
		event->enabled_ns += arch_now_ns() - event->since_ns;
		event->enabled = false;
	}
	arch_irq_restore(irq);
}

static u64 time_enabled(const struct perf_event *event)
{
	return event->enabled_ns + (event->enabled ? arch_now_ns() - event->since_ns : 0);
}

static int set_bpf(struct perf_event *event, int fd)
{
	struct ax_prog *prog;
	int err;

	if (event->hook.links)
		return -AX_EEXIST;
	prog = bpf_fd_prog(fd, &err);
	if (!prog)
		return err;
	err = ax_hook_attach_unlisted(&event->hook, prog, &event->link);
	ax_prog_put(prog);
	return err;
}

int perf_event_attach(int fd, struct ax_prog *prog, u64 cookie, struct ax_link **out)
{
	struct file *file = fd_file(fd);
	struct perf_event *event;
	int err;

	if (!file)
		return -AX_EBADF;
	if (file->ops != &perf_ops)
		return -AX_EINVAL;
	if (cookie)
		return -AX_EOPNOTSUPP; /* no helper could read it */
	event = file->object;
	if (event->hook.links)
		return -AX_EEXIST;
	err = ax_hook_attach(&event->hook, prog, out);
	if (err)
		return err;
	file_get(file);
	ax_link_on_release(*out, (void (*)(void *))file_put, file);
	return 0;
}

static s64 set_period(struct perf_event *event, u64 user)
{
	u64 period;

	if (copy_from_user(&period, user, sizeof(period)))
		return -AX_EFAULT;
	if (!event->period_ns || (event->flags & F_FREQ) || period < PERF_PERIOD_MIN_NS || period >> 63)
		return -AX_EINVAL;
	if (rate_in_use - rate_of(event) + 1000000000ull / period > PERF_RATE_MAX)
		return -AX_EBUSY;
	rate_in_use -= rate_of(event);
	event->period_ns = event->context[34] = period;
	rate_in_use += rate_of(event);
	if (event->enabled) {
		disable(event);
		return enable(event);
	}
	return 0;
}

static s64 perf_ioctl(struct file *file, u32 command, u64 arg)
{
	struct perf_event *event = file->object;

	switch (command) {
	case 0x2400: return enable(event);                /* PERF_EVENT_IOC_ENABLE */
	case 0x2401: disable(event); return 0;            /* DISABLE */
	case 0x2403:                                      /* RESET */
		event->enabled_ns = 0;
		event->since_ns = arch_now_ns();
		return 0;
	case 0x40082404: return set_period(event, arg);   /* PERIOD */
	case 0x80082407: return copy_to_user(arg, &event->id, sizeof(event->id)); /* ID */
	case 0x40042408: return set_bpf(event, (int)arg); /* SET_BPF */
	case 0x2402: case 0x2405: case 0x40082406: case 0x40042409: /* REFRESH, SET_OUTPUT, SET_FILTER, PAUSE_OUTPUT */
		return -AX_EOPNOTSUPP;
	default: return -AX_ENOTTY;
	}
}

static s64 perf_read(struct file *file, u64 user, size_t bytes)
{
	struct perf_event *event = file->object;
	u64 out[4], time = time_enabled(event);
	u32 n = 0;

	out[n++] = time; /* the cpu clock counts nanoseconds */
	if (event->read_format & READ_ENABLED)
		out[n++] = time;
	if (event->read_format & READ_RUNNING)
		out[n++] = time;
	if (event->read_format & READ_ID)
		out[n++] = event->id;
	if (bytes < n * sizeof(u64))
		return -AX_ENOSPC;
	return copy_to_user(user, out, n * sizeof(u64)) ? -AX_EFAULT : (s64)(n * sizeof(u64));
}

static u32 perf_poll(struct file *file)
{
	(void)file;
	return 0; /* there are no records to read */
}

static void perf_release(struct file *file)
{
	struct perf_event *event = file->object;

	disable(event);
	if (event->link)
		ax_link_put(event->link);
	ax_hook_detach_all(&event->hook);
	rate_in_use -= rate_of(event);
	events--;
	kfree(event, sizeof(*event));
}

static void perf_stat(struct file *file, struct file_stat *out)
{
	(void)file;
	out->mode = 0600;
}

static const struct file_ops perf_ops = {
	.name = "perf_event", .read = perf_read, .ioctl = perf_ioctl, .poll = perf_poll, .release = perf_release,
	.stat = perf_stat,
};

/* Tell the caller which size we know (Linux does, with E2BIG). */
static int wrong_size(u64 user)
{
	u32 bytes = sizeof(struct attr);

	return copy_to_user(user + offsetof(struct attr, size), &bytes, sizeof(bytes)) ? -AX_EFAULT : -AX_E2BIG;
}

static int get_attr(u64 user, struct attr *attr)
{
	u32 bytes;

	memset(attr, 0, sizeof(*attr));
	if (copy_from_user(&bytes, user + offsetof(struct attr, size), sizeof(bytes)))
		return -AX_EFAULT;
	if (!bytes)
		bytes = ATTR_BYTES_MIN;
	if (bytes < ATTR_BYTES_MIN || bytes > PAGE_SIZE)
		return wrong_size(user);
	for (u64 at = sizeof(*attr); at < bytes; at++) {
		u8 byte;

		if (copy_from_user(&byte, user + at, 1))
			return -AX_EFAULT;
		if (byte)
			return wrong_size(user);
	}
	if (copy_from_user(attr, user, min_u64(bytes, sizeof(*attr))))
		return -AX_EFAULT;
	attr->size = bytes;
	return 0;
}

static int check_attr(const struct attr *attr)
{
	if ((attr->flags & ~F_KNOWN) || attr->reserved2 || attr->reserved3)
		return -AX_EINVAL;
	if (attr->read_format & ~(u64)31 || attr->sample_type >> 25)
		return -AX_EINVAL;
	if ((attr->flags & F_FREQ) ? attr->period > PERF_RATE_MAX : attr->period >> 63)
		return -AX_EINVAL;
	if (attr->type != TYPE_SOFTWARE || attr->config != CONFIG_CPU_CLOCK)
		return -AX_ENOENT;
	if ((attr->flags & ~(u64)F_SUPPORTED) || (attr->read_format & ~(u64)(READ_ENABLED | READ_RUNNING | READ_ID)))
		return -AX_EOPNOTSUPP;
	return 0;
}

static int check_target(s32 pid, s32 cpu, s32 group_fd, u64 flags)
{
	enum { FLAG_FD_CLOEXEC = 8, FLAG_ALL = 15 };

	if (flags & ~(u64)FLAG_ALL)
		return -AX_EINVAL;
	if (flags & ~(u64)FLAG_FD_CLOEXEC)
		return -AX_EOPNOTSUPP; /* cgroups, redirected output */
	if (group_fd != -1)
		return fd_file(group_fd) ? -AX_EOPNOTSUPP : -AX_EBADF;
	if (pid == -1 && cpu == -1)
		return -AX_EINVAL;
	if (pid < -1 || cpu < -1 || cpu >= (s32)ax_engine_port(kernel_engine)->cpu_count())
		return cpu < -1 || pid < -1 ? -AX_EINVAL : -AX_ENODEV;
	return pid > 0 && pid != (s32)current_process()->pid ? -AX_ESRCH : 0;
}

static int create(const struct attr *attr, s32 pid, struct perf_event **out)
{
	u64 period = attr->flags & F_FREQ ? (attr->period ? 1000000000ull / attr->period : 0) : attr->period;
	struct perf_event *event;
	char name[48];
	int err;

	if (period && period < PERF_PERIOD_MIN_NS)
		return -AX_EINVAL;
	if (events >= PERF_EVENTS_MAX)
		return -AX_ENOSPC;
	if (period && rate_in_use + 1000000000ull / period > PERF_RATE_MAX)
		return -AX_EBUSY;
	event = kalloc(sizeof(*event));
	if (!event)
		return -AX_ENOMEM;
	event->period_ns = event->context[34] = period;
	event->flags = (u32)attr->flags;
	event->read_format = (u32)attr->read_format;
	event->pid = pid == -1 ? 0 : current_process()->pid;
	event->timer.fire = tick;
	event->timer.arg = event;
	axi_fmt(name, sizeof(name), "perf/cpu-clock/%lluns", (unsigned long long)period);
	err = ax_hook_init(&event->hook, kernel_engine, name, AX_PROG_PERF_EVENT);
	if (err) {
		kfree(event, sizeof(*event));
		return err;
	}
	event->id = ++last_id;
	events++;
	rate_in_use += rate_of(event);
	*out = event;
	return 0;
}

s64 perf_event_open(u64 user, s32 pid, s32 cpu, s32 group_fd, u64 flags)
{
	struct perf_event *event;
	struct file *file;
	struct attr attr;
	int err = get_attr(user, &attr), fd;

	if (!err)
		err = check_attr(&attr);
	if (!err)
		err = check_target(pid, cpu, group_fd, flags);
	if (!err)
		err = create(&attr, pid, &event);
	if (err)
		return err;
	file = file_create(&perf_ops, event, O_RDWR);
	if (!file) {
		perf_release(&(struct file){.object = event});
		return -AX_ENOMEM;
	}
	fd = fd_install(file, 0, flags & 8);
	err = fd < 0 || (attr.flags & F_DISABLED) ? 0 : enable(event);
	if (fd < 0)
		file_put(file);
	else if (err)
		fd_close(fd);
	return err ? err : fd;
}
