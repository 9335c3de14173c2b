import type { verify } from "openpgp";
import { messageOf } from "../../lib/index.ts";
import type { Verdict } from "./verdict.ts";

/** Public keys of OpenPGP that have been read. */
export interface OpenPgpKeys {
  verdictOn(payload: Buffer, armored: string): Promise<Verdict>;
}

/** @throws {Error} in the library's words for what is no armored public key */
export async function openPgpKeysIn(armored: readonly string[]): Promise<OpenPgpKeys> {
  // Loaded late: few repositories have their signatures verified, and the agent's memory is counted.
  const openpgp = await import("openpgp");
  const read = await Promise.all(armored.map((armoredKeys) => openpgp.readKeys({ armoredKeys })));
  // A secret key in the Secret would do as well, and only its public half is kept.
  const verificationKeys = read.flat().map((key) => key.toPublic());
  return {
    async verdictOn(payload, armoredSignature) {
      try {
        const signature = await openpgp.readSignature({ armoredSignature });
        const message = await openpgp.createMessage({ binary: payload });
        const { signatures } = await openpgp.verify({ message, signature, verificationKeys, format: "binary" });
        return await firstTrusted(signatures);
      } catch (thrown) {
        return { problem: `its OpenPGP signature cannot be read: ${messageOf(thrown)}` };
      }
    },
  };
}

async function firstTrusted(signatures: Awaited<ReturnType<typeof verify>>["signatures"]): Promise<Verdict> {
  const problems: string[] = [];
  for (const { keyID, verified } of signatures) {
    const key = keyID.toHex().toUpperCase();
    try {
      await verified;
      return { key };
    } catch (thrown) {
      const problem = messageOf(thrown);
      problems.push(
        /Could not find signing key/.test(problem)
          ? `it is signed with the OpenPGP key ${key}, which is not among the trusted ones`
          : `its OpenPGP signature by ${key} does not hold: ${problem}`,
      );
    }
  }
  return { problem: problems.join("; ") || "its OpenPGP signature is empty" };
}
