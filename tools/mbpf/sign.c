/* SPDX-License-Identifier: Apache-2.0
 * sign.c - keys and signatures, with libsodium.  A key file is hexadecimal text: KEY.pub 32 bytes, KEY.sec 64. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "mbpf/mbpf.h"
#include "mbpf/package.h"

static const char *const none[] = {NULL};
static const char *const of_sign[] = {"-o", NULL};

static int write_key(const char *name, const char *ending, const uint8_t *key, size_t size, bool secret)
{
	char path[4096], text[132];

	if (snprintf(path, sizeof(path), "%s.%s", name, ending) >= (int)sizeof(path))
		return complain("%s: the name is too long", name);
	sodium_bin2hex(text, sizeof(text), key, size);
	strcat(text, "\n");
	return write_file(path, text, 2 * size + 1, secret);
}

int cmd_keygen(int argc, char **argv)
{
	uint8_t public_key[32], secret[64];

	if (argc && argv[0][0] == '-')
		return wrong_option(argv[0], none);
	if (argc != 1 || !argv[0][0])
		return 2;
	if (sodium_init() < 0)
		return complain("libsodium does not start");
	crypto_sign_keypair(public_key, secret);
	/* the secret first: an existing one is never overwritten */
	if (write_key(argv[0], "sec", secret, 64, true))
		return 1;
	return write_key(argv[0], "pub", public_key, 32, false) ? 1 : 0;
}

static int read_secret(const char *path, uint8_t secret[64])
{
	size_t size, bytes = 0;
	char *text = read_file(path, &size);
	int err = !text || sodium_hex2bin(secret, 64, text, strcspn(text, "\n"), NULL, &bytes, NULL) || bytes != 64;

	if (text && err)
		complain("%s: no secret key", path);
	free(text);
	return err;
}

/* rebuild - the package with an empty SIG section at its end */
static uint8_t *rebuild(const struct axi_package *p, size_t *size)
{
	static const uint8_t zeros[MBPF_SIG_KEY_BYTES];
	struct axi_package_part parts[MBPF_SECTION_KNOWN];
	uint32_t count = 0;
	uint8_t *out;

	for (uint32_t type = 1; type < MBPF_SECTION_KNOWN; type++)
		if (type != MBPF_SECTION_SIG && p->section[type].data)
			parts[count++] = (struct axi_package_part){type, p->section[type].data, p->section[type].size};
	parts[count++] = (struct axi_package_part){MBPF_SECTION_SIG, zeros, sizeof(zeros)};
	*size = axi_package_write(NULL, 0, parts, count);
	out = malloc(*size);
	if (out)
		axi_package_write(out, *size, parts, count);
	return out;
}

int cmd_sign(int argc, char **argv)
{
	struct mbpf_diag diag = {.text = ""};
	struct axi_package p;
	uint8_t secret[64], *signed_package;
	const char *file[2] = {NULL, NULL}, *out = NULL; /* the key, the package */
	size_t size;
	void *data;
	int err;

	for (int i = 0; i < argc; i++) {
		if (!strcmp(argv[i], "-o") && i + 1 < argc)
			out = argv[++i];
		else if (argv[i][0] == '-' || file[1])
			return wrong_option(argv[i], of_sign);
		else
			file[file[0] != NULL] = argv[i];
	}
	if (!file[1])
		return 2;
	out = out ? out : file[1];
	if (same_file(out, file[0]))
		return complain("%s: the output is the key", out);
	if (sodium_init() < 0 || read_secret(file[0], secret))
		return 1;
	data = read_file(file[1], &size);
	if (!data)
		return 1;
	if (axi_package_read(&p, data, size, &diag))
		return complain("%s: %s", file[1], diag.text);
	if (p.unknown)
		return complain("%s: %u sections of unknown types: sign with a newer tool", file[1], p.unknown);
	signed_package = rebuild(&p, &size);
	free(data);
	if (!signed_package)
		return complain("out of memory");
	size -= MBPF_SIG_KEY_BYTES;
	crypto_sign_detached(signed_package + size, NULL, signed_package, size, secret);
	memcpy(signed_package + size + 64, secret + 32, 32); /* libsodium keeps the public key there */
	err = write_file(out, signed_package, size + MBPF_SIG_KEY_BYTES, false);
	sodium_memzero(secret, sizeof(secret));
	free(signed_package);
	return err ? 1 : 0;
}
