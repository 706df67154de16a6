/* SPDX-License-Identifier: Apache-2.0
 * raw.h - `rk verify --raw`: one program as instructions on standard input, maps and type from the command line. */
#ifndef TOOLS_RK_RAW_H
#define TOOLS_RK_RAW_H

#include "rk/cost.h"
#include "rk/rk.h"

/* rk_verify_raw - read, verify, print the verdict; the exit status.
 *   type  a name of progs.def
 *   maps  TYPE:KEY:VALUE:MAX[:FLAGS], FLAGS `ro` or `wo` as programs see it
 *   no_leaks  by the stricter rules (docs/decisions/0001) */
int rk_verify_raw(const char *type, const char *const *maps, u32 map_count, bool json, bool no_leaks, struct rk_cost *cost);

#endif
