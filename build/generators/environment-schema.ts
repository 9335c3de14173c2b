import { environmentJsonSchema } from "../../src/environment/index.ts";
import type { Generator } from "./generator.ts";

export const environmentSchema: Generator = {
  name: "JSON Schema of environment.yaml",
  generate: () => Promise.resolve(new Map([["environments/environment.schema.json", environmentJsonSchema()]])),
};
