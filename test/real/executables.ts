import { describe, inject } from "vitest";
import type { PartKey, ProvidedPart } from "./parts/index.ts";

declare module "vitest" {
  interface TaskMeta {
    /** Why the test did not run. */
    skipped?: string;
  }
}

/** Absolute paths of executables, or why one of them is missing. */
export function realExecutables<Key extends PartKey>(
  ...keys: readonly Key[]
): Readonly<Record<Key, string>> | { readonly missing: string } {
  const parts = inject("realParts");
  const found: [Key, string][] = [];
  for (const key of keys) {
    const part: ProvidedPart = parts[key];
    if ("missing" in part) return part;
    found.push([key, part.executable]);
  }
  return Object.fromEntries(found) as Record<Key, string>;
}

/**
 * A `describe` whose tests and hooks are all skipped, with the reason in each test's `meta.skipped`, where something is missing.
 *
 * @param program for people, such as `the Pulumi CLI`
 */
export function describeWith<Found extends object>(
  program: string,
  title: string,
  found: Found | { readonly missing: string },
  body: (found: () => Found) => void,
): void {
  const options = "missing" in found ? { skip: true, meta: { skipped: found.missing } } : {};
  describe(`with ${program}: ${title}`, options, () => {
    body(() => {
      if ("missing" in found) throw new Error(found.missing);
      return found;
    });
  });
}
