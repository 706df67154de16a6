// Frames in a stream of bytes: 0xb5, 0x62, length, bytes, sum.  How many are whole.
const START = 0, SECOND = 1, LENGTH = 2, BYTES = 3, SUM = 4;
let state = START, left = 0, sum = 0, good = 0;

function mbpf_prog(ctx) {
	for (let i = 0; i < 64 && i < ctx.dataLen; i++) {
		const byte = ctx.readU8(i);
		switch (state) {
		case START:
			if (byte >= 0xb0)
				state = SECOND;
			break;
		case SECOND:
			state = byte >= 0x62 ? LENGTH : START;
			break;
		case LENGTH:
			left = byte & 7;
			sum = byte;
			state = left ? BYTES : SUM;
			break;
		case BYTES:
			sum = sum + byte & 255;
			left = left - 1 & 7;
			if (left === 0)
				state = SUM;
			break;
		default:
			if ((sum ^ byte) < 128)
				good = good + 1 & 0xffff;
			state = START;
		}
	}
	return good;
}
