# SPDX-License-Identifier: Apache-2.0
# trace.sh - what bpftrace traces, the same on every system; what it prints is compared.  $WITH: a prefix for every command.
say() {
	printf '$ bpftrace %s\n' "$*"
	$WITH bpftrace "$@" 2>&1 | sed '/RLIMIT_MEMLOCK/d' | LC_ALL=C sort # maps come in the order of their values
}
made="$(command -v bpftool) map create /sys/fs/bpf/traced type hash key 4 value 8 entries 3 name traced"
bpf=$([ "$(uname -m)" = x86_64 ] && echo 321 || echo 280) # the number of the system call
say -e 'BEGIN { @a = 5; @b[1, 2] = count(); @h = hist(7); @l = lhist(7, 0, 10, 1); @s = sum(4); @st = stats(3); @x = max(9); @n = min(2);
	@v = avg(6); @t = (1, "x", 3); @c[comm] = 1; @d[1] = 1; delete(@d[1]); $i = (uint64)1; while ($i < 10) { @i += $i; $i++; }
	if (@i == 45) { printf("%s %d %x\n", "sum", -45, 255); } unroll(3) { @u++; } exit(); } END { printf("end\n"); }'
say -e 'profile:hz:99 { @n = count(); } interval:ms:50 { if (@c++ > 2) { printf("rang\n"); exit(); } } END { clear(@c); clear(@n); }'
say -c "$made" -e 'tracepoint:syscalls:sys_enter_bpf /comm == "bpftool"/ { @cmd[args->cmd] = count(); @size[args->size > 8] = count(); }
	tracepoint:syscalls:sys_exit_bpf /comm == "bpftool"/ { @good[args->ret >= 0] = count(); }
	tracepoint:raw_syscalls:sys_enter /comm == "bpftool" && args->id == '"$bpf"'/ { @raw[args->args[0]] = count(); }
	tracepoint:raw_syscalls:sys_exit /comm == "bpftool" && args->id == '"$bpf"'/ { @result[args->ret >= 0] = count(); }'
$WITH rm /sys/fs/bpf/traced
say -lv 'tracepoint:syscalls:sys_enter_bpf'
say -e 'tracepoint:nowhere:at_all { @ = count(); }'
