// A QR code as a drawing, for the camera of the telephone that has the app.
import encodeQR from "qr";

const SVG = "http://www.w3.org/2000/svg";

export function qr(text: string, label: string): SVGElement {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: 2 });
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${rows.length} ${rows.length}`);
  svg.setAttribute("class", "qr");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  svg.setAttribute("shape-rendering", "crispEdges");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("fill", "#000");
  path.setAttribute("d", outline(rows));
  svg.append(path);
  return svg;
}

/** Every dark run of a row as a rectangle. */
export function outline(rows: readonly (readonly boolean[])[]): string {
  let drawn = "";
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      const from = x;
      while (row[x + 1]) x++;
      drawn += `M${from} ${y}h${x + 1 - from}v1h-${x + 1 - from}z`;
    }
  });
  return drawn;
}
