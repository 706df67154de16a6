function run() { var n = 0; for (var i = 0; i < 40000; i++) { var s = "id" + i + ":" + (i % 7); for (var k = 0; k < s.length; k++) if (s.charCodeAt(k) === 58) n += k; if (s.substring(2, 4) === "12") n++; n += s.indexOf(":"); } return n; }
print(run());
