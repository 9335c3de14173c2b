import { exceptionsJsonSchema } from "../../src/exceptions/index.ts";
import type { Generator } from "./generator.ts";

export const exceptionsSchema: Generator = {
  name: "JSON Schema of exceptions.yaml",
  generate: () => Promise.resolve(new Map([["environments/exceptions.schema.json", exceptionsJsonSchema()]])),
};
