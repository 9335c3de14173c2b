import type { Text } from "./text.ts";

/** A topic of Pub/Sub with its subscriptions. Times are in seconds. */
export interface Topic {
  readonly name: string;
  /** How long every published message can be read again; absent: as subscriptions say. */
  readonly retentionSeconds?: number;
  /** Regions in which messages are stored. */
  readonly regions: readonly string[];
  readonly schema?: MessageSchema;
  readonly labels: Readonly<Record<string, string>>;
  readonly subscriptions: readonly Subscription[];
}

export interface MessageSchema {
  readonly type: "avro" | "protobuf";
  readonly definition: string;
  readonly encoding: "json" | "binary";
}

export interface Subscription {
  readonly name: string;
  /** Absent, like `bucket`: subscribers pull. */
  readonly push?: Push;
  readonly bucket?: BucketDelivery;
  readonly ackDeadlineSeconds: number;
  readonly retentionSeconds: number;
  readonly keepAcknowledged: boolean;
  readonly ordering: boolean;
  readonly exactlyOnce: boolean;
  readonly filter?: string;
  /** Absent: messages are delivered again at once. */
  readonly retry?: { readonly minSeconds: number; readonly maxSeconds: number };
  /** Name of a topic of the environment. */
  readonly deadLetters?: { readonly topic: string; readonly attempts: number };
  /** Absent: it never expires. */
  readonly expiresAfterSeconds?: number;
}

export interface Push {
  /** An address, or one of the environment's services of Cloud Run and a path of it. */
  readonly to: { readonly endpoint: Text } | { readonly runService: string; readonly path: string };
  /** Name of the service account whose OIDC token every request carries. Absent: requests carry none. */
  readonly serviceAccount?: string;
  /** Absent: the endpoint. */
  readonly audience?: Text;
  readonly unwrapped: boolean;
}

export interface BucketDelivery {
  /** Name of one of the environment's buckets. */
  readonly name: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly format: "text" | "avro";
  readonly everySeconds: number;
}
