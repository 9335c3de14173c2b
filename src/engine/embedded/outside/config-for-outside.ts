import { unknownValue } from "../../../pulumi/index.ts";
import type { StackConfig } from "../../engine.ts";

/** Configuration for a program from outside: which secrets there are, each of an unknown value. */
export function configForOutside(config: StackConfig): StackConfig {
  return Object.fromEntries(
    Object.entries(config).map(([key, given]) => [key, given.secret ? { ...given, value: unknownValue } : given]),
  );
}
