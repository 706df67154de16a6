/* SPDX-License-Identifier: Apache-2.0
 * say.h - text out of a test program, on an operating system (say_host.c) or a bare machine (say_cortex_m.c). */
#ifndef TESTS_AOT_SAY_H
#define TESTS_AOT_SAY_H

void say(const char *text);
/* finish - what main returns at the end. */
int finish(int failed);

#endif
