/* SPDX-License-Identifier: Apache-2.0
 * client.h - libaxiom-bpf.so: what its files share. */
#ifndef PRELOAD_CLIENT_H
#define PRELOAD_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "preload/proto.h"

/* link.c: the engine's process */

/* engine_dir - the directory of this user's engine ("" where none can be made); the engine runs when this returns. */
const char *engine_dir(void);
/* engine_ask - send `ask` (filled but for tid), answer what is asked back, and leave DONE in `ask`.  Returns its status;
 * -EIO: there is no engine.  *fd: the descriptor that came with it, or -1; may be NULL.  `ask` is large: engine_lock gives
 * one, engine_unlock ends its use. */
struct msg *engine_lock(void);
int64_t engine_ask(struct msg *ask, int *fd);
void engine_unlock(void);

/* user_read - as the kernel reads what it is given; false: a bad address. */
bool user_read(void *to, uint64_t from, size_t bytes);

/* path_instead - paths.c: the path to use for `path`, which may be `path`; `room` (PATH_MAX) for a new one. */
const char *path_instead(const char *path, char *room);

/* path_refused - paths.c: 0, or the errno of opening `path` for writing: the lists of tracefs only tell what there is. */
int path_refused(const char *path);

/* fd_ident - may the descriptor be one of ours (a pipe)?  Then which. */
bool fd_ident(int fd, uint64_t *dev, uint64_t *ino);

/* real_syscall - libc's own syscall(2). */
extern long (*real_syscall)(long number, ...);
void real_init(void);

#endif
