// Parts of the desk for node: each module is put together by itself, as building does.
import { build } from "esbuild";
import { fileURLToPath } from "node:url";

/** A module of src/desk, by its path there. */
export async function part(path) {
  const entry = fileURLToPath(new URL(`../src/desk/${path}`, import.meta.url));
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: "esm", target: "es2022", write: false, loader: { ".ftl": "text" } });
  return await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}
