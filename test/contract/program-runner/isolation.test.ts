import { isolationCases } from "./isolation.ts";
import { ownSdk, programRunnerContract } from "./runner-contract.ts";

programRunnerContract("programs are kept apart", ownSdk, isolationCases);
