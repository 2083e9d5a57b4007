// The rules of triage as the program was built with: build.mjs reads config/triage.toml.
declare module "*/triage.toml" {
  const rules: import("../../lib/triage.ts").Rules;
  export default rules;
}
