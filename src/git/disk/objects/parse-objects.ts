/** An entry of a tree, as Git keeps it. */
export interface RawTreeEntry {
  /** Octal, without leading zeros. */
  readonly mode: string;
  readonly name: string;
  readonly id: string;
}

export interface RawCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

interface Signature {
  readonly name: string;
  readonly email: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

const idLength = 20;

/** Git itself never writes these: such a file would leave the folder that it is written into, or be part of its Git. */
const unsafeName = /^\.{0,2}$|[/\\]|^(?:\.git|git~\d)[ .]*(?::|$)/i;
/** What some file systems leave out of names. */
const invisible = /[\u200C-\u200F\u202A-\u202E\u206A-\u206F\uFEFF]/g;

/** Entries in Git's order. @throws for names that are no file's. */
export function parseTree(content: Buffer): readonly RawTreeEntry[] {
  const entries: RawTreeEntry[] = [];
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const end = content.indexOf(0, space);
    if (space < 0 || end < 0 || end + 1 + idLength > content.length) throw new Error("its entries are cut off");
    const name = content.toString("utf8", space + 1, end);
    if (unsafeName.test(name.replace(invisible, "")))
      throw new Error(`it has an entry of the name ${JSON.stringify(name)}`);
    entries.push({
      mode: content.toString("latin1", at, space),
      name,
      id: content.toString("hex", end + 1, end + 1 + idLength),
    });
    at = end + 1 + idLength;
  }
  return entries;
}

export function parseCommit(content: Buffer): RawCommit {
  const { headers, message } = parseHeaders(content);
  const [tree = ""] = valuesOf("tree", headers);
  return {
    tree,
    parents: valuesOf("parent", headers),
    author: signatureOf(valuesOf("author", headers)[0]),
    committer: signatureOf(valuesOf("committer", headers)[0]),
    message,
  };
}

/** What an annotated tag names: an object of any type. */
export function parseTag(content: Buffer): string {
  const [object = ""] = valuesOf("object", parseHeaders(content).headers);
  return object;
}

/** Lines up to the first empty one, then text. A line that begins with a space goes on with the one before. */
function parseHeaders(content: Buffer): { readonly headers: readonly string[]; readonly message: string } {
  const text = content.toString("utf8");
  const end = text.indexOf("\n\n");
  return end < 0
    ? { headers: text.split("\n"), message: "" }
    : { headers: text.slice(0, end).split("\n"), message: text.slice(end + 2) };
}

function valuesOf(name: string, headers: readonly string[]): readonly string[] {
  return headers.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
}

/** `Ada <ada@example.com> 1700000000 +0100`; names may hold anything, and may be missing. */
function signatureOf(line = ""): Signature {
  const [, name = "", email = "", timestamp = "0"] = /^(.*?) ?<([^>]*)> ?(-?\d+)?/.exec(line) ?? [];
  return { name, email, timestamp: Number(timestamp) };
}
