import { describe, inject, it } from "vitest";
import { monitorCases } from "../../contract/program-runner/monitor.ts";
import { programRunnerContract, type RunnerCases } from "../../contract/program-runner/runner-contract.ts";
import { sdkCases } from "../../contract/program-runner/sdk.ts";

/** The parts of the contract that depend on the SDK; the others are about processes and files. */
const contract: Readonly<Record<string, RunnerCases>> = {
  "a program calls its monitor": monitorCases,
  "an SDK": sdkCases,
};

/** Runs the contract on a version of the list. Its tests are skipped, with the reason, where the version cannot be had. */
export function sdkContract(version: string): void {
  const sdk = inject("sdks").find((each) => each.version === version);
  const missing = !sdk
    ? `${version} is not on the list of tested versions`
    : "missing" in sdk
      ? sdk.missing
      : undefined;
  describe(`@pulumi/pulumi ${version}`, () => {
    if (!sdk || "missing" in sdk) {
      it.skip("runs the contract of program runners", { meta: { skipped: missing ?? "" } }, () => undefined);
      return;
    }
    for (const [behavior, cases] of Object.entries(contract)) programRunnerContract(behavior, sdk, cases);
  });
}
