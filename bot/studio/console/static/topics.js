// The YAML field: numbers and marks of problems beside its lines, and a way from a problem to its
// place. In the form the fields with errors are marked for screen readers. Without this script all
// of it can still be read below the field.

const text = document.getElementById("text");
const gutter = document.querySelector(".gutter");

function problems() {
  const found = new Map();
  for (const link of document.querySelectorAll(".problems a[data-line]")) {
    const bad = link.closest("li").classList.contains("bad");
    const line = Number(link.dataset.line);
    found.set(line, found.get(line) === "bad" || bad ? "bad" : "look");
  }
  return found;
}

function number() {
  if (!text) return;
  const marks = problems();
  const count = text.value.split("\n").length;
  const lines = document.createDocumentFragment();
  for (let line = 1; line <= count; line += 1) {
    const end = line < count ? "\n" : "";
    const mark = marks.get(line);
    if (!mark) {
      lines.append(line + end);
      continue;
    }
    const shown = document.createElement("b");
    shown.className = mark;
    shown.textContent = `${mark === "bad" ? "✕" : "!"} ${line}`;
    lines.append(shown, end);
  }
  gutter.replaceChildren(lines);
  gutter.scrollTop = text.scrollTop;
}

function markFields() {
  for (const said of document.querySelectorAll("[id^='wrong-']")) {
    const field = document.getElementById(said.id.replace("wrong-", "field-"));
    if (!field) continue;
    if (said.querySelector(".bad")) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}

// The place of a line (from 1) in a text.
function startOf(value, line) {
  let at = 0;
  for (let n = 1; n < line; n += 1) {
    const end = value.indexOf("\n", at);
    if (end < 0) break;
    at = end + 1;
  }
  return at;
}

// Line `item` of a list that leaves out empty lines.
function lineOf(value, item) {
  let seen = 0;
  const lines = value.split("\n");
  for (let n = 0; n < lines.length; n += 1) {
    if (lines[n].trim()) seen += 1;
    if (seen === item) return n + 1;
  }
  return 1;
}

function goTo(field, line, column) {
  const start = startOf(field.value, line);
  const rest = field.value.indexOf("\n", start);
  const end = rest < 0 ? field.value.length : rest;
  field.focus();
  if (typeof field.setSelectionRange !== "function") return;
  field.setSelectionRange(Math.min(start + column - 1, end), end);
  const height = parseFloat(getComputedStyle(field).lineHeight) || 24;
  field.scrollTop = Math.max(0, (line - 4) * height);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(".problems a");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const { line, column, item } = link.dataset;
  if (line) goTo(field, Number(line), Number(column));
  else if (item && field.tagName === "TEXTAREA") goTo(field, lineOf(field.value, Number(item)), 1);
  else field.focus();
  field.scrollIntoView({ block: "center" });
});

if (text) {
  text.addEventListener("input", number);
  text.addEventListener("scroll", () => { gutter.scrollTop = text.scrollTop; });
}
document.addEventListener("htmx:afterSettle", () => {
  number();
  markFields();
});
number();
markFields();
