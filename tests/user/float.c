/* SPDX-License-Identifier: Apache-2.0
 * float.c - runs beside others of its kind: floating-point registers, rounding mode, exception flags and the thread pointer
 * belong to the process.  The same long computation must give the same bits whoever ran in between. */
#include <fenv.h>
#include <stdint.h>
#include <unistd.h>
#include "check.h"

#define LIVE   12 /* values that the loop keeps in registers */
#define ROUNDS 12

static __thread volatile long mine;
static volatile double seed;

/* Different for each process, and the same every time. */
static uint64_t compute(int steps)
{
	double v[LIVE];
	uint64_t sum = 0, bits;

	for (int i = 0; i < LIVE; i++)
		v[i] = seed + i * 0.37;
	for (int n = 0; n < steps; n++)
		for (int i = 0; i < LIVE; i++)
			v[i] = v[i] * 0.9999 + v[(i + 5) % LIVE] * 0.0003 - 0.01;
	for (int i = 0; i < LIVE; i++) {
		memcpy(&bits, &v[i], sizeof(bits));
		sum = sum * 31 + bits;
	}
	return sum;
}

int main(int argc, char **argv)
{
	static const int modes[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
	int mode = modes[getpid() % 4], flag = getpid() % 2 ? FE_OVERFLOW : FE_DIVBYZERO;
	int same = 0, kept = 0;
	uint64_t first;

	(void)argc;
	check_name(argv[0]);
	mine = getpid() * 1000003l;
	seed = getpid() + 0.5;
	fesetround(mode);
	first = compute(60000);
	for (int round = 0; round < ROUNDS; round++) {
		feclearexcept(FE_ALL_EXCEPT);
		feraiseexcept(flag);
		same += compute(60000) == first;
		kept += fegetround() == mode && fetestexcept(FE_OVERFLOW | FE_DIVBYZERO | FE_INVALID) == flag &&
			mine == getpid() * 1000003l;
	}
	check(same == ROUNDS, "a computation gives the same bits every time");
	check(kept == ROUNDS, "rounding mode, flags and thread pointer stay");
	return check_end();
}
