/* SPDX-License-Identifier: Apache-2.0
 * atomic.h - AX_ATOMIC(T): members of public structs that the engine changes atomically.  C++, whose atomics are another kind of
 * type, sees plain ones at the same places, and leaves them to the functions. */
#ifndef AXIOM_ATOMIC_H
#define AXIOM_ATOMIC_H

#ifdef __cplusplus
#define AX_ATOMIC(type) type
#else
#include <stdatomic.h>
#define AX_ATOMIC(type) _Atomic(type)
#endif

#endif
