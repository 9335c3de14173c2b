import { languageHostCases } from "./language-host.ts";
import { ownSdk, programRunnerContract } from "./runner-contract.ts";

programRunnerContract("a program runs as Pulumi's language host would run it", ownSdk, languageHostCases);
