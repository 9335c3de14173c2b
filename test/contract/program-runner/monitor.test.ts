import { monitorCases } from "./monitor.ts";
import { ownSdk, programRunnerContract } from "./runner-contract.ts";

programRunnerContract("a program calls its monitor", ownSdk, monitorCases);
