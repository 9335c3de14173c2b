import { correctionsPath } from "../../correction/index.ts";
import { GroundworkError } from "../../lib/index.ts";

/** The file that says what becomes of drift. */
export class InvalidCorrections extends GroundworkError {
  readonly code = "invalid-corrections";
  readonly kind = "invalid";
  /** @param data issues with their places, one line each */
  constructor(readonly data: { readonly issues: readonly string[] }) {
    const issues = data.issues.map((issue) => `\n  ${issue}`).join("");
    super(`${correctionsPath} of the protected branch is wrong, so that nothing is corrected. Mend it:${issues}`);
  }
}

/** Records are lost, and one of them may say how often something was corrected. */
export class CorrectionsNotKnown extends GroundworkError {
  readonly code = "corrections-not-known";
  readonly kind = "unknown";
  constructor(readonly data: { readonly lost: readonly string[] }) {
    super(
      `It is not known how often something was corrected, and so nothing is: these records are lost or cannot be read: ${data.lost.slice(0, 5).join(", ")}. ` +
        "Restore them from a backup; where there is none, remove them.",
    );
  }
}

/** The commit that is checked out is none of the protected branch. */
export class CorrectionOffBranch extends GroundworkError {
  readonly code = "correction-off-branch";
  readonly kind = "refused";
  constructor(readonly data: { readonly commit: string; readonly branch: string }) {
    super(
      `${data.commit.slice(0, 7)} is not in the history of ${data.branch}, so that no merge has declared what it declares. ` +
        `Nothing is corrected to it. Check out ${data.branch}, and run the command again.`,
    );
  }
}

/** Nothing that is paused has such a fingerprint. */
export class NotPaused extends GroundworkError {
  readonly code = "correction-not-paused";
  readonly kind = "invalid";
  constructor(
    readonly data: {
      readonly fingerprints: readonly string[];
      /** Of what is paused: environment, subject and fingerprint, one line each. */
      readonly paused: readonly string[];
    },
  ) {
    super(
      `No correction of ${data.fingerprints.join(", ")} is paused. ` +
        (data.paused.length === 0
          ? "None is."
          : `Name one of these:${data.paused.map((each) => `\n  ${each}`).join("")}`),
    );
  }
}

/** What stands differs in another way than when it was compared. */
export class ChangedMeanwhile extends GroundworkError {
  readonly code = "changed-meanwhile";
  readonly kind = "refused";
  constructor(readonly data: { readonly environment: string }) {
    super(
      `What correcting ${data.environment} would do is not what was compared a moment ago: another program or a person is changing it. Nothing was changed. ` +
        `Look at it with: groundwork drift --env ${data.environment}`,
    );
  }
}

/** The branch of a proposal holds what a person has added or amended. */
export class ProposalBranchTaken extends GroundworkError {
  readonly code = "proposal-branch-taken";
  readonly kind = "refused";
  constructor(readonly data: { readonly branch: string; readonly commit: string | undefined }) {
    super(
      `${data.branch} is at ${data.commit?.slice(0, 7) ?? "another commit"}, which a person has added or amended: it is left as it is. ` +
        "Merge or close its change request, and delete the branch.",
    );
  }
}
