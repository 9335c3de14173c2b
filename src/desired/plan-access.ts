import { type Access, formatText, type GrantedRole } from "../environment/index.ts";
import type { DesiredCustomRole, DesiredGrant } from "./access-values.ts";
import { customRoleId } from "./names.ts";
import { optional, type Planning } from "./planning.ts";

export function planCustomRoles(planning: Planning): readonly DesiredCustomRole[] {
  const { cloud, customRoles } = planning.environment;
  return customRoles.map(({ name, title, description, permissions, stage }) => ({
    key: name,
    protect: planning.protects("customRoles", name),
    args: {
      roleId: roleId(planning, name),
      project: cloud.project,
      title,
      ...optional("description", description),
      permissions: [...permissions],
      stage,
    },
  }));
}

/** A role's full name, and the key of the role where the environment declares it. */
export function plannedRole(
  planning: Planning,
  granted: GrantedRole,
): { readonly role: string; readonly customRole?: string } {
  if ("role" in granted) return granted;
  const { customRole } = granted;
  return { role: `projects/${planning.environment.cloud.project}/roles/${roleId(planning, customRole)}`, customRole };
}

/** Ids of roles have no hyphens. */
function roleId(planning: Planning, name: string): string {
  return planning.name([name], customRoleId).replaceAll("-", "_");
}

export function planGrants(planning: Planning): readonly DesiredGrant[] {
  return planning.environment.access.flatMap((access) => {
    const { role, customRole } = plannedRole(planning, access.role);
    return access.members.map((member) => ({
      key: `${access.name}-${shown(member)}`,
      protect: planning.protects("access", access.name),
      on: access.on,
      member,
      ...optional("customRole", customRole),
      args: { role, ...optional("condition", access.condition) },
    }));
  });
}

function shown(member: Access["members"][number]): string {
  return "serviceAccount" in member ? `serviceAccounts/${member.serviceAccount}` : formatText(member.principal);
}
