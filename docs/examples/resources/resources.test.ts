import { environment, tested } from "@groundwork-iac/groundwork/test";
import { expect, it } from "vitest";

it("has its databases as the company runs them", () => {
  const { outputs } = environment();
  expect(outputs["databases"]).toMatchObject({ main: { name: expect.any(String) } });
  expect(tested().console).toMatch(/^http/);
});
