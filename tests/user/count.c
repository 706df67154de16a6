/* SPDX-License-Identifier: Apache-2.0
 * count.c - what is left in the machine: free memory and ids of the engine's objects.  run.sh compares before and after. */
#include <stdint.h>
#include <sys/sysinfo.h>
#include <unistd.h>
#include <arch_abi.h>
#include "check.h"

int main(void)
{
	struct sysinfo info;
	uint32_t next[3] = {0};
	int objects = 0;

	sysinfo(&info);
	for (int command = 11; command <= 12; command++) { /* PROG_GET_NEXT_ID, MAP_GET_NEXT_ID */
		next[0] = 0;
		while (!syscall(ABI_SYSCALL(321, 280), command, next, sizeof(next))) {
			next[0] = next[1];
			objects++;
		}
	}
	printf("count: %lu KiB free, %d objects\n", info.freeram / 1024, objects);
	return 0;
}
