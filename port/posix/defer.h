/* SPDX-License-Identifier: Apache-2.0
 * defer.h (posix) - between port.c and defer.c. */
#ifndef PORT_POSIX_DEFER_H
#define PORT_POSIX_DEFER_H

int axp_defer(void (*fn)(void *arg), void *arg); /* port->defer */
void axp_defer_start(void);                      /* once */

#endif
