import { ForgeRefused } from "../errors.ts";

/** What a call gives, or its error where the forge refused it with this status. */
export async function orRefusal<T>(call: Promise<T>, status: number): Promise<T | ForgeRefused> {
  return await call.catch((thrown: unknown) => {
    if (thrown instanceof ForgeRefused && thrown.data.status === status) return thrown;
    throw thrown;
  });
}
