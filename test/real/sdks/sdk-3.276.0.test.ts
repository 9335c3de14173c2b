import { sdkContract } from "./sdk-contract.ts";

sdkContract("3.276.0");
