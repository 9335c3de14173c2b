import { z } from "zod";
import { environmentDocument } from "../../src/environment/index.ts";
import type { Generator } from "./generator.ts";

/** The JSON Schema with which editors complete and check `environment.yaml` and profiles. */
export const environmentSchema: Generator = {
  name: "JSON Schema of environment.yaml",
  generate() {
    const schema = z.toJSONSchema(environmentDocument, { io: "input" });
    const text = JSON.stringify(
      { ...schema, title: "Groundwork environment", description: "An environment's folder, or a profile for several." },
      undefined,
      2,
    );
    return Promise.resolve(new Map([["environments/environment.schema.json", `${text}\n`]]));
  },
};
