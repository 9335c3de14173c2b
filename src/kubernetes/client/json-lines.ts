/** The complete lines of a stream of bytes; a last one that was cut off is dropped. */
export async function* lines(body: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let pending: Buffer[] = [];
  for await (const chunk of body) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      const line = Buffer.concat([...pending, chunk.subarray(start, end)]).toString("utf8");
      pending = [];
      start = end + 1;
      if (line.trim() !== "") yield line;
    }
    if (start < chunk.length) pending.push(chunk.subarray(start));
  }
}
