/* SPDX-License-Identifier: Apache-2.0
 * moved.c - a target with another layout: fields moved, grown, shrunk, hidden in anonymous members, gone. */
struct inner {
	long b;
	int pad[3], a;
};
union both {
	char text[8];
	int number;
};
struct thing {
	char pad[24];
	unsigned long grows;
	long signed_grows;
	struct inner in;
	struct {
		int spare;
		union {
			char other;
			const int hidden;
		};
	};
	volatile int x;
	short array[6];
	int matrix[3][4];
	struct inner many[8];
	unsigned long head : 20;
	unsigned long wide : 44;
	char bits : 3;
	unsigned short sbits : 9;
	char *other_type;
	void *pointer;
	struct inner *link;
	int last[0];
};
typedef int (*callback_t)(long, struct inner *);
typedef struct inner alias_t;
enum color { NOTHING, RED = 4, GREEN = 77, BLUE = -100 };
struct thing *a;
union both b;
callback_t c;
alias_t d;
enum color e;
