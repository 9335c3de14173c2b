import { counted } from "../../lib/index.ts";
import { type Block, folds, line, type MarkdownDialect, markdown, withMessages } from "../document/index.ts";

/** A part of a comment that may be cut. */
export interface Part {
  /** Lower is more important. */
  readonly importance: number;
  /** How many things it lists. 1: it is shown whole or not at all. */
  readonly size: number;
  /** What it lists: one of them, and several. */
  readonly noun: string;
  readonly plural: string;
  /** The part with its first `kept` things. */
  readonly blocks: (kept: number) => readonly Block[];
}

/** A part that is shown whole or not at all. */
export function whole(importance: number, noun: string, blocks: readonly Block[]): Part {
  return {
    importance,
    noun,
    plural: `${noun}s`,
    size: blocks.length === 0 ? 0 : 1,
    blocks: (kept) => (kept === 0 ? [] : blocks),
  };
}

export interface CommentLimits {
  /** Bytes of UTF-8. */
  readonly commentBytes: number;
  readonly dialect: MarkdownDialect;
}

/** How a comment is written for readers on other machines. */
export interface ForReaders {
  /** How commands are written for the reader. */
  readonly asInvoked: (text: string) => string;
  /** The text of a message without the paths of the machine that writes it. Absent: it holds none. */
  readonly withoutMachinePaths?: (text: string) => string;
}

export interface FitOptions extends CommentLimits, ForReaders {
  /** What is said beside the names of what was left out. */
  readonly whereTheRestIs: string;
}

/** Bytes of details on a page that cannot fold them: the rest is in the whole text. */
const unfoldedBytes = 4_000;

/** From this importance on, what is left out does not keep the less important from being shown. */
const details = 5;

/**
 * The parts as Markdown, in their order, within the limit: it is never exceeded.
 *
 * What does not fit is left out from the least important on, and the comment says how much of what is missing. A part is cut
 * before anything less important is shown, so nothing stands in the place of an error or a loss.
 */
export function fitParts(parts: readonly Part[], options: FitOptions): string {
  const { dialect, asInvoked, withoutMachinePaths = (text: string) => text } = options;
  // Before texts are escaped: a path with an underscore is written otherwise then.
  const write: Write = (blocks) =>
    blocks.length === 0 ? "" : asInvoked(markdown(withMessages(blocks, withoutMachinePaths), dialect));
  const all = chosenParts(parts, options.commentBytes, options.dialect, write);
  if (all.left.size === 0) return all.text;

  const note = (left: LeftOut) => write([cutNote(left, options.whereTheRestIs)]);
  const most = new Map(parts.map((part) => [part.noun, { plural: part.plural, count: total(parts, part.noun) }]));
  const { text, left } = chosenParts(
    parts,
    options.commentBytes - Buffer.byteLength(note(most)) - 1,
    options.dialect,
    write,
  );
  return withinBytes(joined([text, note(left)]), options.commentBytes);
}

type LeftOut = ReadonlyMap<string, { readonly plural: string; readonly count: number }>;

type Write = (blocks: readonly Block[]) => string;

/** As much of the parts as fits, and how much of what does not. */
function chosenParts(
  parts: readonly Part[],
  bytes: number,
  dialect: MarkdownDialect,
  write: Write,
): { readonly text: string; readonly left: LeftOut } {
  const texts = new Map<Part, string>();
  const left = new Map<string, { readonly plural: string; readonly count: number }>();
  let room = bytes + 1;
  let isFull = false;
  let roomOfDetails = folds(dialect) || bytes === Number.POSITIVE_INFINITY ? bytes : unfoldedBytes;
  for (const part of parts.toSorted((a, b) => a.importance - b.importance)) {
    const isDetail = part.importance >= details;
    const fits = isDetail ? Math.min(room, roomOfDetails) : room;
    const { kept, text } = isFull ? { kept: 0, text: "" } : mostThatFits(part, fits, write);
    texts.set(part, text);
    const taken = text === "" ? 0 : Buffer.byteLength(text) + 1;
    room -= taken;
    roomOfDetails -= isDetail ? taken : 0;
    if (kept === part.size) continue;
    const count = (left.get(part.noun)?.count ?? 0) + part.size - kept;
    left.set(part.noun, { plural: part.plural, count });
    isFull ||= part.importance < details;
  }
  return { text: joined(parts.map((part) => texts.get(part) ?? "")), left };
}

/** Bytes that a folded part needs with one line in it: in less, none is tried. */
const leastOfDetails = 80;

function mostThatFits(part: Part, room: number, write: Write): { readonly kept: number; readonly text: string } {
  let best = { kept: 0, text: "" };
  if (part.importance >= details && room < leastOfDetails) return best;
  let [low, high] = [0, part.size];
  while (low < high) {
    const kept = best.kept === 0 && low === 0 && high === part.size ? part.size : Math.ceil((low + high) / 2);
    const text = write(part.blocks(kept));
    if (Buffer.byteLength(text) + 1 <= room) {
      best = { kept, text };
      low = kept;
    } else high = kept - 1;
  }
  return best;
}

function total(parts: readonly Part[], noun: string): number {
  return parts.reduce((sum, part) => sum + (part.noun === noun ? part.size : 0), 0);
}

function cutNote(left: LeftOut, whereTheRestIs: string): Block {
  const names = [...left].map(([noun, { plural, count }]) => counted(count, noun, plural));
  return line(`Left out, because the comment may not be longer: ${names.join(", ")}. ${whereTheRestIs}`);
}

/** Each text ends its last line. */
function joined(texts: readonly string[]): string {
  return texts.filter((text) => text !== "").join("\n");
}

/** A limit that is too small for the heading leaves only its begin. */
function withinBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  return Buffer.from(text)
    .subarray(0, Math.max(0, bytes))
    .toString("utf8")
    .replace(/\uFFFD$/u, "");
}
