import { memberOf } from "../../lib/index.ts";
import {
  type Access,
  type AccessCondition,
  type AccessTarget,
  type CustomRole,
  type GrantedRole,
  grantedRole,
  type Member,
} from "../access.ts";
import type { RawSpec } from "../schema/index.ts";
import { formatText, parseText } from "../text.ts";
import type { ValuePath } from "../yaml/index.ts";
import { targetKinds } from "./access-targets.ts";
import { conditionProblem } from "./condition.ts";
import type { Findings } from "./findings.ts";
import { checkKnown } from "./lookup.ts";
import { everybody, memberProblem, sameMember } from "./members.ts";

type RawAccess = RawSpec["access"][number];

const path = ["spec", "access"] as const;
const ownAccount = "serviceAccounts/";
/** Google keeps no condition for these. */
const basicRoles = ["roles/owner", "roles/editor", "roles/viewer"];

export function buildAccess(findings: Findings, spec: RawSpec): Access[] {
  findings.uniqueNames(path, spec.access);
  reportRepeated(findings, spec);
  return spec.access.map((raw, index) => {
    const at = [...path, index];
    const role = buildRole(findings, [...at, "role"], raw.role, spec);
    checkCondition(findings, at, raw);
    return {
      name: raw.name,
      on: buildTarget(findings, [...at, "on"], raw.on, spec),
      role,
      members: raw.members.map((member, position) =>
        buildMember(findings, [...at, "members", position], member, { raw, spec }),
      ),
      ...(raw.condition === undefined ? {} : { condition: buildCondition(raw.condition) }),
    };
  });
}

export function buildCustomRoles(findings: Findings, raw: RawSpec["customRoles"]): CustomRole[] {
  findings.uniqueNames(["spec", "customRoles"], raw);
  return raw.map(({ name, title = name, description, permissions, stage }, index) => {
    const ofFolders = permissions.indexOf("resourcemanager.projects.list");
    if (ofFolders >= 0) {
      const message = "is refused in roles of a project; only roles of an organization have it";
      findings.error(["spec", "customRoles", index, "permissions", ofFolders], "permission-of-organizations", message);
    }
    return {
      name,
      title,
      ...(description === undefined ? {} : { description }),
      permissions: [...new Set(permissions)].toSorted(),
      stage,
    };
  });
}

/** Checks that a role of the environment itself is declared. */
export function buildRole(findings: Findings, at: ValuePath, written: string, spec: RawSpec): GrantedRole {
  const granted = grantedRole(written);
  if ("customRole" in granted) {
    const known = spec.customRoles.map(({ name }) => name);
    checkKnown(findings, at, granted.customRole, { what: "custom role", known });
  }
  return granted;
}

function buildTarget(findings: Findings, at: ValuePath, written: string, spec: RawSpec): AccessTarget {
  const target = targetOf(written);
  if (target.kind === "project") return target;
  const known = Object.entries(targetKinds).flatMap(([kind, { names }]) =>
    names(spec).map((name) => `${kind}/${name}`),
  );
  checkKnown(findings, at, written, { what: "resource", known: ["project", ...known] });
  return target;
}

function targetOf(written: string): AccessTarget {
  const slash = written.indexOf("/");
  if (slash < 0) return { kind: "project", name: "" };
  return { kind: written.slice(0, slash) as AccessTarget["kind"], name: written.slice(slash + 1) };
}

function buildMember(
  findings: Findings,
  at: ValuePath,
  written: string,
  { raw, spec }: { readonly raw: RawAccess; readonly spec: RawSpec },
): Member {
  if (written.startsWith(ownAccount)) {
    const serviceAccount = written.slice(ownAccount.length);
    const known = spec.serviceAccounts.map(({ name }) => name);
    checkKnown(findings, at, serviceAccount, { what: "service account", known });
    return { serviceAccount };
  }
  const principal = findings.text(at, written);
  if (everybody.includes(written)) checkPublic(findings, at, written, raw);
  else {
    // What another environment's output will be is not known here, only that it stands for a part of the text.
    const shown = principal.map((part) => (typeof part === "string" ? part : "a@example.com")).join("");
    const problem = memberProblem(principal.length > 1 ? shown : written);
    if (problem !== undefined) findings.error(at, "bad-member", problem.replace(shown, written));
  }
  return { principal };
}

function checkPublic(findings: Findings, at: ValuePath, written: string, raw: RawAccess): void {
  const { kind } = targetOf(raw.on);
  const never =
    kind === "project" ? "Google takes no role for everybody on a project" : memberOf(targetKinds, kind)?.neverPublic;
  if (never !== undefined) findings.error(at, "never-public", `is ${written}, which gives it to everybody; ${never}`);
  else if (!raw.public) {
    const message = `is ${written}, which gives it to everybody; write public: true beside it where that is meant`;
    findings.error(at, "public-access", message);
  }
}

function buildCondition({ title, description, expression }: NonNullable<RawAccess["condition"]>): AccessCondition {
  return { title, ...(description === undefined ? {} : { description }), expression };
}

function checkCondition(findings: Findings, at: ValuePath, { condition, role, members }: RawAccess): void {
  if (condition === undefined) return;
  const report = (where: ValuePath, message: string) => findings.error(where, "bad-condition", message);
  const problem = conditionProblem(condition.expression);
  if (problem !== undefined) report([...at, "condition", "expression"], problem);
  if (basicRoles.includes(role)) report([...at, "condition"], `cannot stand beside ${role}, which counts always`);
  if (members.some((member) => everybody.includes(member)))
    report([...at, "condition"], "cannot stand beside allUsers or allAuthenticatedUsers");
}

/** Two grants that are one at Google: taking one of them away would take both. */
function reportRepeated(findings: Findings, spec: RawSpec): void {
  const first = new Map<string, ValuePath>();
  const see = (key: readonly unknown[], at: ValuePath) => {
    const id = JSON.stringify(key);
    const earlier = first.get(id);
    if (earlier === undefined) first.set(id, at);
    else {
      const message = `the same is said at ${findings.whereIs(earlier)} already; take one of the two out`;
      findings.error(at, "repeated-access", message);
    }
  };
  for (const [index, { name, roles }] of spec.serviceAccounts.entries()) {
    // A role that is written twice there is one role.
    for (const role of new Set(roles)) {
      const at = ["spec", "serviceAccounts", index, "roles", roles.indexOf(role)];
      see(["project", role, `${ownAccount}${name}`, null], at);
    }
  }
  for (const [index, { on, role, members, condition }] of spec.access.entries()) {
    const when = condition ? [condition.title, condition.description ?? "", condition.expression] : null;
    for (const [position, member] of members.entries())
      see([on, role, sameMember(formatText(parseText(member))), when], [...path, index, "members", position]);
  }
}
