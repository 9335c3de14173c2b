import { RecordPackageMissing } from "./errors.ts";

/**
 * Loads a package that projects install only for a record in PostgreSQL.
 *
 * @throws {RecordPackageMissing}
 */
export async function installed<T>(
  wanted: { readonly package: string; readonly range: string },
  load: () => Promise<T>,
): Promise<T> {
  try {
    return await load();
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") throw thrown;
    throw new RecordPackageMissing(wanted, { cause: thrown });
  }
}
