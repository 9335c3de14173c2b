import { CommentTooLong } from "../errors.ts";

/**
 * The line that tells the comment of a topic from others. Bitbucket shows comments of HTML as text; a reference that no link uses
 * is shown nowhere, and kept as it is written.
 */
const markerOf = (topic: string) => `[groundwork-comment]: #${topic}\n\n`;

/** Bytes that {@link markerOf} has at most, and some more. */
const markerBytes = 128;

/** Bytes. Data Center refuses 32,768 characters; what Cloud takes is not documented. */
export const commentBytes = 32_000;

/**
 * A comment as it is sent: with the marker, and without what Bitbucket may put right, so that the same text is no change.
 *
 * @param forge for people @throws {CommentTooLong}
 */
export function markedComment(forge: string, topic: string, text: string): string {
  const lines = text.replaceAll(/\r\n?/g, "\n").trimEnd();
  // A lone surrogate becomes U+FFFD on the way.
  const body = Buffer.from(markerOf(topic) + lines, "utf8").toString("utf8");
  if (Buffer.byteLength(body) <= commentBytes + markerBytes) return body;
  throw new CommentTooLong({ forge, bytes: Buffer.byteLength(text), limit: commentBytes });
}

export function hasMarker(body: string, topic: string): boolean {
  return body.split(/\r?\n/, 1)[0] === markerOf(topic).trimEnd();
}
