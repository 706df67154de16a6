/* SPDX-License-Identifier: Apache-2.0
 * process.c - identity, signals to oneself, limits, exit, and what describes the machine. */
#include "base/str.h"
#include "core/print.h"
#include "mm/page.h"
#include <arch/time.h>
#include "proc/random.h"
#include "proc/uaccess.h"
#include "sys/syscall.h"

s64 sys_getpid(const struct syscall *call)
{
	return current_process()->pid;
}

s64 sys_gettid(const struct syscall *call)
{
	return current()->id;
}

s64 sys_getppid(const struct syscall *call)
{
	return 0;
}

s64 sys_getuid(const struct syscall *call)
{
	return 0;
}

s64 sys_geteuid(const struct syscall *call)
{
	return 0;
}

s64 sys_getgid(const struct syscall *call)
{
	return 0;
}

s64 sys_getegid(const struct syscall *call)
{
	return 0;
}

s64 sys_sched_yield(const struct syscall *call)
{
	task_yield();
	return 0;
}

s64 sys_exit(const struct syscall *call)
{
	process_exit((int)call->arg[0]);
}

s64 sys_exit_group(const struct syscall *call)
{
	process_exit((int)call->arg[0]);
}

static void deliver(struct signal_state *signals)
{
	int signal = signal_next(signals);

	if (signal)
		process_kill(signal);
}

static s64 signal_self(int signal)
{
	struct signal_state *signals = &current_process()->signals;

	if (signal < 0 || signal > SIGNALS)
		return -AX_EINVAL;
	if (!signal)
		return 0;
	if (signal_default(signal) == SIGNAL_STOPS && !(signals->ignored >> (signal - 1) & 1))
		return -AX_ENOSYS; /* nobody could continue it */
	signals->pending |= 1ull << (signal - 1);
	deliver(signals);
	return 0;
}

s64 sys_kill(const struct syscall *call)
{
	s32 pid = (s32)call->arg[0], signal = (s32)call->arg[1], own = (s32)current_process()->pid;

	if (signal < 0 || signal > SIGNALS)
		return -AX_EINVAL;
	return pid == own || pid == 0 || pid == -own ? signal_self(signal) : -AX_ESRCH;
}

s64 sys_tgkill(const struct syscall *call)
{
	s32 group = (s32)call->arg[0], task = (s32)call->arg[1], signal = (s32)call->arg[2];

	if (group <= 0 || task <= 0 || signal < 0 || signal > SIGNALS)
		return -AX_EINVAL;
	if (group != (s32)current_process()->pid || task != (s32)current()->id)
		return -AX_ESRCH;
	return signal_self(signal);
}

struct sigaction64 {
	u64 handler, flags, restorer, mask;
};

s64 sys_rt_sigaction(const struct syscall *call)
{
	enum { SIG_DFL, SIG_IGN };
	struct signal_state *signals = &current_process()->signals;
	struct sigaction64 action = {0}, old = {0};
	s32 signal = (s32)call->arg[0];
	u64 bit;

	if (call->arg[3] != 8)
		return -AX_EINVAL;
	if (call->arg[1] && copy_from_user(&action, call->arg[1], sizeof(action)))
		return -AX_EFAULT;
	if (signal < 1 || signal > SIGNALS || (call->arg[1] && (signal == SIG_KILL || signal == SIG_STOP)))
		return -AX_EINVAL;
	if (action.handler > SIG_IGN)
		return -AX_ENOSYS; /* programs get no handlers here: refused, not forgotten */
	bit = 1ull << (signal - 1);
	old.handler = signals->ignored & bit ? SIG_IGN : SIG_DFL;
	if (call->arg[1])
		signals->ignored = action.handler == SIG_IGN ? signals->ignored | bit : signals->ignored & ~bit;
	if (call->arg[2] && copy_to_user(call->arg[2], &old, sizeof(old)))
		return -AX_EFAULT;
	return 0;
}

s64 sys_rt_sigprocmask(const struct syscall *call)
{
	enum { SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK };
	const u64 never = 1ull << (SIG_KILL - 1) | 1ull << (SIG_STOP - 1);
	struct signal_state *signals = &current_process()->signals;
	u64 old = signals->blocked, set;

	if (call->arg[3] != 8)
		return -AX_EINVAL;
	if (call->arg[1]) {
		if (copy_from_user(&set, call->arg[1], sizeof(set)))
			return -AX_EFAULT;
		set &= ~never;
		switch ((s32)call->arg[0]) {
		case SIG_BLOCK: signals->blocked |= set; break;
		case SIG_UNBLOCK: signals->blocked &= ~set; break;
		case SIG_SETMASK: signals->blocked = set; break;
		default: return -AX_EINVAL;
		}
		deliver(signals);
	}
	if (call->arg[2] && copy_to_user(call->arg[2], &old, sizeof(old)))
		return -AX_EFAULT;
	return 0;
}

s64 sys_arch_prctl(const struct syscall *call)
{
	enum { ARCH_SET_FS = 0x1002, ARCH_GET_FS = 0x1003 };
	u64 value;

	switch ((u32)call->arg[0]) {
	case ARCH_SET_FS:
		if (call->arg[1] >= USER_END)
			return -AX_EPERM;
		arch_task_set_tls(&current()->arch, call->arg[1]);
		return 0;
	case ARCH_GET_FS:
		value = arch_task_get_tls(&current()->arch);
		return copy_to_user(call->arg[1], &value, sizeof(value));
	default:
		return -AX_EINVAL;
	}
}

/* The address would be cleared at the exit of a thread that others may join; there is one thread. */
s64 sys_set_tid_address(const struct syscall *call)
{
	current_process()->clear_tid = call->arg[0];
	return current()->id;
}

s64 sys_set_robust_list(const struct syscall *call)
{
	if (call->arg[1] != 24)
		return -AX_EINVAL;
	current_process()->robust_list = call->arg[0];
	return 0;
}

/* Restartable sequences: one thread, no handlers and no migration, so a sequence never needs its restart. */
s64 sys_rseq(const struct syscall *call)
{
	enum { RSEQ_FLAG_UNREGISTER = 1, RSEQ_BYTES = 32 };
	struct process *p = current_process();
	u64 at = call->arg[0];
	u32 bytes = (u32)call->arg[1], flags = (u32)call->arg[2], sig = (u32)call->arg[3];
	s32 cpu[2] = {0, 0}; /* cpu_id_start, cpu_id */

	if (flags & RSEQ_FLAG_UNREGISTER) {
		if (flags != RSEQ_FLAG_UNREGISTER || !p->rseq || at != p->rseq || bytes != RSEQ_BYTES)
			return -AX_EINVAL;
		if (sig != p->rseq_sig)
			return -AX_EPERM;
		cpu[1] = -1;
		if (copy_to_user(at, cpu, sizeof(cpu)))
			return -AX_EFAULT;
		p->rseq = 0;
		return 0;
	}
	if (flags)
		return -AX_EINVAL;
	if (p->rseq)
		return at != p->rseq || bytes != RSEQ_BYTES ? -AX_EINVAL : sig != p->rseq_sig ? -AX_EPERM : -AX_EBUSY;
	if ((at & (RSEQ_BYTES - 1)) || bytes != RSEQ_BYTES)
		return -AX_EINVAL;
	if (!at || !user_range(at, RSEQ_BYTES) || copy_to_user(at, cpu, sizeof(cpu)))
		return -AX_EFAULT;
	p->rseq = at;
	p->rseq_sig = sig;
	return 0;
}

static s64 set_limit(struct process *p, u32 resource, const struct rlimit *want)
{
	struct rlimit *limit = &p->limits[resource];

	if (want->cur > want->max)
		return -AX_EINVAL;
	if (want->max > limit->max)
		return -AX_EPERM;
	*limit = *want;
	if (resource == RLIMIT_STACK_NR)
		p->as.stack_limit_bytes = want->cur;
	if (resource == RLIMIT_AS_NR)
		p->as.limit_pages = want->cur >> PAGE_SHIFT;
	return 0;
}

s64 sys_prlimit64(const struct syscall *call)
{
	struct process *p = current_process();
	u32 resource = (u32)call->arg[1];
	struct rlimit want, old;

	if (call->arg[2] && copy_from_user(&want, call->arg[2], sizeof(want)))
		return -AX_EFAULT;
	if ((s32)call->arg[0] && (s32)call->arg[0] != (s32)p->pid)
		return -AX_ESRCH;
	if (resource >= PROC_RLIMITS)
		return -AX_EINVAL;
	old = p->limits[resource];
	if (call->arg[2]) {
		s64 err = set_limit(p, resource, &want);

		if (err)
			return err;
	}
	if (call->arg[3] && copy_to_user(call->arg[3], &old, sizeof(old)))
		return -AX_EFAULT;
	return 0;
}

s64 sys_getrandom(const struct syscall *call)
{
	enum { GRND_NONBLOCK = 1, GRND_RANDOM = 2, GRND_INSECURE = 4 };
	u64 bytes = min_u64(call->arg[1], INT32_MAX), done = 0;
	u8 chunk[128];

	if ((call->arg[2] & ~(u64)(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE)) ||
	    (call->arg[2] & (GRND_RANDOM | GRND_INSECURE)) == (GRND_RANDOM | GRND_INSECURE))
		return -AX_EINVAL;
	while (done < bytes && !current()->kill) {
		size_t n = min_u64(bytes - done, sizeof(chunk));

		random_bytes(chunk, n);
		if (copy_to_user(call->arg[0] + done, chunk, n))
			return done ? (s64)done : -AX_EFAULT;
		done += n;
	}
	return (s64)done;
}

struct utsname {
	char sysname[65], nodename[65], release[65], version[65], machine[65], domainname[65];
};

s64 sys_uname(const struct syscall *call)
{
	struct utsname name = {.sysname = "Axiom", .nodename = "axiom", .release = "6.12.0-axiom", /* Linux's ABI, as of */
			       .version = "Axiom " AX_VERSION, .domainname = "(none)"};

	axi_strcopy(name.machine, arch_name, sizeof(name.machine));
	return copy_to_user(call->arg[0], &name, sizeof(name));
}

struct sysinfo64 {
	s64 uptime;
	u64 loads[3], totalram, freeram, sharedram, bufferram, totalswap, freeswap;
	u16 procs, pad;
	u64 totalhigh, freehigh;
	u32 mem_unit, pad2;
};
_Static_assert(sizeof(struct sysinfo64) == 112, "linux/sysinfo.h");

s64 sys_sysinfo(const struct syscall *call)
{
	struct page_stats pages;
	struct sysinfo64 info = {.procs = 1, .mem_unit = 1};

	page_stats(&pages);
	info.uptime = (s64)(arch_now_ns() / 1000000000);
	info.totalram = pages.total << PAGE_SHIFT;
	info.freeram = pages.free << PAGE_SHIFT;
	return copy_to_user(call->arg[0], &info, sizeof(info));
}

s64 sys_reboot(const struct syscall *call)
{
	u32 magic = (u32)call->arg[1];

	if ((u32)call->arg[0] != 0xfee1dead ||
	    (magic != 672274793 && magic != 85072278 && magic != 369367448 && magic != 537993216))
		return -AX_EINVAL;
	switch ((u32)call->arg[2]) {
	case 0x01234567:
		trace_flush();
		arch_reset();
	case 0x4321fedc: case 0xcdef0123: /* power off, halt */
		trace_flush();
		arch_power_off(0);
	case 0x89abcdef: case 0: /* Ctrl-Alt-Del on and off: there is no keyboard */
		return 0;
	default:
		return -AX_EINVAL;
	}
}
