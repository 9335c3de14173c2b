import { promotionJsonSchema } from "../../src/promotion/index.ts";
import type { Generator } from "./generator.ts";

export const promotionSchema: Generator = {
  name: "JSON Schema of promotion.yaml",
  generate: () => Promise.resolve(new Map([["environments/promotion.schema.json", promotionJsonSchema()]])),
};
