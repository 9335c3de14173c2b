import { describe, inject } from "vitest";
import { monitorCases } from "../../contract/program-runner/monitor.ts";
import {
  ownSdk,
  patchedRunnerContract,
  programRunnerContract,
  type RunnerCases,
} from "../../contract/program-runner/runner-contract.ts";
import { patchedSdkCases, sdkCases } from "../../contract/program-runner/sdk.ts";
import type { ProvidedSdk } from "./installed-sdk.ts";

/** The parts of the contract that depend on the SDK; the others are about processes and files. */
const contract: Readonly<Record<string, RunnerCases>> = {
  "a program calls its monitor": monitorCases,
  "an SDK": sdkCases,
};

/** Runs the contract on a version of the list. Its tests are skipped, with the reason, where the version cannot be had. */
export function sdkContract(version: string): void {
  const sdk = providedSdk(version);
  const options = "missing" in sdk ? { skip: true, meta: { skipped: sdk.missing } } : {};
  const underTest = "missing" in sdk ? ownSdk : sdk;
  describe(`@pulumi/pulumi ${version}`, options, () => {
    for (const [behavior, cases] of Object.entries(contract)) programRunnerContract(behavior, underTest, cases);
    patchedRunnerContract("a patched SDK", underTest, patchedSdkCases);
  });
}

function providedSdk(version: string): ProvidedSdk {
  const provided = inject("sdks").find((each) => each.version === version);
  return provided ?? { version, missing: `${version} is not on the list of tested versions` };
}
