import type { JsonObject } from "../../../../lib/index.ts";
import type { ResourceType } from "../kinds/index.ts";
import { type ApiProblem, invalid } from "../problem/index.ts";

/** Refuses content that a user may not write, although the user may write objects of the kind. @throws {ApiProblem} */
export type ConfirmWrite = (
  place: { readonly type: ResourceType; readonly namespace: string; readonly name: string },
  object: JsonObject,
  before: JsonObject | undefined,
) => void;

/** What every write is told beside the object. */
export interface WriteOptions {
  readonly dryRun: boolean;
  /** Who writes, for field ownership. */
  readonly manager: string;
  /** Unknown fields are refused, warned of, or dropped in silence. */
  readonly validation: "Strict" | "Warn" | "Ignore";
  /** Server-side apply takes fields from other managers. */
  readonly force: boolean;
  /** Says something to the client without failing. */
  readonly warn: (text: string) => void;
  /** Asked before an object is checked and stored. */
  readonly confirm?: ConfirmWrite;
}

const reasons = [
  ["Required value", "FieldValueRequired"],
  ["Unsupported value", "FieldValueNotSupported"],
  ["Forbidden", "FieldValueForbidden"],
  ["Too long", "FieldValueTooLong"],
] as const;

const validations = ["Strict", "Warn", "Ignore"] as const;

/** Reads the options from a request's query. The manager defaults to the program that the user agent names. */
export function writeOptions(
  query: URLSearchParams,
  userAgent: string,
  warn: (text: string) => void,
  kind: "CreateOptions" | "UpdateOptions" | "PatchOptions" | "DeleteOptions",
): WriteOptions {
  const dryRuns = query.getAll("dryRun").filter((value) => value !== "");
  const wrong = dryRuns.find((value) => value !== "All");
  if (wrong !== undefined)
    throw optionsInvalid(kind, "dryRun", `Unsupported value: ${JSON.stringify(dryRuns)}: supported values: "All"`);
  const wanted = query.get("fieldValidation") ?? "";
  const validation = validations.find((one) => one === wanted);
  if (validation === undefined && wanted !== "") {
    throw optionsInvalid(
      kind,
      "fieldValidation",
      `Unsupported value: ${JSON.stringify(wanted)}: supported values: "", "Ignore", "Strict", "Warn"`,
    );
  }
  const manager = query.get("fieldManager") ?? "";
  const longest = 128;
  if (manager.length > longest)
    throw optionsInvalid(kind, "fieldManager", `Too long: may not be more than ${longest} bytes`);
  const odd = Array.from(manager).findIndex((letter) => !/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(letter));
  if (odd >= 0) throw optionsInvalid(kind, "fieldManager", oddLetterIn(manager, odd));
  return {
    dryRun: dryRuns.length > 0,
    manager: manager === "" ? (userAgent.split("/")[0] ?? "").slice(0, 128) || "unknown" : manager,
    validation: validation ?? "Warn",
    force: query.get("force") === "true",
    warn,
  };
}

function oddLetterIn(manager: string, at: number): string {
  const code = (manager.codePointAt(at) ?? 0).toString(16);
  const shown = JSON.stringify(manager).replaceAll(/\\u00(..)/g, "\\x$1");
  return `Invalid value: ${shown}: invalid character U+${code.toUpperCase().padStart(4, "0")} (at position ${at})`;
}

/** An apply has to say who applies. */
export function requireManager(query: URLSearchParams): void {
  if ((query.get("fieldManager") ?? "") === "") {
    throw optionsInvalid("PatchOptions", "fieldManager", "Required value: is required for apply patch");
  }
}

/** Only an apply takes fields from others, so only an apply may be told to. */
export function requireNoForce(query: URLSearchParams): void {
  if (query.get("force") === "true") {
    throw optionsInvalid("PatchOptions", "force", "Forbidden: may not be specified for non-apply patch");
  }
}

/** Options of a request that contradict each other, or that no server knows. */
export function optionsInvalid(kind: string, field: string, message: string): ApiProblem {
  const reason = reasons.find(([words]) => message.startsWith(words))?.[1] ?? "FieldValueInvalid";
  return invalid({ group: "meta.k8s.io", kind }, "", [{ reason, message, field }]);
}
