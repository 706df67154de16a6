/* SPDX-License-Identifier: Apache-2.0
 * init.c - runs the programs of the command line. */
#include "sys/init.h"
#include "base/str.h"
#include "core/print.h"
#include "fs/node.h"
#include "mm/heap.h"
#include "sys/syscall.h"
#include "trace/bpf.h"

#define LIST_BYTES 1024
#define ARGS_MAX   32

static char init_list[LIST_BYTES], spawn_list[LIST_BYTES], arg_text[1024];
static const char *args[ARGS_MAX + 2];
static const char *const environment[] = {"PATH=/bin", "HOME=/", "TERM=vt100", NULL};
static const char *const no_args[] = {NULL};

/* What stands behind " -- " on the command line, cut at blanks. */
static void split_args(void)
{
	const char *text = cmdline();
	u32 count = 1;

	while (*text && !axi_starts(text, " -- "))
		text++;
	if (!*text)
		return;
	axi_strcopy(arg_text, text + 4, sizeof(arg_text));
	for (char *at = arg_text; *at && count <= ARGS_MAX;) {
		while (*at == ' ')
			*at++ = 0;
		if (!*at)
			break;
		args[count++] = at;
		while (*at && *at != ' ')
			at++;
	}
}

/* Standard input, output and error of a new program. */
static struct fd_table *console_fds(void)
{
	struct fd_table *fds = fd_table_create();
	struct node *node;
	struct file *file;

	if (!fds || node_walk(node_root(), "/dev/console", true, &node) || node_open(node, O_RDWR, &file))
		return fds;
	for (int fd = 0; fd < 3; fd++) {
		fds->files[fd] = file;
		if (fd)
			file_get(file);
	}
	return fds;
}

static struct process *start(const char *path, const char *const *more_args)
{
	const char *argv[ARGS_MAX + 2] = {path};
	struct process_spec spec = {.path = path, .argv = argv, .envp = environment, .prio = PRIO_NORMAL,
				    .fds_release = fd_table_release};
	struct process *p = NULL;
	struct node *node;
	int err = node_walk(node_root(), path, true, &node);

	for (u32 i = 0; more_args[i]; i++)
		argv[i + 1] = more_args[i];
	if (!err && (node->mode & S_IFMT) != S_IFREG)
		err = -AX_EACCES;
	if (!err) {
		spec.image = node->data;
		spec.image_bytes = node->bytes;
		spec.fds = console_fds();
		err = spec.fds ? process_create(&p, &spec) : -AX_ENOMEM;
		if (err && spec.fds)
			fd_table_release(spec.fds);
	}
	if (err) {
		kprint("init: %s: %s\n", path, ax_status_text(err));
		return NULL;
	}
	process_wait_started(p); /* argv lives on this stack */
	return p;
}

static void spawn(void)
{
	for (char *path = spawn_list; *path;) {
		char *end = path;
		bool more;

		while (*end && *end != ',')
			end++;
		more = *end;
		*end = 0;
		start(path, no_args);
		path = end + more;
	}
}

/* Exit status as a shell would say it. */
static int run(const char *path)
{
	struct process *p = start(path, args + 1);
	int status;

	if (!p)
		return 127;
	process_wait(p);
	if (p->exec_error) {
		kprint("init: %s: %s: %s\n", path, ax_status_text(p->exec_error), p->exec_reason);
		status = 126;
	} else if (p->exit_signal) {
		kprint("init: %s killed by %s\n", path, signal_name(p->exit_signal));
		status = 128 + p->exit_signal;
	} else {
		kprint("init: %s exited with status %d\n", path, p->exit_status);
		status = p->exit_status;
	}
	process_free(p);
	return status;
}

static int run_all(void)
{
	int last = 0;

	for (char *path = init_list; *path;) {
		char *end = path;
		bool more;
		int status;

		while (*end && *end != ',')
			end++;
		more = *end;
		*end = 0;
		status = run(path);
		if (status)
			last = status;
		path = end + more;
	}
	return last;
}

int user_start(const struct boot_info *boot)
{
	aspace_setup();
	process_init();
	syscall_init();
	if (boot->initrd_bytes)
		initramfs_load(phys_to_virt(boot->initrd), boot->initrd_bytes);
	else
		kprint("init: no initramfs; give one with -initrd\n");
	if (devfs_init())
		kprint("init: /dev could not be made\n");
	bpf_init();
	if (!cmdline_get("init", init_list, sizeof(init_list)))
		axi_strcopy(init_list, "/init", sizeof(init_list));
	cmdline_get("spawn", spawn_list, sizeof(spawn_list));
	split_args();
	spawn();
	return run_all();
}
