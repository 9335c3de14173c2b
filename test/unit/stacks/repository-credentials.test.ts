import { output, secret } from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { credentialsOf } from "../../../stacks/components/repository-credentials.ts";

it("beside a token stands a user whose name no message holds: it is masked wherever it is written, as all of a Secret is", async () => {
  const data = await new Promise<Record<string, string> | undefined>((resolve) => {
    const credentials = credentialsOf({ url: "https://git.example.com/platform.git", token: secret("t0ken") });
    output(credentials).apply(resolve);
  });
  const texts = Object.fromEntries(
    Object.entries(data ?? {}).map(([key, text]) => [key, Buffer.from(text, "base64").toString("utf8")]),
  );
  expect(texts).toEqual({ username: "x-token-auth", password: "t0ken" });
});
