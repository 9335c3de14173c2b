/**
 * The contents that `git cat-file --batch` printed, in the order in which they were asked for: a line with name, type and size, that many
 * bytes, and a line end. What the repository has not is a line alone, and empty here.
 */
export function batchedContents(printed: Buffer): readonly string[] {
  const contents: string[] = [];
  for (let start = 0; start < printed.length; ) {
    const end = printed.indexOf(10, start);
    const size = printed.subarray(start, end).toString("latin1").split(" ")[2];
    const contentEnd = end + 1 + Number(size ?? 0);
    contents.push(printed.subarray(end + 1, contentEnd).toString("utf8"));
    start = size === undefined ? contentEnd : contentEnd + 1;
  }
  return contents;
}
