// Every second tick becomes a record of 8 bytes: count, period in ms.
var record = new Uint32Array(2);

function mbpf_prog(ctx) {
	const period = ctx.period;
	if (++record[0] % 2 || period > Number.MAX_SAFE_INTEGER)
		return 0;
	record[1] = period / 1e6;
	return mbpf.emit(record) ? 0 : -1;
}
