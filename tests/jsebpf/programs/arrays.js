// {"hook_type":"custom","capabilities":["LOG","EMIT"]}
const i8 = new Int8Array(3), u8 = new Uint8Array(5), i16 = new Int16Array(4), u16 = new Uint16Array(4), i32 = new Int32Array(4), u32 = new Uint32Array(2);
var at = 0, record = new Uint8Array(8);

function nothing() {
}

function mbpf_prog(ctx) {
	const local = new Uint8Array(6);
	let sum = 0;
	i8[ctx.a0 & 1] = ctx.a1;
	nothing();
	u8[at] = ctx.a1 >> 3;
	i16[at & 3] += ctx.a0;
	u16[3 - (at & 3)] -= 1;
	i32[at & 3] = ctx.a0 ^ ctx.a1;
	u32[0]++;
	u32[1] = ctx.a0 / 3;
	at = (at + 1) % u8.length;
	for (let i = 0; i < local.length; i++)
		local[i] = i * ctx.a2;
	for (const x of local)
		sum = (sum + x) | 0;
	for (const x of i16)
		sum = (sum ^ x) | 0;
	for (let i = 0; i < 8; i++)
		record[i] = u8[i % 5] ^ sum >> i;
	mbpf.log(i8[0], i8[1], u8[at], i16[2], u16[1], i32[3], u32[0], u32[1], sum, u8[ctx.a3]);
	if (ctx.a3 & 1 ? mbpf.emit(record) : mbpf.emit(local))
		sum = -sum;
	record[ctx.a3 & 0x7fffffff] = 1;
	return sum;
}
