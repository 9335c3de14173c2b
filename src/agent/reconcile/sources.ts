import type { Revision } from "../../kubernetes/flux/index.ts";
import type { SourceTree } from "../fetch/index.ts";

/** A revision of a source whose files can be read. */
export interface AvailableSource {
  readonly revision: Revision;
  /** What is left out of it, for telling whether anything changed. */
  readonly ignore: string | undefined;
  tree(): SourceTree;
}

/** The sources that have been fetched, by `namespace/name`. */
export type Sources = Map<string, AvailableSource>;
