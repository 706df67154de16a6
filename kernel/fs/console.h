/* SPDX-License-Identifier: Apache-2.0
 * console.h - /dev/console: the serial terminal as a file. */
#ifndef FS_CONSOLE_H
#define FS_CONSOLE_H

#include "fs/file.h"

extern const struct file_ops console_ops;

#endif
