import { type TypeRules } from "../type-rules.ts";

/** The role of a name that was deleted comes back with its new permissions, as Google restores it for 7 days. */
export const customRole: TypeRules = {
  idFormat: "projects/{{project}}/roles/{{roleId}}",
  name: {
    property: "roleId",
    pattern: /^[a-zA-Z0-9_.]{3,64}$/,
    says: "must be 3-64 letters, digits, underscores and periods",
  },
  autoname: { property: "roleId", longest: 64 },
  replaceOn: ["roleId", "project"],
  defaults: { stage: "GA" },
  check: ({ permissions }) => {
    const names = Array.isArray(permissions) ? permissions : [];
    return names
      .filter((name) => typeof name === "string" && !/^[a-z][a-zA-Z0-9]*(\.[a-zA-Z0-9]+){2,}$/.test(name))
      .map((name) => ({
        property: "permissions",
        reason: `must be such as storage.objects.get; one is ${String(name)}`,
      }));
  },
  complete: ({ id }) => ({ name: id, deleted: false }),
};
