/** A rule that keeps pushes from branches. */
export interface PushRule {
  /** Whether it is for the branch. */
  readonly isMeant: boolean | "unknown";
  /** Whether there are people who may push all the same. */
  readonly leavesSomeoneOut: boolean;
}

/** Whether no one may push to a branch. People whom one rule leaves out may, although another rule leaves no one out. */
export function keepsPushesAway(rules: readonly PushRule[]): boolean | "unknown" {
  const meant = rules.filter(({ isMeant }) => isMeant === true);
  const perhaps = rules.filter(({ isMeant }) => isMeant === "unknown");
  if (meant.some((rule) => rule.leavesSomeoneOut)) return false;
  if (meant.length > 0) return perhaps.some((rule) => rule.leavesSomeoneOut) ? "unknown" : true;
  return perhaps.some((rule) => !rule.leavesSomeoneOut) ? "unknown" : false;
}
