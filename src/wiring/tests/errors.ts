import { GroundworkError } from "../../lib/index.ts";

/** A team's project has no Vitest. */
export class VitestMissing extends GroundworkError {
  readonly code = "vitest-missing";
  readonly kind = "invalid";
  constructor(readonly data: { readonly folder: string }) {
    super(`${data.folder} has no Vitest to run its tests with. Install it with: npm install --save-dev vitest`);
  }
}

/** A folder is not the root of a project, which is what is brought up. */
export class NoProjectToTest extends GroundworkError {
  readonly code = "no-project-to-test";
  readonly kind = "invalid";
  constructor(readonly data: { readonly folder: string }) {
    super(
      `${data.folder} has no Pulumi.yaml, so there is no environment to test. Make it a project with: groundwork init`,
    );
  }
}

/** What is up could not be read for the tests. */
export class TestedUnreadable extends GroundworkError {
  readonly code = "tested-unreadable";
  readonly kind = "failed";
  constructor(readonly data: { readonly command: string; readonly problem: string }) {
    super(
      `What is up could not be read for the tests, by groundwork ${data.command}: ${data.problem}. Run groundwork test again.`,
    );
  }
}
