/* SPDX-License-Identifier: Apache-2.0
 * licence.bpf.c - does not go with the others: another licence. */
#include "shared.h"

char LICENSE[] SEC("license") = "Proprietary";
