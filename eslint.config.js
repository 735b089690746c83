// What the widget's scripts may say: nothing newer than the browsers of `browserslist` in
// package.json know, and nothing that turns a text into markup or code.
import js from "@eslint/js";
import compat from "eslint-plugin-compat";
import globals from "globals";

// Its complaint that the bundled table of browsers is some months old is no finding.
process.env.BROWSERSLIST_IGNORE_OLD_DATA = "1";

const TEXT = "Build elements and set textContent: what a resident or a server writes is text.";
const FORBIDDEN = [
  { property: "innerHTML", message: TEXT },
  { property: "outerHTML", message: TEXT },
  { property: "insertAdjacentHTML", message: TEXT },
  { object: "document", property: "write", message: TEXT },
  { object: "document", property: "writeln", message: TEXT },
  { object: "document", property: "cookie", message: "The widget sets and reads no cookies." },
];

const CLASSIC = ["bot/widget/embed.js", "bot/widget/sw.js"];

export default [
  // Without these `eslint .` would read the packages of Python and what is built.
  { ignores: [".checkers/", ".venv/", "models/", "var/", "logs/"] },
  { ...js.configs.recommended, files: ["**/*.js"] },
  {
    ...compat.configs["flat/recommended"],
    files: ["bot/widget/**/*.js", "bot/studio/console/static/**/*.js"],
    languageOptions: {
      ecmaVersion: 2021,
      sourceType: "module",
      globals: globals.browser,
    },
    // Looked for before it is used: where it is missing the widget does without.
    settings: { polyfills: ["trustedTypes"] },
    rules: {
      ...compat.configs["flat/recommended"].rules,
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-restricted-properties": ["error", ...FORBIDDEN],
      // `window.document.cookie` and the like: the same under another name.
      "no-restricted-syntax": [
        "error",
        {
          selector: "MemberExpression[object.property.name='document'][property.name=/^(write|writeln|cookie)$/]",
          message: TEXT,
        },
      ],
    },
  },
  { files: CLASSIC, languageOptions: { sourceType: "script" } },
  {
    files: ["bot/widget/sw.js"],
    languageOptions: { globals: globals.serviceworker },
  },
  {
    files: ["tests/widget/**/*.js", "eslint.config.js"],
    languageOptions: { ecmaVersion: 2024, sourceType: "module", globals: globals.node },
  },
];
