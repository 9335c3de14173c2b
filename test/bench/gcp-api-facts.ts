import { ApiFacts } from "../../src/local/cloud/gcp/facts/index.ts";
import { type Benchmark, milliseconds } from "./benchmark.ts";

/** What a preview pays for the first type of a service: the service with the largest file, read and parsed anew. */
export const gcpApiFacts: Benchmark = {
  name: "facts of the API of one type",
  unit: "ms",
  goal: 3,
  runs: 21,
  prepare: async () => ({
    measure: () =>
      milliseconds(async () => {
        const type = new ApiFacts().typeOf("gcp:compute/instance:Instance");
        if (type?.fieldOf("bootDisk.mode")?.rule === undefined)
          throw new Error("the facts have no mode of a boot disk");
      }),
  }),
};
