import { textOf } from "../../values/index.ts";
import { InvalidRequest } from "../errors.ts";
import type { TypeRules } from "../type-rules.ts";

const HOST = "gcp:compute/sharedVPCHostProject:SharedVPCHostProject";
const SERVICE = "gcp:compute/sharedVPCServiceProject:SharedVPCServiceProject";

/** A project that shares its networks. It stays one while projects are attached to it. */
export const sharedVpcHost: TypeRules = { idFormat: "{{project}}", replaceOn: ["project"] };

/** A project that uses networks of a host: of one alone, and never of itself. */
export const sharedVpcService: TypeRules = {
  replaceOn: ["*"],
  references: { hostProject: { types: [HOST], onDelete: "refuse", asLink: false } },
  idFromReference: (value) => value,
  admit: ({ id, properties }, world) => {
    const project = textOf(properties["serviceProject"]);
    const refuse = (reason: string) => {
      throw new InvalidRequest({ id, property: "serviceProject", reason });
    };
    if (project === properties["hostProject"]) refuse(`is ${project}, the host itself.`);
    const other = world.ofType(SERVICE).find((each) => each.id !== id && each.properties["serviceProject"] === project);
    if (other !== undefined) refuse(`is ${project}, which is attached to ${String(other.properties["hostProject"])}.`);
  },
};
