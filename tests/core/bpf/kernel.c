/* SPDX-License-Identifier: Apache-2.0
 * kernel.c - a small kernel's types, for tests of what programs see of a kernel (axiom/types.h). */
struct path {
	void *mnt, *dentry;
};
struct file;
struct task_struct {
	long state;
	struct task_struct *parent;
	union {
		struct file *file;
		long word;
	};
	unsigned int flags : 3, more : 5;
	int numbers[4];
	char name[16];
	const volatile struct file *const qualified;
	int *number;
	void *anything;
	void (*function)(void);
	struct unknown *unknown;
};
struct file {
	unsigned int mode;
	struct path f_path;
	struct path paths[2];
	struct task_struct *owners[2];
};
struct pair {
	long a, b;
};
struct task_struct the_task;
struct file the_file;
typedef void (*btf_trace_switched)(void *data, _Bool preempt, struct task_struct *prev, struct task_struct *next);
btf_trace_switched the_tracepoint;
long opened(struct file *file, int flags);
long opened(struct file *file, int flags)
{
	return file->mode + (unsigned int)flags;
}
void closed(struct pair pair, struct file *file);
void closed(struct pair pair, struct file *file)
{
	file->mode = (unsigned int)pair.a;
}
int bpf_lsm_file_open(struct file *file);
int bpf_lsm_file_open(struct file *file)
{
	return (int)file->mode;
}
_Bool bpf_lsm_file_known(struct file *file);
_Bool bpf_lsm_file_known(struct file *file)
{
	return file->mode;
}
int bpf_iter_task(struct pair *meta, struct task_struct *task);
int bpf_iter_task(struct pair *meta, struct task_struct *task)
{
	return (int)(meta->a + task->state);
}
int bpf_iter_bpf_map_elem(struct pair *meta, struct file *map, void *key, void *value);
int bpf_iter_bpf_map_elem(struct pair *meta, struct file *map, void *key, void *value)
{
	return (int)(meta->a + map->mode + *(int *)key + *(int *)value);
}

struct task_ops {
	int (*start)(struct task_struct *task, int n);
	void (*stop)(struct task_struct *task, struct file *file);
	long flags;
};
struct task_ops the_ops;
void task_ops__stop(struct task_struct *task, struct file *file__nullable);
void task_ops__stop(struct task_struct *task, struct file *file__nullable)
{
	task->state = !file__nullable;
}
