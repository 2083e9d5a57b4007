// Opens files made by the Rust side with npm `age-encryption`: `node open.mjs DIR`, where
// DIR/index.json lists {file, identity, length, sha256}. Ends with an error at the first that
// does not open to what is listed.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Decrypter, identityToRecipient } from "age-encryption";

const dir = process.argv[2];
const list = JSON.parse(readFileSync(join(dir, "index.json"), "utf8"));
for (const { file, identity, recipient, length, sha256 } of list) {
  if ((await identityToRecipient(identity)) !== recipient) throw Error(`${file}: another recipient`);
  const d = new Decrypter();
  d.addIdentity(identity);
  const plain = await d.decrypt(readFileSync(join(dir, file)));
  const found = createHash("sha256").update(plain).digest("hex");
  if (plain.length !== length || found !== sha256) throw Error(`${file}: another content`);
}
console.log(`${list.length} files opened`);
