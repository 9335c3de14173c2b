import type { Text } from "./text.ts";

/** What of the project's logs goes where, beside the log buckets that every project has. */
export interface LogSink {
  readonly name: string;
  readonly description?: string;
  readonly destination: LogDestination;
  /** In the language of Cloud Logging. Absent: every entry. */
  readonly filter?: string;
  readonly exclusions: readonly LogExclusion[];
  readonly disabled: boolean;
}

export interface LogExclusion {
  readonly name: string;
  readonly description?: string;
  readonly filter: string;
  readonly disabled: boolean;
}

/** Of the environment itself (`bucket`, `topic`), or of another place. */
export type LogDestination =
  | { readonly kind: "bucket"; readonly name: string }
  | { readonly kind: "topic"; readonly name: string }
  /** Full name of a bucket of Cloud Storage. */
  | { readonly kind: "other-bucket"; readonly bucket: Text }
  | { readonly kind: "other-topic"; readonly project: string; readonly topic: string }
  | { readonly kind: "dataset"; readonly project: string; readonly dataset: string }
  | { readonly kind: "log-bucket"; readonly project: string; readonly location: string; readonly bucket: string };
