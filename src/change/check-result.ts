/** What was found when something that the driver needs was looked at. */
export interface CheckResult {
  readonly name: string;
  /** `optional`: missing, and only some commands need it. `unknown`: it could not be looked at. */
  readonly state: "good" | "optional" | "unknown" | "bad";
  readonly found: string;
  /** What to do about it; absent when nothing is to be done. */
  readonly remedy?: string;
  /** What `doctor --fix` would do about it, as the end of "Do you want to …?". Absent when it can do nothing. */
  readonly fix?: string;
}
