/** What was found when something that the driver needs was looked at. */
export interface CheckResult {
  readonly name: string;
  /** `optional`: missing, and only some commands need it. */
  readonly state: "good" | "optional" | "bad";
  readonly found: string;
  /** What to do about it; absent when nothing is to be done. */
  readonly remedy?: string;
}
