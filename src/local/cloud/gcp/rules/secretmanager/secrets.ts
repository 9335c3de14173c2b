import { projectNumber, relativeLink, textOf } from "../../values/index.ts";
import { protectedFromDeletion } from "../compute/index.ts";
import type { TypeRules } from "../type-rules.ts";

const SECRET = "gcp:secretmanager/secret:Secret";
const VERSION = "gcp:secretmanager/secretVersion:SecretVersion";

export const secret: TypeRules = {
  name: {
    property: "secretId",
    pattern: /^[A-Za-z0-9_-]{1,255}$/,
    says: "must be 1-255 letters, digits, dashes and underscores",
  },
  autoname: { property: "secretId", longest: 255 },
  replaceOn: ["secretId", "replication"],
  idFromReference: (value, { properties, settings }) => {
    const link = relativeLink(value);
    const [, name] = /secrets\/([^/]+)/.exec(link) ?? [];
    const project = textOf(properties["project"]) ?? settings.project ?? "";
    return link.startsWith("projects/") && !/^projects\/\d+\//.test(link)
      ? link
      : `projects/${project}/secrets/${name ?? link}`;
  },
  complete: ({ id, properties }) => ({
    name: id.replace(/^projects\/[^/]+/, `projects/${projectNumber(String(properties["project"]))}`),
  }),
  guardDelete: protectedFromDeletion,
};

export const secretVersion: TypeRules = {
  references: { secret: { types: [SECRET], onDelete: "cascade", asLink: false } },
  replaceOn: ["secret", "secretData", "isSecretDataBase64", "secretDataWoVersion"],
  defaults: { enabled: true },
  idOf: (draft, world) => {
    const owner = world.resolve(textOf(draft.properties["secret"]) ?? "", SECRET, draft);
    if (owner === undefined) return undefined;
    const parent = `${String(owner.properties["name"])}/versions/`;
    const versions = world.ofType(VERSION).filter(({ id }) => id.startsWith(parent));
    return `${parent}${Math.max(0, ...versions.map(({ name }) => Number(name))) + 1}`;
  },
  complete: ({ id, now, previous }) => ({
    name: id,
    version: id.slice(id.lastIndexOf("/") + 1),
    createTime: textOf(previous?.properties["createTime"]) ?? now,
    destroyTime: "",
  }),
};
