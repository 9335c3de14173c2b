/** PEM (RFC 7468): lines of 64 characters and a line break at the end. */
export function pemOf(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

/** The first block of a text: its label and its bytes; `undefined` when there is none. */
export function firstPemBlock(text: string): { readonly label: string; readonly bytes: Buffer } | undefined {
  const match = /-----BEGIN ([A-Z0-9 ]+)-----\r?\n([A-Za-z0-9+/=\s]+?)-----END \1-----/.exec(text);
  const [, label, content] = match ?? [];
  if (label === undefined || content === undefined) return undefined;
  return { label, bytes: Buffer.from(content, "base64") };
}
