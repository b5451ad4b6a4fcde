import { h } from './dom.js';

async function copy(text) {
    try {
        await navigator.clipboard.writeText(text);
    } catch {
        // Pages from a disk may not write to the clipboard in every browser, but may copy what is selected.
        const area = h('textarea', { class: 'away', 'aria-hidden': 'true' });
        area.value = text;
        document.body.append(area);
        area.select();
        const copied = document.execCommand('copy');
        area.remove();
        if (!copied) {
            throw new Error('The browser copies nothing.');
        }
    }
}

/** A button that copies a text and says so, to screen readers, too. */
export function copyButton(label, text, words) {
    const said = h('span', { role: 'status', class: 'said' });
    return h('p', { class: 'copy' },
        h('button', { type: 'button', click: () => copy(text()).then(() => said.replaceChildren(words.copied), () => said.replaceChildren(words.notCopied)) }, label), said);
}
