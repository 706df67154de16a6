/* SPDX-License-Identifier: Apache-2.0
 * prog_array.c - program arrays: what tail calls lead to.
 *
 * A program holds the array that it uses and the array holds the programs in it, which may be a circle; so the array is
 * emptied when its last user outside of programs is gone (Linux's map_release_uref). */
#include "map/slots.h"

static int check(const struct ax_map_spec *spec, const struct ax_port *port, const struct ax_limits *limits)
{
	return axi_slots_check(spec, limits, AX_MAP_F_RDONLY | AX_MAP_F_WRONLY);
}

const struct axi_map_ops axi_prog_array_ops = {
	.check = check,
	.struct_bytes = sizeof(struct axi_slots),
	.init = axi_slots_init,
	.fini = axi_slots_fini,
	.lookup = axi_slots_lookup,
	.remove = axi_slots_remove,
	.user_lookup = axi_slots_user_lookup,
	.next_key = axi_slots_next_key,
	.holds = AX_HOLDS_PROG,
	.put_object = axi_slots_put,
	.no_users = axi_slots_clear,
};
