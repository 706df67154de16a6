// counts the packets that it is given, in a map that a program in eBPF counts in, too
function mbpf_prog(ctx) {
	maps.seen.add(2, 100);
	return maps.seen.get(2);
}
