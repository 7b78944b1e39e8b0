/**
 * Checks the wording of error texts: `node scripts/check-error-texts.mjs [ROOT]`. A text ends with a full stop or a
 * question mark, and has the form `…; got …` when a value differs from what was expected.
 */
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const code = /^PENSTOCK_[A-Z_]+$/;

/** Returns one line for each text that breaks a rule. */
export function checkErrorTexts(root, files) {
  return files.flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
    return textsIn(source).flatMap(({ text, node }) => {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      const say = (problem) => `${file}:${line}: ${problem}`;
      return [
        ...(/[.?}:]$/.test(text) ? [] : [say('expected an error text that ends with a full stop.')]),
        ...(/, but (?:is|are|was|were) /.test(text) ? [say("expected '; got …' in place of ', but is …'.")] : []),
      ];
    });
  });
}

/** Returns the text literals that follow an error code in a call; computed parts are `{}`. */
function textsIn(source) {
  const texts = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const [first, second] = node.arguments ?? [];
      const makesError = /Error$/i.test(node.expression.getText(source));
      if (makesError && first && second && ts.isStringLiteral(first) && code.test(first.text)) {
        const text = textOf(second);
        if (text !== undefined) texts.push({ text, node: second });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}

function textOf(node) {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => `{}${literal.text}`).join('');
  }
  if (ts.isBinaryExpression(node)) return `${textOf(node.left) ?? '{}'}${textOf(node.right) ?? '{}'}`;
  return ts.isParenthesizedExpression(node) ? '{}' : undefined;
}

/** Returns the source files of all packages. */
function sourcesIn(root) {
  return readdirSync(join(root, 'packages')).flatMap((name) =>
    readdirSync(join(root, 'packages', name, 'src'), { recursive: true })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `packages/${name}/src/${file}`),
  );
}

const isMain = process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url);
if (isMain) {
  const root = resolve(process.argv[2] ?? join(import.meta.dirname, '..'));
  const problems = checkErrorTexts(root, sourcesIn(root));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
