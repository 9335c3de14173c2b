import { linuxSandbox } from "../../src/sandbox/linux/index.ts";

/** Whether programs are not confined here, so that nothing can be said of it. Where `GROUNDWORK_REQUIRE_SANDBOX` is set, they have to be. */
export async function lacksSandbox(environment: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  const problem = await linuxSandbox()
    .verify()
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  if (problem !== undefined && environment["GROUNDWORK_REQUIRE_SANDBOX"])
    throw new Error("the sandbox is required here", { cause: problem });
  return problem !== undefined;
}
