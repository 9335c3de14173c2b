import { projectNumber, textOf } from "../../values/index.ts";
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

export const project: TypeRules = {
  name: {
    property: "projectId",
    pattern: /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
    says: "must be 6-30 lower-case letters, digits and dashes, start with a letter and not end with a dash",
  },
  autoname: { property: "projectId", longest: 30 },
  replaceOn: ["projectId"],
  idOf: ({ properties }) => `projects/${textOf(properties["projectId"]) ?? ""}`,
  complete: ({ properties }) => ({ number: projectNumber(textOf(properties["projectId"]) ?? "") }),
};
