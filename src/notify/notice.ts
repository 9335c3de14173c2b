import type { Appearance, Matter, MatterState } from "../history/index.ts";
import type { NoticeKind, Route } from "./settings.ts";

/** A matter that is open in an environment. */
export interface OpenMatter {
  readonly matter: Matter;
  /** Of a difference. */
  readonly appearance?: Appearance;
  /** In ISO 8601. */
  readonly since: string;
}

/** What one route is told of one matter, in all environments that it leads to. It holds no value and no secret. */
export interface Notice {
  /** The same for the same news, however often it is sent: receivers know by it what they have already. 32 hexadecimal digits. */
  readonly id: string;
  /** The same from the first notice of a matter to its last. 32 hexadecimal digits. */
  readonly thread: string;
  readonly route: string;
  readonly kind: NoticeKind | "heartbeat" | "test" | "digest";
  /**
   * `opened`: the route was told nothing of it so far. `changed`: in other environments, or otherwise than before. `resolved`: gone
   * everywhere. `accepted`: likewise, and an exception in Git accepts it where it went last. `passed`: it lasted, and went before it could
   * be told.
   */
  readonly news: "opened" | "changed" | "resolved" | "accepted" | "passed";
  /** Of a digest, the notices that it stands for. */
  readonly digest?: readonly Notice[];
  /** Absent for a heartbeat, a test and a digest. */
  readonly matter?: Matter;
  /** How a difference is, or was last, in all of its environments. */
  readonly appearance?: Appearance;
  /** Those that have it now, sorted. */
  readonly environments: readonly string[];
  /** Those among them that are told for the first time. */
  readonly joined: readonly string[];
  /** Those that have it otherwise than they were told before. */
  readonly altered: readonly string[];
  /** Those that had it. */
  readonly left: readonly string[];
  /** By environment of {@link left}, the exception because of which it does not count any more. */
  readonly accepted: Readonly<Record<string, NonNullable<MatterState["accepted"]>>>;
  /** When it was first seen, in ISO 8601. */
  readonly since: string;
  /** Since when it is not seen any more in those that have {@link left}. */
  readonly until?: string;
  readonly at: string;
  /** What was compared. */
  readonly commit: string;
  /** The message of the thread, by the adapter's own name of it. */
  readonly message?: string;
  /** By environment, everything that the route was told of and that is open. */
  readonly open: ReadonlyMap<string, readonly OpenMatter[]>;
}

/** Tells people. */
export interface Notifier {
  /**
   * Tells a notice. May be repeated with the same notice: the second call leaves no second message, where the receiver can tell. One with
   * a {@link Notice.message} edits that message, where messages can be edited.
   *
   * @returns the message of the thread, by a name that is in no way secret
   * @throws {NoticeNotSent} after the retries of the adapter's policy
   */
  tell(notice: Notice): Promise<{ readonly message?: string }>;
}

/** What tells the people of a route. @throws {RouteNotReady} where something that it needs is not given to this process */
export type NotifierOf = (route: Route) => Notifier;
