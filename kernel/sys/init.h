/* SPDX-License-Identifier: Apache-2.0
 * init.h - the last step of the start: the root, the devices, the engine, and the programs of the command line. */
#ifndef SYS_INIT_H
#define SYS_INIT_H

#include <arch/boot.h>

/* user_start - the end of kernel_main's work, in the first task.  Command line:
 *   init=/bin/a[,/bin/b...]   run one after the other (default /init)
 *   spawn=/bin/x[,...]        start these first and leave them running
 *   -- ARG...                 arguments of every program of init=
 * Returns the last status that is not 0, as a shell would say it (128 + signal, 126 not executable, 127 not found). */
int user_start(const struct boot_info *boot);

#endif
