/* SPDX-License-Identifier: Apache-2.0
 * process.c - the life of a process: created by the kernel, started by its own task, ended by exit, a signal or a fault. */
#include "proc/process.h"
#include "base/str.h"
#include "core/print.h"
#include "mm/heap.h"
#include "proc/elf.h"
#include "proc/stack.h"

struct start { /* handed to the new task */
	struct process *process;
	struct process_spec spec;
};

static void set_limits(struct process *p)
{
	u64 bytes = p->as.limit_pages << PAGE_SHIFT;

	for (u32 i = 0; i < PROC_RLIMITS; i++)
		p->limits[i] = (struct rlimit){UINT64_MAX, UINT64_MAX};
	p->limits[RLIMIT_STACK_NR] = (struct rlimit){STACK_BYTES_MAX, STACK_BYTES_MAX};
	p->limits[RLIMIT_NOFILE_NR] = (struct rlimit){PROC_FDS, PROC_FDS};
	p->limits[RLIMIT_DATA_NR] = p->limits[RLIMIT_AS_NR] = (struct rlimit){bytes, bytes};
}

static const char *base_name(const char *path)
{
	const char *base = path;

	for (; *path; path++)
		if (*path == '/')
			base = path + 1;
	return base;
}

static void leave_space(struct process *p)
{
	unsigned long irq = arch_irq_save();

	current()->space = NULL;
	current()->process = NULL;
	arch_space_switch(&arch_kernel_space);
	arch_irq_restore(irq);
	aspace_fini(&p->as);
}

/* What every end comes to; the status has been set. */
static _Noreturn void finish(struct process *p)
{
	arch_irq_enable();
	if (p->fds)
		p->fds_release(p->fds);
	leave_space(p);
	arch_irq_disable();
	p->ended = true;
	wait_wake_all(&p->changed); /* from here on `p` belongs to who waited */
	task_exit();
}

_Noreturn void process_exit(int status)
{
	struct process *p = current_process();

	p->exit_status = status & 0xff;
	finish(p);
}

void process_kill(int signal)
{
	struct process *p = current_process();

	if (!p->exit_signal)
		p->exit_signal = signal;
	current()->kill = true;
}

static void return_to_user(struct arch_regs *regs)
{
	struct process *p = current_process();

	(void)regs;
	if (UNLIKELY(current()->kill) && p)
		finish(p);
}

/* Runs in the new task, kernel mode. */
static int load(struct process *p, const struct process_spec *spec, u64 *entry, u64 *sp)
{
	struct elf_info elf;
	int err = elf_load(&p->as, spec->image, spec->image_bytes, &elf);

	p->exec_reason = elf.reason;
	if (!err) {
		err = stack_build(&p->as, &elf, spec->path, spec->argv, spec->envp, sp);
		p->exec_reason = err == -AX_E2BIG ? "too many arguments" : "not enough memory";
	}
	*entry = elf.entry;
	return err;
}

static void main_of_process(void *arg)
{
	struct start start = *(struct start *)arg;
	struct process *p = start.process;
	u64 entry, sp;

	kfree(arg, sizeof(start));
	arch_irq_disable();
	p->task = current();
	p->pid = current()->id;
	current()->space = &p->as.space;
	arch_space_switch(&p->as.space);
	arch_irq_enable();
	p->exec_error = load(p, &start.spec, &entry, &sp);
	if (p->exec_error)
		finish(p);
	arch_irq_disable();
	arch_task_fpu_reset(&current()->arch);
	p->started = true;
	wait_wake_all(&p->changed);
	struct arch_regs regs;

	arch_regs_init_user(&regs, entry, sp);
	arch_enter_user(&regs);
}

int process_create(struct process **out, const struct process_spec *spec)
{
	struct process *p = kalloc(sizeof(*p));
	struct start *start = kalloc(sizeof(*start));
	int err = p && start ? aspace_init(&p->as) : -AX_ENOMEM;

	if (!err) {
		set_limits(p);
		axi_strcopy(p->name, base_name(spec->path), sizeof(p->name));
		axi_strcopy(p->exe, spec->path, sizeof(p->exe));
		p->fds = spec->fds;
		p->fds_release = spec->fds_release;
		*start = (struct start){p, *spec};
		*out = p;
		if (task_create(p->name, spec->prio, main_of_process, start, p))
			return 0;
		aspace_fini(&p->as);
		err = -AX_ENOMEM;
	}
	kfree(start, sizeof(*start));
	kfree(p, sizeof(*p));
	return err;
}

void process_wait(struct process *p)
{
	unsigned long irq = arch_irq_save();

	while (!p->ended)
		wait_on(&p->changed, UINT64_MAX);
	arch_irq_restore(irq);
}

void process_wait_started(struct process *p)
{
	unsigned long irq = arch_irq_save();

	while (!p->started && !p->ended)
		wait_on(&p->changed, UINT64_MAX);
	arch_irq_restore(irq);
}

void process_free(struct process *p)
{
	KASSERT(p->ended);
	kfree(p, sizeof(*p));
}

/* The signal that a fault in user mode means, and how the message says it. */
static int fault_signal(const struct fault *fault, enum aspace_fault page, const char **why)
{
	switch (fault->kind) {
	case FAULT_PAGE:
		*why = fault->exec ? "execute" : fault->write ? "write to" : "read from";
		return page == ASPACE_NO_FRAME ? SIG_KILL : page == ASPACE_NO_OBJECT ? SIG_BUS : SIG_SEGV;
	case FAULT_ILLEGAL: *why = "illegal instruction"; return SIG_ILL;
	case FAULT_PROTECTION: *why = "privileged instruction or address that cannot be"; return SIG_SEGV;
	case FAULT_ALIGN: *why = "misaligned"; return SIG_BUS;
	case FAULT_MATH: *why = "arithmetic"; return SIG_FPE;
	case FAULT_BREAK: *why = "breakpoint"; return SIG_TRAP;
	default: *why = "machine"; return SIG_BUS;
	}
}

static bool user_fault(struct arch_regs *regs, const struct fault *fault)
{
	struct process *p = current_process();
	enum aspace_fault page = ASPACE_NO_MAPPING;
	bool user = arch_regs_user(regs);
	const char *why;
	int signal;

	if (!p || (!user && trap_irq_regs()))
		return false; /* a hook touches user memory: it gets what is there, no more */
	if (fault->kind == FAULT_PAGE)
		page = aspace_fault(&p->as, fault->address, fault->write, fault->exec);
	if (page == ASPACE_OK)
		return true;
	if (!user)
		return false;
	signal = fault_signal(fault, page, &why);
	if (fault->kind == FAULT_PAGE)
		kprint("%s[%u]: killed by %s at 0x%llx (%s 0x%llx)%s\n", p->name, p->pid, signal_name(signal),
		       (unsigned long long)arch_regs_pc(regs), why, (unsigned long long)fault->address,
		       page == ASPACE_NO_FRAME ? ": out of memory" : "");
	else
		kprint("%s[%u]: killed by %s at 0x%llx (%s)\n", p->name, p->pid, signal_name(signal),
		       (unsigned long long)arch_regs_pc(regs), why);
	process_kill(signal);
	return true;
}

void process_init(void)
{
	trap_set_user_handler(user_fault);
	trap_set_return_hook(return_to_user);
}
