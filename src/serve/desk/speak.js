// What a report says, in the language of the page.

import { langName } from "./words.js";

// Puts the report's texts into the language; a page of an older desk has one language only.
export function speak(data) {
  const said = data?.said?.[langName()];
  if (!said) return data;
  said.findings.forEach((texts, i) => Object.assign(data.report.findings[i], texts));
  said.why.forEach((why, i) => (data.report.checks[i].why = why));
  said.not_looked_at.forEach((lines, i) => (data.report.documents[i].not_looked_at = lines));
  return data;
}
