/* SPDX-License-Identifier: Apache-2.0
 * imu.h - what the program and the firmware share. */
#ifndef IMU_H
#define IMU_H

#define AXES          3
#define LIMIT_MILLI_G 2500

struct alarm {
	unsigned int time_ms, axis;
	int milli_g;
};

#endif
