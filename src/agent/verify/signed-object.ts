/** A commit or a tag, and what was signed of it. */
export interface SignedObject {
  /** The object without its signature, byte for byte. */
  readonly payload: Buffer;
  /** Armored; absent for an object that is not signed. */
  readonly signature?: string;
}

/** Why an object cannot be read as a signed one. */
export interface UnreadableObject {
  readonly problem: string;
}

/** The kinds of armor by which Git tells a tag's signature from its message. */
const armors = [
  "-----BEGIN PGP SIGNATURE-----",
  "-----BEGIN PGP MESSAGE-----",
  "-----BEGIN SSH SIGNATURE-----",
  "-----BEGIN SIGNED MESSAGE-----",
];
const header = "gpgsig ";

/**
 * A commit has its signature in a header of many lines (gitformat-signature). One with two signatures, or with one over another hash,
 * is not read: which of them counts would be a matter of opinion.
 */
export function signedCommit(content: Buffer): SignedObject | UnreadableObject {
  const kept: Buffer[] = [];
  const signature: string[] = [];
  let inSignature = false;
  for (const { line, end } of headerLines(content)) {
    const text = line.toString("latin1");
    if (text === "\n" || text === "") {
      kept.push(content.subarray(end - line.length));
      break;
    }
    if (text.startsWith("gpgsig-")) return { problem: "has a signature over another hash than SHA-1" };
    if (text.startsWith(header)) {
      if (signature.length > 0) return { problem: "has more than one signature" };
      inSignature = true;
      signature.push(text.slice(header.length));
    } else if (inSignature && text.startsWith(" ")) signature.push(text.slice(1));
    else {
      inSignature = false;
      kept.push(line);
    }
  }
  const payload = Buffer.concat(kept);
  return signature.length === 0 ? { payload } : { payload, signature: signature.join("") };
}

/** A tag has its signature at the end of its message. */
export function signedTag(content: Buffer): SignedObject {
  const text = content.toString("latin1");
  const begins = armors.map((armor) => text.lastIndexOf(`\n${armor}`) + 1).filter((at) => at > 0);
  if (begins.length === 0) return { payload: content };
  const at = Math.max(...begins);
  return { payload: content.subarray(0, at), signature: text.slice(at) };
}

/** The value of a header; only the part before the message is looked at. */
export function headerOf(content: Buffer, name: string): string | undefined {
  for (const { line } of headerLines(content)) {
    const text = line.toString("utf8").replace(/\n$/, "");
    if (text === "") return undefined;
    if (text.startsWith(`${name} `)) return text.slice(name.length + 1);
  }
  return undefined;
}

function* headerLines(content: Buffer): Generator<{ readonly line: Buffer; readonly end: number }> {
  for (let at = 0; at < content.length; ) {
    const found = content.indexOf(0x0a, at);
    const end = found < 0 ? content.length : found + 1;
    yield { line: content.subarray(at, end), end };
    at = end;
  }
}
