import { CommentTooLong } from "./errors.ts";

/** Bytes that {@link markerOf} has at most, and some more. */
const markerBytes = 128;

/**
 * The line that tells the comment of a topic from others, on forges that hide a comment of HTML. The line after it is empty, or Markdown
 * would take it for HTML.
 */
export const markerOf = (topic: string) => `<!-- groundwork: ${topic} -->\n\n`;

/**
 * A comment as it is sent: with the marker of its topic.
 *
 * @param at the forge, for people, and the bytes that its comments may have
 * @throws {CommentTooLong}
 */
export function markedComment(
  { forge, limit }: { readonly forge: string; readonly limit: number },
  topic: string,
  text: string,
): string {
  // A lone surrogate is kept as U+FFFD, and the comment would never read as it was sent.
  const body = Buffer.from(markerOf(topic) + text, "utf8").toString("utf8");
  const bytes = Buffer.byteLength(body);
  if (bytes > limit + markerBytes) throw new CommentTooLong({ forge, bytes, limit });
  return body;
}

export function hasMarker(body: string, topic: string): boolean {
  return body.startsWith(markerOf(topic).trimEnd());
}
