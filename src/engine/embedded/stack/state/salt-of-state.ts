import { SecretUnreadable, UnsupportedSecretsProvider } from "../secrets/index.ts";
import type { DeploymentFile } from "./deployment-codec.ts";

/**
 * The salt that a state names for the key of its secrets.
 *
 * @throws {UnsupportedSecretsProvider} for keys that are no passphrases.
 * @throws {SecretUnreadable} for a salt that is no text.
 */
export function saltIn(provider: DeploymentFile["secrets_providers"], of: string): string | undefined {
  if (provider !== undefined && provider.type !== "passphrase" && provider.type !== "")
    throw new UnsupportedSecretsProvider({ of, provider: provider.type });
  const salt: unknown = provider?.state?.salt;
  if (salt === undefined || typeof salt === "string") return salt;
  throw new SecretUnreadable({ of, problem: "its encryption salt is no text" });
}
