// {"hook_type":"net_rx","capabilities":["LOG"]}
// loops that are written out turn by turn, and such as only look like them
const taps = [3, -5, 7], few = new Int16Array(3);
var kept = 0;

function weigh(x, times) {
	let sum = 0;
	for (let k = 0; k < times; k++)
		sum = (sum + x * taps[k % 3]) | 0;
	return sum;
}

function mbpf_prog(ctx) {
	let a = ctx.ifindex | 0, b = 0, late = -1;
	for (var i = 0; i < 5; i++) {
		if ((a ^ i) & 4)
			continue;
		b = b * 3 + i & 0xffff;
		if (b > 1000 && ctx.protocol & 1)
			break;
	}
	mbpf.log("i", i, b);
	for (let k = 6; k >= -2; k -= 2) {
		const double = k * 2;
		let twice = double + a | 0;
		switch (k) {
		case 4: twice ^= 1; break;
		case 0: continue;
		default: twice = twice + 1 | 0;
		}
		b = (b + twice) | 0;
		late = k;
	}
	for (let k = 0; k !== 3; k++)
		few[k] = b >> k;
	for (let k = few.length - 1; k > 0; --k)
		few[k] += few[k - 1];
	for (const x of few)
		if (x < 0)
			b = (b - x) | 0;
		else
			kept = (kept + x) & 1023;
	for (const t of taps) {
		if (t < 0)
			continue;
		b = (b ^ t) | 0;
		if (b & 64)
			break;
	}
	for (let k = 0; k < 4; k++) { // not counted: the body changes it
		if (ctx.ifindex & 8)
			k++;
		b = (b + k) | 0;
	}
	outer: for (let k = 0; k < 3; k++)
		for (let m = 0; m < 3; m++) {
			if (m === k)
				continue outer;
			if ((b ^ m) & 128)
				break outer;
			b = (b + m * k) | 0;
		}
	for (let k = 5; k < 5; k++)
		b = 1;
	for (let k = 0; k < 3; k++) {
		if (ctx.protocol & 2)
			return weigh(b, 3) | 0;
		if (k === 2 && ctx.protocol & 4)
			throw new Error("third turn");
	}
	return (weigh(b & 0xffff, 7) + late + kept) | 0;
}
