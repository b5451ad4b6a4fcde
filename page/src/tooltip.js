import { h } from './dom.js';

/** Shows what a mark stands for, as text: vega's own tooltip writes HTML. */
export function tooltip() {
    const box = h('div', { class: 'tooltip', 'aria-hidden': 'true', hidden: true });
    document.body.append(box);
    document.addEventListener('scroll', () => { box.hidden = true; }, { passive: true });
    return (_, event, __, value) => {
        if (value === null || value === undefined || value === '') {
            box.hidden = true;
            return;
        }

        const rows = typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : [['', value]];
        box.replaceChildren(h('dl', {}, rows.map(([title, text]) => [title === '' ? null : h('dt', {}, h('bdi', {}, title)), h('dd', {}, h('bdi', {}, String(text ?? '')))])));
        box.hidden = false;
        const { width, height } = box.getBoundingClientRect();
        const [x, y] = [event.clientX ?? 0, event.clientY ?? 0];
        box.style.left = `${Math.max(4, x + 14 + width > innerWidth ? x - width - 14 : x + 14)}px`;
        box.style.top = `${Math.max(4, y + 14 + height > innerHeight ? y - height - 14 : y + 14)}px`;
    };
}
