import { defineResources } from "@groundwork-iac/groundwork/resources";
import { CompanyDatabase } from "./company-database.js";

export default defineResources(() => ({}), {
  databases: (declared) =>
    Object.fromEntries(
      declared.map(({ key, args, databases }) => {
        const database = new CompanyDatabase(key, { instance: args, databases });
        return [key, { name: database.name, connectionName: database.connectionName }];
      }),
    ),
});
