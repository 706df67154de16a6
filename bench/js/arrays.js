function sort(a) { for (var i = 1; i < a.length; i++) { var v = a[i], k = i - 1; while (k >= 0 && a[k] > v) { a[k + 1] = a[k]; k--; } a[k + 1] = v; } return a; }
function run() { var t = 0; for (var r = 0; r < 60; r++) { var a = [], x = r; for (var i = 0; i < 300; i++) { x = (x * 1103 + 12345) % 65536; a.push(x); } sort(a); t += a[150]; } return t; }
print(run());
