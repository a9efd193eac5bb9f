// Where two values differ, character by character: the longest common subsequence (Wagner and Fischer, 1974).

const LONGEST = 400;

// Two lists of [text, same] for a and b.
export function differ(a, b) {
  const [x, y] = [[...a].slice(0, LONGEST), [...b].slice(0, LONGEST)];
  const rest = [[...a].slice(LONGEST).join(""), [...b].slice(LONGEST).join("")];
  const width = y.length + 1;
  const common = new Uint16Array((x.length + 1) * width);
  for (let i = x.length - 1; i >= 0; i--) {
    for (let j = y.length - 1; j >= 0; j--) {
      common[i * width + j] =
        x[i] === y[j]
          ? common[(i + 1) * width + j + 1] + 1
          : Math.max(common[(i + 1) * width + j], common[i * width + j + 1]);
    }
  }
  const left = [];
  const right = [];
  let [i, j] = [0, 0];
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && x[i] === y[j]) {
      add(left, x[i++], true);
      add(right, y[j++], true);
    } else if (j >= y.length || (i < x.length && common[(i + 1) * width + j] >= common[i * width + j + 1])) {
      add(left, x[i++], false);
    } else {
      add(right, y[j++], false);
    }
  }
  if (rest[0]) add(left, rest[0], rest[0] === rest[1]);
  if (rest[1]) add(right, rest[1], rest[0] === rest[1]);
  return [left, right];
}

function add(parts, text, same) {
  const last = parts[parts.length - 1];
  if (last && last[1] === same) last[0] += text;
  else parts.push([text, same]);
}
