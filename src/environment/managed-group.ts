/** What makes a machine group a managed one: the cloud makes its machines, all alike, out of one template. */
export interface ManagedGroup {
  /** Absent: the group has as many machines as its `count`. */
  readonly autoscaling?: Autoscaling;
  readonly autohealing?: {
    readonly check: Probe;
    /** How long a new machine may be unhealthy. */
    readonly initialDelaySeconds: number;
  };
  readonly rollout: Rollout;
}

export interface Autoscaling {
  readonly min: number;
  readonly max: number;
  /** Share of the CPUs that are to be busy, above 0 and up to 1. */
  readonly cpu: number;
  readonly cooldownSeconds: number;
  readonly schedules: readonly ScalingSchedule[];
}

/** Times in which a group has at least so many machines. */
export interface ScalingSchedule {
  readonly name: string;
  readonly min: number;
  /** When it begins, as five fields of cron. */
  readonly starts: string;
  readonly durationSeconds: number;
  /** A name of the time zone database, such as `Europe/Berlin`. */
  readonly timeZone: string;
}

/** How machines are replaced when their template changes. */
export interface Rollout {
  /** `opportunistic` replaces machines only when something else makes them anew. */
  readonly type: "proactive" | "opportunistic";
  readonly maxSurge: Amount;
  readonly maxUnavailable: Amount;
}

/** Machines, or a share of the group in percent. */
export type Amount = { readonly fixed: number } | { readonly percent: number };

/** One question that Google's health checkers ask a machine again and again. */
export interface Probe {
  readonly protocol: ProbeProtocol;
  readonly port: number;
  /** Of HTTP and its relatives alone. */
  readonly path?: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  /** Answers in a row that make a machine healthy. */
  readonly healthy: number;
  /** Misses in a row that make a machine unhealthy. */
  readonly unhealthy: number;
}

export type ProbeProtocol = "http" | "https" | "http2" | "tcp" | "ssl" | "grpc";

/** How many machines a group has at least and at most, without those that a rollout adds for a time. */
export function groupSize(group: { readonly count: number; readonly managed?: ManagedGroup }): {
  readonly min: number;
  readonly max: number;
} {
  const { min, max } = group.managed?.autoscaling ?? { min: group.count, max: group.count };
  return { min, max };
}

/** Machines of a group while it is rolled out: the most that may stand at one time. */
export function machinesAtMost(group: { readonly count: number; readonly managed?: ManagedGroup }): number {
  const { max } = groupSize(group);
  const surge = group.managed?.rollout.maxSurge ?? { fixed: 0 };
  return max + ("fixed" in surge ? surge.fixed : Math.ceil((max * surge.percent) / 100));
}
