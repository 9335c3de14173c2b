import { GroundworkError } from "../../../lib/index.ts";

/** The program cannot be started as the project describes it. */
export class ProgramNotRunnable extends GroundworkError {
  readonly code = "program-not-runnable";
  readonly kind = "invalid";
  constructor(readonly data: { readonly folder: string; readonly problem: string; readonly remedy: string }) {
    super(`The program in ${data.folder} cannot be run: ${data.problem}. ${data.remedy}`);
  }
}
