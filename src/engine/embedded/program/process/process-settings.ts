import type { Environment, SdkStart } from "../launch/sdk-start.ts";

/** What all processes of a runner's programs have in common. */
export interface ProcessSettings {
  /** Environment of programs. `GROUNDWORK_PLAIN_SDK=1` in it starts every SDK without patches. */
  readonly environment: Environment;
  /** Executable of Node. @default the Node of this process */
  readonly node?: string;
  /** Receives how the SDK of each program was started; `patches` as for {@link describeSdkStart}. */
  readonly onSdkStart?: (start: SdkStart, patches: readonly string[] | undefined) => void;
}
