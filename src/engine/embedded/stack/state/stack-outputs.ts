import { stackType } from "../../../../pulumi/index.ts";
import { WrongPassphrase } from "../../../errors.ts";
import { type Crypter, SecretUnreadable } from "../secrets/index.ts";
import type { DeploymentFile } from "./deployment-codec.ts";
import { fromFile, holdsCiphertext } from "./secret-values.ts";
import type { Properties } from "./snapshot.ts";

/** Outputs of a stack, secrets in clear and marked. */
export interface ReadOutputs {
  readonly outputs: Properties;
  /** True when the passphrase at hand does not open the secrets among them; each of these is a secret empty map then. */
  readonly unreadable: boolean;
}

/** @param openKey asked only when there is a secret among the outputs. */
export async function readStackOutputs(
  { resources = [] }: DeploymentFile,
  openKey: () => Promise<Crypter>,
): Promise<ReadOutputs> {
  const stack = resources.find(({ type, delete: deleted }) => type === stackType && !deleted);
  const written = (stack?.["outputs"] ?? {}) as Properties;
  const opened = (open: (ciphertext: string) => string) => fromFile(written, open) as Properties;
  const key = holdsCiphertext(written) ? await unlessLocked(openKey) : undefined;
  if (key === "locked") return { outputs: opened(() => "{}"), unreadable: true };
  let unreadable = false;
  const outputs = opened((ciphertext) => {
    try {
      return key?.decrypt(ciphertext) ?? "{}";
    } catch (error) {
      if (!(error instanceof SecretUnreadable)) throw error;
      unreadable = true;
      return "{}";
    }
  });
  return { outputs, unreadable };
}

async function unlessLocked(openKey: () => Promise<Crypter>): Promise<Crypter | "locked"> {
  try {
    return await openKey();
  } catch (error) {
    if (error instanceof WrongPassphrase) return "locked";
    throw error;
  }
}
