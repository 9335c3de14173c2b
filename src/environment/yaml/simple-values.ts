import type { Place } from "../issue.ts";
import type { Located, LocatedEntry, LocatedScalar } from "./located.ts";

/** What reading a value needs of the text around it. */
export interface SimpleReader {
  place(line: number, offset: number): Place;
  /** Leaves the text to the full parser. */
  refuse(): never;
}

/** Keys that are written as they are read. */
export const keyPattern = "[A-Za-z_][-A-Za-z0-9_./]{0,99}";

/** YAML reads a constant as a value, and a key is then what JavaScript writes for that value. */
export function isPlainKey(key: string): boolean {
  return !/^(?:true|false|null)$/i.test(key);
}

const quoted = /^(?:'(?<single>[^']*)'|"(?<double>[^"\\]*)")/;
/** Nothing, or a comment. */
const end = /^ *(?: #.*)?$/;

/** A scalar that fills the rest of its line, but for a comment. */
export function parseScalar(written: string, line: number, offset: number, reader: SimpleReader): LocatedScalar {
  const place = reader.place(line, offset);
  const inQuotes = quoted.exec(written);
  if (inQuotes) {
    if (!end.test(written.slice(inQuotes[0].length))) reader.refuse();
    const value = inQuotes.groups?.["single"] ?? inQuotes.groups?.["double"] ?? "";
    return { kind: "scalar", place, value, source: value };
  }
  const comment = written.indexOf(" #");
  const text = (comment < 0 ? written : written.slice(0, comment)).trimEnd();
  if (!/^[A-Za-z0-9_./$(~]/.test(text) || text.includes(": ") || text.endsWith(":")) reader.refuse();
  return { kind: "scalar", place, value: plainValueOf(text, reader), source: text };
}

/** What a plain scalar stands for. Numbers in other forms than usual, and other spellings of constants, are refused. */
function plainValueOf(text: string, reader: SimpleReader): LocatedScalar["value"] {
  if (text === "true") return true;
  if (text === "false") return false;
  if (text === "null" || text === "~") return null;
  if (/^(?:0|[1-9]\d{0,14})$/.test(text) || /^(?:0|[1-9]\d{0,7})\.\d{1,7}$/.test(text)) return Number(text);
  if (/^(?:true|false|null|~.*|[\d.][\dA-Fa-fOoXx._+-]*|\.[A-Za-z]+)$/i.test(text)) reader.refuse();
  return text;
}

const flowScalar = /^[A-Za-z0-9_./$(][-A-Za-z0-9_./$()+@=]*(?::[-A-Za-z0-9_./$()+@=]+)*(?= *[,\]}])/;
const flowKey = new RegExp(`^(?<key>${keyPattern}): +`);
const deepest = 20;

/** A flow collection that fills the rest of its line, but for a comment. */
export function parseFlow(written: string, line: number, offset: number, reader: SimpleReader): Located {
  const flow = new FlowReader(written, (at) => reader.place(line, offset + at), reader);
  const value = flow.read(0);
  if (!end.test(flow.rest)) reader.refuse();
  return value;
}

class FlowReader {
  private at = 0;

  constructor(
    private readonly written: string,
    private readonly placeAt: (offset: number) => Place,
    private readonly reader: SimpleReader,
  ) {}

  get rest(): string {
    return this.written.slice(this.at);
  }

  read(depth: number): Located {
    if (depth > deepest) this.reader.refuse();
    const place = this.placeAt(this.at);
    if (this.take("[")) return { kind: "list", place, items: this.readItems(depth) };
    if (this.take("{")) return { kind: "map", place, entries: this.readEntries(depth) };
    const [inQuotes] = quoted.exec(this.rest) ?? [];
    const [text] = inQuotes === undefined ? (flowScalar.exec(this.rest) ?? this.reader.refuse()) : [inQuotes];
    this.at += text.length;
    if (inQuotes === undefined) return { kind: "scalar", place, value: plainValueOf(text, this.reader), source: text };
    return { kind: "scalar", place, value: text.slice(1, -1), source: text.slice(1, -1) };
  }

  private readItems(depth: number): readonly Located[] {
    const items: Located[] = [];
    this.each("]", () => items.push(this.read(depth + 1)));
    return items;
  }

  private readEntries(depth: number): ReadonlyMap<string, LocatedEntry> {
    const entries = new Map<string, LocatedEntry>();
    this.each("}", () => {
      const keyPlace = this.placeAt(this.at);
      const { 0: whole, groups } = flowKey.exec(this.rest) ?? this.reader.refuse();
      const key = groups?.["key"] ?? "";
      if (!isPlainKey(key) || entries.has(key)) this.reader.refuse();
      this.at += whole.length;
      entries.set(key, { keyPlace, value: this.read(depth + 1) });
    });
    return entries;
  }

  /** What stands between commas, up to the closing bracket. */
  private each(closing: string, read: () => void): void {
    this.skipSpaces();
    if (this.take(closing)) return;
    for (;;) {
      read();
      this.skipSpaces();
      if (this.take(closing)) return;
      if (!this.take(",")) this.reader.refuse();
      this.skipSpaces();
    }
  }

  private take(character: string): boolean {
    const isNext = this.written[this.at] === character;
    if (isNext) this.at++;
    return isNext;
  }

  private skipSpaces(): void {
    while (this.written[this.at] === " ") this.at++;
  }
}
