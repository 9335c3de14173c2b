import { type JsonObject, setMember } from "../../lib/index.ts";
import { type PlainValue } from "./cipher.ts";

/** A line of a file of variables. */
export type DotenvLine = { readonly comment: string } | { readonly name: string; readonly value: string };

export interface DotenvFile {
  readonly lines: readonly DotenvLine[];
  /** What its `sops_` variables say, as a block. */
  readonly sops: JsonObject;
}

const prefix = "sops_";

/** Reads a file of variables as SOPS does, which is neither a shell's way nor Docker's: no quotes, `\n` for a line end. */
export function dotenvOf(text: string): DotenvFile {
  const lines = text.split("\n").flatMap((line): readonly DotenvLine[] => {
    if (line === "") return [];
    if (line.startsWith("#")) return [{ comment: line.slice(1) }];
    const at = line.indexOf("=");
    if (at < 0) throw new Error("has a line that sets no variable");
    return [{ name: line.slice(0, at), value: line.slice(at + 1).replaceAll(String.raw`\n`, "\n") }];
  });
  const sops: JsonObject = {};
  for (const line of lines)
    if ("name" in line && line.name.startsWith(prefix)) place(sops, line.name.slice(prefix.length), line.value);
  return { lines: lines.filter((line) => !("name" in line && line.name.startsWith(prefix))), sops };
}

/** Where a flat name belongs in the block: `age__list_0__map_enc` is `enc` in the first item of `age`. Items come in order. */
function place(block: JsonObject, name: string, value: string): void {
  const [, list, item, key] = /^(.+?)__list_(\d+)__map_(.+)$/.exec(name) ?? [];
  if (list === undefined || key === undefined) return setMember(block, name, value);
  const items = Array.isArray(block[list]) ? (block[list] as JsonObject[]) : [];
  const index = Math.min(Number(item), items.length);
  items[index] = { ...items[index], [key]: value };
  setMember(block, list, items);
}

export function dotenvText(
  lines: readonly ({ readonly comment: string } | { readonly name: string; readonly value: PlainValue })[],
): string {
  return lines
    .map((line) =>
      "comment" in line
        ? `#${line.comment}\n`
        : `${line.name}=${String(line.value).replaceAll("\n", String.raw`\n`)}\n`,
    )
    .join("");
}
