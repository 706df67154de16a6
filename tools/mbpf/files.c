/* SPDX-License-Identifier: Apache-2.0
 * files.c - whole files in and out, messages. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "mbpf/mbpf.h"

int complain(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return 1;
}

void *read_file(const char *path, size_t *size)
{
	size_t room = 65536, n = 0;
	char *data = malloc(room);
	FILE *f = fopen(path, "rb");

	if (!f || !data) {
		complain("%s: %s", path, strerror(errno));
		free(data);
		return NULL;
	}
	while (data) {
		size_t got = fread(data + n, 1, room - n - 1, f);

		n += got;
		if (!got)
			break;
		if (n + 1 == room)
			data = realloc(data, room *= 2);
	}
	fclose(f);
	if (data)
		data[n] = 0;
	*size = n;
	return data;
}

int write_file(const char *path, const void *data, size_t size, bool secret)
{
	int fd = open(path, O_WRONLY | O_CREAT | (secret ? O_EXCL : O_TRUNC), secret ? 0600 : 0644);
	const char *at = data;

	while (fd >= 0 && size) {
		ssize_t n = write(fd, at, size);

		if (n <= 0)
			break;
		at += n;
		size -= (size_t)n;
	}
	if (fd < 0 || size || close(fd)) {
		complain("%s: %s", path, strerror(errno));
		return -1;
	}
	return 0;
}
