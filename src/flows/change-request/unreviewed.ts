import type { Binding, Refusal } from "../../change/index.ts";
import type { Forge } from "../../forge/index.ts";

/**
 * Whether the user of the forge's token may bring up what was not reviewed: one who could push it to the branch as well.
 *
 * Where the forge does not tell what a user may do, the run is allowed and the report says that it was not checked.
 *
 * @throws {ForgeUnavailable}
 */
export async function permitUnreviewed(
  reason: string,
  { identities }: Forge,
): Promise<{ readonly refusal: Refusal } | Pick<Binding, "unreviewed">> {
  if (reason.trim() === "")
    return refused("no-reason", "--allow-unreviewed has no reason", "Write why it cannot wait for a review.");
  if (!identities) return { unreviewed: { reason, by: "a user that is not known", isAllowed: "unknown" } };
  const user = await identities.self();
  const permission = await identities.permissionOf(user);
  if (permission === "none" || permission === "read")
    return refused(
      "no-permission",
      `${user.name} may not write to the repository`,
      "Have the change reviewed, or let a user with that right run it.",
    );
  return { unreviewed: { reason, by: user.name, isAllowed: permission === "unknown" ? "unknown" : true } };
}

function refused(code: string, because: string, remedy: string): { readonly refusal: Refusal } {
  return { refusal: { kind: "not-reviewed", code, because, remedy } };
}
