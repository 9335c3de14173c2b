import { deletionContract } from "./deletion-contract.ts";
import { embeddedTarget } from "./embedded-target.ts";

deletionContract("the embedded API server", async () => await embeddedTarget());
