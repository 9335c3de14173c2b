import { ownSdk, patchedRunnerContract, programRunnerContract } from "./runner-contract.ts";
import { patchedSdkCases, sdkCases } from "./sdk.ts";

programRunnerContract("an SDK", ownSdk, sdkCases);
patchedRunnerContract("a patched SDK", ownSdk, patchedSdkCases);
