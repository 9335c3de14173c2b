import { GroundworkError } from "../../../lib/index.ts";
import { testedVersions } from "./sdk-patches/tested-versions.ts";

/** The program cannot be started as the project describes it. */
export class ProgramNotRunnable extends GroundworkError {
  readonly code = "program-not-runnable";
  readonly kind = "invalid";
  constructor(readonly data: { readonly folder: string; readonly problem: string; readonly remedy: string }) {
    super(`The program in ${data.folder} cannot be run: ${data.problem}. ${data.remedy}`);
  }
}

/** The program's SDK can call the engine over the network only, and the program may have none. */
export class SdkNotConfinable extends GroundworkError {
  readonly code = "sdk-not-confinable";
  readonly kind = "refused";
  constructor(readonly data: { readonly version: string }) {
    super(
      `A program from outside has no network, and @pulumi/pulumi ${data.version} cannot call the engine without one. ` +
        `Use one of the versions that can: ${testedVersions.map(({ version }) => version).join(", ")}.`,
    );
  }
}
