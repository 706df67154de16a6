/* SPDX-License-Identifier: Apache-2.0
 * files.c - whole files in and out, messages. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

int wrong_option(const char *argument, const char *const *valued)
{
	while (*valued && strcmp(*valued, argument))
		valued++;
	if (argument[0] != '-')
		complain("%s: one file too many", argument);
	else
		complain(*valued ? "option %s needs a value" : "there is no option %s; --help says which there are", argument);
	return WRONG_USE;
}

bool read_number(const char *option, const char *text, uint64_t least, uint64_t most, uint64_t *out)
{
	char *end;

	errno = 0;
	*out = strtoull(text, &end, 0);
	if (text[0] >= '0' && text[0] <= '9' && !*end && !errno && *out >= least && *out <= most)
		return true;
	complain("%s %s: a number from %llu to %llu is needed", option, text, (unsigned long long)least, (unsigned long long)most);
	return false;
}

bool same_file(const char *a, const char *b)
{
	struct stat s, t;

	return a && b && !stat(a, &s) && !stat(b, &t) && s.st_dev == t.st_dev && s.st_ino == t.st_ino;
}

int read_public_key(const char *path, uint8_t key[32])
{
	size_t size;
	char *text = read_file(path, &size);
	bool good = text && strspn(text, "0123456789abcdefABCDEF") == 64;

	if (text && !good)
		complain("%s: no public key", path);
	for (uint32_t i = 0; good && i < 32; i++)
		sscanf(text + 2 * i, "%2hhx", &key[i]);
	free(text);
	return good ? 0 : 1;
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
	if (ferror(f)) {
		complain("%s: %s", path, strerror(errno));
		free(data);
		data = NULL;
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
