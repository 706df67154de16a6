function parse(p, n) { var sum = 0, i = 0; while (i + 4 <= n) { var v = p[i] << 24 | p[i + 1] << 16 | p[i + 2] << 8 | p[i + 3]; sum = (sum ^ v) + (p[i] & 15) | 0; i += 4; } return sum; }
var p = []; for (var i = 0; i < 1024; i++) p[i] = i * 7 & 255;
var t = 0; for (var k = 0; k < 1500; k++) t = t + parse(p, 1024) | 0;
print(t);
