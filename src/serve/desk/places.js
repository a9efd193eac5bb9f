// Where things stand: which document, page and box a finding is about.

import { overruling } from "./panel.js";
import { pick } from "./words.js";

// A finding without a box of its own stands where its field was read.
export function placeIn(report, f) {
  const document = report.documents.findIndex((d) => d.path === f.document);
  if (document < 0) return null;
  const field = f.field ? report.documents[document].fields[f.field] : null;
  return { document, page: f.page || field?.page || 1, box: f.box || (field && (!f.page || f.page === field.page) ? field.box : null) };
}

// The boxes of a page; words are the names of fields.
export function boxesOf({ report, state }, words, document, page) {
  const row = report.documents[document];
  const boxes = [];
  for (const [name, field] of Object.entries(row.fields)) {
    if (field.box && field.page === page) boxes.push({ id: `field:${name}`, kind: "field", box: field.box, title: `${pick(words.fields, name)}: ${field.value}` });
  }
  row.marks.forEach((mark, i) => {
    if (mark.page === page) boxes.push({ id: `mark:${i}`, kind: "mark", severity: mark.kind, box: mark.box, title: [mark.kind, mark.text].filter(Boolean).join(": ") });
  });
  report.findings.forEach((f, i) => {
    const place = placeIn(report, f);
    if (place?.box && place.document === document && place.page === page) {
      boxes.push({ id: `finding:${i}`, kind: "finding", severity: `${f.severity}${overruling(state, f) ? " gone" : ""}`, box: place.box, label: String(i + 1), title: f.message });
    }
  });
  return boxes;
}
