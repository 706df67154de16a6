/* SPDX-License-Identifier: Apache-2.0
 * hostile.c AXIOM-BPFD DIR ROUNDS [SEED] - a program that speaks to axiom-bpfd as it likes: messages of any bytes, true questions
 * with false answers, descriptors nobody asked for, descriptors closed under use, connections that end in the middle, two
 * connections of one process that use each other's objects.  Afterwards the engine must still answer, hold no object and no
 * descriptor more than before, and end when its directory goes. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "preload/proto.h"

enum { HELD = 24, MEMORY = 4096, MEMORY_AT = 0x10000, QUESTIONS = 12, PATIENCE_MS = 20000 };

static struct msg m;
static uint64_t random_state = 1;
static char socket_path[100];
static int held[HELD];              /* descriptors that the engine gave us */
static uint8_t memory[MEMORY];      /* what we say lies at MEMORY_AT */
static bool honest;                 /* answers are true */
static uint32_t engine_pid, given, worked;

static uint64_t any(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

static uint32_t below(uint32_t n)
{
	return (uint32_t)(any() >> 20) % n;
}

static void fail(const char *why)
{
	printf("FAIL preload.hostile_programs_do_no_harm: %s\n", why);
	exit(1);
}

static int join(void)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	struct pollfd look;
	struct ucred who;
	socklen_t bytes = sizeof(who);
	char greeting;
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	snprintf(at.sun_path, sizeof(at.sun_path), "%s", socket_path);
	for (int i = 0; connect(fd, (struct sockaddr *)&at, sizeof(at)); i++) {
		if (i == 500)
			fail("the engine takes no connections any more");
		usleep(10000);
	}
	look = (struct pollfd){.fd = fd, .events = POLLIN};
	if (poll(&look, 1, PATIENCE_MS) != 1 || recv(fd, &greeting, 1, 0) != 1)
		fail("the engine does not greet");
	if (!getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &bytes))
		engine_pid = (uint32_t)who.pid;
	return fd;
}

static int descriptors(void)
{
	char path[40];
	DIR *list;
	int n = 0;

	snprintf(path, sizeof(path), "/proc/%u/fd", engine_pid);
	list = opendir(path);
	while (list && readdir(list))
		n++;
	if (list)
		closedir(list);
	return n;
}

static uint64_t number(void)
{
	static const uint64_t odd[] = {0, 1, 2, 7, 8, 4095, 4096, 8192, 65536, INT32_MAX, UINT32_MAX, INT64_MAX, UINT64_MAX, 1ull << 62, -4096ull};

	switch (below(5)) {
	case 0: return odd[below(sizeof(odd) / sizeof(*odd))];
	case 1: return MEMORY_AT + 8 * below(MEMORY / 8);
	case 2: return below(64);
	case 3: return 4096 * below(16);
	default: return any();
	}
}

/* A descriptor of ours, most of the time one that the engine gave us. */
static int some_fd(void)
{
	int fd = held[below(HELD)];

	return fd >= 0 && below(8) ? fd : (int)below(40) - 1;
}

static void fill(uint32_t at, const void *from, size_t bytes)
{
	memcpy(memory + at, from, bytes);
}

/* Attributes at the start of our memory that make sense but for a byte now and then. */
static void attributes(uint32_t *cmd)
{
	static const struct bpf_insn program[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = 2}, {.code = BPF_JMP | BPF_EXIT},
	};
	static const uint32_t kinds[][3] = {{1, 4, 8}, {2, 4, 8}, {5, 4, 8}, {27, 0, 0}, {22, 0, 8}, {3, 4, 4}, {4, 4, 4}, {12, 4, 4}, {31, 0, 0}};
	union bpf_attr attr = {0};
	uint32_t kind = below(9), where = MEMORY_AT + 512;

	*cmd = below(3) ? below(40) : below(2) ? BPF_MAP_CREATE : BPF_PROG_LOAD;
	switch (*cmd) {
	case BPF_MAP_CREATE:
		attr.map_type = kinds[kind][0];
		attr.key_size = kinds[kind][1];
		attr.value_size = kinds[kind][2];
		attr.max_entries = kind == 3 || kind == 8 ? 4096 : 16;
		attr.map_flags = kind == 1 && below(2) ? BPF_F_MMAPABLE : 0;
		attr.inner_map_fd = (uint32_t)some_fd();
		break;
	case BPF_PROG_LOAD:
		attr.prog_type = below(2) ? BPF_PROG_TYPE_RAW_TRACEPOINT : below(2) ? BPF_PROG_TYPE_TRACEPOINT :
				 below(2) ? BPF_PROG_TYPE_KPROBE : BPF_PROG_TYPE_XDP;
		attr.insns = where;
		attr.insn_cnt = 2;
		attr.license = where + 64;
		attr.log_buf = below(2) ? where + 128 : 0;
		attr.log_size = attr.log_buf ? 256 : 0;
		attr.log_level = attr.log_buf ? 1 : 0;
		fill(512, program, sizeof(program));
		fill(576, "GPL", 4);
		break;
	case BPF_LINK_CREATE:
		attr.link_create.prog_fd = (uint32_t)some_fd();
		attr.link_create.target_fd = (uint32_t)some_fd();
		attr.link_create.attach_type = BPF_PERF_EVENT;
		break;
	case BPF_OBJ_GET_INFO_BY_FD:
		attr.info = (typeof(attr.info)){.bpf_fd = (uint32_t)some_fd(), .info_len = 224, .info = where};
		memset(memory + 512, 0, 224);
		break;
	case BPF_PROG_TEST_RUN:
		attr.test = (typeof(attr.test)){.prog_fd = (uint32_t)some_fd(), .data_in = where, .data_size_in = 64, .data_out = where, .data_size_out = 64, .repeat = 3};
		break;
	default:
		attr.map_fd = (uint32_t)some_fd();
		attr.key = where;
		attr.value = where + 8;
		break;
	}
	if (!below(3))
		((uint8_t *)&attr)[below(64)] = (uint8_t)any();
	if (*cmd == BPF_PROG_TEST_RUN) /* what it asks for it gets, and waits: not 2^32 runs */
		attr.test.repeat &= UINT16_MAX;
	fill(0, &attr, sizeof(attr));
}

static void keep(int fd)
{
	uint32_t at = below(HELD);

	if (held[at] >= 0)
		close(held[at]);
	if (!below(4) && !ftruncate(fd, 0)) /* a map's memory taken away from under the engine */
		fail("a map's memory can be made shorter");
	held[at] = fd;
	given++;
}

/* Send `m`, perhaps with descriptors; anything may be wrong with it. */
static bool send_it(int sock, bool well)
{
	char control[CMSG_SPACE(3 * sizeof(int))] __attribute__((aligned(8))) = {0};
	struct iovec iov = {.iov_base = &m, .iov_len = MSG_HEAD + m.bytes};
	struct msghdr hdr = {.msg_iov = &iov, .msg_iovlen = 1};
	uint32_t fds = well || below(6) ? 0 : 1 + below(3);

	if (!well && !below(10))
		m.bytes = (uint32_t)number();
	if (!well && !below(10))
		iov.iov_len = below(sizeof(m));
	if (fds) {
		struct cmsghdr *head = (struct cmsghdr *)control;

		head->cmsg_level = SOL_SOCKET;
		head->cmsg_type = SCM_RIGHTS;
		head->cmsg_len = CMSG_LEN(fds * sizeof(int));
		for (uint32_t i = 0; i < fds; i++)
			memcpy(CMSG_DATA(head) + i * sizeof(int), &sock, sizeof(int));
		hdr.msg_control = control;
		hdr.msg_controllen = head->cmsg_len;
	}
	return sendmsg(sock, &hdr, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0;
}

static void answer_read(void)
{
	uint64_t at = m.a - MEMORY_AT, bytes = m.b;

	m.bytes = 0;
	m.status = -EFAULT;
	if (m.a < MEMORY_AT || at > MEMORY || bytes > MEMORY - at)
		return;
	bytes = bytes + m.c <= MEMORY - at ? bytes + m.c : bytes;
	memcpy(m.data, memory + at, bytes);
	m.bytes = (uint32_t)bytes;
	m.status = (int64_t)bytes;
}

/* What the engine asks back. */
static void answer(int got)
{
	struct stat st;

	switch (m.op) {
	case WANT_READ: answer_read(); break;
	case WANT_WRITE:
		if (m.a >= MEMORY_AT && m.a - MEMORY_AT <= MEMORY && m.bytes <= MEMORY - (m.a - MEMORY_AT))
			memcpy(memory + (m.a - MEMORY_AT), m.data, m.bytes);
		m.bytes = 0;
		m.status = 0;
		break;
	case WANT_FD:
		m.status = fstat((int)m.a, &st) ? -EBADF : 0;
		m.c = st.st_dev;
		m.d = st.st_ino;
		m.bytes = 0;
		break;
	case WANT_INSTALL:
		m.status = got;
		m.bytes = 0;
		break;
	default: fail("the engine asks what nobody knows");
	}
	if (!honest && !below(16)) {
		m.status = (int64_t)number();
		m.bytes = below(2) ? m.bytes : below(600);
		m.op = below(4) ? m.op : (uint32_t)number();
	}
}

/* Ask what is in `m`, until the answer is there.  False: the connection is over. */
static bool ask(int sock, bool well)
{
	bool sent = send_it(sock, well);

	for (;;) {
		struct pollfd look = {.fd = sock, .events = POLLIN};
		int got;

		if (!sent || (!honest && !below(150)))
			return false;
		if (poll(&look, 1, PATIENCE_MS) != 1)
			fail("the engine does not answer");
		if (msg_get(sock, &m, &got))
			return false;
		if (got >= 0)
			keep(got);
		if (m.op == DONE) {
			worked += m.status >= 0;
			return true;
		}
		if (!honest && !below(20) && held[0] >= 0) { /* under use */
			close(held[0]);
			held[0] = -1;
		}
		answer(got);
		sent = send_it(sock, honest || below(30));
	}
}

static void ident(void)
{
	struct stat st = {0};

	fstat(some_fd(), &st);
	m.c = st.st_dev;
	m.d = st.st_ino;
}

static bool question(int sock)
{
	struct perf_ask event = {.user = number(), .attr = {
		.type = PERF_TYPE_SOFTWARE, .config = below(2) ? PERF_COUNT_SW_BPF_OUTPUT : PERF_COUNT_SW_CPU_CLOCK,
		.size = sizeof(struct perf_event_attr), .sample_type = PERF_SAMPLE_RAW, .sample_period = number(), .freq = below(2),
	}};
	uint32_t cmd = 0;

	m = (struct msg){.tid = (uint32_t)number()};
	switch (below(8)) {
	case 0:
		m.op = (uint32_t)number();
		m.a = number(), m.b = number(), m.c = number(), m.d = number();
		m.bytes = below(300);
		for (uint32_t i = 0; i < m.bytes; i++)
			m.data[i] = (uint8_t)any();
		break;
	case 1:
		m.op = ASK_MMAP;
		m.a = below(3) ? 4096 * below(4) : number();
		m.b = (below(3) ? 4096 * below(5) : number()) << 2 | below(4);
		ident();
		break;
	case 2:
		m.op = ASK_IOCTL + below(8);
		m.a = below(2) ? 0x2400 + below(12) : below(2) ? PERF_EVENT_IOC_SET_BPF : number();
		m.b = below(2) ? (uint64_t)some_fd() : number();
		ident();
		break;
	case 3:
		if (!below(3)) { /* a kprobe, sometimes of a function that is here */
			event.attr.type = EVENT_KPROBE;
			event.attr.config = below(4) ? below(2) : number();
			event.attr.kprobe_func = below(4) ? MEMORY_AT + 1024 : number();
			fill(1024, "__x64_sys_bpf", below(4) ? 14 : 9);
		} else if (below(2)) {
			event.attr.type = PERF_TYPE_TRACEPOINT;
			event.attr.config = EVENT_TRACEPOINTS + below(12);
		}
		m.op = ASK_PERF;
		m.b = below(4), m.c = UINT64_MAX;
		m.bytes = sizeof(event);
		memcpy(m.data, &event, sizeof(event));
		break;
	default:
		attributes(&cmd);
		m.op = ASK_BPF;
		m.a = below(20) ? cmd : number();
		m.b = below(20) ? MEMORY_AT : number();
		m.c = below(8) ? sizeof(union bpf_attr) : number();
		break;
	}
	return ask(sock, below(30));
}

static int64_t honestly(int sock, uint32_t cmd, const union bpf_attr *attr)
{
	honest = true;
	fill(0, attr, sizeof(*attr));
	m = (struct msg){.op = ASK_BPF, .a = cmd, .b = MEMORY_AT, .c = sizeof(*attr)};
	if (!ask(sock, true))
		fail("a true question ends the connection");
	honest = false;
	return m.status;
}

/* Everything that we held is gone: so must be its object. */
static void check_empty(int sock)
{
	static const uint32_t next[] = {BPF_PROG_GET_NEXT_ID, BPF_MAP_GET_NEXT_ID, BPF_BTF_GET_NEXT_ID, BPF_LINK_GET_NEXT_ID};
	union bpf_attr attr = {0};

	for (int i = 0; i < HELD; i++) {
		if (held[i] >= 0)
			close(held[i]);
		held[i] = -1;
	}
	for (uint32_t i = 0; i < 4; i++) {
		attr.start_id = next[i] == BPF_BTF_GET_NEXT_ID && !access("/sys/kernel/btf/vmlinux", R_OK); /* the host's types are BTF 1 */
		for (int patience = 0; honestly(sock, next[i], &attr) != -ENOENT; patience++) {
			if (patience == 1000)
				fail("an object is left that nobody holds");
			usleep(5000);
		}
	}
}

static void start(const char *engine, const char *dir)
{
	pid_t child = fork();

	if (!child) {
		execl(engine, engine, dir, (char *)NULL);
		_exit(127);
	}
	waitpid(child, NULL, 0);
}

int main(int argc, char **argv)
{
	uint32_t rounds = argc > 3 ? (uint32_t)atoi(argv[3]) : 0;
	int before, sock, other = -1;

	if (!rounds)
		return 2;
	random_state = argc > 4 ? strtoull(argv[4], NULL, 0) : (uint64_t)time(NULL) << 20 | 1;
	printf("# seed %#llx\n", (unsigned long long)random_state);
	signal(SIGPIPE, SIG_IGN);
	snprintf(socket_path, sizeof(socket_path), "%s/socket", argv[2]);
	memset(held, -1, sizeof(held));
	start(argv[1], argv[2]);
	sock = join();
	close(sock);
	sock = join();
	check_empty(sock);
	before = descriptors();
	for (uint32_t i = 0; i < rounds; i++) {
		int one = join();

		for (uint32_t q = 0; q < QUESTIONS; q++) {
			if (other >= 0 && !below(3)) {
				if (!question(other)) {
					close(other);
					other = -1;
				}
			} else if (!question(one)) {
				break;
			}
		}
		if (below(2) && other < 0)
			other = one;
		else
			close(one);
	}
	if (other >= 0)
		close(other);
	check_empty(sock);
	for (int patience = 0; descriptors() > before; patience++) {
		if (patience == 1000)
			fail("the engine keeps descriptors open");
		usleep(5000);
	}
	close(sock);
	if (given < rounds / 4 || worked < rounds)
		fail("hardly anything was asked that makes sense");
	printf("# %u connections, %u descriptors given, %u questions answered; process %u\n", rounds, given, worked, engine_pid);
	return 0;
}
