/* SPDX-License-Identifier: Apache-2.0
 * lines.c - reads two lines from the terminal: one after poll, one after epoll.  run.sh types them. */
#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>
#include "check.h"

int main(int argc, char **argv)
{
	struct pollfd terminal = {0, POLLIN, 0};
	struct epoll_event event = {.events = EPOLLIN};
	char line[80];
	int ep = epoll_create1(0);

	(void)argc;
	check_name(argv[0]);
	check(poll(&terminal, 1, 0) == 0, "nothing is typed yet");
	printf("ready for the first\n");
	check(poll(&terminal, 1, 30000) == 1 && terminal.revents == POLLIN, "poll sees a line");
	check(fgets(line, sizeof(line), stdin) && !strcmp(line, "abc\n"), "the erased letter is gone");
	epoll_ctl(ep, EPOLL_CTL_ADD, 0, &event);
	check(epoll_wait(ep, &event, 1, 0) == 0, "nothing more is typed yet");
	printf("ready for the second\n");
	check(epoll_wait(ep, &event, 1, 30000) == 1, "epoll sees a line");
	check(read(0, line, sizeof(line)) == 4 && !memcmp(line, "xyz\n", 4), "read gives one line");
	return check_end();
}
