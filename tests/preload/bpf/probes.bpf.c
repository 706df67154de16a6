/* SPDX-License-Identifier: Apache-2.0
 * probes.bpf.c - kprobes of a system call, at its begin and at its end, as people write them. */
#define __TARGET_ARCH_x86
#define __VMLINUX_H__
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
/* the part of the kernel's struct that is used; where it lies, CO-RE finds in the kernel's types */
struct pt_regs {
	unsigned long r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip, cs, flags, sp, ss;
} __attribute__((preserve_access_index));
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

__u32 process;
__u64 entered, left, called;
__s64 command, size, result, number;

static int mine(void)
{
	return bpf_get_current_pid_tgid() >> 32 == process;
}

SEC("ksyscall/bpf")
int BPF_KSYSCALL(on_call, int cmd, void *attr, unsigned int bytes)
{
	if (!mine())
		return 0;
	called++;
	command = cmd;
	size = bytes;
	return 0;
}

SEC("kprobe/__x64_sys_bpf")
int BPF_KPROBE(on_enter, struct pt_regs *regs)
{
	if (!mine())
		return 0;
	entered++;
	number = BPF_CORE_READ(regs, orig_ax);
	return 0;
}

SEC("kretprobe/__x64_sys_bpf")
int BPF_KRETPROBE(on_leave, long ret)
{
	if (!mine())
		return 0;
	left++;
	result = ret;
	return 0;
}

SEC("?kprobe/axiom_no_such_function")
int on_nothing(void *ctx)
{
	return 0;
}

SEC("?kprobe/__x64_sys_bpf+4")
int on_middle(void *ctx)
{
	return 0;
}

SEC("?uprobe//bin/sh:0x1000")
int on_user(void *ctx)
{
	return 0;
}

SEC("?tp/sched/sched_switch")
int on_switch(void *ctx)
{
	return 0;
}

SEC("?kprobe.multi/__x64_sys_*")
int on_many(void *ctx)
{
	return 0;
}
