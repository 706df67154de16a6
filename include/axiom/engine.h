/* SPDX-License-Identifier: Apache-2.0
 * engine.h - one engine: the program table, the map table, the link table, helpers bound to this world. */
#ifndef AXIOM_ENGINE_H
#define AXIOM_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <axiom/cpu.h>
#include <axiom/helper.h>
#include <axiom/limits.h>
#include <axiom/map.h>
#include <axiom/port.h>
#include <axiom/prog.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ax_engine_create - an engine in memory of port->mem.  Task.  The port and limits must outlive it. */
int ax_engine_create(struct ax_engine **out, const struct ax_port *port, const struct ax_limits *limits);
/* ax_engine_destroy - every object must have been put; -AX_EBUSY otherwise (and nothing happens). */
int ax_engine_destroy(struct ax_engine *engine);
const struct ax_port *ax_engine_port(const struct ax_engine *engine);
/* ax_engine_has_code - can verified programs become machine code here?  Task. */
bool ax_engine_has_code(const struct ax_engine *engine);
const struct ax_limits *ax_engine_limits(const struct ax_engine *engine);

/* ax_engine_bind - give helper `id` of helpers.def a function of the embedder's (GPIO, PWM, probe_read ...).
 * An unbound helper is refused by the verifier by name. */
int ax_engine_bind(struct ax_engine *engine, uint32_t id, ax_helper_fn fn);

/* ax_engine_set_cpu - estimate worst cases as time on this CPU (axiom/cpu.h) for programs loaded from now on; NULL: do not.
 * The row must outlive the engine. */
void ax_engine_set_cpu(struct ax_engine *engine, const struct ax_cpu *cpu);

/* Maps in the engine: created with an id, counted references. */
int ax_engine_map_create(struct ax_engine *engine, const struct ax_map_spec *spec, struct ax_map **out);
void ax_map_get(struct ax_map *map);
void ax_map_put(struct ax_engine *engine, struct ax_map *map); /* task: the last one frees */

/* Objects by id: a new reference, or NULL.  next: smallest id greater than `id`; -AX_ENOENT after the last. */
enum ax_kind { AX_KIND_MAP, AX_KIND_PROG, AX_KIND_LINK, AX_KIND_BTF, AX_KINDS };
void *ax_engine_by_id(struct ax_engine *engine, enum ax_kind kind, uint32_t id);
int ax_engine_next_id(struct ax_engine *engine, enum ax_kind kind, uint32_t id, uint32_t *next);
uint32_t ax_engine_count(const struct ax_engine *engine, enum ax_kind kind);

/* ax_engine_stats - count run time of programs from now on (BPF_ENABLE_STATS); nests. */
void ax_engine_stats(struct ax_engine *engine, bool on);

#ifdef __cplusplus
}
#endif

#endif
