import type { Layer } from "./layer.ts";

/** A difference that was changed outside and is to be updated back. It holds no value of any property. */
export interface CorrectedDifference {
  readonly layer: Layer;
  /** As a scan for drift shows it: `gcp:compute:Firewall ssh`. */
  readonly subject: string;
  /** Properties that are updated, sorted. */
  readonly paths: readonly string[];
  /** Of the finding: 16 hexadecimal digits. */
  readonly fingerprint: string;
  /** Who had changed it and when, in ISO 8601, where an audit log tells. */
  readonly by?: { readonly actor: string; readonly at: string };
}
