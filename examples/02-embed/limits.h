/* SPDX-License-Identifier: Apache-2.0
 * limits.h - what the program and its host share. */
#ifndef LIMITS_H
#define LIMITS_H

#define JOINTS 6

struct limit {
	int min, max;   /* thousandths of a degree */
};

struct cut {
	unsigned int joint;
	int wanted, allowed;
};

#endif
