/**
 * Whether `create` made a name of the file system that was not there; false when it was.
 *
 * For calls of Node that make a name or fail with `EEXIST`, such as `link`: of several processes that try, one gets true.
 */
export async function createdAnew(create: () => Promise<unknown>): Promise<boolean> {
  try {
    await create();
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw thrown;
  }
}
