/* SPDX-License-Identifier: Apache-2.0
 * say_host.c - say.h on an operating system. */
#include <stdio.h>
#include "aot/say.h"

void say(const char *text)
{
	fputs(text, stdout);
}

int finish(int failed)
{
	return failed;
}
