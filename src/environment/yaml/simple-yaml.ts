import type { Place } from "../issue.ts";
import type { Located, LocatedEntry } from "./located.ts";
import { isPlainKey, keyPattern, parseFlow, parseScalar, type SimpleReader } from "./simple-values.ts";

/** Longer files go to the full parser, which counts their values. In characters. */
const longestText = 64 * 1024;
/** ASCII, Latin letters, dashes and quotation marks: no tabs, carriage returns or separators that YAML and JavaScript read differently. */
const simpleText = /^[\n\x20-\x7e\u00a1-\u024f\u2010-\u2027]*$/;
const entry = new RegExp(`^(?<key>${keyPattern}):(?: +(?<value>.*))?$`);

interface Line {
  readonly number: number;
  readonly indent: number;
  /** Without its indentation and the spaces at its end. */
  readonly text: string;
}

/**
 * Reads the part of YAML that declarations are usually written in: maps and lists in block style, scalars and flow collections
 * of one line, literal blocks, comments. Some twenty times faster than the full parser, which matters with thousands of files.
 *
 * `undefined` for everything else, whether it is other YAML or none: the full parser reads it then. What is returned equals the
 * full parser's result, places included; a property test compares the two.
 */
export function parseSimpleYaml(file: string, text: string): Located | undefined {
  if (text.length > longestText || !simpleText.test(text)) return undefined;
  try {
    return new BlockReader(file, text).readDocument();
  } catch (thrown) {
    if (thrown === notSimple) return undefined;
    throw thrown;
  }
}

/** Thrown where the text leaves the part of YAML that is read here, and caught above. One object: a stack for each would cost more. */
const notSimple = new Error("The text needs the full parser.");

class BlockReader implements SimpleReader {
  private readonly source: readonly string[];
  private at = 0;

  constructor(
    private readonly file: string,
    text: string,
  ) {
    this.source = text.split("\n");
  }

  refuse(): never {
    throw notSimple;
  }

  place(line: number, offset: number): Place {
    return { file: this.file, line, column: offset + 1 };
  }

  readDocument(): Located {
    if (this.peek()?.text === "---") this.at++;
    const first = this.peek();
    if (first?.indent !== 0) this.refuse();
    const root = this.readMap(0);
    if (this.peek()) this.refuse();
    return root;
  }

  /** The next line that holds anything, without passing it. */
  private peek(): Line | undefined {
    for (; this.at < this.source.length; this.at++) {
      const written = this.source[this.at] ?? "";
      const text = written.trim();
      if (text !== "" && !text.startsWith("#"))
        return { number: this.at + 1, indent: written.length - written.trimStart().length, text };
    }
    return undefined;
  }

  /** The entries that stand at `indent`, up to the first line that stands further left. */
  private readMap(indent: number, first?: Line): Located {
    const entries = new Map<string, LocatedEntry>();
    let line = first ?? this.peek();
    const place = line ? this.place(line.number, indent) : this.refuse();
    for (; line && line.indent === indent; line = this.peek()) {
      const { key = "", value } = entry.exec(line.text)?.groups ?? this.refuse();
      if (!isPlainKey(key) || entries.has(key)) this.refuse();
      this.at = line.number;
      const keyPlace = this.place(line.number, indent);
      entries.set(key, { keyPlace, value: this.readValue(line, value) });
    }
    if (line && line.indent > indent) this.refuse();
    return { kind: "map", place, entries };
  }

  /** @param written what follows the key on its line */
  private readValue(line: Line, written: string | undefined): Located {
    const { number, indent, text } = line;
    if (written === undefined || written.startsWith("#")) return this.readBlock(indent);
    const offset = indent + text.length - written.length;
    if (written === "|" || written === "|-") return this.readLiteral(indent, this.place(number, offset), written);
    return this.readInline(written, number, offset);
  }

  private readInline(written: string, number: number, offset: number): Located {
    const isFlow = written.startsWith("[") || written.startsWith("{");
    return isFlow ? parseFlow(written, number, offset, this) : parseScalar(written, number, offset, this);
  }

  /** What stands below a key that has nothing on its own line. An empty value is left to the full parser. */
  private readBlock(indent: number): Located {
    const next = this.peek() ?? this.refuse();
    const isList = isItem(next);
    if (next.indent < indent || (next.indent === indent && !isList)) this.refuse();
    return isList ? this.readList(next.indent) : this.readMap(next.indent);
  }

  private readList(indent: number): Located {
    const items: Located[] = [];
    let line = this.peek() ?? this.refuse();
    const place = this.place(line.number, indent);
    for (let next: Line | undefined = line; next && next.indent === indent && isItem(next); next = this.peek()) {
      line = next;
      const written = line.text.slice(1).trimStart();
      const column = indent + line.text.length - written.length;
      const inside: Line = { number: line.number, indent: column, text: written };
      if (isItem(inside) || written === "-") this.refuse();
      if (entry.test(written)) items.push(this.readMap(column, inside));
      else {
        this.at = line.number;
        items.push(this.readInline(written, line.number, column));
      }
    }
    const after = this.peek();
    if (after && after.indent > indent) this.refuse();
    return { kind: "list", place, items };
  }

  /** A literal block: every line that stands further right than its key, up to the first that does not. */
  private readLiteral(indent: number, place: Place, header: string): Located {
    const lines: string[] = [];
    let margin: number | undefined;
    for (; this.at < this.source.length; this.at++) {
      const written = this.source[this.at] ?? "";
      const own = written.length - written.trimStart().length;
      if (written.trim() === "") {
        if (own > 0) this.refuse();
        lines.push("");
        continue;
      }
      if (own <= indent) break;
      margin ??= own;
      if (own < margin) this.refuse();
      lines.push(written.slice(margin));
    }
    if (margin === undefined || this.source.at(-1) !== "") this.refuse();
    while (lines.at(-1) === "") lines.pop();
    const value = lines.join("\n") + (header === "|" ? "\n" : "");
    return { kind: "scalar", place, value, source: value };
  }
}

const isItem = ({ text }: Line): boolean => text.startsWith("- ");
