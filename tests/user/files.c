/* SPDX-License-Identifier: Apache-2.0
 * files.c - names, files, devices, poll and epoll: the same answers as Linux gives. */
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#include "check.h"

static const char *self; /* this program's own file */

static void names(void)
{
	char long_name[300], long_path[5000];
	struct stat s;

	memset(long_name, 'a', sizeof(long_name));
	long_name[299] = 0;
	memset(long_path, '/', sizeof(long_path));
	long_path[4999] = 0;
	check_errno(open("/nothing", O_RDONLY), ENOENT, "a missing name is ENOENT");
	check_errno(open("", O_RDONLY), ENOENT, "an empty name is ENOENT");
	check_errno(open("/dev/null/x", O_RDONLY), ENOTDIR, "a file is no directory");
	check_errno(open(long_name, O_RDONLY), ENAMETOOLONG, "a name of 299 bytes is ENAMETOOLONG");
	check_errno(open(long_path, O_RDONLY), ENAMETOOLONG, "a path of 4999 bytes is ENAMETOOLONG");
	check_errno(open("/dev", O_RDWR), EISDIR, "a directory cannot be written");
	check_errno(open("/dev/null", O_RDONLY | O_DIRECTORY), ENOTDIR, "O_DIRECTORY wants a directory");
	check(!stat("/dev/../dev/./null", &s) && S_ISCHR(s.st_mode), "dots are followed");
	check(!stat("/..", &s) && S_ISDIR(s.st_mode), "the root is its own parent");
	check(!fstatat(AT_FDCWD, "/dev", &s, 0) && S_ISDIR(s.st_mode), "a directory is one");
	check_errno(readlink("/dev/null", long_path, 10), EINVAL, "readlink of a device is EINVAL");
	check(readlink("/proc/self/exe", long_path, 10) > 0, "a program finds its own file");
}

static void directories(void)
{
	int dev = open("/dev", O_RDONLY | O_DIRECTORY), fd = openat(dev, "null", O_WRONLY);
	char byte;

	check(dev >= 0 && fd >= 0, "openat starts at a directory");
	check(write(fd, "x", 1) == 1, "/dev/null takes everything");
	check_errno(read(fd, &byte, 1), EBADF, "what is not open for reading is EBADF");
	check_errno(openat(fd, "null", O_RDONLY), ENOTDIR, "openat from a file is ENOTDIR");
	check_errno(openat(99, "null", O_RDONLY), EBADF, "openat from nothing is EBADF");
	check_errno(read(dev, &byte, 1), EISDIR, "reading a directory is EISDIR");
	close(fd);
	close(dev);
}

static void reading(void)
{
	unsigned char a[64], b[64] = {1};
	struct iovec v[2] = {{b, 32}, {b + 32, 32}};
	struct stat s;
	int fd = open(self, O_RDONLY), zero = open("/dev/zero", O_RDONLY);
	char *map;

	check(fd >= 0 && read(fd, a, 64) == 64 && !memcmp(a, "\177ELF", 4), "a file can be read");
	check(lseek(fd, 0, SEEK_CUR) == 64, "reading moves the position");
	check(lseek(fd, 0, SEEK_SET) == 0 && readv(fd, v, 2) == 64 && !memcmp(a, b, 64), "readv reads the same");
	check(!fstat(fd, &s) && S_ISREG(s.st_mode) && s.st_size > 1000, "fstat knows the size");
	check(lseek(fd, 0, SEEK_END) == s.st_size && read(fd, a, 64) == 0, "at the end nothing is read");
	check(lseek(fd, -10, SEEK_END) == s.st_size - 10 && read(fd, a, 64) == 10, "near the end less is read");
	check_errno(lseek(fd, -1, SEEK_SET), EINVAL, "a negative position is EINVAL");
	check_errno(lseek(fd, 0, 77), EINVAL, "a bad whence is EINVAL");
	check_errno(write(fd, a, 1), EBADF, "it is not open for writing");
	map = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
	check(map != MAP_FAILED && !memcmp(map, "\177ELF", 4), "it can be mapped");
	check(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED && errno == EACCES,
	      "not shared and writable");
	check(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 100) == MAP_FAILED && errno == EINVAL, "a misaligned offset is EINVAL");
	map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	map[0] = 'x';
	check(lseek(fd, 0, SEEK_SET) == 0 && read(fd, a, 4) == 4 && a[0] == 0x7f,
	      "a private copy changes nothing");
	check(read(zero, b, 64) == 64 && !b[0] && !b[63], "/dev/zero is zero");
	close(zero);
	close(fd);
	check_errno(isatty(open("/dev/null", O_RDONLY)) - 1, ENOTTY, "/dev/null is no terminal");
}

static void polling(void)
{
	struct pollfd fds[3] = {{1, POLLOUT, 0}, {-1, POLLIN, 7}, {200, POLLIN, 0}};
	struct timespec a, b;
	volatile nfds_t too_many = 10000000;

	check(poll(fds, 3, 1000) == 2 && fds[0].revents == POLLOUT && fds[1].revents == 0 && fds[2].revents == POLLNVAL,
	      "poll: ready, skipped, invalid");
	clock_gettime(CLOCK_MONOTONIC, &a);
	check(poll(NULL, 0, 20) == 0, "poll of nothing waits");
	clock_gettime(CLOCK_MONOTONIC, &b);
	check((b.tv_sec - a.tv_sec) * 1000000000 + b.tv_nsec - a.tv_nsec >= 20000000, "as long as asked");
	check_errno(poll(fds, too_many, 0), EINVAL, "more than the limit is EINVAL");
}

static void epolling(void)
{
	int ep = epoll_create1(EPOLL_CLOEXEC), second = epoll_create1(0), file = open(self, O_RDONLY);
	struct epoll_event event = {.events = EPOLLOUT, .data.u64 = 0x1122334455667788}, out[4];

	check(ep >= 0, "epoll_create1");
	check_errno(epoll_create1(77), EINVAL, "unknown flags are EINVAL");
	check(epoll_wait(ep, out, 4, 0) == 0, "an empty set has nothing");
	check(!epoll_ctl(ep, EPOLL_CTL_ADD, 1, &event), "the console can be added");
	check_errno(epoll_ctl(ep, EPOLL_CTL_ADD, 1, &event), EEXIST, "not twice");
	check_errno(epoll_ctl(ep, EPOLL_CTL_ADD, file, &event), EPERM, "a plain file is EPERM");
	check_errno(epoll_ctl(ep, EPOLL_CTL_ADD, 99, &event), EBADF, "a closed one is EBADF");
	check_errno(epoll_ctl(1, EPOLL_CTL_ADD, ep, &event), EINVAL, "only epoll has members");
	check_errno(epoll_ctl(ep, EPOLL_CTL_ADD, ep, &event), EINVAL, "not itself");
	check_errno(epoll_ctl(ep, 9, 1, &event), EINVAL, "an unknown operation is EINVAL");
	check(epoll_wait(ep, out, 4, -1) == 1 && out[0].events == EPOLLOUT && out[0].data.u64 == event.data.u64,
	      "an event arrives with its data");
	check(epoll_wait(ep, out, 4, 0) == 1, "level-triggered: it stays");
	event.events = EPOLLOUT | EPOLLET;
	check(!epoll_ctl(ep, EPOLL_CTL_MOD, 1, &event) && epoll_wait(ep, out, 4, 0) == 1 && epoll_wait(ep, out, 4, 0) == 0,
	      "edge-triggered: once");
	event.events = EPOLLOUT | EPOLLONESHOT;
	check(!epoll_ctl(ep, EPOLL_CTL_MOD, 1, &event) && epoll_wait(ep, out, 4, 0) == 1 && epoll_wait(ep, out, 4, 0) == 0,
	      "one-shot: once");
	check(!epoll_ctl(ep, EPOLL_CTL_MOD, 1, &event) && epoll_wait(ep, out, 4, 0) == 1, "until it is armed again");
	check(!epoll_ctl(ep, EPOLL_CTL_DEL, 1, NULL) && epoll_wait(ep, out, 4, 0) == 0, "removed: nothing");
	check_errno(epoll_ctl(ep, EPOLL_CTL_DEL, 1, NULL), ENOENT, "what is not there cannot go");
	check_errno(epoll_wait(ep, out, 0, 0), EINVAL, "no room for events is EINVAL");
	check_errno(epoll_wait(1, out, 4, 0), EINVAL, "waiting on the console is EINVAL");
	close(file);
	close(second);
	close(ep);
}

int main(int argc, char **argv)
{
	(void)argc;
	self = argv[0];
	check_name(argv[0]);
	names();
	directories();
	reading();
	polling();
	epolling();
	return check_end();
}
