import type { ForgeUser } from "./change-request.ts";

export type Permission = "none" | "read" | "write" | "admin";

/** Who the forge says that users are, and what they may do now. */
export interface Identities {
  /** The user of the adapter's own token. */
  self(): Promise<ForgeUser>;
  /** What a user may do in the repository; `"unknown"` where the token may not ask. Never taken from a name that may be renamed. */
  permissionOf(user: ForgeUser): Promise<Permission | "unknown">;
}
