/* SPDX-License-Identifier: Apache-2.0
 * init.h - the last step of the start: the root, the devices, the engine, and the programs of the command line. */
#ifndef SYS_INIT_H
#define SYS_INIT_H

#include <arch/boot.h>

/* user_start - called once at the end of kernel_main, scheduler running.  Command line:
 *   init=/bin/a[,/bin/b...]   run one after the other (default /init), then power off with the last status that is not 0
 *   spawn=/bin/x[,...]        start these first and leave them running
 *   -- ARG...                 arguments of every program of init= */
void user_start(const struct boot_info *boot);

#endif
