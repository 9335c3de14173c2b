import { forgeContract } from "../../contract/forge/forge-contract.ts";
import { giteaWorld } from "../../contract/forge/gitea-world.ts";
import { describeWithGitea } from "./index.ts";

describeWithGitea("the forge's ports", (gitea) => {
  const world = () => {
    const { url, administrator } = gitea();
    return giteaWorld({ url, administrator, settle: () => gitea().settle() });
  };
  forgeContract("Gitea 1.26.0", world, { tellsSetup: true });
});
