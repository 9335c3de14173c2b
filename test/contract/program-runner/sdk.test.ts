import { ownSdk, programRunnerContract } from "./runner-contract.ts";
import { sdkCases } from "./sdk.ts";

programRunnerContract("an SDK", ownSdk, sdkCases);
