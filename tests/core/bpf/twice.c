/* SPDX-License-Identifier: Apache-2.0
 * twice.c - a target with two types of one name that disagree: refused. */
struct inner {
	int a;
	long b;
};
struct thing {
	int x;
};
struct thing___second {
	long pad;
	int x;
};
struct thing a;
struct thing___second b;
struct inner c;
