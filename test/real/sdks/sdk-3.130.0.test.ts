import { sdkContract } from "./sdk-contract.ts";

sdkContract("3.130.0");
