import { sdkContract } from "./sdk-contract.ts";

sdkContract("3.0.0");
