import { createSocket } from "node:dgram";
import { once } from "node:events";

/** A server of names on loopback that answers every question for a text with `text`. */
export async function nameServer(text: string): Promise<{ readonly port: number; close(): void }> {
  const server = createSocket("udp4");
  server.on("message", (query, from) => server.send(answerTo(query, text), from.port, from.address));
  server.bind(0, "127.0.0.1");
  await once(server, "listening");
  return { port: server.address().port, close: () => server.close() };
}

/** RFC 1035, section 4: the header with one answer, the question as it came, the answer by a pointer to it. */
function answerTo(query: Buffer, text: string): Buffer {
  const questionEnd = query.indexOf(0, 12) + 5;
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(1, 6);
  header.writeUInt32BE(0, 8);
  const content = Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
  const answer = Buffer.alloc(12);
  answer.writeUInt16BE(0xc00c, 0);
  answer.writeUInt16BE(16, 2);
  answer.writeUInt16BE(1, 4);
  answer.writeUInt32BE(0, 6);
  answer.writeUInt16BE(content.length, 10);
  return Buffer.concat([header, query.subarray(12, questionEnd), answer, content]);
}
