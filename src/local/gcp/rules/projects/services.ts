import { textOf } from "../../values/index.ts";
import type { TypeRules } from "../type-rules.ts";

export const projectService: TypeRules = {
  idFormat: "{{project}}/{{service}}",
  defaults: { disableOnDestroy: true, checkIfServiceHasUsageOnDestroy: false },
  replaceOn: ["service"],
  check: ({ service }) => {
    const name = textOf(service);
    if (name === undefined || /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(name)) return [];
    return [{ property: "service", reason: `must be a service's name such as compute.googleapis.com; it is ${name}` }];
  },
};
