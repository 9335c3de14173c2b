import { resourcePackageCases } from "./resource-packages.ts";
import { ownSdk, programRunnerContract } from "./runner-contract.ts";

programRunnerContract("packages of resources", ownSdk, resourcePackageCases);
