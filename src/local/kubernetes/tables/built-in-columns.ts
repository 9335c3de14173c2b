import type { ResourceType } from "../kinds/index.ts";
import { ageColumn, type Column, nameColumn } from "./column.ts";

export function builtInColumns(_: ResourceType): readonly Column[] {
  return [nameColumn, ageColumn];
}
