// A run in a process of its own that hands a commit over. Its arguments are the copy, the checkout, the commit.
import { pointBranch } from "../../../src/git/executable/index.ts";

const [folder = "", checkout = "", commit = ""] = process.argv.slice(2);
await pointBranch({ folder, checkout, environment: process.env }, commit, "main");
