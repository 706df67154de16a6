/* SPDX-License-Identifier: Apache-2.0
 * port.h (posix) - the whole seam in a Linux process, for those inside it. */
#ifndef PORT_POSIX_PORT_H
#define PORT_POSIX_PORT_H

#include <axiom/posix.h>
#include "ax_cpu.h"

#endif
