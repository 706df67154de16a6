function tree(d) { return d ? { left: tree(d - 1), right: tree(d - 1) } : { left: null, right: null }; }
function count(t) { return t.left ? 1 + count(t.left) + count(t.right) : 1; }
var t = 0; for (var i = 0; i < 20; i++) t += count(tree(12)); print(t);
