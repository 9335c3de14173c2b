import type { Limits, Sandbox } from "../../../../sandbox/index.ts";
import type { Environment, SdkStart } from "../launch/sdk-start.ts";

/** What all processes of a runner's programs have in common. */
export interface ProcessSettings {
  /** Environment of programs. `GROUNDWORK_PLAIN_SDK=1` in it starts every SDK without patches. */
  readonly environment: Environment;
  /** Executable of Node. @default the Node of this process */
  readonly node?: string;
  /** Receives how the SDK of each program was started; `patches` as for {@link describeSdkStart}. */
  readonly onSdkStart?: (start: SdkStart, patches: readonly string[] | undefined) => void;
  /** Confines every program. It gets nothing of {@link environment} then. @default programs may do what the engine's user may */
  readonly confinement?: Confinement;
}

/** How programs are confined. */
export interface Confinement {
  readonly sandbox: Sandbox;
  readonly limits: Limits;
}
