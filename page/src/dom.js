/**
 * Makes an element. Text is only ever text: nothing that comes from a lake is read as markup.
 * @param {string} name of the element
 * @param {Record<string, unknown>} attributes functions become listeners, `true` an empty attribute, `false`, `null` none
 */
export function h(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        if (typeof value === 'function') {
            element.addEventListener(key, value);
        } else if (value !== false && value !== null && value !== undefined) {
            element.setAttribute(key, value === true ? '' : value);
        }
    }

    element.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return element;
}
