import { ForgeRefused, ForgeUnavailable } from "../../../src/forge/index.ts";

/** The error that a call ends with. */
export async function errorOf(call: Promise<unknown>): Promise<ForgeUnavailable | ForgeRefused> {
  const thrown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof ForgeUnavailable || thrown instanceof ForgeRefused) return thrown;
  throw new Error(`no error of the forge: ${String(thrown)}`);
}
