/* SPDX-License-Identifier: Apache-2.0
 * types.c (posix) - the types of the host's kernel, from its BTF. */
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <axiom/arena.h>
#include "port.h"

static struct ax_btf_types system_types;
static bool system_types_known;
static void *system_btf;
static size_t system_btf_size;

static void *read_whole(const char *path, size_t *size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	uint8_t *data;
	ssize_t n = 1;

	if (fd < 0)
		return NULL;
	data = fstat(fd, &st) || st.st_size <= 0 ? NULL : malloc((size_t)st.st_size);
	for (*size = 0; data && n > 0 && *size < (size_t)st.st_size; *size += (size_t)(n > 0 ? n : 0))
		n = read(fd, data + *size, (size_t)st.st_size - *size);
	close(fd);
	return data;
}

static void read_btf(void)
{
	system_btf = read_whole(AXP_SYSTEM_BTF, &system_btf_size);
}

const void *axp_system_btf(size_t *size)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, read_btf);
	*size = system_btf_size;
	return system_btf;
}

static void open_types(void)
{
	size_t size, room;
	const void *data = axp_system_btf(&size);
	struct ax_arena arena;
	void *memory;

	if (!data)
		return;
	room = size + (1 << 16); /* a type has 12 bytes at least, its place in the table 4 */
	memory = malloc(room);
	if (memory)
		ax_arena_init(&arena, memory, room);
	system_types_known = memory && !ax_types_open(&system_types, data, size, &arena);
	if (!system_types_known)
		free(memory);
}

const struct ax_btf_types *axp_system_types(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, open_types);
	return system_types_known ? &system_types : NULL;
}
