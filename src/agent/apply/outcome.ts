/** What happened to one object. */
export interface ObjectChange {
  readonly id: string;
  /** `Deployment/default/web` */
  readonly object: string;
  readonly action: "created" | "configured" | "corrected" | "restored" | "recreated";
  /** For a correction: which fields, and whose change was undone. */
  readonly fields?: readonly string[];
  readonly managers?: readonly string[];
  /** The Kustomization whose labels it carried before. */
  readonly takenFrom?: string;
}

/** Why one object is not as it should be. */
export interface ObjectFailure {
  readonly object: string;
  readonly origin: string;
  readonly problem: string;
  /** `not-in-schema` is invalid as well, until the kind's definition changes. */
  readonly kind: "invalid" | "not-in-schema" | "immutable" | "unknown-kind" | "rejected";
}

/** Everything that happened in one pass over the objects. */
export interface ApplyOutcome {
  readonly changes: readonly ObjectChange[];
  readonly failures: readonly ObjectFailure[];
  /** Ids of what was left as it is, because the object asks for it. */
  readonly skipped: ReadonlySet<string>;
}

/** What would happen. */
export interface DetectOutcome {
  /** `Deployment/default/web would be configured: .spec.replicas` */
  readonly differing: readonly string[];
  readonly failures: readonly ObjectFailure[];
  readonly skipped: ReadonlySet<string>;
}
