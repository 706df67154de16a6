local function sort(a) for i = 2, #a do local v, k = a[i], i - 1 while k >= 1 and a[k] > v do a[k + 1] = a[k] k = k - 1 end a[k + 1] = v end return a end
local function run() local t = 0 for r = 0, 59 do local a, x = {}, r for i = 1, 300 do x = (x * 1103 + 12345) % 65536 a[#a + 1] = x end sort(a) t = t + a[151] end return t end
print(run())
