import type { MatterKind } from "../history/index.ts";
import { matchesStars } from "../lib/index.ts";
import type { QuietHours } from "./quiet-hours.ts";

/** What a route may be told of. */
export const noticeKinds = ["drift", "unknown", "failed", "waiting", "converged"] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** Where a route leads. Secrets stand in it by the names of the environment's variables that hold them. */
export type Destination =
  | { readonly kind: "slack"; readonly channel: string; readonly tokenFrom: string; readonly url?: string }
  | { readonly kind: "teams"; readonly urlFrom: string }
  | {
      readonly kind: "webhook";
      readonly secretFrom: string;
      /** Either the address or the variable that holds it is there. */
      readonly url?: string;
      readonly urlFrom?: string;
    }
  | {
      readonly kind: "smtp";
      readonly host: string;
      readonly port: number;
      /** How the connection is encrypted; `none` is for a server on the same machine. */
      readonly tls: "starttls" | "implicit" | "none";
      readonly from: string;
      readonly to: readonly string[];
      readonly user?: string;
      readonly passwordFrom?: string;
    }
  | { readonly kind: "issue" };

/** Who is told of what, and where. */
export interface Route {
  readonly name: string;
  /** Names of environments, with stars for any characters. */
  readonly environments: readonly string[];
  /** Owners of environments, with stars. Empty: of any owner, and of none. */
  readonly owners: readonly string[];
  readonly kinds: readonly NoticeKind[];
  readonly quietHours?: QuietHours;
  /** How often it is told that all is well. Absent: never. */
  readonly heartbeatMilliseconds?: number;
  readonly to: Destination;
}

/** The notifications file of the protected branch. Valid by construction: routes have different names. */
export interface NotificationSettings {
  /** How long each kind has to last before it is told. */
  readonly afterMilliseconds: Readonly<Record<Exclude<NoticeKind, "converged">, number>>;
  /** How long something has to be gone before it is told as gone; one that comes back earlier was never gone. */
  readonly settleMilliseconds: number;
  /** How long an environment has to be without anything wrong before it is told as converged. */
  readonly convergedMilliseconds: number;
  /** As many notices of one comparison are told people one by one; more of them are one message. */
  readonly digestBeyond: number;
  readonly routes: readonly Route[];
}

/** By environment, the `owner` of its metadata. */
export type Owners = ReadonlyMap<string, string>;

export function noticeKindOf(kind: MatterKind): NoticeKind {
  return kind === "trouble" ? "converged" : kind;
}

export function isOnRoute({ environments, owners }: Route, environment: string, owner: string | undefined): boolean {
  if (!environments.some((pattern) => matchesStars(pattern, environment))) return false;
  return owners.length === 0 || (owner !== undefined && owners.some((pattern) => matchesStars(pattern, owner)));
}
