/* SPDX-License-Identifier: Apache-2.0
 * same.c - a target whose types are those of kinds.bpf.c. */
struct inner {
	int a;
	long b;
};
union both {
	int number;
	char text[4];
};
struct thing {
	int x;
	unsigned int grows;
	int signed_grows;
	void *pointer;
	struct inner in;
	int array[4];
	struct inner many[3];
	int matrix[2][3];
	unsigned int bits : 5;
	int sbits : 7;
	unsigned long wide : 40;
	int hidden;
	int gone;
	int other_type;
	struct inner *link;
	int last[];
};
typedef int (*callback_t)(int, struct inner *);
typedef struct inner alias_t;
enum color { RED = 1, GREEN = 2, BLUE = -3, NONE = 9 };
struct thing *a;
union both b;
callback_t c;
alias_t d;
enum color e;
