import { sdkContract } from "./sdk-contract.ts";

sdkContract("3.256.0");
