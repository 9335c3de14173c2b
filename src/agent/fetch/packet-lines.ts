/** One packet of Git's wire format, or one of its two marks: `flush` ends a message, `delimiter` a section. */
export type Packet = Buffer | "flush" | "delimiter";

const lengthDigits = 4;

/** @param text without its end of line */
export function packetLine(text: string): Buffer {
  const content = Buffer.from(`${text}\n`);
  return Buffer.concat([
    Buffer.from((content.length + lengthDigits).toString(16).padStart(lengthDigits, "0")),
    content,
  ]);
}

export const flush = Buffer.from("0000");
export const delimiter = Buffer.from("0001");

/** The packets of an answer, in order. @throws {Error} when it ends in the middle of one, or is none. */
export function packetsIn(answer: Buffer): readonly Packet[] {
  const packets: Packet[] = [];
  for (let at = 0; at < answer.length; ) {
    const digits = answer.toString("latin1", at, at + lengthDigits);
    if (!/^[0-9a-f]{4}$/i.test(digits)) throw new Error("its answer is not in Git's format");
    const length = Number.parseInt(digits, 16);
    if (length < lengthDigits) {
      // 2 ends an answer whose length is not known otherwise; it means no more than the end of it here.
      if (length < 2) packets.push(length === 0 ? "flush" : "delimiter");
      at += lengthDigits;
      continue;
    }
    if (at + length > answer.length) throw new Error("its answer ends in the middle");
    packets.push(answer.subarray(at + lengthDigits, at + length));
    at += length;
  }
  return packets;
}

/** The text of a packet without its end of line; empty for a mark. */
export function textOf(packet: Packet): string {
  return typeof packet === "string" ? "" : packet.toString("utf8").replace(/\n$/, "");
}
