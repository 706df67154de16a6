local function parse(p, n) local sum, i = 0, 0 while i + 4 <= n do local v = p[i + 1] << 24 | p[i + 2] << 16 | p[i + 3] << 8 | p[i + 4] sum = ((sum ~ v) + (p[i + 1] & 15)) & 0xffffffff i = i + 4 end return sum end
local p = {} for i = 0, 1023 do p[i + 1] = i * 7 & 255 end
local t = 0 for k = 1, 1500 do t = (t + parse(p, 1024)) & 0xffffffff end
print(t)
