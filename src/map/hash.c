/* SPDX-License-Identifier: Apache-2.0
 * hash.c - hash maps: refused for now. */
#include "map/map.h"

static int hash_check(const struct ax_map_spec *spec, const struct ax_port *port, const struct ax_limits *limits)
{
	return -AX_ENOTSUPP;
}

const struct axi_map_ops axi_hash_ops = {.check = hash_check};
const struct axi_map_ops axi_percpu_hash_ops = {.check = hash_check};
