import { GroundworkError } from "../lib/index.ts";

/** What the process says to its caller. Documented in the README; a number never changes its meaning. */
export const ExitCode = {
  /** Done, and nothing is left to say. */
  ok: 0,
  /** Something failed while it was carried out. */
  failed: 1,
  /** The command line or a file in the repository is wrong; nothing was started. */
  invalid: 2,
  /** Everything worked and there are differences, where the caller asked to be told by the exit code. */
  different: 3,
  /** Refused before the first step: locked, protected, a state that cannot be trusted, or not what was previewed. */
  refused: 4,
  /** A verdict could not be reached: never to be read as "no differences". */
  unknown: 5,
  /** Ended by Ctrl-C after the running steps had finished. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Codes of errors that say more than "failed"; every other error is {@link ExitCode.failed}. */
const exitCodes: Readonly<Record<string, ExitCode>> = {
  "backend-unusable": ExitCode.refused,
  "deployment-rejected": ExitCode.invalid,
  "deployment-unreadable": ExitCode.invalid,
  "environment-exists": ExitCode.invalid,
  "environment-name-invalid": ExitCode.invalid,
  "invalid-assignment": ExitCode.invalid,
  "invalid-config-key": ExitCode.invalid,
  "invalid-digest": ExitCode.invalid,
  "invalid-stack-name": ExitCode.invalid,
  "invalid-stack-reference": ExitCode.invalid,
  "local-change-not-understood": ExitCode.invalid,
  "missing-config": ExitCode.invalid,
  "missing-history": ExitCode.invalid,
  "missing-passphrase": ExitCode.invalid,
  "no-checkout": ExitCode.invalid,
  "no-commits": ExitCode.invalid,
  "no-project": ExitCode.invalid,
  "no-such-output": ExitCode.invalid,
  "no-such-stack": ExitCode.invalid,
  "nobody-to-ask": ExitCode.refused,
  "not-a-repository": ExitCode.invalid,
  "not-answered": ExitCode.interrupted,
  "packages-missing": ExitCode.invalid,
  "passphrase-file-unreadable": ExitCode.invalid,
  "plan-unreadable": ExitCode.invalid,
  "profile-not-found": ExitCode.invalid,
  "project-invalid": ExitCode.invalid,
  "scaffold-invalid": ExitCode.invalid,
  "secret-unreadable": ExitCode.refused,
  "stack-config-invalid": ExitCode.invalid,
  "stack-locked": ExitCode.refused,
  "stack-not-lockable": ExitCode.refused,
  "stack-not-named": ExitCode.invalid,
  "state-denied": ExitCode.refused,
  "state-inconsistent": ExitCode.refused,
  "state-too-new": ExitCode.refused,
  "state-unreadable": ExitCode.refused,
  "still-needed": ExitCode.refused,
  "target-unknown": ExitCode.invalid,
  "unknown-environment": ExitCode.invalid,
  "unknown-revision": ExitCode.invalid,
  "unrelated-histories": ExitCode.invalid,
  "unsupported-backend": ExitCode.invalid,
  "unsupported-feature": ExitCode.refused,
  "unsupported-repository": ExitCode.invalid,
  "unsupported-secrets-provider": ExitCode.invalid,
  "wrong-passphrase": ExitCode.refused,
};

/** What the process says to its caller about an error that ended it. */
export function exitCodeOf(thrown: unknown): ExitCode {
  return thrown instanceof GroundworkError ? (exitCodes[thrown.code] ?? ExitCode.failed) : ExitCode.failed;
}
