/* SPDX-License-Identifier: Apache-2.0
 * port.h (kernel) - the engine's seam in our kernel. */
#ifndef PORT_KERNEL_H
#define PORT_KERNEL_H

#include <axiom/port.h>

extern struct ax_port kernel_port;
void port_init(void); /* once the amount of memory is known, before the engine */

#endif
