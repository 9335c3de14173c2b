import { lastPart, stableDigits, stableHex, textOf } from "../../values/index.ts";
import { type TypeRules } from "../type-rules.ts";

export const serviceAccount: TypeRules = {
  name: {
    property: "accountId",
    pattern: /^[a-z](?:[-a-z0-9]{4,28}[a-z0-9])$/,
    says: "must be 6-30 lower-case letters, digits and dashes, start with a letter and not end with a dash",
  },
  autoname: { property: "accountId", longest: 28 },
  replaceOn: ["accountId"],
  idOf: ({ properties }) => accountPath(emailOf(properties), textOf(properties["project"]) ?? ""),
  idFromReference: (value, { properties, settings }) => {
    const email = lastPart(value.replace(/^serviceAccount:/, ""));
    const [, project] = /@([^.]+)\.iam\.gserviceaccount\.com$/.exec(email) ?? [];
    const named = project ?? textOf(properties["project"]) ?? settings.project ?? "";
    return accountPath(project === undefined ? `${email}@${named}.iam.gserviceaccount.com` : email, named);
  },
  complete: ({ id, properties }) => {
    const email = emailOf(properties);
    return { email, member: `serviceAccount:${email}`, name: id, uniqueId: stableDigits(`${id} uniqueId`, 21) };
  },
};

/** Keys hold no secret: nothing accepts them. They have the shape of real ones. */
export const serviceAccountKey: TypeRules = {
  references: {
    serviceAccountId: { types: ["gcp:serviceaccount/account:Account"], onDelete: "cascade", asLink: false },
  },
  replaceOn: ["*"],
  idOf: (draft) => {
    const account = serviceAccount.idFromReference?.(textOf(draft.properties["serviceAccountId"]) ?? "", draft) ?? "";
    return `${account}/keys/${stableHex(`${account} ${draft.now} ${Math.random()}`, 40)}`;
  },
  complete: ({ id, now }) => {
    const email = id.split("/")[3] ?? "";
    const key = { type: "service_account", client_email: email, private_key: "a key of the local cloud opens nothing" };
    return {
      name: id,
      privateKey: Buffer.from(JSON.stringify(key)).toString("base64"),
      publicKey: Buffer.from(`public key of ${id} in the local cloud`).toString("base64"),
      validAfter: now,
      validBefore: "9999-12-31T23:59:59Z",
    };
  },
};

function emailOf(properties: Readonly<Record<string, unknown>>): string {
  return `${textOf(properties["accountId"]) ?? ""}@${textOf(properties["project"]) ?? ""}.iam.gserviceaccount.com`;
}

function accountPath(email: string, project: string): string {
  return `projects/${project}/serviceAccounts/${email}`;
}
