// The API's page, made from its own description.

/** @param {string} name @param {string} text @param {Element} into */
function add(name, text, into) {
  const element = document.createElement(name);
  element.textContent = text;
  into.append(element);
  return element;
}

/** @param {Element} into @param {{name: string, description?: string, required?: boolean}[]} parameters */
function addParameters(into, parameters) {
  if (parameters.length === 0) return;
  const table = add('table', '', into);
  for (const parameter of parameters) {
    const row = add('tr', '', table);
    add('code', parameter.name, add('th', '', row));
    add('td', `${parameter.description ?? ''}${parameter.required ? '' : ' (optional)'}`, row);
  }
}

const api = await (await fetch('/api/openapi.json')).json();
const page = /** @type {Element} */ (document.getElementById('docs'));
for (const [path, methods] of Object.entries(api.paths)) {
  for (const [method, operation] of Object.entries(methods)) {
    const section = add('section', '', page);
    add('code', `${method.toUpperCase()} ${path}`, add('h2', '', section));
    add('p', [operation.summary, operation.description].filter(Boolean).join('\n\n'), section);
    addParameters(section, operation.parameters ?? []);
  }
}

export {};
