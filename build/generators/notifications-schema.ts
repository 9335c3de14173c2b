import { notificationsJsonSchema } from "../../src/notify/index.ts";
import type { Generator } from "./generator.ts";

export const notificationsSchema: Generator = {
  name: "JSON Schema of notifications.yaml",
  generate: () => Promise.resolve(new Map([["environments/notifications.schema.json", notificationsJsonSchema()]])),
};
